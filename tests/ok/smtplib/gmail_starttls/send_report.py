#!/usr/bin/env python3
"""Mails the nightly backup report. Runs from cron, so it must end by itself."""
from __future__ import annotations

import os
import smtplib
import ssl
import subprocess
import sys
from email.message import EmailMessage

HOST = "smtp.gmail.com"
PORT = 587
USER = "example.reports@gmail.com"
TIMEOUT = 20


def disk_usage() -> str:
    return subprocess.run(["df", "-h", "/srv"], capture_output=True, text=True, check=True).stdout


def build(to: str, body: str) -> EmailMessage:
    msg = EmailMessage()
    msg["Subject"] = "backup report"
    msg["From"] = USER
    msg["To"] = to
    msg.set_content(body)
    return msg


def send(msg: EmailMessage) -> None:
    context = ssl.create_default_context()
    with smtplib.SMTP(HOST, PORT, timeout=TIMEOUT) as server:
        server.starttls(context=context)
        server.login(USER, os.environ["GMAIL_APP_PASSWORD"])
        server.send_message(msg)


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: send_report.py RECIPIENT", file=sys.stderr)
        return 2
    try:
        send(build(sys.argv[1], disk_usage()))
    except (smtplib.SMTPException, OSError) as exc:
        print(f"mail not sent: {exc}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
