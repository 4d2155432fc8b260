"""Code Quality reports of GitLab."""

from __future__ import annotations

import json

from smtplint.report.gitlab import render
from smtplint.text import Source

from .report_samples import finding_on, full_report, report_of


def test_full_report() -> None:
    assert (
        render(full_report())
        == """\
[
  {
    "description": "secret-in-repository [leaks]: the password stands in a file that is under version control",
    "check_name": "SMTP310",
    "fingerprint": "b3c4c963852efc75",
    "severity": "critical",
    "location": {
      "path": "app/settings.py",
      "lines": {
        "begin": 5,
        "end": 5
      }
    }
  },
  {
    "description": "implicit-tls-and-starttls [fails]: TLS from the start and STARTTLS are both on, \
and Django refuses to send",
    "check_name": "SMTP101",
    "fingerprint": "1af34adc2c24d377",
    "severity": "critical",
    "location": {
      "path": "app/settings.py",
      "lines": {
        "begin": 7,
        "end": 7
      }
    }
  }
]
"""
    )


def test_equal_findings_have_different_fingerprints() -> None:
    source = Source("a.env", "A=1\nA=1\n")
    issues = json.loads(render(report_of(finding_on(source, "A=1"), finding_on(source, "A=1"))))
    assert len({issue["fingerprint"] for issue in issues}) == 2


def test_severities_and_paths_are_those_of_gitlab() -> None:
    source = Source("./app\\a.env", "A=1")
    issues = [json.loads(render(report_of(finding_on(source, "1", name))))[0] for name in ("hangs", "risk")]
    assert [issue["severity"] for issue in issues] == ["major", "minor"]
    assert issues[0]["location"]["path"] == "app/a.env"


def test_nothing_found_is_an_empty_array() -> None:
    assert render(report_of()) == "[]\n"
