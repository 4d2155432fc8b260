"""The modules that a settings module imports: found as files, read and never run, taken in where they are imported."""

from __future__ import annotations

import os
import sys

from ...findings import Location
from ...readers import base
from ...readers.base import Entry, Imported, Node
from ...readers.python.frames import Inside, qualified
from ...readers.python.values import copy_tree, measure
from ..links import Linked

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _ast
    from collections.abc import Callable

    from ...readers.base import Document
    from ...readers.python.exec import Around
    from ...readers.python.values import Evaluator, Scope
    from ...text import Source, Span
    from ..layering.dynaconf import Layers
    from ..layering.dynaconf_call import Made
    from .python_included import Brought

    Function = _ast.FunctionDef | _ast.AsyncFunctionDef | _ast.Lambda
    Open = Callable[[str, str, str], Document | None]
    Folders = Callable[[str], list[str]]
    Given = Callable[[], list[str]]
    Version = Callable[[str, str], str]

_MAX_DEPTH = 6  # modules that import modules
_MAX_NODES = 2000  # of one value that is taken in


class Module:
    """A module as its importers see it: its document, and what its names hold in the end (None: not known)."""

    __slots__ = ("document", "names", "needs", "values")

    def __init__(self, document: Document, values: Evaluator | None, needs: list[Document]) -> None:
        self.document = document
        self.values = values
        self.names: dict[str, Node | None] = values.module.names if values is not None else {}
        self.needs = needs  # the documents that it was put together from, besides its own

    def binds(self, name: str) -> bool:
        """Whether the module is certain to have a name in the end."""
        if self.values is None or name not in self.names or name in self.values.deleted:
            return False
        return self.names[name] is not None or name in self.values.functions


class Modules:
    """The modules of one run. Each is read once whoever imports it; in a circle, the first one again is not known."""

    def __init__(
        self, read: Open, folders: Folders, given: Given | None = None, version: Version | None = None
    ) -> None:
        self._read = read
        self._folders = folders
        self._given: Given = given or list
        self._version = version or (lambda path, name: "")
        self.layers: dict[str, list[Layers]] = {}  # settings objects by the path of the module that makes them
        self._known: dict[str, Module | None] = {}
        self._paths: dict[tuple[str, str], str] = {}
        self._stems: dict[str, str] = {}
        self._contents: dict[str, Node | None] = {}

    def within(self, document: Document) -> list[Document]:
        """Reads a module again with what it imports; returns the documents it takes from, none if it takes nothing."""
        found = self.read(document, [document.source.path])
        if not found.needs and document.source.path not in self.layers:
            return []
        document.roots = found.document.roots
        return found.needs or [document]  # a settings object may be filled by variables alone

    def read(self, document: Document, around: list[str]) -> Module:
        """A module with what it imports in its place; ``around`` are the modules that are being imported."""
        from ...readers.python import read_module

        imports = Imports(self, document.source, around)
        again, values = read_module(document.source, imports)
        return Module(again, values, imports.needs)

    def maker(self, source: Source) -> Made | None:
        """What makes the settings objects of a module; None where the module cannot be read as a whole."""
        from ...readers.python.parse import parse
        from ...readers.python.tokens import tokens
        from ..layering.dynaconf_call import Made
        from .python_links import paths_of

        try:
            parsed = parse(source, tokens(source.text))
        except RecursionError:
            return None
        folders = self._folders(source.path)
        paths = paths_of(source, folders, parsed.statements)
        return None if parsed.broken else Made(source, self._read, folders, parsed.statements, paths)

    def note(self, path: str, layers: Layers) -> None:
        """Keeps a settings object for ``stages``, and tells it how its version reads flags."""
        layers.of_version(self._version(path, "dynaconf"))
        self.layers.setdefault(path, []).append(layers)

    def names_of(self, layers: Node, path: str = "") -> list[tuple[str, Span]]:
        """The keys that a settings object, or a mapping in it, may have, with the place of each."""
        from ..layering.dynaconf import Layers

        if path:
            return layers.below(path) if isinstance(layers, Layers) else []
        found = layers.names(self._given()) if isinstance(layers, Layers) else []
        return [(name, layers.place(name)) for name in found] if isinstance(layers, Layers) else []

    def stem(self, path: str) -> str:
        """A short name of a module in conditions, that no other module has."""
        if path not in self._stems:
            folder, name = os.path.split(path)
            plain = os.path.basename(folder) if name == "__init__.py" else name.partition(".")[0]
            number = sum(one == plain or one.startswith(plain + "_") for one in self._stems.values())
            self._stems[path] = f"{plain}_{number + 1}" if number else plain
        return self._stems[path]

    def open(self, name: str, importer: str, around: list[str]) -> Module | None:
        """The module of that name (``.base``, ``config.settings.base``), or None where there is no file to read."""
        key = (name, os.path.dirname(importer))
        if key not in self._paths:
            self._paths[key] = module_path(name, importer, self._folders(importer))
        path = self._paths[key]
        return self.file(path, around) if path else None

    def file(self, path: str, around: list[str]) -> Module | None:
        """The module in a file, or None where it cannot be read, or is being imported already."""
        plain = self._read(path, "python", "")
        if plain is None or plain.masked or plain.problems or plain.source.path in around:
            return None
        if len(around) > _MAX_DEPTH:
            return None
        path = plain.source.path
        if path not in self._known:
            self._known[path] = None
            self._known[path] = self.read(plain, [*around, path])
        return self._known[path]

    def above(self, path: str) -> list[str]:
        """The folders above a file, nearest first."""
        return self._folders(path)

    def root(self, path: str) -> str:
        """The uppermost folder above a file that belongs to its project."""
        return self._folders(path)[-1]

    def run(self, path: str, around: list[str], inside: Inside, outer: Evaluator) -> Module | None:
        """A file that is run among the names of another module; it is read anew each time."""
        from ...readers.python import read_module

        plain = self._read(path, "python", "")
        if plain is None or plain.masked or plain.problems or plain.source.path in around or len(around) > _MAX_DEPTH:
            return None
        imports = Imports(self, plain.source, [*around, plain.source.path], outer)
        inside.asked, inside.owners = set(outer.asked), {**outer.again, **outer.owners}
        document, values = read_module(plain.source, imports, inside)
        return Module(document, values, imports.needs)

    def data(self, path: str, form: str, importer: str) -> tuple[Document, Node] | None:
        """A data file that a module opens, and what it holds; None where there is none that is certain."""
        from .python_files import content, dialect_of, place_of

        full = place_of(path, self._folders(importer))
        document = self._read(full, form, dialect_of(form)) if full else None
        if document is None:
            return None
        key = document.source.path
        if key not in self._contents:
            self._contents[key] = content(document, form)
        root = self._contents[key]
        return None if root is None else (document, root)


class Imports:
    """What the imports of one module bring; ``needs`` are the documents that they come from."""

    def __init__(self, modules: Modules, source: Source, around: list[str], outer: Evaluator | None = None) -> None:
        self.needs: list[Document] = []
        self.outer = outer  # of the module among whose names this one is run
        self._modules = modules
        self._source = source
        self._around = around
        self._made: Made | None = None

    def layers(self, kind: str, call: _ast.Call | None, values: Evaluator, scope: Scope, span: Span) -> Node | None:
        """A settings object that lays files over each other; the files are among what the module takes from."""
        if self._made is None:
            self._made = self._modules.maker(self._source)
        if self._made is None:
            return None
        found = self._made.layers(kind, call, values, scope, span)
        self._modules.note(self._source.path, found)
        for one in (*found.files.documents, *found.files.dotenv()):
            if all(known.source is not one.source for known in self.needs):
                self.needs.append(one)
        return found

    def layered_names(self, layers: Node, path: str = "") -> list[tuple[str, Span]]:
        """The keys that such an object, or a mapping in it, may have."""
        return self._modules.names_of(layers, path)

    def _open(self, name: str) -> Module | None:
        return self._taken(self._modules.open(name, self._source.path, self._around) if name else None)

    def _taken(self, module: Module | None) -> Module | None:
        for one in (module.document, *module.needs) if module is not None else ():
            if all(known.source is not one.source for known in self.needs):
                self.needs.append(one)
        return module

    def exists(self, name: str, wanted: list[str]) -> bool:
        """Whether there is a module of that name that can be read, and it is certain to have the names wanted of it."""
        found = self._modules.open(name, self._source.path, self._around)
        return found is not None and all(found.binds(one) or self._submodule(name, one) for one in wanted)

    def _submodule(self, package: str, name: str) -> bool:
        inner = package + name if package.endswith(".") else f"{package}.{name}"
        return self._modules.open(inner, self._source.path, self._around) is not None

    def star(self, name: str, span: Span) -> tuple[list[Entry], dict[str, Node | None]] | None:
        """What ``from name import *`` sets and binds, or None where the module is not known."""
        return self._all(self._open(name), span)

    def file(self, path: str, span: Span) -> tuple[list[Entry], dict[str, Node | None]] | None:
        """What another file does that is run in the module's own names (``include`` of django-split-settings)."""
        full = os.path.join(os.path.dirname(self._source.path), path)
        if not path.endswith(".py") or not os.path.isfile(full):
            return None
        return self._all(self._taken(self._modules.file(os.path.normpath(full), self._around)), span)

    def beside(self, pattern: str) -> list[str]:
        """The files of a pattern, from the folder of this file."""
        from .python_included import beside

        return beside(pattern, self._source, self._modules.root(self._source.path))

    def place(self, path: str) -> str:
        """The file that a path leads to from where the program runs, or an empty text."""
        from .python_files import place_of

        return place_of(path, self._modules.above(self._source.path))

    def run(self, path: str, given: Around, span: Span) -> Brought | None:
        """What a file does that is run among the names of this module; None where it is not known."""
        from . import python_included

        names = python_included.handed(given, self._source)
        large = python_included.sizes(names)
        inside = Inside(given.file, names, python_included.origins_of(given.outer), given.included)
        found = self._taken(self._modules.run(path, self._around, inside, given.outer))
        if found is None or found.values is None:
            return None
        after = python_included.sizes(found.names)
        bound = found.values.names.bound | python_included.set_in(found.document.roots[0].entries)
        new = {
            name: name
            for name, node in found.names.items()
            if name in bound or name not in names or names[name] is not node or after.get(name) != large.get(name)
        }
        brought = python_included.Brought(
            self._entries(found, new, span), {name: self._value(found, name, span) for name in new}
        )
        python_included.as_own(brought.entries)
        stem = self._modules.stem(path)
        again, own = found.values.again, bound - found.values.names.imported
        brought.owners = {one: found.values.owners.get(one, f"{stem}.{again.get(one, one)}") for one in own}
        brought.mutated = found.values.mutated
        brought.asked = found.values.asked
        known = found.values.names
        brought.origins = {
            one: (known.origins[one], known.schemes.get(one, {})) for one in new if known.origins.get(one, "")
        }
        return brought

    def data(self, path: str, form: str) -> Node | None:
        """What a data file holds that the module opens by that path, as Python's libraries read it."""
        return self._taken_from(self._modules.data(path, form, self._source.path))

    def _taken_from(self, found: tuple[Document, Node] | None) -> Node | None:
        if found is None:
            return None
        if all(known.source is not found[0].source for known in self.needs):
            self.needs.append(found[0])
        return found[1]

    def read_as(self, node: Node, value: object) -> Node:
        """What a value of another file is turned into: it stands where it stood, and is edited where it is written."""
        text, tag = (value, "str") if isinstance(value, str) else (str(value), type(value).__name__)
        plain = Node(
            node.kind, node.span, text=text, inner=node.inner, style=node.style, tag=tag, why=node.why,
            source=node.source,
        )  # fmt: skip
        as_written = not isinstance(value, str) or value == node.text
        editable = as_written and getattr(node, "editable", True)
        variable = getattr(node, "variable", "")
        return Linked(plain, list(getattr(node, "via", ())), source=node.source, variable=variable, editable=editable)

    def _all(self, module: Module | None, span: Span) -> tuple[list[Entry], dict[str, Node | None]] | None:
        if module is None:
            return None
        listed = _listed(module)
        if listed is None:
            return None
        names = {name: name for name in module.names if name in listed or (not listed and not name.startswith("_"))}
        entries = self._entries(module, names, span)
        return entries, {name: self._value(module, name, span) for name in names}

    def name(self, module: str, name: str, bound: str, span: Span) -> tuple[list[Entry], Node | None] | None:
        """What ``from module import name as bound`` sets and what the name then holds; None where it is not known."""
        found = self._open(module)
        if found is not None and name in found.names:
            return self._entries(found, {name: bound}, span), self._value(found, name, span)
        inner = self._open(module + name if module.endswith(".") else f"{module}.{name}")
        return None if inner is None else ([], self._namespace(inner, span))

    def module(self, name: str, span: Span) -> Node | None:
        """The module of that name, as a mapping of what its names hold."""
        found = self._open(name)
        return None if found is None else self._namespace(found, span)

    def member(self, dotted: str, span: Span) -> Node | None:
        """What ``config.settings.base.EMAIL_HOST`` holds, where the part before the last dot is a module."""
        module, _, name = dotted.rpartition(".")
        found = self._open(module) if module.strip(".") else None
        return self._value(found, name, span) if found is not None and name in found.names else None

    def function(self, dotted: str) -> tuple[Function, Evaluator] | None:
        """A simple function of another module, and what evaluates its body there."""
        if dotted.startswith("including:") and self.outer is not None:
            own = self.outer.functions.get(dotted.partition(":")[2])
            return None if own is None else (own, self.outer)
        module, _, name = dotted.rpartition(".")
        found = self._modules.open(module, self._source.path, self._around) if module.strip(".") else None
        if found is None or found.values is None or name not in found.values.functions:
            return None
        self._taken(found)
        return found.values.functions[name], found.values

    def owners(self, name: str) -> dict[str, str]:
        """The names of another module as conditions spell them everywhere: by the module that sets them."""
        found = self._modules.open(name, self._source.path, self._around)
        if found is None or found.values is None:
            return {}
        stem = self._modules.stem(found.document.source.path)
        again = found.values.again
        return {one: found.values.owners.get(one, f"{stem}.{again.get(one, one)}") for one in found.names}

    def mutated(self, name: str) -> set[str]:
        """What of other modules that module changes in place, as ``owners`` spells it."""
        found = self._modules.open(name, self._source.path, self._around)
        return set() if found is None or found.values is None else found.values.mutated

    def origins(self, name: str) -> dict[str, tuple[str, dict[str, _ast.expr]]]:
        """What the names of another module stand for there, and what those that read the environment declare."""
        found = self._modules.open(name, self._source.path, self._around)
        if found is None or found.values is None:
            return {}
        names = found.values.names
        own = {one: f"{name}.{one}" for one in found.values.functions}
        known = {one: origin for one, origin in names.origins.items() if origin and not origin.startswith(".")}
        return {one: (origin, names.schemes.get(one, {})) for one, origin in {**own, **known}.items()}

    def seen(self, node: Node, span: Span, how: str = "used here") -> Node:
        """A value of another file that is used here."""
        via = [*getattr(node, "via", ()), Location(self._source, span, how)]
        return Linked(node, via, source=node.source, variable=getattr(node, "variable", ""))

    def _namespace(self, module: Module, span: Span) -> Node:
        names = {name: name for name in module.names}
        return Node(base.MAP, span, entries=self._entries(module, names, span), style="module")

    def _value(self, module: Module, name: str, span: Span) -> Node | None:
        held = module.names[name]
        if held is None:
            return None
        return _foreign(held, module.document.source, self._source, span)

    def _entries(self, module: Module, names: dict[str, str], span: Span) -> list[Entry]:
        """The module's own assignments to names, in its order and with its branches, as entries of the importer."""
        root = module.document.roots[0]
        values = module.values
        own = (values.names.bound - values.names.imported) | set(values.again) if values is not None else set()
        stem = self._modules.stem(module.document.source.path)
        found = _picked(root.entries, names, {name: f"{stem}.{name}" for name in own})
        return [self._here(entry, module.document.source, span) for entry in found]

    def _here(self, entry: Entry, source: Source, span: Span) -> Entry:
        if entry.key.startswith("?"):
            inner = [self._here(one, source, span) for one in entry.value.entries]
            value = Node(base.MAP, entry.value.span, text=entry.value.text, entries=inner, items=entry.value.items)
        else:
            value = _foreign(entry.value, source, self._source, span)
        return Imported(entry.key, entry.key_span, value, entry.span, merged=True)


def _picked(entries: list[Entry], names: dict[str, str], owners: dict[str, str]) -> list[Entry]:
    """The entries that set one of the names, under its new name, and what else may set any name."""
    found: list[Entry] = []
    for entry in entries:
        if entry.key.startswith("?"):
            inner = _picked(entry.value.entries, names, owners)
            if inner:
                tests = [
                    Node(one.kind, one.span, text=qualified(one.text, owners), items=one.items)
                    for one in entry.value.items
                ]
                choice = qualified(entry.value.text, owners)
                value = Node(base.MAP, entry.value.span, text=choice, entries=inner, items=tests)
                found.append(Entry(qualified(entry.key, owners), entry.key_span, value, entry.span))
        elif entry.key == "*":
            found.append(entry)
        elif entry.key in names and not (entry.value.kind == base.MAP and entry.value.style in ("class", "module")):
            found.append(Entry(names[entry.key], entry.key_span, entry.value, entry.span))
    return found


def _listed(module: Module) -> set[str] | None:
    """The names in ``__all__``; an empty set where there is none, and None where it is not known."""
    if "__all__" not in module.names:
        return set()
    node = module.names["__all__"]
    if node is None or node.kind != base.SEQ or any(item.kind != base.SCALAR for item in node.items):
        return None
    return {item.text for item in node.items}


def _foreign(value: Node, source: Source, here: Source, span: Span) -> Node:
    """A value of another file: texts say how they came, containers are copied, so that a change here stays here."""
    if value.kind in (base.MAP, base.SEQ):
        if measure(value, _MAX_NODES)[0] > _MAX_NODES:
            return Node(base.OPAQUE, span, why="too large to follow", source=here)
        copy = copy_tree(value, value.span)
        _settle(copy, source)
        return copy
    via = [*getattr(value, "via", ()), Location(here, span, "imported here")]
    if value.kind == base.SCALAR:
        return Linked(value, via, source=value.source or source, variable=getattr(value, "variable", ""))
    value.source = value.source or source
    return value


def _settle(node: Node, source: Source) -> None:
    """Notes on a tree from which file it is."""
    todo = [node]
    while todo:
        one = todo.pop()
        one.source = one.source or source
        todo += one.items
        todo += [entry.value for entry in one.entries]


def module_path(module: str, path: str, folders: list[str]) -> str:
    """The file of a module, relative (``.base``) or in one of the folders above (``config.settings.base``), or ""."""
    name = module.lstrip(".")
    dots = len(module) - len(name)
    here = os.path.dirname(path)
    for _ in range(dots - 1):
        here = os.path.join(here, os.pardir)
    if not dots and name.partition(".")[0] in sys.stdlib_module_names:
        return ""
    found: list[tuple[str, str]] = []
    for folder in [here] if dots else folders:
        stem = os.path.join(folder, *name.split(".")) if name else folder
        files = (stem + ".py", os.path.join(stem, "__init__.py"))
        found += [(folder, os.path.normpath(file)) for file in files[:: -1 if name else 1] if os.path.isfile(file)][:1]
    if len(found) > 1:  # a folder that is a package is hardly one where Python looks for modules
        found = [one for one in found if not os.path.isfile(os.path.join(one[0], "__init__.py"))]
    return found[0][1] if len(found) == 1 else ""
