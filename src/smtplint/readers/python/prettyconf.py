"""Reads through prettyconf: ``config("EMAIL_PORT", cast=config.eval)``, from the sources of prettyconf 2.2.1 and 3.0.1.

The variable's name is turned into capitals. ``config.boolean`` and ``config.eval``, which is ``ast.literal_eval``, have
the styles ``prettyconf:bool`` and ``prettyconf:eval``; other casts are called, so ``cast=bool`` is Python's own.
"""

from __future__ import annotations

import _ast

from ..base import ENV, SCALAR, Node
from .values import Evaluator, Scope

READERS = ("prettyconf.config", "prettyconf.Configuration()")
_CASTS = {"boolean": "prettyconf:bool", "eval": "prettyconf:eval"}
_PLAIN = {"str": "", "int": "int", "float": "float", "bool": "bool"}
_MAX_NAME = 200


def read(values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> Node | None:
    """The read that a call is; None where its name or its cast is not known, or the program has loaders of its own."""
    words = {one.arg: one.value for one in call.keywords}
    if not 1 <= len(call.args) <= 2 or not words.keys() <= {"cast", "default"} or "loaders" in values.positions.text:
        return None
    name = values.value(call.args[0], scope, depth)
    cast = call.args[1] if len(call.args) > 1 else words.get("cast")
    style = "" if cast is None else _style(values, cast)
    if name.kind != SCALAR or name.tag != "str" or len(name.text) > _MAX_NAME or style is None:
        return None
    items = [values.value(words["default"], scope, depth)] if "default" in words else []
    tag = "" if items else "required"
    return Node(ENV, values.positions.span(call), text=name.text.upper(), style=style, items=items, tag=tag)


def _style(values: Evaluator, cast: _ast.expr) -> str | None:
    if values.names.origin(cast) == "ast.literal_eval":
        return _CASTS["eval"]
    if isinstance(cast, _ast.Name):
        return _PLAIN.get(cast.id)
    if not isinstance(cast, _ast.Attribute):
        return None
    origin = values.names.origin(cast)
    return _CASTS.get(cast.attr) if origin.rpartition(".")[0] in READERS else None
