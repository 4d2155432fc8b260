"""The table of formats."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import smtplint
from smtplint.report import FORMATS, render

from .report_samples import full_report

SOURCES = Path(smtplint.__file__).parents[1]

# Modules that cost start-up time and that the report for people must not bring in.
COSTLY = {"re", "json", "typing", "dataclasses", "enum", "hashlib", "difflib", "unicodedata", "collections", "pathlib"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_with_the_same_options(name: str) -> None:
    assert render(name, full_report(), colour=False, width=80, summary=True, fail_on="error").endswith("\n")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(KeyError):
        render("yaml", full_report())


def imported_by(code: str) -> set[str]:
    """The modules that ``code`` brings into a bare interpreter."""
    program = f"import sys; sys.path.insert(0, {str(SOURCES)!r}); before = set(sys.modules)\n{code}\n"
    program += "print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_only_the_chosen_format_is_imported() -> None:
    found = imported_by(
        "from smtplint.findings import Report; from smtplint.report import render; render('text', Report())"
    )
    assert "smtplint.report.text" in found
    assert not found & {f"smtplint.report.{module}" for module, _ in FORMATS.values() if module != "text"}
    assert not found & COSTLY


def test_an_ascii_finding_is_shown_without_costly_modules() -> None:
    found = imported_by(
        "from smtplint.findings import *; from smtplint.text import *; from smtplint.report import render\n"
        "source = Source('a.env', 'A=1\\n')\n"
        "fix = Fix('t', 'safe', [Edit(source, Span(2, 3), '2')])\n"
        "report = Report()\n"
        "report.findings.append(Finding('SMTP101', 'n', 'fails', 'm', Location(source, Span(2, 3)), fix=fix))\n"
        "assert 'fails here' in render('text', report)"
    )
    assert not found & COSTLY


def test_importing_the_rest_costs_nothing_before_it_is_used() -> None:
    modules = [
        "smtplint.edits",
        *(f"smtplint.report.{module}" for module, _ in FORMATS.values()),
        "smtplint.report.svg",
    ]
    assert not imported_by(f"import {', '.join(modules)}, smtplint.report.unified") & COSTLY
