"""Which compose files make up one project, and what a service says in all of them together.

As the Compose specification and compose-go have it: ``COMPOSE_FILE`` of the ``.env`` beside names the files; without it
the first default name is taken and the first override name over it. ``extends`` is followed inside each file, what is
included comes below the file that includes it, and later files win. ``environment`` is merged by name, ``env_file`` is
appended; a path is looked up from the folder of the project, of the extended, or of the included file.
"""

from __future__ import annotations

import os

from ...findings import Location
from ...readers import base
from ...readers.base import Document, Entry, Node
from ..links import Environment, to_fill_in
from .groups import as_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .reach import Reach

DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
_MAX_DEPTH = 5  # services that extend services
_MAX_FILES = 20
_TEMPLATES = (".example", ".sample", ".dist", ".template")
_TAKE_BACK = ("tag !override", "tag !reset")


class Scope:
    """Where a file's paths begin, and the variables that its references find."""

    __slots__ = ("folder", "known", "variables")

    def __init__(self, folder: str, variables: Environment) -> None:
        self.folder = folder
        self.variables = variables
        self.known = variables.texts()


class Said:
    """An entry or a value of a service, with the file in which it stands, its scope and the way there."""

    __slots__ = ("document", "entry", "node", "scope", "via")

    def __init__(self, document: Document, scope: Scope, node: Node, entry: Entry, via: list[Location]) -> None:
        self.document = document
        self.scope = scope
        self.node = node
        self.entry = entry
        self.via = via


class Service:
    """What the files say of a service together; ``why`` tells what of it is not here.

    ``drops`` names what a file takes back of those below it (``!reset``, ``!override``).
    """

    __slots__ = ("build", "drops", "environment", "files", "image", "why")

    def __init__(self) -> None:
        self.environment: dict[str, list[Said]] = {}  # by name, the one that wins last
        self.files: list[Said] = []  # of env_file, the one that wins last
        self.image: Said | None = None
        self.build: list[Said] = []
        self.drops: set[str] = set()
        self.why = ""

    def add(self, other: Service) -> None:
        """Puts what another file says over it."""
        if "environment" in other.drops:
            self.environment.clear()
        if "env_file" in other.drops:
            self.files.clear()
        self.drops |= other.drops
        for key, said in other.environment.items():
            self.environment.setdefault(key, []).extend(said)
        self.files += other.files
        self.build += other.build
        self.image = other.image or self.image
        self.why = self.why or other.why


class Project:
    """The files of a compose project, the one that wins last."""

    def __init__(self, document: Document, reach: Reach, supplied: Environment, files: list[str] | None = None) -> None:
        self.reach = reach
        self.supplied = supplied
        self.document = document
        folder = os.path.dirname(reach.home)
        beside = env_file(reach, os.path.join(folder, ".env"), "compose")
        self.scope = Scope(folder, supplied.followed_by([beside] if beside is not None else []))
        self._readers: dict[str, set[str]] | None = None  # the services that name a path
        self.documents = [self._open(path) for path in files or _files(reach, self.scope)]

    def _open(self, path: str) -> Document | None:
        return self.document if os.path.normpath(path) == self.reach.home else self.reach.document(path, "yaml")

    def speaker(self, name: str) -> str:
        """The first file of the project that this run checks and that has the service: there it is reported."""
        for document in self.documents:
            checked = document is not None and self.reach.is_checked(document.source.path, "yaml")
            if document is not None and checked and any(_service(root, name) for root in document.roots):
                return os.path.normpath(document.source.path)
        return self.reach.home

    def service(self, name: str) -> Service:
        """What all files say of a service."""
        result = Service()
        for document in self.documents:
            if document is None:
                result.why = result.why or "a file of the project is not here"
                continue
            for root in document.roots:
                self._included(document, root, name, result)
                found = self._of(document, root, name, self.scope, [], 0)
                if found is not None:
                    result.add(found)
        return result

    def sharing(self, path: str) -> int:
        """How many services of the project name an ``env_file``."""
        if self._readers is None:
            self._readers = {}
            for root in [root for document in self.documents if document is not None for root in document.roots]:
                services = root.get("services")
                for entry in services.value.entries if services is not None else ():
                    files = entry.value.get("env_file") if entry.value.kind == base.MAP else None
                    for one in items_of(files.value) if files is not None else ():
                        self._readers.setdefault(path_of(one).text, set()).add(entry.key)
        return len(self._readers.get(path, ()))

    # -- one file --------------------------------------------------------------------------------------------------

    def _of(
        self, document: Document, root: Node, name: str, scope: Scope, via: list[Location], depth: int
    ) -> Service | None:
        entry = _service(root, name)
        if entry is None:
            return None
        result = Service()
        node = entry.value
        if node.kind != base.MAP:
            result.why = node.why or "not a mapping"
            result.drops = {"environment", "env_file"}
            return result
        result.why = node.why
        result.drops = {
            one.key for one in node.entries if one.value.kind == base.OPAQUE and one.value.why in _TAKE_BACK
        }
        extends = node.get("extends")
        if extends is not None:
            result.add(self._extended(document, root, extends, scope, via, depth))
        environment = node.get("environment")
        if environment is not None:
            self._environment(result, document, environment, scope, via)
        files = node.get("env_file")
        for item in items_of(files.value)[:_MAX_FILES] if files is not None else ():
            result.files.append(Said(document, scope, item, files or entry, via))
        image, build = node.get("image"), node.get("build")
        if image is not None:
            result.image = Said(document, scope, image.value, image, via)
        if build is not None:
            result.build.append(Said(document, scope, build.value, build, via))
        return result

    def _environment(
        self, result: Service, document: Document, written: Entry, scope: Scope, via: list[Location]
    ) -> None:
        if written.value.kind == base.OPAQUE:
            result.why = result.why or written.value.why
        group = as_mapping(document, written.value)
        result.why = result.why or group.why
        for one in group.entries:
            if group.get(one.key) is one:
                result.environment[one.key] = [Said(document, scope, one.value, one, via)]

    def _extended(
        self, document: Document, root: Node, extends: Entry, scope: Scope, via: list[Location], depth: int
    ) -> Service:
        node = extends.value
        name = node.get("service") if node.kind == base.MAP else None
        wanted = name.value.text if name is not None else node.text
        file = node.get("file") if node.kind == base.MAP else None
        missing = Service()
        missing.why = "extends a service that is not here"
        if depth >= _MAX_DEPTH or not wanted:
            return missing
        way = [Location(document.source, node.span, f"{wanted} is taken over here"), *via]
        if file is None:
            return self._of(document, root, wanted, scope, way, depth + 1) or missing
        path = os.path.join(scope.folder, file.value.text)
        other = self._open(path) if file.value.kind == base.SCALAR and "$" not in path else None
        inner = Scope(os.path.dirname(path), scope.variables)
        for one in other.roots if other is not None else ():
            found = self._of(other or document, one, wanted, inner, way, depth + 1)
            if found is not None:
                return found
        return missing

    def _included(self, document: Document, root: Node, name: str, result: Service) -> None:
        """Adds what included files say of a service; one that cannot be read may say more."""
        include = root.get("include")
        for item in items_of(include.value)[:_MAX_FILES] if include is not None else ():
            paths = item.get("path") if item.kind == base.MAP else None
            nodes = items_of(paths.value) if paths is not None else [item]
            plain = all(node.kind == base.SCALAR and "$" not in node.text for node in nodes)
            if not plain or (item.kind == base.MAP and (item.get("env_file") or item.get("project_directory"))):
                continue  # not followed: such a file is looked at by itself
            found = [self._open(os.path.join(self.scope.folder, node.text)) for node in nodes]
            folder = os.path.dirname(os.path.join(self.scope.folder, nodes[0].text)) if nodes else ""
            beside = self.reach.document(os.path.join(folder, ".env"), "dotenv", "compose")
            scope = Scope(folder, self.scope.variables.followed_by([beside] if beside is not None else []))
            for node, one in zip(nodes, found, strict=True):
                way = [Location(document.source, node.span, "included here")]
                for inner in one.roots if one is not None else ():
                    said = self._of(one or document, inner, name, scope, way, 0)
                    if said is not None:
                        result.add(said)


def env_file(reach: Reach, path: str, dialect: str) -> Document | None:
    """A file of variables; where there is none, its template, of which what is left to be filled in is not known."""
    found = reach.document(path, "dotenv", dialect)
    if found is not None:
        return found
    for ending in _TEMPLATES:
        template = reach.document(path + ending, "dotenv", dialect)
        if template is not None:
            return to_fill_in(template)
    return None


def laid(reach: Reach, name: str) -> list[list[str]]:
    """The files that ``docker compose -f`` lays together for a service, the one that wins last.

    Those are the files that the user named together; where none are, each of one stage (``docker-compose.prod.yml``)
    over the base beside it, as is the custom. A file is laid over another only where it cannot run a service by itself.
    Of several such files those of one stage do not run together: each is laid over the base alone.
    """
    folder = os.path.dirname(reach.home)
    if len([one for one in reach.named if os.path.dirname(one) == folder and os.path.isfile(one)]) < _PAIR:
        return _by_custom(reach, folder, name)
    named = [one for one in dict.fromkeys(reach.named) if os.path.dirname(one) == folder][:_MAX_FILES]
    base_file = next((one for one in named if os.path.basename(one) in DEFAULTS), "")
    if reach.home not in named or not base_file:
        return []
    below = [base_file, *(one for one in named if os.path.basename(one) in OVERRIDES)]
    over = [one for one in named if one not in below and _completes(reach, one, name)]
    if len(over) > 1 and any(_STAGES.intersection(_words(one)) for one in over):
        return [[*below, one] for one in over]
    return [[*below, *over]] if over else []


def _by_custom(reach: Reach, folder: str, name: str) -> list[list[str]]:
    main = next((one for one in DEFAULTS if reach.exists(os.path.join(folder, one))), "")
    if not main:
        return []
    found = []
    for one in reach.names(folder):
        path = os.path.join(folder, one)
        is_here = reach.home in (path, os.path.join(folder, main))
        if is_here and _STAGES.intersection(_words(one)) and one not in OVERRIDES and _completes(reach, path, name):
            found.append([os.path.join(folder, main), path])
    return found[:_MAX_FILES]


_PAIR = 2
_STAGES = frozenset(
    ("ci", "debug", "dev", "development", "e2e", "local", "prod", "production", "qa", "stage", "staging", "test",
     "testing", "tests")
)  # fmt: skip


def _words(path: str) -> list[str]:
    return os.path.basename(path).lower().replace("-", ".").replace("_", ".").split(".")


def _completes(reach: Reach, path: str, name: str) -> bool:
    """Whether a compose file only adds to a service: of that, or of another, it says neither image nor build."""
    file = os.path.basename(path)
    if not file.startswith(("compose.", "docker-compose.")) or not file.endswith((".yml", ".yaml")):
        return False
    if file in DEFAULTS:
        return False
    document = reach.document(path, "yaml")
    sections = (
        [root.get("services") for root in document.roots if root.kind == base.MAP] if document is not None else []
    )
    services = [entry for section in sections if section is not None for entry in section.value.entries]
    own = [entry.value for entry in services if entry.key == name]
    if not own or any(node.kind != base.MAP or node.get("extends") for node in own):
        return False
    return any(
        entry.value.kind == base.MAP and not any(entry.value.get(key) for key in ("image", "build", "extends"))
        for entry in services
    )


def _service(root: Node, name: str) -> Entry | None:
    services = root.get("services") if root.kind == base.MAP else None
    return services.value.get(name) if services is not None and services.value.kind == base.MAP else None


def items_of(node: Node) -> list[Node]:
    """The items of a list, or the one value that stands in its place."""
    return node.items if node.kind == base.SEQ else [node]


def path_of(item: Node) -> Node:
    """The path in an item of ``env_file``: the text, or what stands at ``path``."""
    entry = item.get("path") if item.kind == base.MAP else None
    return entry.value if entry is not None else item


def _files(reach: Reach, scope: Scope) -> list[str]:
    """The files of the project to which the home file belongs; itself alone where that is not plain."""
    folder, name = os.path.split(reach.home)
    named, why = scope.known.get("COMPOSE_FILE", ("", ""))
    separator, _ = scope.known.get("COMPOSE_PATH_SEPARATOR", (":", ""))
    if named:
        names = [os.path.normpath(one) for one in named.split(separator or ":")[:_MAX_FILES]]
        beside = not why and name in names and not any(os.sep in one for one in names)
        return [os.path.join(folder, one) for one in names] if beside else [reach.home]
    if name not in DEFAULTS and name not in OVERRIDES:
        return [reach.home]
    main = next((one for one in DEFAULTS if reach.exists(os.path.join(folder, one))), "")
    over = next((one for one in OVERRIDES if reach.exists(os.path.join(folder, one))), "")
    if name not in (main, over) or not main or not over:
        return [reach.home]
    return [os.path.join(folder, one) for one in (main, over)]
