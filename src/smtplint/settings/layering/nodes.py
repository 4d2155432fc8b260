"""Mappings laid over each other: their leaves by dotted name, and a mapping with leaves taken away and put in."""

from __future__ import annotations

from ...findings import Location
from ...readers import base
from ...readers.base import Entry, Node
from ..links import Linked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...text import Source, Span

_MAX_DEPTH = 30
_MAX_LEAVES = 2000


class Leaf:
    """A value in a mapping: ``path`` as written, ``name`` as all spellings of it, and the file in which it stands."""

    __slots__ = ("entry", "name", "path", "source", "value")

    def __init__(self, path: str, entry: Entry, source: Source) -> None:
        self.path = path
        self.name = canonical(path)
        self.entry = entry
        self.value = entry.value
        self.source = entry.value.source or source


def canonical(path: str) -> str:
    """The one name of a dotted path that may be written with brackets: ``properties.[mail.smtp.auth]``."""
    return path.replace("[", "").replace("]", "") if "[" in path else path


def leaves(node: Node, source: Source) -> list[Leaf]:
    """The values below a mapping, the one that wins for each name."""
    found: dict[str, Leaf] = {}
    todo: list[tuple[str, Node, int]] = [("", node, 0)]
    while todo and len(found) < _MAX_LEAVES:
        prefix, one, depth = todo.pop()
        for entry in one.entries:
            path = f"{prefix}.{entry.key}" if prefix else entry.key
            if entry.value.kind == base.MAP and entry.value.entries and depth < _MAX_DEPTH:
                todo.append((path, entry.value, depth + 1))
            elif path not in found or not entry.merged or found[path].entry.merged:
                found[path] = Leaf(path, entry, source)
    return list({leaf.name: leaf for leaf in found.values()}.values())


def respelt(node: Node, known: list[str], verbatim: str) -> Node:
    """A mapping whose keys are spelt as the client knows them: ``user-name`` and ``userName`` as ``username``.

    Below the key ``verbatim`` names are kept as they are, but brackets around them are taken away.
    """
    spellings = {_relaxed(key, verbatim): key for key in reversed(known)}
    entries = []
    for entry in node.entries:
        key = spellings.get(_relaxed(entry.key, verbatim), entry.key) if entry.key not in known else entry.key
        same = key == entry.key
        entries.append(entry if same else Entry(key, entry.key_span, entry.value, entry.span, merged=entry.merged))
    return Node(base.MAP, node.span, entries=entries, why=node.why)


def _relaxed(key: str, verbatim: str) -> str:
    if key.startswith((verbatim + "[", verbatim + ".")):
        return key.replace("[", ".").replace("]", "").replace("..", ".")
    return key.replace("-", "").replace("_", "").lower()


def own_without(node: Node, gone: set[str], prefix: str = "", depth: int = 0) -> Node:
    """A copy of a mapping without some of its leaves."""
    if not gone:
        return Node(base.MAP, node.span, entries=list(node.entries), why=node.why)
    entries = []
    for entry in node.entries:
        path = f"{prefix}.{entry.key}" if prefix else entry.key
        if entry.value.kind == base.MAP and entry.value.entries and depth < _MAX_DEPTH:
            inner = own_without(entry.value, gone, path, depth + 1)
            if inner.entries:
                entries.append(Entry(entry.key, entry.key_span, inner, entry.span, merged=entry.merged))
        elif canonical(path) not in gone:
            entries.append(entry)
    return Node(base.MAP, node.span, entries=entries, why=node.why)


def replaced(leaf: Leaf, here: Source, span: Span, says: str) -> Entry:
    """A leaf of another layer as an entry of this one: it stands where it stands, and came here by ``span``."""
    via = [] if leaf.source is here else [Location(here, span, says)]
    if isinstance(leaf.value, Linked):
        via = [*leaf.value.via, *via]
    value = Linked(
        leaf.value, via, source=leaf.source, variable=getattr(leaf.value, "variable", ""),
        editable=getattr(leaf.value, "editable", True),
    )  # fmt: skip
    return Entry(leaf.path, leaf.entry.key_span, value, leaf.entry.span, merged=True)


def unsure(leaf: Leaf, why: str) -> Entry:
    """A leaf whose value another layer may replace."""
    plain = Node(base.OPAQUE, leaf.value.span, inner=leaf.value.inner, why=why)
    return Entry(leaf.path, leaf.entry.key_span, Linked(plain, [], source=leaf.source), leaf.entry.span, merged=True)
