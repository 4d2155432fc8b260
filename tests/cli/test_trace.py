"""``smtplint trace``: the predicted conversation, where each line comes from, every format, and no secrets."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import jsonschema
import pytest

from smtplint.cli.main import main

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "src/smtplint/report/schema/smtplint-trace-v1.schema.json").read_text(encoding="utf-8"))
DJANGO = """EMAIL_HOST = "smtp.gmail.com"
EMAIL_PORT = 587
EMAIL_USE_TLS = {starttls}
EMAIL_HOST_USER = "ada@gmail.com"
EMAIL_HOST_PASSWORD = "abcdefghijklmnop"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = "ada@gmail.com"
"""
GOOD = DJANGO.format(starttls=True)
CLEAR = DJANGO.format(starttls=False)


@pytest.fixture
def settings(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "settings.py"


def traced(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    status = main(["trace", "--client", "django@5.2", *argv])
    return status, capsys.readouterr().out


def data(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, list[dict[str, Any]]]:
    status, out = traced(capsys, *argv, "--format", "json")
    found = json.loads(out)
    jsonschema.validate(found, SCHEMA)
    return status, found["traces"]


def test_a_good_conversation_is_told_to_its_end(settings: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.write_text(GOOD)
    status, out = traced(capsys, "settings.py")
    assert status == 0
    lines = [line.split("#")[0].strip() for line in out.splitlines()]
    said = [line for line in lines if line[:2] in ("C:", "S:")]
    assert said == [
        "C: (connects to smtp.gmail.com, port 587)",
        "S: 220",
        "C: EHLO <this machine's full name>",
        "S: 250-...",
        "S: 250 STARTTLS",
        "C: STARTTLS",
        "S: 220",
        "C: (begins TLS and checks the certificate)",
        "C: EHLO <this machine's full name>",
        "S: 250-...",
        "S: 250 AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH",
        "C: AUTH PLAIN ********",
        "S: 235",
        "C: MAIL FROM:<ada@gmail.com>",
        "S: 250",
        "C: QUIT",
        "S: 221",
    ]
    assert "line 3: EMAIL_USE_TLS = true" in out
    assert "Django can do CRAM-MD5, PLAIN, LOGIN, in this order" in out
    assert "=> sends, as far as is known" in out
    assert "(checked 20" in out


def test_a_break_names_the_reason_the_error_and_the_rule(
    settings: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text(CLEAR)
    status, out = traced(capsys, "settings.py")
    assert status == 1
    assert "=> breaks at auth: the client wants to log in, and the server offers no login" in out
    assert "Django reports: smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server." in out
    assert "rules: SMTP" in out


def test_json_follows_its_schema_and_names_every_place(
    settings: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text(GOOD)
    status, (trace,) = data(capsys, "settings.py")
    assert status == 0
    assert (trace["client"], trace["provider"], trace["outcome"]) == ("django", "gmail", "sends")
    auth = next(step for step in trace["steps"] if step["action"] == "auth")
    assert auth["tls"] is True
    assert [(one["key"], one["line"]) for one in auth["because"] if one["kind"] == "setting"] == [
        ("EMAIL_HOST_USER", 4),
        ("EMAIL_HOST_PASSWORD", 5),
    ]


@pytest.mark.parametrize("form", ["text", "json", "mermaid"])
def test_the_password_is_in_no_format(form: str, settings: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.write_text(GOOD)
    _, out = traced(capsys, "settings.py", "--format", form)
    assert "abcdefgh" not in out
    assert "********" in out


def test_mermaid_is_one_diagram_with_markup_made_harmless(
    settings: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text(GOOD)
    _, out = traced(capsys, "settings.py", "--format", "mermaid")
    assert out.startswith("sequenceDiagram\n")
    assert "    C->>S: EHLO #60;this machine's full name#62;\n" in out
    assert "    Note over C,S: encrypted from here on\n" in out


def test_branches_are_conversations_of_their_own(settings: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.write_text(GOOD + "if DEBUG:\n    EMAIL_USE_TLS = False\n")
    status, traces = data(capsys, "settings.py")
    assert status == 1
    assert {(trace["when"], trace["outcome"]) for trace in traces} == {("DEBUG", "fails"), ("not DEBUG", "sends")}


def test_escape_sequences_in_settings_do_not_reach_the_terminal(
    settings: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text(GOOD.replace("ada@gmail.com", "ada\\x1b[2J@gmail.com"))
    for form in ("text", "mermaid"):
        _, out = traced(capsys, "settings.py", "--format", form)
        assert "\x1b" not in out
        assert "\\x1b[2J" in out


def test_where_no_settings_are_found_it_says_so(settings: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.write_text("x = 1\n")
    assert main(["trace", "settings.py"]) == 0
    assert "no mail settings found" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ([], "wants a file or a folder"),
        (["missing.py"], "there is no such file"),
        (["--format", "pdf", "."], "--format is one of text, json, mermaid"),
        (["--fromat", "json", "."], "did you mean --format?"),
        (["--client", "nobody", "."], "there is no client 'nobody'"),
    ],
)
def test_usage_errors_are_clear(
    argv: list[str], words: str, settings: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", *argv]) == 2
    assert words in capsys.readouterr().err
