"""Asks git for names, and only for names: nothing of a repository is executed, its file monitor is switched off."""

from __future__ import annotations

import os
import sys

_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
# A hook of git sets these for its own repository; the folder that is asked about may lie in another one.
_VARIABLES = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
)  # fmt: skip
_MOST = 512 * 1024 * 1024  # bytes of one listing
_CHUNK = 1 << 20


def names(folder: str, *options: str) -> list[str] | None:
    """What ``git ls-files`` names in a folder, relative to it and with ``/``; None when git is missing or fails."""
    output = _output((*_GIT, "-C", folder, "ls-files", "-z", *options))
    if output is None:
        return None
    return [name for name in os.fsdecode(output).split("\0") if name]


def _output(command: tuple[str, ...]) -> bytes | None:
    """What a command writes, or None when it cannot be run, fails, or writes more than the bound."""
    environment = {name: value for name, value in os.environ.items() if name not in _VARIABLES}
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    if sys.platform == "win32":
        return _output_by_subprocess(command, environment)
    reading, writing = os.pipe()
    actions = (
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writing, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    )
    try:
        child = os.posix_spawnp(command[0], command, environment, file_actions=actions)
    except (OSError, ValueError):
        os.close(reading)
        return None
    finally:
        os.close(writing)
    data = _drain(reading)
    try:
        _, status = os.waitpid(child, 0)
    except ChildProcessError:  # the caller of this program ignores SIGCHLD: nobody can say how git ended
        return None
    return data if status == 0 else None


def _drain(reading: int) -> bytes | None:
    """All that comes out of a pipe, closed afterwards; None when it is more than the bound."""
    pieces: list[bytes] = []
    total = 0
    try:
        while total <= _MOST:
            piece = os.read(reading, _CHUNK)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            total += len(piece)
        return None
    finally:
        os.close(reading)


def _output_by_subprocess(command: tuple[str, ...], environment: dict[str, str]) -> bytes | None:
    import subprocess

    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except (OSError, ValueError):
        return None
    return done.stdout if done.returncode == 0 else None
