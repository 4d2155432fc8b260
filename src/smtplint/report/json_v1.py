"""JSON output, version 1: a published contract, see ``schema/smtplint-report-v1.schema.json``."""

from __future__ import annotations

from .. import __version__
from .fingerprint import fingerprints
from .jsontext import dumps, well_formed
from .mask import Masks
from .places import end, in_order, start
from .urls import rule_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Account, Finding, Fix, Location, Report

_TLS = ("implicit", "starttls-required", "starttls-opportunistic", "cleartext", "error")


def render(report: Report) -> str:
    """The report as one JSON object. Lines and columns count from 1; edits count code points of the text from 0."""
    masks = Masks(report)
    findings = in_order(report)
    marks = fingerprints(findings, masks)
    return dumps(
        {
            "version": 1,
            "tool": {"name": "smtplint", "version": __version__, "knowledge": _text(report.knowledge)},
            "findings": [_finding(finding, mark, masks) for finding, mark in zip(findings, marks, strict=True)],
            "accounts": [_account(account) for account in report.accounts],
            "held_back": {key: report.held_back[key] for key in ("suppressed", "baseline", "ignored")},
            "files": {
                "found": report.files_found,
                "read": report.files_read,
                "skipped": [{"file": well_formed(path), "why": well_formed(why)} for path, why in report.skipped],
            },
            "summary": report.summary(),
        }
    )


def _finding(finding: Finding, fingerprint: str, masks: Masks) -> dict[str, object]:
    return {
        "rule": finding.code,
        "name": finding.name,
        "consequence": finding.consequence,
        "severity": finding.severity,
        "message": well_formed(finding.message),
        **_place(finding.primary),
        "client": _text(finding.client),
        "provider": _text(finding.provider),
        "setting": _text(finding.setting),
        "related": [{**_place(place), "message": well_formed(place.message)} for place in finding.related],
        "evidence": {"kind": finding.evidence.kind, "source": _text(finding.evidence.source)},
        "fix": _fix(finding.fix, masks) if finding.fix else None,
        "fingerprint": fingerprint,
        "url": rule_url(finding.name),
    }


def _place(place: Location) -> dict[str, object]:
    line, column = start(place)
    end_line, end_column = end(place)
    return {
        "file": well_formed(place.source.path),
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _fix(fix: Fix, masks: Masks) -> dict[str, object]:
    """A fix whose text holds a secret is given as ``manual``: applied as shown, it would write the mask."""
    edits = [
        {
            "file": well_formed(edit.source.path),
            "start": edit.span.start,
            "end": edit.span.end,
            "text": well_formed(shown),
        }
        for edit, shown in zip(fix.edits, masks.new_texts(fix), strict=True)
    ]
    safety = fix.safety if masks.shows_all(fix) else "manual"
    return {"title": well_formed(fix.title), "safety": safety, "edits": edits}


def _account(account: Account) -> dict[str, object]:
    plan = account.plan
    return {
        "file": well_formed(account.primary.source.path),
        "line": start(account.primary)[0],
        "client": _text(account.client),
        "provider": _text(account.provider),
        "plan": {
            "tls": plan["tls"] if plan.get("tls") in _TLS else None,
            "host": _text(plan.get("host")),
            "port": _number(plan.get("port"), whole=True),
            "timeout": _number(plan.get("timeout")),
        },
        "outcome": account.outcome,
    }


def _text(value: object) -> str | None:
    """A text that is known, or None; an empty one says nothing."""
    return well_formed(value) if isinstance(value, str) and value else None


def _number(value: object, *, whole: bool = False) -> int | float | None:
    """A number that JSON can carry, or None; True and False are no numbers here."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and not whole and value - value == 0:  # false for infinity and NaN
        return value
    return None
