"""Observes a server: runs the dialogue against it live, as often as it takes to see what it offers.

What comes out is plain data, an observation: what ``probe`` prints, ``--record`` writes and ``--server`` reads.
"""

from __future__ import annotations

import time

from . import plan as plans
from .live import Limits, LiveServer, Stopped, Trust, own_name
from .login import MECHANISMS
from .machine import converse
from .reasons import WHY
from .replies import Capabilities, Reply
from .trace import OK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .plan import Plan
    from .trace import Step, Trace

    Progress = Callable[[str, int, str], None]

AUTO, IMPLICIT, STARTTLS, NONE = "auto", "implicit", "starttls", "none"
TLS_WISHES = (AUTO, IMPLICIT, STARTTLS, NONE)
# Seconds without a greeting after which TLS is tried beside. Some servers greet late on the well-known ports, on
# purpose, and hold it against a client that speaks first; elsewhere silence means TLS.
_PATIENCE = {25: 8.0, 587: 8.0, 2525: 8.0}
_LITTLE_PATIENCE = 1.0
_LINE = 400  # characters of a server's line that are kept


class Target:
    """What to observe, and how far to go: a login and an envelope only where they are asked for."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.tls = AUTO
        self.name = ""  # for EHLO; empty: this machine's own
        self.username = ""
        self.password = ""
        self.login = False
        self.sender = ""
        self.recipient = ""

    @property
    def key(self) -> tuple[str, int]:
        """What makes two targets the same server."""
        return self.host.lower().rstrip("."), self.port


class Manner:
    """How to go about it: seconds for each step and in total, whom to trust, what to leave alone."""

    def __init__(self) -> None:
        self.step = 15.0
        self.total = 60.0
        self.trust = Trust()
        self.guard = False  # refuse private, loopback and link-local addresses
        self.force_auth = False
        self.injection = False  # the second connection that pipelines a command behind STARTTLS
        self.progress: Progress | None = None


class _Session:
    """One connection: the server's facts and the trace of the conversation."""

    def __init__(self, server: LiveServer, trace: Trace, mode: str) -> None:
        self.server = server
        self.trace = trace
        self.mode = mode

    @property
    def broken(self) -> Step | None:
        return self.trace.broken

    def broke(self, action: str, *reasons: str) -> bool:
        step = self.trace.broken
        return step is not None and step.action == action and (not reasons or step.reason in reasons)


class Observer:
    """Observes one target within its limits."""

    def __init__(self, target: Target, manner: Manner) -> None:
        self.target = target
        self.manner = manner
        self.limits = Limits(manner.step, manner.total)
        self.refused: list[dict[str, str]] = []  # EHLO names that were refused, with the reply
        self.verify: tuple[int, str] | None = None  # what the check of the certificate said, where it failed

    def run(self) -> dict[str, Any]:
        """The observation; never raises, never outlasts the total time by more than a moment."""
        begin = time.monotonic()
        session = self._settled()
        session = self._past_certificate(session)
        session = self._past_name(session)
        found = self._facts(session)
        if self.manner.injection and found["before"] and found["before"]["starttls"] and found["after"]:
            found["injection"]["command"] = self._pipelined()
        found["seconds"] = round(time.monotonic() - begin, 4)
        from .verdicts import problems, settings

        found["problems"] = problems(found)
        found["works"] = settings(found)
        return found

    # -- sessions --------------------------------------------------------------------------------------------------

    def _session(
        self, mode: str, *, check: bool = True, name: str | None = None, patience: float | None = None
    ) -> _Session:
        server = LiveServer(
            self.limits, self.manner.trust, check=check, guard=self.manner.guard, force_auth=self.manner.force_auth
        )
        server.patience = patience
        if self.manner.progress is not None:
            progress, target = self.manner.progress, self.target
            server.watch = lambda step: progress(target.host, target.port, step)
        return self._converse(server, mode, self.target.name or own_name() if name is None else name)

    def _converse(self, server: LiveServer, mode: str, name: str) -> _Session:
        target = self.target
        trace = converse(self._plan(mode, name), server, mail=bool(target.sender or target.recipient))
        if trace.broken is not None and trace.broken.reason != "silent":
            server.close()
        return _Session(server, trace, mode)

    def _plan(self, mode: str, name: str) -> Plan:
        target, plan = self.target, plans.Plan()
        plan.tls = {IMPLICIT: plans.IMPLICIT, STARTTLS: plans.OPPORTUNISTIC, NONE: plans.CLEARTEXT}[mode]
        plan.host, plan.port, plan.ehlo, plan.verify = target.host, target.port, name, True
        plan.auth = target.login
        plan.auth_rules = {"mechanisms": MECHANISMS}
        plan.username, plan.password = target.username, target.password
        plan.sender, plan.recipient = target.sender, target.recipient
        return plan

    def _settled(self) -> _Session:
        """A session in the mode that the server speaks on this port, as far as one can be had."""
        wish = self.target.tls
        if wish != AUTO:
            return self._session(wish)
        if self.target.port % 1000 == 465:
            return self._either(IMPLICIT, STARTTLS, ("tls-to-plain", "tls-closed", "tls-silent", "tls-failed"))
        return self._plain_first()

    def _either(self, first: str, second: str, reasons: tuple[str, ...]) -> _Session:
        session = self._session(first)
        if not session.broke("tls", *reasons):
            return session
        other = self._session(second)
        return session if other.broke("greeting") or other.broke("connect") else other

    def _plain_first(self) -> _Session:
        patience = min(_PATIENCE.get(self.target.port, _LITTLE_PATIENCE), self.manner.step)
        session = self._session(STARTTLS, patience=patience)
        if not session.broke("greeting", "silent", "plain-to-tls", "closed"):
            return session
        other = self._session(IMPLICIT)
        if not other.broke("connect") and not other.broke("tls", "tls-to-plain", "tls-silent", "tls-closed"):
            session.server.close()
            return other
        if session.broke("greeting", "silent") and self.manner.step > patience:
            session.server.patience = self.manner.step - patience
            session = self._converse(session.server, STARTTLS, self.target.name or own_name())
        session.server.close()
        return session

    def _past_certificate(self, session: _Session) -> _Session:
        """A second session that takes any certificate, where the first one ended there: its facts are wanted still."""
        if not session.broke("tls", "certificate-refused", "tls-old"):
            return session
        server = session.server
        self.verify = (server.verify_code, server.verify_error or (session.broken.reply if session.broken else ""))
        again = self._session(session.mode, check=False)
        return session if again.broke("connect") else again

    def _past_name(self, session: _Session) -> _Session:
        """A second session under another name, where the first one ended at EHLO: is it the name?"""
        if not session.broke("ehlo") or session.server.name.startswith("["):
            return session
        broken = session.broken
        self.refused.append({"name": session.server.name, "reply": broken.reply if broken else ""})
        again = self._session(session.mode, check=session.server.check, name="")
        return session if again.broke("ehlo") or again.broke("connect") or again.broke("greeting") else again

    def _pipelined(self) -> str:
        """Whether a command that came in clear text behind STARTTLS is answered after the handshake (CVE-2011-0411)."""
        server = LiveServer(self.limits, self.manner.trust, check=False, guard=self.manner.guard)
        try:
            return _pipelined(server, self._plan(STARTTLS, self.target.name or own_name()))
        finally:
            server.close()

    # -- facts -----------------------------------------------------------------------------------------------------

    def _facts(self, session: _Session) -> dict[str, Any]:
        server, trace, broken = session.server, session.trace, session.broken
        before, after = _capabilities(server.before), _capabilities(server.after)
        connected = any(step.action == "connect" and step.status == OK for step in trace.steps)
        return {
            "host": self.target.host,
            "port": self.target.port,
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "addresses": [_rounded(one) for one in server.attempts],
            "reached": connected,
            "mode": self._mode(session),
            "greeting": [line[:_LINE] for line in server.greeting.wire] if server.greeting else [],
            "ehlo": {"name": server.name or None, "refused": self.refused, "helo_only": _helo_only(trace)},
            "before": before,
            "after": after,
            "differences": _differences(before, after),
            "tls": _rounded(server.tls) if server.tls else None,
            "certificate": self._certificate(server),
            "injection": {"reply": _injected(trace), "command": "not checked"},
            "stripped": server.hidden_starttls or _masked(server.greeting, server.before),
            "login": _outcome(trace, "auth", mechanism=trace.mechanism) if self.target.login else None,
            "mail": _outcome(trace, "mail"),
            "rcpt": _outcome(trace, "rcpt"),
            "steps": [_step(step) for step in trace.steps],
            "failed": _failed(broken) if broken else None,
        }

    def _mode(self, session: _Session) -> str | None:
        server = session.server
        if server.greeting is None:
            return None
        if session.mode == IMPLICIT:
            return "implicit"
        offered = server.before is not None and Capabilities.of(server.before).starttls
        return "starttls" if offered else "plain"

    def _certificate(self, server: LiveServer) -> dict[str, Any] | None:
        leaf = server.certificate
        if leaf is None:
            return None
        now = time.time()
        return {
            "common_name": leaf.common_name[:_LINE],
            "names": [name[:_LINE] for name in leaf.names + leaf.addresses],
            "issuer": leaf.issuer[:_LINE],
            "not_before": _day(leaf.not_before),
            "not_after": _day(leaf.not_after),
            "days_left": None if leaf.not_after is None else int((leaf.not_after - now) // 86400),
            "begun": leaf.not_before is None or leaf.not_before <= now,
            "self_signed": leaf.self_signed,
            "matches": leaf.matches(self.target.host),
            "trusted": self.verify is None and server.check,
            "verify_error": self.verify[1] if self.verify else None,
            "sent": len(server.chain) or None,
            "chain": _chain(server),
        }


def _pipelined(server: LiveServer, plan: Plan) -> str:
    from .machine import Action

    for action in (Action("connect", (plan.host, plan.port)), Action("greeting"), Action("ehlo", (plan.ehlo, ""))):
        if server.answer(action).status != OK:
            return "not checked"
    try:
        server.send(b"STARTTLS\r\nHELP\r\n")
        if server.read().code != 220:
            return "refused"
        if server.pending:
            return "answered in clear"
        if server.answer(Action("tls", ("starttls", False))).status != OK:
            return "refused"
        server.send(f"EHLO {server.name}\r\n".encode())
        return "safe" if server.read().code == 250 else "executed"
    except Stopped:
        return "refused"


def _capabilities(reply: Reply | None) -> dict[str, Any] | None:
    if reply is None:
        return None
    found = Capabilities.of(reply)
    return {
        "lines": [line[:_LINE] for line in reply.lines],
        "starttls": found.starttls,
        "mechanisms": list(found.mechanisms),
        "size": found.size,
        "extensions": sorted(found.words),
    }


def _differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, list[str]] | None:
    if before is None or after is None:
        return None
    one, two = (dict.fromkeys(_items(side)) for side in (before, after))
    return {"gone": [word for word in one if word not in two], "new": [word for word in two if word not in one]}


def _items(side: dict[str, Any]) -> list[str]:
    return [word for word in side["extensions"] if word != "AUTH"] + [f"AUTH {one}" for one in side["mechanisms"]]


def _helo_only(trace: Trace) -> bool:
    return any(step.action == "helo" and step.status == OK for step in trace.steps)


def _injected(trace: Trace) -> str:
    if trace.broken is not None and trace.broken.reason == "starttls-injection":
        return "data after 220"
    return "clean" if any(step.action == "starttls" and step.status == OK for step in trace.steps) else "not checked"


def _masked(greeting: Reply | None, before: Reply | None) -> bool:
    """Whether a firewall has written over the words: a greeting of asterisks, extensions of capital X (Cisco ASA)."""
    if greeting is not None and greeting.lines[0].count("*") > 10:
        return True
    words = Capabilities.of(before).words if before is not None else {}
    return any(len(word) >= 6 and set(word.rstrip("ABC")) == {"X"} for word in words)


def _outcome(trace: Trace, action: str, **more: Any) -> dict[str, Any] | None:
    step = next((step for step in trace.steps if step.action == action), None)
    if step is None:
        return None
    return {"accepted": step.status == OK, "reply": step.reply[:_LINE], "reason": step.reason or None, **more}


def _step(step: Step) -> dict[str, Any]:
    return {
        "action": step.action,
        "status": step.status,
        "tls": step.tls,
        "sent": step.sent or None,
        "received": [line[:_LINE] for line in step.received],
        "reason": step.reason or None,
        "seconds": None if step.seconds is None else round(step.seconds, 4),
    }


def _failed(step: Step) -> dict[str, str]:
    return {"step": step.action, "reason": step.reason, "why": WHY.get(step.reason, ""), "detail": step.reply[:_LINE]}


def _rounded(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in facts.items()}


def _day(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    except (OverflowError, OSError, ValueError):
        return None


def _chain(server: LiveServer) -> str:
    """``complete`` where the check passed; else what seems to be missing, from the certificates that were sent."""
    sent, code = server.chain, server.verify_code
    if server.check and not code:
        return "complete"
    if not sent:
        return "not known"
    if len(sent) == 1 and sent[0].self_signed:
        return "self-signed"
    if len(sent) == 1 and sent[0].ca_issuers:
        return "leaf only"  # public authorities name the place of the certificate that should have been sent too
    return "ends in a root of its own" if sent[-1].self_signed else "without its root"


def observe_all(targets: list[Target], manner: Manner) -> list[dict[str, Any]]:
    """Observes many targets at once, in the order given; as many threads as targets, up to 32."""
    if len(targets) == 1:
        return [Observer(targets[0], manner).run()]
    import threading

    found: list[dict[str, Any] | None] = [None] * len(targets)
    waiting = list(range(len(targets)))[::-1]
    manner.trust.context(True)  # made once, before threads ask for it

    def work() -> None:
        while True:
            try:
                at = waiting.pop()
            except IndexError:
                return
            found[at] = Observer(targets[at], manner).run()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(32, len(targets)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(0.5)
    return [one for one in found if one is not None]
