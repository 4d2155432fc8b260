"""Works out expressions over environment variables (``readers.python.computed``) as Python does, within bounds."""

from __future__ import annotations

from ..conditions import UNKNOWN
from ..findings import Location
from ..readers import base

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..readers.base import Node
    from .links import Environment, Reading

    Read = Callable[[Node, int], Reading]

STYLE = "computed:"
LAYERS_STYLE = "layers:"
_MAX_DEPTH = 40  # operations inside operations
_MAX_TEXT = 4096
_MAX_NUMBER = 2**256
_MAX_DIGITS = 60  # of a text that is read as a number
_PLAIN = (str, int, float, bool, type(None))


class Cannot(Exception):
    """The expression's value cannot be told: a variable is not known, or Python would raise an exception."""


class Computed:
    """One expression in one environment; ``via`` are the places of the variables that were looked at."""

    def __init__(self, read: Read, environment: Environment) -> None:
        self.read = read
        self.environment = environment
        self.via: list[Location] = []
        self.missing = ""  # the first variable that was wanted and is not known

    def result(self, node: Node) -> Any:
        """The value of a computed node: a str, int, float, bool or None; UNKNOWN where it cannot be told."""
        try:
            value = self.value(node, 0)
        except (Cannot, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError):
            return UNKNOWN
        except SyntaxError:  # of ast.literal_eval
            return UNKNOWN
        return value if isinstance(value, _PLAIN) and value == value else UNKNOWN

    def value(self, node: Node, depth: int) -> Any:
        """The value of an operand, lists and mappings included; raises Cannot where it cannot be told."""
        if depth > _MAX_DEPTH:
            raise Cannot
        if node.kind == base.SEQ and not node.why:
            return [self.value(item, depth + 1) for item in node.items]
        if node.kind == base.MAP and node.style == "plain":
            return {entry.key: self.value(entry.value, depth + 1) for entry in node.entries}
        if node.kind == base.ENV and node.style.startswith(STYLE):
            return bounded(self.operation(node.style[len(STYLE) :], node.items, depth + 1))
        if node.kind == base.ENV and not node.style.startswith(LAYERS_STYLE):
            self.note(node)
        found = self.read(node, depth + 1)
        raw = found.raw
        if node.kind == base.ENV and node.style.startswith(LAYERS_STYLE) and found.node.source is not None:
            self.via.append(Location(found.node.source, found.node.span, f"{node.text} is set here"))
        if raw is UNKNOWN:
            self.missing = self.missing or (node.text if node.kind == base.ENV else "")
            raise Cannot
        return raw

    def note(self, node: Node) -> None:
        """Remembers where a variable that is looked at is set."""
        found = self.environment.seen_by(node).find(node.text)
        if found is not None and found.source is not None and found.span.end:
            self.via.append(Location(found.source, found.span, f"{node.text} is set here"))

    def operation(self, name: str, items: list[Node], depth: int) -> Any:
        """The outcome of an operation; ``or``, ``and`` and ``if`` look only at the operands that Python would."""
        if name in ("or", "and"):
            value = None
            for item in items:
                value = self.value(item, depth)
                if bool(value) is (name == "or"):
                    break
            return value
        if name == "if":
            return self.value(items[1 if self.value(items[0], depth) else 2], depth)
        if name.startswith("mail-url:"):
            return self.of_url(name[9:], items, depth)
        if name in ("in", "not in") and items[1].kind == base.MAP:
            raise Cannot
        operands = [self.value(item, depth) for item in items]
        if name == "text":
            return "".join(map(str, operands))
        if name.startswith("format!"):
            return formatted(name[7:], operands[0])
        if name.startswith("."):
            return method(name[1:], operands[0], operands[1:])
        if name in _BUILTINS:
            return _BUILTINS[name](*operands)
        if len(operands) == 1:
            return _UNARY[name](operands[0])
        return binary(name, operands[0], operands[1])

    def of_url(self, name: str, items: list[Node], depth: int) -> Any:
        """One setting of a mail URL (``environ:EMAIL_HOST``); the second operand where the URL does not set it."""
        from ..readers.python.urls import settings_of

        library, _, key = name.partition(":")
        url = self.value(items[0], depth)
        if not isinstance(url, str) or not url:
            raise Cannot
        found = settings_of(library, url)
        if key in found and (found[key] is not None or key == "EMAIL_TIMEOUT"):
            return found[key]
        if key in found or len(items) < 2:
            raise Cannot
        return self.value(items[1], depth)


def bounded(value: Any) -> Any:
    """The value, unless it is too large to go on with."""
    if isinstance(value, str) and len(value) > _MAX_TEXT:
        raise Cannot
    if isinstance(value, int) and abs(value) > _MAX_NUMBER:
        raise Cannot
    if isinstance(value, (list, tuple)) and len(value) > _MAX_TEXT:
        raise Cannot
    return value


def binary(name: str, left: Any, right: Any) -> Any:
    """``left name right``."""
    container = isinstance(left, (list, dict)) or (
        isinstance(right, (list, dict)) and name not in ("in", "not in", "%")
    )
    if container and name != "[]":
        raise Cannot  # whether it is a list or a tuple is not told apart
    if name == "*" and (isinstance(left, str) or isinstance(right, str)):
        raise Cannot
    if name == "%" and isinstance(left, str):
        return percent(left, right)
    found: Callable[[Any, Any], Any] = _BINARY[name]
    return found(left, right)


def percent(form: str, values: Any) -> str:
    """``form % values``, where the form holds no widths that make a long text."""
    if any(char.isdigit() or char in "*(" for char in form.replace("%%", "")):
        raise Cannot
    return form % (tuple(values) if isinstance(values, list) else values)


def formatted(how: str, value: Any) -> str:
    """One piece of an f-string: ``r:>5`` is ``{value!r:>5}``."""
    conversion, _, spec = how.partition(":")
    if conversion:
        value = repr(value) if conversion == "r" else ascii(value)
    if sum(char.isdigit() for char in spec) > 3:
        raise Cannot
    return format(value, spec)


def method(name: str, value: Any, arguments: list[Any]) -> Any:
    """``value.name(*arguments)`` for a text; ``get`` of a mapping."""
    if name == "get":
        if not isinstance(value, dict) or not arguments or not isinstance(arguments[0], str):
            raise Cannot
        return value.get(*arguments)
    if not isinstance(value, str):
        raise Cannot
    if name == "replace" and len(arguments) >= 2 and len(value) * (len(str(arguments[1])) + 1) > _MAX_TEXT:
        raise Cannot
    if name in ("startswith", "endswith") and arguments and isinstance(arguments[0], list):
        arguments[0] = tuple(arguments[0])
    result = getattr(value, name)(*arguments)
    return list(result) if isinstance(result, tuple) else result


def _number(kind: Callable[..., Any]) -> Callable[..., Any]:
    def read(value: Any = 0, *more: Any) -> Any:
        if isinstance(value, str) and len(value) > _MAX_DIGITS:
            raise Cannot
        return kind(value, *more)

    return read


def _json(text: Any) -> Any:
    import json

    return json.loads(text)


def _literal(text: Any) -> Any:
    import ast

    value = ast.literal_eval(text)
    if not isinstance(value, _PLAIN):
        raise Cannot
    return value


_BUILTINS: dict[str, Callable[..., Any]] = {
    "int": _number(int), "float": _number(float), "bool": bool, "str": str, "len": len,
    "json.loads": _json, "ast.literal_eval": _literal,
}  # fmt: skip
_UNARY: dict[str, Callable[[Any], Any]] = {"not": lambda one: not one, "+": lambda one: +one, "-": lambda one: -one}
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda one, two: one + two, "-": lambda one, two: one - two, "*": lambda one, two: one * two,
    "/": lambda one, two: one / two, "//": lambda one, two: one // two, "%": lambda one, two: one % two,
    "==": lambda one, two: one == two, "!=": lambda one, two: one != two, "<": lambda one, two: one < two,
    "<=": lambda one, two: one <= two, ">": lambda one, two: one > two, ">=": lambda one, two: one >= two,
    "in": lambda one, two: one in two, "not in": lambda one, two: one not in two, "[]": lambda one, two: one[two],
    "is": lambda one, two: _same(one, two), "is not": lambda one, two: not _same(one, two),
}  # fmt: skip


def _same(one: Any, two: Any) -> bool:
    """``one is two`` where Python guarantees what comes out."""
    if one is None or two is None or (isinstance(one, bool) and isinstance(two, bool)):
        return one is two
    if isinstance(one, bool) or isinstance(two, bool):
        return False
    raise Cannot
