"""Command-line mailers that keep their options in files: curl and swaks."""

from __future__ import annotations

from collections.abc import Iterator

from .catalogue import Client, Spec

LOGIN = {"username": "ada@example.org", "password": "Brighton1815!"}
HOST = "mail.example.org"


def curlrc(spec: Spec) -> str:
    """A file for curl's -K; the EHLO name is the path of the URL."""
    scheme = "smtps" if spec["mode"] == "implicit" else "smtp"
    port = f":{spec['port']}" if "port" in spec else ""
    path = f"/{spec['ehlo_name']}" if "ehlo_name" in spec else ""
    lines = [f'url = "{scheme}://{spec["host"]}{port}{path}"']
    lines += {"starttls": ["ssl-reqd"], "opportunistic": ["ssl"]}.get(spec["mode"], [])
    lines += [f'user = "{spec["username"]}:{spec["password"]}"'] if "username" in spec else []
    lines += [f'mail-from = "{spec["from_address"]}"'] if "from_address" in spec else []
    lines += [f"connect-timeout = {spec['timeout']}"] if "timeout" in spec else []
    lines += ["insecure"] if spec.get("verify") is False else []
    return "\n".join([*lines, 'upload-file = "-"', ""])


def _curl_texts() -> Iterator[tuple[str, str]]:
    login = 'user = "ada@example.org:Brighton1815!"'
    tail = (login, "mail-from = ada@example.org", "connect-timeout = 1", "upload-file = -")
    for tls in ("ssl-reqd", "--ssl-reqd", "ftp-ssl-reqd", "ftp-ssl-control", "no-ssl-reqd", "ssl-reqd = false", "ssl-reqd = true",
                "ssl-reqd: no", "ssl", "ssl = false", "ftp-ssl", "no-ssl", "ssl\nssl-reqd", "ssl-reqd\nno-ssl-reqd", "--no-ssl-reqd",
                "no-ssl-reqd\nssl-reqd", "ssl-reqd  # TLS", "  ssl-reqd", "-v --ssl-reqd"):  # fmt: skip
        yield repr(tls), _lines(f"url = smtp://{HOST}:587", tls, *tail)
    for check in ("-k", "-sk", "insecure", "insecure = false", "no-insecure", "--insecure", "insecure\nno-insecure"):
        yield repr(check), _lines(f"url = smtps://{HOST}", check, *tail)
    for url in (f"url=smtp://{HOST}", f'url "smtps://{HOST}"', f"--url smtps://{HOST}:465", f"url: SMTPS://{HOST}", f"url = smtps://{HOST}/",
                f"url = smtps://{HOST}:465/app%2Eexample.org", f"url = smtps://{HOST}/\nssl", f"url = smtps://{HOST}:587\nssl-reqd",
                f"url = smtp://{HOST}:465\nssl-reqd", f"url = smtp://{HOST}:0\nssl-reqd"):  # fmt: skip
        yield repr(url), _lines(url, *tail)
    for user in ("-u ada@example.org:Brighton1815!", "-uada@example.org:Brighton1815!", "user: ada@example.org:Brighton1815!",
                 'user "ada@example.org:Brighton\\1815!" # it', "--user ada@example.org:Brighton1815!", "user = ada@example.org:wrong",
                 'user = "ada@example.org:"', "user = ada@example.org:Brighton1815! and more"):  # fmt: skip
        yield user, _lines(f"url = smtps://{HOST}", user, *tail[1:])
    inside = "ada%40example.org:Brighton1815!"
    yield "login in the URL", _lines(f"url = smtps://{inside}@{HOST}", *tail[1:])
    yield "login in the URL and beside", _lines(f"url = smtps://other:wrong@{HOST}", *tail)
    for host in ("all-mechanisms.example.net", "login-only.example.net", "cram-md5.example.net"):
        for method in ("AUTH=PLAIN", "AUTH=LOGIN", "AUTH=CRAM-MD5", "AUTH=*", "auth=LOGIN"):
            yield f"{host} {method}", _lines(f"url = smtps://{host}", f"login-options = {method}", *tail)
        yield f"{host} sasl-ir", _lines(f"url = smtps://{host}", "sasl-ir", *tail)
    yield (
        "another transfer",
        _lines("url = file:///dev/null", "output = /dev/null", "--next", f"url = smtps://{HOST}", *tail),
    )
    for sender in ("<ada@example.org>", "ada@example.org"):
        yield f"mail-from {sender}", _lines(f"url = smtps://{HOST}", f'mail-from = "{sender}"', login, *tail[2:])
    for wait in ("connect-timeout = 0.9", "max-time = 1", "connect-timeout = 30\nmax-time = 60"):
        yield wait, _lines(f"url = smtps://{HOST}", *tail[:2], wait, tail[3])
    for path in ("[192.0.2.7]", "[192.0.2.7]\ngloboff", "[192.0.2.7]\n-g", "[IPv6:2001:db8::7]"):
        yield f"path {path!r}", _lines(f"url = smtps://{HOST}/{path}", *tail)
    for name in ("message.txt", "./message.txt"):
        yield f"sends {name}", _lines(f"url = smtps://{HOST}", *tail[:3], f"upload-file = {name}")


def swaksrc(spec: Spec) -> str:
    """A .swaksrc."""
    return "".join(f"{key} {value}".strip() + "\n" for key, value in _swaks(spec))


def swaks_env(spec: Spec) -> str:
    """The same as variables; those of options without a value are empty."""
    return "".join(f"SWAKS_OPT_{key.replace('-', '_')}={value}\n" for key, value in _swaks(spec))


def _swaks(spec: Spec) -> list[tuple[str, object]]:
    names = {"host": "server", "port": "port", "username": "auth-user", "password": "auth-password", "from_address": "from",
             "ehlo_name": "helo", "timeout": "timeout"}  # fmt: skip
    modes = {"implicit": ["tls-on-connect"], "starttls": ["tls"], "opportunistic": ["tls-optional"], "none": [],
             "both": ["tls", "tls-on-connect"]}  # fmt: skip
    flags = modes[spec["mode"]] + (["tls-verify"] if spec.get("verify") else [])
    return [(names[field], spec[field]) for field in names if field in spec] + [(flag, "") for flag in flags]


def _swaks_texts() -> Iterator[tuple[str, str]]:
    login = (
        "auth-user ada@example.org",
        "auth-password Brighton1815!",
        "from ada@example.org",
        "timeout 1",
        "tls-verify",
    )
    for tls in ("tls", "--tls", "-tls", "tls yes", "tls=1", "tls ", "no-tls", "tls\nno-tls", "tlso", "tlsos", "tls\ntls-optional",
                "tls-optional-strict", "TLS", "starttls", "protocol ESMTPS", "protocol esmtpsa", "protocol esmtp", "protocol tls",
                "protocol ESMTPS\ntls-optional", "protocol SMTP\ntls",
 "# tls", "tls\n"):  # fmt: skip
        yield repr(tls), _lines(f"server {HOST}:587", *login, tls)
    for tls in (
        "tlsc",
        "tls-on-connect",
        "tlsc\ntls-optional",
        "tlsc\ntls",
        "protocol SSMTP",
        "protocol ssmtpa",
        "tlsc\nprotocol ESMTPS",
    ):
        yield repr(tls), _lines(f"server {HOST}", *login, tls)
        yield f"{tls!r} on 465", _lines(f"server {HOST}", "port 465", *login, tls)
    for server in (f"server={HOST}\nport=587", f"--server={HOST}\n-p 587", f"-s {HOST}:587", f"s {HOST}\np 587", f"server {HOST}:587\nport 465",
                   f"server {HOST}\nport abc", f"server {HOST}\nport 0"):  # fmt: skip
        yield repr(server), _lines(server, *login, "tls")
    for host in ("all-mechanisms.example.net", "login-only.example.net", "cram-md5.example.net"):
        for method in ("auth PLAIN", "auth login", "a CRAM-MD5", "auth"):
            yield f"{host} {method}", _lines(f"server {host}:587", *login, "tls", method)
    for lines in ("protocol SMTP", "protocol SMTP\ntls-optional", "protocol SMTPS", "protocol esmtp"):
        port = "465" if lines == "protocol SMTPS" else "25"
        yield f"{lines!r}, no login", _lines(f"server {HOST}:{port}", *login[2:], lines)
    yield "LMTP", _lines("server lmtp.example.net", *login[2:], "protocol LMTP")
    for wait in ("1", "1s", "1m", "soon", "0"):
        yield f"timeout {wait}", _lines(f"server {HOST}:587", *login[:3], login[4], "tls", f"timeout {wait}")
    for wrong in ("auth-usr ada@example.org", "header Subject: it", "header-Subject it", "no-such thing", "hide-inf"):
        yield wrong, _lines(f"server {HOST}:587", *login, "tls", wrong)


def _swaks_env_texts() -> Iterator[tuple[str, str]]:
    login = (f"SWAKS_OPT_server={HOST}:587", "SWAKS_OPT_auth_user=ada@example.org", "SWAKS_OPT_auth_password=Brighton1815!",
             "SWAKS_OPT_from=ada@example.org", "SWAKS_OPT_timeout=1")  # fmt: skip
    for tls in (
        "SWAKS_OPT_tls=",
        "SWAKS_OPT_tls=1",
        "SWAKS_OPT_tls=true",
        "SWAKS_OPT_tlso=",
        "SWAKS_OPT_protocol=ESMTPS",
    ):
        yield tls, _lines(*login, tls, "SWAKS_OPT_tls_verify=")
    yield (
        "SWAKS_OPT_tlsc=",
        _lines(login[0].replace(":587", ""), *login[1:], "SWAKS_OPT_tlsc=", "SWAKS_OPT_tls_verify="),
    )


def gitconfig(spec: Spec) -> str:
    """A .gitconfig with the section sendemail."""
    names = {"host": "smtpServer", "port": "smtpServerPort", "username": "smtpUser", "from_address": "from",
             "ehlo_name": "smtpDomain"}  # fmt: skip
    lines = [f"{names[field]} = {spec[field]}" for field in names if field in spec]
    lines += [] if "ehlo_name" in spec else ["smtpDomain = app.example.org"]  # git would ask this machine's mail server
    lines += [f'smtpPass = "{spec["password"]}"'] if "password" in spec else []
    lines += {"implicit": ["smtpEncryption = ssl"], "starttls": ["smtpEncryption = tls"], "none": []}[spec["mode"]]
    lines += ["smtpSslCertPath ="] if spec.get("verify") is False else []
    user = "[user]\n\tname = Ada\n\temail = ada@example.org\n"
    return user + "[sendemail]\n" + "".join(f"\t{line}\n" for line in lines)


def _gitconfig_texts() -> Iterator[tuple[str, str]]:
    login = ("smtpUser = ada@example.org", "smtpPass = Brighton1815!", "from = ada@example.org")
    for word in ("tls", "ssl", "TLS", "SSL", "starttls", "none", "", "true", "tls ; it"):
        for port in (587, 465):
            lines = (f"smtpServer = {HOST}", f"smtpServerPort = {port}", f"smtpEncryption = {word}", *login)
            yield f"smtpEncryption = {word} on {port}", _section(*lines)
    for server in (HOST, f"{HOST}:587", f'"{HOST}"', f"{HOST} # it", "/bin/true"):
        yield f"smtpServer = {server}", _section(f"smtpServer = {server}", "smtpEncryption = tls", *login)
    yield "two ports", _section(f"smtpServer = {HOST}:587", "smtpServerPort = 25", "smtpEncryption = tls", *login)
    for host in ("all-mechanisms.example.net", "login-only.example.net", "cram-md5.example.net"):
        for method in ("PLAIN", "LOGIN", "none"):
            lines = (
                f"smtpServer = {host}",
                "smtpServerPort = 587",
                "smtpEncryption = tls",
                f"smtpAuth = {method}",
                *login,
            )
            yield f"{host} {method}", _section(*lines)
    for key in ("SMTPServer", "smtpserver"):
        yield key, _section(f"{key} = {HOST}", "smtpencryption = ssl", *login)


def _section(*lines: str) -> str:
    return "[sendemail]\n" + "".join(f"\t{line}\n" for line in lines)


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"


_WAITS = (1, 30)  # swaks waits as long again for the answer to its QUIT, longer than the servers hold with 2
_PATCH = """From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
From: Ada <ada@example.org>
Date: Mon, 17 Sep 2001 00:00:00 +0000
Subject: [PATCH] A test

Hello.
---
 a | 1 +
"""
_ALL = "host port username password from_address timeout ehlo_name verify"
CLIENTS = [
    Client(
        "curl",
        "7.88.1",
        "program:curl",
        "curl",
        "mail.curlrc",
        curlrc,
        _ALL,
        modes="implicit starttls opportunistic none",
        label="curl 7.88.1",
        beside={"message.txt": "From: ada@example.org\nTo: bob@example.net\nSubject: A test\n\nHello.\n"},
        texts=_curl_texts,
        always_from=True,
        bare_sender=True,
    ),
    Client(
        "git-send-email",
        "2.39.5",
        "program:git-send-email",
        "git-send-email",
        ".gitconfig",
        gitconfig,
        "host port username password from_address ehlo_name verify",
        modes="implicit starttls none",
        label="git send-email 2.39.5",
        beside={"0001-a.patch": _PATCH},
        texts=_gitconfig_texts,
        always_from=True,
    ),
    *(
        Client(
            "swaks",
            version,
            f"program:{program}",
            "swaks",
            ".swaksrc",
            swaksrc,
            _ALL,
            modes="implicit starttls both opportunistic none",
            label=f"swaks {version}",
            texts=_swaks_texts,
            waits=_WAITS,
            always_from=True,
            bare_sender=True,
        )
        for version, program in (("20201014", "swaks"), ("20240103", "swaks-trixie"))
    ),
    Client(
        "swaks",
        "20201014",
        "program:swaks-variables",
        "swaks",
        ".env",
        swaks_env,
        _ALL,
        modes="implicit starttls both opportunistic none",
        label="swaks 20201014 (.env)",
        texts=_swaks_env_texts,
        waits=_WAITS,
        always_from=True,
        bare_sender=True,
    ),
]
