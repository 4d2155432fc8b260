"""The one place that hides secrets. Every output shows source text and new text through it, and in no other way."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..findings import Fix, Report
    from ..text import Source, Span

MASK = "********"  # always the same, so that it does not tell how long the secret is

_CHUNK = 4  # a shared run of this many characters makes a new text suspect of still holding the secret
_LONG = 8  # a secret of this length is hidden in new text wherever it stands; a shorter one would hide common words


class Mask:
    """The secrets of one text, ready to be hidden in any part of it."""

    __slots__ = ("_given", "_parts", "_text")

    def __init__(self, text: str, spans: Iterable[Span]) -> None:
        self._text = text
        ranges = sorted((max(0, span.start), min(len(text), span.end)) for span in spans)
        self._parts = [part for start, end in _merged(ranges) for part in _line_parts(text, start, end)]
        # As given, before joining: a password inside a URL that is secret as a whole is one by itself.
        self._given = sorted({part for start, end in ranges for part in _line_parts(text, start, end)} | {*self._parts})

    @property
    def secrets(self) -> list[str]:
        """Every secret, line by line."""
        return [self._text[start:end] for start, end in self._given]

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Cuts ``start`` to ``end`` into stretches ``(start, end, is_secret)``, in order and without gaps."""
        at = start
        for index in range(self._first_after(start), len(self._parts)):
            low, high = self._parts[index]
            if low >= end or start >= end:
                break
            if low > at:
                yield at, low, False
            yield max(low, start), min(high, end), True
            at = min(high, end)
        if at < end:
            yield at, end, False

    def shown(self, start: int, end: int) -> str:
        """The text from ``start`` to ``end`` with every secret in it replaced by ``MASK``."""
        return "".join(MASK if secret else self._text[a:b] for a, b, secret in self.pieces(start, end))

    def touched(self, start: int, end: int) -> list[str]:
        """The secrets that lie in, over or right beside ``start`` to ``end``."""
        first = self._first_after(start - 1)
        last = _bisect(self._parts, lambda part: part[0] <= end)
        if first >= last:
            return []
        low, high = self._parts[first][0], self._parts[last - 1][1]
        begin = _bisect(self._given, lambda part: part[0] < low)
        stop = _bisect(self._given, lambda part: part[0] < high)
        return [self._text[a:b] for a, b in self._given[begin:stop]]

    def _first_after(self, offset: int) -> int:
        """The index of the first part that ends after ``offset``."""
        return _bisect(self._parts, lambda part: part[1] <= offset)


class Masks:
    """The masks of all files of a report, and what fixes may show of their new text."""

    __slots__ = ("_by_path", "_known", "_report")

    def __init__(self, report: Report) -> None:
        self._report = report
        self._by_path: dict[str, Mask] = {}
        self._known: set[str] | None = None

    def of(self, source: Source) -> Mask:
        """The mask of one source, made at first use."""
        mask = self._by_path.get(source.path)
        if mask is None:
            mask = self._by_path[source.path] = Mask(source.text, self._report.masks.get(source.path, ()))
        return mask

    def new_texts(self, fix: Fix) -> list[str]:
        """What may be shown of the text of each edit of ``fix``, in the order of its edits."""
        touched = [
            secret for edit in fix.edits for secret in self.of(edit.source).touched(edit.span.start, edit.span.end)
        ]
        return [masked_new_text(edit.text, touched, self._secrets()) for edit in fix.edits]

    def _secrets(self) -> set[str]:
        """The secrets of every file that the report names a place in: a fix may move one from file to file."""
        if self._known is None:
            places = [place for finding in self._report.findings for place in (finding.primary, *finding.related)]
            sources = [place.source for place in (*places, *(account.primary for account in self._report.accounts))]
            sources += [edit.source for finding in self._report.findings if finding.fix for edit in finding.fix.edits]
            named = {source.path: source for source in sources if source.path in self._report.masks}
            self._known = {secret for source in named.values() for secret in self.of(source).secrets}
        return self._known

    def shows_all(self, fix: Fix) -> bool:
        """True when nothing in the new text of ``fix`` has to be hidden, so that what is shown can also be applied."""
        return self.new_texts(fix) == [edit.text for edit in fix.edits]


def masked_text(text: str, spans: Iterable[Span]) -> str:
    """``text`` for display: each line's part of a secret becomes ``MASK``; line ends and the number of lines stay."""
    return Mask(text, spans).shown(0, len(text))


def masked_line(source: Source, line: int, spans: Iterable[Span]) -> str:
    """One 1-based line of ``source`` for display, without its line end."""
    return Mask(source.text, spans).shown(*source.lines.line_span(line))


def masked_new_text(text: str, touched: Iterable[str], known: Iterable[str] = ()) -> str:
    """``text`` that a fix writes, for display. ``touched``: the secrets it replaces; ``known``: others nearby.

    A secret that stands in it as it was is hidden. When a piece of a touched secret is left after that (written with
    other quotes or escapes), each line that holds such a piece is hidden whole.
    """
    touched = [secret for secret in touched if secret.strip()]
    whole = {*touched, *(secret for secret in known if len(secret) >= _LONG)}
    for secret in sorted(whole, key=len, reverse=True):
        text = text.replace(secret, MASK)
    chunks = {secret[i : i + _CHUNK] for secret in touched for i in range(len(secret) - _CHUNK + 1)} - {MASK[:_CHUNK]}
    if not _holds(text, chunks):
        return text
    return "\n".join(MASK if _holds(line, chunks) else line for line in text.split("\n"))


def _holds(line: str, chunks: set[str]) -> bool:
    return bool(chunks) and any(line[i : i + _CHUNK] in chunks for i in range(len(line) - _CHUNK + 1))


def _bisect(parts: list[tuple[int, int]], before: Callable[[tuple[int, int]], bool]) -> int:
    """The index of the first of ``parts`` for which ``before`` is false; it is true for all earlier ones."""
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high) // 2
        if before(parts[middle]):
            low = middle + 1
        else:
            high = middle
    return low


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted ranges joined where they touch; empty ones hide nothing."""
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _line_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The part of a secret on each of its lines, without line ends and without the indentation of further lines."""
    parts = []
    at = start
    while at < end:
        stop = at
        while stop < end and text[stop] not in "\r\n":
            stop += 1
        if stop > at:
            parts.append((at, stop))
        at = stop
        while at < end and text[at] in "\r\n \t":
            at += 1
    return parts
