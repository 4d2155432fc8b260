"""Reads ``.env`` files as one of their many readers would: the table of what they do is in ``dotenv_dialects``.

Every line gives what that reader delivers, and a quirk where a ``#``, a ``$``, a quote or a blank does what one may not
expect. The default dialect reads what most readers agree on and marks where they do not.
"""

from __future__ import annotations

from itertools import pairwise

from ..text import Source, Span
from .base import ENV, MAP, OPAQUE, SCALAR, Document, Entry, Node
from .dotenv_dialects import DIALECTS, Dialect
from .dotenv_references import SYNTAXES, expand, has_reference, matching
from .lines import LineReader

_BLANK = " \t\v\f"
_UPPER_LOWER = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_WORD = _UPPER_LOWER | frozenset("0123456789")
_KEY_EXTRA = {"word": ".-", "ruby": ".", "compose": ".-[]", "rust": ".", "unicode": "."}
_SPACES = (" ", "\t", "\v", "\f")
_WORD_ENDS = ";&|<>()"  # where a shell's word ends


def dialect_info(name: str) -> Dialect:
    """The behaviour of a dialect; an unknown name gives the cautious default."""
    return DIALECTS.get(name) or DIALECTS[""]


def read(source: Source, dialect: str = "") -> Document:
    """Reads a ``.env`` file: one root MAP with an entry for each ``NAME=value`` in order, duplicates kept.

    A value is a SCALAR with the tag ``str`` (``null`` for a name without ``=`` that means nothing), OPAQUE with ``why``
    where it depends on something outside the file (``text`` is then what it is with that left empty), or ENV for a name
    that is passed on from the environment. A line that the dialect skips is a Problem and no entry; a line for which it
    refuses the whole file is a Problem and, where it can be read, an entry. Never raises.
    """
    return _Reader(source, dialect).document()


class _Reader(LineReader):
    def __init__(self, source: Source, dialect: str) -> None:
        super().__init__(source, Document(source, "dotenv", dialect=dialect))
        self.dialect = dialect_info(dialect)
        self.syntax = SYNTAXES.get(self.dialect.references)
        self.root = Node(MAP, Span(0, self.end))
        self.known: dict[str, tuple[str, str]] = {}
        self.joined = bool(source.bom)  # what stands before the next name may become a part of it
        self.stops = (0, 0)  # where phpdotenv's present line ends, by its older and its newer versions
        self.lost = False  # a line without a name was met, behind which some versions read nothing
        self.failed = False  # a problem was met in the present line
        self.brackets: dict[int, dict[int, int]] = {}  # by the end of the present line: where each bracket closes

    def document(self) -> Document:
        self.doc.roots.append(self.root)
        at = 0
        if self.doc.source.bom and self.dialect.bom != "dropped":
            self.problem(0, self.line_end(0), _BOM[self.dialect.bom])
        while at < self.end:
            at = self.after_line(self.line(at))
        if self.dialect.references == "proxy":
            self.resolve_proxies()
        return self.doc

    # ---------------------------------------------------------------- lines

    def after_line(self, at: int) -> int:
        """The beginning of the line behind the one of ``at``."""
        return self.after(self.line_end(at))

    def problem(self, start: int, end: int, message: str) -> None:
        """Notes a problem, and that the present line has one."""
        self.failed = True
        super().problem(start, end, message)

    def comment(self, start: int, end: int) -> None:
        self.doc.comments.append(Span(start, end))

    def line(self, start: int) -> int:
        """Reads what begins on the line at ``start``; gives an offset on the last line that belongs to it."""
        end = self.line_end(start)
        at = self.skip_blanks(start, end)
        if self.dialect.name == "phpdotenv":
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
        if (
            self.text[at] in self.dialect.quoted_keys
            and self.dialect.bare == "null"
            and self.dialect.on_error == "skip"
        ):
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
        name = self.text[at:end].partition("=")[0].strip()
        node = Node(OPAQUE, Span(at, end), why=UNSEEN)
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
        name_end = name_start + len(text[name_start:separator].rstrip(_BLANK + "\r\n"))
        if name_end < separator and not d.key_spaces:
            self.problem(name_end, separator, "blanks before '=' are not allowed")
        name_start, name_end = self.unquoted(name_start, name_end)
        name = self.marked(start) + text[name_start:name_end]
        if not self.valid_name(name):
            self.problem(start, self.strip_blanks(start, end), "is no valid name" if name else "there is no name")
            self.lost = self.lost or not name
            return end
        at = separator + 1
        empty = not text[at + (text[separator] == ":" and at < end) : end].partition("#")[0]
        if d.below and text[separator] == ":" and at == end:
            at = self.after(end)
            end = self.line_end(at)
            empty = not text[at:end].partition("#")[0]
        node, last = self.value(at, end)
        if self.stops[0] > self.line_end(last):
            return self.unseen(start, end)
        if exported and d.name == "ruby-dotenv" and empty:
            self.unset_export(start, end, name)
        spaced = self.oddly_spaced(start, name_start, name_end, separator)
        if d.joins and (spaced or self.joined or self.lost or _tabs_around(text[at:end])):
            node = Node(OPAQUE, node.span, text=node.text, inner=node.inner, style=node.style, why=_JOINED)
        self.joined = False
        if not self.failed or d.on_error == "stop":
            whole = Span(start, self.strip_blanks(start, self.line_end(last)))
            self.root.entries.append(Entry(name, Span(name_start, name_end), node, whole))
            if d.duplicates == "last" or name not in self.known:
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
        if (
            self.dialect.keys == "no-blank"
            and self.dialect.bare == "null"
            and "#" in self.text[start : max(found, start)]
        ):
            return -1  # the comment begins before
        if self.dialect.colon:
            colon = self.text.find(":", start, end if found < 0 else found)
            if self.dialect.colon == "blank" and (colon + 1 == self.end or self.text[colon - 1 : colon] in _SPACES):
                return found
            if colon >= 0 and (self.dialect.colon == "yes" or colon + 1 == end or self.text[colon + 1] in _BLANK):
                return colon
        return found

    def after_export(self, start: int, end: int) -> tuple[int, bool]:
        """Where the name begins behind ``export``, and whether that word stands there."""
        text = self.text
        if text.startswith("export", start) and text[start + 6 : start + 7] in (" ", "\t") and not self.marked(start):
            after = self.skip_blanks(start + 6, end)
            if self.drops_export(start, after, end):
                return after, True
            if after < end and self.dialect.name == "decouple":
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
        while at > 0 and self.text[at - 1] in _BLANK:
            at -= 1
        return self.text[at:start]

    def marked(self, start: int) -> str:
        """The byte order mark that becomes a part of what begins at ``start``."""
        if not self.doc.source.bom or self.dialect.bom != "kept" or self.text[:start].strip(_BLANK):
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
        if kind in ("shell", "rust", "symfony") and name[:1] not in _UPPER_LOWER:
            return False
        if kind == "compose":
            return name != "" and all(char.isalnum() or char in "_.-[]" for char in name)
        return name != "" and all(char in _WORD or char in _KEY_EXTRA.get(kind, "") for char in name)

    def bare_name(self, start: int, name_start: int, end: int, exported: bool) -> int:
        """A line without '='."""
        bare = self.dialect.bare
        hash_at = self.text.find("#", name_start, end)
        name_end = self.strip_blanks(name_start, hash_at if hash_at >= 0 else end)
        if self.dialect.keys == "unicode":  # phpdotenv takes the whole line
            indent = len(self.indent_before(start))
            name_start, name_end = name_start if exported and not indent else start - indent, end
        name_start, name_end = self.unquoted(name_start, name_end)
        name = self.text[name_start:name_end]
        if exported and self.dialect.name == "shell":
            bare = "inherit"
        self.joined = True
        if bare == "skip" or not self.valid_name(name) or (self.dialect.below and name == "export"):
            self.problem(start, self.strip_blanks(start, end), "has no '='")
            return end
        if hash_at >= 0:
            self.comment(hash_at, end)
        if exported and self.dialect.name == "ruby-dotenv":
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

    # ---------------------------------------------------------------- values

    def value(self, at: int, end: int) -> tuple[Node, int]:
        """The value behind the separator, and an offset on its last line."""
        shape = self.dialect.shape
        if shape == "raw":
            return self.kept(at, end), end
        if shape == "ends":
            return self.quoted_at_both_ends(at, end), end
        start = self.skip_blanks(at, end)
        if start > at and start < end and self.text[start] != "#" and self.dialect.value_spaces == "error":
            self.problem(at, start, "blanks behind '=' are not allowed")
        if start == end:
            return self.from_below(end) or (self.scalar(Span(at, at), [("", False)]), end)
        if self.text[start] == "#" and self.hash_is_first(start > at):
            self.comment(start, end)
            cut = ("cut-by-hash",) if start == at else ()
            return self.scalar(Span(at, at), [("", False)], quirks=cut), end
        if shape == "words":
            return self.words(start, end)
        if self.text[start] in self.dialect.quotes:
            found = self.quoted(start, end)
            if found:
                return found
            if self.dialect.name == "node-env-file":
                if end == self.end:
                    return Node(OPAQUE, Span(start, end), why=_JOINED), end
                return self.kept(start, end), end  # without its partner a quote guards the rest of the line
        return self.plain(start, end), end

    def from_below(self, end: int) -> tuple[Node, int] | None:
        """A value in quotes on the next line that is not blank, where the dialect takes it from there."""
        at = end
        while self.dialect.below and at < self.end and self.text[at].isspace():
            at += 1
        if not self.dialect.below or at == self.end or self.text[at] not in self.dialect.quotes:
            return None
        return self.quoted(at, self.line_end(at))

    def hash_is_first(self, spaced: bool) -> bool:
        return self.dialect.hash_first == "always" or (self.dialect.hash_first == "blank" and spaced)

    def kept(self, at: int, end: int) -> Node:
        """The rest of the line as it stands."""
        return self.scalar(Span(at, end), [(self.text[at:end], False)], quirks=self.kept_quirks(at, end))

    def kept_quirks(self, start: int, end: int) -> tuple[str, ...]:
        """What stays in a plain value although it looks as if it would not."""
        text = self.text[start:end]
        stripped = text.strip()
        quirks = []
        hash_at = text.find("#")
        while hash_at > 0 and not text[hash_at - 1].isspace():
            hash_at = text.find("#", hash_at + 1)
        if hash_at > 0 or (hash_at == 0 and self.text[start - 1 : start].isspace()):
            quirks.append("hash-kept")
        elif "#" in text and self.dialect.name == "":
            quirks.append("hash-kept")  # half of all readers cut here
        if stripped[:1] in ("'", '"', "`") and stripped != "":
            quirks.append("quotes-kept")
        if text != stripped:
            quirks.append("space-kept")
        return tuple(quirks)

    def quoted_at_both_ends(self, at: int, end: int) -> Node:
        """A value whose quotes count only when they are its first and last characters."""
        if self.dialect.value_spaces == "strip":
            at = self.skip_blanks(at, end)
            end = self.strip_blanks(at, end)
        text = self.text
        if end - at >= 2 and text[at] in self.dialect.quotes and text[end - 1] == text[at]:
            return self.quoted_scalar(at, end - 1)
        return self.kept(at, end)

    def quoted_scalar(self, start: int, close: int) -> Node:
        """The scalar between the quotes at ``start`` and ``close``."""
        single = self.text[start] != '"'
        table = self.dialect.single_escapes if single else self.dialect.double_escapes
        pieces = self.unescape(start + 1, close, table)
        style = "single" if single else "double"
        return self.scalar(Span(start, close + 1), pieces, inner=Span(start + 1, close), style=style)

    def unescape(self, start: int, end: int, table: dict[str, str]) -> list[tuple[str, bool]]:
        """The range's text in pieces; a piece marked True holds an escaped character that no expansion may touch."""
        body = self.text[start:end]
        if self.carriage_returns:
            body = body.replace("\r\n", "\n").replace("\r", "\n")
        if not table or "\\" not in body:
            return [(body, False)]
        pieces: list[tuple[str, bool]] = []
        at = 0
        while True:
            found = body.find("\\", at)
            if found < 0 or found + 1 == len(body):
                pieces.append((body[at:], False))
                return pieces
            pieces.append((body[at:found], False))
            char = body[found + 1]
            if char in table:
                pieces.append((table[char], True))
            elif self.dialect.references == "ruby" and body.startswith("\\$", found + 1):
                pieces.append(("$", True))  # one backslash goes, the other guards the dollar
                at = found + 3
                continue
            elif table.get("*") == "drop":
                pieces.append((char, self.dialect.references != "ruby"))
            else:
                if table.get("*") == "error":
                    self.problem(start + found, start + found + 2, "is no escape that this reader knows")
                # The character behind is read again, for it may begin something.
                pieces.append(("\\", False))
                at = found + 1
                continue
            at = found + 2

    def scalar(
        self,
        span: Span,
        pieces: list[tuple[str, bool]],
        *,
        inner: Span | None = None,
        style: str = "plain",
        quirks: tuple[str, ...] = (),
    ) -> Node:
        """The node for a value in pieces, its references expanded as the dialect does."""
        text = "".join(piece for piece, _ in pieces)
        why = ""
        if "$" in text or "`" in text:
            text, why, more = self.expanded(span, pieces, text, style)
            quirks += more
        kind = OPAQUE if why else SCALAR
        return Node(kind, span, text=text, inner=inner, style=style, tag="str", why=why, quirks=quirks)

    def expanded(
        self, span: Span, pieces: list[tuple[str, bool]], text: str, style: str
    ) -> tuple[str, str, tuple[str, ...]]:
        """Text, reason for doubt and quirks of a value that holds a dollar."""
        if self.syntax is None or style[0] not in self.dialect.reference_in:
            return text, "", ()
        if len(pieces) > 1:
            pieces = _joined(pieces)
        result = expand(pieces, self.syntax, self.known)
        if result.problem:
            self.problem(span.start, span.end, result.problem)
        replaced = result.replaced
        if self.dialect.name == "":
            replaced = any(not literal and has_reference(piece) for piece, literal in pieces)
        return result.text, result.why, ("dollar-expanded",) if replaced else ()

    # ---------------------------------------------------------------- one quoted text

    def quoted(self, start: int, end: int) -> tuple[Node, int] | None:
        """A value in quotes and an offset on its last line; None when it has to be read as plain."""
        d = self.dialect
        close = self.closing_quote(start, end)
        if close < 0:
            if d.after_quote == "error" or d.name == "compose":
                self.problem(start, end, "the quote is never closed")
            return None
        if d.name == "phpdotenv" and close > end and self.stops[0] == end:
            self.problem(start, end, "a text of several lines must begin right behind '='")
        line_end = self.line_end(close + 1)
        after = self.skip_blanks(close + 1, line_end)
        if after < line_end and self.text[after] != "#":
            if d.after_quote == "fallback":
                return None
            self.tail(after, line_end)
        elif after < line_end:
            self.comment(after, line_end)
        return self.quoted_scalar(start, close), close + 1

    def tail(self, at: int, end: int) -> None:
        """Text behind a closing quote: wrong, or dropped without a word."""
        before, self_failed = self.failed, self.dialect.after_quote == "error"
        self.problem(at, self.strip_blanks(at, end), "text behind the closing quote")
        self.failed = before or self_failed

    def closing_quote(self, start: int, end: int) -> int:
        """The quote that closes the one at ``start``, or -1."""
        quote = self.text[start]
        limit = self.end if quote in self.dialect.multiline else end
        guarded = quote in self.dialect.guarded
        escaped: list[int] = []
        at = self.text.find(quote, start + 1, limit)
        while at >= 0:
            if not guarded or not self.is_escaped(at, start):
                if self.dialect.after_quote != "fallback" or self.ends_here(at):
                    return at
                break
            escaped.append(at)
            at = self.text.find(quote, at + 1, limit)
        if self.dialect.backtrack:
            return next((place for place in reversed(escaped) if self.ends_here(place)), -1)
        return -1

    def ends_here(self, close: int) -> bool:
        line_end = self.line_end(close + 1)
        after = self.skip_blanks(close + 1, line_end)
        return after == line_end or self.text[after] == "#"

    def is_escaped(self, at: int, start: int) -> bool:
        if self.dialect.backtrack:
            return at > start + 1 and self.text[at - 1] == "\\"
        before = at
        while before > start + 1 and self.text[before - 1] == "\\":
            before -= 1
        return (at - before) % 2 == 1

    # ---------------------------------------------------------------- a plain value

    def plain(self, start: int, end: int) -> Node:
        """A value without quotes, or with quotes that do not close."""
        d, text = self.dialect, self.text
        hash_at = self.comment_start(start, end)
        if hash_at >= 0:
            self.comment(hash_at, end)
        stop = self.strip_blanks(start, hash_at if hash_at >= 0 else end)
        quirks = ("cut-by-hash",) if hash_at >= 0 else ()
        outer = stop - start >= 2 and text[start] in d.quotes and text[stop - 1] == text[start]
        if outer and d.after_quote == "fallback":
            node = self.quoted_scalar(start, stop - 1)
            node.quirks += quirks
            return node
        if d.plain_spaces == "error":
            blank = next((at for at in range(start, stop) if text[at] in _BLANK), -1)
            if blank >= 0:
                self.problem(blank, stop, "a value with blanks must stand in quotes")
        kept = self.kept_quirks(start, stop)
        # npm dotenv looks at the first character only when it decides on escapes.
        half_quoted = text[start:stop].startswith('"') and d.after_quote == "fallback" and not d.plain_escapes
        pieces = self.unescape(start, stop, d.double_escapes if half_quoted else d.plain_escapes)
        return self.scalar(Span(start, stop), pieces, quirks=quirks + kept)

    def comment_start(self, start: int, end: int) -> int:
        """Where the comment behind a plain value begins, or -1."""
        kind = self.dialect.hash
        at = -1 if kind == "never" else self.text.find("#", start, end)
        if kind == "any":
            return at
        while at >= 0:
            before = self.text[at - 1]
            if at > start and (before == " " if kind == "space" else before in _BLANK):
                return at
            at = self.text.find("#", at + 1, end)
        return -1

    # ---------------------------------------------------------------- words as in a shell

    def words(self, start: int, end: int) -> tuple[Node, int]:
        """A value of quoted and plain parts side by side, and an offset on its last line."""
        word = _Word(start)
        at = start
        while at < self.end:
            char = self.text[at]
            if char in "\r\n":
                break
            if char in self.dialect.quotes and self.opens_quote(word):
                at = self.quoted_part(word, at)
            elif char in _BLANK:
                at, over = self.blank_in_word(word, at)
                if over:
                    break
            elif char in _WORD_ENDS and self.dialect.name == "shell":
                self.problem(at, self.line_end(at), "ends the value here: quote it")
                break
            else:
                at = self.plain_part(word, at)
        return self.word_node(word), min(at, self.end)

    def opens_quote(self, word: _Word) -> bool:
        # systemd takes a quote only at the beginning or right behind another quoted part.
        return self.dialect.name != "systemd" or word.fresh

    def quoted_part(self, word: _Word, at: int) -> int:
        quote = self.text[at]
        close = self.text.find(quote, at + 1)
        if quote in self.dialect.guarded:
            while close >= 0 and self.is_escaped(close, at):
                close = self.text.find(quote, close + 1)
        if close < 0:
            end = self.line_end(at)
            self.problem(at, end, "the quote is never closed")
            word.add(self.unescape(at, end, _NO_ESCAPES), end, plain=True)
            return end
        table = self.dialect.double_escapes if quote == '"' else self.dialect.single_escapes
        pieces = self.unescape(at + 1, close, table)
        if quote == "'":
            pieces = [(piece, True) for piece, _ in pieces]
        word.quote(at, close, pieces)
        return close + 1

    def blank_in_word(self, word: _Word, at: int) -> tuple[int, bool]:
        """Steps over blanks; True when the value is over."""
        end = self.line_end(at)
        after = self.skip_blanks(at, end)
        if after == end:
            return end, True
        if self.text[after] == "#" and self.dialect.hash != "never":
            self.comment(after, end)
            word.cut = word.plain
            return end, True
        if self.dialect.plain_spaces == "end":
            self.problem(after, self.strip_blanks(after, end), "a value with blanks must stand in quotes")
            return end, True
        if self.dialect.plain_spaces == "error":
            self.blank_in_plain(word, at, after)
        if self.dialect.name == "systemd" and word.fresh:
            return after, False
        word.add([(self.text[at:after], False)], after, plain=True)
        return after, False

    def blank_in_plain(self, word: _Word, at: int, after: int) -> None:
        """Symfony refuses a plain part with blanks, unless a reference or an escape in it changes it."""
        begin = stop = word.last_quoted
        end = self.line_end(at)
        while stop < end and self.text[stop] not in "\"'":
            stop += 2 if self.text[stop] == "\\" else 1
        part = self.text[begin:stop]
        named = any(_names_variable(part, place) for place in range(len(part)) if part[place] == "$")
        if named or "\\\\" in part:
            word.doubt = True
        else:
            self.problem(at, after, "a value with blanks must stand in quotes")

    def plain_part(self, word: _Word, at: int) -> int:
        """The plain characters from ``at`` on, up to a blank, a quote or the line's end."""
        text, d = self.text, self.dialect
        start = at
        end = self.line_end(at)
        stops = _BLANK + ("" if d.name == "systemd" else d.quotes) + (_WORD_ENDS if d.name == "shell" else "")
        while at < end and (text[at] not in stops or at == start):
            if text[at] == "\\" and d.plain_escapes and at + 1 < self.end:
                if at + 1 < end:
                    at += 2
                elif "\n" in d.plain_escapes:
                    at = self.after_line(at)
                    end = self.line_end(at)
                else:
                    at += 1
            elif text[at] == "$" and text[at + 1 : at + 2] in ("{", "(") and self.syntax:
                at = self.after_brackets(at + 1, end)
            elif text[at] == "`" and d.name == "shell":
                close = text.find("`", at + 1, end)
                at = close + 1 if close >= 0 else end
            else:
                at += 1
        at = min(at, self.end)
        word.add(self.unescape(start, at, d.plain_escapes), at, plain=True)
        return at

    def after_brackets(self, at: int, end: int) -> int:
        """Behind the bracket that closes the one at ``at`` on this line, or behind that one itself."""
        if end not in self.brackets:
            self.brackets = {end: matching(self.text, at, end)}
        return self.brackets[end].get(at, at) + 1

    def word_node(self, word: _Word) -> Node:
        stop = self.strip_blanks(word.start, word.end)
        span = Span(word.start, stop)
        quirks = ("cut-by-hash",) if word.cut else ()
        if word.doubt:
            text = "".join(piece for piece, _ in word.pieces)
            return Node(OPAQUE, span, text=text, tag="str", why="holds blanks outside of quotes", quirks=quirks)
        if word.quotes == 1 and not word.plain:
            style = "double" if self.text[word.start] == '"' else "single"
            return self.scalar(span, word.pieces, inner=Span(word.start + 1, stop - 1), style=style)
        return self.scalar(
            span, word.pieces, quirks=quirks + (() if word.quotes else self.kept_quirks(word.start, stop))
        )

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


def _names_variable(text: str, dollar: int) -> bool:
    behind = text[dollar + 1 :].removeprefix("{")[:1]
    return behind in _UPPER_LOWER and behind != ""


def _quotes_in(line: str) -> int:
    """Double quotes of a line as phpdotenv counts them: behind another character, and that is no backslash."""
    line = line.replace("\\\\", "")
    return sum(before != "\\" for before, quote in pairwise(line) if quote == '"')


UNSEEN = "the end of the text may not be seen"
_NO_ESCAPES: dict[str, str] = {}
_JOINED = "versions of the loader differ in what becomes a part of the name or the value"
_LEAST_EXPORTED = 8  # phpdotenv drops "export" only where it and the name have more characters than that
_BOM = {
    "kept": "the byte order mark at the beginning becomes a part of the first name",
    "refused": "a file that begins with a byte order mark is refused",
}


class _Word:
    """A value while its parts are gathered."""

    __slots__ = ("cut", "doubt", "end", "fresh", "last_quoted", "pieces", "plain", "quotes", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.end = start
        self.last_quoted = start  # behind the last quoted part
        self.pieces: list[tuple[str, bool]] = []
        self.quotes = 0
        self.plain = False
        self.cut = False
        self.doubt = False
        self.fresh = True  # nothing but whole quoted parts so far

    def add(self, pieces: list[tuple[str, bool]], end: int, *, plain: bool) -> None:
        self.pieces += pieces
        self.end = end
        self.plain = self.plain or plain
        self.fresh = False

    def quote(self, start: int, close: int, pieces: list[tuple[str, bool]]) -> None:
        fresh = self.fresh
        edge = [("", True)]  # a reference never runs over a quote
        self.add([*edge, *pieces, *edge], close + 1, plain=False)
        self.quotes += 1
        self.fresh = fresh
        self.last_quoted = close + 1


def _joined(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Neighbouring pieces of one kind made into one, so that a reference is never split."""
    out: list[tuple[str, bool]] = []
    run: list[str] = []
    kind = False
    for text, literal in pieces:
        if literal != kind and run:
            out.append(("".join(run), kind))
            run = []
        kind = literal
        run.append(text)
    out.append(("".join(run), kind))
    return out
