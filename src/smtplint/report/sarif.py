"""SARIF 2.1.0 (OASIS), for code scanning services. Columns count UTF-16 code units."""

from __future__ import annotations

from .. import __version__
from .fingerprint import fingerprints
from .jsontext import dumps, well_formed
from .mask import Masks
from .places import in_order, slashed
from .urls import HOME_URL, rule_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Finding, Fix, Location, Report
    from ..text import Source, Span

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report) -> str:
    """The report as a SARIF log with one run."""
    masks = Masks(report)
    findings = in_order(report)
    marks = fingerprints(findings, masks)
    rules = {finding.code: finding for finding in reversed(findings)}
    codes = sorted(rules)
    index = {code: number for number, code in enumerate(codes)}
    run = {
        "tool": {
            "driver": {
                "name": "smtplint",
                "version": __version__,
                "informationUri": HOME_URL,
                "rules": [_rule(rules[code]) for code in codes],
            }
        },
        "columnKind": "utf16CodeUnits",
        "results": [
            _result(finding, mark, index[finding.code], masks) for finding, mark in zip(findings, marks, strict=True)
        ],
        "invocations": [_invocation(report)],
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(finding: Finding) -> dict[str, object]:
    title = finding.name.replace("-", " ").capitalize()
    properties: dict[str, object] = {"tags": ["mail", finding.consequence]}
    if finding.consequence == "leaks":
        # GitHub lists a rule among the security alerts only with this tag and a score.
        properties = {"tags": ["mail", "security", "leaks"], "security-severity": "7.5"}
    return {
        "id": finding.code,
        "name": finding.name,
        "shortDescription": {"text": title},
        "helpUri": rule_url(finding.name),
        "defaultConfiguration": {"level": finding.severity},
        "properties": properties,
    }


def _result(finding: Finding, fingerprint: str, rule_index: int, masks: Masks) -> dict[str, object]:
    words = [finding.message, finding.help] if finding.help else [finding.message]
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": finding.severity,
        "message": {"text": well_formed("\n".join(words))},
        "locations": [_location(finding.primary)],
        "partialFingerprints": {"smtplint/v1": fingerprint},
        "properties": _properties(finding),
    }
    if finding.related:
        result["relatedLocations"] = [_location(place, number) for number, place in enumerate(finding.related, 1)]
    if finding.fix and finding.fix.edits and finding.fix.safety != "manual" and masks.shows_all(finding.fix):
        result["fixes"] = [_fix(finding.fix)]
    return result


def _properties(finding: Finding) -> dict[str, object]:
    known = {
        "consequence": finding.consequence,
        "client": finding.client,
        "provider": finding.provider,
        "setting": finding.setting,
        "evidence": finding.evidence.source,
    }
    return {key: well_formed(value) for key, value in known.items() if value}


def _location(place: Location, number: int = 0) -> dict[str, object]:
    location: dict[str, object] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.source.path)},
            "region": _region(place.source, place.span),
        }
    }
    if number:
        location["id"] = number
    if place.message:
        location["message"] = {"text": well_formed(place.message)}
    return location


def _region(source: Source, span: Span) -> dict[str, int]:
    lines = source.lines
    stop = max(span.start, span.end)
    return {
        "startLine": lines.position(span.start)[0],
        "startColumn": lines.utf16_column(span.start) + 1,
        "endLine": lines.position(stop)[0],
        "endColumn": lines.utf16_column(stop) + 1,
    }


def _fix(fix: Fix) -> dict[str, object]:
    """Only called for fixes that show all of their text: a viewer would write a mask into the file."""
    by_path: dict[str, list[dict[str, object]]] = {}
    for edit in fix.edits:
        replacement: dict[str, object] = {"deletedRegion": _region(edit.source, edit.span)}
        if edit.text:
            replacement["insertedContent"] = {"text": well_formed(edit.text)}
        by_path.setdefault(edit.source.path, []).append(replacement)
    return {
        "description": {"text": well_formed(fix.title)},
        "artifactChanges": [
            {"artifactLocation": {"uri": _uri(path)}, "replacements": replacements}
            for path, replacements in by_path.items()
        ],
    }


def _invocation(report: Report) -> dict[str, object]:
    invocation: dict[str, object] = {"executionSuccessful": True}
    if report.skipped:
        invocation["toolExecutionNotifications"] = [
            {
                "level": "note",
                "message": {"text": well_formed(f"not read: {why}")},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(path)}}}],
            }
            for path, why in report.skipped
        ]
    return invocation


def _uri(path: str) -> str:
    """A path as a URI reference: relative as it is, absolute as ``file:``."""
    from urllib.parse import quote

    path = slashed(path)
    try:
        uri = quote(path, safe="/", errors="surrogateescape")
    except UnicodeEncodeError:
        uri = quote(well_formed(path), safe="/")
    if path.startswith("/"):
        return "file://" + uri
    if len(path) > 2 and path[1:3] == ":/" and path[0].isalpha():
        return "file:///" + uri.replace("%3A", ":", 1)
    return uri
