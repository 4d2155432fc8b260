"""Python programs told by an ini file: pyramid_mailer and Trac."""

from __future__ import annotations

from collections.abc import Iterator

from .catalogue import Client, Spec

_SERVER = {"host": "mail.example.org", "port": 587, "username": "ada@example.org", "password": "Brighton1815!",
           "from_address": "ada@example.org"}  # fmt: skip


def pyramid_ini(spec: Spec) -> str:
    """A production.ini of Pyramid."""
    names = {
        "host": "host",
        "port": "port",
        "username": "username",
        "password": "password",
        "from_address": "default_sender",
    }
    lines = [f"mail.{names[field]} = {spec[field]}" for field in names if field in spec]
    modes = {"implicit": ["ssl"], "starttls": ["tls"], "both": ["ssl", "tls"], "none": []}
    lines += [f"mail.{flag} = true" for flag in modes[spec["mode"]]]
    return _pyramid(*lines)


def _pyramid(*lines: str) -> str:
    return "\n".join(["[app:main]", "use = egg:shop", "pyramid.includes = pyramid_mailer", *lines, ""])


def _pyramid_texts() -> Iterator[tuple[str, str]]:
    server = pyramid_ini({**_SERVER, "mode": "none"}).splitlines()[3:]
    for flag in ("t", "Yes", "on", "1", "enabled", "false", "0", ""):
        yield f"mail.tls = {flag}", _pyramid(*server, f"mail.tls = {flag}")
        yield f"mail.ssl = {flag}", _pyramid(*server, f"mail.ssl = {flag}").replace("= 587", "= 465")
    for port in ("abc", "", "0"):
        yield f"mail.port = {port}", _pyramid(*server, "mail.tls = true").replace("= 587", f"= {port}")
    yield "mail.user", _pyramid(*server, "mail.tls = true").replace("mail.username", "mail.user")


def trac_ini(spec: Spec) -> str:
    """A trac.ini with a section notification."""
    names = {"host": "smtp_server", "port": "smtp_port", "username": "smtp_user", "password": "smtp_password",
             "from_address": "smtp_from"}  # fmt: skip
    lines = [f"{names[field]} = {spec[field]}" for field in names if field in spec]
    return _trac("smtp_enabled = true", *lines, *(["use_tls = true"] if spec["mode"] == "starttls" else []))


def _trac(*lines: str) -> str:
    return "\n".join(["[notification]", *lines, ""])


def _trac_texts() -> Iterator[tuple[str, str]]:
    server = trac_ini({**_SERVER, "mode": "none"}).splitlines()[2:]
    on = "smtp_enabled = true"
    for flag in ("yes", "enabled", "on", "1", "TRUE", "t", "false", ""):
        yield f"use_tls = {flag}", _trac(on, *server, f"use_tls = {flag}")
    yield "empty password", _trac(on, *server[:3], "smtp_password =", server[4], "use_tls = true")
    for flag in ("false", "", "t", "no"):
        yield f"smtp_enabled = {flag}", _trac(f"smtp_enabled = {flag}", *server, "use_tls = true")
    yield "no smtp_enabled", _trac(*server, "use_tls = true")
    yield "sendmail", _trac(on, *server, "email_sender = SendmailEmailSender", "sendmail_path = /bin/true")


CLIENTS = [
    Client(
        "pyramid-mailer",
        "0.15.1",
        "python:ini311:pyramid",
        "pyramid",
        "production.ini",
        pyramid_ini,
        "host port username password from_address",
        always_from=True,
        label="pyramid_mailer 0.15.1",
        texts=_pyramid_texts,
    ),
    Client(
        "trac",
        "1.6",
        "python:ini311:trac",
        "trac",
        "trac.ini",
        trac_ini,
        "host port username password from_address",
        modes="starttls none",
        always_from=True,
        label="trac 1.6",
        texts=_trac_texts,
    ),
]
