"""Keeps what happened in cells in a file that grows as they run, so that a run can be cut and taken up again.

One JSON object a line: ``id``, ``made`` (what the cell was made of, see ``fingerprint``) and ``runs``. A line that was
cut off, and cells that are made of something else by now, do not count.
"""

from __future__ import annotations

import functools
import hashlib
import json
import pathlib
import threading
from typing import Any

from .clients.workers import ROOT
from .servers.catalogue import behaviours
from .world import SENT

_MACHINERY = ("clients/*worker*", "clients/*/*", "servers/*.py", "machines.py", "namespace.py", "slot.py")


class Kept:
    """What is in a file; ``add`` writes one cell more."""

    def __init__(self, path: pathlib.Path | None) -> None:
        self.path = path
        self.runs: dict[str, dict[str, Any]] = {}
        self._made: dict[str, str] = {}
        self._turn = threading.Lock()  # slots report from threads of their own
        for line in path.read_text(encoding="utf-8").splitlines() if path is not None and path.exists() else ():
            try:
                one = json.loads(line)
                self.runs[one["id"]], self._made[one["id"]] = one["runs"], one["made"]
            except (ValueError, KeyError, TypeError):  # the line that was being written when the run was cut
                continue

    def of(self, cell: dict[str, Any]) -> dict[str, Any] | None:
        """What happened in the very same cell, if that is known."""
        return self.runs.get(cell["id"]) if self._made.get(cell["id"]) == fingerprint(cell) else None

    def add(self, cell: dict[str, Any], runs: dict[str, Any]) -> None:
        """Writes down what happened in a cell."""
        self.runs[cell["id"]] = runs
        if self.path is not None:
            with self._turn, self.path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"id": cell["id"], "made": fingerprint(cell), "runs": runs}) + "\n")


def fingerprint(cell: dict[str, Any]) -> str:
    """A word for all that decides what happens in a cell: its files, its worker, the servers and the runners."""
    own = json.dumps({key: cell[key] for key in SENT}, sort_keys=True)
    return hashlib.sha256((own + _world()).encode()).hexdigest()[:16]


@functools.cache
def _world() -> str:
    whole = hashlib.sha256()
    here = pathlib.Path(__file__).parent
    files = {file for pattern in _MACHINERY for file in here.glob(pattern)}
    for file in sorted(one for one in files if one.is_file() and one.suffix != ".pyc"):
        whole.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    for host, behaviour in sorted(behaviours().items()):
        traits = {name: _ordered(value) for name, value in behaviour.__dict__.items()}
        whole.update((host + repr(sorted(traits.items()))).encode())
    return whole.hexdigest()


def _ordered(value: Any) -> str:
    """A value's words, which must not depend on the order that a set has in one process."""
    if isinstance(value, (set, frozenset)):
        return repr(sorted(value, key=repr))
    if isinstance(value, dict):
        return repr({key: _ordered(inner) for key, inner in value.items()})
    return repr(value)
