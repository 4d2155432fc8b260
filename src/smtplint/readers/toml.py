"""Reads TOML with the place of every key and value, which the usual parsers do not give.

The grammar is TOML 1.0 (toml.io/en/v1.0.0) and, where newer parsers read more, TOML 1.1: line breaks in inline tables,
more escapes and times without seconds. The tests hold this reader to what ``tomli`` makes of the same text.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import MAP, OPAQUE, SCALAR, SEQ, Document, Entry, Node, Problem
from .toml_scalars import classify, unescape

_BLANK = " \t"
_BARE_KEY = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
_END_OF_TOKEN = frozenset(" \t\r\n,]}#=[{\"'")
_MAX_DEPTH = 100  # of arrays and tables inside each other, and of the parts of one key
_MAX_PROBLEMS = 50

_TWICE = "is defined twice, which TOML forbids"
_NO_TABLE = "is already a value, so it cannot be a table"


class _NotTomlError(Exception):
    """The text from ``at`` on is not TOML."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message


class _Table:
    """What is needed beside a MAP node while it can still grow."""

    __slots__ = ("children", "closed", "dotted", "explicit", "node")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.children: dict[str, _Table | _Array | None] = {}  # None: a value, which cannot grow
        self.explicit = False  # named by a header, so no other header or dotted key may name it
        self.dotted = False  # grown by dotted keys under the present header
        self.closed = False  # the same, and that header has ended


class _Array:
    """An array of tables while it can still grow: its SEQ node and its last table."""

    __slots__ = ("last", "node")

    def __init__(self, node: Node, last: _Table) -> None:
        self.node = node
        self.last = last


class _KeyPart:
    __slots__ = ("name", "span")

    def __init__(self, name: str, span: Span) -> None:
        self.name = name
        self.span = span


def read(source: Source, dialect: str = "") -> Document:
    """Reads a TOML file: one root MAP whose nodes carry the tags ``str``, ``int``, ``float``, ``bool`` and ``date``.

    Tables are nested MAP nodes, arrays of tables a SEQ of MAP nodes. Whole numbers have their decimal form as ``text``.
    What breaks the grammar is a Problem at its place; reading goes on at the next line and a value that cannot be read
    is OPAQUE with the words as they stand in ``text``. Keys written twice are kept as entries. Never raises.
    """
    return _Reader(source, dialect).document()


class _Reader:
    def __init__(self, source: Source, dialect: str) -> None:
        self.text = source.text
        self.end = len(source.text)
        self.at = 0
        self.doc = Document(source, "toml", dialect=dialect)
        self.root = _Table(Node(MAP, Span(0, self.end)))
        self.table = self.root
        self.opened: list[Node] = []  # the nodes that grow with the lines under the present header
        self.dotted: list[_Table] = []  # tables made by dotted keys under the present header

    def document(self) -> Document:
        self.doc.roots.append(self.root.node)
        while self.at < self.end:
            start = self.at
            try:
                self.statement()
            except _NotTomlError as bad:
                self.problem(Span(bad.at, self.line_end(bad.at)), bad.message)
                self.at = max(bad.at, start)
                self.skip_line()
        return self.doc

    def problem(self, span: Span, message: str) -> None:
        if len(self.doc.problems) < _MAX_PROBLEMS:
            self.doc.problems.append(Problem(span, message))

    # ---------------------------------------------------------------- lines

    def line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        if found < 0:
            return self.end
        return found - 1 if found > at and self.text[found - 1] == "\r" else found

    def skip_line(self) -> None:
        found = self.text.find("\n", self.at)
        self.at = self.end if found < 0 else found + 1

    def blanks(self) -> None:
        text, at, end = self.text, self.at, self.end
        while at < end and text[at] in _BLANK:
            at += 1
        self.at = at

    def newline(self) -> bool:
        """Steps over one line end, if one stands here."""
        if self.text.startswith("\n", self.at):
            self.at += 1
            return True
        if self.text.startswith("\r\n", self.at):
            self.at += 2
            return True
        return False

    def comment(self) -> None:
        if not self.text.startswith("#", self.at):
            return
        end = self.line_end(self.at)
        self.doc.comments.append(Span(self.at, end))
        bad = _control(self.text, self.at, end, allowed="\t")
        if bad >= 0:
            self.problem(Span(bad, bad + 1), "a control character is not allowed in a comment")
        self.at = end

    def blanks_and_lines(self) -> None:
        """Steps over blanks, line ends and comments inside an array or inline table."""
        while True:
            self.blanks()
            self.comment()
            if not self.newline():
                return

    def statement(self) -> None:
        """One line: nothing, a comment, a header or a key with its value."""
        self.blanks()
        if self.at < self.end and self.text[self.at] not in "#\r\n":
            if self.text[self.at] == "[":
                self.header()
            else:
                self.key_and_value(self.table, 0, self.dotted)
            self.blanks()
        self.comment()
        if self.at < self.end and not self.newline():
            raise _NotTomlError(self.at, "expected the end of the line")

    # ---------------------------------------------------------------- keys

    def key(self) -> list[_KeyPart]:
        """A dotted key, blanks around it stepped over."""
        parts = [self.key_part()]
        self.blanks()
        while self.text.startswith(".", self.at):
            self.at += 1
            self.blanks()
            parts.append(self.key_part())
            if len(parts) > _MAX_DEPTH:
                raise _NotTomlError(parts[0].span.start, f"a key of more than {_MAX_DEPTH} parts")
            self.blanks()
        return parts

    def key_part(self) -> _KeyPart:
        text, start = self.text, self.at
        if text.startswith(('"', "'"), start):
            value, _ = self.line_string(text[start])
            return _KeyPart(value, Span(start, self.at))
        at = start
        while at < self.end and text[at] in _BARE_KEY:
            at += 1
        if at == start:
            raise _NotTomlError(start, "expected a key")
        self.at = at
        return _KeyPart(text[start:at], Span(start, at))

    def key_and_value(self, table: _Table, depth: int, dotted: list[_Table]) -> None:
        """One ``key = value`` into ``table``; a value that cannot be read is kept as OPAQUE and the error goes on."""
        parts = self.key()
        if not self.text.startswith("=", self.at):
            raise _NotTomlError(self.at, "expected '=' after the key")
        self.at += 1
        self.blanks()
        start = self.at
        try:
            value = self.value(depth)
            self.blanks()
            if depth == 0 and self.at < self.end and self.text[self.at] not in "#\r\n":
                raise _NotTomlError(self.at, "expected the end of the line after the value")
        except _NotTomlError:
            end = self.trimmed_end(start)
            raw = Node(OPAQUE, Span(start, end), text=self.text[start:end], why="is not valid TOML")
            self.place(table, parts, raw, dotted)
            raise
        self.place(table, parts, value, dotted)

    def trimmed_end(self, start: int) -> int:
        end = self.line_end(start)
        while end > start and self.text[end - 1] in _BLANK:
            end -= 1
        return end

    def place(self, table: _Table, parts: list[_KeyPart], value: Node, dotted: list[_Table]) -> None:
        """Hangs ``value`` under a dotted key, making the tables on the way."""
        for part in parts[:-1]:
            child = table.children.get(part.name)
            if isinstance(child, _Table) and not child.explicit and not child.closed:
                child.node.span.end = max(child.node.span.end, value.span.end)
            else:
                if part.name in table.children:
                    self.problem(part.span, f"{part.name} {_NO_TABLE if child is None else _TWICE}")
                child = _Table(Node(MAP, Span(part.span.start, value.span.end)))
                self.enter(table, part, child.node, child)
            if not child.dotted:
                child.dotted = True
                dotted.append(child)
            table = child
        last = parts[-1]
        if last.name in table.children:
            self.problem(last.span, f"{last.name} {_TWICE}")
        self.enter(table, last, value, None)
        for node in self.opened:
            node.span.end = max(node.span.end, value.span.end)

    def enter(self, table: _Table, part: _KeyPart, node: Node, child: _Table | _Array | None) -> None:
        table.children[part.name] = child
        # A table's entry shares its span, which grows with its lines.
        table.node.entries.append(Entry(part.name, part.span, node, node.span if child else None))

    # ---------------------------------------------------------------- headers

    def header(self) -> None:
        """``[table]`` or ``[[array of tables]]``."""
        start = self.at
        brackets = 2 if self.text.startswith("[[", start) else 1
        self.at += brackets
        self.blanks()
        parts = self.key()
        closed = self.text.startswith("]" * brackets, self.at)
        self.at += brackets if closed else 0
        for table in self.dotted:
            table.closed = True
        self.dotted, self.opened = [], []
        parent = self.walk(parts[:-1], start)
        if brackets == 2:
            self.table = self.new_item(parent, parts[-1], start)
        else:
            self.table = self.open_table(parent, parts[-1], start)
        if not closed:
            raise _NotTomlError(self.at, f"expected '{']' * brackets}' at the end of the header")

    def walk(self, parts: list[_KeyPart], start: int) -> _Table:
        """The table that a header's last part belongs to; tables on the way are made, arrays entered at the end."""
        table = self.root
        for part in parts:
            child = table.children.get(part.name)
            if isinstance(child, _Array):
                table = child.last
            elif isinstance(child, _Table):
                table = child
            else:
                if part.name in table.children:
                    self.problem(part.span, f"{part.name} {_NO_TABLE}")
                table = self.make_table(table, part, start)
        return table

    def make_table(self, parent: _Table, part: _KeyPart, start: int) -> _Table:
        table = _Table(Node(MAP, Span(start, self.at)))
        self.enter(parent, part, table.node, table)
        self.opened.append(table.node)
        return table

    def open_table(self, parent: _Table, part: _KeyPart, start: int) -> _Table:
        child = parent.children.get(part.name)
        if isinstance(child, _Array):
            self.problem(part.span, f"{part.name} is already an array of tables")
            table = child.last
        elif isinstance(child, _Table):
            if child.explicit or child.closed:
                self.problem(part.span, f"{part.name} {_TWICE}")
            table = child
        else:
            if part.name in parent.children:
                self.problem(part.span, f"{part.name} {_NO_TABLE}")
            table = self.make_table(parent, part, start)
        if table.node not in self.opened:
            # A table that an earlier header made on its way: from here on it is at home where it is defined.
            if not table.explicit:
                table.node.span.start, table.node.span.end = start, self.at
            self.opened.append(table.node)
        table.explicit = True
        return table

    def new_item(self, parent: _Table, part: _KeyPart, start: int) -> _Table:
        table = _Table(Node(MAP, Span(start, self.at)))
        table.explicit = True
        child = parent.children.get(part.name)
        if isinstance(child, _Array):
            child.last = table
            array = child.node
            array.items.append(table.node)
            array.span.end = max(array.span.end, self.at)
        else:
            if part.name in parent.children:
                self.problem(part.span, f"{part.name} is already defined, so it cannot be an array of tables")
            array = Node(SEQ, Span(start, self.at), items=[table.node])
            self.enter(parent, part, array, _Array(array, table))
        self.opened += [array, table.node]
        return table

    # ---------------------------------------------------------------- values

    def value(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise _NotTomlError(self.at, f"arrays or tables more than {_MAX_DEPTH} levels deep")
        text, start = self.text, self.at
        char = text[start : start + 1]
        if char in ('"', "'"):
            return self.string(char)
        if char == "[":
            return self.array(depth + 1)
        if char == "{":
            return self.inline_table(depth + 1)
        return self.literal()

    def literal(self) -> Node:
        text, start = self.text, self.at
        at = start
        while at < self.end and text[at] not in _END_OF_TOKEN:
            at += 1
        # A date and a time may be parted by one blank.
        if at - start == 10 and text[start + 4] == "-" and text[at : at + 1] == " " and text[at + 1 : at + 2].isdigit():
            at += 1
            while at < self.end and text[at] not in _END_OF_TOKEN:
                at += 1
        if at == start:
            raise _NotTomlError(start, "expected a value")
        tag, value = classify(text[start:at])
        if not tag:
            raise _NotTomlError(start, "is no TOML value; text must stand in quotes")
        self.at = at
        return Node(SCALAR, Span(start, at), text=value, tag=tag)

    def array(self, depth: int) -> Node:
        start = self.at
        self.at += 1
        items: list[Node] = []
        self.blanks_and_lines()
        while not self.text.startswith("]", self.at):
            if self.at >= self.end:
                raise _NotTomlError(start, "the array is never closed")
            items.append(self.value(depth))
            self.blanks_and_lines()
            if self.text.startswith(",", self.at):
                self.at += 1
                self.blanks_and_lines()
            elif not self.text.startswith("]", self.at):
                raise _NotTomlError(self.at if self.at < self.end else start, "expected ',' or ']' in the array")
        self.at += 1
        return Node(SEQ, Span(start, self.at), items=items)

    def inline_table(self, depth: int) -> Node:
        start = self.at
        self.at += 1
        table = _Table(Node(MAP, Span(start, start)))
        dotted: list[_Table] = []
        self.blanks_and_lines()
        while not self.text.startswith("}", self.at):
            if self.at >= self.end:
                raise _NotTomlError(start, "the inline table is never closed")
            self.key_and_value(table, depth, dotted)
            self.blanks_and_lines()
            if self.text.startswith(",", self.at):
                self.at += 1
                self.blanks_and_lines()
            elif not self.text.startswith("}", self.at):
                raise _NotTomlError(self.at if self.at < self.end else start, "expected ',' or '}' in the inline table")
        self.at += 1
        table.node.span.end = self.at
        return table.node

    # ---------------------------------------------------------------- strings

    def string(self, quote: str) -> Node:
        start = self.at
        if self.text.startswith(quote * 3, start):
            value, inner = self.block_string(quote)
        else:
            value, inner = self.line_string(quote)
        style = "double" if quote == '"' else "single"
        return Node(SCALAR, Span(start, self.at), text=value, inner=inner, style=style, tag="str")

    def line_string(self, quote: str) -> tuple[str, Span]:
        start = self.at + 1
        line_end = self.line_end(start)
        at = self.text.find(quote, start, line_end)
        if quote == '"':
            while at >= 0 and _escaped(self.text, at, start):
                at = self.text.find(quote, at + 1, line_end)
        if at < 0:
            raise _NotTomlError(start - 1, "the string is never closed on its line")
        return self.finish_string(quote, start, at, 1, allowed="\t")

    def block_string(self, quote: str) -> tuple[str, Span]:
        text, start = self.text, self.at + 3
        at = text.find(quote * 3, start)
        if quote == '"':
            while at >= 0 and _escaped(text, at, start):
                at = text.find(quote * 3, at + 1)
        if at < 0:
            raise _NotTomlError(self.at, "the multi-line string is never closed")
        # Up to two quotes more belong to the text.
        for _ in range(2):
            at += text.startswith(quote, at + 3)
        begin = start
        if text.startswith("\n", start):
            begin = start + 1
        elif text.startswith("\r\n", start):
            begin = start + 2
        return self.finish_string(quote, begin, at, 3, allowed="\t\n\r")

    def finish_string(self, quote: str, start: int, end: int, width: int, allowed: str) -> tuple[str, Span]:
        """The value of the string body ``start`` to ``end``; the reader then stands behind its closing quotes."""
        bad = _control(self.text, start, end, allowed)
        if bad >= 0:
            raise _NotTomlError(bad, "a control character is not allowed in a string")
        value = self.text[start:end]
        if "\r" in value:
            value = value.replace("\r\n", "\n")
            if "\r" in value:
                raise _NotTomlError(start, "a lone carriage return is not allowed in a string")
        if quote == '"' and "\\" in value:
            unescaped, wrong = unescape(value, block=width == 3)
            if wrong >= 0:
                raise _NotTomlError(start + wrong, "a backslash must begin an escape; write \\\\ or use single quotes")
            value = unescaped
        self.at = end + width
        return value, Span(start, end)


def _escaped(text: str, at: int, start: int) -> bool:
    """True when an odd number of backslashes stands before ``at``."""
    before = at
    while before > start and text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1


def _control(text: str, start: int, end: int, allowed: str) -> int:
    """The offset of the first control character of the range that is not allowed, or -1."""
    part = text[start:end]
    if part.isprintable():
        return -1
    for offset, char in enumerate(part, start):
        if (char < " " and char not in allowed) or char == "\x7f":
            return offset
    return -1
