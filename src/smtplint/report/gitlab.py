"""Code Quality report of GitLab: the subset of the Code Climate format that its merge requests read."""

from __future__ import annotations

from .fingerprint import fingerprints
from .jsontext import dumps, well_formed
from .mask import Masks
from .places import end, in_order, slashed, start
from .visible import one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Finding, Report

_SEVERITY = {"fails": "critical", "leaks": "critical", "hangs": "major", "risk": "minor"}


def render(report: Report) -> str:
    """A JSON array with one object for each finding; GitLab tells them apart by ``fingerprint``."""
    findings = in_order(report)
    marks = fingerprints(findings, Masks(report))
    return dumps([_issue(finding, mark) for finding, mark in zip(findings, marks, strict=True)])


def _issue(finding: Finding, fingerprint: str) -> dict[str, object]:
    return {
        "description": well_formed(f"{finding.name} [{finding.consequence}]: {one_line(finding.message)}"),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITY[finding.consequence],
        "location": {
            "path": well_formed(slashed(finding.primary.source.path)),
            "lines": {"begin": start(finding.primary)[0], "end": end(finding.primary)[0]},
        },
    }
