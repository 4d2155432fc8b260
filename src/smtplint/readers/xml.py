"""Reads XML as mappings with places: attributes and child elements are entries, by their names without a prefix.

No entity but the five that XML itself knows and numbers is expanded, and no document type is read: a value that holds
another one is not known. What is written twice stays twice.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import ELEMENT, MAP, OPAQUE, SCALAR, Document, Entry, Node, Problem, empty_map

MAX_DEPTH = 200
MAX_NODES = 250_000
TEXT = "#text"  # the key of an element's own text where it has attributes or children

_BLANK = " \t\r\n"
_ENDS = frozenset(_BLANK + "=/>'\"<")
_KNOWN = {"lt": "<", "gt": ">", "amp": "&", "apos": "'", "quot": '"'}
# How what is no element begins and ends. A document type with rules of its own ends elsewhere, and is not read.
_ASIDE = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">"))


def read(source: Source, dialect: str = "") -> Document:
    """Reads an XML document; the root MAP has one entry, the document's element. Never raises.

    An element without attributes and children is a SCALAR, another one a MAP whose own text, where it is more than
    blanks, stands under ``#text``. Values have the tag ``str``. At the first break reading stops: a Problem stands
    there, and what was read before it is kept. A text that does not begin with ``<`` is no XML, and gives nothing.
    """
    document = Document(source, "xml", dialect=dialect)
    root = empty_map()
    root.span.end = len(source.text)
    document.roots.append(root)
    if source.text[:4096].lstrip(_BLANK + "\ufeff")[:1] != "<":
        return document
    reader = _Reader(source.text, document, root)
    try:
        reader.run()
    except _BrokenError as broken:
        document.problems.append(Problem(Span(broken.at, min(broken.at + 1, len(source.text))), str(broken)))
        reader.close_all()
    return document


class _BrokenError(Exception):
    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at


class _Open:
    """An element that is not closed yet: its entry, and the pieces of its own text as ranges with CDATA marked."""

    __slots__ = ("entry", "name", "pieces")

    def __init__(self, name: str, entry: Entry) -> None:
        self.name = name
        self.entry = entry
        self.pieces: list[tuple[int, int, bool]] = []


class _Reader:
    def __init__(self, text: str, document: Document, root: Node) -> None:
        self.text = text
        self.document = document
        self.root = root
        self.stack: list[_Open] = []
        self.count = 0

    def run(self) -> None:
        """Goes from one ``<`` to the next. Raises _BrokenError."""
        at = 0
        while True:
            mark = self.text.find("<", at)
            self.keep(at, len(self.text) if mark < 0 else mark)
            if mark < 0:
                break
            at = self.markup(mark)
        if self.stack:
            raise _BrokenError(self.stack[-1].entry.span.start, f"the element {self.stack[-1].name} is not closed")

    def keep(self, start: int, end: int, literal: bool = False) -> None:
        if self.stack and start < end:
            self.stack[-1].pieces.append((start, end, literal))

    def markup(self, at: int) -> int:
        for opener, closer in _ASIDE:
            if self.text.startswith(opener, at):
                return self.aside(at, opener, closer)
        return self.end_tag(at) if self.text.startswith("</", at) else self.start_tag(at)

    def aside(self, at: int, opener: str, closer: str) -> int:
        """A comment, a CDATA section, an instruction or a document type; gives where it ends."""
        found = self.text.find(closer, at + len(opener))
        if found < 0:
            raise _BrokenError(at, f"{opener} is never closed with {closer}")
        end = found + len(closer)
        if opener == "<!" and "[" in self.text[at:end]:
            end = self.doctype_end(at)
        if opener == "<!--":
            self.document.comments.append(Span(at, end))
        elif opener == "<![CDATA[":
            self.keep(at + len(opener), found, literal=True)
        return end

    def doctype_end(self, at: int) -> int:
        """The end of a document type with rules in brackets, which are passed over."""
        close = self.text.find("]", at)
        end = self.text.find(">", close) if close >= 0 else -1
        if end < 0:
            raise _BrokenError(at, "the document type is never closed")
        return end + 1

    # ---------------------------------------------------------------- tags

    def end_tag(self, at: int) -> int:
        close = self.text.find(">", at)
        name = self.text[at + 2 : close].strip(_BLANK) if close >= 0 else ""
        if not self.stack or close < 0 or name != self.stack[-1].name:
            wanted = (
                f"the element {self.stack[-1].name} is still open here" if self.stack else "no element is open here"
            )
            raise _BrokenError(at, wanted)
        self.close(self.stack.pop(), at, close + 1)
        return close + 1

    def start_tag(self, at: int) -> int:
        end = self.name_end(at + 1)
        name = self.text[at + 1 : end]
        if not name:
            raise _BrokenError(at, "an element's name is missing here")
        if len(self.stack) >= MAX_DEPTH:
            raise _BrokenError(at, f"nested more than {MAX_DEPTH} deep")
        key = Span(at + 1 + len(name) - len(_local(name)), end)
        node = Node(MAP, Span(at, end), style=ELEMENT)
        entry = Entry(_local(name), key, node, Span(at, end))
        self.add(entry)
        element = _Open(name, entry)
        self.stack.append(element)
        end = self.attributes(node, end)
        if self.text.startswith("/>", end):
            self.close(self.stack.pop(), end, end + 2)
            return end + 2
        return end + 1

    def add(self, entry: Entry) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise _BrokenError(entry.span.start, f"more than {MAX_NODES} values")
        holder = self.stack[-1].entry.value if self.stack else self.root
        holder.entries.append(entry)

    def attributes(self, node: Node, at: int) -> int:
        """Reads attributes; gives where ``>`` or ``/>`` stands."""
        while True:
            start = at = self.skip(at)
            if self.text.startswith((">", "/>"), at):
                return at
            at = self.name_end(at)
            equals = self.skip(at)
            quote = self.skip(equals + 1)
            mark = self.text[quote : quote + 1]
            close = self.text.find(mark, quote + 1) if mark and mark in "'\"" else -1
            if at == start or not self.text.startswith("=", equals) or close < 0:
                raise _BrokenError(start, "an attribute and its value in quotes are missing here")
            name = self.text[start:at]
            key = Span(start + len(name) - len(_local(name)), at)
            value = self.scalar(Span(quote, close + 1), [(quote + 1, close, False)])
            value.style = "single" if mark == "'" else "double"
            if not name.startswith("xmlns"):
                self.add(Entry(_local(name), key, value, Span(start, close + 1)))
            at = close + 1

    def name_end(self, at: int) -> int:
        while at < len(self.text) and self.text[at] not in _ENDS:
            at += 1
        return at

    def skip(self, at: int) -> int:
        while at < len(self.text) and self.text[at] in _BLANK:
            at += 1
        return at

    # ---------------------------------------------------------------- values

    def close(self, element: _Open, inner_end: int, end: int) -> None:
        """Ends an element: it becomes a scalar where it holds nothing but text."""
        entry = element.entry
        entry.span.end = end
        node = entry.value
        node.span.end = end
        pieces = self.trimmed(element.pieces)
        if not node.entries:
            place = Span(pieces[0][0], pieces[-1][1]) if pieces else Span(inner_end, inner_end)
            entry.value = self.scalar(place, pieces)
        elif pieces:
            place = Span(pieces[0][0], pieces[-1][1])
            node.entries.append(Entry(TEXT, place, self.scalar(place, pieces)))

    def trimmed(self, pieces: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
        """The pieces of a text without the blanks around the whole."""
        first, last = 0, len(pieces)
        while first < last and self.is_blank(pieces[first]):
            first += 1
        while last > first and self.is_blank(pieces[last - 1]):
            last -= 1
        found = pieces[first:last]
        if not found:
            return []
        start, end, literal = found[0]
        if not literal:
            found[0] = (self.skip(start), end, False)
        start, end, literal = found[-1]
        if not literal:
            found[-1] = (start, start + len(self.text[start:end].rstrip(_BLANK)), False)
        return found

    def is_blank(self, piece: tuple[int, int, bool]) -> bool:
        return not piece[2] and not self.text[piece[0] : piece[1]].strip(_BLANK)

    def scalar(self, span: Span, pieces: list[tuple[int, int, bool]]) -> Node:
        """A value of one or more pieces; one that holds an entity of the document's own is not known."""
        inner = Span(pieces[0][0], pieces[-1][1]) if pieces else Span(span.start, span.end)
        parts = []
        for start, end, literal in pieces:
            raw = self.text[start:end]
            part = raw if literal or "&" not in raw else _expanded(raw)
            if part is None:
                return Node(OPAQUE, span, text=raw, inner=inner, why="refers to an entity")
            parts.append(part)
        return Node(SCALAR, span, text="".join(parts), inner=inner, tag="str")

    def close_all(self) -> None:
        """Ends what a break left open where its last part ends."""
        while self.stack:
            element = self.stack.pop()
            end = max([element.entry.span.end, *(entry.span.end for entry in element.entry.value.entries)])
            element.pieces.clear()
            if element.entry.value.entries:
                element.entry.span.end = element.entry.value.span.end = end
            else:
                element.entry.value = Node(OPAQUE, Span(end, end), why="broken")


def _local(name: str) -> str:
    return name.rpartition(":")[2] or name


def _expanded(raw: str) -> str | None:
    """The text with XML's own entities and numbers replaced; None where it holds others."""
    parts = raw.split("&")
    out = [parts[0]]
    for part in parts[1:]:
        name, mark, rest = part.partition(";")
        char = _KNOWN.get(name) or _numbered(name)
        if not mark or char is None:
            return None
        out += [char, rest]
    return "".join(out)


def _numbered(name: str) -> str | None:
    digits, base = (name[2:], 16) if name[:2] in ("#x", "#X") else (name[1:], 10)
    if not name.startswith("#") or not digits.isalnum() or not digits.isascii() or len(digits) > 7:
        return None
    try:
        number = int(digits, base)
        return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else None
    except ValueError:
        return None
