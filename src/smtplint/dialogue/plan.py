"""What the program will do on the wire: the client's behaviour table applied to its settings."""

from __future__ import annotations

from .. import conditions
from ..conditions import UNKNOWN, bare_address
from ..settings.values import DEFAULT, KNOWN, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

IMPLICIT, STARTTLS, OPPORTUNISTIC, CLEARTEXT = "implicit", "starttls-required", "starttls-opportunistic", "cleartext"
ERROR, NONE = "error", "none"
HALF = "half"  # a user name without a password, which the client takes for an error once it is to log in


class Plan:
    """TLS mode, names and limits of one attempt to send; UNKNOWN where the settings do not decide.

    ``tls`` is one of the constants above; ``options`` are the modes that remain possible when it is not known.
    ``timeout`` is in seconds, None where nothing bounds the wait. ``ehlo`` is the name that is sent, or UNKNOWN with
    ``ehlo_kind`` saying which machine name it will be. ``auth`` says whether the client will log in. ``at`` names the
    setting to blame where the client refuses a combination; ``after`` is ``implicit`` where it stops only inside TLS;
    ``stops`` is where it stops by itself further on: by the point (before TLS, at the certificate, at the
    sender: tls, certificate, mail), the reason and its words.
    """

    __slots__ = (
        "after", "at", "auth", "auth_rules", "ehlo", "ehlo_kind", "error", "host", "mechanism", "note", "options",
        "password", "port", "reason", "recipient", "sender", "stops", "timeout", "tls", "username", "verify",
    )  # fmt: skip

    def __init__(self) -> None:
        self.after = ""
        self.at = ""
        self.tls: Any = UNKNOWN
        self.options: tuple[str, ...] = ()
        self.error = ""
        self.reason = ""
        self.note = ""
        self.host: Any = None
        self.port: Any = None
        self.verify: Any = UNKNOWN
        self.ehlo: Any = UNKNOWN
        self.ehlo_kind = ""
        self.auth: Any = UNKNOWN
        self.auth_rules: dict[str, Any] = {}
        self.timeout: Any = UNKNOWN
        self.username: Any = None
        self.password: Any = None
        self.mechanism: Any = None  # the one login mechanism that the settings name
        self.sender: Any = None
        self.stops: dict[str, tuple[str, str]] = {}
        self.recipient = ""  # only a live conversation asks for one


def make(settings: Settings) -> Plan:
    """The plan of one account in one world."""
    plan = Plan()
    plan.host, plan.port = settings.value("host"), settings.value("port")
    plan.username, plan.password = settings.value("username"), settings.value("password")
    if plan.password == "" and not settings.fields["password"].written:
        plan.password = None  # it may be set elsewhere; an empty one that is written is meant
    plan.verify = settings.value("verify")
    if plan.verify is None:
        plan.verify = UNKNOWN
    rules = settings.client.get("auth", {})
    plan.auth_rules = {**rules, **rules.get("forms", {}).get(settings.form, {})}
    fallback = plan.auth_rules.get("fallback")
    if isinstance(fallback, dict):
        plan.auth_rules = {**plan.auth_rules, "fallback": fallback.get(settings.generation, "")}
    plan.mechanism = settings.value("auth_mechanism")
    plan.sender = _sender(settings)
    plan.timeout = _timeout(settings)
    plan.ehlo, plan.ehlo_kind = _ehlo(settings)
    plan.auth = _auth(settings, plan)
    _refusals(settings, plan)
    if not plan.error:
        _tls(settings, plan)
    return plan


def _sender(settings: Settings) -> Any:
    for name in ("envelope_from", "from_address"):
        value = settings.value(name)
        if value is UNKNOWN or (isinstance(value, str) and value):
            return bare_address(value) if isinstance(value, str) else UNKNOWN
    return None


def _timeout(settings: Settings) -> Any:
    spec = settings.client["fields"].get("timeout", {})
    field = settings.fields.get("timeout")
    if field is None:
        # A version that does not read the key waits as one whose key is not written.
        return None if spec.get("only") and spec.get("unset") == "forever" else UNKNOWN
    if field.value.state in (KNOWN, DEFAULT) and isinstance(field.value.v, (int, float)):
        seconds = field.value.v / 1000 if spec.get("unit") == "ms" else field.value.v
        return (None if spec.get("zero") == "forever" else UNKNOWN) if seconds <= 0 else seconds
    if field.value.v is UNKNOWN:
        return UNKNOWN
    unset = spec.get("unset")
    if unset == "forever":
        return None
    return unset if isinstance(unset, (int, float)) else UNKNOWN


def _ehlo(settings: Settings) -> tuple[Any, str]:
    spec = settings.client["fields"].get("ehlo_name", {})
    field = settings.fields.get("ehlo_name")
    if field is not None and isinstance(field.value.v, str) and field.value.v:
        return field.value.v, "written" if field.written else "default"
    if field is not None and field.value.v is UNKNOWN:
        return UNKNOWN, ""
    machine = spec.get("machine", "")
    return UNKNOWN, machine.get(settings.generation, "") if isinstance(machine, dict) else machine


def _auth(settings: Settings, plan: Plan) -> Any:
    enabled = settings.value("auth_enabled")
    if enabled is False:
        return False
    needs = plan.auth_rules.get("needs", "both")
    wanted = [plan.username] if needs == "username" else [plan.username, plan.password]
    absent = wanted.count(None)
    if needs == "given" and absent < len(wanted):  # an empty text is given
        skips = absent and plan.auth_rules.get("half") == "skip"
        return False if skips else UNKNOWN if absent or enabled is UNKNOWN else True
    if any(value is None or value == "" for value in wanted if value is not UNKNOWN):
        half = plan.auth_rules.get("half") == "error" and plan.username not in (None, "") and plan.password == ""
        return HALF if half else False
    if enabled is UNKNOWN or any(value is UNKNOWN and not _written(settings) for value in wanted):
        return UNKNOWN
    # A user name that is written as a reference is meant to hold something.
    return True


def _written(settings: Settings) -> bool:
    field = settings.fields.get("username")
    return field is not None and field.written


def _refusals(settings: Settings, plan: Plan) -> None:
    """Settings that the client refuses before it connects: its own checks, and values that it cannot read."""
    for row in settings.client.get("refuses", ()):
        if _applies(row, settings) and conditions.evaluate(row["when"], settings.value):
            if row.get("step"):
                plan.stops.setdefault(row["step"], (row["reason"], _quoted(row["error"], settings)))
                plan.at = row.get("at", "")
                continue
            plan.tls, plan.error, plan.reason = ERROR, _quoted(row["error"], settings), row["reason"]
            plan.at = row.get("at", "")
            return
    for field in settings.fields.values():
        for misfit in field.misfits:
            if misfit.effect == "fails":
                plan.tls, plan.reason = ERROR, "unreadable"
                plan.error = misfit.error or "the program refuses this value"
                return


def _quoted(error: str, settings: Settings) -> str:
    """The text of an error with the settings that it quotes as ``{name}``; secrets are never quoted."""
    for name, field in settings.fields.items():
        if "{" in error and not field.secret and isinstance(field.value.v, (str, int)):
            error = error.replace("{" + name + "}", str(field.value.v))
    return error


def _applies(row: dict[str, Any], settings: Settings) -> bool:
    return (not row.get("only") or not settings.generation or settings.generation in row["only"]) and (
        not row.get("forms") or settings.form in row["forms"]
    )


def _tls(settings: Settings, plan: Plan) -> None:
    possible: list[dict[str, Any]] = []
    for row in settings.client.get("tls", ()):
        if not _applies(row, settings):
            continue
        holds = conditions.evaluate(row["when"], settings.value) if row.get("when") else True
        if holds is not False:
            possible.append(row)
        if holds:
            break
    modes = {row["does"] for row in possible}
    plan.options = tuple(sorted(modes))
    if len(modes) != 1:
        return
    plan.tls = possible[0]["does"]
    if len(possible) == 1 or plan.tls == ERROR:
        row = possible[0]
        plan.reason, plan.note = row.get("reason", ""), row.get("note", "")
        plan.after, plan.at = row.get("after", ""), row.get("at", "") or plan.at
        plan.error = row.get("error", "") if plan.tls == ERROR else ""
        plan.port = row.get("port", plan.port)
        plan.verify = row.get("verify", plan.verify)
