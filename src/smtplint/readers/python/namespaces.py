"""Modules and their names as values: ``importlib.import_module("app.mail")``, ``vars(module)``, ``module.__dict__``."""

from __future__ import annotations

import _ast

from ..base import MAP, SCALAR, Entry, Imported, Node
from .values import Evaluator, Scope, copy_tree, holder_of


def found(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node | None:
    """The module, or the mapping of names, that an expression is; None for any other one."""
    span = values.positions.span(expression)
    if isinstance(expression, _ast.Attribute):
        return _names(values, expression.value, expression, scope, depth) if expression.attr == "__dict__" else None
    if not isinstance(expression, _ast.Call) or len(expression.args) != 1 or expression.keywords:
        return None
    function = expression.func
    if isinstance(function, _ast.Name) and function.id == "vars" and scope.lookup("vars") is None:
        return _names(values, expression.args[0], expression, scope, depth)
    if values.names.origin(function) != "importlib.import_module" or values.imports is None:
        return None
    name = values.value(expression.args[0], scope, depth + 1)
    if name.kind != SCALAR or name.tag != "str" or name.text.startswith("."):
        return None
    return values.imports.module(name.text, span)


def _names(values: Evaluator, expression: _ast.expr, whole: _ast.expr, scope: Scope, depth: int) -> Node | None:
    """What ``vars()`` of a module holds."""
    holder = holder_of(values, expression, scope)
    if holder is None and isinstance(expression, _ast.Call):
        holder = values.value(expression, scope, depth + 1)
    if holder is None or holder.style != "module" or not values.affords(holder):
        return None
    copy = copy_tree(holder, values.positions.span(whole))
    return Node(MAP, copy.span, entries=_won(copy.entries))


def _won(entries: list[Entry]) -> list[Entry]:
    """The entries, so that they win over what was set before where they are taken over."""
    for entry in entries:
        if entry.key.startswith("?"):
            entry.value.entries = _won(entry.value.entries)
    return [Imported(one.key, one.key_span, one.value, one.span) for one in entries]
