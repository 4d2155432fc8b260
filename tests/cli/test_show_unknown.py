"""``--show-unknown``, ``--env`` and ``--env-file``: what could not be decided, and deciding it."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.cli.main import main

COMPOSE = """\
services:
  mail:
    image: vaultwarden/server:1.32.0
    environment:
      SMTP_HOST: smtp.gmail.com
      SMTP_FROM: ada@gmail.com
      SMTP_SECURITY: force_tls
      SMTP_PORT: ${MAIL_PORT}
"""


@pytest.fixture
def compose(tmp_path: pathlib.Path) -> str:
    path = tmp_path / "compose.yaml"
    path.write_text(COMPOSE)
    return str(path)


def test_it_names_the_setting_and_the_variable(compose: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--no-config", "--show-unknown", compose]) == 0
    output = capsys.readouterr().out
    assert "SMTP_PORT  depends on MAIL_PORT" in output
    assert "--env MAIL_PORT=VALUE" in output


def test_the_variable_decides_it(compose: str, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--no-config", "--env", "MAIL_PORT=587", compose]) == 1
    assert main(["check", "--no-config", "--env", "MAIL_PORT=465", compose]) == 0
    (tmp_path / "my.env").write_text("MAIL_PORT=587\n")
    assert main(["check", "--no-config", "--env-file", str(tmp_path / "my.env"), compose]) == 1
    capsys.readouterr()
    main(["check", "--no-config", "--show-unknown", "--env", "MAIL_PORT=465", compose])
    assert "MAIL_PORT" not in capsys.readouterr().out


def test_other_formats_stay_as_they_are(compose: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--no-config", "--show-unknown", "--format", "json", compose])
    assert "depends on" not in capsys.readouterr().out


@pytest.mark.parametrize("word", ["MAIL_PORT", "=587"])
def test_a_variable_needs_name_and_value(compose: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--env", word, compose]) == 2
    assert "NAME=VALUE" in capsys.readouterr().err
