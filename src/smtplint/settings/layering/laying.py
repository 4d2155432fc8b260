"""Lays the files of one program together around a claimed mapping: layers, references, variables above them all."""

from __future__ import annotations

import os

from ...readers import base
from ...readers.base import Entry, Node
from ..links import GIVEN, Linked
from ..parts import inheriting, lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...readers.base import Document
    from ...surroundings import Surroundings
    from ...text import Source
    from ..claim import Claim
    from ..links import Environment
    from ..parts import Part
    from .layers import Layering


class Laying:
    """The layerings of one run, each made once for a reading of a file."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._made: dict[tuple[int, str, str], tuple[Document, Layering | None]] = {}

    def evidence(self, record: dict[str, Any], part: Part, route: str, node: Node) -> Node | None:
        """The mapping that a client is told by: the node with its lower and upper layers; None if told elsewhere."""
        keys = [*record["keys"], *(key for claim in record["claim"] for key in claim)]
        if not any(lookup(node, key, fold=record["fold"]) is not None for key in keys):
            return node  # which is enough to see that it is not this client's
        layering = self._layering(record["layers"], part.document, "")
        if layering is None:
            return node
        if layering.told_twice(route, part.node):
            return None
        run = layering.run(route, node, part.node)
        if run.alone or not any(lookup(node, key, fold=record["fold"]) is not None for key in record["keys"]):
            return node
        return run.node()

    def node(
        self, claim: Claim, client: dict[str, Any], generation: str, environment: Environment
    ) -> tuple[Node, bool] | None:
        """The mapping that a claim comes to, and whether its files tell all; None where there are no layers."""
        form = client["forms"][claim.form]
        document = claim.part.document
        dialect = document.dialect if document.format == "dotenv" and form["dialect"] else form["dialect"]
        layering = self._layering(form["layers"], document, dialect)
        if layering is None:
            return None
        root = document.roots[0] if document.format == "dotenv" else claim.part.node
        run = layering.run(claim.route, claim.own_node, root)
        only = layering.rules["only"]
        if only and generation and generation not in only:  # one of the files replaces the other as a whole
            return claim.node, True
        node = run.node()
        taken_in = self._imported(run.imports, document.source.path)
        environment = environment.followed_by([one for one in taken_in if one is not None])
        if layering.rules["relaxed"]:
            from . import nodes

            keys = (key for spec in client["fields"].values() for key in spec.get("keys", {}).get(claim.form, ()))
            node = nodes.respelt(node, [*keys, *client["known_keys"]], layering.rules["relaxed"])
        for route in form["inherits"].get("routes", ()):
            node = _inherit(layering, form["inherits"], route, root, node)
        if layering.rules["variables"]:
            node = _under_variables(node, client, claim.form, layering.rules["variables"], environment)
        if layering.rules["references"]:
            from .placeholders import Placeholders

            node = Placeholders(document.source, environment, run.everything).resolved(node)
        return node, run.rooted and all(one is not None and not _has_dotted(one) for one in taken_in)

    def _imported(self, names: list[str], path: str) -> list[Document | None]:
        """The files of properties that a program takes in, found from its folder upwards; None for what is not here."""
        found: list[Document | None] = []
        for name in ",".join(names).split(",") if names else ():
            file, hint, _ = name.strip().removeprefix("optional:").removeprefix("file:").partition("[.properties]")
            document = None
            if (
                (hint or file.endswith(".properties"))
                and "$" not in file
                and ":" not in file
                and not os.path.isabs(file)
            ):
                shown = (os.path.join(folder, file) for folder in self._around.folders(path))
                existing = next((one for one in shown if os.path.isfile(one)), None)
                if existing is not None:
                    existing = os.path.normpath(existing if os.path.isabs(path) else os.path.relpath(existing))
                    document = self._around.document(existing, "properties", "java")
            found.append(document)
        return found

    def _layering(self, rules: dict[str, Any], document: Document, dialect: str) -> Layering | None:
        key = (id(document), dialect, repr(rules))  # of two clients in one file, each has its own layers
        if key not in self._made:
            found = rules or self._of_env_file(document)
            made = self._layered(found, document, dialect) if found else None
            self._made[key] = (document, made)  # the document is kept, so that its id is not given again
        return self._made[key][1]

    def _layered(self, rules: dict[str, Any], document: Document, dialect: str) -> Layering:
        from .layers import Layering

        return Layering(rules, document, self._reader(document, dialect), self._around.names)

    def _of_env_file(self, document: Document) -> dict[str, Any]:
        if document.format != "dotenv":
            return {}
        from .env_files import rules_of

        return rules_of(document.source.path, self._around)

    def _reader(self, document: Document, dialect: str) -> Any:
        from ...project import format_of

        def read(path: str) -> Document | None:
            kind = format_of(path)
            if kind is None:
                return None
            return self._around.document(path, kind[0], dialect if kind[0] == "dotenv" else kind[1])

        return read


def _has_dotted(document: Document) -> bool:
    """Whether a file sets keys of the program itself, not only variables for references."""
    return any("." in entry.key for root in document.roots for entry in root.entries)


def _inherit(layering: Layering, rules: dict[str, Any], route: str, root: Node, node: Node) -> Node:
    """The node with what the mapping of another route, all its layers laid together, hands down to it."""
    from ..parts import at_route

    for parent in at_route(root, route):
        laid = layering.run(route, parent, root).node()
        whole = Node(base.MAP, root.span, entries=[Entry(route, parent.span, laid)])
        return inheriting(whole, node, {**rules, "routes": [route]})
    return node


def _under_variables(node: Node, client: dict[str, Any], form: str, above: str, environment: Environment) -> Node:
    """The node with the settings that variables of the environment replace: those of the client's form ``above``."""
    found: dict[str, Entry] = {}
    place = node.entries[0] if node.entries else None
    for spec in client["fields"].values():
        keys = spec.get("keys", {})
        for name in keys.get(above, ()) if keys.get(form) else ():
            at = environment.entry(name)
            if at is not None and place is not None and at[0].value.kind == base.SCALAR:
                key = keys[form][0]
                found.setdefault(key, _from_variable(key, at[0], at[1], place))
    if not found:
        return node
    from . import nodes

    gone = {nodes.canonical(key) for key in found}
    result = nodes.own_without(node, gone)
    result.entries += found.values()
    return result


def _from_variable(key: str, entry: Entry, source: Source, place: Entry) -> Entry:
    if source.path != GIVEN:
        return Entry(key, entry.key_span, Linked(entry.value, [], source=source), entry.span, merged=True)
    plain = Node(base.SCALAR, place.key_span, text=entry.value.text, tag="str")  # there is no file to point to
    return Entry(key, place.key_span, Linked(plain, [], editable=False), place.span, merged=True)
