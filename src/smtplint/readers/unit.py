"""Reads what a systemd unit, or a drop-in of one, sets for its service: ``Environment=`` and ``EnvironmentFile=``.

The rules are those of ``systemd.syntax(7)``, ``systemd.exec(5)`` and of systemd's ``extract-word.c``: a line goes on
behind a backslash at its end, over comments between; assignments are split at blanks; quotes are removed wherever they
stand; ``%`` begins a specifier, which only the running system knows, and ``$`` means nothing; an empty value takes back
what was set before.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import MAP, OPAQUE, SCALAR, Document, Entry, Node
from .lines import LineReader

_MAX_ENTRIES = 5_000
_BLANK = " \t"
_SECTION = "Service"
_ESCAPES = {"n": "\n", "t": "\t", "s": " ", "\\": "\\", '"': '"', "'": "'"}


def read(source: Source, dialect: str = "") -> Document:
    """Reads a unit: the root MAP has an entry for each line of its ``[Service]`` that sets variables.

    ``Environment`` holds a MAP of the line's variables (empty: it takes back), ``EnvironmentFile`` the path, its
    hyphen left in. Values that a specifier, an odd escape or an open quote leaves open are OPAQUE. Never raises.
    """
    reader = _Reader(source, Document(source, "unit", dialect=dialect))
    reader.run()
    return reader.doc


class _Reader(LineReader):
    def __init__(self, source: Source, document: Document) -> None:
        super().__init__(source, document)
        self.root = Node(MAP, Span(0, self.end))
        document.roots.append(self.root)
        self.count = 0

    def run(self) -> None:
        at, section = 0, ""
        while at < self.end and self.count < _MAX_ENTRIES:
            end = self.line_end(at)
            start = self.skip_blanks(at, end)
            stop = self.strip_blanks(start, end)
            at = self.after(end)
            if start == stop:
                continue
            if self.text[start] in "#;":
                self.doc.comments.append(Span(start, end))
            elif self.text[start] == "[" and self.text[stop - 1] == "]":
                section = self.text[start + 1 : stop - 1]
            else:
                pieces = [(start, end)]
                while self.text[pieces[-1][1] - 1] == "\\" and at < self.end:
                    pieces[-1] = (pieces[-1][0], pieces[-1][1] - 1)
                    at = self.next_piece(at, pieces)
                if section == _SECTION:
                    self.assignment(pieces)

    def next_piece(self, at: int, pieces: list[tuple[int, int]]) -> int:
        """Adds the line on which an assignment goes on, comments passed over; where the file goes on."""
        while at < self.end:
            end = self.line_end(at)
            start = self.skip_blanks(at, end)
            if start < end and self.text[start] in "#;":
                self.doc.comments.append(Span(start, end))
                at = self.after(end)
                continue
            pieces.append((start, end) if start < end else (at, at + 1))
            return self.after(end)
        return at

    def assignment(self, pieces: list[tuple[int, int]]) -> None:
        start, end = pieces[0]
        equals = self.text.find("=", start, end)
        if equals < 0:
            return
        key = Span(start, self.strip_blanks(start, equals))
        name = self.text[key.start : key.end]
        pieces = [(self.skip_blanks(equals + 1, end), end), *pieces[1:]]
        last = pieces[-1][1]
        if name == "EnvironmentFile":
            stop = self.strip_blanks(pieces[0][0], pieces[0][1])
            span = Span(pieces[0][0], stop)
            kind = OPAQUE if "%" in self.text[span.start : span.end] else SCALAR
            node = Node(kind, span, text=self.text[span.start : span.end], tag="str", why="a specifier")
            self.root.entries.append(Entry(name, key, node))
        elif name == "Environment":
            group = Node(MAP, Span(pieces[0][0], last))
            for one in pieces:
                self.words(group, *one)
            self.root.entries.append(Entry(name, key, group, Span(start, last)))

    def words(self, group: Node, at: int, end: int) -> None:
        """The assignments of one line, or of a part of it; behind a quote that is still open nothing more is read."""
        while at < end:
            start = self.skip_blanks(at, end)
            at, quote = start, ""
            while at < end and (quote or self.text[at] not in _BLANK):
                char = self.text[at]
                if char == quote:
                    quote = ""
                elif char in "'\"" and not quote:
                    quote = char
                at += 2 if char == "\\" else 1
            at = min(at, end)
            if at > start:
                self.variable(group, start, at, closed=not quote)
            if quote:
                return

    def variable(self, group: Node, start: int, end: int, *, closed: bool) -> None:
        """``NAME=value``, with the quotes around it or around its value left out."""
        quoted = self.text[start] in "'\""
        if quoted and not closed:
            start += 1
        elif _wraps(self.text[start:end]):
            start, end = start + 1, end - 1
        equals = self.text.find("=", start, end)
        name = self.text[start:equals]
        if equals < 0 or not name.replace("_", "a").isalnum():
            return
        raw, span = self.text[equals + 1 : end], Span(equals + 1, end)
        inner, style = span, "plain"
        if not quoted and _wraps(raw):
            inner, style = Span(span.start + 1, span.end - 1), "single" if raw[0] == "'" else "double"
        text, plain = _unescaped(self.text[inner.start : inner.end])
        odd = style == "plain" and ("'" in raw or '"' in raw) and not quoted
        node = Node(SCALAR, span, text=text.replace("%%", "%"), inner=inner, style=style, tag="str")
        if odd or not plain or not closed or "%" in text.replace("%%", ""):
            node = Node(OPAQUE, span, text=raw, why="only the running system knows it")
        group.entries.append(Entry(name, Span(start, equals), node, Span(start, end)))
        self.count += 1


def _wraps(text: str) -> bool:
    """Whether a text begins with a quote that its last character closes."""
    at = 1
    while text[:1] in ("'", '"') and at < len(text) and text[at] != text[0]:
        at += 2 if text[at] == "\\" else 1
    return text[:1] in ("'", '"') and at == len(text) - 1


def _unescaped(text: str) -> tuple[str, bool]:
    """A text with its escapes put in, and whether all of them are plain."""
    out, at, plain = [], 0, True
    while at < len(text):
        following = text[at + 1 : at + 2]
        if text[at] == "\\":
            plain = plain and following in _ESCAPES
            out.append(_ESCAPES.get(following, ""))
            at += 2
        else:
            out.append(text[at])
            at += 1
    return "".join(out), plain
