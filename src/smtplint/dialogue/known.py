"""A server that answers from knowledge: what the provider accepts and refuses, and what a port means elsewhere."""

from __future__ import annotations

from .. import hosts
from ..conditions import UNKNOWN, has_shape
from .machine import Action, Answer
from .trace import NOT_KNOWN, OK, REFUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# RFC 8314 section 7.3 and IANA: 465 submissions is TLS from the first byte; 25 and 587 begin in clear text, 2525 too.
_BY_CONVENTION = {465: "implicit", 25: "plain", 587: "plain", 2525: "plain"}
CONVENTION = "RFC 8314, sections 3.3 and 7.3"
RECEIVING_PORTS = {143: "IMAP", 993: "IMAP", 110: "POP3", 995: "POP3"}


class KnownServer:
    """Answers for one host and port. ``provider`` is the compiled provider, or None for a server nobody described."""

    def __init__(self, provider: dict[str, Any] | None, host: Any, port: Any) -> None:
        self.provider = provider if provider and provider["depth"] != "listed" else None
        self.listed = provider
        self.host = host
        self.port = port
        self.mode, self.mode_source = self._mode()
        self.login_refused = ""  # the reason; mail from who failed to log in is refused too (RFC 6409, 4.3)

    @property
    def source(self) -> str:
        """Where the facts of this provider come from, in words."""
        return str(self.provider["source"]) if self.provider else ""

    def _mode(self) -> tuple[str | None, str]:
        if self.port is UNKNOWN or self.port is None:
            return None, ""
        if self.provider is not None:
            modes = [mode for port, mode in self.provider["ports"] if port == self.port]
            if modes:
                return (modes[0] if len(set(modes)) == 1 else "either"), self.source
            if self.provider["local"] or self.port in self.provider["doubtful_ports"]:
                return None, ""
        listed = [mode for port, mode in self.listed["ports"] if port == self.port] if self.listed else []
        convention = _BY_CONVENTION.get(self.port)
        if listed and (convention == "implicit") != (listed[0] == "implicit"):
            return None, ""
        if not isinstance(self.host, str) or hosts.kind(self.host) != "public":
            return None, ""
        return convention, CONVENTION

    def answer(self, action: Action) -> Answer:
        """The answer to one action: ok, refused with the reason and the reply, or not known."""
        answer: Answer = getattr(self, "_" + action.kind)(action)
        return answer

    def _connect(self, action: Action) -> Answer:
        if self.port in RECEIVING_PORTS and isinstance(self.host, str) and hosts.kind(self.host) != "local":
            return Answer(REFUSED, reason="receiving-port", source="IANA service names: IMAP and POP3 ports")
        if self.provider is not None:
            for port, _why in self.provider["not_offered"]:
                if port == self.port:
                    return Answer(REFUSED, reason="port-not-offered", source=self.source)
            known = any(port == self.port for port, _ in self.provider["ports"])
            doubtful = self.port in self.provider["doubtful_ports"]
            if not known and not doubtful and self.provider["ports_complete"] and isinstance(self.port, int):
                return Answer(REFUSED, reason="port-not-offered", source=self.source)
            return Answer(OK if known else NOT_KNOWN, source=self.source)
        return Answer(NOT_KNOWN)

    def _starttls(self, action: Action) -> Answer:
        if self._offers_starttls(action.tls):
            return Answer(OK, source=self.source, lines=("220",))
        return Answer(NOT_KNOWN)

    def _tls(self, action: Action) -> Answer:
        if action.value[0] == "starttls":
            return Answer(OK if self._offers_starttls(action.tls) else NOT_KNOWN, source=self.source)
        if self.mode is None:
            return Answer(NOT_KNOWN)
        if self.mode in ("implicit", "either"):
            return Answer(OK, source=self.mode_source)
        return Answer(REFUSED, reason="tls-to-plain", source=self.mode_source)

    def _greeting(self, action: Action) -> Answer:
        if self.mode is None:
            return Answer(NOT_KNOWN)
        if self.mode == "implicit" and not action.tls:
            return Answer(REFUSED, reason="plain-to-tls", source=self.mode_source)
        return Answer(OK, source=self.mode_source, lines=("220",))

    def _ehlo(self, action: Action) -> Answer:
        refused = self._ehlo_refused(*action.value)
        if refused is not None:
            return refused
        starttls, mechanisms = self._offers_starttls(action.tls), self._mechanisms(action.tls)
        if self.provider is None:
            return Answer(NOT_KNOWN, starttls=starttls, mechanisms=mechanisms)
        lines = _capability_lines(starttls, mechanisms)
        perhaps = self.provider["mechanisms"] or None
        return Answer(OK, starttls=starttls, mechanisms=mechanisms, perhaps=perhaps, source=self.source, lines=lines)

    def _helo(self, action: Action) -> Answer:
        return self._ehlo_refused(*action.value) or Answer(NOT_KNOWN)

    def _rcpt(self, action: Action) -> Answer:
        return Answer(NOT_KNOWN)

    def _quit(self, action: Action) -> Answer:
        return Answer(OK, lines=("221",))

    def _offers_starttls(self, tls: bool | None) -> bool | None:
        if self.provider is not None and not tls and self.mode in ("starttls", "cleartext"):
            return self.mode == "starttls"
        return None

    def _ehlo_refused(self, name: Any, kind: str) -> Answer | None:
        if self.provider is None or self.provider["local"]:
            return None
        rule = self.provider["ehlo"]
        if name is UNKNOWN:
            if rule["rule"] == "must-not-be-localhost" and kind.startswith("hostname"):
                return Answer(NOT_KNOWN, reason="ehlo-by-luck", source=self.source)
            return None
        if rule["rule"] == "must-not-be-localhost" and has_shape(name, "localhost"):
            return Answer(REFUSED, reason="ehlo-refused", reply=rule["error"], source=self.source)
        return None

    def _mechanisms(self, tls: bool | None) -> tuple[str, ...] | None:
        if self.provider is None:
            return None
        mechanisms: tuple[str, ...] | None = self.provider["mechanisms"]
        if mechanisms and tls is False and self.mode != "cleartext":
            before = self.provider["auth_before_tls"]
            if before is None:
                return None
            return mechanisms if before else ()
        return mechanisms

    def _auth(self, action: Action) -> Answer:
        answer = self._login(action)
        self.login_refused = answer.reason if answer.status == REFUSED else ""
        return answer

    def _login(self, action: Action) -> Answer:
        provider = self.provider
        if provider is None:
            return Answer(NOT_KNOWN)
        if self._wants_tls(action.tls):
            return Answer(REFUSED, reason="tls-needed", reply=provider["tls_reply"], source=self.source)
        username, password, _mechanism = action.value
        if provider["password_login"] == "retired":
            return Answer(REFUSED, reason="password-login-retired", reply=provider["retired_reply"], source=self.source)
        if _wrong_name(provider["username"], username):
            return Answer(REFUSED, reason="username-form", reply=provider["auth_reply"], source=self.source)
        if password == "":
            reply = provider["auth_reply"] or "535 authentication failed"
            return Answer(REFUSED, reason="half-login", reply=reply, source=self.source)
        if _wrong_secret(provider["password"], password):
            return Answer(REFUSED, reason="wrong-secret", reply=provider["auth_reply"], source=self.source)
        if self._mechanisms(action.tls) is None and provider["mechanisms"]:
            return Answer(NOT_KNOWN)  # whether it offers a login at all before TLS
        return Answer(OK, source=self.source, lines=("235",))

    def _mail(self, action: Action) -> Answer:
        provider = self.provider
        sender, username, logged_in = action.value
        if provider is None:
            return Answer(NOT_KNOWN)
        if self._wants_tls(action.tls):
            return Answer(REFUSED, reason="tls-needed", reply=provider["tls_reply"], source=self.source)
        if provider["kind"] == "catcher" and provider["local"]:
            return Answer(OK, source=self.source, lines=("250",))
        if self.login_refused and not logged_in and provider["auth_required"] is not False:
            return Answer(REFUSED, reason=self.login_refused, reply=provider["needed_reply"], source=self.source)
        if provider["from"]["rule"] != "must-equal-username" or not logged_in:
            lines = ("250",) if logged_in else ()
            return Answer(OK if logged_in else NOT_KNOWN, source=self.source, lines=lines)
        if not isinstance(sender, str) or not isinstance(username, str) or "@" not in sender or not username:
            return Answer(NOT_KNOWN)
        return self._foreign_sender(provider, sender.lower(), username.lower())

    def _wants_tls(self, tls: bool | None) -> bool:
        """Whether the server takes neither login nor mail yet, as the connection is still in clear text."""
        return tls is False and self.mode == "starttls" and bool(self.provider and self.provider["tls_required"])

    def _foreign_sender(self, provider: dict[str, Any], sender: str, username: str) -> Answer:
        local, _, domain = sender.rpartition("@")
        if sender == username or (local == username.partition("@")[0] and domain in provider["domains"]):
            return Answer(OK, source=self.source, lines=("250",))
        if "@" not in username and provider["username"]["form"] not in ("local-part", "full-address"):
            return Answer(NOT_KNOWN)  # a name of another kind, such as an account number, is no sender's
        own = "@" not in username or username.rpartition("@")[2] in provider["domains"]
        outside = provider["from"]["outside"] and own and domain not in provider["domains"]
        if provider["from"]["certain"] or outside:
            return Answer(REFUSED, reason="sender-refused", reply=provider["from"]["error"], source=self.source)
        return Answer(NOT_KNOWN, reason="sender-differs", source=self.source)


def _capability_lines(starttls: bool | None, mechanisms: tuple[str, ...] | None) -> tuple[str, ...]:
    """What is known of an EHLO reply, as its lines; the rest of the reply is not known."""
    lines = ["250-..."]
    if starttls:
        lines.append("250-STARTTLS")
    if mechanisms:
        lines.append(f"250-AUTH {' '.join(mechanisms)}")
    lines[-1] = lines[-1].replace("250-", "250 ", 1)
    return tuple(lines)


def _wrong_name(rule: dict[str, Any], username: Any) -> bool:
    if not isinstance(username, str) or not username:
        return False
    from ..settings.secrets import is_to_fill_in

    if is_to_fill_in(username):
        return False
    if rule["form"] == "literal":
        return bool(username != rule["value"])
    if rule["form"] == "full-address" and rule.get("certain"):
        return "@" not in username
    if rule["form"] == "pattern" and rule.get("certain"):
        import re

        return re.search(rule["pattern"], username) is None
    return False


def _wrong_secret(rule: dict[str, Any], password: Any) -> bool:
    if not isinstance(password, str) or not password or not rule["certain"]:
        return False
    from ..settings.secrets import is_placeholder

    if is_placeholder(password):
        return False
    import re

    if any(re.search(pattern, password) for pattern, _ in rule["wrong_patterns"]):
        return True
    return bool(rule["pattern"]) and re.search(rule["pattern"], password) is None
