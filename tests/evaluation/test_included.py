"""Settings that are put together of files run among each other's names, against what they held (included.json).

``python -m tests.evaluation.test_included COUNT`` needs django-split-settings; it runs the projects and prints that file.
"""

from __future__ import annotations

import json
import os
import pathlib
import random
import tempfile
from typing import Any

NAMES = ["S0", "S1", "S2", "S3"]
LITERALS = ["'smtp.example.org'", "''", "'465'", "465", "587", "0", "True", "False", "None", "['a', 1]", "{'x': 465}"]
EXPRESSIONS = ["{n}", "f'{{{n}}}.org'", "({n} or {l})", "flag({v})", "({n}, {l})", "CONFIG['x']", "Config.A", "str({n})", "bool({n})",
               "os.environ.get({v}, {l})", "({n} == {l})", "own({n})", "HERE", "os.path.basename(__file__)", "[{n}]"]  # fmt: skip
STATEMENTS = [
    "{n} = {e}", "{n} = {e}", "{n} = {e}", "{n}, {m} = {e}, {e}", "CONFIG['x'] = {e}", "CONFIG.update(x={e})", "Config.A = {e}",
    "if DEBUG:\n    {n} = {e}\nelse:\n    {n} = {e}", "if not DEBUG:\n    {n} = {e}", "DEBUG = {b}", "class Config(Config):\n    A = {e}",
    "def own(value, more={l}):\n    return value or more\n{n} = own({e})", "{n} += 'x'", "LIST.append({e})\n{n} = LIST", "del {n}",
    "if os.environ.get({v}) == 'prod':\n    {n} = {e}", "try:\n    {n} = os.environ[{v}]\nexcept KeyError:\n    {n} = {l}", "globals()['{n}'] = {e}",
]  # fmt: skip
RUNS = [
    "include('components/one.py')", "include('components/one.py', 'components/two.py')", "include('components/*.py')", "include(optional('components/two.py'))",
    "include(optional('absent.py'), 'components/one.py')", "include('components/one.py', scope=globals())", "include(*FILES)",
    "include(f'components/{{WHICH}}.py')", "exec(open(os.path.join(os.path.dirname(__file__), 'components', 'two.py')).read())",
    "exec(pathlib.Path(__file__).with_name('local.py').read_text(), globals())", "with open(HERE + '/local.py') as f:\n    exec(f.read())",
    "if DEBUG:\n    include('components/one.py')", "include('components/t*.py', 'local.py')",
    "exec(compile(open(HERE + '/local.py').read(), 'local.py', 'exec'))", "include('components/one.py', 'components/one.py')",
    "try:\n    exec(open(HERE + '/local.py').read())\nexcept OSError:\n    pass", "include('components/nested.py')",
]  # fmt: skip
HEAD = """\
import os
import pathlib
from split_settings.tools import include, optional
DEBUG = {b}
S0, S1, S2, S3 = {l}, {l}, {l}, {l}
CONFIG = {{'x': {l}}}
LIST = [1]
FILES = ['components/one.py', 'local.py']
WHICH = 'two'
HERE = os.path.dirname(os.path.abspath(__file__))
class Config:
    A = {l}
def flag(name, default=False):
    value = os.environ.get(name)
    return default if value is None else value.lower() in ('1', 'true')
def own(value, more=7):
    return value or more
"""


def filled(chance: random.Random, form: str, depth: int = 0) -> str:
    """A form with its holes filled; two braces stand for one."""
    holes = {"b": ["True", "False", "os.environ.get('V0')"], "l": LITERALS, "v": ["'V0'", "'V1'"], "n": NAMES, "m": NAMES,
             "e": EXPRESSIONS if depth < 2 and chance.random() < 0.7 else LITERALS}  # fmt: skip
    out, at = "", 0
    while at < len(form):
        if form[at : at + 2] in ("{{", "}}"):
            out, at = out + form[at], at + 2
        elif form[at] == "{" and form[at + 2 : at + 3] == "}":
            kind = form[at + 1]
            piece = chance.choice(holes[kind])
            out, at = (
                out + (filled(chance, piece, depth + 1) if kind == "e" and piece in EXPRESSIONS else piece),
                at + 3,
            )
        else:
            out, at = out + form[at], at + 1
    return out


def lines(chance: random.Random, most: int) -> str:
    """Some statements."""
    return "".join(filled(chance, chance.choice(STATEMENTS)) + "\n" for _ in range(chance.randint(1, most)))


def case(seed: int) -> tuple[dict[str, str], dict[str, str]]:
    """The files of a project, and an environment."""
    chance = random.Random(seed)
    main = filled(chance, HEAD) + lines(chance, 2)
    for _ in range(chance.choice([1, 1, 2])):
        main += filled(chance, chance.choice(RUNS)) + "\n" + (lines(chance, 2) if chance.random() < 0.6 else "")
    files = {f"components/{name}.py": lines(chance, 3) for name in ("one", "two")}
    files["components/nested.py"] = lines(chance, 1) + "include('one.py')\n" + lines(chance, 1)
    if chance.random() < 0.4:
        files["components/one.py"] = "import os\nS1 = DEBUG\n" + files["components/one.py"]
    files |= {"local.py": lines(chance, 3), "settings.py": main}
    words = {name: chance.choice(["1", "0", "prod", "", "x"]) for name in ("V0", "V1") if chance.random() < 0.7}
    return files, words


def write(folder: pathlib.Path, files: dict[str, str]) -> None:
    """Writes a project, whose root is the folder."""
    (folder / ".git").mkdir(parents=True)
    (folder / "components").mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)


def outcome(files: dict[str, str], variables: dict[str, str]) -> dict[str, Any] | None:
    """What the names hold when the settings are run, or None where they raise."""
    from tests.evaluation.interpreter import shown

    os.environ.clear()
    os.environ.update(variables)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "p"
        write(folder, files)
        os.chdir(folder)
        path = str(folder / "settings.py")
        space: dict[str, Any] = {"__name__": "settings", "__file__": path}
        try:
            exec(compile(files["settings.py"], path, "exec", dont_inherit=True), space)
        except Exception:
            return None
        return {one: shown(space[one]) for one in (*NAMES, "DEBUG") if one in space}


def disagreements(recorded: list[Any], home: pathlib.Path) -> tuple[list[str], dict[str, int]]:
    """Where a known value is not the real one, in the best of the worlds, and how much is known."""
    from smtplint.conditions import UNKNOWN
    from smtplint.readers.registry import read
    from smtplint.settings.branches import worlds
    from smtplint.settings.links import holds
    from smtplint.settings.programs.python_modules import Modules
    from smtplint.surroundings import Surroundings
    from smtplint.text import Source
    from tests.evaluation.test_python_values import environment_of, plain, value_of

    wrong: list[str] = []
    tally = {"known": 0, "unknown": 0}
    for number, (files, variables, really) in enumerate(recorded):
        folder = home / str(number)
        write(folder, files)
        path = folder / "settings.py"
        source = Source.from_bytes(str(path), path.read_bytes())
        document = read(source, "python")
        around = Surroundings()
        Modules(around.document, around.folders).within(document)
        given = environment_of(variables)
        found = []
        for _, node in worlds(document.roots[0], frozenset(NAMES), lambda test, s=source, g=given: holds(test, s, g)):
            held = {name: value_of(entry.value, source, given) for name in NAMES if (entry := node.get(name))}
            known = {name: value for name, value in held.items() if value is not UNKNOWN}
            found.append([f"{name}: {value} is really {really.get(name)}" for name, value in known.items()
                          if plain(value) != plain(really.get(name))])  # fmt: skip
            tally["known"] += len(known)
            tally["unknown"] += len(NAMES) - len(known)
        best = min(found, key=len)
        text = "\n".join(f"# {name}\n{files[name]}" for name in files if name != "settings.py")
        own = files["settings.py"][files["settings.py"].index("def own(value, more=7)") :]
        wrong += [f"{one}\n{variables}\n{text}\n# settings.py\n{own}" for one in best]
    return sorted(wrong, key=len), tally


def test_what_is_known_is_what_the_files_make_together(tmp_path: pathlib.Path) -> None:
    recorded = json.loads(pathlib.Path(__file__).with_name("included.json").read_text())
    wrong, tally = disagreements(recorded, tmp_path)
    assert wrong[:1] == []
    assert tally["known"] > tally["unknown"]


def main(count: int) -> None:
    """Prints what is kept."""
    kept = [json.dumps([*one, held]) for one in map(case, range(count)) if (held := outcome(*one)) is not None]
    print("[\n" + ",\n".join(kept) + "\n]")


if __name__ == "__main__":
    import sys

    main(int(sys.argv[1]))
