"""JSON that every reader accepts: ASCII, no lone surrogates, no NaN."""

from __future__ import annotations


def dumps(value: object) -> str:
    """The JSON text of lists, dictionaries and scalars, indented, with a line end."""
    import json

    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def well_formed(text: str) -> str:
    """``text`` with lone surrogates (a file name that is not valid UTF-8) replaced by U+FFFD, which JSON can carry."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
