"""Projects of several settings modules that import each other, for hypothesis; run by ``python projects.py`` for real.

The program reads one project a line as JSON (files, environment, guards), imports its ``proj.prod`` and prints what the
names hold. It is a process of its own, and each project has a folder of its own.
"""

from __future__ import annotations

import importlib
import json
import os
import sys

NAMES = ["S0", "S1", "S2", "S3"]
VARIABLES = ["V0", "V1", "V2"]
WORDS = ["", "0", "1", "587", "465", "true", "True", "no", "prod", "smtp.example.org", "a,b"]
MODULES = ["base", "mail", "local", "prod"]  # each may import those before it, and "absent", which is not there

LITERALS = [
    "'smtp.example.org'",
    "''",
    "'465'",
    "465",
    "587",
    "0",
    "True",
    "False",
    "None",
    "['a', 1]",
    "{'x': 465}",
    "1.5",
]
READS = ["os.environ.get({v})", "os.environ.get({v}, {l})", "os.getenv({v}, '25')", "os.environ.get({v}, 'x')"]
EXPRESSIONS = [
    "{n}", "f'{{{n}}}.org'", "({n} or {l})", "{read}", "int({read} or 0)", "({read} == 'prod')", "flag({v})", "({n}, {l})",
    "dict(x={n}, y={l})", "({l} if {read} else {n})", "str({n})", "CONFIG['x']", "Config.A", "made.B", "bool({n})", "[{n}]",
    "'-'.join(['a', str({n})])", "'{{}}:{{}}'.format({n}, {l})", "({n} == {l})", "({n} is None)", "port.get({n}, 1)",
]  # fmt: skip
STATEMENTS = [
    "{n} = {e}", "{n} = {e}", "{n} = {e}", "{n}, {m} = {e}, {e}", "{n} = {m} = {e}", "CONFIG['x'] = {e}", "CONFIG.update(x={e})",
    "Config.A = {e}", "class Config(Config):\n    A = {e}", "class Other(Config):\n    B = {e}\n{n} = Other.A\n{m} = Other.B",
    "if DEBUG:\n    {n} = {e}\nelse:\n    {n} = {e}", "if not DEBUG:\n    {n} = {e}", "if os.environ.get({v}) == 'prod':\n    {n} = {e}",
    "CONFIG = {{'x': {e}, **CONFIG}}", "made = Config()\n{n} = made.A", "made.B = {e}\n{n} = made.B",
    "def own(value, more={l}):\n    if value:\n        return value\n    return more\n{n} = own({e})\n{m} = own({read}, {l})",
    "DEBUG = {b}", "DEBUG = not DEBUG", "DEBUG = {b}\nif DEBUG:\n    {n} = {e}", "del {n}",
    "try:\n    {n} = os.environ[{v}]\nexcept KeyError:\n    {n} = {l}", "{n} += 'x'", "globals()['{n}'] = {e}",
]  # fmt: skip
IMPORTS = [
    "from .{o} import *", "from .{o} import *", "from .{o} import {n}", "from .{o} import {n} as {m}", "from .{o} import {n}, {m}",
    "from . import {o}\n{n} = {o}.{m}", "import proj.{o} as far\n{n} = far.{m}", "import proj.{o}\n{n} = proj.{o}.{m}",
    "from proj.{o} import *", "from .{o} import Config\n{n} = Config.A", "from .{o} import CONFIG\nCONFIG['x'] = {e}\n{n} = CONFIG['x']",
    "from .{o} import flag as other\n{n} = other({v})", "from . import {o}\n{n} = {o}.flag({v})", "from . import {o}\n{n} = {o}.Config.B",
    "try:\n    from .{o} import *\nexcept ImportError:\n    {n} = {e}", "try:\n    from .absent import *\nexcept ImportError:\n    {n} = {e}",
    "try:\n    from .absent import {n}\nexcept ImportError:\n    from .{o} import {n}", "if os.environ.get({v}):\n    from .{o} import *\nelse:\n    {n} = {e}",
    "if os.environ.get({v}) == 'prod':\n    from .{o} import *", "if not DEBUG:\n    from .{o} import {n}, {m}",
    "import importlib\nfar = importlib.import_module('proj.{o}')\n{n} = far.{m}", "from . import {o}\nglobals().update(vars({o}))",
    "import importlib\nglobals().update(importlib.import_module('proj.{o}').__dict__)", "from . import {o}\n{n} = vars({o})['{m}']",
    "from .{o} import made\n{n} = made.A", "from . import {o}\nclass Config({o}.Config):\n    B = {e}\n{n} = Config.A",
    "if os.environ.get({v}):\n    from .{o} import DEBUG\nif DEBUG:\n    {n} = {e}",
    "try:\n    from .{o} import {n}\nexcept ImportError:\n    {n} = {e}",
    "try:\n    from .{o} import {n}\nexcept ImportError:\n    pass\nelse:\n    {m} = {e}",
]  # fmt: skip
HEAD = """\
import os
DEBUG = {b}
S0, S1, S2, S3 = {l}, {l}, {l}, {l}
CONFIG = {{'x': {l}}}
port = {{'465': 'tls', 'x': 1}}
class Config:
    A = {l}
    B = os.environ.get({v}, {l})
made = Config()
def flag(name, default=False):
    value = os.environ.get(name)
    return default if value is None else value.lower() in ('1', 'true')
"""


def shown(value: object, depth: int = 0) -> object:
    """A value as JSON can hold it, its type kept."""
    if isinstance(value, (list, tuple)) and depth < 20:
        return ["seq", [shown(item, depth + 1) for item in value]]
    if isinstance(value, dict) and depth < 20:
        return ["map", {str(key): shown(item, depth + 1) for key, item in value.items()}]
    plain = value is None or isinstance(value, (bool, int, float, str))
    return [type(value).__name__, repr(value)] if plain else ["other", ""]


def outcome(folder: str, environment: dict[str, str], guards: list[str]) -> dict[str, object]:
    """What ``proj.prod`` in a folder holds when it is imported, or the error that stops it."""
    os.environ.clear()
    os.environ.update(environment)
    for name in [one for one in sys.modules if one == "proj" or one.startswith("proj.")]:
        del sys.modules[name]
    sys.path[0] = folder
    importlib.invalidate_caches()
    try:
        module = importlib.import_module("proj.prod")
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    around: dict[str, object] = {
        name.rpartition(".")[2]: one for name, one in sys.modules.items() if name.startswith("proj.")
    }
    space = {**around, **vars(module)}
    held = {name: shown(vars(module)[name]) for name in NAMES if name in vars(module)}
    return {"names": held, "true": [guard for guard in guards if may_hold(guard, space, around)]}


def may_hold(guard: str, space: dict[str, object], around: dict[str, object]) -> bool:
    """Whether a guard is true; one that is no expression (the words of a ``try``) may be."""
    try:
        return bool(eval(guard, {**space, **around}))
    except Exception:
        return True


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.path.insert(0, "")
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(outcome(request["folder"], request["environment"], request["guards"])), flush=True)
