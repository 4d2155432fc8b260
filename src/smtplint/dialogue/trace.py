"""The conversation that a plan leads to, step by step; predicted and observed conversations leave the same trace."""

from __future__ import annotations

OK, REFUSED, NOT_KNOWN = "ok", "refused", "unknown"
SENDS, FAILS, UNDECIDED = "sends", "fails", "unknown"


class Step:
    """One exchange: ``action`` (connect, tls, greeting, ehlo, starttls, auth, mail), what came of it, and why.

    ``reason`` is a stable id (``tls-to-plain``, ``password-login-retired`` ...), ``reply`` the server's words, ``source``
    the fact that the answer rests on, ``fields`` the settings that led here.
    """

    __slots__ = ("action", "fields", "reason", "reply", "source", "status", "text")

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


class Trace:
    """The steps in order; the conversation ends at the first one that is refused."""

    __slots__ = ("auth_in_clear", "encrypted", "mail_in_clear", "steps")

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.encrypted: bool | None = False
        self.auth_in_clear = False  # credentials would cross without TLS
        self.mail_in_clear = False

    @property
    def broken(self) -> Step | None:
        """The step that the conversation ends badly at, or None."""
        return next((step for step in self.steps if step.status == REFUSED), None)

    @property
    def outcome(self) -> str:
        """``fails`` when a step is refused for certain, ``sends`` when every step is known to go well, else ``unknown``."""
        if self.broken is not None:
            return FAILS
        done = self.steps and self.steps[-1].action == "mail"
        return SENDS if done and all(step.status == OK for step in self.steps) else UNDECIDED
