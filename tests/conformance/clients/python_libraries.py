"""Libraries of Python for sending mail that few arguments tell: emails, Envelopes, Apprise and zope.sendmail."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from .catalogue import Client, Spec

_SPEC = {"host": "mail.example.org", "port": 587, "username": "ada@example.org", "password": "Brighton1815!"}


def _emails_settings(spec: Spec) -> dict[str, object]:
    names = {"host": "host", "port": "port", "username": "user", "password": "password", "timeout": "timeout",
             "ehlo_name": "local_hostname"}  # fmt: skip
    modes = {"implicit": {"ssl": True}, "starttls": {"tls": True}, "both": {"ssl": True, "tls": True}, "none": {}}
    return {**{names[field]: spec[field] for field in names if field in spec}, **modes[spec["mode"]]}


def emails_send(spec: Spec) -> str:
    """A program that hands the settings to message.send; what the library keeps in its response is raised."""
    settings = "".join(f"        {name!r}: {value!r},\n" for name, value in _emails_settings(spec).items())
    sender = spec.get("from_address", "ada@example.org")
    head = f"message = emails.html(html='<p>Hello.</p>', subject='A test', mail_from={sender!r})\n"
    call = f"response = message.send(\n    to='bob@example.net',\n    smtp={{\n{settings}    }},\n)\n"
    return f"import emails\n\n{head}{call}{_RAISED}"


def emails_backend(spec: Spec) -> str:
    """A program that makes a backend of its own, which raises what goes wrong."""
    settings = "".join(f"    {name}={value!r},\n" for name, value in _emails_settings(spec).items())
    head = f"import emails\nfrom emails.backend import SMTPBackend\n\nbackend = SMTPBackend(\n{settings})\n"
    sender = spec.get("from_address", "ada@example.org")
    message = f"message = emails.html(html='<p>Hello.</p>', subject='A test', mail_from={sender!r})\n"
    return f"{head}{message}response = message.send(to='bob@example.net', smtp=backend)\n{_RAISED}"


_RAISED = "if response.error:\n    raise response.error\n"


def _emails_texts() -> Iterator[tuple[str, str]]:
    for mode, port in (("implicit", 465), ("starttls", 587), ("none", 25)):
        whole = emails_send({**_SPEC, "mode": mode, "port": port})
        yield f"{mode}, no port", whole.replace(f"        'port': {port},\n", "")
    for port in ("'587'", "'abc'", "0"):
        yield f"port {port}", emails_send({**_SPEC, "mode": "starttls"}).replace("587", port)
    for flag in ("'False'", "''", "0", "1", "None"):
        yield f"tls {flag}", emails_send({**_SPEC, "mode": "starttls"}).replace("'tls': True", f"'tls': {flag}")


def envelopes_script(spec: Spec) -> str:
    """A program that sends an Envelope."""
    names = {"port": "port", "username": "login", "password": "password", "timeout": "timeout"}
    arguments = [repr(spec["host"]), *(f"{names[field]}={spec[field]!r}" for field in names if field in spec)]
    arguments += ["tls=True"] if spec["mode"] == "starttls" else []
    message = "from_addr='ada@example.org', to_addr='bob@example.net', subject='A test', text_body='Hello.'"
    lines = [f"smtp = envelopes.SMTP({', '.join(arguments)})", f"smtp.send(envelopes.Envelope({message}))"]
    return "\n".join(["import envelopes", "", *lines, ""])


def _apprise_url(spec: Spec) -> str:
    """A URL whose domain is in no table of Apprise, so that nothing but what is written counts."""
    scheme = "mailto" if spec["mode"] == "none" else "mailtos"
    port = f":{spec['port']}" if "port" in spec else ""
    query = [f"smtp={spec['host']}", f"mode={_APPRISE_MODES[spec['mode']]}", "to=bob@example.net"]
    query += [f"from={quote(spec['from_address'])}"] if "from_address" in spec else ["from=ada@example.org"]
    query += (
        [f"user={quote(spec['username'])}", f"pass={quote(spec['password'], safe='')}"] if "username" in spec else []
    )
    query += [f"verify={'yes' if spec['verify'] else 'no'}"] if "verify" in spec else []
    query += [f"cto={spec['timeout']}"] if "timeout" in spec else []
    return f"{scheme}://example.org{port}?{'&'.join(query)}"


_APPRISE_MODES = {"implicit": "ssl", "starttls": "starttls", "none": "insecure"}


def apprise_conf(spec: Spec) -> str:
    """The file apprise.conf with one URL."""
    return _apprise_url(spec) + "\n"


def apprise_yml(spec: Spec) -> str:
    """The file apprise.yml with one URL."""
    return f'urls:\n  - "{_apprise_url(spec)}"\n'


def _apprise_texts() -> Iterator[tuple[str, str]]:
    tail = "smtp=mail.example.org&from=ada@example.org&to=bob@example.net"
    login = "user=ada%40example.org&pass=Brighton1815%21"
    for scheme in ("mailto", "mailtos"):
        for port in ("", ":25", ":465", ":587"):
            yield f"{scheme}{port}", f"{scheme}://example.org{port}?{tail}&{login}\n"
        yield f"{scheme} with a login in front", f"{scheme}://ada:Brighton1815%21@example.org?{tail}\n"
    for mode in ("SSL", "StartTLS", "tls", "insecure", "ssl"):
        yield f"mode={mode}", f"mailtos://example.org?{tail}&{login}&mode={mode}\n"
    yield "another service", "syslog://\n"


def smtp_mailer_zcml(spec: Spec) -> str:
    """A mailer as ZCML; what it says of TLS is nothing, or the flag that the mode implicit stands for."""
    names = {"host": "hostname", "port": "port", "username": "username", "password": "password", "timeout": "timeout"}
    lines = ["name='smtp'", *(f"{names[field]}={quoteattr(str(spec[field]))}" for field in names if field in spec)]
    lines += ['implicit_tls="true"'] if spec["mode"] == "implicit" else []
    inner = "".join(f"      {line}\n" for line in lines)
    spaces = 'xmlns="http://namespaces.zope.org/zope" xmlns:mail="http://namespaces.zope.org/mail"'
    return f"<configure {spaces}>\n  <mail:smtpMailer\n{inner}  />\n</configure>\n"


CLIENTS = [
    *(
        Client(
            "python-emails",
            "1.1.3",
            "python:libraries311:script",
            "script",
            "send.py",
            write,
            "host port username password timeout ehlo_name",
            sender=False,
            label=f"python-emails 1.1.3 ({form})",
            texts=_emails_texts if form == "send" else lambda: iter(()),
        )
        for form, write in (("send", emails_send), ("SMTPBackend", emails_backend))
    ),
    Client(
        "envelopes",
        "0.4",
        "python:libraries311:script",
        "script",
        "send.py",
        envelopes_script,
        "host port username password timeout",
        modes="starttls none",
        sender=False,
        label="envelopes 0.4",
        texts=lambda: iter(()),
    ),
    *(
        Client(
            "apprise",
            "2.2.0",
            "python:libraries311:apprise",
            "apprise",
            file,
            write,
            "host port username password timeout verify from_address",
            modes="implicit starttls none",
            always_from=True,
            label=f"apprise 2.2.0 ({file})",
            texts=_apprise_texts if file == "apprise.conf" else lambda: iter(()),
        )
        for file, write in (("apprise.conf", apprise_conf), ("apprise.yml", apprise_yml))
    ),
    Client(
        "zope-mailhost",
        "7.3",
        "python:libraries311:zcml",
        "zcml",
        "mail.zcml",
        smtp_mailer_zcml,
        "host port username password timeout",
        modes="implicit opportunistic",
        sender=False,
        label="zope.sendmail 7.3 (ZCML)",
        texts=lambda: iter(()),
    ),
]
