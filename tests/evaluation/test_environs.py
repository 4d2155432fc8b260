"""What is derived of reads of environs and envparse, against what several versions gave (environs.json)."""

from __future__ import annotations

import json
import pathlib
from typing import Any

from smtplint.conditions import UNKNOWN
from smtplint.settings.links import reading
from tests.evaluation.environs_cases import NAMES
from tests.evaluation.test_python_values import environment_of, judged

RECORDED: list[Any] = json.loads(pathlib.Path(__file__).with_name("environs.json").read_text(encoding="utf-8"))


def disagreements(recorded: list[Any]) -> tuple[list[str], dict[str, int]]:
    """Where a known value is not what a version gave, and how much is known."""
    tally = {"known": 0, "unknown": 0}
    wrong = []
    for text, variables, outcomes in recorded:
        source, found = judged((text, variables))
        environment = environment_of(variables)
        for name in NAMES:
            entries = [entry for _, node in found if (entry := node.get(name)) is not None]
            reads = [reading(entry.value, source, environment, "tagged") for entry in entries]
            values = [[type(one.raw).__name__, repr(one.raw)] for one in reads if one.raw is not UNKNOWN]
            tally["known" if values else "unknown"] += 1
            really = [one[name] for one in outcomes]
            if len(values) == len(reads) and any(one not in values for one in really):
                wrong.append(f"{name}: {values} is really {really}\n{variables}\n{text}")
            if any(one.misfit is not None and one.misfit.effect == "fails" for one in reads):
                wrong.append(f"{name}: it does not fail\n{variables}\n{text}")
    return sorted(wrong, key=len), tally


def test_what_is_known_is_what_every_version_gave() -> None:
    wrong, tally = disagreements(RECORDED)
    assert wrong[:2] == []
    assert tally["known"] * 3 > tally["unknown"]
