"""JSON with places, and with the comments and trailing commas that configuration files have (JSONC)."""

from __future__ import annotations

from ..text import Source, Span
from . import templates
from .base import MAP, OPAQUE, SCALAR, SEQ, Document, Entry, Node, Problem, empty_map

MAX_DEPTH = 200
MAX_NODES = 250_000

_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
WORDS = {"true": "bool", "false": "bool", "null": "null"}
BLANK = " \t\r\n"
_DIGITS = frozenset("0123456789")
HEX = frozenset("0123456789abcdefABCDEF")
WORD_ENDS = frozenset(BLANK + ',:[]{}"/')


def read(source: Source, dialect: str = "") -> Document:
    """Reads one JSON value; comments and trailing commas are accepted, repeated keys kept. Never raises.

    Scalars have the tag that JSON gives them (``str int float bool null``); ``text`` of a number is as written. At the
    first break reading stops: a Problem stands there, and what was read before it is kept. A value that a template
    touches is OPAQUE. The dialects ``json5`` and ``hjson`` read those supersets of JSON.
    """
    text, masks = templates.mask(source.text, "json", source.path)
    document = Document(source, "json", dialect=dialect)
    document.masked = masks
    reader = _reader_of(dialect)(source, text, masks)
    try:
        reader.run()
    except BrokenError as broken:
        document.problems.append(Problem(Span(broken.at, min(broken.at + 1, len(text))), str(broken)))
        reader.close_all()
    document.roots = [reader.root or empty_map()]
    document.comments = reader.comments
    return document


def _reader_of(dialect: str) -> type[Reader]:
    if dialect not in ("json5", "hjson"):
        return Reader
    from .json_relaxed import READERS

    return READERS[dialect]


class BrokenError(Exception):
    """A place where the text breaks the format."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at


class Reader:
    """Reads a text from left to right. ``_stack`` holds the open collections, ``_keys`` keys without a value yet."""

    __slots__ = ("_at", "_count", "_keys", "_mask", "_masks", "_source", "_stack", "_text", "comments", "root")

    def __init__(self, source: Source, text: str, masks: list[Span]) -> None:
        self._source = source
        self._text = text
        self._masks = masks
        self._mask = 0
        self._at = 0
        self._count = 0
        self._stack: list[Node] = []
        # of each open mapping: where the entry begins (-1: no key waits for its value), the key and its span
        self._keys: list[tuple[int, str, Span]] = []
        self.root: Node | None = None
        self.comments: list[Span] = []

    def run(self) -> None:
        """Reads the one value of the text. Raises BrokenError."""
        self._skip()
        self._value()
        self._parts()
        self._skip()
        if self._at < len(self._text):
            raise BrokenError(self._at, "text after the end of the value")

    def _parts(self) -> None:
        """Reads on until every collection is closed."""
        while self._stack:
            if self._stack[-1].kind == MAP:
                self._member()
            else:
                self._element()

    def close_all(self) -> None:
        """Ends what a break left open where its last part ends."""
        while self._stack:
            node = self._stack.pop()
            if node.kind == MAP:
                self._abandon_key(node, self._keys.pop())
            parts = [entry.span.end for entry in node.entries[-1:]] + [item.span.end for item in node.items[-1:]]
            node.span.end = max([node.span.end, *parts])
            self._end_value(node)

    def _abandon_key(self, node: Node, key: tuple[int, str, Span]) -> None:
        start, name, span = key
        if start < 0:
            return
        value = Node(OPAQUE, Span(span.end + 1, span.end + 1), why="broken")
        node.entries.append(Entry(name, span, value, Span(start, span.end + 1)))

    # Structure

    def _member(self) -> None:
        """Reads one key and the beginning of its value, or the end of the mapping."""
        text = self._text
        self._separator("}")
        if not self._stack or self._closed("}"):
            return
        start = self._at
        name, inner = self._key(start)
        if self._masked(start, self._at):
            name = self._source.text[inner.start : inner.end]
        self._skip()
        if not text.startswith(":", self._at):
            raise BrokenError(self._at, "a ':' is missing after the key")
        self._at += 1
        self._keys[-1] = (start, name, inner)
        self._skip()
        self._value()

    def _key(self, start: int) -> tuple[str, Span]:
        """Reads a key; ``_at`` stands behind it."""
        if not self._text.startswith('"', start):
            message = (
                "a key in double quotes is missing here" if start < len(self._text) else "the object is not closed"
            )
            raise BrokenError(start, message)
        return self._string(), Span(start + 1, self._at - 1)

    def _element(self) -> None:
        self._separator("]")
        if not self._closed("]"):
            if self._at >= len(self._text):
                raise BrokenError(self._at, "the array is not closed")
            self._value()

    def _separator(self, closer: str) -> None:
        """Skips the comma between two parts; one before the end of the collection is let pass."""
        node = self._stack[-1]
        self._skip()
        if not (node.entries or node.items) or self._text.startswith(closer, self._at):
            return
        if not self._text.startswith(",", self._at):
            kind = "object" if closer == "}" else "array"
            message = "a ',' is missing here" if self._at < len(self._text) else f"the {kind} is not closed"
            raise BrokenError(self._at, message)
        self._at += 1
        self._skip()

    def _closed(self, closer: str) -> bool:
        if not self._text.startswith(closer, self._at):
            return False
        self._at += 1
        node = self._stack.pop()
        node.span.end = self._at
        if closer == "}":
            self._keys.pop()
        self._end_value(node)
        return True

    def _value(self) -> None:
        """Reads a scalar, or the beginning of a collection."""
        self._count += 1
        if self._count > MAX_NODES:
            raise BrokenError(self._at, f"more than {MAX_NODES} values")
        start = self._at
        char = self._text[start : start + 1]
        if char in ("{", "["):
            if len(self._stack) >= MAX_DEPTH:
                raise BrokenError(start, f"nested more than {MAX_DEPTH} deep")
            self._at += 1
            node = Node(MAP if char == "{" else SEQ, Span(start, self._at))
            self._attach(node)
            self._stack.append(node)
            if char == "{":
                self._keys.append((-1, "", node.span))
            return
        node = self._scalar(char, start)
        if self._masked(start, self._at):
            node.kind, node.tag, node.why = OPAQUE, "", "template"
            node.text = self._source.text[node.inner.start : node.inner.end]
        self._attach(node)
        self._end_value(node)

    def _attach(self, node: Node) -> None:
        """Puts a node into its collection."""
        if not self._stack:
            self.root = node
        elif self._stack[-1].kind == SEQ:
            self._stack[-1].items.append(node)
        else:
            start, name, span = self._keys[-1]
            self._keys[-1] = (-1, "", span)
            self._stack[-1].entries.append(Entry(name, span, node, Span(start, node.span.end)))

    def _end_value(self, node: Node) -> None:
        if self._stack and self._stack[-1].kind == MAP:
            self._stack[-1].entries[-1].span.end = node.span.end

    # Scalars

    def _scalar(self, char: str, start: int) -> Node:
        if char == '"':
            value = self._string()
            span = Span(start, self._at)
            return Node(SCALAR, span, text=value, inner=Span(start + 1, self._at - 1), style="double", tag="str")
        text = self._text
        end = start
        while end < len(text) and text[end] not in WORD_ENDS:
            end += 1
        word = text[start:end]
        tag = WORDS.get(word) or number_tag(word)
        if not tag:
            shown = "a value is missing here" if not word else "this is no JSON value"
            raise BrokenError(start, shown)
        self._at = end
        return Node(SCALAR, Span(start, end), text=word, tag=tag)

    def _string(self, mark: str = '"') -> str:
        """Reads a string in quotes and returns its value; ``_at`` stands behind it."""
        text = self._text
        start = at = self._at + 1
        parts: list[str] = []
        quote = -1
        while True:
            if quote < at:
                quote = text.find(mark, at)
            if quote < 0:
                raise BrokenError(start - 1, "the string is not closed")
            slash = text.find("\\", at, quote)
            if slash < 0:
                parts.append(text[at:quote])
                break
            part, after = self._escape(slash)
            parts += [text[at:slash], part]
            at = after
        self._refuse_controls(start, quote)
        self._at = quote + 1
        return _join_surrogates("".join(parts))

    def _escape(self, slash: int) -> tuple[str, int]:
        return _unescape(self._text, slash)

    def _refuse_controls(self, start: int, end: int) -> None:
        if not self._text[start:end].isprintable():
            for at in range(start, end):
                if self._text[at] in "\r\n":
                    raise BrokenError(start - 1, "the string is not closed on its line")
                if self._text[at] < " ":
                    raise BrokenError(at, "a control character stands in a string without being escaped")

    # Text

    def _masked(self, start: int, end: int) -> bool:
        """Whether a template region overlaps a range; ranges must come in order."""
        masks = self._masks
        while self._mask < len(masks) and masks[self._mask].end <= start:
            self._mask += 1
        return self._mask < len(masks) and masks[self._mask].start < end

    def _skip(self) -> None:
        """Skips white space and comments."""
        text = self._text
        at = self._at
        while at < len(text):
            if text[at] in BLANK:
                at += 1
                continue
            if not self._begins_comment(at):
                break
            end = self._comment_end(at)
            self.comments.append(Span(at, end))
            at = end
        self._at = at

    def _begins_comment(self, at: int) -> bool:
        return self._text[at] == "/"  # nothing else begins with it

    def _comment_end(self, at: int) -> int:
        if self._text.startswith("//", at):
            return line_end(self._text, at)
        if not self._text.startswith("/*", at):
            raise BrokenError(at, "this is no JSON value")
        closing = self._text.find("*/", at + 2)
        if closing < 0:
            raise BrokenError(at, "the comment is not closed")
        return closing + 2


def line_end(text: str, at: int) -> int:
    """Where the line of ``at`` ends, its line end left out."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def number_tag(word: str) -> str:
    """``int`` or ``float`` for a JSON number, else nothing."""
    at = 1 if word.startswith("-") else 0
    whole = _digits(word, at)
    if whole == at or (word[at] == "0" and whole > at + 1):
        return ""
    at, tag = whole, "int"
    if word.startswith(".", at):
        at, tag = _digits(word, at + 1), "float"
        if word[at - 1] == ".":
            return ""
    if word[at : at + 1] in ("e", "E"):
        exponent = at + (2 if word[at + 1 : at + 2] in ("+", "-") else 1)
        at, tag = _digits(word, exponent), "float"
        if at == exponent:
            return ""
    return tag if at == len(word) else ""


def _digits(word: str, at: int) -> int:
    while at < len(word) and word[at] in _DIGITS:
        at += 1
    return at


def _unescape(text: str, slash: int) -> tuple[str, int]:
    """The character that the escape at ``slash`` stands for, and the offset behind it."""
    kind = text[slash + 1 : slash + 2]
    if kind in _ESCAPES:
        return _ESCAPES[kind], slash + 2
    digits = text[slash + 2 : slash + 6]
    if kind != "u" or len(digits) < 4 or not HEX.issuperset(digits):
        raise BrokenError(slash, "JSON has no such escape")
    return chr(int(digits, 16)), slash + 6


def _join_surrogates(value: str) -> str:
    """Two escaped halves of one character become that character; a lone half stays."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return value
