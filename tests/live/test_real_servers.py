"""Probes of real servers on loopback, and that they say the same as swaks and openssl s_client."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import jsonschema
import pytest

from smtplint.dialogue.live import Trust
from smtplint.dialogue.observe import Manner, Observer, Target, observe_all

from . import peers
from .pki import Pki
from .servers import PASSWORD, USER

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "src/smtplint/report/schema/smtplint-probe-v1.schema.json").read_text(encoding="utf-8"))
SERVERS = ("postfix", "exim", "opensmtpd", "dovecot", "aiosmtpd")
PLACES = [(name, role) for name in SERVERS for role in ("smtp", "submission", "submissions")]
PLACES.remove(("dovecot", "smtp"))  # it has no port without logins


def manner(pki: Pki) -> Manner:
    found = Manner()
    found.step, found.total = 8.0, 20.0
    found.trust = Trust(pki.ca)
    found.injection = True
    return found


def target_of(request: pytest.FixtureRequest, name: str, role: str) -> Target:
    target = Target("localhost", request.getfixturevalue(name).ports[role])
    target.name = "client.mail.test"
    return target


def observed(request: pytest.FixtureRequest, pki: Pki, name: str, role: str) -> dict[str, Any]:
    found = Observer(target_of(request, name, role), manner(pki)).run()
    jsonschema.validate(found, {**SCHEMA["$defs"]["server"], "$defs": SCHEMA["$defs"]})
    return found


@pytest.mark.parametrize(("name", "role"), PLACES)
def test_extensions_are_those_that_swaks_sees(name: str, role: str, request: pytest.FixtureRequest, pki: Pki) -> None:
    found = observed(request, pki, name, role)
    tls = {"implicit": "implicit", "starttls": "starttls", "plain": "none"}[found["mode"] or "implicit"]
    swaks = peers.Swaks(found["port"], tls, "client.mail.test")
    assert found["greeting"][:1] == [swaks.greeting] * bool(swaks.greeting)
    for side, seen in (("before", swaks.before), ("after", swaks.after)):
        lines = found[side]["lines"][1:] if found[side] else []
        assert {peers.words(line) for line in lines} == seen


@pytest.mark.parametrize(("name", "role"), [place for place in PLACES if place != ("aiosmtpd", "smtp")])
def test_tls_and_the_verdict_are_those_of_openssl(
    name: str, role: str, request: pytest.FixtureRequest, pki: Pki
) -> None:
    found = observed(request, pki, name, role)
    openssl = peers.SClient(found["port"], "implicit" if role == "submissions" else "starttls", pki.ca)
    if not openssl.shaken:  # OpenSMTPD 6.8 as Debian 12 builds it cannot use its own key with OpenSSL 3
        assert name == "opensmtpd"
        assert found["tls"] is None
        assert [one["name"] for one in found["problems"]] == ["tls-failed"]
        assert found["works"] is None
        return
    assert found["tls"]["version"] == openssl.version
    assert found["tls"]["cipher"] == openssl.cipher
    assert found["certificate"]["trusted"] is (openssl.verify == "0")
    assert found["certificate"]["matches"]
    assert found["certificate"]["chain"] == "complete"
    assert found["certificate"]["days_left"] in (88, 89, 90)
    assert found["certificate"]["sent"] in (None, openssl.sent)


@pytest.mark.parametrize("name", ["postfix", "exim", "dovecot", "aiosmtpd"])
def test_submission_ports_work_with_what_they_offer(name: str, request: pytest.FixtureRequest, pki: Pki) -> None:
    starttls = observed(request, pki, name, "submission")
    implicit = observed(request, pki, name, "submissions")
    assert (starttls["mode"], implicit["mode"]) == ("starttls", "implicit")
    assert starttls["works"]["tls"] == "starttls"
    assert implicit["works"]["tls"] == "implicit"
    for found in (starttls, implicit):
        assert set(found["works"]["mechanisms"]) == {"PLAIN", "LOGIN"}
        assert found["works"]["verify"] is True
        assert found["failed"] is None
        assert [one["name"] for one in found["problems"] if one["consequence"] != "risk"] == []


@pytest.mark.parametrize("name", ["postfix", "exim", "dovecot"])
def test_commands_do_not_pass_through_starttls(name: str, request: pytest.FixtureRequest, pki: Pki) -> None:
    found = observed(request, pki, name, "submission")
    assert found["injection"]["reply"] == "clean"
    assert found["injection"]["command"] in ("safe", "refused")


def test_what_dovecot_offers_before_tls_is_reported(request: pytest.FixtureRequest, pki: Pki) -> None:
    found = observed(request, pki, "dovecot", "submission")
    assert [one["name"] for one in found["problems"]] == ["auth-before-tls"]
    assert found["differences"] == {"gone": ["STARTTLS"], "new": []}


def test_what_postfix_offers_only_with_tls_is_told(request: pytest.FixtureRequest, pki: Pki) -> None:
    found = observed(request, pki, "postfix", "submission")
    assert found["differences"] == {"gone": ["STARTTLS"], "new": ["AUTH PLAIN", "AUTH LOGIN"]}
    assert found["after"]["size"] == 20480000


def test_a_name_that_postfix_refuses_in_ehlo_is_told_with_its_reply(request: pytest.FixtureRequest, pki: Pki) -> None:
    target = target_of(request, "postfix", "submission")
    target.name = "localhost"
    found = Observer(target, manner(pki)).run()
    (refused,) = found["ehlo"]["refused"]
    assert refused["name"] == "localhost"
    assert refused["reply"].startswith("504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname")
    assert "ehlo-name-refused" in [one["name"] for one in found["problems"]]
    assert found["after"]["mechanisms"], "the facts come from a second try under another name"


@pytest.mark.parametrize("name", ["postfix", "exim", "aiosmtpd"])
@pytest.mark.parametrize("role", ["submission", "submissions"])
@pytest.mark.parametrize("good", [True, False])
def test_a_login_is_tried_when_asked_for(
    name: str, role: str, good: bool, request: pytest.FixtureRequest, pki: Pki
) -> None:
    target = target_of(request, name, role)
    target.login, target.username, target.password = True, USER, PASSWORD if good else "wrong-" + PASSWORD
    found = Observer(target, manner(pki)).run()
    assert found["login"]["accepted"] is good, found["login"]
    assert found["login"]["reply"].startswith("235" if good else "535")
    assert (found["failed"] is None) is good
    assert PASSWORD not in json.dumps(found)


@pytest.mark.parametrize("name", ["postfix", "exim"])
def test_no_password_goes_to_a_server_that_is_not_verified(name: str, request: pytest.FixtureRequest) -> None:
    target = target_of(request, name, "submission")
    target.login, target.username, target.password = True, USER, PASSWORD
    untrusting = Manner()
    untrusting.step, untrusting.total = 8.0, 20.0
    found = Observer(target, untrusting).run()
    assert found["login"] == {
        "accepted": False, "mechanism": "PLAIN", "reason": "login-withheld",
        "reply": "no login over a connection that is not verified",
    }  # fmt: skip
    assert "certificate-untrusted" in [one["name"] for one in found["problems"]]
    untrusting.force_auth = True
    assert Observer(target, untrusting).run()["login"]["accepted"]


def test_sender_and_recipient_are_asked_for_and_nothing_is_sent(request: pytest.FixtureRequest, pki: Pki) -> None:
    target = target_of(request, "postfix", "smtp")
    target.sender, target.recipient = "ada@mail.test", "bob@mail.test"
    found = Observer(target, manner(pki)).run()
    assert found["mail"]["accepted"]
    assert found["rcpt"]["accepted"]
    target = target_of(request, "exim", "smtp")
    target.sender, target.recipient = "ada@mail.test", "bob@elsewhere.test"
    found = Observer(target, manner(pki)).run()
    assert found["rcpt"], found["steps"][-1]
    assert found["rcpt"]["reply"] == "550 relay not permitted"
    assert [one["name"] for one in found["problems"]] == ["rcpt-refused"]


def test_a_sender_that_postfix_refuses_is_told(request: pytest.FixtureRequest, pki: Pki) -> None:
    target = target_of(request, "postfix", "smtp")
    target.sender = "ada"
    found = Observer(target, manner(pki)).run()
    assert found["mail"]["reply"].startswith("504 5.5.2 <ada>: Sender address rejected")


def test_many_ports_are_asked_at_once(request: pytest.FixtureRequest, pki: Pki) -> None:
    places = [(name, role) for name, role in PLACES if name in ("postfix", "exim", "dovecot")]
    found = observe_all([target_of(request, name, role) for name, role in places], manner(pki))
    assert [one["port"] for one in found] == [request.getfixturevalue(name).ports[role] for name, role in places]
    assert [one["mode"] for one in found] == ["implicit" if role == "submissions" else "starttls" for _, role in places]
    assert sum(one["seconds"] for one in found) > max(one["seconds"] for one in found) * 1.5
