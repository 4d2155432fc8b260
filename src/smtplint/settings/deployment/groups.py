"""Groups of variables in YAML: compose services, Kubernetes containers and objects, CI jobs and steps."""

from __future__ import annotations

from itertools import pairwise

from ...readers import base
from ...readers.base import Document, Entry, Node
from ...text import Span
from ..parts import Part

_MAX_PARTS = 500
_MAX_DEPTH = 12
REFERS = "refers to the environment"  # the ``why`` of a value with references


def groups_of(document: Document) -> list[Part]:
    """The groups of every document of a YAML file, as they stand there; ``linking`` fills them from elsewhere."""
    path = document.source.path.replace("\\", "/")
    found: list[Part] = []
    for root in document.roots:
        if root.get("services") is not None and root.get("kind") is None:
            found += _services(document, root)
        if root.get("jobs") is not None or path.endswith("gitlab-ci.yml"):
            from .groups_ci import jobs

            found += jobs(document, root)
        if root.get("kind") is not None:
            found += _objects(document, root) + containers(document, root)
        if root.kind == base.SEQ:
            from .ansible import groups

            found += groups(document, root)
    return found


def _objects(document: Document, root: Node) -> list[Part]:
    """The values of a ConfigMap or a Secret by itself: who takes them may take more."""
    if text_at(root, "kind") not in ("ConfigMap", "Secret"):
        return []
    from .kubernetes import values_of

    entries = values_of(root)
    group = Node(base.MAP, root.span, entries=entries, why="whoever reads it may be given more")
    name = text_at(root, "metadata", "name")
    return [Part(document, "env", group, name=name, root=root, linker="kubernetes")] if entries else []


def _services(document: Document, root: Node) -> list[Part]:
    services = root.get("services")
    found = []
    for service in services.value.entries[:_MAX_PARTS] if services is not None else ():
        if service.value.kind == base.MAP:
            group = Node(base.MAP, service.key_span)
            found.append(
                Part(
                    document, "env", group, name=service.key, image=text_at(service.value, "image"), root=root,
                    holder=service.value, linker="compose",
                )
            )  # fmt: skip
    return found


def containers(document: Document, node: Node, depth: int = 0) -> list[Part]:
    """The groups of the containers below a node: whatever has ``env`` or ``envFrom``."""
    found: list[Part] = []
    if depth > _MAX_DEPTH:
        return found
    if node.kind == base.MAP:
        for entry in node.entries:
            lone = entry.key == "envFrom" and node.get("env") is None
            if (entry.key == "env" and entry.value.kind in (base.MAP, base.SEQ)) or lone:
                group = Node(base.MAP, entry.key_span) if lone else as_mapping(document, entry.value, "kubernetes")
                image = text_at(node, "image")
                found.append(Part(document, "env", group, image=image, holder=node, linker="kubernetes"))
            else:
                found += containers(document, entry.value, depth + 1)
    for item in node.items:
        found += containers(document, item, depth + 1)
    return found


def text_at(node: Node, *keys: str) -> str:
    """The text of the scalar below some keys, or nothing."""
    for key in keys:
        entry = node.get(key) if node.kind == base.MAP else None
        if entry is None:
            return ""
        node = entry.value
    return node.text


def as_mapping(document: Document, node: Node, references: str = "compose") -> Node:
    """A group of variables as a mapping, whether it is written as one or as a list.

    A value with references is not known here. Only for ``compose`` does ``$$`` stand for one dollar, and a name without
    a value for one that is handed on.
    """
    if node.kind == base.MAP:
        entries = [
            Entry(entry.key, entry.key_span, _value(entry, references), entry.span, merged=entry.merged)
            for entry in node.entries
        ]
        return Node(base.MAP, node.span, entries=entries, why=node.why)
    found = [_list_item(document, item, references) for item in node.items]
    return Node(base.MAP, node.span, entries=[entry for entry in found if entry is not None], why=node.why)


def _value(entry: Entry, references: str) -> Node:
    node = entry.value
    if references == "compose" and node.kind == base.SCALAR and node.style == "plain" and node.tag in ("", "null"):
        from .compose_scalars import written_out

        text = written_out(node.text)
        if text is None:
            return _passed_on(entry.key, entry.key_span, entry.key_span)
        if text != node.text:
            quirks = (*node.quirks, "number-read")
            return Node(base.SCALAR, node.span, text=text, inner=node.inner, tag="str", quirks=quirks)
    return _interpolated(node, references)


def _passed_on(name: str, span: Span, inner: Span) -> Node:
    """A name without a value, which compose takes from where it runs."""
    return Node(base.OPAQUE, span, text="${" + name + "}", inner=inner, why=REFERS)


def _list_item(document: Document, item: Node, references: str) -> Entry | None:
    if item.kind == base.MAP:  # Kubernetes: - name: X / value: y
        name, value = item.get("name"), item.get("value")
        if name is None:
            return None
        node = value.value if value else Node(base.OPAQUE, name.value.span, why="a reference")
        node = _of_manifest(node) if references == "kubernetes" and _in_workload(document, item) else node
        return Entry(name.value.text, name.value.inner, _interpolated(node, references), item.span)
    name_text, equals, value_text = item.text.partition("=")
    if not equals and item.kind == base.SCALAR and item.text.isidentifier():
        return Entry(item.text, item.inner, _passed_on(item.text, item.span, item.inner), item.span)
    if not equals or item.kind not in (base.SCALAR, base.OPAQUE):
        return None
    start = item.inner.start
    if document.source.text[start : item.inner.end] == item.text:
        key_span = Span(start, start + len(name_text))
        span = Span(key_span.end + 1, item.inner.end)
    else:  # escapes in the scalar: offsets inside it mean nothing, so the whole item is the place
        key_span = span = item.inner
    quirks = ("quotes-kept",) if value_text[:1] in ("'", '"') and value_text[-1:] == value_text[:1] else ()
    node = Node(item.kind, span, text=value_text, tag="str", why=item.why, quirks=quirks)
    return Entry(name_text, key_span, _interpolated(node, references), item.span)


# Kinds of which the API server itself reads the variables; other kinds (a HelmRelease) may hand them on as they like.
_WORKLOADS = (
    "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob",
)  # fmt: skip


def _in_workload(document: Document, item: Node) -> bool:
    from bisect import bisect_right

    place = bisect_right(document.roots, item.span.start, key=lambda root: root.span.start) - 1
    root = document.roots[max(place, 0)]
    return text_at(root, "kind") in _WORKLOADS and item.span.start in root.span


def _of_manifest(node: Node) -> Node:
    """The value of a variable in a manifest, which must be text: a plain number or flag is refused."""
    if node.kind != base.SCALAR or node.style != "plain" or node.tag:
        return node
    from ..parse import native

    value = native(node, "yaml1.1")
    if value is None or isinstance(value, str):
        return node
    quirk = "flag-refused" if isinstance(value, bool) else "number-refused"
    return Node(base.SCALAR, node.span, text=node.text, inner=node.inner, quirks=(*node.quirks, quirk))


def _interpolated(node: Node, references: str) -> Node:
    """The node as it is handed on: of what refers to other variables, the value is not known here."""
    if node.kind != base.SCALAR or "$" not in node.text:
        return node
    plain = node.text.replace("$$", "")
    compose = references == "compose"
    begins = "_{" if compose else "_{("
    if not any(before == "$" and (char.isalpha() or char in begins) for before, char in pairwise(plain)):
        text = node.text.replace("$$", "$") if compose else node.text
        return Node(base.SCALAR, node.span, text=text, inner=node.inner, style=node.style, tag="str",
                    quirks=node.quirks)  # fmt: skip
    inside = compose and not plain.startswith("$") and "${" not in plain
    quirks = (*node.quirks, "dollar-expanded") if inside else node.quirks
    return Node(base.OPAQUE, node.span, text=node.text, inner=node.inner, why=REFERS, quirks=quirks)
