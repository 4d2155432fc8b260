"""One small mailer for all our jobs; the port decides between implicit TLS and STARTTLS."""
from __future__ import annotations

import logging
import os
import smtplib
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Iterator

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SmtpConfig:
    host: str
    port: int
    username: str | None = None
    password: str | None = None
    sender: str = "jobs@example.com"
    timeout: float = 15.0

    @classmethod
    def from_env(cls) -> SmtpConfig:
        return cls(
            host=os.environ["SMTP_HOST"],
            port=int(os.environ.get("SMTP_PORT", "465")),
            username=os.environ.get("SMTP_USERNAME"),
            password=os.environ.get("SMTP_PASSWORD"),
            sender=os.environ.get("SMTP_SENDER", "jobs@example.com"),
            timeout=float(os.environ.get("SMTP_TIMEOUT", "15")),
        )


@contextmanager
def connect(config: SmtpConfig) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if config.port == 465:
        client: smtplib.SMTP = smtplib.SMTP_SSL(config.host, config.port, timeout=config.timeout, context=context)
    else:
        client = smtplib.SMTP(config.host, config.port, timeout=config.timeout)
        client.starttls(context=context)
    try:
        if config.username and config.password:
            client.login(config.username, config.password)
        yield client
    finally:
        try:
            client.quit()
        except smtplib.SMTPServerDisconnected:
            log.debug("the server had hung up already")


def send(config: SmtpConfig, to: list[str], subject: str, text: str, attachments: list[Path] | None = None) -> None:
    message = EmailMessage()
    message["From"] = config.sender
    message["To"] = ", ".join(to)
    message["Subject"] = subject
    message.set_content(text)
    for path in attachments or []:
        message.add_attachment(
            path.read_bytes(), maintype="application", subtype="octet-stream", filename=path.name
        )
    with connect(config) as client:
        refused = client.send_message(message)
    if refused:
        log.warning("refused for %s", ", ".join(sorted(refused)))
