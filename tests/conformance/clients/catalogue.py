"""The clients under test: which library in which version, how its settings are written down, and what reads them.

A spec is a dict of canonical fields (those of ``rules/clients``) to Python values; what is absent is not written.
``mode`` is implicit, starttls, both or none. A writer turns it into the client's own file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

Spec = dict[str, Any]
Files = dict[str, str]


class Client:
    """One client in one version.

    ``knows`` are the fields of a spec that it has a setting for; ``version`` picks the generation; ``sender`` says
    whether the sender is a setting, and not the program's; ``modes`` are those that it can be told; ``logs_in`` says
    that a file without a login tells nothing, as the code may hold it. ``texts`` gives files written out by hand, each
    with what it is. ``always_from`` says that what is sent without a sender is not the setting's matter,
    ``blanks`` whether a password may have blanks, ``bare_sender`` that a sender is an address without a name.
    """

    def __init__(
        self, id: str, version: str, worker: str, entry: str, main: str, write: Callable[[Spec], str], knows: str, *,
        beside: Files | None = None, label: str = "", sender: bool = True,
        modes: str = "implicit starttls both none", logs_in: bool = False,
        texts: Callable[[], Iterator[tuple[str, str]]] | None = None, always_from: bool = False, blanks: bool = True,
        bare_sender: bool = False, waits: tuple[int, ...] = (1, 2, 30),
    ) -> None:  # fmt: skip
        self.id = id
        self.version = version
        self.worker = worker
        self.entry = entry
        self.main = main
        self.write = write
        self.knows = frozenset(knows.split())
        self.beside = beside or {}
        self.sender = sender
        self.modes = tuple(modes.split())
        self.logs_in = logs_in
        self.texts = texts
        self.always_from = always_from
        self.blanks = blanks
        self.bare_sender = bare_sender
        self.waits = waits  # seconds, beside none
        self.label = label or f"{id} {version}"

    def files(self, spec: Spec) -> Files:
        """The natural files of a spec."""
        return {self.main: self.write(spec), **self.beside}


# -- Python ------------------------------------------------------------------------------------------------------------


def _assignments(names: dict[str, str], spec: Spec, flags: tuple[str, str]) -> str:
    ssl, tls = flags
    lines = [f"{names[field]} = {spec[field]!r}" for field in names if field in spec]
    switches = {"implicit": {ssl: True}, "starttls": {tls: True}, "both": {ssl: True, tls: True}, "none": {}}[
        spec["mode"]
    ]
    lines += [f"{key} = {value!r}" for key, value in switches.items()]
    return "\n".join([*lines, *spec.get("extra", ())]) + "\n"


def django_settings(spec: Spec) -> str:
    """A settings module."""
    names = {
        "host": "EMAIL_HOST", "port": "EMAIL_PORT", "username": "EMAIL_HOST_USER", "password": "EMAIL_HOST_PASSWORD",
        "timeout": "EMAIL_TIMEOUT", "from_address": "DEFAULT_FROM_EMAIL",
    }  # fmt: skip
    return _assignments(names, spec, ("EMAIL_USE_SSL", "EMAIL_USE_TLS"))


_FLASK = {"host": "MAIL_SERVER", "port": "MAIL_PORT", "username": "MAIL_USERNAME", "password": "MAIL_PASSWORD",
          "from_address": "MAIL_DEFAULT_SENDER"}  # fmt: skip


def flask_config(spec: Spec) -> str:
    """A configuration module of Flask with the names of Flask-Mail."""
    return _assignments({**_FLASK, "timeout": "MAIL_TIMEOUT"}, spec, ("MAIL_USE_SSL", "MAIL_USE_TLS"))


def fastapi_call(spec: Spec) -> str:
    """A module that makes a ConnectionConfig."""
    names = {
        **_FLASK,
        "from_address": "MAIL_FROM",
        "timeout": "TIMEOUT",
        "ehlo_name": "LOCAL_HOSTNAME",
        "verify": "VALIDATE_CERTS",
    }
    values = {names[field]: spec[field] for field in names if field in spec}
    values.setdefault("MAIL_USERNAME", "")
    values.setdefault("MAIL_PASSWORD", "")
    if "username" not in spec:
        values["USE_CREDENTIALS"] = False
    values["MAIL_STARTTLS"] = spec["mode"] in ("starttls", "both")
    values["MAIL_SSL_TLS"] = spec["mode"] in ("implicit", "both")
    lines = "".join(f"    {key}={value!r},\n" for key, value in values.items())
    return f"from fastapi_mail import ConnectionConfig\n\nconf = ConnectionConfig(\n{lines})\n"


def fastapi_env(spec: Spec) -> str:
    """The same as a .env, which the class reads from the environment."""
    body = fastapi_call(spec).partition("(\n")[2].rpartition(")")[0]
    lines = [line.strip().rstrip(",") for line in body.splitlines() if line.strip()]
    return "".join(f"{line.partition('=')[0]}={line.partition('=')[2].strip(chr(39))}\n" for line in lines)


def smtplib_script(spec: Spec) -> str:
    """A program that sends with smtplib."""
    arguments = [repr(spec["host"])]
    arguments += [repr(spec["port"])] if "port" in spec else []
    arguments += [f"timeout={spec['timeout']!r}"] if "timeout" in spec else []
    arguments += [f"local_hostname={spec['ehlo_name']!r}"] if "ehlo_name" in spec else []
    implicit = spec["mode"] in ("implicit", "both")
    context = "context=ssl.create_default_context()" if spec.get("verify") else ""
    arguments += [context] if context and implicit else []
    lines = [
        "import smtplib",
        "import ssl",
        "",
        f"server = smtplib.SMTP{'_SSL' if implicit else ''}({', '.join(arguments)})",
    ]
    lines += [f"server.starttls({context})"] if spec["mode"] in ("starttls", "both") else []
    lines += [f"server.login({spec['username']!r}, {spec['password']!r})"] if "username" in spec else []
    message = '"Subject: A test\\n\\nHello."'
    lines += [f"server.sendmail({spec.get('from_address', '')!r}, ['bob@example.net'], {message})", "server.quit()"]
    return "\n".join(lines) + "\n"


def aiosmtplib_script(spec: Spec) -> str:
    """A program that sends with aiosmtplib.send; the mode opportunistic leaves start_tls out."""
    names = {"host": "hostname", "port": "port", "username": "username", "password": "password", "timeout": "timeout",
             "ehlo_name": "local_hostname", "verify": "validate_certs"}  # fmt: skip
    values = {names[field]: spec[field] for field in names if field in spec}
    modes = {"implicit": {"use_tls": True}, "starttls": {"start_tls": True}, "none": {"start_tls": False},
             "both": {"use_tls": True, "start_tls": True}, "opportunistic": {}}  # fmt: skip
    values.update(modes[spec["mode"]])
    lines = "".join(f"        {key}={value!r},\n" for key, value in values.items())
    sender = (
        f"        sender={spec.get('from_address', 'ada@example.org')!r},\n        recipients=['bob@example.net'],\n"
    )
    body = f"async def main():\n    await aiosmtplib.send(\n        MESSAGE,\n{sender}{lines}    )\n"
    message = "MESSAGE = 'Subject: A test\\n\\nHello.'"
    return f"import asyncio\n\nimport aiosmtplib\n\n{message}\n\n\n{body}\n\nasyncio.run(main())\n"


def redmail_script(spec: Spec) -> str:
    """A program that sends with an EmailSender of Red Mail."""
    names = {"host": "host", "port": "port", "username": "username", "password": "password", "timeout": "timeout",
             "ehlo_name": "local_hostname"}  # fmt: skip
    values = [f"{names[field]}={spec[field]!r}" for field in names if field in spec]
    values += ["cls_smtp=smtplib.SMTP_SSL"] if spec["mode"] in ("implicit", "both") else []
    values += [f"use_starttls={spec['mode'] in ('starttls', 'both')}"]
    message = "subject='A test', receivers=['bob@example.net'], text='Hello.'"
    sender = spec.get("from_address", "ada@example.org")
    return (
        f"import smtplib\n\nfrom redmail import EmailSender\n\nemail = EmailSender({', '.join(values)})\n"
        f"email.send(sender={sender!r}, {message})\n"
    )


def yagmail_script(spec: Spec) -> str:
    """A program that sends with yagmail.SMTP."""
    names = {"host": "host", "port": "port", "timeout": "timeout", "ehlo_name": "local_hostname"}
    values = [f"{names[field]}={spec[field]!r}" for field in names if field in spec]
    values += [f"smtp_ssl={spec['mode'] in ('implicit', 'both')}"]
    values += [f"smtp_starttls={spec['mode'] in ('starttls', 'both')}"]
    login = f"{spec['username']!r}, {spec['password']!r}, "
    lines = [f"yag = yagmail.SMTP({login}{', '.join(values)})", "yag.send('bob@example.net', 'A test', 'Hello.')"]
    return "\n".join(["import yagmail", "", *lines, ""])


# -- JavaScript --------------------------------------------------------------------------------------------------------


def nodemailer_json(spec: Spec) -> str:
    """A JSON configuration whose key smtp is handed to createTransport. The mode both is secure with requireTLS."""
    options: dict[str, Any] = {"host": spec["host"]}
    options.update({"port": spec["port"]} if "port" in spec else {})
    options.update({"implicit": {"secure": True}, "starttls": {"secure": False, "requireTLS": True},
                    "both": {"secure": True, "requireTLS": True}, "none": {"secure": False, "ignoreTLS": True},
                    "opportunistic": {"secure": False}}[spec["mode"]])  # fmt: skip
    if "username" in spec:
        options["auth"] = {"user": spec["username"], "pass": spec["password"]}
    else:
        options.setdefault("requireTLS", False)  # host, port and secure alone could be anybody's
    if "timeout" in spec:
        options["greetingTimeout"] = options["connectionTimeout"] = int(spec["timeout"] * 1000)
    options.update({"name": spec["ehlo_name"]} if "ehlo_name" in spec else {})
    options.update({"tls": {"rejectUnauthorized": spec["verify"]}} if "verify" in spec else {})
    options.update(spec.get("extra", {}))
    return json.dumps({"smtp": options, "from": spec.get("from_address", "ada@example.org")}, indent=2) + "\n"


def nodemailer_url(spec: Spec) -> str:
    """A .env with SMTP_URL."""
    from urllib.parse import quote

    login = f"{quote(spec['username'], safe='')}:{quote(spec['password'], safe='')}@" if "username" in spec else ""
    port = f":{spec['port']}" if "port" in spec else ""
    query = {"starttls": ["requireTLS=true"], "none": ["ignoreTLS=true"]}.get(spec["mode"], [])
    query += [f"name={spec['ehlo_name']}"] if "ehlo_name" in spec else []
    query += [f"tls.rejectUnauthorized={str(spec['verify']).lower()}"] if "verify" in spec else []
    scheme = "smtps" if spec["mode"] in ("implicit", "both") else "smtp"
    tail = ("?" + "&".join(query)) if query else ""
    return f"SMTP_URL={scheme}://{login}{spec['host']}{port}{tail}\n"


# -- programs ----------------------------------------------------------------------------------------------------------


def django_mailers(spec: Spec) -> str:
    """A settings module with MAILERS."""
    names = {"host": "host", "port": "port", "username": "username", "password": "password", "timeout": "timeout"}
    options = {names[field]: spec[field] for field in names if field in spec}
    options.update({"implicit": {"use_ssl": True}, "starttls": {"use_tls": True}, "both": {"use_ssl": True,
    "use_tls": True}, "none": {}}[spec["mode"]])  # fmt: skip
    lines = "".join(f"            {key!r}: {value!r},\n" for key, value in options.items())
    sender = f"DEFAULT_FROM_EMAIL = {spec['from_address']!r}\n" if "from_address" in spec else ""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    body = f"        'BACKEND': '{backend}',\n        'OPTIONS': {{\n{lines}        }},\n"
    return f"{sender}MAILERS = {{\n    'default': {{\n{body}    }},\n}}\n"


def logging_json(spec: Spec) -> str:
    """A logging configuration (dictConfig) in JSON; secure is the mode starttls or both."""
    handler: dict[str, Any] = {
        "class": "logging.handlers.SMTPHandler",
        "mailhost": [spec["host"], spec["port"]] if "port" in spec else spec["host"],
        "fromaddr": spec.get("from_address", "ada@example.org"),
        "toaddrs": ["bob@example.net"],
        "subject": "A test",
    }
    handler.update({"credentials": [spec["username"], spec["password"]]} if "username" in spec else {})
    handler.update({"secure": []} if spec["mode"] in ("starttls", "both") else {})
    handler.update({"timeout": spec["timeout"]} if "timeout" in spec else {})
    config = {"version": 1, "handlers": {"mail": handler}, "root": {"level": "ERROR", "handlers": ["mail"]}}
    return json.dumps(config, indent=2) + "\n"


def msmtprc(spec: Spec) -> str:
    """An account of msmtp; the mode both is not written, as it has no such thing."""
    lines = ["account default", f"host {spec['host']}", *([f"port {spec['port']}"] if "port" in spec else [])]
    lines += {"implicit": ["tls on", "tls_starttls off"], "starttls": ["tls on"], "none": ["tls off"]}[spec["mode"]]
    lines += (
        [
            f"auth {'plain' if spec['mode'] == 'none' else 'on'}",
            f"user {spec['username']}",
            f"password {spec['password']}",
        ]
        if "username" in spec
        else []
    )
    lines += [f"from {spec['from_address']}"] if "from_address" in spec else []
    lines += [f"timeout {spec['timeout']}"] if "timeout" in spec else []
    lines += [f"domain {spec['ehlo_name']}"] if "ehlo_name" in spec else []
    lines += [f"tls_certcheck {'on' if spec['verify'] else 'off'}"] if "verify" in spec else []
    return "\n".join(lines) + "\n"


def phpmailer_env(spec: Spec) -> str:
    """The .env of a program that hands MAIL_ENCRYPTION to SMTPSecure."""
    names = {"host": "MAIL_HOST", "port": "MAIL_PORT", "username": "MAIL_USERNAME", "password": "MAIL_PASSWORD",
             "from_address": "MAIL_FROM_ADDRESS"}  # fmt: skip
    values = {names[field]: spec[field] for field in names if field in spec}
    values["MAIL_ENCRYPTION"] = {"implicit": "ssl", "starttls": "tls"}[spec["mode"]]
    return "".join(f'{key}="{value}"\n' if " " in str(value) else f"{key}={value}\n" for key, value in values.items())


def symfony_env(spec: Spec) -> str:
    """MAILER_DSN: smtps for implicit TLS, smtp for what the server offers."""
    from urllib.parse import quote

    login = f"{quote(spec['username'], safe='')}:{quote(spec['password'], safe='')}@" if "username" in spec else ""
    query = [f"local_domain={spec['ehlo_name']}"] if "ehlo_name" in spec else []
    query += [f"verify_peer={int(spec['verify'])}"] if "verify" in spec else []
    port = f":{spec['port']}" if "port" in spec else ""
    scheme = "smtps" if spec["mode"] == "implicit" else "smtp"
    return f'MAILER_DSN="{scheme}://{login}{spec["host"]}{port}{"?" + "&".join(query) if query else ""}"\n'


def java_properties(spec: Spec) -> str:
    """The properties of a JavaMail session."""
    names = {
        "host": "mail.smtp.host", "port": "mail.smtp.port", "username": "mail.smtp.user",
        "password": "mail.smtp.password", "from_address": "mail.from", "ehlo_name": "mail.smtp.localhost",
    }  # fmt: skip
    lines = [f"{names[field]}={spec[field]}" for field in names if field in spec]
    lines += ["mail.transport.protocol=smtp", f"mail.smtp.auth={str('username' in spec).lower()}"]
    if "timeout" in spec:
        names_of_time = ("connectiontimeout", "timeout", "writetimeout")
        lines += [f"mail.smtp.{name}={int(spec['timeout'] * 1000)}" for name in names_of_time]
    ssl, starttls, required = (
        "mail.smtp.ssl.enable=true",
        "mail.smtp.starttls.enable=true",
        "mail.smtp.starttls.required=true",
    )
    modes = {"implicit": [ssl], "starttls": [starttls, required], "opportunistic": [starttls], "none": []}
    lines += modes[spec["mode"]]
    lines += ["mail.smtp.ssl.trust=*"] if spec.get("verify") is False else []
    lines += ["mail.smtp.ssl.checkserveridentity=true"] if spec.get("verify") is True else []
    return "\n".join(lines) + "\n"


_BASIC = "host port username password from_address"
_PACKAGE = {"package.json": '{"dependencies": {"nodemailer": "*"}}\n'}

CURRENT = f"{sys.version_info[0]}.{sys.version_info[1]}"
VERSIONS = sorted({"3.10", "3.11", "3.12", "3.13", CURRENT}, key=lambda version: int(version[2:]))  # of smtplib

NODEMAILER = ("6.10.1", "7.0.13", "8.0.11", "9.1.1", "10.6.0")
FASTAPI_MAIL = {"1.2.9": "fastapi12", "1.4.2": "fastapi14", "1.6.8": "current311"}  # 1.4 is the first with pydantic 2
AIOSMTPLIB = {"2.0.2": "aiosmtplib2", "3.0.2": "aiosmtplib3", "4.0.2": "aiosmtplib4", "5.1.3": "current311"}

CLIENTS = [
    *(
        Client(
            "python-smtplib",
            version,
            f"python:python{version.replace('.', '')}:script",
            "script",
            "send.py",
            smtplib_script,
            _BASIC + " timeout ehlo_name verify",
        )
        for version in VERSIONS
    ),
    *(
        Client(
            "django",
            version,
            f"python:django{version.replace('.', '')}:django",
            "django",
            "settings.py",
            django_settings,
            _BASIC + " timeout",
        )
        for version in ("3.2", "4.2", "5.2", "6.1")
    ),
    Client(
        "flask-mail",
        "flask-mail",
        "python:old310:flask_mail",
        "flask_mail",
        "config.py",
        flask_config,
        _BASIC,
        label="flask-mail 0.9.1",
    ),
    Client(
        "flask-mail",
        "flask-mail",
        "python:current311:flask_mail",
        "flask_mail",
        "config.py",
        flask_config,
        _BASIC,
        label="flask-mail 0.10.0",
    ),
    Client(
        "flask-mail",
        "flask-mailman-1.0",
        "python:old310:flask_mailman",
        "flask_mailman",
        "config.py",
        flask_config,
        _BASIC + " timeout",
        label="flask-mailman 1.0.0",
    ),
    Client(
        "flask-mail",
        "flask-mailman",
        "python:current311:flask_mailman",
        "flask_mailman",
        "config.py",
        flask_config,
        _BASIC + " timeout",
        label="flask-mailman 1.1.1",
    ),
    *(
        Client(
            "fastapi-mail",
            version,
            f"python:{place}:fastapi_mail",
            "fastapi_mail",
            "mail.py",
            fastapi_call,
            _BASIC + " timeout ehlo_name verify",
        )
        for version, place in FASTAPI_MAIL.items()
    ),
    *(
        Client(
            "fastapi-mail",
            version,
            f"python:{place}:fastapi_mail",
            "fastapi_mail",
            ".env",
            fastapi_env,
            _BASIC + " timeout ehlo_name verify",
            label=f"fastapi-mail {version} (.env)",
        )
        for version, place in FASTAPI_MAIL.items()
    ),
    *(
        Client(
            "nodemailer",
            version,
            f"node:nodemailer{version.partition('.')[0]}",
            "json",
            "config.json",
            nodemailer_json,
            _BASIC + " timeout ehlo_name verify",
            sender=False,
            modes="implicit starttls both none opportunistic",
        )
        for version in NODEMAILER
    ),
    *(
        Client(
            "nodemailer",
            version,
            f"node:nodemailer{version.partition('.')[0]}",
            "url",
            ".env",
            nodemailer_url,
            "host port username password ehlo_name verify",
            beside=_PACKAGE,
            label=f"nodemailer {version} (URL)",
            sender=False,
            modes="implicit starttls both none opportunistic",
        )
        for version in NODEMAILER
    ),
    Client(
        "django-mailers",
        "6.1",
        "python:django61:django",
        "django",
        "settings.py",
        django_mailers,
        _BASIC + " timeout",
        sender=False,
    ),
    *(
        Client(
            "python-logging-smtphandler",
            version,
            f"python:python{version.replace('.', '')}:logging_json",
            "logging_json",
            "logging.json",
            logging_json,
            _BASIC + " timeout",
            modes="starttls none",
        )
        for version in ("3.10", "3.13")
    ),
    Client(
        "msmtp",
        "1.8",
        "program:msmtp",
        "msmtp",
        ".msmtprc",
        msmtprc,
        _BASIC + " timeout ehlo_name verify",
        modes="implicit starttls none",
        label="msmtp 1.8.23",
    ),
    Client(
        "phpmailer",
        "6.6.3",
        "program:phpmailer",
        "phpmailer",
        ".env",
        phpmailer_env,
        _BASIC,
        modes="implicit starttls",
        logs_in=True,
        beside={"composer.json": '{"require": {"phpmailer/phpmailer": "^6.6"}}\n'},
    ),
    Client(
        "symfony-mailer",
        "5.4",
        "program:symfony",
        "symfony",
        ".env",
        symfony_env,
        "host port username password ehlo_name verify",
        modes="implicit opportunistic",
        sender=False,
        label="symfony-mailer 5.4.53",
    ),
    *(
        Client(
            "jakarta-mail",
            "1",  # the generation; the numbers of two libraries overlap
            f"java:{place}",
            "properties",
            "mail.properties",
            java_properties,
            _BASIC + " timeout ehlo_name verify",
            modes="implicit starttls opportunistic none",
            label=f"jakarta-mail {version} ({name})",
        )
        for version, place, name in (("1.6.5", "javamail", "JavaMail"), ("2.0.0", "jakarta", "Jakarta Mail"))
    ),
    *(
        Client(
            "aiosmtplib",
            version,
            f"python:{place}:script",
            "script",
            "send.py",
            aiosmtplib_script,
            _BASIC + " timeout ehlo_name verify",
            modes="implicit starttls both none opportunistic",
            sender=False,
            logs_in=True,
        )
        for version, place in AIOSMTPLIB.items()
    ),
    Client(
        "redmail",
        "0.6.0",
        "python:current311:script",
        "script",
        "send.py",
        redmail_script,
        _BASIC + " timeout ehlo_name",
        sender=False,
    ),
    Client(
        "yagmail",
        "0.16.0",
        "python:current311:script",
        "script",
        "send.py",
        yagmail_script,
        "host port username password timeout ehlo_name",
        sender=False,
        logs_in=True,
    ),
]
