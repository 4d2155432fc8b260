"""Reads bounce messages from the mailbox; sending is done elsewhere."""
import email
import imaplib
import os
import ssl

HOST = "imap.gmail.com"
PORT = 993


def bounces():
    with imaplib.IMAP4_SSL(HOST, PORT, ssl_context=ssl.create_default_context(), timeout=30) as box:
        box.login(os.environ["IMAP_USER"], os.environ["IMAP_PASSWORD"])
        box.select("INBOX", readonly=True)
        _, data = box.search(None, '(FROM "mailer-daemon")')
        for num in data[0].split():
            _, parts = box.fetch(num, "(RFC822)")
            yield email.message_from_bytes(parts[0][1])
