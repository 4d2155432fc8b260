"""The kinds of machine that clients run on, and the name that each kind gives a client for its EHLO."""

from __future__ import annotations

from typing import Any

# host name, line of /etc/hosts: a server with a full name in the hosts file, one whose host name is full, and a
# container
MACHINES = {
    "server": ("app", "127.0.1.1 app.example.org app"),
    "named": ("app.example.org", "127.0.1.1 app.example.org app"),
    "container": ("3f2a9c1b7d4e", "127.0.1.1 3f2a9c1b7d4e"),
}


def ehlo_name(value: Any, machine: str) -> str:
    """The name on the wire of a planned EHLO: value is (name or unknown, kind of machine name)."""
    name, kind = value
    if isinstance(name, str):
        return name
    host = MACHINES[machine][0]
    full = MACHINES[machine][1].split()[1]
    if kind == "fqdn":
        return full
    if kind == "fqdn-or-address":
        return full if "." in full else "[127.0.1.1]"
    if kind == "hostname-alone":
        return host.partition(".")[0]
    if kind == "hostname-or-address":
        return host if "." in host else "[127.0.0.1]"
    if kind in ("hostname", "hostname-or-localhost"):
        return host
    return ""
