"""What is derived of pydantic's and starlette's settings, against what they held when they were run (libraries.json)."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from smtplint.conditions import UNKNOWN
from smtplint.settings.links import reading
from tests.evaluation.libraries import NAMES
from tests.evaluation.test_python_values import environment_of, judged

RECORDED: list[Any] = json.loads(pathlib.Path(__file__).with_name("libraries.json").read_text())


@pytest.mark.parametrize("library", ["pydantic", "starlette"])
def test_what_is_known_is_what_the_library_gave(library: str) -> None:
    tally = {"known": 0, "unknown": 0}
    wrong = []
    for text, variables, held in RECORDED:
        if library not in text:
            continue
        source, found = judged((text, variables))
        for name in NAMES:
            entry = found[0][1].get(name)
            read = reading(entry.value, source, environment_of(variables), "tagged") if entry is not None else None
            raw = UNKNOWN if read is None else read.raw
            tally["unknown" if raw is UNKNOWN else "known"] += 1
            if raw is not UNKNOWN and held[name][0] != "SecretStr" and held[name] != [type(raw).__name__, repr(raw)]:
                wrong.append(f"{name}: {raw!r} is really {held[name]}\n{variables}\n{text}")
            if read is not None and read.misfit is not None and read.misfit.effect == "fails":
                wrong.append(f"{name}: {read.misfit.error} is not raised\n{variables}\n{text}")
    assert sorted(wrong, key=len)[:2] == []
    assert tally["known"] * 2 > tally["unknown"]
