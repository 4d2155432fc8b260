"""Turns a provider file into the behaviour of a server, so that knowledge and server cannot drift apart.

What the file is sure of, the server does; where the file doubts (``certain: false``) or is silent, the server is
lenient: nothing certain may be said of such a fact, so a lenient server must never contradict what the linter says.
"""

from __future__ import annotations

import re
from typing import Any

COMMON_PORTS = {25: "starttls", 465: "implicit", 587: "starttls", 2525: "starttls"}  # RFC 8314, 7.3, and what is usual


class Behaviour:
    """What the server of one host does.

    ``ports`` maps a port to implicit, starttls, cleartext or either (takes TLS from the first byte and STARTTLS alike,
    where the knowledge doubts), or to qmqp, which is no SMTP; others are refused. ``certificate`` is valid, expired, wrong-name or self-signed.
    ``silent`` servers accept connections and say nothing; ``lmtp`` servers speak LMTP (RFC 2033) and no SMTP.
    """

    def __init__(self, host: str, ports: dict[int, str]) -> None:
        self.host = host
        self.provider = ""
        self.ports = ports
        self.certificate = "valid"
        self.silent = False
        self.lmtp = False
        self.mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")
        self.auth_before_tls = True
        self.auth_required = False
        self.shuns_failed_logins = False  # refuses mail from who failed to log in (RFC 6409, 4.3)
        self.tls_required = False
        self.ehlo_refused: frozenset[str] = frozenset()
        self.login_retired = False
        self.username: dict[str, Any] = {}
        self.password: dict[str, Any] = {}
        self.sender: dict[str, Any] = {}
        self.domains: tuple[str, ...] = ()
        self.words: dict[str, str] = {}

    def says(self, about: str) -> str:
        """The provider's own words for a refusal: tls, auth-needed, retired, credentials, sender, ehlo."""
        return self.words[about]

    # -- decisions -------------------------------------------------------------------------------------------------

    def takes_ehlo(self, name: str) -> bool:
        """Whether the server answers an EHLO with this name kindly."""
        return name.lower() not in self.ehlo_refused

    def takes_login(self, username: str, password: str) -> bool:
        """Whether the credentials have the form that the provider takes; nobody here knows the real ones."""
        return (
            bool(password)
            and not self.login_retired
            and _fits_username(self.username, username)
            and _fits_password(self.password, password)
        )

    def takes_sender(self, sender: str, username: str) -> bool:
        """Whether MAIL FROM with this address is taken from this login (empty: none)."""
        if not username or self.sender.get("rule") != "must-equal-username":
            return True
        sender, username = sender.lower(), username.lower()
        local, _, domain = sender.rpartition("@")
        if sender == username or (local == username.partition("@")[0] and domain in self.domains):
            return True
        own = "@" not in username or username.rpartition("@")[2] in self.domains
        outside = bool(self.sender.get("certain_outside_domains")) and own and domain not in self.domains
        return not (self.sender.get("certain") or outside)


def _fits_username(rule: dict[str, Any], username: str) -> bool:
    if rule.get("form") == "literal":
        return username == str(rule["value"])
    if not rule.get("certain"):
        return True
    if rule.get("form") == "pattern":
        return re.search(rule["pattern"], username) is not None
    return rule.get("form") != "full-address" or "@" in username


def _fits_password(rule: dict[str, Any], password: str) -> bool:
    if rule.get("certain") is False:
        return True
    if any(re.search(one["pattern"], password) for one in rule.get("wrong_patterns", [])):
        return False
    return "pattern" not in rule or re.search(rule["pattern"], password) is not None


def of_provider(data: dict[str, Any], host: str) -> Behaviour:
    """The behaviour of one host of a provider."""
    sure = data["depth"] == "verified"
    made = Behaviour(host, _ports(data, sure))
    made.provider = data["provider"]
    made.words = _words(data)
    if not sure:
        return made
    auth = data.get("auth", {})
    if auth.get("certain", True):
        made.mechanisms = tuple(auth.get("mechanisms") or made.mechanisms) if auth.get("mechanisms") != [] else ()
    made.tls_required = bool(data.get("tls_required"))
    made.auth_before_tls = (
        auth.get("before_tls", not made.tls_required) if auth.get("certain", True) else not made.tls_required
    )
    made.auth_required = bool(auth.get("required")) and auth.get("certain", True)
    made.shuns_failed_logins = auth.get("required") is not False
    rule = data.get("ehlo_name", {})
    if rule.get("certain") and rule.get("rule") == "must-not-be-localhost":
        made.ehlo_refused = frozenset(one.lower() for one in (*rule.get("refused", ()), "localhost"))
    made.login_retired = data.get("password_login", {}).get("status") == "retired"
    made.username = data.get("username", {})
    made.password = data.get("password", {})
    made.sender = data.get("from_address", {})
    made.domains = tuple(data.get("domains", ()))
    return made


def _ports(data: dict[str, Any], sure: bool) -> dict[int, str]:
    ports = {} if (data.get("ports_complete") and sure) or data.get("local") else dict(COMMON_PORTS)
    for one in data.get("ports", ()):
        doubtful = one["mode"] == "either" or not one.get("certain", True)
        ports[one["port"]] = "either" if doubtful else one["mode"]
    for one in data.get("not_offered", ()):
        if one.get("certain", True) and sure:
            ports.pop(one["port"], None)
    return ports


# -- words -------------------------------------------------------------------------------------------------------------

_GENERAL = {
    "tls": "530 5.7.0 Must issue a STARTTLS command first",
    "auth-needed": "530 5.7.0 Authentication required",
    "retired": "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
    "credentials": "535 5.7.8 Error: authentication failed",
    "sender": "553 5.7.1 Sender address rejected: not owned by user",
    "ehlo": "550 5.7.1 EHLO name refused",
}


def _words(data: dict[str, Any]) -> dict[str, str]:
    found = dict(_GENERAL)
    own = {
        "tls": _reply(data, "530", "tls"),
        "auth-needed": _reply(data, "530", "auth"),
        "retired": _reply(data, "535", "disabled"),
        "credentials": _reply(data, "535", ""),
        "sender": data.get("from_address", {}).get("error", ""),
        "ehlo": data.get("ehlo_name", {}).get("error", ""),
    }
    found.update({key: text for key, text in own.items() if re.match(r"[45]\d\d[ -]", text)})
    return found


def _reply(data: dict[str, Any], code: str, word: str) -> str:
    replies = [str(one["reply"]) for one in data.get("replies", ()) if str(one["reply"]).startswith(code)]
    fitting = [one for one in replies if word in one.lower()]
    if word == "disabled" or not word:
        return (fitting or replies or [""])[0]
    return (fitting or [""])[0]


def wire(reply: str) -> bytes:
    """A provider file's reply as bytes of the wire: " / " parts alternatives, "..." stands between lines."""
    first = re.split(r" / (?=\d{3}[ -])", reply)[0]
    code, rest = first[:3], first[4:]
    status = re.match(r"\d\.\d+\.\d+ ", rest)
    prefix = status.group() if status else ""
    lines = [line.strip() for line in rest[len(prefix) :].split("...") if line.strip()] or ["refused"]
    out = [f"{code}-{prefix}{line}" for line in lines[:-1]] + [f"{code} {prefix}{lines[-1]}"]
    return ("\r\n".join(out) + "\r\n").encode("ascii", "replace")
