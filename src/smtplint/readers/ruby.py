"""Ruby; see ``code``."""

from __future__ import annotations

from ..text import Source
from .base import Document
from .code import read_code
from .code.language import Language, Quote

LANGUAGE = Language(
    "ruby",
    line_comments=("#",),
    block_comments=(("=begin", "\n=end"),),
    quotes=(Quote("'", escapes="own", lines=True), Quote('"', inside=("#{",), lines=True), Quote("`", inside=("#{",))),
    name_pattern=r"(?:@@?|\$)?[A-Za-z_]\w*(?:[?!](?!=))?",
    member=(".", "&.", "::"),
    nil=("nil",),
    regexes=True,
    blocks=True,
    calls_without_brackets=True,
    extras=("labels", "heredoc", "percent"),
    environment=("ENV",),
    environment_calls=("ENV.fetch",),
    casts={".to_i": "number", "Integer": "number", ".to_s": "", ".to_sym": "symbol"},
    units={".second": 1, ".seconds": 1, ".minute": 60, ".minutes": 60},
)


def read(source: Source, dialect: str = "") -> Document:
    """Reads a Ruby file. Never raises."""
    return read_code(source, LANGUAGE)
