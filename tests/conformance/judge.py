"""Compares what smtplint says of a cell with what happened: every difference is a bug of knowledge or of a rule."""

from __future__ import annotations

import re
from typing import Any

from smtplint import hosts
from smtplint.conditions import UNKNOWN
from smtplint.dialogue import plan as plans
from smtplint.dialogue.machine import MACHINE_NAMES

from .machines import ehlo_name
from .predict import Server, Verdict, conversation
from .servers.behaviour import COMMON_PORTS, Behaviour
from .servers.catalogue import behaviours
from .servers.farm import HOLD, under_attack

WITHOUT_WORDS = ("connect",)  # a closed port, a firewall: the system's words, not the client's


class Reality:
    """What happened in one run, put in the words of the prediction."""

    def __init__(self, run: dict[str, Any]) -> None:
        self.records: list[dict[str, Any]] = run["records"]
        self.error: str = run["error"]
        self.seconds: float = run["seconds"]
        self.delivered = [tls for record in self.records for tls in record["delivered"]]
        self.logins = [auth for record in self.records for auth in record["auth"] if auth["sent"]]

    @property
    def sent(self) -> bool:
        """Whether a server took the message."""
        return bool(self.delivered)

    @property
    def hung(self) -> bool:
        """Whether the client waited as long as the server held the connection, or longer."""
        held = any(record.get("held", True) for record in self.records)  # else it was only slow, on a busy machine
        return held and self.seconds > HOLD - 0.3 and not self.sent

    @property
    def credentials_in_clear(self) -> bool:
        """Whether a login crossed without TLS."""
        return any(not login["tls"] for login in self.logins)

    @property
    def ehlo(self) -> str:
        """The first name that the client gave."""
        return next((name for record in self.records for name in record["ehlo"]), "")

    @property
    def mechanism(self) -> str:
        """The first login mechanism that was tried."""
        return next((login["mechanism"] for login in self.logins), "")

    @property
    def starttls_after_login(self) -> bool:
        """Whether a login crossed in clear text on a connection that was secured later."""
        return any(record["starttls"] and any(not login["tls"] for login in record["auth"]) for record in self.records)

    @property
    def tls_mode(self) -> str:
        """implicit, starttls or cleartext, by the first connection that got a word through; empty where none did."""
        for record in self.records:
            if record["mode"] == "implicit":
                return "implicit" if record["ehlo"] or "certificate" in record["tls_error"] else ""
            if record["starttls"]:
                return "starttls"
            if record["ehlo"]:
                return "cleartext"
        return ""


def differences(cell: dict[str, Any], verdict: Verdict, runs: dict[str, dict[str, Any]]) -> list[str]:
    """Every difference between the verdict on a cell and its runs, in words; empty where all agrees."""
    plan = verdict.facts.plan
    behaviour = behaviours().get(plan.host.lower()) if isinstance(plan.host, str) else None
    found: list[str] = []
    for attack, run in runs.items():
        real = Reality(run)
        shown = under_attack(behaviour, attack) if behaviour else None
        name = f"under {attack}: " if attack else ""
        found += [name + one for one in _conversation(cell, verdict, shown, real)]
    honest = Reality(runs[""])
    found += _outcome(cell, verdict, behaviour, honest)
    found += _leaks(verdict, {attack: Reality(run) for attack, run in runs.items()})
    found += _hangs(verdict)
    return found


# -- the plan, step by step, against each server
# -------------------------------------------------------------------------


def _conversation(cell: dict[str, Any], verdict: Verdict, behaviour: Behaviour | None, real: Reality) -> list[str]:
    plan = verdict.facts.plan
    if plan.tls is UNKNOWN or (plan.verify is UNKNOWN and plan.tls != plans.ERROR):
        return [f"the plan is not known: tls {plan.tls} of {plan.options}, verify {plan.verify}"]
    if plan.tls == plans.NONE:
        smtp = any(record["mode"] not in ("lmtp", "qmqp") for record in real.records)
        found = ["planned to send nothing by SMTP, but it did"] if smtp else []
        return found + (
            [f"planned to send nothing by SMTP; the program failed: {real.error[:300]!r}"] if real.error else []
        )
    if any(one.name == "unknown-key" and one.consequence == "fails" for one in verdict.findings):
        return ["a key that is refused, but it connected"] if real.ehlo else []
    if verdict.facts.settings.value("own_login_first") is True:
        # What such a program does after its login is not planned: the password is gone by then.
        return [] if real.credentials_in_clear or not real.mechanism else ["planned login in clear text"]
    server = _server(cell, verdict, behaviour)
    trace = conversation(plan, server)
    found = []
    if (trace.outcome == "sends") != real.sent or trace.outcome == "unknown":
        where = f" at {trace.broken.action} ({trace.broken.reason})" if trace.broken else ""
        found.append(
            f"planned: {trace.outcome}{where}; real: {'sent' if real.sent else 'not sent'} {real.error[:300]!r}"
        )
        return found
    if trace.broken is not None:
        found += _error(verdict, trace.broken, real)
    found += _wire(plan, trace, cell, real)
    found += _wait(verdict, trace, real)
    return found


def _server(cell: dict[str, Any], verdict: Verdict, behaviour: Behaviour | None) -> Server:
    names = verdict.facts.settings.value("own_checks_name") is not False
    return Server(behaviour, verdict.facts.plan.port, cell["machine"], cell["hidden"], names=names)


def _wire(plan: Any, trace: Any, cell: dict[str, Any], real: Reality) -> list[str]:
    found = []
    expected = ehlo_name((plan.ehlo, plan.ehlo_kind), cell["machine"])
    if real.ehlo and expected != real.ehlo and (expected or plan.ehlo_kind):
        found.append(f"planned EHLO {expected!r} ({plan.ehlo_kind}); real {real.ehlo!r}")
    steps = [step.action for step in trace.steps if step.status == "ok"]
    mode = (
        "implicit" if plans.IMPLICIT in (plan.tls, plan.after) else "starttls" if "starttls" in steps else "cleartext"
    )
    if real.tls_mode and real.tls_mode != mode:
        found.append(f"planned TLS mode {mode}; real {real.tls_mode}")
    if real.mechanism != trace.mechanism and (real.mechanism or "auth" in steps):
        found.append(f"planned mechanism {trace.mechanism or 'none'}; real {real.mechanism or 'none'}")
    if trace.auth_in_clear != real.credentials_in_clear:
        found.append(f"planned login in clear text: {trace.auth_in_clear}; real: {real.credentials_in_clear}")
    return found


def _wait(verdict: Verdict, trace: Any, real: Reality) -> list[str]:
    plan, spec = verdict.facts.plan, verdict.facts.settings.client["fields"].get("timeout", {})
    waits = trace.broken is not None and trace.broken.reason in ("silent", "plain-to-tls")
    spared = waits and trace.broken.action in spec.get("spares", ())
    hangs = waits and (spared or plan.timeout is None or (plan.timeout is not UNKNOWN and plan.timeout >= HOLD))
    if plan.timeout is UNKNOWN and waits:
        return ["the timeout is not known"]
    if hangs != real.hung:
        return [f"planned timeout {plan.timeout}: {'waits' if hangs else 'ends in time'}; real: {real.seconds:.1f} s"]
    return []


def _error(verdict: Verdict, broken: Any, real: Reality) -> list[str]:
    if broken.action in WITHOUT_WORDS:
        return []
    errors = verdict.facts.settings.client["errors"]
    predicted = next((errors[one] for one in _keys(broken, real) if one in errors), None) or broken.reply
    if not predicted:
        return [f"no error text is known for {broken.reason}; real: {real.error[:300]!r}"]
    if not agree(predicted, real.error):
        return [f"planned error at {broken.action} ({broken.reason}) {predicted!r}; real {real.error[:400]!r}"]
    return []


def _keys(broken: Any, real: Reality) -> list[str]:
    """The reasons under which a client's words may stand, the closest first: who gives up decides about the words."""
    if broken.reason == "silent" and broken.action == "tls":
        return ["tls-closed" if real.hung else "tls-silent"]
    if broken.reason in ("silent", "plain-to-tls"):
        return ["closed", "plain-to-tls"] if real.hung else ["plain-to-tls"]
    return [broken.reason, broken.reason.split("-")[0]]


def agree(predicted: str, real: str) -> bool:
    """Whether a predicted text is found in the real one; "..." and what stands in braces vary, as do marks and case."""
    reply = r" / (?=\d{3}[ -])" if re.match(r"\d{3}[ -]", predicted) else " / "
    alternatives = re.split(reply, predicted)
    alternatives += [re.sub(r"^\d{3}[ -](\d\.\d+\.\d+ )?", "", one) for one in alternatives]  # some leave the codes out
    return any(_contains(one, _plain(real)) for one in alternatives)


def _contains(predicted: str, real: str) -> bool:
    at = 0
    for piece in re.split(r"\.\.\.|…|\{[^}]*\}", predicted):
        words = _plain(piece)
        found = real.find(words, at)
        if found < 0:
            return False
        at = found + len(words)
    return True


def _plain(text: str) -> str:
    text = re.sub(r"\bb(?=['\"])", "", text.replace("\\n", " "))  # bytes as Python shows them
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


# -- the verdict
# --------------------------------------------------------------------------------------------------------


def _outcome(cell: dict[str, Any], verdict: Verdict, behaviour: Behaviour | None, real: Reality) -> list[str]:
    if verdict.facts.plan.tls == plans.NONE:
        return []
    names = sorted({one.name for one in verdict.findings if one.consequence == "fails"})
    if real.sent:
        found = [f"false alarm: {', '.join(names)} says it fails, but it was sent"] if names else []
        return found + (["the outcome says fails, but it was sent"] if verdict.outcome == "fails" else [])
    if verdict.outcome == "sends":
        return [f"the outcome says sends, but it was not sent: {real.error[:200]!r}"]
    if names:
        return []
    reason = _reason(cell, verdict, behaviour)
    if not _visible(verdict, reason):
        return []
    if reason == "ehlo-refused" and verdict.facts.plan.ehlo is UNKNOWN and verdict.has("risk"):
        return []  # the machine's name decides
    return [f"missed: no finding says that it fails ({reason}): {real.error[:200]!r}"]


def _visible(verdict: Verdict, reason: str) -> bool:
    """Whether the knowledge tells the reason; of a server that nobody described only a look at it would."""
    facts = verdict.facts
    if reason == "settings":
        return True
    if reason in ("tls-to-plain", "plain-to-tls"):
        usual = hosts.kind(facts.plan.host) == "public" and facts.plan.port in COMMON_PORTS
        return facts.server.mode is not None or (usual and not facts.server.listed)
    if reason == "half-login" and facts.server.provider is not None and facts.server.provider["mechanisms"] is None:
        return False  # whether a login is offered at all
    if reason == "sender-refused" and facts.plan.sender in (None, UNKNOWN):
        return False  # the program gives the sender
    if reason in ("client-refuses-clear-auth", "half-login") and verdict.outcome == "unknown":
        return False  # which mechanisms the server names decides, and not every provider tells that
    return facts.server.provider is not None


def _reason(cell: dict[str, Any], verdict: Verdict, behaviour: Behaviour | None) -> str:
    plan = verdict.facts.plan
    broken = conversation(plan, _server(cell, verdict, behaviour)).broken
    return "" if broken is None else "settings" if broken.action == "settings" else broken.reason


def _leaks(verdict: Verdict, runs: dict[str, Reality]) -> list[str]:
    """Leaks means: somebody on the way can have the credentials, or a message for which the client asked for TLS."""
    facts, honest = verdict.facts, runs[""]
    names = sorted({one.name for one in verdict.findings if one.consequence == "leaks"})
    clear = [attack for attack, real in runs.items() if real.credentials_in_clear]
    impostor = runs.get("impostor")
    taken = impostor is not None and any(
        record["ehlo"]
        and (record["delivered"] or record["auth"])
        and (record["mode"] == "implicit" or record["starttls"])
        for record in impostor.records
    )
    if names and not clear and not taken:
        return [f"false alarm: {', '.join(names)} says it leaks, but nobody got anything"] if len(runs) > 1 else []
    if names or not honest.sent or not isinstance(facts.plan.host, str):
        return []
    kind = hosts.kind(facts.plan.host)
    found = []
    if clear and (kind == "public" or (kind == "private" and "" in clear)):
        found.append(f"missed: no finding says that credentials cross in clear text ({', '.join(clear) or 'honest'})")
    if taken and kind == "public" and facts.lookup("settable.verify"):
        found.append("missed: no finding says that the certificate is not checked")
    return found


def _hangs(verdict: Verdict) -> list[str]:
    facts = verdict.facts
    if facts.plan.tls in (plans.NONE, plans.ERROR) or not isinstance(facts.plan.host, str):
        return []
    if hosts.kind(facts.plan.host) not in ("public", "private") or not facts.lookup("settable.timeout"):
        return []
    if verdict.has("hangs") != (facts.plan.timeout is None):
        return [f"timeout {facts.plan.timeout}, and hangs is {'' if verdict.has('hangs') else 'not '}reported"]
    return []


# -- the conversation as the command ``smtplint trace`` tells it
# --------------------------------------------------------------------------------------------------------


def told_otherwise(cell: dict[str, Any], traces: list[dict[str, Any]], run: dict[str, Any]) -> list[str]:
    """The differences between what ``trace`` printed and what happened; of several ways, one has to be the real one."""
    if not traces:
        return ["trace tells no conversation"]
    found = [_told(cell, one, Reality(run)) for one in traces]
    return [] if [] in found else [f"trace: {one}" for one in found[0]]


def _told(cell: dict[str, Any], told: dict[str, Any], real: Reality) -> list[str]:
    if told["tls"] == plans.NONE or (told["tls"] == plans.CLEARTEXT and real.starttls_after_login):
        return []
    if told["outcome"] != "unknown" and (told["outcome"] == "sends") != real.sent:
        return [f"tells that it {told['outcome']}; real: {'sent' if real.sent else 'not sent'} {real.error[:200]!r}"]
    steps: dict[str, dict[str, Any]] = {}
    for step in told["steps"]:
        steps.setdefault(step["action"], step)
    found = []
    name = _told_name(steps, cell["machine"])
    if name and real.ehlo and name != real.ehlo:
        found.append(f"tells EHLO {name!r}; real {real.ehlo!r}")
    modes = _told_modes(told, steps, sent=real.sent)
    if real.tls_mode and real.tls_mode not in modes:
        found.append(f"tells TLS mode {' or '.join(sorted(modes)) or 'none'}; real {real.tls_mode}")
    mechanisms = _told_mechanisms(told, steps)
    if real.ehlo and mechanisms is not None and real.mechanism not in mechanisms:
        found.append(f"tells mechanism {' or '.join(sorted(mechanisms))!r}; real {real.mechanism or 'none'}")
    return found


def _words(steps: dict[str, dict[str, Any]], action: str) -> list[str]:
    said = steps.get(action, {}).get("client", [])
    return said[0].split(" ", 1) if said else []


def _told_name(steps: dict[str, dict[str, Any]], machine: str) -> str:
    """The EHLO name as told, with what stands for the machine's own name read on the machine of the cell."""
    name = "".join(_words(steps, "ehlo")[1:])
    kind = next((kind for kind, words in MACHINE_NAMES.items() if words == name), "")
    return ehlo_name((None, kind), machine) if name.startswith("<") else name


def _told_modes(told: dict[str, Any], steps: dict[str, dict[str, Any]], *, sent: bool) -> set[str]:
    """The modes on the wire that what is told allows.

    Only an opportunistic client leaves a choice, to a server of which nobody knows whether it offers STARTTLS; one that
    insists on STARTTLS speaks in clear text until then, and is not served where it is not offered.
    """
    if told["tls"] is None:
        return {"implicit", "starttls", "cleartext"}
    if told["tls"] == plans.ERROR:
        return {"implicit"} if "tls" in steps else {"cleartext", "starttls"}
    if told["tls"] == plans.IMPLICIT:
        return {"implicit"}
    if told["tls"] == plans.CLEARTEXT:
        return {"cleartext"}
    early = told["breaks"] is not None and "starttls" not in steps
    if early or (told["breaks"] is not None and told["breaks"]["step"] == "starttls"):
        return {"cleartext"}
    if steps.get("starttls", {}).get("status") == "ok":
        # What may fail before STARTTLS, at a server that is not known, fails in clear text.
        return {"starttls"} if told["outcome"] != "unknown" or sent else {"starttls", "cleartext"}
    if told["tls"] == plans.STARTTLS:
        return {"starttls"} if sent else {"starttls", "cleartext"}
    return {"starttls", "cleartext"}


def _told_mechanisms(told: dict[str, Any], steps: dict[str, dict[str, Any]]) -> set[str] | None:
    """The mechanisms that what is told allows, "" for no login; None where it does not say whether it gets so far."""
    login = steps.get("auth")
    if login is None:
        return {""} if told["outcome"] == "sends" else None
    named = "".join(_words(steps, "auth")[1:]).partition(" ")[0]
    if not named:
        return {""} if login["status"] == "refused" else None
    if not named.startswith("<"):
        # One that nobody refuses for certain takes place, unless something before it fails or nothing is offered.
        return {named} if login["status"] == "ok" and told["outcome"] == "sends" else {named, ""}
    can = next((one["text"] for one in login["because"] if " can do " in one["text"]), "")
    return {*re.findall(r"[A-Z0-9-]{4,}", can.partition(" can do ")[2]), ""}
