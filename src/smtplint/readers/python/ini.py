"""Objects of ``configparser``: which files they read, and what a program takes out of them.

Such an object is a MAP with the style PARSER: an entry for each section, whose value is a MAP of options as they are
written. The tag is the interpolation (``basic``, ``extended``,
``none``); ``why`` says that more may be set than is shown. A section that is taken out is a MAP with the style SECTION,
whose values are as the program gets them. Held to what the library gives by ``tests/evaluation/test_python_data.py``.
"""

from __future__ import annotations

import _ast

from ...text import Span
from ..base import MAP, OPAQUE, SCALAR, SEQ, Entry, Node
from .paths import opened, path_of
from .values import Evaluator, Scope, copy_tree

PARSER, SECTION = "configparser", "ini-section"
_CLASSES = {"ConfigParser": "basic", "SafeConfigParser": "basic", "RawConfigParser": "none"}
_INTERPOLATIONS = {"BasicInterpolation": "basic", "ExtendedInterpolation": "extended"}
_HARMLESS = frozenset(("strict", "allow_no_value"))  # they do not change what a file without mistakes holds
_LOOKING = frozenset(
    ("get", "getint", "getfloat", "getboolean", "items", "sections", "options", "has_section", "has_option", "defaults",
     "keys", "values", "write")
)  # fmt: skip
_BOOLEANS = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}
_MAX_DEPTH = 10  # references inside references (configparser.MAX_INTERPOLATION_DEPTH)
_MAX_TEXT = 4096
_MAX_NUMBER = 60  # characters of a text that is read as a number
_DEFAULTS = "DEFAULT"
_CASE = "case"  # the text of an object, and of its sections, whose names keep their case


class _RefusedError(Exception):
    """configparser would raise an exception, or it cannot be told what it does."""


# -- the object --------------------------------------------------------------------------------------------------------


def made(values: Evaluator, call: _ast.Call, scope: Scope) -> Node | None:
    """A new object (``configparser.ConfigParser(interpolation=None)``); None for any other call."""
    module, _, name = values.names.origin(call.func).rpartition(".")
    if module != "configparser" or name not in _CLASSES:
        return None
    node = Node(MAP, values.positions.span(call), style=PARSER, tag=_CLASSES[name])
    if call.args:
        node.why = "a parser with defaults of its own"
    for keyword in call.keywords:
        if keyword.arg == "interpolation":
            node.tag = _interpolation(values, keyword.value)
            node.why = node.why if node.tag else "a parser with an interpolation of its own"
        elif keyword.arg not in _HARMLESS:
            return None
    return node


def _interpolation(values: Evaluator, expression: _ast.expr) -> str:
    if isinstance(expression, _ast.Constant) and expression.value is None:
        return "none"
    function = expression.func if isinstance(expression, _ast.Call) and not expression.args else None
    return _INTERPOLATIONS.get(values.names.origin(function).rpartition(".")[2], "") if function is not None else ""


def called(values: Evaluator, call: _ast.Call, holder: Node, method: str, scope: Scope, *, sure: bool) -> None:
    """A statement that calls a method of the object: it reads a file, or changes in a way that is not followed.

    ``sure`` is whether the statement is certain to run, once.
    """
    if method in _LOOKING:
        return
    forget_sections(scope)
    if method == "read" and sure and len(call.args) == 1:
        for path in _paths(values, call.args[0], scope):
            _add(values, holder, path)
    elif method in ("read_file", "readfp") and sure and len(call.args) == 1:
        _add(values, holder, opened(values, call.args[0], scope, 0))
    else:
        forget(holder)


def forget(holder: Node) -> None:
    """What the object holds is not known any more."""
    holder.entries.clear()
    holder.why = "changed in a way that is not followed"


def _paths(values: Evaluator, expression: _ast.expr, scope: Scope) -> list[str | None]:
    """The files that ``read`` is given, one or several; None for each that is not known."""
    path = path_of(values, expression, scope, 0, plain=True)
    if path is not None:
        return [path]
    if isinstance(expression, (_ast.List, _ast.Tuple)):
        return [path_of(values, one, scope, 0, plain=True) for one in expression.elts]
    node = values.value(expression, scope)
    if node.kind == SEQ:
        return [one.text if one.kind == SCALAR and one.tag == "str" else None for one in node.items]
    return [None]


def _add(values: Evaluator, holder: Node, path: str | None) -> None:
    """Lays a file over what was read before; one that is not found here may be there where the program runs."""
    imports = values.imports
    found = imports.data(path, "ini") if imports is not None and path is not None else None
    if found is None or holder.tag == "" or not values.affords(found):
        forget(holder)
        return
    for section in found.entries:
        mine = holder.get(section.key)
        if mine is None:
            mine = Entry(section.key, section.key_span, Node(MAP, section.value.span, source=section.value.source))
            holder.entries.append(mine)
        for option in section.value.entries:
            if not option.merged:
                copy = copy_tree(option.value, option.value.span)
                mine.value.entries.append(Entry(option.key, option.key_span, copy, option.span))


def parser_of(values: Evaluator, expression: _ast.expr, scope: Scope) -> Node | None:
    """The object that a name holds, unless it may be changed where that is not seen."""
    found = scope.lookup(expression.id) if isinstance(expression, _ast.Name) else None
    if found is None or found.kind != MAP or found.style != PARSER or not isinstance(expression, _ast.Name):
        return None
    return None if values.escapes.unsteady(expression.id) else found


def changed(scope: Scope, name: str) -> bool:
    """Forgets the object that a name holds, and what was taken out of it; False where it holds none."""
    held = scope.lookup(name)
    if held is None or held.style not in (PARSER, SECTION):
        return False
    forget(held)
    forget_sections(scope)
    return True


def forget_sections(scope: Scope | None) -> None:
    """Sections that names hold follow the object that they were taken from, which has changed."""
    while scope is not None:
        for one in scope.names.values():
            if one is not None and one.style == SECTION:
                forget(one)
        scope = scope.parent


# -- what is taken out -------------------------------------------------------------------------------------------------


def section_of(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node | None:
    """``config["smtp"]``: the options of a section with what ``[DEFAULT]`` adds; None where it is not there."""
    if not isinstance(expression, _ast.Subscript):
        return None
    holder = parser_of(values, expression.value, scope)
    name = values.value(expression.slice, scope, depth + 1)
    if holder is None or name.kind != SCALAR or name.tag != "str":
        return None
    span = values.positions.span(expression)
    if name.text != _DEFAULTS and holder.get(name.text) is None:
        return None
    unknown = Node(OPAQUE, span, text=name.text[:60], why=holder.why)
    entries = [Entry("*", span, unknown)] if holder.why else []
    for option in _options(holder, name.text).values():
        value = _interpolated(values, holder, name.text, option, span)
        entries.append(Entry(_spelt(holder, option.key), option.key_span, value, option.span))
    return Node(MAP, span, text=holder.text, entries=entries, style=SECTION, why=holder.why)


def taken(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node | None:
    """What an expression takes out of an object or out of a section of it; None where it takes nothing known."""
    if isinstance(expression, _ast.Subscript):
        section = _section(values, expression.value, scope, depth)
        if section is None:
            return section_of(values, expression, scope, depth)
        key = values.value(expression.slice, scope, depth + 1)
        found = section.get(_spelt(section, key.text)) if key.kind == SCALAR and key.tag == "str" else None
        return None if found is None else values.copied(found.value, values.positions.span(expression))
    if not isinstance(expression, _ast.Call) or not isinstance(expression.func, _ast.Attribute):
        return None
    method = expression.func.attr
    holder = parser_of(values, expression.func.value, scope)
    if holder is not None:
        return _looked_up(values, expression, holder, method, scope, depth)
    section = _section(values, expression.func.value, scope, depth)
    return None if section is None else _of_section(values, expression, section, method, scope, depth)


def _section(values: Evaluator, expression: _ast.expr, scope: Scope, depth: int) -> Node | None:
    if isinstance(expression, _ast.Name):
        found = scope.lookup(expression.id)
        return found if found is not None and found.kind == MAP and found.style == SECTION else None
    return section_of(values, expression, scope, depth)


def _looked_up(values: Evaluator, call: _ast.Call, holder: Node, method: str, scope: Scope, depth: int) -> Node | None:
    """``config.get("smtp", "host", fallback=...)`` and its kin."""
    given = _arguments(values, call, ("section", "option"), ("fallback", "raw"), scope, depth)
    if given is None:
        return None
    section, option = given.get("section"), given.get("option")
    if section is None or section.kind != SCALAR or section.tag != "str":
        return None
    there = section.text == _DEFAULTS or holder.get(section.text) is not None
    if method == "has_section" and option is None:
        known = there or not holder.why
        return values.scalar(call, there and section.text != _DEFAULTS) if known else None
    if option is None or option.kind != SCALAR or option.tag != "str":
        return None
    found = _options(holder, section.text).get(_spelt(holder, option.text)) if there else None
    if method == "has_option":
        return values.scalar(call, found is not None) if found is not None or not holder.why else None
    if method not in ("get", "getint", "getfloat", "getboolean"):
        return None
    if found is None:
        return None if holder.why else _fallback(values, call, given)
    span = values.positions.span(call)
    raw = given.get("raw")
    value = found.value if raw is not None and raw.text == "True" else _interpolated(
        values, holder, section.text, found, span
    )  # fmt: skip
    return _converted(values, value, method, span)


def _of_section(
    values: Evaluator, call: _ast.Call, section: Node, method: str, scope: Scope, depth: int
) -> Node | None:
    """``section.get("host", "localhost")``: a section has its fallback second."""
    if method not in ("get", "getint", "getfloat", "getboolean"):
        return None
    given = _arguments(values, call, ("option", "fallback"), (), scope, depth)
    option = given.get("option") if given is not None else None
    if given is None or option is None or option.kind != SCALAR or option.tag != "str":
        return None
    found = section.get(_spelt(section, option.text))
    if found is None:
        given.setdefault("fallback", values.scalar(call, None))
        return None if section.why else _fallback(values, call, given)
    return _converted(values, found.value, method, values.positions.span(call))


def _arguments(
    values: Evaluator, call: _ast.Call, names: tuple[str, ...], more: tuple[str, ...], scope: Scope, depth: int
) -> dict[str, Node] | None:
    """The arguments by their names; None where one of them is not known by these."""
    if len(call.args) > len(names) or any(isinstance(one, _ast.Starred) for one in call.args):
        return None
    given = dict(zip(names, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg not in (*names, *more):
            return None
        given[keyword.arg] = keyword.value
    return {name: values.value(one, scope, depth + 1) for name, one in given.items()}


def _fallback(values: Evaluator, call: _ast.Call, given: dict[str, Node]) -> Node | None:
    found = given.get("fallback")
    return None if found is None else values.copied(found, values.positions.span(call))


def _converted(values: Evaluator, node: Node, method: str, span: Span) -> Node:
    """``getint``, ``getfloat`` and ``getboolean`` of a text, with the place where it stands."""
    imports = values.imports
    seen = values.copied(node, span)
    if method == "get" or node.kind != SCALAR or imports is None:
        return seen
    value: object = None
    if method == "getboolean":
        value = _BOOLEANS.get(node.text.lower())
    elif len(node.text) <= _MAX_NUMBER:
        try:
            value = int(node.text) if method == "getint" else float(node.text)
        except ValueError:
            value = None
    if value is None or value != value:
        return Node(OPAQUE, span, why=f"{method}() of another text")
    return imports.read_as(seen, value)


# -- sections and interpolation ----------------------------------------------------------------------------------------


def keep_case(holder: Node, expression: _ast.expr) -> None:
    """``config.optionxform = str``: names of options stay as they are written."""
    if holder.entries or not isinstance(expression, _ast.Name) or expression.id != "str":
        forget(holder)
    holder.text = _CASE


def _spelt(holder: Node, name: str) -> str:
    return name if holder.text == _CASE else name.lower()


def _options(holder: Node, name: str) -> dict[str, Entry]:
    """The options of a section over those of ``[DEFAULT]``, the last one written for each name.

    Where more may be set than is shown, the section may have an option of its own for each of the defaults.
    """
    found: dict[str, Entry] = {}
    for one in (name,) if holder.why else dict.fromkeys((_DEFAULTS, name)):
        section = holder.get(one)
        for option in section.value.entries if section is not None else ():
            found[_spelt(holder, option.key)] = option
    return found


def _interpolated(values: Evaluator, holder: Node, section: str, option: Entry, span: Span) -> Node:
    """A value as the program gets it; the place stays that of the option."""
    node = option.value
    mark = {"basic": "%", "extended": "$"}.get(holder.tag, "")
    if not mark or mark not in node.text:
        return node
    try:
        if holder.why:
            raise _RefusedError
        text = _expanded(holder, section, node.text, 0)
    except _RefusedError:
        return Node(OPAQUE, span, why="a reference that is not followed")
    if values.imports is None or not values.spend(len(text) // 32 + 1):
        return Node(OPAQUE, span, why="too large to follow")
    return values.imports.read_as(node, text)


def _expanded(holder: Node, section: str, text: str, depth: int) -> str:
    if depth > _MAX_DEPTH:
        raise _RefusedError
    out, at, mark = "", 0, "%" if holder.tag == "basic" else "$"
    opening, closing = ("(", ")s") if mark == "%" else ("{", "}")
    while at < len(text):
        found = text.find(mark, at)
        if found < 0:
            return out + text[at:]
        out += text[at:found]
        if text.startswith(mark, found + 1):
            out, at = out + mark, found + 2
            continue
        end = text.find(closing[0], found)
        if not text.startswith(opening, found + 1) or end < found + 3 or not text.startswith(closing, end):
            raise _RefusedError
        value, home = _reference(holder, section, text[found + 2 : end])
        out += _expanded(holder, home, value, depth + 1) if mark in value else value
        at = end + len(closing)
        if len(out) > _MAX_TEXT:
            raise _RefusedError
    return out


def _reference(holder: Node, section: str, name: str) -> tuple[str, str]:
    """The text of the option that a reference names, as it is written, and the section that it stands in."""
    if holder.tag == "extended" and ":" in name:
        section, _, name = name.partition(":")
        if ":" in name or (section != _DEFAULTS and holder.get(section) is None):
            raise _RefusedError
    found = _options(holder, section).get(_spelt(holder, name))
    if found is None or found.value.kind != SCALAR:
        raise _RefusedError
    return found.value.text, section
