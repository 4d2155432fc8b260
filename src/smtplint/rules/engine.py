"""Judges accounts: evaluates the compiled rules and makes findings of what holds for certain."""

from __future__ import annotations

from .. import conditions
from ..findings import CONSEQUENCES, Evidence, Finding, Location
from ..knowledge.catalogue import unpacked
from ..readers import base
from ..text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..settings.values import Field
    from .facts import Facts

    Key = tuple[str, str, int]


def judge(checks: list[dict[str, Any]], worlds: list[tuple[str, Facts]]) -> list[Finding]:
    """The findings of one account over its worlds: pairs of a guard and facts.

    Worlds with the same guard are versions of the client: a finding must hold in every one of them. Worlds with
    different guards are branches that can each come true: a finding of any of them counts.
    """
    by_guard: dict[str, list[dict[Key, Finding]]] = {}
    for guard, facts in worlds:
        by_guard.setdefault(guard, []).append(dict(_findings(checks, facts)))
    _say_when(by_guard, worlds)
    merged: dict[Key, Finding] = {}
    for versions in by_guard.values():
        for key in versions[0]:
            if all(key in one for one in versions):
                chosen = max((one[key] for one in versions), key=lambda one: CONSEQUENCES.index(one.consequence))
                latest = versions[-1][key]
                finding = latest if latest.consequence == chosen.consequence else chosen
                merged.setdefault((finding.code, finding.primary.source.path, finding.primary.span.start), finding)
    return list(merged.values())


def _say_when(by_guard: dict[str, list[dict[Key, Finding]]], worlds: list[tuple[str, Facts]]) -> None:
    """Adds the condition to findings of program code that do not hold in every branch."""
    world = worlds[0][1].claim.part.world
    if world is None:
        return
    for guard, versions in by_guard.items():
        for found in versions:
            for key, finding in found.items():
                if (len(by_guard) == 1 and world.staged) or not all(key in one[0] for one in by_guard.values()):
                    finding.message += f" (when {guard})"


def _findings(checks: list[dict[str, Any]], facts: Facts) -> Iterator[tuple[Key, Finding]]:
    generic = facts.settings.client["generic"]
    for check in checks:
        if (generic and not check["generic"]) or (facts.file.template and not check["templates"]):
            continue
        for item in _items(check["each"], facts):
            facts.item = item
            if check["when"] is not None and not conditions.evaluate(check["when"], facts.lookup):
                continue
            case = next((one for one in check["cases"] if _holds(one["when"], facts)), None)
            if case is None:
                continue
            finding = _finding(check, unpacked(case["words"]), facts)
            if finding is not None and not (_is_trial(facts) and finding.consequence not in ("fails", "hangs")):
                primary = finding.primary
                # What a rule says of the account as a whole may stand at another key in another version.
                place = ("", 0) if check["each"] == "account" else (primary.source.path, primary.span.start)
                yield (check["code"], *place), finding


def _holds(when: conditions.Condition | None, facts: Facts) -> bool:
    return when is None or bool(conditions.evaluate(when, facts.lookup))


def _is_trial(facts: Facts) -> bool:
    """Whether program code only runs for its developers in this world: there nothing leaks."""
    world = facts.claim.part.world
    return world is not None and world.trial


def _items(each: str, facts: Facts) -> Iterator[Any]:
    settings = facts.settings
    if each == "account":
        yield None
    elif each == "field":
        yield from (field for field in settings.fields.values() if field.written)
    elif each == "misfit":
        yield from ((field, misfit) for field in settings.fields.values() for misfit in field.misfits)
    elif each == "extra":
        from .keys import extras

        yield from extras(facts)
    elif each == "duplicate":
        from .keys import duplicates

        yield from duplicates(facts)


def _finding(check: dict[str, Any], case: dict[str, Any], facts: Facts) -> Finding | None:
    from . import fixes
    from .wording import fill

    place = _place(case["at"], facts)
    if place is None:
        return None
    location, key = place
    settings = facts.settings
    provider = facts.server.listed
    finding = Finding(
        check["code"],
        check["name"],
        case["consequence"],
        fill(case["message"], facts),
        location,
        help=fill(case["help"], facts),
        related=_related(case["related"], facts, location),
        client=None if settings.client["generic"] else settings.client["id"],
        provider=provider["id"] if provider else None,
        setting=key or None,
        evidence=_evidence(case["evidence"], facts),
    )
    proposed = [fixes.make(recipe, facts) for recipe in case["fixes"]]
    finding.candidates = [fix for fix in proposed if fix is not None]
    return finding


# -- places ------------------------------------------------------------------------------------------------------------


def _place(names: list[str], facts: Facts) -> tuple[Location, str] | None:
    for name in names:
        if name in ("x", "d"):
            source = facts.item.get("source") or facts.claim.part.document.source
            return Location(source, facts.item["span"]), facts.item["key"]
        if name in ("f", "m"):
            field = facts.item[0] if isinstance(facts.item, tuple) else facts.item
        else:
            field = facts.settings.fields.get(facts.plan.at if name == "refused" else name)
        if field is not None and field.written:
            return location_of(field, facts), field.key
    return _anchor(facts)


def _anchor(facts: Facts) -> tuple[Location, str] | None:
    """Where the account begins, for what is missing rather than wrong: the host's entry, or the first entry."""
    written = [field for field in facts.settings.fields.values() if field.written]
    if not written:
        return None
    host = next((field for field in written if field.name in ("host", "url")), written[0])
    return location_of(host, facts), host.key


def location_of(field: Field, facts: Facts) -> Location:
    """The words of a field: the whole entry where it is one line of this file, the value or its part otherwise."""
    source = field.source or facts.claim.part.document.source
    entry, node = field.entry, field.node
    span = field.span or Span(0, 0)
    if entry is None or node is None or field.via or source is not facts.claim.part.document.source:
        return Location(source, span)
    whole = field.span == node.inner or field.span == entry.key_span
    text = source.text[entry.span.start : entry.span.end]
    if facts.claim.part.kind.startswith(("python-session", "call:")):
        return Location(source, node.span)
    if whole and "\n" not in text and node.kind != base.MAP:
        return Location(source, entry.span)
    return Location(source, span)


def _related(rows: list[dict[str, Any]], facts: Facts, primary: Location) -> list[Location]:
    from .wording import fill

    found = []
    for row in rows:
        if row["when"] and not conditions.evaluate(row["when"], facts.lookup):
            continue
        if row["at"] == "d":
            found.append(
                Location(facts.claim.part.document.source, facts.item["winner_span"], fill(row["says"], facts))
            )
            continue
        field = facts.settings.fields.get(row["at"])
        if field is None or not field.written:
            continue
        place = location_of(field, facts)
        if place.span != primary.span or place.source is not primary.source:
            place.message = fill(row["says"], facts)
            found.append(place)
    return found + _chain(facts, primary)


def _chain(facts: Facts, primary: Location) -> list[Location]:
    if isinstance(facts.item, dict):
        return list(facts.item.get("via", ()))
    for field in facts.settings.fields.values():
        if field.via and field.span is not None and field.span == primary.span and field.source is primary.source:
            return list(field.via)
    return []


def _evidence(kind: str, facts: Facts) -> Evidence:
    if kind == "settings":
        return Evidence("settings", "")
    if kind == "client":
        client = facts.settings.client
        return Evidence("known", f"{client['name']}: {client['source']}" if client["source"] else "")
    if kind == "provider":
        return Evidence("known", facts.server.source)
    if kind == "trace":
        broken = facts.trace.broken
        return (
            Evidence("known", broken.source if broken else "")
            if broken and broken.source
            else _evidence("client", facts)
        )
    if kind == "observed":
        return Evidence("observed", facts.live.source if facts.live else "")
    return Evidence("known", kind)


def account_place(facts: Facts) -> Location:
    """Where an account stands: its host's entry, or the mapping itself."""
    place = _anchor(facts)
    if place is not None:
        return place[0]
    span = facts.claim.node.span
    return Location(facts.claim.part.document.source, Span(span.start, span.start))
