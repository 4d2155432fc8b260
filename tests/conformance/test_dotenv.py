"""What smtplint reads in ``.env`` files at random, against the real parsers of other languages: Node, PHP, Ruby.

``tests/conformance/dotenv/setup.sh`` puts them in place; where it cannot, the tests fail and say what to install.
"""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import tempfile

import pytest

from tests.evaluation.dotenv_texts import Tally, texts

HERE = pathlib.Path(__file__).with_name("dotenv")
HOME = pathlib.Path(__file__).parents[2] / ".venv-conformance"
TEXTS = 2400
PARSERS = {
    "npm dotenv 16": ("node-dotenv", ["node", "parse.cjs", "dotenv", str(HOME / "node/dotenv-16.6.1")]),
    "npm dotenv 17": ("node-dotenv", ["node", "parse.cjs", "dotenv", str(HOME / "node/dotenv-17.2.3")]),
    "npm dotenv-expand 12": ("node-expand", ["node", "parse.cjs", "expand", str(HOME / "node/dotenv-17.2.3")]),
    "node --env-file": ("node-env-file", ["node", "parse.cjs", "node"]),
    "phpdotenv": ("phpdotenv", ["php", "parse.php", "phpdotenv"]),
    "Symfony Dotenv": ("symfony", ["php", "parse.php", "symfony"]),
    "Ruby dotenv": ("ruby-dotenv", ["ruby", "parse.rb"]),
}


@pytest.fixture(scope="module", autouse=True)
def parsers() -> None:
    done = subprocess.run(["sh", str(HERE / "setup.sh")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def answers(command: list[str], given: list[str]) -> list[dict[str, str | None] | None]:
    """What a parser finds in each text, None where it refuses the text; one process for all of them."""
    lines = "".join(json.dumps(text) + "\n" for text in given)
    with tempfile.TemporaryDirectory() as folder:
        command = [command[0], str(HERE / command[1]), *command[2:], folder]
        done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False, timeout=300)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(given), done.stderr[-2000:]
    return [one.get("found") for one in found]


def old_too(text: str) -> bool:
    """Whether Ruby's dotenv 2, which Debian has, reads a text by the rules of dotenv 3: whole lines, no backslashes."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    plain = all(not line or line[0] in "#;" or "=" in line for line in lines)
    plain = plain and not any(
        line.startswith("export") and line.partition("#")[0].strip().endswith("=") for line in lines
    )
    return plain and not any(mark in text for mark in "\\'\"-")


def named_in_ascii(text: str) -> bool:
    """Whether all names are of ASCII: later versions of phpdotenv than Debian's take others too."""
    return all(line.partition("=")[0].isascii() for line in text.splitlines())


def each_once(text: str) -> bool:
    """Whether no name is set twice or refers to itself, from which dotenv-expand may never come back."""
    found = re.findall(r"(\w+)\s*[=:]([^\n]*)", text)
    names = [name for name, _ in found]
    own = any(re.search(r"\$\{?" + name, value) or re.search(r"\{[^}]*\$", value) for name, value in found)
    return len(set(names)) == len(names) and not own and "{$" not in text


# Where the parser that is at hand is older than the one that the dialect describes: texts that both read alike.
AS_TODAY = {"Ruby dotenv": old_too, "phpdotenv": named_in_ascii, "npm dotenv-expand 12": each_once}


@pytest.mark.parametrize("name", PARSERS)
def test_a_text_is_read_as_the_real_parser_reads_it(name: str) -> None:
    dialect, command = PARSERS[name]
    tally = Tally(dialect)
    given = [text for text in texts(TEXTS) if AS_TODAY.get(name, bool)(text)]
    for text, real in zip(given, answers(command, given), strict=True):
        tally.compare(text, real)
    print(name, tally)
    assert tally.wrong == []
    assert tally.keys > TEXTS / 8
    assert tally.known / tally.keys > (0.4 if dialect == "node-env-file" else 0.7)
