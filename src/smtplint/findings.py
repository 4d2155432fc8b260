"""What smtplint says: a finding, its places, its fix and its evidence. Not how it was found or is shown."""

from __future__ import annotations

from .text import Source, Span

CONSEQUENCES = ("fails", "leaks", "hangs", "risk")
SEVERITY = {"fails": "error", "leaks": "error", "hangs": "warning", "risk": "note"}
SEVERITIES = ("note", "warning", "error")


class Location:
    """A span in a source, with the words that explain why it is shown (empty for the primary place)."""

    __slots__ = ("message", "source", "span")

    def __init__(self, source: Source, span: Span, message: str = "") -> None:
        self.source = source
        self.span = span
        self.message = message


class Edit:
    """Replace ``span`` of ``source`` by ``text`` (an empty span inserts, an empty text deletes)."""

    __slots__ = ("source", "span", "text")

    def __init__(self, source: Source, span: Span, text: str) -> None:
        self.source = source
        self.span = span
        self.text = text


class Fix:
    """A change that cures a finding. ``safety``: ``safe`` (one right answer), ``unsafe`` (a choice) or ``manual``.

    The edits belong together: all of them are applied, or none.
    """

    __slots__ = ("edits", "reveals", "safety", "title")

    def __init__(self, title: str, safety: str, edits: list[Edit], *, reveals: bool = False) -> None:
        self.title = title
        self.safety = safety
        self.edits = edits
        self.reveals = reveals  # it may bring to light what a wrong host had hidden


class Evidence:
    """What a finding rests on: ``known`` (knowledge), ``settings`` (the file alone) or ``observed`` (live)."""

    __slots__ = ("kind", "source")

    def __init__(self, kind: str, source: str) -> None:
        self.kind = kind
        self.source = source


class Finding:
    """One thing that goes wrong, on the words that cause it. ``secrets`` are spans that no output may show."""

    __slots__ = (
        "candidates",
        "client",
        "code",
        "consequence",
        "evidence",
        "fix",
        "help",
        "message",
        "name",
        "primary",
        "provider",
        "related",
        "setting",
    )

    def __init__(
        self,
        code: str,
        name: str,
        consequence: str,
        message: str,
        primary: Location,
        *,
        help: str = "",
        related: list[Location] | None = None,
        client: str | None = None,
        provider: str | None = None,
        setting: str | None = None,
        evidence: Evidence | None = None,
        fix: Fix | None = None,
    ) -> None:
        self.code = code
        self.name = name
        self.consequence = consequence
        self.message = message
        self.primary = primary
        self.help = help  # what to do, in one or two sentences
        self.related = related or []
        self.client = client
        self.provider = provider
        self.setting = setting  # the key as the file spells it
        self.evidence = evidence or Evidence("settings", "")
        self.fix = fix
        self.candidates: list[Fix] = []  # fixes that the rule proposes, before any is proven

    @property
    def severity(self) -> str:
        """``error``, ``warning`` or ``note``: what the consequence weighs."""
        return SEVERITY[self.consequence]


class Account:
    """Mail settings that were found, with the predicted plan and outcome (``sends``, ``fails``, ``unknown``)."""

    __slots__ = ("client", "outcome", "plan", "primary", "provider")

    def __init__(
        self, primary: Location, client: str | None, provider: str | None, plan: dict[str, object], outcome: str
    ) -> None:
        self.primary = primary
        self.client = client
        self.provider = provider
        self.plan = plan
        self.outcome = outcome


class Report:
    """All that one run found. ``masks`` maps a source's path to the spans of secrets, which every output hides."""

    __slots__ = ("accounts", "files_found", "files_read", "findings", "held_back", "knowledge", "masks", "skipped")

    def __init__(self, knowledge: str = "") -> None:
        self.findings: list[Finding] = []
        self.accounts: list[Account] = []
        self.held_back = {"suppressed": 0, "baseline": 0, "ignored": 0}
        self.files_found = 0
        self.files_read = 0
        self.skipped: list[tuple[str, str]] = []
        self.masks: dict[str, list[Span]] = {}
        self.knowledge = knowledge

    def summary(self) -> dict[str, int]:
        """How many findings there are of each consequence."""
        counts = dict.fromkeys(CONSEQUENCES, 0)
        for finding in self.findings:
            counts[finding.consequence] += 1
        return counts
