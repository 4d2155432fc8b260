"""Paths that a Python file works out, and the files that it opens by them.

Where such a path leads depends on the machine, so it is no text that a setting could have: it is an OPAQUE node with
the tag PATH, and its text is the path (``__file__`` is the file's own, and what is not absolute is left so). The tag
FILE is that of an open file, CONTENT that of its text.
"""

from __future__ import annotations

import _ast
import os

from ..base import OPAQUE, SCALAR, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .values import Evaluator, Scope

PATH, FILE, CONTENT = "path", "file", "content"
_MAX_PATH = 400
_MAX_DEPTH = 20
_MAX_ABOVE = 20  # steps up
_MADE = frozenset(
    ("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "os.path.abspath", "os.path.realpath", "os.path.normpath",
     "os.path.join", "os.fspath")
)  # fmt: skip
_HERE = frozenset(("os.getcwd", "pathlib.Path.cwd"))
_SAME = frozenset(("resolve", "absolute", "as_posix"))
_OPENERS = frozenset(("io.open", "codecs.open"))
_READING = frozenset(("r", "rt", "rb", "tr", "br"))


def known(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node | None:
    """The node of an expression that is a path, an open file or its text; None for every other one."""
    if depth > _MAX_DEPTH:
        return None
    for tag, found in ((PATH, path_of), (FILE, opened), (CONTENT, content_of)):
        path = found(values, expression, scope, depth)
        if path is not None:
            return Node(OPAQUE, values.positions.span(expression), text=path, tag=tag, why="a path")
    return None


def path_of(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int, *, plain: bool = False) -> str | None:
    """The path that an expression is; with ``plain`` a text counts as one as well."""
    path = _path(values, expression, scope, depth)
    if path is None and plain:
        node = values.value(expression, scope, depth + 1)
        path = node.text if node.kind == SCALAR and node.tag == "str" else None
    return path if path is None or len(path) <= _MAX_PATH else None


def _path(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> str | None:
    if depth > _MAX_DEPTH:
        return None
    if isinstance(expression, _ast.Name):
        held = scope.lookup(expression.id)
        if held is None and expression.id == "__file__":
            return os.path.abspath(values.positions.path)
        return _tagged(held, PATH)
    if isinstance(expression, _ast.Attribute) and expression.attr == "parent":
        return _above(path_of(values, expression.value, scope, depth + 1), 1)
    if isinstance(expression, _ast.Subscript):
        holder, number = expression.value, expression.slice
        steps = number.value if isinstance(number, _ast.Constant) and isinstance(number.value, int) else -1
        if isinstance(holder, _ast.Attribute) and holder.attr == "parents":
            return _above(path_of(values, holder.value, scope, depth + 1), steps + 1)
        return None
    if isinstance(expression, _ast.BinOp):
        return _joined(values, expression, scope, depth + 1)
    if isinstance(expression, _ast.JoinedStr):
        return _formatted(values, expression, scope, depth + 1)
    return _called(values, expression, scope, depth + 1) if isinstance(expression, _ast.Call) else None


def _joined(values: Evaluator, expression: _ast.BinOp, scope: Scope, depth: int) -> str | None:
    left = path_of(values, expression.left, scope, depth)
    if left is None or not isinstance(expression.op, (_ast.Div, _ast.Add)):
        return None
    right = path_of(values, expression.right, scope, depth, plain=True)
    if right is None:
        return None
    return os.path.join(left, right) if isinstance(expression.op, _ast.Div) else left + right


def _formatted(values: Evaluator, expression: _ast.JoinedStr, scope: Scope, depth: int) -> str | None:
    pieces, some = [], False
    for one in expression.values:
        inner = one.value if isinstance(one, _ast.FormattedValue) else one
        path = path_of(values, inner, scope, depth)
        some = some or path is not None
        pieces.append(path if path is not None else path_of(values, inner, scope, depth, plain=True))
    whole = [one for one in pieces if one is not None]
    return "".join(whole) if some and len(whole) == len(pieces) else None


def _called(values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> str | None:
    function = call.func
    origin = values.names.origin(function)
    if origin in _HERE and not call.args:
        return os.curdir
    if call.keywords or any(isinstance(one, _ast.Starred) for one in call.args):
        return None
    plain = isinstance(function, _ast.Name) and function.id == "str" and scope.lookup("str") is None
    if origin in _MADE or plain or origin == "os.path.dirname":
        only = origin in ("os.fspath", "") or origin.endswith("dirname")  # of a text these make no path
        parts = [path_of(values, one, scope, depth, plain=not only) for one in call.args]
        texts = [one for one in parts if one is not None]
        if not texts or len(texts) != len(parts):
            return None
        return os.path.dirname(texts[0]) if origin.endswith("dirname") else os.path.join(*texts)
    if isinstance(function, _ast.Attribute):
        return _method(values, call, function, scope, depth)
    return None


def _method(values: Evaluator, call: _ast.Call, function: _ast.Attribute, scope: Scope, depth: int) -> str | None:
    if function.attr not in _SAME and function.attr not in ("joinpath", "with_name", "with_suffix"):
        return None
    base = path_of(values, function.value, scope, depth)
    parts = [path_of(values, one, scope, depth, plain=True) for one in call.args]
    texts = [one for one in parts if one is not None]
    if base is None or len(texts) != len(parts):
        return None
    if function.attr == "joinpath":
        return os.path.join(base, *texts)
    if function.attr in _SAME:
        return base if not texts else None
    if len(texts) != 1:
        return None
    return os.path.join(os.path.dirname(base), texts[0]) if function.attr == "with_name" else (
        os.path.splitext(base)[0] + texts[0]
    )  # fmt: skip


def _above(path: str | None, steps: int) -> str | None:
    if path is None or not 0 < steps <= _MAX_ABOVE:
        return None
    for _ in range(steps):
        path = os.path.dirname(path)
    return path


def _tagged(node: Node | None, tag: str) -> str | None:
    return node.text if node is not None and node.kind == OPAQUE and node.tag == tag else None


def opened(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> str | None:
    """The path of the file that an expression opens to read, or that a name holds open."""
    if isinstance(expression, _ast.Name):
        return _tagged(scope.lookup(expression.id), FILE)
    if not isinstance(expression, _ast.Call):
        return None
    function = expression.func
    if isinstance(function, _ast.Attribute) and function.attr == "open":
        if values.names.origin(function) in _OPENERS:
            return _named(values, expression, scope, depth)
        path = path_of(values, function.value, scope, depth)
        return path if _to_read(expression, 0) else None
    if isinstance(function, _ast.Name) and function.id == "open" and scope.lookup("open") is None:
        return _named(values, expression, scope, depth)
    return None


def _named(values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> str | None:
    """The path that ``open(path, mode)`` is given."""
    given = call.args[0] if call.args else next((one.value for one in call.keywords if one.arg == "file"), None)
    if given is None or not _to_read(call, 1):
        return None
    return path_of(values, given, scope, depth + 1, plain=True)


def _to_read(call: _ast.Call, position: int) -> bool:
    mode = next((one.value for one in call.keywords if one.arg == "mode"), None)
    if position < len(call.args):
        mode = call.args[position]
    return mode is None or (isinstance(mode, _ast.Constant) and mode.value in _READING)


def content_of(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> str | None:
    """The path of the file whose whole text an expression is: ``open(path).read()``, ``path.read_text()``."""
    if isinstance(expression, _ast.Name):
        return _tagged(scope.lookup(expression.id), CONTENT)
    if not isinstance(expression, _ast.Call) or not isinstance(expression.func, _ast.Attribute):
        return None
    method, base = expression.func.attr, expression.func.value
    if method == "read" and not expression.args:
        return opened(values, base, scope, depth + 1)
    if method in ("read_text", "read_bytes") and len(expression.args) <= 1:
        return path_of(values, base, scope, depth + 1)
    return None
