"""The condition language of knowledge: a small, closed set of operators over named operands, in three-valued logic.

A compiled condition is a tuple: ``("all", conditions)``, ``("any", conditions)``, ``("not", condition)`` or
``(operator, path, argument)``. The result is True, False, or None where an operand is not known: unknown is not wrong,
so a rule speaks only on True. ``knowledge.compile`` makes these tuples from YAML and refuses every operator that is not
here.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Condition = tuple[Any, ...]
    Lookup = Callable[[str], Any]


class _Unknown:
    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false")


UNKNOWN = _Unknown()

OPERATORS = (
    "is", "in", "not_in", "set", "known", "above", "below", "matches", "contains", "starts", "ends", "shape", "same",
)  # fmt: skip


def evaluate(condition: Condition, lookup: Lookup) -> bool | None:
    """True, False or None (not known) for a condition; ``lookup(path)`` gives an operand, UNKNOWN or None (unset)."""
    operator = condition[0]
    if operator == "all":
        return _every(condition[1], lookup)
    if operator == "any":
        return _some(condition[1], lookup)
    if operator == "not":
        inner = evaluate(condition[1], lookup)
        return None if inner is None else not inner
    return _compare(operator, lookup(condition[1]), condition[2], lookup)


def _every(conditions: tuple[Condition, ...], lookup: Lookup) -> bool | None:
    result: bool | None = True
    for condition in conditions:
        one = evaluate(condition, lookup)
        if one is False:
            return False
        if one is None:
            result = None
    return result


def _some(conditions: tuple[Condition, ...], lookup: Lookup) -> bool | None:
    result: bool | None = False
    for condition in conditions:
        one = evaluate(condition, lookup)
        if one is True:
            return True
        if one is None:
            result = None
    return result


def _compare(operator: str, value: Any, argument: Any, lookup: Lookup) -> bool | None:
    if operator == "known":
        return (value is not UNKNOWN) is argument
    if value is UNKNOWN:
        return None
    if operator == "is":
        return _equal(value, argument)
    if operator == "in":
        return any(_equal(value, one) for one in argument)
    if operator == "not_in":
        return not any(_equal(value, one) for one in argument)
    if operator == "set":
        return (value is not None and value != "") is argument
    if operator == "same":
        other = lookup(argument)
        return None if other is UNKNOWN else _folded(value) == _folded(other)
    if operator in ("above", "below"):
        return _ordered(operator, value, argument)
    return _textual(operator, value, argument)


def _equal(value: Any, argument: Any) -> bool:
    # True is 1 in Python, but a port of 1 is not a flag that is on.
    return bool(value == argument) and isinstance(value, bool) == isinstance(argument, bool)


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _ordered(operator: str, value: Any, argument: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return bool(value > argument) if operator == "above" else bool(value < argument)


def _textual(operator: str, value: Any, argument: Any) -> bool:
    if operator == "contains" and isinstance(value, (list, tuple)):
        return argument in value
    if not isinstance(value, str):
        return False
    if operator == "contains":
        return any(one in value for one in _listed(argument))
    if operator == "starts":
        return any(value.startswith(one) for one in _listed(argument))
    if operator == "ends":
        return any(value.endswith(one) for one in _listed(argument))
    if operator == "shape":
        return any(has_shape(value, one) for one in _listed(argument))
    import re

    return re.search(argument, value) is not None


def _listed(argument: Any) -> Any:
    return argument if isinstance(argument, (list, tuple)) else (argument,)


SHAPES = ("address", "fqdn", "bare-name", "localhost", "ip", "digits", "empty", "spaced", "name-and-address")
_LOCALHOST = ("localhost", "localhost.localdomain", "127.0.0.1", "[127.0.0.1]", "::1", "[::1]", "[ipv6:::1]")


def has_shape(text: str, shape: str) -> bool:
    """Whether a text has one of SHAPES: what it looks like by RFC 5321, without any knowledge of hosts."""
    if shape == "address":
        return is_address(text)
    if shape == "name-and-address":
        return text.rstrip().endswith(">") and "<" in text and is_address(bare_address(text))
    if shape == "localhost":
        return text.lower() in _LOCALHOST
    if shape == "ip":
        return is_ip(text)
    if shape == "digits":
        return text.isascii() and text.isdigit()
    if shape == "empty":
        return text == ""
    if shape == "spaced":
        return any(char.isspace() for char in text)
    if shape == "bare-name":
        return is_name(text) and "." not in text.rstrip(".")
    return is_name(text) and "." in text.strip(".") and not is_ip(text)


def is_name(text: str) -> bool:
    """True for a host name of letters, digits and hyphens in labels (RFC 5321 Domain; U-labels are let through)."""
    labels = text.rstrip(".").split(".")
    return len(text) <= 255 and all(
        label and label[0] != "-" and label[-1] != "-" and all(char == "-" or char.isalnum() for char in label)
        for label in labels
    )


def is_ip(text: str) -> bool:
    """True for an IPv4 or IPv6 address, with or without the brackets of an address literal."""
    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    parts = inner.split(".")
    if len(parts) == 4 and all(part.isascii() and part.isdigit() and int(part[:4]) < 256 for part in parts):
        return True
    inner = inner.removeprefix("IPv6:")
    return inner.count(":") >= 2 and all(char in "0123456789abcdefABCDEF:.%" for char in inner)


def is_address(text: str) -> bool:
    """True for a bare mail address: one ``@`` outside quotes, a local part, a domain or address literal."""
    local, at, domain = text.rpartition("@")
    if not at or not local or any(char.isspace() or char in "<>," for char in text):
        return False
    if "@" in local and not (local.startswith('"') and local.endswith('"')):
        return False
    return is_name(domain) or is_ip(domain)


def bare_address(text: str) -> str:
    """The address in ``Name <address>``, or the text itself without outer blanks."""
    start, end = text.rfind("<"), text.rfind(">")
    return text[start + 1 : end].strip() if 0 <= start < end else text.strip()
