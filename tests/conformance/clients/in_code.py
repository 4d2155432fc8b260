"""Programs that tell a library in code what others read from a file: PHPMailer, Symfony Mailer, Nodemailer, SMTPHandler."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .catalogue import NODEMAILER, Client, Spec, logging_json, nodemailer_json, nodemailer_url, symfony_env

_LOGIN = {"username": "ada@example.org", "password": "Brighton1815!"}
_OLD, _NEW = NODEMAILER[0], NODEMAILER[-1]


def phpmailer_php(spec: Spec) -> str:
    """A program that sends with PHPMailer."""
    names = {"host": "Host", "port": "Port", "username": "Username", "password": "Password"}
    lines = ["isSMTP()", *(f"{names[field]} = {spec[field]!r}" for field in names if field in spec)]
    lines += ["SMTPAuth = true"] if "username" in spec else []
    lines += {"implicit": ["SMTPSecure = PHPMailer::ENCRYPTION_SMTPS"], "opportunistic": [],
              "starttls": ["SMTPSecure = PHPMailer::ENCRYPTION_STARTTLS"], "none": ["SMTPAutoTLS = false"]}[spec["mode"]]  # fmt: skip
    check = str(spec.get("verify")).lower()
    lines += (
        [f"SMTPOptions = ['ssl' => ['verify_peer' => {check}, 'verify_peer_name' => {check}]]"]
        if "verify" in spec
        else []
    )
    return _phpmailer(*lines, f"setFrom({spec.get('from_address', 'ada@example.org')!r})")


def _phpmailer(*lines: str) -> str:
    head = "<?php\n\nuse PHPMailer\\PHPMailer\\PHPMailer;\n\nrequire 'vendor/autoload.php';\n\n$mail = new PHPMailer(true);\n"
    message = ("addAddress('bob@example.net')", "Subject = 'A test'", "Body = 'Hello.'", "send()")
    return head + "".join(f"$mail->{line};\n" for line in (*lines, *message))


def _phpmailer_texts() -> Iterator[tuple[str, str]]:
    server = (
        "Host = 'mail.example.org'",
        *(f"{name.title()} = {value!r}" for name, value in _LOGIN.items()),
        "SMTPAuth = true",
    )
    sender = "setFrom('ada@example.org')"
    for flag in ("'tls'", "'ssl'", "'TLS'", "''", "false", "'starttls'"):
        for port in (587, 465):
            yield (
                f"SMTPSecure = {flag}, {port}",
                _phpmailer("isSMTP()", *server, f"Port = {port}", f"SMTPSecure = {flag}", sender),
            )
    yield "Mailer = 'smtp'", _phpmailer("Mailer = 'smtp'", *server, "Port = 587", "SMTPSecure = 'tls'", sender)
    without = [line for line in server if not line.startswith("SMTPAuth")]
    yield "no SMTPAuth", _phpmailer("isSMTP()", *without, "Port = 587", "SMTPSecure = 'tls'", sender)
    yield "no port", _phpmailer("isSMTP()", *server, "SMTPSecure = 'tls'", sender)
    yield (
        "isSendmail",
        _phpmailer("isSendmail()", *server, "SMTPSecure = 'tls'", sender).replace(
            "$mail->send()",
            "chmod(__DIR__ . '/sendmail', 0755);\n$mail->Sendmail = __DIR__ . '/sendmail';\n$mail->send()",
        ),
    )


def symfony_php(spec: Spec) -> str:
    """A program that makes a transport of Symfony Mailer from a DSN."""
    dsn = symfony_env(spec).partition("=")[2].strip().strip('"')
    names = ("Mailer", "Transport")
    uses = (
        "".join(f"use Symfony\\Component\\Mailer\\{name};\n" for name in names)
        + "use Symfony\\Component\\Mime\\Email;\n"
    )
    message = "(new Email())->from('ada@example.org')->to('bob@example.net')->subject('A test')->text('Hello.')"
    body = f"$transport = Transport::fromDsn({dsn!r});\n(new Mailer($transport))->send({message});\n"
    return f"<?php\n\n{uses}\nrequire 'vendor/autoload.php';\n\n{body}"


def nodemailer_js(spec: Spec) -> str:
    """A program that hands the options to createTransport."""
    options = json.loads(nodemailer_json(spec))["smtp"]
    return _nodemailer(json.dumps(options, indent=2))


def nodemailer_url_js(spec: Spec) -> str:
    """A program that hands a URL to createTransport."""
    return _nodemailer(json.dumps(nodemailer_url(spec).partition("=")[2].strip()))


def _nodemailer(argument: str) -> str:
    head = (
        f'const nodemailer = require("nodemailer");\n\nconst transporter = nodemailer.createTransport({argument});\n\n'
    )
    message = '{ from: "ada@example.org", to: "bob@example.net", subject: "A test", text: "Hello." }'
    return f"{head}module.exports = transporter.sendMail({message});\n"


def _service_texts() -> Iterator[tuple[str, str]]:
    login = 'auth: { user: "ada@example.org", pass: "vhkqzpnwrgtmlcbx" }'
    for service in ("gmail", "Gmail", "SendGrid", "Yahoo", "Zoho", "FastMail", "QQ", "Outlook365"):
        yield f"service {service}", _nodemailer(f'{{ service: "{service}", {login} }}')


def handler_py(spec: Spec) -> str:
    """A program that makes an SMTPHandler and logs an error; what the handler would print is raised."""
    told = json.loads(logging_json(spec))["handlers"]["mail"]
    lists = ("mailhost", "credentials", "secure")
    values = {
        name: tuple(value) if name in lists and isinstance(value, list) else value for name, value in told.items()
    }
    arguments = "".join(f"    {name}={value!r},\n" for name, value in values.items() if name != "class")
    made = f"handler = logging.handlers.SMTPHandler(\n{arguments})\n"
    loud = "\n\ndef loud(record):\n    raise\n\n\nhandler.handleError = loud\n"
    return f"import logging\nimport logging.handlers\n\n{made}{loud}logging.getLogger().addHandler(handler)\nlogging.error('Hello.')\n"


def _vendor(autoload: str) -> dict[str, str]:
    return {"vendor/autoload.php": f"<?php\nrequire '{autoload}';\n", "sendmail": "#!/bin/sh\nexec cat >/dev/null\n"}


CLIENTS = [
    *(
        Client(
            "phpmailer",
            version,
            "program:phpscript" + place,
            "phpscript",
            "mail.php",
            phpmailer_php,
            "host port username password from_address verify",
            modes="implicit starttls none opportunistic",
            always_from=True,
            label=f"phpmailer {version} (code)",
            beside=_vendor("libphp-phpmailer/autoload.php"),
            texts=_phpmailer_texts,
        )
        for version, place in (("6.6.3", ""), ("7.1.1", ":php-unstable"))
    ),
    Client(
        "symfony-mailer",
        "7.4",
        "program:phpscript:php-unstable",
        "phpscript",
        "mail.php",
        symfony_php,
        "host port username password ehlo_name verify",
        modes="implicit opportunistic",
        sender=False,
        label="symfony-mailer 7.4 (code)",
        beside=_vendor("Symfony/Component/Mailer/autoload.php"),
        texts=lambda: iter(()),
    ),
    *(
        Client(
            "nodemailer",
            version,
            f"node:nodemailer{version.partition('.')[0]}",
            "script",
            "mail.js",
            nodemailer_js,
            "host port username password timeout ehlo_name verify",
            sender=False,
            modes="implicit starttls both none opportunistic",
            label=f"nodemailer {version} (code)",
            texts=_service_texts,
        )
        for version in (_OLD, _NEW)
    ),
    Client(
        "nodemailer",
        _NEW,
        f"node:nodemailer{_NEW.partition('.')[0]}",
        "script",
        "mail.js",
        nodemailer_url_js,
        "host port username password ehlo_name verify",
        sender=False,
        modes="implicit starttls both none opportunistic",
        label=f"nodemailer {_NEW} (URL in code)",
        texts=lambda: iter(()),
    ),
    Client(
        "python-logging-smtphandler",
        "3.13",
        "python:python313:script",
        "script",
        "log.py",
        handler_py,
        "host port username password from_address timeout",
        modes="starttls none",
        label="python-logging-smtphandler 3.13 (code)",
        texts=lambda: iter(()),
    ),
]
