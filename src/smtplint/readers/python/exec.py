"""Files that a module runs among its own names: ``include`` of django-split-settings, ``exec(open(path).read())``.

What such a file binds is bound here, and it sees what was bound before; its ``__file__`` is that of this module.
"""

from __future__ import annotations

import _ast

from ...text import Span
from ..base import OPAQUE, SCALAR, SEQ, Entry, Imported, Node
from .paths import content_of
from .values import Evaluator, Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from .values import Brought

    Found: TypeAlias = list[Brought | None]
    Runs: TypeAlias = Iterator[Brought | None]

_INCLUDE = frozenset(("split_settings.tools.include", "split_settings.include"))
_OPTIONAL = frozenset(("split_settings.tools.optional", "split_settings.optional"))
_SCOPES = frozenset(("globals", "locals", "vars"))
_MAX_FILES = 30  # of one call


class Around:
    """What a file finds when it is run among the names of another module: they, and what the module knows of them."""

    __slots__ = ("file", "included", "names", "outer")

    def __init__(self, outer: Evaluator, names: dict[str, Node | None]) -> None:
        self.outer = outer
        self.included = outer.included
        self.names = names
        self.file = outer.positions.path  # what ``__file__`` is there


def runs(values: Evaluator, call: _ast.Call, scope: Scope, span: Span) -> Runs:
    """What each file that a call runs brings, in order; None in the place of what is not known.

    Each is looked at when it is asked for: it sees what those before it have bound in ``scope`` meanwhile.
    """
    if values.imports is None:
        yield None
    elif isinstance(call.func, _ast.Name) and call.func.id == "exec" and scope.lookup("exec") is None:
        yield from _executed(values, call, scope, span)
    elif values.names.origin(call.func) not in _INCLUDE or any(
        one.arg != "scope" or not _is_scope(one.value) for one in call.keywords
    ):
        yield None
    else:
        sure = scope.parent is None
        for pattern in _patterns(values, call, scope)[:_MAX_FILES]:
            paths = values.imports.beside(pattern) if pattern else []
            doubtful = any(values.included.get(one) is False for one in paths)  # it may have been run in a branch
            paths = [one for one in paths if not values.included.get(one)]  # none is run twice
            if len(paths) == 1:
                values.included[paths[0]] = sure
            found: Found = _together(values, paths, scope, span) if paths else [None]
            values.included.update(dict.fromkeys(paths, sure))
            yield from _opened(found, span) if doubtful else found


def _executed(values: Evaluator, call: _ast.Call, scope: Scope, span: Span) -> Found:
    """``exec(open("local.py").read())``, also compiled, with the module's own names."""
    if not call.args or not all(_is_scope(one) for one in call.args[1:]) or call.keywords:
        return [None]
    text = call.args[0]
    if isinstance(text, _ast.Call) and isinstance(text.func, _ast.Name) and text.func.id == "compile" and text.args:
        text = text.args[0]
    path = content_of(values, text, scope, 0)
    place = values.imports.place(path) if path is not None and values.imports is not None else ""
    return _together(values, [place], scope, span) if place else [None]


def _is_scope(expression: _ast.expr) -> bool:
    """``globals()`` or ``locals()``."""
    plain = isinstance(expression, _ast.Call) and not expression.args and isinstance(expression.func, _ast.Name)
    return plain and expression.func.id in _SCOPES  # type: ignore[attr-defined]


def _patterns(values: Evaluator, call: _ast.Call, scope: Scope) -> list[str]:
    """The files that ``include`` is given, with wildcards; an empty text for one that is not known."""
    found: list[str] = []
    for one in call.args:
        if isinstance(one, _ast.Starred):
            node = values.value(one.value, scope)
            items = node.items if node.kind == SEQ else [node]
        elif isinstance(one, _ast.Call) and values.names.origin(one.func) in _OPTIONAL and len(one.args) == 1:
            items = [values.value(one.args[0], scope)]
        else:
            items = [values.value(one, scope)]
        found += [item.text if item.kind == SCALAR and item.tag == "str" else "" for item in items]
    return found


def _together(values: Evaluator, paths: list[str], scope: Scope, span: Span) -> Found:
    """What files bring that are run in an order that is not known: what two of them bind is not known either."""
    if values.imports is None or len(paths) > _MAX_FILES:
        return [None]
    names = dict(scope.names)
    before = len(values.included)
    found = [values.imports.run(path, Around(values, names), span) for path in paths]
    if len(paths) < 2:
        return found
    if None in found or len(values.included) > before:  # one that runs others may run before or after these
        return _opened(found, span)
    bound = [set(one.names) for one in found if one is not None]
    for at, path in enumerate(paths):
        others = {name: None for index, more in enumerate(bound) if index != at for name in more}
        if others:
            found[at] = values.imports.run(path, Around(values, {**names, **others}), span)
    twice = {name for at, more in enumerate(bound) for name in more if any(name in one for one in bound[at + 1 :])}
    for one in found:
        if one is not None and twice & set(one.names):
            blurred = [_blurred(entry, twice, span) for entry in one.entries]
            one.entries[:] = blurred
            one.names.update(dict.fromkeys(twice & set(one.names)))
    return found


def _opened(found: Found, span: Span) -> Found:
    """The same files, with nothing known of what they set."""
    for one in found:
        if one is not None:
            one.entries[:] = [_blurred(entry, {entry.key, *one.names}, span) for entry in one.entries]
            one.names.update(dict.fromkeys(one.names))
            one.entries += [
                Imported(name, span, Node(OPAQUE, span, why="several files set this"), span)
                for name in one.names
                if name.isupper()
            ]
    return found


def _blurred(entry: Entry, names: set[str], span: Span) -> Entry:
    if entry.key.startswith("?") and any(inner.key in names for inner in entry.value.entries):
        return Entry("*", span, Node(OPAQUE, span, why="several files set this"))
    if entry.key not in names:
        return entry
    return type(entry)(entry.key, span, Node(OPAQUE, span, why="several files set this"), span, merged=entry.merged)
