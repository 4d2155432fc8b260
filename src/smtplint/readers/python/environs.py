"""Reads of environs and of envparse: which variable a call reads, and with which cast.

From ``environs`` 9.5 to 15.2 and ``envparse`` 0.2.0; held to what they gave in ``tests/evaluation/environs.json``.
"""

from __future__ import annotations

import _ast

from ..base import ENV, OPAQUE, SCALAR, Node
from .values import Evaluator, Scope

EXPANDS = "expands"  # the quirk of a read that replaces ``${NAME}`` by another variable,
PROXIED = "proxied"  # and of one that takes ``{{NAME}}`` for the value of another variable
_METHODS = {"": "", "str": "", "json": "json", "dj_email_url": "environs:dj-email-url"}
_TYPES = {"bool": "bool", "int": "int", "float": "float", "list": "list", "tuple": "list", "dict": "dict"}
_HARMLESS = ("validate", "error", "required", "allow_none", "metadata", "subcast")  # they do not change a plain value
_NAMES = {"environs": ("name", "default"), "envparse": ("var", "default", "cast")}


class Prefixes:
    """What stands before the names that are read now: of ``with env.prefixed("MAIL_")``, one inside the other."""

    __slots__ = ("_around", "_plain", "used")

    def __init__(self, text: str) -> None:
        self._around: list[tuple[str, str | None]] = []
        self.used = "prefixed(" in text
        lines = [line.strip() for line in text.split("\n") if ".prefixed(" in line] if self.used else []
        # Elsewhere than in a "with" of one line it cannot be told where a prefix ends.
        self._plain = all(line.startswith("with ") for line in lines)

    def enter(self, values: Evaluator, expression: _ast.expr, scope: Scope) -> bool:
        """Notes a prefix; False for an expression that sets none."""
        if not isinstance(expression, _ast.Call) or values.names.origin(expression.func) != "environs.Env().prefixed":
            return False
        given = [*expression.args, *(one.value for one in expression.keywords)]
        node = values.value(given[0], scope) if len(given) == 1 else None
        prefix = node.text if node is not None and node.kind == SCALAR and node.tag == "str" else None
        self._around.append((_reader(expression), prefix))
        return True

    def leave(self) -> None:
        """The end of the last one."""
        self._around.pop()

    def of(self, reader: str) -> str | None:
        """All of them in a row for the name of a reader; None where that is not known."""
        known = [prefix for name, prefix in self._around if prefix is not None and name == reader and name]
        return "".join(known) if self._plain and len(known) == len(self._around) else None


def _reader(call: _ast.Call) -> str:
    """The name of the object on which a call reads, or an empty text."""
    function = call.func.value if isinstance(call.func, _ast.Attribute) else call.func
    return function.id if isinstance(function, _ast.Name) else ""


def environs(values: Evaluator, call: _ast.Call, method: str, scope: Scope, depth: int) -> Node | None:
    """``env.int("MAIL_PORT", 25)`` of environs."""
    style = _METHODS.get(method)
    if style is None and method in _TYPES:
        style = f"environs:{_TYPES[method]}"
    given = _arguments(call, _NAMES["environs"])
    prefix = values.environment.prefixes.of(_reader(call))
    if style is None or given is None or "name" not in given or prefix is None:
        return None
    scheme = _scheme(values, call)
    if "prefix" in scheme:
        node = values.value(scheme["prefix"], scope, depth)
        if node.kind != SCALAR or node.tag not in ("str", "null") or values.environment.prefixes.used:
            return None  # an exception inside of "with" makes the object forget its own prefix
        prefix = (node.text if node.tag == "str" else "") + prefix
    expands = "expand_vars" in scheme and values.value(scheme["expand_vars"], scope, depth).text != "False"
    default = values.value(given["default"], scope, depth) if "default" in given else None
    if expands and default is not None and (default.kind != SCALAR or "$" in default.text):
        default = values.opaque(call, "a default in which variables are replaced")
    node = _node(values, call, values.value(given["name"], scope, depth), prefix, style, default)
    node.quirks = (EXPANDS,) if expands else ()
    return node


def envparse(values: Evaluator, call: _ast.Call, method: str, scope: Scope, depth: int) -> Node | None:
    """``env.int("MAIL_PORT", default=25)`` of envparse, and ``env("MAIL_PORT", cast=int)``."""
    if method not in ("", "str", "json", "bool", "int"):
        return None
    given = _arguments(call, _NAMES["envparse"] if method == "" else ("var",), ("default",) if method else ())
    if given is None or "var" not in given:
        return None
    name = values.value(given["var"], scope, depth)
    declared = _scheme(values, call).get(name.text)
    if isinstance(declared, _ast.Call) and isinstance(declared.func, _ast.Name) and declared.func.id == "dict":
        found = {one.arg: one.value for one in declared.keywords if one.arg}
        given = {**{key: one for key, one in found.items() if key in ("cast", "default")}, **given}
    elif declared is not None:
        given = {"cast": declared, **given}
    kind = method or _kind(given.get("cast"))
    if kind not in ("str", "json", "bool", "int"):
        return None
    default = values.value(given["default"], scope, depth) if "default" in given else None
    style = {"str": "", "json": "json"}.get(kind, f"envparse:{kind}")
    node = _node(values, call, name, "", style, default)
    node.quirks = (PROXIED,)
    return node


def _kind(cast: _ast.expr | None) -> str:
    if cast is None or (isinstance(cast, _ast.Constant) and cast.value is None):
        return "str"
    return cast.id if isinstance(cast, _ast.Name) else ""


def _scheme(values: Evaluator, call: _ast.Call) -> dict[str, _ast.expr]:
    """The arguments of the ``Env(...)`` on which a call reads."""
    return values.names.schemes.get(_reader(call), {})


def _arguments(call: _ast.Call, names: tuple[str, ...], more: tuple[str, ...] = ()) -> dict[str, _ast.expr] | None:
    """The arguments by name; None where there are others, which may change what a text is read as."""
    if len(call.args) > len(names) or any(isinstance(one, _ast.Starred) for one in call.args):
        return None
    given = dict(zip(names, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg not in (*names, *more, *_HARMLESS):
            return None
        given[keyword.arg] = keyword.value
    return given


def _node(values: Evaluator, call: _ast.Call, name: Node, prefix: str, style: str, default: Node | None) -> Node:
    span = values.positions.span(call)
    if name.kind != SCALAR or name.tag != "str" or len(name.text) + len(prefix) > _MAX_NAME:
        return Node(OPAQUE, span, why="an environment variable whose name is not known")
    items = [] if default is None else [default]
    return Node(ENV, span, text=prefix + name.text, style=style, items=items, tag="" if items else "required")


_MAX_NAME = 200
