"""The environment of Kubernetes containers: ``env`` and ``envFrom`` with what ConfigMaps and Secrets hold."""

from __future__ import annotations

import os

from ..readers import base
from ..readers.base import Document, Entry, Node
from .groups import text_at
from .link_groups import linked, unknown
from .links import Linked
from .parts import Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..text import Source
    from .links import Environment
    from .reach import Reach


def link(part: Part, reach: Reach, supplied: Environment) -> list[Part]:
    """Fills the group of a container: ``env`` wins over ``envFrom``, and there later sources over earlier ones."""
    part.node = container(part, _Objects(part.document, reach))
    return [part]


def container(part: Part, objects: _Objects) -> Node:
    """The group of a container with the values of the objects to which it refers."""
    node, group = part.holder, part.node
    assert node is not None
    entries = []
    for entry in group.entries:
        value = objects.referred(node, entry) if entry.value.kind == base.OPAQUE else entry.value
        entries.append(Entry(entry.key, entry.key_span, value, entry.span, merged=entry.merged))
    result = Node(base.MAP, group.span, entries=entries, why=group.why)
    own = {entry.key for entry in entries}
    whole = node.get("envFrom")
    for item in reversed(whole.value.items if whole is not None else []):
        kind, name = _reference(item, "configMapRef", "secretRef")
        prefix = text_at(item, "prefix")
        found = objects.find(kind, name.text) if name is not None else None
        if found is None or name is None:
            result.why = result.why or "takes variables over from elsewhere"
            continue
        for key, value, source in found:
            if prefix + key not in own:
                own.add(prefix + key)
                given = linked(value, source, part.document.source, name.span, f"{kind} {name.text}")
                result.entries.append(Entry(prefix + key, name.inner, given, name.span, merged=True))
    return result


def _reference(item: Node, config: str, secret: str) -> tuple[str, Node | None]:
    for key, kind in ((config, "ConfigMap"), (secret, "Secret")):
        entry = item.get(key) if item.kind == base.MAP else None
        name = entry.value.get("name") if entry is not None else None
        if name is not None:
            return kind, name.value
    return "", None


class _Objects:
    """ConfigMaps and Secrets of a file and of those beside it, by kind and name."""

    def __init__(self, document: Document, reach: Reach) -> None:
        self.document = document
        self.reach = reach

    def others(self) -> list[Document]:
        """The other YAML files of the folder that hold a ConfigMap or a Secret."""
        folder, own = os.path.split(self.reach.home)
        found = []
        for name in self.reach.names(folder):
            if name != own and name.endswith((".yaml", ".yml")):
                path = os.path.join(folder, name)
                text = self.reach.text(path)
                document = self.reach.document(path, "yaml") if b"configmap" in text or b"secret" in text else None
                found += [document] if document is not None else []
        return found

    def find(self, kind: str, name: str) -> list[tuple[str, Node, Source]] | None:
        """The keys of an object with their values and the file, or None where it is not here."""
        for document in [self.document, *self.others()]:
            for root in document.roots:
                if text_at(root, "kind") == kind and text_at(root, "metadata", "name") == name:
                    return [(key, node, document.source) for key, node in values_of(root)]
        return None

    def referred(self, container: Node, entry: Entry) -> Node:
        """The value of ``valueFrom`` of an entry, where its object is here; else the node as it is."""
        env = container.get("env")
        item = next(
            (one for one in env.value.items if text_at(one, "name") == entry.key) if env is not None else iter(()), None
        )
        origin = item.get("valueFrom") if item is not None else None
        if origin is None:
            return entry.value
        kind, name = _reference(origin.value, "configMapKeyRef", "secretKeyRef")
        ref = origin.value.get("configMapKeyRef") or origin.value.get("secretKeyRef")
        wanted = text_at(ref.value, "key") if ref is not None else ""
        said = f"{kind} {name.text}" if name is not None else entry.key
        for key, value, source in (self.find(kind, name.text) if name is not None else None) or ():
            if key == wanted:
                return linked(value, source, self.document.source, entry.key_span, said)
        return unknown(Node(base.OPAQUE, entry.value.span), said)


def values_of(root: Node) -> list[tuple[str, Node]]:
    """The values of a ConfigMap or a Secret, ``data`` of a Secret decoded; what is no base64 is not known."""
    secret = text_at(root, "kind") == "Secret"
    found: dict[str, Node] = {}
    for section in ("data", "stringData"):
        entry = root.get(section)
        for one in entry.value.entries if entry is not None else ():
            found[one.key] = _plain(one.value, decode=secret and section == "data")
    return list(found.items())


def _plain(node: Node, *, decode: bool) -> Node:
    if node.kind != base.SCALAR:
        return node
    if not decode:
        return Node(
            node.kind, node.span, text=node.text, inner=node.inner, style=node.style, tag="str", quirks=node.quirks
        )
    text = _decoded(node.text)
    if text is None:
        return Node(base.OPAQUE, node.span, inner=node.inner, why="no base64")
    return Linked(Node(base.SCALAR, node.span, text=text, inner=node.inner, tag="str"), [], editable=False)


def _decoded(text: str) -> str | None:
    import binascii

    plain = "".join(text.split())
    if len(plain) % 4 or not all(char.isascii() and (char.isalnum() or char in "+/=") for char in plain):
        return None
    try:
        return binascii.a2b_base64(plain).decode("utf-8")
    except (ValueError, TypeError):
        return None
