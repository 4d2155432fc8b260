"""Reads configuration of one setting, or one server, a line: dma.conf, Postfix's main.cf, nullmailer's remotes.

What differs between programs stands in the rows of DIALECTS; the rules are those of dma's ``conf.c``, of Postfix's
``postconf(5)``, and of nullmailer's ``argparse.cc`` and ``send.cc``.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import MAP, SCALAR, SEQ, Document, Entry, Node
from .lines import LineReader

_MAX_ENTRIES = 20_000
_QUOTES = {"'": "single", '"': "double"}


class Dialect:
    """How one program reads its lines."""

    __slots__ = ("comment", "indented", "name", "separator", "url", "words")

    def __init__(
        self,
        name: str,
        *,
        comment: str = "line",
        indented: str = "plain",
        separator: str = "",
        words: tuple[str, ...] = (),
        url: bool = False,
    ) -> None:
        self.name = name
        self.comment = comment  # what a '#' ends: line (only where it begins one) or any
        self.indented = indented  # a line that begins with a blank: plain, skipped, or continued (of the line before)
        self.separator = separator  # between key and value; empty: blanks
        self.url = url  # each line is a URL behind labels, which stand before a '='
        self.words = words  # each line is a server: names of its first words, then options as --key=value


_ROWS = (
    Dialect(""),
    Dialect("dma", comment="any", indented="skipped"),
    Dialect("postfix", indented="continued", separator="="),
    Dialect("remotes", words=("host", "protocol")),
    Dialect("urls", url=True),
)
DIALECTS = {row.name: row for row in _ROWS}


def read(source: Source, dialect: str = "") -> Document:
    """Reads lines of a key and its value into a root MAP; a key alone has an empty text.

    In a dialect of servers the root is a SEQ with a MAP for each line: its first words under the dialect's names, then
    its options, of which a flag has an empty text. Values have the tag ``str``. Never raises.
    """
    return _Reader(source, dialect).document()


class _Reader(LineReader):
    def __init__(self, source: Source, dialect: str) -> None:
        super().__init__(source, Document(source, "directives", dialect=dialect))
        self.dialect = DIALECTS.get(dialect) or DIALECTS[""]
        self.root = Node(SEQ if self.dialect.words or self.dialect.url else MAP, Span(0, self.end))
        self.doc.roots.append(self.root)

    def document(self) -> Document:
        at = 0
        while at < self.end and len(self.root.entries) + len(self.root.items) < _MAX_ENTRIES:
            end = self.line_end(at)
            start = self.skip_blanks(at, end)
            stop = self.without_comment(start, end)
            if start < stop and not (start > at and self.indented(start, stop)):
                self.content(start, stop)
            at = self.after(end)
        return self.doc

    def content(self, start: int, stop: int) -> None:
        if self.dialect.words:
            self.server(start, stop)
        elif self.dialect.url:
            self.url(start, stop)
        else:
            self.setting(start, stop)

    def url(self, start: int, stop: int) -> None:
        """A URL up to the end of its line; other lines are left out."""
        mark = self.text.find("://", start, stop)
        at = mark
        while at > start and self.text[at - 1].isalnum():
            at -= 1
        before = self.text[start:at].rstrip(self.blank)
        if mark > at and (not before or before.endswith("=")):
            node = Node(SCALAR, Span(at, stop), text=self.text[at:stop], tag="str")
            whole = Span(at, stop)
            self.root.items.append(Node(MAP, whole, entries=[Entry("url", whole, node, whole)]))

    def without_comment(self, start: int, end: int) -> int:
        """Where the text of a line ends; its comment is noted."""
        mark = self.text.find("#", start, end)
        if mark == start or (mark > start and self.dialect.comment == "any"):
            self.doc.comments.append(Span(mark, self.strip_blanks(mark, end)))
            end = mark
        return self.strip_blanks(start, end)

    def indented(self, start: int, stop: int) -> bool:
        """Deals with a line that begins with a blank, where that means something."""
        if self.dialect.indented == "continued" and self.root.entries:
            entry = self.root.entries[-1]
            node = entry.value
            node.text = (node.text + " " + self.text[start:stop]).lstrip()
            node.span.end = node.inner.end = entry.span.end = stop
        return self.dialect.indented != "plain"

    # ---------------------------------------------------------------- a setting on each line

    def setting(self, start: int, stop: int) -> None:
        separator = self.dialect.separator
        end = self.text.find(separator, start, stop) if separator else self.word_end(start, stop)
        if end < 0:
            self.problem(start, stop, f"has no {separator!r}")
            return
        key = Span(start, self.strip_blanks(start, end))
        if key.start == key.end:
            self.problem(start, stop, "there is no key")
            return
        at = self.skip_blanks(end + len(separator), stop)
        node = Node(SCALAR, Span(min(at, stop), stop), text=self.text[at:stop], tag="str")
        if at >= stop:
            node = Node(SCALAR, Span(end + len(separator), end + len(separator)), tag="str")
        self.root.entries.append(Entry(self.text[key.start : key.end], key, node, Span(start, stop)))

    def word_end(self, start: int, stop: int) -> int:
        while start < stop and self.text[start] not in self.blank:
            start += 1
        return start

    # ---------------------------------------------------------------- a server on each line

    def server(self, start: int, stop: int) -> None:
        node = Node(MAP, Span(start, stop))
        at, number = start, 0
        while at < stop:
            end = self.argument_end(at, stop)
            named = number < len(self.dialect.words)
            node.entries.append(self.named(self.dialect.words[number], at, end) if named else self.option(at, end))
            number += 1
            at = self.skip_blanks(end, stop)
        self.root.items.append(node)

    def argument_end(self, at: int, stop: int) -> int:
        """Where a word ends, as a shell splits a line: quotes and backslashes protect blanks."""
        quote = ""
        while at < stop and (quote or self.text[at] not in self.blank):
            char = self.text[at]
            if char == "\\" and quote != "'":
                at += 1
            elif quote:
                quote = "" if char == quote else quote
            elif char in _QUOTES:
                quote = char
            at += 1
        if quote:
            self.problem(stop - 1, stop, "a quoted text is not closed")
        return min(at, stop)

    def named(self, name: str, start: int, end: int) -> Entry:
        return Entry(name, Span(start, end), self.argument(start, end), Span(start, end))

    def option(self, start: int, end: int) -> Entry:
        """``--key=value`` or ``--key``; the hyphens may be left out."""
        if self.text[start] in _QUOTES or "\\" in self.text[start:end].partition("=")[0]:
            key_text, _, value = _unquoted(self.text[start:end]).removeprefix("--").partition("=")
            return Entry(key_text, Span(start, end), Node(SCALAR, Span(start, end), text=value, tag="str"))
        begin = start + 2 if self.text.startswith("--", start) else start
        equals = self.text.find("=", begin, end)
        stop = equals if equals >= 0 else end
        key = Span(min(begin, end), stop)
        return Entry(self.text[key.start : key.end], key, self.argument(min(stop + 1, end), end), Span(start, end))

    def argument(self, start: int, end: int) -> Node:
        """The value of a word without its quotes and backslashes."""
        written = self.text[start:end]
        mark = written[:1]
        if len(written) > 1 and mark in _QUOTES and written.endswith(mark) and "\\" not in written:
            inner = written[1:-1]
            if mark not in inner:
                place = Span(start + 1, end - 1)
                return Node(SCALAR, Span(start, end), text=inner, inner=place, style=_QUOTES[mark], tag="str")
        return Node(SCALAR, Span(start, end), text=_unquoted(written), tag="str")


def _unquoted(written: str) -> str:
    out, quote, at = [], "", 0
    while at < len(written):
        char = written[at]
        if char == "\\" and quote != "'":
            at += 1
            out.append(written[at : at + 1])
        elif char == quote:
            quote = ""
        elif not quote and char in _QUOTES:
            quote = char
        else:
            out.append(char)
        at += 1
    return "".join(out)
