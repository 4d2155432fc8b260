"""What is special about each provider that is known by its sources, and the settings that run into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .servers.behaviour import Behaviour
from .servers.catalogue import behaviours, provider

WRONG_SECRETS = ("Brighton1815!", "Lovelace 1815 Ada", "vhkq zpnw rgtm lcbx", "vhkqzpnwrgtmlcbx", "9f3c1b7d4e2a8c6f0d5b9e1a7c3f2d8b",
                 "re_Zk3uR9xq_Lw8vTn2yBd5cPj6fHm1sGa4")  # fmt: skip
ELSEWHERE = 2526  # a port that nobody offers


def verified_hosts() -> list[str]:
    """The first host of every provider that is known by its sources."""
    found: dict[str, str] = {}
    for host, server in behaviours().items():
        if server.provider and provider(server.provider)["depth"] == "verified":
            found.setdefault(server.provider, host)
    return list(found.values())


def traits(server: Behaviour, login: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Reasons for which this provider is known to refuse, each with the change of settings that leads there.

    ``login`` is a user name, password and From that it takes, as far as it takes any.
    """
    data = provider(server.provider)
    username = login["username"]
    if server.ehlo_refused:
        yield "ehlo-refused", {"ehlo_name": "localhost"}
    if data.get("ports_complete"):
        yield "port-not-offered", {"port": ELSEWHERE}
    if server.login_retired:
        yield "password-login-retired", {}
        return
    if not server.mechanisms:
        yield "auth-not-offered", {}
        return
    wrong_name = next((one for one in ("ada", "ada@example.com") if not _fits(server, one, login)), "")
    if wrong_name:
        yield "username-form", {"username": wrong_name}
    wrong = next((one for one in WRONG_SECRETS if not server.takes_login(username, one)), "")
    if wrong and server.takes_login(username, login["password"]):
        yield "wrong-secret", {"password": wrong}
    if server.sender.get("certain") and server.sender.get("rule") == "must-equal-username" and "@" in username:
        yield "sender-refused", {"from_address": "shop@example.com"}
    plain = next((port for port, mode in server.ports.items() if mode == "starttls" and _listed(data, port)), 0)
    auth = data.get("auth", {})
    if plain and auth.get("certain", True) and (auth.get("before_tls") is False or data.get("tls_required")):
        yield "tls-needed or auth-not-offered", {"port": plain, "mode": "none"}


def _fits(server: Behaviour, username: str, login: dict[str, str]) -> bool:
    return server.takes_login(username, login["password"])


def _listed(data: dict[str, Any], port: int) -> bool:
    return any(one["port"] == port and one["mode"] == "starttls" and one.get("certain", True) for one in data["ports"])
