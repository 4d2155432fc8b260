"""What a chart's ``values.yaml`` gives to a template: only where the template names the value by a plain path.

``{{ .Values.smtp.host }}``, with ``quote``, ``default "x"``, ``toString`` and the like behind it, is followed, also as
``.host`` inside ``with .Values.smtp``; anything else is not known, and neither is what stands under a condition that
the values do not plainly decide. A chart inside another chart has its own values with those of the outer one over them.
"""

from __future__ import annotations

import os

from ...findings import Location
from ...readers import base
from ...readers.base import Document, Entry, Node
from ...text import Span
from ..links import Linked
from ..parts import lookup
from .helm_conditions import truth
from .helm_printed import path_and_steps, printed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .reach import Reach

_OPENERS = frozenset(("if", "with", "range", "define", "block"))
_REBINDS = frozenset(("with", "range", "define", "block"))  # inside, the dot is something else
_QUIET = frozenset(("if", "else", "end", "with"))  # put nothing out by themselves


class Template:
    """One file below a chart's ``templates``."""

    def __init__(self, document: Document, values: Document | None) -> None:
        self.document = document
        self.values = values
        text = document.source.text
        self.words = [(one, _words(text[one.start : one.end])) for one in document.masked]
        self._blocks = _blocks(self.words)

    def presence(self, entry: Entry, holder: int) -> bool | None:
        """Whether an entry is there where the place ``holder``, of which it is a part, is; None where that is open."""
        found: bool | None = True
        for block in self._blocks:
            if block.start < entry.key_span.start < block.end and not block.start < holder < block.end:
                held = self._holds(block)
                if held is False:
                    return False
                found = None if held is None else found
        return found

    def _holds(self, block: _Block) -> bool | None:
        if self.values is None or block.word not in ("if", "with", "range"):
            return None
        root = self.values.roots[0]
        before = [truth(words, root) for words in block.not_before]
        own = truth(block.words, root) if block.words else True
        if True in before or own is False:
            return False
        if block.word == "range":
            return None
        return None if None in before or own is None else True

    def _base(self, at: int) -> str | None:
        """What the dot is at a place: empty outside of all blocks, a path inside ``with``; None where that is open."""
        found = ""
        for block in self._blocks:
            if block.start < at < block.end and block.word in _REBINDS:
                path = block.words[0] if block.word == "with" and len(block.words) == 1 else ""
                if not path.startswith((".Values.", "$.Values.")) or found or block.not_before:
                    return None
                found = path.removeprefix("$")
        return found

    def adds(self, start: int, end: int) -> bool:
        """Whether a region between two places puts out more entries than can be seen."""
        text = self.document.source.text
        for region, words in self.words:
            alone = not text[text.rfind("\n", 0, region.start) + 1 : region.start].strip(" \t")
            around = [one for one in self._blocks if start <= one.start <= region.start < one.end]
            if any(self._holds(one) is False for one in around):
                continue
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
        path, steps = path_and_steps(_words(raw))
        base_ = self._base(node.span.start)
        if base_ and path.startswith(".") and not path.startswith(".Values."):
            path = base_ + path.rstrip(".")
        elif not path.startswith("$") and base_ != "":
            return node
        if not path.startswith((".Values.", "$.Values.")):
            return node
        path = path.removeprefix("$")
        entry = lookup(self.values.roots[0], path.removeprefix(".Values."))
        result = printed(entry.value if entry is not None else None, steps, quoted=node.style != "plain")
        if result is None:
            return node
        if entry is None or result.replaced:
            return Linked(Node(base.SCALAR, node.span, text=result.text, tag="str"), [], editable=False)
        here = Location(self.document.source, node.span, f"read here from {path[1:]}")
        return _linked(entry.value, result.text, self.values, here)

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
    return Linked(plain, [here], source=node.source or values.source, variable=here.message.rpartition(" ")[2])


def template(document: Document, reach: Reach) -> Template | None:
    """The template that a file with template regions is, where it belongs to a chart of its own."""
    folder = _chart(document)
    if folder is None:
        return None
    from .helm_values import values_of

    return Template(document, values_of(folder, reach))


def stages(document: Document, reach: Reach) -> list[str]:
    """The files of values for one stage that the chart of a template has beside its ``values.yaml``."""
    folder = _chart(document)
    if folder is None:
        return []
    from .helm_values import outermost, staged

    folder = outermost(folder)
    return staged(folder, reach) if reach.exists(os.path.join(folder, "values.yaml")) else []


def _chart(document: Document) -> str | None:
    """The folder of the chart to which a template belongs, or None."""
    if not document.masked:
        return None
    path = os.path.normpath(document.source.path).replace(os.sep, "/")
    head, mark, _ = ("/" + path).rpartition("/templates/")
    folder = head.removeprefix("/") if not path.startswith("/") else head
    return folder if mark and os.path.isfile(os.path.join(folder, "Chart.yaml")) else None


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


class _Block:
    """What stands between ``if`` (or the like) and its ``else`` or ``end``: one of the branches of a condition."""

    __slots__ = ("end", "not_before", "start", "word", "words")

    def __init__(self, start: int, word: str, words: list[str], not_before: list[list[str]]) -> None:
        self.start = start
        self.end = 1 << 60
        self.word = word
        self.words = words  # its condition; empty for an else
        self.not_before = not_before  # the conditions of the branches before it


def _blocks(regions: list[tuple[Span, list[str]]]) -> list[_Block]:
    """Every branch of every block, in order."""
    found: list[_Block] = []
    waiting: list[_Block] = []
    for region, words in regions:
        word = words[0] if words else ""
        if word in ("else", "end") and waiting:
            before = waiting.pop()
            before.end = region.start
            if word == "else":
                own = words[2:] if words[1:2] == ["if"] else []
                waiting.append(_Block(region.start, before.word, own, [*before.not_before, before.words]))
                found.append(waiting[-1])
        elif word in _OPENERS:
            waiting.append(_Block(region.start, word, words[1:], []))
            found.append(waiting[-1])
    return found
