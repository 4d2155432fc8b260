"""Makes text safe and honest to show: what a terminal would obey or not draw is written out, and widths are known."""

from __future__ import annotations

TAB = 4  # columns of a tab stop in snippets


def escaped(char: str) -> str:
    r"""A character written as its number: ``\x1b``, ``\u202e``, ``\U000e0001``."""
    number = ord(char)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def visible(text: str) -> str:
    """``text`` on one line: control, format and other characters that are not drawn are escaped, line ends among them.

    A tab becomes a space: in a sentence it says nothing that a space does not.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char == "\t" else escaped(char) for char in text)


def drawn(char: str, column: int) -> str:
    """A character of a source line as shown at ``column``: a tab fills up to its stop, others are made visible."""
    if char == "\t":
        return " " * (TAB - column % TAB)
    return char if char.isprintable() else escaped(char)


def drawn_line(text: str) -> str:
    """A whole source line as it is shown."""
    if text.isprintable():
        return text
    out = []
    column = 0
    for char in text:
        shown = drawn(char, column)
        out.append(shown)
        column += width(shown)
    return "".join(out)


def visible_lines(text: str) -> list[str]:
    """The lines of a message, each made visible; at least one."""
    return [visible(line.rstrip("\r")) for line in text.split("\n")]


def one_line(text: str) -> str:
    """A message or label on one line: every run of white space is one space."""
    return visible(" ".join(text.split()))


def width(text: str) -> int:
    """How many columns a terminal gives to ``text``, which must hold no control characters."""
    if text.isascii():
        return len(text)
    return sum(char_width(char) for char in text)


def char_width(char: str) -> int:
    """0 for a combining mark, 2 for an East Asian wide or full-width character, else 1."""
    if char < "\x7f":
        return 1
    # Late: most sources are ASCII and never come here.
    import unicodedata

    if unicodedata.category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def clipped(text: str, columns: int) -> str:
    """``text`` cut to ``columns``, with ``...`` at its end when something was cut. ``columns`` is at least 4."""
    if len(text) <= columns // 2 or width(text) <= columns:
        return text
    used = 0
    for at, char in enumerate(text):
        used += char_width(char)
        if used > columns - 3:
            return text[:at] + "..."
    return text
