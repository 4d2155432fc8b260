"""What rules can ask about one account in one world: the operands of their conditions and of their messages."""

from __future__ import annotations

from .. import hosts
from ..conditions import UNKNOWN, has_shape, is_name
from ..knowledge import lookup
from ..settings.secrets import is_placeholder, is_to_fill_in
from ..settings.values import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..dialogue.compare import Live
    from ..dialogue.known import KnownServer
    from ..dialogue.plan import Plan
    from ..dialogue.trace import Trace
    from ..settings.claim import Claim
    from ..settings.values import Field, Misfit
    from .files import FileFacts


class Facts:
    """Answers ``lookup(path)`` for one account; ``item`` is what a rule with ``each`` looks at."""

    def __init__(
        self, claim: Claim, settings: Settings, plan: Plan, server: KnownServer, trace: Trace, file: FileFacts
    ) -> None:
        self.claim = claim
        self.settings = settings
        self.plan = plan
        self.server = server
        self.trace = trace
        self.file = file
        self.item: Any = None
        self.live: Live | None = None  # what the server did, where it was asked
        self._host: dict[str, Any] | None = None
        self._known: dict[str, Any] = {}  # operands that were asked for, and are the same for every item

    def lookup(self, path: str) -> Any:
        """The value of an operand: UNKNOWN where not known, None where there is none."""
        if path in self._known:
            return self._known[path]
        head, dot, rest = path.partition(".")
        answer = getattr(self, "_of_" + head)(rest) if dot else self.settings.value(path)
        if head not in _OF_ITEMS:
            self._known[path] = answer
        return answer

    def _of_live(self, name: str) -> Any:
        return UNKNOWN if self.live is None else getattr(self.live, name)

    # -- settings --------------------------------------------------------------------------------------------------

    def _of_written(self, name: str) -> bool:
        field = self.settings.fields.get(name)
        return field is not None and field.written

    def _of_settable(self, name: str) -> bool:
        spec = self.settings.client["fields"].get(name, {})
        if spec.get("only") and self.settings.generation and self.settings.generation not in spec["only"]:
            return False
        return self.settings.form in spec.get("keys", {}) or bool(self._option(name))

    def _option(self, name: str) -> str:
        """The option of the written URL that holds a setting; empty when there is none."""
        options = self.settings.client["fields"].get("url", {}).get("query", {})
        return next((key for key, one in options.items() if one == name and self._of_written("url")), "")

    def _of_key(self, name: str) -> str:
        field = self.settings.fields.get(name)
        if field is not None and field.written and field.entry is not None:
            return field.entry.key
        keys = self.settings.client["fields"].get(name, {}).get("keys", {}).get(self.settings.form, ())
        if keys:
            name = str(keys[0])
            return name.lstrip("0123456789").lstrip(".") or name  # without the place among a call's arguments
        return self._option(name) or name.replace("_", " ")

    def _of_default(self, name: str) -> Any:
        return self.settings.client["fields"].get(name, {}).get("default")

    # -- what was worked out ---------------------------------------------------------------------------------------

    def _of_plan(self, name: str) -> Any:
        return getattr(self.plan, name)

    def _of_trace(self, name: str) -> Any:
        trace = self.trace
        if name == "outcome":
            return trace.outcome
        if name == "notes":
            return tuple(step.reason for step in trace.steps if step.reason)
        if name in ("auth_in_clear", "mail_in_clear"):
            return getattr(trace, name)
        broken = trace.broken
        if broken is None:
            return None
        if name == "step":
            return broken.action
        if name == "error":
            return self.settings.client["errors"].get(broken.reason) or broken.reply or _PLAIN_WORDS.get(broken.reason)
        return getattr(broken, name)

    def _of_refused(self, reason: str) -> str | None:
        """The reply to the step that is refused for this reason, at once or after what breaks before it is mended."""
        for step in (self.trace.broken, self.trace.later):
            if step is not None and step.reason == reason:
                return step.reply or "the server refuses it"
        return None

    def _of_provider(self, name: str) -> Any:
        provider = self.server.listed
        if provider is None:
            # A recorded server has answers and no name of a provider.
            return {"name": self.settings.value("host"), "ports_text": "what was recorded of it"}.get(name)
        if name in ("id", "name", "kind", "local", "depth", "production"):
            return provider[name]
        if self.server.provider is None:
            return None
        return self._provider_fact(provider, name)

    def _provider_fact(self, provider: dict[str, Any], name: str) -> Any:
        if name == "ports_text":
            return ", ".join(f"{port} ({_MODE_WORDS.get(mode, mode)})" for port, mode in provider["ports"])
        if name == "accepts":
            return ", ".join(_SECRET_WORDS.get(one, one) for one in provider["password"]["accepts"])
        if name == "unlisted_port":
            ports = [port for port, _ in provider["ports"]]
            return self.server.port not in ports and self.server.port not in provider["doubtful_ports"]
        if name == "not_offered_why":
            return next((why for port, why in provider["not_offered"] if port == self.server.port), "")
        if name == "no_login":
            return provider["mechanisms"] == ()
        if name == "app_password_only":
            return provider["password"]["accepts"] == ["app-password"]
        if name == "retired_reply":
            return provider[name]
        if name == "wrong_secret":
            return self._wrong_secret(provider)
        section, _, key = name.partition("_")
        if section == "login":
            return provider["password_login" + (f"_{key}" if key else "")]
        return provider[section].get(key, "")

    def _wrong_secret(self, provider: dict[str, Any]) -> str:
        """What a secret of a known wrong kind is, in the provider's words; empty where only its look does not fit."""
        import re

        password = self.settings.value("password")
        if not isinstance(password, str):
            return ""
        return next(
            (str(means) for one, means in provider["password"]["wrong_patterns"] if re.search(one, password)), ""
        )

    def _of_host(self, name: str) -> Any:
        if self._host is None:
            self._host = self._host_facts()
        return self._host.get(name)

    def _host_facts(self) -> dict[str, Any]:
        host = self.settings.value("host")
        if not isinstance(host, str) or any(mark in host for mark in "<>{}$%") or is_to_fill_in(host):
            # A placeholder stands for some host, which one is not known.
            return dict.fromkeys(("kind", "name"), None if host is None else UNKNOWN)
        bare = host.strip()
        scheme = "://" in bare
        with_port = not scheme and bare.count(":") == 1 and bare.rpartition(":")[2].isdigit()
        spaced = host != bare or has_shape(bare, "spaced")
        found = {"kind": hosts.kind(host), "name": host, "scheme": scheme, "with_port": with_port, "spaced": spaced}
        plain = bare.strip("[]")
        found["malformed"] = not (
            scheme or with_port or spaced or is_name(plain.replace("_", "")) or has_shape(plain, "ip")
        )
        meant = lookup.mistaken(bare)
        if bare.startswith("[") and meant.get("replacement"):
            meant["replacement"] = (
                f"[{meant['replacement']}]"  # without them Postfix looks up where the name's mail goes
            )
        return {**found, **meant}

    def _of_client(self, name: str) -> Any:
        return self.settings.client[name]

    def _of_file(self, name: str) -> Any:
        return getattr(self.file, name)

    # -- the item of a rule with ``each`` --------------------------------------------------------------------------

    def _of_f(self, name: str) -> Any:
        field: Field = self.item[0] if isinstance(self.item, tuple) else self.item
        if name == "value":
            return field.value.v
        if name == "real_secret":
            return field.secret and isinstance(field.value.v, str) and not is_placeholder(field.value.v)
        if name == "quoted":
            return len(field.raw) > 1 and field.raw[0] in "\"'" and field.raw[-1] == field.raw[0]
        if name == "type":
            return self.settings.client["fields"].get(field.name, {}).get("type", "text")
        if name == "raw" and field.secret:
            return "********"
        return getattr(field, name)

    def _of_m(self, name: str) -> Any:
        field, misfit = self.item
        if name == "reads_as":
            return field.value.v
        if name == "wanted":
            return self._wanted(field)
        if name == "why":
            return _URL_WORDS.get(misfit.error, misfit.error)
        misfit_: Misfit = misfit
        return getattr(misfit_, name)

    def _wanted(self, field: Field) -> str:
        spec = self.settings.client["fields"].get(field.name, {})
        if spec.get("words"):
            return ", ".join(str(one) for one in spec["words"] if 0 < len(str(one)) < 40)
        rules = {**self.settings.client["parse"], **self.settings.client["forms"][self.settings.form]["parse"]}
        words = {**rules.get("bool", {}), **spec.get("parse", {})}
        return ", ".join([*words.get("true", ()), *words.get("false", ())]) or "true, false"

    def _of_x(self, name: str) -> Any:
        return self.item[name]

    def _of_d(self, name: str) -> Any:
        return self.item[name]

    def _of_p(self, name: str) -> Any:
        return self.item[name]


_OF_ITEMS = ("f", "m", "x", "d", "p")
_MODE_WORDS = {
    "implicit": "implicit TLS",
    "starttls": "STARTTLS",
    "cleartext": "clear text",
    "either": "STARTTLS or clear text",
}
_SECRET_WORDS = {
    "app-password": "an app password", "oauth2-token": "an OAuth 2.0 token",
    "account-password": "the account's password",
    "smtp-password": "an SMTP password made for this", "api-key": "an API key", "generated": "a generated password",
}  # fmt: skip
# What a broken step comes to where the client's own message is not known.
_PLAIN_WORDS = {
    "tls-to-plain": "the TLS handshake meets a greeting in clear text",
    "plain-to-tls": "no greeting ever comes",
    "no-starttls": "the server names no STARTTLS",
    "auth-not-offered": "the server names no AUTH",
    "no-common-mechanism": "no mechanism is common to both",
}
_URL_WORDS = {
    "no-scheme": "it begins with no scheme",
    "no-host": "it names no host",
    "bad-port": "its port is no number",
}
