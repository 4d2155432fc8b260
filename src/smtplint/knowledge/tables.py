"""Tables that are one text with a line for each key: to open one costs nothing, a look-up decodes its line alone."""

from __future__ import annotations


def table(rows: dict[str, str]) -> str:
    """The table of a mapping; keys and values hold neither tabs nor line ends. Tables can be joined, the first wins."""
    return "".join(f"\n{key}\t{value}" for key, value in rows.items()) + "\n" if rows else ""


def cell(text: str, key: str) -> str | None:
    """The value of a key, or None where the table has no such key."""
    at = text.find(f"\n{key}\t")
    if at < 0 or "\n" in key:
        return None
    at += len(key) + 2
    return text[at : text.index("\n", at)]


def keys(text: str) -> list[str]:
    """The keys of a table, in its order."""
    return [line.partition("\t")[0] for line in text.split("\n") if line]
