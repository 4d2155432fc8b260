"""What observations mean: differences from knowledge, recordings as servers, and what stays unsaid."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from smtplint.conditions import UNKNOWN
from smtplint.dialogue import plan as plans
from smtplint.dialogue.known import KnownServer
from smtplint.dialogue.machine import converse
from smtplint.dialogue.plan import Plan
from smtplint.dialogue.record import RecordedServer, Recordings
from smtplint.dialogue.verdicts import differences
from smtplint.knowledge.lookup import provider_of

OFFER = {"starttls": False, "mechanisms": ["LOGIN", "PLAIN", "XOAUTH2", "PLAIN-CLIENTTOKEN", "OAUTHBEARER", "XOAUTH"]}


def observation(**changes: Any) -> dict[str, Any]:
    found = {
        "host": "smtp.gmail.com", "port": 587, "at": "2026-11-21T00:00:00Z", "reached": True, "mode": "starttls",
        "before": {"lines": ["smtp.gmail.com", "STARTTLS"], "starttls": True, "mechanisms": []},
        "after": {"lines": ["smtp.gmail.com", "AUTH LOGIN PLAIN"], **OFFER},
        "certificate": {"trusted": True, "matches": True}, "failed": None, "refused": [], "helo_only": False,
    }  # fmt: skip
    return {**found, **changes}


def gmail() -> dict[str, Any]:
    provider = provider_of("smtp.gmail.com")
    assert provider is not None
    return provider


def test_a_server_as_it_is_known_differs_in_nothing() -> None:
    assert differences(observation(), gmail()) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mode": "implicit", "before": None}, "port 587 is known as starttls, and it speaks implicit"),
        ({"port": 2525}, "port 2525 is known as not offered, and it answers"),
        ({"after": {**OFFER, "mechanisms": ["PLAIN"]}}, "not offered: LOGIN, OAUTHBEARER"),
        ({"after": {**OFFER, "mechanisms": [*OFFER["mechanisms"], "SCRAM-SHA-256"]}}, "new: SCRAM-SHA-256"),  # type: ignore[misc]
        ({"before": {"starttls": True, "mechanisms": ["PLAIN"]}}, "a login before TLS is offered"),
    ],
)
def test_each_difference_from_knowledge_is_told(changes: dict[str, Any], words: str) -> None:
    assert words in "; ".join(differences(observation(**changes), gmail()))


def test_nothing_differs_where_nothing_is_known() -> None:
    assert differences(observation(), None) == []


def replay(record: dict[str, Any], tls: Any, *, verify: Any = True, ehlo: Any = "app.example.org") -> Any:
    plan = Plan()
    plan.tls, plan.host, plan.port, plan.ehlo, plan.verify = tls, record["host"], record["port"], ehlo, verify
    plan.auth, plan.username, plan.password = True, "ada", UNKNOWN
    plan.auth_rules = {"mechanisms": ["PLAIN", "LOGIN"]}
    return converse(plan, RecordedServer(record, KnownServer(None, record["host"], record["port"])))


@pytest.mark.parametrize(
    ("changes", "tls", "reason"),
    [
        ({}, plans.STARTTLS, None),
        ({}, plans.IMPLICIT, "tls-to-plain"),
        ({"mode": "implicit", "before": None}, plans.IMPLICIT, None),
        ({"mode": "implicit", "before": None}, plans.STARTTLS, "plain-to-tls"),
        ({}, plans.CLEARTEXT, "auth-not-offered"),
        ({"mode": "plain", "before": {"lines": ["x"], "starttls": False, "mechanisms": ["PLAIN"]}}, plans.STARTTLS, "no-starttls"),
        ({"certificate": {"trusted": False, "verify_error": "expired", "matches": True}}, plans.STARTTLS, "certificate-refused"),
        ({"certificate": {"trusted": True, "matches": False}}, plans.STARTTLS, "certificate-refused"),
        ({"refused": [{"name": "app.example.org", "reply": "550 no"}]}, plans.STARTTLS, "ehlo-refused"),
        ({"helo_only": True}, plans.STARTTLS, "no-starttls"),
        ({"reached": False, "mode": None, "failed": {"step": "connect", "reason": "no-answer", "detail": ""}}, plans.STARTTLS,
         "no-answer"),
    ],
)  # fmt: skip
def test_a_recorded_server_answers_as_it_did(changes: dict[str, Any], tls: str, reason: str | None) -> None:
    broken = replay(observation(**changes), tls).broken
    assert (broken.reason if broken else None) == reason


def test_a_client_that_does_not_check_passes_a_bad_certificate() -> None:
    bad = {"certificate": {"trusted": False, "verify_error": "expired", "matches": True}}
    assert replay(observation(**bad), plans.STARTTLS, verify=False).broken is None
    trace = replay(observation(**bad), plans.STARTTLS, verify=UNKNOWN)
    assert trace.broken is None
    assert trace.outcome == "unknown"


def test_recordings_are_found_by_host_and_port_whatever_the_case() -> None:
    recordings = Recordings([observation()])
    assert recordings.of("SMTP.gmail.com.", 587) is not None
    assert recordings.of("smtp.gmail.com", 465) is None
    assert recordings.of(UNKNOWN, 587) is None
    assert recordings.used == {("smtp.gmail.com", 587)}


def test_a_check_opens_no_way_to_the_network() -> None:
    import subprocess

    code = (
        "import sys; from smtplint.cli.main import main; main(['check', 'settings.py']); main(['trace', 'settings.py']);"
        "print(sorted({'ssl', 'socket', '_socket', 'smtplint.dialogue.live'} & set(sys.modules)))"
    )
    import pathlib
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        text = 'EMAIL_HOST = "smtp.gmail.com"\nEMAIL_PORT = 465\nEMAIL_USE_TLS = True\n'
        (pathlib.Path(folder) / "settings.py").write_text(text)
        root = str(pathlib.Path(__file__).resolve().parents[2] / "src")
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder,
            env={"PYTHONPATH": root},
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout.splitlines()[-1] == "[]"


def test_every_reason_has_its_words() -> None:
    import pathlib
    import re

    from smtplint import transcript
    from smtplint.dialogue import reasons

    folder = pathlib.Path(reasons.__file__).parent
    used: set[str] = set()
    for name in ("machine.py", "known.py", "live.py", "record.py"):
        text = (folder / name).read_text(encoding="utf-8")
        used |= set(re.findall(r'reason="([a-z-]+)"', text)) | set(re.findall(r'Stopped\(\s*"([a-z-]+)"', text))
        used |= set(re.findall(r'_refused\(reply, "([a-z-]+)"', text))
    assert len(used) > 25
    assert used - set(reasons.WHY) - set(transcript.REMARKS) == set()
