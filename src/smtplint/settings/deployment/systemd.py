"""The environment of a systemd service: ``Environment=`` of a unit and its drop-ins, and ``EnvironmentFile=`` over it.

Drop-ins (``x.service.d/*.conf``) follow the unit in the order of their names. Paths are those of the machine: they are
looked up where they are, or below the folder in which ``etc/systemd`` of the unit stands. What is not here leaves open
what is not set.
"""

from __future__ import annotations

import os

from ...findings import Location
from ...readers import base
from ...readers.base import Document, Entry, Node
from ..links import Linked
from ..parts import Part
from .linking import foreign, linked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...text import Source
    from ..links import Environment
    from .reach import Reach

_FOLDERS = ("etc/systemd/", "usr/lib/systemd/", "lib/systemd/", "usr/local/lib/systemd/", "run/systemd/")
_MAX_DROP_INS = 20


def link(part: Part, reach: Reach, supplied: Environment) -> list[Part]:
    """The variables of the service; a unit speaks for its drop-ins where it is checked too."""
    unit, documents = _unit(part.document, reach)
    if part.document is not documents[0] and reach.is_checked(documents[0].source.path, "unit"):
        return []
    group = _Group(part, reach)
    for document in documents:
        group.add(document)
    part.node = group.node()
    part.name = os.path.basename(unit)
    return [part] if part.node.entries else []


def _unit(document: Document, reach: Reach) -> tuple[str, list[Document]]:
    """The path of the unit to which a file belongs, and its files, the one that wins last."""
    folder = os.path.dirname(reach.home)
    unit = folder.removesuffix(".d") if folder.endswith(".service.d") else reach.home
    found: list[Document] = []
    main = document if unit == reach.home else reach.document(unit, "unit")
    for name in reach.names(unit + ".d")[:_MAX_DROP_INS]:
        path = os.path.normpath(os.path.join(unit + ".d", name))
        one = document if path == reach.home else reach.document(path, "unit") if name.endswith(".conf") else None
        found += [one] if one is not None else []
    files = [*([main] if main is not None else []), *found]
    return unit, files if document in files else [document]


class _Group:
    def __init__(self, part: Part, reach: Reach) -> None:
        self.part = part
        self.reach = reach
        self.set: dict[str, list[Entry]] = {}  # by name, the one that wins last
        self.files: list[tuple[Document, Node]] = []
        self.why = "" if part.document.roots[0].entries else "nothing is set"

    def add(self, document: Document) -> None:
        here = self.part.document
        for line in document.roots[0].entries:
            if line.key == "EnvironmentFile":
                self.files = [*self.files, (document, line.value)] if line.value.text else []
            elif not line.value.text:
                self.set.clear()
            for one in line.value.entries if line.key == "Environment" else ():
                found = one if document is here else foreign(one, document.source, self.part.node.span, [])
                self.set.setdefault(one.key, []).append(found)

    def node(self) -> Node:
        result = Node(base.MAP, self.part.node.span, why=self.why)
        for document, path in self.files:
            self.read(document, path, result)
        result.entries = [self.winner(all_) for all_ in self.set.values()]
        return result

    def read(self, document: Document, path: Node, result: Node) -> None:
        """Puts the variables of an ``EnvironmentFile`` over what is set so far."""
        found = self.open(path.text.removeprefix("-")) if path.kind == base.SCALAR else None
        if found is None:
            result.why = result.why or f"{path.text[:80]} is not here"
            return
        root = found.roots[0]
        for one in root.entries:
            if root.get(one.key) is one:
                value = linked(one.value, found.source, document.source, path.span, one.key, origin=one)
                self.set.setdefault(one.key, []).append(
                    Entry(one.key, self.part.node.span, value, self.part.node.span, merged=True)
                )

    def open(self, path: str) -> Document | None:
        if not path.startswith("/"):
            return None
        home = self.reach.home.replace(os.sep, "/")
        at = max((home.find("/" + one) for one in _FOLDERS), default=-1)
        below = home[:at] + path if at >= 0 else next((path[1:] for one in _FOLDERS if home.startswith(one)), path)
        return self.reach.document(below, "dotenv", "systemd")

    def winner(self, all_: list[Entry]) -> Entry:
        last, here = all_[-1], self.part.document.source
        if len(all_) == 1:
            return last
        lost = [
            Location(_origin(one)[1] or here, _origin(one)[0].span, "replaced by it") for one in reversed(all_[:-1])
        ]
        value = last.value
        via = [*getattr(value, "via", ()), *lost]
        node = Linked(value, via, source=value.source, origin=getattr(value, "origin", None))
        return Entry(last.key, last.key_span, node, last.span, merged=last.merged)


def _origin(entry: Entry) -> tuple[Entry, Source | None]:
    return getattr(entry.value, "origin", None) or entry, entry.value.source
