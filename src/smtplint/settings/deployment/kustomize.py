"""ConfigMaps and Secrets that a kustomization makes: ``literals``, ``envs`` and plain ``files``.

An overlay takes a base in and changes what is made there (``behavior: merge`` or ``replace``); one with patches is left
alone, as those may change anything.
"""

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
_MAX_OVERLAYS = 8
_MAX_LOOKED_AT = 60  # folders in which an overlay may lie
_PATCHES = ("patches", "patchesStrategicMerge", "patchesJson6902", "components", "replacements", "transformers")
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


def overlays(folder: str, reach: Reach) -> list[str]:
    """The folders beside and above whose kustomization takes a folder in and changes what is made there."""
    above = os.path.dirname(folder)
    near = [os.path.join(one, name) for one in (above, os.path.dirname(above)) for name in reach.names(one)]
    beside = [one for one in dict.fromkeys(near) if os.path.isdir(one) and one != folder][:_MAX_LOOKED_AT]
    inside = [os.path.join(one, name) for one in beside for name in reach.names(one)]
    looked_at = [one for one in [*beside, *inside] if os.path.isdir(one)][:_MAX_LOOKED_AT]
    return [one for one in looked_at if one != folder and _changes(one, folder, reach)][:_MAX_OVERLAYS]


def _changes(folder: str, below: str, reach: Reach) -> bool:
    document = kustomization(folder, reach)
    root = document.roots[0] if document is not None else None
    if root is None or any(root.get(one) is not None for one in _PATCHES):
        return False
    taken = [
        item for key in ("resources", "bases") if (entry := root.get(key)) is not None for item in entry.value.items
    ]
    if not any(os.path.normpath(os.path.join(folder, one.text)) == os.path.normpath(below) for one in taken):
        return False
    sections = [entry for one in _SECTIONS.values() if (entry := root.get(one)) is not None]
    return any(text_at(item, "behavior") in ("merge", "replace") for one in sections for item in one.value.items)


def changed(
    folder: str, kind: str, name: str, below: list[tuple[Entry, Source]], reach: Reach
) -> list[tuple[Entry, Source]] | None:
    """The entries of an object as an overlay changes them; None where that is not all here."""
    document = kustomization(folder, reach)
    section = document.roots[0].get(_SECTIONS[kind]) if document is not None else None
    for item in section.value.items if section is not None else ():
        if document is None or text_at(item, "name") != name:
            continue
        own = _entries(document, item, folder, reach)
        if own is None:
            return None
        keys = (
            {entry.key for entry, _ in own} if text_at(item, "behavior") == "merge" else {one.key for one, _ in below}
        )
        below = [*(one for one in below if one[0].key not in keys), *own]
    return below


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
