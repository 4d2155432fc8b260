"""The dialogue machine against scripted servers: the order of its actions, and each client's own ways."""

from __future__ import annotations

from typing import Any

import pytest

from smtplint.conditions import UNKNOWN
from smtplint.dialogue import plan as plans
from smtplint.dialogue.known import KnownServer
from smtplint.dialogue.machine import Action, Answer, converse, later
from smtplint.dialogue.plan import Plan
from smtplint.dialogue.trace import NOT_KNOWN, OK, REFUSED, Trace


class Scripted:
    """Says yes to everything but what ``answers`` holds: by kind, or by (kind, whether encrypted)."""

    def __init__(self, **answers: Answer) -> None:
        self.answers = answers
        self.actions: list[Action] = []

    def answer(self, action: Action) -> Answer:
        self.actions.append(action)
        key = action.kind + ("_tls" if action.tls else "")
        found = self.answers.get(key) or self.answers.get(action.kind)
        return found or Answer(OK, starttls=True, mechanisms=("PLAIN", "LOGIN"), code=250)


def make(tls: Any = plans.STARTTLS, *, login: Any = True, **rules: Any) -> Plan:
    plan = Plan()
    plan.tls, plan.host, plan.port, plan.ehlo = tls, "mail.example.org", 587, "app.example.org"
    plan.auth, plan.username, plan.password = login, "ada", "s3cret-word"
    plan.auth_rules = {"mechanisms": ["CRAM-MD5", "PLAIN", "LOGIN"], **rules}
    plan.sender = "ada@example.org"
    return plan


def actions(trace: Trace) -> list[str]:
    return [step.action for step in trace.steps]


@pytest.mark.parametrize(
    ("tls", "wanted"),
    [
        (plans.STARTTLS, "connect greeting ehlo starttls tls ehlo auth mail quit"),
        (plans.OPPORTUNISTIC, "connect greeting ehlo starttls tls ehlo auth mail quit"),
        (plans.IMPLICIT, "connect tls greeting ehlo auth mail quit"),
        (plans.CLEARTEXT, "connect greeting ehlo auth mail quit"),
        (plans.NONE, ""),
    ],
)
def test_each_mode_has_its_order(tls: str, wanted: str) -> None:
    trace = converse(make(tls), Scripted())
    assert actions(trace) == wanted.split()
    assert trace.outcome == ("sends" if wanted else "unknown")


def test_without_mail_the_session_ends_after_login() -> None:
    assert actions(converse(make(), Scripted(), mail=False))[-2:] == ["auth", "quit"]


def test_a_recipient_is_asked_for_only_when_there_is_one() -> None:
    plan = make()
    plan.recipient = "bob@example.org"
    assert actions(converse(plan, Scripted()))[-3:] == ["mail", "rcpt", "quit"]


def test_settings_that_the_client_refuses_reach_no_server() -> None:
    plan = make(plans.ERROR)
    plan.reason, plan.error = "both-flags", "ValueError: only one"
    server = Scripted()
    trace = converse(plan, server)
    assert server.actions == []
    assert trace.broken is not None
    assert (trace.broken.action, trace.broken.reply) == ("settings", "ValueError: only one")


@pytest.mark.parametrize("kind", ["connect", "greeting", "starttls", "tls", "auth", "mail"])
def test_a_refusal_ends_the_conversation(kind: str) -> None:
    trace = converse(make(), Scripted(**{kind: Answer(REFUSED, reason="no", closed=True)}))
    assert trace.broken is not None
    assert actions(trace)[-1] == kind == trace.broken.action
    assert trace.outcome == "fails"


def test_required_starttls_that_is_not_offered_fails_without_a_word() -> None:
    server = Scripted(ehlo=Answer(OK, starttls=False, mechanisms=("PLAIN",)))
    trace = converse(make(plans.STARTTLS), server)
    assert trace.broken is not None
    assert trace.broken.reason == "no-starttls"
    assert [one.kind for one in server.actions] == ["connect", "greeting", "ehlo"]


def test_opportunistic_starttls_goes_on_in_clear_text_when_it_is_not_offered() -> None:
    server = Scripted(ehlo=Answer(OK, starttls=False, mechanisms=("PLAIN",)))
    trace = converse(make(plans.OPPORTUNISTIC), server)
    assert trace.outcome == "sends"
    assert trace.auth_in_clear
    assert trace.mail_in_clear


def test_opportunistic_starttls_goes_on_in_clear_text_when_the_server_declines() -> None:
    declined = Answer(REFUSED, reason="starttls-refused", code=454)
    assert converse(make(plans.OPPORTUNISTIC), Scripted(starttls=declined)).auth_in_clear
    declined = Answer(REFUSED, reason="starttls-refused", code=454)
    assert converse(make(plans.STARTTLS), Scripted(starttls=declined)).outcome == "fails"


def test_helo_is_tried_where_ehlo_is_not_known() -> None:
    server = Scripted(ehlo=Answer(REFUSED, reason="ehlo-refused", code=502))
    trace = converse(make(plans.CLEARTEXT, login=False), server)
    assert actions(trace) == ["connect", "greeting", "ehlo", "helo", "mail", "quit"]
    assert trace.outcome == "sends"


def test_helo_offers_neither_tls_nor_login() -> None:
    refused = Answer(REFUSED, reason="ehlo-refused", code=502)
    assert converse(make(plans.STARTTLS), Scripted(ehlo=refused)).broken.reason == "no-starttls"  # type: ignore[union-attr]
    refused = Answer(REFUSED, reason="ehlo-refused", code=502)
    trace = converse(make(plans.CLEARTEXT), Scripted(ehlo=refused))
    assert trace.broken is not None
    assert trace.broken.reason == "auth-not-offered"


@pytest.mark.parametrize(
    ("answer", "rules"),
    [
        (Answer(REFUSED, reason="ehlo-refused", code=421), {}),
        (Answer(REFUSED, reason="ehlo-refused", code=550, closed=True), {}),
        (Answer(REFUSED, reason="ehlo-refused"), {}),
        (Answer(REFUSED, reason="ehlo-refused", code=502), {"helo": "never"}),
    ],
)
def test_helo_is_not_tried_otherwise(answer: Answer, rules: dict[str, str]) -> None:
    server = Scripted(ehlo=answer)
    trace = converse(make(plans.CLEARTEXT, **rules), server)
    assert [one.kind for one in server.actions] == ["connect", "greeting", "ehlo"]
    assert trace.outcome == "fails"


def test_the_refusal_of_ehlo_is_what_is_reported_when_helo_is_refused_too() -> None:
    refused = Answer(REFUSED, reason="ehlo-refused", reply="550 go away", code=550)
    trace = converse(make(), Scripted(ehlo=refused, helo=Answer(REFUSED, reply="503 no", code=503)))
    assert trace.broken is not None
    assert trace.broken.reply == "550 go away"


@pytest.mark.parametrize(
    ("offered", "rules", "wanted"),
    [
        (("LOGIN", "PLAIN"), {}, "PLAIN"),
        (("LOGIN", "PLAIN"), {"order": "server"}, "LOGIN"),
        (("LOGIN", "CRAM-MD5"), {}, "CRAM-MD5"),
        (("XOAUTH2", "LOGIN"), {"order": "server"}, "LOGIN"),
    ],
)
def test_the_mechanism_is_chosen_in_the_order_of_client_or_server(
    offered: tuple[str, ...], rules: dict[str, str], wanted: str
) -> None:
    trace = converse(make(**rules), Scripted(ehlo=Answer(OK, starttls=True, mechanisms=offered)))
    assert trace.mechanism == wanted


def test_a_mechanism_that_the_settings_name_is_the_only_one() -> None:
    plan = make()
    plan.mechanism = "login"
    assert converse(plan, Scripted()).mechanism == "LOGIN"
    plan.mechanism = "cram_md5"
    trace = converse(plan, Scripted())
    assert trace.broken is not None
    assert trace.broken.reason == "no-common-mechanism"


def test_no_common_mechanism_gives_the_words_of_the_client() -> None:
    server = Scripted(ehlo=Answer(OK, starttls=True, mechanisms=("GSSAPI",)))
    trace = converse(make(no_common_error="SMTPException: No suitable authentication method found."), server)
    assert trace.broken is not None
    assert trace.broken.reply.startswith("SMTPException")


def test_a_login_that_is_not_offered_fails_or_is_left_out_by_client() -> None:
    nothing = {"ehlo": Answer(OK, starttls=True, mechanisms=())}
    assert converse(make(), Scripted(**nothing)).broken.reason == "auth-not-offered"  # type: ignore[union-attr]
    trace = converse(make(not_offered="skip"), Scripted(**nothing))
    assert trace.outcome == "sends"
    assert [step.reason for step in trace.steps if step.action == "auth"] == ["auth-skipped"]


@pytest.mark.parametrize(
    ("rule", "host", "refuses"),
    [
        ("allowed", "mail.example.org", False),
        ("refused", "localhost", True),
        ("refused-remote", "mail.example.org", True),
        ("refused-remote", "mailpit", True),
        ("refused-remote", "localhost", False),
        ("refused-remote", "127.0.0.1", False),
    ],
)
def test_a_client_may_refuse_to_log_in_in_clear_text(rule: str, host: str, refuses: bool) -> None:
    plan = make(plans.CLEARTEXT, in_clear=rule, in_clear_error="unencrypted connection")
    plan.host = host
    trace = converse(plan, Scripted())
    assert (trace.broken is not None) is refuses
    if trace.broken is not None:
        assert (trace.broken.reason, trace.broken.reply) == ("client-refuses-clear-auth", "unencrypted connection")


def test_a_mode_that_is_not_known_claims_no_success() -> None:
    trace = converse(make(UNKNOWN), Scripted())
    assert trace.outcome == "unknown"
    assert [step.status for step in trace.steps if step.action == "tls"] == [NOT_KNOWN]


def test_no_password_is_in_what_is_sent() -> None:
    for tls in (plans.STARTTLS, plans.IMPLICIT, plans.CLEARTEXT):
        sent = " ".join(step.sent for step in converse(make(tls), Scripted()).steps)
        assert "AUTH PLAIN ********" in sent
        assert "s3cret" not in sent


def test_names_that_are_not_known_stand_in_brackets() -> None:
    plan = make()
    plan.ehlo, plan.ehlo_kind = UNKNOWN, "fqdn"
    plan.sender = UNKNOWN
    sent = [step.sent for step in converse(plan, Scripted()).steps]
    assert "EHLO <this machine's full name>" in sent
    assert "MAIL FROM:<sender>" in sent


def test_what_the_server_refuses_after_a_mended_step_is_told_apart() -> None:
    server = Scripted(
        greeting=Answer(REFUSED, reason="plain-to-tls"), mail_tls=Answer(REFUSED, reason="sender-refused")
    )
    plan = make()
    step = later(plan, server, converse(plan, server))
    assert step is not None
    assert (step.action, step.reason) == ("mail", "sender-refused")


def test_a_refused_login_hides_the_sender_behind_it() -> None:
    server = Scripted(
        connect=Answer(REFUSED, reason="port-not-offered"),
        auth_tls=Answer(REFUSED, reason="username-form"),
        mail_tls=Answer(REFUSED, reason="sender-refused"),
    )
    plan = make()
    step = later(plan, server, converse(plan, server))
    assert step is not None
    assert step.reason == "username-form"


def test_nothing_comes_later_where_nothing_broke() -> None:
    server = Scripted()
    plan = make()
    assert later(plan, server, converse(plan, server)) is None


def test_a_login_that_may_not_be_offered_names_the_mechanism_that_it_would_take() -> None:
    perhaps = Answer(OK, starttls=True, mechanisms=None, perhaps=("LOGIN", "PLAIN"), code=250)
    assert converse(make(plans.CLEARTEXT), Scripted(ehlo=perhaps)).mechanism == "PLAIN"
    none_in_common = Answer(OK, starttls=True, mechanisms=None, perhaps=("XOAUTH2",), code=250)
    trace = converse(make(plans.CLEARTEXT), Scripted(ehlo=none_in_common))
    assert (trace.mechanism, trace.broken) == ("", None)


def test_a_login_before_tls_is_not_known_where_nobody_tells_whether_it_is_offered() -> None:
    provider = {
        "depth": "verified", "source": "a page", "ports": ((587, "starttls"),), "local": False, "kind": "mailbox",
        "mechanisms": ("PLAIN",), "auth_before_tls": None, "tls_required": False, "ports_complete": False,
        "doubtful_ports": (), "not_offered": (), "ehlo": {"rule": "any"}, "password_login": "works",
        "username": {"form": "full-address"}, "password": {"certain": False}, "auth_reply": "",
        "from": {"rule": "any"},
    }  # fmt: skip
    trace = converse(make(plans.CLEARTEXT), KnownServer(provider, "smtp.example.org", 587))
    login = next(step for step in trace.steps if step.action == "auth")
    assert (login.status, login.sent, trace.outcome) == (NOT_KNOWN, "AUTH PLAIN ********", "unknown")
    secured = converse(make(plans.STARTTLS), KnownServer(provider, "smtp.example.org", 587))
    assert next(step for step in secured.steps if step.action == "auth").status == OK


@pytest.mark.parametrize(
    ("point", "tls", "wanted"),
    [
        ("tls", plans.STARTTLS, "connect greeting ehlo starttls tls"),
        ("certificate", plans.STARTTLS, "connect greeting ehlo starttls tls tls"),
        ("tls", plans.IMPLICIT, "connect tls"),
        ("certificate", plans.IMPLICIT, "connect tls tls"),
        ("mail", plans.IMPLICIT, "connect tls greeting ehlo auth mail"),
        ("tls", plans.CLEARTEXT, "connect greeting ehlo auth mail quit"),
    ],
)
def test_a_client_stops_by_itself_where_it_gets_so_far(point: str, tls: str, wanted: str) -> None:
    plan = make(tls)
    plan.stops = {point: ("own-reason", "its words")}
    trace = converse(plan, Scripted())
    assert actions(trace) == wanted.split()
    broken = trace.broken
    assert (
        (broken.reason, broken.reply, broken.sent) == ("own-reason", "its words", "") if broken else tls == "cleartext"
    )
