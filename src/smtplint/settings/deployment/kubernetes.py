"""The environment of Kubernetes containers: ``env`` and ``envFrom`` with what ConfigMaps and Secrets hold."""

from __future__ import annotations

import os

from ...readers import base
from ...readers.base import Document, Entry, Node
from ..links import Linked
from ..parts import Part
from .groups import containers, text_at
from .linking import linked, unknown

_MAX_DEPTH = 3  # kustomizations of kustomizations
_MAX_RESOURCES = 20
_MAX_READERS = 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...text import Source
    from ..links import Environment
    from .reach import Reach


def link(part: Part, reach: Reach, supplied: Environment) -> list[Part]:
    """Fills the group of a container: ``env`` wins over ``envFrom``, and there later sources over earlier ones.

    In the place of an object come the containers that read it, where no file of this run speaks for them.
    """
    objects = _Objects(part.document, reach)
    if part.holder is not None:
        staged = _staged(part, reach) if part.document.masked else _overlaid(part, reach)
        part.node = container(part, objects)
        return [part, *staged]
    known, found = readers(text_at(part.root or part.node, "kind"), part.name, part.document, reach)
    if part.root is not None and not known:
        part.node.entries = [entry for entry, _ in _of(part.root, part.document, reach).entries]
    return found if known else [part]


def _staged(part: Part, reach: Reach) -> list[Part]:
    """The container of a chart's template with the values of each stage that has some for it."""
    from .helm import stages

    found = []
    for path in stages(part.document, reach):
        reach.kept["values"] = path
        other = part.copy()
        other.node = container(other, _Objects(part.document, reach))
        del reach.kept["values"]
        sources = [entry.value.source for entry in other.node.entries]
        told = [one.path for one in sources if one is not None and os.path.normpath(one.path) == os.path.normpath(path)]
        if told:
            other.told_in = told[0]
            found.append(other)
    return found


def _overlaid(part: Part, reach: Reach) -> list[Part]:
    """The container of a base with what each overlay makes of its objects."""
    from .kustomize import kustomization, overlays

    folder = os.path.dirname(reach.home)
    found = []
    for one in overlays(folder, reach) if kustomization(folder, reach) is not None else ():
        reach.kept["overlay"] = one
        other = part.copy()
        other.node = container(other, _Objects(part.document, reach))
        del reach.kept["overlay"]
        paths = [entry.value.source.path for entry in other.node.entries if entry.value.source is not None]
        told = [path for path in paths if os.path.dirname(os.path.normpath(path)) == os.path.normpath(one)]
        if told:
            other.told_in = told[0]
            found.append(other)
    return found


def readers(kind: str, name: str, home: Document, reach: Reach) -> tuple[bool, list[Part]]:
    """Whether a container reads an object, and those for which no file of this run speaks, filled."""
    found = []
    reading = _readers(home, reach).get((kind, name), [])
    for document, one in reading:
        if document is not home and not reach.is_checked(document.source.path, "yaml"):
            part = one.copy()
            part.node = container(part, _Objects(document, reach, home))
            found.append(part)
    return bool(reading), found[:_MAX_READERS]


def _readers(home: Document, reach: Reach) -> dict[tuple[str, str], list[tuple[Document, Part]]]:
    """The containers of a file and of those beside it, by the kinds and names of the objects that they read."""
    kept: dict[tuple[str, str], list[tuple[Document, Part]]] | None = reach.kept.get("readers")
    if kept is None:
        kept = reach.kept["readers"] = {}
        for document in [home, *_Objects(home, reach).others()]:
            for root in document.roots:
                for one in containers(document, root) if root.get("kind") else ():
                    for read in _taken(one):
                        kept.setdefault(read, []).append((document, one))
    return kept


def _taken(part: Part) -> set[tuple[str, str]]:
    """Kinds and names of the objects to which a container refers, whole or by a key."""
    sections = [part.holder.get(key) for key in ("envFrom", "env")] if part.holder is not None else []
    found = set()
    for item in [item for one in sections if one is not None for item in one.value.items]:
        whole, single = _reference(item, "configMapRef", "secretRef"), item.get("valueFrom")
        keyed = _reference(single.value, "configMapKeyRef", "secretKeyRef") if single is not None else ("", None)
        found |= {(kind, node.text) for kind, node in (whole, keyed) if node is not None}
    return found


def container(part: Part, objects: _Objects) -> Node:
    """The group of a container with the values of the objects to which it refers."""
    node, group = part.holder, part.node
    assert node is not None
    entries = []
    for entry in group.entries:
        value = objects.referred(node, entry) if entry.value.kind == base.OPAQUE else entry.value
        entries.append(Entry(entry.key, entry.key_span, value, entry.span, merged=entry.merged))
    result = Node(base.MAP, group.span, entries=entries, why=group.why)
    written, image = node.get("env"), node.get("image")
    if written is not None:
        _fill(part.document, written, node, result, objects.reach)
    if image is not None and image.value.kind == base.OPAQUE:
        part.runs(_image(part.document, image.value, objects.reach))
    own = {entry.key for entry in entries}
    whole = node.get("envFrom")
    for item in reversed(whole.value.items if whole is not None else []):
        kind, name = _reference(item, "configMapRef", "secretRef")
        prefix = text_at(item, "prefix")
        found = objects.find(kind, name.text) if name is not None else None
        if found is None or name is None:
            result.why = result.why or "takes variables over from elsewhere"
            continue
        result.why = result.why or found.why
        for one, source in found.entries:
            if prefix + one.key not in own:
                own.add(prefix + one.key)
                way = f"{kind} {name.text}"
                given = linked(one.value, source, part.document.source, name.span, way, origin=one)
                result.entries.append(Entry(prefix + one.key, name.inner, given, name.span, merged=True))
    return result


def _image(document: Document, node: Node, reach: Reach) -> str:
    from .helm import template

    chart = template(document, reach)
    return chart.image(node) if chart is not None else ""


def _fill(document: Document, written: Entry, holder: Node, group: Node, reach: Reach) -> None:
    """Fills what a chart's template takes from its values; in any other template it stays not known."""
    if not document.masked:
        return
    from .helm import template

    chart = template(document, reach)
    if chart is None:
        return
    following = [entry.key_span.start for entry in holder.entries if entry.key_span.start > written.key_span.start]
    group.why = "" if group.why == "template" else group.why  # which regions there are is looked at here
    if chart.adds(written.key_span.start, min([written.value.span.end, *following])):
        group.why = group.why or "a template adds more"
    there = {id(entry): chart.presence(entry, written.key_span.start) for entry in group.entries}
    group.entries = [entry for entry in group.entries if there[id(entry)] is not False]
    if any("{{" in entry.key for entry in group.entries):
        group.why = group.why or "a template names some of it"
    for entry in group.entries:
        if there[id(entry)] is None:
            entry.value = Node(base.OPAQUE, entry.value.span, inner=entry.value.inner, why="under a condition")
        elif entry.value.kind == base.OPAQUE and entry.value.why == "template":
            entry.value = chart.value(entry.value)


def _reference(item: Node, config: str, secret: str) -> tuple[str, Node | None]:
    for key, kind in ((config, "ConfigMap"), (secret, "Secret")):
        entry = item.get(key) if item.kind == base.MAP else None
        name = entry.value.get("name") if entry is not None else None
        if name is not None:
            return kind, name.value
    return "", None


class _Objects:
    """ConfigMaps and Secrets of a file and of those beside it, by kind and name."""

    def __init__(self, document: Document, reach: Reach, home: Document | None = None) -> None:
        self.document = document
        self.reach = reach
        self.home = home  # where another file is looked at from this one

    def find(self, kind: str, name: str) -> Held | None:
        """What an object holds, or None where it is not here, or several might be it."""
        found = self._below(kind, name)
        overlay = self.reach.kept.get("overlay", "")
        if found is None or not overlay:
            return found
        from .kustomize import changed

        entries = changed(overlay, kind, name, found.entries, self.reach)
        return Held(entries, found.why) if entries is not None else None

    def _below(self, kind: str, name: str) -> Held | None:
        own = [root for root in self.document.roots if _is(root, kind, name)]
        if own:
            return _of(own[0], self.document, self.reach) if len(own) == 1 else None
        others = [*([self.home] if self.home is not None and self.home.format == "yaml" else []), *self.others()]
        found = [_of(root, one, self.reach) for one in others for root in one.roots if _is(root, kind, name)]
        found += [Held(one) for one in self.generated(kind, name)]
        return found[0] if len(found) == 1 else None

    def others(self) -> list[Document]:
        """The other YAML files of the folder, and of the folders its kustomization names, with such objects."""
        kept: list[Document] | None = self.reach.kept.get("objects")
        if kept is None:
            folders = kustomized(os.path.dirname(self.reach.home), self.reach)
            kept = self.reach.kept["objects"] = [one for folder in folders for one in self._in(folder)]
        return kept

    def _in(self, folder: str) -> list[Document]:
        found = []
        for name in self.reach.names(folder):
            path = os.path.normpath(os.path.join(folder, name))
            if path != self.reach.home and name.endswith((".yaml", ".yml")):
                text = self.reach.text(path)
                document = self.reach.document(path, "yaml") if b"configmap" in text or b"secret" in text else None
                found += [document] if document is not None else []
        return found

    def generated(self, kind: str, name: str) -> list[list[tuple[Entry, Source]]]:
        """What the kustomizations of the folders make under that name."""
        from .kustomize import generated

        folders = kustomized(os.path.dirname(self.reach.home), self.reach)
        return [one for folder in folders for one in generated(folder, kind, name, self.reach)]

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
        found = self.find(kind, name.text) if name is not None else None
        for one, source in found.entries if found is not None else ():
            if one.key == wanted:
                return linked(one.value, source, self.document.source, entry.key_span, said, origin=one)
        return unknown(Node(base.OPAQUE, entry.value.span), said)


def _is(root: Node, kind: str, name: str) -> bool:
    return text_at(root, "kind") == kind and text_at(root, "metadata", "name") == name


class Held:
    """The entries of an object with the files in which they stand; ``why`` tells why there may be more."""

    __slots__ = ("entries", "why")

    def __init__(self, entries: list[tuple[Entry, Source]], why: str = "") -> None:
        self.entries = entries
        self.why = why


def _of(root: Node, document: Document, reach: Reach) -> Held:
    """The values of an object in a file, filled from the chart's values where the file is a template."""
    group = Node(base.MAP, root.span, entries=[])
    for section in ("data", "stringData"):
        written = root.get(section)
        if written is not None:
            part = Node(base.MAP, root.span, entries=values_of(root, section))
            _fill(document, written, root, part, reach)
            group.entries = [one for one in group.entries if part.get(one.key) is None] + part.entries
            group.why = group.why or part.why
    return Held([(entry, document.source) for entry in group.entries], group.why)


def kustomized(folder: str, reach: Reach, depth: int = 0) -> list[str]:
    """The folder and those from which its kustomization takes resources, each once."""
    from .kustomize import kustomization

    found = [folder]
    root = kustomization(folder, reach) if depth < _MAX_DEPTH else None
    for key in ("resources", "bases", "components"):
        entry = root.roots[0].get(key) if root is not None else None
        for item in entry.value.items[:_MAX_RESOURCES] if entry is not None else ():
            other = os.path.normpath(os.path.join(folder, item.text))
            if item.kind == base.SCALAR and os.path.isdir(other) and reach.allows(other):
                found += [one for one in kustomized(other, reach, depth + 1) if one not in found]
    return found


def values_of(root: Node, *sections: str) -> list[Entry]:
    """The values of a ConfigMap or a Secret, ``data`` of a Secret decoded; what is no base64 is not known."""
    secret = text_at(root, "kind") == "Secret"
    found: dict[str, Entry] = {}
    for section in sections or ("data", "stringData"):
        entry = root.get(section)
        for one in entry.value.entries if entry is not None else ():
            value = _plain(one.value, decode=secret and section == "data")
            found[one.key] = Entry(one.key, one.key_span, value, one.span, merged=one.merged)
    return list(found.values())


def _plain(node: Node, *, decode: bool) -> Node:
    if node.kind != base.SCALAR:
        return node
    text = _decoded(node.text) if decode else node.text
    if text is None or text.startswith("ENC[") or any(mark in text for mark in ("${", "$(")):
        return Node(base.OPAQUE, node.span, inner=node.inner, why="not a plain value")
    if decode:
        return Linked(Node(base.SCALAR, node.span, text=text, inner=node.inner, tag="str"), [], editable=False)
    return Node(node.kind, node.span, text=text, inner=node.inner, style=node.style, tag="str", quirks=node.quirks)


def _decoded(text: str) -> str | None:
    import binascii

    plain = "".join(text.split())
    if len(plain) % 4 or not all(char.isascii() and (char.isalnum() or char in "+/=") for char in plain):
        return None
    try:
        return binascii.a2b_base64(plain).decode("utf-8")
    except (ValueError, TypeError):
        return None
