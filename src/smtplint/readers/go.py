"""Go; see ``code``."""

from __future__ import annotations

from ..text import Source
from .base import Document
from .code import read_code
from .code.language import Language, Quote

LANGUAGE = Language(
    "go",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    quotes=(Quote('"'), Quote("`", escapes="none", lines=True), Quote("'")),
    name_pattern=r"[A-Za-z_]\w*",
    member=(".",),
    nil=("nil",),
    structs=True,
    imports="go",
    environment_calls=("os.Getenv",),
    casts={"strconv.Atoi": "number"},
    units={"time.Second": 1, "time.Minute": 60, "time.Millisecond": 0.001, "time.Hour": 3600},
)


def read(source: Source, dialect: str = "") -> Document:
    """Reads a Go file. Never raises."""
    return read_code(source, LANGUAGE)
