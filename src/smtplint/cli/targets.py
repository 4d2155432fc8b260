"""The servers that settings point to, each once, for the commands that talk to them."""

from __future__ import annotations

import os

from .words import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..accounts import World
    from ..dialogue.observe import Target
    from ..options import Options

MOST = 64  # servers of one run: a tree of settings is no reason to knock on every door


def accounts(options: Options) -> list[list[World]]:
    """The accounts of every file that the options name."""
    from ..runner import Runner

    runner = Runner(options)
    found: list[list[World]] = []
    runner.observer = lambda worlds, findings: found.append(worlds)
    runner.run()
    return found


def targets(found: list[list[World]]) -> list[Target]:
    """One target for each host and port that is known for certain, with the EHLO name that the settings give."""
    from ..dialogue.observe import Target

    by_key: dict[tuple[str, int], Target] = {}
    for worlds in found:
        for _, facts in worlds:
            plan = facts.plan
            if not isinstance(plan.host, str) or not isinstance(plan.port, int) or not reachable(plan.host, plan.port):
                continue
            if plan.tls == "none":
                continue
            target = by_key.setdefault(Target(plan.host, plan.port).key, Target(plan.host, plan.port))
            if not target.name and isinstance(plan.ehlo, str) and safe(plan.ehlo):
                target.name = plan.ehlo
    return list(by_key.values())


def logins(found: list[list[World]], targets: list[Target], user: str, ask: Callable[[str], str] | None) -> None:
    """Gives each target the user name and password of its settings; ``ask`` is asked for what is not written there."""
    from ..settings.secrets import is_placeholder

    asked: dict[str, str] = {}
    plans = [facts.plan for worlds in found for _, facts in worlds]
    for target in targets:
        for plan in plans:
            if target.login or (plan.host, plan.port) != (target.host, target.port):
                continue
            username = user or (plan.username if isinstance(plan.username, str) else "")
            password = plan.password if isinstance(plan.password, str) and not is_placeholder(plan.password) else ""
            if username and not password and ask is not None:
                password = asked[username] = asked.get(username) or ask(username)
            if username and password:
                target.login, target.username, target.password = True, username, password


def host_and_port(word: str) -> tuple[str, int | None]:
    """``host``, ``host:port``, ``[v6]:port`` or a bare IPv6 address, taken apart; raises UsageError."""
    from ..conditions import is_ip, is_name

    host, port = word, None
    if word.startswith("["):
        host, bracket, rest = word[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise UsageError(f"{word!r} is no address in brackets")
        port = port_of(rest[1:]) if rest else None
    elif word.count(":") == 1:
        host, _, text = word.partition(":")
        port = port_of(text)
    try:
        plain = host if host.isascii() else host.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        plain = ""
    if not plain or not (is_ip(host) or is_name(plain.replace("_", "-"))):
        raise UsageError(f"{word!r} is no host name, and there is no file of that name")
    return host, port


def port_of(text: str) -> int:
    """A port from 1 to 65535 as a number; raises UsageError."""
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536:
        return int(text)
    raise UsageError(f"{text!r} is no port")


def reachable(host: str, port: int) -> bool:
    """Whether a host and a port can be asked for at all: they come from files, which anybody may have written."""
    if not 0 < port < 65536:
        return False
    try:
        return host_and_port(f"[{host}]" if ":" in host else host)[1] is None
    except UsageError:
        return False


def safe(text: str) -> bool:
    """Whether a text from a file can stand in a command: one word, no control characters, not too long."""
    return 0 < len(text) <= 255 and text.isprintable() and not any(char.isspace() or char in "<>" for char in text)


def in_ci() -> bool:
    """Whether this runs in a pipeline, where a file of a pull request must not choose targets inside the network."""
    return bool(os.environ.get("CI"))
