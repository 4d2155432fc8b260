"""What dynaconf makes of texts and of values that meet: TOML in variables, markers such as ``@int``, merging.

From the sources of dynaconf 3.1.12, 3.2.13 and 3.3.5 (``utils/parse_conf.py``, ``utils/__init__.py``), which the tests
run as well. What they do not agree on, and markers that only some of them have, is not known.
"""

from __future__ import annotations

from ...conditions import UNKNOWN
from ...readers import base

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...readers.base import Node
    from ...text import Source

# Markers that every version has; those that only newer ones have are in _NEWER.
_NONE = ("@note", "@comment", "@null", "@none")
_LAZY = ("@format", "@jinja")
_COMMON = ("@str", "@int", "@float", "@bool", "@json", "@reset", "@del", "@merge", "@merge_unique", "@empty",
           *_LAZY, *_NONE)  # fmt: skip
_NEWER = ("@insert", "@get", "@read_file", "@upper", "@lower", "@title", "@capitalize", "@strip", "@lstrip", "@rstrip",
          "@split", "@casefold", "@swapcase")  # fmt: skip
_TRUE = ("t", "true", "enabled", "1", "on", "yes")
_MERGE = "dynaconf_merge"
_MAX_TEXT = 4096
_MAX_NUMBER = 60  # characters of a number
_MAX_DEPTH = 20  # mappings inside mappings

CASTS = {"@int": "int", "@float": "float", "@bool": "bool", "@str": "str"}


class Held:
    """A value with the place where it stands: ``raw`` is a scalar, a dict or list of Held, a Marker, or UNKNOWN.

    ``variable`` is the variable that gave it, ``written`` whether the value stands there as it is, ``error``
    what the program stops with that reads it.
    """

    __slots__ = ("error", "node", "raw", "source", "variable", "written")

    def __init__(
        self, raw: Any, node: Node | None = None, source: Source | None = None, variable: str = "",
        *, written: bool = False,
    ) -> None:  # fmt: skip
        self.raw = raw
        self.node = node
        self.source = source
        self.variable = variable
        self.written = written
        self.error = ""

    def like(self, raw: Any) -> Held:
        """Another value that comes from the same place."""
        return Held(raw, self.node, self.source, self.variable)


class Marker:
    """A value that is worked out later: ``kind`` is ``@format``, ``@jinja``, ``@del`` or ``@merge``."""

    __slots__ = ("casts", "kind", "text", "value")

    def __init__(self, kind: str, text: str = "", value: Held | None = None, casts: list[str] | None = None) -> None:
        self.kind = kind
        self.text = text
        self.value = value
        self.casts = casts or []


# -- texts -------------------------------------------------------------------------------------------------------------


def of_variable(held: Held, *, capitals: bool | None) -> Held:
    """The value of an environment variable, from its text; ``capitals``: whether ``True`` is a flag (None: who knows).

    Since 3.2.2 ``True`` and ``False`` are read as ``true`` and ``false``; before, they were texts.
    """
    text = held.raw
    if text.strip() in ("True", "False"):
        if capitals is None and text.strip() == "False":
            return held.like(UNKNOWN)
        return held.like(text.strip() == "True") if capitals is not False else held.like(text)
    return parsed(parsed(held, toml=True))


def parsed(held: Held, *, toml: bool = False, depth: int = 0) -> Held:
    """A value with the markers in its texts worked out; ``toml``: a text without a marker is read as TOML."""
    raw = held.raw
    if depth > _MAX_DEPTH:
        return held.like(UNKNOWN)
    if isinstance(raw, dict) and any(key.startswith(_MERGE) and one.raw is not True for key, one in raw.items()):
        return held.like(UNKNOWN)  # what is not to be merged, but is in some versions
    if isinstance(raw, dict):
        return held.like({key: parsed(one, toml=toml, depth=depth + 1) for key, one in raw.items()})
    if isinstance(raw, list):
        return held.like([parsed(one, toml=toml, depth=depth + 1) for one in raw])
    if not isinstance(raw, str):
        return held
    if raw.startswith("@"):
        word = raw.partition(" ")[0]
        if word in _COMMON:
            return _marked(held, word, raw[len(word) + 1 :], depth)
        if raw.startswith((*_COMMON, *_NEWER)):
            return held.like(UNKNOWN)
    if not toml:
        return held
    value = _toml(held, raw)
    same = isinstance(value.raw, str) and value.raw == raw
    return held if same else value


def _marked(held: Held, word: str, value: str, depth: int) -> Held:
    second = value.partition(" ")[0]
    if second in _LAZY:  # @int @format {this.PORT}
        later = _marked(held, second, value[len(second) :].strip(), depth + 1)
        if isinstance(later.raw, Marker) and word in CASTS:
            later.raw.casts.append(word)
            return later
        return held.like(UNKNOWN)
    if second in _NEWER:
        return held.like(UNKNOWN)
    if word in _NONE:
        return held.like(None)
    if word in CASTS:
        result = held.like(cast(word, value))
        result.error = refused(word, value) if result.raw is UNKNOWN else ""
        return result if word != "@str" or not value.startswith("@") else held.like(UNKNOWN)  # it may be read again
    if word in _LAZY:
        return held.like(Marker(word, value))
    if word == "@json":
        return _json(held, value)
    if word == "@merge":
        inner = parsed(held.like(value), toml=True, depth=depth + 1)
        return held.like(Marker(word, value=inner) if isinstance(inner.raw, dict) else UNKNOWN)
    return held.like(Marker("@del") if word == "@del" else UNKNOWN)


def cast(word: str, value: Any) -> Any:
    """What ``@int``, ``@float``, ``@bool`` or ``@str`` makes of a scalar; UNKNOWN where it raises, or is not known."""
    if value is UNKNOWN or isinstance(value, (dict, list, Marker)) or word not in CASTS:
        return UNKNOWN
    if word == "@str":
        return str(value)
    if word == "@bool":
        text = str(value)
        return text.lower() in _TRUE if text == text.strip() else UNKNOWN  # 3.3 takes the blanks away
    if value is None or (isinstance(value, str) and len(value) > _MAX_NUMBER):
        return UNKNOWN
    try:
        return int(value) if word == "@int" else float(value)
    except (ValueError, OverflowError):
        return UNKNOWN


def refused(word: str, value: str) -> str:
    """What Python says to a number that a marker asks for and does not get (``@int x``)."""
    if word not in ("@int", "@float") or len(value) > _MAX_NUMBER:
        return ""
    if word == "@int":
        return f"invalid literal for int() with base 10: {value!r}"
    return f"could not convert string to float: {value!r}"


def _json(held: Held, text: str) -> Held:
    import json

    if len(text) > _MAX_TEXT:
        return held.like(UNKNOWN)
    try:
        return _tree(held, json.loads(text), 0)
    except (ValueError, RecursionError):
        return held.like(UNKNOWN)


def _tree(held: Held, value: Any, depth: int) -> Held:
    if depth > _MAX_DEPTH:
        return held.like(UNKNOWN)
    if isinstance(value, dict):
        return held.like({str(key): _tree(held, one, depth + 1) for key, one in value.items()})
    if isinstance(value, list):
        return held.like([_tree(held, one, depth + 1) for one in value])
    return held.like(value)


def _toml(held: Held, text: str) -> Held:
    """The value of ``key=text`` in TOML, or the text itself where that is no TOML."""
    from ...readers import toml
    from ...text import Source

    if len(text) > _MAX_TEXT or any(mark in text for mark in ("\\e", "\\x", "\r", "\x00")):
        return held.like(UNKNOWN)  # TOML 1.1 reads more than 1.0
    document = toml.read(Source(held.variable, "key=" + text))
    entry = document.roots[0].get("key")
    if document.problems or entry is None:
        return held.like(text)
    return _of_toml(held, entry.value, 0)


def _of_toml(held: Held, node: Node, depth: int) -> Held:
    if node.kind == base.MAP:
        return held.like({one.key: _of_toml(held, one.value, depth + 1) for one in node.entries})
    if node.kind == base.SEQ:
        return held.like([_of_toml(held, one, depth + 1) for one in node.items])
    return held.like(scalar(node))


def scalar(node: Node) -> Any:
    """The value of a scalar whose type the format fixes, as TOML and JSON do; UNKNOWN for dates and odd numbers."""
    if node.kind != base.SCALAR:
        return UNKNOWN
    if node.tag == "str":
        return node.text
    if node.tag == "bool":
        return node.text.lower() == "true"
    if node.tag == "null":
        return None
    if node.tag not in ("int", "float") or len(node.text) > _MAX_NUMBER:
        return UNKNOWN
    try:
        return int(node.text) if node.tag == "int" else float(node.text)
    except ValueError:
        return UNKNOWN


def plain_yaml(text: str) -> Any:
    """The value of a plain scalar as ruamel.yaml has it (YAML 1.2); UNKNOWN where it may be another kind of number."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if text[0] not in "+-.0123456789" and text not in ("=", "<<"):
        return text
    digits = text[1:] if text[0] == "-" else text
    if digits.isdigit() and digits.isascii() and (len(digits) == 1 or digits[0] != "0") and len(digits) < _MAX_NUMBER:
        return int(text)
    whole, point, rest = text.partition(".")
    if point and whole.isdigit() and rest.isdigit() and text.isascii() and len(text) < 18:
        return float(text)
    names = any(char.isalpha() and char.lower() not in "abcdefox_tzn" for char in text) or text.count(".") > 1
    return text if names and ":" not in text and "_" not in text else UNKNOWN


def fails(held: Held, depth: int = 0) -> bool:
    """Whether the program stops where it reads a value, or one inside of it."""
    inner = held.raw.values() if isinstance(held.raw, dict) else held.raw if isinstance(held.raw, list) else ()
    return bool(held.error) or (depth < _MAX_DEPTH and any(fails(one, depth + 1) for one in inner))


def holds_more(held: Held) -> bool:
    """Whether a value is neither nothing nor empty, as far as is known."""
    return held.raw is UNKNOWN or bool(held.raw)


# -- values that meet --------------------------------------------------------------------------------------------------


def found_key(data: dict[str, Held], key: str) -> str:
    """The key under which a mapping holds a name, whatever its capitals; the name itself where it holds none."""
    if key in data:
        return key
    return next((one for one in data if one.lower() == key.lower()), key)


def merge(old: Held | None, new: Held, depth: int = 0) -> Held:
    """``object_merge``: what a value becomes that is merged with the one before it."""
    if old is None or old.raw is None or new.raw is None:
        return new
    if isinstance(new.raw, list) and (isinstance(old.raw, list) or old.raw is UNKNOWN):
        return new.like(UNKNOWN)  # lists are put together in more ways than mail settings need
    if not isinstance(new.raw, dict) or not isinstance(old.raw, (dict, Marker)):
        return new.like(UNKNOWN) if isinstance(new.raw, dict) and old.raw is UNKNOWN else new
    if isinstance(old.raw, Marker) or depth > _MAX_DEPTH:
        return new.like(UNKNOWN)
    result: dict[str, Held] = {}
    own = {found_key(old.raw, key): one for key, one in new.raw.items()}
    if depth and _MERGE in own and own[_MERGE].raw is not True:
        return new.like(UNKNOWN)
    own.pop(_MERGE, None)
    for key, before in old.raw.items():
        result[key] = _merged(before, own[key], depth) if key in own else before
    result.update({key: one for key, one in own.items() if key not in result})
    result = {key: one for key, one in result.items() if not _is(one, "@del")}
    return new.like({key: _cleared(one, old.raw.get(key), depth) for key, one in result.items()})


def _merged(before: Held, own: Held, depth: int) -> Held:
    return own if isinstance(own.raw, Marker) else merge(before, own, depth + 1)


def _cleared(held: Held, before: Held | None, depth: int) -> Held:
    """A value of a merged mapping without what asked for the merging."""
    if _is(held, "@merge") and held.raw.value is not None:
        return merge(before, held.raw.value, depth + 1)
    if isinstance(held.raw, dict) and _MERGE in held.raw:
        return held.like({key: one for key, one in held.raw.items() if key != _MERGE})
    return held


def _is(held: Held, kind: str) -> bool:
    return isinstance(held.raw, Marker) and held.raw.kind == kind


def taken_in(existing: Held | None, value: Held, *, context: bool | None, everywhere: bool) -> Held | None:
    """What ``settings.set`` stores for a key that holds ``existing``; None where the key is taken away.

    ``context`` is the ``dynaconf_merge`` of a file or of one environment in it, ``everywhere`` that of all.
    """
    if _is(value, "@del"):
        return None
    if _is(value, "@merge"):
        inner = value.raw.value
        value = merge(existing, inner) if existing is not None and holds_more(existing) else inner
    if existing is None or existing.raw is None:
        return value
    if context:
        return merge(existing, value)
    merges = everywhere if context is None else context
    if isinstance(value.raw, list):
        asks = any(isinstance(one.raw, str) and one.raw.startswith(_MERGE) for one in value.raw)
        return value.like(UNKNOWN) if asks or merges else value
    if not isinstance(value.raw, dict):
        return value
    mark = value.raw.get(_MERGE) or value.raw.get(_MERGE + "_unique")
    rest = {key: one for key, one in value.raw.items() if not key.startswith(_MERGE)}
    if mark is not None and (mark.raw is UNKNOWN or mark.raw not in (True, False) or (mark.raw is False and merges)):
        return value.like(UNKNOWN)
    if merges or (mark is not None and mark.raw is True):
        return merge(existing, value.like(rest))
    return value.like(rest)
