"""SARIF 2.1.0."""

from __future__ import annotations

import json
from typing import Any

from smtplint import __version__
from smtplint.findings import Edit, Fix, Report
from smtplint.report.sarif import render
from smtplint.text import Source

from .report_samples import finding_on, full_report, place, report_of, span_of


def run_of(report: Report) -> Any:
    """The one run of the log."""
    log = json.loads(render(report))
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1
    return log["runs"][0]


def test_rules_are_described_once_and_referred_to_by_index() -> None:
    run = run_of(full_report())
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("smtplint", __version__)
    assert driver["rules"] == [
        {
            "id": "SMTP101",
            "name": "implicit-tls-and-starttls",
            "shortDescription": {"text": "Implicit tls and starttls"},
            "helpUri": "https://smtplint.readthedocs.io/rules/implicit-tls-and-starttls/",
            "defaultConfiguration": {"level": "error"},
            "properties": {"tags": ["mail", "fails"]},
        },
        {
            "id": "SMTP310",
            "name": "secret-in-repository",
            "shortDescription": {"text": "Secret in repository"},
            "helpUri": "https://smtplint.readthedocs.io/rules/secret-in-repository/",
            "defaultConfiguration": {"level": "error"},
            "properties": {"tags": ["mail", "security", "leaks"], "security-severity": "7.5"},
        },
    ]
    assert [(result["ruleId"], result["ruleIndex"]) for result in run["results"]] == [("SMTP310", 1), ("SMTP101", 0)]


def test_a_result() -> None:
    result = run_of(full_report())["results"][1]
    physical = {"artifactLocation": {"uri": "app/settings.py"}}
    assert result == {
        "ruleId": "SMTP101",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": "TLS from the start and STARTTLS are both on, and Django refuses to send\n"
            "Keep EMAIL_USE_TLS: port 587 begins in clear text and changes to TLS."
        },
        "locations": [
            {
                "physicalLocation": {
                    **physical,
                    "region": {"startLine": 7, "startColumn": 1, "endLine": 7, "endColumn": 21},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "this port speaks STARTTLS"},
                "physicalLocation": {
                    **physical,
                    "region": {"startLine": 3, "startColumn": 14, "endLine": 3, "endColumn": 17},
                },
            },
            {
                "id": 2,
                "message": {"text": "STARTTLS is switched on here"},
                "physicalLocation": {
                    **physical,
                    "region": {"startLine": 6, "startColumn": 1, "endLine": 6, "endColumn": 21},
                },
            },
        ],
        "partialFingerprints": {"smtplint/v1": "1af34adc2c24d377"},
        "properties": {
            "consequence": "fails",
            "client": "django",
            "provider": "gmail",
            "setting": "EMAIL_USE_SSL",
            "evidence": "django/core/mail/backends/smtp.py, EmailBackend.__init__",
        },
        "fixes": [
            {
                "description": {"text": "remove EMAIL_USE_SSL"},
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": "app/settings.py"},
                        "replacements": [
                            {"deletedRegion": {"startLine": 7, "startColumn": 1, "endLine": 8, "endColumn": 1}}
                        ],
                    }
                ],
            }
        ],
    }


def test_columns_count_utf16_code_units() -> None:
    source = Source("a.env", "# 😀 é\nA='😀' PORT=25\n")
    run = run_of(report_of(finding_on(source, "25")))
    assert run["columnKind"] == "utf16CodeUnits"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 13, "endLine": 2, "endColumn": 15}


def test_a_fix_that_is_for_reading_only_or_holds_a_secret_is_left_out() -> None:
    source = Source("a.env", "P=correct horse\n")
    span = span_of(source, "correct horse")
    for safety, text in (("manual", "x"), ("safe", "'correct horse'")):
        report = report_of(finding_on(source, "P", fix=Fix("quote it", safety, [Edit(source, span, text)])))
        report.masks = {"a.env": [span]}
        assert "fixes" not in run_of(report)["results"][0]
    assert "fixes" not in run_of(report_of(finding_on(source, "P", fix=Fix("nothing", "safe", []))))["results"][0]


def test_paths_become_uris() -> None:
    paths = ["./a b.env", "x\\y.env", "/etc/msmtprc", "C:\\mail\\a.ini", "caf\udce9.env", "a:b#c.yml", "\ud800"]
    findings = [finding_on(Source(path, "A=1"), "1") for path in paths]
    uris = [run_of(report_of(finding))["results"][0]["locations"][0] for finding in findings]
    assert [uri["physicalLocation"]["artifactLocation"]["uri"] for uri in uris] == [
        "a%20b.env",
        "x/y.env",
        "file:///etc/msmtprc",
        "file:///C:/mail/a.ini",
        "caf%E9.env",
        "a%3Ab%23c.yml",
        "%EF%BF%BD",
    ]


def test_skipped_files_are_notifications() -> None:
    assert run_of(full_report())["invocations"] == [
        {
            "executionSuccessful": True,
            "toolExecutionNotifications": [
                {
                    "level": "note",
                    "message": {"text": "not read: larger than 2 MB"},
                    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "vendor/big.yaml"}}}],
                }
            ],
        }
    ]


def test_a_report_without_findings_has_an_empty_list_of_results() -> None:
    run = run_of(report_of())
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_places_in_other_files_keep_their_own_uri() -> None:
    source, env = Source("a.py", "PORT"), Source(".env", "PORT=25")
    result = run_of(report_of(finding_on(source, "PORT", related=[place(env, "25")])))["results"][0]
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == ".env"
    assert "message" not in result["relatedLocations"][0]
