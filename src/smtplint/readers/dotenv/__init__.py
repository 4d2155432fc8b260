"""Reads ``.env`` files as one of their many readers would: the table of what they do is in ``dialects``.

Every line gives what that reader delivers, and a quirk where a ``#``, a ``$``, a quote or a blank does what one may not
expect. The default dialect reads what most readers agree on and marks where they do not.
"""

from __future__ import annotations

from itertools import pairwise

from ...text import Source, Span
from ..base import ENV, MAP, OPAQUE, SCALAR, Document, Entry, Node
from .dialects import DIALECTS, Dialect
from .values import BLANK, LETTERS, VERSIONS, ValueReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Given = Mapping[str, tuple[str, str]]

_WORD = LETTERS | frozenset("0123456789")
_KEY_EXTRA = {"word": ".-", "ruby": ".", "compose": ".-[]", "rust": ".", "unicode": "."}
_SPACES = (" ", "\t", "\v", "\f")


def dialect_info(name: str) -> Dialect:
    """The behaviour of a dialect; an unknown name gives the cautious default."""
    return DIALECTS.get(name) or DIALECTS[""]


def read(source: Source, dialect: str = "", given: Given | None = None, below: Given | None = None) -> Document:
    """Reads a ``.env`` file: one root MAP with an entry for each ``NAME=value`` in order, duplicates kept.

    A value is a SCALAR with the tag ``str`` (``null`` for a name without ``=`` that means nothing), OPAQUE with ``why``
    where it depends on something outside the file (``text`` is then what it is with that left empty), or ENV for a name
    that is passed on from the environment. A line that the dialect skips is a Problem and no entry; a line for which it
    refuses the whole file is a Problem and, where it can be read, an entry. Never raises.

    ``given`` are variables that references find before those of the file, ``below`` those that they find else: each
    name's text and, if that is not certain, why.
    """
    return _Reader(source, dialect, given or {}, below or {}).document()


class _Reader(ValueReader):
    def __init__(self, source: Source, dialect: str, given: Given, below: Given) -> None:
        super().__init__(source, dialect_info(dialect))
        self.given = given
        self.known = {**below, **given}
        self.doc.dialect = dialect
        self.root = Node(MAP, Span(0, self.end))
        self.joined = bool(source.bom)  # what stands before the next name may become a part of it
        self.lost = False  # a line without a name was met, behind which some versions read nothing

    def document(self) -> Document:
        self.doc.roots.append(self.root)
        at = 0
        if self.doc.source.bom and self.dialect.bom != "dropped":
            self.problem(0, self.line_end(0), _BOM[self.dialect.bom])
        while at < self.end:
            last = self.line(at)
            at = self.after_line(last) if self.resume < 0 else self.resume
            self.resume = -1
        if self.dialect.references == "proxy":
            self.resolve_proxies()
        return self.doc

    # ---------------------------------------------------------------- lines

    def line(self, start: int) -> int:
        """Reads what begins on the line at ``start``; gives an offset on the last line that belongs to it."""
        end = self.line_end(start)
        at = self.skip_blanks(start, end)
        if self.dialect.looks_ahead:
            self.stops = self.php_stops(start, end)
            if self.stops[0] != self.stops[1] or self.stops[0] < 0:
                return self.unseen(at, end)
        if at == end:
            self.joined = self.joined or at > start
            return end
        if self.text[at] in self.dialect.comment_starts and not self.marked(at):
            self.comment(at, end)
            self.joined = self.joined or at > start
            return end if self.stops[0] <= end else self.stops[0]
        self.failed = False
        if self.dialect.long_names and self.text[at] in self.dialect.quoted_keys:
            close = self.text.find(self.text[at], at + 1)
            if close >= end:
                return self.long_name(at, close)
        if at > start and not self.dialect.indent:
            self.problem(at, end, "blanks before the name: the line is ignored")
            return end
        return self.statement(at, end)

    def php_stops(self, start: int, end: int) -> tuple[int, int]:
        """Where phpdotenv (5.4 and older, later ones) sees the end of the line at ``start``: texts may hold line ends.

        Its lines run on from one with ``="`` to one with another double quote that no backslash precedes; -1 where
        there is none.
        """
        line = self.text[start:end]
        if '="' not in line or _quotes_in(line) > 1:
            return end, end
        old = new = 0
        at = self.after(end)
        while at <= self.end and not (old and new) and end < self.end:
            stop = self.line_end(at)
            line = self.text[at:stop]
            count = _quotes_in(line)
            new = new or (stop if line == '"' or count >= 1 else 0)
            again = '="' in line and count <= 1
            old = old or (stop if line == '"' or count > (1 if again else 0) else 0)
            at = self.after(stop)
        return old or -1, new or -1

    def unseen(self, at: int, end: int) -> int:
        """A text of several lines whose end the loader may not see: it takes the rest of the file for it."""
        equals = self.text.find("=", at, end)
        name = self.text[at:equals].rstrip()
        if not name:
            self.problem(at, end, "there is no name")
            return self.end
        node = Node(OPAQUE, Span(equals + 1, end), why=UNSEEN)
        self.root.entries.append(Entry(name, Span(at, at + len(name)), node, Span(at, end)))
        return self.end

    def long_name(self, start: int, close: int) -> int:
        """A name in quotes that runs over lines, which is never meant: it swallows them, and the value behind it."""
        end = self.line_end(close)
        self.problem(start, self.line_end(start), "the quote around the name is closed on another line")
        behind = self.skip_blanks(close + 1, end)
        return self.value(behind + 1, end)[1] if self.text[behind : behind + 1] == "=" else end

    def statement(self, start: int, end: int) -> int:
        text, d = self.text, self.dialect
        separator = self.separator(start, end)
        if separator < 0 and d.below and self.valid_name(text[start:end].strip()):
            separator, end = self.separator_below(end)
        name_start, exported = self.after_export(start, end if separator < 0 else separator)
        if separator < 0:
            return self.bare_name(start, name_start, end, exported)
        name_end = name_start + len(text[name_start:separator].rstrip(BLANK + "\r\n"))
        if name_end < separator and not d.key_spaces:
            self.problem(name_end, separator, "blanks before '=' are not allowed")
        name_start, name_end = self.unquoted(name_start, name_end)
        name = self.marked(start) + text[name_start:name_end]
        if not name and self.dialect.nameless == "skip":
            return self.value(separator + 1, end)[1]
        if not self.valid_name(name):
            self.problem(start, self.strip_blanks(start, end), "is no valid name" if name else "there is no name")
            self.lost = self.lost or not name
            return self.value(separator + 1, end)[1] if self.dialect.unclosed == "rest" else end
        at = separator + 1
        empty = not text[at + (text[separator] == ":" and at < end) : end].partition("#")[0]
        if d.below and text[separator] == ":" and at == end:
            at = self.after(end)
            end = self.line_end(at)
            empty = not text[at:end].partition("#")[0]
        node, last = self.value(at, end)
        if self.stops[0] > self.line_end(last):
            return self.unseen(start, end)
        if exported and d.bare_export == "refused" and empty and node.style == "plain":
            self.unset_export(start, end, name)
        spaced = self.oddly_spaced(start, name_start, name_end, separator)
        if d.joins and (spaced or self.joined or self.lost or _tabs_around(text[at:end])):
            node = Node(OPAQUE, node.span, text=node.text, inner=node.inner, style=node.style, why=VERSIONS)
        if self.dialect.references == "dotenv-expand" and _names(text[at : self.line_end(last)], name):
            node = Node(OPAQUE, node.span, inner=node.inner, style=node.style, why="refers to itself")
        self.joined = False
        if not self.failed or d.on_error == "stop":
            whole = Span(start, self.strip_blanks(start, self.line_end(last)))
            self.root.entries.append(Entry(name, Span(name_start, name_end), node, whole))
            if name not in self.given and (d.duplicates == "last" or name not in self.known):
                self.known[name] = (node.text, node.why)
        return last

    def separator_below(self, end: int) -> tuple[int, int]:
        """Where a ``=`` begins the next line that is not blank, and that line's end; else -1 and the same end."""
        at = end
        while at < self.end and self.text[at].isspace():
            at += 1
        return (at, self.line_end(at)) if self.text[at : at + 1] == "=" else (-1, end)

    def oddly_spaced(self, start: int, name_start: int, name_end: int, separator: int) -> bool:
        """Whether there are tabs around a name, or more than one blank behind ``export``."""
        return "\t" in self.indent_before(start) + self.text[start:name_start] + self.text[name_end:separator] or (
            name_start > start + 7
        )

    def unset_export(self, start: int, end: int, name: str) -> None:
        """Ruby's dotenv refuses a file that exports a name without a value, unless it was set above."""
        if name not in self.known:
            self.problem(start, end, "is exported without a value: the whole file is refused")
        self.failed = True  # either way the line sets nothing

    def separator(self, start: int, end: int) -> int:
        """Where the '=' or ':' stands that parts name and value, or -1."""
        found = self.text.find("=", start, end)
        if self.dialect.hash_ends_name and "#" in self.text[start : max(found, start)]:
            return -1  # the comment begins before
        if self.dialect.colon:
            colon = self.text.find(":", start, end if found < 0 else found)
            if self.dialect.colon == "blank" and (colon + 1 == self.end or self.text[colon - 1 : colon] in _SPACES):
                return found
            if colon >= 0 and (self.dialect.colon == "yes" or colon + 1 == end or self.text[colon + 1] in BLANK):
                return colon
        return found

    def after_export(self, start: int, end: int) -> tuple[int, bool]:
        """Where the name begins behind ``export``, and whether that word stands there."""
        text = self.text
        if text.startswith("export", start) and text[start + 6 : start + 7] in (" ", "\t") and not self.marked(start):
            after = self.skip_blanks(start + 6, end)
            if self.drops_export(start, after, end):
                return after, True
            if after < end and self.dialect.keys == "any":
                self.problem(start, start + 6, "'export' becomes part of the name")
                self.failed = False
        return start, False

    def unquoted(self, start: int, end: int) -> tuple[int, int]:
        """The range of a name without the quotes around it."""
        quoted = (
            end - start > 2 and self.text[start] in self.dialect.quoted_keys and self.text[end - 1] == self.text[start]
        )
        return (start + 1, end - 1) if quoted else (start, end)

    def drops_export(self, start: int, after: int, end: int) -> bool:
        """Whether ``export`` at ``start`` is dropped before a name that begins at ``after`` and ends before ``end``."""
        kind = self.dialect.export
        if kind == "named":
            return after < end and self.strip_blanks(after, end) - start > _LEAST_EXPORTED
        if kind == "one":
            return after == start + 7 < end
        return kind == "always" or (kind == "any" and after < end)

    def indent_before(self, start: int) -> str:
        """The blanks that stand before ``start`` on its line."""
        at = start
        while at > 0 and self.text[at - 1] in BLANK:
            at -= 1
        return self.text[at:start]

    def marked(self, start: int) -> str:
        """The byte order mark that becomes a part of what begins at ``start``."""
        if not self.doc.source.bom or self.dialect.bom != "kept" or self.text[:start].strip(BLANK):
            return ""
        return "\ufeff" + self.text[:start]

    def valid_name(self, name: str) -> bool:
        kind = self.dialect.keys
        if name[:1] and name[0] in self.dialect.quoted_keys:
            return False
        if kind == "any":
            return name != ""
        if kind == "no-blank":
            return name != "" and not any(char.isspace() or char == "#" for char in name)
        if kind == "unicode":
            return name != "" and all(char.isalnum() or char in "_." for char in name)
        if kind in ("shell", "rust", "symfony") and name[:1] not in LETTERS:
            return False
        if kind == "compose":
            return name != "" and all(char.isalnum() or char in "_.-[]" for char in name)
        return name != "" and all(char in _WORD or char in _KEY_EXTRA.get(kind, "") for char in name)

    def bare_name(self, start: int, name_start: int, end: int, exported: bool) -> int:
        """A line without '='."""
        bare = self.dialect.bare
        hash_at = -1 if self.dialect.whole_names else self.text.find("#", name_start, end)
        name_end = self.strip_blanks(name_start, hash_at if hash_at >= 0 else end)
        if self.dialect.whole_names == "indent":
            indent = len(self.indent_before(start))
            name_start, name_end = name_start if exported and not indent else start - indent, end
        name_start, name_end = self.unquoted(name_start, name_end)
        name = self.text[name_start:name_end]
        if exported and self.dialect.bare_export == "inherit":
            bare = "inherit"
        self.joined = True
        if end == self.end and self.dialect.nameless == "skip" and all(map(self.valid_name, name.split())):
            return end  # compose takes a last line that does not end for a value without a name
        if bare == "skip" or not self.valid_name(name) or (self.dialect.below and name == "export"):
            self.problem(start, self.strip_blanks(start, end), "has no '='")
            return end
        if hash_at >= 0:
            self.comment(hash_at, end)
        if self.dialect.hash_ends_name:
            self.known[name] = ("", "")
        if exported and self.dialect.bare_export == "refused":
            self.unset_export(start, end, name)
            return end
        here = Span(name_end, name_end)
        if bare == "inherit":
            node = Node(ENV, here, text=name, style="")
        else:
            node = Node(SCALAR, here, tag="null" if bare == "null" else "str")
        whole = Span(start, self.strip_blanks(start, end))
        self.root.entries.append(Entry(name, Span(name_start, name_end), node, whole))
        return end

    # ---------------------------------------------------------------- django-environ

    def resolve_proxies(self) -> None:
        """django-environ takes a value that begins with '$' for the name of another variable, wherever that stands."""
        for entry in self.root.entries:
            node = entry.value
            if node.kind == SCALAR and node.text.startswith("$"):
                node.quirks += ("dollar-expanded",)
                node.text, node.why = self.proxied(node.text)
                node.kind = OPAQUE if node.why else SCALAR

    def proxied(self, text: str) -> tuple[str, str]:
        for _ in range(20):
            name = text.lstrip("$")
            if name not in self.known:
                return "", f"refers to {name}" if self.valid_name(name) else "refers to a variable of a strange name"
            text = self.known[name][0]
            if not text.startswith("$"):
                return text, ""
        return "", "refers to itself"


def _tabs_around(text: str) -> bool:
    value = text.partition("#")[0]
    return value.strip(" ") != value.strip()


def _names(text: str, name: str) -> bool:
    """Whether a value refers to a name, with braces or without."""
    return "$" + name in text or "${" + name in text


def _quotes_in(line: str) -> int:
    """Double quotes of a line as phpdotenv counts them: behind another character, and that is no backslash."""
    line = line.replace("\\\\", "")
    return sum(before != "\\" for before, quote in pairwise(line) if quote == '"')


UNSEEN = "the end of the text may not be seen"
_LEAST_EXPORTED = 8  # phpdotenv drops "export" only where it and the name have more characters than that
_BOM = {
    "kept": "the byte order mark at the beginning becomes a part of the first name",
    "refused": "a file that begins with a byte order mark is refused",
}
