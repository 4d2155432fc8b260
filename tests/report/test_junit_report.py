"""JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from smtplint.report.junit import render
from smtplint.text import Source

from .report_samples import finding_on, full_report, report_of


def test_full_report() -> None:
    assert (
        render(full_report())
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="smtplint" tests="3" failures="2" errors="0">
  <testsuite name="smtplint" tests="3" failures="2" errors="0" skipped="1">
    <testcase classname="app/settings.py" name="SMTP310 secret-in-repository 5:23" file="app/settings.py" line="5">
      <failure type="leaks" message="the password stands in a file that is under version control">\
app/settings.py:5:23: SMTP310 [leaks] the password stands in a file that is under version control</failure>
    </testcase>
    <testcase classname="app/settings.py" name="SMTP101 implicit-tls-and-starttls 7:1" file="app/settings.py" line="7">
      <failure type="fails" message="TLS from the start and STARTTLS are both on, and Django refuses to send">\
app/settings.py:7:1: SMTP101 [fails] TLS from the start and STARTTLS are both on, and Django refuses to send
help: Keep EMAIL_USE_TLS: port 587 begins in clear text and changes to TLS.</failure>
    </testcase>
    <testcase classname="vendor/big.yaml" name="not read">
      <skipped message="larger than 2 MB"/>
    </testcase>
  </testsuite>
</testsuites>
"""
    )


@pytest.mark.parametrize(("fail_on", "failures"), [("note", 3), ("warning", 2), ("error", 1)])
def test_what_counts_as_a_failure_follows_the_threshold(fail_on: str, failures: int) -> None:
    source = Source("a.env", "A=1")
    report = report_of(*(finding_on(source, "1", name) for name in ("fails", "hangs", "risk")))
    suites = ElementTree.fromstring(render(report, fail_on=fail_on))
    assert suites.attrib["failures"] == str(failures)
    assert len(suites.findall(".//failure")) == failures
    assert len(suites.findall(".//system-out")) == 3 - failures


def test_nothing_found_is_one_case_that_passes() -> None:
    (case,) = ElementTree.fromstring(render(report_of())).findall(".//testcase")
    assert (case.attrib["name"], len(case)) == ("no problems found", 0)


def test_what_xml_forbids_is_written_out() -> None:
    finding = finding_on(Source('a"<&>.env', "A=1"), "1")
    finding.message = 'a < b & "c" \x00\x1b\ufffe\ud800'
    case = ElementTree.fromstring(render(report_of(finding))).find(".//testcase")
    assert case is not None
    assert case.attrib["file"] == 'a"<&>.env'
    assert case[0].attrib["message"] == 'a < b & "c" \\x00\\x1b\\ufffe\\ud800'
