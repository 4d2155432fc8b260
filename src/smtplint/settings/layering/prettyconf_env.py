"""The ``.env`` of prettyconf, whose parser is its own, and another one since version 3."""

from __future__ import annotations

import os

from ...readers import base
from ...readers.base import Document, Entry, Node

DIALECT = "decouple"  # which is what is left where nothing is odd
LOADER = "prettyconf"
_ODD = ("\t", "\\", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\xa0", "\u2028", "\u2029")
_MAX_NAMES = 2000  # of one folder
_MAX_INI = 100_000


def as_read(document: Document) -> Document | None:
    """A file with the values not known that versions read differently; None where they find other names in it.

    From ``parsers.py`` of prettyconf 2.2.1, 2.3.0 and 3.0.1: quotes may stand anywhere and end with the line, a ``#``
    begins a comment (in version 3 only behind a blank), a backslash keeps the next character (in version 2 it stays),
    and blanks at the end go, even inside quotes.
    """
    text = document.source.text
    if document.source.bom or any(mark in text for mark in _ODD) or any(map(_is_open, text.split("\n"))):
        return None
    if "=" not in text.rpartition("\n")[2].partition("#")[0] and text.rpartition("\n")[2].strip():
        return None  # a name alone at the very end may be one
    result = Document(document.source, document.format, dialect=document.dialect)
    result.problems = document.problems
    for root in document.roots:
        entries = []
        for entry in root.entries:
            node = entry.value
            if _is_odd(text, entry):
                node = Node(base.OPAQUE, node.span, inner=node.inner, why="read otherwise by its loader")
            entries.append(Entry(entry.key, entry.key_span, node, entry.span, merged=entry.merged))
        result.roots.append(Node(base.MAP, root.span, entries=entries))
    return result


def _is_open(line: str) -> bool:
    """Whether a line has a quote in its name, or one that is never closed."""
    if line.lstrip(" ").startswith("#"):
        return False
    name = line.partition("=")[0]
    return any(line.count(quote) % 2 or quote in name for quote in "'\"") or "#" in name


def _is_odd(text: str, entry: Entry) -> bool:
    end = text.find("\n", entry.span.start)
    written = text[entry.span.start : end if end >= 0 else len(text)].partition("=")[2].strip()
    quoted = len(written) > 1 and written[0] in "'\"" and written[-1] == written[0]
    inner = written[1:-1] if quoted else written
    return "#" in written or inner != inner.rstrip() or any(quote in inner for quote in "'\"")


def files_of(folders: list[str], ending: str = "") -> list[str]:
    """The ``.env`` files that are looked into, the one that wins first: as far as no INI file may have a say.

    Every folder from the module's upwards is searched: ``.env``, then INI files with a section ``settings``.
    """
    found = []
    for folder in folders:
        path = os.path.join(folder, ".env")
        if os.path.isfile(path + ending):
            found.append(path)
        if _has_settings(folder):
            break
    return found


def _has_settings(folder: str) -> bool:
    try:
        names = [name for name in os.listdir(folder)[:_MAX_NAMES] if name.endswith((".ini", ".cfg"))]
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                if b"[settings]" in file.read(_MAX_INI):
                    return True
    except OSError:
        return True
    return False
