"""A server of which only tables of settings tell: as they say, it works; what they do not say is not known."""

from __future__ import annotations

from .known import KnownServer
from .machine import Action, Answer
from .trace import NOT_KNOWN, OK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BEGIN_CLEAR = frozenset(("starttls", "cleartext"))


class ListedServer(KnownServer):
    """Answers yes to a conversation that takes the way the tables tell, and like an undescribed server else.

    Mail programs ship such tables and send by them, so that they speak for what works; that something else fails
    never follows from them.
    """

    def __init__(self, provider: dict[str, Any], host: Any, port: Any) -> None:
        super().__init__(provider, host, port)
        self.told = {mode for one, mode in provider["ports"] if one == port}
        self.table = str(provider["source"])

    def answer(self, action: Action) -> Answer:
        """The answer to one action: what is known of any server, else what the tables say works."""
        answer = super().answer(action)
        if answer.status == NOT_KNOWN and not answer.reason and self._as_told(action):
            answer.status, answer.source = OK, self.table
        return answer

    def _as_told(self, action: Action) -> bool:
        if action.kind == "connect":
            return bool(self.told)
        if action.kind == "tls":
            return action.value[0] in self.told
        if action.kind == "starttls":
            return "starttls" in self.told
        if action.kind in ("greeting", "ehlo"):
            return bool(self.told) if action.tls else action.tls is False and bool(self.told & _BEGIN_CLEAR)
        logged_in = action.kind == "auth" or (action.kind == "mail" and bool(action.value[2]))
        return logged_in and bool(self.told if action.tls else action.tls is False and self.told & {"cleartext"})

    def _offers_starttls(self, tls: bool | None) -> bool | None:
        return True if tls is False and "starttls" in self.told else super()._offers_starttls(tls)
