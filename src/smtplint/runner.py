"""Runs the flow over files: read, claim, bind, plan, converse, judge, filter. The one module that knows all others."""

from __future__ import annotations

from . import project
from .findings import Account, Evidence, Finding, Location, Report
from .text import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .options import Options
    from .readers.base import Document
    from .rules.facts import Facts
    from .settings.claim import Claim
    from .settings.links import Environment
    from .surroundings import Surroundings


class Runner:
    """One run: holds what is read once (knowledge, neighbours, extra environment) and fills a report."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.report = Report()
        self._checks: list[dict[str, Any]] | None = None
        self._around: Surroundings | None = None
        self._env_documents: list[Document] | None = None

    def run(self) -> Report:
        """Checks every file that the options name."""
        files, skipped = project.walk(self.options.paths or ["."], exclude=self.options.config.exclude if self.options.config else [])
        self.report.skipped += skipped
        self.report.files_found = len(files) + len(skipped)
        for path in files:
            self.check_path(path)
        return self.finish()

    def finish(self) -> Report:
        """The report, its findings in the order of files and places."""
        self.report.findings = _once(self.report.findings)
        if self._checks is not None:
            from .knowledge.store import store

            self.report.knowledge = store().version
        return self.report

    def check_path(self, path: str) -> None:
        """Reads one file and checks it; what cannot be read is skipped aloud."""
        data = project.read_bytes(path)
        if isinstance(data, str):
            self.report.skipped.append((path, data))
            return
        self.check_bytes(path, data)

    def check_bytes(self, path: str, data: bytes) -> None:
        """Checks the content of a file under a name."""
        kind = project.format_of(path)
        if kind is None:
            self.report.skipped.append((path, "no reader for this kind of file"))
            return
        self.report.files_read += 1
        if project.prefilter(data, kind[0]):
            self._check_source(Source.from_bytes(path, data), kind)

    # -- one document ----------------------------------------------------------------------------------------------

    def _check_source(self, source: Source, kind: tuple[str, str]) -> None:
        from .readers.registry import read

        document = read(source, *kind)
        claims = self._claims(document)
        found: list[Finding] = []
        for claim in claims:
            found += self._check_claim(claim, document)
        if document.problems and (claims or self._looks_like_mail(source)):
            found += self._problems(document)
        from .suppress import apply

        kept, held = apply(found, document, self._check_names())
        self.report.held_back["suppressed"] += held
        for finding in kept:
            if self.options.selects(finding.code, finding.name, source.path):
                self.report.findings.append(finding)
            else:
                self.report.held_back["ignored"] += 1

    def _claims(self, document: Document) -> list[Claim]:
        from .knowledge.store import store
        from .settings.claim import claims
        from .settings.generic import unclaimed
        from .settings.parts import parts_of

        index: dict[str, Any] = {}
        parts = parts_of(document)
        for part in parts:
            index[part.kind] = store().get("claims", part.kind) or []
        path = document.source.path
        wanted = self.options.client_for(path).partition("@")[0]
        found = claims(parts, index, lambda file, word: self._surroundings().holds(path, file, word), wanted)
        return found + ([] if wanted else unclaimed(parts, found))

    def _check_claim(self, claim: Claim, document: Document) -> list[Finding]:
        from .rules.engine import judge

        worlds = self._worlds(claim, document)
        if not worlds:
            return []
        self._account(claim, worlds)
        self._masks(worlds)
        return judge(self._all_checks(), worlds)

    def _worlds(self, claim: Claim, document: Document) -> list[tuple[str, Facts]]:
        from .dialogue import known, machine, plan
        from .knowledge import lookup
        from .rules.facts import Facts
        from .rules.files import FileFacts
        from .settings import bind, branches

        client = lookup.client(claim.client)
        if client is None:
            return []
        self._reread(claim, client, document)
        keys = frozenset(key for spec in client["fields"].values() for key in spec.get("keys", {}).get(claim.form, ()))
        environment = self._environment(document)
        file = FileFacts(document.source.path, project.is_tracked)
        worlds = []
        for guard, node in branches.worlds(claim.node, keys):
            for generation in self._generations(client, claim, document.source.path):
                binder = bind.Binder(client, claim.form, document.source, environment, generation)
                settings = binder.bind(node, guard)
                planned = plan.make(settings)
                host = planned.host
                provider = lookup.provider_of(host) if isinstance(host, str) and host else None
                server = known.KnownServer(provider, host, planned.port)
                trace = machine.converse(planned, server)
                worlds.append((guard, Facts(claim, settings, planned, server, trace, file)))
        return worlds

    def _reread(self, claim: Claim, client: dict[str, Any], document: Document) -> None:
        """A .env is read again in the dialect of the client that was found in it."""
        dialect = client["forms"][claim.form]["dialect"]
        if document.format != "dotenv" or not dialect or document.dialect == dialect:
            return
        from .readers.registry import read

        again = read(document.source, "dotenv", dialect)
        claim.part.document = again
        claim.node = again.roots[0]

    def _generations(self, client: dict[str, Any], claim: Claim, path: str) -> list[str]:
        known = [one["id"] for one in client["generations"]]
        if not known:
            return [""]
        from .settings.versions import among

        version = self.options.client_for(path).partition("@")[2] or claim.part.version
        return among(client["generations"], version) if version else known

    def _environment(self, document: Document) -> Environment:
        from .readers.registry import read
        from .settings.links import Environment, loads_env_file

        if self._env_documents is None:
            self._env_documents = []
            for path in self.options.env_files:
                data = project.read_bytes(path)
                if isinstance(data, bytes):
                    self._env_documents.append(read(Source.from_bytes(path, data), "dotenv", ""))
                else:
                    self.report.skipped.append((path, data))
        documents = list(self._env_documents)
        if document.format == "python" and loads_env_file(document.source.text):
            documents += self._env_beside(document.source.path)
        return Environment(documents)

    def _env_beside(self, path: str) -> list[Document]:
        import os

        from .readers.registry import read

        for folder in self._surroundings().folders(path):
            candidate = os.path.join(folder, ".env")
            data = project.read_bytes(candidate) if os.path.isfile(candidate) else ""
            if isinstance(data, bytes):
                shown = os.path.relpath(candidate) if not os.path.isabs(path) else candidate
                return [read(Source.from_bytes(shown, data), "dotenv", "python-dotenv")]
        return []

    # -- what is reported ------------------------------------------------------------------------------------------

    def _account(self, claim: Claim, worlds: list[tuple[str, Facts]]) -> None:
        from .conditions import UNKNOWN
        from .rules.engine import account_place

        facts = worlds[-1][1]
        outcomes = {world.trace.outcome for _, world in worlds}
        outcome = outcomes.pop() if len(outcomes) == 1 else "unknown"
        plan = {
            key: None if value is UNKNOWN else value
            for key, value in (
                ("tls", facts.plan.tls), ("host", facts.plan.host), ("port", facts.plan.port), ("timeout", facts.plan.timeout),
            )
        }  # fmt: skip
        provider = facts.server.listed
        self.report.accounts.append(
            Account(
                account_place(facts),
                None if facts.settings.client["generic"] else claim.client,
                provider["id"] if provider else None,
                plan,
                outcome,
            )
        )

    def _masks(self, worlds: list[tuple[str, Facts]]) -> None:
        for _, facts in worlds:
            for field in facts.settings.fields.values():
                if field.secret and field.span is not None and field.source is not None:
                    spans = self.report.masks.setdefault(field.source.path, [])
                    if field.span not in spans and field.node is not None and field.node.kind == "scalar":
                        spans.append(Span(field.span.start, field.span.end))

    def _problems(self, document: Document) -> list[Finding]:
        check = next(one for one in self._all_checks() if one["each"] == "problem")
        case = check["cases"][0]
        found = []
        for problem in document.problems[:5]:
            message = case["message"].replace("{p.message}", problem.message)
            place = Location(document.source, problem.span)
            found.append(
                Finding(check["code"], check["name"], case["consequence"], message, place, help=case["help"],
                        evidence=Evidence("settings", ""))
            )  # fmt: skip
        return found

    def _looks_like_mail(self, source: Source) -> bool:
        text = source.text.lower()
        return any(word in text for word in ("smtp_", "email_host", "mail_host", "mailer_dsn", "smtp:", "[smtp", "mailer"))

    def _all_checks(self) -> list[dict[str, Any]]:
        if self._checks is None:
            from .knowledge.store import store

            self._checks = store().get("checks", "all")
        return self._checks

    def _check_names(self) -> dict[str, str]:
        return {check["name"]: check["code"] for check in self._all_checks()}

    def _surroundings(self) -> Surroundings:
        if self._around is None:
            from .surroundings import Surroundings

            self._around = Surroundings()
        return self._around


def _once(findings: list[Finding]) -> list[Finding]:
    """Sorted, and each place once for each rule: two files of a batch can see the same linked value."""
    seen: set[tuple[str, str, int]] = set()
    kept = []
    for finding in sorted(findings, key=lambda one: (one.primary.source.path, one.primary.span.start, one.code)):
        key = (finding.code, finding.primary.source.path, finding.primary.span.start)
        if key not in seen:
            seen.add(key)
            kept.append(finding)
    return kept
