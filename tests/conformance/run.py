"""The whole proof by one command: ``python tests/conformance/run.py [--fast] [--only WORD] [--slots N] [--keep FILE] [--coverage]``.

Runs every cell, compares, prints the differences, and writes docs/conformance.md (whole runs only). Exits 1 on a
difference. ``--keep FILE`` writes what happened as JSON; ``--again FILE`` judges such a file anew without running
the clients. ``--coverage`` runs no client either: it prints the rows of the behaviour tables of these clients, and the
rules about them, that no cell touches, and exits 1 if there is one.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.conformance import cells, judge, page, predict, world  # noqa: E402
from tests.conformance.clients import workers  # noqa: E402
from tests.conformance.coverage import Coverage  # noqa: E402
from tools.generate import load  # noqa: E402


def judged(cell: dict[str, Any], runs: dict[str, Any]) -> list[str]:
    """The differences of one cell: of what ``check`` says, and of what ``trace`` tells on the very same file."""
    with tempfile.TemporaryDirectory(prefix="smtplint-cell-") as folder:
        place = written(cell, folder)
        try:
            verdict = predict.verdict(place / cell["main"], cell["client"], cell["version"])
        except predict.NoVerdictError as error:
            return [str(error)]
        told = predict.told(place / cell["main"], verdict)
        return judge.differences(cell, verdict, runs) + judge.told_otherwise(cell, told, runs[""])


def written(cell: dict[str, Any], folder: str) -> pathlib.Path:
    """The folder, with the files of a cell in it."""
    place = pathlib.Path(folder)
    for name, text in cell["files"].items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    return place


def covered(chosen: Iterable[dict[str, Any]]) -> Coverage:
    """What the cells touch; no client runs for this."""
    found = Coverage((one["code"], one["name"]) for one in load("checks").values())
    for cell in chosen:
        with tempfile.TemporaryDirectory(prefix="smtplint-cell-") as folder, suppress(predict.NoVerdictError):
            found.add(predict.verdict(written(cell, folder) / cell["main"], cell["client"], cell["version"]))
    return found


def drawn(*, fast: bool, only: list[str]) -> list[dict[str, Any]]:
    """The cells of a run, each id once; says which libraries are missing."""
    found = {
        one["id"]: one for one in (cells.fast() if fast else cells.whole()) if all(word in one["id"] for word in only)
    }
    absent = missing(found.values())
    if absent:
        raise SystemExit(f"conformance: {absent}")
    return list(found.values())


def missing(chosen: Iterable[dict[str, Any]]) -> str:
    """What has to be installed before these cells can run, and how; empty when all is there."""
    return "; ".join(sorted({workers.missing(key) for key in {one["worker"] for one in chosen}} - {""}))


def main() -> int:
    """Runs, judges, reports."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--slots", type=int, default=6)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--again", type=pathlib.Path)
    parser.add_argument("--coverage", action="store_true")
    options = parser.parse_args()
    if options.coverage:
        coverage = covered(one for one in cells.whole() if all(word in one["id"] for word in options.only))
        print("\n".join([*coverage.missed(), coverage.summary()]))
        return int(bool(coverage.missed()))
    chosen = drawn(fast=options.fast, only=options.only)
    began = time.monotonic()
    if options.again:
        results = json.loads(options.again.read_text())
        chosen = [one for one in chosen if one["id"] in results]
    else:
        # Those that wait long go first, so that no slot is left alone with them at the end.
        chosen.sort(key=lambda one: "timeout" not in one["id"])
        results = world.run(chosen, options.slots, report=_progress(len(chosen)))
    if options.keep:
        options.keep.write_text(json.dumps(results))
    wrong = {one["id"]: found for one in chosen if (found := judged(one, results[one["id"]]))}
    for name, found in wrong.items():
        print(name)
        for line in found:
            print("   ", line)
    if not options.fast and not options.only:
        (ROOT / "docs" / "conformance.md").write_text(page.render(chosen, results, wrong), encoding="utf-8")
    print(f"{len(chosen)} cells, {len(wrong)} differ, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


def _progress(total: int) -> Any:
    def report(done: int, _result: Any) -> None:
        if done % 200 == 0:
            print(f"{done}/{total}", file=sys.stderr, flush=True)

    return report


if __name__ == "__main__":
    raise SystemExit(main())
