"""How clients choose the mechanism of a login: tried unasked, held back in clear text, empty passwords."""

from __future__ import annotations

from typing import Any

import pytest

from smtplint.dialogue import plan as plans
from smtplint.dialogue.known import KnownServer
from smtplint.dialogue.machine import Answer, converse, later
from smtplint.dialogue.trace import OK, REFUSED, Trace

from .test_machine import Scripted, make


def login(offered: tuple[str, ...], tls: str = plans.CLEARTEXT, **rules: Any) -> Trace:
    """The conversation with a server that offers these mechanisms, encrypted or not."""
    ehlo = Answer(OK, starttls=True, mechanisms=offered, code=250)
    return converse(make(tls, **rules), Scripted(ehlo=ehlo))


def broken(trace: Trace) -> str:
    return trace.broken.reason if trace.broken else ""


def test_a_password_that_is_sent_unasked_has_crossed_before_the_server_says_no() -> None:
    trace = login(("LOGIN",), mechanisms=["PLAIN"], blind="always")
    assert (broken(trace), trace.mechanism, trace.auth_in_clear) == ("no-common-mechanism", "PLAIN", True)
    assert trace.steps[-1].sent.startswith("AUTH PLAIN ")
    silent = login((), mechanisms=["PLAIN"], blind="always")
    assert (broken(silent), silent.auth_in_clear) == ("auth-not-offered", True)


def test_a_mechanism_that_waits_for_a_challenge_gives_nothing_away() -> None:
    trace = login(("PLAIN",), mechanisms=["LOGIN"], blind="always")
    assert (broken(trace), trace.auth_in_clear) == ("no-common-mechanism", False)
    assert login(("PLAIN",), plans.STARTTLS, mechanisms=["PLAIN"], blind="always").outcome == "sends"


def test_a_client_that_wants_auth_offered_at_all_says_nothing_where_it_is_not() -> None:
    trace = login((), mechanisms=["PLAIN"], blind="named")
    assert (broken(trace), trace.mechanism, trace.steps[-1].sent) == ("auth-not-offered", "", "")


def test_a_client_falls_back_to_one_mechanism_where_none_of_its_own_is_offered() -> None:
    rules = {"mechanisms": ["CRAM-MD5", "LOGIN"], "blind": "named", "fallback": "PLAIN"}
    assert login(("XOAUTH2",), plans.STARTTLS, **rules).mechanism == "PLAIN"
    assert login(("XOAUTH2", "LOGIN"), plans.STARTTLS, **rules).mechanism == "LOGIN"


@pytest.mark.parametrize(
    ("offered", "order", "reason", "clear"),
    [
        (("PLAIN", "LOGIN"), "server", "client-refuses-clear-auth", False),
        (("LOGIN", "PLAIN"), "server", "", True),
        (("PLAIN", "LOGIN"), "client", "", True),
        (("XOAUTH2",), "server", "no-common-mechanism", False),
    ],
)
def test_some_mechanisms_are_held_back_in_clear_text_and_others_are_not(
    offered: tuple[str, ...], order: str, reason: str, clear: bool
) -> None:
    rules = {"mechanisms": ["LOGIN", "PLAIN"], "order": order, "in_clear": "refused", "clear_mechanisms": ["LOGIN"]}
    trace = login(offered, **rules)
    assert (broken(trace), trace.auth_in_clear) == (reason, clear)


def test_a_client_may_send_without_a_login_where_none_that_it_knows_is_offered() -> None:
    trace = login(("PLAIN",), mechanisms=["LOGIN"], no_common="skip")
    assert (trace.outcome, trace.mechanism, trace.auth_in_clear) == ("sends", "", False)
    assert [step.reason for step in trace.steps if step.action == "auth"] == ["auth-skipped"]
    assert broken(login(("PLAIN",), mechanisms=["LOGIN"])) == "no-common-mechanism"


def test_a_client_may_take_no_notice_of_a_refused_login() -> None:
    refused = Answer(REFUSED, reason="wrong-secret", reply="535 no", code=535)
    server = Scripted(auth=refused)
    trace = converse(make(refused="ignored"), server)
    assert trace.outcome == "sends"
    assert [step.reason for step in trace.steps if step.action == "auth"] == ["login-ignored"]
    assert server.actions[-2].value[2] is False  # MAIL FROM comes without a login


def test_a_refused_login_ends_a_session_that_the_server_closes() -> None:
    refused = Answer(REFUSED, reason="wrong-secret", reply="421 no", code=421, closed=True)
    assert broken(converse(make(refused="ignored"), Scripted(auth=refused))) == "wrong-secret"


@pytest.mark.parametrize(("required", "reason"), [(None, "username-form"), (True, "username-form"), (False, "")])
def test_a_known_server_refuses_mail_from_who_failed_to_log_in(required: bool | None, reason: str) -> None:
    provider = {
        "depth": "verified", "source": "a page", "ports": ((587, "starttls"),), "local": False, "kind": "mailbox",
        "mechanisms": ("PLAIN",), "auth_before_tls": None, "tls_required": False, "ports_complete": False,
        "doubtful_ports": (), "not_offered": (), "ehlo": {"rule": "any"}, "password_login": "works",
        "username": {"form": "literal", "value": "apikey"}, "password": {"certain": False}, "auth_reply": "535 no",
        "from": {"rule": "any"}, "auth_required": required, "needed_reply": "530 log in first",
    }  # fmt: skip
    trace = converse(make(refused="ignored"), KnownServer(provider, "smtp.example.org", 587))
    assert broken(trace) == reason
    if trace.broken:
        assert (trace.broken.action, trace.broken.reply) == ("mail", "530 log in first")


def test_what_breaks_later_is_the_mail_where_a_refused_login_goes_unnoticed() -> None:
    answers = {"connect": Answer(REFUSED, reason="port-not-offered"), "auth": Answer(REFUSED, reason="wrong-secret")}
    noticing, other = Scripted(**answers), Scripted(**answers, mail=Answer(REFUSED, reason="sender-refused"))
    for plan, server, wanted in ((make(), noticing, "auth"), (make(refused="ignored"), other, "mail")):
        step = later(plan, server, converse(plan, server))
        assert step is not None
        assert step.action == wanted
