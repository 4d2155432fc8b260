"""The submission dialogue without input or output (RFC 5321, 3207, 4954, 8314): actions out, answers in.

``converse`` is a generator: it yields an Action, is sent an Answer, and returns the Trace. A known server answers from
knowledge, a live one from a socket; the machine does not know which.
"""

from __future__ import annotations

from . import plan as plans
from .trace import NOT_KNOWN, OK, REFUSED, Step, Trace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from .plan import Plan

UNKNOWN = plans.UNKNOWN


class Action:
    """What the client does next: ``kind`` is the step's name; ``tls`` whether the connection is encrypted by now."""

    __slots__ = ("kind", "tls", "value")

    def __init__(self, kind: str, value: Any = None, *, tls: bool | None = False) -> None:
        self.kind = kind
        self.value = value
        self.tls = tls


class Answer:
    """What came of an action. ``starttls`` and ``mechanisms`` are what an EHLO reply offers, None where not known."""

    __slots__ = ("mechanisms", "reason", "reply", "source", "starttls", "status")

    def __init__(
        self, status: str, *, reason: str = "", reply: str = "", source: str = "", starttls: bool | None = None,
        mechanisms: tuple[str, ...] | None = None,
    ) -> None:  # fmt: skip
        self.status = status
        self.reason = reason
        self.reply = reply
        self.source = source
        self.starttls = starttls
        self.mechanisms = mechanisms


class _Broken(Exception):
    """The conversation ended at a refused step."""


class Dialogue:
    """One run of the machine: keeps the trace and ends at the first refusal."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.trace = Trace()

    def run(self) -> Generator[Action, Answer, Trace]:
        """Yields the actions of the plan in order and returns the trace."""
        try:
            yield from self._session()
        except _Broken:
            pass
        return self.trace

    def _step(self, kind: str, fields: tuple[str, ...], value: Any = None) -> Generator[Action, Answer, Answer]:
        answer = yield Action(kind, value, tls=self.trace.encrypted)
        self._record(kind, fields, answer)
        return answer

    def _record(self, kind: str, fields: tuple[str, ...], answer: Answer) -> None:
        self.trace.steps.append(
            Step(kind, answer.status, reason=answer.reason, reply=answer.reply, source=answer.source, fields=fields)
        )
        if answer.status == REFUSED:
            raise _Broken

    def _session(self) -> Generator[Action, Answer, None]:
        plan = self.plan
        if plan.tls == plans.NONE:
            return
        if plan.tls == plans.ERROR:
            self._record("settings", (), Answer(REFUSED, reason=plan.reason or "client-error", reply=plan.error))
        yield from self._step("connect", ("host", "port"), (plan.host, plan.port))
        if plan.tls is UNKNOWN:
            yield from self._mode_not_known()
            return
        if plan.tls == plans.IMPLICIT:
            yield from self._step("tls", ("implicit_tls", "security", "port"))
            self.trace.encrypted = True
        yield from self._step("greeting", ("port", "starttls", "security"))
        offers = yield from self._step("ehlo", ("ehlo_name",), (plan.ehlo, plan.ehlo_kind))
        if plan.tls in (plans.STARTTLS, plans.OPPORTUNISTIC):
            offers = yield from self._starttls(offers)
        yield from self._auth(offers)
        yield from self._mail()

    def _mode_not_known(self) -> Generator[Action, Answer, None]:
        """The TLS mode is open: what happens after TLS happens in every mode that gets that far."""
        self.trace.steps.append(Step("tls", NOT_KNOWN, reason="mode-not-known"))
        self.trace.encrypted = None
        offers = yield from self._step("ehlo", ("ehlo_name",), (self.plan.ehlo, self.plan.ehlo_kind))
        yield from self._auth(offers)
        yield from self._mail()

    def _starttls(self, offers: Answer) -> Generator[Action, Answer, Answer]:
        if offers.starttls is False:
            if self.plan.tls == plans.STARTTLS:
                self._record("starttls", ("starttls", "security", "port"), Answer(REFUSED, reason="no-starttls"))
            return offers
        status = OK if offers.starttls else NOT_KNOWN
        self.trace.steps.append(Step("starttls", status, fields=("starttls", "security")))
        self.trace.encrypted = True if offers.starttls or self.plan.tls == plans.STARTTLS else None
        return (yield from self._step("ehlo", ("ehlo_name",), (self.plan.ehlo, self.plan.ehlo_kind)))

    def _auth(self, offers: Answer) -> Generator[Action, Answer, None]:
        plan, rules = self.plan, self.plan.auth_rules
        if plan.auth is False:
            return
        if plan.auth is UNKNOWN:
            self.trace.steps.append(Step("auth", NOT_KNOWN, reason="credentials-not-known", fields=("username",)))
            return
        if self.trace.encrypted is False and self._refuses_clear(rules.get("in_clear")):
            reply = rules.get("in_clear_error", "")
            self._record("auth", ("username",), Answer(REFUSED, reason="client-refuses-clear-auth", reply=reply))
        if offers.mechanisms == ():
            self._not_offered()
            return
        self._common_mechanism(offers)
        if self.trace.encrypted is False:
            self.trace.auth_in_clear = True
        yield from self._step("auth", ("username", "password"), (plan.username, plan.password))

    def _refuses_clear(self, rule: Any) -> bool:
        """Whether the client itself refuses to log in without TLS; Go's own library makes an exception for loopback names."""
        if rule == "refused-remote":
            return isinstance(self.plan.host, str) and self.plan.host not in ("localhost", "127.0.0.1", "::1", "")
        return bool(rule == "refused")

    def _not_offered(self) -> None:
        rules = self.plan.auth_rules
        if rules.get("not_offered", "error") == "error":
            reply = rules.get("not_offered_error", "")
            self._record("auth", ("username",), Answer(REFUSED, reason="auth-not-offered", reply=reply))
        self.trace.steps.append(Step("auth", OK, reason="auth-skipped", fields=("username",)))

    def _common_mechanism(self, offers: Answer) -> None:
        known = self.plan.auth_rules.get("mechanisms")
        if offers.mechanisms is None or not known:
            return
        if not {name.upper() for name in known} & set(offers.mechanisms):
            reply = self.plan.auth_rules.get("no_common_error", "")
            self._record("auth", ("auth_mechanism", "username"), Answer(REFUSED, reason="no-common-mechanism", reply=reply))

    def _mail(self) -> Generator[Action, Answer, None]:
        if self.trace.encrypted is False:
            self.trace.mail_in_clear = True
        skipped = any(step.reason == "auth-skipped" for step in self.trace.steps)
        value = (self.plan.sender, self.plan.username, self.plan.auth is True and not skipped)
        yield from self._step("mail", ("from_address", "username"), value)


def converse(plan: Plan, server: Any) -> Trace:
    """Runs a plan against a server (anything with ``answer(action) -> Answer``) to the end."""
    dialogue = Dialogue(plan).run()
    try:
        action = next(dialogue)
        while True:
            action = dialogue.send(server.answer(action))
    except StopIteration as stop:
        trace: Trace = stop.value
        return trace
