"""The login mechanisms of a live conversation: PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195) and XOAUTH2."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .replies import Reply

    Ask = Callable[[str], Reply]

MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5")


def login(ask: Ask, mechanism: str, username: str, password: str) -> Reply:
    """Logs in with one mechanism; returns the server's last reply, 235 where it took the login."""
    if mechanism == "LOGIN":
        return _login(ask, username, password)
    if mechanism == "CRAM-MD5":
        return _cram_md5(ask, username, password)
    if mechanism == "XOAUTH2":
        words = f"user={username}\x01auth=Bearer {password}\x01\x01"
        return _answered(ask, f"AUTH XOAUTH2 {_base64(words.encode())}")
    words = f"\0{username}\0{password}"
    return _answered(ask, f"AUTH PLAIN {_base64(words.encode())}")


def _answered(ask: Ask, line: str) -> Reply:
    """One line that holds everything; an empty answer to a challenge ends an exchange that the server goes on with."""
    reply = ask(line)
    return ask("") if reply.code == 334 else reply


def _login(ask: Ask, username: str, password: str) -> Reply:
    reply = ask("AUTH LOGIN")
    for word in (username, password):
        if reply.code != 334:
            return reply
        reply = ask(_base64(word.encode()))
    return reply


def _cram_md5(ask: Ask, username: str, password: str) -> Reply:
    import base64
    import binascii
    import hmac

    reply = ask("AUTH CRAM-MD5")
    if reply.code != 334:
        return reply
    try:
        challenge = base64.b64decode(reply.lines[-1], validate=True)
    except (binascii.Error, ValueError):
        return ask("*")
    digest = hmac.new(password.encode(), challenge, "md5").hexdigest()
    return ask(_base64(f"{username} {digest}".encode()))


def _base64(data: bytes) -> str:
    import binascii

    return binascii.b2a_base64(data, newline=False).decode()
