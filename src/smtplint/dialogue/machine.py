"""The submission dialogue without input or output (RFC 5321, 3207, 4954, 8314): actions out, answers in.

``Dialogue.run`` is a generator: it yields an Action, is sent an Answer, and returns the Trace. A known server answers
from knowledge, a recorded one from a file, a live one from a socket; the machine does not know which.
"""

from __future__ import annotations

from ..conditions import UNKNOWN
from . import plan as plans
from .trace import NOT_KNOWN, OK, REFUSED, Step, Trace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from .plan import Plan

    Steps = Generator["Action", "Answer", None]
    Answered = Generator["Action", "Answer", "Answer"]

MASK = "********"
_SAID_AT_ONCE = ("PLAIN", "XOAUTH2", "OAUTHBEARER")  # the secret goes with the command (RFC 4954)
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")  # what Go's net/smtp takes for this machine


class Action:
    """What the client does next: ``kind`` is the step's name; ``tls`` whether the connection is encrypted by now.

    ``value`` by kind: connect (host, port); tls (``implicit`` or ``starttls``, whether the client checks certificates);
    ehlo and helo (name, kind of name); auth (user name, password, mechanism); mail (sender, user name, logged in);
    rcpt the recipient.
    """

    __slots__ = ("kind", "tls", "value")

    def __init__(self, kind: str, value: Any = None, *, tls: bool | None = False) -> None:
        self.kind = kind
        self.value = value
        self.tls = tls


class Answer:
    """What came of an action.

    ``starttls`` and ``mechanisms`` are what an EHLO reply offers, None where not known; ``perhaps`` are the mechanisms
    that it offers if it offers any, where only that is known. ``code`` is the reply's code,
    0 where no reply was seen; ``lines`` the server's lines on the wire; ``closed`` that the connection is over;
    ``seconds`` the wait; ``sent`` what was said where that is not what the plan says.
    """

    __slots__ = (
        "closed", "code", "lines", "mechanisms", "perhaps", "reason", "reply", "seconds", "sent", "source", "starttls",
        "status",
    )  # fmt: skip

    def __init__(
        self, status: str, *, reason: str = "", reply: str = "", source: str = "", starttls: bool | None = None,
        mechanisms: tuple[str, ...] | None = None, perhaps: tuple[str, ...] | None = None, code: int = 0,
        lines: tuple[str, ...] = (), closed: bool = False, seconds: float | None = None,
    ) -> None:  # fmt: skip
        self.status = status
        self.reason = reason
        self.reply = reply
        self.source = source
        self.starttls = starttls
        self.mechanisms = mechanisms
        self.perhaps = perhaps
        self.code = code
        self.lines = lines
        self.closed = closed
        self.seconds = seconds
        self.sent = ""


class _BrokenError(Exception):
    """The conversation ended at a refused step."""


class Dialogue:
    """One run of the machine: keeps the trace, ends at the first refusal. ``mail`` off leaves MAIL FROM out."""

    def __init__(self, plan: Plan, *, mail: bool = True) -> None:
        self.plan = plan
        self.mail = mail
        self.trace = Trace()

    def run(self) -> Generator[Action, Answer, Trace]:
        """Yields the actions of the plan in order and returns the trace."""
        try:
            yield from self._session()
        except _BrokenError:
            return self.trace
        return self.trace

    # -- steps -----------------------------------------------------------------------------------------------------

    def _step(self, kind: str, fields: tuple[str, ...], value: Any = None) -> Answered:
        action = Action(kind, value, tls=self.trace.encrypted)
        answer = yield action
        self._record(kind, fields, answer, words(action))
        return answer

    def _record(self, kind: str, fields: tuple[str, ...], answer: Answer, sent: str = "") -> None:
        step = Step(kind, answer.status, reason=answer.reason, reply=answer.reply, source=answer.source, fields=fields)
        step.sent = answer.sent or sent
        step.received = answer.lines
        step.seconds = answer.seconds
        step.tls = self.trace.encrypted
        self.trace.steps.append(step)
        if answer.status == REFUSED:
            raise _BrokenError

    def _client_refuses(self, kind: str, fields: tuple[str, ...], reason: str, error: str) -> None:
        """The client itself stops here, without a word to the server."""
        self._record(kind, fields, Answer(REFUSED, reason=reason, reply=error))

    def _tls(self, fields: tuple[str, ...], value: Any) -> Steps:
        self._stop("tls", "tls")
        yield from self._step("tls", fields, value)
        self.trace.encrypted = True
        self._stop("certificate", "tls")

    def _stop(self, point: str, kind: str) -> None:
        """Ends the dialogue, in a step of this kind, where the client stops by itself at this point."""
        if point in self.plan.stops:
            self._client_refuses(kind, (self.plan.at,), *self.plan.stops[point])

    # -- the session -----------------------------------------------------------------------------------------------

    def _session(self) -> Steps:
        plan = self.plan
        if plan.tls == plans.NONE:
            return
        if plan.tls == plans.ERROR and not plan.after:
            self._client_refuses("settings", (), plan.reason or "client-error", plan.error)
        yield from self._step("connect", ("host", "port"), (plan.host, plan.port))
        if plan.tls is UNKNOWN:
            yield from self._mode_not_known()
            return
        if plans.IMPLICIT in (plan.tls, plan.after):
            yield from self._tls(("implicit_tls", "security", "port"), ("implicit", plan.verify))
        yield from self._step("greeting", ("port", "starttls", "security"))
        offers = yield from self._ehlo()
        if plan.tls == plans.ERROR:
            self._client_refuses("starttls", ("starttls", "implicit_tls"), plan.reason, plan.error)
        if plan.tls in (plans.STARTTLS, plans.OPPORTUNISTIC):
            offers = yield from self._starttls(offers)
        yield from self._after_hello(offers)

    def _mode_not_known(self) -> Steps:
        """The TLS mode is open: what happens after TLS happens in every mode that gets that far."""
        self.trace.steps.append(Step("tls", NOT_KNOWN, reason="mode-not-known"))
        self.trace.encrypted = None
        offers = yield from self._ehlo()
        yield from self._after_hello(offers)

    def _after_hello(self, offers: Answer) -> Steps:
        yield from self._auth(offers)
        if self.mail:
            yield from self._mail()
        yield from self._step("quit", ())

    def _ehlo(self) -> Answered:
        """EHLO, and HELO where the server does not know EHLO and the client falls back."""
        value, fields = (self.plan.ehlo, self.plan.ehlo_kind), ("ehlo_name",)
        action = Action("ehlo", value, tls=self.trace.encrypted)
        answer = yield action
        rules = self.plan.auth_rules
        if answer.status != REFUSED or not 500 <= answer.code <= 599 or answer.closed or rules.get("helo") == "never":
            self._record("ehlo", fields, answer, words(action))
            return answer
        again = Action("helo", value, tls=self.trace.encrypted)
        old = yield again
        if old.status == REFUSED:
            self._record("ehlo", fields, answer, words(action))
        answer.status, answer.reason = OK, "helo-fallback"
        self._record("ehlo", fields, answer, words(action))
        old.starttls, old.mechanisms = False, ()
        self._record("helo", fields, old, words(again))
        return old

    def _starttls(self, offers: Answer) -> Answered:
        required = self.plan.tls == plans.STARTTLS
        fields = ("starttls", "security", "port")
        if offers.starttls is False:
            if required:
                self._client_refuses("starttls", fields, "no-starttls", "")
            return offers
        action = Action("starttls", tls=self.trace.encrypted)
        answer = yield action
        if answer.status == REFUSED and not required and not answer.closed and answer.code:
            # An opportunistic client goes on in clear text when the server says no.
            answer.status, answer.reason = OK, "starttls-declined"
            self._record("starttls", fields[:2], answer, words(action))
            return offers
        self._record("starttls", fields[:2], answer, words(action))
        yield from self._tls(("verify",), ("starttls", self.plan.verify))
        self.trace.encrypted = True if offers.starttls or required else None
        return (yield from self._ehlo())

    # -- login -----------------------------------------------------------------------------------------------------

    def _auth(self, offers: Answer) -> Steps:
        plan, rules = self.plan, self.plan.auth_rules
        if plan.auth is False:
            return
        if plan.auth is UNKNOWN:
            self.trace.steps.append(Step("auth", NOT_KNOWN, reason="credentials-not-known", fields=("username",)))
            return
        if self.trace.encrypted is False and self._refuses_clear(offers):
            self._client_refuses("auth", ("username",), "client-refuses-clear-auth", rules.get("in_clear_error", ""))
        if plan.auth == plans.HALF:
            self._half(offers)
            return
        if rules.get("blind"):
            self._tries_blindly(offers)
        if offers.mechanisms == ():
            self._not_offered()
            return
        mechanism = self._mechanism(offers)
        if not mechanism and offers.mechanisms and rules.get("no_common") == "skip":
            self._skip()
            return
        if self.trace.encrypted is False:
            self.trace.auth_in_clear = True
        self.trace.mechanism = mechanism
        if self.trace.encrypted is False and offers.mechanisms is None and "clear_mechanisms" in rules:
            # What the server names decides whether the password is sent or kept back.
            self.trace.steps.append(Step("auth", NOT_KNOWN, reason="credentials-not-known", fields=("username",)))
            return
        yield from self._login((plan.username, plan.password, mechanism))

    def _login(self, value: tuple[Any, Any, str]) -> Steps:
        """AUTH; some clients take no notice of a refusal and go on as if they had no login."""
        action = Action("auth", value, tls=self.trace.encrypted)
        answer = yield action
        if answer.status == REFUSED and self.plan.auth_rules.get("refused") == "ignored" and not answer.closed:
            answer.status, answer.reason = OK, "login-ignored"
        self._record("auth", ("username", "password"), answer, words(action))

    def _refuses_clear(self, offers: Answer) -> bool:
        """Whether the client keeps its password back in clear text; some do so for some mechanisms only."""
        rules = self.plan.auth_rules
        rule = rules.get("in_clear")
        refuses = rule == "refused" or (
            rule == "refused-remote" and isinstance(self.plan.host, str) and self.plan.host not in _OWN_MACHINE
        )
        if not refuses or "clear_mechanisms" not in rules:
            return refuses
        wanted, offered = client_mechanisms(self.plan), offers.mechanisms or ()
        first, second = (offered, wanted) if rules.get("order") == "server" else (wanted, offered)
        chosen = next((one for one in first if one in second), "") or rules.get("fallback", "")
        return bool(offered and chosen) and chosen not in rules["clear_mechanisms"]

    def _tries_blindly(self, offers: Answer) -> None:
        """A client that does not look at the offer: what the server does not know is refused, too late for PLAIN."""
        rules, wanted = self.plan.auth_rules, client_mechanisms(self.plan)
        last = wanted[0] if len(wanted) == 1 else rules.get("fallback", "")
        unasked = () if rules["blind"] == "named" else None  # AUTH has to be offered, any mechanism of it
        offered = offers.mechanisms
        if offered is None and rules["blind"] == "always":
            offered = offers.perhaps  # or none, which is refused as well
        if not last or offered in (None, unasked) or any(one in offered for one in wanted):
            return
        self.trace.mechanism = last
        if self.trace.encrypted is False and last in _SAID_AT_ONCE:
            self.trace.auth_in_clear = True
        reason = "no-common-mechanism" if offered else "auth-not-offered"
        said = words(Action("auth", ("", "", last)))
        self._record("auth", ("auth_mechanism", "username"), Answer(REFUSED, reason=reason), said)

    def _not_offered(self) -> None:
        rules = self.plan.auth_rules
        if rules.get("not_offered", "error") == "error":
            self._client_refuses("auth", ("username",), "auth-not-offered", rules.get("not_offered_error", ""))
        self._skip()

    def _skip(self) -> None:
        self.trace.steps.append(Step("auth", OK, reason="auth-skipped", fields=("username",)))

    def _half(self, offers: Answer) -> None:
        """The client finds that half of the credentials is missing, unless the server wants no login at all."""
        if offers.mechanisms is None:
            self.trace.steps.append(Step("auth", NOT_KNOWN, reason="half-login", fields=("password",)))
        elif offers.mechanisms:
            error = self.plan.auth_rules.get("half_error", "")
            self._client_refuses("auth", ("password", "username"), "half-login", error)

    def _mechanism(self, offers: Answer) -> str:
        """The mechanism that the client takes, empty where that is not known; ends the dialogue where there is none."""
        wanted = client_mechanisms(self.plan)
        offered = offers.perhaps if offers.mechanisms is None else offers.mechanisms
        if offered is None:
            return wanted[0] if len(wanted) == 1 else ""
        if not wanted:
            return ""
        by_server = self.plan.auth_rules.get("order") == "server"
        first, second = (offered, wanted) if by_server else (wanted, offered)
        chosen = next((one for one in first if one in second), "")
        ties = self.plan.auth_rules.get("ties", ())  # among these the server's order decides
        if chosen in ties:
            chosen = next(one for one in offered if one in ties and one in wanted)
        if not chosen and offers.mechanisms is not None:
            if self.plan.auth_rules.get("no_common") == "skip":
                return ""
            error = self.plan.auth_rules.get("no_common_error", "")
            self._client_refuses("auth", ("auth_mechanism", "username"), "no-common-mechanism", error)
        return chosen

    # -- the envelope ----------------------------------------------------------------------------------------------

    def _mail(self) -> Steps:
        plan = self.plan
        if self.trace.encrypted is False:
            self.trace.mail_in_clear = True
        self._stop("mail", "mail")
        without = any(step.reason in ("auth-skipped", "login-ignored") for step in self.trace.steps)
        value = (plan.sender, plan.username, plan.auth is True and not without)
        yield from self._step("mail", ("from_address", "username"), value)
        if plan.recipient:
            yield from self._step("rcpt", (), plan.recipient)


def client_mechanisms(plan: Plan) -> tuple[str, ...]:
    """The mechanisms that the client may use, in its own order: one alone where the settings name it."""
    known = tuple(name.upper() for name in plan.auth_rules.get("mechanisms", ()))
    wish = plan.mechanism.upper().replace("_", "-") if isinstance(plan.mechanism, str) else ""
    return (wish,) if wish and wish in known else known


def words(action: Action) -> str:
    """What the client says on the wire, secrets masked; a name in angle brackets stands for what is not known."""
    if action.kind in ("ehlo", "helo"):
        name, kind = action.value
        return f"{action.kind.upper()} {name if isinstance(name, str) else MACHINE_NAMES.get(kind, '<its own name>')}"
    if action.kind == "auth":
        return f"AUTH {action.value[2] or '<mechanism>'} {MASK}"
    if action.kind == "mail":
        sender = action.value[0]
        return f"MAIL FROM:<{sender if isinstance(sender, str) else 'sender'}>"
    if action.kind == "rcpt":
        return f"RCPT TO:<{action.value}>"
    return {"starttls": "STARTTLS", "quit": "QUIT"}.get(action.kind, "")


MACHINE_NAMES = {
    "fqdn": "<this machine's full name>",
    "fqdn-or-address": "<this machine's full name or address>",
    "hostname": "<this machine's name>",
    "hostname-alone": "<this machine's name without its domain>",
    "hostname-or-address": "<this machine's name or [127.0.0.1]>",
    "hostname-or-localhost": "<this machine's name or localhost>",
}


def later(plan: Plan, server: Any, trace: Trace) -> Step | None:
    """What the server refuses next, once the step that broke is mended: the login, else the sender, else None."""
    broken = trace.broken
    if broken is None or broken.action in ("auth", "mail"):
        return None
    logged_in = plan.auth is True
    if logged_in:
        answer = server.answer(Action("auth", (plan.username, plan.password, ""), tls=True))
        if answer.status == REFUSED and plan.auth_rules.get("refused") != "ignored":
            return _refused("auth", ("username", "password"), answer)
        logged_in = answer.status != REFUSED
    answer = server.answer(Action("mail", (plan.sender, plan.username, logged_in), tls=True))
    return _refused("mail", ("from_address", "username"), answer) if answer.status == REFUSED else None


def _refused(kind: str, fields: tuple[str, ...], answer: Answer) -> Step:
    return Step(kind, REFUSED, reason=answer.reason, reply=answer.reply, source=answer.source, fields=fields)


def converse(plan: Plan, server: Any, *, mail: bool = True) -> Trace:
    """Runs a plan against a server (anything with ``answer(action) -> Answer``) to the end."""
    dialogue = Dialogue(plan, mail=mail).run()
    try:
        action = next(dialogue)
        while True:
            action = dialogue.send(server.answer(action))
    except StopIteration as stop:
        trace: Trace = stop.value
        return trace
