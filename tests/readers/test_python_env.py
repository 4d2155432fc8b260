"""Reads of the environment in Python files: the variable, its default, and what is done to its text."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.readers.base import ENV, OPAQUE, SCALAR, Node
from smtplint.readers.python import read
from smtplint.text import Source

IMPORTS = """\
import json
import os
from os import environ, getenv as get
import environ as django_environ
from environs import Env
from decouple import config, Csv
from distutils.util import strtobool
env = django_environ.Env(DECLARED=(bool, True), TYPED=int)
envs = Env()
"""


def value_of(expression: str, imports: str = IMPORTS) -> tuple[str, Node]:
    source = f"{imports}NAME = {expression}\n"
    document = read(Source("settings.py", source))
    assert document.problems == []
    entry = document.roots[0].get("NAME")
    assert entry is not None
    return source, entry.value


@pytest.mark.parametrize(
    ("expression", "style", "default", "tag"),
    [
        ("os.environ['X']", "", None, "required"),
        ("environ['X']", "", None, "required"),
        ("os.environ.get('X')", "", None, ""),
        ("os.environ.get('X', 'd')", "", "'d'", ""),
        ("os.getenv('X', default='d')", "", "'d'", ""),
        ("os.getenv(key='X', default='d')", "", "'d'", ""),
        ("get('X')", "", None, ""),
        ("os.environ.get('X') or 'd'", "or", "'d'", ""),
        ("os.environ.get('X', '') or 'd'", "or", "'d'", ""),
        ("os.environ['X'] or 'd'", "or", "'d'", "required"),
        ("int(os.environ.get('X', 587))", "int", "587", ""),
        ("int(os.environ.get('X') or 587)", "or+int", "587", ""),
        ("float(os.environ['X'])", "float", None, "required"),
        ("bool(os.environ.get('X', False))", "bool", "False", ""),
        ("bool(int(os.environ.get('X', '0')))", "int-bool", "'0'", ""),
        ("str(os.environ.get('X'))", "str", None, ""),
        ("json.loads(os.environ['X'])", "json", None, "required"),
        ("strtobool(os.environ.get('X', 'no'))", "strtobool", "'no'", ""),
        ("bool(strtobool(os.environ.get('X', 'no')))", "strtobool", "'no'", ""),
        ("os.environ.get('X') == 'True'", "eq:True", None, ""),
        ("'True' == os.environ.get('X')", "eq:True", None, ""),
        ("str(os.environ.get('X')) == 'True'", "eq:True", None, ""),
        ("os.environ.get('X', 'no').lower() == 'true'", "eq-fold:true", "'no'", ""),
        ("os.environ.get('X', 'no').strip().lower() == 'true'", "strip+eq-fold:true", "'no'", ""),
        ("os.environ.get('X', 'no').upper() == 'TRUE'", "eq-fold:true", "'no'", ""),
        ("os.environ.get('X', 'no').lower() == 'True'", "eq-fold:True", "'no'", ""),
        ("os.environ.get('X') in ('true', '1', 'yes')", "in:true,1,yes", None, ""),
        ("os.environ.get('X', '').lower() in ['true', '1']", "in-fold:true,1", "''", ""),
        ("(os.environ.get('X') or 'true').lower() == 'true'", "or+eq-fold:true", "'true'", ""),
        ("True if os.environ.get('X') == 'yes' else False", "eq:yes", None, ""),
        ("True if os.environ.get('X') else False", "bool", None, ""),
        ("os.environ['X'].lower()", "lower", None, "required"),
        ("env('X')", "", None, "required"),
        ("env('X', default='d')", "", "'d'", ""),
        ("env('X', default=587)", "django-environ:int", "587", ""),
        ("env('X', default=False)", "django-environ:bool", "False", ""),
        ("env('X', cast=bool, default=False)", "django-environ:bool", "False", ""),
        ("env('X', bool, True)", "django-environ:bool", "True", ""),
        ("env('X', cast=str, default=587)", "", "587", ""),
        ("env.str('X', 'd')", "", "'d'", ""),
        ("env.bool('X', default=True)", "django-environ:bool", "True", ""),
        ("env.int('X', 25)", "django-environ:int", "25", ""),
        ("env.float('X')", "django-environ:float", None, "required"),
        ("env.list('X', default=['a'])", "django-environ:list", "['a']", ""),
        ("env.email_url('X', default='smtp://')", "environ:url", "'smtp://'", ""),
        ("envs('X')", "", None, "required"),
        ("envs('X', 587)", "", "587", ""),
        ("envs.bool('X', False)", "environs:bool", "False", ""),
        ("envs.int('X')", "environs:int", None, "required"),
        ("envs.dj_email_url('X', default='smtp:')", "environs:dj-email-url", "'smtp:'", ""),
        ("config('X')", "", None, "required"),
        ("config('X', 'd')", "", "'d'", ""),
        ("config('X', default=True, cast=bool)", "decouple:bool", "True", ""),
        ("config('X', default=587, cast=int)", "decouple:int", "587", ""),
        ("config('X', default='', cast=Csv())", "decouple:list", "''", ""),
    ],
)
def test_a_read_has_its_variable_conversion_and_default(
    expression: str, style: str, default: str | None, tag: str
) -> None:
    source, node = value_of(expression)
    assert (node.kind, node.text, node.style, node.tag) == (ENV, "X", style, tag)
    assert source[node.span.start : node.span.end] == expression
    written = [source[item.span.start : item.span.end] for item in node.items]
    assert written == ([] if default is None else [default])


@pytest.mark.parametrize(
    "expression",
    [
        "os.getenv('X') == True",
        "os.getenv('X') != 'True'",
        "os.getenv('X') in 'true yes'",
        "os.getenv('X') in ('a,b', 'c')",
        "os.getenv('X', 'a') or 'b'",
        "os.getenv('X') and 'b'",
        "not os.getenv('X')",
        "os.getenv('X') + '.com'",
        "f\"{os.getenv('X')}.com\"",
        "False if os.getenv('X') == 'a' else True",
        "int(bool(os.getenv('X')))",
        "os.getenv('X').title() == 'TRUE'",
    ],
)
def test_what_has_no_name_is_kept_as_an_operation(expression: str) -> None:
    _, node = value_of(expression)
    assert (node.kind, node.text) == (ENV, "X")
    assert node.style.startswith("computed:")


@pytest.mark.parametrize(
    "expression",
    [
        "os.environ[name]",
        "os.environ.get(name, 'd')",
        "os.getenv(*args)",
        "env('X', default=unknown)",
        "env('X', cast=unknown)",
        "config('X', cast=lambda v: v == '1')",
        "config('X', cast=unknown)",
    ],
)
def test_what_has_no_name_is_opaque(expression: str) -> None:
    _, node = value_of(expression)
    assert node.kind == OPAQUE
    assert node.why


def test_a_default_that_is_no_text_stays_none_unless_str_makes_it_one() -> None:
    _, node = value_of("os.environ.get('X', True) == 'True'")
    assert (node.style, node.items[0].tag) == ("eq:True", "bool")
    _, node = value_of("str(os.environ.get('X', True)) == 'True'")
    assert (node.style, node.items[0].tag, node.items[0].text) == ("eq:True", "str", "True")


def test_reads_can_stand_in_for_one_another() -> None:
    _, node = value_of("os.getenv('A') or os.getenv('B') or 'c'")
    assert (node.text, node.style) == ("A", "or")
    (inner,) = node.items
    assert (inner.kind, inner.text, inner.style, inner.items[0].text) == (ENV, "B", "or", "c")
    _, node = value_of("os.getenv('A', os.getenv('B', 'c'))")
    assert (node.text, node.items[0].text, node.items[0].items[0].text) == ("A", "B", "c")


def test_casts_and_defaults_can_be_declared_at_the_reader() -> None:
    source, node = value_of("env('DECLARED')")
    assert (node.style, node.tag) == ("django-environ:bool", "")
    assert source[node.items[0].span.start : node.items[0].span.end] == "True"
    _, node = value_of("env('TYPED')")
    assert (node.style, node.tag, node.items) == ("django-environ:int", "required", [])


def test_a_name_carries_a_read() -> None:
    source, node = value_of("RAW.lower() == 'true'", IMPORTS + "RAW = os.environ.get('X', 'no')\n")
    assert (node.kind, node.text, node.style) == (ENV, "X", "eq-fold:true")
    assert source[node.span.start : node.span.end] == "RAW.lower() == 'true'"


def test_the_name_of_the_variable_can_be_a_constant() -> None:
    _, node = value_of("os.environ[PREFIX + 'HOST']", IMPORTS + "PREFIX = 'APP_'\n")
    assert (node.kind, node.text) == (ENV, "APP_HOST")


@pytest.mark.parametrize("imports", ["from .base import *\n", "from .base import env\n"])
def test_env_of_a_base_module_is_taken_for_django_environ(imports: str) -> None:
    _, node = value_of("env.bool('X')", imports)
    assert (node.kind, node.style) == (ENV, "django-environ:bool")


def test_a_function_of_the_file_is_not_taken_for_a_reader() -> None:
    _, node = value_of("env('X')", "def env(name): return 1\n")
    assert (node.kind, node.text) == (SCALAR, "1")
    _, node = value_of("env('X')", "def env(name): return look(name)\n")
    assert node.kind == OPAQUE
    _, node = value_of("config('X')", "from .helpers import config\n")
    assert node.kind == OPAQUE


def test_a_name_that_is_two_things_is_not_known() -> None:
    imports = "import environ\nfrom environs import Env\nif x:\n    reader = environ.Env()\nelse:\n    reader = Env()\n"
    _, node = value_of("reader.bool('X')", imports)
    assert node.kind == OPAQUE


@pytest.mark.parametrize(
    ("lines", "variable"),
    [
        ("with env.prefixed('MAIL_'):\n    X = env('HOST')", "MAIL_HOST"),
        ("with env.prefixed('APP_'), env.prefixed('MAIL_'):\n    X = env.str('HOST', 'x')", "APP_MAIL_HOST"),
        (
            "with env.prefixed('APP_'):\n    with env.prefixed(prefix='MAIL_'):\n        X = env('HOST')",
            "APP_MAIL_HOST",
        ),
        ("with env.prefixed('MAIL_'):\n    Y = env('HOST')\nX = env('HOST')", "HOST"),
        ("def get(name):\n    return env(name)\nwith env.prefixed('MAIL_'):\n    X = get('HOST')", "MAIL_HOST"),
        ("with env.prefixed(look()):\n    X = env('HOST')", ""),
        ("with env.prefixed('MAIL_'):\n    X = other('HOST')", ""),
        ("scope = env.prefixed('MAIL_')\nscope.__enter__()\nX = env('HOST')", ""),
        ("X = env.bool('HOST', truthy={'ja'})", ""),
    ],
)
def test_prefixes_of_environs_stand_before_the_names(lines: str, variable: str) -> None:
    source = f"from environs import Env\nenv = Env()\nother = Env()\n{lines}\n"
    node = next(e.value for e in read(Source("x.py", source)).roots[0].entries if e.key == "X")
    assert (node.kind, node.text) == (ENV, variable) if variable else node.kind == OPAQUE


def test_a_url_that_is_spread_over_the_module_is_kept() -> None:
    source = IMPORTS + "EMAIL = env.email_url('EMAIL_URL', default='smtp://')\nvars().update(EMAIL)\n"
    entries = {entry.key: entry.value for entry in read(Source("x.py", source)).roots[0].entries}
    port, starttls = entries["EMAIL_PORT"], entries["EMAIL_USE_TLS"]
    assert (port.kind, port.text, port.style) == (ENV, "EMAIL_URL", "computed:mail-url:environ:EMAIL_PORT")
    assert [item.text for item in starttls.items] == ["EMAIL_URL", "False"]


def test_wrappers_that_only_hide_a_text_are_seen_through() -> None:
    imports = IMPORTS + "from pydantic import SecretStr\n"
    _, node = value_of("SecretStr('s')", imports)
    assert (node.kind, node.text) == (SCALAR, "s")
    _, node = value_of("SecretStr(os.environ['X'])", imports)
    assert (node.kind, node.text) == (ENV, "X")


def meant(node: Node, environment: dict[str, str]) -> object:
    """What the style of a node says that the expression gives (for the styles of plain Python)."""
    either = node.style == "or" or node.style.startswith("or+")
    style = node.style[3:] if either else node.style
    value: object = environment.get(node.text)
    if value is None or (either and not value):
        item = node.items[0] if node.items else None
        value = None if item is None else int(item.text) if item.tag == "int" else item.text
    name, _, words = style.partition(":")
    if name.endswith("-fold"):
        assert isinstance(value, str)
        name, value = name.removesuffix("-fold"), value.lower()
    if name == "eq":
        return value == words
    if name == "in":
        return value in words.split(",")
    convert: dict[str, Callable[[Any], object]] = {
        "": lambda v: v,
        "int": int,
        "bool": bool,
        "str": str,
        "int-bool": lambda v: bool(int(v)),
    }
    return convert[name](value)


reads = st.sampled_from(
    ["os.environ.get('X', '1')", "os.getenv('X') or '1'", "os.getenv('X', '0')", "os.environ.get('X') or 0"]
)
wraps = st.sampled_from(
    ["{}", "int({})", "bool({})", "bool(int({}))", "str({})", "({}) == 'True'", "str({}).lower() == 'true'",
     "({}) in ('1', 'true')", "True if ({}) else False", "str({}) == '1'", "bool(({}) == '1')"]
)  # fmt: skip


@given(reads, wraps, st.none() | st.sampled_from(["", "0", "1", "True", "true", "TRUE", "25"]))
def test_a_style_says_what_python_does(read_: str, wrap: str, value: str | None) -> None:
    _, node = value_of(wrap.format(read_), "import os\n")
    assert node.kind == ENV
    environment = {} if value is None else {"X": value}
    with mock.patch.dict(os.environ, environment, clear=True):
        try:
            expected = eval(wrap.format(read_), {"os": os})
        except ValueError:
            with pytest.raises(ValueError, match="invalid literal"):
                meant(node, environment)
        else:
            assert meant(node, environment) == expected
