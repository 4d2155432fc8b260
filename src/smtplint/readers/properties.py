"""Reads Java ``.properties`` files, and Spring Boot's several documents in one file.

The rules are those of ``java.util.Properties.load`` (compared with Java itself); a line ``#---`` or ``!---`` parts
documents as Spring Boot does since 2.4.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import MAP, SCALAR, Document, Entry, Node
from .lines import LineReader

_BLANK = " \t\f"
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_HEX = frozenset("0123456789abcdefABCDEF")


def read(source: Source, dialect: str = "") -> Document:
    """Reads a ``.properties`` file: a flat root MAP for each document; keys as written, dots included; duplicates kept.

    With the dialect ``java`` there is always one document. Values have the tag ``str``; a wrong Unicode escape is a
    Problem and stays in the text. Never raises.
    """
    return _Reader(source, dialect).document()


class _Reader(LineReader):
    blank = _BLANK

    def __init__(self, source: Source, dialect: str) -> None:
        super().__init__(source, Document(source, "properties", dialect=dialect))
        self.root = Node(MAP, Span(0, 0))
        self.doc.roots.append(self.root)

    def document(self) -> Document:
        at = 0
        previous = ""  # the marker of the comment on the line before
        while at < self.end:
            start = at
            end = self.line_end(at)
            at = self.skip_blanks(start, end)
            marker = self.text[at] if at < end and self.text[at] in "#!" else ""
            if marker:
                self.doc.comments.append(Span(at, end))
                if self.is_separator(start, end, previous):
                    self.new_root(start, end)
            elif at < end:
                end = self.entry(at, end)
            previous = marker
            at = self.after(end)
        self.root.span.end = self.end
        return self.doc

    def is_separator(self, start: int, end: int, previous: str) -> bool:
        """``#---`` alone on its line, and no comment of the same kind right before or behind it."""
        marker = self.text[start]
        if self.doc.dialect == "java" or self.text[start + 1 : end].rstrip(_BLANK) != "---" or previous == marker:
            return False
        return not self.text.startswith(marker, self.after(end))

    def new_root(self, start: int, end: int) -> None:
        self.root.span.end = start
        self.root = Node(MAP, Span(min(self.after(end), self.end), self.end))
        self.doc.roots.append(self.root)

    # ---------------------------------------------------------------- entries

    def entry(self, start: int, line_end: int) -> int:
        """One key and value from ``start`` on; gives the end of its last line."""
        lines = self.logical_line(start, line_end)
        last = lines[-1][1]
        line = "".join(self.text[a:b] for a, b in lines)
        if not line:
            return self.line_end(last)
        key_end = _key_end(line)
        value_start = _value_start(line, key_end)
        span = Span(_place(lines, value_start, later=True), last)
        text = self.unescaped(line, value_start, len(line), span)
        quirks = ("space-kept",) if text != text.rstrip() else ()
        node = Node(SCALAR, span, text=text, tag="str", quirks=quirks)
        key_span = Span(start, _place(lines, key_end, later=False))
        key = self.unescaped(line, 0, key_end, key_span)
        self.root.entries.append(Entry(key, key_span, node, Span(start, last)))
        return self.line_end(last)

    def logical_line(self, start: int, end: int) -> list[tuple[int, int]]:
        """The ranges that make up the line: backslashes at line ends, and blanks that follow them, left out."""
        ranges = []
        while self.continues(start, end) and end < self.end:
            ranges.append((start, end - 1))
            if ranges[0] == (start, start):
                return ranges  # nothing but a backslash: the next line begins anew
            start = self.after(end)
            end = self.line_end(start)
            start = self.skip_blanks(start, end)
        if self.continues(start, end):
            end -= 1  # at the end of the file nothing follows
        ranges.append((start, end))
        return ranges

    def continues(self, start: int, end: int) -> bool:
        before = end
        while before > start and self.text[before - 1] == "\\":
            before -= 1
        return (end - before) % 2 == 1

    def unescaped(self, line: str, start: int, end: int, place: Span) -> str:
        """The range of a logical line that stands at ``place``, without its escapes."""
        body = line[start:end]
        if "\\" not in body:
            return body
        out = []
        at = 0
        while True:
            found = body.find("\\", at)
            if found < 0 or found + 1 == len(body):
                out.append(body[at : found if found >= 0 else len(body)])
                return "".join(out)
            out.append(body[at:found])
            char = body[found + 1]
            at = found + 2
            if char != "u":
                out.append(_ESCAPES.get(char, char))
                continue
            digits = body[at : at + 4]
            if len(digits) == 4 and _HEX.issuperset(digits):
                out.append(chr(int(digits, 16)))
                at += 4
            else:
                out.append("\\u")
                self.wrong_escape(place, body[found : found + 2])

    def wrong_escape(self, place: Span, escape: str) -> None:
        self.problem(place.start, place.end, f"'{escape}' must be followed by four hexadecimal digits")


def _key_end(line: str) -> int:
    at = 0
    while at < len(line) and line[at] not in "=: \t\f":
        at += 2 if line[at] == "\\" else 1
    return min(at, len(line))


def _value_start(line: str, at: int) -> int:
    """Behind blanks, at most one '=' or ':', and blanks again."""
    while at < len(line) and line[at] in _BLANK:
        at += 1
    if at < len(line) and line[at] in "=:":
        at += 1
        while at < len(line) and line[at] in _BLANK:
            at += 1
    return at


def _place(lines: list[tuple[int, int]], offset: int, *, later: bool) -> int:
    """Where an offset of the logical line stands in the file; between two lines, on the ``later`` or earlier one."""
    for start, end in lines:
        if offset < end - start or (offset == end - start and not later):
            return start + offset
        offset -= end - start
    return lines[-1][1]
