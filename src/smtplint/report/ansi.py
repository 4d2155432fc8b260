"""Colours of the terminal: a small table, and a painter that does nothing when colours are off."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Paint = Callable[[str, str], str]

# What is painted: the parameters of the SGR sequence (ECMA-48, 8.3.117) that paint it.
STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "frame": "1;34",
    "strong": "1",
    "add": "32",
    "remove": "31",
    "good": "1;32",
}


def painter(colour: bool) -> Paint:
    """A function ``paint(text, style)``; style is a key of ``STYLES`` or empty for plain text."""
    return _coloured if colour else _plain


def _plain(text: str, style: str) -> str:
    return text


def _coloured(text: str, style: str) -> str:
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if text and style else text
