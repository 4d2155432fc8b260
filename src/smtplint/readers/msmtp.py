"""Reads msmtp's configuration (``~/.msmtprc``): a command and its value on each line, in blocks of accounts.

The rules are those of msmtp 1.8 (``conf.c``): values may stand in double quotes, a comment stands alone on its line,
and an account takes what it does not set from the accounts named behind its colon and then from ``defaults``.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import MAP, OPAQUE, SCALAR, Document, Entry, Node, Problem

_BLANK = " \t"
_MAX_PROBLEMS = 50
# msmtp knows some sixty commands; what goes beyond these numbers is no configuration.
_MAX_COMMANDS = 200  # different ones that an account can hand on
_MAX_PARENTS = 20
_MAX_MERGED = 20_000  # entries taken over in one file
_ALIASES = {
    "connect_timeout": "timeout",
    "keepbcc": "remove_bcc_headers",
    "tls_nocertcheck": "tls_certcheck",
    "tls_nostarttls": "tls_starttls",
}


def read(source: Source, dialect: str = "") -> Document:
    """Reads an msmtp configuration: the root MAP has an entry for each account, and ``defaults`` where it is written.

    An account's MAP holds its own commands in order and then, as merged entries, those it takes over. A command without
    a value has an empty text. Commands before any ``account`` make up the account ``default``. What ``eval`` would
    print is OPAQUE. Never raises.
    """
    return _Reader(source, dialect).document()


class _Account:
    """An account while it is read. ``taken``: what it takes over, by command, parents before defaults."""

    __slots__ = ("node", "own", "taken")

    def __init__(self, node: Node, taken: dict[str, Entry]) -> None:
        self.node = node
        self.own: dict[str, Entry] = {}
        self.taken = taken


class _Reader:
    def __init__(self, source: Source, dialect: str) -> None:
        self.text = source.text
        self.doc = Document(source, "msmtp", dialect=dialect)
        self.root = Node(MAP, Span(0, len(source.text)))
        self.doc.roots.append(self.root)
        self.accounts: dict[str, _Account] = {}
        self.in_order: list[tuple[_Account, dict[str, Entry]]] = []  # with the defaults that hold for it
        self.defaults: dict[str, Entry] = {}
        self.merged = 0
        self.block: Node | None = None
        self.own: dict[str, Entry] = {}  # the commands of the present block, by name

    def document(self) -> Document:
        at, size = 0, len(self.text)
        while at < size:
            end = self.text.find("\n", at)
            after = size if end < 0 else end + 1
            end = size if end < 0 else end
            self.line(at, end - 1 if end > at and self.text[end - 1] == "\r" else end)
            at = after
        for account, defaults in self.in_order:
            self.inherit(account, defaults)
        return self.doc

    def problem(self, span: Span, message: str) -> None:
        if len(self.doc.problems) < _MAX_PROBLEMS:
            self.doc.problems.append(Problem(span, message))

    def line(self, at: int, end: int) -> None:
        while at < end and self.text[at] in _BLANK:
            at += 1
        if at == end:
            return
        if self.text[at] == "#":
            self.doc.comments.append(Span(at, end))
            return
        stop = at
        while stop < end and self.text[stop] not in _BLANK:
            stop += 1
        name = Span(at, stop)
        command = self.text[at:stop]
        value = self.value(stop, end)
        if command == "account":
            self.account(value)
        elif command == "defaults":
            self.open_defaults(name, value)
        else:
            self.command(command, name, value)
        if self.block is not None:
            self.block.span.end = max(self.block.span.end, stop, value.span.end)

    def value(self, at: int, end: int) -> Node:
        """The value behind a command, without its blanks and double quotes."""
        start = at
        while at < end and self.text[at] in _BLANK:
            at += 1
        while end > at and self.text[end - 1] in _BLANK:
            end -= 1
        if at == end:
            return Node(SCALAR, Span(start, start), tag="str")
        if end - at >= 2 and self.text[at] == '"' and self.text[end - 1] == '"':
            inner = Span(at + 1, end - 1)
            text = self.text[at + 1 : end - 1]
            return Node(SCALAR, Span(at, end), text=text, inner=inner, style="double", tag="str")
        text = self.text[at:end]
        quirks = []
        if " #" in text or "\t#" in text:
            quirks.append("hash-kept")
        if text[0] in "\"'":
            quirks.append("quotes-kept")
        return Node(SCALAR, Span(at, end), text=text, tag="str", quirks=tuple(quirks))

    def command(self, command: str, name: Span, value: Node) -> None:
        if self.block is None:
            self.open_account("default", Span(name.start, name.start), name.start, [])
        assert self.block is not None
        if command == "eval":
            value = Node(OPAQUE, value.span, text=value.text, why="runs a command")
        entry = Entry(command, name, value)
        self.block.entries.append(entry)
        if len(self.own) < _MAX_COMMANDS:
            self.own[_ALIASES.get(command, command)] = entry

    # ---------------------------------------------------------------- blocks

    def open_defaults(self, name: Span, value: Node) -> None:
        if value.text:
            self.problem(value.span, "defaults takes no value")
        node = Node(MAP, Span(name.start, name.end))
        self.root.entries.append(Entry("defaults", name, node, node.span))
        self.block, self.own = node, self.defaults

    def account(self, value: Node) -> None:
        """``account NAME`` or ``account NAME : PARENT, PARENT``."""
        line_start = self.text.rfind("account", 0, value.span.start)
        start, end = value.inner.start, value.inner.end
        colon = self.text.find(":", start, end)
        name = self.trimmed(start, end if colon < 0 else colon)
        if name.start == name.end:
            self.problem(Span(line_start, value.span.end), "the account has no name")
            name = Span(line_start, line_start + len("account"))
        text = self.text[name.start : name.end]
        if "," in text:
            self.problem(name, "an account name must not contain a comma")
        if text in self.accounts:
            self.problem(name, f"the account {text} is already defined")
        self.open_account(text, name, line_start, [] if colon < 0 else self.parents(colon + 1, end))

    def trimmed(self, start: int, end: int) -> Span:
        while start < end and self.text[start] in _BLANK:
            start += 1
        while end > start and self.text[end - 1] in _BLANK:
            end -= 1
        if end - start >= 2 and self.text[start] == '"' and self.text[end - 1] == '"':
            return Span(start + 1, end - 1)
        return Span(start, end)

    def parents(self, at: int, end: int) -> list[_Account]:
        found = []
        while at <= end:
            comma = self.text.find(",", at, end)
            comma = end if comma < 0 else comma
            span = self.trimmed(at, comma)
            parent = self.accounts.get(self.text[span.start : span.end])
            if parent is None:
                what = f"the account {self.text[span.start : span.end]} is not defined above"
                self.problem(span, what if span.start < span.end else "an account name is missing")
            else:
                found.append(parent)
            at = comma + 1
        return found

    def open_account(self, name: str, name_span: Span, start: int, parents: list[_Account]) -> None:
        taken: dict[str, Entry] = {}
        for parent in parents[-_MAX_PARENTS:]:  # a later one overrides an earlier one
            taken.update(parent.taken)
            taken.update(parent.own)
        while len(taken) > _MAX_COMMANDS:
            taken.popitem()
        node = Node(MAP, Span(start, name_span.end))
        account = _Account(node, taken)
        self.accounts[name] = account
        self.in_order.append((account, dict(self.defaults)))
        self.root.entries.append(Entry(name, name_span, node, node.span))
        self.block, self.own = node, account.own

    def inherit(self, account: _Account, defaults: dict[str, Entry]) -> None:
        """Adds what the account takes over and does not set itself."""
        for command, entry in {**defaults, **account.taken}.items():
            if command not in account.own and self.merged < _MAX_MERGED:
                self.merged += 1
                merged = Entry(entry.key, entry.key_span, entry.value, entry.span, merged=True)
                account.node.entries.append(merged)
