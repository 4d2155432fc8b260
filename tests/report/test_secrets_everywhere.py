"""One secret, every way out: no format, no diff and no picture shows it."""

from __future__ import annotations

import json

import pytest

from smtplint.edits import changes, diff, diffs
from smtplint.findings import Account, Edit, Fix, Location, Report
from smtplint.report import FORMATS, render
from smtplint.report.svg import render as svg
from smtplint.text import Source, Span

from .report_samples import finding_on, place, report_of, span_of

CANARY = "c4n4ry-S3cret"
TEXT = f"""\
services:
  web:
    environment:
      SMTP_URL: smtp://app:{CANARY}@mail.example.org:25
      SMTP_PASSWORD: {CANARY}
      SMTP_KEY: |
        {CANARY}-first
        {CANARY}-second
"""


def report_with_canary() -> Report:
    """Findings on, over and beside the secret, and fixes that rewrite, quote, copy, move and delete it."""
    source, env = Source("compose.yml", TEXT), Source(".env", "A=1\n")
    places = [span_of(source, CANARY, nth) for nth in range(2)]
    block = Span(source.text.index(f"{CANARY}-first"), len(source.text) - 1)
    fixes = [
        Fix("delete it", "safe", [Edit(source, places[1], "")]),
        Fix("quote it", "safe", [Edit(source, places[1], f"'{CANARY}'")]),
        Fix("escape it", "unsafe", [Edit(source, places[1], CANARY.replace("-", "\\x2d"))]),
        Fix("move it", "unsafe", [Edit(source, places[1], "${P}"), Edit(env, Span(4, 4), f"P={CANARY}\n")]),
        Fix("copy it elsewhere", "manual", [Edit(env, Span(0, 0), f"# {CANARY}\n")]),
        Fix("change its neighbour", "safe", [Edit(source, span_of(source, "smtp:"), "smtps:")]),
        Fix("rewrite the block", "unsafe", [Edit(source, block, f"{CANARY}-first{CANARY}-second")]),
    ]
    findings = [finding_on(source, "SMTP_PASSWORD", "leaks", fix=fix) for fix in fixes]
    findings[0].primary = Location(source, places[1])
    findings[1].primary = Location(source, Span(places[0].start + 3, places[1].start + 3))
    findings[2].related = [Location(source, block, "the block"), Location(source, places[0], "the same")]
    report = report_of(*findings)
    report.accounts = [Account(place(source, "SMTP_URL"), None, None, {"host": "mail.example.org"}, "unknown")]
    report.masks = {source.path: [*places, block]}
    return report


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("width", [20, 40, 100])
def test_no_format_shows_it(name: str, width: int) -> None:
    shown = render(name, report_with_canary(), colour=True, summary=True, width=width, fail_on="note")
    assert "SMTP101" in shown
    for part in (CANARY, "c4n4", "S3cr", "cret"):
        assert part not in shown
        assert part not in svg(shown, "t")


def test_no_diff_shows_it() -> None:
    report = report_with_canary()
    for finding in report.findings:
        assert finding.fix is not None
        if finding.fix.title == "copy it elsewhere":  # of a file that it does not change: only the report knows it
            continue
        shown = diffs(changes([finding.fix]), report.masks)
        assert shown.count("+++ b/") == len({edit.source.path for edit in finding.fix.edits})
        assert "c4n4" not in shown
        assert "S3cr" not in shown


def test_a_diff_of_a_new_text_that_was_read_is_masked_by_its_own_secrets() -> None:
    env = Source(".env", "A=1\n")
    text = f"# {CANARY}\nA=1\n"
    shown = diff(env, text, env.path, new_secrets=[span_of(Source(".env", text), CANARY)])
    assert shown.splitlines()[3:] == ["+# ********", " A=1"]


@pytest.mark.parametrize("secret", ["abc", "hunter2", "a much longer one"])
def test_a_secret_that_moves_to_another_file_is_masked_there(secret: str) -> None:
    settings, env = Source("settings.py", f"P = '{secret}'\n"), Source(".env", "A=1\n")
    changed = [(env, f"A=1\nP={secret}\n"), (settings, "P = getenv('P')\n")]
    assert (
        diffs(changed, {"settings.py": [span_of(settings, secret)]})
        == """\
--- a/.env
+++ b/.env
@@ -1 +1,2 @@
 A=1
+P=********
--- a/settings.py
+++ b/settings.py
@@ -1 +1 @@
-P = '********'
+P = getenv('P')
"""
    )


def test_fixes_that_show_all_of_their_text_stay_as_they_are() -> None:
    findings = json.loads(render("json", report_with_canary()))["findings"]
    safeties = {finding["fix"]["title"]: finding["fix"]["safety"] for finding in findings}
    assert safeties == {
        "delete it": "safe",
        "quote it": "manual",
        "escape it": "manual",
        "move it": "manual",
        "copy it elsewhere": "manual",
        "change its neighbour": "safe",
        "rewrite the block": "manual",
    }
