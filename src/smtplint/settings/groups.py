"""Groups of variables in YAML: compose services, Kubernetes containers and objects, CI jobs and steps."""

from __future__ import annotations

from itertools import pairwise

from ..readers import base
from ..readers.base import Document, Entry, Node
from ..text import Span
from .parts import Part

_MAX_PARTS = 500
_MAX_DEPTH = 12
REFERS = "refers to the environment"  # the ``why`` of a value with references


def groups_of(document: Document) -> list[Part]:
    """The groups of every document of a YAML file, as they stand there; ``link_groups`` fills them from elsewhere."""
    found: list[Part] = []
    for root in document.roots:
        if root.get("services") is not None:
            found += _services(document, root)
        if root.get("kind") is not None or root.get("jobs") is not None:
            found += _nested(document, root, 0)
    return found


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


def _nested(document: Document, node: Node, depth: int) -> list[Part]:
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
                found += _nested(document, entry.value, depth + 1)
    for item in node.items:
        found += _nested(document, item, depth + 1)
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

    ``references`` says what a dollar begins: ``compose`` and ``gitlab`` ``$NAME`` and ``${NAME}``, ``kubernetes``
    ``$(NAME)``, anything else nothing.
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
    if references == "compose" and node.kind == base.SCALAR and node.tag == "null":
        return _passed_on(entry.key, entry.key_span, entry.key_span)
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


def _interpolated(node: Node, references: str) -> Node:
    """The node as it is handed on: of what refers to other variables, the value is not known here."""
    if node.kind != base.SCALAR or "$" not in node.text:
        return node
    if references in ("kubernetes", ""):
        known = references == "" or "$(" not in node.text.replace("$$", "")
        return node if known else Node(base.OPAQUE, node.span, text=node.text, inner=node.inner, why=REFERS)
    plain = node.text.replace("$$", "")
    if not any(before == "$" and (char.isalpha() or char in "_{") for before, char in pairwise(plain)):
        return Node(base.SCALAR, node.span, text=node.text.replace("$$", "$"), inner=node.inner, style=node.style,
                    tag="str", quirks=node.quirks)  # fmt: skip
    inside = not plain.startswith("$") and "${" not in plain
    quirks = (*node.quirks, "dollar-expanded") if inside else node.quirks
    return Node(base.OPAQUE, node.span, text=node.text, inner=node.inner, why=REFERS, quirks=quirks)
