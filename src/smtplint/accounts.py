"""Finds the accounts of a document and works each of them out: claim, bind, plan, converse, in every possible world."""

from __future__ import annotations

from . import hosts, project
from .text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .dialogue.known import KnownServer
    from .options import Options
    from .readers.base import Document, Node
    from .rules.facts import Facts
    from .rules.files import FileFacts
    from .settings.claim import Beside, Claim
    from .settings.layering.laying import Laying
    from .settings.links import Environment
    from .settings.parts import Part
    from .settings.programs.python_modules import Modules
    from .settings.values import Settings
    from .surroundings import Surroundings

    World = tuple[str, Facts]


_DIALECTS = {"prettyconf": "decouple"}  # loaders that read a dialect in a way of their own, where it is not plain


class Accounts:
    """Works out accounts for one run; holds what is read once: neighbours and extra environment files.

    ``skipped`` collects the environment files that could not be read, with the reason.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.skipped: list[tuple[str, str]] = []
        self.batch: frozenset[str] = frozenset()  # the files of this run, as normal paths
        self._around: Surroundings | None = None
        self._laying: Laying | None = None
        self._env_sources: list[Source] | None = None
        self._env_documents: dict[str, list[Document]] = {}
        self._imported: dict[str, list[Document]] = {}
        self._modules: Modules | None = None

    def of(self, document: Document) -> list[list[World]]:
        """The accounts of a document; each is its worlds, pairs of a guard (the branch's condition) and facts."""
        claims = self._claims(document)
        found = [
            self._worlds(claim, document, stage=stage)
            for stage in (self._stages(document) if claims else ())
            for claim in claims
        ]
        if document.format in project.CODE and any(claim.part.world is not None for claim in claims):
            found = _together(found)
        if claims and document.format == "python":
            for ending in self._surroundings().template_endings(document.source.path):
                found += [self._worlds(claim, document, ending) for claim in claims if claim.part.kind == "python"]
        return [worlds for worlds in found if worlds and not self._told_by_url(document, worlds[0][1].settings)]

    def _told_by_url(self, document: Document, settings: Settings) -> bool:
        """Whether a module only takes a mail URL apart that stands in a file of this run which tells its client."""
        import os

        if document.format != "python" or "host" not in settings.fields:
            return False
        from .settings.urls import only_url

        url = only_url(settings)
        if url is None or os.path.normpath(url.path) not in self.batch:
            return False
        written = self.reading_of(url)
        return written is not None and bool(self._claims_in(written))

    def reading_of(self, source: Source) -> Document | None:
        """The document of a file to which a reference led, or None."""
        supplied = [one for documents in self._env_documents.values() for one in documents]
        known = [*supplied, *self._surroundings().documents()]
        return next((one for one in known if one.source is source), None)

    def _claims(self, document: Document) -> list[Claim]:
        if document.format != "python":
            return self._claims_in(document)
        entries = document.roots[0].entries
        whole = any(entry.key == "*" and entry.value.text for entry in entries)
        derived = any(entry.value.style == "class" and entry.value.text for entry in entries)
        imported = (whole or (derived and "MAIL" in document.source.text)) and self._import(document)
        self._take_variables(document)
        found = self._claims_in(document)
        if found and not imported and document.roots[0].text and self._import(document):
            self._take_variables(document)
            found = self._claims_in(document)
        return found

    def _take_variables(self, document: Document) -> None:
        """Names the settings that Flask takes from all variables with a prefix."""
        if "from_prefixed_env" not in document.source.text:
            return
        from .settings.links import Environment
        from .settings.programs.prefixed_env import expand

        documents = list(self._supplied("python-dotenv"))
        expand(document.roots[0], Environment(documents + self._env_documents_of(document, "", [])))

    def _claims_in(self, document: Document) -> list[Claim]:
        from .knowledge.store import store
        from .settings.claim import claims
        from .settings.generic import unclaimed
        from .settings.parts import parts_of

        index: dict[str, Any] = {}
        parts = parts_of(document)
        parts = self._link(document, parts)
        for part in parts:
            index[part.kind] = store().get("claims", part.kind)
        path = document.source.path
        wanted = self.options.client_for(path).partition("@")[0]
        layered = document.format == "dotenv" or any(found["layered"] for found in index.values() if found)
        found = claims(parts, index, self._beside(path), wanted, self._evidence if layered else None)
        if path in self._imported:  # what is only imported is reported where it stands
            found = [claim for claim in found if claim.own or claim.part.kind != "python"]
        return found + ([] if wanted else unclaimed(parts, found))

    def _import(self, document: Document) -> bool:
        """Puts what a settings module imports into it; False where it imports nothing that can be read."""
        import os

        from .settings.programs.python_modules import Modules

        path = document.source.path
        if self._modules is None:
            around = self._surroundings()

            def read(file: str, format: str, dialect: str) -> Document | None:
                return around.document(file if os.path.isabs(path) else os.path.relpath(file), format, dialect)

            self._modules = Modules(read, around.folders, self._given_names, around.asked_version)
        modules = self._modules.within(document)
        self._imported.pop(path, None)  # this is another reading of the file than the one before
        if modules:
            self._imported[path] = modules
        return bool(modules)

    def _link(self, document: Document, parts: list[Part]) -> list[Part]:
        """The parts with what other places hold for their groups of variables."""
        if not any(part.linker for part in parts):
            return parts
        import os

        from .settings.deployment.linking import link
        from .settings.deployment.reach import Reach
        from .settings.links import Environment

        around = self._surroundings()
        reach = Reach(document.source.path, around.document, around.text, self.batch, document.source)
        reach.named = [os.path.normpath(one) for one in self.options.paths]
        return link(parts, reach, Environment(self._supplied("compose")))

    def _evidence(self, record: dict[str, Any], part: Part, route: str, node: Node) -> Node | None:
        """The mapping by which a client is told: with what other files of the same program add to it."""
        if not record["layers"] and part.document.format != "dotenv":
            return node
        return self._laid().evidence(record, part, route, node)

    def _lay(
        self, claim: Claim, client: dict[str, Any], generation: str, environment: Environment, partial: bool
    ) -> bool:
        """Lays the other files of the program around the claimed mapping; whether more may be set elsewhere."""
        if not client["forms"][claim.form]["layers"] and claim.part.document.format != "dotenv":
            return partial
        laid = self._laid().node(claim, client, generation, environment)
        if laid is None:
            return partial
        claim.node = laid[0]
        return partial or not laid[1]

    def _laid(self) -> Laying:
        if self._laying is None:
            from .settings.layering.laying import Laying

            self._laying = Laying(self._surroundings())
        return self._laying

    def _beside(self, path: str) -> Beside:
        return lambda file, word: self._surroundings().holds(path, file, word)

    def _stages(self, document: Document) -> list[str]:
        """The stages in which program code runs with other variables; one without a name for most files."""
        if document.format == "python" and self._modules is not None and self._modules.layers:
            return self._layered_stages(document)
        if document.format not in project.CODE:
            return [""]
        from .settings.programs.code_links import stages

        return stages(document, self._surroundings())

    def _layered_stages(self, document: Document) -> list[str]:
        """The environments that the settings objects of a module tell apart, where nothing chooses one."""
        from .settings.links import Environment

        assert self._modules is not None
        paths = [document.source.path, *(one.source.path for one in self._imported.get(document.source.path, ()))]
        environment = Environment(self._supplied("python-dotenv"))
        found = [
            stage
            for path in paths
            for layers in self._modules.layers.get(path, ())
            for stage in layers.stages(environment)
        ]
        return list(dict.fromkeys(found)) or [""]

    def _given_names(self) -> list[str]:
        """The names of the variables that the command line gives."""
        from .settings.links import Environment

        return list(Environment(self._supplied("python-dotenv")).texts())

    def _worlds(self, claim: Claim, document: Document, ending: str = "", stage: str = "") -> list[World]:
        """The worlds of a claim; with an ``ending``, as the template of its ``.env`` file has it (``.env.example``)."""
        from .knowledge import lookup
        from .rules.files import FileFacts
        from .settings import branches, links

        client = lookup.client(claim.client)
        if client is None:
            return []
        self._reread(claim, client, document)
        if document.format in project.CODE and claim.part.world is not None:
            from .settings.programs.code_worlds import possible

            surrounding = self._environment(document, client, ending, stage)
            if not possible(claim.part, document.source, surrounding, stage):
                return []
        path = document.source.path
        keys = frozenset(key for spec in client["fields"].values() for key in spec.get("keys", {}).get(claim.form, ()))
        rules = client["forms"][claim.form]["partial"]
        around = self._surroundings()
        partial = False
        if rules:
            from .settings.partial import is_partial

            partial = is_partial(rules, document, claim.part.node, around.sibling, around.importer)
        environment = self._environment(document, client, ending, stage)
        if ending and environment.nearest.endswith(ending):
            path = environment.nearest
        elif ending:
            return []
        file = FileFacts(path, project.is_tracked)
        written = claim.node

        def decide(test: Node) -> bool | None:
            return links.holds(test, document.source, environment)

        worlds = []
        for one in self._generations(client, claim, document.source.path):
            claim.node = written
            open_ended = self._lay(claim, client, one, environment, partial)
            for guard, node in branches.worlds(claim.node, keys, decide):
                guard = guard or (claim.part.world.guard if claim.part.world is not None else "")
                settings = self._bound(claim, client, node, guard, one, open_ended, environment)
                worlds.append((guard, self._facts(claim, client, settings, file)))
        # In tests and samples a reserved name stands for no server at all.
        made_up = file.fixture and any(hosts.is_reserved(facts.plan.host) for _, facts in worlds)
        return [] if made_up else worlds

    def _bound(
        self, claim: Claim, client: dict[str, Any], node: Node, guard: str, generation: str, partial: bool,
        environment: Environment,
    ) -> Settings:  # fmt: skip
        from .settings.bind import Binder

        source = claim.part.document.source
        binder = Binder(
            client, claim.form, source, environment, generation, partial=partial, beside=self._beside(source.path)
        )
        return binder.bind(node, guard)

    def _facts(self, claim: Claim, client: dict[str, Any], settings: Settings, file: FileFacts) -> Facts:
        from .dialogue import machine, plan
        from .rules.facts import Facts

        planned = plan.make(settings)
        server = self._server(planned.host, planned.port)
        if self.options.recordings is not None:
            server = self.options.recordings.server(server)
        trace = machine.converse(planned, server)
        trace.later = machine.later(planned, server, trace)
        facts = Facts(claim, settings, planned, server, trace, file)
        if self.options.observations is not None:
            from .dialogue.compare import compare

            facts.live = compare(planned, server, trace, self.options.observations)
        return facts

    def _server(self, host: Any, port: Any) -> KnownServer:
        from .dialogue.known import KnownServer
        from .knowledge import lookup

        provider = self.options.provider or (lookup.provider_of(host) if isinstance(host, str) and host else None)
        if provider and provider["depth"] == "listed":
            from .dialogue.listed import ListedServer

            return ListedServer(provider, host, port)
        return KnownServer(provider, host, port)

    def _reread(self, claim: Claim, client: dict[str, Any], document: Document) -> None:
        """A .env or INI file is read again in the dialect of the client that was found in it."""
        dialect = client["forms"][claim.form]["dialect"]
        if document.format == "dotenv" and dialect:
            from .settings.layering.env_files import dialect_of

            dialect = dialect_of(dialect, document.source.path, self._surroundings())
        if document.format not in ("dotenv", "ini") or not dialect or document.dialect == dialect:
            return
        if claim.part.document is not document:
            return  # another file speaks for this one
        from .readers.registry import read
        from .settings.parts import at_route

        again = read(document.source, document.format, dialect)
        if document.format == "dotenv":
            _let_first_win(again)
        nodes = list(at_route(again.roots[0], claim.route))
        if nodes:
            same = [node for node in nodes if node.span.start == claim.node.span.start]
            claim.part.document = again
            claim.node = claim.own_node = (same or nodes)[0]

    def _generations(self, client: dict[str, Any], claim: Claim, path: str) -> list[str]:
        known = [one["id"] for one in client["generations"]]
        if not known:
            return [""]
        from .settings.versions import among, within

        version = self.options.client_for(path).partition("@")[2] or claim.part.version
        if version:
            return among(client["generations"], version)
        for file, name in client["version_from"]:
            wanted = self._surroundings().version(path, file, name)
            if wanted:
                return within(client["generations"], wanted, exact="lock" in file)
        return known

    def _environment(
        self, document: Document, client: dict[str, Any], ending: str = "", stage: str = ""
    ) -> Environment:
        from .settings.links import Environment, loader_of, loads_env_file

        dialects = [form["dialect"] for form in client["forms"].values() if form["format"] == "env"]
        own = loader_of(document.source.text) if document.format == "python" else ""
        documents = list(self._supplied(own or next(iter(dialects), "")))
        if document.format == "python" or document.format in project.CODE:
            from .settings.deployment import program

            documents += program.environment(document, self._surroundings(), Environment(self._supplied("compose")))
        apart: list[Document] = []
        modules = [document, *self._imported.get(document.source.path, ())] if document.format == "python" else []
        for module in modules:
            if module.format == "python" and loads_env_file(module.source.text):
                documents += self._env_documents_of(module, ending, apart)
        if document.format in project.CODE:
            from .settings.programs import code_links

            documents += code_links.environment(document, self._surroundings(), stage)
        return Environment(documents, apart, stage if document.format == "python" else "")

    def _supplied(self, dialect: str) -> list[Document]:
        """The variables of the command line, then those of the environment files that it names, read in a dialect."""
        if dialect not in self._env_documents:
            from .readers.registry import read
            from .settings.links import given

            variables = [given(self.options.env)] if self.options.env else []
            files = [read(source, "dotenv", dialect) for source in self._supplied_sources()]
            self._env_documents[dialect] = [*variables, *files]
        return self._env_documents[dialect]

    def _supplied_sources(self) -> list[Source]:
        if self._env_sources is None:
            self._env_sources = []
            for path in self.options.env_files:
                data = project.read_bytes(path)
                if isinstance(data, bytes):
                    self._env_sources.append(Source.from_bytes(path, data))
                else:
                    self.skipped.append((path, data))
        return self._env_sources

    def _env_documents_of(self, module: Document, ending: str, apart: list[Document]) -> list[Document]:
        """The files that a module's own loader reads, the one that wins first; with an ending, their templates.

        Those that it reads into a mapping are added to ``apart``.
        """
        import os

        from .settings.links import to_fill_in
        from .settings.programs.python_links import env_files

        around = self._surroundings()
        path = module.source.path
        found: list[Document] = []
        for file, dialect in env_files(module.source, around.folders(path), ending):
            shown = file if os.path.isabs(path) else os.path.relpath(file)
            document = around.document(shown, "dotenv", _DIALECTS.get(dialect, dialect.removeprefix("file:")))
            if document is not None and dialect in _DIALECTS:
                from .settings.layering.prettyconf_env import as_read

                document = as_read(document)
            if document is not None:
                place = apart if dialect.startswith("file:") else found
                place.append(to_fill_in(document) if ending else document)
        return found

    def see_as(self, other: Accounts) -> None:
        """Takes the neighbouring files as another one has read them."""
        self._around = other._surroundings()

    def _surroundings(self) -> Surroundings:
        if self._around is None:
            from .surroundings import Surroundings

            self._around = Surroundings()
        return self._around


def _together(accounts: list[list[World]]) -> list[list[World]]:
    """The accounts of program code, those together that are one call in several worlds."""
    found: dict[tuple[int, str, str], list[World]] = {}
    for worlds in accounts:
        if worlds:
            claim = worlds[0][1].claim
            found.setdefault((id(claim.part.origin), claim.route, claim.client), []).extend(worlds)
    return list(found.values())


def _let_first_win(document: Document) -> None:
    """Where a loader keeps the first of two lines for a name, the later ones yield as merged entries do."""
    from .readers.dotenv import dialect_info

    if dialect_info(document.dialect).duplicates != "first":
        return
    seen: set[str] = set()
    for entry in document.roots[0].entries:
        entry.merged = entry.key in seen
        seen.add(entry.key)
