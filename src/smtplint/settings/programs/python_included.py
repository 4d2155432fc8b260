"""Files that are run among the names of a settings module, read and never run."""

from __future__ import annotations

import os

from ...readers import base
from ...readers.base import Node
from ...readers.python.values import copy_tree, measure

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _ast

    from ...readers.base import Entry
    from ...readers.python.exec import Around
    from ...readers.python.values import Evaluator
    from ...text import Source

OUTER = "including:"  # before the name of a function of the module that runs a file
_MAX_NODES = 2000
_MAX_MATCHES = 30


class Brought:
    """What a file that is run among a module's names sets and binds there, and what it knows of the names."""

    __slots__ = ("asked", "entries", "mutated", "names", "origins", "owners")

    def __init__(self, entries: list[Entry], names: dict[str, Node | None]) -> None:
        self.entries = entries
        self.names = names
        self.asked: set[str] = set()
        self.owners: dict[str, str] = {}
        self.mutated: set[str] = set()
        self.origins: dict[str, tuple[str, dict[str, _ast.expr]]] = {}


def beside(pattern: str, source: Source, root: str) -> list[str]:
    """The files of a pattern, from the folder of the file that names it; none where one lies outside of the root."""
    import glob

    home = os.path.dirname(os.path.abspath(source.path))
    found = [os.path.normpath(one) for one in glob.glob(os.path.join(glob.escape(home), pattern))[: _MAX_MATCHES + 1]]
    inside = all(one.startswith(os.path.join(root, "")) and one.endswith((".py", ".conf")) for one in found)
    own = os.path.abspath(source.path)
    return sorted(found) if inside and len(found) <= _MAX_MATCHES and own not in found else []


def handed(given: Around, source: Source) -> dict[str, Node | None]:
    """The names of a module as another file sees them: values know where they stand, containers are copies."""
    found: dict[str, Node | None] = {}
    for name, node in given.names.items():
        if node is None or node.source is not None:
            found[name] = node
            continue
        if measure(node, _MAX_NODES)[0] > _MAX_NODES:
            found[name] = None
            continue
        copy = copy_tree(node, node.span)
        todo = [copy]
        while todo:
            one = todo.pop()
            one.source = one.source or source
            todo += one.items
            todo += [entry.value for entry in one.entries]
        found[name] = copy
    return found


def as_own(entries: list[Entry]) -> None:
    """What a file sets that is run here is set here, and told with what the module itself sets."""
    for entry in entries:
        entry.merged = False
        if entry.key.startswith("?"):
            as_own(entry.value.entries)


def set_in(entries: list[Entry]) -> set[str]:
    """The names that entries set, in branches as well."""
    found: set[str] = set()
    for entry in entries:
        found |= set_in(entry.value.entries) if entry.key.startswith("?") else {entry.key}
    return found


def sizes(names: dict[str, Node | None]) -> dict[str, int]:
    """How much each container holds, to be compared later."""
    return {
        name: measure(node, _MAX_NODES)[0]
        for name, node in names.items()
        if node is not None and node.kind in (base.MAP, base.SEQ)
    }


def origins_of(outer: Evaluator) -> dict[str, tuple[str, dict[str, _ast.expr]]]:
    """What the names of a module stand for, its own functions among them."""
    names = outer.names
    own: dict[str, tuple[str, dict[str, _ast.expr]]] = {one: (OUTER + one, {}) for one in outer.functions}
    return {**{one: (origin, names.schemes.get(one, {})) for one, origin in names.origins.items() if origin}, **own}
