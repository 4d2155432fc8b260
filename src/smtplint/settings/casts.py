"""What a program's own cast makes of a variable: ``bool("False")`` is true, ``== "True"`` is not ``true``."""

from __future__ import annotations

from ..conditions import UNKNOWN
from .parse import FALSE_WORDS, TRUE_WORDS, number_of
from .values import Misfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Words of the readers, from their sources: distutils.util.strtobool, decouple, environs (marshmallow), django-environ.
_STRTOBOOL = (("y", "yes", "t", "true", "on", "1"), ("n", "no", "f", "false", "off", "0"))
_ENVIRONS = (("t", "true", "on", "y", "yes", "1"), ("f", "false", "off", "n", "no", "0"))
_PYDANTIC = (("t", "true", "on", "y", "yes", "1"), ("f", "false", "off", "n", "no", "0"))
_CONFIGURATIONS = (("yes", "y", "true", "1"), ("no", "n", "false", "0", ""))
_STARLETTE = (("true", "1"), ("false", "0"))
_DJANGO_ENVIRON_TRUE = ("true", "on", "ok", "y", "yes", "1")


def split(style: str) -> tuple[bool, bool, str]:
    """Whether the default is also used for an empty variable (``read or default``), whether blanks go, and the cast."""
    either = style == "or" or style.startswith("or+")
    rest = style[3:] if either else style
    strip = rest == "strip" or rest.startswith("strip+")
    return either, strip, rest[6:] if strip else rest


def apply(cast: str, raw: Any) -> tuple[Any, Misfit | None]:
    """The value after ``cast`` (as the Python reader spells it), or UNKNOWN; and what goes wrong."""
    if cast in _NUMBERS:  # of program code: every language reads plain digits alike
        found = raw if type(raw) is int else number_of(raw) if isinstance(raw, str) else None
        return (UNKNOWN if found is None or (found == 0 and cast == "nonzero") else found), None
    if raw is UNKNOWN or (not isinstance(raw, str) and cast not in ("int", "float", "bool", "str", "int-bool")):
        return (raw if cast == "" else UNKNOWN), None
    name, _, words = cast.partition(":")
    if cast == "":
        return raw, None
    if cast == "str":
        return str(raw), None
    if cast == "json-or-text":
        return _json_or_text(raw), None
    if cast in ("lower", "upper", "capitalize", "title"):
        return getattr(raw, cast)(), None
    if cast in ("int", "float"):
        return _number(raw, cast, _PLAIN)
    if cast == "bool":
        return bool(raw), _misread(raw, bool(raw))
    if name in ("eq", "in", "eq-fold", "in-fold"):
        return _among(raw, words, fold=name.endswith("-fold"))
    if cast == "int-bool":
        number, misfit = _number(raw, "int", _PLAIN)
        return (bool(number) if number is not UNKNOWN else UNKNOWN), misfit
    return _reader(cast, raw)


def _json_or_text(raw: str) -> Any:
    """What a text is as JSON, or the text itself; lists and mappings are left unknown."""
    import json

    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return raw
    plain = value is None or (isinstance(value, (str, int, float)) and value == value)
    return value if plain else UNKNOWN


_NUMBERS = ("number", "nonzero")
_LONGEST = 60  # characters of a text that is read as a number
_PLAIN = {
    "int": "ValueError: invalid literal for int() with base 10: {value!r}",
    "float": "ValueError: could not convert string to float: {value!r}",
}


def _number(raw: Any, kind: str, errors: dict[str, str]) -> tuple[Any, Misfit | None]:
    """Python's own ``int(x)`` or ``float(x)``, which take blanks around the digits and underscores between them."""
    if raw is None or (isinstance(raw, str) and len(raw) > _LONGEST):
        return UNKNOWN, None
    try:
        value = int(raw) if kind == "int" else float(raw)
    except ValueError:
        return UNKNOWN, Misfit("int", "fails", errors[kind].format(value=raw))
    except OverflowError:
        return UNKNOWN, None
    return (value, None) if value == value else (UNKNOWN, None)


def _among(raw: str, words: str, *, fold: bool) -> tuple[Any, Misfit | None]:
    value = (raw.lower() if fold else raw) in words.split(",")
    return value, _misread(raw, value)


def _reader(cast: str, raw: str) -> tuple[Any, Misfit | None]:
    """What the library's own reader makes of a text; lists, mappings and URLs are left unknown."""
    library, _, kind = cast.partition(":")
    if library == "django-environ" and raw.startswith("$"):
        return UNKNOWN, None  # it stands for the variable of that name
    if kind == "int" and library in _READER_ERRORS:
        return _number(raw, "int", _READER_ERRORS[library])
    if kind == "float" and library in _READER_ERRORS:
        return _reader_float(library, raw)
    if cast == "django-environ:bool":
        number, misfit = _number(raw, "int", _PLAIN)
        value = raw.lower().strip() in _DJANGO_ENVIRON_TRUE if misfit else number
        return (value, None) if value is UNKNOWN else (bool(value), _misread(raw, bool(value)))
    if library == "configurations":
        return _configurations(kind, raw)
    if cast == "envparse:bool":
        value = raw.lower() in _DJANGO_ENVIRON_TRUE
        return value, _misread(raw, value)
    if cast == "environs:bool":
        spelt = raw in (raw.lower(), raw.upper(), raw.capitalize())
        return _one_of(raw if spelt else "", _ENVIRONS, 'invalid: ["Not a valid boolean."]', raw)
    if cast == "decouple:bool" and raw == "":
        return False, None
    if library == "pydantic":
        return _pydantic(kind, raw)
    if library == "prettyconf":
        return _prettyconf(kind, raw)
    if cast == "starlette:bool":
        return _one_of(raw, _STARLETTE, f"ValueError: ... has value {raw.lower()!r}. Not a valid bool.", raw)
    if cast in ("strtobool", "decouple:bool"):
        value, misfit = _one_of(raw, _STRTOBOOL, f"ValueError: invalid truth value {raw!r}", raw)
        return (int(value) if cast == "strtobool" and value is not UNKNOWN else value), misfit
    return UNKNOWN, None


_READER_ERRORS = {
    "django-environ": _PLAIN,
    "decouple": _PLAIN,
    "starlette": _PLAIN,
    "envparse": {"int": "ConfigurationError: invalid literal for int() with base 10: {value!r}"},
    "environs": {"int": 'invalid: ["Not a valid integer."]', "float": 'invalid: ["Not a valid number."]'},
}


def _configurations(kind: str, raw: str) -> tuple[Any, Misfit | None]:
    """The values of django-configurations."""
    if kind == "bool":
        return _one_of(raw.strip(), _CONFIGURATIONS, f"ValueError: Cannot interpret boolean value {raw!r}", raw)
    error = "ValueError: Cannot interpret value {value!r}"
    value, misfit = _number(raw, "float" if kind == "float" else "int", {"int": error, "float": error})
    if kind == "positive" and value is not UNKNOWN and value < 0:
        return UNKNOWN, Misfit("int", "fails", error.format(value=raw))
    return value, misfit


def _prettyconf(kind: str, raw: str) -> tuple[Any, Misfit | None]:
    """``config.boolean``, which takes no blanks, and ``config.eval``, which is ``ast.literal_eval``."""
    if kind == "bool":
        return _one_of(raw, _STRTOBOOL, "InvalidConfiguration: Value is not a valid boolean", raw)
    import ast

    try:
        value = ast.literal_eval(raw) if len(raw) <= _LONGEST else UNKNOWN
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return UNKNOWN, None
    return (value if isinstance(value, (str, int, float, bool, type(None))) else UNKNOWN), None


def _pydantic(kind: str, raw: str) -> tuple[Any, Misfit | None]:
    """Pydantic's own reading of a text as a flag or a number, as far as it takes plain digits."""
    if kind == "bool":
        return _one_of(raw, _PYDANTIC, "Input should be a valid boolean, unable to interpret input", raw)
    digits = raw[1:] if raw[:1] in ("+", "-") else raw
    plain = digits.isascii() and digits.replace(".", "", 1 if kind == "float" else 0).isdigit() and len(raw) < _LONGEST
    if kind in ("int", "float") and plain:
        return (int(raw) if kind == "int" else float(raw)), None
    if kind == "int" and not any(char.isdigit() for char in raw):
        error = "Input should be a valid integer, unable to parse string as an integer"
        return UNKNOWN, Misfit("int", "fails", error)
    return UNKNOWN, None


def _reader_float(library: str, raw: str) -> tuple[Any, Misfit | None]:
    if library == "django-environ" and not raw.replace(".", "", 1).isdecimal():
        return UNKNOWN, None  # it drops what is neither a digit nor a mark, and takes the last mark for the point
    value, misfit = _number(raw, "float", _READER_ERRORS[library])
    return (UNKNOWN, None) if value is UNKNOWN and misfit is None else (value, misfit)


def _one_of(
    raw: str, words: tuple[tuple[str, ...], tuple[str, ...]], error: str, shown: str
) -> tuple[Any, Misfit | None]:
    word = raw.lower()
    if word in words[0] or word in words[1]:
        return word in words[0], None
    return UNKNOWN, Misfit("bool", "fails", error.replace("{value}", shown))


def _misread(raw: str, value: bool) -> Misfit | None:
    word = raw.strip().lower()
    wrong = (value and word in FALSE_WORDS) or (not value and word in TRUE_WORDS)
    return Misfit("bool", "misread") if wrong else None
