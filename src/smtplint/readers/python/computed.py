"""Expressions over environment variables that no single cast describes: kept as an operation on its operands.

Such a node is an ENV whose style is ``computed:`` and the operation; ``items`` are the operands, ``text`` is the first
variable that decides it. ``settings.computed`` works it out once the variables are known. The operations are Python's
operators (``==``, ``not in``, ``+`` …), ``not``, ``or``, ``and``, ``if`` (test, value, other value), ``[]``, ``text``
(an f-string's pieces in a row), ``format!r:>5`` (one of them), the names of builtins, and ``.name`` for methods of str.
Simple functions of the module itself are followed through their body.
"""

from __future__ import annotations

import _ast

from ..base import ENV, MAP, OPAQUE, SCALAR, SEQ, Node
from .values import Evaluator, Scope, copy_tree, holder_of, truth, with_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Function: TypeAlias = _ast.FunctionDef | _ast.AsyncFunctionDef | _ast.Lambda

STYLE = "computed:"
LAZY = frozenset(("or", "and", "if"))  # they need not look at every operand
BUILTINS = frozenset(("int", "float", "bool", "str", "len", "json.loads", "ast.literal_eval"))
METHODS = frozenset(
    ("lower", "upper", "casefold", "capitalize", "title", "swapcase", "strip", "lstrip", "rstrip", "removeprefix",
     "removesuffix", "replace", "startswith", "endswith", "isdigit", "isnumeric", "isdecimal", "split", "rsplit",
     "get", "join", "partition", "rpartition")
)  # fmt: skip
_MAX_OPERANDS = 40
_MAX_SIZE = 200  # nodes of one computed expression
_MAX_CALLS = 4  # functions inside functions
_MAX_STATEMENTS = 60  # of one function, branches counted twice

OPERATORS: dict[type[_ast.AST], str] = {
    _ast.Add: "+", _ast.Sub: "-", _ast.Mult: "*", _ast.Div: "/", _ast.FloorDiv: "//", _ast.Mod: "%",
    _ast.Eq: "==", _ast.NotEq: "!=", _ast.Lt: "<", _ast.LtE: "<=", _ast.Gt: ">", _ast.GtE: ">=", _ast.Is: "is",
    _ast.IsNot: "is not", _ast.In: "in", _ast.NotIn: "not in", _ast.Not: "not", _ast.UAdd: "+", _ast.USub: "-",
}  # fmt: skip


def computed(values: Evaluator, expression: _ast.expr, operation: str, operands: list[Node]) -> Node | None:
    """The node of an operation, or None where nothing that the environment says could decide it."""
    if not operation or len(operands) > _MAX_OPERANDS:
        return None
    sizes = [_size(one) for one in operands]
    needed = sizes[:1] if operation in LAZY else sizes
    if 0 in needed or sum(sizes) > _MAX_SIZE or not values.spend(sum(sizes)):
        return None
    variable = next((name for name in map(_variable, operands) if name), "")
    if not variable:
        return None
    return Node(ENV, values.positions.span(expression), text=variable, style=STYLE + operation, items=operands)


def _size(node: Node) -> int:
    """How many nodes decide an operand; 0 where it cannot be decided."""
    if node.kind == SCALAR:
        return 1
    if node.kind == ENV:
        return 1 + (sum(_size(one) or 1 for one in node.items) if node.style.startswith(STYLE) else 0)
    if node.kind == SEQ:
        parts = [_size(one) for one in node.items]
    elif node.kind == MAP and node.style == "plain":
        parts = [0 if entry.key == "*" else _size(entry.value) for entry in node.entries]
    else:
        return 0
    return 0 if 0 in parts or node.why else 1 + sum(parts)


def _variable(node: Node) -> str:
    if node.kind == ENV:
        return node.text
    inner = [*node.items, *(entry.value for entry in node.entries)]
    return next((name for name in map(_variable, inner) if name), "")


def call(values: Evaluator, expression: _ast.Call, scope: Scope, depth: int) -> Node | None:
    """A builtin, a method or a function of the module, called with what the environment decides."""
    function = expression.func
    if isinstance(function, _ast.Name):
        own = values.functions.get(function.id)
        if own is not None:
            return _followed(values, expression, own, values, scope, depth)
    foreign = values.imports.function(values.names.origin(function)) if values.imports is not None else None
    if foreign is not None:
        return _followed(values, expression, foreign[0], foreign[1], scope, depth)
    made = settings_object(values, expression, scope, depth)
    if made is not None:
        return made
    if expression.keywords and not (isinstance(function, _ast.Attribute) and function.attr == "format"):
        return None
    if any(isinstance(one, _ast.Starred) for one in expression.args):
        return None
    name = values.names.origin(function) or (function.id if isinstance(function, _ast.Name) else "")
    if name in BUILTINS and not (isinstance(function, _ast.Name) and scope.lookup(name) is not None):
        return computed(values, expression, name, [values.value(one, scope, depth) for one in expression.args])
    if isinstance(function, _ast.Attribute) and function.attr == "format":
        return _filled(values, expression, function, scope, depth)
    if isinstance(function, _ast.Attribute) and function.attr in METHODS:
        operands = [values.value(one, scope, depth) for one in (function.value, *expression.args)]
        return computed(values, expression, "." + function.attr, operands)
    return None


def _filled(
    values: Evaluator, expression: _ast.Call, function: _ast.Attribute, scope: Scope, depth: int
) -> Node | None:
    """``"{} <{mail}>".format(name, mail=...)``, where the braces hold plain names or numbers."""
    form = values.value(function.value, scope, depth)
    if form.kind != SCALAR or form.tag != "str":
        return None
    given = {str(at): one for at, one in enumerate(expression.args)}
    given.update({one.arg: one.value for one in expression.keywords if one.arg})
    pieces: list[Node] = []
    rest, number = form.text.replace("{{", "\0").replace("}}", "\1"), 0
    while rest and len(pieces) < _MAX_OPERANDS:
        text, brace, rest = rest.partition("{")
        pieces.append(values.scalar(expression, text.replace("\0", "{").replace("\1", "}")))
        if brace:
            name, _, rest = rest.partition("}")
            name, number = (name, number) if name else (str(number), number + 1)
            if name not in given:
                return None
            pieces.append(values.value(given[name], scope, depth))
    if rest:
        return None
    if all(node.kind == SCALAR for node in pieces):
        return values.scalar(expression, "".join(node.text for node in pieces))
    return computed(values, expression, "text", pieces)


def settings_object(values: Evaluator, expression: _ast.Call, scope: Scope, depth: int) -> Node | None:
    """The object of a settings class of pydantic; what ``get_secret_value()`` gives of one of its fields."""
    function = expression.func
    if isinstance(function, _ast.Attribute) and function.attr == "get_secret_value" and not expression.args:
        node = values.value(function.value, scope, depth)
        return with_span(node, values.positions.span(expression)) if node.kind in (ENV, SCALAR) else None
    holder = holder_of(values, function, scope)
    if holder is None or holder.style != "class":
        return None
    if holder.tag == "plain":
        if expression.args or expression.keywords or not values.affords(holder):
            return None
        copy = copy_tree(holder, values.positions.span(expression))
        copy.style = "instance"
        return copy
    from .pydantic import made

    return made(values, expression, scope, depth)


def _followed(
    values: Evaluator, expression: _ast.Call, function: Function, home: Evaluator, scope: Scope, depth: int
) -> Node | None:
    """What a simple function gives back for these arguments; ``home`` is its module's."""
    if values.calls >= _MAX_CALLS:
        return None
    module = home.module if home is not values else scope
    while module.parent is not None:
        module = module.parent
    inner = Scope(module, home.names.once)
    if not _bind(values, expression, function, scope, inner, depth):
        return None
    before = home.calls
    home.calls = values.calls + 1
    try:
        if isinstance(function, _ast.Lambda):
            result: Node | None = home.value(function.body, inner, depth)
        else:
            result = _Body(home, depth).result(function.body, inner)
    finally:
        home.calls = before
    span = values.positions.span(expression)
    if result is not None and result.kind in (MAP, SEQ) and values.environment.files and result.style == "plain":
        return values.copied(result, span)
    if result is None or not (result.kind in (SCALAR, ENV) or result.style == "instance"):
        return None
    return result if result.kind == SCALAR and result.source is not None else with_span(result, span)


def _bind(values: Evaluator, expression: _ast.Call, function: Function, scope: Scope, inner: Scope, depth: int) -> bool:
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args)]
    if given.vararg or given.kwarg or len(expression.args) > len(names):
        return False
    for name, default in zip(reversed(names), reversed(given.defaults), strict=False):
        inner.names[name] = values.value(default, scope, depth)
    for one, default_ in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        names.append(one.arg)
        if default_ is not None:
            inner.names[one.arg] = values.value(default_, scope, depth)
    for name, argument in zip(names, expression.args, strict=False):
        if isinstance(argument, _ast.Starred):
            return False
        inner.names[name] = values.value(argument, scope, depth)
    for keyword in expression.keywords:
        if keyword.arg is None or keyword.arg not in names:
            return False
        inner.names[keyword.arg] = values.value(keyword.value, scope, depth)
    return all(name in inner.names for name in names)


class _Body:
    """Follows the statements of one function to what it returns."""

    def __init__(self, values: Evaluator, depth: int) -> None:
        self.values = values
        self.depth = depth
        self.left = _MAX_STATEMENTS

    def result(self, body: list[_ast.stmt], scope: Scope) -> Node | None:
        """What is returned; an opaque node where an exception is raised, None where it cannot be told."""
        for at, statement in enumerate(body):
            self.left -= 1
            if self.left < 0:
                return None
            rest = body[at + 1 :]
            if isinstance(statement, _ast.Return):
                if statement.value is None:
                    return None
                return self.values.value(statement.value, scope, self.depth)
            if isinstance(statement, _ast.Raise):
                return self.values.opaque(statement, "an exception")
            if isinstance(statement, _ast.If):
                return self.choice(statement, rest, scope)
            if isinstance(statement, _ast.With):
                return self.result([*statement.body, *rest], scope) if self.opens(statement, scope) else None
            if isinstance(statement, _ast.Try):
                return self.attempt(statement, rest, scope)
            if not self.step(statement, scope):
                return None
        return None

    def opens(self, statement: _ast.With, scope: Scope) -> bool:
        """Binds what ``with open(path) as f`` opens; False for any other ``with``."""
        from .data import handle

        for item in statement.items:
            file = handle(self.values, item.context_expr, scope) if self.values.environment.files else None
            if file is None or not isinstance(item.optional_vars, _ast.Name):
                return False
            scope.names[item.optional_vars.id] = file
        return True

    def step(self, statement: _ast.stmt, scope: Scope) -> bool:
        """Does a statement that only gives a name a value; False for any other."""
        if isinstance(statement, (_ast.Assign, _ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, _ast.Assign) else [statement.target]
            if len(targets) != 1 or not isinstance(targets[0], _ast.Name) or statement.value is None:
                return False
            scope.names[targets[0].id] = self.values.value(statement.value, scope, self.depth)
            return True
        plain = isinstance(statement, _ast.Expr) and isinstance(statement.value, _ast.Constant)
        return plain or isinstance(statement, (_ast.Pass, _ast.Import, _ast.ImportFrom))

    def choice(self, statement: _ast.If, rest: list[_ast.stmt], scope: Scope) -> Node | None:
        test = self.values.value(statement.test, scope, self.depth)
        known = truth(test)
        if known is not None:
            return self.result([*(statement.body if known else statement.orelse), *rest], scope)
        found = []
        for body in (statement.body, statement.orelse):
            branch = Scope(scope.parent, scope.only)
            branch.names = dict(scope.names)
            one = self.result([*body, *rest], branch)
            if one is None:
                return None
            found.append(one)
        return computed(self.values, statement.test, "if", [test, *found])

    def attempt(self, statement: _ast.Try, rest: list[_ast.stmt], scope: Scope) -> Node | None:
        """``try: return os.environ[name]``, where the handler raises something else or returns what is used instead."""
        handlers = [one for one in statement.handlers if not isinstance(one.body[-1], _ast.Raise)]
        found = self.result([*statement.body, *statement.orelse, *rest], scope)
        if statement.finalbody or found is None or len(handlers) > 1 or not handlers:
            return None if statement.finalbody or handlers else found
        instead = self.result([*handlers[0].body, *rest], scope)
        if instead is None or found.kind != ENV or found.style != "" or found.items or instead.kind == OPAQUE:
            return None
        return Node(ENV, found.span, text=found.text, items=[instead])
