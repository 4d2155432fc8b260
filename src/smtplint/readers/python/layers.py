"""Lookups in settings objects that lay files over each other (dynaconf): which key is read, by whichever notation.

The object is a MAP with style ``instance`` and tag ``layers`` whose first item is what ``Imports.layers`` made of the
call. A lookup is an ENV node with style ``layers:`` and the casts of the lookup (``layers:@int``), the dotted path of
keys in ``text`` and the object in ``items``; with the tag ``over`` the second item is what holds where it has no such
key, and the tag ``lower`` says that the first key is written as an attribute that is not in capitals.
"""

from __future__ import annotations

import _ast

from ...text import Span
from ..base import ENV, MAP, OPAQUE, SCALAR, VARIABLES, Entry, Node
from .values import LAYERS, LAYERS_STYLE, Evaluator, Scope, may_set, with_span

MAKERS = {
    "dynaconf.Dynaconf": "plain",
    "dynaconf.LazySettings": "plain",
    "dynaconf.base.LazySettings": "plain",
    "dynaconf.DjangoDynaconf": "django",
    "dynaconf.contrib.DjangoDynaconf": "django",
    "dynaconf.FlaskDynaconf": "flask",
    "dynaconf.contrib.FlaskDynaconf": "flask",
    "dynaconf.contrib.flask_dynaconf.FlaskDynaconf": "flask",
}
_GLOBAL = "dynaconf.settings"
_CASTING = {"as_int": "@int", "as_bool": "@bool", "as_float": "@float"}
_GETTING = ("get", "get_fresh")
# Names of the objects' own: what stands under such a key is not got as an attribute.
_OWN = frozenset(
    ("items", "keys", "values", "pop", "copy", "clear", "popitem", "setdefault", "update", "fromkeys", "to_dict",
     "as_dict", "exists", "store", "environ", "loaders", "validators", "flag", "fresh", "logger", "dynaconf", "unset",
     "set", "reload", "clean", "setenv", "namespace", "configure", "configured", "find_file", "path_for", "from_env",
     "using_env", "populate_obj", "current_env", "settings_module", "settings_file", "is_overridden", "loaded_envs",
     "merge_update", "to_json", "to_yaml", "to_toml", "from_json", "from_yaml", "from_toml", "load_file", "to_list")
)  # fmt: skip
_MAX_PATH = 300
_MAX_PARTS = 8


def made(values: Evaluator, call: _ast.Call, scope: Scope, origin: str) -> Node | None:
    """The object that a call makes; None without the modules around it."""
    if values.imports is None or origin not in MAKERS:
        return None
    return _object(values, MAKERS[origin], call, scope, values.positions.span(call))


def _object(values: Evaluator, kind: str, call: _ast.Call | None, scope: Scope, span: Span) -> Node | None:
    layers = values.imports.layers(kind, call, values, scope, span) if values.imports is not None else None
    if layers is None:
        return None
    return Node(MAP, span, text=kind, style="instance", tag=LAYERS, items=[layers])


def is_layered(node: Node | None) -> bool:
    """Whether a node is such an object or a lookup in one."""
    return node is not None and (node.tag == LAYERS or (node.kind == ENV and node.style.startswith(LAYERS_STYLE)))


def looked_up(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node | None:
    """What an attribute, a subscript or a call looks up; None where it is none of such an object."""
    found = _resolved(values, expression, scope, depth)
    return None if found is None else with_span(found, values.positions.span(expression))


def _resolved(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node | None:
    if depth > _MAX_PARTS * 8:
        return None
    if isinstance(expression, _ast.Name):
        held = scope.lookup(expression.id)
        if held is None and values.names.origin(expression) == _GLOBAL:
            return _object(values, "global", None, scope, values.positions.span(expression))
        return held if is_layered(held) else None
    if isinstance(expression, _ast.Attribute):
        inner = _resolved(values, expression.value, scope, depth + 1)
        if inner is not None:
            return None if expression.attr in _OWN else _below(inner, expression.attr, attribute=True)
        return _of_module(values, expression, scope)
    if isinstance(expression, _ast.Subscript):
        inner = _resolved(values, expression.value, scope, depth + 1)
        key = values.value(expression.slice, scope, depth) if inner is not None else None
        return _below(inner, key.text) if inner is not None and key is not None and _is_text(key) else None
    return _called(values, expression, scope, depth) if isinstance(expression, _ast.Call) else None


def _of_module(values: Evaluator, expression: _ast.Attribute, scope: Scope) -> Node | None:
    """``config.settings``, where ``config`` is a module."""
    origin = values.names.origin(expression)
    if origin == _GLOBAL:
        return _object(values, "global", None, scope, values.positions.span(expression))
    if values.imports is None or not origin:
        return None
    found = values.imports.member(origin, values.positions.span(expression))
    return found if is_layered(found) else None


def _called(values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> Node | None:
    """``settings.get("PORT")``, ``settings("PORT", cast="@int")``, ``settings.as_int("PORT")``."""
    function = call.func
    method = function.attr if isinstance(function, _ast.Attribute) else ""
    getting = method in _GETTING or method in _CASTING
    holder = function.value if isinstance(function, _ast.Attribute) and getting else function
    inner = _resolved(values, holder, scope, depth + 1)
    if inner is None or not (getting or inner.tag == LAYERS) or not call.args:
        return None
    key = values.value(call.args[0], scope, depth)
    words = {one.arg: one.value for one in call.keywords}
    if not _is_text(key) or not words.keys() <= {"default", "cast", "fresh"} or len(call.args) > 3:
        return None
    cast = words.get("cast", call.args[2] if len(call.args) > 2 else None)
    how = _CASTING.get(method, "")
    if cast is not None:
        node = values.value(cast, scope, depth)
        if not _is_text(node) or inner.tag != LAYERS:
            return None
        how = node.text
    found = _below(inner, key.text)
    if found is not None and how:
        found.style += how if found.style == LAYERS_STYLE else f"+{how}"
    return found


def _is_text(node: Node) -> bool:
    return node.kind == SCALAR and node.tag == "str" and 0 < len(node.text) <= _MAX_PATH


def _below(inner: Node, key: str, *, attribute: bool = False) -> Node | None:
    """The lookup of a key in an object, or in what another lookup gives."""
    if inner.kind == ENV and (inner.style != LAYERS_STYLE or inner.tag == "over"):
        return None
    top = inner.tag == LAYERS
    key = key.replace("__", ".") if top else key
    if (not top and "." in key) or not all(key.split(".")):
        return None
    path = key if top else f"{inner.text}.{key}"
    if path.count(".") >= _MAX_PARTS:
        return None
    lower = attribute and not key.isupper() if top else inner.tag == "lower"
    return Node(ENV, inner.span, text=path, style=LAYERS_STYLE, items=[inner.items[0]], tag="lower" if lower else "")


def spread_of(node: Node, names: list[tuple[str, Span]]) -> list[Entry]:
    """The arguments that ``**settings.smtp`` gives: the keys of the files; variables may give more."""
    more = Node(OPAQUE, node.span, tag=VARIABLES, why="keys of a settings object")
    found = [(name, place, _below(node, name)) for name, place in names]
    return [*(Entry(name, place, one, node.span) for name, place, one in found if one), Entry("*", node.span, more)]


def expanded(values: Evaluator, expression: _ast.expr, scope: Scope, entries: list[Entry]) -> list[Entry]:
    """The settings that ``DjangoDynaconf(__name__)`` or ``FlaskDynaconf(app)`` puts among a program's own ``entries``.

    What the program set before counts where no layer has the key; more may be set by variables that are not known.
    """
    call = expression if isinstance(expression, _ast.Call) else None
    function = call.func if call is not None else None
    if call is None or function is None:
        return []
    kind = MAKERS.get(values.names.origin(function), "")
    later = isinstance(function, _ast.Attribute) and function.attr == "init_app"
    if kind == "flask" and not (call.args or any(one.arg == "app" for one in call.keywords)):
        return []
    if kind not in ("django", "flask") and not later:
        return []
    span = values.positions.span(call)
    unknown = Entry("*", span, Node(OPAQUE, span, text="dynaconf", tag=VARIABLES, why="settings of dynaconf"), span)
    handle = _handle(values, call, function, scope)
    if handle is None:
        open_ended = not later or (values.imports is None and _extends_flask(values))
        return [unknown] if open_ended else []
    layers = handle.items[0]
    found = []
    for name, place in values.imports.layered_names(layers) if values.imports is not None else ():
        before = scope.lookup(name) or _set_before(entries, name)
        items = [layers] if before is None else [layers, with_span(before, before.span)]
        value = Node(ENV, span, text=name, style=LAYERS_STYLE, items=items, tag="over")
        found.append(Entry(name, place, value, span))
    unknown.value.text = ""
    if layers.why:  # any key may have been set, those of the program as well
        unknown.value.tag = ""
        own = {*scope.names, *(entry.key for entry in entries)}
        found += [Entry(name, span, Node(OPAQUE, span, why=layers.why), span) for name in sorted(own) if name.isupper()]
    return [*found, unknown]


def _set_before(entries: list[Entry], name: str) -> Node | None:
    """What ``app.config["NAME"]`` was set to, unless a branch may have set it otherwise."""
    if any(may_set(entry, name) for entry in entries):
        return None
    return next((entry.value for entry in reversed(entries) if entry.key == name), None)


def _extends_flask(values: Evaluator) -> bool:
    """Whether the module has the extension for Flask at all, so that any ``init_app`` may be its."""
    return any(MAKERS.get(origin) == "flask" for origin in values.names.origins.values())


def _handle(values: Evaluator, call: _ast.Call, function: _ast.expr, scope: Scope) -> Node | None:
    """The object whose keys become settings: that of the call, the one it is given, or that of ``init_app``."""
    if isinstance(function, _ast.Attribute) and function.attr == "init_app":
        held = scope.lookup(function.value.id) if isinstance(function.value, _ast.Name) else None
        return held if held is not None and held.tag == LAYERS and held.text == "flask" and not call.keywords else None
    given = next((one.value for one in call.keywords if one.arg == "dynaconf_instance"), None)
    if given is not None:
        found = _resolved(values, given, scope, 0)
        return found if found is not None and found.tag == LAYERS else None
    found = values.value(call, scope)
    return found if found.tag == LAYERS else None
