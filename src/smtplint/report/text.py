"""The report for people: each finding on the words that cause it, what to do about it, and a summary."""

from __future__ import annotations

from .ansi import painter
from .summary import summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Report
    from .ansi import Paint

_FRAME = 10  # columns of line number, bar and ellipsis around a source line
_FEWEST = 20  # columns that a source line always gets


def render(report: Report, *, colour: bool = False, width: int = 100) -> str:
    """The whole report. ``width``: columns of the terminal; source lines that are longer are cut around their words."""
    paint = painter(colour)
    blocks = _blocks(report, max(_FEWEST, width - _FRAME), paint) if report.findings else []
    return "\n\n".join([*blocks, "\n".join(summary(report, paint))]) + "\n"


def _blocks(report: Report, columns: int, paint: Paint) -> list[str]:
    """The findings in order; what shows them is imported for findings alone, as most runs have none."""
    from .block import block
    from .mask import Masks
    from .places import in_order

    masks = Masks(report)
    return ["\n".join(block(finding, masks, columns, paint)) for finding in in_order(report)]
