"""What suggest writes is what check accepts: over many pairs of clients and providers, in a folder of its own."""

from __future__ import annotations

import os
import pathlib
from typing import Any

import pytest

from smtplint.cli.main import main
from smtplint.knowledge.store import pages, store
from smtplint.options import Options
from smtplint.runner import Runner
from smtplint.suggest.solve import Impossible, Suggestion, both_value_and_mapping, suggest, told_by_host

CLIENTS = [name for name in store().ids("clients") if not store().get("clients", name)["generic"]]
PROVIDERS = store().ids("providers")
# Of the whole table, which `python tests/suggest/all_pairs.py` runs: every client with a few providers, and every provider once.
SOME = ("gmail", "sendgrid", "amazon-ses", "qq")
PAIRS = [(client, provider) for client in CLIENTS for provider in SOME]
PAIRS += [("django", provider) for provider in PROVIDERS]


def suggested(client: str, provider: str) -> Suggestion | str:
    record: dict[str, Any] = store().get("clients", client)
    try:
        return suggest(record, store().get("providers", provider), pages().get("pages", f"providers/{provider}"))
    except Impossible as reason:
        return str(reason)


@pytest.mark.parametrize(("client", "provider"), PAIRS, ids="-".join)
def test_check_finds_nothing_in_what_suggest_writes(client: str, provider: str, tmp_path: pathlib.Path) -> None:
    found = suggested(client, provider)
    if isinstance(found, str):
        assert found, "a pair that cannot work says why"
        return
    target = tmp_path / found.file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(found.text, encoding="utf-8")
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        options = Options()
        options.paths = [found.file]
        options.client = f"{client}@{found.version}" if found.version else client
        report = Runner(options).run()
        assert [(one.name, one.message) for one in report.findings] == []
        assert [one.client for one in report.accounts] == [client]
        record = store().get("providers", provider)
        if not told_by_host(record, pages().get("pages", f"providers/{provider}")):
            options.provider = record  # localhost, or a server of one's own
            report = Runner(options).run()
    finally:
        os.chdir(before)
    assert report.accounts[0].outcome == found.outcome != "fails"


@pytest.mark.parametrize(
    "client", ["django", "flask-mail", "laravel", "grafana", "vaultwarden", "spring-boot-mail", "msmtp"]
)
def test_the_clients_of_the_first_circle_send_through_gmail(client: str) -> None:
    found = suggested(client, "gmail")
    assert isinstance(found, Suggestion)
    assert "smtp.gmail.com" in found.text


def test_a_provider_without_passwords_is_refused_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "--client", "django", "--provider", "outlook-com"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "accepts no password" in err


def test_the_settings_go_to_standard_output_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "--client", "loco", "--provider", "google-workspace-relay"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("mailer:\n  smtp:\n")
    assert "hello_name: app.example.org" in out
    assert "Loco (1.0.0 and later) through Google Workspace SMTP relay, port 465, implicit TLS" in err


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (["suggest"], "--client"),
        (["suggest", "--client", "djang", "--provider", "gmail"], "django"),
        (["suggest", "--client", "django", "--provider", "gmial"], "gmail"),
        (["suggest", "--client", "django", "--provider", "gmail", "--form", "yaml"], "python"),
        (["suggest", "--colour"], "--colour"),
    ],
)
def test_wrong_usage_is_told_with_what_was_meant(
    argv: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    assert word in capsys.readouterr().err


@pytest.mark.parametrize(
    ("client", "lines"),
    [
        ("indico", ['SMTP_SERVER = ("smtp.gmail.com", 587)']),  # two settings are one tuple
        ("airflow", ["[smtp]", "smtp_host = smtp.gmail.com"]),  # a section, not a dotted name
        ("nextcloud", ["MAIL_FROM_ADDRESS=someone", "MAIL_DOMAIN=gmail.com"]),  # without them nothing is configured
        ("casdoor", ['"category": "Email"']),  # a switch of its own
        ("airflow-provider-smtp", ["disable_tls=true"]),  # a parameter of the URL
    ],
)
def test_what_is_suggested_is_said_in_the_clients_own_way(client: str, lines: list[str]) -> None:
    found = suggested(client, "gmail")
    assert isinstance(found, Suggestion), found
    assert [line for line in lines if line not in found.text] == []


def test_what_only_some_versions_do_is_said_of_them_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "--client", "sonarqube", "--provider", "gmail"]) == 0
    assert "SonarQube (up to 10.6)" in capsys.readouterr().err
    assert main(["suggest", "--client", "sonarqube@10.8", "--provider", "gmail"]) == 1


@pytest.mark.parametrize(
    ("keys", "both"),
    [
        (["credentials", "credentials.0"], True),
        (["credentials.0", "credentials.1"], False),
        (["secure", "secured.by"], False),
    ],
)
def test_a_key_that_would_be_a_value_and_a_mapping_is_no_suggestion(keys: list[str], both: bool) -> None:
    assert both_value_and_mapping(keys) is both


def test_a_provider_that_is_listed_with_clear_text_alone_is_refused_with_the_reason() -> None:
    found = suggested("django", "bay-wind-ne-jp")
    assert isinstance(found, str)
    assert "would read the password" in found


def test_what_is_suggested_is_predicted_to_send() -> None:
    undecided = {name for name in PROVIDERS if getattr(suggested("django", name), "outcome", "sends") != "sends"}
    # One takes mail for its own tenant alone, one has a port of either mode, and with two the user name is a domain or
    # a number, which does not tell whose senders are the account's own.
    assert undecided == {"office365-direct-send", "proton-bridge", "easydns", "united-domains"}


def test_what_is_not_decided_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "--client", "cookiecutter-django", "--provider", "gmail"]) == 0
    assert "do not decide whether it sends" in capsys.readouterr().err
    assert main(["suggest", "--client", "django", "--provider", "gmail"]) == 0
    assert "do not decide" not in capsys.readouterr().err
