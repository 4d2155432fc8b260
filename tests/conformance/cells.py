"""Draws the cells: client and version × provider × TLS mode × port × login × timeout × From × EHLO × certificate.

The draw is fixed, not random: every cell has an id that says what it is, and two runs of the same knowledge run the
same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .clients.catalogue import Client
from .clients.every import CLIENTS
from .servers.behaviour import Behaviour
from .servers.catalogue import behaviours, provider
from .texts import texts
from .traits import traits, verified_hosts

SHORT = 1  # seconds: shorter than what silent servers hold
PORTS = (25, 465, 587, 2525)
ATTACKS = ["strip", "impostor"]
PASSWORDS = (
    "vhkqzpnwrgtmlcbx",
    "Brighton1815!",
    "SG.qW8vTn2yBd5cPj6fHm1sGa.Zk3uR9xqLw8vTn2yBd5cPj6fHm1sGa4eXo7iKr0zVbNmQw3rTyU",
    "re_Zk3uR9xq_Lw8vTn2yBd5cPj6fHm1sGa4",
    "9f3c1b7d4e2a8c6f0d5b9e1a7c3f2d8b",
    "xsmtpsib-9f3c1b7d4e2a8c6f0d5b9e1a7c3f2d8b9f3c1b7d4e2a8c6f0d5b9e1a7c3f2d8b-qW8vTn2yBd5cPj6f",
    "BZk3uR9xqLw8vTn2yBd5cPj6fHm1sGa4eXo7iKr0zQ8q",
    "sk_9f3c1b7d4e2a8c6f0d5b9e1a7c3f2d8b9f3c1b7d4e2a8c6f",
)
FAULTS = (
    "expired.example.net",
    "wrong-name.example.net",
    "self-signed.example.net",
    "silent.example.net",
    "refusing.example.net",
    "plain-only.example.net",
    "login-after-tls.example.net",
    "loginless.example.net",
    "xoauth2-only.example.net",
    "cram-md5.example.net",
    "login-only.example.net",
    "all-mechanisms.example.net",
    "login-needed.example.net",
    "tls-needed.example.net",
    "relay.example.org",
    "mail.example.org",
    "smtp.internal",
    "mailpit",
    "localhost",
    "nowhere.example.net",
)


def credentials(server: Behaviour | None) -> dict[str, str]:
    """A user name, password and From of the form that the server takes."""
    if server is None or not server.provider:
        return {"username": "ada@example.org", "password": "Brighton1815!", "from_address": "ada@example.org"}
    data = provider(server.provider)
    example: dict[str, Any] = next((one for one in data.get("examples", []) if one.get("username")), {})
    names = [example.get("username", ""), data.get("username", {}).get("value", ""), "ada@example.org", "ada",
             *(f"ada@{domain}" for domain in server.domains[:1])]  # fmt: skip
    for name in names:
        for password in PASSWORDS:
            if name and server.takes_login(name, password):
                return {
                    "username": name,
                    "password": password,
                    "from_address": name if "@" in name else "ada@example.org",
                }
    name = next(one for one in names if one)
    return {"username": name, "password": PASSWORDS[1], "from_address": name if "@" in name else "ada@example.org"}


def cell(
    client: Client, spec: dict[str, Any], what: str, *, machine: str = "server", attacks: bool = True
) -> dict[str, Any]:
    """One cell as the slots and the judgement want it."""
    written = {field: value for field, value in spec.items() if field in client.knows or field in ("mode", "extra")}
    sender = written.get("from_address", "ada@example.org")
    hidden = {} if client.sender else {"from_address": sender.partition("<")[2].rstrip(">") or sender}
    return {
        "id": f"{client.label} | {what}", "client": client.id, "label": client.label, "version": client.version,
        "worker": client.worker, "entry": client.entry, "main": client.main, "files": client.files(written),
        "env": {}, "machine": machine, "attacks": ATTACKS if attacks else [], "hidden": hidden, "spec": written,
    }  # fmt: skip


def matrix(client: Client, hosts: list[str], ports: tuple[int, ...] = PORTS) -> Iterator[dict[str, Any]]:
    """TLS mode × port at each host, with a login of the right form and a short time-out."""
    for host in hosts:
        login = credentials(behaviours().get(host))
        for mode in client.modes:
            for port in ports:
                spec = {"host": host, "port": port, "mode": mode, "timeout": SHORT, **login}
                spec.update({"verify": True} if client.id in ("python-smtplib", "swaks") else {})
                yield cell(client, spec, f"{host}:{port} {mode}")


def faults(client: Client, hosts: tuple[str, ...] = FAULTS) -> Iterator[dict[str, Any]]:
    """Servers with one trait each, in the usual modes, with and without login, with and without certificate check."""
    for host in hosts:
        login = credentials(behaviours().get(host))
        for mode, port in (("implicit", 465), ("starttls", 587), ("none", 25), ("opportunistic", 587)):
            if mode not in client.modes:
                continue
            spec = {
                "host": host,
                "port": 1025 if host in ("mailpit", "localhost") else port,
                "mode": mode,
                "timeout": SHORT,
            }
            for verify in (True, False, None) if "verify" in client.knows else (True,):
                shown = {"verify": verify} if "verify" in client.knows and verify is not None else {}
                words = f"{host} {mode}" + {True: "", False: " unverified", None: " by default"}[verify]
                yield cell(client, {**spec, **login, **shown}, words)
                if verify and not client.logs_in:
                    bare = {**spec, **shown, "from_address": login["from_address"]}
                    yield cell(client, bare, words + " no login")


def waits(client: Client) -> Iterator[dict[str, Any]]:
    """Silent servers and the wrong side of an implicit-TLS port, with and without a time-out."""
    login = credentials(None)
    for host, mode, port in (
        ("silent.example.net", "implicit", 465),
        ("silent.example.net", "starttls", 587),
        ("silent.example.net", "none", 25),
        ("mail.example.org", "starttls", 465),
        ("mail.example.org", "none", 465),
        ("mail.example.org", "opportunistic", 465),
    ):
        if mode not in client.modes:
            continue
        for timeout in (None, *client.waits):
            if timeout is not None and "timeout" not in client.knows:
                continue
            spec = {
                "host": host,
                "port": port,
                "mode": mode,
                **login,
                **({} if timeout is None else {"timeout": timeout}),
            }
            yield cell(client, spec, f"{host}:{port} {mode} timeout {timeout}", attacks=False)


def names(client: Client) -> Iterator[dict[str, Any]]:
    """The EHLO name on each kind of machine, written and not, at servers that care and that do not."""
    for machine in ("server", "named", "container"):
        for host in ("mail.example.org", "smtp-relay.gmail.com"):
            login = credentials(behaviours()[host])
            spec = {"host": host, "port": 587, "mode": _upgrade(client), "timeout": SHORT, "verify": True, **login}
            yield cell(client, spec, f"{host} on {machine}", machine=machine, attacks=False)
            if "ehlo_name" in client.knows:
                for name in ("localhost", "worker", "app.example.org", "[127.0.0.1]", "[192.0.2.7]"):
                    yield cell(
                        client,
                        {**spec, "ehlo_name": name},
                        f"{host} on {machine} as {name}",
                        machine=machine,
                        attacks=False,
                    )


def senders(client: Client, hosts: list[str]) -> Iterator[dict[str, Any]]:
    """From addresses: the account, another one of the same domain, a foreign one, with a display name, none at all."""
    for host in hosts:
        server = behaviours()[host]
        login = credentials(server)
        own = login["from_address"]
        domain = own.rpartition("@")[2]
        mode, port = _right(client, server)
        spec = {"host": host, "port": port, "mode": mode, "timeout": SHORT, "verify": True, **login}
        named = [] if client.bare_sender else [f"Shop <{own}>"]
        for sender in (own, *named, f"other@{domain}", "shop@example.com", None):
            changed = {**spec, "from_address": sender}
            if sender is None:
                del changed["from_address"]
                if client.always_from or client.id in ("flask-mail", "python-smtplib", "fastapi-mail", "msmtp"):
                    continue  # the program, not a setting, gives the sender there
            yield cell(client, changed, f"{host} from {sender}", attacks=False)


def logins(client: Client, hosts: list[str]) -> Iterator[dict[str, Any]]:
    """User names and secrets of right and wrong forms, halves, and no login."""
    for host in hosts:
        server = behaviours()[host]
        login = credentials(server)
        mode, port = _right(client, server)
        spec = {"host": host, "port": port, "mode": mode, "timeout": SHORT, "verify": True, **login}
        for username in (login["username"], "ada", "ada@example.com", "apikey", "resend"):
            for password in (
                login["password"],
                PASSWORDS[1],
                PASSWORDS[2],
                *(["vhkq zpnw rgtm lcbx"] if client.blanks else []),
            ):
                yield cell(
                    client,
                    {**spec, "username": username, "password": password},
                    f"{host} {username}:{password}",
                    attacks=False,
                )
        if client.logs_in:
            continue
        bare = {key: value for key, value in spec.items() if key not in ("username", "password")}
        yield cell(client, bare, f"{host} no login", attacks=False)
        if client.id not in ("fastapi-mail",):
            yield cell(client, {**spec, "password": ""}, f"{host} empty password", attacks=False)


def written(client: Client) -> Iterator[dict[str, Any]]:
    """Files written out by hand, see ``texts``."""
    for what, text in client.texts() if client.texts else texts(client.id, client.label):
        made = cell(client, {"host": "mail.example.org", "mode": client.modes[0]}, what)
        made["files"][client.main] = text
        yield made


def _upgrade(client: Client) -> str:
    return "starttls" if "starttls" in client.modes else "opportunistic"


def _right(client: Client, server: Behaviour) -> tuple[str, int]:
    """A mode and port that this client and this server have in common."""
    for port, mode in ((465, "implicit"), (587, "starttls"), (25, "starttls"), *server.ports.items()):
        if server.ports.get(port) == mode:
            wanted = _upgrade(client) if mode == "starttls" else mode
            if wanted in client.modes:
                return wanted, port
    return "none", next(iter(server.ports))


def special(client: Client) -> Iterator[dict[str, Any]]:
    """What each provider is known to refuse, shared out among the clients that have a setting for all of it."""
    found = []
    for host in verified_hosts():
        server, login = behaviours()[host], credentials(behaviours()[host])
        mode, port = _right(client, server)
        spec = {"host": host, "port": port, "mode": mode, "timeout": SHORT, "verify": True, **login}
        spec["ehlo_name"] = "app.example.org"
        found += [(f"{host} {reason}", {**spec, **changes}) for reason, changes in traits(server, login)]
    for what, spec in found[SPECIAL.index(client.label) :: len(SPECIAL)] if client.label in SPECIAL else ():
        yield cell(client, spec, what, attacks=False)


SPECIAL = ["python-smtplib 3.10", "python-smtplib 3.12", "msmtp 1.8.23", "jakarta-mail 1.6.5 (JavaMail)"]
SHARES = 25  # fixed, so that one more client does not change the cells of the others
KEY_HOSTS = ["smtp.gmail.com", "smtp-mail.outlook.com", "smtp.sendgrid.net", "smtp.fastmail.com"]


# Versions between the oldest and the newest that are run of a client: enough to see whether they do as these.
BETWEEN = ("nodemailer 7.", "nodemailer 8.", "nodemailer 9.", "aiosmtplib 3.", "aiosmtplib 4.", "fastapi-mail 1.4",
           "symfony-mailer 6.4", "laravel 10.", "phpmailer 6.9", "redmine (Action Mailer 7.2.2")  # fmt: skip


def between(client: Client) -> Iterator[dict[str, Any]]:
    """Every TLS mode, kind of trouble and spelling, at few servers."""
    yield from matrix(client, ["smtp.gmail.com", "mail.example.org"], ports=(465, 587))
    yield from faults(client, FAULTS[:9])
    yield from [one for one in names(client) if "mail.example.org" in one["id"]]
    yield from senders(client, ["smtp.qq.com"])
    yield from written(client)


def whole() -> Iterator[dict[str, Any]]:
    """All cells."""
    others = [host for host in verified_hosts() if host not in KEY_HOSTS]
    for n, client in enumerate(CLIENTS):
        if client.label.startswith(BETWEEN):
            yield from between(client)
            continue
        own = others[n % SHARES :: SHARES]  # each client gets its share of the providers, all together all of them
        yield from matrix(client, [*KEY_HOSTS, "mail.example.org"])
        yield from matrix(client, own, ports=(465, 587))
        yield from faults(client)
        yield from waits(client)
        yield from names(client)
        yield from senders(client, ["smtp.qq.com", "smtp.gmail.com", "smtp.mail.ru", own[0]])
        yield from written(client)
        yield from special(client)
        yield from logins(client, ["smtp.sendgrid.net", "smtp.resend.com", "smtp.gmail.com", own[-1]])


def fast() -> Iterator[dict[str, Any]]:
    """A representative part: every client and generation, every TLS mode and kind of trouble, at few servers."""
    for client in CLIENTS:
        if client.label.startswith(BETWEEN):
            continue
        yield from matrix(client, ["smtp.gmail.com"], ports=(465, 587))
        yield from faults(client, ("self-signed.example.net", "plain-only.example.net", "loginless.example.net"))
        yield from list(waits(client))[:2]
        yield from list(names(client))[:2]
