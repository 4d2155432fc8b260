"""A port 0, and words in the parameters of a URL, as each client reads them."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.options import Options
from smtplint.runner import Runner
from smtplint.settings import parse
from smtplint.settings.values import UNSET


def facts(path: pathlib.Path, text: str, **beside: str) -> list[object]:
    """The plans of the accounts in a file: port, TLS mode and whether certificates are checked."""
    path.write_text(text, encoding="utf-8")
    for name, content in beside.items():
        (path.parent / name.replace("_dot_", ".")).write_text(content, encoding="utf-8")
    runner = Runner(Options())
    seen: list[object] = []
    runner.observer = lambda worlds, _findings: seen.extend(
        (one.plan.port, one.plan.tls, one.plan.verify) for _guard, one in worlds[-1:]
    )
    runner.check_path(str(path))
    return seen


def test_zero_is_a_number_but_for_clients_that_take_the_default_instead() -> None:
    assert parse.number(0, {}, "port")[0].v == 0
    assert parse.number("0", {"zero": "default"}, "port")[0].state == UNSET
    assert parse.number(0, {"zero": "default"}, "port")[0].state == UNSET
    assert parse.number(0, {"zero": "default"}, "seconds")[0].v == 0


@pytest.mark.parametrize(("flags", "port"), [("EMAIL_USE_SSL = True", 465), ("EMAIL_USE_TLS = True", 25), ("", 25)])
def test_django_leaves_port_zero_to_smtplib(tmp_path: pathlib.Path, flags: str, port: int) -> None:
    text = f'EMAIL_HOST = "mail.example.org"\nEMAIL_PORT = 0\n{flags}\n'
    assert [one[0] for one in facts(tmp_path / "settings.py", text)] == [port]  # type: ignore[index]


PACKAGE = '{"dependencies": {"nodemailer": "*"}}\n'


@pytest.mark.parametrize(
    ("query", "tls", "verify"),
    [
        ("requireTLS=yes", "starttls-required", True),
        ("requireTLS=0", "starttls-opportunistic", True),
        ("requireTLS=false", "starttls-opportunistic", True),
        ("ignoreTLS=no", "cleartext", True),
        ("requireTLS=true&tls.rejectUnauthorized=0", "starttls-required", True),
        ("requireTLS=true&tls.rejectUnauthorized=false", "starttls-required", False),
    ],
)
def test_words_in_the_parameters_of_a_nodemailer_url(
    tmp_path: pathlib.Path, query: str, tls: str, verify: bool
) -> None:
    text = f"SMTP_URL=smtp://ada:change-me@mail.example.org:587?{query}\n"
    assert facts(tmp_path / ".env", text, package_dot_json=PACKAGE) == [(587, tls, verify)]


@pytest.mark.parametrize("url", ["direct:", "direct://", "direct:?name=app.example.org"])
def test_a_nodemailer_url_without_a_host_goes_to_this_machine(tmp_path: pathlib.Path, url: str) -> None:
    assert facts(tmp_path / ".env", f"SMTP_URL={url}\n", package_dot_json=PACKAGE) == [
        (587, "starttls-opportunistic", True)
    ]


@pytest.mark.parametrize(("value", "verify"), [("0", True), ('""', True), ("null", True), ("false", False)])
def test_only_false_switches_the_check_of_node_off(tmp_path: pathlib.Path, value: str, verify: bool) -> None:
    login = '"auth": {"user": "ada", "pass": "change-me"}'
    text = f'{{"smtp": {{"host": "mail.example.org", "port": 465, "secure": true, {login}, '
    text += f'"tls": {{"rejectUnauthorized": {value}}}}}}}\n'
    assert facts(tmp_path / "config.json", text) == [(465, "implicit", verify)]
