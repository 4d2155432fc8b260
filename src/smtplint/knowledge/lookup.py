"""Finds knowledge by what a file says: the provider of a host name, the client of an id, the host that was meant."""

from __future__ import annotations

from .. import hosts
from .store import store
from .tables import cell, keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def provider_of(host: str) -> dict[str, Any] | None:
    """The provider whose submission host this is, or None; brackets keep Postfix from looking up its MX."""
    name = host.strip().strip("[]").rstrip(".").lower()
    index = store().get("hosts", "all")
    found = cell(index["exact"], name)
    if found is None:
        from .hosts import matches

        found = next((one for pattern, one in index["patterns"] if matches(pattern, name)), None)
    if found is None:
        return None
    record: dict[str, Any] = store().get("providers", found)
    return record


def mistaken(host: str) -> dict[str, Any]:
    """What a host name is mistaken for: keys ``receiving``, ``wrong``, ``old`` (why), ``near``, ``replacement``."""
    name = host.strip().strip("[]").rstrip(".").lower()
    answers = store().answers
    if name not in answers:
        answers[name] = _mistaken(name)
    return dict(answers[name])


def _mistaken(name: str) -> dict[str, Any]:
    index = store().get("hosts", "all")
    found: dict[str, Any] = {}
    if name in index["catchers"]:
        found["catcher"] = index["catchers"][name]
    for kind in ("wrong", "old"):
        if name in index[kind]:
            provider, why = index[kind][name]
            found[kind] = why or "it is not the submission host"
            found["replacement"] = _submission_host(provider)
    receiving = cell(index["receiving"], name)
    if receiving is not None:
        found["receiving"] = store().get("providers", receiving)["name"]
        found["replacement"] = _submission_host(receiving)
    if not found and provider_of(name) is None and hosts.kind(name) == "public":
        near = _near(name, keys(index["public"]))
        if near:
            found["near"] = found["replacement"] = near
    return found


def _submission_host(provider: str) -> str:
    return next((host for host in store().get("providers", provider)["hosts"] if "*" not in host), "")


def _near(name: str, known: list[str]) -> str:
    """The one known host that a name misspells: one edit away, two in a long name; not one that stands for itself."""
    if name.count(".") < 1 or len(name) < 8:
        return ""
    best = [(hosts.distance(name, host, 2), host) for host in known if abs(len(host) - len(name)) <= 2]
    best = sorted(one for one in best if one[0] <= (2 if len(name) >= 16 else 1))
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return ""
    return best[0][1] if _same_owner(name, best[0][1]) else ""


def _same_owner(name: str, host: str) -> bool:
    # Two real domains may be one letter apart (mail.gmx.com, mail.gmx.net): a changed public suffix is somebody else's.
    return name.rpartition(".")[2] == host.rpartition(".")[2] or hosts.distance(name, host, 1) == 1


def client(name: str) -> dict[str, Any] | None:
    """The compiled client of an id, or None."""
    record: dict[str, Any] | None = store().get("clients", name)
    return record
