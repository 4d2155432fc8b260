"""Source lines with the words that matter underlined, laid out for a terminal."""

from __future__ import annotations

from .visible import drawn, one_line, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..text import Source
    from .ansi import Paint
    from .mask import Mask

ELLIPSIS = "..."
_LEAD = 24  # columns kept before the first underlined word when a long line is cut


class Mark:
    """Words to underline: ``start`` to ``end`` in the text, what to write beside them, and how (``^`` or ``-``)."""

    __slots__ = ("end", "label", "sign", "start", "style")

    def __init__(self, start: int, end: int, label: str, sign: str, style: str) -> None:
        self.start = start
        self.end = end
        self.label = one_line(label)
        self.sign = sign
        self.style = style


class Layout:
    """One line as shown: secrets masked, tabs expanded, control characters written out, cut to a number of columns."""

    __slots__ = ("_columns", "_high", "_low", "_secrets", "_width", "text")

    def __init__(self, source: Source, low: int, high: int, mask: Mask, columns: int, lead: str = "") -> None:
        out = [lead]
        at = len(lead)
        self._low = low
        self._columns: list[int] = []
        self._secrets: list[tuple[int, int]] = []
        full = False
        for start, end, secret in mask.pieces(low, high):
            stretch = [mask.shown(start, end)] if secret else source.text[start : min(end, start + columns)]
            full = full or at >= columns
            if full:
                break
            if secret:
                self._secrets.append((start, end))
            for unit in stretch:
                if at >= columns:
                    full = True
                    break
                shown = unit if secret else drawn(unit, at)
                self._columns.extend([at] * (end - start if secret else 1))
                out.append(shown)
                at += width(shown)
        self._high = low + len(self._columns)
        self._width = at
        if self._high < high:
            out.append(ELLIPSIS)
            self._width += len(ELLIPSIS)
        self._columns.append(at)
        self.text = "".join(out)

    def left(self, offset: int) -> int:
        """The column at which the character at ``offset`` begins."""
        return self._columns[max(0, min(offset, self._high) - self._low)]

    def right(self, offset: int) -> int:
        """The column at which what stands before ``offset`` ends."""
        if offset > self._high:
            return self._width
        for start, end in self._secrets:
            if start < offset < end:
                offset = end
        return self.left(offset)


def snippet(source: Source, marks: list[Mark], mask: Mask, gutter: int, columns: int, paint: Paint) -> list[str]:
    """The rows of one file's snippet, from the first to the last marked line. ``gutter``: width of line numbers."""
    by_line = _by_line(source, marks)
    frame = paint(" " * gutter + " |", "frame")
    rows = [frame]
    before = 0
    for line in sorted(by_line):
        if before and line == before + 2:
            rows += _line_rows(source, before + 1, [], mask, gutter, columns, paint)
        elif before and line > before + 2:
            rows.append(paint(ELLIPSIS, "frame"))
        rows += _line_rows(source, line, by_line[line], mask, gutter, columns, paint)
        before = line
    rows.append(frame)
    return rows


def last_line(source: Source, marks: list[Mark]) -> int:
    """The greatest line number that a snippet of these marks shows."""
    return max(_by_line(source, marks))


def _by_line(source: Source, marks: list[Mark]) -> dict[int, list[Mark]]:
    """Marks by line; one over several lines is cut into its first and its last line, which has the label."""
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        first = source.lines.position(mark.start)[0]
        last = source.lines.position(max(mark.start, mark.end - 1))[0]
        if first == last:
            by_line.setdefault(first, []).append(mark)
            continue
        stop = source.lines.line_span(first)[1]
        begin, end = source.lines.line_span(last)
        while begin < end and source.text[begin] in " \t":
            begin += 1
        by_line.setdefault(first, []).append(Mark(mark.start, stop, "", mark.sign, mark.style))
        by_line.setdefault(last, []).append(Mark(begin, min(mark.end, end), mark.label, mark.sign, mark.style))
    return by_line


def _line_rows(
    source: Source, line: int, marks: list[Mark], mask: Mask, gutter: int, columns: int, paint: Paint
) -> list[str]:
    layout = lay_out(source, line, marks, mask, columns)
    number = paint(f"{line:>{gutter}} |", "frame")
    blank = paint(" " * gutter + " |", "frame")
    rows = [f"{number} {layout.text}".rstrip()]
    return rows + [f"{blank} {row}" for row in _under_rows(layout, marks, paint)]


def lay_out(source: Source, line: int, marks: list[Mark], mask: Mask, columns: int) -> Layout:
    """Lays out one line, cut around its marks when it is longer than ``columns``."""
    low, high = source.lines.line_span(line)
    lead = ""
    if marks and high - low > columns:
        begin = min(mark.start for mark in marks) - _LEAD
        if begin > low + len(ELLIPSIS):
            low, lead = begin, ELLIPSIS
    return Layout(source, low, high, mask, columns, lead)


def _under_rows(layout: Layout, marks: list[Mark], paint: Paint) -> list[str]:
    """The row of underlines with the last mark's label beside it, then a row for each other label."""
    placed = []
    for mark in marks:
        left, right = layout.left(mark.start), layout.right(mark.end)
        placed.append((left, max(right, left + 1), mark))
    if not placed:
        return []
    # Signs of the primary place are written last, so that they are not covered.
    placed.sort(key=lambda item: (item[2].sign == "^", item[0]))
    row = _Row()
    for left, right, mark in placed:
        row.write(left, mark.sign * (right - left), mark.style)
    inline = max(placed, key=lambda item: (item[1], item[2].sign == "^"))
    if inline[2].label:
        row.write(row.length + 1, inline[2].label, inline[2].style)
    rows = [row.painted(paint)]
    hanging = sorted((item for item in placed if item is not inline and item[2].label), key=lambda item: -item[0])
    if hanging:
        rows.append(_bars([(left, mark) for left, _, mark in hanging]).painted(paint))
    for index, (left, _, mark) in enumerate(hanging):
        label = _bars([(other, sign) for other, _, sign in hanging[index + 1 :] if other < left])
        label.write(left, mark.label, mark.style)
        rows.append(label.painted(paint))
    return rows


def _bars(places: list[tuple[int, Mark]]) -> _Row:
    row = _Row()
    for column, mark in places:
        row.write(column, "|", mark.style)
    return row


class _Row:
    """A row of characters that are written at columns, each with its style."""

    __slots__ = ("_chars", "_styles")

    def __init__(self) -> None:
        self._chars: list[str] = []
        self._styles: list[str] = []

    @property
    def length(self) -> int:
        return len(self._chars)

    def write(self, column: int, text: str, style: str) -> None:
        missing = column + len(text) - len(self._chars)
        self._chars += " " * missing
        self._styles += [""] * missing
        self._chars[column : column + len(text)] = text
        self._styles[column : column + len(text)] = [style] * len(text)

    def painted(self, paint: Paint) -> str:
        out = []
        at = 0
        while at < len(self._chars):
            stop = at
            while stop < len(self._chars) and self._styles[stop] == self._styles[at]:
                stop += 1
            out.append(paint("".join(self._chars[at:stop]), self._styles[at]))
            at = stop
        return "".join(out)
