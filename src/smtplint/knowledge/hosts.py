"""Host patterns of the knowledge: anchored at both ends, so that a look-alike is never taken for a provider."""

from __future__ import annotations


def matches(pattern: str, host: str) -> bool:
    """True when ``host`` is named by ``pattern``, in which ``*`` stands for one or more characters without a dot.

    Letter case and one trailing dot of the host are ignored. ``email-smtp.*.amazonaws.com`` names
    ``email-smtp.eu-west-1.amazonaws.com``, and neither ``email-smtp.amazonaws.com`` nor a name that goes on after it.
    """
    name = host.lower()
    if name.endswith("."):
        name = name[:-1]
    pattern = pattern.lower()
    if "*" not in pattern:
        return name == pattern
    wanted, given = pattern.split("."), name.split(".")
    return len(wanted) == len(given) and all(map(_label_matches, wanted, given))


def _label_matches(pattern: str, label: str) -> bool:
    if "*" not in pattern:
        return label == pattern
    first, *middle, last = pattern.split("*")
    if not label.startswith(first):
        return False
    at = len(first)
    for part in middle:
        found = label.find(part, at + 1)  # at least one character for each star
        if found < 0:
            return False
        at = found + len(part)
    return label.endswith(last) and len(label) - len(last) > at
