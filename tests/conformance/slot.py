"""One slot: a process in a world of its own that runs cells one after another; JSON lines in and out.

In: ``id``, ``worker`` (a key of ``clients.workers.WORKERS``), ``entry``, ``files`` (name to text), ``main``, ``env``,
``machine``, ``attacks``. Out: ``id`` and ``runs``, one for each attack that was tried ("" is the honest server):
``error``, ``seconds`` and the servers' ``records``.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import sys
import tempfile
from typing import Any

from . import namespace
from .clients.workers import Worker
from .servers.farm import HOLD, Farm

LIMIT = HOLD + 4.0  # seconds after which a client is ended
REHEARSED = ("java:", "node:", "ruby:", "dotnet:")  # the first job of these takes its time, as much is loaded for it


class Slot:
    """Holds the farm and the workers, which start when they are first needed."""

    def __init__(self, certificates: pathlib.Path, folder: pathlib.Path) -> None:
        self.folder = folder
        namespace.enter(folder, certificates)
        self.farm = Farm(certificates)
        self.farm.start()
        self.workers: dict[str, Worker] = {}

    def run(self, cell: dict[str, Any]) -> dict[str, Any]:
        """Runs a cell against the honest servers, then under each attack that can still matter."""
        namespace.be(cell["machine"], self.folder)
        place = self.folder / "cell"
        shutil.rmtree(place, ignore_errors=True)
        for name, text in cell["files"].items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8")
        runs = {"": self._once(cell, place, "")}
        honest = runs[""]
        if honest["records"] and honest["seconds"] < HOLD * 0.8 and not honest.get("died") and not _waited(honest):
            for attack in cell["attacks"]:
                runs[attack] = self._once(cell, place, attack)
        return {"id": cell["id"], "runs": runs}

    def _once(self, cell: dict[str, Any], place: pathlib.Path, attack: str) -> dict[str, Any]:
        job = {
            "entry": cell["entry"],
            "file": str(place / cell["main"]),
            "folder": str(place),
            "env": cell["env"],
            "limit": LIMIT,
        }
        worker = self._worker(cell, job)
        self.farm.attack = attack
        self.farm.take_records()
        result = worker.send(job)
        return {**result, "records": self.farm.take_records()}

    def _worker(self, cell: dict[str, Any], job: dict[str, Any]) -> Worker:
        key = cell["worker"] + "@" + cell["machine"]  # a worker may remember the name of its machine
        worker = self.workers.get(key)
        if worker is None or worker.ended:
            worker = self.workers[key] = Worker(cell["worker"])
            if cell["worker"].startswith(REHEARSED):
                worker.send(job)
        return worker


def _waited(run: dict[str, Any]) -> bool:
    """Whether the client waited for a greeting where TLS is spoken from the first byte: no attack changes that."""
    return run["seconds"] > 0.8 and all(
        record["mode"] == "implicit" and not record["ehlo"] and "certificate" not in record["tls_error"]
        for record in run["records"]
    )


def main() -> None:
    """Serves stdin to stdout."""
    with tempfile.TemporaryDirectory(prefix="smtplint-slot-") as folder:
        slot = Slot(pathlib.Path(sys.argv[1]), pathlib.Path(folder))
        os.environ["HOME"] = folder
        print("ready", flush=True)
        for line in sys.stdin:
            print(json.dumps(slot.run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
