"""What smtplint says of a cell: its findings on the file, and the conversation of its plan with a given server."""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
from typing import Any

from smtplint.cli import trace
from smtplint.conditions import UNKNOWN
from smtplint.dialogue import machine
from smtplint.dialogue.machine import Action, Answer
from smtplint.dialogue.trace import NOT_KNOWN, OK, REFUSED, Trace
from smtplint.options import Options
from smtplint.rules.engine import judge
from smtplint.rules.facts import Facts
from smtplint.runner import Runner
from smtplint.settings.versions import among
from smtplint.transcript import script

from .machines import ehlo_name
from .servers.behaviour import Behaviour


class Verdict:
    """What ``smtplint check`` says: ``facts`` of the account in the client's generation, and its ``findings``."""

    def __init__(self, facts: Facts, findings: list[Any], claimed: str) -> None:
        self.facts = facts
        self.findings = findings
        self.claimed = claimed

    def has(self, consequence: str) -> bool:
        """Whether a finding with this consequence was made."""
        return any(one.consequence == consequence for one in self.findings)

    @property
    def outcome(self) -> str:
        """sends, fails or unknown, against the servers as the linter knows them."""
        return self.facts.trace.outcome


class NoVerdictError(Exception):
    """The linter found no account of this client in the file."""


def verdict(path: pathlib.Path, client: str, version: str) -> Verdict:
    """Checks the file as a user would, without saying which client it is, and picks the version's world.

    ``version`` is a number, or the id of a generation where generations are other packages.
    """
    options = Options()
    runner = Runner(options)
    seen: list[list[tuple[str, Facts]]] = []
    runner.observer = lambda worlds, _findings: seen.append(worlds)
    runner.check_path(str(path))
    runner.finish()
    claimed = [worlds[0][1].claim.client for worlds in seen]
    if claimed != [client]:
        raise NoVerdictError(f"taken for {claimed or 'nothing'} instead of {client}")
    generations = seen[0][0][1].settings.client["generations"]
    ids = [one["id"] for one in generations]
    wanted = [version] if version in ids else among(generations, version) if ids else [""]
    worlds = [(guard, facts) for guard, facts in seen[0] if facts.settings.generation in wanted]
    own = judge(runner._all_checks(), worlds[-1:])
    other = [one for one in runner.report.findings if one.client != client and one.client is not None]
    return Verdict(worlds[-1][1], own + other, claimed[0])


def told(path: pathlib.Path, verdict: Verdict) -> list[dict[str, Any]]:
    """What ``smtplint trace --format json`` prints of the file, for the version and the account of the verdict."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        trace.run(["--no-config", "--format", "json", str(path)])
    traces: list[dict[str, Any]] = json.loads(out.getvalue())["traces"]
    own = [one for one in traces if one["client"] == verdict.claimed]
    named = script("", verdict.facts, [], several=True)["versions"]
    return [one for one in own if one["versions"] is None or named in one["versions"].split(" or ")]


class Server:
    """Answers the dialogue machine as the real server will: a known server without any doubt.

    ``hidden`` are the values that the settings do not show (a password from the environment), by field name; ``names`` says
    whether the client compares the name in the certificate.
    """

    def __init__(
        self, behaviour: Behaviour | None, port: Any, kind: str, hidden: dict[str, str], *, names: bool = True
    ) -> None:
        self.behaviour = behaviour
        self.port = port
        self.machine = kind
        self.hidden = hidden
        self.names = names
        self.mode = behaviour.ports.get(port, "") if behaviour else ""
        self.login_refused = ""

    def answer(self, action: Action) -> Answer:
        """The answer to one action of the machine."""
        if self.behaviour is None:
            return Answer(REFUSED, reason="no-such-host")
        answer: Answer = getattr(self, "_" + action.kind)(action, self.behaviour)
        return answer

    def _connect(self, _action: Action, _server: Behaviour) -> Answer:
        return Answer(OK) if self.mode else Answer(REFUSED, reason="port-not-offered")

    def _tls(self, action: Action, server: Behaviour) -> Answer:
        kind, verify = action.value
        if kind == "implicit" and server.silent:
            return Answer(REFUSED, reason="silent")
        if kind == "implicit" and self.mode not in ("implicit", "either"):
            return Answer(REFUSED, reason="tls-to-plain")
        if server.certificate == "valid" or verify is False or (server.certificate == "wrong-name" and not self.names):
            return Answer(OK)
        return Answer(REFUSED if verify is True else NOT_KNOWN, reason="certificate-" + server.certificate)

    def _greeting(self, action: Action, server: Behaviour) -> Answer:
        if server.silent:
            return Answer(REFUSED, reason="silent")
        if self.mode == "implicit" and not action.tls:
            return Answer(REFUSED, reason="plain-to-tls")
        return Answer(OK)

    def _ehlo(self, action: Action, server: Behaviour) -> Answer:
        name = ehlo_name(action.value, self.machine)
        if not server.takes_ehlo(name):
            reply = server.says("ehlo")
            return Answer(REFUSED, reason="ehlo-refused", reply=reply, code=int(reply[:3]), closed=True)
        tls = bool(action.tls)
        offered = tls or self.mode == "cleartext" or server.auth_before_tls
        return Answer(
            OK,
            starttls=self.mode in ("starttls", "either") and not tls,
            mechanisms=server.mechanisms if offered else (),
        )

    def _helo(self, action: Action, server: Behaviour) -> Answer:
        return self._ehlo(action, server)

    def _starttls(self, _action: Action, _server: Behaviour) -> Answer:
        return Answer(OK)

    def _auth(self, action: Action, server: Behaviour) -> Answer:
        answer = self._login(action, server)
        self.login_refused = answer.reason if answer.status == REFUSED and answer.reason != "tls-needed" else ""
        return answer

    def _login(self, action: Action, server: Behaviour) -> Answer:
        if server.tls_required and not action.tls and self.mode != "cleartext":
            return Answer(REFUSED, reason="tls-needed", reply=server.says("tls"))
        username, password, mechanism = action.value
        username = self.hidden.get("username", "") if username is UNKNOWN else username
        password = self.hidden.get("password", "") if password is UNKNOWN else password or ""
        if server.takes_login(str(username), str(password)) and mechanism != "XOAUTH2":  # a password is no token
            return Answer(OK)
        if password == "" and mechanism == "CRAM-MD5" and not server.login_retired:
            return Answer(OK)  # nobody sees the password
        if password == "":
            return Answer(REFUSED, reason="half-login", reply=server.says("credentials"))
        reason = "password-login-retired" if server.login_retired else "credentials-refused"
        return Answer(REFUSED, reason=reason, reply=server.says("retired" if server.login_retired else "credentials"))

    def _mail(self, action: Action, server: Behaviour) -> Answer:
        sender, username, logged_in = action.value
        if server.tls_required and not action.tls and self.mode != "cleartext":
            return Answer(REFUSED, reason="tls-needed", reply=server.says("tls"))
        shunned = self.login_refused if server.shuns_failed_logins else ""
        if (server.auth_required or shunned) and not logged_in:
            return Answer(REFUSED, reason=shunned or "auth-needed", reply=server.says("auth-needed"))
        sender = self.hidden.get("from_address", "") if sender is UNKNOWN or not sender else sender
        username = self.hidden.get("username", "") if username is UNKNOWN else username
        if server.takes_sender(str(sender), str(username) if logged_in else ""):
            return Answer(OK)
        return Answer(REFUSED, reason="sender-refused", reply=server.says("sender"))

    def _rcpt(self, _action: Action, _server: Behaviour) -> Answer:
        return Answer(OK)

    def _quit(self, _action: Action, _server: Behaviour) -> Answer:
        return Answer(OK)


def conversation(plan: Any, server: Server) -> Trace:
    """The steps that the plan leads to with this server."""
    return machine.converse(plan, server)
