"""Compares versions as the projects write them, to tell which generation of a client's behaviour one belongs to."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, ``v1.10.3-alpine`` as (1, 10, 3); empty when it has none (``latest``)."""
    found: list[int] = []
    for piece in version.removeprefix("v").replace("-", ".", 1).split("."):
        digits = ""
        for char in piece:
            if not (char.isascii() and char.isdigit()):
                break
            digits += char
        if not digits or len(digits) > 12:
            break
        found.append(int(digits))
        if digits != piece:
            break
    return tuple(found)


def among(generations: list[dict[str, Any]], version: str) -> list[str]:
    """The ids of the generations that a version can belong to; all when it says nothing, the last for ``latest``."""
    wanted = numbers(version)
    if not wanted:
        return [generations[-1]["id"]] if version in ("latest", "stable") else [one["id"] for one in generations]
    found = [one["id"] for one in generations if _fits(wanted, one)]
    return found or [one["id"] for one in generations]


def _fits(wanted: tuple[int, ...], generation: dict[str, Any]) -> bool:
    start, end = numbers(generation["from"]), numbers(generation["until"])
    return (not start or wanted >= start[: len(wanted)]) and (not end or wanted[: len(end)] <= end)


# The version behind a package's name, as packagers write it: "name": "^1.2", name = { version = "1" }, name>=1.2; in
# lock files "name": "…", "version": "v1.2.3". Texts are in lower case.
_ASKED = (
    r"(?<![\w./@-])%s(?![\w./-])(?:\[[^\]\n]*\])?[\"']?\s*(?:[:,=](?![=])\s*)?(?:\{\s*)?"
    r"(?:[\"']?version[\"']?\s*[:=]?\s*)?[\"']?((?:[\^~<>=!]+\s*)?(?:v?\d|\*)[^\"'\n;#}]*)"
)


def asked(text: str, name: str) -> str:
    """The version or range that a project file's text asks of a package (both in lower case), or nothing."""
    if name not in text:
        return ""
    import re

    found = re.search(_ASKED % re.escape(name), text)
    return found[1].strip() if found else ""


def within(generations: list[dict[str, Any]], wanted: str, *, exact: bool) -> list[str]:
    """The ids of the generations of which a range (``^10.2``, ``>=9,<11``, ``~7.3 || 8.*``) lets a version in.

    ``exact`` says that a bare version is that version, as in lock files; elsewhere it may stand for later ones too. A
    range that is not understood lets every generation in.
    """
    ranges = [_range(one, exact) for one in wanted.replace("||", "|").split("|")]
    found = [
        one["id"]
        for one in generations
        if any(
            (not high or numbers(one["from"]) < high) and (not one["until"] or low[: len(end)] <= end)
            for low, high in ranges
            for end in [numbers(one["until"])]
        )
    ]
    return found or [one["id"] for one in generations]


def _range(text: str, exact: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first version that a range lets in, and the first above it that it does not; an empty one is no bound."""
    low: tuple[int, ...] = ()
    high: tuple[int, ...] = ()
    for part in _parts(text):
        operator = part[: len(part) - len(part.lstrip("^~<>=!"))]
        version = numbers(part[len(operator) :].strip())
        if not version or operator.startswith("!"):
            continue
        if operator.startswith("<"):
            high = _next(version) if operator == "<=" else version
        else:
            low = version
            high = high if operator.startswith(">") else _above(version, part, operator, exact)
    return low, high


def _parts(text: str) -> list[str]:
    """The comparisons of a range, which commas or blanks part; a blank behind an operator parts nothing."""
    for operator in ("^", "~=", "~", "<=", "<", ">=", ">", "==", "="):
        text = text.replace(operator + " ", operator)
    return text.replace(",", " ").split()


def _above(version: tuple[int, ...], part: str, operator: str, exact: bool) -> tuple[int, ...]:
    if part.endswith("*") or operator.startswith("==") or (exact and not operator):
        return _next(version)
    if operator.startswith("~") and len(version) > 2:
        return _next(version[:-1])
    first = next((at for at, number in enumerate(version) if number), len(version) - 1)
    return _next(version[: first + 1])


def _next(version: tuple[int, ...]) -> tuple[int, ...]:
    return (*version[:-1], version[-1] + 1)
