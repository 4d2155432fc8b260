"""Reads the SMTP transports of Exim's configuration, each with the options of the router that leads to it.

The rules are those of Exim's ``readconf.c``: macros of the file's own are put into what follows, a backslash at the
end goes on in the next line, and what stands between ``.ifdef`` and ``.endif`` may not hold.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import MAP, OPAQUE, SCALAR, SEQ, Document, Entry, Node
from .lines import LineReader

_MAX_LINES = 20_000
_MAX_MACROS = 200
_MACRO = "holds a macro"


def read(source: Source, dialect: str = "") -> Document:
    """The root SEQ has a MAP for each transport whose driver is smtp: its options, and its router's as merged entries.

    The server of ``route_list`` or ``route_data`` stands under ``server``. An option without a value has an empty text;
    a value that a macro gives has the macro's place; what a condition guards, and what is expanded, is OPAQUE. Never
    raises.
    """
    return _Reader(source, dialect).document()


class _Block:
    """A router or a transport: its name and options."""

    __slots__ = ("name", "node", "section")

    def __init__(self, name: str, section: str, node: Node) -> None:
        self.name = name
        self.section = section
        self.node = node

    def text(self, key: str) -> str:
        """The value of an option, or nothing."""
        entry = self.node.get(key)
        return entry.value.text if entry is not None else ""


class _Reader(LineReader):
    def __init__(self, source: Source, dialect: str) -> None:
        super().__init__(source, Document(source, "exim", dialect=dialect))
        self.root = Node(SEQ, Span(0, self.end))
        self.doc.roots.append(self.root)
        self.section = ""
        self.guards: list[bool] = []  # of each open condition, whether it may not hold
        self.macros: dict[str, Node] = {}
        self.blocks: list[_Block] = []

    def document(self) -> Document:
        at = lines = 0
        while at < self.end and lines < _MAX_LINES:
            at = self.after(self.line(at))
            lines += 1
        for block in self.blocks:
            if block.section == "transports" and block.text("driver") == "smtp":
                self.root.items.append(self.joined(block))
        return self.doc

    def line(self, at: int) -> int:
        """Reads what begins on the line at ``at``; gives the end of its last line."""
        end = self.line_end(at)
        start, stop = self.skip_blanks(at, end), self.strip_blanks(at, end)
        if start >= stop:
            return end
        if self.text[start] == "#":
            self.doc.comments.append(Span(start, stop))
            return end
        while self.text[stop - 1] == "\\" and end < self.end:
            end = self.line_end(self.after(end))
            stop = self.strip_blanks(at, end)
        words = self.text[start:stop].split(None, 2)
        if self.text[start] == ".":
            self.condition(words)
        elif words[0] == "begin" and len(words) == 2:
            self.section = words[1]
        elif self.text[start].isupper() and not self.section:
            self.macro(start, stop)
        elif self.section in ("routers", "transports"):
            self.part(start, stop)
        return end

    def condition(self, words: list[str]) -> None:
        if words[0] in (".ifdef", ".ifndef"):  # Exim itself defines what begins with _HAVE_, by what it is built with
            self.guards.append(not (words[0] == ".ifdef" and words[1:2] and words[1].startswith("_HAVE_")))
        elif words[0] in (".else", ".elifdef", ".elifndef") and self.guards:
            self.guards[-1] = True
        elif words[0] == ".endif" and self.guards:
            self.guards.pop()

    def macro(self, start: int, stop: int) -> None:
        equals = self.text.find("=", start, stop)
        name = self.text[start : self.strip_blanks(start, equals)] if equals > 0 else ""
        if name.replace("_", "").isalnum() and len(self.macros) < _MAX_MACROS:
            self.macros[name] = self.value(equals + 1, stop)

    def part(self, start: int, stop: int) -> None:
        """The name of a block, or one of its options."""
        equals = self.text.find("=", start, stop)
        if equals < 0 and self.text[stop - 1] == ":":
            self.blocks.append(_Block(self.text[start : stop - 1].strip(), self.section, Node(MAP, Span(start, stop))))
        elif self.blocks and self.blocks[-1].section == self.section:
            key = Span(start, self.strip_blanks(start, equals if equals >= 0 else stop))
            name = self.text[key.start : key.end]
            node = self.value(equals + 1, stop) if equals >= 0 else Node(SCALAR, Span(stop, stop), tag="str")
            block = self.blocks[-1].node
            block.entries.append(Entry(name, key, node, Span(start, stop)))
            block.span.end = stop
            if name in ("route_list", "route_data"):
                server = self.server(node, 1 if name == "route_list" else 0)
                block.entries.append(Entry("server", key, server, Span(start, stop)))

    def value(self, at: int, stop: int) -> Node:
        """A value without its double quotes; a macro alone stands for its own value."""
        start = min(self.skip_blanks(at, stop), stop)
        text = self.text[start:stop]
        if "\n" in text:
            text = "".join(line.strip(" \t\r").removesuffix("\\") for line in text.split("\n"))
        known = self.macros.get(text)
        if known is not None and not any(self.guards):
            return known
        node = Node(SCALAR, Span(start, stop), text=text, tag="str")
        if len(text) > 1 and text[0] == text[-1] == '"':
            node.text, node.inner, node.style = text[1:-1], Span(start + 1, stop - 1), "double"
        if any(self.guards) or "$" in text or "\\" in text:
            node.kind, node.why = OPAQUE, "depends on a condition, or is expanded"
        elif self.has_macro(text):
            node.kind, node.why = OPAQUE, _MACRO
        return node

    def has_macro(self, text: str) -> bool:
        return any(name in text for name in self.macros)

    def server(self, node: Node, number: int) -> Node:
        """The server of a route, ``host::port byname``, behind ``number`` words; OPAQUE where there are several."""
        words = node.text.split()
        several = ";" in node.text or "<" in node.text or any(":" in word for word in words[number + 1 :])
        unknown = node.kind == OPAQUE and node.why != _MACRO
        if unknown or len(words) <= number or several:
            return Node(OPAQUE, node.span, text=node.text, why="a list of routes")
        known = self.macros.get(words[number])
        if known is not None:
            return known
        if self.has_macro(words[number]):
            return Node(OPAQUE, node.span, text=node.text, why=_MACRO)
        start = self.text.find(words[number], node.inner.start + sum(len(word) for word in words[:number]))
        return Node(SCALAR, Span(start, start + len(words[number])), text=words[number], tag="str")

    def joined(self, block: _Block) -> Node:
        """A transport's options with those of the one router that names it."""
        routers = [one for one in self.blocks if one.section == "routers" and one.text("transport") == block.name]
        taken = routers[0].node.entries if len(routers) == 1 else []
        own = {entry.key for entry in block.node.entries}
        merged = [Entry(one.key, one.key_span, one.value, one.span, merged=True) for one in taken if one.key not in own]
        return Node(MAP, block.node.span, entries=[*block.node.entries, *merged])
