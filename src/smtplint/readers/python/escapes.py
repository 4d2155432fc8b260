"""Names of a Python file whose objects may be changed where a walk in order does not see it.

A name is unsteady where a function that does not bind it changes its object, and where the object is handed on: to a
call, to another name, into a container. What is only looked at, or given back by a function, stays what it is.
"""

from __future__ import annotations

import _ast

_LOOKS = frozenset(
    ("get", "getint", "getfloat", "getboolean", "items", "sections", "options", "has_section", "has_option", "defaults",
     "keys", "values", "write", "copy")
)  # fmt: skip
_HARMLESS = frozenset(("print", "dict", "list", "len", "str", "isinstance", "sorted", "iter", "bool", "repr", "type"))
_FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.Lambda)
_MAX_NODES = 100_000


class Escapes:
    """The names of a file that are handed on, and those whose objects functions change that do not bind them."""

    __slots__ = ("changed", "handed_on", "whole")

    def __init__(self, statements: list[_ast.stmt]) -> None:
        self.handed_on: set[str] = set()
        self.changed: set[str] = set()
        todo: list[tuple[_ast.AST, frozenset[str] | None]] = [(one, None) for one in statements]
        count = 0
        while todo and count < _MAX_NODES:
            node, local = todo.pop()
            count += 1
            self.handed_on.update(_handed_on(node))
            if local is not None:
                self.changed.update(one for one in _changed(node) if one not in local)
            inner = _bound_in(node) | (local or frozenset()) if isinstance(node, _FUNCTIONS) else local
            todo += [(child, inner) for child in children(node)]
        self.whole = not todo

    def changes(self, name: str) -> bool:
        """Whether a function may change the object of a name that it does not bind."""
        return name in self.changed or not self.whole

    def unsteady(self, name: str) -> bool:
        """Whether the object of a name may be changed where a walk in order does not see it."""
        return name in self.handed_on or self.changes(name)


def children(node: _ast.AST) -> list[_ast.AST]:
    """The nodes right below one of the syntax tree."""
    found: list[_ast.AST] = []
    for field in node._fields:
        child = getattr(node, field, None)
        found += [one for one in (child if isinstance(child, list) else [child]) if isinstance(one, _ast.AST)]
    return found


def _handed_on(node: _ast.AST) -> list[str]:
    """The names whose objects a node gives to something that may change them, or makes known by another name."""
    given: list[_ast.expr | None] = []
    if isinstance(node, _ast.Call) and not (isinstance(node.func, _ast.Name) and node.func.id in _HARMLESS):
        given = [*node.args, *(one.value for one in node.keywords if one.arg)]
    elif isinstance(node, (_ast.Assign, _ast.AnnAssign, _ast.NamedExpr)):
        given = [node.value]
    elif isinstance(node, (_ast.List, _ast.Tuple, _ast.Set)):
        given = list(node.elts)
    elif isinstance(node, _ast.Dict):
        given = [one for key, one in zip(node.keys, node.values, strict=True) if key is not None]
    return [one.id for one in given if isinstance(one, _ast.Name)]


def _changed(node: _ast.AST) -> list[str]:
    """The names whose objects a node itself changes."""
    base: _ast.expr | None = None
    if isinstance(node, _ast.Call) and isinstance(node.func, _ast.Attribute) and node.func.attr not in _LOOKS:
        base = node.func.value
    elif isinstance(node, (_ast.Subscript, _ast.Attribute)) and not isinstance(node.ctx, _ast.Load):
        base = node.value
    while isinstance(base, (_ast.Subscript, _ast.Attribute)):
        base = base.value
    return [base.id] if isinstance(base, _ast.Name) else []


def _bound_in(function: _ast.AST) -> frozenset[str]:
    """The names that a function binds itself, those that it declares global left out."""
    names: set[str] = set()
    outer: set[str] = set()
    todo = children(function)
    while todo:
        node = todo.pop()
        if isinstance(node, _ast.Name) and isinstance(node.ctx, _ast.Store):
            names.add(node.id)
        elif isinstance(node, _ast.arg):
            names.add(node.arg)
        elif isinstance(node, (_ast.Global, _ast.Nonlocal)):
            outer.update(node.names)
        if not isinstance(node, _FUNCTIONS):
            todo += children(node)
    return frozenset(names - outer)
