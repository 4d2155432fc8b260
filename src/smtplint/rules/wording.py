"""The words of a finding: its message with the operands put in, no secret and no control character shown."""

from __future__ import annotations

from ..conditions import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facts import Facts


def fill(template: str, facts: Facts) -> str:
    """A message with its operands put in; secrets show as asterisks."""
    if "{" not in template:
        return template
    pieces = template.split("{")
    out = [pieces[0]]
    for piece in pieces[1:]:
        path, _, rest = piece.partition("}")
        out.append(_shown(path, facts) + rest)
    return "".join(out)


def _shown(path: str, facts: Facts) -> str:
    field = facts.settings.fields.get(path)
    if field is not None and field.secret:
        return "********"
    value = facts.lookup(path)
    if value is UNKNOWN:
        return "(not known)"
    if value is None:
        return "(not set)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return printable(str(value))


def printable(text: str) -> str:
    """The text with control characters shown, so that a file cannot steer the terminal that shows it."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
