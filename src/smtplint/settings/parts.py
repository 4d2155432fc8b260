"""The parts of a document that can hold one account's settings: mappings at a route, groups of variables."""

from __future__ import annotations

from itertools import pairwise

from ..readers import base
from ..readers.base import Document, Entry, Node
from ..text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_MAX_PARTS = 500
REFERS = "refers to the environment"  # the ``why`` of a value with references


class Part:
    """A mapping that may be one account: ``kind`` is the format that forms name, ``image`` a container image."""

    __slots__ = ("document", "holder", "image", "kind", "name", "node", "root", "version")

    def __init__(
        self, document: Document, kind: str, node: Node, *, name: str = "", image: str = "", root: Node | None = None,
        holder: Node | None = None,
    ) -> None:  # fmt: skip
        self.document = document
        self.kind = kind
        self.node = node
        self.root = root  # of a group of variables in YAML: the root of its document,
        self.holder = holder  # and the container that gets them, of which a compose service is named
        self.name = name  # of the service or section, for messages
        self.image, _, self.version = image.partition(":") if "@" not in image else (image.split("@")[0], "", "")
        self.image = self.image.lower()


def lookup(node: Node, path: str, *, fold: bool = False) -> Entry | None:
    """The entry at a dotted path, through nested mappings and through keys that hold dots; the last one wins.

    Where a list stands, the path's part is the number of an item, counted from 0.
    """
    if node.kind == base.SEQ:
        return _item(node, path, fold)
    if node.kind != base.MAP:
        return None
    wanted = path.lower() if fold else path
    found: Entry | None = None
    for entry in node.entries:
        key = entry.key.lower() if fold else entry.key
        if key.startswith("?"):  # a branch of a settings module: its assignments stand among the others
            inner = lookup(entry.value, path, fold=fold)
            found = inner if inner is not None else found
        elif key == wanted:
            if found is None or found.merged or not entry.merged:
                found = entry
        elif wanted.startswith(key + ".") and key:
            inner = lookup(entry.value, path[len(key) + 1 :], fold=fold)
            if inner is not None and (found is None or not inner.merged):
                found = inner
    return found


def _item(node: Node, path: str, fold: bool) -> Entry | None:
    head, _, rest = path.partition(".")
    if not head.isdecimal() or len(head) > 3 or int(head) >= len(node.items):
        return None
    item = node.items[int(head)]
    return lookup(item, rest, fold=fold) if rest else Entry(head, item.span, item, item.span)


def at_route(root: Node, route: str) -> Iterator[Node]:
    """The mappings at a route: ``""`` the root itself, ``a.b``, ``*`` any key, ``a[]`` each item of a list."""
    if route == "":
        if root.kind == base.MAP:
            yield root
        return
    head, _, rest = _split(route)
    if head == "*":
        for entry in root.entries[:_MAX_PARTS]:
            if not entry.key.startswith("?"):
                yield from at_route(entry.value, rest)
        return
    if head.endswith("[]"):
        entry_ = lookup(root, head[:-2]) if head != "[]" else None
        items = (entry_.value if entry_ else root).items if (entry_ or head == "[]") else []
        for item in items[:_MAX_PARTS]:
            yield from at_route(item, rest)
        return
    entry_ = lookup(root, head)
    whole = route + "."
    dotted = next((entry for entry in root.entries if "." in entry.key and whole.startswith(entry.key + ".")), None)
    if entry_ is not None:
        yield from at_route(entry_.value, rest)
    elif dotted is not None:
        yield from at_route(dotted.value, route[len(dotted.key) + 1 :])
    elif any(entry.key.startswith(route + ".") for entry in root.entries):
        yield _dotted(root, route + ".")


def _split(route: str) -> tuple[str, str, str]:
    head, dot, rest = route.partition(".")
    return head, dot, rest


def _dotted(root: Node, prefix: str) -> Node:
    """A mapping of the flat keys that begin with ``prefix``, as a properties file writes them."""
    entries = [
        Entry(entry.key[len(prefix) :], Span(entry.key_span.start, entry.key_span.end), entry.value, entry.span)
        for entry in root.entries
        if entry.key.startswith(prefix)
    ]
    return Node(base.MAP, root.span, entries=entries)


def inheriting(root: Node, node: Node, rules: dict[str, Any]) -> Node:
    """The mapping with what it takes over from another one (``inherits`` of a form), without its prefix."""
    parents = [found for route in rules.get("routes", ()) for found in at_route(root, route)]
    if not parents:
        return node
    prefix = rules.get("prefix", "")
    own = {entry.key for entry in node.entries}
    taken = [
        Entry(entry.key[len(prefix) :], entry.key_span, entry.value, entry.span, merged=True)
        for entry in parents[0].entries
        if entry.key.startswith(prefix) and entry.key[len(prefix) :] not in own
    ]
    return Node(base.MAP, node.span, entries=[*node.entries, *taken], why=node.why)


def parts_of(document: Document) -> list[Part]:
    """Every environment group and every root of a document; forms look for their own routes below the roots."""
    if document.format == "dotenv":
        return [Part(document, "env", root) for root in document.roots]
    if document.format == "python":
        return _python_parts(document)
    found = [Part(document, document.format, root) for root in document.roots]
    if document.format == "yaml":
        for root in document.roots:
            found += _environment_groups(document, root)
    return found


def _is_test(path: str) -> bool:
    name = path.replace("\\", "/").rpartition("/")[2]
    return name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"


def _python_parts(document: Document) -> list[Part]:
    if _is_test(document.source.path):
        return []  # what tests set is there to be tried, not to send
    found = [Part(document, "python", document.roots[0])]
    if len(document.roots) > 1:
        found += [Part(document, "python-session", node) for node in document.roots[1].items]
    if len(document.roots) > 2:
        for entry in document.roots[2].entries:
            found += [Part(document, "call:" + entry.key, node) for node in entry.value.items]
    return found


def _environment_groups(document: Document, root: Node) -> list[Part]:
    """Groups of variables in YAML: compose services, Kubernetes containers, ``env:`` mappings of CI jobs."""
    found: list[Part] = []
    services = root.get("services")
    if services is not None:
        for service in services.value.entries[:_MAX_PARTS]:
            holder = service.value
            environment = holder.get("environment") if holder.kind == base.MAP else None
            if environment is not None or any(entry.key in ("env_file", "extends") for entry in holder.entries):
                image = holder.get("image")
                text = image.value.text if image is not None else ""
                group = as_mapping(document, environment.value) if environment else Node(base.MAP, service.key_span)
                found.append(Part(document, "env", group, name=service.key, image=text, root=root, holder=holder))
    if root.get("kind") is not None or root.get("jobs") is not None:
        found += _nested_env(document, root, 0)
    return found


def _nested_env(document: Document, node: Node, depth: int) -> list[Part]:
    found: list[Part] = []
    if depth > 12:
        return found
    if node.kind == base.MAP:
        image = node.get("image")
        for entry in node.entries:
            lone = entry.key == "envFrom" and node.get("env") is None
            if (entry.key == "env" and entry.value.kind in (base.MAP, base.SEQ)) or lone:
                group = Node(base.MAP, entry.key_span) if lone else as_mapping(document, entry.value)
                found.append(Part(document, "env", group, image=image.value.text if image else "", holder=node))
            else:
                found += _nested_env(document, entry.value, depth + 1)
    for item in node.items:
        found += _nested_env(document, item, depth + 1)
    return found


def as_mapping(document: Document, node: Node) -> Node:
    """A group of variables as a mapping, whether it is written as one or as a list."""
    if node.kind == base.MAP:
        entries = [
            Entry(entry.key, entry.key_span, _interpolated(document, entry.value), entry.span, merged=entry.merged)
            for entry in node.entries
        ]
        return Node(base.MAP, node.span, entries=entries)
    found = [_list_item(document, item) for item in node.items]
    return Node(base.MAP, node.span, entries=[entry for entry in found if entry is not None])


def _list_item(document: Document, item: Node) -> Entry | None:
    if item.kind == base.MAP:  # Kubernetes: - name: X / value: y
        name, value = item.get("name"), item.get("value")
        if name is None:
            return None
        node = value.value if value else Node(base.OPAQUE, name.value.span, why="a reference")
        return Entry(name.value.text, name.value.inner, node, item.span)
    name_text, equals, value_text = item.text.partition("=")
    if not equals and item.kind == base.SCALAR and item.text.isidentifier():  # passed on from where compose runs
        node = Node(base.OPAQUE, item.span, text="${" + item.text + "}", inner=item.inner, why=REFERS)
        return Entry(item.text, item.inner, node, item.span)
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
    return Entry(name_text, key_span, _interpolated(document, node), item.span)


def _interpolated(document: Document, node: Node) -> Node:
    """The node as compose hands it on: ``$$`` is a dollar sign, and a reference is not known here."""
    if node.kind != base.SCALAR or "$" not in node.text:
        return node
    plain = node.text.replace("$$", "")
    if not any(before == "$" and (char.isalpha() or char in "_{") for before, char in pairwise(plain)):
        return Node(base.SCALAR, node.span, text=node.text.replace("$$", "$"), inner=node.inner, style=node.style,
                    tag="str", quirks=node.quirks)  # fmt: skip
    inside = not plain.startswith("$") and "${" not in plain
    quirks = (*node.quirks, "dollar-expanded") if inside else node.quirks
    return Node(base.OPAQUE, node.span, text=node.text, inner=node.inner, why=REFERS, quirks=quirks)
