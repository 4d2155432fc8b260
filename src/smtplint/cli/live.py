"""``check --live``: asks every server of the settings once, so that rules compare prediction and observation."""

from __future__ import annotations

from . import targets as chosen
from .words import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..options import Options

STEP, TOTAL = 10.0, 30.0  # seconds; shorter than those of probe, as a check covers many servers


def observe(options: Options, *, allow_private: bool, auth: bool, ca_file: str) -> list[dict[str, Any]]:
    """Puts the observations of every server into the options and returns them; raises UsageError for too many."""
    from ..dialogue.live import Trust
    from ..dialogue.observe import Manner
    from ..dialogue.record import Recordings, of_observation
    from .probe import observe as run

    accounts = chosen.accounts(options)
    targets = chosen.targets(accounts)
    if len(targets) > chosen.MOST:
        raise UsageError(f"--live: {len(targets)} servers; more than {chosen.MOST} are not asked at once")
    manner = Manner()
    manner.step, manner.total = STEP, TOTAL
    manner.guard = chosen.in_ci() and not allow_private
    if ca_file:
        manner.trust = Trust(ca_file)
        try:
            manner.trust.context(True)
        except OSError as error:
            raise UsageError(f"--ca-file {ca_file}: {error.strerror or 'holds no certificate'}") from None
    if auth:
        chosen.logins(accounts, targets, "", None)
    found = run(targets, manner) if targets else []
    options.observations = Recordings([of_observation(one) for one in found])
    return found


def refused(found: list[dict[str, Any]]) -> list[str]:
    """The servers that were not asked because they are private, in words for the user."""
    return [
        f"{one['host']}:{one['port']} was not asked: {one['failed']['detail']} (CI is set; --allow-private asks it)"
        for one in found
        if one["failed"] and one["failed"]["reason"] == "private-target"
    ]
