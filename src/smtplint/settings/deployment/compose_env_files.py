"""What the ``env_file`` of a compose service gives, as compose-go's ``WithServicesEnvironmentResolved`` does it.

A reference in such a file finds the project's variables first, then the service's ``environment``, then what stands
above in the file and in the files before it. A name without a value is taken from the project's variables. A file that
is named again keeps its first place.
"""

from __future__ import annotations

import os

from ...readers import base
from ...readers.base import Document, Entry, Node
from ...readers.dotenv import read
from ..links import Linked, to_fill_in
from .compose import expanded
from .compose_files import Project, Said, env_file, path_of
from .linking import linked, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..parts import Part


class EnvFiles:
    """Reads the files for one service, whose ``group`` holds the entries of its ``environment``."""

    def __init__(self, project: Project, part: Part, group: Node) -> None:
        self.project = project
        self.part = part
        self.group = group
        self.own = _texts(group.entries)

    def entries(self, files: list[Said]) -> list[Entry]:
        """The variables that the files set and ``environment`` does not; ``why`` of the group tells what is missing."""
        found: dict[str, Entry] = {}
        for said in {path_of(one.node).text: one for one in files}.values():
            document = self._read(said, found)
            if document is None:
                self.group.why = self.group.why or f"{path_of(said.node).text[:80]} is not here"
                continue
            for entry in self._of(document, said):
                found[entry.key] = entry
        own = {entry.key for entry in self.group.entries}
        return [entry for entry in found.values() if entry.key not in own]

    def _read(self, said: Said, before: dict[str, Entry]) -> Document | None:
        path = path_of(said.node)
        text = expanded(path, said).text if "$" in path.text else path.text
        form = said.node.get("format") if said.node.kind == base.MAP else None
        dialect = "docker" if form is not None and form.value.text == "raw" else "compose"
        if path.kind not in (base.SCALAR, base.OPAQUE) or not text or "$" in text:
            return None
        found = env_file(self.project.reach, os.path.join(said.scope.folder, text), dialect)
        if found is None or dialect != "compose" or "$" not in found.source.text or found.masked:
            return found
        again = read(found.source, dialect, {**self.own, **said.scope.known}, _texts(before.values()))
        return again if os.path.basename(text) == os.path.basename(found.source.path) else to_fill_in(again)

    def _of(self, document: Document, said: Said) -> list[Entry]:
        path, here = path_of(said.node), said.document.source
        lone = self.project.sharing(path.text) == 1
        at = path if said.document is self.part.document else self.part.node
        root, file = document.roots[0], os.path.basename(document.source.path)
        found = []
        for one in root.entries:
            if root.get(one.key) is not one:
                continue
            if one.value.kind == base.ENV:
                value = self._passed_on(one, document, said)
            else:
                value = linked(one.value, document.source, here, path.span, file, origin=one, lone=lone)
            if isinstance(value, Linked):
                value.via += said.via
            found.append(Entry(one.key, at.inner, value, at.span, merged=True))
        return found

    def _passed_on(self, entry: Entry, document: Document, said: Said) -> Node:
        """The value of a name alone: the project's variable, or what is set where compose runs."""
        found = said.scope.variables.entry(entry.key)
        if found is None:
            plain = Node(base.OPAQUE, entry.span, text="", why="")
            plain.source = document.source
            return unknown(plain, entry.key)
        return linked(found[0].value, found[1], document.source, entry.span, entry.key)


def _texts(entries: Iterable[Entry]) -> dict[str, tuple[str, str]]:
    """Each variable's text, and why it is not certain."""
    return {
        one.key: (one.value.text, "") if one.value.kind == base.SCALAR else ("", one.value.why or "not known")
        for one in entries
    }
