"""Fixes on text: which ones can be taken together, what the text is after them, and how the change is shown."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .findings import Edit, Fix
    from .text import Source, Span


def apply(text: str, edits: Iterable[Edit]) -> str:
    """``text`` after all ``edits``, which must be of this text. Inserts at the same offset keep their order.

    A line end in an edit's text is written as its source writes them. Raises ValueError when two edits overlap or one
    reaches out of the text. Nothing outside their spans changes.
    """
    out = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        start, end = edit.span.start, edit.span.end
        if not at <= start <= end <= len(text):
            raise ValueError(f"edit {start} to {end} overlaps another or lies out of the text")
        out += [text[at:start], _with_newlines(edit.text, edit.source.newline)]
        at = end
    return "".join([*out, text[at:]])


def _with_newlines(text: str, newline: str) -> str:
    text = text.replace("\r\n", "\n")
    return text if newline == "\n" else text.replace("\n", newline)


def select(fixes: Iterable[Fix], allow: str) -> tuple[list[Fix], list[Fix]]:
    """The fixes that can be applied together, and those held back. ``allow``: ``safe``, or ``unsafe`` for both kinds.

    A fix is taken whole or not at all; of two that are in each other's way the one that comes first in ``fixes`` wins.
    Held back are also ``manual`` fixes, those without edits, and those whose edits do not fit their text.
    """
    allowed = {"safe": ("safe",), "unsafe": ("safe", "unsafe")}[allow]
    taken: dict[str, _Taken] = {}
    applied: list[Fix] = []
    held: list[Fix] = []
    for fix in fixes:
        if fix.safety in allowed and fix.edits and _fits_itself(fix) and _is_free(fix, taken):
            for edit in fix.edits:
                taken.setdefault(edit.source.path, _Taken()).add(edit)
            applied.append(fix)
        else:
            held.append(fix)
    return applied, held


def changes(fixes: Iterable[Fix]) -> list[tuple[Source, str]]:
    """The new text of every file that ``fixes`` (as ``select`` applied them) touch, by path."""
    by_path: dict[str, list[Edit]] = {}
    for fix in fixes:
        for edit in fix.edits:
            by_path.setdefault(edit.source.path, []).append(edit)
    return [(edits[0].source, apply(edits[0].source.text, edits)) for _, edits in sorted(by_path.items())]


def _fits_itself(fix: Fix) -> bool:
    """True when the edits of a fix lie in their texts and not over each other."""
    reached: dict[str, int] = {}
    for edit in sorted(fix.edits, key=lambda edit: (edit.span.start, edit.span.end)):
        span, path = edit.span, edit.source.path
        if not reached.get(path, 0) <= span.start <= span.end <= len(edit.source.text):
            return False
        reached[path] = span.end
    return True


def _is_free(fix: Fix, taken: dict[str, _Taken]) -> bool:
    return not any(edit.source.path in taken and taken[edit.source.path].blocks(edit) for edit in fix.edits)


class _Taken:
    """The edits already accepted for one file: replaced ranges sorted by start, and the points of inserts."""

    __slots__ = ("_ends", "_inserts", "_points", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._points: list[int] = []
        self._inserts: set[tuple[int, str]] = set()

    def blocks(self, edit: Edit) -> bool:
        """True when ``edit`` overlaps an accepted one, or inserts what one already inserts there."""
        from bisect import bisect_left, bisect_right

        start, end = edit.span.start, edit.span.end
        before = bisect_left(self._starts, end) - 1  # the last range that begins before this one ends
        if before >= 0 and self._ends[before] > start:
            return True
        if start == end:
            return (start, edit.text) in self._inserts
        return bisect_right(self._points, start) < bisect_left(self._points, end)

    def add(self, edit: Edit) -> None:
        """Accepts an edit that nothing blocks."""
        from bisect import bisect_left, insort

        start, end = edit.span.start, edit.span.end
        if start == end:
            insort(self._points, start)
            self._inserts.add((start, edit.text))
        else:
            at = bisect_left(self._starts, start)
            self._starts.insert(at, start)
            self._ends.insert(at, end)


def diff(
    source: Source,
    new_text: str,
    path: str,
    *,
    secrets: Sequence[Span] = (),
    new_secrets: Sequence[Span] | None = None,
    context: int = 3,
) -> str:
    """A unified diff from ``source`` to ``new_text`` under the name ``path``; empty when nothing changes.

    ``secrets`` are spans of the old text, ``new_secrets`` of the new one where they are known; both sides are masked.
    Characters that would steer a terminal are written out; a diff with such or with masks is for reading only.
    """
    from .report.unified import unified_diff

    return unified_diff(source.text, new_text, path, secrets, new_secrets, context)


def diffs(changed: Iterable[tuple[Source, str]], masks: Mapping[str, Sequence[Span]]) -> str:
    """The unified diffs of several files (as ``changes`` gives them), one after the other.

    ``masks`` maps paths to the secrets of the old texts. A secret that leaves one of the files is masked in all others.
    """
    from .report.unified import changed_secrets, unified_diff

    changed = list(changed)
    moved = [
        secret for source, text in changed for secret in changed_secrets(source.text, text, masks.get(source.path, ()))
    ]
    return "".join(
        unified_diff(source.text, text, source.path, masks.get(source.path, ()), None, 3, moved)
        for source, text in changed
    )
