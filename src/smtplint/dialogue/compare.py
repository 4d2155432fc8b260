"""Compares what was predicted of an account with what its server did when asked: the operands of the live rules."""

from __future__ import annotations

from .machine import converse
from .reasons import WHY
from .record import RecordedServer
from .trace import FAILS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .known import KnownServer
    from .plan import Plan
    from .record import Recordings
    from .trace import Trace


class Live:
    """What a server did.

    ``step``, ``reason``, ``why`` and ``detail`` say where these settings break, None where nowhere; ``same`` is whether
    the prediction ended for the same reason; ``problems`` are the names of what is wrong with the server itself;
    ``certificate`` is what a client that checks has against it; ``knowledge`` where it differs from what is known of
    its provider; ``works`` the settings that it would take.
    """

    __slots__ = (
        "certificate", "days", "detail", "knowledge", "outcome", "problems", "reached", "reason", "same", "server",
        "source", "step", "trace", "why", "works",
    )  # fmt: skip

    def __init__(self, found: dict[str, Any], trace: Trace, predicted: Trace) -> None:
        broken, expected = trace.broken, predicted.broken
        failed = found["failed"] or {}
        certificate = found["certificate"]
        self.trace = trace
        self.server = f"{found['host']}:{found['port']}"
        self.source = f"{self.server} at {found['at']}"
        self.reached: bool = found["reached"]
        self.outcome = trace.outcome
        self.step = broken.action if broken else None
        self.reason = broken.reason if broken else None
        self.why = WHY.get(broken.reason, broken.reason) if broken else None
        detail = broken.reply if broken else ""
        refused = None if broken else _refused_login(found, trace)
        if refused is not None:
            self.outcome, self.step, self.reason, self.why = FAILS, "auth", "login-refused", WHY["login-refused"]
            detail = refused
        self.detail = f" ({detail})" if detail else ""
        self.same = bool(broken and expected and (broken.reason == expected.reason or expected.action == "settings"))
        self.problems = tuple(one["name"] for one in found["problems"])
        words = [one["message"] for one in found["problems"] if one["name"].startswith("certificate-")]
        self.certificate = "; ".join(words) or None
        self.days = certificate["days_left"] if certificate else None
        self.knowledge = "; ".join(found["knowledge"]) or None
        self.works = _works(found) if failed or broken else None


def _refused_login(found: dict[str, Any], trace: Trace) -> str | None:
    """The server's words where it refused the login of this account; None where none was tried."""
    login = found.get("login")
    step = next((step for step in trace.steps if step.action == "auth" and step.sent), None)
    if not login or login["reason"] != "login-refused" or step is None:
        return None
    return str(login["reply"])


def _works(found: dict[str, Any]) -> str | None:
    works = found["works"]
    if not works:
        return None
    return {"implicit": "implicit TLS", "starttls": "STARTTLS", "none": "clear text"}[works["tls"]]


def compare(plan: Plan, known: KnownServer, predicted: Trace, observations: Recordings) -> Live | None:
    """What came of an account's server, None where it was not observed or the program does not connect at all."""
    found = observations.of(plan.host, plan.port)
    if found is None or not predicted.steps or (found["failed"] and found["failed"]["reason"] == "private-target"):
        return None
    return Live(found, converse(plan, RecordedServer(found, known)), predicted)
