"""The user's configuration: ``[tool.smtplint]`` in pyproject.toml, or the top level of smtplint.toml.

Everything wrong in it is collected with its line, so that one run names all of it; ``config.schema.json`` says the same
for editors. The TOML parser is imported only when there is a file to read.
"""

from __future__ import annotations

import os
import sys

from .findings import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

SCHEMA_FILE = "config.schema.json"  # beside this module


class ConfigProblem:
    """Something wrong in a configuration file: what, and on which 1-based line."""

    __slots__ = ("line", "message")

    def __init__(self, message: str, line: int) -> None:
        self.message = message
        self.line = line


class Config:
    """The options in force. Globs and file names are relative to ``root``; ``path`` is empty where there is no file.

    With ``problems`` not empty nothing may be linted: the run ends with exit status 2 and names them.
    """

    __slots__ = (
        "client", "env_file", "exclude", "fail_on", "ignore", "knowledge", "path", "per_file_ignores", "problems",
        "root", "select",
    )  # fmt: skip

    def __init__(self, path: str = "") -> None:
        self.path = path
        self.root = os.path.dirname(os.path.abspath(path)) if path else ""
        self.select: list[str] = []
        self.ignore: list[str] = []
        self.exclude: list[str] = []
        self.per_file_ignores: dict[str, list[str]] = {}
        self.fail_on = "warning"
        self.client: dict[str, str] = {}
        self.env_file: list[str] = []
        self.knowledge: list[str] = []
        self.problems: list[ConfigProblem] = []

    def ignored_in(self, path: str) -> list[str]:
        """The rules that ``per-file-ignores`` switches off for a file."""
        return [rule for glob, rules in self.per_file_ignores.items() if self._names(glob, path) for rule in rules]

    def client_of(self, path: str) -> str | None:
        """The client that the configuration says a file belongs to: the last glob that names it wins."""
        wanted = None
        for glob, client in self.client.items():
            if self._names(glob, path):
                wanted = client
        return wanted

    def env_paths(self) -> list[str]:
        """The paths of ``env-file``, which are relative to the configuration, as the working directory sees them."""
        return [os.path.relpath(os.path.join(self.root, name)) if self.root else name for name in self.env_file]

    def _names(self, glob: str, path: str) -> bool:
        from .globs import matches

        return matches(glob, os.path.relpath(path, self.root or os.curdir).replace(os.sep, "/"))


def load(path: str) -> Config:
    """The configuration in a file. Never raises: what is wrong stands in ``problems``."""
    from .project import read_bytes
    from .text import Source

    config = Config(path)
    data = read_bytes(path)
    if isinstance(data, str):
        config.problems.append(ConfigProblem(f"the configuration is not read: {data}", 1))
        return config
    source = Source.from_bytes(path, data)
    if source.problem:
        config.problems.append(ConfigProblem(source.problem, 1))
        return config
    table = _table(config, source.text)
    if table is not None:
        _take(config, table, _Lines(source.text, "" if _is_own(path) else "tool.smtplint"))
    return config


def _is_own(path: str) -> bool:
    return os.path.basename(path) != "pyproject.toml"


def _table(config: Config, text: str) -> dict[str, Any] | None:
    """The table of options, empty where pyproject.toml has none; None after a problem."""
    try:
        document = _parse(text)
    except (ValueError, RecursionError) as error:
        config.problems.append(_syntax_problem(error))
        return None
    if _is_own(config.path):
        return document
    tool = document.get("tool", {})
    table = tool.get("smtplint", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        config.problems.append(ConfigProblem("tool.smtplint must be a table", _Lines(text, "tool").of("smtplint")))
        return None
    return table


def _parse(text: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(text)


def _syntax_problem(error: Exception) -> ConfigProblem:
    message = str(error) or "nested too deeply"
    words, found, place = message.rpartition(" (at line ")
    number = place.partition(",")[0]
    if found and number.isdigit():
        return ConfigProblem(f"not valid TOML: {words}", int(number))
    return ConfigProblem(f"not valid TOML: {message}", 1)


def _take(config: Config, table: dict[str, Any], lines: _Lines) -> None:
    for key, value in table.items():
        reader = _OPTIONS.get(key)
        if reader is None:
            config.problems.append(ConfigProblem(_unknown(key), lines.of(key)))
            continue
        problem = reader(config, value)
        if problem:
            config.problems.append(ConfigProblem(f"{key}: {problem}", lines.of(key)))


def _unknown(key: str) -> str:
    likely = key.strip().lower().replace("_", "-")
    if likely in _OPTIONS:
        return f"unknown option {key!r}: it is written {likely!r}"
    return f"unknown option {key!r}; the options are {', '.join(_OPTIONS)}"


def _texts(value: object) -> list[str] | None:
    """The value as a list of texts that are not empty, or None where it is not one."""
    if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
        return list(value)
    return None


def _list_option(name: str) -> Callable[[Config, object], str]:
    def read(config: Config, value: object) -> str:
        texts = _texts(value)
        if texts is None:
            return "must be an array of strings"
        setattr(config, name, texts)
        return ""

    return read


def _env_file(config: Config, value: object) -> str:
    texts = _texts([value] if isinstance(value, str) else value)
    if texts is None:
        return "must be a file name or an array of file names"
    config.env_file = texts
    return ""


def _fail_on(config: Config, value: object) -> str:
    if not isinstance(value, str) or value not in SEVERITIES:
        return f"must be one of {', '.join(SEVERITIES)}"
    config.fail_on = value
    return ""


def _per_file_ignores(config: Config, value: object) -> str:
    message = 'must be a table of globs with arrays of rules, such as {"tests/**" = ["SMTP201"]}'
    if not isinstance(value, dict):
        return message
    for glob, rules in value.items():
        texts = _texts(rules)
        if texts is None or not glob:
            return message
        config.per_file_ignores[glob] = texts
    return ""


def _client(config: Config, value: object) -> str:
    if not isinstance(value, dict) or not all(glob and isinstance(name, str) and name for glob, name in value.items()):
        return 'must be a table of globs with client names, such as {"deploy/*.env" = "laravel"}'
    config.client = dict(value)
    return ""


_OPTIONS: dict[str, Callable[[Config, object], str]] = {
    "select": _list_option("select"),
    "ignore": _list_option("ignore"),
    "exclude": _list_option("exclude"),
    "per-file-ignores": _per_file_ignores,
    "fail-on": _fail_on,
    "client": _client,
    "env-file": _env_file,
    "knowledge": _list_option("knowledge"),
}


class _Lines:
    """Finds the line of an option: a key in its table, or the header of a table of that name."""

    __slots__ = ("_table", "_text")

    def __init__(self, text: str, table: str) -> None:
        self._text = text
        self._table = table

    def of(self, key: str) -> int:
        """The 1-based line on which the option is first written; the table's header where it cannot be told; else 1."""
        wanted = f"{self._table}.{key}" if self._table else key
        header, best = "", 1
        for number, line in enumerate(self._text.split("\n"), 1):
            bare = line.strip().replace('"', "").replace("'", "")
            if bare.startswith("["):
                header = bare.strip("[").partition("]")[0].replace(" ", "")
                full = header
            else:
                name = bare.partition("=")[0].replace(" ", "")
                full = f"{header}.{name}" if header else name
            if full == wanted or full.startswith(wanted + "."):
                return number
            if header == self._table and best == 1:
                best = number
        return best
