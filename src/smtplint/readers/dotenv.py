"""Reads ``.env`` files as one of their many readers would: the table of what they do is in ``dotenv_dialects``.

Every line gives what that reader delivers, and a quirk where a ``#``, a ``$``, a quote or a blank does what one may not
expect. The default dialect reads what most readers agree on and marks where they do not.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import ENV, MAP, OPAQUE, SCALAR, Document, Entry, Node
from .dotenv_dialects import DIALECTS, Dialect
from .dotenv_references import SYNTAXES, expand, has_reference, matching
from .lines import LineReader

_BLANK = " \t\v\f"
_UPPER_LOWER = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_WORD = _UPPER_LOWER | frozenset("0123456789")
_KEY_EXTRA = {"word": ".-", "compose": ".-[]", "rust": ".", "unicode": "."}
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
        self.failed = False  # a problem was met in the present line
        self.brackets: dict[int, dict[int, int]] = {}  # by the end of the present line: where each bracket closes

    def document(self) -> Document:
        self.doc.roots.append(self.root)
        at = 0
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
        if at == end:
            return end
        if self.text[at] in self.dialect.comment_starts:
            self.comment(at, end)
            return end
        self.failed = False
        if at > start and not self.dialect.indent:
            self.problem(at, end, "blanks before the name: the line is ignored")
            return end
        return self.statement(at, end)

    def statement(self, start: int, end: int) -> int:
        text, d = self.text, self.dialect
        separator = self.separator(start, end)
        name_start, exported = self.after_export(start, end if separator < 0 else separator)
        if separator < 0:
            return self.bare_name(start, name_start, end, exported)
        name_end = self.strip_blanks(name_start, separator)
        if name_end < separator and not d.key_spaces:
            self.problem(name_end, separator, "blanks before '=' are not allowed")
        if name_end - name_start > 2 and text[name_start] in d.quoted_keys and text[name_end - 1] == text[name_start]:
            name_start, name_end = name_start + 1, name_end - 1
        name = text[name_start:name_end]
        if not self.valid_name(name):
            self.problem(start, self.strip_blanks(start, end), "is no valid name" if name else "there is no name")
            return end
        node, last = self.value(separator + 1, end)
        if not self.failed or d.on_error == "stop":
            whole = Span(start, self.strip_blanks(start, self.line_end(last)))
            self.root.entries.append(Entry(name, Span(name_start, name_end), node, whole))
            if d.duplicates == "last" or name not in self.known:
                self.known[name] = (node.text, node.why)
        return last

    def separator(self, start: int, end: int) -> int:
        """Where the '=' or ':' stands that parts name and value, or -1."""
        found = self.text.find("=", start, end)
        if self.dialect.colon:
            colon = self.text.find(":", start, end if found < 0 else found)
            if colon >= 0 and (self.dialect.colon == "yes" or colon + 1 == end or self.text[colon + 1] in _BLANK):
                return colon
        return found

    def after_export(self, start: int, end: int) -> tuple[int, bool]:
        """Where the name begins behind ``export``, and whether that word stands there."""
        text = self.text
        if text.startswith("export", start) and text[start + 6 : start + 7] in (" ", "\t") and start + 7 < end:
            after = self.skip_blanks(start + 6, end)
            if after < end and self.dialect.export:
                return after, True
            if after < end and self.dialect.name == "decouple":
                self.problem(start, start + 6, "'export' becomes part of the name")
                self.failed = False
        return start, False

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
        name = self.text[name_start:name_end]
        if exported and self.dialect.name in ("shell", "ruby-dotenv"):
            bare = "inherit"
        if bare == "skip" or not self.valid_name(name):
            self.problem(start, self.strip_blanks(start, end), "has no '='")
            return end
        if hash_at >= 0:
            self.comment(hash_at, end)
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
            return self.scalar(Span(at, at), [("", False)]), end
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
                return self.kept(start, end), end  # without its partner a quote guards the rest of the line
        return self.plain(start, end), end

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
            elif table.get("*") == "drop":
                pieces.append((char, True))
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
            self.problem(at, after, "a value with blanks must stand in quotes")
        if self.dialect.name == "systemd" and word.fresh:
            return after, False
        word.add([(self.text[at:after], False)], after, plain=True)
        return after, False

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


_NO_ESCAPES: dict[str, str] = {}


class _Word:
    """A value while its parts are gathered."""

    __slots__ = ("cut", "end", "fresh", "pieces", "plain", "quotes", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.end = start
        self.pieces: list[tuple[str, bool]] = []
        self.quotes = 0
        self.plain = False
        self.cut = False
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
