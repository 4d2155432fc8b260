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
    "nullmailer/remotes": f"smtp.gmail.com smtp --port=465 --starttls --user=a@gmail.com '--pass={CANARY} x' --pass={CANARY}\n",
    "apprise.conf": f"""\
home=mailtos://a:{CANARY}@gmail.com:465
mailtos://b.example:465?smtp=smtp.gmail.com&user=a&pass={CANARY}&from=a
mailto://a:{CANARY}/x@gmail.com:465
""",
    "apprise.yml": f"urls:\n  - mailtos://a:{CANARY}@gmail.com:465:\n      - tag: x\n  - mailto://b?smtp=imap.gmail.com&pass={CANARY}\n",
    "lemmy.hjson": f"""\
hostname: x.example.org
email: {{
  smtp_server: smtp.gmail.com:465
  smtp_login: a@gmail.com
  smtp_password: {CANARY} # {CANARY}
  smtp_from_address: a@gmail.com
}}
""",
    "web.config": f"""\
<configuration><system.net><mailSettings><smtp from="a@gmail.com">
<network host="smtp.gmail.com" port="465" enableSsl="true" userName="a@gmail.com" password="&#88;{CANARY}&amp;" />
</smtp></mailSettings></system.net></configuration>
""",
    "notification.json": f"""\
{{"configContract": "EmailSettings", "fields": [{{"name": "server", "value": "smtp.gmail.com"}},
{{"name": "port", "value": 465}}, {{"name": "useEncryption", "value": 2}}, {{"name": "from", "value": "a@gmail.com"}},
{{"name": "username", "value": "a@gmail.com"}}, {{"name": "password", "value": "{CANARY}"}}]}}
""",
    "firezone/.env": f"""\
OUTBOUND_EMAIL_ADAPTER=Elixir.Swoosh.Adapters.SMTP
OUTBOUND_EMAIL_ADAPTER_OPTS='{{"relay": "smtp.gmail.com", "port": 465, "tls": "always", "username": "a", "password": "{CANARY}"}}'
""",
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
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_secret_comes_out(folder: pathlib.Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(command)
    out, err = capsys.readouterr()
    assert len(out) > 100
    assert "CANARY" not in out + err
