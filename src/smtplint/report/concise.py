"""One line for each finding, for editors, for grep and for long lists."""

from __future__ import annotations

from .ansi import painter
from .places import in_order, start
from .summary import summary as closing
from .visible import one_line, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Report


def render(report: Report, *, colour: bool = False, summary: bool = False) -> str:
    """``path:line:column: CODE [consequence] message`` by path and position; ``summary`` adds the closing words."""
    paint = painter(colour)
    lines = []
    for finding in in_order(report):
        line, column = start(finding.primary)
        code = paint(f"{finding.code} [{finding.consequence}]", finding.severity)
        lines.append(f"{visible(finding.primary.source.path)}:{line}:{column}: {code} {one_line(finding.message)}")
    if summary:
        lines += closing(report, paint)
    return "".join(f"{line}\n" for line in lines)
