"""A small SMTP server for inbound mail: takes messages for our domain and puts them into a queue."""
from __future__ import annotations

import asyncio
import logging
import ssl
from email import message_from_bytes
from email.policy import default as default_policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

log = logging.getLogger("receiver")

LISTEN_HOST = "0.0.0.0"
LISTEN_PORT = 2525
OUR_DOMAIN = "@in.example.com"


class Authenticator:
    def __init__(self, users: dict[str, str]) -> None:
        self.users = users

    def __call__(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        if mechanism not in ("LOGIN", "PLAIN") or not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        wanted = self.users.get(data.login.decode("utf-8", "replace"))
        return AuthResult(success=wanted is not None and wanted == data.password.decode("utf-8", "replace"))


class Handler:
    def __init__(self, queue: asyncio.Queue[bytes]) -> None:
        self.queue = queue

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not address.endswith(OUR_DOMAIN):
            return "550 5.7.1 relaying denied"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        if not isinstance(content, bytes):
            return "500 5.5.2 no data"
        message = message_from_bytes(content, policy=default_policy)
        log.info("from %s: %s", envelope.mail_from, message["subject"])
        try:
            self.queue.put_nowait(content)
        except asyncio.QueueFull:
            return "452 4.3.1 queue full, try later"
        return "250 2.0.0 queued"


def make_controller(queue: asyncio.Queue[bytes], certificate: str | None = None) -> Controller:
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    return Controller(
        Handler(queue),
        hostname=LISTEN_HOST,
        port=LISTEN_PORT,
        tls_context=context,
        require_starttls=context is not None,
        authenticator=Authenticator({}),
        auth_require_tls=True,
        timeout=120,
    )
