"""What a program's own cast makes of an environment variable: ``bool("False")`` is true, ``== "True"`` is not ``true``."""

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
_DJANGO_ENVIRON_TRUE = ("true", "on", "ok", "y", "yes", "1")


def apply(cast: str, raw: Any) -> tuple[Any, Misfit | None]:
    """The value after ``cast`` (see the Python reader for its spelling), or UNKNOWN; and what goes wrong, if it does."""
    if raw is UNKNOWN or not isinstance(raw, str):
        return raw, None
    cast = cast.removeprefix("or+")
    name, _, words = cast.partition(":")
    if cast in ("", "str", "or"):
        return raw, None
    if cast in ("lower", "upper", "capitalize"):
        return getattr(raw, cast)(), None
    if cast in ("int", "float") or words in ("int", "float"):
        return _number(raw)
    if cast == "bool":
        return bool(raw), _misread(raw, bool(raw))
    if name in ("eq", "in", "eq-fold", "in-fold"):
        return _among(raw, words, fold=name.endswith("-fold"))
    if cast == "int-bool":
        number, misfit = _number(raw)
        return (bool(number) if number is not UNKNOWN else UNKNOWN), misfit
    return _reader(cast, raw)


def _number(raw: str) -> tuple[Any, Misfit | None]:
    number = number_of(raw.strip())
    if number is None:
        return UNKNOWN, Misfit("int", "fails", f"ValueError: invalid literal for int() with base 10: '{raw}'")
    return number, None


def _among(raw: str, words: str, *, fold: bool) -> tuple[Any, Misfit | None]:
    value = (raw.lower() if fold else raw) in words.split(",")
    return value, _misread(raw, value)


def _reader(cast: str, raw: str) -> tuple[Any, Misfit | None]:
    word = raw.lower()
    if cast == "django-environ:bool":
        number = number_of(raw)
        value = bool(number) if number is not None else word.strip() in _DJANGO_ENVIRON_TRUE
        return value, _misread(raw, value)
    tables = {"strtobool": _STRTOBOOL, "decouple:bool": _STRTOBOOL, "environs:bool": _ENVIRONS}
    if cast not in tables:
        return UNKNOWN, None
    true, false = tables[cast]
    if word in true or word in false:
        return word in true, None
    if cast == "decouple:bool" and word == "":
        return False, None
    return UNKNOWN, Misfit("bool", "fails", f"ValueError: invalid truth value '{raw}'")


def _misread(raw: str, value: bool) -> Misfit | None:
    word = raw.strip().lower()
    wrong = (value and word in FALSE_WORDS) or (not value and word in TRUE_WORDS)
    return Misfit("bool", "misread") if wrong else None
