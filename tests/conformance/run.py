"""The whole proof by one command: ``python tests/conformance/run.py``.

Installs the clients (``setup.sh``), runs every cell, compares, prints what ran and what differs, and writes
docs/conformance.md and the table in README.md (whole runs only). Exits 1 on a difference.

    --fast          a representative part
    --only WORD     cells whose id holds the word (all words, where given several times)
    --slots N       how many cells run at once; most of them wait
    --keep FILE     writes what happened to FILE as it happens; cells that stand there already do not run again, so
                    that a run that was cut goes on where it was
    --again FILE    judges what stands in FILE anew and runs no client
    --coverage      runs no client either: prints the rows of the behaviour tables of these clients, and the rules about
                    them, that no cell touches, and exits 1 if there is one
    --no-setup      takes the clients as they are
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import pathlib
import subprocess
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
from tests.conformance.coverage import Coverage, Touched, touched  # noqa: E402
from tests.conformance.kept import Kept  # noqa: E402
from tools.generate import load  # noqa: E402

QUIET = 2  # slots
SETUP = pathlib.Path(__file__).with_name("setup.sh")


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
    chosen = list(chosen)
    found = Coverage(((one["code"], one["name"]) for one in load("checks").values()), [one["client"] for one in chosen])
    with multiprocessing.get_context("fork").Pool() as pool:
        for one in pool.imap_unordered(_touched, chosen, chunksize=50):
            found.add(one)
    return found


def _touched(cell: dict[str, Any]) -> Touched:
    with tempfile.TemporaryDirectory(prefix="smtplint-cell-") as folder, suppress(predict.NoVerdictError):
        return touched(predict.verdict(written(cell, folder) / cell["main"], cell["client"], cell["version"]))
    return [], set(), []


def drawn(*, fast: bool, only: list[str]) -> list[dict[str, Any]]:
    """The cells of a run, each id once; says which libraries are missing, and goes on without those left out by setup.sh."""
    found = {
        one["id"]: one for one in (cells.fast() if fast else cells.whole()) if all(word in one["id"] for word in only)
    }
    out = {name: one for name, one in found.items() if workers.is_left_out(one["worker"])}
    for label in sorted({one["label"] for one in out.values()}):
        print(f"conformance: left out: {label}", file=sys.stderr)
    found = {name: one for name, one in found.items() if name not in out}
    absent = missing(found.values())
    if absent:
        raise SystemExit(f"conformance: {absent}")
    return list(found.values())


def missing(chosen: Iterable[dict[str, Any]]) -> str:
    """What has to be installed before these cells can run, and how; empty when all is there."""
    return "; ".join(sorted({workers.missing(key) for key in {one["worker"] for one in chosen}} - {""}))


def judged_all(chosen: list[dict[str, Any]], results: dict[str, Any]) -> dict[str, list[str]]:
    """The differences of each cell that differs, in the order of the cells; on all processors."""
    with multiprocessing.get_context("fork").Pool() as pool:
        found = pool.starmap(judged, ((one, results[one["id"]]) for one in chosen), chunksize=50)
    return {one["id"]: words for one, words in zip(chosen, found, strict=True) if words}


def happened(chosen: list[dict[str, Any]], kept: Kept, slots: int) -> dict[str, Any]:
    """What happened in each cell, by its id: what is kept of it, or else what happens now."""
    left = [one for one in chosen if kept.of(one) is None]
    if len(left) < len(chosen):
        print(f"{len(chosen) - len(left)} of {len(chosen)} cells were run before", file=sys.stderr, flush=True)
    # Those that wait long go first, so that no slot is left alone with them at the end.
    left.sort(key=lambda one: "timeout" not in one["id"])
    cells_by_id = {one["id"]: one for one in left}

    def report(done: int, result: dict[str, Any]) -> None:
        kept.add(cells_by_id[result["id"]], result["runs"])
        if done % 200 == 0:
            print(f"{done}/{len(left)}", file=sys.stderr, flush=True)

    if left:
        world.run(left, slots, report=report)
    return {one["id"]: kept.runs[one["id"]] for one in chosen}


def settled(
    chosen: list[dict[str, Any]], results: dict[str, Any], kept: Kept
) -> tuple[dict[str, list[str]], list[str]]:
    """The differences that stay when the cells that differ run again, few at once, and the cells that ran again.

    On a busy machine a client may wait longer for an honest server than its time-out of a second allows.
    """
    wrong = judged_all(chosen, results)
    again = [one for one in chosen if one["id"] in wrong]
    for one in again:
        kept.runs.pop(one["id"], None)
    results.update(happened(again, kept, QUIET))
    return judged_all(again, results), [one["id"] for one in again]


def arguments() -> argparse.Namespace:
    """The options, see above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    parser.add_argument("--slots", type=int, default=16, metavar="N")
    parser.add_argument("--keep", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--again", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--coverage", action="store_true")
    parser.add_argument("--no-setup", action="store_true")
    return parser.parse_args()


def main() -> int:
    """Runs, judges, reports."""
    options = arguments()
    if options.coverage:
        coverage = covered(one for one in cells.whole() if all(word in one["id"] for word in options.only))
        print("\n".join([*coverage.missed(), coverage.summary()]))
        return int(bool(coverage.missed()))
    if not (options.no_setup or options.again):
        environment = {**os.environ, "PYTHON": sys.executable}
        subprocess.run(["sh", str(SETUP), "fast" if options.fast else "all"], check=True, env=environment)
    chosen = drawn(fast=options.fast, only=options.only)
    began = time.monotonic()
    if options.again:
        results = Kept(options.again).runs
        chosen = [one for one in chosen if one["id"] in results]
    else:
        kept = Kept(options.keep)
        results = happened(chosen, kept, options.slots)
    ended = time.monotonic()
    wrong, again = (judged_all(chosen, results), []) if options.again else settled(chosen, results, kept)
    for name, found in wrong.items():
        print("\n    ".join([name, *found]))
    print("\n".join(page.told(chosen, results, wrong)))
    print("\n".join(f"agreed at the second try: {name}" for name in again if name not in wrong))
    if not (options.fast or options.only or options.again):
        publish(page.render(chosen, results, wrong))
    print(
        f"{len(chosen)} cells, {len(wrong)} differ, {ended - began:.0f} s, judged in {time.monotonic() - ended:.0f} s"
    )
    return 1 if wrong else 0


def publish(text: str) -> None:
    """Writes the page, and its short table into README.md."""
    (ROOT / "docs" / "conformance.md").write_text(text, encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(page.into_readme(readme.read_text(encoding="utf-8"), text), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
