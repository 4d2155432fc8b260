"""JavaScript and TypeScript; see ``code``."""

from __future__ import annotations

from ..text import Source
from .base import Document
from .code import read_code
from .code.language import Language, Quote

LANGUAGE = Language(
    "javascript",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    quotes=(Quote("'"), Quote('"'), Quote("`", inside=("${",), lines=True)),
    name_pattern=r"[A-Za-z_$#][\w$]*",
    member=(".", "?."),
    nil=("null", "undefined"),
    regexes=True,
    imports="javascript",
    environment=("process.env", "import.meta.env", "Bun.env"),
    environment_calls=("env", "env.int", "env.bool", "Deno.env.get"),
    casts={"Number": "number", "parseInt": "number", "Number.parseInt": "number", "String": "", ".toString": "",
           ".trim": "trim"},
)  # fmt: skip


def read(source: Source, dialect: str = "") -> Document:
    """Reads a script or a module. Never raises."""
    return read_code(source, LANGUAGE)
