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
    plain = folded(spoken(text[-_LIMIT:]))
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
    return _match(entry, folded(spoken(text))) is not None


def spoken(text: str) -> str:
    """The text with replies as servers say them: smtplib shows ``(535, b'5.7.8 No')``, lettre ``(535): 5.7.8 No``."""
    import re

    text = re.sub(r"(?:\\r)?\\n(?=[2-5]\d\d[ -]|[245]\.\d|[ '\"])", " ", text)
    return re.sub(r"\(([245]\d\d)(?:, b?['\"]|\): )", r"\1 ", text)


def folded(text: str) -> str:
    """The text as messages are compared: lower case, every run of white space one blank."""
    return " ".join(text.split()).lower()


def _match(entry: dict[str, Any], plain: str) -> Match | None:
    if not entry.get("regex"):
        wanted = folded(entry["match"])
        at = plain.find(wanted)
        if at < 0 and _with_both_codes(wanted):  # some programs show a reply without its first code
            wanted = wanted[4:]
            at = plain.find(wanted)
        return Match(entry, wanted, at) if at >= 0 else None
    import re

    hit = re.search(entry["match"], plain, re.IGNORECASE)
    return Match(entry, hit.group(), hit.start()) if hit else None


def _with_both_codes(wanted: str) -> bool:
    """Whether a message begins as replies with an enhanced status code do: ``535 5.7.8 `` and more words than one."""
    code, _, rest = wanted.partition(" ")
    return len(code) == 3 and code.isdigit() and rest[1:2] == rest[3:4] == "." and rest.count(" ") > 1


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
