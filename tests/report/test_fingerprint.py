"""Fingerprints stay when lines move and change when the words do."""

from __future__ import annotations

from typing import Any

from smtplint.findings import Finding, Report
from smtplint.report.fingerprint import fingerprints
from smtplint.report.mask import Masks
from smtplint.text import Source

from .report_samples import finding_on, report_of, span_of


def prints(*findings: Finding, report: Report | None = None) -> list[str]:
    """The fingerprints of findings."""
    return fingerprints(list(findings), Masks(report or report_of(*findings)))


def one(text: str, path: str = "a.env", **extra: Any) -> str:
    """The fingerprint of a finding on the words ``PORT`` in ``text``."""
    return prints(finding_on(Source(path, text), "PORT", **extra))[0]


def test_it_is_the_same_for_ever() -> None:
    assert one("PORT=25\n", client="django", setting="PORT") == "c450afaa15245248"


def test_moved_and_reindented_lines_keep_it() -> None:
    assert one("PORT = 25\n") == one("# new\n\n\t PORT  =   25  \r\nOTHER=1\n")


def test_the_way_a_path_is_written_does_not_matter() -> None:
    assert one("PORT=25", "./app/a.env") == one("PORT=25", "app\\a.env") == one("PORT=25", "app/a.env")


def test_other_words_paths_clients_and_settings_change_it() -> None:
    others = {
        one("PORT=25"),
        one("PORT=26"),
        one("PORT=25", "b.env"),
        one("PORT=25", client="django"),
        one("PORT=25", setting="PORT"),
    }
    assert len(others) == 5


def test_equal_findings_are_told_apart_in_order() -> None:
    source = Source("a.env", "PORT=25\nPORT=25\n")
    finding = finding_on(source, "PORT=25")
    first, second, third = prints(finding, finding, finding)
    assert len({first, second, third}) == 3
    assert prints(finding)[0] == first


def test_a_changed_secret_does_not_change_it() -> None:
    results = []
    for secret in ("alpha", "omega-long"):
        source = Source("a.env", f"PASSWORD={secret}\n")
        report = report_of(finding_on(source, "PASSWORD"))
        report.masks = {"a.env": [span_of(source, secret)]}
        results += prints(*report.findings, report=report)
    assert results[0] == results[1]
