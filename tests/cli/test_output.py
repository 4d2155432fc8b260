"""What is printed: formats, files, statistics, quiet runs, colours, and readers that go away."""

from __future__ import annotations

import json
import os
import pathlib
import pty
import shlex
import subprocess

import pytest

from tests.cli.command import COMMAND, FAILS, HANGS, RIGHT, environment, run, write

ESCAPE = "\x1b["


def test_each_format_is_what_it_is_called(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS)
    outputs = {
        form: run(tmp_path, "check", "--format", form).out for form in ("json", "sarif", "gitlab", "junit", "github")
    }
    assert json.loads(outputs["json"])["version"] == 1
    assert json.loads(outputs["sarif"])["version"] == "2.1.0"
    assert json.loads(outputs["gitlab"])[0]["check_name"] == "SMTP102"
    assert outputs["junit"].startswith("<?xml")
    assert outputs["github"].startswith("::error ")


def test_the_last_of_a_repeated_option_wins(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS)
    assert run(tmp_path, "check", "--format", "json", "--format", "concise").out.startswith("a.env:2:1:")


def test_a_report_goes_to_a_file_without_colours(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS)
    done = run(tmp_path, "check", "--format", "json", "--output-file", "report.json")
    assert (done.status, done.out) == (1, "")
    assert json.loads((tmp_path / "report.json").read_text())["summary"]["fails"] == 1


def test_statistics_count_the_findings_of_each_rule_the_most_frequent_first(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS, b__env=FAILS, settings__py=HANGS)
    done = run(tmp_path, "check", "--statistics")
    assert done.status == 1
    assert done.out.splitlines() == [
        "    2  SMTP102  implicit-tls-on-starttls-port (fails)",
        "    1  SMTP201  no-timeout (hangs)",
    ]


def test_quiet_says_nothing_where_nothing_is_found(tmp_path: pathlib.Path) -> None:
    write(tmp_path, right__env=RIGHT, wrong__env=FAILS)
    done = run(tmp_path, "check", "--quiet", "right.env")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert "SMTP102" in run(tmp_path, "check", "--quiet", "wrong.env").out
    assert json.loads(run(tmp_path, "check", "--quiet", "--format", "json", "right.env").out)["findings"] == []


def test_colours_are_for_terminals_or_on_demand(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS)
    assert ESCAPE not in run(tmp_path, "check").out
    assert ESCAPE in run(tmp_path, "check", "--color", "always").out
    assert ESCAPE in run(tmp_path, "check", "--color=always", NO_COLOR="1").out
    for form in ("json", "sarif", "gitlab", "junit", "github"):
        assert ESCAPE not in run(tmp_path, "check", "--color", "always", "--format", form).out


@pytest.mark.parametrize(
    ("words", "changes", "coloured"),
    [([], {}, True), (["--color", "never"], {}, False), ([], {"NO_COLOR": "1"}, False), ([], {"NO_COLOR": ""}, True),
     ([], {"TERM": "dumb"}, False)],
)  # fmt: skip
def test_a_terminal_gets_colours_unless_it_wants_none(
    words: list[str], changes: dict[str, str], coloured: bool, tmp_path: pathlib.Path
) -> None:
    write(tmp_path, a__env=FAILS)
    status, shown = on_terminal(tmp_path, "check", *words, **changes)
    assert status == 1
    assert "SMTP102" in shown
    assert (ESCAPE in shown) == coloured


def on_terminal(folder: pathlib.Path, *words: str, **changes: str) -> tuple[int, str]:
    """Runs smtplint with a terminal as its standard output."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen([*COMMAND, *words], cwd=folder, env=environment(**changes), stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux: the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    return child.wait(), shown.decode()


def test_a_reader_that_goes_away_is_no_error_to_talk_about(tmp_path: pathlib.Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.env").write_text(FAILS)
    child = subprocess.Popen(
        [*COMMAND, "check"], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.read(10)
    child.stdout.close()
    err = child.stderr.read()
    child.stderr.close()
    assert (child.wait(), err) == (1, b"")


def test_a_terminal_without_unicode_still_gets_the_report(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS.replace("a@example.org", "ä@example.org"))
    done = run(tmp_path, "check", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.status, done.err) == (1, "")
    assert "SMTP102" in done.out


def test_no_password_is_printed_in_any_format(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS + "SMTP_USERNAME=a@gmail.com\nSMTP_PASSWORD=hunter2hunter2\n")
    for form in ("text", "concise", "json", "sarif", "github", "gitlab", "junit"):
        done = run(tmp_path, "check", "--format", form)
        assert done.status == 1
        assert "hunter2" not in done.out + done.err
    for words in (["--diff", "--unsafe-fixes"], ["--statistics"]):
        assert "hunter2" not in run(tmp_path, "check", *words).out


@pytest.mark.parametrize(
    ("redirection", "status", "words"),
    [
        (">/dev/full", 3, "the output cannot be written: No space left on device"),
        (">&-", 1, ""),
        ("- --stdin-filename a.env <&-", 2, "standard input is closed"),
    ],
    ids=["full", "closed", "no input"],
)
def test_closed_and_full_streams_are_told_apart_from_bugs(
    redirection: str, status: int, words: str, tmp_path: pathlib.Path
) -> None:
    write(tmp_path, a__env=FAILS)
    done = subprocess.run(
        f"{shlex.join(COMMAND)} check {redirection}", shell=True, cwd=tmp_path, env=environment(), capture_output=True
    )
    err = done.stderr.decode()
    assert (done.returncode, words in err) == (status, True)
    assert "bug" not in err
    assert "Traceback" not in err
