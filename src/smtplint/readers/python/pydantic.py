"""Settings classes of pydantic: which variable each field is read from, and as what type.

The object of such a class is a MAP with style ``instance``. A field is an ENV node whose text are the names that are
tried in order, with ``|`` between them, whose tag is ``fold`` where case does not count, and whose style is
``pydantic:int``, ``pydantic:bool`` … (see ``settings.casts``).
"""

from __future__ import annotations

import _ast

from ..base import ENV, MAP, OPAQUE, SCALAR, Entry, Node
from .values import Evaluator, Scope, copy_entry, holder_of

V1 = frozenset(("pydantic.BaseSettings", "pydantic.v1.BaseSettings", "pydantic.env_settings.BaseSettings"))
V2 = frozenset(("pydantic_settings.BaseSettings", "pydantic_settings.main.BaseSettings"))
MODELS = frozenset(("pydantic.BaseModel", "pydantic.v1.BaseModel"))
WRITTEN = "written"  # the tag of a field whose default counts as long as nothing is known of its variable
TAG = "settings"  # of the class itself; its first item is the object
_TEXTS = frozenset(("str", "SecretStr", "EmailStr", "NameEmail", "AnyUrl", "HttpUrl", "AnyHttpUrl"))
_NUMBERS = frozenset(("int", "bool", "float"))
_ANY = frozenset(("model_validator", "root_validator"))
_SOME = frozenset(("field_validator", "validator"))
_OTHERWISE = frozenset(("__init__", "settings_customise_sources", "customise_sources", "model_post_init"))
_MAX_DEPTH = 4  # models inside models
_MAX_FIELDS = 400


class _Rules:
    """How a class names its variables; ``known`` is False where that cannot be told."""

    def __init__(self, old: bool) -> None:
        self.old = old
        self.known = True
        self.prefix = ""
        self.delimiter = ""
        self.fold = True
        self.by_name = False
        self.renamed: dict[str, list[str]] = {}

    def copy(self) -> _Rules:
        other = _Rules(self.old)
        for name, value in vars(self).items():
            setattr(other, name, value)
        return other


class Classes:
    """The settings classes of one file; ``rules`` and ``models`` are kept for the classes that follow."""

    def __init__(self, values: Evaluator) -> None:
        self.values = values
        self.rules: dict[str, _Rules] = {}
        self.models: dict[str, _ast.ClassDef] = {}

    def finish(self, statement: _ast.ClassDef, node: Node, scope: Scope) -> None:
        """Gives the node of a class its object, if it is a settings class."""
        origins = [self.values.names.origin(base) for base in statement.bases]
        if any(origin in MODELS for origin in origins):
            self.models[statement.name] = statement
        inherited = [holder_of(self.values, base, scope) for base in statement.bases]
        parents = [one for one in inherited if one is not None and one.tag == TAG and one.items]
        old = any(origin in V1 for origin in origins)
        if not old and not parents and not any(origin in V2 for origin in origins):
            return
        rules = next(
            (self.rules[_named(base)].copy() for base in statement.bases if _named(base) in self.rules), _Rules(old)
        )
        if parents and not any(_named(base) in self.rules for base in statement.bases):
            rules.known = False  # it stands in another file, and so does its configuration
        self.configure(statement, rules, scope)
        self.rules[statement.name] = rules
        entries = [copy_entry(entry, merged=True) for parent in parents for entry in parent.items[0].entries]
        entries += self.fields(statement, rules, scope)
        if not rules.known:
            entries = [Entry(e.key, e.key_span, self.values.opaque(statement, "a setting"), e.span) for e in entries]
        _validated(self.values, statement, entries)
        _overridden(node, entries)
        node.tag = TAG
        node.items = [Node(MAP, node.span, entries=entries[:_MAX_FIELDS], style="instance")]

    # -- the configuration -----------------------------------------------------------------------------------------

    def configure(self, statement: _ast.ClassDef, rules: _Rules, scope: Scope) -> None:
        """Reads ``model_config``, ``class Config`` and the keywords of the class."""
        self.take({one.arg: one.value for one in statement.keywords if one.arg}, rules, scope)
        for one in statement.body:
            if isinstance(one, _ast.ClassDef) and one.name == "Config":
                pairs = [(inner.targets[0], inner.value) for inner in one.body if isinstance(inner, _ast.Assign)]
                self.take({_named(target): value for target, value in pairs}, rules, scope)
            elif isinstance(one, (_ast.Assign, _ast.AnnAssign)) and one.value is not None:
                target = one.targets[0] if isinstance(one, _ast.Assign) else one.target
                if _named(target) == "model_config":
                    self.model_config(one.value, rules, scope)

    def model_config(self, value: _ast.expr, rules: _Rules, scope: Scope) -> None:
        """``SettingsConfigDict(...)`` or a dict."""
        if isinstance(value, _ast.Call) and not value.args:
            rules.known = rules.known and all(one.arg for one in value.keywords)
            self.take({one.arg: one.value for one in value.keywords if one.arg}, rules, scope)
        elif isinstance(value, _ast.Dict):
            keys = [one.value if isinstance(one, _ast.Constant) else None for one in value.keys]
            rules.known = rules.known and all(isinstance(one, str) for one in keys)
            self.take({str(key): one for key, one in zip(keys, value.values, strict=True)}, rules, scope)
        else:
            rules.known = False

    def take(self, found: dict[str, _ast.expr], rules: _Rules, scope: Scope) -> None:
        """Takes over what is configured; what cannot be told leaves every name unknown."""
        for name, default in (("env_prefix", "prefix"), ("env_nested_delimiter", "delimiter")):
            if name in found:
                node = self.values.value(found[name], scope)
                rules.known = rules.known and node.kind == SCALAR and node.tag in ("str", "null")
                setattr(rules, default, node.text if node.tag == "str" else "")
        if "case_sensitive" in found:
            node = self.values.value(found["case_sensitive"], scope)
            rules.known = rules.known and node.tag == "bool"
            rules.fold = node.text != "True"
        by_name = [one for one in ("populate_by_name", "validate_by_name") if one in found]
        rules.by_name = rules.by_name or any(self.values.value(found[one], scope).text == "True" for one in by_name)
        if "env_prefix_target" in found or "validate_by_alias" in found:
            rules.known = False
        if "fields" in found and rules.old:
            self.rename(self.values.value(found["fields"], scope), rules)

    def rename(self, node: Node, rules: _Rules) -> None:
        """``fields = {"host": {"env": "MAIL_HOST"}}`` of the first version."""
        for entry in node.entries:
            env = entry.value.get("env") if entry.value.kind == MAP else None
            names = _texts(env.value if env is not None else entry.value)
            rules.known = rules.known and bool(names)
            rules.renamed[entry.key] = names

    # -- the fields ------------------------------------------------------------------------------------------------

    def fields(
        self, statement: _ast.ClassDef, rules: _Rules, scope: Scope, around: str = "", depth: int = 0
    ) -> list[Entry]:
        """The fields of a class body; ``around`` is what stands before the names of a model inside another one."""
        found: list[Entry] = []
        for one in statement.body:
            value = one.value if isinstance(one, (_ast.Assign, _ast.AnnAssign)) else None
            if isinstance(one, _ast.AnnAssign) and isinstance(one.target, _ast.Name):
                name, annotation = one.target.id, one.annotation
            elif rules.old and isinstance(one, _ast.Assign) and isinstance(one.targets[0], _ast.Name):
                name, annotation = one.targets[0].id, None
            else:
                continue
            if name.startswith("_") or name == "model_config" or _kind(annotation) == "ClassVar":
                continue
            place = self.values.positions.span(one)
            node = self.field(name, annotation, value, rules, scope, around, depth, one)
            found.append(Entry(name, place, node, place))
        return found

    def field(
        self, name: str, annotation: _ast.expr | None, value: _ast.expr | None, rules: _Rules, scope: Scope,
        around: str, depth: int, statement: _ast.stmt,
    ) -> Node:  # fmt: skip
        """One field as an ENV node, or as the object of a model that is read part by part."""
        default, names = self.declared(value, rules, scope)
        kind = _kind(annotation) if annotation is not None else default.tag if default is not None else ""
        plain = (around or rules.prefix) + name
        model = self.models.get(kind)
        if model is not None and rules.delimiter and depth < _MAX_DEPTH and not names:
            inner = self.fields(model, rules, scope, plain + rules.delimiter, depth + 1)
            return Node(MAP, self.values.positions.span(statement), entries=inner, style="instance")
        names = rules.renamed.get(name, names)
        if not names or (rules.by_name and not rules.old):
            names = [*names, plain]
        if any("|" in one for one in names):
            return self.values.opaque(statement, "a setting")
        style = "" if kind in _TEXTS or kind == "Any" else f"pydantic:{kind if kind in _NUMBERS else 'other'}"
        if rules.fold:
            names = [one.upper() for one in names]
        items = [] if default is None else [default]
        tag = "fold" if rules.fold else "exact"
        return Node(ENV, self.values.positions.span(statement), text="|".join(names), style=style, items=items, tag=tag)

    def declared(self, value: _ast.expr | None, rules: _Rules, scope: Scope) -> tuple[Node | None, list[str]]:
        """The default and the names that ``Field(...)`` gives."""
        if value is None:
            return None, []
        if not isinstance(value, _ast.Call) or _named(value.func) != "Field":
            return self.values.value(value, scope), []
        found = {one.arg: one.value for one in value.keywords if one.arg}
        first = value.args[0] if value.args else found.get("default")
        given = first is not None and not (isinstance(first, _ast.Constant) and first.value is ...)
        default = self.values.value(first, scope) if given and first is not None else None
        if "default_factory" in found:
            default = self.values.opaque(value, "a default that is made")
        spelt = found.get("env") if rules.old else found.get("validation_alias", found.get("alias"))
        if spelt is None:
            return default, []
        if isinstance(spelt, _ast.Call) and _named(spelt.func) == "AliasChoices":
            return default, [one for item in spelt.args for one in _texts(self.values.value(item, scope))]
        return default, _texts(self.values.value(spelt, scope)) or ["|"]


def _overridden(node: Node, entries: list[Entry]) -> None:
    """What the class writes stands unless a variable that is known says otherwise."""
    fields = {entry.key: entry.value for entry in entries}
    for entry in node.entries:
        field = fields.get(entry.key)
        if field is not None and field.kind == ENV and field.items and entry.value.kind == SCALAR:
            entry.value = Node(
                ENV, entry.value.span, text=field.text, style=field.style, items=[entry.value], tag=WRITTEN
            )


def made(values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> Node | None:
    """The object that a call of a settings class makes."""
    holder = holder_of(values, call.func, scope)
    if holder is None or holder.tag != TAG or not holder.items or call.args:
        return None
    if not values.affords(holder.items[0]):
        return None
    entries = [copy_entry(entry) for entry in holder.items[0].entries]
    for keyword in call.keywords:
        if keyword.arg is None or (keyword.arg.startswith("_env") and not keyword.arg.startswith("_env_file")):
            return None
        if not keyword.arg.startswith("_"):
            place = values.positions.span(keyword)
            entries.append(Entry(keyword.arg, place, _given(values, keyword, holder.items[0], scope, depth), place))
    return Node(MAP, values.positions.span(call), entries=entries, style="instance")


def _given(values: Evaluator, keyword: _ast.keyword, fields: Node, scope: Scope, depth: int) -> Node:
    """A value that is handed over, where its type is the field's own, so that it stays as it is."""
    node = values.value(keyword.value, scope, depth)
    field = fields.get(keyword.arg or "")
    style = field.value.style if field is not None and field.value.kind == ENV else "none"
    if node.kind == SCALAR and style in (f"pydantic:{node.tag}", "" if node.tag == "str" else "-"):
        return node
    return values.opaque(keyword.value, "an argument of another type")


def _named(expression: _ast.expr) -> str:
    if isinstance(expression, _ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, _ast.Name) else ""


def _texts(node: Node) -> list[str]:
    items = node.items if node.items else [node]
    return [one.text for one in items if one.kind == SCALAR and one.tag == "str"]


def _kind(annotation: _ast.expr | None, depth: int = 0) -> str:
    """The name of a type, without what makes it optional; empty where it is another one."""
    if annotation is None or depth > _MAX_DEPTH:
        return ""
    if isinstance(annotation, _ast.Constant) and isinstance(annotation.value, str):
        return annotation.value if annotation.value.isidentifier() else ""
    if isinstance(annotation, _ast.BinOp) and isinstance(annotation.op, _ast.BitOr):
        return _one_of([annotation.left, annotation.right], depth)
    if isinstance(annotation, _ast.Subscript):
        outer = _named(annotation.value)
        inner = annotation.slice.elts if isinstance(annotation.slice, _ast.Tuple) else [annotation.slice]
        if outer in ("Optional", "Annotated"):
            return _kind(inner[0], depth + 1)
        return _one_of(inner, depth) if outer == "Union" else "ClassVar" if outer == "ClassVar" else ""
    return _named(annotation)


def _one_of(kinds: list[_ast.expr], depth: int) -> str:
    others = [one for one in kinds if not (isinstance(one, _ast.Constant) and one.value is None)]
    return _kind(others[0], depth + 1) if len(others) == 1 else ""


def _validated(values: Evaluator, statement: _ast.ClassDef, entries: list[Entry]) -> None:
    """What the class's own functions may put in the place of a value is not known."""
    changed: set[str] = set()
    for one in statement.body:
        if not isinstance(one, _ast.FunctionDef):
            continue
        changed.update(["*"] if one.name in _OTHERWISE else [])
        for decorator in one.decorator_list:
            call = decorator if isinstance(decorator, _ast.Call) else None
            name = _named(call.func if call is not None else decorator)
            if name in _SOME and call is not None:
                changed.update(_words(call.args))
            elif name in _ANY:
                after = call is not None and any(_words([item.value]) == ["after"] for item in call.keywords)
                changed.update(_assigned(one) if after else ["*"])
    for entry in entries:
        if entry.key in changed or "*" in changed:
            entry.value = Node(OPAQUE, entry.value.span, why="a validator of the class may change it")


def _words(arguments: list[_ast.expr]) -> list[str]:
    return [one.value for one in arguments if isinstance(one, _ast.Constant) and isinstance(one.value, str)]


def _assigned(function: _ast.FunctionDef) -> list[str]:
    found: list[str] = []
    todo: list[_ast.AST] = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, _ast.Attribute) and isinstance(node.ctx, _ast.Store):
            found.append(node.attr)
        if isinstance(node, _ast.Call) and _named(node.func) in ("setattr", "__setattr__", "__dict__", "update"):
            found.append("*")
        for field in node._fields:
            child = getattr(node, field, None)
            todo += [one for one in (child if isinstance(child, list) else [child]) if isinstance(one, _ast.AST)]
    return found
