"""The files of a dynaconf object: found from the module that makes it, read, and turned into values.

dynaconf looks for a file from its root path upwards, then from the program that runs and from where it runs, in each
folder and in ``config`` below it. Where the last two are not known, a file is taken only if there is one of its name.
"""

from __future__ import annotations

import os

from ...conditions import UNKNOWN
from ...readers import base
from . import dynaconf_env
from . import dynaconf_values as values
from .dynaconf_values import Held

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...readers.base import Document, Node
    from ...text import Source

    Read = Callable[[str, str, str], Document | None]

ENDINGS = ("py", "toml", "tml", "yaml", "yml", "ini", "conf", "properties", "json")
DEFAULT = [f"{stem}.{ending}" for stem in ("settings", ".secrets") for ending in ENDINGS]
_FORMATS = {"toml": "toml", "tml": "toml", "yaml": "yaml", "yml": "yaml", "json": "json", "py": "python"}
_MAX_FILES = 40
_MAX_DEPTH = 20
_MAX_ITEMS = 2000  # values of one file


class Files:
    """The files of one object, in their order; ``why`` says what keeps their content unknown.

    ``wanted`` are their names as the program gives them (None: not known), ``root`` its root path, empty where it gives
    none; ``loads`` whether it loads a ``.env``, ``dotenv_path`` which one.
    """

    def __init__(
        self, source: Source, read: Read, folders: list[str], wanted: list[str] | None, root: str | None,
        *, loads: bool, dotenv_path: str = "",
    ) -> None:  # fmt: skip
        self.source = source
        self.read = read
        self.folders = folders
        self.root = root
        self.why = "" if wanted is not None and root is not None else "which files are read is not known"
        self.validated: dict[str, Node] = {}  # defaults that validators give
        self._loads = loads
        self._dotenv_path = dotenv_path
        self._dotenv: list[Document] | None = None
        self._paths: list[str] = []
        self._held: dict[int, tuple[Document, Held]] = {}
        self._seen: set[str] = set()
        self.documents = self._found(wanted or [])

    # -- finding ---------------------------------------------------------------------------------------------------

    def _found(self, wanted: list[str]) -> list[Document]:
        paths: list[str] = []
        for name in wanted[:_MAX_FILES]:
            if any(mark in name for mark in "*?["):
                self.why = self.why or "files are named by a pattern"
            elif not name.endswith(tuple("." + one for one in ENDINGS)):
                self.why = self.why or f"the module {name} is read"
            else:
                first = os.path.dirname(paths[0]) if paths and not self.root else ""
                path = self._find(name, first)
                paths += [path] if path else []
        paths += [_local(path) for path in paths if ".local." not in path]
        self._paths = [path for path in paths if os.path.isfile(path)]
        documents = [self._document(path) for path in self._paths]
        for folder in {os.path.dirname(path) for path in self._paths}:
            if os.path.isfile(os.path.join(folder, "dynaconf_hooks.py")):
                self.why = self.why or "dynaconf_hooks.py may change any key"
        return [one for one in documents if one is not None]

    def _document(self, path: str) -> Document | None:
        if os.path.normpath(path) == os.path.normpath(os.path.abspath(self.source.path)):
            return None  # the module itself is among the files that are skipped
        ending = path.rpartition(".")[2].lower()
        found = self.read(path, _FORMATS[ending], "") if ending in _FORMATS else None
        if found is not None and found.masked:
            found = _unmasked(found)
        several = found is not None and found.format != "python" and len(found.roots) != 1
        if found is None or found.problems or found.masked or found.source.bom or several:
            self.why = self.why or f"{os.path.basename(path)} is not followed"
            return None
        return found

    def _find(self, name: str, first: str = "") -> str:
        """The path of a file, or nothing; where more than one may be meant, nothing is known."""
        if os.path.isabs(name):
            return name if os.path.exists(name) else ""
        if self.root or first:
            upwards = [one for one in self._upwards(self.root or first) if os.path.exists(os.path.join(one, name))]
            if upwards:
                return os.path.join(upwards[0], name)
        inside = [folder for one in self.folders for folder in (one, os.path.join(one, "config"))]
        found = [path for one in inside if os.path.exists(path := os.path.join(one, name))]
        if len(found) > 1:
            self.why = self.why or f"more than one file is named {name}"
        return found[0] if found else ""

    def _upwards(self, start: str) -> list[str]:
        """A folder and those above it as far as the project's root, each with ``config`` below it."""
        top = self.folders[-1] if self.folders else start
        found, one, below = [], os.path.normpath(start), ""
        while one != below and (one == top or one.startswith(top.rstrip(os.sep) + os.sep)):
            found += [one, os.path.join(one, "config")]
            one, below = os.path.dirname(one), one
        return found or [start, os.path.join(start, "config")]

    def dotenv(self) -> list[Document]:
        """The ``.env`` that is loaded, if any."""
        if self._dotenv is None:
            self._dotenv = []
            path = self._find(self._dotenv_path or ".env") if self._loads else ""
            found = self.read(path, "dotenv", dynaconf_env.DIALECT) if path and os.path.isfile(path) else None
            document = dynaconf_env.as_read(found) if found is not None else None
            if document is not None:
                self._dotenv = [document]
            elif found is not None:
                self.why = self.why or "its .env is not followed"
        return self._dotenv

    def of_stage(self, env: str) -> list[Document]:
        """The files as they are loaded in an environment: behind a Python file, ``production_settings.py``."""
        found = []
        for document in self.documents:
            found.append(document)
            if document.format != "python":
                continue
            folder, name = os.path.split(document.source.path)
            for one in (*(part.strip().lower() for part in env.split(",")), "global"):
                path = os.path.abspath(os.path.join(folder, f"{one}_{name}"))
                more = self._document(path) if os.path.isfile(path) else None
                found += [more] if more is not None else []
        return found

    # -- values ----------------------------------------------------------------------------------------------------

    def held(self, document: Document) -> Held:
        """The content of a file as values with their places."""
        if id(document) not in self._held:
            left = [_MAX_ITEMS]
            root = document.roots[0]
            held = self._of(root, document, left, 0)
            self._held[id(document)] = (document, held if left[0] >= 0 else Held(UNKNOWN))
        return self._held[id(document)][1]

    def _of(self, node: Node, document: Document, left: list[int], depth: int) -> Held:
        left[0] -= 1
        if left[0] < 0 or depth > _MAX_DEPTH:
            return Held(UNKNOWN, node, document.source)
        if node.kind == base.MAP and not node.why:
            found: dict[str, Held] = {}
            for key in dict.fromkeys(entry.key for entry in node.entries):
                entry = node.get(key)
                own = [one for one in node.entries if one.key == key and not one.merged]
                if entry is None or key.startswith(("?", "*")):
                    return Held(UNKNOWN, node, document.source)
                one = self._of(entry.value, document, left, depth + 1)
                found[key] = one if len(own) < 2 or document.format == "python" else one.like(UNKNOWN)
            return Held(found, node, document.source)
        if node.kind == base.SEQ and not node.why:
            return Held([self._of(one, document, left, depth + 1) for one in node.items], node, document.source)
        return Held(_scalar(node, document.format), node, node.source or document.source, written=True)

    def of_python(self, node: Node) -> Held:
        """A value that the program gives; one that is not known by itself is worked out where it is read."""
        if node.kind == base.SCALAR:
            return Held(values.scalar(node), node, node.source or self.source, written=True)
        if node.kind == base.MAP and node.style == "plain" and not any(one.key in "*?" for one in node.entries):
            winners = {entry.key: node.get(entry.key) for entry in node.entries}
            found = {key: self.of_python(entry.value) for key, entry in winners.items() if entry is not None}
            return Held(found, node, node.source or self.source)
        if node.kind == base.ENV:
            return Held(UNKNOWN, node)
        return Held(UNKNOWN, node, node.source or self.source)


def _unmasked(document: Document) -> Document:
    """A file with braces that are dynaconf's own (``@jinja {{ this.HOST }}``), and no template's, as it stands."""
    from ...readers import json, toml

    text = document.source.text
    starts = [text.rfind("\n", 0, region.start) + 1 for region in document.masked]
    lines = [text[start : region.start] for start, region in zip(starts, document.masked, strict=True)]
    if not all(any(mark in line for mark in ('"@', "'@")) for line in lines):
        return document
    if document.format in ("json", "toml"):
        again: Document = json.read(document.source) if document.format == "json" else toml.read(document.source)
        return again
    document.masked = []  # the values themselves are not known
    return document


def _scalar(node: Node, format_: str) -> Any:
    if node.kind != base.SCALAR or node.why:
        return UNKNOWN
    if format_ == "yaml" and not node.tag:
        return values.plain_yaml(node.text)
    return values.scalar(node)


def _local(path: str) -> str:
    """``settings.local.toml`` for ``settings.toml``."""
    stem, _, ending = path.rpartition(".")
    return f"{stem}.local.{ending}"
