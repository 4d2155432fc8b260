"""Runs the flow over files: read, claim, bind, plan, converse, judge, filter. The one module that knows all others."""

from __future__ import annotations

import os

from . import project
from .findings import Account, Evidence, Finding, Location, Report
from .text import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .accounts import Accounts, World
    from .options import Options
    from .readers.base import Document
    from .siblings import Siblings


_MARK = "smtplint:"  # of comments that hold findings back
_MAIL_WORDS = ("smtp_", "email_host", "mail_host", "mailer_dsn", "smtp:", "[smtp", "mailer")


class Runner:
    """One run: holds what is read once (knowledge, neighbours, extra environment) and fills a report."""

    def __init__(self, options: Options, *, proving: bool = False) -> None:
        self.options = options
        self._proving = proving  # this run proves a fix of another
        self.report = Report()
        self.batch: frozenset[str] = frozenset()  # the files of this run, as normal paths
        self._accounts: Accounts | None = None  # most runs read nothing that is about mail
        self.observer: Callable[[list[World], list[Finding]], None] | None = None  # sees each account as it is judged
        self._checks: list[dict[str, Any]] | None = None
        self._siblings: Siblings | None = None  # accounts of several stages of one program
        self._seen: set[tuple[str, str, int]] = set()  # what was told of accounts before
        self._used: set[tuple[str, str, int]] = set()  # complaints about comments that hold back what other files tell

    def run(self) -> Report:
        """Checks every file that the options name."""
        config = self.options.config
        exclude, base = (config.exclude, config.root) if config else ([], "")
        files, skipped = project.walk(self.options.paths or ["."], exclude=exclude, base=base)
        self.report.skipped += skipped
        self.report.files_found = len(files) + len(skipped)
        self.batch = frozenset(map(os.path.normpath, files))
        for path in files:
            self.check_path(path)
        return self.finish()

    def finish(self) -> Report:
        """The report, its findings in the order of files and places."""
        if self._siblings is not None:
            for place, document in self._siblings.tell():
                self._mask_urls(place.source)
                known = document if document.source is place.source else self.accounts.reading_of(place.source)
                self._mask_written(known)
        self.report.findings = _once([one for one in self.report.findings if _place(one) not in self._used])
        if self._accounts is not None:
            self.report.skipped += self._accounts.skipped
        if self._checks is not None:
            from .knowledge.store import store

            self.report.knowledge = store().version
        return self.report

    @property
    def accounts(self) -> Accounts:
        """What finds the accounts of this run's files."""
        if self._accounts is None:
            from .accounts import Accounts

            self._accounts = Accounts(self.options)
            self._accounts.batch = self.batch
        return self._accounts

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
        accounts = self.accounts.of(document)
        found: list[Finding] = []
        for worlds in accounts:
            found += self._judge(worlds)
        if document.format == "python" and not self._proving:
            self._tell_at_home(found, source)
        if accounts or (document.problems and self._is_mail_file(document)):
            found += self._problems(accounts, document)
        if not self._proving and any(finding.candidates for finding in found):
            self._prove(found, source, len(accounts))
        if not self._proving:
            self._mask_shown(found, document)
        self._report(found, document)

    def _report(self, found: list[Finding], document: Document) -> None:
        """Adds the findings of a document to the report, save those that a comment or the user's choice holds back."""
        if _MARK in document.source.text:
            from .suppress import apply

            found, held = apply(found, document, self._check_names())
            self.report.held_back["suppressed"] += held
        for finding in found:
            if self._held_elsewhere(finding, document):
                self.report.held_back["suppressed"] += 1
            elif self.options.selects(finding.code, finding.name, finding.primary.source.path):
                self.report.findings.append(finding)
            else:
                self.report.held_back["ignored"] += 1

    def _tell_at_home(self, found: list[Finding], source: Source) -> None:
        """Moves findings to this module whose place is in another one that is right where it stands alone."""
        for path in {one.primary.source.path for one in found} - {source.path}:
            if os.path.normpath(path) not in self.accounts.batch or not path.endswith(".py"):
                continue
            alone = Runner(self.options.without_selection(), proving=True)
            alone.accounts.batch = self.accounts.batch
            alone.check_path(path)
            wrong = set(map(_place, alone.report.findings))
            _moved([one for one in found if one.primary.source.path == path], source.path, wrong)

    def _prove(self, found: list[Finding], source: Source, accounts: int) -> None:
        from .proof import prove

        def check(text: str) -> list[Finding]:
            again = Runner(self.options.without_selection(), proving=True)
            again.batch = self.batch
            again.accounts.see_as(self.accounts)
            again.check_bytes(source.path, source.encode(text))
            return again.report.findings

        if not source.problem:
            prove(found, source, check, accounts)

    def _held_elsewhere(self, finding: Finding, document: Document) -> bool:
        """Whether a comment in another file, in which the cause stands, holds a finding back."""
        source = finding.primary.source
        if source is document.source or _MARK not in source.text:
            return False
        from .suppress import apply

        other = self.accounts.reading_of(source)
        if other is None:
            return False
        kept, held = apply([finding], other, self._check_names())
        if held:
            unused = {_place(one) for one in apply([], other, self._check_names())[0]}
            self._used |= unused - {_place(one) for one in kept}
        return bool(held)

    def _judge(self, worlds: list[World]) -> list[Finding]:
        from .rules.engine import judge

        self._account(worlds)
        if not self._proving:
            self._masks(worlds)
        findings = judge(self._all_checks(), worlds)
        told_in = worlds[0][1].claim.part.told_in
        if told_in:
            findings = _moved(findings, told_in, self._seen)
        self._seen.update(map(_place, findings))
        if self.observer is not None:
            self.observer(worlds, findings)
        if len(self.batch) > 1 and not self._proving:
            if self._siblings is None:
                from .siblings import Siblings

                self._siblings = Siblings()
            self._siblings.add(worlds, findings)
        return findings

    # -- what is reported ------------------------------------------------------------------------------------------

    def _account(self, worlds: list[World]) -> None:
        from .conditions import UNKNOWN
        from .rules.engine import account_place

        facts = worlds[-1][1]
        outcomes = {world.trace.outcome for _, world in worlds}
        outcome = outcomes.pop() if len(outcomes) == 1 else "unknown"
        planned = facts.plan
        told = {"tls": planned.tls, "host": planned.host, "port": planned.port, "timeout": planned.timeout}
        plan: dict[str, object] = {key: None if value is UNKNOWN else value for key, value in told.items()}
        provider = facts.server.listed
        self.report.accounts.append(
            Account(
                account_place(facts),
                None if facts.settings.client["generic"] else facts.claim.client,
                provider["id"] if provider else None,
                plan,
                outcome,
            )
        )

    def _masks(self, worlds: list[World]) -> None:
        from .settings.secrets import hidden_span, names_secret

        for _, facts in worlds:
            for field in facts.settings.fields.values():
                if field.secret and field.span is not None and field.source is not None and field.node is not None:
                    self._mask(field.source, hidden_span(field.source, field.node, field.span))
            source = facts.claim.part.document.source
            for entry in facts.settings.extra:
                if names_secret(entry.key):
                    other = entry.value.source or source
                    self._mask(other, hidden_span(other, entry.value, entry.value.inner))

    def _mask_shown(self, found: list[Finding], document: Document) -> None:
        """Hides the secrets in every source of which findings show lines."""
        places = [one for finding in found for one in (finding.primary, *finding.related)]
        for shown in {id(one.source): one.source for one in places}.values():
            self._mask_urls(shown)
            self._mask_written(document if shown is document.source else self.accounts.reading_of(shown))

    def _mask_urls(self, source: Source) -> None:
        """Hides the password of every URL in a source that is shown: a key that nobody reads may hold one."""
        from .settings.secrets import url_passwords

        for span in url_passwords(source.text):
            if not source.text.startswith("${", span.start):
                self._mask(source, span)

    def _mask_written(self, document: Document | None) -> None:
        """Hides what the lines of a file of data or of a .env hold besides the account that is told of."""
        from .readers.base import CODE
        from .settings.secrets import written

        data = ("yaml", "dotenv", "dockerfile", "unit", "json", "toml", "ini")
        if document is not None and document.format in (*data, *CODE):
            for span in written(document):
                self._mask(document.source, span)

    def _mask(self, source: Source, span: Span | None) -> None:
        spans = self.report.masks.setdefault(source.path, [])
        if span is not None and span not in spans:
            spans.append(span)

    def _problems(self, accounts: list[list[World]], document: Document) -> list[Finding]:
        """The places where a file breaks its format, as the loader of the client that was found in it sees them."""
        from .knowledge.catalogue import unpacked

        check = next(one for one in self._all_checks() if one["each"] == "problem")
        case = unpacked(check["cases"][0]["words"])
        read_as = [worlds[0][1].claim.part.document for worlds in accounts]
        read_as = [one for one in read_as if one.source is document.source] or [document]
        seen: dict[int, Finding] = {}
        for reading in read_as if not document.masked else ():  # a template is not broken, it is not rendered
            consequence = case["consequence"] if self._stops(reading) else "risk"
            for problem in reading.problems[:5]:
                message = case["message"].replace("{p.message}", problem.message)
                place = Location(document.source, problem.span)
                evidence = Evidence("settings", "")
                finding = Finding(
                    check["code"], check["name"], consequence, message, place, help=case["help"], evidence=evidence
                )
                seen.setdefault(problem.span.start, finding)
        return list(seen.values())

    def _stops(self, document: Document) -> bool:
        """Whether a program gives up on a file with such a problem: a loader of .env files may only skip the line."""
        if document.format == "options":
            return document.dialect != "curl"  # which goes on
        if document.format != "dotenv":
            # A newer Python may read what this one does not.
            return document.format not in ("ini", "properties", "python", "directives", "exim")
        from .readers.dotenv import dialect_info

        return bool(document.dialect) and dialect_info(document.dialect).on_error == "stop"

    def _is_mail_file(self, document: Document) -> bool:
        """Whether a broken file is about mail all the same; a .conf that is no INI file is not broken."""
        if document.format in ("ini", "dotenv", "properties", "python", "directives", "xml"):
            return False
        text = document.source.text.lower()
        return any(word in text for word in _MAIL_WORDS)

    def _all_checks(self) -> list[dict[str, Any]]:
        if self._checks is None:
            from .knowledge.store import store

            self._checks = store().get("checks", "all")
        return self._checks

    def _check_names(self) -> dict[str, str]:
        return {check["name"]: check["code"] for check in self._all_checks()}


def _place(finding: Finding) -> tuple[str, str, int]:
    return finding.code, os.path.normpath(finding.primary.source.path), finding.primary.span.start


def _moved(findings: list[Finding], path: str, seen: set[tuple[str, str, int]]) -> list[Finding]:
    """The findings of one file, which is laid over others: what goes wrong by a line of it is told there."""
    found = []
    for finding in findings:
        there = next((one for one in finding.related if one.source.path == path and not _is_of_way(one)), None)
        if finding.primary.source.path != path:
            if there is None or _place(finding) in seen:
                continue
            below = Location(finding.primary.source, finding.primary.span, "goes wrong with this")
            finding.related = [below, *(one for one in finding.related if one is not there)]
            finding.primary = Location(there.source, there.span)
            proposed = [*finding.candidates, *([finding.fix] if finding.fix else [])]
            finding.fix = None
            finding.candidates = [one for one in proposed if all(edit.source.path == path for edit in one.edits)]
        found.append(finding)
    return found


def _is_of_way(place: Location) -> bool:
    """Whether a place is only on the way to what goes wrong."""
    return place.message.startswith(("imported here", "read here"))


def _once(findings: list[Finding]) -> list[Finding]:
    """Sorted, and each place once for each rule: two files of a batch can see the same linked value.

    One of them may underline the whole entry and the other its value; the one that shows more of the way is kept.
    """
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda one: (one.primary.source.path, one.primary.span.start, one.code)):
        near = range(len(kept) - 1, max(-1, len(kept) - 20), -1)
        same = next((at for at in near if _overlap(kept[at], finding)), None)
        if same is None:
            kept.append(finding)
        elif len(finding.related) > len(kept[same].related):
            kept[same] = finding
    return kept


def _overlap(one: Finding, other: Finding) -> bool:
    first, second = one.primary, other.primary
    if one.code != other.code or first.source.path != second.source.path:
        return False
    same = first.span.start == second.span.start
    return same or (first.source is not second.source and first.span.overlaps(second.span))
