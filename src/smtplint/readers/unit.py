"""Reads what a systemd unit, or a drop-in of one, sets for its service: ``Environment=`` and ``EnvironmentFile=``.

The rules are those of ``systemd.syntax(7)``, ``systemd.exec(5)`` and of systemd's ``extract-word.c``: a line goes on
behind a backslash at its end, over comments between; assignments are split at blanks; quotes are removed wherever they
stand; ``%`` begins a specifier, which only the running system knows, and ``$`` means nothing; an empty value takes back
what was set before. An escape that is none ends the line. Held to what systemd 252 says of units at random.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import MAP, OPAQUE, SCALAR, Document, Entry, Node
from .lines import LineReader

_MAX_ENTRIES = 5_000
_BLANK = " \t"
_SECTION = "Service"
_ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " ",
    "\\": "\\", '"': '"', "'": "'",
}  # fmt: skip
_NUMBERS = {"x": (1, 2, 16), "u": (1, 4, 16), "U": (1, 8, 16)}  # where the digits begin, how many, and their base
_OCTAL = (0, 3, 8)
_LAST_BYTE, _LAST_CHARACTER = 255, 0x10FFFF


def read(source: Source, dialect: str = "") -> Document:
    """Reads a unit: the root MAP has an entry for each line of its ``[Service]`` that sets variables.

    ``Environment`` holds a MAP of the line's variables (with an empty ``text`` it takes back), ``EnvironmentFile`` the
    path, its hyphen left in. Values that a specifier or an open quote leaves open are OPAQUE. Never raises.
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
                while self.goes_on(*pieces[-1]) and at < self.end:
                    pieces[-1] = (pieces[-1][0], pieces[-1][1] - 1)
                    at = self.next_piece(at, pieces)
                if section == _SECTION:
                    self.assignment(pieces)

    def goes_on(self, start: int, end: int) -> bool:
        """Whether a line ends with a backslash that no other one guards."""
        before = end
        while before > start and self.text[before - 1] == "\\":
            before -= 1
        return (end - before) % 2 == 1

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
            group = Node(MAP, Span(pieces[0][0], last), text=self.text[pieces[0][0] : last].strip())
            for one in pieces:
                if not self.words(group, *one):
                    break
            self.root.entries.append(Entry(name, key, group, Span(start, last)))

    def words(self, group: Node, at: int, end: int) -> bool:
        """The assignments of one line, or of a part of it; whether more are read behind it.

        Behind a quote that is still open nothing more is read, and from a word with an escape that is none on.
        """
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
            if at > start and not self.variable(group, start, at, closed=not quote):
                return False
            if quote:
                return False
        return True

    def variable(self, group: Node, start: int, end: int, *, closed: bool) -> bool:
        """``NAME=value``, with the quotes around it or around its value left out; False where its escapes are wrong."""
        quoted = self.text[start] in "'\""
        if quoted and not closed:
            start += 1
        elif _wraps(self.text[start:end]):
            start, end = start + 1, end - 1
        equals = self.text.find("=", start, end)
        name = self.text[start:equals]
        if _unescaped(self.text[start:end]) is None:
            return False
        if equals < 0 or not name.isascii() or not name.replace("_", "a").isalnum() or name[0].isdigit():
            return True
        raw, span = self.text[equals + 1 : end], Span(equals + 1, end)
        inner, style = span, "plain"
        if not quoted and _wraps(raw):
            inner, style = Span(span.start + 1, span.end - 1), "single" if raw[0] == "'" else "double"
        text = _unescaped(self.text[inner.start : inner.end])
        odd = style == "plain" and ("'" in raw or '"' in raw) and not quoted
        whole = "" if text is None else text.replace("%%", "%")
        node = Node(SCALAR, span, text=whole, inner=inner, style=style, tag="str")
        if odd or text is None or not closed or "%" in text.replace("%%", ""):
            node = Node(OPAQUE, span, text=raw, why="only the running system knows it")
        group.entries.append(Entry(name, Span(start, equals), node, Span(start, end)))
        self.count += 1
        return True


def _wraps(text: str) -> bool:
    """Whether a text begins with a quote that its last character closes."""
    at = 1
    while text[:1] in ("'", '"') and at < len(text) and text[at] != text[0]:
        at += 2 if text[at] == "\\" else 1
    return text[:1] in ("'", '"') and at == len(text) - 1


def _unescaped(text: str) -> str | None:
    """A text with its escapes put in, as ``cunescape_one`` does it; None where one is none."""
    out, at = [], 0
    while at < len(text):
        if text[at] != "\\":
            out.append(text[at])
            at += 1
            continue
        following = text[at + 1 : at + 2]
        if following in _ESCAPES and following:
            out.append(_ESCAPES[following])
            at += 2
            continue
        skip, length, base = _NUMBERS.get(following, _OCTAL)
        digits = text[at + 1 + skip : at + 1 + skip + length]
        if len(digits) < length or not all(
            one in "0123456789abcdefABCDEF"[: base if base < 10 else 22] for one in digits
        ):
            return None
        number = int(digits, base)
        if number == 0 or number > _LAST_CHARACTER or (base == _OCTAL[2] and number > _LAST_BYTE):
            return None
        out.append(chr(number))
        at += 1 + skip + length
    return "".join(out)
