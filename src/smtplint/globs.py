"""Glob patterns of the configuration over relative paths with ``/``: ``*``, ``?``, ``[abc]``, ``[!abc]`` and ``**``.

A pattern without an inner slash names a file or folder anywhere (``tests``, ``*.yaml``); one with a slash is anchored
at the folder of the configuration (``deploy/*.yaml``). A pattern that names a folder names all that lies in it.
"""

from __future__ import annotations


def matches(pattern: str, path: str) -> bool:
    """Whether ``pattern`` names ``path`` or a folder above it; an empty pattern names nothing."""
    pattern = pattern.removeprefix("./").rstrip("/")
    if not pattern:
        return False
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if "/" not in pattern:
        if pattern == "**":
            return bool(parts)
        return any(component_matches(pattern, part) for part in parts)
    wanted = [part for part in pattern.split("/") if part not in ("", ".")]
    return _prefix_matches(wanted, parts)


def _prefix_matches(wanted: list[str], parts: list[str]) -> bool:
    """Whether the wanted components use up ``parts`` from the start, or at least a folder above."""
    reached = {0}  # how many of ``parts`` the components seen so far can have used up
    for number, want in enumerate(wanted, 1):
        if want != "**":
            reached = {at + 1 for at in reached if at < len(parts) and component_matches(want, parts[at])}
        elif number < len(wanted):
            reached = set(range(min(reached), len(parts) + 1))
        else:  # at the end it names what lies in a folder, not the folder
            return min(reached) < len(parts)
        if not reached:
            return False
    return True


def component_matches(pattern: str, name: str) -> bool:
    """Whether a pattern without slashes matches a whole name; linear steps back to the last star, never a blow-up."""
    tokens = _tokens(pattern)
    at = token = 0
    star, mark = -1, 0
    while at < len(name):
        if token < len(tokens) and tokens[token] == "*":
            star, mark = token, at
            token += 1
        elif token < len(tokens) and _one(tokens[token], name[at]):
            token += 1
            at += 1
        elif star >= 0:
            mark += 1
            token, at = star + 1, mark
        else:
            return False
    return all(rest == "*" for rest in tokens[token:])


def _tokens(pattern: str) -> list[str]:
    """The pattern as single characters and whole ``[...]`` sets; a bracket without an end is a plain character."""
    tokens = []
    at = 0
    while at < len(pattern):
        end = pattern.find("]", at + (3 if pattern[at + 1 : at + 2] == "!" else 2)) if pattern[at] == "[" else -1
        end = end + 1 if end > 0 else at + 1
        tokens.append(pattern[at:end])
        at = end
    return tokens


def _one(token: str, char: str) -> bool:
    if token == "?":
        return True
    if len(token) < 3:
        return token == char
    negated = token[1] == "!"
    members = token[2 if negated else 1 : -1]
    found = char in members
    at = members.find("-", 1)
    while 0 < at < len(members) - 1:
        found = found or members[at - 1] <= char <= members[at + 1]
        at = members.find("-", at + 1)
    return found is not negated
