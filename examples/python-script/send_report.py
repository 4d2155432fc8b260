"""Mails the sales figures of yesterday."""
import os
import smtplib
from email.message import EmailMessage

USER = "reports@example.com"


def send(text: str) -> None:
    msg = EmailMessage()
    msg["Subject"] = "Sales of yesterday"
    msg["From"] = USER
    msg["To"] = "team@example.com"
    msg.set_content(text)

    server = smtplib.SMTP("smtp.gmail.com", 587)
    server.login(USER, os.environ["GMAIL_APP_PASSWORD"])
    server.send_message(msg)
    server.quit()


if __name__ == "__main__":
    send("42 books")
