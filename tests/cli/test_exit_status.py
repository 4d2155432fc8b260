"""The exit status contract: 0 nothing at the threshold, 1 findings, 2 usage or configuration, 3 internal error."""

from __future__ import annotations

import pathlib

import pytest

from smtplint import runner
from smtplint.cli import main
from smtplint.cli.check import FORMATS
from tests.cli.command import FAILS, HANGS, RIGHT, RISK, run, write


@pytest.mark.parametrize("form", FORMATS)
def test_the_status_is_the_same_for_every_format(form: str, tmp_path: pathlib.Path) -> None:
    write(tmp_path, wrong__env=FAILS, right__env=RIGHT)
    assert run(tmp_path, "check", "--format", form, "wrong.env").status == 1
    assert run(tmp_path, "check", "--format", form, "right.env").status == 0


@pytest.mark.parametrize(
    ("content", "name", "note", "warning", "error"),
    [
        (FAILS, "a.env", 1, 1, 1),
        (HANGS, "settings.py", 1, 1, 0),
        (RISK, "production.yaml", 1, 0, 0),
        (RIGHT, "a.env", 0, 0, 0),
    ],
    ids=["fails", "hangs", "risk", "right"],
)
def test_fail_on_is_the_least_severity_that_fails(
    content: str, name: str, note: int, warning: int, error: int, tmp_path: pathlib.Path
) -> None:
    (tmp_path / name).write_text(content)
    assert run(tmp_path, "check", "--fail-on", "note").status == note
    assert run(tmp_path, "check", "--fail-on", "warning").status == warning
    assert run(tmp_path, "check").status == warning, "the default is warning"
    assert run(tmp_path, "check", "--fail-on=error").status == error
    assert run(tmp_path, "check", "--fail-on", "never").status == 0


def test_exit_zero_reports_and_ends_with_zero(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS)
    done = run(tmp_path, "check", "--exit-zero")
    assert done.status == 0
    assert "SMTP102" in done.out


def test_an_empty_folder_is_right(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, "check")
    assert (done.status, done.err) == (0, "")
    assert "0 files read" in done.out


def test_a_mistake_in_the_usage_weighs_more_than_exit_zero(tmp_path: pathlib.Path) -> None:
    assert run(tmp_path, "check", "--exit-zero", "--format", "xml").status == 2


def test_an_internal_error_says_so_and_how_to_report_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path
) -> None:
    def broken(self: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(runner.Runner, "run", broken)
    monkeypatch.chdir(tmp_path)
    assert main.main(["check"]) == 3
    err = capsys.readouterr().err
    assert "internal error: RuntimeError: out of order" in err
    assert "SMTPLINT_TRACEBACK=1" in err
    monkeypatch.setenv("SMTPLINT_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        main.main(["check"])


def test_an_interrupt_ends_with_a_word_and_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path
) -> None:
    def interrupted(self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner.Runner, "run", interrupted)
    monkeypatch.chdir(tmp_path)
    assert main.main(["check"]) == 3
    assert capsys.readouterr().err == "smtplint: interrupted\n"
