"""The environment that a compose service gives to program code from whose folder it is built.

Where ``build`` of a service names a folder in which the code lies, its variables are those that the program reads. Of
several such services (web, worker) a variable counts where they agree; a service that may be given more says nothing.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...readers.base import Document, Entry
    from ...surroundings import Surroundings
    from ...text import Source
    from ..links import Environment

_FILES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_MAIL = ("smtp", "mail")
_SERVICES = 10


def environment(document: Document, around: Surroundings, supplied: Environment) -> list[Document]:
    """The variables as documents, one for each file in which some of them stand; none where there is no such service.

    Only where the code names one of them that is about mail.
    """
    path = document.source.path
    for folder in around.folders(path):
        file = next((one for one in _FILES if one in around.names(folder)), "")
        if file:
            shown = os.path.join(folder, file) if os.path.isabs(path) else os.path.relpath(os.path.join(folder, file))
            found = _given(os.path.normpath(shown), document, around, supplied)
            return _documents(found) if _is_about(found, document.source.text) else []
    return []


def _is_about(found: dict[str, tuple[Entry, Source]], text: str) -> bool:
    return any(name in text and any(word in name.lower() for word in _MAIL) for name in found)


def _given(
    path: str, document: Document, around: Surroundings, supplied: Environment
) -> dict[str, tuple[Entry, Source]]:
    """Each variable that the services give, with the entry and the file in which it stands."""
    from .compose import link
    from .groups import groups_of
    from .reach import Reach

    file = around.document(path, "yaml", "")
    reach = Reach(path, around.document, around.text)
    found: dict[str, tuple[Entry, Source]] = {}
    differing: set[str] = set()
    for part in [one for one in groups_of(file) if one.linker == "compose"] if file is not None else []:
        if not _is_built_of(part.holder, os.path.dirname(path), document.source.path):
            continue
        for filled in link(part, reach, supplied)[:_SERVICES]:
            if filled.node.why:
                return {}
            for entry in filled.node.entries:
                one = filled.node.get(entry.key)
                if one is not entry:
                    continue
                origin = getattr(entry.value, "origin", None) or entry
                source = entry.value.source or (file.source if file is not None else document.source)
                before = found.setdefault(entry.key, (_placed(entry, origin), source))
                if (before[0].value.kind, before[0].value.text) != (entry.value.kind, entry.value.text):
                    differing.add(entry.key)
    return {name: one for name, one in found.items() if name not in differing}


def _placed(entry: Entry, origin: Entry) -> Entry:
    """The entry as it stands in its own file, under the name by which the program reads it."""
    from ...readers.base import Entry as Placed

    return Placed(entry.key, origin.key_span, entry.value, origin.span)


def _is_built_of(service: object, folder: str, path: str) -> bool:
    """Whether a service is built from a folder in which the code lies."""
    from ...readers import base
    from .groups import text_at

    build = service.get("build") if isinstance(service, base.Node) else None
    context = "" if build is None else build.value.text or text_at(build.value, "context")
    if not context or "$" in context or "://" in context:
        return False
    inside = os.path.relpath(path, os.path.normpath(os.path.join(folder or os.curdir, context)))
    return not inside.startswith(os.pardir)


def _documents(found: dict[str, tuple[Entry, Source]]) -> list[Document]:
    from ...readers.base import MAP, Document, Node
    from ...text import Span

    made: dict[int, Document] = {}
    for entry, source in found.values():
        if id(source) not in made:
            made[id(source)] = Document(source, "dotenv", dialect="compose")
            made[id(source)].roots.append(Node(MAP, Span(0, len(source.text))))
        made[id(source)].roots[0].entries.append(entry)
    return list(made.values())
