"""The conversation that a plan leads to, step by step; predicted and observed conversations leave the same trace."""

from __future__ import annotations

OK, REFUSED, NOT_KNOWN = "ok", "refused", "unknown"
SENDS, FAILS, UNDECIDED = "sends", "fails", "unknown"


class Step:
    """One exchange and what came of it.

    ``action`` is connect, tls, greeting, ehlo, helo, starttls, auth, mail, rcpt or quit; ``reason`` a stable id such as
    ``tls-to-plain``; ``reply`` the server's words; ``source`` the fact that it rests on; ``fields`` the settings
    that led here. ``sent`` is the client's line with secrets masked, ``received`` the server's lines, ``seconds`` the
    wait where one was measured, ``tls`` whether the exchange was encrypted.
    """

    __slots__ = (
        "action", "fields", "reason", "received", "reply", "seconds", "sent", "source", "status", "text", "tls",
    )  # fmt: skip

    def __init__(
        self, action: str, status: str, *, reason: str = "", reply: str = "", source: str = "", text: str = "",
        fields: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.action = action
        self.status = status
        self.reason = reason
        self.reply = reply
        self.source = source
        self.text = text
        self.fields = fields
        self.sent = ""
        self.received: tuple[str, ...] = ()
        self.seconds: float | None = None
        self.tls: bool | None = False


class Trace:
    """The steps in order; the conversation ends at the first one that is refused."""

    __slots__ = ("auth_in_clear", "encrypted", "later", "mail_in_clear", "mechanism", "steps")

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.encrypted: bool | None = False
        self.auth_in_clear = False  # credentials would cross without TLS
        self.mail_in_clear = False
        self.later: Step | None = None  # what would be refused next, if the conversation had not broken before
        self.mechanism = ""  # the login mechanism that the client takes, where it is known

    @property
    def broken(self) -> Step | None:
        """The step that the conversation ends badly at, or None."""
        return next((step for step in self.steps if step.status == REFUSED), None)

    @property
    def outcome(self) -> str:
        """``fails`` when a step is refused for certain, ``sends`` when every step goes well, else ``unknown``."""
        if self.broken is not None:
            return FAILS
        done = any(step.action == "mail" for step in self.steps)
        return SENDS if done and all(step.status == OK for step in self.steps) else UNDECIDED
