"""Reads INI files as Python's ``configparser`` (Airflow), as Go's ``ini.v1`` (Grafana, Gitea) or as most programs do.

The rules are those of Python 3.11's ``configparser`` with its defaults (compared by running it) and of go-ini's
``parser.go`` (August 2022). They differ where it hurts: ``#`` and ``;`` cut a value in ini.v1 even without a blank
before them, and stay in it in configparser.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import MAP, OPAQUE, SCALAR, Document, Entry, Node
from .lines import LineReader

_BLANK = " \t\v\f"
_MARKS = "#;"
_MAX_MERGED = 20_000  # entries that sections take over from [DEFAULT], in one file
_MAX_LENGTH = 65536  # of a value after interpolation
_MAX_DEPTH = 10  # of references inside references
_MAX_REFERENCES = 10_000  # followed in one file


class Dialect:
    """How one reader of INI files behaves."""

    __slots__ = (
        "continued", "defaults", "escapes", "hash", "name", "needs_section", "percent", "protected", "quotes", "unique",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        *,
        hash: str = "blank",
        quotes: bool = True,
        escapes: bool = False,
        protected: bool = False,
        continued: str = "indent",
        percent: str = "",
        defaults: bool = False,
        needs_section: bool = False,
        unique: bool = False,
    ) -> None:
        self.name = name
        self.hash = (
            hash  # what ends a value: never, blank (a '#' or ';' behind a blank), any, unquoted (any outside quotes)
        )
        self.escapes = escapes  # double quotes and backslashes anywhere in a value; a key alone is a value, too
        self.quotes = quotes  # quotes around the whole value are taken off
        self.protected = protected  # backticks and three double quotes keep everything, over lines too
        self.continued = continued  # lines go on: indent (an indented line follows), backslash, or no
        self.percent = percent  # %(name)s: python (must be found, '%%' is '%'), go (stays when it is not found), or no
        self.defaults = defaults  # the keys of [DEFAULT] hold in every section
        self.needs_section = needs_section  # a key before the first section is an error
        self.unique = unique  # a section or key written twice is an error


_ROWS = (
    Dialect(""),
    Dialect(
        "configparser",
        hash="never",
        quotes=False,
        percent="python",
        defaults=True,
        needs_section=True,
        unique=True,
    ),
    # RawConfigParser, or ConfigParser without interpolation: a percent sign is a percent sign.
    Dialect("configparser-raw", hash="never", quotes=False, defaults=True, needs_section=True, unique=True),
    Dialect("ini.v1", hash="any", protected=True, continued="backslash", percent="go"),
    # Gitea and Forgejo switch continued lines off, so a backslash at the end stays.
    Dialect("ini.v1-gitea", hash="any", protected=True, continued="", percent="go"),
    Dialect("git", hash="unquoted", quotes=False, escapes=True, continued=""),
)
DIALECTS = {row.name: row for row in _ROWS}


def dialect_info(name: str) -> Dialect:
    """The behaviour of a dialect; an unknown name gives the generic one."""
    return DIALECTS.get(name) or DIALECTS[""]


def read(source: Source, dialect: str = "") -> Document:
    """Reads an INI file: the root MAP has the keys before any section and an entry with a MAP for each section.

    A section written twice is one MAP. Section names and keys stay as written, dots included; keys written twice are
    kept. Values have the tag ``str``; one that refers to a name that is not in the file is OPAQUE. In configparser the
    keys of ``[DEFAULT]`` stand in every section as merged entries. Never raises.
    """
    return _Reader(source, dialect).document()


class _Reader(LineReader):
    def __init__(self, source: Source, dialect: str) -> None:
        super().__init__(source, Document(source, "ini", dialect=dialect))
        self.dialect = dialect_info(dialect)
        self.root = Node(MAP, Span(0, self.end))
        self.doc.roots.append(self.root)
        self.section = self.root
        self.sections: dict[str, Node] = {}
        self.keys: dict[tuple[int, str], Entry] = {}  # by section and key, for what is written twice

    def document(self) -> Document:
        at = 0
        while at < self.end:
            at = self.after(self.line(at))
        if self.dialect.percent:
            _Interpolation(self).run()
        if self.dialect.defaults:
            self.add_defaults()
        return self.doc

    # ---------------------------------------------------------------- lines

    def line(self, start: int) -> int:
        """Reads what begins on the line at ``start``; gives the end of its last line."""
        end = self.line_end(start)
        at = self.skip_blanks(start, end)
        stop = self.strip_blanks(at, end)
        if at == stop:
            return end
        if self.text[at] in _MARKS:
            self.doc.comments.append(Span(at, stop))
            return end
        close = self.text.rfind("]", at, stop) if self.text[at] == "[" else -1
        if close > at + 1:
            self.open_section(at, close, stop)
            return end
        return self.option(start, at, stop, end)

    def open_section(self, start: int, close: int, stop: int) -> None:
        name = self.text[start + 1 : close]
        span = Span(start + 1, close)
        tail = self.skip_blanks(close + 1, stop)
        if tail < stop and self.text[tail] in _MARKS:
            self.doc.comments.append(Span(tail, stop))
        elif tail < stop:
            self.problem(tail, stop, "text behind the section's name is ignored")
        known = self.sections.get(name)
        if known is not None:
            if self.dialect.unique:
                self.problem(span.start, span.end, f"the section {name} is written twice")
            self.section = known
            return
        self.section = Node(MAP, Span(start, stop))
        self.sections[name] = self.section
        self.root.entries.append(Entry(name, span, self.section, self.section.span))

    def option(self, line_start: int, start: int, stop: int, end: int) -> int:
        """``key = value``; gives the end of its last line."""
        separator = self.separator(start, stop)
        if separator < 0 and self.dialect.escapes and self.text[start] != "[":
            cut = self.comment_start(start, stop)
            key = Span(start, self.strip_blanks(start, cut) if cut >= 0 else stop)
            self.enter(key, Node(SCALAR, Span(key.end, key.end), tag="str"), key)
            return end
        if separator < 0:
            what = "the section's name is never closed" if self.text[start] == "[" else "has neither '=' nor ':'"
            self.problem(start, stop, what)
            return end
        key_start, key_end = start, self.strip_blanks(start, separator)
        if self.dialect.protected and key_end - key_start > 2 and self.text[start] in '"`':
            key_start, key_end = self.unquoted_key(key_start, key_end)
        if key_start == key_end:
            self.problem(start, stop, "there is no key")
            return end
        if self.dialect.needs_section and self.section is self.root:
            self.problem(start, stop, "stands before the first section")
        indent = start - line_start
        node, end = self.value(self.skip_blanks(separator + 1, stop), stop, end, indent)
        self.enter(Span(key_start, key_end), node, Span(start, max(stop, node.span.end)))
        return end

    def separator(self, start: int, stop: int) -> int:
        """The first '=' or ':' of the line, outside a quoted key; -1 when there is none."""
        at = start
        if self.dialect.protected and self.text[start] in '"`':
            quote = '"""' if self.text.startswith('"""', start) else self.text[start]
            close = self.text.find(quote, start + len(quote), stop)
            at = close + len(quote) if close >= 0 else start
        equals = self.text.find("=", at, stop)
        colon = self.text.find(":", at, stop if equals < 0 else equals)
        return colon if colon >= 0 else equals

    def unquoted_key(self, start: int, end: int) -> tuple[int, int]:
        for quote in ('"""', '"', "`"):
            width = len(quote)
            if (
                end - start > 2 * width
                and self.text.startswith(quote, start)
                and self.text.startswith(quote, end - width)
            ):
                return start + width, end - width
        return start, end

    def enter(self, key: Span, node: Node, whole: Span) -> None:
        name = self.text[key.start : key.end]
        entry = Entry(name, key, node, whole)
        self.section.entries.append(entry)
        if self.section is not self.root:
            self.section.span.end = max(self.section.span.end, whole.end)
        place = (id(self.section), name.lower())
        if place in self.keys and self.dialect.unique:
            self.problem(key.start, key.end, f"the key {name} is written twice")
        self.keys[place] = entry

    # ---------------------------------------------------------------- values

    def value(self, start: int, stop: int, end: int, indent: int) -> tuple[Node, int]:
        """The value from ``start`` to the line's last character ``stop``, and the end of its last line."""
        text = self.text
        if self.dialect.protected:
            for quote in ('"""', "`"):
                if text.startswith(quote, start) and start < stop:
                    found = self.protected(start, stop, quote)
                    if found:
                        return found
        if self.dialect.continued == "backslash" and stop > start and text[stop - 1] == "\\":
            return self.continued(start, stop, end)
        if self.dialect.continued == "indent":
            last = self.last_indented(end, indent)
            if last:
                return self.indented(start, stop, end, last)
        return self.one_line(start, stop), end

    def one_line(self, start: int, stop: int) -> Node:
        text = self.text
        cut = self.comment_start(start, stop)
        if cut >= 0:
            self.doc.comments.append(Span(cut, stop))
            stop = self.strip_blanks(start, cut)
        quirks: tuple[str, ...] = ("cut-by-hash",) if cut >= 0 else ()
        if self.dialect.quotes and self.surrounded(start, stop):
            style = "single" if text[start] == "'" else "double"
            inner = Span(start + 1, stop - 1)
            value = text[start + 1 : stop - 1]
            return Node(SCALAR, Span(start, stop), text=value, inner=inner, style=style, tag="str", quirks=quirks)
        if self.dialect.escapes:
            return self.escaped(start, stop, quirks)
        quirks += _kept(text[start:stop])
        return Node(SCALAR, Span(start, stop), text=text[start:stop], tag="str", quirks=quirks)

    def escaped(self, start: int, stop: int, quirks: tuple[str, ...]) -> Node:
        """A value of git's: double quotes, which may stand anywhere, are taken off, and backslashes resolved."""
        out, at = [], start
        while at < stop:
            if self.text[at] == "\\" and at + 1 < stop:
                at += 1
                out.append({"n": "\n", "t": "\t", "b": "\b"}.get(self.text[at], self.text[at]))
            elif self.text[at] != '"':
                out.append(self.text[at])
            at += 1
        whole, value = Span(start, stop), "".join(out)
        quoted = stop - start > 1 and self.text[start + 1 : stop - 1] == value != self.text[start:stop]
        style = "double" if quoted else "plain"
        inner = Span(start + 1, stop - 1) if quoted else whole
        return Node(SCALAR, whole, text=value, inner=inner, style=style, tag="str", quirks=quirks)

    def surrounded(self, start: int, stop: int) -> bool:
        """True when the value begins and ends with the same quote and holds no other of its kind."""
        quote = self.text[start : start + 1]
        return stop - start >= 2 and quote in ("'", '"') and self.text.find(quote, start + 1, stop) == stop - 1

    def comment_start(self, start: int, stop: int) -> int:
        """Where a comment behind the value begins, or -1."""
        if self.dialect.hash == "never":
            return -1
        text = self.text
        if self.dialect.hash == "unquoted":
            return _outside_quotes(text, start, stop)
        quoted = self.dialect.hash == "blank" and text[start : start + 1] in ("'", '"') and start < stop
        first = text.find(text[start], start + 1, stop) + 1 if quoted else start
        for at in range(max(first, start), stop):
            if text[at] in _MARKS and (self.dialect.hash == "any" or text[at - 1] in _BLANK):
                return at
        return -1

    def protected(self, start: int, stop: int, quote: str) -> tuple[Node, int] | None:
        """A value in backticks or three double quotes, which may run over lines; None when it is never closed."""
        text, width = self.text, len(quote)
        if width == 3 and stop - start <= 3 and self.line_end(start) == self.end:
            return None
        close = text.rfind(quote, start + width, stop)
        if close < 0:
            close = self.closing_line(start, stop, quote)
            if close < 0:
                self.problem(start, stop, f"{quote} is never closed")
                return None
        end = self.line_end(close)
        tail = self.skip_blanks(close + width, end)
        if tail < end and text[tail] in _MARKS:
            self.doc.comments.append(Span(tail, self.strip_blanks(tail, end)))
        inner = Span(start + width, close)
        value = text[inner.start : inner.end].replace("\r\n", "\n")
        return Node(SCALAR, Span(start, close + width), text=value, inner=inner, style="block", tag="str"), end

    def closing_line(self, start: int, stop: int, quote: str) -> int:
        """The last closing quote on the first later line that has one, or -1."""
        found = self.text.find(quote, stop)
        return -1 if found < 0 else self.text.rfind(quote, found, self.line_end(found))

    def continued(self, start: int, stop: int, end: int) -> tuple[Node, int]:
        """A value whose line ends with a backslash; nothing is cut from it (ini.v1)."""
        parts = [self.text[start : stop - 1]]
        last = stop
        while end < self.end:
            at = self.after(end)
            end = self.line_end(at)
            at = self.skip_blanks(at, end)
            stop = self.strip_blanks(at, end)
            if at == stop:
                break
            last = stop
            more = self.text[stop - 1] == "\\"
            parts.append(self.text[at : stop - 1 if more else stop])
            if not more:
                break
        value = "".join(parts)
        return Node(SCALAR, Span(start, last), text=value, tag="str", quirks=_kept(value)), end

    def last_indented(self, end: int, indent: int) -> int:
        """The end of the last line that goes on with the value because it is indented more; 0 when there is none."""
        last = 0
        while end < self.end:
            start = self.after(end)
            end = self.line_end(start)
            at = self.skip_blanks(start, end)
            if at == end or self.text[at] in _MARKS:
                continue  # blank lines and comments may stand in between
            if at - start <= indent or (self.dialect.name == "" and self.is_setting(at, end)):
                break
            last = end
        return last

    def is_setting(self, at: int, end: int) -> bool:
        return self.text[at] == "[" or self.separator(at, end) >= 0

    def indented(self, start: int, stop: int, end: int, last: int) -> tuple[Node, int]:
        """A value that goes on in indented lines, up to the line that ends at ``last``."""
        parts = [self.text[start:stop]]
        while end < last:
            at = self.after(end)
            end = self.line_end(at)
            at = self.skip_blanks(at, end)
            part = self.text[at : self.strip_blanks(at, end)]
            if part[:1] and part[0] in _MARKS:
                self.doc.comments.append(Span(at, at + len(part)))
            else:
                parts.append(part)
        value = "\n".join(parts)
        return Node(
            SCALAR, Span(start, self.strip_blanks(start, last)), text=value, tag="str", quirks=_kept(value)
        ), end

    # ---------------------------------------------------------------- [DEFAULT]

    def add_defaults(self) -> None:
        """Puts the keys of [DEFAULT] into every section that does not have them."""
        default = self.sections.get("DEFAULT")
        if default is None:
            return
        own = list(default.entries)
        room = _MAX_MERGED
        for section in self.sections.values():
            if section is default or room < len(own):
                continue
            room -= len(own)
            have = {entry.key.lower() for entry in section.entries}
            for entry in own:
                if entry.key.lower() not in have:
                    merged = Entry(entry.key, entry.key_span, entry.value, entry.span, merged=True)
                    section.entries.append(merged)


def _kept(value: str) -> tuple[str, ...]:
    """What stays in a plain value although it looks as if it would not."""
    quirks = []
    if any(mark in value for mark in (" #", "\t#", " ;", "\t;")):
        quirks.append("hash-kept")
    if value[:1] in ("'", '"') and value:
        quirks.append("quotes-kept")
    return tuple(quirks)


class _Interpolation:
    """Replaces ``%(name)s`` by the value of another key of the section or of [DEFAULT]."""

    def __init__(self, reader: _Reader) -> None:
        self.reader = reader
        self.python = reader.dialect.percent == "python"
        self.left = _MAX_REFERENCES

    def run(self) -> None:
        reader = self.reader
        raw: dict[tuple[int, str], str] = {}
        for place, entry in reader.keys.items():
            raw[place] = entry.value.text
        default = reader.sections.get("DEFAULT", reader.root)
        for section in [reader.root, *reader.sections.values()]:
            for entry in section.entries:
                if entry.value.kind == SCALAR and "%" in entry.value.text:
                    self.resolve(entry, section, default, raw)

    def resolve(self, entry: Entry, section: Node, default: Node, raw: dict[tuple[int, str], str]) -> None:
        node = entry.value
        text, missing, wrong = self.expand(node.text, (id(section), id(default)), raw, 0)
        if wrong:
            place = node.span
            self.reader.problem(place.start, place.end, "'%' must be followed by '%' or '(name)s'")
            return
        node.text = text
        if missing:
            node.kind, node.why = OPAQUE, missing

    def expand(
        self, text: str, places: tuple[int, int], raw: dict[tuple[int, str], str], depth: int
    ) -> tuple[str, str, bool]:
        """The text, why it is not certain, and whether a '%' is wrong."""
        out = []
        missing = ""
        at = length = 0
        while True:
            found = text.find("%", at)
            if found < 0:
                out.append(text[at:])
                break
            out.append(text[at:found])
            close = text.find(")", found) if text.startswith("(", found + 1) else -1
            if self.python and text.startswith("%", found + 1):
                out.append("%")
                at = found + 2
            elif close < 0 or not text.startswith("s", close + 1):
                if self.python:
                    return text, "", True
                out.append("%")
                at = found + 1
            else:
                value, why, wrong = self.reference(text[found + 2 : close], places, raw, depth)
                if wrong:
                    return text, "", True
                missing = missing or why
                out.append(text[found : close + 2] if value is None else value)
                at = close + 2
            length += len(out[-1]) + len(out[-2])
            if length > _MAX_LENGTH:
                return "", "becomes too long when expanded", False
        return "".join(out), missing, False

    def reference(
        self, name: str, places: tuple[int, int], raw: dict[tuple[int, str], str], depth: int
    ) -> tuple[str | None, str, bool]:
        for place in places:
            value = raw.get((place, name.lower()))
            if value is None:
                continue
            self.left -= 1
            if depth == _MAX_DEPTH or self.left < 0:
                return "", "refers to itself or too deeply", False
            return self.expand(value, places, raw, depth + 1)
        return ("", f"refers to {name}", False) if self.python else (None, "", False)


def _outside_quotes(text: str, start: int, stop: int) -> int:
    """The first mark of a comment outside double quotes, or -1."""
    quoted, at = False, start
    while at < stop:
        if text[at] == "\\":
            at += 1
        elif text[at] == '"':
            quoted = not quoted
        elif text[at] in _MARKS and not quoted:
            return at
        at += 1
    return -1
