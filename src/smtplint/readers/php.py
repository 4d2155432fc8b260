"""PHP; see ``code``."""

from __future__ import annotations

from ..text import Source
from .base import Document
from .code import read_code
from .code.language import Language, Quote

_FLAGS = {"true": ("true", "TRUE", "True"), "false": ("false", "FALSE", "False"), "null": ("null", "NULL", "Null")}

LANGUAGE = Language(
    "php",
    line_comments=("//", "#"),
    block_comments=(("/*", "*/"),),
    quotes=(Quote("'", escapes="own", lines=True), Quote('"', inside=("{$", "${", "$"), lines=True),
            Quote("`", lines=True, inside=("$",))),
    name_pattern=r"\$?\\?[A-Za-z_]\w*(?:\\\w+)*",
    member=("->", "?->", "::"),
    true=_FLAGS["true"],
    false=_FLAGS["false"],
    nil=_FLAGS["null"],
    newlines=False,
    imports="php",
    joins=".",
    extras=("html",),
    environment=("_ENV", "_SERVER"),
    environment_calls=("env", "getenv"),
    casts={"(int)": "number", "(integer)": "number", "intval": "number", "(string)": "", "strval": ""},
)  # fmt: skip


def read(source: Source, dialect: str = "") -> Document:
    """Reads a PHP file; what stands outside of its tags counts for nothing. Never raises."""
    return read_code(source, LANGUAGE)
