"""Where a finding stands, in the ways that the formats ask for: order, paths, positions."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Finding, Location, Report


def in_order(report: Report) -> list[Finding]:
    """The findings by path, position and code."""
    return sorted(report.findings, key=_key)


def _key(finding: Finding) -> tuple[str, int, int, str]:
    place = finding.primary
    return place.source.path, place.span.start, place.span.end, finding.code


def start(place: Location) -> tuple[int, int]:
    """The 1-based line and code-point column where the place begins."""
    return place.source.lines.position(place.span.start)


def end(place: Location) -> tuple[int, int]:
    """The 1-based line and code-point column right after the place."""
    return place.source.lines.position(max(place.span.start, place.span.end))


def slashed(path: str) -> str:
    """The path with forward slashes and without a leading ``./``, the same on every system."""
    path = path.replace("\\", "/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path or "."
