"""Tries settings: what ``check`` says of a text, and whether trying any others could come to more."""

from __future__ import annotations

from ..conditions import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..accounts import World
    from ..findings import Finding

_SERVERS = {"connect", "greeting", "ehlo", "login", "mail", "rcpt"}  # steps whose answer no switch changes


class Verdict:
    """What ``check`` finds in a text, the predicted outcome, and the TLS mode.

    The outcome is ``sends``, ``unknown``, ``fails`` (in some version of the client), or ``none`` (no account seen).
    """

    __slots__ = ("_worlds", "findings", "outcome", "tls")

    def __init__(self, findings: list[Finding], worlds: list[World], tls: str | None) -> None:
        self.findings = findings
        self._worlds = worlds
        outcomes = {facts.trace.outcome for _, facts in worlds}
        self.outcome = outcomes.pop() if len(outcomes) == 1 else "fails" if "fails" in outcomes else "unknown"
        self.tls = tls or ""
        if tls is None:
            self.outcome = "none"

    def fails_always(self) -> bool:
        """Whether the text goes wrong in every version of the client: a finding is one only where it holds in all."""
        failing = [facts.trace.outcome == "fails" for _, facts in self._worlds]
        return bool(self.findings) or self.outcome == "none" or (bool(failing) and all(failing))

    def undecided(self, login: bool) -> set[str]:
        """The steps that are not known in some version and that no switch would settle; ``switches`` where one may.

        ``host`` stands for all of them where the server itself is not known; ``login`` says whether one is wanted.
        """
        if any(facts.plan.host is UNKNOWN for _, facts in self._worlds):
            return {"host"}
        found: set[str] = set()
        for _, facts in self._worlds:
            steps = {
                "login" if step.reason == "credentials-not-known" else step.action
                for step in facts.trace.steps
                if step.status == "unknown"
            }
            silent = not steps and facts.trace.outcome != "sends"  # it sends nothing, or it fails
            logs_in = facts.plan.auth is True or not login
            if silent or not logs_in or facts.plan.tls is UNKNOWN or not steps <= _SERVERS:
                return {"switches"}
            found |= steps
        return found


class Trials:
    """The tries of one search; a text that goes wrong in every version of the client is tried for none of them."""

    def __init__(self) -> None:
        self._wrong: dict[tuple[str, str, str], Verdict] = {}

    def check(self, client: str, version: str, file: str, text: str, provider: dict[str, Any] | None = None) -> Verdict:
        """What ``check`` says of a text under a name; ``provider`` is whose server it is, where no host name tells."""
        key = (str(provider["id"]) if provider else "", file, text)
        if key not in self._wrong:
            verdict = _check(f"{client}@{version}" if version else client, file, text, provider)
            if version or not verdict.fails_always():
                return verdict
            self._wrong[key] = verdict
        return self._wrong[key]


def _check(client: str, file: str, text: str, provider: dict[str, Any] | None) -> Verdict:
    from ..options import Options
    from ..runner import Runner

    options = Options()
    options.client = client
    options.provider = provider
    runner = Runner(options, proving=True)  # no fix is wanted here
    seen: list[World] = []
    runner.observer = lambda worlds, _: seen.extend(worlds)
    runner.check_bytes(file, text.encode())
    report = runner.finish()
    alone = report.accounts[0] if len(report.accounts) == 1 else None
    return Verdict(report.findings, seen, str(alone.plan["tls"]) if alone else None)
