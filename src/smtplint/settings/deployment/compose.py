"""The environment of compose services as their containers get it.

Precedence follows the Compose specification: ``environment`` over ``env_file``, later files over earlier ones, then
``ENV`` of the Dockerfile from which the image is built. References find ``--env``, ``--env-file`` and the ``.env``
beside the project. One that nothing decides stays unknown; its default holds only where such a file was read and does
not set the name.
"""

from __future__ import annotations

import os

from ...findings import Location
from ...readers import base
from ...readers.base import Entry, Node
from ...readers.dotenv.references import SYNTAXES, expand
from ..links import GIVEN, Linked
from ..parts import Part
from .compose_files import DEFAULTS, OVERRIDES, Project, Said, Scope, Service, laid
from .groups import REFERS
from .linking import foreign, linked, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...text import Source
    from ..links import Environment
    from .reach import Reach


def link(part: Part, reach: Reach, supplied: Environment) -> list[Part]:
    """Fills the group of a service; gives nothing where another file speaks for it, or nothing is set."""
    together = laid(reach, part.name)
    found = []
    if not any(files[-1] == reach.home or reach.home in files[1:] for files in together):
        project = reach.kept.get("compose")
        if project is None:
            project = reach.kept["compose"] = Project(part.document, reach, supplied)
        found.append(_filled(part, project))
    for files in together:
        found.append(_filled(part.copy(), Project(part.document, reach, supplied, files)))
    return [one for one in found if one is not None]


def _filled(part: Part, project: Project) -> Part | None:
    if project.speaker(part.name) != project.reach.home:
        return None
    service = project.service(part.name)
    part.node = _Group(part, project).of(service)
    if service.image is not None:
        part.runs(expanded(service.image.node, service.image).text)
    part.node.why = part.node.why or _overlaid(part, service, project)
    return part if part.node.entries else None


class _Group:
    """Makes the group of one service: its own entries stand as they are, those of other files as foreign ones."""

    def __init__(self, part: Part, project: Project) -> None:
        self.part = part
        self.project = project
        self.here = part.document

    def of(self, service: Service) -> Node:
        result = Node(base.MAP, self.part.node.span, why=service.why)
        for said in service.environment.values():
            result.entries.append(self.entry(said))
        own = set(service.environment)
        if service.files:
            from .compose_env_files import EnvFiles

            result.entries += EnvFiles(self.project, self.part, result).entries(service.files)
            own |= {entry.key for entry in result.entries}
        if service.build:
            from .docker import built

            image, entries = built(service, self.project.reach, self.here, self.part.node.span)
            result.entries += [entry for entry in entries if entry.key not in own]
            if image and service.image is None:
                self.part.runs(image)
        return result

    def entry(self, said: list[Said]) -> Entry:
        """The entry that wins, with those over which it wins as places on the way."""
        last = said[-1]
        node = last.node
        if node.kind == base.OPAQUE and node.why == REFERS:
            node = expanded(node, last)
        lost = [Location(one.document.source, one.entry.span, "replaced by it") for one in reversed(said[:-1])]
        via = [*last.via, *lost]
        if last.document is not self.here:
            moved = Entry(last.entry.key, last.entry.key_span, node, last.entry.span)
            return foreign(moved, last.document.source, self.part.node.span, via, lone=True)
        if via:
            node = Linked(node, [*getattr(node, "via", ()), *via], source=node.source, variable=_variable(node))
        return Entry(last.entry.key, last.entry.key_span, node, last.entry.span, merged=last.entry.merged)


def _variable(node: Node) -> str:
    return str(getattr(node, "variable", ""))


def _overlaid(part: Part, service: Service, project: Project) -> str:
    """Why a file that is laid over another with ``-f`` says only a part: no image, or another has the service."""
    folder, name = os.path.split(project.reach.home)
    if len(project.documents) > 1 or name in DEFAULTS or not name.startswith(("compose.", "docker-compose.")):
        return ""
    if service.image is None and not service.build:
        return "laid over another file"
    if name in OVERRIDES:
        return ""
    main = next((one for one in DEFAULTS if project.reach.exists(os.path.join(folder, one))), "")
    return (
        f"{main} may say more" if main and project.reach.mentions(os.path.join(folder, main), part.name + ":") else ""
    )


# -- references --------------------------------------------------------------------------------------------------------


def expanded(node: Node, said: Said) -> Node:
    """The value with its references replaced; a reference alone stands where its variable is set."""
    if "$" not in node.text:
        return node
    scope, here = said.scope, said.document.source
    names = names_in(node.text)
    result = expand([(node.text, False)], SYNTAXES["compose"], scope.known)
    if result.why or result.problem or not scope.variables.known:
        return unknown(node, next((one for one in names if one not in scope.known), names[0] if names else ""))
    name = whole_reference(node.text)
    at = scope.variables.entry(name) if name else None
    if at is not None and at[0].value.text and result.text == at[0].value.text:
        return linked(at[0].value, at[1], here, node.span, name)
    value = Node(
        base.SCALAR, node.span, text=result.text, inner=node.inner, style=node.style, tag="str", source=node.source
    )
    return Linked(value, _places(names, scope), variable=name, editable=False)


def _places(names: list[str], scope: Scope) -> list[Location]:
    found: list[tuple[Entry, Source] | None] = [scope.variables.entry(one) for one in names]
    via = [Location(source, entry.span, f"{entry.key} is set here") for entry, source in filter(None, found)]
    return [one for one in via if one.source.path != GIVEN]


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
