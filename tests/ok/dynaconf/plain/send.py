import smtplib
import ssl

from config import settings

CONTEXT = ssl.create_default_context()


def send(message):
    smtp = settings.smtp
    with smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=settings.TIMEOUT, context=CONTEXT) as server:
        server.login(smtp.user, smtp.get("password"))
        server.send_message(message)
