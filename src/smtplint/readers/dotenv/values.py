"""Values in ``.env`` files: plain, in quotes, or as words of a shell, as one dialect or another takes them."""

from __future__ import annotations

from ...text import Source, Span
from ..base import OPAQUE, SCALAR, Document, Node
from ..lines import LineReader
from .dialects import Dialect
from .references import SYNTAXES, expand, has_reference, matching

BLANK = " \t\v\f"
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
VERSIONS = "versions of the loader differ in what becomes a part of the name or the value"


class ValueReader(LineReader):
    """Reads what stands behind a name; a base of the reader of whole files, which says where lines end."""

    def __init__(self, source: Source, dialect: Dialect) -> None:
        super().__init__(source, Document(source, "dotenv", dialect=dialect.name))
        self.dialect = dialect
        self.blank = dialect.blanks
        self.syntax = SYNTAXES.get(dialect.references)
        self.known: dict[str, tuple[str, str]] = {}
        self.stops = (0, 0)  # where phpdotenv's present line ends, by its older and its newer versions
        self.resume = -1  # where another statement begins on the present line
        self.failed = False  # a problem was met in the present line
        self.brackets: dict[int, dict[int, int]] = {}  # by the end of the present line: where each bracket closes

    def after_line(self, at: int) -> int:
        """The beginning of the line behind the one of ``at``."""
        return self.after(self.line_end(at))

    def problem(self, start: int, end: int, message: str) -> None:
        """Notes a problem, and that the present line has one."""
        self.failed = True
        super().problem(start, end, message)

    def comment(self, start: int, end: int) -> None:
        """Notes a comment."""
        self.doc.comments.append(Span(start, end))

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
            if self.dialect.unclosed == "line":
                if end == self.end:
                    return Node(OPAQUE, Span(start, end), why=VERSIONS), end
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
        """Whether a ``#`` that stands first in a value begins a comment."""
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
        elif "#" in text and self.dialect.cautious:
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
            if self.dialect.twice and end - at >= 4 and text[at : at + 2] + text[end - 2] == '\'""':
                at, end = at + 1, end - 1  # it looks for double quotes once more, inside of single ones
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
        if self.carriage_returns and self.dialect.line_ends == "unix":
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
            if char == "0" and self.dialect.octal and table is self.dialect.double_escapes:
                piece, at = _octal(body, found)
                pieces.append((piece, False))
                continue
            if char in table:
                pieces.append((table[char], not self.dialect.escapes_first))
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
        if replaced and self.dialect.rereads and "\\\\" in result.text:
            result.why = result.why or "holds backslashes that a reference put in"  # pairs of which become one
        if self.dialect.cautious:
            replaced = any(not literal and has_reference(piece) for piece, literal in pieces)
        return result.text, result.why, ("dollar-expanded",) if replaced else ()

    # ---------------------------------------------------------------- one quoted text

    def quoted(self, start: int, end: int) -> tuple[Node, int] | None:
        """A value in quotes and an offset on its last line; None when it has to be read as plain."""
        d = self.dialect
        close = self.closing_quote(start, end)
        if close < 0:
            if d.unclosed == "error":
                self.problem(start, end, "the quote is never closed")
            return None
        if d.looks_ahead and close > end and self.stops[0] == end:
            self.problem(start, end, "a text of several lines must begin right behind '='")
        line_end = self.line_end(close + 1)
        after = self.skip_blanks(close + 1, line_end)
        if after < line_end and self.text[after] != "#":
            if d.after_quote == "fallback":
                return None
            if d.after_quote == "next":
                self.resume = after
            else:
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
        """Whether nothing but a comment follows a closing quote on its line."""
        line_end = self.line_end(close + 1)
        after = self.skip_blanks(close + 1, line_end)
        return after == line_end or self.text[after] == "#"

    def is_escaped(self, at: int, start: int) -> bool:
        """Whether a backslash keeps the quote at ``at`` from closing the one at ``start``."""
        if self.dialect.guards == "two":
            return self.text[at - 1] == "\\" and self.text[at - 2] != "\\"
        if self.dialect.guards == "one":
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
            blank = next((at for at in range(start, stop) if text[at] in BLANK), -1)
            if blank >= 0:
                self.problem(blank, stop, "a value with blanks must stand in quotes")
        kept = self.kept_quirks(start, stop)
        # npm dotenv looks at the first character only when it decides on escapes.
        half_quoted = (
            text[start:stop].startswith('"') and d.after_quote == "fallback" and d.plain_escapes.get("*") != "drop"
        )
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
            if at > start and (before == " " if kind == "space" else before in BLANK):
                return at
            at = self.text.find("#", at + 1, end)
        return -1

    # ---------------------------------------------------------------- words as in a shell

    def words(self, start: int, end: int) -> tuple[Node, int]:
        """A value of quoted and plain parts side by side, and an offset on its last line."""
        word = Word(start)
        at = start
        while at < self.end:
            char = self.text[at]
            if char in "\r\n":
                break
            if char in self.dialect.quotes and self.opens_quote(word):
                at = self.quoted_part(word, at)
            elif char in BLANK:
                at, over = self.blank_in_word(word, at)
                if over:
                    break
            elif char in self.dialect.word_ends:
                self.problem(at, self.line_end(at), "ends the value here: quote it")
                break
            else:
                at = self.plain_part(word, at)
        return self.word_node(word), min(at, self.end)

    def opens_quote(self, word: Word) -> bool:
        """Whether a quote may begin a quoted part here."""
        return word.fresh or not self.dialect.quotes_first

    def quoted_part(self, word: Word, at: int) -> int:
        """Adds the quoted part that begins at ``at``; gives the place behind it."""
        quote = self.text[at]
        close = self.text.find(quote, at + 1)
        if quote in self.dialect.guarded:
            while close >= 0 and self.is_escaped(close, at):
                close = self.text.find(quote, close + 1)
        if close < 0:
            end = self.line_end(at)
            before = self.failed
            self.problem(at, end, "the quote is never closed")
            if self.dialect.unclosed == "rest":
                self.failed = before
                table = self.dialect.double_escapes if quote == '"' else self.dialect.single_escapes
                word.add(self.unescape(at + 1, self.end, table), self.end, plain=True)
                word.quotes += 1
                return self.end
            word.add(self.unescape(at, end, _NO_ESCAPES), end, plain=True)
            return end
        table = self.dialect.double_escapes if quote == '"' else self.dialect.single_escapes
        pieces = self.unescape(at + 1, close, table)
        if quote == "'":
            pieces = [(piece, True) for piece, _ in pieces]
        word.quote(at, close, pieces)
        return close + 1

    def blank_in_word(self, word: Word, at: int) -> tuple[int, bool]:
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
            if self.text[after] in self.dialect.quotes:
                return after, False  # the plain part before a quoted one loses its last blanks
            self.blank_in_plain(word, at, after)
        if self.dialect.quotes_first and word.fresh:
            return after, False
        word.add([(self.text[at:after], False)], after, plain=True)
        return after, False

    def blank_in_plain(self, word: Word, at: int, after: int) -> None:
        """Symfony refuses a plain part with blanks, unless a reference or an escape in it changes it."""
        begin = stop = word.last_quoted
        end = self.line_end(at)
        while stop < end and self.text[stop] not in "\"'":
            stop += 2 if self.text[stop] == "\\" else 1
        part = self.text[begin:stop]
        named = any(_names_variable(part, place) for place in range(len(part)) if part[place] == "$")
        if named or "\\\\" in part or "\\$" in part:
            word.doubt = True
        else:
            self.problem(at, after, "a value with blanks must stand in quotes")

    def plain_part(self, word: Word, at: int) -> int:
        """The plain characters from ``at`` on, up to a blank, a quote or the line's end."""
        text, d = self.text, self.dialect
        start = at
        end = self.line_end(at)
        stops = BLANK + ("" if d.quotes_first else d.quotes) + d.word_ends
        while at < end and (text[at] not in stops or at == start):
            if text[at] == "\\" and d.plain_escapes and at + 1 < self.end:
                if at + 1 < end:
                    alone = d.plain_escapes.get("*") == "keep" and text[at + 1] not in d.quotes
                    at += 1 if alone else 2
                elif d.line_ends == "kept" and text[end] == "\r":
                    word.add(self.unescape(start, at, d.plain_escapes), at, plain=True)
                    return end  # the backslash takes the "\r", and the "\n" ends the value
                elif "\n" in d.plain_escapes:
                    at = self.after_line(at)
                    end = self.line_end(at)
                else:
                    at += 1
            elif text[at] == "$" and text[at + 1 : at + 2] in ("{", "(") and self.syntax:
                at = self.after_brackets(at + 1, end)
            elif text[at] == "`" and self.syntax and "`" in self.syntax.commands:
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

    def word_node(self, word: Word) -> Node:
        """The node of a word whose parts are gathered."""
        stop = self.strip_blanks(word.start, word.end)
        span = Span(word.start, stop)
        quirks = ("cut-by-hash",) if word.cut else ()
        if word.doubt:
            node = self.scalar(span, word.pieces, quirks=quirks)
            node.kind, node.why = OPAQUE, node.why or "holds blanks outside of quotes"
            return node
        if word.quotes == 1 and not word.plain:
            style = "double" if self.text[word.start] == '"' else "single"
            return self.scalar(span, word.pieces, inner=Span(word.start + 1, stop - 1), style=style)
        return self.scalar(
            span, word.pieces, quirks=quirks + (() if word.quotes else self.kept_quirks(word.start, stop))
        )


def _octal(text: str, at: int) -> tuple[str, int]:
    r"""What compose makes of ``\0`` and up to three digits at ``at``, and where the text goes on."""
    end = at + 2
    while end < min(at + 5, len(text)) and text[end] in "0123456789":
        end += 1
    digits = text[at + 2 : end]
    good = len(digits) == _OCTAL_DIGITS and all(one in "01234567" for one in digits) and int(digits, 8) < _BYTES
    return (chr(int(digits, 8)) if good else "\\" + digits), end


def _names_variable(text: str, dollar: int) -> bool:
    behind = text[dollar + 1 :].removeprefix("{")[:1]
    return behind in LETTERS and behind != ""


_NO_ESCAPES: dict[str, str] = {}
_OCTAL_DIGITS, _BYTES = 3, 256


class Word:
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
        """Adds a part that ends at ``end``."""
        self.pieces += pieces
        self.end = end
        self.plain = self.plain or plain
        self.fresh = False

    def quote(self, start: int, close: int, pieces: list[tuple[str, bool]]) -> None:
        """Adds the part between the quotes at ``start`` and ``close``."""
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
