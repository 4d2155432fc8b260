"""Reads of environment variables in Python, and the conversions around them.

The style of an ENV node says what is done to the variable's text:

``""``                        nothing: a str
``int float bool str json``   Python's own ``int(x)``, ``float(x)``, ``bool(x)``, ``str(x)``, ``json.loads(x)``
``lower upper capitalize title``  the str method; ``strip``, ``strip+lower`` … without the blanks around it
``eq:True``                   ``x == "True"``
``eq-fold:true``              ``x.lower() == "true"``
``in:true,1`` ``in-fold:true,1``  ``x in ("true", "1")``, ``x.lower() in ("true", "1")``
``strtobool``                 ``strtobool(x)``, of distutils or a copy of it
``int-bool``                  ``bool(int(x))``
``django-environ:bool`` …     the library's ``bool int float list dict``; also ``environs:bool`` …, ``decouple:bool`` …
``envparse:bool`` ``configurations:int`` …  of envparse, and of django-configurations (``configurations``)
``starlette:bool`` ``pydantic:int`` …  of starlette's Config and of a field of pydantic (``pydantic``)
``computed:…``                an operation on operands (``computed``), or a setting of a URL (``urls``)
``environ:url``               django-environ's ``email_url``; ``environs:dj-email-url`` that of environs
``or``, ``or+int`` …          the default is also used where the variable is empty; then the rest applies to the result

``items`` holds the default if one is written (it may be an ENV node itself; one that is no str equals no word); the tag
is ``required`` where an unset variable raises an exception, ``file`` where a mapping of a file is read (``over-file``:
that of the environment over it) and not the environment.
"""

from __future__ import annotations

import _ast

from ...text import Span
from ..base import ENV, MAP, OPAQUE, SCALAR, SEQ, Node
from . import tls as python_tls
from .names import FILE, OVER_FILE
from .values import Evaluator, Scope, python_value, truth, with_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .environs import Prefixes

_READERS = (
    "dj_email_url",
    "environ",
    "dotenv_values",
    "getenv",
    "decouple",
    "starlette",
    "BaseSettings",
    "prettyconf",
    "dynaconf",
    "import",
)
# Words of files in which paths and data files matter.
FILES = ("json.load", "json import", "toml", "yaml", "configparser", "from_file(", "from_json(", "exec(", "include(",
         "read_env(", "load_dotenv(")  # fmt: skip
_GETTERS = frozenset(("os.getenv", "os.environ.get"))
_BUILTINS = frozenset(("int", "bool", "float", "str"))
_METHODS = frozenset(("lower", "upper", "casefold", "capitalize", "title", "strip", "lstrip", "rstrip"))
_FOLDS = {"lower": "lower", "casefold": "lower", "upper": "upper", "capitalize": "capitalize", "title": "title"}
_TYPES = {"bool": "bool", "int": "int", "float": "float", "list": "list", "tuple": "list", "dict": "dict"}
_DJANGO_METHODS = {"": "", "str": "", "json": "json", "email_url": "environ:url", "email": "environ:url"}
_DEFAULT_THIRD = frozenset(
    ("", "list", "tuple", "dict")
)  # env(var, cast, default), as opposed to env.int(var, default)
_WRAPPERS = frozenset(("pydantic.SecretStr", "starlette.datastructures.Secret"))  # they only hide a text
_MAX_NAME = 200
_MAX_NUMBER = 60  # characters of a text given to int() or float()


class Environment:
    """Recognises environment reads for an ``Evaluator``; every method answers None for what it does not know."""

    __slots__ = ("_prefixes", "_text", "changed", "files", "namespaces", "reads")

    def __init__(self, text: str) -> None:
        self.changed: set[str] = set()  # variables that the file itself sets; "*": any of them
        self.reads = any(word in text for word in _READERS)
        self.files = any(word in text for word in FILES)  # paths and data files matter
        self.namespaces = "import_module" in text or "vars(" in text  # modules are used as values
        self._text = text
        self._prefixes: Prefixes | None = None

    @property
    def prefixes(self) -> Prefixes:
        """What stands before the names that environs reads now."""
        if self._prefixes is None:
            from .environs import Prefixes

            self._prefixes = Prefixes(self._text)
        return self._prefixes

    def call(self, values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> Node | None:
        """A read (``os.getenv("X")``), a conversion (``int(...)``) or a str method around one."""
        return self._unless_changed(self._called(values, call, scope, depth))

    def _unless_changed(self, node: Node | None) -> Node | None:
        if node is not None and node.kind == ENV and self.changed and not self.changed.isdisjoint((node.text, "*")):
            return Node(OPAQUE, node.span, why=f"{node.text} is set in the file itself")
        return node

    def _called(self, values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> Node | None:
        if isinstance(call.func, _ast.Attribute) and call.func.attr in _METHODS and not call.args:
            return self._method(values, call, call.func, scope, depth)
        if isinstance(call.func, _ast.Name) and call.func.id in _BUILTINS and scope.lookup(call.func.id) is None:
            return self._builtin(values, call, call.func.id, scope, depth)
        origin = values.names.origin(call.func)
        if origin in _GETTERS:
            return self._read(values, call, scope, depth, style="", keywords=("key", "default"))
        if origin in (FILE + ".get", OVER_FILE + ".get"):
            node = self._read(values, call, scope, depth, style="", keywords=("key", "default"))
            return None if node is None else _tagged(node, origin[:-4])
        if origin.startswith("environ.Env()"):
            return self._django(values, call, origin[13:].lstrip("."), scope, depth)
        if origin.startswith(("environs.Env()", "envparse.Env()")):
            from . import environs as python_environs

            read = python_environs.environs if origin.startswith("environs") else python_environs.envparse
            return read(values, call, origin[14:].lstrip("."), scope, depth)
        if origin in ("decouple.config", "decouple.Config()", "decouple.AutoConfig()", "decouple.Config().get"):
            return self._decouple(values, call, scope, depth)
        if origin in ("starlette.config.Config()", "starlette.config.Config().get"):
            return self._starlette(values, call, scope, depth)
        if origin == "dj_email_url.config":
            return self._dj_email_url(values, call, scope, depth)
        if origin.endswith((".parse", ".email_url_config")):
            return self._parsed_url(values, call, origin, scope, depth)
        if origin.endswith("strtobool") or (isinstance(call.func, _ast.Name) and call.func.id == "strtobool"):
            return self._converted(values, call, "strtobool", scope, depth)
        if origin.startswith("prettyconf."):
            from . import prettyconf as python_prettyconf

            return python_prettyconf.read(values, call, scope, depth) if origin in python_prettyconf.READERS else None
        if origin.startswith("dynaconf."):
            from .layers import made

            return made(values, call, scope, origin)
        if origin == "json.loads":
            return self._converted(values, call, "json", scope, depth)
        if origin in _WRAPPERS and len(call.args) == 1:
            node = values.value(call.args[0], scope, depth)
            return with_span(node, values.positions.span(call)) if node.kind in (ENV, SCALAR) else None
        return python_tls.made(values, call, origin) if origin else None

    def subscript(self, values: Evaluator, expression: _ast.Subscript, scope: Scope, depth: int) -> Node | None:
        """``os.environ["X"]``."""
        origin = values.names.origin(expression.value)
        if origin not in ("os.environ", FILE, OVER_FILE):
            return None
        name = values.value(expression.slice, scope, depth)
        return self._unless_changed(_tagged(_node(values.positions.span(expression), name, "", None), origin))

    def compare(
        self, values: Evaluator, expression: _ast.expr, operator: _ast.cmpop, left: Node, right: Node
    ) -> Node | None:
        """``read == "True"`` and ``read in ("true", "1")``."""
        if isinstance(operator, _ast.Eq) and right.kind == ENV and left.kind == SCALAR:
            left, right = right, left
        if left.kind != ENV:
            return None
        if isinstance(operator, _ast.Eq) and right.kind == SCALAR and right.tag == "str":
            return _restyled(values, expression, left, "eq", [right.text])
        if isinstance(operator, _ast.In) and right.kind == SEQ and right.items:
            words = [item.text for item in right.items if item.kind == SCALAR and item.tag == "str"]
            if len(words) == len(right.items) and not any("," in word for word in words):
                return _restyled(values, expression, left, "in", words)
        return None

    def either(self, operands: list[Node]) -> Node | None:
        """``read or default``, also several in a row."""
        result = operands[-1]
        for operand in reversed(operands[:-1]):
            falls = not operand.items or truth(operand.items[0]) is False
            if operand.kind != ENV or operand.style != "" or not falls:
                return None
            span = Span(operand.span.start, max(operand.span.end, result.span.end))
            result = Node(
                ENV, span, text=operand.text, items=[result], style="or", tag=operand.tag, quirks=operand.quirks
            )
        return result

    def choice(self, values: Evaluator, expression: _ast.IfExp, test: Node) -> Node | None:
        """``True if read == "x" else False``."""
        if test.kind != ENV or not isinstance(expression.body, _ast.Constant):
            return None
        if expression.body.value is not True or not isinstance(expression.orelse, _ast.Constant):
            return None
        return _restyled(values, expression, test, "bool") if expression.orelse.value is False else None

    def _method(
        self, values: Evaluator, call: _ast.Call, function: _ast.Attribute, scope: Scope, depth: int
    ) -> Node | None:
        node = values.value(function.value, scope, depth)
        if call.keywords:
            return None
        if node.kind == SCALAR and node.tag == "str":
            return values.turned(call, node, getattr(node.text, function.attr)())
        if node.kind != ENV:
            return None
        fold = _FOLDS.get(function.attr)
        if fold:
            return _restyled(values, call, node, fold)
        prefix, rest = _peeled(node.style)
        if function.attr != "strip" or rest not in ("", "lower", "upper"):
            return None
        prefix += "" if prefix.endswith("strip+") else "strip+"
        return _respanned(node, values.positions.span(call), _built(prefix, rest))

    def _builtin(self, values: Evaluator, call: _ast.Call, name: str, scope: Scope, depth: int) -> Node | None:
        if len(call.args) != 1 or call.keywords:
            return None
        node = values.value(call.args[0], scope, depth)
        if node.kind == ENV:
            return _restyled(values, call, node, name)
        known = truth(node)
        if name == "bool" and known is not None:
            return values.scalar(call, known)
        has, value = python_value(node)
        if not has or (name != "str" and len(node.text) > _MAX_NUMBER):
            return None
        try:
            if name == "str":
                return values.turned(call, node, str(value))
            if isinstance(value, (str, int, float)):
                return values.turned(call, node, int(value) if name == "int" else float(value))
        except (ValueError, OverflowError):
            return None
        return None

    def _converted(self, values: Evaluator, call: _ast.Call, style: str, scope: Scope, depth: int) -> Node | None:
        if len(call.args) != 1 or call.keywords:
            return None
        node = values.value(call.args[0], scope, depth)
        return _restyled(values, call, node, style) if node.kind == ENV else None

    def _read(
        self, values: Evaluator, call: _ast.Call, scope: Scope, depth: int, *, style: str, keywords: tuple[str, str]
    ) -> Node | None:
        if not _plain_arguments(call):
            return None
        name = _argument(call, 0, keywords[0])
        default = _argument(call, 1, keywords[1])
        if name is None:
            return None
        fallback = None if default is None else values.value(default, scope, depth)
        node = _node(values.positions.span(call), values.value(name, scope, depth), style, fallback)
        if node.kind == ENV:
            node.tag = ""
        return node

    def _django(self, values: Evaluator, call: _ast.Call, method: str, scope: Scope, depth: int) -> Node | None:
        style = _DJANGO_METHODS.get(method)
        if style is None and method in _TYPES:
            style = f"django-environ:{_TYPES[method]}"
        if style is None or not _plain_arguments(call):
            return None
        name = _argument(call, 0, "var")
        third = method in _DEFAULT_THIRD
        cast = _argument(call, 1, "cast") if third else None
        written = _argument(call, 2 if third else 1, "default")
        span = values.positions.span(call)
        if name is None:
            return Node(ENV, span, text="EMAIL_URL", style=style) if style == "environ:url" else None
        variable = values.value(name, scope, depth)
        declared, fallback = _declared(values, call, variable.text, scope, depth)
        cast = cast if cast is not None else declared
        default = values.value(written, scope, depth) if written is not None else fallback
        if method == "":
            found = _cast_style(cast, "django-environ") if cast is not None else _smart_style(default)
            if found is None:
                return None
            style = found
        return _node(span, variable, style, default)

    def _dj_email_url(self, values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> Node | None:
        if not _plain_arguments(call):
            return None
        name, written = _argument(call, 0, "env"), _argument(call, 1, "default")
        span = values.positions.span(call)
        variable = Node(SCALAR, span, text="EMAIL_URL", tag="str") if name is None else values.value(name, scope, depth)
        default = None if written is None else values.value(written, scope, depth)
        return _node(span, variable, "environs:dj-email-url", default)

    def _parsed_url(self, values: Evaluator, call: _ast.Call, origin: str, scope: Scope, depth: int) -> Node | None:
        """``dj_email_url.parse(os.environ["EMAIL_URL"])``."""
        from .urls import PARSERS, parsed

        if origin not in PARSERS or len(call.args) != 1 or call.keywords:
            return None
        node = parsed(values.value(call.args[0], scope, depth), PARSERS[origin])
        return None if node is None else with_span(node, values.positions.span(call))

    def _decouple(self, values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> Node | None:
        if not _plain_arguments(call):
            return None
        name, written, cast = (_argument(call, i, key) for i, key in enumerate(("option", "default", "cast")))
        style = "" if cast is None else _cast_style(cast, "decouple")
        if name is None or style is None:
            return None
        default = None if written is None else values.value(written, scope, depth)
        return _node(values.positions.span(call), values.value(name, scope, depth), style, default)

    def _starlette(self, values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> Node | None:
        if not _plain_arguments(call):
            return None
        name, cast, written = (_argument(call, i, key) for i, key in enumerate(("key", "cast", "default")))
        style = "" if cast is None else _starlette_style(values, cast)
        prefix = self._prefix(values, call, scope, depth)
        if name is None or style is None or prefix is None:
            return None
        variable = values.value(name, scope, depth)
        if variable.kind == SCALAR:
            variable = Node(SCALAR, variable.span, text=prefix + variable.text, tag=variable.tag)
        default = None if written is None else values.value(written, scope, depth)
        return _node(values.positions.span(call), variable, style, default)

    def _prefix(self, values: Evaluator, call: _ast.Call, scope: Scope, depth: int) -> str | None:
        """``config = Config(env_prefix="APP_")``."""
        function = call.func.value if isinstance(call.func, _ast.Attribute) else call.func
        scheme = values.names.schemes.get(function.id, {}) if isinstance(function, _ast.Name) else {}
        if "env_prefix" not in scheme:
            return ""
        node = values.value(scheme["env_prefix"], scope, depth)
        return node.text if node.kind == SCALAR and node.tag == "str" else None


def _starlette_style(values: Evaluator, cast: _ast.expr) -> str | None:
    if isinstance(cast, _ast.Name) and cast.id in ("str", "int", "float", "bool"):
        return "" if cast.id == "str" else f"starlette:{cast.id}"
    if values.names.origin(cast) == "starlette.datastructures.Secret":
        return ""
    listed = values.names.origin(cast) == "starlette.datastructures.CommaSeparatedStrings"
    return "starlette:list" if listed else None


def _tagged(node: Node, origin: str) -> Node:
    """A read that looks into the mapping of a file."""
    if node.kind == ENV and origin in (FILE, OVER_FILE):
        node.tag = "file" if origin == FILE else "over-file"
    return node


def _node(span: Span, name: Node, style: str, default: Node | None) -> Node:
    if name.kind != SCALAR or name.tag != "str" or len(name.text) > _MAX_NAME:
        return Node(OPAQUE, span, why="an environment variable whose name is not known")
    items = [] if default is None else [default]
    return Node(ENV, span, text=name.text, style=style, items=items, tag="" if items else "required")


def _plain_arguments(call: _ast.Call) -> bool:
    starred = any(isinstance(argument, _ast.Starred) for argument in call.args)
    return not starred and all(keyword.arg is not None for keyword in call.keywords)


def _argument(call: _ast.Call, position: int, keyword: str) -> _ast.expr | None:
    if position < len(call.args):
        return call.args[position]
    return next((item.value for item in call.keywords if item.arg == keyword), None)


def _declared(
    values: Evaluator, call: _ast.Call, variable: str, scope: Scope, depth: int
) -> tuple[_ast.expr | None, Node | None]:
    """The cast and the default that ``env = environ.Env(NAME=(cast, default))`` declares for a variable."""
    function = call.func.value if isinstance(call.func, _ast.Attribute) else call.func
    scheme = values.names.schemes.get(function.id) if isinstance(function, _ast.Name) else None
    found = scheme.get(variable) if scheme is not None else None
    if not isinstance(found, _ast.Tuple) or len(found.elts) != 2:
        return found, None
    default = values.value(found.elts[1], scope, depth)
    return found.elts[0], default if values.affords(default) else values.opaque(call, "too large to follow")


def _cast_style(cast: _ast.expr, library: str) -> str | None:
    if isinstance(cast, _ast.Name):
        if cast.id in ("str", "strtobool"):
            return "" if cast.id == "str" else "strtobool"
        return f"{library}:{_TYPES[cast.id]}" if cast.id in _TYPES else None
    if isinstance(cast, _ast.Call) and isinstance(cast.func, _ast.Name) and cast.func.id == "Csv":
        return f"{library}:list"
    return "" if isinstance(cast, _ast.Constant) and cast.value is None else None


def _smart_style(default: Node | None) -> str | None:
    """django-environ converts to the type of the default where no cast is given (``Env.smart_cast``)."""
    if default is None:
        return ""
    if default.kind == SCALAR:
        return f"django-environ:{default.tag}" if default.tag in ("int", "bool", "float") else ""
    if default.kind in (SEQ, MAP):
        return "django-environ:list" if default.kind == SEQ else "django-environ:dict"
    return "" if _is_text(default) else None


def _is_text(node: Node) -> bool:
    """Whether a value is a text (or None), whatever the environment says."""
    if node.kind == SCALAR:
        return node.tag in ("str", "null")
    if node.kind != ENV:
        return False
    if node.style in ("computed:or", "computed:and"):
        return all(_is_text(item) for item in node.items)
    if node.style in ("computed:text", "computed:.strip", "computed:.replace"):
        return True
    return node.style in ("", "or", "lower", "upper", "strip") and all(_is_text(item) for item in node.items)


def _respanned(node: Node, span: Span, style: str) -> Node:
    return Node(ENV, span, text=node.text, items=node.items, style=style, tag=node.tag, quirks=node.quirks)


def _restyled(
    values: Evaluator, expression: _ast.expr, node: Node, step: str, words: list[str] | None = None
) -> Node | None:
    """An ENV node with one conversion more around it; None where the two together have no name."""
    prefix, before = _peeled(node.style)
    style = _next_style(before, step, words or [])
    if style is None:
        return None
    result = _respanned(node, values.positions.span(expression), _built(prefix, style))
    if before == "str" and style != "str":  # the new style says nothing of it any more
        result.items = [_as_text(item) for item in node.items]
    return result


def _peeled(style: str) -> tuple[str, str]:
    """What of a style comes before its cast, and the cast: ``or+strip+lower`` is ``or+strip+`` and ``lower``."""
    prefix = ""
    for word in ("or", "strip"):
        if style == word:
            return f"{prefix}{word}+", ""
        if style.startswith(word + "+"):
            prefix, style = f"{prefix}{word}+", style[len(word) + 1 :]
    return prefix, style


def _built(prefix: str, style: str) -> str:
    return prefix + style if style else prefix[:-1]


def _as_text(default: Node) -> Node:
    """What ``str()`` makes of a default."""
    if default.kind != SCALAR or default.tag == "str":
        return default
    return Node(SCALAR, default.span, text=default.text, tag="str")


def _next_style(style: str, step: str, words: list[str]) -> str | None:
    if words:
        return _word_style(style, step, words)
    if style in ("", "str"):
        return step
    if step == "bool":
        return "int-bool" if style == "int" else style if _is_bool(style) else None
    if style == step or style.endswith(f":{step}"):
        return style
    return "strtobool" if style == "strtobool" and step == "int" else None


def _word_style(style: str, step: str, words: list[str]) -> str | None:
    if style in ("", "str"):
        return f"{step}:{','.join(words)}"
    if style == "lower":
        return f"{step}-fold:{','.join(words)}"
    if style in ("upper", "capitalize", "title") and all(word == getattr(word, style)() for word in words):
        return f"{step}-fold:{','.join(word.lower() for word in words)}"
    return None


def _is_bool(style: str) -> bool:
    return (
        style in ("bool", "int-bool", "strtobool") or style.endswith(":bool") or style.startswith(("eq", "in:", "in-"))
    )
