"""The ``.env`` of dynaconf: it brings an old python-dotenv along, which reads some lines otherwise than newer ones."""

from __future__ import annotations

from ...readers import base
from ...readers.base import Document, Entry, Node

DIALECT = "python-dotenv"
_BLANKS = ("  ", "\t", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\xa0")


def as_read(document: Document) -> Document | None:
    """A file that was read as newer versions read it, with the values not known of which the old one makes another.

    None where it may find other names.

    From ``vendor/dotenv/parser.py`` of dynaconf 3.3.5: a plain value ends only at a single blank, and the whole line is
    passed over where more than one follows; other kinds of blanks belong to the value.
    """
    text = document.source.text
    if document.source.bom or any(mark in text for mark in ('\\"', "\\'")):
        return None  # it may close a quoted value at a guarded quote
    result = Document(document.source, document.format, dialect=document.dialect)
    result.problems = document.problems
    for root in document.roots:
        entries = []
        for entry in root.entries:
            end = text.find("\n", entry.value.span.end)
            line = text[entry.span.start : end if end >= 0 else len(text)]
            node = entry.value
            odd = not node.text and "#" in line  # a comment right behind the sign is the value
            plain = node.style not in ("single", "double")
            if odd or (plain and (any(one in line for one in _BLANKS) or not line.isascii())):
                node = Node(base.OPAQUE, node.span, inner=node.inner, why="read otherwise by its loader")
            entries.append(Entry(entry.key, entry.key_span, node, entry.span, merged=entry.merged))
        result.roots.append(Node(base.MAP, root.span, entries=entries))
    return result
