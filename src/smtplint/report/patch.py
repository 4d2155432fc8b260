"""A fix shown as the lines that it takes away and puts in."""

from __future__ import annotations

from .snippet import ELLIPSIS
from .visible import clipped, drawn_line, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Edit, Fix
    from ..text import Source
    from .ansi import Paint
    from .mask import Mask, Masks

    Change = tuple[Edit, str]  # an edit, and what may be shown of its text

_LEAD = 24  # characters kept before the first change when a long line is cut
_MOST = 8  # lines shown of each side of a change
_PLACES = 8  # separate changes shown of one fix


class Hunk:
    """Neighbouring changes: 1-based number of the first line that differs, the old lines and the new, as shown."""

    __slots__ = ("first", "new", "old", "source")

    def __init__(self, source: Source, first: int, old: list[str], new: list[str]) -> None:
        self.source = source
        self.first = first
        self.old = old
        self.new = new


def hunks(fix: Fix, masks: Masks, columns: int) -> list[Hunk]:
    """What ``fix`` changes, by file in the order of its edits, then by position."""
    by_path: dict[str, list[Change]] = {}
    for change in zip(fix.edits, masks.new_texts(fix), strict=True):
        by_path.setdefault(change[0].source.path, []).append(change)
    result = []
    for changes in by_path.values():
        changes.sort(key=lambda change: (change[0].span.start, change[0].span.end))
        for cluster in _clusters(changes):
            result.append(_hunk(cluster, masks.of(cluster[0][0].source), columns))
    return result


def _clusters(changes: list[Change]) -> list[list[Change]]:
    """Splits sorted changes where at least one line between them stays as it is."""
    clusters: list[list[Change]] = []
    reached = 0
    for change in changes:
        edit = change[0]
        position = edit.source.lines.position
        if clusters and position(edit.span.start)[0] <= reached + 1:
            clusters[-1].append(change)
        else:
            clusters.append([change])
        reached = max(reached, position(edit.span.end)[0])
    return clusters


def _hunk(cluster: list[Change], mask: Mask, columns: int) -> Hunk:
    source = cluster[0][0].source
    lines = source.lines
    start = cluster[0][0].span.start
    stop = max(edit.span.end for edit, _ in cluster)
    first = lines.position(start)[0]
    low, line_end = lines.line_span(first)
    lead = ""
    if line_end - low > columns and start - _LEAD > low + len(ELLIPSIS):
        low, lead = start - _LEAD, ELLIPSIS
    high = min(lines.line_span(lines.position(stop)[0])[1], stop + columns)
    plain, shown = _edited(cluster, mask, low, max(high, stop))
    old, new = _lines(source.text[low : max(high, stop)]), _lines(plain)
    head, tail = _common(old, new)
    old_shown = _lines(lead + mask.shown(low, max(high, stop)))[head : len(old) - tail]
    new_shown = _lines(lead + shown)[head : len(new) - tail]
    return Hunk(source, first + head, old_shown, new_shown)


def _edited(cluster: list[Change], mask: Mask, low: int, high: int) -> tuple[str, str]:
    """The stretch ``low`` to ``high`` after the edits: as it will be, and as it may be shown."""
    text = cluster[0][0].source.text
    plain, shown = [], []
    at = low
    for edit, visible_text in cluster:
        begin = max(at, edit.span.start)
        plain += [text[at:begin], edit.text]
        shown += [mask.shown(at, begin), visible_text]
        at = max(begin, edit.span.end)
    return "".join([*plain, text[at:high]]), "".join([*shown, mask.shown(at, high)])


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _common(old: list[str], new: list[str]) -> tuple[int, int]:
    """How many lines at the head and at the tail are the same in both."""
    short = min(len(old), len(new))
    head = 0
    while head < short and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < short - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def rows(found: list[Hunk], home: str, gutter: int, columns: int, paint: Paint) -> list[str]:
    """The hunks as rows for a terminal; a file other than ``home`` (a path) is named before its first hunk."""
    result = []
    path, last = home, 0
    for hunk in found[:_PLACES]:
        if hunk.source.path != path:
            path, last = hunk.source.path, 0
            result.append(paint(" " * gutter + "--> ", "frame") + visible(path))
        elif last:
            result.append(paint(ELLIPSIS, "frame"))
        last = hunk.first
        result += _side(hunk.first, hunk.old, "-", "remove", gutter, columns, paint)
        result += _side(hunk.first, hunk.new, "+", "add", gutter, columns, paint)
    if len(found) > _PLACES:
        result.append(f"{' ' * gutter} {ELLIPSIS} and {len(found) - _PLACES} more changes")
    return result


def _side(first: int, lines: list[str], sign: str, style: str, gutter: int, columns: int, paint: Paint) -> list[str]:
    result = []
    for number, line in enumerate(lines[:_MOST], first):
        words = f"{sign} {clipped(drawn_line(line), columns)}".rstrip()
        result.append(f"{paint(f'{number:>{gutter}}', 'frame')} {paint(words, style)}")
    if len(lines) > _MOST:
        result.append(f"{' ' * gutter} {sign} {ELLIPSIS} {len(lines) - _MOST} more lines")
    return result


def last_line(found: list[Hunk]) -> int:
    """The greatest line number that ``rows`` shows, 0 for none."""
    shown = found[:_PLACES]
    return max((hunk.first + min(max(len(hunk.old), len(hunk.new)), _MOST) - 1 for hunk in shown), default=0)
