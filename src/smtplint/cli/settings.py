"""The options of a run over settings, for the commands that read settings and then talk about servers."""

from __future__ import annotations

import os

from ..options import Options
from .main import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    if options.client:
        from .check import _check_names

        _check_names([], options.client)
    options.env_files = list(words.all("--env-file"))
    _configure(options, words)
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


def _configure(options: Options, words: Words) -> None:
    from ..config import load
    from ..project import find_config

    if "--no-config" in words.flags:
        return
    path = words.one("--config") or find_config(words.paths[0])
    if not path:
        return
    config = load(path)
    if config.problems:
        raise UsageError("\n".join(f"{path}:{one.line}: {one.message}" for one in config.problems))
    options.config = config
    options.env_files += config.env_paths()
