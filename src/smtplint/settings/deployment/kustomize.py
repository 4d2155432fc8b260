"""ConfigMaps and Secrets that a kustomization makes: ``literals``, ``envs`` and plain ``files``."""

from __future__ import annotations

import os

from ...readers import base
from ...readers.base import Document, Entry, Node
from ...text import Span
from .groups import as_mapping, text_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...text import Source
    from .reach import Reach

_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_SECTIONS = {"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"}
_MAX_FILES = 20
_LONGEST = 4096  # code points of a file that is one value


def kustomization(folder: str, reach: Reach) -> Document | None:
    """The kustomization of a folder, or None."""
    path = next((os.path.join(folder, one) for one in _NAMES if reach.exists(os.path.join(folder, one))), "")
    return reach.document(path, "yaml") if path else None


def generated(folder: str, kind: str, name: str, reach: Reach) -> list[list[tuple[Entry, Source]]]:
    """The objects of that kind and name; one that is merged with another, or not all here, counts as two."""
    document = kustomization(folder, reach)
    section = document.roots[0].get(_SECTIONS[kind]) if document is not None else None
    found: list[list[tuple[Entry, Source]]] = []
    for item in section.value.items if section is not None else ():
        if document is not None and text_at(item, "name") == name:
            entries = _entries(document, item, folder, reach)
            whole = entries is not None and text_at(item, "behavior") in ("", "create")
            found += [entries or []] if whole else [[], []]
    return found


def takes(folder: str, file: str, reach: Reach) -> list[tuple[str, str]]:
    """The kind and the name of each object that the kustomization of a folder makes of a file of variables in it."""
    document = kustomization(folder, reach)
    found = []
    for kind, section in _SECTIONS.items() if document is not None else ():
        entry = document.roots[0].get(section) if document is not None else None
        for item in entry.value.items if entry is not None else ():
            if any(os.path.normpath(one.text) == file for one in _listed(item, "envs") + _listed(item, "env")):
                found.append((kind, text_at(item, "name")))
    return found


def _entries(document: Document, item: Node, folder: str, reach: Reach) -> list[tuple[Entry, Source]] | None:
    found: dict[str, tuple[Entry, Source]] = {}
    for path in _listed(item, "envs") + _listed(item, "env"):
        other = reach.document(os.path.join(folder, path.text), "dotenv", "docker")
        if other is None:
            return None
        found.update({entry.key: (entry, other.source) for entry in other.roots[0].entries})
    for path in _listed(item, "files"):
        key, equals, file = path.text.partition("=")
        value = reach.document(os.path.join(folder, file if equals else key), "dotenv", "docker")
        if value is None:
            return None
        name = key if equals else os.path.basename(key)
        found[name] = (_whole(name, value), value.source)
    literals = item.get("literals")
    for entry in as_mapping(document, literals.value, "").entries if literals is not None else ():
        found[entry.key] = (entry, document.source)
    return list(found.values())


def _listed(item: Node, key: str) -> list[Node]:
    entry = item.get(key)
    nodes = [] if entry is None else entry.value.items if entry.value.kind == base.SEQ else [entry.value]
    return nodes[:_MAX_FILES]


def _whole(name: str, document: Document) -> Entry:
    """A file as one value."""
    text = document.source.text
    kind = base.SCALAR if len(text) <= _LONGEST else base.OPAQUE
    node = Node(kind, Span(0, len(text)), text=text, tag="str", why="a file")
    return Entry(name, Span(0, 0), node, Span(0, len(text)))
