"""What ``from_object`` and ``from_pyfile`` of Flask's ``app.config`` take over from a class, a module or a file."""

from __future__ import annotations

import _ast

from ..text import Span
from .base import MAP, OPAQUE, SCALAR, Entry, Imported, Node
from .python_values import Evaluator, Scope, copy_entry, holder_of

_LATER = ("instance_relative_config", "root_path")  # the files of from_pyfile are looked for elsewhere


def loaded(values: Evaluator, call: _ast.Call, method: str, scope: Scope, span: Span) -> list[Entry]:
    """The settings that a call brings; one ``*`` where they are not known, its text the module that may tell them."""
    found = None
    name = ""
    if len(call.args) == 1 and not any(keyword.arg == "obj" for keyword in call.keywords):
        given = values.value(call.args[0], scope)
        holder = call.args[0].value if isinstance(call.args[0], _ast.Subscript) else call.args[0]
        name = given.text if given.kind == SCALAR and given.tag == "str" else values.names.origin(holder)
        if method == "from_object":
            found = _of_object(values, call.args[0], given, scope, span)
        elif method == "from_pyfile" and given.kind == SCALAR:
            found = _of_file(values, given.text, span)
    if found is not None:
        return found
    return [Entry("*", span, Node(OPAQUE, span, text=name[:200], why=f"config.{method}()"), span)]


def _of_object(values: Evaluator, expression: _ast.expr, given: Node, scope: Scope, span: Span) -> list[Entry] | None:
    imports = values.imports
    holder = given if given.kind == MAP and given.style in ("class", "module") else holder_of(values, expression, scope)
    name = given.text if given.kind == SCALAR and given.tag == "str" else ""
    if holder is None and imports is not None:
        name = name or values.names.origin(expression)
        holder = imports.member(name, span) if "." in name.strip(".") else None
        taken = imports.star(name, span) if holder is None and name.strip(".") else None
        if taken is not None:
            return _upper(taken[0])
    if holder is None or holder.kind != MAP or holder.style not in ("class", "module"):
        return None
    if (holder.style == "class" and holder.tag != "plain") or not values.affords(holder):
        return None
    return _upper(_winning(holder))


def _of_file(values: Evaluator, path: str, span: Span) -> list[Entry] | None:
    if values.imports is None or any(word in values.positions.text for word in _LATER):
        return None
    taken = values.imports.file(path, span)
    return None if taken is None else _upper(taken[0])


def _winning(holder: Node) -> list[Entry]:
    """What a class sets, after what it inherits and does not set itself."""
    written = {entry.key for entry in holder.entries if not entry.merged}
    inherited = [entry for entry in holder.entries if entry.merged and entry.key not in written]
    return [*inherited, *(entry for entry in holder.entries if not entry.merged)]


def _upper(entries: list[Entry]) -> list[Entry] | None:
    """The entries that become settings; None where a branch, or what is not known, has a part in them."""
    if any(entry.key.startswith(("?", "*")) for entry in entries):
        return None
    copies = [copy_entry(entry) for entry in entries if entry.key.isupper()]
    return [Imported(one.key, one.key_span, one.value, one.span, merged=True) for one in copies]
