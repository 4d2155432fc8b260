"""Fills groups of variables in YAML from where they come: compose interpolation and ``env_file``, ConfigMaps, Secrets.

Interpolation and precedence follow the Compose specification: ``environment`` over ``env_file``, later files over
earlier ones, references from ``--env``, ``--env-file`` and the ``.env`` beside the compose file. A reference that
nothing decides stays unknown; its default holds only where such a file was read and does not set the name.
"""

from __future__ import annotations

import os

from ..findings import Location
from ..readers import base
from ..readers.base import Document, Entry, Node
from ..readers.dotenv_references import SYNTAXES, expand
from .links import GIVEN, Environment, Linked
from .parts import REFERS, as_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..text import Source, Span

    Open = Callable[[str, str, str], Document | None]
    Listing = Callable[[str], list[Document]]

_MAX_DEPTH = 5  # services that extend services
_MAX_FILES = 20


def compose(document: Document, root: Node, name: str, group: Node, supplied: Environment, read: Open) -> Node:
    """The environment of a compose service as its container gets it."""
    service = root.get("services")
    found = service.value.get(name) if service is not None else None
    if found is None:
        return group
    return _Service(document, supplied, read).environment(root, found.value, group)


class _Service:
    def __init__(self, document: Document, supplied: Environment, read: Open) -> None:
        self.document = document
        self.read = read
        self.folder = os.path.dirname(document.source.path)
        beside = read(os.path.join(self.folder, ".env"), "dotenv", "compose")
        self.variables = supplied.followed_by([beside] if beside is not None else [])
        self.known = self.variables.texts()

    def environment(self, root: Node, service: Node, group: Node, depth: int = 0) -> Node:
        """What ``environment`` sets, then what ``env_file`` and the extended service add."""
        entries = [Entry(one.key, one.key_span, self.value(one), one.span, merged=one.merged) for one in group.entries]
        result = Node(base.MAP, group.span, entries=entries, why=group.why)
        files = service.get("env_file")
        if files is not None:
            self.add_files(result, files.value)
        extends = service.get("extends")
        if extends is not None and depth < _MAX_DEPTH:
            self.add_extended(root, result, extends.value, depth)
        return result

    def value(self, entry: Entry) -> Node:
        node = entry.value
        if node.kind != base.OPAQUE or node.why != REFERS:
            return node
        return self.expanded(node)

    def expanded(self, node: Node) -> Node:
        """The value with its references replaced; a reference alone stands where its variable is set."""
        names = names_in(node.text)
        result = expand([(node.text, False)], SYNTAXES["compose"], self.known)
        name = whole_reference(node.text)
        at = self.variables.entry(name) if name else None
        if result.why or result.problem or not self.variables.known:
            missing = next((one for one in names if one not in self.known), names[0] if names else "")
            plain = Node(
                base.OPAQUE,
                node.span,
                text=node.text,
                inner=node.inner,
                why=f"depends on {missing}",
                quirks=node.quirks,
            )
            return Linked(plain, [], variable=missing)
        if at is not None and at[0].value.text and result.text == at[0].value.text:
            return linked(at[0].value, at[1], self.document.source, node.span, name)
        value = Node(base.SCALAR, node.span, text=result.text, inner=node.inner, style=node.style, tag="str")
        places = [self.variables.entry(one) for one in names]
        via = [Location(source, entry.span, f"{entry.key} is set here") for entry, source in filter(None, places)]
        return Linked(value, [one for one in via if one.source.path != GIVEN], variable=name, editable=False)

    def add_files(self, group: Node, node: Node) -> None:
        """Adds the variables of ``env_file``: a path, or a list of paths and of mappings with ``path``."""
        own = {entry.key for entry in group.entries}
        for item in reversed(node.items[:_MAX_FILES] if node.kind == base.SEQ else [node]):
            entry = item.get("path") if item.kind == base.MAP else None
            path = entry.value if entry is not None else item
            text = self.expanded(path).text if "$" in path.text else path.text
            form = item.get("format") if item.kind == base.MAP else None
            dialect = "docker" if form is not None and form.value.text == "raw" else "compose"
            found = None
            if path.kind == base.SCALAR and text and "$" not in text:
                found = self.read(os.path.join(self.folder, text), "dotenv", dialect)
            if found is None:
                group.why = group.why or f"{path.text[:80]} is not here"
                continue
            for one in found.roots[0].entries:
                winner = found.roots[0].get(one.key)
                if one.key not in own and winner is one and one.value.kind != base.ENV:
                    value = linked(one.value, found.source, self.document.source, path.span, one.key)
                    group.entries.append(Entry(one.key, path.inner, value, path.span, merged=True))
            own.update(one.key for one in found.roots[0].entries)

    def add_extended(self, root: Node, group: Node, node: Node, depth: int) -> None:
        """Adds what ``extends`` takes over from another service of the same file."""
        name = node.get("service") if node.kind == base.MAP else None
        text = name.value.text if name is not None else node.text
        services = root.get("services")
        other = services.value.get(text) if services is not None and node.get("file") is None else None
        if other is None or other.value.kind != base.MAP:
            group.why = group.why or "extends a service of another file"
            return
        written = other.value.get("environment")
        plain = as_mapping(self.document, written.value) if written is not None else Node(base.MAP, node.span)
        more = self.environment(root, other.value, plain, depth + 1)
        own = {entry.key for entry in group.entries}
        group.why = group.why or more.why
        for one in more.entries:
            if one.key not in own:
                group.entries.append(Entry(one.key, one.key_span, one.value, one.span, merged=True))


def names_in(text: str) -> list[str]:
    """The names that a text refers to, ``$NAME`` and ``${NAME...}``, each once; ``$$`` is no reference."""
    found: dict[str, None] = {}
    at = text.find("$")
    while at >= 0:
        start = at + 2 if text[at + 1 : at + 2] == "{" else at + 1
        end = start
        while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] == "_"):
            end += 1
        if end > start and not text[start].isdigit():
            found[text[start:end]] = None
        at = text.find("$", at + 2 if text[at + 1 : at + 2] == "$" else max(end, at + 1))
    return list(found)


def whole_reference(text: str) -> str:
    """The name of a reference that is the whole text, with or without a default; empty for any other text."""
    names = names_in(text)
    if not names or text.count("$") != 1:
        return ""
    if text == f"${names[0]}":
        return names[0]
    return names[0] if text.startswith("${" + names[0]) and text.find("}") == len(text) - 1 else ""


def linked(node: Node, source: Source, here: Source, span: Span, name: str) -> Node:
    """The value that another file gives, with the place from which it is read."""
    if source.path == GIVEN:
        plain = Node(base.SCALAR, span, text=node.text, tag="str")
        return Linked(plain, [], variable=name, editable=False)
    return Linked(node, [Location(here, span, f"read here from {name}")], source=source, variable=name)


# -- Kubernetes --------------------------------------------------------------------------------------------------------


def container(document: Document, node: Node, group: Node, others: Listing) -> Node:
    """The environment of a Kubernetes container: ``env`` with its references, then ``envFrom``, later sources first."""
    objects = _Objects(document, others)
    entries = []
    for entry in group.entries:
        value = objects.referred(node, entry) if entry.value.kind == base.OPAQUE else entry.value
        entries.append(Entry(entry.key, entry.key_span, value, entry.span, merged=entry.merged))
    result = Node(base.MAP, group.span, entries=entries, why=group.why)
    own = {entry.key for entry in entries}
    whole = node.get("envFrom")
    for item in reversed(whole.value.items if whole is not None else []):
        kind, name = _reference(item, "configMapRef", "secretRef")
        prefix = item.get("prefix")
        found = objects.find(kind, name.text) if name is not None else None
        if found is None or name is None:
            result.why = result.why or "takes variables over from elsewhere"
            continue
        for key, value, source in found:
            whole_key = (prefix.value.text if prefix is not None else "") + key
            if whole_key not in own:
                own.add(whole_key)
                node_ = linked(value, source, document.source, name.span, f"{kind} {name.text}")
                result.entries.append(Entry(whole_key, name.inner, node_, name.span, merged=True))
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

    def __init__(self, document: Document, others: Listing) -> None:
        self.document = document
        self.others = others

    def find(self, kind: str, name: str) -> list[tuple[str, Node, Source]] | None:
        """The keys of an object with their values and the file, or None where it is not here."""
        for document in [self.document, *self.others(self.document.source.path)]:
            for root in document.roots:
                if _text(root, "kind") == kind and _text(root, "metadata", "name") == name:
                    return [(key, node, document.source) for key, node in values_of(root)]
        return None

    def referred(self, container: Node, entry: Entry) -> Node:
        """The value of ``valueFrom`` of an entry, where its object is here; else the node as it is."""
        env = container.get("env")
        item = next(
            (one for one in env.value.items if _text(one, "name") == entry.key) if env is not None else iter(()), None
        )
        origin = item.get("valueFrom") if item is not None else None
        if origin is None:
            return entry.value
        kind, name = _reference(origin.value, "configMapKeyRef", "secretKeyRef")
        ref = origin.value.get("configMapKeyRef") or origin.value.get("secretKeyRef")
        wanted = _text(ref.value, "key") if ref is not None else ""
        for key, value, source in (self.find(kind, name.text) if name is not None else None) or ():
            if key == wanted:
                return linked(
                    value, source, self.document.source, entry.key_span, f"{kind} {name.text}" if name else kind
                )
        missing = f"{kind} {name.text}" if name is not None else entry.key
        plain = Node(base.OPAQUE, entry.value.span, why=f"depends on {missing}")
        return Linked(plain, [], variable=missing)


def values_of(root: Node) -> list[tuple[str, Node]]:
    """The values of a ConfigMap or a Secret, ``data`` of a Secret decoded; what is no base64 is left out."""
    secret = _text(root, "kind") == "Secret"
    found: dict[str, Node] = {}
    for section in ("data", "stringData"):
        entry = root.get(section)
        for one in entry.value.entries if entry is not None else ():
            node = one.value
            if node.kind == base.SCALAR and secret and section == "data":
                text = _decoded(node.text)
                kind = base.OPAQUE if text is None else base.SCALAR
                plain = Node(
                    kind,
                    node.span,
                    text=text or "",
                    inner=node.inner,
                    tag="str",
                    why="no base64" if text is None else "",
                )
                node = Linked(plain, [], editable=False)
            elif node.kind == base.SCALAR:
                node = Node(
                    node.kind,
                    node.span,
                    text=node.text,
                    inner=node.inner,
                    style=node.style,
                    tag="str",
                    quirks=node.quirks,
                )
            found[one.key] = node
    return list(found.items())


def _decoded(text: str) -> str | None:
    import binascii

    try:
        return binascii.a2b_base64(text).decode("utf-8")
    except (ValueError, TypeError):
        return None


def _text(node: Node, *keys: str) -> str:
    for key in keys:
        entry = node.get(key) if node.kind == base.MAP else None
        if entry is None:
            return ""
        node = entry.value
    return node.text
