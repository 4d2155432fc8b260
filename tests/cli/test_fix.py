"""Fixing on disk: what is changed, what is left, and what must never be lost."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.cli.main import main

WRONG = 'EMAIL_HOST = "mail.example.org"\r\nEMAIL_PORT = 587\r\nEMAIL_USE_TLS = True\r\n'


@pytest.fixture
def settings(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "settings.py"
    path.write_bytes(WRONG.encode())
    return path


def test_a_safe_fix_changes_its_line_and_no_other_byte(settings: pathlib.Path) -> None:
    assert main(["check", "--fix", "settings.py"]) == 0
    assert settings.read_bytes() == WRONG.encode() + b"EMAIL_TIMEOUT = 10\r\n"


def test_a_second_run_changes_nothing(settings: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--fix", "settings.py"])
    once = settings.read_bytes()
    capsys.readouterr()
    main(["check", "--fix", "settings.py"])
    assert settings.read_bytes() == once
    assert capsys.readouterr().err == "0 fixed\n"


def test_a_diff_changes_nothing(settings: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--diff", "settings.py"]) == 0
    assert "+EMAIL_TIMEOUT = 10" in capsys.readouterr().out
    assert settings.read_bytes() == WRONG.encode()


def test_an_unsafe_fix_waits_to_be_asked_for(settings: pathlib.Path) -> None:
    both = WRONG.encode() + b"EMAIL_USE_SSL = True\r\nEMAIL_TIMEOUT = 5\r\n"
    settings.write_bytes(both)
    assert main(["check", "--fix", "settings.py"]) == 1
    assert settings.read_bytes() == both
    assert main(["check", "--fix", "--unsafe-fixes", "settings.py"]) == 0
    assert b"EMAIL_USE_SSL = False\r\n" in settings.read_bytes()


def test_a_file_with_bytes_that_cannot_be_read_is_not_written(settings: pathlib.Path) -> None:
    broken = WRONG.encode() + b"# \xff\xfe\r\n"
    settings.write_bytes(broken)
    main(["check", "--fix", "--unsafe-fixes", "settings.py"])
    assert settings.read_bytes() == broken


def test_encodings_and_marks_are_kept(settings: pathlib.Path) -> None:
    settings.write_bytes(b"\xef\xbb\xbf" + WRONG.encode())
    main(["check", "--fix", "settings.py"])
    assert settings.read_bytes() == b"\xef\xbb\xbf" + WRONG.encode() + b"EMAIL_TIMEOUT = 10\r\n"


def test_standard_input_is_shown_and_not_written(
    settings: pathlib.Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    assert main(["check", "--fix", "--stdin-filename", "settings.py", "-"]) == 2
    assert "--diff" in capsys.readouterr().err
