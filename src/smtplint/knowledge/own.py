"""A project's own knowledge: rules, clients and providers in the same YAML forms, from folders that its settings name.

The files are validated against the same schemas and compiled by the same code as the built-in ones; nothing is run.
PyYAML and jsonschema are imported here alone, and only where a configuration names such a folder.
"""

from __future__ import annotations

import os

from .catalogue import catalogue, forms
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..readers.base import Node

KINDS = {"checks": ("check", "name"), "clients": ("client", "client"), "providers": ("provider", "provider")}
_MAX_FILES = 500


class OwnProblem:
    """Something wrong in an own knowledge file, at a 1-based line and column."""

    __slots__ = ("column", "line", "message", "path")

    def __init__(self, path: str, line: int, column: int, message: str) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.message = message


def extend(store: Store, folders: list[str]) -> list[OwnProblem]:
    """Adds the knowledge in ``folders`` to the store of this run; returns what is wrong in it, empty when all is well.

    A folder holds ``checks/``, ``clients/`` and ``providers/``, each file one entry named after it.
    """
    problems: list[OwnProblem] = []
    raw: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {kind: {} for kind in KINDS}
    for folder in folders:
        if not os.path.isdir(folder):
            problems.append(OwnProblem(folder, 1, 1, "there is no such folder"))
            continue
        for kind in KINDS:
            for path in _files(os.path.join(folder, kind)):
                data = _load(path, kind, problems)
                if data is not None:
                    raw[kind][os.path.basename(path).rpartition(".")[0]] = (path, data)
    if not problems:
        problems += _add(store, raw)
    return problems


def _files(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names if name.endswith((".yaml", ".yml"))][:_MAX_FILES]


# -- reading and validating --------------------------------------------------------------------------------------------


def _load(path: str, kind: str, problems: list[OwnProblem]) -> dict[str, Any] | None:
    from .. import project
    from ..readers.registry import read
    from ..text import Source

    content = project.read_bytes(path)
    if isinstance(content, str):
        problems.append(OwnProblem(path, 1, 1, content))
        return None
    source = Source.from_bytes(path, content)
    document = read(source, "yaml")
    for problem in document.problems[:3]:
        problems.append(OwnProblem(path, *source.lines.position(problem.span.start), problem.message))
    if document.problems:
        return None
    import yaml

    try:
        data = yaml.load(source.text, _loader(yaml))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.append(OwnProblem(path, 1, 1, str(error).splitlines()[0]))
        return None
    before = len(problems)
    for route, message in complaints(data, kind, os.path.basename(path).rpartition(".")[0]):
        node = _node_at(document.roots[0], route)
        problems.append(OwnProblem(path, *source.lines.position(node.span.start), message))
    return data if len(problems) == before else None


def _loader(yaml: Any) -> Any:
    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        """Dates stay text, as in the built-in knowledge."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return Loader


def complaints(data: Any, kind: str, stem: str) -> list[tuple[tuple[Any, ...], str]]:
    """What the schema of a kind refuses in the data of one file: routes and messages."""
    import jsonschema

    schema, key = KINDS[kind]
    validator = jsonschema.Draft202012Validator(_schema(schema))
    found = [(tuple(error.absolute_path), error.message[:200]) for error in validator.iter_errors(data)]
    if not found and data.get(key) != stem:
        found.append(((key,), f"{key} is {data.get(key)!r}, and the file is called {stem}"))
    endless = [(route, text) for route, text in _patterns(data, ()) if _explosive(text)]
    return found + [(route, f"this pattern could take for ever: {text}") for route, text in endless]


def _schema(name: str) -> Any:
    import json

    here = __file__.rpartition("own")[0]
    for folder in (here + "schema/", here + "../../../rules/schema/"):
        path = f"{folder}{name}.schema.json"
        if os.path.exists(path):
            with open(path, encoding="utf-8") as handle:
                return json.load(handle)
    raise FileNotFoundError(f"the schema {name} is not installed")


def _node_at(root: Node, route: tuple[Any, ...]) -> Node:
    """The deepest node on a route that is there."""
    node = root
    for step in route:
        if isinstance(step, int):
            if step >= len(node.items):
                return node
            node = node.items[step]
        else:
            entry = node.get(str(step))
            if entry is None:
                return node
            node = entry.value
    return node


# -- patterns ----------------------------------------------------------------------------------------------------------


def _patterns(data: Any, route: tuple[Any, ...]) -> list[tuple[tuple[Any, ...], str]]:
    found: list[tuple[tuple[Any, ...], str]] = []
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        if key in ("matches", "pattern", "looks_like") and isinstance(value, str):
            found.append(((*route, key), value))
        else:
            found += _patterns(value, (*route, key))
    return found


def _explosive(pattern: str) -> bool:
    """Whether a pattern is invalid, or repeats something that itself repeats without bound: such can take for ever."""
    import re

    parser = re._parser  # type: ignore[attr-defined]
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return True
    return _nested_repeat(tree, False)


def _nested_repeat(tree: Any, inside: bool) -> bool:
    for operator, argument in tree:
        name = str(operator)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            unbounded = str(argument[1]) == "MAXREPEAT" or argument[1] > 1000
            if (inside and unbounded) or _nested_repeat(argument[2], inside or unbounded):
                return True
        groups = [argument[-1]] if name == "SUBPATTERN" else argument[1] if name == "BRANCH" else []
        if any(_nested_repeat(one, inside) for one in groups):
            return True
    return False


# -- adding ------------------------------------------------------------------------------------------------------------


def _add(store: Store, raw: dict[str, dict[str, tuple[str, dict[str, Any]]]]) -> list[OwnProblem]:
    from . import compile as compiler

    problems: list[OwnProblem] = []
    records: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for kind, make in (("checks", compiler.check), ("clients", compiler.client), ("providers", compiler.provider)):
        for path, data in raw[kind].values():
            try:
                records[kind].append(make(data))
            except compiler.RuleError as error:
                problems.append(OwnProblem(path, 1, 1, str(error)))
    problems += _lend(store, raw["clients"], records["clients"])
    problems += _taken(store, raw["checks"])
    if problems:
        return problems
    for record in records["clients"]:
        store.put("clients", record["id"], record)
    for record in records["providers"]:
        store.put("providers", record["id"], record)
    checks = [*store.get("checks", "all"), *records["checks"]]
    store.put("checks", "all", sorted(checks, key=lambda one: str(one["code"])))
    hosts = compiler.host_index([data for _, data in raw["providers"].values()])
    _index(store, compiler.claim_index(records["clients"]), hosts)
    for record in records["checks"]:
        store.index["names"][record["name"]] = record["code"]
    return problems


def _lend(
    store: Store, files: dict[str, tuple[str, dict[str, Any]]], clients: list[dict[str, Any]]
) -> list[OwnProblem]:
    """Error texts of libraries for own clients; a library may be own or built in."""
    from . import compile as compiler

    own = {record["id"]: record for record in clients}
    lenders = [store.get("clients", record["words_of"]) for record in clients]
    try:
        compiler.lend_words({one["id"]: {**one, "words_of": ""} for one in lenders if one} | own)
    except compiler.RuleError as error:
        name = str(error).partition(":")[0]
        return [OwnProblem(path, 1, 1, str(error)) for path, data in files.values() if data["client"] == name]
    return []


def _taken(store: Store, checks: dict[str, tuple[str, dict[str, Any]]]) -> list[OwnProblem]:
    known = set(store.index["names"].values())
    found = []
    for path, data in checks.values():
        if data["code"] in known or data["name"] in store.index["names"]:
            found.append(OwnProblem(path, 1, 1, f"the code {data['code']} or the name {data['name']} is taken already"))
        known.add(data["code"])
    return found


def _index(store: Store, claims: dict[str, list[dict[str, Any]]], hosts: dict[str, Any]) -> None:
    """Own clients and hosts come before the built-in ones: who writes them knows the place."""
    for kind, added in claims.items():
        known = store.get("claims", kind)
        store.put("claims", kind, catalogue([*added, *(forms(known, None) if known else ())]))
    old = store.get("hosts", "all")
    merged = {}
    for key, value in old.items():
        own = hosts[key]
        merged[key] = {**value, **own} if isinstance(value, dict) else own + value
    store.put("hosts", "all", merged)
