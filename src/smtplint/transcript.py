"""Writes a conversation down as plain data: what each side says, and which setting, habit or fact makes it say so."""

from __future__ import annotations

from .conditions import UNKNOWN
from .dialogue import plan as plans
from .dialogue.machine import MASK, client_mechanisms
from .dialogue.reasons import WHY
from .dialogue.trace import REFUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .dialogue.trace import Step
    from .findings import Finding
    from .rules.facts import Facts
    from .settings.values import Field

# What is worth saying at a step that does not end the conversation.
REMARKS = {
    "mode-not-known": "whether the client uses TLS here is not known from these settings",
    "credentials-not-known": "whether the client logs in is not known from these settings",
    "auth-skipped": "no login that the client knows is offered: it sends without one, and without a word",
    "login-ignored": "the server refuses the login; the client sends without one, and without a word",
    "ehlo-by-luck": "the name is the machine's own; if that is localhost, the server refuses it",
    "sender-differs": "the sender is not the account; the server refuses it unless it is one of its aliases",
    "helo-fallback": "the server does not know EHLO; the client falls back to HELO",
    "starttls-declined": "the server declines; the client goes on in clear text",
    "certificate-unchecked": "the certificate would not pass, and the client does not look",
}
_MODES = {
    plans.IMPLICIT: "TLS from the first byte",
    plans.STARTTLS: "STARTTLS or nothing",
    plans.OPPORTUNISTIC: "STARTTLS if it is offered, else clear text",
    plans.CLEARTEXT: "clear text",
    plans.ERROR: "the client refuses the settings",
    plans.NONE: "no mail is sent over SMTP",
}


def script(guard: str, facts: Facts, findings: list[Finding], *, several: bool = False) -> dict[str, Any]:
    """One conversation as JSON data (see the schema of ``trace``). ``several`` names the generation of the client."""
    plan, settings, trace = facts.plan, facts.settings, facts.trace
    place = _account_place(facts)
    provider = facts.server.listed
    broken = trace.broken
    return {
        **place,
        "client": None if settings.client["generic"] else settings.client["id"],
        "client_name": settings.client["name"],
        "provider": provider["id"] if provider else None,
        "provider_name": provider["name"] if provider else None,
        "host": _plain(plan.host),
        "port": _plain(plan.port),
        "tls": _plain(plan.tls),
        "mode": _MODES[plan.tls] if isinstance(plan.tls, str) else "TLS mode not known",
        "when": guard or None,
        "versions": _generation(facts) if several else None,
        "outcome": trace.outcome,
        "steps": [_step(step, facts) for step in trace.steps],
        "breaks": _break(broken, facts) if broken else None,
        "rules": [{"rule": one.code, "name": one.name, "consequence": one.consequence} for one in _ordered(findings)],
    }


def _plain(value: Any) -> Any:
    return None if value is UNKNOWN else value


def _account_place(facts: Facts) -> dict[str, Any]:
    from .rules.engine import account_place

    place = account_place(facts)
    line, column = place.source.lines.position(place.span.start)
    return {"file": place.source.path, "line": line, "column": column}


def _generation(facts: Facts) -> str | None:
    wanted = facts.settings.generation
    for one in facts.settings.client["generations"]:
        if one["id"] == wanted:
            return " to ".join(part for part in (one["from"] or "the first", one["until"] or "the last") if part)
    return None


def _ordered(findings: list[Finding]) -> list[Finding]:
    from .findings import CONSEQUENCES

    return sorted(findings, key=lambda one: (CONSEQUENCES.index(one.consequence), one.code))


# -- one step ----------------------------------------------------------------------------------------------------------


def _step(step: Step, facts: Facts) -> dict[str, Any]:
    client, server = _says(step, facts)
    return {
        "action": step.action,
        "status": step.status,
        "tls": step.tls,
        "client": client,
        "server": server,
        "reason": step.reason or None,
        "remark": REMARKS.get(step.reason),
        "seconds": step.seconds,
        "because": _because(step, facts),
        "source": step.source or None,
    }


def _says(step: Step, facts: Facts) -> tuple[list[str], list[str]]:
    """What each side says at a step; words in parentheses are deeds."""
    plan = facts.plan
    if step.action == "connect":
        host = plan.host if isinstance(plan.host, str) else "<a host that is not known>"
        port = plan.port if isinstance(plan.port, int) else "<not known>"
        return [f"(connects to {host}, port {port})"], ["(refuses)"] if step.status == REFUSED else []
    if step.reason in ("tls-name", "no-tls-name"):
        return ["(stops)"], []
    if step.action == "tls":
        return _handshake(step, facts)
    if step.action == "greeting" and step.reason == "plain-to-tls":
        return ["(waits for a greeting)"], ["(waits for TLS)"]
    if step.action == "settings":
        return ["(stops before it connects)"], []
    stops = ("no-starttls", "client-refuses-clear-auth", "auth-not-offered", "no-common-mechanism")
    if step.reason in stops and not step.sent:
        return ["(stops)"], []
    if step.action == "mail" and step.status == REFUSED and not step.sent:
        return ["(stops)"], []
    if step.reason in ("auth-skipped", "credentials-not-known"):
        return [], []
    sent = [step.sent] if step.sent else []
    if step.received:
        return sent, list(step.received)
    refused = step.status == REFUSED or step.reason == "login-ignored"
    return sent, [step.reply] if refused and step.reply else ["?"]


def _handshake(step: Step, facts: Facts) -> tuple[list[str], list[str]]:
    if step.reason == "mode-not-known":
        return [], []
    if step.status == REFUSED:
        return ["(begins TLS)"], [step.reply or "(does not speak TLS here)"]
    check = {True: "and checks the certificate", False: "and checks no certificate"}
    how = check.get(facts.plan.verify) if isinstance(facts.plan.verify, bool) else None
    return [" ".join(["(begins TLS", how or ""]).rstrip() + ")"], []


def _because(step: Step, facts: Facts) -> list[dict[str, Any]]:
    """The settings, defaults and ways of the client that lead to a step."""
    found: list[dict[str, Any]] = []
    if step.action == "greeting" and step.status != REFUSED:
        return found
    for name in step.fields:
        field = facts.settings.fields.get(name)
        if field is not None and (field.written or name in ("port", "ehlo_name", "verify", "from_address")):
            found += _origin(field, facts)
    if step.action == "ehlo" and not found and facts.plan.ehlo_kind and facts.plan.ehlo is UNKNOWN:
        found.append(_behaviour(facts, "takes the machine's own name"))
    if step.action == "auth" and step.sent and len(client_mechanisms(facts.plan)) > 1:
        order = " in the order of the server" if facts.plan.auth_rules.get("order") == "server" else " in this order"
        found.append(_behaviour(facts, f"can do {', '.join(client_mechanisms(facts.plan))},{order}"))
    first = "tls" if facts.plan.tls == plans.IMPLICIT else "starttls"
    if step.action in (first, "settings") and facts.plan.note:
        found.append({"kind": "client", "text": f"{facts.settings.client['name']}: {facts.plan.note}"})
    return found


def _behaviour(facts: Facts, text: str) -> dict[str, Any]:
    return {"kind": "client", "text": f"{facts.settings.client['name']} {text}"}


def _origin(field: Field, facts: Facts) -> list[dict[str, Any]]:
    value = field.value.v
    if not field.written:
        if field.name == "verify" and isinstance(value, bool):
            return [_behaviour(facts, "checks certificates" if value else "checks no certificate, unless told to")]
        if value is None or value is UNKNOWN:
            return []
        return [{"kind": "default", "text": f"{field.name.replace('_', ' ')} {_shown(field)} by default"}]
    source, span = field.source, field.span
    if source is None or span is None:
        return []
    line, column = source.lines.position(span.start)
    place = {"kind": "setting", "key": field.key, "file": source.path, "line": line, "column": column}
    text = f"{field.key} = {_shown(field)}"
    if field.variable and field.via:
        where = field.via[0]
        text += f", read at {where.source.path}:{where.source.lines.position(where.span.start)[0]}"
    return [{**place, "text": text}]


def _shown(field: Field) -> str:
    if field.secret:
        return MASK
    value = field.value.v
    if value is UNKNOWN:
        return f"(not known{': ' + field.value.why if field.value.why else ''})"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "(not set)" if value is None else str(value)


def _break(step: Step, facts: Facts) -> dict[str, Any]:
    error = facts.settings.client["errors"].get(step.reason) or step.reply
    return {
        "step": step.action,
        "reason": step.reason,
        "why": WHY.get(step.reason, facts.plan.note or "the conversation ends here"),
        "error": error or None,
    }
