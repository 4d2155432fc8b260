"""A canary in place of every secret never comes out, in any command and any format."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.cli.check import FORMATS
from smtplint.cli.main import main

CANARY = "Zq7CANARYx9Lm"
FILES = {
    ".env": f"""\
MAIL_MAILER=smtp
MAIL_HOST=smtp.gmail.com
MAIL_PORT=465
MAIL_USERNAME=a@gmail.com
MAIL_PASSWORD={CANARY}#more{CANARY}
MAILER_DSN=smtp://a:{CANARY}/x@smtp.gmail.com:587
EMAIL_URL=smtps://a:{CANARY}@smtp.gmail.com:587
SMTP_PASS="{CANARY} $USER {CANARY}"
SMTP_HOST=smtp.gmail.com
SMTP_PORT=993
SMTP_USER=x
""",
    "application.yml": f"""\
spring:
  mail:
    host: smtp.gmail.com
    port: 465
    username: a@gmail.com
    password: {CANARY}
    properties:
      mail.smtp.auth: true
""",
    "settings.py": f"""\
EMAIL_HOST = "smtp.gmail.com"
EMAIL_PORT = 587
EMAIL_USE_SSL = True
EMAIL_HOST_USER = "a@gmail.com"
EMAIL_HOST_PASSWORD = "{CANARY}" "tail{CANARY}"
""",
    "docker-compose.yml": f"""\
services:
  vault:
    image: vaultwarden/server
    environment:
      - SMTP_HOST=smtp.gmail.com
      - SMTP_PORT=465
      - SMTP_FROM=a@gmail.com
      - SMTP_USERNAME=a@gmail.com
      - SMTP_PASSWORD=pre${CANARY}
""",
    "app.ini": f"[mailer]\nENABLED = true\nPROTOCOL = smtp\nSMTP_ADDR = smtp.mailgun.org\nPASSWD = p#{CANARY};x\nUSER = a@b.example\n",
    "msmtprc": f"account a\nhost smtp.gmail.com\nport 465\ntls on\nauth on\nuser a@gmail.com\npassword {CANARY}\n",
}
COMMANDS = [
    *(["check", "--format", name, "."] for name in FORMATS),
    ["check", "--diff", "--unsafe-fixes", "."],
    ["check", "--show-unknown", "."],
    ["check", "--statistics", "."],
    *(["trace", "--format", name, "."] for name in ("text", "json", "mermaid")),
    ["explain", "wrong version number", "."],
]


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_secret_comes_out(folder: pathlib.Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(command)
    out, err = capsys.readouterr()
    assert len(out) > 100
    assert "CANARY" not in out + err
