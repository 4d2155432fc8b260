"""What an expression of a chart's template puts out: a path of its values, and the functions behind it.

Observed with Helm 4's renderer: ``default`` takes the place of what is empty, which zero and ``false`` are too;
what is not quoted is read as YAML once more.
"""

from __future__ import annotations

from ...readers import base
from ...readers.base import Node

_FUNCTIONS = frozenset(("quote", "squote", "toString", "int", "int64"))
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")
_EMPTY = frozenset(("false", "no", "off", "0", "0.0", ""))
_NULL = frozenset(("null", "~", ""))
_UNREADABLE = "#&*!|>'\"%@`{}[],?:-"  # what a plain scalar does not begin with
_CALL = 2  # words of a function and its argument


class Printed:
    """The text that is put out, and whether it comes from the template and not from the values."""

    __slots__ = ("replaced", "text")

    def __init__(self, text: str, replaced: bool) -> None:
        self.text = text
        self.replaced = replaced


def path_and_steps(words: list[str]) -> tuple[str, list[list[str]]]:
    """The path that an expression names, and the functions that its value goes through; no path for any other one."""
    steps: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            steps.append([])
        else:
            steps[-1].append(word)
    first = steps.pop(0)
    if len(first) == _CALL + 1 and first[0] == "default":
        first, steps = first[2:], [first[:2], *steps]
    elif len(first) == _CALL and first[0] in _FUNCTIONS:
        first, steps = first[1:], [first[:1], *steps]
    known = all(
        len(one) == _CALL if one[:1] == ["default"] else one[1:] == [] and one[0] in _FUNCTIONS for one in steps
    )
    return (first[0], steps) if len(first) == 1 and first[0].startswith((".", "$.")) and known else ("", [])


def printed(node: Node | None, steps: list[list[str]], *, quoted: bool) -> Printed | None:
    """What a value comes to, or None where that is not plain; a ``node`` that is None has no value.

    ``quoted`` tells that the expression stands in quotes.
    """
    null = node is None or (node.kind == base.SCALAR and node.style == "plain" and node.text.lower() in _NULL)
    text: str | None = "" if null else _text(node)
    empty = True if node is None or null else _is_empty(node)
    missing, replaced = null, False
    for step in steps:
        if step[0] == "default":
            given = _literal(step[1])
            if empty is None or given is None:
                return None
            if empty:
                text, replaced, null, empty = given, True, False, given in ("", "0") or None
        elif step[0] in ("quote", "squote"):
            quoted, null, empty = True, False, text == ""
            if text is not None and step[0] == "squote" and "'" in text:
                return None
        elif text is None or null or (step[0] != "toString" and not text.isdecimal()):
            return None
        else:
            empty = False if step[0] == "toString" else int(text) == 0
    if missing and not replaced:
        return None  # whoever installs the chart will give it
    if text is None or (not quoted and not _stays(text)) or (quoted and steps == [] and ('"' in text or "\\" in text)):
        return None
    return Printed(text, replaced)


def _stays(text: str) -> bool:
    """Whether a text without quotes is the same text as a scalar of YAML."""
    return not (text[:1] and text[0] in _UNREADABLE) and ": " not in text and " #" not in text and text == text.strip()


def _literal(word: str) -> str | None:
    if word[:1] in '"`' and len(word) > 1 and word[-1] == word[0] and "\\" not in word:
        return word[1:-1]
    return word if word.isdecimal() and _is_decimal(word) else None


def _is_empty(node: Node) -> bool | None:
    if node.kind in (base.MAP, base.SEQ):
        return not (node.entries or node.items)
    if node.kind != base.SCALAR:
        return None
    if node.tag == "str" or node.style != "plain":
        return not node.text
    low = node.text.lower()
    return low in _EMPTY if low in _EMPTY or low in _TRUE or _text(node) is not None else None


def _text(node: Node | None) -> str | None:
    """What a value prints as, None where that is not plain."""
    if node is None or node.kind != base.SCALAR or node.tag == "null":
        return None
    low = node.text.lower()
    if node.tag == "str" or node.style != "plain":
        return node.text
    if low in _TRUE or low in _FALSE:
        return "true" if low in _TRUE else "false"
    if low in ("null", "~", "y", "n"):
        return None
    number = low[:1] in "0123456789.+-" and not any(char.isalpha() and char not in "ex_o" for char in low)
    return node.text if not number or _is_decimal(low) or low.count(".") > 1 else None


def _is_decimal(text: str) -> bool:
    return text.isdecimal() and (text == "0" or text[0] != "0") and len(text) < 7
