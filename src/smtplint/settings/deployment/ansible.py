"""The environment that Ansible gives: ``environment`` of tasks, ``env`` and ``env_file`` of its container modules.

A value that is one plain variable (``{{ smtp_port }}``) is looked up in the play and the task, in ``group_vars`` and
``host_vars``, and in ``defaults`` and ``vars`` of the role. Only where exactly one place sets it is it known: which of
several wins depends on the inventory and on the command line.
"""

from __future__ import annotations

import os

from ...findings import Location
from ...readers import base
from ...readers.base import Document, Entry, Node
from ..links import Linked
from ..parts import Part
from .groups import as_mapping, text_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..links import Environment
    from .reach import Reach

_CONTAINERS = ("docker_container", "podman_container")
_BLOCKS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
_FOLDERS = ("group_vars", "host_vars", "defaults", "vars", "inventory", "inventories")
_PLAIN = frozenset((".yml", ".yaml", ""))
_MAX_DEPTH = 8
_MAX_FILES = 200
_MAX_PARTS = 200


def groups(document: Document, root: Node) -> list[Part]:
    """The groups of the plays and tasks of a file: a list of mappings in which a task or a play sets variables."""
    found: list[Part] = []
    _walk(document, root, [], found, 0)
    return found[:_MAX_PARTS]


def _walk(document: Document, node: Node, above: list[Node], found: list[Part], depth: int) -> None:
    for item in node.items if depth < _MAX_DEPTH else ():
        if item.kind != base.MAP:
            continue
        for entry in item.entries:
            module = entry.key.rpartition(".")[2]
            if entry.key == "environment" and entry.value.kind in (base.MAP, base.SEQ):
                found.append(_part(document, entry.value, item, above, ""))
            elif module in _CONTAINERS and entry.value.kind == base.MAP:
                env = entry.value.get("env")
                if env is not None and env.value.kind == base.MAP:
                    found.append(_part(document, env.value, item, above, text_at(entry.value, "image")))
                    if entry.value.get("env_file") is not None:
                        found[-1].node.why = "takes variables from a file"
            elif entry.key in _BLOCKS:
                _walk(document, entry.value, [*above, item], found, depth + 1)


def _part(document: Document, written: Node, task: Node, above: list[Node], image: str) -> Part:
    group = as_mapping(document, written, "ansible")
    scope = [one.value for holder in [*above, task] for one in holder.entries if one.key == "vars"]
    root = Node(base.SEQ, written.span, items=scope)
    return Part(document, "env", group, image=image, holder=task, root=root, linker="ansible")


def link(part: Part, reach: Reach, supplied: Environment) -> list[Part]:
    """Fills what plain variables give; ``environment`` of a task adds to that of the machine, which is not known."""
    scope = part.root.items if part.root is not None else []
    group = Node(
        base.MAP, part.node.span, why=part.node.why if part.image else "the machine's own environment is below"
    )
    for entry in part.node.entries:
        value = entry.value
        if value.kind == base.OPAQUE and value.why == "template":
            value = _value(part.document, value, scope, reach)
        group.entries.append(Entry(entry.key, entry.key_span, value, entry.span, merged=entry.merged))
    part.node = group
    return [part]


def _value(document: Document, node: Node, scope: list[Node], reach: Reach) -> Node:
    name = node.text.strip().removeprefix("{{").removesuffix("}}").strip()
    if not name.isidentifier() or node.text.count("{{") != 1:
        return node
    own = [entry for entry in (one.get(name) for one in scope) if entry is not None]
    if _said(document.source.text, name) != len(own):
        return node
    others = [(one.roots[0].get(name), one) for one in _files(reach, name)]
    if reach.kept.get("ansible-open"):
        return node
    written = [*((one, document) for one in own), *others]
    entry, where = written[0] if len(written) == 1 else (None, document)
    if entry is None:
        return node  # set nowhere, in several places, or in a way that is not plain
    if entry.value.kind != base.SCALAR or entry.value.tag == "null" or _is_template(entry.value):
        return node
    via = [Location(document.source, node.span, f"read here from {name}")]
    return Linked(entry.value, via, source=where.source, variable=name, origin=entry)


def _is_template(node: Node) -> bool:
    return "{{" in node.text or "{%" in node.text


def _said(text: str, name: str) -> int:
    """How often a text sets a variable, as a key, in an inventory or by a prompt."""
    count, at = 0, text.find(name)
    while at >= 0:
        before = text[at - 1 : at]
        behind = text[at + len(name) : at + len(name) + 16].lstrip("\"'").lstrip(" ")
        key = behind[:1] in (":", "=") and behind[:2] != "==" and behind != ""
        prompt = text[max(0, at - 6) : at] == "name: "
        whole = not (before.isalnum() or before in ("_", ".")) or not before
        count += whole and (key or prompt)
        at = text.find(name, at + 1)
    return count


def _files(reach: Reach, name: str) -> list[Document]:
    """The files around the home file that set a variable; those that cannot be read as YAML set it too."""
    found = [reach.document(path, "yaml") for path in _listed(reach) if reach.mentions(path, name)]
    return [one for one in found if one is not None and _said(one.source.text, name)]


def _listed(reach: Reach) -> list[str]:
    kept: list[str] | None = reach.kept.get("ansible")
    if kept is not None:
        return kept
    found: dict[str, None] = {}
    _add_named(reach.home, reach, found)
    folder = os.path.dirname(reach.home)
    for _ in range(4):  # tasks of a role, the role, the roles, the project
        for name in reach.names(folder):
            path = os.path.join(folder, name)
            if name in _FOLDERS and os.path.isdir(path):
                _collect(path, reach, found, 0)
            elif _is_source(name) and os.path.normpath(path) != reach.home and os.path.isfile(path):
                found[path] = None
        if not folder or folder == os.path.dirname(folder):
            break
        folder = os.path.dirname(folder)
    for path in list(found):
        _add_named(path, reach, found)
    reach.kept["ansible"] = list(found)[:_MAX_FILES]
    return list(reach.kept["ansible"])


def _add_named(path: str, reach: Reach, found: dict[str, None]) -> None:
    """Adds the files that a play takes its variables from; where they are not plain, nothing is known of any."""
    if reach.mentions(path, "include_vars"):
        reach.kept["ansible-open"] = True
    document = reach.document(path, "yaml") if reach.mentions(path, "vars_files") else None
    for play in document.roots[0].items if document is not None else ():
        named = play.get("vars_files")
        for item in named.value.items if named is not None else ():
            other = os.path.normpath(os.path.join(os.path.dirname(path), item.text))
            if item.kind == base.SCALAR and os.path.isfile(other) and reach.allows(other):
                found[other] = None
            else:
                reach.kept["ansible-open"] = True


def _is_source(name: str) -> bool:
    return name.endswith((".yml", ".yaml", ".ini")) or name in ("hosts", "inventory")


def _collect(folder: str, reach: Reach, found: dict[str, None], depth: int) -> None:
    for name in reach.names(folder) if depth < 3 else ():
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            _collect(path, reach, found, depth + 1)
        elif os.path.splitext(name)[1] in _PLAIN or name.endswith(".ini"):
            found[path] = None
