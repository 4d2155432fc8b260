"""Settings of django-configurations: ``EMAIL_HOST = values.Value("localhost")`` in a class reads DJANGO_EMAIL_HOST.

From ``configurations/values.py`` of django-configurations 2.2 to 2.5; held to it by
``tests/evaluation/test_configurations.py``.
"""

from __future__ import annotations

import _ast

from ..base import ENV, OPAQUE, SCALAR, Entry, Node
from .values import Evaluator, Scope

MODULE = "configurations.values."
_STYLES = {
    "Value": "", "EmailValue": "", "URLValue": "", "SecretValue": "", "IPValue": "",
    "BooleanValue": "configurations:bool", "IntegerValue": "configurations:int",
    "PositiveIntegerValue": "configurations:positive", "FloatValue": "configurations:float",
}  # fmt: skip
_URL = "EmailURLValue"
_NAMES = ("default", "environ", "environ_name", "environ_prefix", "environ_required")
_BASES = ("configurations.Configuration", "configurations.base.Configuration")
_OF_URL = "computed:mail-url:"  # the style of what a mail URL sets
_MAX_NAME = 200
TAG, TAG_URL = "configuration", "configuration-url"  # of a class, and of one with a mail URL in it or in a base


def setting(values: Evaluator, expression: _ast.expr, name: str, scope: Scope) -> list[Entry] | None:
    """The entries that a class's ``NAME = values.…Value(...)`` comes to; None for any other expression."""
    if not isinstance(expression, _ast.Call):
        return None
    origin = values.names.origin(expression.func)
    if not origin.startswith(MODULE) or not name.isupper():
        return None
    kind = origin[len(MODULE) :]
    span = values.positions.span(expression)
    node = _node(values, expression, kind, name, scope) or Node(OPAQUE, span, why=f"a {kind[:40]}")
    if kind != _URL or node.kind != ENV:
        return [Entry(name, span, node, span)]
    from .urls import entries

    found = [Entry(one.key, span, one.value, span) for one in entries(node)]
    return [Entry(name, span, Node(OPAQUE, span, why="a mapping of settings"), span), *found]


def _node(values: Evaluator, call: _ast.Call, kind: str, name: str, scope: Scope) -> Node | None:
    """The value as a read of its variable, or the default where none is looked at; None where it cannot be told."""
    given = dict(zip(_NAMES, call.args, strict=False))
    given.update({one.arg: one.value for one in call.keywords if one.arg is not None})
    plain = len(call.args) <= len(_NAMES) and all(one in _NAMES for one in given)
    if not plain or (kind not in _STYLES and kind != _URL) or any(one.arg is None for one in call.keywords):
        return None
    if any(isinstance(one, _ast.Starred) for one in call.args):
        return None
    held = {key: values.value(one, scope) for key, one in given.items()}
    default = held.get("default")
    environ = held.get("environ")
    if environ is not None and environ.text != "True":
        return default if environ.text == "False" and default is not None and default.kind == SCALAR else None
    variable = _variable(held, "EMAIL_URL" if kind == _URL else name.upper(), "" if kind == _URL else "DJANGO")
    if variable is None:
        return None
    span = values.positions.span(call)
    style = "environs:dj-email-url" if kind == _URL else _STYLES[kind]
    required = held.get("environ_required")
    tag = "required" if kind == "SecretValue" or (required is not None and required.text == "True") else ""
    items = [default] if default is not None and not tag else []
    return Node(ENV, span, text=variable, style=style, items=items, tag=tag)


def _variable(held: dict[str, Node], name: str, prefix: str) -> str | None:
    """The variable's name: that of the setting, or the one that is given, behind the prefix."""
    for key in ("environ_name", "environ_prefix"):
        node = held.get(key)
        if node is not None and (node.kind != SCALAR or node.tag not in ("str", "null")):
            return None
    named, before = held.get("environ_name"), held.get("environ_prefix")
    if named is not None and named.tag == "str" and named.text:
        name = named.text
    if before is not None:
        prefix = before.text.removesuffix("_") if before.tag == "str" else ""
    full = f"{prefix}_{name}" if prefix else name
    return full if len(full) <= _MAX_NAME else None


def is_configuration(values: Evaluator, bases: list[_ast.expr], held: list[Node | None]) -> bool:
    """Whether a class is one of django-configurations, by its base classes."""
    return any(values.names.origin(base) in _BASES for base in bases) or any(map(_is_one, held))


def _is_one(node: Node | None) -> bool:
    return node is not None and node.tag in (TAG, TAG_URL)


def settled(node: Node, held: list[Node | None]) -> None:
    """Tags a class, and leaves open what the library decides in a way of its own.

    Each of its classes has all of Django's defaults, so that the first base hides what the others set; and what a mail
    URL sets counts over what is written anywhere, but not over another value that is read late.
    """
    first = next((at for at, one in enumerate(held) if _is_one(one)), len(held))
    hidden = {entry.key for one in held[first + 1 :] if one is not None for entry in one.entries}
    open_ = hidden - {entry.key for entry in node.entries if not entry.merged}
    by_url = {entry.key for entry in node.entries if entry.value.style.startswith(_OF_URL)}
    node.tag = TAG_URL if by_url or any(one is not None and one.tag == TAG_URL for one in held) else TAG
    if node.tag == TAG_URL:
        from .urls import keys

        all_ = [node, *(one for one in held if one is not None)]
        others = {e.key for one in all_ for e in one.entries if not e.value.style.startswith(_OF_URL)}
        open_ |= others & set(keys("dj"))
    for key in sorted(open_):
        if key.isupper():
            unknown = Node(OPAQUE, node.span, why="what the library makes of several classes")
            node.entries.append(Entry(key, node.span, unknown))
