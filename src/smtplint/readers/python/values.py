"""Python expressions to nodes: literals, constants carried by names, simple arithmetic; all else stays opaque."""

from __future__ import annotations

import _ast

from ...text import Source, Span
from ..base import ENV, MAP, NAME, OPAQUE, SCALAR, SEQ, Entry, Node
from .names import Names
from .tokens import prefix_start, quote_of, string_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from .env import Environment
    from .escapes import Escapes
    from .exec import Around

    Number = int | float
    Function = _ast.FunctionDef | _ast.AsyncFunctionDef | _ast.Lambda
    Taken = tuple[list[Entry], dict[str, Node | None]]

    class Brought(Protocol):
        """What a file that is run among a module's names sets and binds, and what it knows of these names."""

        asked: set[str]
        entries: list[Entry]
        names: dict[str, Node | None]
        owners: dict[str, str]
        mutated: set[str]
        origins: dict[str, tuple[str, dict[str, _ast.expr]]]

    class Imports(Protocol):
        """What other modules bring into one (``settings.programs.python_modules``); None where that is not known."""

        def exists(self, name: str, wanted: list[str]) -> bool:
            """Whether there is a module of that name, and it is certain to have the names that are wanted of it."""

        def star(self, name: str, span: Span) -> Taken | None:
            """What ``from name import *`` brings."""

        def file(self, path: str, span: Span) -> Taken | None:
            """What a file brings that is run among the module's names."""

        def beside(self, pattern: str) -> list[str]:
            """The files of a pattern, from the folder of this file."""

        def place(self, path: str) -> str:
            """The file that a path leads to from where the program runs, or an empty text."""

        def run(self, path: str, given: Around, span: Span) -> Brought | None:
            """What a file does that is run among the names of this module."""

        def data(self, path: str, form: str) -> Node | None:
            """What a data file of that format holds, which the module opens by that path."""

        def read_as(self, node: Node, value: object) -> Node:
            """What a value of another file is turned into: it stands where it stood."""

        def name(self, module: str, name: str, bound: str, span: Span) -> tuple[list[Entry], Node | None] | None:
            """What ``from module import name as bound`` brings."""

        def module(self, name: str, span: Span) -> Node | None:
            """The module of that name, as a mapping of what its names hold."""

        def member(self, dotted: str, span: Span) -> Node | None:
            """What the name after the last dot holds, in the module before it."""

        def function(
            self, dotted: str
        ) -> tuple[_ast.FunctionDef | _ast.AsyncFunctionDef | _ast.Lambda, Evaluator] | None:
            """The function of that name in another module."""

        def owners(self, name: str) -> dict[str, str]:
            """The names of another module, by the module that sets them."""

        def mutated(self, name: str) -> set[str]:
            """What of other modules that module changes in place."""

        def origins(self, name: str) -> dict[str, tuple[str, dict[str, _ast.expr]]]:
            """What the names of another module stand for there."""

        def seen(self, node: Node, span: Span, how: str = "used here") -> Node:
            """A value of another file, used here."""

        def layers(self, kind: str, call: _ast.Call | None, values: Evaluator, scope: Scope, span: Span) -> Node | None:
            """A settings object that lays files over each other, as a call makes it (``layers``)."""

        def layered_names(self, layers: Node, path: str = "") -> list[tuple[str, Span]]:
            """The keys that such an object, or a mapping in it, may have, each with a place that tells it apart."""


LAYERS, LAYERS_STYLE = "layers", "layers:"  # see layers
TLS_CONTEXT = "a TLS context"  # the ``why`` of an opaque node whose text says how the context checks certificates
_MAX_DEPTH = 50  # expressions inside expressions
_MAX_COPY_DEPTH = 40  # mappings inside mappings that a name carries
_MAX_TEXT = 4096  # characters of a computed string
_MAX_NAME = 120  # characters of a dotted name
_MAX_BITS = 256  # of a computed number
_MAX_COPY = 2000  # nodes that one use of a name copies
_BUDGET = 40_000  # nodes copied and 32-character pieces computed, in one file
_LONG_LINE = 400
_MAIL_URLS = ("environ:url", "environs:dj-email-url")  # styles of mappings that are made of a URL


class Positions:
    """Converts the parser's line and UTF-8 column to offsets; lines are looked at once."""

    __slots__ = ("_ascii", "_known", "_lines", "_tables", "path", "text")

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.path = source.path
        self._lines = source.lines
        self._ascii = source.text.isascii()
        self._known: dict[int, tuple[int, int, bool]] = {}  # start, end, ASCII only
        self._tables: dict[int, list[int]] = {}

    def at(self, line: int, column: int) -> int:
        """The offset of a 1-based line and a 0-based UTF-8 byte column (clamped to the text)."""
        found = self._known.get(line)
        if found is None:
            line = max(1, min(line, self._lines.count))
            start, end = self._lines.line_span(line)
            found = self._known[line] = (start, end, self._ascii or self.text[start:end].isascii())
        start, end, ascii_only = found
        if ascii_only:
            return min(start + column, end)
        if end - start <= _LONG_LINE:
            return self._lines.offset_of_utf8(line, column)
        table = self._tables.get(line)  # converting a long line at each node would take quadratic time
        if table is None:
            widths = (len(char.encode("utf-8", "surrogatepass")) for char in self.text[start:end])
            table = self._tables[line] = [i for i, width in enumerate(widths) for _ in range(width)]
        return start + table[column] if column < len(table) else end

    def line(self, span: Span) -> int:
        """The number of the line, from 1, where a span begins."""
        return self.text.count("\n", 0, span.start) + 1

    def span(self, node: _ast.expr | _ast.stmt | _ast.keyword | _ast.excepthandler) -> Span:
        """The span of a node of the syntax tree."""
        start = self.at(node.lineno, node.col_offset)
        end = self.at(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return Span(start, max(start, end))


class Scope:
    """The nodes that names hold; None says that it is not known. ``only`` limits what is looked up in ``parent``."""

    __slots__ = ("names", "only", "parent")

    def __init__(self, parent: Scope | None = None, only: set[str] | None = None) -> None:
        self.names: dict[str, Node | None] = {}
        self.parent = parent
        self.only = only

    def lookup(self, name: str) -> Node | None:
        """The node that a name holds here, or None."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            if scope.only is not None and name not in scope.only:
                return None
            scope = scope.parent
        return None


class Evaluator:
    """Turns expressions into nodes. ``environment`` knows the calls that read environment variables or convert them.

    ``imports`` knows what stands in other modules; without it they are not looked at. ``functions`` are those of the
    module whose names are bound once, ``calls`` how many of them are being followed; ``module`` is its scope.
    """

    __slots__ = (
        "_budget", "_escapes", "_seen", "_statements", "again", "asked", "calls", "deleted",
        "environment", "functions", "imports", "included", "module", "mutated", "names", "owners",
        "positions",
    )  # fmt: skip

    def __init__(
        self, positions: Positions, names: Names, environment: Environment, imports: Imports | None = None
    ) -> None:
        self.positions = positions
        self.names = names
        self.environment = environment
        self.imports = imports
        self.functions: dict[str, Function] = {}
        self.calls = 0
        self.module = Scope()
        self.mutated: set[str] = set()  # what of other modules was changed in place, spelt as in ``owners``
        self.owners: dict[str, str] = {}  # imported names, as conditions spell them: with the module that sets them
        self.deleted: set[str] = set()  # names of the module that it deletes
        self.asked: set[str] = set()  # names that conditions were about so far
        self.again: dict[str, str] = {}  # of those, the ones that were bound again since: ``DEBUG`` is ``DEBUG@7`` now
        self._seen: dict[int, tuple[Scope, Node]] = {}  # calls inside the expression that is being worked out
        self._budget = _BUDGET
        self._statements: list[_ast.stmt] = []
        self.included: dict[str, bool] = {}  # files that are run among the module's names, and whether that is certain
        self._escapes: Escapes | None = None

    def follows(self, statements: list[_ast.stmt]) -> None:
        """Says of which statements the file is made, for questions about all of them."""
        self._statements = statements

    @property
    def escapes(self) -> Escapes:
        """Which names of the file are handed on, or changed by its functions."""
        if self._escapes is None:
            from .escapes import Escapes

            self._escapes = Escapes(self._statements)
        return self._escapes

    def value(self, expression: _ast.expr, scope: Scope, depth: int = 0) -> Node:
        """The node of an expression, its span the whole expression."""
        handler = _HANDLERS.get(type(expression))
        if handler is None:
            return self.opaque(expression, "an expression")
        if depth > _MAX_DEPTH:
            return self.opaque(expression, "nested too deeply")
        if handler is not _call:
            return self._placed(expression, scope, depth, handler(self, expression, scope, depth + 1))
        if depth == 0:
            self._seen.clear()
        seen = self._seen.get(id(expression))
        if seen is None or seen[0] is not scope:
            node = self._placed(expression, scope, depth, handler(self, expression, scope, depth + 1))
            seen = self._seen[id(expression)] = (scope, node)
        return seen[1]

    def _placed(self, expression: _ast.expr, scope: Scope, depth: int, node: Node) -> Node:
        """The node of an expression, or the path that it is where it has no value."""
        if node.kind != OPAQUE or not self.environment.files:
            return node
        from .paths import known

        return known(self, expression, scope, depth) or node

    def derived(self, expression: _ast.expr, operation: str, operands: list[Node], why: str) -> Node:
        """What an operation comes to once the environment is known; opaque where that would not decide it."""
        if any(node.kind == ENV or node.kind in (SEQ, MAP) for node in operands):
            from .computed import computed

            node = computed(self, expression, operation, operands)
            if node is not None:
                return node
        return self.opaque(expression, why)

    def opaque(self, expression: _ast.expr | _ast.stmt, why: str, text: str = "") -> Node:
        """A node that cannot be known."""
        return Node(OPAQUE, self.positions.span(expression), why=why, text=text)

    def imported(self, expression: _ast.Name | _ast.Attribute, why: str) -> Node:
        """What a name stands for that no value is known of: what was imported under it, by its dotted name."""
        node = self.opaque(expression, why)
        origin = self.names.origin(expression)
        if origin and len(origin) <= _MAX_NAME:
            node.text, node.tag = origin, NAME
        return node

    def scalar(self, expression: _ast.expr, value: object, style: str = "plain") -> Node:
        """The node of a computed str, int, float, bool or None; opaque for other values and for very large ones."""
        tag = _TAGS.get(type(value), "")
        text = ""
        if isinstance(value, str):
            text = value
            cost = len(text) // 32 + 1
            if len(text) > _MAX_TEXT or not self.spend(cost):
                return self.opaque(expression, "a very long text")
        elif isinstance(value, int) and value.bit_length() > _MAX_BITS:
            return self.opaque(expression, "a very large number")
        elif tag:
            text = repr(value)
        else:
            return self.opaque(expression, "an expression")
        return Node(SCALAR, self.positions.span(expression), text=text, tag=tag, style=style)

    def turned(self, expression: _ast.expr, node: Node, value: object) -> Node:
        """What a node's value is turned into: one of another file stands where it stood."""
        made = self.scalar(expression, value)
        if made.kind != SCALAR or node.source is None or self.imports is None or value != value:
            return made
        return self.imports.read_as(node, value)

    def spend(self, cost: int) -> bool:
        """Takes from the file's budget; False when it is used up."""
        self._budget -= cost
        return self._budget >= 0

    def affords(self, node: Node) -> bool:
        """Whether a tree may be copied, which its size is taken from the budget for."""
        if self._budget < 0:
            return False
        size, depth = measure(node, _MAX_COPY)
        return self.spend(size) and size <= _MAX_COPY and depth <= _MAX_COPY_DEPTH

    def copied(self, node: Node, span: Span) -> Node:
        """What a name holds, as seen at ``span``; containers are copied, so that every document is a tree."""
        if node.kind in (MAP, SEQ):
            return copy_tree(node, span) if self.affords(node) else Node(OPAQUE, span, why="too large to follow")
        if node.kind == SCALAR and node.source is not None and self.imports is not None:
            return self.imports.seen(node, span)
        return with_span(node, span)

    def entries_of(self, node: Node, words: str) -> list[Entry]:
        """The entries that spreading a node adds: its own, or one ``*`` that says what is not known."""
        if node.kind == MAP and node.entries:
            return node.entries
        if node.kind == MAP:
            return []
        if node.kind == ENV and node.style.startswith(_MAIL_URLS):
            from .urls import entries

            return entries(node)
        if node.kind == ENV and node.style == LAYERS_STYLE and self.imports is not None:
            from .layers import spread_of

            return spread_of(node, self.imports.layered_names(node.items[0], node.text))
        return [
            Entry("*", node.span, node if node.kind == ENV else Node(OPAQUE, node.span, text=words, why=f"**{words}"))
        ]

    def words(self, expression: _ast.AST, limit: int = 80) -> str:
        """The source text of an expression on one line, cut at ``limit`` characters."""
        if not isinstance(expression, (_ast.expr, _ast.stmt)):
            return ""
        span = self.positions.span(expression)
        text = " ".join(self.positions.text[span.start : min(span.end, span.start + 4 * limit)].split())
        return text if len(text) <= limit else text[: limit - 1] + "…"

    def key_span(self, expression: _ast.expr) -> Span:
        """The span of a key without its quotes."""
        span = self.positions.span(expression)
        return _token_parts(self.positions.text, span)[0] if isinstance(expression, _ast.Constant) else span


_TAGS: dict[type, str] = {str: "str", int: "int", float: "float", bool: "bool", type(None): "null"}


def python_value(node: Node) -> tuple[bool, object]:
    """Whether a node is a known scalar, and its Python value."""
    if node.kind != SCALAR:
        return False, None
    if node.tag == "int":
        return True, int(node.text)
    if node.tag == "float":
        return True, float(node.text)
    if node.tag == "bool":
        return True, node.text == "True"
    return True, None if node.tag == "null" else node.text


def truth(node: Node) -> bool | None:
    """The truth of a node's value, or None where it is not known."""
    if node.kind == SCALAR:
        return bool(python_value(node)[1])
    if node.kind == MAP and not any(entry.key == "*" for entry in node.entries):
        return bool(node.entries)
    if node.kind == SEQ and all(item.kind != OPAQUE for item in node.items):
        return bool(node.items)
    return None


def measure(node: Node, limit: int) -> tuple[int, int]:
    """Number of nodes and depth of a tree; it stops soon after ``limit`` nodes."""
    count = deepest = 0
    todo = [(node, 1)]
    while todo and count <= limit:
        item, depth = todo.pop()
        count += 1
        deepest = max(deepest, depth)
        todo.extend((child, depth + 1) for child in item.items[:limit])
        todo.extend((entry.value, depth + 1) for entry in item.entries[:limit])
    return count, deepest


def copy_tree(node: Node, span: Span) -> Node:
    """A copy of a tree whose inner nodes keep their spans."""
    copy = with_span(node, span)
    copy.items = [copy_tree(item, item.span) for item in node.items]
    copy.entries = [copy_entry(entry) for entry in node.entries]
    return copy


def copy_entry(entry: Entry, merged: bool | None = None) -> Entry:
    """A copy of an entry and of its value."""
    merged = entry.merged if merged is None else merged
    return Entry(entry.key, entry.key_span, copy_tree(entry.value, entry.value.span), entry.span, merged=merged)


def spread(entries: list[Entry], more: list[Entry]) -> None:
    """Adds the entries of a ``**`` so that ``Node.get`` finds the value that wins in Python."""
    written = {entry.key for entry in entries if not entry.merged}
    for entry in more:
        entries.append(Entry(entry.key, entry.key_span, entry.value, entry.span, merged=entry.key not in written))


def with_span(node: Node, span: Span) -> Node:
    """The same value at another place (its items and entries are shared)."""
    same = span == node.span
    if same and type(node) is not Node:
        return node
    return Node(
        node.kind,
        span,
        text=node.text,
        inner=node.inner if same else span,
        style=node.style if same or node.kind != SCALAR else "plain",
        tag=node.tag,
        items=node.items,
        entries=node.entries,
        why=node.why,
        source=node.source if same else None,
    )


def _token_parts(text: str, span: Span) -> tuple[Span, str]:
    """The span inside the quotes and the style, for one string literal; else the whole span and ``plain``."""
    at = span.start
    while at < span.end and at - span.start < 3 and text[at] not in "'\"":
        at += 1
    if at >= span.end or text[at] not in "'\"" or prefix_start(text, at, span.start) != span.start:
        return span, "plain"
    quote = quote_of(text, at)
    if string_end(text, at) != span.end or span.end - len(quote) < at + len(quote):
        return span, "plain"
    return Span(at + len(quote), span.end - len(quote)), "single" if quote[0] == "'" else "double"


def _constant(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.Constant)
    value = expression.value
    if isinstance(value, bytes):
        return values.opaque(expression, "a bytes literal")
    if not isinstance(value, str):
        return values.scalar(expression, value)
    span = values.positions.span(expression)
    inner, style = _token_parts(values.positions.text, span)
    return Node(SCALAR, span, text=value, inner=inner, style=style, tag="str")


def _formatted(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.JoinedStr)
    pieces = [_piece(values, part, scope, depth) for part in expression.values]
    if all(node.kind == SCALAR for node in pieces):
        return values.scalar(expression, "".join(node.text for node in pieces))
    return values.derived(expression, "text", pieces, "a formatted string")


def _piece(values: Evaluator, part: _ast.expr, scope: Scope, depth: int) -> Node:
    if not isinstance(part, _ast.FormattedValue):
        return values.value(part, scope, depth)
    node = values.value(part.value, scope, depth)
    how = "" if part.conversion < 0 or part.conversion == ord("s") else chr(part.conversion)
    if part.format_spec is not None:
        spec = values.value(part.format_spec, scope, depth)
        if spec.kind != SCALAR:
            return values.opaque(part.value, "a formatted string")
        how += ":" + spec.text
    if not how:
        return node
    return values.derived(part.value, "format!" + how, [node], "a formatted string")


def _name(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.Name)
    node = scope.lookup(expression.id)
    if node is None:
        return values.imported(expression, f"the name {expression.id[:60]}")
    if node.kind in (MAP, SEQ) and values.environment.files and values.escapes.changes(expression.id):
        return values.opaque(expression, "changed by a function")
    return values.copied(node, values.positions.span(expression))


def _in_layers(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node | None:
    """What is looked up in a settings object that lays files over each other; None for any other expression."""
    root = expression
    while isinstance(root, (_ast.Attribute, _ast.Subscript, _ast.Call)):
        root = root.func if isinstance(root, _ast.Call) else root.value
    if not isinstance(root, _ast.Name) or values.imports is None:
        return None
    held = scope.lookup(root.id)
    if held is None and not values.names.origins.get(root.id, "").startswith("dynaconf"):
        return None
    if held is not None and held.tag != LAYERS and held.style != "module" and not held.style.startswith(LAYERS_STYLE):
        return None
    from .layers import looked_up

    return looked_up(values, expression, scope, depth)


def _attribute(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.Attribute)
    layered = _in_layers(values, expression, scope, depth)
    if layered is not None:
        return layered
    if expression.attr == "__dict__":
        from .namespaces import found as namespace

        return namespace(values, expression, scope, depth) or values.imported(expression, "the attribute __dict__")
    holder = holder_of(values, expression.value, scope)
    found = None if holder is None else member(holder, expression.attr)
    if holder is None and expression.attr == "value" and isinstance(expression.value, _ast.Attribute):
        holder = holder_of(values, expression.value.value, scope)
        found = _of_enum(holder, expression.value.attr) if holder is not None else None
    if holder is None and values.imports is not None:
        found = values.imports.member(values.names.origin(expression), values.positions.span(expression))
    if found is not None:
        return values.copied(found, values.positions.span(expression))
    return values.imported(expression, f"the attribute {values.words(expression)}")


def _of_enum(holder: Node, name: str) -> Node | None:
    """What ``Host.MAIN.value`` is, where the class is a plain ``Enum``."""
    found = member(holder, name) if holder.text in _ENUMS else None
    return found if found is not None and found.kind == SCALAR and found.tag in _ENUMS[holder.text] else None


_ENUMS = {
    "Enum": ("str", "int", "bool"), "enum.Enum": ("str", "int", "bool"), "str, Enum": ("str",), "StrEnum": ("str",),
    "IntEnum": ("int",), "int, Enum": ("int",),
}  # fmt: skip
_HOLDERS = ("class", "module", "instance")


def holder_of(values: Evaluator, expression: _ast.expr, scope: Scope) -> Node | None:
    """The class, module or object that a name or a chain of attributes stands for, as a mapping of its attributes."""
    whole = expression
    chain: list[str] = []
    while isinstance(expression, _ast.Attribute) and len(chain) < _MAX_HOLDERS:
        chain.append(expression.attr)
        expression = expression.value
    held = scope.lookup(expression.id) if isinstance(expression, _ast.Name) else None
    for attribute in reversed(chain):
        held = None if held is None or held.kind != MAP else member(held, attribute)
    if held is None and chain and values.imports is not None:
        held = values.imports.member(values.names.origin(whole), values.positions.span(whole))
    return held if held is not None and held.kind == MAP and held.style in _HOLDERS else None


_MAX_HOLDERS = 6  # attributes of attributes


def member(holder: Node, name: str) -> Node | None:
    """What an attribute of a class, a module or an object holds; None where a branch may decide it, or nothing does."""
    entry = holder.get(name)
    if entry is None or holder.style not in _HOLDERS:
        return None
    after = holder.entries[holder.entries.index(entry) :] if not entry.merged else holder.entries
    return None if any(may_set(one, name) for one in after) else entry.value


def may_set(entry: Entry, name: str) -> bool:
    """Whether what is not certain to happen there may set a name."""
    if entry.key.startswith("?"):
        return any(one.key == name or may_set(one, name) for one in entry.value.entries)
    return entry.key == "*" and not entry.merged


def _subscript(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.Subscript)
    answer = _in_layers(values, expression, scope, depth)
    answer = answer or values.environment.subscript(values, expression, scope, depth)
    if answer is None and values.environment.files:
        from .data import found

        answer = found(values, expression, scope, depth)
    if answer is not None:
        return answer
    held = values.value(expression.value, scope, depth)
    key = values.value(expression.slice, scope, depth)
    if held.kind == ENV and held.style.startswith(_MAIL_URLS) and key.kind == SCALAR:
        from .urls import one

        return with_span(one(held, key.text), values.positions.span(expression))
    if held.kind == MAP and key.kind == SCALAR and not any(entry.key == "*" for entry in held.entries):
        entry = held.get(key.text)
        if entry is not None:
            return values.copied(entry.value, values.positions.span(expression))
    return values.derived(expression, "[]", [held, key], "an expression")


def _dict(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.Dict)
    entries: list[Entry] = []
    for key, item in zip(expression.keys, expression.values, strict=True):
        node = values.value(item, scope, depth)
        if key is None:
            spread(entries, values.entries_of(node, values.words(item)))
            continue
        name = values.value(key, scope, depth)
        span = Span(values.positions.span(key).start, values.positions.span(item).end)
        if name.kind == SCALAR:
            entries.append(Entry(name.text, values.key_span(key), node, span))
        else:
            place = values.positions.span(key)
            unknown = Node(OPAQUE, place, text=values.words(key), why="a key that is not known")
            entries.append(Entry("*", place, unknown, span))
    return Node(MAP, values.positions.span(expression), entries=entries)


def _sequence(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, (_ast.List, _ast.Tuple, _ast.Set))
    items: list[Node] = []
    for element in expression.elts:
        if isinstance(element, _ast.Starred):
            node = values.value(element.value, scope, depth)
            items.extend(
                node.items if node.kind == SEQ else [values.opaque(element, f"*{values.words(element.value)}")]
            )
        else:
            items.append(values.value(element, scope, depth))
    return Node(SEQ, values.positions.span(expression), items=items)


def _unary(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.UnaryOp)
    node = values.value(expression.operand, scope, depth)
    if isinstance(expression.op, _ast.Not):
        known = truth(node)
        if known is None:
            return values.derived(expression, "not", [node], "an expression")
        return values.scalar(expression, not known)
    _, value = python_value(node)
    if node.tag in ("int", "float") and isinstance(value, (int, float)):
        if isinstance(expression.op, _ast.USub):
            return values.scalar(expression, -value)
        if isinstance(expression.op, _ast.UAdd):
            return values.scalar(expression, value)
    return values.opaque(expression, "an expression")


def _binary(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.BinOp)
    left = values.value(expression.left, scope, depth)
    right = values.value(expression.right, scope, depth)
    return combine(values, expression, expression.op, left, right)


def combine(values: Evaluator, expression: _ast.expr, operator: _ast.operator, left: Node, right: Node) -> Node:
    """The node of ``left operator right``, its span that of ``expression``."""
    span = values.positions.span(expression)
    if left.kind == right.kind == SEQ and isinstance(operator, _ast.Add):
        return Node(SEQ, span, items=left.items + right.items)
    if left.kind == MAP and isinstance(operator, _ast.BitOr):
        entries = list(left.entries)
        spread(entries, values.entries_of(right, "a mapping"))
        return Node(MAP, span, entries=entries)
    _, one = python_value(left)
    _, two = python_value(right)
    if isinstance(one, str) and isinstance(two, str) and isinstance(operator, _ast.Add):
        return values.scalar(expression, one + two)
    if left.tag in ("int", "float") and right.tag in ("int", "float"):
        result = _calculate(operator, one, two)
        if result is not None:
            return values.scalar(expression, result)
    return _derived(values, expression, operator, [left, right], "an expression")


def _derived(
    values: Evaluator, expression: _ast.expr, operator: _ast.operator | _ast.cmpop, operands: list[Node], why: str
) -> Node:
    if not any(node.kind == ENV for node in operands):
        return values.opaque(expression, why)
    from .computed import OPERATORS

    return values.derived(expression, OPERATORS.get(type(operator), ""), operands, why)


def _calculate(operator: _ast.operator, one: object, two: object) -> Number | None:
    if not isinstance(one, (int, float)) or not isinstance(two, (int, float)):
        return None
    try:
        if isinstance(operator, _ast.Add):
            return one + two
        if isinstance(operator, _ast.Sub):
            return one - two
        if isinstance(operator, _ast.Mult):
            return one * two
        if isinstance(operator, _ast.FloorDiv):
            return one // two
        if isinstance(operator, _ast.Mod):
            return one % two
        if isinstance(operator, _ast.Div):
            return one / two
        if isinstance(operator, _ast.Pow) and isinstance(one, int) and isinstance(two, int) and 0 <= two <= 64:
            return int(one**two)
    except (ArithmeticError, ValueError):
        return None
    return None


def _compare(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.Compare)
    if len(expression.ops) == 1:
        left = values.value(expression.left, scope, depth)
        right = values.value(expression.comparators[0], scope, depth)
        answer = values.environment.compare(values, expression, expression.ops[0], left, right)
        if answer is not None:
            return answer
        result = _compared(expression.ops[0], left, right)
        if result is not None:
            return values.scalar(expression, result)
        return _derived(values, expression, expression.ops[0], [left, right], "a comparison")
    return values.opaque(expression, "a comparison")


def _compared(operator: _ast.cmpop, left: Node, right: Node) -> bool | None:
    known, one = python_value(left)
    if not known:
        return None
    if isinstance(operator, (_ast.In, _ast.NotIn)) and right.kind == SEQ:
        members = [python_value(item) for item in right.items]
        if all(member[0] for member in members):
            found = one in [member[1] for member in members]
            return found if isinstance(operator, _ast.In) else not found
    also, two = python_value(right)
    if also and isinstance(operator, (_ast.Eq, _ast.NotEq)):
        return one == two if isinstance(operator, _ast.Eq) else one != two
    if isinstance(operator, (_ast.Is, _ast.IsNot)) and also and None in (one, two):
        return (one is two) == isinstance(operator, _ast.Is)
    return None


def _boolean(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.BoolOp)
    operands = [values.value(operand, scope, depth) for operand in expression.values]
    stops_at = isinstance(expression.op, _ast.Or)
    while len(operands) > 1:
        known = truth(operands[0])
        if known is None:
            answer = values.environment.either(operands) if stops_at else None
            return answer or values.derived(expression, "or" if stops_at else "and", operands, "an expression")
        if known is stops_at:
            break
        operands.pop(0)
    return _foreign(values, operands[0], values.positions.span(expression))


def _choice(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.IfExp)
    test = values.value(expression.test, scope, depth)
    known = truth(test)
    if known is None:
        answer = values.environment.choice(values, expression, test)
        if answer is not None or test.kind != ENV:
            return answer or values.opaque(expression, "a choice at run time")
        bodies = [values.value(one, scope, depth) for one in (expression.body, expression.orelse)]
        return values.derived(expression, "if", [test, *bodies], "a choice at run time")
    node = values.value(expression.body if known else expression.orelse, scope, depth)
    return _foreign(values, node, values.positions.span(expression))


def _foreign(values: Evaluator, node: Node, span: Span) -> Node:
    """A node as it is seen here; one of another file keeps its place."""
    return node if node.kind == SCALAR and node.source is not None and values.imports else with_span(node, span)


def _call(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.Call)
    own = isinstance(expression.func, _ast.Name) and expression.func.id in values.functions
    answer = None if own else _in_layers(values, expression, scope, depth)
    answer = answer or (None if own else values.environment.call(values, expression, scope, depth))
    if answer is not None:
        return answer
    if values.environment.namespaces:
        from .namespaces import found as namespace

        answer = namespace(values, expression, scope, depth)
        if answer is not None:
            return answer
    if values.environment.files or (isinstance(expression.func, _ast.Attribute) and expression.func.attr == "get"):
        from .data import found

        answer = found(values, expression, scope, depth)
        if answer is not None:
            return answer
    if own or values.environment.reads:
        from .computed import call

        answer = call(values, expression, scope, depth)
        if answer is not None:
            return answer
    name = expression.func.id if isinstance(expression.func, _ast.Name) else ""
    if name == "dict" and len(expression.args) <= 1:
        return _dict_call(values, expression, scope, depth)
    if name in ("list", "tuple", "set") and len(expression.args) == 1 and not expression.keywords:
        node = values.value(expression.args[0], scope, depth)
        if node.kind == SEQ:
            return with_span(node, values.positions.span(expression))
    return values.opaque(expression, f"a call of {values.words(expression.func, 60)}()")


def _dict_call(values: Evaluator, expression: _ast.Call, scope: Scope, depth: int) -> Node:
    entries: list[Entry] = []
    for argument in expression.args:
        if isinstance(argument, _ast.Starred):
            return values.opaque(expression, "a call of dict()")
        entries.extend(values.entries_of(values.value(argument, scope, depth), values.words(argument)))
    entries_of_keywords(values, expression.keywords, scope, depth, entries)
    return Node(MAP, values.positions.span(expression), entries=entries)


def entries_of_keywords(
    values: Evaluator, keywords: list[_ast.keyword], scope: Scope, depth: int, entries: list[Entry]
) -> None:
    """Adds an entry for each keyword argument; a ``**`` is spread."""
    for keyword in keywords:
        node = values.value(keyword.value, scope, depth)
        if keyword.arg is None:
            spread(entries, values.entries_of(node, values.words(keyword.value)))
            continue
        span = values.positions.span(keyword)
        name = Span(span.start, min(span.start + len(keyword.arg), span.end))
        entries.append(Entry(keyword.arg, name, node, span))


def _named(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node:
    assert isinstance(expression, _ast.NamedExpr)
    return with_span(values.value(expression.value, scope, depth), values.positions.span(expression))


_HANDLERS: dict[type[_ast.AST], Callable[[Evaluator, _ast.expr, Scope, int], Node]] = {
    _ast.Constant: _constant,
    _ast.JoinedStr: _formatted,
    _ast.Name: _name,
    _ast.Attribute: _attribute,
    _ast.Subscript: _subscript,
    _ast.Dict: _dict,
    _ast.List: _sequence,
    _ast.Tuple: _sequence,
    _ast.Set: _sequence,
    _ast.UnaryOp: _unary,
    _ast.BinOp: _binary,
    _ast.Compare: _compare,
    _ast.BoolOp: _boolean,
    _ast.IfExp: _choice,
    _ast.Call: _call,
    _ast.NamedExpr: _named,
}
