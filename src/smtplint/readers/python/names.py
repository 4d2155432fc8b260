"""Where the names of a Python file come from: imports, aliases of what was imported, and how often a name is bound."""

from __future__ import annotations

import _ast

# Calls whose result is known by the call's own name plus "()".
FACTORIES = frozenset(
    (
        "environ.Env",
        "environ.FileAwareEnv",
        "environs.Env",
        "environs.FileAwareEnv",
        "envparse.Env",
        "decouple.Config",
        "decouple.AutoConfig",
        "prettyconf.Configuration",
        "starlette.config.Config",
        "dotenv.dotenv_values",
    )
)
FILE = "dotenv.dotenv_values()"  # the mapping of what a file sets
OVER_FILE = FILE + "+environ"  # the same, under the environment
_SAME = {
    "environs.env": "environs.Env()",
    "envparse.env": "envparse.Env()",
    "environ.FileAwareEnv()": "environ.Env()",
    "environs.FileAwareEnv()": "environs.Env()",
    "tomli": "tomllib",
    "dotenv.main.dotenv_values()": "dotenv.dotenv_values()",
}
_MAX_CHAIN = 12  # attributes in one dotted name
_MAX_CALLS = 3  # calls inside one dotted name
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


class Names:
    """``origins`` maps a local name to the dotted name that it stands for; ``once`` are the module's names bound once.

    ``bound`` are all of them, ``imported`` those that imports bind; ``modules`` are the modules that are imported, or
    from which names are, as they are written.
    ``schemes`` maps a name to the arguments of the ``environ.Env(...)`` that it holds: they declare casts and defaults.
    """

    __slots__ = ("_counts", "bound", "functions_bind", "imported", "modules", "once", "origins", "schemes", "star")

    def __init__(self, statements: list[_ast.stmt]) -> None:
        self.origins: dict[str, str] = {}
        self.schemes: dict[str, dict[str, _ast.expr]] = {}
        self.star = False
        self.modules: list[str] = []
        self.imported: set[str] = set()
        self.functions_bind: set[str] = set()  # names of the module that a function declares global
        self._counts: dict[str, int] = {}
        self._collect(statements)
        self.once = {name for name, count in self._counts.items() if count == 1}
        self.bound = set(self._counts)
        if "os" not in self._counts:
            self.origins.setdefault("os", "os")
        relative = self.origins.get("env", "").startswith(".")
        if relative or (self.star and "env" not in self._counts and "env" not in self.origins):
            self.origins["env"] = "environ.Env()"  # Django's split settings: base.py makes it, the others import it

    def origin(self, expression: _ast.expr, depth: int = 0) -> str:
        """The dotted name of what an expression refers to (``os.environ.get``), or an empty string."""
        attributes: list[str] = []
        while isinstance(expression, _ast.Attribute):
            attributes.append(expression.attr)
            expression = expression.value
            if len(attributes) > _MAX_CHAIN:
                return ""
        if isinstance(expression, _ast.Name):
            base = self.origins.get(expression.id, "")
        elif isinstance(expression, _ast.Call) and isinstance(expression.func, (_ast.Name, _ast.Attribute)):
            base = self.origin(expression.func, depth + 1) if depth < _MAX_CALLS else ""
            base = base + "()" if base in FACTORIES else ""
        else:
            return ""
        if not base:
            return ""
        attributes.append(_SAME.get(base, base))
        name = ".".join(reversed(attributes))
        return _SAME.get(name, name)

    def know(self, readers: dict[str, tuple[str, dict[str, _ast.expr]]]) -> None:
        """Takes over what imported names stand for that read the environment, unless they are bound here as well."""
        for name, (origin, scheme) in readers.items():
            if self._counts.get(name, 0) <= (name in self.imported):
                self.origins[name] = origin
                self.schemes[name] = scheme

    def _collect(self, statements: list[_ast.stmt]) -> None:
        todo: list[tuple[_ast.AST, bool]] = [(statement, True) for statement in reversed(statements)]
        while todo:
            node, module = todo.pop()
            if isinstance(node, (_ast.Import, _ast.ImportFrom)):
                self._import(node, module)
            elif isinstance(node, (_ast.Assign, _ast.AnnAssign, _ast.AugAssign)):
                self._assign(node, module)
            elif isinstance(node, _ast.Global):
                self.functions_bind.update(node.names)
                for name in node.names:
                    self._count(name, 2)
            elif isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef)):
                if module:
                    self._count(node.name)
                module = False
            elif module:
                self._bound(node)
            for field in reversed(_BODIES):
                children = getattr(node, field, None)
                if isinstance(children, list):
                    todo.extend((child, module) for child in reversed(children))

    def _count(self, name: str, times: int = 1) -> None:
        self._counts[name] = self._counts.get(name, 0) + times

    def _import(self, node: _ast.Import | _ast.ImportFrom, module: bool) -> None:
        if isinstance(node, _ast.ImportFrom):
            self.modules.append("." * node.level + (node.module or ""))
        else:
            self.modules += [alias.name for alias in node.names]
        for alias in node.names:
            if alias.name == "*":
                self.star = True
                continue
            if isinstance(node, _ast.Import):
                name = alias.asname or alias.name.partition(".")[0]
                target = alias.name if alias.asname else name
            else:
                name = alias.asname or alias.name
                target = f"{'.' * node.level}{node.module + '.' if node.module else ''}{alias.name}"
            target = _SAME.get(target, target)
            if self.origins.setdefault(name, target) != target and (target[0] == "." or isinstance(node, _ast.Import)):
                self.origins[name] = ""  # two modules have this name, one after the other
            self.imported.add(name)
            if module:
                self._count(name)

    def _assign(self, node: _ast.Assign | _ast.AnnAssign | _ast.AugAssign, module: bool) -> None:
        targets = node.targets if isinstance(node, _ast.Assign) else [node.target]
        if module:
            for target in targets:
                self._bound(target)
        if len(targets) == 1 and isinstance(targets[0], _ast.Name) and node.value is not None:
            self._alias(targets[0].id, node.value)

    def _alias(self, name: str, value: _ast.expr) -> None:
        origin = self._layered(value) if isinstance(value, _ast.Dict) else self.origin(value)
        if not origin:
            return
        if self.origins.setdefault(name, origin) != origin:
            self.origins[name] = ""  # bound to two different things
        elif isinstance(value, _ast.Call):
            self.schemes[name] = {keyword.arg: keyword.value for keyword in value.keywords if keyword.arg}

    def _layered(self, value: _ast.Dict) -> str:
        """``{**dotenv_values(".env"), **os.environ}``: the environment over files."""
        origins = [self.origin(one) for one in value.values]
        if any(value.keys) or not origins or any(one != FILE for one in origins[:-1]):
            return ""
        return {"os.environ": OVER_FILE if len(origins) > 1 else "", FILE: FILE}.get(origins[-1], "")

    def _bound(self, node: _ast.AST) -> None:
        """Counts the names that a target, a loop, a ``with`` or a handler binds."""
        todo: list[object] = [node]
        while todo:
            item = todo.pop()
            if isinstance(item, _ast.Name):
                self._count(item.id)
            elif isinstance(item, (_ast.Tuple, _ast.List)):
                todo.extend(item.elts)
            elif isinstance(item, _ast.Starred):
                todo.append(item.value)
            elif isinstance(item, (_ast.For, _ast.AsyncFor)):
                todo.append(item.target)
            elif isinstance(item, (_ast.With, _ast.AsyncWith)):
                todo.extend(part.optional_vars for part in item.items)
            elif isinstance(item, _ast.ExceptHandler) and item.name:
                self._count(item.name)
