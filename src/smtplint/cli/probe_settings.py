"""``smtplint probe PATH``: probes the servers that settings point to, and plays the settings against what was found."""

from __future__ import annotations

from . import targets as chosen
from .configure import options_of
from .probe import ask_password, envelope, observe, status, write
from .words import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..accounts import World
    from ..dialogue.compare import Live
    from ..dialogue.observe import Manner
    from .words import Words


def run_paths(words: Words, manner: Manner, form: str) -> int:
    """Probes every server of the settings once; returns the exit status."""
    from ..dialogue.record import Recordings, of_observation

    accounts = chosen.accounts(options_of(words))
    targets = chosen.targets(accounts)
    if not targets:
        raise UsageError("no mail settings with a known host and port found")
    if len(targets) > chosen.MOST:
        raise UsageError(f"{len(targets)} servers; more than {chosen.MOST} are not probed at once")
    manner.guard = chosen.in_ci() and "--allow-private" not in words.flags
    for target in targets:
        envelope(words, target)
    if "--auth" in words.flags:
        chosen.logins(accounts, targets, words.one("--user"), ask_password)
    found = observe(targets, manner)
    observations = Recordings([of_observation(one) for one in found])
    lines = [line for worlds in accounts for line in _accounts(worlds, observations)]
    write(found, lines, form, words.one("--record"))
    return status(found) or int(any(line["observed"] == "fails" for line in lines))


def _words(errors: dict[str, str], live: Live) -> str | None:
    """The client's own words for what happened; of a certificate, for what is wrong with it."""
    reasons = [live.reason]
    if live.reason == "certificate-refused":
        reasons = [*(name for name in live.problems if name.startswith("certificate-")), "certificate"]
    return next((errors[one] for one in reasons if one in errors), None)


def _accounts(worlds: list[World], observations: Any) -> list[dict[str, Any]]:
    """What these settings do with the server as it was found, beside what was predicted."""
    from ..dialogue.compare import compare
    from ..rules.engine import account_place

    found: list[dict[str, Any]] = []
    for guard, facts in worlds:
        live = compare(facts.plan, facts.server, facts.trace, observations)
        if live is None:
            continue
        place = account_place(facts)
        line = place.source.lines.position(place.span.start)[0]
        breaks = None
        if live.step:
            error = _words(facts.settings.client["errors"], live)
            breaks = {"step": live.step, "reason": live.reason, "why": live.why, "error": error}
        one = {
            "file": place.source.path,
            "line": line,
            "client": None if facts.settings.client["generic"] else facts.settings.client["id"],
            "server": live.server,
            "when": guard or None,
            "predicted": facts.trace.outcome,
            "observed": live.outcome,
            "breaks": breaks,
        }
        if one not in found:
            found.append(one)
    return found
