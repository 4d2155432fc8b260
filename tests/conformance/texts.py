"""Cells from files written out by hand: what no field of a spec can say, such as other spellings of a value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

HOST, GMAIL = "mail.example.org", "smtp.gmail.com"
LMTP = "lmtp.example.net"
CLEAR = "smtpdm.aliyun.com"  # offers no STARTTLS on the port that it has in clear text
MALFORMED = ("shop", "shop@", "@example.org", "Ada <ada@example.org", "Ada ada@example.org", "Ada <ada@example.org> Shop",
             "ada@example.org, bob@example.org", "Ada, Countess <ada@example.org>", "Ada Lovelace", "<ada@example.org>",
             '"Ada" <ada@example.org>', "ada@example", "Ada <>", "ada @example.org", "ada@@example.org",
             "Ada <ada>")  # fmt: skip
_LOGIN = {"username": "ada@example.org", "password": "Brighton1815!"}


def _django(*lines: str, host: str = HOST) -> str:
    """A settings module with a login and a short time-out, and these lines."""
    login = f'EMAIL_HOST_USER = "ada@example.org"\nEMAIL_HOST_PASSWORD = "{_LOGIN["password"]}"\n'
    head = f'import os\n\nEMAIL_HOST = "{host}"\n{login}DEFAULT_FROM_EMAIL = "ada@example.org"\nEMAIL_TIMEOUT = 1\n'
    return head + "\n".join(lines) + "\n"


def _flask(*lines: str, host: str = HOST) -> str:
    login = f'MAIL_USERNAME = "ada@example.org"\nMAIL_PASSWORD = "{_LOGIN["password"]}"\n'
    head = f'import os\n\nMAIL_SERVER = "{host}"\n{login}MAIL_DEFAULT_SENDER = "ada@example.org"\n'
    return head + "\n".join(lines) + "\n"


def _fastapi(**values: str) -> str:
    shown = {
        "MAIL_SERVER": HOST, "MAIL_PORT": "587", "MAIL_USERNAME": "ada@example.org", "MAIL_PASSWORD": "Brighton1815!",
        "MAIL_FROM": "ada@example.org", "TIMEOUT": "1", "MAIL_STARTTLS": "True", "MAIL_SSL_TLS": "False", **values,
    }  # fmt: skip
    return "".join(f"{key}={value}\n" for key, value in shown.items())


def _nodemailer(**options: Any) -> str:
    login = {"auth": {"user": _LOGIN["username"], "pass": _LOGIN["password"]}}
    waits = {"greetingTimeout": 1000, "connectionTimeout": 1000}
    return json.dumps({"smtp": {"host": HOST, **login, **waits, **options}, "from": "ada@example.org"}, indent=2) + "\n"


def _properties(*lines: str) -> str:
    values = {"host": HOST, "user": "ada@example.org", "password": _LOGIN["password"], "auth": "true",
              "connectiontimeout": "1000", "timeout": "1000", "writetimeout": "1000"}  # fmt: skip
    own = [f"mail.smtp.{key}={value}" for key, value in values.items()]
    return "\n".join([*own, "mail.transport.protocol=smtp", "mail.from=ada@example.org", *lines]) + "\n"


def _script(*lines: str) -> str:
    sent = "server.sendmail('ada@example.org', ['bob@example.net'], 'Subject: A test\\n\\nHello.')"
    return "\n".join(["import smtplib", "import ssl", "", *lines, sent, "server.quit()"]) + "\n"


def _msmtp(host: str, port: int, *lines: str) -> str:
    login = f"auth on\nuser ada@example.org\npassword {_LOGIN['password']}\nfrom ada@example.org\n"
    return f"account default\nhost {host}\nport {port}\n{login}timeout 1\n" + "\n".join(lines) + "\n"


def texts(client: str, label: str) -> Iterator[tuple[str, str]]:
    """What a cell is, and its main file, for a client (id) in one form (label)."""
    if client == "django":
        yield from _of_django()
    elif client == "flask-mail":
        yield from _of_flask()
        if label.startswith("flask-mailman"):
            yield from _of_flask_mailman()
    elif client == "fastapi-mail" and label.endswith("(.env)"):
        yield from _of_fastapi()
    elif client == "nodemailer":
        yield from _of_nodemailer_url() if label.endswith("(URL)") else _of_nodemailer()
    elif client == "symfony-mailer":
        yield from _of_symfony()
    elif client == "jakarta-mail":
        yield from _of_jakarta()
    elif client == "python-smtplib":
        yield from _of_smtplib()
    elif client == "django-mailers":
        yield from _of_mailers()
    elif client == "msmtp":
        yield from _of_msmtp()
    elif client == "python-logging-smtphandler":
        yield from _of_logging()


def _of_django() -> Iterator[tuple[str, str]]:
    yield (
        "console backend",
        _django(
            'EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"',
            "EMAIL_PORT = 587",
            "EMAIL_USE_TLS = True",
        ),
    )
    for tls in ("'False'", "'0'", "''", "0", "1", "'no'", "None", "bool('False')", "bool('')"):
        yield f"EMAIL_USE_TLS = {tls}", _django("EMAIL_PORT = 587", f"EMAIL_USE_TLS = {tls}")
        yield f"EMAIL_USE_SSL = {tls}", _django("EMAIL_PORT = 465", f"EMAIL_USE_SSL = {tls}")
    yield "both as text", _django("EMAIL_PORT = 587", 'EMAIL_USE_TLS = "True"', 'EMAIL_USE_SSL = "False"')
    for port in ("'587'", "int('587')", "' 587'", "'abc'"):
        yield f"EMAIL_PORT = {port}", _django(f"EMAIL_PORT = {port}", "EMAIL_USE_TLS = True")
    for port in ("5870", "58700000", "70000", "993", "110"):
        yield f"EMAIL_PORT = {port}", _django(f"EMAIL_PORT = {port}", "EMAIL_USE_TLS = True", host=GMAIL)
    for host in ("smtp://mail.example.org", "mail.example.org:587", "mail.example.org/", " mail.example.org",
                 "imap.gmail.com", "pop.gmail.com", "smtp.gmial.com", "smtp.google.com", "gmail.com"):  # fmt: skip
        yield f"EMAIL_HOST = {host!r}", _django("EMAIL_PORT = 587", "EMAIL_USE_TLS = True", host=host)
    for sender in ("Ada Lovelace <ada@example.org>", "Größe <ada@example.org>"):
        lines = ("EMAIL_PORT = 587", "EMAIL_USE_TLS = True", f"DEFAULT_FROM_EMAIL = {sender!r}")
        yield f"from {sender!r}", _django(*lines).replace('DEFAULT_FROM_EMAIL = "ada@example.org"\n', "")
    for tls in ("EMAIL_USE_TLS = True", "EMAIL_USE_SSL = True"):
        yield f"EMAIL_PORT = 0, {tls}", _django("EMAIL_PORT = 0", tls)
        yield f"EMAIL_PORT = 0, {tls}, to one with port 465 alone", _django("EMAIL_PORT = 0", tls, host="smtp.zoho.com")
    yield "EMAIL_USE_TLS where no STARTTLS is offered", _django("EMAIL_PORT = 25", "EMAIL_USE_TLS = True", host=CLEAR)
    for sender in MALFORMED:
        lines = ("EMAIL_PORT = 587", "EMAIL_USE_TLS = True", f"DEFAULT_FROM_EMAIL = {sender!r}")
        yield f"from {sender!r}", _django(*lines).replace('DEFAULT_FROM_EMAIL = "ada@example.org"\n', "")
    for seconds in ("0", "-1", "0.5", "'1'"):
        lines = ("EMAIL_PORT = 587", "EMAIL_USE_TLS = True", f"EMAIL_TIMEOUT = {seconds}")
        yield f"EMAIL_TIMEOUT = {seconds}", _django(*lines).replace("EMAIL_TIMEOUT = 1\n", "")


def _of_flask() -> Iterator[tuple[str, str]]:
    for flag in ("'False'", "'0'", "''", "0", "1"):
        yield f"MAIL_USE_TLS = {flag}", _flask("MAIL_PORT = 587", f"MAIL_USE_TLS = {flag}")
        yield f"MAIL_USE_SSL = {flag}", _flask("MAIL_PORT = 465", f"MAIL_USE_SSL = {flag}")
    yield "MAIL_SUPPRESS_SEND", _flask("MAIL_PORT = 587", "MAIL_USE_TLS = True", "MAIL_SUPPRESS_SEND = True")
    for port in ("'587'", "'abc'", "0"):
        yield f"MAIL_PORT = {port}", _flask(f"MAIL_PORT = {port}", "MAIL_USE_TLS = True")
    yield "MAIL_PORT = 0, MAIL_USE_SSL", _flask("MAIL_PORT = 0", "MAIL_USE_SSL = True")
    for sender in MALFORMED:
        lines = ("MAIL_PORT = 587", "MAIL_USE_TLS = True", f"MAIL_DEFAULT_SENDER = {sender!r}")
        yield f"from {sender!r}", _flask(*lines).replace('MAIL_DEFAULT_SENDER = "ada@example.org"\n', "")


def _of_flask_mailman() -> Iterator[tuple[str, str]]:
    for seconds in ("0", "-1", "0.5"):
        lines = ("MAIL_PORT = 587", "MAIL_USE_TLS = True", f"MAIL_TIMEOUT = {seconds}")
        yield f"MAIL_TIMEOUT = {seconds}", _flask(*lines)


def _of_logging() -> Iterator[tuple[str, str]]:
    handler: dict[str, Any] = {
        "class": "logging.handlers.SMTPHandler", "mailhost": [HOST, 587], "fromaddr": "ada@example.org",
        "toaddrs": ["bob@example.net"], "subject": "A test", "credentials": list(_LOGIN.values()), "secure": [],
        "timeout": 1,
    }  # fmt: skip
    changes: list[dict[str, Any]] = [{"timeout": seconds} for seconds in (0, -1, 0.5, "1")]
    changes += [{"mailhost": [HOST, port]} for port in (0, "587", "abc")] + [{"secure": None}, {"credentials": None}]
    # "shop@" ends in an IndexError of Python's own parser up to some release of 3.12: left open.
    changes += [{"fromaddr": sender} for sender in MALFORMED if sender != "shop@"]
    for changed in changes:
        config = {"version": 1, "handlers": {"mail": {**handler, **changed}}, "root": {"handlers": ["mail"]}}
        yield json.dumps(changed), json.dumps(config, indent=2) + "\n"


def _of_fastapi() -> Iterator[tuple[str, str]]:
    yield "SUPPRESS_SEND=1", _fastapi(SUPPRESS_SEND="1")
    for text in ("true", "yes", "on", "1", "t", "TRUE", "maybe", "False", "no", "0", "off", "2"):
        yield f"MAIL_STARTTLS={text}", _fastapi(MAIL_STARTTLS=text)
        yield f"MAIL_SSL_TLS={text}", _fastapi(MAIL_SSL_TLS=text, MAIL_STARTTLS="False", MAIL_PORT="465")
        yield f"VALIDATE_CERTS={text}", _fastapi(VALIDATE_CERTS=text)
    for port in ("abc", "587.5", "0"):
        yield f"MAIL_PORT={port}", _fastapi(MAIL_PORT=port)
    for sender in (*MALFORMED, "ada..lovelace@example.org", "ada@example..org"):
        if '"' not in sender:  # would be the quotes of the file
            yield f"MAIL_FROM={sender}", _fastapi(MAIL_FROM=sender)


def _of_nodemailer() -> Iterator[tuple[str, str]]:
    for flag in ("false", "true", "", "no", 0, 1, None):
        yield f"secure {flag!r}", _nodemailer(port=465, secure=flag)
        yield f"requireTLS {flag!r}", _nodemailer(port=587, secure=False, requireTLS=flag)
        yield f"ignoreTLS {flag!r}", _nodemailer(port=587, secure=False, ignoreTLS=flag)
    for port in ("587", "465", 465, 587):
        yield f"port {port!r} alone", _nodemailer(port=port)
        yield f"port {port!r} secure", _nodemailer(port=port, secure=True)
    yield "port 0", _nodemailer(port=0, requireTLS=True)
    yield "port 0 secure", _nodemailer(port=0, secure=True)
    for flag in (True, False, 0, "", None, "false", "true", "0"):
        yield f"rejectUnauthorized {flag!r}", _nodemailer(port=465, secure=True, tls={"rejectUnauthorized": flag})


def _of_nodemailer_url() -> Iterator[tuple[str, str]]:
    login = "ada%40example.org:Brighton1815!@"
    for url in (f"smtp://{login}{HOST}:587?secure=true", f"smtps://{login}{HOST}:587?secure=false",
                f"smtp://{login}{HOST}:465", f"smtp://{login}{HOST}:465?secure=true", f"smtps://{login}{HOST}",
                f"smtp://{login}{HOST}", f"smtp://{login}{HOST}:587?ignoreTLS=false", f"smtp://{login}{HOST}:587?requireTLS=false",
                f"smtp://{HOST}:25", f"smtp://{login}{HOST}:0", "direct:", "direct:?name=app.example.org", "direct://",
                f"direct://{login}{HOST}:587?requireTLS=true"):  # fmt: skip
        yield f"SMTP_URL={url}", f"SMTP_URL={url}\n"
    for word in ("yes", "no", "0", "1", "", "on", "off", "TRUE", "False", "2", "null", "00"):
        for key in ("requireTLS", "ignoreTLS"):
            yield f"{key}={word}", f"SMTP_URL=smtp://{login}{HOST}:587?{key}={word}\n"
        yield f"tls.rejectUnauthorized={word}", f"SMTP_URL=smtps://{login}{HOST}?tls.rejectUnauthorized={word}\n"


def _of_symfony() -> Iterator[tuple[str, str]]:
    login = "ada%40example.org:Brighton1815!@"
    for dsn in ("null://null", f"ssl://{login}{HOST}:465", f"tls://{login}{HOST}:587", f"starttls://{login}{HOST}:587",
                f"smtp+tls://{login}{HOST}:587", f"SMTP://{login}{HOST}:587", f"smtp://{login}{HOST}:465",
                f"smtp://{login}{HOST}", f"smtps://{login}{HOST}", f"smtp://{login}{HOST}:25", "smtp://localhost:1025",
                f"smtp://{login}{HOST}:587?encryption=tls", f"smtp://{login}{HOST}:587?encryption=ssl",
                f"smtp://{login}{HOST}:587?auth_mode=login", f"smtp://{login}{HOST}:587?verify_peer=false",
                f"smtps://{login}{HOST}:465?verify_peer=0", f"smtp://{login}{HOST}:465?encryption=tls",
                f"smtp://{login}{HOST}:587?auto_tls=false", f"smtp://{login}{HOST}:587?require_tls=true"):  # fmt: skip
        yield f"MAILER_DSN={dsn}", f'MAILER_DSN="{dsn}"\n'
        yield f"MAILER_DSN={dsn} unquoted", f"MAILER_DSN={dsn}\n"


def _of_jakarta() -> Iterator[tuple[str, str]]:
    factory = "mail.smtp.socketFactory.class=javax.net.ssl.SSLSocketFactory"
    for port in (465, 587):
        lines = (factory, "mail.smtp.socketFactory.fallback=false", f"mail.smtp.port={port}")
        yield f"socket factory on {port}", _properties(*lines)
    for flag in ("True", "TRUE", "yes", "1", "false", "False", "on", ""):
        yield f"ssl.enable={flag}", _properties("mail.smtp.port=465", f"mail.smtp.ssl.enable={flag}")
        yield f"starttls.enable={flag}", _properties("mail.smtp.port=587", f"mail.smtp.starttls.enable={flag}")
        lines = ("mail.smtp.port=587", "mail.smtp.starttls.enable=true", f"mail.smtp.starttls.required={flag}")
        yield f"starttls.required={flag}", _properties(*lines)
    for port in (465, 587, None):
        shown = [f"mail.smtp.port={port}"] if port else []
        text = _properties(*shown).replace("protocol=smtp\n", "protocol=smtps\n").replace("mail.smtp.", "mail.smtps.")
        yield f"smtps, port {port}", text
        yield f"smtps, port {port}, with starttls", text + "mail.smtps.starttls.enable=true\n"
        if port != 587:  # nobody here plays an impostor that begins with TLS there
            yield f"smtps, port {port}, trusts all", text + "mail.smtps.ssl.trust=*\n"
        yield f"smtps, port {port}, no timeout", text.replace("mail.smtps.timeout=1000\n", "")
    yield "port 0", _properties("mail.smtp.port=0")


def _of_smtplib() -> Iterator[tuple[str, str]]:
    login = f"server.login('ada@example.org', {_LOGIN['password']!r})"
    tls = "server.starttls(context=ssl.create_default_context())"
    yield "login before starttls", _script(f"server = smtplib.SMTP('{HOST}', 587, timeout=1)", login, tls)
    yield "login before starttls at gmail", _script(f"server = smtplib.SMTP('{GMAIL}', 587, timeout=1)", login, tls)
    for port in ("'587'", "'abc'"):
        yield f"port {port}", _script(f"server = smtplib.SMTP('{HOST}', {port}, timeout=1)", tls, login)
    checked = "context=ssl.create_default_context()"
    yield "port 0", _script(f"server = smtplib.SMTP('{HOST}', 0, timeout=1)", tls, login)
    yield "port 0 implicit", _script(f"server = smtplib.SMTP_SSL('{HOST}', 0, timeout=1, {checked})", login)
    for unchecked in (False, True):
        how, own = ("", "server.starttls()") if unchecked else (checked, tls)
        yield f"port in the host {how}", _script(f"server = smtplib.SMTP('{HOST}:587', timeout=1)", own, login)
        yield (
            f"port in the host implicit {how}",
            _script(f"server = smtplib.SMTP_SSL('{HOST}:465', timeout=1, {how})", login),
        )
        late = ("server = smtplib.SMTP(timeout=1)", f"server.connect('{HOST}:587')")
        yield f"port in the host of connect {how}", _script(*late, own, login)
        late = ("server = smtplib.SMTP(timeout=1)", f"server.connect('{HOST}', 587)")
        yield f"host of connect {how}", _script(*late, own, login)
    for where in (f"'{LMTP}', 24", f"'{LMTP}'", f"'{LMTP}', 2003, timeout=1"):
        yield f"LMTP({where})", _script(f"server = smtplib.LMTP({where})")
    for seconds in ("0", "-1", "0.5"):
        yield f"timeout {seconds}", _script(f"server = smtplib.SMTP('{HOST}', 587, timeout={seconds})", tls, login)
    yield (
        "with",
        (
            f"import smtplib\nimport ssl\n\nwith smtplib.SMTP('{HOST}', 587, timeout=1) as server:\n    {tls}\n    {login}\n"
            "    server.sendmail('ada@example.org', ['bob@example.net'], 'Subject: A test\\n\\nHello.')\n"
        ),
    )


def _mailers(options: str) -> str:
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    login = f"'username': 'ada@example.org', 'password': {_LOGIN['password']!r}"
    return f"MAILERS = {{'default': {{'BACKEND': '{smtp}', 'OPTIONS': {{'host': '{HOST}', {login}, {options}}}}}}}\n"


def _of_mailers() -> Iterator[tuple[str, str]]:
    console, smtp = (f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "smtp"))
    yield "console backend", f"MAILERS = {{'default': {{'BACKEND': '{console}'}}}}\n"
    options = "{'port': 587, 'use_tls': True}"
    for flag, port in (("use_tls", 587), ("use_ssl", 465)):
        for one in (f"'timeout': {seconds}, 'port': {port}" for seconds in (0, -1, 0.5)):
            yield f"{flag}, {one}", _mailers(f"'{flag}': True, {one}")
        yield f"{flag}, port 0", _mailers(f"'{flag}': True, 'port': 0, 'timeout': 1")
    yield "no host", f"MAILERS = {{'default': {{'BACKEND': '{smtp}', 'OPTIONS': {options}}}}}\n"


def _of_msmtp() -> Iterator[tuple[str, str]]:
    yield "tls-mode-not-offered", _msmtp(GMAIL, 465, "tls on", "tls_starttls on")
    yield "tls_nocertcheck", _msmtp(HOST, 587, "tls on", "tls_certcheck off")
    yield "no tls_starttls", _msmtp(HOST, 465, "tls on")
    yield "no STARTTLS offered", _msmtp(CLEAR, 25, "tls on")
    yield "port 0", _msmtp(HOST, 0, "tls on")
