"""A representative part of the conformance cells, in every run of the tests: what the linter says is what happens.

The real libraries are put in place by ``tests/conformance/setup.sh fast`` (the whole, with Debian's: ``all``); the
whole proof is ``python tests/conformance/run.py``.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
from typing import Any

import pytest

from . import cells, predict, run, world
from .clients import workers
from .clients.catalogue import CURRENT
from .judge import agree, told_otherwise
from .kept import Kept
from .servers.behaviour import of_provider, wire
from .servers.catalogue import addresses, behaviours, provider

CELLS = {one["id"]: one for one in cells.fast() if one["worker"].startswith(("python:", "node:"))}
SETUP = pathlib.Path(__file__).with_name("setup.sh")
# These must be there on every machine, whatever its Python; others need one that it may not have.
REQUIRED = (
    f"python-smtplib {CURRENT}",
    "django 4.2",
    "django 5.2",
    "flask-mail 0.10.0",
    "flask-mailman 1.1.1",
    "fastapi-mail 1.6.8",
    "fastapi-mail 1.6.8 (.env)",
    "nodemailer 6.10.1",
    "nodemailer 10.6.0",
    "nodemailer 6.10.1 (URL)",
    "nodemailer 10.6.0 (URL)",
)


@pytest.fixture(scope="session")
def results(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What happened in every cell whose client is here, run once for all tests; installs the libraries first."""
    environment = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run(["sh", str(SETUP), "fast"], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, f"tests/conformance/setup.sh fast failed: {done.stderr[-2000:]}"
    absent = {one["label"]: reason for one in CELLS.values() if (reason := workers.missing(one["worker"]))}
    terminal = request.config.pluginmanager.getplugin("terminalreporter")
    for label, reason in absent.items():
        terminal.write_line(f"conformance: left out: {label}: {reason}")
    missing = {label: absent[label] for label in REQUIRED if label in absent}
    assert not missing, f"{missing}\n{done.stdout}"
    chosen = [one for one in CELLS.values() if one["label"] not in absent]
    found = world.run(chosen, slots=8)
    run.settled(chosen, found, Kept(None))
    return found


def differing(label: str, results: dict[str, Any]) -> dict[str, list[str]]:
    """The differences of a client's cells, by cell."""
    own = [one for one in CELLS.values() if one["label"] == label and one["id"] in results]
    assert len(own) >= 20
    return {one["id"]: found for one in own if (found := run.judged(one, results[one["id"]]))}


@pytest.mark.parametrize("label", REQUIRED)
def test_what_the_linter_says_is_what_the_client_does(label: str, results: dict[str, Any]) -> None:
    assert not differing(label, results)


def test_what_the_linter_says_is_what_the_other_clients_here_do(results: dict[str, Any]) -> None:
    ran = {CELLS[name]["label"] for name in results}
    assert {label: found for label in sorted(ran - set(REQUIRED)) if (found := differing(label, results))} == {}


def test_cells_both_send_and_fail_and_leak_and_hang(results: dict[str, Any]) -> None:
    # A world in which everything fails would agree with a linter that says that everything fails.
    honest = [runs[""] for runs in results.values()]
    sent = [any(record["delivered"] for record in one["records"]) for one in honest]
    assert 0.2 < sum(sent) / len(sent) < 0.8
    assert any(one["seconds"] > world.HOLD - 0.3 for one in honest)
    stripped = [runs["strip"] for runs in results.values() if "strip" in runs]
    assert any(not login["tls"] for one in stripped for record in one["records"] for login in record["auth"])


def test_a_wrong_verdict_is_noticed(results: dict[str, Any], tmp_path: pathlib.Path) -> None:
    # The judgement itself: the runs of one cell under the verdict of another must differ.
    good = CELLS["django 4.2 | smtp.gmail.com:465 implicit"]
    bad = CELLS["django 4.2 | smtp.gmail.com:587 implicit"]
    assert run.judged(good, results[good["id"]]) == []
    assert any("planned: sends" in line for line in run.judged(good, results[bad["id"]]))
    assert any("false alarm" in line for line in run.judged(bad, results[good["id"]]))


def _told(**changes: Any) -> dict[str, Any]:
    """What ``trace`` tells of a login by STARTTLS, with some of it changed."""
    steps = [
        {"action": "ehlo", "status": "ok", "client": ["EHLO <this machine's full name>"], "because": []},
        {"action": "starttls", "status": "ok", "client": ["STARTTLS"], "because": []},
        {"action": "auth", "status": "ok", "client": ["AUTH PLAIN ********"], "because": []},
    ]
    return {"tls": "starttls-required", "outcome": "sends", "breaks": None, "steps": steps, **changes}


def _run(**changes: Any) -> dict[str, Any]:
    """What happened as told above, with some of it changed."""
    auth = [{"mechanism": "PLAIN", "username": "ada", "tls": True, "taken": True, "sent": True}]
    record = {"mode": "starttls", "starttls": True, "ehlo": ["app.example.org"], "tls_error": "", "auth": auth}
    return {"error": "", "seconds": 0.1, "records": [{**record, "mail": [], "delivered": [True], **changes}]}


@pytest.mark.parametrize(
    ("told", "happened", "wrong"),
    [
        ({}, {}, ""),
        ({}, {"ehlo": ["app"]}, "tells EHLO 'app.example.org'; real 'app'"),
        ({}, {"starttls": False}, "tells TLS mode starttls; real cleartext"),
        ({"tls": "starttls-opportunistic", "outcome": "unknown"}, {"starttls": False}, "real cleartext"),
        ({"tls": "cleartext"}, {}, "tells TLS mode cleartext; real starttls"),
        ({}, {"auth": []}, "tells mechanism 'PLAIN'; real none"),
        ({"outcome": "fails"}, {}, "tells that it fails; real: sent"),
    ],
)
def test_what_trace_tells_is_held_to_what_happened(told: dict[str, Any], happened: dict[str, Any], wrong: str) -> None:
    found = told_otherwise({"machine": "server"}, [_told(**told)], _run(**happened))
    assert len(found) == bool(wrong)
    assert wrong in "".join(found)


def test_a_mechanism_that_is_left_open_is_one_that_the_client_is_said_to_know() -> None:
    can = {"kind": "client", "text": "Mailer can do PLAIN, CRAM-MD5, in this order"}
    step = {"action": "auth", "status": "unknown", "client": ["AUTH <mechanism> ********"], "because": [can]}
    told = _told(outcome="unknown", steps=[step])
    for mechanism, wrong in (("PLAIN", 0), ("CRAM-MD5", 0), ("LOGIN", 1)):
        auth = [{"mechanism": mechanism, "username": "ada", "tls": True, "taken": True, "sent": True}]
        assert len(told_otherwise({"machine": "server"}, [told], _run(auth=auth))) == wrong


def test_every_host_has_an_address_of_its_own_on_loopback() -> None:
    given = addresses()
    assert set(behaviours()) == set(given)
    assert len(set(given.values())) == len(given)
    assert all(address.startswith("127.") for address in given.values())


def test_a_server_follows_the_provider_file() -> None:
    server = of_provider(provider("google-workspace-relay"), "smtp-relay.gmail.com")
    assert server.ports == {587: "starttls", 465: "implicit", 25: "starttls"}
    assert not server.takes_ehlo("localhost")
    assert server.takes_ehlo("app.example.org")
    retired = of_provider(provider("outlook-com"), "smtp-mail.outlook.com")
    assert not retired.takes_login("ada@outlook.com", "vhkqzpnwrgtmlcbx")
    assert "basic authentication is disabled" in retired.says("retired")


def test_replies_of_provider_files_become_lines_of_the_wire() -> None:
    assert wire("535-5.7.8 Username and Password not accepted. ... https://a.example/x") == (
        b"535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 https://a.example/x\r\n"
    )
    assert wire("535 Authentication failed: Bad username / password").startswith(
        b"535 Authentication failed: Bad username / p"
    )
    assert wire("501 a / 502 b") == b"501 a\r\n"


def test_texts_agree_up_to_what_varies() -> None:
    assert agree("535 5.7.8 No", "smtplib.SMTPAuthenticationError: (535, b'5.7.8 No')")
    assert agree("Error connecting to ... on port ...: x", "Error connecting to a.example on port 587: x")
    assert not agree("535 5.7.8 No", "535 5.7.8 Yes")
    assert not agree("a ... b", "b ... a")


def test_a_file_of_another_client_has_no_verdict(tmp_path: pathlib.Path) -> None:
    (tmp_path / "settings.py").write_text('EMAIL_HOST = "mail.example.org"\nEMAIL_USE_TLS = True\n')
    with pytest.raises(predict.NoVerdictError):
        predict.verdict(tmp_path / "settings.py", "flask-mail", "flask-mail")
