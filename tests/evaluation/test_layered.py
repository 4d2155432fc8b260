"""What is derived of dynaconf's settings objects, against what they really hold.

The newest version is run here; what 3.1.12 and 3.2.13 gave for the same projects was recorded (layered.json).
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest

from smtplint.conditions import UNKNOWN
from smtplint.readers.registry import read
from smtplint.settings.links import Environment, given, reading
from smtplint.settings.programs.python_modules import Modules
from smtplint.surroundings import Surroundings
from smtplint.text import Source
from tests.evaluation.layered import Maker

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDED: dict[str, list[Any]] = json.loads(pathlib.Path(__file__).with_name("layered.json").read_text())
RUN = 60


def derived(case: dict[str, Any], folder: pathlib.Path, version: str) -> list[Any]:
    """What smtplint says of each read: a Reading."""
    folder.mkdir()
    (folder / ".git").mkdir()
    for name, text in case["files"].items():
        (folder / name).write_text(text)
    text = case["head"] + "".join(f"V{number} = {one}\n" for number, one in enumerate(case["reads"]))
    around = Surroundings()
    modules = Modules(around.document, around.folders, None, lambda path, name: version)
    source = Source.from_bytes(str(folder / "config.py"), text.encode())
    document = read(source, "python")
    modules.within(document)
    environment = Environment([given([f"{name}={one}" for name, one in case["variables"].items()])])
    entries = [document.roots[0].get(f"V{number}") for number in range(len(case["reads"]))]
    return [reading(entry.value, source, environment, "tagged") for entry in entries if entry is not None]


def compared(outcomes: list[Any], folder: pathlib.Path, version: str) -> dict[str, int]:
    """How many values are known; fails where one is not the real one, or where a refusal that is foretold does not come."""
    tally = {"known": 0, "unknown": 0, "stopped": 0}
    wrong = []
    for seed, real in enumerate(outcomes):
        case: Any = Maker(seed).case()
        found = derived(case, folder / str(seed), version)
        assert len(found) == len(real)
        if not any(real):
            tally["stopped"] += 1
            continue
        for one, held, words in zip(found, real, case["reads"], strict=True):
            known = one.raw is not UNKNOWN
            tally["known" if known else "unknown"] += held is not None
            if (known and held != [type(one.raw).__name__, repr(one.raw)]) or (one.misfit is not None and held):
                wrong.append(f"{words}: {one.raw!r} is really {held}\n{json.dumps(case, indent=1)}")
    assert wrong[:2] == []
    return tally


def test_what_is_known_is_what_the_newest_version_gives(tmp_path: pathlib.Path) -> None:
    command = [sys.executable, "-m", "tests.evaluation.layered", f"0-{RUN}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    outcomes = [json.loads(line)[1] for line in done.stdout.splitlines()]
    assert len(outcomes) == RUN
    tally = compared(outcomes, tmp_path, ">=3.3")
    assert tally["known"] > tally["unknown"]
    assert tally["stopped"] < RUN // 3


@pytest.mark.parametrize("version", RECORDED)
def test_what_is_known_is_what_an_older_version_gave(version: str, tmp_path: pathlib.Path) -> None:
    tally = compared(RECORDED[version], tmp_path, f"=={version}")
    assert tally["known"] > 50


def test_without_a_version_only_the_word_true_is_taken_for_a_flag(tmp_path: pathlib.Path) -> None:
    case: dict[str, Any] = {
        "head": "from dynaconf import Dynaconf\nsettings = Dynaconf()\n", "files": {},
        "reads": ["settings.A", "settings.B", "settings.C"],
        "variables": {"DYNACONF_A": "True", "DYNACONF_B": "False", "DYNACONF_C": "false"},
    }  # fmt: skip
    assert [one.raw for one in derived(case, tmp_path / "any", "")] == [True, UNKNOWN, False]
    assert [one.raw for one in derived(case, tmp_path / "old", "==3.1.12")] == ["True", "False", False]
    assert [one.raw for one in derived(case, tmp_path / "new", "^3.2.5")] == [True, False, False]
