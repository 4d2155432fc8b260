"""Data files that a Python program reads: found beside and above it, their values as Python's libraries read them."""

from __future__ import annotations

import os

from ...readers import base
from ...readers.base import Entry, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ...readers.base import Document
    from ...text import Source

_DIALECTS = {"ini": "configparser-raw"}
_MAX_NODES = 2000  # of one file that is taken in
_MAX_NUMBER = 60  # characters of a number


def place_of(path: str, folders: list[str]) -> str:
    """The one file below the uppermost folder that a path leads to, or an empty text.

    Where a path is not absolute the program looks from where it is started: in one of the folders above it.
    """
    root = folders[-1]
    wanted = [path] if os.path.isabs(path) else [os.path.join(folder, path) for folder in folders]
    full = dict.fromkeys(os.path.normpath(one) for one in wanted)
    found = [one for one in full if one.startswith(os.path.join(root, "")) and os.path.isfile(one)]
    return found[0] if len(found) == 1 else ""


def content(document: Document, form: str) -> Node | None:
    """What a file without mistakes holds, as a tree of Python's values; None where that is not certain."""
    if document.problems or document.masked or len(document.roots) != 1:
        return None
    root = document.roots[0]
    return _value(root, document.source, _typed(form)) if _fits(root) else None


def _fits(root: Node) -> bool:
    from ...readers.python.values import measure

    return measure(root, _MAX_NODES)[0] <= _MAX_NODES


def dialect_of(form: str) -> str:
    """The dialect in which the reader of a format is to read."""
    return _DIALECTS.get(form, "")


def _value(node: Node, source: Source, typed: Callable[[Node, Source], object]) -> Node:
    if node.kind == base.MAP:
        entries = [_entry(entry, source, typed) for entry in node.entries]
        return Node(base.MAP, node.span, entries=entries, tag=base.DATA, why=node.why, source=source)
    if node.kind == base.SEQ:
        items = [_value(item, source, typed) for item in node.items]
        return Node(base.SEQ, node.span, items=items, why=node.why, source=source)
    value = typed(node, source) if node.kind == base.SCALAR else _Unknown
    if value is _Unknown:
        return Node(base.OPAQUE, node.span, inner=node.inner, why=node.why or "a value of another type", source=source)
    text, tag = (value, "str") if isinstance(value, str) else (repr(value), type(value).__name__)
    return Node(
        base.SCALAR, node.span, text=text, inner=node.inner, style=node.style, tag="null" if value is None else tag,
        quirks=node.quirks, source=source,
    )  # fmt: skip


class _Unknown:
    """Stands for a value of which it is not known what Python makes of it."""


def _entry(entry: Entry, source: Source, typed: Callable[[Node, Source], object]) -> Entry:
    value = _value(entry.value, source, typed)
    if typed is _yaml and _is_plain(entry, source) and not isinstance(_resolved(entry.key), str):
        value = Node(base.OPAQUE, value.span, why="a key that is no text", source=source)
    return Entry(entry.key, entry.key_span, value, entry.span, merged=entry.merged)


def _is_plain(entry: Entry, source: Source) -> bool:
    return source.text[entry.key_span.start - 1 : entry.key_span.start] not in ("'", '"')


def _typed(form: str) -> Callable[[Node, Source], object]:
    return {"yaml": _yaml, "ini": _text}.get(form, _literal)


def _text(node: Node, source: Source) -> object:
    return node.text


def _literal(node: Node, source: Source) -> object:
    """A value of JSON or TOML, whose readers fix the type."""
    if node.tag == "str":
        return node.text
    if node.tag == "bool":
        return node.text == "true"
    if node.tag == "null":
        return None
    return _number(node.text, node.tag)


def _number(text: str, tag: str) -> object:
    if len(text) > _MAX_NUMBER or tag not in ("int", "float"):
        return _Unknown
    try:
        value = int(text) if tag == "int" else float(text)
    except ValueError:
        return _Unknown
    return value if value == value and abs(value) != float("inf") else _Unknown


def _yaml(node: Node, source: Source) -> object:
    """A value of YAML 1.1 as PyYAML resolves it (``resolver.py`` and ``constructor.py`` of 6.0)."""
    if node.tag in ("str", "null"):
        return node.text if node.tag == "str" else None
    return _resolved(node.text) if not node.tag else _Unknown


_WORDS = {"yes": True, "no": False, "true": True, "false": False, "on": True, "off": False}
_NULLS = ("", "~", "null", "Null", "NULL")
_DECIMAL = "0123456789_"


def _resolved(text: str) -> object:
    if text in _NULLS:
        return None
    if text.lower() in _WORDS and text in (text.lower(), text.title(), text.upper()):
        return _WORDS[text.lower()]
    first = text[0]
    if text in ("<<", "=") or first not in "-+.0123456789":
        return text if text not in ("<<", "=") else _Unknown
    sign = text[1:] if first in "-+" else text
    if sign == "0" or (sign[:1] in "123456789" and sign[:1] and all(char in _DECIMAL for char in sign)):
        return _number(text.replace("_", ""), "int")
    if sign.count(".") == 1 and all(char in _DECIMAL + "." for char in sign) and sign[0] in "0123456789":
        return _number(text.replace("_", ""), "float")
    if sign.count(".") > 1 and ":" not in text:
        return text  # an address
    # Other bases, exponents, infinities, sexagesimal numbers and dates are told apart from texts by more than this.
    return text if _is_name(text) else _Unknown


def _is_name(text: str) -> bool:
    """Whether a text that begins like a number is certain to be none: it holds a letter that no number has."""
    return any(char.isalpha() and char not in "abcdefABCDEFxXoOtTzZinfINFnaNA" for char in text) or "@" in text
