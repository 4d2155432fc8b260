"""Settings that programs keep in files of their own and hand out by name, as documents of dotted keys.

Read from the sources of @nestjs/config (``registerAs``, ``load`` of ``ConfigModule.forRoot``) and of node-config
(``loadFileConfigs``: default, the stage's, local, then the variables that custom-environment-variables names).
"""

from __future__ import annotations

import os

from ...project import format_of
from ...readers import base

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...readers.base import Document, Node
    from ...surroundings import Surroundings

_MOST_KEYS = 2000
_MOST_FILES = 20
_MOST_DEPTH = 12
_MOST_TEXT = 20_000
_KINDS = ("javascript", "json", "yaml")  # formats of its files that are followed


def flat(document: Document, root: Node, prefix: str = "") -> Document:
    """A document whose one mapping has the values below a node by their dotted keys."""
    from ...readers.base import Document, Entry, Node

    entries: list[Entry] = []

    def add(node: Node, path: str, depth: int) -> None:
        for entry in node.entries:
            if len(entries) >= _MOST_KEYS or entry.key in ("*", "escapes"):
                continue
            if entry.value.kind == base.MAP and entry.value.style != "call" and depth < _MOST_DEPTH:
                add(entry.value, f"{path}{entry.key}.", depth + 1)
            else:
                entries.append(Entry(path + entry.key, entry.key_span, entry.value, entry.span))

    add(root, prefix, 0)
    result = Document(document.source, document.format)
    result.roots = [Node(base.MAP, root.span, entries=entries)]
    return result


# -- NestJS ------------------------------------------------------------------------------------------------------------


class Nest:
    """What the main module of a NestJS program says of its settings: ``files`` of variables, and ``documents``."""

    __slots__ = ("checked", "documents", "files")

    def __init__(self, files: list[str], documents: list[Document], *, checked: bool) -> None:
        self.files = files
        self.documents = documents
        self.checked = checked  # whether a schema may make numbers and flags of the variables' texts


def nest(document: Document, home: str, around: Surroundings) -> Nest | None:
    """The settings of the NestJS program that a script belongs to; None where no module says what they are.

    They are said in the script itself, or in the main module above it.
    """
    if "ConfigModule.forRoot(" in document.source.text:
        return _of_module(document, document.source.path, home, around)
    folders = [*around.folders(document.source.path), os.path.join(home, "src")]
    for folder in folders:
        path = os.path.join(folder, "app.module.ts")
        if b"configmodule.forroot(" in (around.text(path) or b""):
            module = around.document(path, "javascript", "")
            return _of_module(module, path, home, around) if module is not None else None
    return None


def _of_module(module: Document, path: str, home: str, around: Surroundings) -> Nest | None:
    entries = module.roots[1].entries if len(module.roots) > 1 else []
    calls = [node for one in entries if one.key.endswith("ConfigModule.forRoot") for node in one.value.items]
    if len(calls) != 1:
        return None
    first = calls[0].get("0")
    options = first.value if first is not None else None
    if options is not None and (options.kind != base.MAP or options.get("*") is not None):
        return None
    words = {entry.key for entry in options.entries} if options is not None else set()
    files = _env_files(options, home) if not words & {"ignoreEnvFile", "skipProcessEnv"} else []
    documents = _loaded(module, path, around) if "load" in words else []
    return Nest(files, documents, checked=bool(words & {"validate", "validationSchema", "parser", "expandVariables"}))


def _env_files(options: Node | None, home: str) -> list[str]:
    """The files of ``envFilePath``, the first of which wins; ``.env`` where none is named."""
    named = options.get("envFilePath") if options is not None else None
    if named is None:
        return [os.path.join(home, ".env")]
    nodes = named.value.items if named.value.kind == base.SEQ else [named.value]
    if any(node.kind != base.SCALAR for node in nodes):
        return []
    return [os.path.normpath(os.path.join(home, node.text)) for node in nodes[:_MOST_FILES]]


def _loaded(module: Document, path: str, around: Surroundings) -> list[Document]:
    """The settings of the files that the main module imports, in which ``registerAs`` or a function gives them."""
    import re

    found = []
    imports = re.findall(r"\bfrom\s+['\"](\.[^'\"\n]{1,200})['\"]", module.source.text[:_MOST_TEXT])
    for name in imports[: 4 * _MOST_FILES]:
        stem = os.path.normpath(os.path.join(os.path.dirname(path), name))
        for file in (f"{stem}.ts", os.path.join(stem, "index.ts"), stem):
            text = around.text(file) if file.endswith(".ts") else None
            if text is not None and (b"registeras(" in text or b"export default () =>" in text):
                document = around.document(_shown(module, file), "javascript", "")
                found += _given(document) if document is not None else []
                break
        if len(found) >= _MOST_FILES:
            break
    return found


def _given(document: Document) -> list[Document]:
    calls = document.roots[1].get("@nestjs/config.registerAs") if len(document.roots) > 1 else None
    found = []
    for call in calls.value.items if calls is not None else []:
        name, value = call.get("0"), call.get("1")
        if name is not None and value is not None and name.value.kind == base.SCALAR:
            found.append(flat(document, value.value, f"{name.value.text}."))
    whole = document.roots[0].get("exports") if not found else None
    return [flat(document, whole.value)] if whole is not None and whole.value.kind == base.MAP else found


def _shown(document: Document, path: str) -> str:
    return path if os.path.isabs(document.source.path) else os.path.relpath(path)


# -- node-config -------------------------------------------------------------------------------------------------------


def config_stages(home: str, around: Surroundings) -> list[str]:
    """The stages for which the folder ``config`` has files of their own, ``""`` for any other one."""
    names = {name.partition(".")[0] for name in around.names(os.path.join(home, "config"))}
    return [one for one in ("development", "test", "staging", "production") if one in names]


def node_config(document: Document, home: str, stage: str, around: Surroundings) -> list[Document]:
    """The files of the folder ``config`` in which a setting is looked for, the one that wins first."""
    folder = os.path.join(home, "config")
    names = around.names(folder)
    if len(names) > 200 or any("-" in name and name.startswith(("default-", "local-")) for name in names):
        return []  # files for instances of the program or for machines
    stems = ["default", stage or "development", "local", *([f"local-{stage}"] if stage else [])]
    found: list[Document] = []
    for stem in stems:
        named = [one for one in names if one.partition(".")[0] == stem]
        if len(named) > 1:
            return []  # one for each of several formats
        for name in named:
            format, dialect = format_of(name) or ("", "")
            if format not in _KINDS or name.count(".") != 1:
                return []  # of a kind that is not read
            read = around.document(_shown(document, os.path.join(folder, name)), format, dialect)
            root = _root(read) if read is not None else None
            if read is None or root is None:
                return []
            found.insert(0, flat(read, root))
    return _overridden(document, folder, names, found, around)


def _root(document: Document) -> Node | None:
    if document.format != "javascript":
        return document.roots[0] if len(document.roots) == 1 and not document.problems else None
    entry = document.roots[0].get("exports")
    return entry.value if entry is not None and entry.value.kind == base.MAP else None


def _overridden(
    document: Document, folder: str, names: list[str], found: list[Document], around: Surroundings
) -> list[Document]:
    """What custom-environment-variables names is taken from there where that is set, and so it is not known here."""
    custom = [name for name in names if name.startswith("custom-environment-variables.")]
    if not custom:
        return found
    if len(custom) > 1 or not custom[0].endswith((".json", ".yaml", ".yml")):
        return []
    format, dialect = format_of(custom[0]) or ("json", "")
    read = around.document(_shown(document, os.path.join(folder, custom[0])), format, dialect)
    if read is None or len(read.roots) != 1:
        return []
    from ...readers.base import Node

    result = flat(read, read.roots[0])
    for entry in result.roots[0].entries:
        if entry.key.endswith(".__name"):
            entry.key = entry.key.removesuffix(".__name")
            entry.value = Node(base.OPAQUE, entry.value.span, why="converted from a variable")
        else:
            entry.value = Node(base.ENV, entry.value.span, text=entry.value.text)
    return [result, *found]
