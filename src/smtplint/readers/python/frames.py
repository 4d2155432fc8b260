"""Where a walk over Python statements is, and small questions about names, bodies and conditions."""

from __future__ import annotations

import _ast

from ..base import Entry, Node
from .smtp import Session
from .values import Evaluator, Scope

MODULE, CLASS, FUNCTION = "module", "class", "function"
_MAX_CONDITION = 200  # characters of a condition
_MAX_HELD = 16  # sessions that one variable may hold
_LEAVING = frozenset(("exit", "quit", "_exit", "abort"))


class Inside:
    """Among which names a file is run that another module runs: its ``__file__``, the names, what they stand for."""

    __slots__ = ("asked", "file", "included", "names", "origins", "owners")

    def __init__(
        self, file: str, names: dict[str, Node | None], origins: dict[str, tuple[str, dict[str, _ast.expr]]],
        included: dict[str, bool],
    ) -> None:  # fmt: skip
        self.asked: set[str] = set()  # names that conditions were about so far,
        self.owners: dict[str, str] = {}  # and how conditions spell those that were bound again
        self.included = included  # the files that were run so far
        self.file = file
        self.names = names
        self.origins = origins


class Frame:
    """Where the walk is: names, entries found here, sessions held by variables, and the branches around."""

    __slots__ = ("branches", "entries", "held", "kind", "scope")

    def __init__(self, kind: str, scope: Scope, held: dict[str, list[Session]], branches: tuple[int, ...]) -> None:
        self.kind = kind
        self.scope = scope
        self.held = held
        self.branches = branches
        self.entries: list[Entry] = []

    def branch(self, number: int) -> Frame:
        """A frame for statements that may not run."""
        return Frame(self.kind, Scope(self.scope), dict(self.held), (*self.branches, number))


def dotted(expression: _ast.AST) -> str:
    """``self.server`` for that expression, an empty string for what is not a dotted name."""
    parts: list[str] = []
    while isinstance(expression, _ast.Attribute) and len(parts) < 8:
        parts.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, _ast.Name):
        return ""
    parts.append(expression.id)
    return ".".join(reversed(parts))


def last_name(expression: _ast.expr) -> str:
    """``server`` for ``self.server`` and for ``server``."""
    if isinstance(expression, _ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, _ast.Name) else ""


def condition(values: Evaluator, test: _ast.expr, holds: bool, alone: bool) -> str:
    """The words of a condition (or of its contrary), so that they can be joined by ``and`` unless they stand alone."""
    if isinstance(test, _ast.UnaryOp) and isinstance(test.op, _ast.Not) and not holds:
        return condition(values, test.operand, True, alone)
    words = asked(values, test)
    if not holds:
        simple = isinstance(test, (_ast.Name, _ast.Attribute, _ast.Call, _ast.Subscript, _ast.Constant))
        return f"not {words}" if simple else f"not ({words})"
    loose = isinstance(test, (_ast.IfExp, _ast.NamedExpr, _ast.Lambda))
    loose = loose or (isinstance(test, _ast.BoolOp) and isinstance(test.op, _ast.Or))
    return f"({words})" if loose and not alone else words


def asked(values: Evaluator, expression: _ast.expr, limit: int = _MAX_CONDITION) -> str:
    """The words of an expression on which a branch depends; from now on, its names are told apart when bound again."""
    todo: list[_ast.AST] = [expression]
    while todo:
        node = todo.pop()
        if isinstance(node, _ast.Name):
            values.asked.add(node.id)
        for field in node._fields:
            child = getattr(node, field, None)
            todo += [one for one in (child if isinstance(child, list) else [child]) if isinstance(one, _ast.AST)]
    return qualified(values.words(expression, limit), {**values.again, **values.owners})


def qualified(words: str, owners: dict[str, str]) -> str:
    """A condition in which names that another module sets are told by that module, outside of quotes."""
    if not owners:
        return words
    out, at, quote = "", 0, ""
    while at < len(words):
        end = at
        while end < len(words) and (words[end].isalnum() or words[end] == "_"):
            end += 1
        word = words[at:end] or words[at]
        if quote or word in "'\"":
            quote = "" if word == quote else quote or (word if word in "'\"" else "")
        elif words[at - 1 : at] != "." or at == 0:
            word = owners.get(word, word)
        out += word
        at = max(end, at + 1)
    return out


def both(before: str, part: str) -> str:
    """Two conditions that hold together."""
    words = f"{before} and {part}" if before else part
    return words if len(words) <= _MAX_CONDITION else words[: _MAX_CONDITION - 1] + "…"


def leaves(body: list[_ast.stmt]) -> bool:
    """True for a body whose end is not reached: what follows the statement around it does not run after it."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, _ast.Expr) and isinstance(last.value, _ast.Call):
        return last_name(last.value.func) in _LEAVING
    return isinstance(last, (_ast.Raise, _ast.Return, _ast.Continue, _ast.Break))


def merged(outcomes: list[dict[str, list[Session]]]) -> dict[str, list[Session]]:
    """The sessions that each variable may hold after one of several branches."""
    if not outcomes:
        return {}
    if all(held == outcomes[0] for held in outcomes):
        return dict(outcomes[0])
    together: dict[str, list[Session]] = {}
    for held in outcomes:
        for key, sessions in held.items():
            known = together.setdefault(key, [])
            known.extend(session for session in sessions if session not in known)
            del known[_MAX_HELD:]
    return together


def star_imports(body: list[_ast.stmt]) -> tuple[list[_ast.stmt], list[_ast.stmt]]:
    """The ``from x import *`` of a body, and its other statements."""
    stars: list[_ast.stmt] = [s for s in body if isinstance(s, _ast.ImportFrom) and s.names[0].name == "*"]
    return stars, [s for s in body if s not in stars] if stars else body


def names_in(target: _ast.expr) -> list[str]:
    """The names that a target binds."""
    if isinstance(target, _ast.Name):
        return [target.id]
    if isinstance(target, (_ast.Tuple, _ast.List)):
        return [name for element in target.elts for name in names_in(element)]
    return names_in(target.value) if isinstance(target, _ast.Starred) else []


def assigned(body: list[_ast.stmt]) -> list[str]:
    """The names that the assignments of a loop's body bind, at any depth of its own statements."""
    names: list[str] = []
    todo: list[_ast.AST] = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, _ast.Assign):
            names.extend(name for target in node.targets for name in names_in(target))
        elif isinstance(node, (_ast.AnnAssign, _ast.AugAssign)):
            names.extend(names_in(node.target))
        if not isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef)):
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                todo.extend(child for child in getattr(node, field, None) or () if isinstance(child, _ast.AST))
    return names
