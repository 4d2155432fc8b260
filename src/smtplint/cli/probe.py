"""``smtplint probe HOST[:PORT] ... | PATH``: talks to servers for real and says what they offer and what works."""

from __future__ import annotations

import os
import sys

from . import output
from .targets import host_and_port, port_of
from .words import UsageError, choice, parse, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..dialogue.observe import Manner, Target
    from .words import Words

PORTS = (25, 465, 587, 2525)
FLAGS = {
    "--auth": "try a login; the password comes from the settings or from a prompt, never from an argument",
    "--force-auth": "with --auth: log in even where TLS is missing or the certificate does not pass",
    "--no-injection": "leave out the check whether commands pass through STARTTLS (a second connection)",
    "--allow-private": "with a PATH and CI set: also private, loopback and link-local addresses",
    "--no-config": "read no configuration file",
}
VALUES = {
    "--ports": f"the ports of hosts that name none, separated by commas (default {','.join(map(str, PORTS))})",
    "--tls": "auto, implicit, starttls or none (default: what the port turns out to speak)",
    "--ehlo": "the name to give in EHLO (default: this machine's own)",
    "--user": "with --auth: the user name",
    "--mail-from": "ask whether this sender is accepted; no message is sent",
    "--rcpt": "with --mail-from: ask whether this recipient is accepted",
    "--ca-file": "trust the certificates in this file instead of the system's",
    "--timeout": "seconds for each step (default 15)",
    "--total": "seconds for each server (default 60)",
    "--record": "write what the servers offer to this file, for check --server and trace --server",
    "--format": "text or json",
    "--client": "with a PATH: the client that the files belong to, as ID or ID@VERSION",
    "--env-file": "with a PATH: a file of environment variables that the settings read",
    "--config": "the configuration file",
}
_HEAD = """usage: smtplint probe [OPTIONS] HOST[:PORT] ... | PATH ...

Connects to mail servers, says EHLO, upgrades to TLS and reports what is offered. Nothing is sent."""
_TAIL = "exit status: 0 nothing is wrong, 1 something fails or leaks, 2 usage or configuration, 3 internal error"


def run(argv: list[str]) -> int:
    """Runs ``smtplint probe`` and returns its exit status."""
    if "-h" in argv or "--help" in argv:
        print(usage(_HEAD, FLAGS, VALUES, _TAIL))
        return 0
    words = parse("probe", argv, FLAGS, VALUES)
    form = choice(words, "--format", ("text", "json"))
    if not words.paths:
        raise UsageError("probe wants a host, or a file with mail settings; see smtplint probe --help")
    paths = [word for word in words.paths if os.path.exists(word)]
    if paths and len(paths) != len(words.paths):
        raise UsageError("probe takes hosts, or paths, and not both")
    manner = manner_of(words)
    manner.injection = "--no-injection" not in words.flags
    if paths:
        from .probe_settings import run_paths

        return run_paths(words, manner, form)
    targets = _targets(words)
    found = observe(targets, manner)
    write(found, [], form, words.one("--record"))
    return status(found)


# -- options -----------------------------------------------------------------------------------------------------------


def manner_of(words: Words) -> Manner:
    """How to observe, from the options; raises UsageError."""
    from ..dialogue.live import Trust
    from ..dialogue.observe import Manner

    manner = Manner()
    manner.step, manner.total = seconds(words, "--timeout", manner.step), seconds(words, "--total", manner.total)
    manner.force_auth = "--force-auth" in words.flags
    ca_file = words.one("--ca-file")
    if ca_file:
        manner.trust = Trust(ca_file)
        try:
            manner.trust.context(True)
        except OSError as error:
            raise UsageError(f"--ca-file {ca_file}: {error.strerror or 'holds no certificate'}") from None
    return manner


def seconds(words: Words, name: str, default: float) -> float:
    """The value of an option in seconds, above 0 and up to an hour; raises UsageError."""
    text = words.one(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 3600:
        raise UsageError(f"{name} wants a number of seconds between 0 and 3600, not {text!r}")
    return value


def _targets(words: Words) -> list[Target]:
    from ..dialogue.observe import TLS_WISHES, Target

    ports = [port_of(text.strip()) for value in words.all("--ports") for text in value.split(",") if text.strip()]
    tls = choice(words, "--tls", TLS_WISHES)
    found: dict[tuple[str, int], Target] = {}
    for word in words.paths:
        host, port = host_and_port(word)
        for one in [port] if port is not None else ports or list(PORTS):
            target = Target(host, one)
            target.tls = tls
            found.setdefault(target.key, target)
    targets = list(found.values())
    if len(targets) > 256:
        raise UsageError("more than 256 servers at once")
    login(words, targets)
    for target in targets:
        envelope(words, target)
    return targets


def envelope(words: Words, target: Target) -> None:
    """Sets EHLO name, sender and recipient of a target; raises UsageError for what could break the protocol."""
    for name in ("--ehlo", "--mail-from", "--rcpt"):
        value = words.one(name)
        if any(char.isspace() or not char.isprintable() or char in "<>" for char in value) or len(value) > 320:
            raise UsageError(f"{name}: {value!r} holds characters that cannot stand there")
    if words.one("--rcpt") and not words.one("--mail-from"):
        raise UsageError("--rcpt wants --mail-from")
    target.name = words.one("--ehlo") or target.name
    target.sender, target.recipient = words.one("--mail-from"), words.one("--rcpt")


def login(words: Words, targets: list[Target]) -> None:
    """Asks for the password of a login where ``--auth`` wants one; raises UsageError."""
    if "--auth" not in words.flags:
        return
    username = words.one("--user")
    if not username:
        raise UsageError("--auth wants --user NAME, or a file with the settings")
    password = ask_password(username)
    for target in targets:
        target.login, target.username, target.password = True, username, password


def ask_password(username: str) -> str:
    """The password from the terminal; raises UsageError where nobody can be asked."""
    import getpass

    if not sys.stdin.isatty():
        raise UsageError("--auth asks for the password on a terminal, and there is none")
    try:
        return getpass.getpass(f"password of {username}: ")
    except EOFError:
        raise UsageError("no password given") from None


# -- running and writing -----------------------------------------------------------------------------------------------


def observe(targets: list[Target], manner: Manner) -> list[dict[str, Any]]:
    """Observes the targets, with progress on a terminal; adds where each differs from what is known of its provider."""
    from ..dialogue.observe import observe_all
    from ..dialogue.verdicts import differences
    from ..knowledge.lookup import provider_of

    progress = _Progress(len(targets)) if sys.stderr.isatty() else None
    manner.progress = progress.show if progress else None
    try:
        found = observe_all(targets, manner)
    finally:
        if progress:
            progress.clear()
    for one in found:
        one["knowledge"] = differences(one, provider_of(one["host"]))
    return found


class _Progress:
    """One line on the terminal that says what is being waited for."""

    def __init__(self, count: int) -> None:
        self._count = count

    def show(self, host: str, port: int, step: str) -> None:
        """Shows the step that begins."""
        from ..report.visible import clipped, one_line

        more = f" ({self._count} servers)" if self._count > 1 else ""
        sys.stderr.write("\r\x1b[K" + clipped(one_line(f"{host}:{port}: {step}{more}"), 76))
        sys.stderr.flush()

    def clear(self) -> None:
        """Takes the line away."""
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def write(found: list[dict[str, Any]], accounts: list[dict[str, Any]], form: str, record: str) -> None:
    """Prints the observations and the accounts, and writes the recording where one is wanted."""
    if record:
        from ..dialogue.record import dump

        output.write_file(record, dump(found))
    if form == "json":
        import json

        from .. import __version__

        data = {
            "version": 1,
            "tool": {"name": "smtplint", "version": __version__},
            "servers": found,
            "accounts": accounts,
        }
        output.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
        return
    from ..report import servers

    columns = output.width()
    output.write(servers.one(found[0], columns) if len(found) == 1 else servers.table(found, columns) if found else "")
    if accounts:
        output.write("\n" + servers.accounts(accounts, columns))


def status(found: list[dict[str, Any]]) -> int:
    """1 where something fails, leaks or hangs; a closed port among several of a host is no failure of the host."""
    hosts: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        hosts.setdefault(one["host"], []).append(one)
    for several in hosts.values():
        reached = [one for one in several if one["reached"]]
        for one in reached or several:
            if any(problem["consequence"] != "risk" for problem in one["problems"]):
                return 1
    return 0
