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
    """The ids of the generations that a version can belong to; all of them when it says nothing, the last for ``latest``."""
    wanted = numbers(version)
    if not wanted:
        return [generations[-1]["id"]] if version in ("latest", "stable") else [one["id"] for one in generations]
    found = [one["id"] for one in generations if _fits(wanted, one)]
    return found or [one["id"] for one in generations]


def _fits(wanted: tuple[int, ...], generation: dict[str, Any]) -> bool:
    start, end = numbers(generation["from"]), numbers(generation["until"])
    return (not start or wanted >= start[: len(wanted)]) and (not end or wanted[: len(end)] <= end)
