"""Outgoing mail of the API."""
from __future__ import annotations

import os
from pathlib import Path

from fastapi import BackgroundTasks
from fastapi_mail import ConnectionConfig, FastMail, MessageSchema, MessageType
from pydantic import EmailStr, SecretStr

conf = ConnectionConfig(
    MAIL_USERNAME="resend",
    MAIL_PASSWORD=SecretStr(os.environ["RESEND_API_KEY"]),
    MAIL_FROM="hello@example.com",
    MAIL_FROM_NAME="Plants",
    MAIL_SERVER="smtp.resend.com",
    MAIL_PORT=465,
    MAIL_SSL_TLS=True,
    MAIL_STARTTLS=False,
    USE_CREDENTIALS=True,
    VALIDATE_CERTS=True,
    TIMEOUT=30,
    TEMPLATE_FOLDER=Path(__file__).parent / "templates" / "mail",
)

fast_mail = FastMail(conf)


def send_welcome(background: BackgroundTasks, to: EmailStr, name: str) -> None:
    message = MessageSchema(
        subject="Welcome",
        recipients=[to],
        template_body={"name": name},
        subtype=MessageType.html,
    )
    background.add_task(fast_mail.send_message, message, template_name="welcome.html")
