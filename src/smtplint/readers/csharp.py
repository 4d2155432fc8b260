"""C#; see ``code``."""

from __future__ import annotations

from ..text import Source
from .base import Document
from .code import read_code
from .code.language import Language, Quote

LANGUAGE = Language(
    "csharp",
    line_comments=("//",),
    block_comments=(("/*", "*/"),),
    quotes=(
        Quote('"""', escapes="none", lines=True), Quote('$"""', '"""', escapes="none", inside=("{",), lines=True),
        Quote('"'), Quote("'"), Quote('@"', '"', escapes="doubled", lines=True), Quote('$"', '"', inside=("{",)),
        Quote('$@"', '"', escapes="doubled", inside=("{",), lines=True),
        Quote('@$"', '"', escapes="doubled", inside=("{",), lines=True),
    ),
    name_pattern=r"@?[A-Za-z_]\w*",
    member=(".", "?.", "::"),
    newlines=False,
    imports="csharp",
    extras=("preprocessor",),
    environment_calls=("Environment.GetEnvironmentVariable", "System.Environment.GetEnvironmentVariable"),
    casts={"int.Parse": "number", "Convert.ToInt32": "number", "(int)": "number", ".ToString": ""},
    units={},
)  # fmt: skip


def read(source: Source, dialect: str = "") -> Document:
    """Reads a C# file. Never raises."""
    return read_code(source, LANGUAGE)
