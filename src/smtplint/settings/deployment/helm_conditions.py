"""What the values of a chart make of a condition in a template: true, false, or None where that is not plain.

Paths of ``.Values``, ``not``, ``and``, ``or``, ``eq`` and ``ne`` with texts, and brackets; truth is that of Go
templates: nothing, false, zero and what is empty are false.
"""

from __future__ import annotations

from ...readers import base
from ...readers.base import Node
from ..parts import lookup

_MAX_DEPTH = 10
_NULL = ("null", "~")
_CALLS = ("not", "and", "or", "eq", "ne")


def truth(words: list[str], values: Node, depth: int = 0) -> bool | None:
    """Whether a condition, as the words of its expression, holds with these values."""
    if depth > _MAX_DEPTH or not words:
        return None
    words = _bare(words)
    if len(words) == 1:
        return _of_value(words[0], values)
    if words[0] not in _CALLS or "|" in words:
        return None
    arguments = _arguments(words[1:])
    if words[0] in ("eq", "ne"):
        same = _same(arguments, values)
        return same if same is None or words[0] == "eq" else not same
    each = [truth(one, values, depth + 1) for one in arguments]
    if words[0] == "not":
        return None if len(each) != 1 or each[0] is None else not each[0]
    decides = words[0] == "or"
    if decides in each:
        return decides
    return None if None in each or not each else not decides


def _bare(words: list[str]) -> list[str]:
    """The words without brackets around all of them."""
    while len(words) > 1 and words[0] == "(" and len(_arguments(words)) == 1:
        words = words[1:-1]
    return words


def _arguments(words: list[str]) -> list[list[str]]:
    """The arguments of a call: single words, or what stands in brackets."""
    found: list[list[str]] = []
    depth = 0
    for word in words:
        if depth == 0:
            found.append([])
        found[-1].append(word)
        depth += (word == "(") - (word == ")")
    return found


def path_of(word: str) -> str:
    """The path below the values that a word names; nothing for any other word."""
    plain = word.removeprefix("$")
    return plain.removeprefix(".Values.") if plain.startswith(".Values.") else ""


def _of_value(word: str, values: Node) -> bool | None:
    if word in ("true", "false"):
        return word == "true"
    path = path_of(word)
    if not path:
        return None
    entry = lookup(values, path)
    if entry is None:
        parent = path.rpartition(".")[0]
        above = lookup(values, parent) if parent else None
        return False if not parent or (above is not None and above.value.kind == base.MAP) else None
    node = entry.value
    if node.kind in (base.MAP, base.SEQ):
        there = [one for one in node.entries if one.value.tag != "null" and one.value.text.lower() not in _NULL]
        return None if node.why else bool(there or node.items)  # Helm takes keys away that are null
    if node.kind != base.SCALAR:
        return None
    if node.tag == "str" or node.style != "plain":
        return bool(node.text)
    return node.tag != "null" and node.text.lower() not in ("", "null", "~", "false", "no", "off", "n", "0", "0.0")


def _same(arguments: list[list[str]], values: Node) -> bool | None:
    """Whether two texts are the same; numbers and flags, whose types must agree, are left alone."""
    texts = [_text(one[0], values) if len(one) == 1 else None for one in arguments]
    if len(texts) != 2 or None in texts:
        return None
    return texts[0] == texts[1]


def _text(word: str, values: Node) -> str | None:
    if len(word) > 1 and word[0] == word[-1] and word[0] in '"`' and "\\" not in word:
        return word[1:-1]
    path = path_of(word)
    entry = lookup(values, path) if path else None
    if entry is None or entry.value.kind != base.SCALAR:
        return None
    node = entry.value
    plain = node.style == "plain" and node.tag != "str"
    odd = not node.text[:1].isalpha() or node.text.lower() in (
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "null",
        "y",
        "n",
    )
    return None if plain and odd else node.text
