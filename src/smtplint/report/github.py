"""Workflow commands of GitHub Actions, which become annotations on the changed lines of a pull request."""

from __future__ import annotations

from .places import end, in_order, slashed, start
from .visible import visible, visible_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Finding, Report

_COMMAND = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report) -> str:
    """One command for each finding; empty for a report without findings."""
    return "".join(_command(finding) + "\n" for finding in in_order(report))


def _command(finding: Finding) -> str:
    line, column = start(finding.primary)
    end_line, end_column = end(finding.primary)
    properties = [f"file={_property(slashed(finding.primary.source.path))}", f"line={line}", f"endLine={end_line}"]
    if line == end_line:
        # GitHub takes columns only for a range on one line.
        properties += [f"col={column}", f"endColumn={end_column}"]
    properties.append(f"title={_property(f'{finding.code} {finding.name} ({finding.consequence})')}")
    lines = visible_lines(finding.message)
    if finding.help:
        lines += visible_lines(f"help: {finding.help}")
    message = _data("\n".join(lines))
    return f"::{_COMMAND[finding.severity]} {','.join(properties)}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
