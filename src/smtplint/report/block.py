"""One finding as the report for people shows it: its words in their lines, what to do about it, how it is known."""

from __future__ import annotations

from . import patch
from .places import start
from .snippet import Mark, last_line, snippet
from .visible import one_line, visible, visible_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Evidence, Finding, Location
    from .ansi import Paint
    from .mask import Masks

# What stands beside the underlined words.
_VERDICT = {"fails": "fails here", "leaks": "leaks here", "hangs": "can hang here", "risk": "risk"}
_BECAUSE = {"known": "known because", "settings": "follows from", "observed": "observed:"}
_RELATED = 8  # other places shown of one finding


def block(finding: Finding, masks: Masks, columns: int, paint: Paint) -> list[str]:
    """The lines of one finding. ``columns``: width for source lines; longer ones are cut around their words."""
    groups = _by_file(finding)
    marks = [_marks(group, finding) for group in groups]
    hunks = patch.hunks(finding.fix, masks, columns) if finding.fix else []
    numbers = [last_line(group[0].source, group_marks) for group, group_marks in zip(groups, marks, strict=True)]
    gutter = len(str(max(*numbers, patch.last_line(hunks))))
    rows = _header(finding, paint)
    for group, group_marks in zip(groups, marks, strict=True):
        source = group[0].source
        line, column = start(group[0])
        arrow = "-->" if group is groups[0] else ":::"
        rows.append(f"{paint(' ' * gutter + arrow, 'frame')} {visible(source.path)}:{line}:{column}")
        rows += snippet(source, group_marks, masks.of(source), gutter, columns, paint)
    return rows + _footer(finding, hunks, gutter, columns, paint)


def _by_file(finding: Finding) -> list[list[Location]]:
    """The places of a finding by file: the primary file first, the primary place first in it."""
    groups: dict[str, list[Location]] = {}
    for place in [finding.primary, *finding.related[:_RELATED]]:
        groups.setdefault(place.source.path, []).append(place)
    return list(groups.values())


def _marks(places: list[Location], finding: Finding) -> list[Mark]:
    marks = []
    for place in places:
        if place is finding.primary:
            verdict = _VERDICT[finding.consequence]
            label = f"{verdict}: {place.message}" if place.message else verdict
            marks.append(Mark(place.span.start, place.span.end, label, "^", finding.severity))
        else:
            marks.append(Mark(place.span.start, place.span.end, place.message, "-", "frame"))
    return marks


def _header(finding: Finding, paint: Paint) -> list[str]:
    first, *others = visible_lines(finding.message)
    code = paint(f"{finding.severity}[{finding.code}]", finding.severity)
    head = f"{code} {paint(f'{finding.name}: {first}', 'strong')}"
    return [head, *(f"    {line}".rstrip() for line in others)]


def _footer(finding: Finding, hunks: list[patch.Hunk], gutter: int, columns: int, paint: Paint) -> list[str]:
    rows = []
    if len(finding.related) > _RELATED:
        rows += _note("note", f"and {len(finding.related) - _RELATED} more places", gutter, paint)
    if finding.help:
        rows += _note("help", finding.help, gutter, paint)
    if finding.fix:
        rows += _note(f"fix ({finding.fix.safety})", finding.fix.title, gutter, paint)
        rows += _changed(finding, hunks, gutter, columns, paint)
    return rows + _because(finding.evidence, gutter, paint)


def _changed(finding: Finding, hunks: list[patch.Hunk], gutter: int, columns: int, paint: Paint) -> list[str]:
    """The changed lines with an empty row before them, and after them when something follows."""
    frame = paint(" " * gutter + " |", "frame")
    rows = patch.rows(hunks, finding.primary.source.path, gutter, columns, paint)
    after = [frame] if finding.evidence.source else []
    return [frame, *rows, *after] if rows else []


def _because(evidence: Evidence, gutter: int, paint: Paint) -> list[str]:
    if not evidence.source:
        return []
    return _note("note", f"{_BECAUSE[evidence.kind]} {one_line(evidence.source)}", gutter, paint)


def _note(kind: str, words: str, gutter: int, paint: Paint) -> list[str]:
    """``= kind: words``; further lines of the words stand under the first."""
    first, *others = visible_lines(words)
    mark = paint(" " * gutter + " =", "frame")
    indent = " " * (gutter + 5 + len(kind))
    return [f"{mark} {paint(kind, 'strong')}: {first}", *(f"{indent}{line}".rstrip() for line in others)]
