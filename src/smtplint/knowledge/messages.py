"""Finds the error messages that smtplint knows in a text pasted from a log: the longest match first."""

from __future__ import annotations

from .store import pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LIMIT = 1 << 20  # characters of a log that are looked at, from its end


class Match:
    """One known message in a text: ``entry`` is the knowledge, ``text`` the words that matched, ``at`` where."""

    __slots__ = ("at", "entry", "text")

    def __init__(self, entry: dict[str, Any], text: str, at: int) -> None:
        self.entry = entry
        self.text = text
        self.at = at


def known() -> list[dict[str, Any]]:
    """Every known message."""
    entries: list[dict[str, Any]] = pages().get("errors", "all") or []
    return entries


def find(text: str) -> list[Match]:
    """The known messages in a text, the longest first; a message inside another's match is left out."""
    plain = folded(text[-_LIMIT:])
    found = [match for entry in known() if (match := _match(entry, plain)) is not None]
    found.sort(key=lambda one: (-len(one.text), one.entry["id"]))
    kept: list[Match] = []
    for match in found:
        end = match.at + len(match.text)
        if not any(one.at <= match.at and end <= one.at + len(one.text) for one in kept):
            kept.append(match)
    return kept


def matches(entry: dict[str, Any], text: str) -> bool:
    """Whether a text, such as a predicted error, holds a known message."""
    return _match(entry, folded(text)) is not None


def folded(text: str) -> str:
    """The text as messages are compared: lower case, every run of white space one blank."""
    return " ".join(text.split()).lower()


def _match(entry: dict[str, Any], plain: str) -> Match | None:
    if not entry.get("regex"):
        wanted = folded(entry["match"])
        at = plain.find(wanted)
        return Match(entry, wanted, at) if at >= 0 else None
    import re

    hit = re.search(entry["match"], plain, re.IGNORECASE)
    return Match(entry, hit.group(), hit.start()) if hit else None


def nearest(text: str, count: int = 3) -> list[dict[str, Any]]:
    """The known messages that share most words with a text that none matches; fewer where little is shared."""
    words = _words(folded(text))
    scored = []
    for entry in known():
        other = _words(folded(entry.get("example") or entry["match"]))
        shared = len(words & other)
        if shared >= 2 and shared * 2 >= len(other):
            scored.append((-shared / len(other), entry["id"], entry))
    return [entry for _, _, entry in sorted(scored, key=lambda one: one[:2])[:count]]


def _words(text: str) -> set[str]:
    return {word.strip(".,:;()[]'\"`") for word in text.split() if len(word) > 2}
