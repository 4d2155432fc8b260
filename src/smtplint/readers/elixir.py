"""Elixir; see ``code``."""

from __future__ import annotations

from ..text import Source
from .base import Document
from .code import read_code
from .code.language import Language, Quote

LANGUAGE = Language(
    "elixir",
    line_comments=("#",),
    block_comments=(),
    quotes=(Quote('"""', lines=True, inside=("#{",)), Quote('"', inside=("#{",), lines=True),
            Quote("'", inside=("#{",), lines=True)),
    name_pattern=r"@?[A-Za-z_]\w*(?:[?!](?!=))?",
    member=(".",),
    nil=("nil",),
    blocks=True,
    calls_without_brackets=True,
    imports="elixir",
    joins="<>",
    extras=("labels", "sigil"),
    environment_calls=("System.get_env", "System.fetch_env!"),
    casts={"String.to_integer": "number", "String.to_atom": "symbol"},
    units={"1000": 1},
)  # fmt: skip


def read(source: Source, dialect: str = "") -> Document:
    """Reads an Elixir file. Never raises."""
    return read_code(source, LANGUAGE)
