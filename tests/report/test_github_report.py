"""Workflow commands of GitHub Actions."""

from __future__ import annotations

from smtplint.findings import Location
from smtplint.report.github import render
from smtplint.text import Source, Span

from .report_samples import finding_on, full_report, report_of


def test_full_report() -> None:
    assert (
        render(full_report())
        == """\
::error file=app/settings.py,line=5,endLine=5,col=23,endColumn=39,title=SMTP310 secret-in-repository (leaks)\
::the password stands in a file that is under version control
::error file=app/settings.py,line=7,endLine=7,col=1,endColumn=21,title=SMTP101 implicit-tls-and-starttls (fails)\
::TLS from the start and STARTTLS are both on, and Django refuses to send\
%0Ahelp: Keep EMAIL_USE_TLS: port 587 begins in clear text and changes to TLS.
"""
    )


def test_levels_follow_the_severity() -> None:
    source = Source("a.env", "A=1")
    lines = [render(report_of(finding_on(source, "1", name))).split()[0] for name in ("fails", "hangs", "risk")]
    assert lines == ["::error", "::warning", "::notice"]


def test_columns_are_left_out_of_places_over_several_lines() -> None:
    source = Source("a.env", "A=1\nB=2\n")
    finding = finding_on(source, "A")
    finding.primary = Location(source, Span(0, 7))
    assert render(report_of(finding)).startswith("::error file=a.env,line=1,endLine=2,title=")


def test_no_text_can_start_a_command_of_its_own() -> None:
    finding = finding_on(Source("a,b:\n::error::x.env", "A=1"), "1", help="50% :: \r\n::add-mask::x")
    finding.message = "one\n::stop-commands::x\r\nthree 100%"
    assert (
        render(report_of(finding))
        == """\
::error file=a%2Cb%3A\\x0a%3A%3Aerror%3A%3Ax.env,line=1,endLine=1,col=3,endColumn=4,title=SMTP101 some-rule (fails)\
::one%0A::stop-commands::x%0Athree 100%25%0Ahelp: 50%25 :: %0A::add-mask::x
"""
    )


def test_nothing_found_prints_nothing() -> None:
    assert render(report_of()) == ""
