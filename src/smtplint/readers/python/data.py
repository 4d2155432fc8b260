"""Data files that a Python file reads, and what it takes out of them.

``json.load(open("mail.json"))``, ``tomllib.load(...)``, ``yaml.safe_load(...)`` come to what the file holds,
where ``Imports`` finds the file; ``config["smtp"]["host"]`` and ``config.get("smtp", {}).get("host")`` to a value that
stands in it. Objects of ``configparser`` have a module of their own, ``ini``.
"""

from __future__ import annotations

import _ast

from ..base import MAP, OPAQUE, SCALAR, SEQ, Node
from .paths import FILE, content_of, opened, path_of
from .values import Evaluator, Scope, python_value

# What reads an open file, and what reads a text; the format of each.
_OF_FILE = {"json.load": "json", "tomllib.load": "toml", "toml.load": "toml"}
_OF_TEXT = {"json.loads": "json", "tomllib.loads": "toml", "toml.loads": "toml"}
_YAML = frozenset(("yaml.safe_load", "yaml.full_load", "yaml.unsafe_load", "yaml.load"))
_YAML_LOADERS = frozenset(
    f"yaml.{prefix}{name}" for name in ("SafeLoader", "FullLoader", "Loader", "UnsafeLoader") for prefix in ("", "C")
)
_BY_PATH = frozenset(("toml.load",))  # takes a path as well
_OPEN_ENDED = ("*", "changed")
_MAX_DEPTH = 12  # steps into a mapping


def found(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node | None:
    """The value of a call that loads a file or looks into what it holds, or of a subscript; None for every other."""
    answer = taken(values, expression, scope, depth)
    if answer is not None or not values.environment.files:
        return answer
    from . import ini as python_ini

    if isinstance(expression, _ast.Call):
        answer = loaded(values, expression, scope, depth) or python_ini.made(values, expression, scope)
    return answer or python_ini.taken(values, expression, scope, depth)


def format_of(values: Evaluator, loader: _ast.expr) -> str:
    """The format that a loader reads from an open file (``json.load``, ``yaml.safe_load``), or an empty text."""
    origin = values.names.origin(loader)
    return "yaml" if origin in _YAML and origin != "yaml.load" else _OF_FILE.get(origin, "")


def loaded(values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> Node | None:
    """The content of the file that a call loads; None where it loads none that is known."""
    origin = values.names.origin(call.func)
    if values.imports is None or not call.args:
        return None
    if origin in _YAML:
        if not _plain_yaml(values, call, origin):
            return None
        path, form = opened(values, call.args[0], scope, depth), "yaml"
        path = content_of(values, call.args[0], scope, depth) if path is None else path
    elif len(call.args) > 1 or call.keywords:
        return None
    elif origin in _OF_FILE:
        path, form = opened(values, call.args[0], scope, depth), _OF_FILE[origin]
        if path is None and origin in _BY_PATH:
            path = path_of(values, call.args[0], scope, depth, plain=True)
    elif origin in _OF_TEXT:
        path, form = content_of(values, _decoded(call.args[0]), scope, depth), _OF_TEXT[origin]
    else:
        return None
    return None if path is None else of_file(values, path, form, call)


def of_file(values: Evaluator, path: str, form: str, expression: _ast.expr) -> Node | None:
    """A copy of what a file holds, within the bounds of what one file may bring."""
    span = values.positions.span(expression)
    found = values.imports.data(path, form) if values.imports is not None else None
    return None if found is None else values.copied(found, span)


def _plain_yaml(values: Evaluator, call: _ast.Call, origin: str) -> bool:
    """Whether PyYAML reads with one of the loaders that tell numbers and flags from texts."""
    given = [*call.args[1:], *(one.value for one in call.keywords)]
    if any(one.arg != "Loader" for one in call.keywords) or len(given) > 1:
        return False
    return not given or (origin == "yaml.load" and values.names.origin(given[0]) in _YAML_LOADERS)


def _decoded(expression: _ast.expr) -> _ast.expr:
    """What ``.decode()`` or ``.decode("utf-8")`` is called on; any other expression as it is."""
    if isinstance(expression, _ast.Call) and isinstance(expression.func, _ast.Attribute):
        words = [one.value if isinstance(one, _ast.Constant) else None for one in expression.args]
        if expression.func.attr == "decode" and words in ([], ["utf-8"], ["utf8"]):
            return expression.func.value
    return expression


# -- what stands in a mapping ------------------------------------------------------------------------------------------


def held(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int = 0) -> Node | None:
    """The container that a name or a chain of keys stands for, itself and no copy; None for any other expression."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(expression, _ast.Name):
        found = None if values.escapes.changes(expression.id) else scope.lookup(expression.id)
    elif isinstance(expression, _ast.Subscript):
        found = _under(values, expression, scope, depth)
    elif isinstance(expression, _ast.Call):
        found = _got(values, expression, scope, depth)
    else:
        return None
    return found if found is not None and found.kind in (MAP, SEQ) and found.style == "plain" else None


def root_of(expression: _ast.expr) -> str:
    """The name at the beginning of a chain of keys and of calls of ``get``, or an empty text."""
    while not isinstance(expression, _ast.Name):
        if isinstance(expression, (_ast.Subscript, _ast.Attribute)):
            expression = expression.value
        elif isinstance(expression, _ast.Call):
            expression = expression.func
        else:
            return ""
    return expression.id


def taken(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node | None:
    """What stands under a key (``config["smtp"]``) or behind ``.get(key, default)``; None if not known."""
    if isinstance(expression, _ast.Subscript):
        found = _under(values, expression, scope, depth)
    else:
        found = _got(values, expression, scope, depth) if isinstance(expression, _ast.Call) else None
    return None if found is None else values.copied(found, values.positions.span(expression))


def _under(values: Evaluator, expression: _ast.Subscript, scope: Scope, depth: int) -> Node | None:
    holder = held(values, expression.value, scope, depth + 1)
    if holder is None:
        return None
    key = values.value(expression.slice, scope, depth + 1)
    if key.kind != SCALAR:
        return None
    if holder.kind == SEQ:
        _, number = python_value(key)
        certain = type(number) is int and -len(holder.items) <= number < len(holder.items)
        sure = certain and not any(item.kind == OPAQUE and item.why.startswith(_OPEN_ENDED) for item in holder.items)
        return holder.items[number] if sure and isinstance(number, int) else None
    found = holder.get(key.text) if _whole(holder) else None
    return None if found is None else found.value


def _got(values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> Node | None:
    """``config.get("smtp", {})``."""
    function = call.func
    if not isinstance(function, _ast.Attribute) or function.attr != "get" or call.keywords:
        return None
    if not 1 <= len(call.args) <= 2 or any(isinstance(one, _ast.Starred) for one in call.args):
        return None
    holder = held(values, function.value, scope, depth + 1)
    if holder is None or holder.kind != MAP or not _whole(holder):
        return None
    key = values.value(call.args[0], scope, depth + 1)
    if key.kind != SCALAR:
        return None
    found = holder.get(key.text)
    if found is not None:
        return found.value
    if len(call.args) == 2:
        return values.value(call.args[1], scope, depth + 1)
    return values.scalar(call, None)


def _whole(holder: Node) -> bool:
    """Whether a mapping has nothing but what is seen of it."""
    return not holder.why and not any(entry.key == "*" or entry.key.startswith("?") for entry in holder.entries)


def handle(values: Evaluator, expression: _ast.expr, scope: Scope) -> Node | None:
    """What ``with open(path) as f`` binds, where it is a file that is read."""
    path = opened(values, expression, scope, 0)
    span = values.positions.span(expression)
    return None if path is None else Node(OPAQUE, span, text=path, tag=FILE, why="an open file")
