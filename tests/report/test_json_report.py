"""JSON, version 1: the published contract."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import smtplint.report
from smtplint import __version__
from smtplint.findings import Account, Edit, Fix
from smtplint.report.json_v1 import render
from smtplint.text import Source

from .report_samples import finding_on, full_report, place, report_of, span_of

SCHEMA = json.loads(
    (Path(smtplint.report.__file__).parent / "schema" / "smtplint-report-v1.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_full_report() -> None:
    expected: dict[str, Any] = {
        "version": 1,
        "tool": {"name": "smtplint", "version": __version__, "knowledge": "2026.01"},
        "findings": [
            {
                "rule": "SMTP310",
                "name": "secret-in-repository",
                "consequence": "leaks",
                "severity": "error",
                "message": "the password stands in a file that is under version control",
                "file": "app/settings.py",
                "line": 5,
                "column": 23,
                "end_line": 5,
                "end_column": 39,
                "client": "django",
                "provider": None,
                "setting": "EMAIL_HOST_PASSWORD",
                "related": [],
                "evidence": {"kind": "settings", "source": None},
                "fix": {
                    "title": "read it from the environment",
                    "safety": "unsafe",
                    "edits": [
                        {
                            "file": "app/settings.py",
                            "start": 112,
                            "end": 128,
                            "text": 'os.environ["EMAIL_HOST_PASSWORD"]',
                        },
                        {"file": "app/settings.py", "start": 0, "end": 0, "text": "import os\n\n"},
                    ],
                },
                "fingerprint": "b3c4c963852efc75",
                "url": "https://smtplint.readthedocs.io/rules/secret-in-repository/",
            },
            {
                "rule": "SMTP101",
                "name": "implicit-tls-and-starttls",
                "consequence": "fails",
                "severity": "error",
                "message": "TLS from the start and STARTTLS are both on, and Django refuses to send",
                "file": "app/settings.py",
                "line": 7,
                "column": 1,
                "end_line": 7,
                "end_column": 21,
                "client": "django",
                "provider": "gmail",
                "setting": "EMAIL_USE_SSL",
                "related": [
                    {
                        "file": "app/settings.py",
                        "line": 3,
                        "column": 14,
                        "end_line": 3,
                        "end_column": 17,
                        "message": "this port speaks STARTTLS",
                    },
                    {
                        "file": "app/settings.py",
                        "line": 6,
                        "column": 1,
                        "end_line": 6,
                        "end_column": 21,
                        "message": "STARTTLS is switched on here",
                    },
                ],
                "evidence": {"kind": "known", "source": "django/core/mail/backends/smtp.py, EmailBackend.__init__"},
                "fix": {
                    "title": "remove EMAIL_USE_SSL",
                    "safety": "safe",
                    "edits": [{"file": "app/settings.py", "start": 150, "end": 171, "text": ""}],
                },
                "fingerprint": "1af34adc2c24d377",
                "url": "https://smtplint.readthedocs.io/rules/implicit-tls-and-starttls/",
            },
        ],
        "accounts": [
            {
                "file": "app/settings.py",
                "line": 2,
                "client": "django",
                "provider": "gmail",
                "plan": {"tls": "error", "host": "smtp.gmail.com", "port": 587, "timeout": None},
                "outcome": "fails",
            }
        ],
        "held_back": {"suppressed": 2, "baseline": 1, "ignored": 0},
        "files": {"found": 4, "read": 3, "skipped": [{"file": "vendor/big.yaml", "why": "larger than 2 MB"}]},
        "summary": {"fails": 1, "leaks": 1, "hangs": 0, "risk": 0},
    }
    shown = render(full_report())
    assert json.loads(shown) == expected
    assert list(json.loads(shown)["findings"][0]) == list(expected["findings"][0])


def test_the_schema_is_itself_valid_and_takes_the_report() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    VALIDATOR.validate(json.loads(render(full_report())))
    VALIDATOR.validate(json.loads(render(report_of())))


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every schema of an object inside ``schema``."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    inner = [found for value in schema.values() for found in objects(value)]
    return [schema, *inner] if schema.get("type") == "object" else inner


def test_every_object_of_the_schema_is_closed_and_asks_for_all_of_its_keys() -> None:
    found = objects(SCHEMA)
    assert len(found) == 13
    for schema in found:
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"])


def drop(path: list[Any]) -> Callable[[Any], None]:
    """A change that deletes what ``path`` leads to."""

    def change(value: Any) -> None:
        for key in path[:-1]:
            value = value[key]
        del value[path[-1]]

    return change


def put(path: list[Any], new: Any) -> Callable[[Any], None]:
    """A change that sets what ``path`` leads to."""

    def change(value: Any) -> None:
        for key in path[:-1]:
            value = value[key]
        value[path[-1]] = new

    return change


@pytest.mark.parametrize(
    "change",
    [
        put(["version"], 2),
        put(["extra"], 1),
        drop(["summary"]),
        drop(["findings", 0, "fix"]),
        put(["findings", 0, "colour"], "red"),
        put(["findings", 0, "rule"], "SMTP31"),
        put(["findings", 0, "consequence"], "breaks"),
        put(["findings", 0, "severity"], "info"),
        put(["findings", 0, "line"], 0),
        put(["findings", 0, "client"], ""),
        put(["findings", 0, "fingerprint"], "XYZ"),
        put(["findings", 0, "fix", "safety"], "maybe"),
        put(["findings", 0, "fix", "edits", 0, "start"], -1),
        put(["findings", 1, "related", 0, "extra"], None),
        put(["findings", 1, "evidence", "kind"], "guessed"),
        put(["accounts", 0, "plan", "tls"], "ssl"),
        put(["accounts", 0, "plan", "port"], "587"),
        put(["accounts", 0, "outcome"], "works"),
        put(["files", "skipped", 0], "vendor/big.yaml"),
        put(["held_back", "suppressed"], -1),
        drop(["tool", "knowledge"]),
    ],
)
def test_a_wrong_report_is_refused(change: Callable[[Any], None]) -> None:
    value = json.loads(render(full_report()))
    wrong = copy.deepcopy(value)
    change(wrong)
    assert wrong != value
    assert not VALIDATOR.is_valid(wrong)


def test_what_is_not_known_is_null() -> None:
    source = Source("a.env", "SMTP=1")
    report = report_of(finding_on(source, "1", client="", setting=None))
    odd: dict[str, object] = {"tls": "ssl?", "host": "", "port": True, "timeout": float("inf"), "ehlo": "x"}
    report.accounts = [Account(place(source, "SMTP"), None, "", odd, "unknown")]
    value = json.loads(render(report))
    assert value["accounts"][0] == {
        "file": "a.env",
        "line": 1,
        "client": None,
        "provider": None,
        "plan": {"tls": None, "host": None, "port": None, "timeout": None},
        "outcome": "unknown",
    }
    finding = value["findings"][0]
    assert [finding[key] for key in ("client", "provider", "setting", "fix")] == [None] * 4


def test_edits_count_code_points() -> None:
    source = Source("a.env", "# 😀é\nPORT=25\n")
    fix = Fix("use 587", "safe", [Edit(source, span_of(source, "25"), "587")])
    edit = json.loads(render(report_of(finding_on(source, "25", fix=fix))))["findings"][0]["fix"]["edits"][0]
    assert source.text[: edit["start"]] + edit["text"] + source.text[edit["end"] :] == "# 😀é\nPORT=587\n"


def test_a_fix_that_would_write_a_mask_is_for_reading_only() -> None:
    source = Source("a.env", "P=correct horse\n")
    fix = Fix("quote it", "safe", [Edit(source, span_of(source, "correct horse"), "'correct horse'")])
    report = report_of(finding_on(source, "P", fix=fix))
    report.masks = {"a.env": [span_of(source, "correct horse")]}
    shown = json.loads(render(report))["findings"][0]["fix"]
    assert (shown["safety"], shown["edits"][0]["text"]) == ("manual", "'********'")


def test_a_file_name_that_is_not_utf8_can_be_written() -> None:
    assert '"file": "caf\\ufffd.env"' in render(report_of(finding_on(Source("caf\udce9.env", "A=1"), "1")))
