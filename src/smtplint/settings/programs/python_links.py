"""The ``.env`` files that a settings module loads.

Which ``.env`` is loaded follows the loader: python-dotenv and environs look upwards from
the file, django-environ beside it, decouple upwards for ``settings.ini`` or ``.env``; a path that is written is
worked out from ``__file__``, and one that cannot be worked out names no file.
"""

from __future__ import annotations

import _ast
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ...readers.python.values import Evaluator
    from ...text import Source

_MAX_NODES = 20_000
_MAX_PATH = 400


def env_files(source: Source, folders: list[str], ending: str = "") -> list[tuple[str, str]]:
    """The ``.env`` files that a module loads, the one that wins first, each with the dialect of its loader.

    Behind ``file:`` stands the dialect of a file that is read into a mapping of its own (``dotenv_values``).
    With an ``ending`` such as ``.example``, the templates from which those files are made.
    """
    from ...readers.python.parse import parse
    from ...readers.python.tokens import tokens

    try:
        statements = parse(source, tokens(source.text)).statements
    except RecursionError:
        return []
    loads = _Loads(os.path.abspath(source.path), source.text, folders, ending)
    return loads.of(statements) + (loads.apart if loads.mappings == 1 else [])


def paths_of(source: Source, folders: list[str], statements: list[_ast.stmt]) -> Callable[[_ast.expr], str | None]:
    """What works out the paths that a module's expressions stand for, from ``__file__`` and the names that it binds."""
    loads = _Loads(os.path.abspath(source.path), source.text, folders)
    loads.of(statements)
    return loads.value


class _Loads:
    def __init__(self, path: str, text: str, folders: list[str], ending: str = "") -> None:
        self.path = path
        self.text = text
        self.folders = folders
        self.ending = ending
        self.environs = "environs" in text
        self.starlette = "starlette" in text
        self.names: dict[str, str] = {}
        self.found: list[tuple[str, str]] = []
        self.apart: list[tuple[str, str]] = []
        self.mappings = 0  # that are made of files; of several it is not told which is read
        self._merged: set[int] = set()
        self.values: Evaluator | None = None

    def of(self, statements: list[_ast.stmt]) -> list[tuple[str, str]]:
        todo: list[_ast.AST] = list(reversed(statements))
        count = 0
        while todo and count < _MAX_NODES:
            node = todo.pop()
            count += 1
            if isinstance(node, _ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], _ast.Name):
                self.assigned(node.targets[0].id, node.value)
            elif isinstance(node, _ast.NamedExpr) and isinstance(node.target, _ast.Name):
                self.assigned(node.target.id, node.value)
            elif isinstance(node, _ast.withitem) and isinstance(node.optional_vars, _ast.Name):
                self.assigned(node.optional_vars.id, node.context_expr)
            elif isinstance(node, _ast.Dict):
                self.merged(node)
            elif isinstance(node, _ast.Call):
                self.call(node)
            elif isinstance(node, (_ast.Import, _ast.ImportFrom)):
                self.imported(node)
            children = []
            for field in node._fields:
                child = getattr(node, field, None)
                children += [
                    one for one in (child if isinstance(child, list) else [child]) if isinstance(one, _ast.AST)
                ]
            todo += reversed(children)
        return self.found

    def assigned(self, name: str, value: _ast.expr) -> None:
        if name == "env_file":  # class Config of pydantic
            self.pydantic(value)
            return
        if name == "model_config" and isinstance(value, _ast.Dict):
            for key, one in zip(value.keys, value.values, strict=True):
                if isinstance(key, _ast.Constant) and key.value == "env_file":
                    self.pydantic(one)
            return
        path = self.value(value)
        if path is not None and len(path) <= _MAX_PATH:
            self.names[name] = path

    def imported(self, node: _ast.Import | _ast.ImportFrom) -> None:
        module = node.module if isinstance(node, _ast.ImportFrom) else node.names[0].name
        if module == "decouple" and any(alias.name in ("config", "AutoConfig", "decouple") for alias in node.names):
            self.add(self.upwards(".env"), "decouple")
        if module is not None and module.partition(".")[0] == "prettyconf":
            from ..layering.prettyconf_env import LOADER, files_of

            for path in files_of(self.folders, self.ending):
                self.add(path, LOADER)

    def call(self, call: _ast.Call) -> None:
        name = _last(call.func)
        if name == "dotenv_values" and id(call) not in self._merged:
            self.mappings += 1
            self.read_apart(call)
        elif name == "load_dotenv":
            self.dotenv(_argument(call, 0, "dotenv_path"), wins=_is_true(_argument(call, 9, "override")))
        elif name in ("read_env", "read_envfile"):
            path = _argument(call, 0, "path" if self.environs else "env_file")
            if self.environs:
                recurses = not _is_false(_argument(call, 1, "recurse"))
                self.add(
                    self.looked_for(path, recurses), "python-dotenv", wins=_is_true(_argument(call, 9, "override"))
                )
            else:
                beside = os.path.join(os.path.dirname(self.path), ".env")
                wins = _is_true(_argument(call, 9, "overwrite"))
                self.add(beside if path is None else self.worked_out(path), "django-environ", wins=wins)
        elif name == "from_prefixed_env":  # the command that runs Flask loads these two
            self.add(self.upwards(".env"), "python-dotenv")
            self.add(self.upwards(".flaskenv"), "python-dotenv")
        elif name == "RepositoryEnv" and call.args:
            self.add(self.value(call.args[0]), "decouple")
        elif name == "Config" and self.starlette:
            path = _argument(call, 0, "env_file")
            wanted = self.value(path) if path is not None else None
            if wanted:
                self.add(wanted if os.path.isabs(wanted) else self.upwards(wanted), "decouple")  # the same format
        else:
            for keyword in call.keywords:
                if keyword.arg in ("env_file", "_env_file"):
                    self.pydantic(keyword.value)

    def merged(self, node: _ast.Dict) -> None:
        """``{**dotenv_values("a"), **dotenv_values("b"), **os.environ}``: the later file wins."""
        if not any(node.keys):
            files = [one for one in node.values if isinstance(one, _ast.Call) and _last(one.func) == "dotenv_values"]
            self._merged.update(map(id, files))
            self.mappings += bool(files)
            for one in reversed(files):
                self.read_apart(one)

    def read_apart(self, call: _ast.Call) -> None:
        """The file that ``dotenv_values`` reads into a mapping, which is not the environment."""
        path = _argument(call, 0, "dotenv_path")
        found = self.upwards(".env") if path is None else self.value(path)
        if found and _argument(call, 9, "stream") is None:
            # A name alone is looked for where the program runs: in a folder above the module.
            full = found if os.path.isabs(found) else self.upwards(found)
            if full:
                self.apart.append((os.path.normpath(full) + self.ending, "file:python-dotenv"))

    def dotenv(self, path: _ast.expr | None, *, wins: bool = False) -> None:
        self.add(self.upwards(".env") if path is None else self.worked_out(path), "python-dotenv", wins=wins)

    def looked_for(self, path: _ast.expr | None, recurses: bool) -> str | None:
        """The file that environs finds: that of the path, or one of its name in a folder above."""
        beside = os.path.join(os.path.dirname(self.path), ".env")
        wanted = beside if path is None else self.worked_out(path)
        if wanted is None:
            return None
        if not os.path.isabs(wanted):  # from where the program runs
            wanted = self.upwards(wanted) or os.path.join(os.path.dirname(self.path), wanted)
        if os.path.isfile(wanted + self.ending) or not recurses:
            return wanted
        folder, name = os.path.split(os.path.normpath(wanted))
        above = [one for one in self.folders if os.path.join(folder, "").startswith(os.path.join(one, ""))]
        paths = (os.path.join(one, name) for one in above)
        return next((one for one in paths if os.path.isfile(one + self.ending)), None)

    def worked_out(self, expression: _ast.expr) -> str | None:
        """A path by what is written around it, or else by all that the module's names hold."""
        path = self.value(expression)
        if path is not None:
            return path
        from ...readers.python import read_module
        from ...readers.python.paths import path_of
        from ...text import Source

        if self.values is None:
            self.values = read_module(Source(self.path, self.text), None)[1]
        return None if self.values is None else path_of(self.values, expression, self.values.module, 0, plain=True)

    def pydantic(self, value: _ast.expr) -> None:
        """``env_file`` of pydantic: a path or several, of which a later one wins; from where it runs."""
        for one in reversed(value.elts if isinstance(value, (_ast.Tuple, _ast.List)) else [value]):
            path = self.value(one)
            if path:
                self.add(path if os.path.isabs(path) else self.upwards(path), "python-dotenv")

    def add(self, path: str | None, dialect: str, *, wins: bool = False) -> None:
        """Notes a file; what was loaded before it wins, unless the loader was told to override that."""
        if not path:
            return
        full = os.path.normpath(os.path.join(os.path.dirname(self.path), path)) + self.ending
        if (full, dialect) not in self.found:
            self.found.insert(0 if wins else len(self.found), (full, dialect))

    def upwards(self, name: str) -> str | None:
        paths = (os.path.join(one, name) for one in self.folders)
        return next((path for path in paths if os.path.isfile(path + self.ending)), None)

    def value(self, expression: _ast.expr, depth: int = 0) -> str | None:
        """The text of an expression that works a path out from ``__file__``, or None."""
        if depth > 30:
            return None
        if isinstance(expression, _ast.Constant):
            return expression.value if isinstance(expression.value, str) else None
        if isinstance(expression, _ast.Name):
            return self.path if expression.id == "__file__" else self.names.get(expression.id)
        if isinstance(expression, _ast.Attribute) and expression.attr == "parent":
            inner = self.value(expression.value, depth + 1)
            return None if inner is None else os.path.dirname(inner)
        if isinstance(expression, _ast.Subscript):
            return self.parents(expression, depth)
        if isinstance(expression, _ast.BinOp):
            left, right = self.value(expression.left, depth + 1), self.value(expression.right, depth + 1)
            if isinstance(expression.op, _ast.Sub):
                return None if left is None else _above(left, expression.right)
            if left is None or right is None:
                return None
            if isinstance(expression.op, _ast.Div):
                return os.path.join(left, right)
            return left + right if isinstance(expression.op, _ast.Add) else None
        if isinstance(expression, _ast.JoinedStr):
            parts = [
                self.value(one.value if isinstance(one, _ast.FormattedValue) else one, depth + 1)
                for one in expression.values
            ]
            return None if any(part is None for part in parts) else "".join(filter(None, parts))
        return self.called(expression, depth) if isinstance(expression, _ast.Call) else None

    def parents(self, expression: _ast.Subscript, depth: int) -> str | None:
        holder, number = expression.value, expression.slice
        if not isinstance(holder, _ast.Attribute) or holder.attr != "parents" or not isinstance(number, _ast.Constant):
            return None
        path = self.value(holder.value, depth + 1)
        if path is None or not isinstance(number.value, int) or not 0 <= number.value < 20:
            return None
        for _ in range(number.value + 1):
            path = os.path.dirname(path)
        return path

    def called(self, call: _ast.Call, depth: int) -> str | None:
        name = _last(call.func)
        if name == "find_dotenv":
            wanted = _argument(call, 0, "filename")
            text = ".env" if wanted is None else self.value(wanted, depth + 1)
            return self.upwards(text) if text else None
        arguments = [self.value(argument, depth + 1) for argument in call.args]
        if name in _METHODS and isinstance(call.func, _ast.Attribute):
            more = arguments if name in ("joinpath", "path") else []
            arguments = [self.value(call.func.value, depth + 1), *more]
        elif isinstance(call.func, _ast.Name) and name in self.names:  # a Path of django-environ
            arguments.insert(0, self.names[name])
        elif name == "open":
            arguments = arguments[:1]
        elif name not in ("Path", "str", "abspath", "realpath", "fspath", "dirname", "join", "normpath"):
            return None
        texts = [one for one in arguments if one is not None]
        if not texts or len(texts) != len(arguments):
            return None
        return os.path.dirname(texts[0]) if name == "dirname" else os.path.join(*texts)


_METHODS = frozenset(("resolve", "absolute", "as_posix", "joinpath", "path", "open"))


def _above(path: str, number: _ast.expr) -> str | None:
    """``environ.Path(__file__) - 2``: the folder that many steps up."""
    if not isinstance(number, _ast.Constant) or not isinstance(number.value, int) or not 0 < number.value < 20:
        return None
    for _ in range(number.value):
        path = os.path.dirname(path)
    return path


def _is_true(expression: _ast.expr | None) -> bool:
    return isinstance(expression, _ast.Constant) and expression.value is True


def _is_false(expression: _ast.expr | None) -> bool:
    return isinstance(expression, _ast.Constant) and expression.value is False


def _last(function: _ast.expr) -> str:
    if isinstance(function, _ast.Attribute):
        return function.attr
    return function.id if isinstance(function, _ast.Name) else ""


def _argument(call: _ast.Call, position: int, keyword: str) -> _ast.expr | None:
    if position < len(call.args):
        return call.args[position]
    return next((one.value for one in call.keywords if one.arg == keyword), None)
