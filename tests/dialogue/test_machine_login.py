"""How clients choose the mechanism of a login: tried unasked, held back in clear text, empty passwords."""

from __future__ import annotations

from typing import Any

import pytest

from smtplint.dialogue import plan as plans
from smtplint.dialogue.machine import Answer, converse
from smtplint.dialogue.trace import OK, Trace

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
