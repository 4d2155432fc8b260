"""Tests of our mailer against a server in the same process."""
import smtplib
from email.message import EmailMessage
from unittest import mock

import pytest
from aiosmtpd.controller import Controller


class Sink:
    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(envelope)
        return "250 OK"


@pytest.fixture
def sink():
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=8025)
    controller.start()
    yield handler
    controller.stop()


def test_message_arrives(sink):
    msg = EmailMessage()
    msg["From"] = "a@example.com"
    msg["To"] = "b@example.com"
    msg.set_content("hello")
    with smtplib.SMTP("127.0.0.1", 8025) as client:
        client.send_message(msg)
    assert sink.messages[0].rcpt_tos == ["b@example.com"]


def test_login_error_is_shown():
    with mock.patch("smtplib.SMTP") as SMTP:
        SMTP.return_value.login.side_effect = smtplib.SMTPAuthenticationError(535, b"5.7.8 bad")
        client = smtplib.SMTP("localhost", 1025)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("user", "password")
