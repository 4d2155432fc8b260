from __future__ import annotations

import smtplib
from typing import Protocol


class Transport(Protocol):
    """What the mailer wants of a connection; smtplib.SMTP and smtplib.SMTP_SSL both fit."""

    def login(self, user: str, password: str) -> tuple[int, bytes]: ...
    def quit(self) -> tuple[int, bytes]: ...


def is_temporary(error: smtplib.SMTPResponseException) -> bool:
    return 400 <= error.smtp_code < 500


def explain(error: smtplib.SMTPException) -> str:
    """
    >>> explain(smtplib.SMTPServerDisconnected("Connection unexpectedly closed"))
    'the server hung up: Connection unexpectedly closed'
    """
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return f"the server hung up: {error}"
    return str(error)
