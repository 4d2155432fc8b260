"""What smtplint says that a settings module holds, with all that it imports, against what it holds when it runs."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smtplint.conditions import UNKNOWN
from smtplint.readers.registry import read
from smtplint.settings.branches import worlds
from smtplint.settings.links import holds, reading
from smtplint.settings.programs.python_modules import Modules
from smtplint.surroundings import Surroundings
from smtplint.text import Source
from tests.evaluation import projects
from tests.evaluation.test_python_values import environment_of, plain, value_of

TALLY = {"known": 0, "unknown": 0, "ran": 0, "projects": 0}
EXAMPLES = 250


class Interpreter:
    """One long-lived Python that imports the projects."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.count = 0
        command = [sys.executable, "-I", "-W", "ignore", str(pathlib.Path(projects.__file__))]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def place(self, files: dict[str, str]) -> pathlib.Path:
        """Writes a project into a folder of its own."""
        self.count += 1
        package = self.folder / str(self.count) / "proj"
        package.mkdir(parents=True)
        for name, text in {"__init__": "", **files}.items():
            (package / f"{name}.py").write_text(text)
        return package

    def run(self, package: pathlib.Path, environment: dict[str, str], guards: list[str]) -> dict[str, Any]:
        """What the project's names hold."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        request = {"folder": str(package.parent), "environment": environment, "guards": guards}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        """Ends the process."""
        self.process.communicate(timeout=10)


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Interpreter]:
    """The interpreter of this module's tests."""
    found = Interpreter(tmp_path_factory.mktemp("projects"))
    yield found
    found.close()


@st.composite
def filled(draw: st.DrawFn, form: str, others: list[str], depth: int = 0) -> str:
    """A form with its holes filled; two braces stand for one."""
    out, at = [], 0
    while at < len(form):
        end = form.find("}", at)
        if form[at : at + 2] in ("{{", "}}"):
            out.append(form[at])
            at += 2
        elif form[at] == "{":
            out.append(draw(piece(form[at + 1 : end], others, depth)))
            at = end + 1
        else:
            out.append(form[at])
            at += 1
    return "".join(out)


@st.composite
def piece(draw: st.DrawFn, hole: str, others: list[str], depth: int) -> str:
    """What fills a hole: b a flag, l a literal, v a variable, n and m names, o a module, read and e expressions."""
    choices = {"b": ["True", "False"], "l": projects.LITERALS, "v": [repr(one) for one in projects.VARIABLES],
               "n": projects.NAMES, "m": projects.NAMES, "o": others or ["absent"]}  # fmt: skip
    if hole in choices:
        return draw(st.sampled_from(choices[hole]))
    if hole == "e" and (depth > 1 or draw(st.integers(0, 3)) == 0):
        return draw(st.sampled_from(projects.LITERALS))
    forms = projects.READS if hole == "read" else projects.EXPRESSIONS
    return draw(filled(draw(st.sampled_from(forms)), others, depth + 1))


@st.composite
def project(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, str]]:
    """The files of a project, and an environment."""
    files: dict[str, str] = {}
    for module in projects.MODULES:
        others = list(files)
        head = draw(filled(projects.HEAD, others))
        lines = (
            [head]
            if not others or draw(st.booleans())
            else ["import os\n", draw(filled("from .{o} import *\n", others))]
        )
        for _ in range(draw(st.integers(1, 3))):
            imports = bool(others) and draw(st.booleans())
            form = draw(st.sampled_from(projects.IMPORTS if imports else projects.STATEMENTS))
            lines.append(draw(filled(form, others)) + "\n")
        files[module] = "".join(lines)
    if draw(st.integers(0, 9)) == 0:
        files["base"] += "__all__ = ['S0', 'S1', 'DEBUG', 'CONFIG', 'Config', 'made', 'flag', 'port', 'os']\n"
    environment = draw(st.dictionaries(st.sampled_from(projects.VARIABLES), st.sampled_from(projects.WORDS)))
    return files, environment


def derived(package: pathlib.Path, environment: dict[str, str]) -> list[tuple[str, dict[str, Any], list[str]]]:
    """Each world's guard, what its names hold, and the failures that are foretold."""
    path = package / "prod.py"
    source = Source.from_bytes(str(path), path.read_bytes())
    document = read(source, "python")
    around = Surroundings()
    Modules(around.document, around.folders).within(document)
    given = environment_of(environment)
    found = []
    decided = worlds(document.roots[0], frozenset(projects.NAMES), lambda test: holds(test, source, given))
    for guard, node in decided:
        entries = {name: node.get(name) for name in projects.NAMES}
        held = {name: value_of(entry.value, source, given) if entry else UNKNOWN for name, entry in entries.items()}
        misfits = [reading(entry.value, source, given, "tagged").misfit for entry in entries.values() if entry]
        found.append((guard, held, [one.error for one in misfits if one is not None and one.effect == "fails"]))
    return found


def wrong_in(held: dict[str, Any], misfits: list[str], real: dict[str, Any]) -> list[str]:
    """Where a known value is not the real one, or a failure does not come."""
    known = {name: value for name, value in held.items() if value is not UNKNOWN}
    wrong = [f"{name}: {value} is really {real.get(name)}" for name, value in known.items()
             if plain(value) != plain(real.get(name))]  # fmt: skip
    return wrong + [f"{one} is not raised" for one in misfits]


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])  # fmt: skip
@given(one=project())
def test_what_is_known_through_imports_is_what_the_project_holds(
    interpreter: Interpreter, one: tuple[dict[str, str], dict[str, str]]
) -> None:
    files, environment = one
    package = interpreter.place(files)
    found = derived(package, environment)
    real = interpreter.run(package, environment, [guard for guard, _, _ in found if guard])
    TALLY["projects"] += 1
    if "error" in real:
        return
    TALLY["ran"] += 1
    # A guard about a flag that is bound again cannot be asked when all is over: each of its worlds may be the one.
    again = any(text.count("DEBUG = ") > text.count("import os\nDEBUG = ") for text in files.values())
    again = again or any("import DEBUG" in text for text in files.values())
    true = [
        (held, misfits)
        for guard, held, misfits in found
        if not guard or guard in real["true"] or (again and "DEBUG" in guard)
    ]
    assert true, "no world is the one that came true"
    best = min(true, key=lambda world: len(wrong_in(world[0], world[1], real["names"])))
    for value in best[0].values():
        TALLY["unknown" if value is UNKNOWN else "known"] += 1
    text = "\n".join(f"# {name}\n{files[name]}" for name in files)
    assert wrong_in(best[0], best[1], real["names"]) == [], f"{environment}\n{text}"


def test_much_of_the_projects_is_known() -> None:
    assert TALLY["ran"] * 2 > TALLY["projects"]
    assert TALLY["known"] > 2 * TALLY["unknown"]
