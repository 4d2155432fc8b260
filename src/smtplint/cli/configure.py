"""What the command line and the configuration file ask for: the options of a run over settings."""

from __future__ import annotations

import os

from ..options import Options
from .words import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import Config
    from ..dialogue.record import Recordings
    from .words import Words


def options_of(words: Words) -> Options:
    """The run's options from ``--client``, ``--env-file``, ``--config``, ``--no-config`` and ``--server``."""
    options = Options()
    options.paths = words.paths
    options.client = words.one("--client")
    for path in words.paths:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: there is no such file or folder")
    options.env_files = list(words.all("--env-file"))
    options.config = config_of(words, words.paths[0])  # it may bring the client that is named
    if options.client:
        check_names([], options.client)
    if options.config:
        options.env_files += options.config.env_paths()
    recorded = words.one("--server")
    if recorded:
        options.recordings = recordings(recorded)
    return options


def recordings(path: str) -> Recordings:
    """The recorded servers of a file; raises UsageError."""
    from ..dialogue.record import RecordError, load

    try:
        return load(path)
    except RecordError as error:
        raise UsageError(f"--server {error}") from None


def config_of(words: Words, first: str) -> Config | None:
    """The configuration that ``--config`` names or that lies above ``first``, its knowledge loaded; raises UsageError.

    None where there is none, or with ``--no-config``.
    """
    if "--no-config" in words.flags:
        return None
    from ..project import find_config

    path = words.one("--config") or find_config(first)
    if not path:
        return None
    from ..config import load

    config = load(path)
    if config.problems:
        raise UsageError("\n".join(f"{path}:{one.line}: {one.message}" for one in config.problems))
    if config.knowledge:
        _own_knowledge(config)
    return config


def _own_knowledge(config: Config) -> None:
    from ..knowledge.own import extend
    from ..knowledge.store import store

    problems = extend(store(), [os.path.relpath(os.path.join(config.root, folder)) for folder in config.knowledge])
    if problems:
        raise UsageError("\n".join(f"{one.path}:{one.line}:{one.column}: {one.message}" for one in problems))


def check_names(names: list[str], client: str) -> None:
    """Raises UsageError for a rule or a client (``ID`` or ``ID@VERSION``) that does not exist; empty is none."""
    from ..knowledge.store import store

    knowledge = store()
    known = knowledge.index["names"]
    codes = set(known.values())
    for name in names:
        if name in known or name in knowledge.index["redirects"] or name == "ALL":
            continue
        if not name.startswith("SMTP") or not any(code.startswith(name) for code in codes):
            raise UsageError(f"there is no rule {name!r}; see smtplint rules")
    if client and client.partition("@")[0] not in knowledge.ids("clients"):
        raise UsageError(f"there is no client {client.partition('@')[0]!r}; see smtplint clients")
