"""All hosts of the test world: those of the provider files, and made-up ones for what no provider is known to do."""

from __future__ import annotations

import functools
import pathlib
import sys
from typing import Any

from .behaviour import COMMON_PORTS, Behaviour, of_provider

ROOT = pathlib.Path(__file__).resolve().parents[3]
_GENERAL = {"provider": "", "depth": "listed"}


@functools.cache
def _raw() -> dict[str, dict[str, Any]]:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from tools.generate import load

    return load("providers")


def _made_up() -> list[Behaviour]:
    """Servers nobody described (the linter knows only the usual meaning of their ports), each with one trait."""
    traits: dict[str, dict[str, Any]] = {
        "mail.example.org": {},
        "relay.example.org": {"mechanisms": ()},
        "expired.example.net": {"certificate": "expired"},
        "wrong-name.example.net": {"certificate": "wrong-name"},
        "self-signed.example.net": {"certificate": "self-signed"},
        "silent.example.net": {"silent": True},
        "refusing.example.net": {"ports": {}},
        "plain-only.example.net": {"ports": {**COMMON_PORTS, 25: "cleartext", 587: "cleartext", 2525: "cleartext"}},
        "login-after-tls.example.net": {"auth_before_tls": False},
        "loginless.example.net": {"mechanisms": ()},
        "xoauth2-only.example.net": {"mechanisms": ("XOAUTH2",)},
        "cram-md5.example.net": {"mechanisms": ("CRAM-MD5",)},
        "login-only.example.net": {"mechanisms": ("LOGIN",)},
        "all-mechanisms.example.net": {"mechanisms": ("XOAUTH2", "LOGIN", "PLAIN", "CRAM-MD5")},
        "login-needed.example.net": {"auth_required": True},
        "tls-needed.example.net": {"tls_required": True, "auth_before_tls": False},
        "localhost": {"ports": {25: "cleartext", 1025: "cleartext", 2525: "starttls"}},
        "mailpit": {"ports": {1025: "cleartext"}},
        "smtp.internal": {},
        "qmqp.example.net": {"ports": {628: "qmqp"}},
        "lmtp.example.net": {"ports": {24: "cleartext", 2003: "cleartext"}, "lmtp": True},
    }
    made = []
    for host, changes in traits.items():
        behaviour = of_provider({**_GENERAL, "ports": []}, host)
        for name, value in changes.items():
            setattr(behaviour, name, value)
        made.append(behaviour)
    return made


@functools.cache
def behaviours() -> dict[str, Behaviour]:
    """Every host of the test world and what its server does; patterns stand with one name that fits."""
    found: dict[str, Behaviour] = {}
    for data in _raw().values():
        if data.get("local"):
            continue
        for pattern in data["hosts"]:
            host = pattern.replace("*", "eu-west-1" if "amazonaws" in pattern else "w01").lower()
            found.setdefault(host, of_provider(data, host))
    for behaviour in _made_up():
        found.setdefault(behaviour.host, behaviour)
    return found


@functools.cache
def addresses() -> dict[str, str]:
    """A loopback address for every host, the same in every run of the same knowledge."""
    hosts = sorted(host for host in behaviours() if host != "localhost")
    return {"localhost": "127.0.0.1", **{host: f"127.1.{n // 250}.{n % 250 + 2}" for n, host in enumerate(hosts)}}


@functools.cache
def provider(name: str) -> dict[str, Any]:
    """The plain data of a provider file."""
    return _raw()[name]
