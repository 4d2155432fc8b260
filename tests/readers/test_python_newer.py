"""Python that is newer than the interpreter that reads it is no broken file, and positions in it stay true."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.readers import python
from smtplint.readers.python.newer import rewritten
from smtplint.readers.python.tokens import tokens
from smtplint.text import Source

NEWER = {
    "PEP 701, quotes": 'HOSTS = {"a": "b"}\nEMAIL_HOST = f"smtp.{HOSTS["a"]}"\n',
    "PEP 701, an escape": "EMAIL_HOST = f'{'\\n'.join(NAMES)}'\n",
    "PEP 701, nested": """EMAIL_HOST = f"{f"{f"{1 + 1}"}"}"\n""",
    "PEP 701, a format": """EMAIL_HOST = f"{NAMES["ä"]:>{WIDTH["b"]}}"\n""",
    "PEP 701, lines": 'EMAIL_HOST = f"""{\n    NAMES["e"]  # why\n}"""\n',
    "PEP 695, type": "type Port = int\ntype Pair[A, *B] = dict[A, int]\n",
    "PEP 695, parameters": "def first[T: (int, str)](xs: list[T]) -> T:\n    return xs[0]\nclass Box[T](dict):\n    pass\n",
    "PEP 696": "class Box[T = int]:\n    type Inner[U] = U\n",
    "PEP 654": "try:\n    A = 1\nexcept* (OSError, ValueError) as error:\n    A = 2\n",
    "PEP 750": 'GREETING = t"hello {NAMES["a"]}"\n',
    "PEP 758": "try:\n    A = 1\nexcept OSError, ValueError:\n    A = 2\n",
}


def made(text: str) -> str:
    return rewritten(text, tokens(text))


@pytest.mark.parametrize("text", NEWER.values(), ids=NEWER)
def test_every_interpreter_parses_what_is_rewritten(text: str) -> None:
    ast.parse(made(text))
    assert made(text) != text


@pytest.mark.parametrize("text", NEWER.values(), ids=NEWER)
def test_it_is_no_problem_and_what_follows_has_its_place(text: str) -> None:
    text += "EMAIL_PORT = 587\n"
    document = python.read(Source("settings.py", text))
    assert document.problems == []
    (port,) = [entry for entry in document.roots[0].entries if entry.key == "EMAIL_PORT"]
    assert text[port.value.span.start : port.value.span.end] == "587"


def test_the_end_of_a_line_with_other_letters_keeps_its_place() -> None:
    text = 'EMAIL_HOST, EMAIL_PORT = f"{NAMES["é𝄞あ"]}", 587\ntype Port = int\n'
    (port,) = [one for one in python.read(Source("settings.py", text)).roots[0].entries if one.key == "EMAIL_PORT"]
    assert text[port.value.span.start : port.value.span.end] == "587"


@pytest.mark.parametrize(
    "text",
    [
        "A = f\"{B['k']} {{x}}\"\n",
        "type = 1\ntype(x)\ntype in y\n",
        "try:\n    A = 1\nexcept (OSError, ValueError):\n    A = 2\n",
        "xs[0](1)\ndefs = 1\n# type X = 1, f'{\"a\"}'\n",
        's = "type X = f\'{a["b"]}\'"\n',
    ],
)
def test_what_every_version_knows_stays(text: str) -> None:
    assert made(text) == text


PIECES = [*"ft'\"{}[]:\\\n\r#=, ax1é𝄞(*)", "type A", "except", "class B", "def c", "f'{", 'f"""{', 't"']


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_length_bytes_and_lines_stay(text: str) -> None:
    out = made(text)
    assert [len(line) for line in out.splitlines()] == [len(line) for line in text.splitlines()]
    assert [len(line.encode()) for line in out.splitlines()] == [len(line.encode()) for line in text.splitlines()]
