"""``probe``, ``check --live`` and recordings as commands, against servers on loopback."""

from __future__ import annotations

import io
import json
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from smtplint.cli.main import main

from .hostile import PLAIN_EHLO, Connection, Hostile, listening
from .pki import Pki
from .servers import PASSWORD, USER, Server, free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "src/smtplint/report/schema/smtplint-probe-v1.schema.json").read_text(encoding="utf-8"))
SETTINGS = """EMAIL_HOST = "{host}"
EMAIL_PORT = {port}
EMAIL_USE_{mode} = True
EMAIL_HOST_USER = "{user}"
EMAIL_HOST_PASSWORD = "{password}"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = "{user}"
"""


@pytest.fixture
def project(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def settings(port: int, *, mode: str = "TLS", host: str = "127.0.0.1", password: str = PASSWORD) -> None:
    text = SETTINGS.format(host=host, port=port, mode=mode, user=USER, password=password)
    pathlib.Path("settings.py").write_text(text, encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    status = main(list(argv))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def live(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, list[tuple[str, str, str]]]:
    """Status and (rule, consequence, words) of every finding of ``check --live``."""
    status, out, _ = run(capsys, "check", "settings.py", "--live", "--client", "django@5.2", "--format", "json", *argv)
    lines = pathlib.Path("settings.py").read_text().splitlines()
    findings = json.loads(out)["findings"]
    assert all(one["evidence"]["kind"] == "observed" for one in findings if one["rule"].startswith("SMTP8"))
    return status, [(one["rule"], one["consequence"], lines[one["line"] - 1]) for one in findings]


@pytest.fixture
def clear(pki: Pki) -> Iterator[Hostile]:
    def script(peer: Connection) -> None:
        peer.serve(PLAIN_EHLO, answers={b"STARTTLS": b"500 what\r\n"})

    with listening(script, pki) as server:
        yield server


# -- probe -------------------------------------------------------------------------------------------------------------


def test_one_server_is_told_in_full(
    postfix: Server, pki: Pki, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = f"localhost:{postfix.ports['submission']}"
    status, out, _ = run(capsys, "probe", place, "--ca-file", pki.ca, "--ehlo", "client.mail.test")
    assert status == 0
    for words in (
        "STARTTLS offered",
        "220 mail.test ESMTP Postfix",
        "client.mail.test is accepted",
        "AUTH PLAIN LOGIN",
        "TLSv1.3",
        "issued by smtplint test CA",
        "days left",
        "trusted; for this host",
        "a command sent behind it is dropped",
        "works with: STARTTLS, certificate checked, login PLAIN LOGIN",
    ):
        assert words in " ".join(out.split()), words  # fmt: skip


def test_several_ports_are_a_table(
    postfix: Server, pki: Pki, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ports = [*postfix.ports.values(), free_port()]
    argv = [
        "probe",
        "localhost",
        "--ports",
        ",".join(map(str, ports)),
        "--ca-file",
        pki.ca,
        "--ehlo",
        "client.mail.test",
    ]
    status, out, _ = run(capsys, *argv)
    assert status == 0, "a port that is closed among others is no failure of the host"
    rows = {line.split()[0]: line for line in out.splitlines() if line.startswith("localhost:") and "works" not in line}
    assert "STARTTLS" in rows[f"localhost:{ports[1]}"]
    assert "PLAIN LOGIN" in rows[f"localhost:{ports[2]}"]
    assert "connection-refused" in out
    assert f"localhost:{ports[2]} works with implicit TLS, certificate checked, login PLAIN LOGIN" in out


def test_json_follows_its_schema(
    postfix: Server, pki: Pki, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(postfix.ports["submission"])
    status, out, _ = run(capsys, "probe", "settings.py", "--ca-file", pki.ca, "--format", "json", "--auth")
    found = json.loads(out)
    jsonschema.validate(found, SCHEMA)
    assert status == 0
    assert found["servers"][0]["login"]["accepted"]
    (account,) = {json.dumps(one) for one in found["accounts"]}
    assert json.loads(account)["observed"] == "unknown"
    assert PASSWORD not in out


def test_the_password_is_asked_for_on_a_terminal(
    postfix: Server,
    pki: Pki,
    project: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: PASSWORD)
    place = f"localhost:{postfix.ports['submission']}"
    argv = ["probe", place, "--ca-file", pki.ca, "--ehlo", "client.mail.test", "--auth", "--user", USER]
    status, out, err = run(capsys, *argv)
    assert status == 0
    assert "login PLAIN: accepted, 235" in " ".join(out.split())
    assert PASSWORD not in out + err


def test_probe_of_a_path_says_where_the_settings_break(
    clear: Hostile, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(clear.port)
    status, out, _ = run(capsys, "probe", "settings.py", "--client", "django@5.2")
    assert status == 1
    words = " ".join(out.split())
    assert "breaks at starttls: the client insists on STARTTLS, and the server does not offer it" in words
    assert "it reports: smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server." in words


# -- check --live ------------------------------------------------------------------------------------------------------


def test_settings_that_work_live_find_nothing(
    postfix: Server, pki: Pki, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for role, mode in (("submission", "TLS"), ("submissions", "SSL")):
        settings(postfix.ports[role], mode=mode)
        assert live(capsys, "--ca-file", pki.ca) == (0, [])


def test_the_wrong_mode_is_found_live_and_only_live(
    postfix: Server, pki: Pki, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(postfix.ports["submission"], mode="SSL")
    status, out, _ = run(capsys, "check", "settings.py", "--client", "django@5.2", "--format", "json")
    assert (status, json.loads(out)["findings"]) == (0, [])
    port = f"EMAIL_PORT = {postfix.ports['submission']}"
    assert live(capsys, "--ca-file", pki.ca) == (1, [("SMTP802", "fails", port)])
    settings(postfix.ports["submissions"])
    port = f"EMAIL_PORT = {postfix.ports['submissions']}"
    assert live(capsys, "--ca-file", pki.ca) == (1, [("SMTP802", "fails", port)])


def test_a_certificate_that_does_not_pass_is_found(
    postfix: Server, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(postfix.ports["submission"])
    status, found = live(capsys)
    assert (status, [one[:2] for one in found]) == (1, [("SMTP802", "fails")])


def test_a_server_that_is_not_there_is_found(project: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    settings(port)
    assert live(capsys) == (1, [("SMTP801", "fails", 'EMAIL_HOST = "127.0.0.1"')])


def test_each_server_is_asked_once(clear: Hostile, project: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(clear.port)
    pathlib.Path("other_settings.py").write_text(pathlib.Path("settings.py").read_text())
    status, out, _ = run(capsys, "check", ".", "--live", "--client", "django@5.2", "--format", "json")
    assert status == 1
    assert sorted(one["file"] for one in json.loads(out)["findings"]) == ["other_settings.py", "settings.py"]
    assert clear.seen == 1


def test_no_login_is_sent_unless_asked_for(
    postfix: Server, pki: Pki, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(postfix.ports["submission"], password="wr0ng-horse-77")
    assert live(capsys, "--ca-file", pki.ca) == (0, [])
    status, found = live(capsys, "--ca-file", pki.ca, "--auth")
    assert (status, [one[:2] for one in found]) == (1, [("SMTP802", "fails")])
    assert found[0][2].startswith("EMAIL_HOST_PASSWORD")


def test_ci_asks_nobody_inside_unless_allowed(
    clear: Hostile, project: pathlib.Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(clear.port)
    monkeypatch.setenv("CI", "true")
    status, out, err = run(capsys, "check", "settings.py", "--live", "--format", "json")
    assert (status, json.loads(out)["findings"]) == (0, [])
    assert "127.0.0.1 is not on the public internet (CI is set; --allow-private asks it)" in err
    assert clear.seen == 0
    assert live(capsys, "--allow-private")[0] == 1
    assert clear.seen == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "0.0.0.0",
    ],
)
def test_ci_connects_to_no_private_address(host: str) -> None:
    from smtplint.dialogue.observe import Manner, Observer, Target

    manner = Manner()
    manner.guard = True
    found = Observer(Target(host, 587), manner).run()
    assert found["failed"]["reason"] == "private-target"
    assert found["addresses"] == []


def test_live_findings_can_be_ignored_in_place(
    clear: Hostile, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(clear.port)
    path = pathlib.Path("settings.py")
    lines = path.read_text().splitlines()
    lines = [
        f"{line}  # smtplint: ignore[SMTP802] known" if "TLS" in line or "PORT" in line else line for line in lines
    ]
    path.write_text("\n".join(lines) + "\n")
    status, found = live(capsys)
    assert "SMTP802" not in [one[0] for one in found]
    assert status in (0, 1)


@pytest.mark.parametrize("argv", [["--auth"], ["--allow-private"], ["--ca-file", "x"]])
def test_options_of_live_want_live(argv: list[str], project: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "check", ".", *argv)
    assert status == 2
    assert f"{argv[0]} goes with --live" in err


# -- recordings --------------------------------------------------------------------------------------------------------


def test_a_recording_stands_in_for_the_server(
    postfix: Server, pki: Pki, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ports = postfix.ports
    argv = ["probe", "127.0.0.1", "--ports", f"{ports['submission']},{ports['submissions']}", "--ca-file", pki.ca]
    status, _, _ = run(capsys, *argv, "--ehlo", "client.mail.test", "--record", "servers.json")
    assert status == 0
    text = pathlib.Path("servers.json").read_text()
    assert [one["port"] for one in json.loads(text)["servers"]] == [ports["submission"], ports["submissions"]]
    for role, mode, wanted in (
        ("submission", "TLS", 0),
        ("submission", "SSL", 1),
        ("submissions", "TLS", 1),
        ("submissions", "SSL", 0),
    ):
        settings(ports[role], mode=mode)
        assert run(capsys, "check", "settings.py", "--server", "servers.json", "--client", "django@5.2")[0] == wanted
        status, out, _ = run(capsys, "trace", "settings.py", "--server", "servers.json", "--client", "django@5.2")
        assert status == wanted
        assert f"observed {json.loads(text)['servers'][0]['at'][:10]}" in out


def test_a_recording_holds_no_login(
    postfix: Server, pki: Pki, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(postfix.ports["submission"])
    run(capsys, "probe", "settings.py", "--ca-file", pki.ca, "--auth", "--record", "servers.json")
    text = pathlib.Path("servers.json").read_text()
    assert PASSWORD not in text
    assert USER not in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("{}", "not a recording of servers"),
        ('{"version": 1, "kind": "smtplint-servers", "servers": 3}', "servers is not a list"),
        ('{"version": 1, "kind": "smtplint-servers", "servers": [7]}', "server 1: not an object"),
        ('{"version": 1, "kind": "smtplint-servers", "servers": [{"host": "a", "port": "b"}]}', "port is not a number"),
        (
            '{"version": 1, "kind": "smtplint-servers", "servers": [{"host": "a", "port": 1, "before": 4}]}',
            "lists of texts",
        ),
    ],
)
def test_what_is_no_recording_is_refused(
    content: str, words: str, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(25)
    pathlib.Path("servers.json").write_text(content)
    for command in ("check", "trace"):
        status, _, err = run(capsys, command, "settings.py", "--server", "servers.json")
        assert status == 2
        assert words in err


def test_a_recording_of_another_server_changes_nothing(
    clear: Hostile, project: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(587, host="smtp.gmail.com")
    run(capsys, "probe", f"127.0.0.1:{clear.port}", "--record", "servers.json")
    without: Any = run(capsys, "trace", "settings.py", "--format", "json")
    assert run(capsys, "trace", "settings.py", "--format", "json", "--server", "servers.json") == without
