"""Reads files that hold a program's own command-line options, one a line: curl's ``.curlrc``, swaks's ``.swaksrc``.

The rules are those of curl's ``tool_parsecfg.c`` and ``tool_getparam.c``, and of ``load_args`` in swaks. Hyphens before
an option may be left out, and ``no-`` before one that takes no value switches it off.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import MAP, SCALAR, SEQ, Document, Entry, Node
from .lines import LineReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OFF = "no-"  # what switches an option off, which stands before its name
_MAX_ENTRIES = 20_000
_MAX_URLS = 100  # of one transfer
_HEADER = ("header-", "h-")
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "v": "\v"}
# The letters of curl that stand for an option with a value; the others stand for one without.
_WITH_VALUE = "AbcCdDeEFHKmoPQrtTuUwxXYyz"
_LETTERS = {
    "g": "globoff", "k": "insecure", "n": "netrc", "u": "user", "T": "upload-file", "m": "max-time", "E": "cert",
    "K": "config", "x": "proxy", "U": "proxy-user", "H": "header", "F": "form", "X": "request", ":": "next",
}  # fmt: skip


def read(source: Source, dialect: str = "curl") -> Document:
    """Reads the options of a file, by their long names without hyphens.

    In curl's files the root is a SEQ with a MAP for each URL, with what is set for its transfer; in swaks's a MAP.
    An option without a value has an empty text; one that is switched off has the text ``no-``, which stands before its
    name. Values have the tag ``str``. Never raises.
    """
    return (_Swaks if dialect == "swaks" else _Curl)(source, dialect).document()


class _Reader(LineReader):
    """Goes through the lines; ``line`` deals with the text of one, from its first character to its end."""

    def __init__(self, source: Source, dialect: str) -> None:
        super().__init__(source, Document(source, "options", dialect=dialect))
        self.entries: list[Entry] = []

    def document(self) -> Document:
        at = 0
        while at < self.end and len(self.entries) < _MAX_ENTRIES:
            end = self.line_end(at)
            self.line(at, end)
            at = self.after(end)
        self.doc.roots.append(self.root())
        return self.doc

    def line(self, start: int, end: int) -> None:
        raise NotImplementedError

    def root(self) -> Node:
        return Node(MAP, Span(0, self.end), entries=self.entries)

    def comment(self, start: int, end: int) -> None:
        self.doc.comments.append(Span(start, self.strip_blanks(start, end)))

    def option(self, start: int, name: int, stop: int, value: Node | None) -> None:
        """An option that begins at ``start``, whose name stands from ``name`` to ``stop``."""
        off = self.text.startswith(OFF, name, stop)
        key = Span(name + len(OFF) if off else name, stop)
        if off:
            value = Node(SCALAR, Span(name, key.start), text=OFF, tag="str")
        node = value or Node(SCALAR, Span(name, name), tag="str")
        whole = Span(start, max(stop, node.span.end))
        self.entries.append(Entry(self.text[key.start : key.end], key, node, whole))

    def word_end(self, start: int, stop: int, marks: str = "") -> int:
        while start < stop and self.text[start] not in self.blank and self.text[start] not in marks:
            start += 1
        return start


class _Curl(_Reader):
    """``user = "a:b"``, ``user: a:b``, ``--user a:b``, ``-u a:b``; what follows an unquoted word is not read."""

    def line(self, start: int, end: int) -> None:
        start = self.skip_blanks(start, end)
        if start == end:
            return
        if self.text[start] in "#/*":
            self.comment(start, end)
            return
        marks = "" if self.text[start] == "-" else "=:"
        stop = self.word_end(start, end, marks)
        at = stop
        while at < end and (self.text[at] in self.blank or self.text[at] in marks):
            at += 1
        value = self.value(at, end) if at < end else None
        if marks or self.text.startswith("--", start):
            self.option(start, start if marks else start + 2, stop, value)
        else:
            self.letters(start, stop, value)

    def value(self, at: int, end: int) -> Node:
        if self.text[at] == '"':
            return self.quoted(at, end)
        stop = self.word_end(at, end)
        rest = self.skip_blanks(stop, end)
        if rest < end and self.text[rest] == "#":
            self.comment(rest, end)
        return Node(SCALAR, Span(at, stop), text=self.text[at:stop], tag="str")

    def quoted(self, start: int, end: int) -> Node:
        """A text in double quotes, in which a backslash protects what follows; the end of the line may close it."""
        out, at = [], start + 1
        while at < end and self.text[at] != '"':
            if self.text[at] == "\\":
                at += 1
                if at == end:
                    break
                out.append(_ESCAPES.get(self.text[at], self.text[at]))
            else:
                out.append(self.text[at])
            at += 1
        at = min(at, end)
        if at == end:
            self.problem(start, end, "a quoted text is not closed: until 8.13 the end of the line belongs to it")
        whole = Span(start, at + 1 if at < end else end)
        return Node(SCALAR, whole, text="".join(out), inner=Span(start + 1, at), style="double", tag="str")

    def letters(self, start: int, stop: int, value: Node | None) -> None:
        """``-k``, ``-sS``, ``-u a:b`` and ``-ua:b``."""
        for at in range(start + 1, stop):
            letter = self.text[at]
            key = _LETTERS.get(letter, letter)
            takes = letter in _WITH_VALUE
            if takes and at + 1 < stop:
                place = Span(at + 1, stop)
                value = Node(SCALAR, place, text=self.text[at + 1 : stop], tag="str")
            if value is None or (not takes and at + 1 < stop):
                node = Node(SCALAR, Span(at + 1, at + 1), tag="str")
            else:
                node = value
            whole = Span(start, max(stop, node.span.end))
            self.entries.append(Entry(key, Span(at, at + 1), node, whole))
            if takes:
                return

    def root(self) -> Node:
        items = [node for transfer in self.transfers() for node in _of_each_url(transfer)]
        return Node(SEQ, Span(0, self.end), items=items)

    def transfers(self) -> Iterator[list[Entry]]:
        """The options of each transfer: ``next`` begins another one, if this one has a URL."""
        found: list[Entry] = []
        for entry in self.entries:
            if entry.key == "next" and any(one.key == "url" for one in found):
                yield found
                found = []
            elif entry.key != "next":
                found.append(entry)
        yield found


def _of_each_url(entries: list[Entry]) -> Iterator[Node]:
    """A MAP for each URL, with it and all other options; one without a URL where there is none."""
    places = [at for at, entry in enumerate(entries) if entry.key == "url"]
    if not entries:
        return
    whole = Span(entries[0].span.start, entries[-1].span.end)
    others = [entry for entry in entries if entry.key != "url"]
    if len(places) < 2:
        yield Node(MAP, whole, entries=entries)
        return
    for place in places[: min(_MAX_URLS, _MAX_ENTRIES // len(entries) + 1)]:
        yield Node(MAP, whole, entries=[entries[place], *others])


class _Swaks(_Reader):
    """``server a.example.org``, ``--server a.example.org``, ``server=a.example.org``; a value is all the rest.

    A line without an option becomes two hyphens, which end the options: where anything follows, swaks stops.
    """

    def __init__(self, source: Source, dialect: str) -> None:
        super().__init__(source, dialect)
        self.ended: Span | None = None  # the first line without an option

    def line(self, start: int, end: int) -> None:
        if self.text.startswith("#", start):
            self.comment(start, end)
            return
        if self.ended is not None:
            if not self.doc.problems:
                self.stops(self.ended.start, self.ended.end)
            return
        name = start
        while name < end and name < start + 2 and self.text[name] == "-":
            name += 1
        stop = self.word_end(name, end)
        if name == stop:
            self.ended = Span(start, end)
            if start < end:
                self.stops(start, end)
            return
        equals = self.text.find("=", name, stop)
        if equals > name:
            value = Node(SCALAR, Span(equals + 1, stop), text=self.text[equals + 1 : stop], tag="str")
            if stop < end:
                self.problem(stop, end, "what follows a blank here is left over, and the program stops")
            stop = equals
        elif stop < end:
            at = min(stop + 1, end - 1)  # of a blank alone that blank: it is an argument, if an empty one
            value = Node(SCALAR, Span(at, end), text=self.text[at:end], tag="str")
        else:
            value = None
        self.option(start, name, stop, value)
        last = self.entries[-1]
        if last.key.startswith(_HEADER):
            last.key = "header"  # header-Subject sets the header Subject

    def stops(self, start: int, end: int) -> None:
        self.problem(start, end, "the options end at a line that does not begin with one, and more follows")
