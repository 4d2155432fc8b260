"""One line for each finding."""

from __future__ import annotations

from smtplint.report.concise import render
from smtplint.text import Source

from .report_samples import finding_on, full_report, report_of


def test_one_line_for_each_finding_by_position() -> None:
    assert (
        render(full_report())
        == """\
app/settings.py:5:23: SMTP310 [leaks] the password stands in a file that is under version control
app/settings.py:7:1: SMTP101 [fails] TLS from the start and STARTTLS are both on, and Django refuses to send
"""
    )


def test_the_summary_comes_only_when_told() -> None:
    assert render(report_of()) == ""
    assert render(report_of(), summary=True) == "No problems found: 1 file read, 0 accounts with mail settings.\n"


def test_a_message_over_lines_stays_on_one_line() -> None:
    finding = finding_on(Source("a\n.env", "A=1"), "1", "risk")
    finding.message = "one\n  two\r\n\x1bthree"
    assert render(report_of(finding)) == "a\\x0a.env:1:3: SMTP101 [risk] one two \\x1bthree\n"


def test_colours_only_when_told() -> None:
    finding = finding_on(Source("a.env", "A=1"), "1", "risk")
    assert render(report_of(finding), colour=True) == "a.env:1:3: \x1b[1;36mSMTP101 [risk]\x1b[0m something is wrong\n"
