"""What curl's and swaks's option files come to: values that hold two settings, options without a value, names by chance."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from smtplint.conditions import UNKNOWN
from smtplint.options import Options
from smtplint.runner import Runner

HEAD = "url = smtp://mail.example.org:587\n"


def plans(tmp_path: pathlib.Path, text: str, name: str = "mail.curlrc", client: str = "") -> list[Any]:
    """The plan of each account in a file, for the newest version of its client that is asked for."""
    options = Options()
    options.client = client
    runner = Runner(options)
    found: list[Any] = []
    runner.observer = lambda worlds, _findings: found.append(worlds[-1][1].plan)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    runner.check_path(str(path))
    return found


def plan(tmp_path: pathlib.Path, text: str, name: str = "mail.curlrc", client: str = "") -> Any:
    (only,) = plans(tmp_path, text, name, client)
    return only


@pytest.mark.parametrize(
    ("lines", "username", "password"),
    [
        ("user = ada:pw\n", "ada", "pw"),
        ("user = ada:p:w\n", "ada", "p:w"),
        ("user = ada:\n", "ada", ""),
        ("user = ada\n", "ada", UNKNOWN),
        ("user = ada:pw\nuser = eve:other\n", "eve", "other"),
        ("user = ${LOGIN}\n", UNKNOWN, UNKNOWN),
        ("netrc\n", UNKNOWN, UNKNOWN),
    ],
)
def test_user_holds_name_and_password(tmp_path: pathlib.Path, lines: str, username: Any, password: Any) -> None:
    found = plan(tmp_path, HEAD + "ssl-reqd\n" + lines)
    assert (found.username, found.password) == (username, password)


def test_user_wins_over_the_login_in_the_url(tmp_path: pathlib.Path) -> None:
    url = "url = smtps://ada%40example.org:p%3Aw@mail.example.org\n"
    assert (plan(tmp_path, url).username, plan(tmp_path, url).password) == ("ada@example.org", "p:w")
    assert plan(tmp_path, url + "user = eve:other\n").username == "eve"


@pytest.mark.parametrize(
    ("lines", "tls"),
    [
        ("", "cleartext"),
        ("ssl\n", "starttls-opportunistic"),
        ("ssl-reqd\n", "starttls-required"),
        ("ssl\n--ssl-reqd\n", "starttls-required"),
        ("ssl-reqd\nno-ssl-reqd\n", "cleartext"),
        ("ftp-ssl-control\n", "starttls-required"),
    ],
)
def test_tls_of_curl(tmp_path: pathlib.Path, lines: str, tls: str) -> None:
    assert plan(tmp_path, HEAD + lines).tls == tls
    assert plan(tmp_path, "url = SMTPS://mail.example.org\n" + lines).tls == "implicit"


@pytest.mark.parametrize(
    ("version", "tls"), [("7.88.1", "starttls-required"), ("8.5.0", "starttls-required"), ("8.14.1", "error")]
)
def test_a_value_of_an_option_without_one_switches_it_on_or_is_refused(
    tmp_path: pathlib.Path, version: str, tls: str
) -> None:
    assert plan(tmp_path, HEAD + "ssl-reqd = false\n", client=f"curl@{version}").tls == tls


@pytest.mark.parametrize(
    ("url", "lines", "name", "kind"),
    [
        ("smtps://mail.example.org/app.example.org", "", "app.example.org", "written"),
        ("smtps://mail.example.org/", "upload-file = -\n", UNKNOWN, "hostname-alone"),
        ("smtps://mail.example.org", "upload-file = report.txt\n", "report.txt", "default"),
        ("smtps://mail.example.org", "upload-file = out/report.txt\n", UNKNOWN, ""),
        ("smtps://mail.example.org", "", UNKNOWN, ""),
    ],
)
def test_the_name_of_ehlo(tmp_path: pathlib.Path, url: str, lines: str, name: Any, kind: str) -> None:
    found = plan(tmp_path, f"url = {url}\n" + lines)
    assert (found.ehlo, found.ehlo_kind) == (name, kind)


def test_only_mail_urls_are_accounts(tmp_path: pathlib.Path) -> None:
    text = (
        "url = https://example.org/smtp\nnext\n"
        + HEAD
        + "next\nurl = imap://mail.example.org\nnext\nurl = mail.example.org\n"
    )
    assert [one.host for one in plans(tmp_path, text)] == ["mail.example.org"]
    assert plans(tmp_path, "insecure\nuser = ada:pw\n") == []
    assert plans(tmp_path, HEAD + "connect-to = ::127.0.0.1:25\n") == []


@pytest.mark.parametrize(
    ("lines", "tls"),
    [
        ("", "cleartext"),
        ("tls\n", "starttls-required"),
        ("tls\ntls-optional\n", "starttls-opportunistic"),
        ("tlso\n", "starttls-opportunistic"),
        ("tlsc\n", "implicit"),
        ("tlsc\ntls\n", "error"),
        ("tlsc\ntls\ntlso\n", "implicit"),
        ("protocol SSMTPA\n", "implicit"),
        ("protocol esmtps\n", "starttls-required"),
        ("protocol esmtps\ntlsc\n", "implicit"),
        ("protocol smtp\ntls\n", "error"),
        ("protocol smtp\ntlso\n", "cleartext"),
        ("protocol lmtp\n", "none"),
        ("tls 1\n", "error"),
    ],
)
def test_tls_of_swaks(tmp_path: pathlib.Path, lines: str, tls: str) -> None:
    assert plan(tmp_path, "server mail.example.org\n" + lines, ".swaksrc").tls == tls
    variables = ["{}={}".format(*line.replace("-", "_").partition(" ")[::2]) for line in lines.splitlines()]
    text = "SWAKS_OPT_server=mail.example.org\n" + "".join(f"SWAKS_OPT_{line}\n" for line in variables)
    assert plan(tmp_path, text, ".env").tls == tls


def test_which_of_two_ports_wins(tmp_path: pathlib.Path) -> None:
    for version, port in (("20201014", 587), ("20240103", 25)):
        found = plan(tmp_path, "server mail.example.org:587\nport 25\n", ".swaksrc", f"swaks@{version}")
        assert (found.host, found.port) == ("mail.example.org", port)
    assert plan(tmp_path, "server mail.example.org\ntlsc\n", ".swaksrc").port == 465


def codes(tmp_path: pathlib.Path, text: str, name: str) -> list[tuple[str, str]]:
    runner = Runner(Options())
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    runner.check_path(str(path))
    return [(one.name, one.consequence) for one in runner.finish().findings]


def test_what_stops_swaks(tmp_path: pathlib.Path) -> None:
    head = "server mail.example.org:587\ntls\ntls-verify\n"
    assert codes(tmp_path, head, ".swaksrc") == []
    assert codes(tmp_path, head + "hide-inf\n", ".swaksrc") == []  # the beginning of an option
    assert codes(tmp_path, head + "user ada\n", ".swaksrc") == [("unknown-key", "fails")]
    assert codes(tmp_path, head + "\nhelo app.example.org\n", ".swaksrc") == [("broken-file", "fails")]
    variables = "SWAKS_OPT_server=mail.example.org:587\nSWAKS_OPT_tls=\nSWAKS_OPT_tls_verify=\nSWAKS_USER=ada\nUSER=x\n"
    assert codes(tmp_path, variables, ".env") == []


def test_quotes_that_are_not_closed_are_a_risk_with_curl(tmp_path: pathlib.Path) -> None:
    assert codes(tmp_path, HEAD + 'ssl-reqd\nuser = "ada:change-me\n', ".curlrc") == [("broken-file", "risk")]


def test_an_option_is_added_as_the_others_are_written(tmp_path: pathlib.Path) -> None:
    path = tmp_path / ".curlrc"
    path.write_text("--url smtp://mail.example.org:587\n--ssl\n--insecure\n-u ada:change-me\n", encoding="utf-8")
    runner = Runner(Options())
    runner.check_path(str(path))
    edits = sorted(edit.text for one in runner.finish().findings if one.fix is not None for edit in one.fix.edits)
    assert edits == ["\n--ssl-reqd", "no-"]
