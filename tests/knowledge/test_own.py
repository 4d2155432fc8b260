"""A project's own knowledge: the same forms, judged like the built-in ones, and refused with a place where they are wrong."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterator

import pytest

from smtplint.cli.main import main
from smtplint.knowledge import own, store

RULE = """\
code: SMTP901
name: company-relay-only
since: "2026.1"
summary: mail goes out through the company's relay alone
why: The firewall lets nothing else through.
generic: true
when: {host: {not_in: [smtp.corp.example]}, host.kind: public}
at: [host, url]
consequence: fails
message: "{host} is not the company's relay"
help: "use smtp.corp.example:587 with STARTTLS"
examples: []
"""
PROVIDER = """\
provider: corp-relay
name: the company's relay
kind: relay
depth: verified
hosts: [smtp.corp.example]
ports: [{port: 587, mode: starttls}, {port: 2500, mode: cleartext}]
ports_complete: true
auth: {mechanisms: [PLAIN], before_tls: false}
username: {form: any}
password: {accepts: [any]}
password_login: {status: works}
from_address: {rule: any}
ehlo_name: {rule: any}
sources: [{url: "https://wiki.corp.example/mail"}]
checked: "2026-11-21"
examples:
  - {host: smtp.corp.example, port: 587, mode: starttls, username: you, password_kind: any, from: you@corp.example}
"""
SETTINGS = 'EMAIL_HOST = "{host}"\nEMAIL_PORT = {port}\nEMAIL_USE_TLS = True\nEMAIL_TIMEOUT = 5\n'


@pytest.fixture(autouse=True)
def fresh_store() -> Iterator[None]:
    store._STORES.clear()
    yield
    store._STORES.clear()


@pytest.fixture
def project(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    (tmp_path / "pyproject.toml").write_text('[tool.smtplint]\nknowledge = ["mail-policy"]\n')
    for kind, name, text in (("checks", "company-relay-only", RULE), ("providers", "corp-relay", PROVIDER)):
        folder = tmp_path / "mail-policy" / kind
        folder.mkdir(parents=True)
        (folder / f"{name}.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(
    project: pathlib.Path, capsys: pytest.CaptureFixture[str], *, host: str, port: int = 587
) -> list[tuple[str, str]]:
    (project / "settings.py").write_text(SETTINGS.format(host=host, port=port))
    store._STORES.clear()  # a run of its own
    main(["check", "--format", "json", "settings.py"])
    found = json.loads(capsys.readouterr().out)["findings"]
    return [(one["rule"], one["message"]) for one in found]


def test_an_own_rule_speaks(project: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ("SMTP901", "smtp.fastmail.com is not the company's relay") in check(
        project, capsys, host="smtp.fastmail.com"
    )


def test_the_own_relay_is_known(project: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(project, capsys, host="smtp.corp.example") == []
    found = check(project, capsys, host="smtp.corp.example", port=25)
    assert found == [("SMTP402", "the company's relay does not offer port 25")]


def test_starttls_on_a_port_without_it_fails(project: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = check(project, capsys, host="smtp.corp.example", port=2500)
    assert [rule for rule, _ in found] == ["SMTP107"]
    assert "does not offer STARTTLS on port 2500" in found[0][1]


def test_the_conversation_is_traced_with_the_own_relay(
    project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "settings.py").write_text(SETTINGS.format(host="smtp.corp.example", port=2500))
    main(["trace", "settings.py"])
    assert "(the company's relay)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("consequence: fails", "consequence: breaks", ":9:14:", "breaks"),
        ("host.kind: public", "host.colour: red", ":1:1:", "host.colour"),
        ("not_in:", "unlike:", ":1:1:", "unlike"),
        ("SMTP901", "SMTP101", ":1:1:", "taken"),
        ("why: The", "why: {The", ":", "expected"),
        ("host: {not_in: [smtp.corp.example]}", 'host: {matches: "^(a+)+$"}', ":7:24:", "for ever"),
        ("name: company-relay-only", "name: other-name", ":2:7:", "company-relay-only"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    project: pathlib.Path, capsys: pytest.CaptureFixture[str], old: str, new: str, place: str, words: str
) -> None:
    path = project / "mail-policy/checks/company-relay-only.yaml"
    path.write_text(RULE.replace(old, new))
    assert main(["check", "."]) == 2
    error = capsys.readouterr().err
    assert f"mail-policy/checks/company-relay-only.yaml{place}" in error
    assert words in error


def test_a_folder_that_is_not_there_is_told(project: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "pyproject.toml").write_text('[tool.smtplint]\nknowledge = ["nowhere"]\n')
    assert main(["check", "."]) == 2
    assert "nowhere:1:1: there is no such folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pattern", "wrong"), [("^a+$", False), ("(a+)+", True), ("(a|b*)*c", True), ("[", True), ("(ab){1,5}", False)]
)
def test_patterns_that_can_take_for_ever_are_told(pattern: str, wrong: bool) -> None:
    assert own._explosive(pattern) is wrong
