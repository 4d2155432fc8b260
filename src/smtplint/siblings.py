"""Files of two stages of one program, of which one has the wrong TLS mode by accident: the right one is named too."""

from __future__ import annotations

import os

from .findings import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .accounts import World
    from .findings import Finding
    from .readers.base import Document
    from .settings.values import Field

REASONS = ("tls-to-plain", "plain-to-tls")
_MODES = ("security", "implicit_tls", "starttls", "scheme", "url", "port")  # the fields that choose the mode
_STAGES = frozenset(
    ("dev", "development", "live", "local", "preprod", "prod", "production", "qa", "stage", "staging", "test",
     "testing", "uat")
)  # fmt: skip
_MOST = 500  # accounts of one run


class Siblings:
    """Collects a run's accounts by program, host and port: those with the right mode, and findings of the others."""

    def __init__(self) -> None:
        self._right: dict[tuple[str, str, int], list[tuple[Location, Document]]] = {}
        self._wrong: list[tuple[tuple[str, str, int], Finding]] = []

    def add(self, worlds: list[World], findings: list[Finding]) -> None:
        """Notes an account that was judged, where its host and port are known and its worlds agree."""
        facts = worlds[-1][1]
        host, port = facts.plan.host, facts.plan.port
        if not isinstance(host, str) or not host or not isinstance(port, int):
            return
        key = (facts.claim.client, host, port)
        if len(self._wrong) >= _MOST or (key not in self._right and len(self._right) >= _MOST):
            return
        traces = [one.trace for _, one in worlds]
        if all(trace.broken is None and trace.encrypted is True for trace in traces):
            place = _place([one for name in _MODES if (one := facts.settings.fields.get(name)) is not None])
            if place is not None:
                self._right.setdefault(key, []).append((place, facts.claim.part.document))
        elif all(trace.broken is not None and trace.broken.reason in REASONS for trace in traces):
            self._wrong += [(key, one) for one in findings if one.consequence == "fails"][:1]

    def tell(self) -> list[tuple[Location, Document]]:
        """Adds the line of the sibling that is right to findings that have one; gives those lines and their files."""
        told = []
        for key, finding in self._wrong:
            own = finding.primary.source.path
            for place, document in self._right.get(key, ()):
                if are_siblings(own, place.source.path):
                    name = os.path.basename(place.source.path)
                    finding.related = [*finding.related, Location(place.source, place.span, f"is right in {name}")]
                    told.append((place, document))
                    break
        return told


def _place(fields: list[Field]) -> Location | None:
    """Where the mode is chosen: a flag that is off chooses none, unless there is nothing else."""
    for one in sorted(fields, key=lambda field: field.value.v is False):
        if one.span is not None and one.source is not None:
            return Location(one.source, one.span)
    return None


def are_siblings(one: str, other: str) -> bool:
    """Whether two paths differ in the name of a stage alone: ``.env.staging`` and ``.env.production``."""
    words, others = _words(one), _words(other)
    differ = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    return len(words) == len(others) and len(differ) == 1 and _STAGES.issuperset(differ[0])


def _words(path: str) -> list[str]:
    folder, name = os.path.split(os.path.normpath(path).lower())
    for mark in "-_":
        name = name.replace(mark, ".")
    return [*folder.split(os.sep), *name.split(".")]
