"""The call that makes a settings object of dynaconf: which files it names, which validators change what it holds."""

from __future__ import annotations

import _ast
import os

from ...readers import base
from .dynaconf import Layers
from .dynaconf_files import DEFAULT, Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...readers.base import Node
    from ...readers.python.values import Evaluator, Scope
    from ...text import Source, Span
    from .dynaconf_files import Read

    Paths = Callable[[_ast.expr], str | None]

# What the extensions for Django and Flask and the global object give where the program does not (``contrib/``).
_ON = ("True", "bool")
_GIVEN: dict[str, dict[str, tuple[str, str]]] = {
    "plain": {},
    "django": {"ENVVAR_PREFIX": ("DJANGO", "str"), "ENV_SWITCHER": ("DJANGO_ENV", "str"), "ENVIRONMENTS": _ON},
    "flask": {"ENVVAR_PREFIX": ("FLASK", "str"), "ENV_SWITCHER": ("FLASK_ENV", "str"), "ENVIRONMENTS": _ON},
    "global": {"ENVIRONMENTS": _ON, "LOWERCASE_READ": ("False", "bool")},
}  # fmt: skip
_OF_EXTENSION = frozenset(("app", "instance_relative_config", "dynaconf_instance", "extensions_list"))
_CHANGING = frozenset(("set", "update", "setdefault", "setenv", "load_file", "configure", "clean", "unset", "using_env",
                       "unset_all", "execute_loaders"))  # fmt: skip
_MAX_NODES = 20_000
_OPTION = "_FOR_DYNACONF"


class Made:
    """Makes the ``Layers`` of one module's calls."""

    def __init__(
        self, source: Source, read: Read, folders: list[str], statements: list[_ast.stmt], paths: Paths
    ) -> None:
        self.source = source
        self.read = read
        self.folders = folders
        self.statements = statements
        self.path_of = paths

    def layers(self, kind: str, call: _ast.Call | None, values: Evaluator, scope: Scope, span: Span) -> Layers:
        """The object that a call makes; ``kind`` is ``plain``, ``django``, ``flask``, or ``global``, which has none."""
        given = {one.arg: one.value for one in call.keywords if one.arg} if call is not None else {}
        given = {name: one for name, one in given.items() if kind != "flask" or name not in _OF_EXTENSION}
        why = "" if call is None or all(one.arg for one in call.keywords) else "its options are not known"
        if call is not None and kind == "plain" and call.args:
            why = "its options are not known"
        options = {name.upper().removesuffix(_OPTION): values.value(one, scope) for name, one in given.items()}
        plain = {name.upper().removesuffix(_OPTION): one for name, one in given.items()}
        if kind == "django":
            self._of_module(options, plain, values)
        prefix = options.get("ENVVAR_PREFIX")
        if kind == "flask" and prefix is not None and "ENV_SWITCHER" not in options:
            known = prefix.kind == base.SCALAR and prefix.tag == "str"
            options["ENV_SWITCHER"] = (
                base.Node(base.SCALAR, span, text=f"{prefix.text}_ENV", tag="str") if known else prefix
            )
        for name, (text, tag) in _GIVEN[kind].items():
            options.setdefault(name, base.Node(base.SCALAR, span, text=text, tag=tag))
        loads = self._loads(options, kind)
        files = Files(
            self.source, self.read, self.folders, self._wanted(kind, plain, options), self._root(kind, plain),
            loads=loads is True, dotenv_path=self._one(plain.get("DOTENV_PATH")) or "",
        )  # fmt: skip
        if loads is None or (plain.get("DOTENV_PATH") is not None and self._one(plain["DOTENV_PATH"]) is None):
            why = why or "whether a .env is loaded is not known"
        written = {name: node for name, node in options.items() if name not in ("SETTINGS_FILE", "SETTINGS_FILES")}
        for name in ("ROOT_PATH", "DOTENV_PATH", "SECRETS"):
            written.pop(name, None)
        layers = Layers(self.source, span, written, files, why)
        layers.changed = values.environment.changed
        layers.spelt_small = kind == "flask" and any(name.islower() for name in given)
        self._changes(layers, call)
        self._validators(layers, values, scope, plain.get("VALIDATORS"))
        return layers

    def _of_module(self, options: dict[str, Node], plain: dict[str, _ast.expr], values: Evaluator) -> None:
        """Names of a settings module of Django that end in ``_FOR_DYNACONF`` are options as well."""
        for one in self.statements:
            if isinstance(one, _ast.Assign) and len(one.targets) == 1 and isinstance(one.targets[0], _ast.Name):
                name = one.targets[0].id
                if name.endswith(_OPTION) and name.removesuffix(_OPTION) not in options:
                    options[name.removesuffix(_OPTION)] = values.value(one.value, values.module)
                    plain[name.removesuffix(_OPTION)] = one.value

    def _loads(self, options: dict[str, Node], kind: str) -> bool | None:
        node = options.get("LOAD_DOTENV")
        if node is None:
            return kind != "plain"
        return node.text == "True" if node.kind == base.SCALAR and node.tag == "bool" else None

    # -- paths -----------------------------------------------------------------------------------------------------

    def _wanted(self, kind: str, plain: dict[str, _ast.expr], options: dict[str, Node]) -> list[str] | None:
        """The names of the files, in their order; None where one is not known."""
        expression = plain.get("SETTINGS_FILES", plain.get("SETTINGS_FILE"))
        if expression is None:
            found: list[str] | None = [] if kind == "plain" else list(DEFAULT)
        else:
            found = self._several(expression, options.get("SETTINGS_FILES", options.get("SETTINGS_FILE")))
        if found is None or "SECRETS" not in plain:
            return found
        secrets = self._several(plain["SECRETS"], options.get("SECRETS"))
        return None if secrets is None else [*found, *secrets]

    def _several(self, expression: _ast.expr, node: Node | None) -> list[str] | None:
        if isinstance(expression, (_ast.List, _ast.Tuple)):
            found = [self._one(one) for one in expression.elts]
            return None if any(one is None for one in found) else [one for one in found if one is not None]
        if node is not None and node.kind == base.SEQ and all(one.kind == base.SCALAR for one in node.items):
            return [one.text for one in node.items]
        text = node.text if node is not None and node.kind == base.SCALAR else self._one(expression)
        return None if text is None else [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]

    def _one(self, expression: _ast.expr | None) -> str | None:
        return None if expression is None else self.path_of(expression)

    def _root(self, kind: str, plain: dict[str, _ast.expr]) -> str | None:
        """The root path, absolute; empty where the program gives none, None where it is not known."""
        if "ROOT_PATH" not in plain:
            return os.path.dirname(os.path.abspath(self.source.path)) if kind == "django" else ""
        found = self._one(plain["ROOT_PATH"])
        return found if found and os.path.isabs(found) else None

    # -- what changes it -------------------------------------------------------------------------------------------

    def _changes(self, layers: Layers, call: _ast.Call | None) -> None:
        """Keys that the module sets on the object itself are not known, wherever it does."""
        names = {
            target.id
            for one in _all(self.statements)
            if isinstance(one, _ast.Assign) and call is not None and _same(one.value, call)
            for target in one.targets
            if isinstance(target, _ast.Name)
        } or {"settings"}
        for one in _all(self.statements):
            if isinstance(one, (_ast.Attribute, _ast.Subscript)) and isinstance(one.ctx, (_ast.Store, _ast.Del)):
                if isinstance(one.value, _ast.Name) and one.value.id in names:
                    key = one.attr if isinstance(one, _ast.Attribute) else _text(one.slice)
                    layers.unsure.add(_head(key))
            elif isinstance(one, _ast.Call) and _method(one, names) in _CHANGING:
                alone = _method(one, names) in ("set", "setdefault", "unset") and bool(one.args)
                layers.unsure.add(_head(_text(one.args[0])) if alone else "*")

    def _validators(self, layers: Layers, values: Evaluator, scope: Scope, given: _ast.expr | None) -> None:
        """Defaults that validators give; what they cast, or give under a condition, is not known."""
        listed = given.elts if isinstance(given, (_ast.List, _ast.Tuple)) else []
        own = {id(one) for one in listed}
        if given is not None and not (listed or isinstance(given, (_ast.List, _ast.Tuple))):
            layers.unsure.add("*")
        if any(not _calls(one, "Validator") for one in listed):
            layers.unsure.add("*") if any(isinstance(one, (_ast.Starred, _ast.Name)) for one in listed) else None
        for one in [*listed, *(one for one in _all(self.statements) if _calls(one, "Validator"))]:
            if not isinstance(one, _ast.Call):
                continue
            words = {keyword.arg: keyword.value for keyword in one.keywords}
            if not {"default", "cast", None} & words.keys():
                continue
            names = [_head(_text(argument)) for argument in one.args] or ["*"]
            node = values.value(words["default"], scope) if "default" in words else None
            simple = id(one) in own and node is not None and node.kind == base.SCALAR and not node.text.startswith("@")
            if simple and node is not None and words.keys() <= {"default", "must_exist", "required", "description"}:
                layers.files.validated.update(dict.fromkeys(names, node))
            elif id(one) in own or not any(_same(one, other) for other in listed):
                layers.unsure.update(names)


def _all(statements: list[_ast.stmt]) -> Iterator[_ast.AST]:
    todo: list[_ast.AST] = list(statements)
    count = 0
    while todo and count < _MAX_NODES:
        node = todo.pop()
        count += 1
        yield node
        for field in node._fields:
            child = getattr(node, field, None)
            todo += [one for one in (child if isinstance(child, list) else [child]) if isinstance(one, _ast.AST)]


def _method(call: _ast.Call, names: set[str]) -> str:
    """The method that is called of an object with one of the names, or nothing."""
    function = call.func
    if isinstance(function, _ast.Attribute) and isinstance(function.value, _ast.Name) and function.value.id in names:
        return function.attr
    return ""


def _same(one: _ast.AST, other: _ast.AST) -> bool:
    places = [(getattr(node, "lineno", 0), getattr(node, "col_offset", 0)) for node in (one, other)]
    return type(one) is type(other) and places[0] == places[1]


def _calls(node: _ast.AST, name: str) -> bool:
    function = node.func if isinstance(node, _ast.Call) else None
    last = function.attr if isinstance(function, _ast.Attribute) else getattr(function, "id", "")
    return bool(last == name)


def _text(expression: _ast.expr) -> str:
    return expression.value if isinstance(expression, _ast.Constant) and isinstance(expression.value, str) else "*"


def _head(key: str) -> str:
    return key.replace("__", ".").partition(".")[0].upper() or "*"
