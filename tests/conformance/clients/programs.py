"""Programs with configuration files of their own: sSMTP and nullmailer."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from .catalogue import Client, Spec


def ssmtp_conf(spec: Spec) -> str:
    """An ssmtp.conf; UseTLS alone is implicit TLS."""
    port = f":{spec['port']}" if "port" in spec else ""
    lines = [f"mailhub={spec['host']}{port}", "FromLineOverride=YES"]
    lines += {"implicit": ["UseTLS=YES"], "starttls": ["UseTLS=YES", "UseSTARTTLS=YES"], "none": []}[spec["mode"]]
    lines += [f"AuthUser={spec['username']}", f"AuthPass={spec['password']}"] if "username" in spec else []
    lines += [f"hostname={spec['ehlo_name']}"] if "ehlo_name" in spec else []
    return "\n".join([*lines, ""])


def _ssmtp_texts() -> Iterator[tuple[str, str]]:
    login = ("AuthUser=ada@example.org", "AuthPass=Brighton1815!", "FromLineOverride=YES")
    for flag in ("yes", "Yes", "true", "1", "on", "NO"):
        yield f"UseTLS={flag}", _lines("mailhub=mail.example.org:465", *login, f"UseTLS={flag}")
        yield f"UseSTARTTLS={flag}", _lines("mailhub=mail.example.org:587", *login, f"UseSTARTTLS={flag}")
    for method in ("LOGIN", "login", "CRAM-MD5", "cram-md5", "plain"):
        for host in ("all-mechanisms.example.net", "cram-md5.example.net", "login-only.example.net"):
            yield (
                f"{host} AuthMethod={method}",
                _lines(f"mailhub={host}:587", *login, "UseSTARTTLS=YES", f"AuthMethod={method}"),
            )
    yield "mailhub alone", _lines("mailhub=mail.example.org:25")
    yield "RemotePort", _lines("mailhub=mail.example.org", "RemotePort=587", *login, "UseSTARTTLS=YES")
    yield "no port", _lines("mailhub=mail.example.org", *login, "UseSTARTTLS=YES")
    yield "no password", _lines("mailhub=mail.example.org:587", login[0], login[2], "UseSTARTTLS=YES")
    for port in ("587", "465"):
        for tls in ("UseTLS=NO", "UseTLS=YES"):
            for lines in (
                (tls, "UseSTARTTLS=YES"),
                ("UseSTARTTLS=YES", tls),
                ("UseSTARTTLS=NO", tls),
                (tls, "UseSTARTTLS=NO"),
            ):
                yield f"{port} {' '.join(lines)}", _lines(f"mailhub=mail.example.org:{port}", *login, *lines)


def remotes(spec: Spec) -> str:
    """The line of nullmailer's remotes."""
    options = [f"--port={spec['port']}"] if "port" in spec else []
    options += {"implicit": ["--ssl"], "starttls": ["--starttls"], "none": []}[spec["mode"]]
    options += [f"--user={quote(spec['username'])}", f"--pass={quote(spec['password'])}"] if "username" in spec else []
    options += ["--insecure"] if spec.get("verify") is False else []
    return " ".join([spec["host"], "smtp", *options]) + "\n"


def _remotes_texts() -> Iterator[tuple[str, str]]:
    yield "qmqp", "qmqp.example.net qmqp\n"
    login = "--user=ada@example.org --pass=Brighton1815!"
    for options in ("--tls", "--ssl", "--ssl --starttls", "--starttls", "--starttls --port=587", "--port=465", "--tls --port=587",
                    "--starttls --port=587 --auth-login", "--starttls --port=587 --insecure", "--port=abc"):  # fmt: skip
        yield options, f"mail.example.org smtp {options} {login}\n"
    for host in ("login-only.example.net", "cram-md5.example.net", "all-mechanisms.example.net"):
        yield f"{host} --auth-login", f"{host} smtp --starttls --port=587 --auth-login {login}\n"


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"


CLIENTS = [
    Client(
        "ssmtp",
        "2.64",
        "program:ssmtp",
        "ssmtp",
        "ssmtp.conf",
        ssmtp_conf,
        "host port username password ehlo_name",
        modes="implicit starttls none",
        sender=False,
        label="ssmtp 2.64",
        blanks=False,
        texts=_ssmtp_texts,
    ),
    Client(
        "nullmailer",
        "2.2",
        "program:nullmailer",
        "nullmailer",
        "nullmailer/remotes",
        remotes,
        "host port username password verify",
        modes="implicit starttls none",
        sender=False,
        label="nullmailer 2.2",
        texts=_remotes_texts,
    ),
]
