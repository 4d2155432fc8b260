"""What smtplint reads in ``.env`` files at random, against the real Python parsers."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable
from typing import ClassVar
from unittest import mock

import pytest

from tests.evaluation.dotenv_texts import Tally, texts

TEXTS = 1500


def python_dotenv(path: str) -> dict[str, str | None]:
    import dotenv

    return dict(dotenv.dotenv_values(path))


def django_environ(path: str) -> dict[str, str | None]:
    import environ

    class Env(environ.Env):
        ENVIRON: ClassVar[dict[str, str]] = {}

    Env.ENVIRON = {}
    Env.read_env(path)
    found: dict[str, str | None] = {}
    for name in Env.ENVIRON:
        try:
            found[name] = Env().str(name)
        except (environ.ImproperlyConfigured, RecursionError):
            found[name] = "(refers to what is not set)"
    return found


def decouple(path: str) -> dict[str, str | None]:
    from decouple import RepositoryEnv

    return dict(RepositoryEnv(path).data)


@pytest.mark.parametrize(
    ("dialect", "parse"),
    [("python-dotenv", python_dotenv), ("django-environ", django_environ), ("decouple", decouple)],
)
def test_a_text_is_read_as_the_real_parser_reads_it(
    dialect: str, parse: Callable[[str], dict[str, str | None]], tmp_path: pathlib.Path
) -> None:
    tally = Tally(dialect)
    path = tmp_path / ".env"
    for text in texts(TEXTS):
        path.write_bytes(text.encode())
        with mock.patch.dict(os.environ, {}, clear=True):
            tally.compare(text, parse(str(path)))
    print(tally)
    assert tally.wrong == []
    assert tally.keys > TEXTS / 2
    assert tally.known / tally.keys > 0.7
