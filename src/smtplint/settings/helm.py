"""What a chart's ``values.yaml`` gives to a template: only where the template names the value by a plain path.

``{{ .Values.smtp.host }}``, with ``quote``, ``default "x"``, ``toString`` and the like behind it, is followed; anything
else is not known, and neither is what stands under a condition that its surroundings do not share. A chart inside
another chart is left alone, as the outer one may give it other values.
"""

from __future__ import annotations

import os

from ..findings import Location
from ..readers import base
from ..readers.base import Document, Entry, Node
from ..text import Span
from .links import Linked
from .parts import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .reach import Reach

_AS_TEXT = frozenset(("quote", "squote", "toString", "int", "int64"))
_OPENERS = frozenset(("if", "with", "range", "define", "block"))
_REBINDS = frozenset(("with", "range", "define", "block"))  # inside, the dot is something else
_QUIET = frozenset(("if", "else", "end", "with"))  # put nothing out by themselves
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")


class Template:
    """One file below a chart's ``templates``."""

    def __init__(self, document: Document, values: Document | None) -> None:
        self.document = document
        self.values = values
        text = document.source.text
        self.words = [(one, _words(text[one.start : one.end])) for one in document.masked]
        self._blocks = _blocks(self.words)

    def block(self, at: int) -> tuple[str, int]:
        """The innermost block around a place: its keyword, and where it opens; no keyword outside of all."""
        found = ("", -1)
        for start, end, word in self._blocks:
            if start < at < end:
                found = (word, start)
        return found

    def is_certain(self, entry: Entry, holder: int) -> bool:
        """Whether an entry is there whenever the place ``holder``, of which it is a part, is."""
        return self.block(entry.key_span.start) == self.block(holder)

    def adds(self, start: int, end: int) -> bool:
        """Whether a region between two places puts out more entries than can be seen."""
        text = self.document.source.text
        for region, words in self.words:
            alone = not text[text.rfind("\n", 0, region.start) + 1 : region.start].strip(" \t")
            if start <= region.start and words and words[0] not in _QUIET and alone and not _is_comment(words):
                between = text[end : region.start] if region.start > end else ""
                if region.start < end or not between.strip():
                    return True
        return False

    def value(self, node: Node) -> Node:
        """The node with the value that it names, or as it is."""
        raw = node.text.strip()
        if (
            node.kind != base.OPAQUE
            or not raw.startswith("{{")
            or raw.find("}}") != len(raw) - 2
            or self.values is None
        ):
            return node
        words = _words(raw)
        inside = any(start < node.span.start < end and word in _REBINDS for start, end, word in self._blocks)
        path, fallback = _path(words)
        if not path or (inside and not path.startswith("$")):
            return node
        entry = lookup(self.values.roots[0], path.removeprefix("$").removeprefix(".Values."))
        text = _text(entry.value) if entry is not None else None
        here = Location(self.document.source, node.span, f"read here from {path.removeprefix('$')[1:]}")
        if entry is not None and text:
            return _linked(entry.value, text, self.values, here)
        if fallback and (text == "" or entry is None or entry.value.tag == "null"):
            return Linked(Node(base.SCALAR, node.span, text=fallback, tag="str"), [], editable=False)
        if entry is not None and text == "":
            return _linked(entry.value, text, self.values, here)
        return node

    def image(self, node: Node) -> str:
        """The image that a template names, as far as its name is known; without a tag where that is not."""
        pieces = []
        rest = node.text
        while "{{" in rest and "}}" in rest:
            before, _, rest = rest.partition("{{")
            inside, _, rest = rest.partition("}}")
            named = self.value(Node(base.OPAQUE, node.span, text="{{" + inside + "}}"))
            pieces += [before, named.text if named.kind == base.SCALAR else "?"]
        whole = "".join([*pieces, rest])
        name, _, tag = whole.partition(":")
        return "" if "?" in name else whole if "?" not in tag else name


def _linked(node: Node, text: str, values: Document, here: Location) -> Node:
    plain = Node(base.SCALAR, node.span, text=text, inner=node.inner, style=node.style, tag="str")
    return Linked(plain, [here], source=values.source, variable=here.message.rpartition(" ")[2])


def template(document: Document, reach: Reach) -> Template | None:
    """The template that a file with template regions is, where it belongs to a chart of its own."""
    if not document.masked:
        return None
    path = os.path.normpath(document.source.path).replace(os.sep, "/")
    head, mark, _ = ("/" + path).rpartition("/templates/")
    folder = head.removeprefix("/") if not path.startswith("/") else head
    if not mark or not os.path.isfile(os.path.join(folder, "Chart.yaml")):
        return None
    inner = os.path.basename(os.path.dirname(folder)) == "charts"
    return Template(document, None if inner else reach.document(os.path.join(folder, "values.yaml"), "yaml"))


def _words(raw: str) -> list[str]:
    """The words of a template expression, quoted ones whole."""
    body = raw.strip().removeprefix("{{").removesuffix("}}").removeprefix("-").removesuffix("-").strip()
    words: list[str] = []
    at = 0
    while at < len(body):
        if body[at] in " \t\r\n":
            at += 1
            continue
        start = at
        if body[at] in '"`':
            close = body.find(body[at], at + 1)
            at = close + 1 if close >= 0 else len(body)
        elif body[at] in "|()":
            at += 1
        else:
            while at < len(body) and body[at] not in " \t\r\n|()":
                at += 1
        words.append(body[start:at])
    return words


def _is_comment(words: list[str]) -> bool:
    return words[0].startswith("/*") or (words[0].startswith("$") and len(words) > 1 and words[1] in (":=", "="))


def _blocks(regions: list[tuple[Span, list[str]]]) -> list[tuple[int, int, str]]:
    """Where blocks open and end, with their keyword; the parts before and behind an ``else`` are two blocks."""
    found: list[tuple[int, int, str]] = []
    waiting: list[tuple[int, str]] = []
    for region, words in regions:
        word = words[0] if words else ""
        if word in ("else", "end") and waiting:
            start, opener = waiting.pop()
            found.append((start, region.start, opener))
            if word == "else":
                waiting.append((region.start, opener))
        elif word in _OPENERS:
            waiting.append((region.start, word))
    found += [(start, 1 << 60, word) for start, word in waiting]
    return sorted(found)


def _path(words: list[str]) -> tuple[str, str]:
    """The path of ``.Values`` that an expression names, and its default; nothing for any other expression."""
    steps: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            steps.append([])
        else:
            steps[-1].append(word)
    first, fallback = steps[0], ""
    if len(first) == 3 and first[0] == "default":
        first, fallback = first[2:], _literal(first[1])
    elif len(first) == 2 and first[0] in _AS_TEXT:
        first = first[1:]
    if len(first) != 1 or not first[0].startswith((".Values.", "$.Values.")):
        return "", ""
    for step in steps[1:]:
        if len(step) == 2 and step[0] == "default" and not fallback:
            fallback = _literal(step[1])
            if not fallback:
                return "", ""
        elif len(step) != 1 or step[0] not in _AS_TEXT:
            return "", ""
    return first[0], fallback


def _literal(word: str) -> str:
    if word[:1] in '"`' and len(word) > 1 and word[-1] == word[0] and "\\" not in word:
        return word[1:-1]
    return word if word.isdecimal() else ""


def _text(node: Node) -> str | None:
    """What a value prints as, None where that is not plain."""
    if node.kind != base.SCALAR or node.tag == "null":
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
