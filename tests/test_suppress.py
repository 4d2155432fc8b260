"""Ignore comments: they cover their line, name their rules, and complain when they are not needed."""

from __future__ import annotations

import os
import pathlib

from smtplint.options import Options
from smtplint.runner import Runner

BASE = 'EMAIL_HOST = "smtp.gmail.com"{host}\nEMAIL_PORT = 587{port}\nEMAIL_USE_SSL = True\nEMAIL_TIMEOUT = 5\n'


def check(
    tmp_path: pathlib.Path, *, host: str = "", port: str = "", head: str = ""
) -> tuple[list[tuple[str, int]], int]:
    path = tmp_path / "settings.py"
    path.write_text(head + BASE.format(host=host, port=port))
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        options = Options()
        options.paths = ["settings.py"]
        report = Runner(options).run()
    finally:
        os.chdir(before)
    found = [(one.name, one.primary.source.lines.position(one.primary.span.start)[0]) for one in report.findings]
    return found, report.held_back["suppressed"]


def test_without_a_comment_the_finding_stands(tmp_path: pathlib.Path) -> None:
    assert check(tmp_path) == ([("implicit-tls-on-starttls-port", 2)], 0)


def test_a_comment_at_the_end_of_the_line_covers_it(tmp_path: pathlib.Path) -> None:
    assert check(tmp_path, port="  # smtplint: ignore[implicit-tls-on-starttls-port] tried and works") == ([], 1)


def test_a_code_is_as_good_as_a_name(tmp_path: pathlib.Path) -> None:
    assert check(tmp_path, port="  # smtplint: ignore[SMTP102]") == ([], 1)


def test_a_comment_above_covers_the_next_line(tmp_path: pathlib.Path) -> None:
    assert check(tmp_path, host="\n# smtplint: ignore[SMTP102]\n# more words") == ([], 1)


def test_a_comment_for_the_file_covers_all_of_it(tmp_path: pathlib.Path) -> None:
    assert check(tmp_path, head="# smtplint: ignore-file[SMTP102]\n") == ([], 1)


def test_an_unused_comment_is_a_finding_at_the_name(tmp_path: pathlib.Path) -> None:
    found, _ = check(tmp_path, host="  # smtplint: ignore[no-timeout]")
    assert found == [("unused-suppression", 1), ("implicit-tls-on-starttls-port", 2)]


def test_an_unknown_name_is_a_finding(tmp_path: pathlib.Path) -> None:
    found, _ = check(tmp_path, port="  # smtplint: ignore[SMTP102, no-such-rule]")
    assert found == [("unused-suppression", 2)]


def test_nothing_is_ignored_wholesale(tmp_path: pathlib.Path) -> None:
    found, held = check(tmp_path, port="  # smtplint: ignore")
    assert (found, held) == ([("implicit-tls-on-starttls-port", 2), ("unused-suppression", 2)], 0)
