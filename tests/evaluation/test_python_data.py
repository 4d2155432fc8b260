"""What smtplint says a program's names hold that come from data files, against what they hold when it is run."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

from smtplint.conditions import UNKNOWN
from smtplint.readers.registry import read
from smtplint.settings.branches import worlds
from smtplint.settings.links import reading
from smtplint.settings.programs.python_modules import Modules
from smtplint.surroundings import Surroundings
from smtplint.text import Source
from tests.evaluation import data_files
from tests.evaluation.test_python_values import environment_of, plain, value_of

PROGRAMS = 300
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def write(folder: pathlib.Path, seed: int) -> pathlib.Path:
    """Writes one program into a folder of its own, which is a repository."""
    home = folder / str(seed)
    (home / ".git").mkdir(parents=True)
    for name, text in data_files.case(seed).items():
        (home / name).write_text(text, encoding="utf-8")
    return home


def run(folders: list[pathlib.Path]) -> list[dict[str, Any]]:
    """What the names of each program hold."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.evaluation.data_files"]
    lines = "".join(json.dumps(str(one)) + "\n" for one in folders)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def derived(home: pathlib.Path) -> list[dict[str, Any]]:
    """What the names hold in each world, UNKNOWN where that is not known."""
    path = home / "settings.py"
    source = Source.from_bytes(str(path), path.read_bytes())
    document = read(source, "python")
    around = Surroundings()
    Modules(around.document, around.folders).within(document)
    found = []
    for _, node in worlds(document.roots[0], frozenset(data_files.NAMES)):
        entries = {name: node.get(name) for name in data_files.NAMES}
        nothing = environment_of({})
        for entry in entries.values():
            assert entry is None or reading(entry.value, source, nothing, "tagged").misfit is None
        held = {name: one for name, one in entries.items() if one is not None and one.value.style != "ini-section"}
        found.append({name: value_of(one.value, source, nothing) for name, one in held.items()})
    return found


def wrong_in(held: dict[str, Any], real: dict[str, Any]) -> list[str]:
    """Where a known value is not the real one."""
    return [
        f"{name}: {value} is really {real[name]}"
        for name, value in held.items()
        if value is not UNKNOWN and plain(value) != plain(real[name])
    ]


def disagreements(seeds: range, folder: pathlib.Path) -> tuple[list[str], dict[str, int]]:
    """What is wrong, the shortest programs first, and how much is known."""
    homes = [write(folder, seed) for seed in seeds]
    tally = {"known": 0, "unknown": 0, "ran": 0}
    wrong = []
    for home, real in zip(homes, run(homes), strict=True):
        if "error" in real:
            continue
        tally["ran"] += 1
        held = min(derived(home), key=lambda one: len(wrong_in(one, real["names"])))  # a try that fails is a world
        for name in data_files.NAMES:
            tally["unknown" if held.get(name, UNKNOWN) is UNKNOWN else "known"] += 1
        text = (home / "settings.py").read_text().removeprefix(data_files.HEAD)
        wrong += [(len(text), f"{home.name}: {one}\n{text}") for one in wrong_in(held, real["names"])]
    return [one for _, one in sorted(wrong)], tally


def test_what_is_known_of_data_files_is_what_the_program_holds(tmp_path: pathlib.Path) -> None:
    wrong, tally = disagreements(range(PROGRAMS), tmp_path)
    assert wrong[:3] == []
    assert tally["ran"] * 3 > PROGRAMS
    assert tally["known"] > tally["unknown"]
