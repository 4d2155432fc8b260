"""What holds for every format and every report, however odd."""

from __future__ import annotations

import json
import time
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

import smtplint.report as formats
from smtplint.findings import Finding, Location, Report
from smtplint.report.svg import render as svg
from smtplint.text import Source, Span

from .report_samples import report_of
from .report_strategies import CANARY, reports

SCHEMA = json.loads(
    (Path(formats.__file__).parent / "schema" / "smtplint-report-v1.schema.json").read_text(encoding="utf-8")
)
slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", formats.FORMATS)
@slow
@given(report=reports())
def test_no_format_shows_a_secret_and_all_can_be_written(name: str, report: Report) -> None:
    shown = formats.render(name, report, colour=True, summary=True)
    assert CANARY not in shown
    assert CANARY[:8] not in shown
    assert CANARY[-8:] not in shown
    assert shown == "" or shown.endswith("\n")
    shown.encode("utf-8")


@slow
@given(report=reports())
def test_every_json_report_keeps_the_published_schema(report: Report) -> None:
    value = json.loads(formats.render("json", report))
    jsonschema.Draft202012Validator(SCHEMA).validate(value)
    prints = [finding["fingerprint"] for finding in value["findings"]]
    assert len(set(prints)) == len(prints) == len(report.findings)
    assert formats.render("json", report) == formats.render("json", report)


@slow
@given(report=reports())
def test_nothing_steers_the_terminal(report: Report) -> None:
    for name in ("text", "concise"):
        shown = formats.render(name, report, summary=True)
        assert all(char.isprintable() or char == "\n" for char in shown)
        coloured = formats.render(name, report, summary=True, colour=True)
        plain = coloured
        for code in ("1;31", "1;33", "1;36", "1;34", "1;32", "32", "31", "1", "0"):
            plain = plain.replace(f"\x1b[{code}m", "")
        assert plain == shown


@slow
@given(report=reports())
def test_junit_and_svg_are_well_formed_xml(report: Report) -> None:
    suites = ElementTree.fromstring(formats.render("junit", report))
    assert len(suites.findall(".//testcase")) == int(suites.attrib["tests"])
    assert ElementTree.fromstring(svg(formats.render("text", report, colour=True), "a < b")).tag.endswith("svg")


@slow
@given(report=reports())
def test_github_writes_one_command_a_line(report: Report) -> None:
    lines = formats.render("github", report).splitlines()
    assert len(lines) == len(report.findings)
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)


@slow
@given(report=reports())
def test_reports_are_the_same_in_any_order_of_findings(report: Report) -> None:
    first = json.loads(formats.render("json", report))["findings"]
    report.findings.reverse()
    places = [(f["file"], f["line"], f["column"]) for f in first]
    again = json.loads(formats.render("json", report))["findings"]
    assert [(f["file"], f["line"], f["column"]) for f in again] == places


def test_thousands_of_findings_on_one_long_line_are_shown_in_little_time() -> None:
    words = '"port": 25, "password": "abcdefgh", '
    source = Source("a.json", words * 20_000)
    places = range(0, len(source.text), len(words) * 10)
    report = report_of()
    report.findings = [Finding("SMTP101", "n", "fails", "m", Location(source, Span(at + 8, at + 10))) for at in places]
    report.masks = {"a.json": [Span(at + 25, at + 33) for at in range(0, len(source.text), len(words))]}
    for name in formats.FORMATS:
        begin = time.process_time()
        shown = formats.render(name, report)
        assert time.process_time() - begin < 5
        assert len(shown) < 2000 * len(report.findings)
