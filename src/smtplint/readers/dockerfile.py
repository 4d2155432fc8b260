"""Reads what a Dockerfile sets: the base image, ``ENV`` and ``ARG`` of each stage. Everything else is passed over.

The rules are those of BuildKit's parser (``frontend/dockerfile/parser``) and its word expansion (``shell/lex.go``): a
line goes on behind the escape character at its end, comments and empty lines between are left out, and ``ENV`` takes
either pairs (``A=1 B="x y"``) or one name and the rest of the line.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import MAP, OPAQUE, SCALAR, Document, Entry, Node
from .lines import LineReader

_MAX_STAGES = 100
_MAX_ENTRIES = 5_000
_BLANK = " \t"
REFERS = "refers to the environment"  # of a value that holds references and nothing that hides one


def read(source: Source, dialect: str = "") -> Document:
    """Reads a Dockerfile: a root MAP for each stage, with ``FROM`` and ``AS`` (scalars), ``ARG`` and ``ENV`` (maps).

    Each ``ARG`` and ``ENV`` is an entry of its own, as one instruction does not see what it sets itself.
    What ``ARG`` sets before the first ``FROM`` stands in a root of its own without ``FROM``. A value with references is
    OPAQUE and holds its text, quotes removed; an ``ARG`` without a default is OPAQUE and empty. Never raises.
    """
    reader = _Reader(source, Document(source, "dockerfile", dialect=dialect))
    reader.run()
    return reader.doc


class _Line:
    """A logical line: its characters without continuations, and where each of them stands."""

    __slots__ = ("at", "end", "text")

    def __init__(self, text: str, at: list[int], end: int) -> None:
        self.text = text
        self.at = at
        self.end = end

    def place(self, start: int, end: int) -> Span:
        """The span in the source of a range of the line."""
        if start >= len(self.at):
            return Span(self.end, self.end)
        return Span(self.at[start], self.at[end - 1] + 1 if end > start else self.at[start])


class _Reader(LineReader):
    def __init__(self, source: Source, document: Document) -> None:
        super().__init__(source, document)
        self.escape = "\\"
        self.count = 0
        self.stage = self.open_stage(0)

    def open_stage(self, at: int) -> Node:
        stage = Node(MAP, Span(at, at))
        self.doc.roots.append(stage)
        return stage

    def run(self) -> None:
        at, directives = 0, True
        while at < self.end and self.count < _MAX_ENTRIES:
            end = self.line_end(at)
            start = self.skip_blanks(at, end)
            if self.text.startswith("#", start):
                words = self.text[start + 1 : end].replace(" ", "").lower()
                if directives and words in ("escape=`", "escape=\\"):
                    self.escape = words[-1]
                directives = directives and "=" in words
                self.doc.comments.append(Span(start, end))
                at = self.after(end)
                continue
            directives = directives and start == end
            if start == end:
                at = self.after(end)
                continue
            line = self.logical(start)
            at = self.after(line.end)
            at = self.behind_heredocs(line, at)
            self.instruction(line)

    def logical(self, at: int) -> _Line:
        """The line at ``at`` with those that go on from it."""
        text: list[str] = []
        places: list[int] = []
        end = at
        while at < self.end:
            end = self.line_end(at)
            start = self.skip_blanks(at, end)
            if text and (start == end or self.text[start] == "#"):
                if start < end:
                    self.doc.comments.append(Span(start, end))
                at = self.after(end)
                continue
            stop = self.strip_blanks(at, end)
            goes_on = stop > at and self.text[stop - 1] == self.escape
            last = stop - 1 if goes_on else end
            text.append(self.text[at:last])
            places += range(at, last)
            if not goes_on:
                break
            at = self.after(end)
        return _Line("".join(text), places, min(end, self.end))

    def behind_heredocs(self, line: _Line, at: int) -> int:
        """Where the file goes on behind the here-documents that a line of RUN, COPY or ADD begins."""
        if line.text[:4].upper() not in ("RUN ", "COPY", "ADD ") or "<<" not in line.text:
            return at
        for piece in line.text.split("<<")[1:]:
            tabs = piece.startswith("-")
            word = piece.lstrip("-").split(None, 1)[0] if piece.strip() and piece[:1] not in _BLANK + "<" else ""
            name = word.strip("\"'")
            if not name.isidentifier():
                continue
            while at < self.end:
                end = self.line_end(at)
                found = self.text[at:end]
                at = self.after(end)
                if (found.lstrip("\t") if tabs else found) == name:
                    break
        return at

    def instruction(self, line: _Line) -> None:
        stop = next((at for at, char in enumerate(line.text) if char in _BLANK), len(line.text))
        name = line.text[:stop].upper()
        rest = stop
        while rest < len(line.text) and line.text[rest] in _BLANK:
            rest += 1
        if name == "FROM":
            self.begin(line, rest)
        elif name in ("ENV", "ARG"):
            section = Entry(name, line.place(0, 3), Node(MAP, line.place(rest, len(line.text))))
            self.stage.entries.append(section)
            self.variables(line, section, rest)
        self.stage.span.end = line.end

    def begin(self, line: _Line, at: int) -> None:
        """A new stage: ``FROM [--platform=...] image [AS name]``."""
        words = [place for place in _words(line.text, at, self.escape) if not line.text.startswith("--", place[0])]
        if not words or len(self.doc.roots) > _MAX_STAGES:
            return
        start = line.place(0, 1).start
        self.stage = self.open_stage(start)
        keyword = line.place(0, 4)
        for key, place in (("FROM", words[0]), ("AS", words[2] if len(words) > 2 else None)):
            if place is not None:
                node = Node(SCALAR, line.place(*place), text=line.text[place[0] : place[1]], tag="str")
                self.stage.entries.append(Entry(key, keyword, node))

    def variables(self, line: _Line, section: Entry, at: int) -> None:
        places = _words(line.text, at, self.escape)
        first = line.text[places[0][0] : places[0][1]] if places else ""
        if section.key == "ENV" and "=" not in first:
            if len(places) > 1:  # the old form: a name and the rest of the line
                self.add(line, section, places[0], (places[1][0], len(line.text.rstrip(_BLANK))))
            return
        for start, end in places:
            equals = line.text.find("=", start, end)
            if equals >= 0:
                self.add(line, section, (start, equals), (equals + 1, end))
            elif section.key == "ARG":
                self.add(line, section, (start, end), None)

    def add(self, line: _Line, section: Entry, name: tuple[int, int], value: tuple[int, int] | None) -> None:
        key = line.text[name[0] : name[1]]
        node = Node(OPAQUE, line.place(*name), why="no default") if value is None else self.value(line, *value)
        span = line.place(name[0], value[1] if value is not None else name[1])
        section.value.entries.append(Entry(key, line.place(*name), node, span))
        self.count += 1

    def value(self, line: _Line, start: int, end: int) -> Node:
        text, refers, hidden = _unquoted(line.text[start:end], self.escape)
        span = line.place(start, end)
        raw = line.text[start:end]
        style = {"'": "single", '"': "double"}.get(raw[:1], "plain") if len(raw) > 1 and raw[0] == raw[-1] else "plain"
        inner = Span(span.start + 1, span.end - 1) if style != "plain" else span
        if self.text[inner.start : inner.end] != text:
            style, inner = "plain", span
        if refers:
            return Node(OPAQUE, span, text=text, inner=inner, style=style, why="partly quoted" if hidden else REFERS)
        return Node(SCALAR, span, text=text, inner=inner, style=style, tag="str")


def _words(text: str, at: int, escape: str) -> list[tuple[int, int]]:
    """The words of a line from ``at`` on, split at blanks outside of quotes."""
    found: list[tuple[int, int]] = []
    start, quote = -1, ""
    while at < len(text):
        char = text[at]
        if start < 0 and char not in _BLANK:
            start = at
        if quote:
            if char == escape and quote == '"':
                at += 1
            elif char == quote:
                quote = ""
        elif char in "'\"":
            quote = char
        elif char == escape:
            at += 1
        elif char in _BLANK and start >= 0:
            found.append((start, at))
            start = -1
        at += 1
    if start >= 0:
        found.append((start, len(text)))
    return found


def _unquoted(text: str, escape: str) -> tuple[str, bool, bool]:
    """A word without its quotes and escapes, whether it holds references, and whether a literal dollar hides in it."""
    out: list[str] = []
    quote, at = "", 0
    refers = hidden = False
    while at < len(text):
        char = text[at]
        following = text[at + 1 : at + 2]
        if quote == "'":
            quote = "" if char == "'" else quote
            out.append("" if char == "'" else char)
            hidden = hidden or char == "$"
        elif char == escape and following and (not quote or following in '"$' + escape):
            out.append(following)
            hidden = hidden or following == "$"
            at += 1
        elif char == quote:
            quote = ""
        elif char in "'\"" and not quote:
            quote = char
        else:
            refers = refers or (char == "$" and (following == "{" or following == "_" or following.isalnum()))
            out.append(char)
        at += 1
    return "".join(out), refers, hidden
