"""What every reader returns: a document of nodes that know where they stand and not what they mean.

A node carries no typed value: whether ``yes``, ``0587`` or ``"False"`` is a boolean or a number is decided by the
client that reads the file (see ``settings.values``). Readers never raise and never execute anything.
"""

from __future__ import annotations

from ..text import Source, Span

# Formats that are program code; each has roots of its own kind, see ``code``.
CODE = ("php", "ruby", "javascript", "go", "elixir", "csharp")

METHOD = "method"  # the style of a call's arguments that stand under the name of a method of an object

# Kinds of node. OPAQUE: cannot be known without running something. ENV: reads an environment variable.
SCALAR, MAP, SEQ, OPAQUE, ENV = "scalar", "map", "seq", "opaque", "env"
ELEMENT = "element"  # the style of a mapping that is an XML element
VARIABLES = "variables"  # the tag of a ``*`` that only variables may fill which are not known
DATA = "data"  # the tag of a MAP that a program took out of a data file: raw material, and no settings yet
SETTINGS = "settings"  # the tag of an ENV node that asks an object for a setting, which may be no text
NAME = "name"  # the tag of an OPAQUE node that is an imported class or function; its text is the dotted name


class Node:
    """A value in a document.

    ``span`` covers the value as written, quotes included; ``inner`` the text without quotes. ``text`` is the value
    after the format's own unescaping. ``style`` is how it is written: ``plain``, ``single``, ``double``, ``block``.
    ``tag`` is the type that the format itself fixes (``str``, ``int``, ``float``, ``bool``, ``null``), or empty where
    the reading program decides. An ENV node has the variable's name in ``text``, its default (if any) in ``items`` and
    the cast around it in ``style`` (empty: none). ``quirks`` names lexical traps met in the value: see ``QUIRKS``.
    """

    __slots__ = ("entries", "inner", "items", "kind", "quirks", "source", "span", "style", "tag", "text", "why")

    def __init__(
        self,
        kind: str,
        span: Span,
        *,
        text: str = "",
        inner: Span | None = None,
        style: str = "plain",
        tag: str = "",
        entries: list[Entry] | None = None,
        items: list[Node] | None = None,
        why: str = "",
        quirks: tuple[str, ...] = (),
        source: Source | None = None,
    ) -> None:
        self.kind = kind
        self.span = span
        self.text = text
        self.inner = inner or span
        self.style = style
        self.tag = tag
        self.entries = entries if entries is not None else []
        self.items = items if items is not None else []
        self.why = why
        self.quirks = quirks
        self.source = source  # set only where the node stands in another file than its document

    def get(self, key: str) -> Entry | None:
        """The entry that wins for ``key``: the last one written, merged ones only where none is written."""
        winner = None
        for entry in self.entries:
            if entry.key == key and (winner is None or winner.merged or not entry.merged):
                winner = entry
        return winner

    def __repr__(self) -> str:
        return f"Node({self.kind}, {self.text!r}, {self.span!r})"


class Entry:
    """One key of a mapping: ``span`` is the whole entry (what deleting it removes, without its line end)."""

    __slots__ = ("key", "key_span", "merged", "span", "value")

    def __init__(
        self, key: str, key_span: Span, value: Node, span: Span | None = None, *, merged: bool = False
    ) -> None:
        self.key = key
        self.key_span = key_span
        self.value = value
        self.span = span or Span(key_span.start, max(key_span.end, value.span.end))
        self.merged = merged  # came in by a YAML merge key or an alias, so it stands elsewhere

    def __repr__(self) -> str:
        return f"Entry({self.key!r}, {self.value!r})"


class Imported(Entry):
    """An entry of another file, set where that is imported: it stands there, and wins over what is above it here."""

    __slots__ = ()


# Lexical traps that a reader notes on a node, for the rules to judge by the client's own dialect.
QUIRKS = (
    "cut-by-hash",  # an unquoted value that a later '#' ended
    "hash-kept",  # a '#' that looks like a comment but is part of the value
    "quotes-kept",  # quotes that stay in the value
    "dollar-expanded",  # a '$' that the loader replaces
    "number-refused",  # a number or a flag where the format's own program takes text alone, as in a manifest's env
    "flag-refused",
    "number-read",  # a plain number or flag that is handed on written in another way: 0644 as 420
    "space-kept",  # white space that stays in the value
)


class Problem:
    """A place where the file breaks its format; what could be read of it is still in the document."""

    __slots__ = ("message", "span")

    def __init__(self, span: Span, message: str) -> None:
        self.span = span
        self.message = message


class Document:
    """One file as read: ``roots`` has several nodes for a multi-document YAML file and at least one otherwise.

    ``format`` is one of ``readers.registry.FORMATS``; ``dialect`` refines it. ``comments`` are the spans of comments,
    marker included. ``masked`` are template regions whose content is not known.
    """

    __slots__ = ("comments", "dialect", "format", "masked", "problems", "roots", "source")

    def __init__(self, source: Source, format: str, *, dialect: str = "") -> None:
        self.source = source
        self.format = format
        self.dialect = dialect
        self.roots: list[Node] = []
        self.comments: list[Span] = []
        self.masked: list[Span] = []
        self.problems: list[Problem] = []


def empty_map(at: int = 0) -> Node:
    """A mapping without entries, for documents that hold nothing."""
    return Node(MAP, Span(at, at))
