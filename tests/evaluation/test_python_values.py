"""What smtplint says a settings module's names hold, against what they hold when the module is run."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

from smtplint.conditions import UNKNOWN
from smtplint.readers import base
from smtplint.readers.base import Document, Entry, Node
from smtplint.readers.registry import read
from smtplint.settings.branches import worlds
from smtplint.settings.links import Environment, reading
from smtplint.text import Source, Span
from tests.evaluation import generated

Case = tuple[str, dict[str, str]]
KEYS = frozenset(generated.NAMES)
MODULES = 1500
TALLY = {"known": 0, "unknown": 0, "ran": 0, "stopped": 0}


def environment_of(variables: dict[str, str]) -> Environment:
    """The variables as a document, as if a file had set them."""
    source = Source.from_bytes(".env", b"")
    document = Document(source, "dotenv")
    nodes = [(name, Node(base.SCALAR, Span(0, 0), text=text, tag="str")) for name, text in variables.items()]
    document.roots = [Node(base.MAP, Span(0, 0), entries=[Entry(name, Span(0, 0), node) for name, node in nodes])]
    return Environment([document])


def value_of(node: Node, source: Source, environment: Environment) -> Any:
    """The value in the interpreter's own notation, or UNKNOWN."""
    if node.kind == base.SEQ:
        items = [value_of(item, source, environment) for item in node.items]
        return UNKNOWN if any(item is UNKNOWN for item in items) or node.why else ["seq", items]
    if node.kind == base.MAP and node.style != "class":
        if any(entry.key == "*" for entry in node.entries):
            return UNKNOWN
        held = {entry.key: node.get(entry.key) for entry in node.entries}
        found = {key: value_of(entry.value, source, environment) for key, entry in held.items() if entry}
        return UNKNOWN if any(item is UNKNOWN for item in found.values()) else ["map", found]
    result = reading(node, source, environment, "tagged")
    return UNKNOWN if result.raw is UNKNOWN else [type(result.raw).__name__, repr(result.raw)]


def judged(case: Case) -> tuple[Source, list[tuple[str, Node]]]:
    source = Source.from_bytes("settings.py", case[0].encode())
    document = read(source, "python")
    return source, worlds(document.roots[0], KEYS)


def compare(case: Case, found: list[tuple[str, Node]], source: Source, real: dict[str, Any]) -> list[str]:
    """What is wrong in the world that came true; where it cannot be told which did, in the best of them."""
    if "error" in real:
        TALLY["stopped"] += 1
        return []
    TALLY["ran"] += 1
    environment = environment_of(case[1])
    worlds = [node for guard, node in found if not guard or guard in real["true"]]
    assert worlds, "no world is the one that came true"
    return min((wrong_in(node, source, environment, real["names"]) for node in worlds), key=len)


def plain(value: Any) -> Any:
    """The value with 1 for true and 0 for false: ``strtobool`` gives the one, ``bool(strtobool())`` the other."""
    if value and value[0] == "bool":
        return ["int", "1" if value[1] == "True" else "0"]
    if value and value[0] == "seq":
        return ["seq", [plain(one) for one in value[1]]]
    return ["map", {key: plain(one) for key, one in value[1].items()}] if value and value[0] == "map" else value


def wrong_in(node: Node, source: Source, environment: Environment, names: dict[str, Any]) -> list[str]:
    """Where a known value is not the real one, or a refusal that is foretold does not come."""
    wrong = []
    for name in generated.NAMES:
        entry = node.get(name)
        value = UNKNOWN if entry is None else value_of(entry.value, source, environment)
        TALLY["unknown" if value is UNKNOWN else "known"] += 1
        if value is not UNKNOWN and plain(value) != plain(names.get(name)):
            wrong.append(f"{name}: {value} is really {names.get(name)}")
        misfit = reading(entry.value, source, environment, "tagged").misfit if entry else None
        if misfit is not None and misfit.effect == "fails":
            wrong.append(f"{name}: {misfit.error} is not raised")
    return wrong


def run(cases: list[tuple[str, dict[str, str], list[str]]], folder: pathlib.Path) -> list[dict[str, Any]]:
    program = pathlib.Path(__file__).with_name("interpreter.py")
    command = [sys.executable, "-I", "-W", "ignore", str(program), str(folder)]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def disagreements(cases: list[Case], folder: pathlib.Path) -> list[str]:
    """What is wrong, the shortest modules first."""
    read_as = [judged(case) for case in cases]
    guards = [[guard for guard, _ in found if guard] for _, found in read_as]
    answers = run([(*case, guard) for case, guard in zip(cases, guards, strict=True)], folder)
    wrong = []
    for case, (source, found), real in zip(cases, read_as, answers, strict=True):
        wrong += [(len(case[0]), one, case) for one in compare(case, found, source, real)]
    head = len(generated.HEAD)
    return [f"{one}\n{case[1]}\n{case[0][head:]}" for _, one, case in sorted(wrong, key=lambda item: item[0])]


def test_what_is_known_of_a_module_is_what_it_holds_when_it_runs(tmp_path: pathlib.Path) -> None:
    wrong = disagreements([generated.case(seed) for seed in range(MODULES)], tmp_path)
    assert wrong[:3] == []
    assert TALLY["ran"] > MODULES / 4
    assert TALLY["known"] > 4 * TALLY["unknown"]
