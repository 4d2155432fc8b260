"""What smtplint knows of small programs at random, against what Node.js, PHP and Ruby make of them.

``tests/conformance/setup.sh`` puts the three in place. Where a value is known it must be the program's, and one of the
worlds that the environment leaves open must be the one that came true.
"""

from __future__ import annotations

import json
import pathlib
import random
import subprocess
from typing import Any

import pytest

from smtplint.conditions import UNKNOWN
from smtplint.readers import base
from smtplint.readers.base import Node
from smtplint.readers.registry import read
from smtplint.settings import links, parts
from smtplint.settings.programs import code_worlds
from smtplint.text import Source
from tests.conformance.programs.texts import ENVIRONMENT, Writer

HERE = pathlib.Path(__file__).with_name("programs")
COMMANDS = {"javascript": ["node", "run.cjs"], "php": ["php", "run.php"], "ruby": ["ruby", "-W0", "run.rb"]}
PROGRAMS = 600
LEAST_KNOWN = 500  # values, so that the test cannot pass by knowing nothing
Leaf = tuple[str, Any]
UNSET = (None, "__unset")


def run(language: str, programs: list[tuple[str, dict[str, str]]]) -> list[Any]:
    """What each program gives, with its environment; one process for all of them."""
    done = subprocess.run(
        COMMANDS[language], cwd=HERE, input=json.dumps(programs), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[:2000]
    return [json.loads(line) for line in done.stdout.splitlines()]


def leaves(node: Node, source: Source, environment: links.Environment, path: str = "") -> list[Leaf]:
    """What is known of a node: its values by their paths, and the keys of mappings that are known as a whole."""
    if node.kind == base.MAP:
        keys = {entry.key for entry in node.entries}
        found: list[Leaf] = [(path + "/", keys)] if "*" not in keys else []
        for key in sorted(keys - {"*", "escapes"}):
            entry = node.get(key)
            assert entry is not None
            found += leaves(entry.value, source, environment, f"{path}/{key}")
        return found
    if node.kind not in (base.SCALAR, base.ENV):
        return []
    raw = links.reading(node, source, environment, "tagged").raw
    return [] if raw is UNKNOWN else [(path, raw)]


def worlds(language: str, text: str, given: dict[str, str]) -> list[list[Leaf]]:
    """What is known of a program's settings, in each world that its environment leaves open."""
    source = Source("program", text)
    environment = links.Environment([links.given([f"{name}={value}" for name, value in given.items()])])
    found = []
    for part in parts.parts_of(read(source, language)):
        wanted = {"javascript": "nodemailer.createTransport", "php": "PHPMailer", "ruby": ""}[language]
        if part.name == wanted and part.kind.endswith("call") is bool(wanted):
            key = {"javascript": "0", "ruby": "c.smtp_settings"}.get(language, "")
            entry = part.node.get(key) if key else None
            node = part.node if not key else entry.value if entry is not None else None
            if code_worlds.possible(part, source, environment):
                found.append(leaves(node, source, environment) if node is not None else [("", None)])
    return found


def fits(known: list[Leaf], actual: Any, language: str) -> bool:
    """Whether all that is known of a world is so."""
    for path, value in known:
        got = actual
        for key in path.strip("/").split("/") if path.strip("/") else []:
            got = got.get(key) if isinstance(got, dict) else None
        if path.endswith("/"):
            unknown = {key for key, one in got.items() if one not in UNSET} - value if isinstance(got, dict) else {"?"}
            if unknown and language != "php":
                return False
        elif (value is None) is not (got in UNSET) or (value is not None and (type(value), value) != (type(got), got)):
            return False
    return True


@pytest.mark.parametrize("language", sorted(COMMANDS))
def test_what_is_known_of_a_program_is_what_it_does(language: str) -> None:
    chance = random.Random(20261122)
    writer = Writer(chance, language)
    programs = []
    for _ in range(PROGRAMS):
        values = {name: chance.choice(choices) for name, choices in ENVIRONMENT.items()}
        programs.append((writer.program(), {name: value for name, value in values.items() if value is not None}))
    known = 0
    for (text, environment), actual in zip(programs, run(language, programs), strict=True):
        told = environment if chance.random() < 0.8 else {}
        found = worlds(language, text, told)
        assert any(fits(one, actual, language) for one in found), f"{told}\n{text}\n{actual}\n{found}"
        known += sum(not path.endswith("/") for one in found[:1] for path, _ in one)
    assert known >= LEAST_KNOWN
