"""What a Dockerfile sets for the container that is built from it: ``ENV``, with what ``ARG`` brings into it.

A stage takes over the variables of the stage from which it begins. Standing alone, a Dockerfile's arguments are not
known, as whoever builds may give others; a compose service that is built from it says which it gives.
"""

from __future__ import annotations

import os

from ...findings import Location
from ...readers import base
from ...readers.base import Document, Entry, Node
from ...readers.dockerfile import REFERS
from ...readers.dotenv.references import SYNTAXES, expand
from ...text import Span
from ..links import Linked
from ..parts import Part
from .groups import as_mapping, text_at
from .linking import foreign, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...text import Source
    from ..links import Environment
    from .compose_files import Said, Service
    from .reach import Reach

    Arguments = dict[str, Node]

_MAX_STAGES = 20  # that begin from each other


def link(part: Part, reach: Reach, supplied: Environment) -> list[Part]:
    """The variables that a stage sets and takes over; those that are set when it is run are not known."""
    stage = part.node
    own = stage.get("ENV")
    if stage.get("FROM") is None or own is None:
        return []  # nothing is set, or only arguments before the first stage
    entries = environment(part.document, stage, None)
    part.node = Node(base.MAP, own.value.span, entries=entries, why="may be set when it is run")
    part.name = text_at(stage, "AS")
    part.runs(text_at(_chain(part.document, stage)[-1], "FROM"))
    return [part]


def environment(document: Document, stage: Node, arguments: Arguments | None) -> list[Entry]:
    """The variables of a stage, its own ones before those that it takes over; ``arguments`` None: not known."""
    chain = _chain(document, stage)
    taken: dict[str, Entry] = {}
    for one in reversed(chain):
        for entry in _of_stage(document, one, taken, arguments):
            inherited = one is not stage
            taken[entry.key] = Entry(entry.key, entry.key_span, entry.value, entry.span, merged=inherited)
    return list(taken.values())


def _chain(document: Document, stage: Node) -> list[Node]:
    """A stage, the one from which it begins, and so on; the last one begins from an image."""
    chain = [stage]
    while len(chain) < _MAX_STAGES:
        at = document.roots.index(chain[-1])
        name = text_at(chain[-1], "FROM").lower()
        found = [one for one in document.roots[:at] if name and text_at(one, "AS").lower() == name]
        if not found:
            break
        chain.append(found[-1])
    return chain


def _of_stage(document: Document, stage: Node, above: dict[str, Entry], arguments: Arguments | None) -> list[Entry]:
    """The ``ENV`` of one stage with its references replaced by what stands before them."""
    variables = set(above)  # which stand before arguments of the same name
    known = {name: one.value for name, one in above.items()}
    found = []
    for section in stage.entries:
        here: dict[str, Node] = {}  # known from the next instruction on
        for entry in section.value.entries:
            value = entry.value
            if section.key == "ARG":
                if entry.key not in variables:
                    here[entry.key] = _argument(document, entry, arguments)
                continue
            if value.kind == base.OPAQUE and value.why == REFERS:
                value = _expanded(document.source, value, known)
            here[entry.key] = value
            variables.add(entry.key)
            found.append(Entry(entry.key, entry.key_span, value, entry.span))
        known.update(here)
    return found


def _argument(document: Document, declared: Entry, arguments: Arguments | None) -> Node:
    """What an argument holds in a stage: what the build gives, its default, or that from before the first stage."""
    if arguments is None:
        return unknown(Node(base.OPAQUE, declared.span), f"the build argument {declared.key}")
    if declared.key in arguments:
        return arguments[declared.key]
    if declared.value.kind == base.SCALAR:
        return declared.value
    first = document.roots[0]
    globals_ = [one for section in first.entries for one in section.value.entries if first.get("FROM") is None]
    default = next((one for one in reversed(globals_) if one.key == declared.key), None)
    return (
        default.value
        if default is not None and default.value.kind == base.SCALAR
        else unknown(Node(base.OPAQUE, declared.span), declared.key)
    )


def _expanded(source: Source, node: Node, known: dict[str, Node]) -> Node:
    from .compose import names_in, whole_reference

    names = names_in(node.text)
    used = {name: known[name] for name in names if name in known}
    texts = {name: (one.text, "" if one.kind == base.SCALAR else one.why) for name, one in used.items()}
    result = expand([(node.text, False)], SYNTAXES["compose"], texts)
    if result.why or result.problem or "$$" in node.text or any(name not in known for name in names):
        return unknown(node, next((name for name in names if texts.get(name, ("", "?"))[1]), names[0] if names else ""))
    name = whole_reference(node.text)
    if name and known[name].text == result.text:
        via = [*getattr(known[name], "via", ()), Location(source, node.span, f"read here from {name}")]
        return Linked(known[name], via, source=known[name].source or source)
    value = Node(base.SCALAR, node.span, text=result.text, inner=node.inner, tag="str")
    via = [Location(known[one].source or source, known[one].span, f"{one} is set here") for one in names]
    return Linked(value, via, editable=False)


# -- compose services that are built here ------------------------------------------------------------------------------


def built(service: Service, reach: Reach, here: Document, at: Span) -> tuple[str, list[Entry]]:
    """The base image and the variables of the image of a compose service; nothing where its Dockerfile is not here."""
    context, file, target = _place(service)
    document = reach.document(os.path.join(context, file), "dockerfile") if context and file else None
    if document is None:
        return "", []
    stages = [one for one in document.roots if one.get("FROM") is not None]
    named = [one for one in stages if target and text_at(one, "AS").lower() == target.lower()]
    if not stages or (target and not named):
        return "", []
    stage = named[-1] if target else stages[-1]
    via = [Location(said.document.source, said.entry.span, "built here") for said in service.build[-1:]]
    if "\n" in via[0].source.text[via[0].span.start : via[0].span.end]:
        via[0].span = service.build[-1].entry.key_span
    entries = environment(document, stage, _arguments(service))
    image = text_at(_chain(document, stage)[-1], "FROM")
    return image, [foreign(one, document.source, at, via) for one in entries]


def _place(service: Service) -> tuple[str, str, str]:
    """The folder, the name of the Dockerfile in it and the stage; empty where that is not plain."""
    context, file, target = "", "Dockerfile", ""
    for said in service.build:
        node = said.node
        written = node.text if node.kind == base.SCALAR else text_at(node, "context")
        if written:
            context = os.path.join(said.scope.folder, written) if _is_plain(written) else ""
        elif not context:
            context = said.scope.folder or os.curdir
        if node.get("dockerfile_inline") is not None:
            return "", "", ""
        file = text_at(node, "dockerfile") or file
        target = text_at(node, "target") or target
    return context, file if _is_plain(file) else "", target if "$" not in target else "?"


def _is_plain(path: str) -> bool:
    return "$" not in path and "://" not in path and not path.startswith("git@")


def _arguments(service: Service) -> Arguments:
    """What the build gives: a value with a reference, or a name alone, is not known here."""
    found: Arguments = {}
    for said in service.build:
        args = said.node.get("args") if said.node.kind == base.MAP else None
        for entry in as_mapping(said.document, args.value).entries if args is not None else ():
            found[entry.key] = _given(said, entry)
    return found


def _given(said: Said, entry: Entry) -> Node:
    value = entry.value
    if value.kind != base.SCALAR:
        return unknown(value, entry.key)
    return Linked(value, [], source=said.document.source)
