"""Runs cells in parallel slots: prepares certificates, starts the slots, hands cells out and gathers what happened."""

from __future__ import annotations

import hashlib
import json
import pathlib
import queue
import subprocess
import threading
from collections.abc import Iterable
from typing import Any

from . import namespace
from .clients.workers import HOME, HOW, ROOT
from .servers.catalogue import behaviours
from .servers.farm import HOLD

__all__ = ["HOLD", "certificates", "run"]


def certificates() -> pathlib.Path:
    """The folder with the test CA and the servers' certificates, made again when the hosts have changed."""
    names = "\n".join(sorted(behaviours())) + "\n"
    folder = HOME / "certificates" / hashlib.sha256(names.encode()).hexdigest()[:12]
    if not (folder / "ca.pem").exists():
        python = HOME / "py" / "certificates" / "bin" / "python"
        if not python.exists():
            raise SystemExit(f"conformance: .venv-conformance/py/certificates is missing: {HOW} fast")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "names.txt").write_text(names, encoding="ascii")
        script = pathlib.Path(__file__).parent / "servers" / "certificates.py"
        subprocess.run([str(python), str(script), str(folder), str(folder / "names.txt")], check=True)
    return folder


def run(cells: Iterable[dict[str, Any]], slots: int, *, report: Any = None) -> dict[str, dict[str, Any]]:
    """What happened in each cell, by its id. ``report(done, result)`` is called after each."""
    if reason := namespace.forbidden():
        raise RuntimeError(reason)
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    for cell in cells:
        waiting.put(cell)
    results: dict[str, dict[str, Any]] = {}
    failures: list[str] = []
    where = str(certificates())
    threads = [threading.Thread(target=_slot, args=(where, waiting, results, failures, report)) for _ in range(slots)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    return results


def _slot(where: str, waiting: Any, results: dict[str, dict[str, Any]], failures: list[str], report: Any) -> None:
    """Runs cells in one slot after another: the workers of a slot stay, and all that there are would fill the memory."""
    try:
        while not waiting.empty() and not failures:
            _life(where, waiting, results, failures, report)
    except (OSError, ValueError) as error:
        failures.append(f"a slot broke: {error}")


def _life(where: str, waiting: Any, results: dict[str, dict[str, Any]], failures: list[str], report: Any) -> None:
    """Runs cells in one slot until it has had WORKERS kinds of workers."""
    command = namespace.command("tests.conformance.slot", where)
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None and process.stdout is not None
    kinds: set[tuple[str, str]] = set()
    try:
        if process.stdout.readline() != "ready\n":
            failures.append("a slot could not make its world; its words are above")
            return
        while len(kinds) <= WORKERS and not failures:
            try:
                cell = waiting.get_nowait()
            except queue.Empty:
                break
            kinds.add((cell["worker"], cell["machine"]))
            process.stdin.write(json.dumps({key: cell[key] for key in SENT}) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                failures.append(f"a slot died in cell {cell['id']}")
                return
            result = json.loads(answer)
            results[result["id"]] = result["runs"]
            if report is not None:
                report(len(results), result)
    finally:
        process.stdin.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:  # nothing is left to do in it
            process.kill()
            process.wait()
        process.stdout.close()


WORKERS = 12  # kinds of workers in the life of a slot
SENT = ("id", "worker", "entry", "files", "main", "env", "machine", "attacks")
