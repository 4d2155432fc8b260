"""What the loaders of Flask's ``app.config`` take over from a class, a module, a file or the environment.

Where a class is chosen by a key that is not known (``config[name]``), each of the classes is a branch of its own: a
``?`` entry whose mapping names in ``text`` all the conditions of the choice, one a line, of which one holds.
"""

from __future__ import annotations

import _ast

from ...text import Span
from ..base import ENV, MAP, OPAQUE, SCALAR, SEQ, Entry, Imported, Node
from .frames import asked
from .values import Evaluator, Scope, copy_entry, holder_of

PREFIXED = "prefixed-env"  # the style of a ``*`` that stands for all variables with the prefix that its text is
_LATER = ("instance_relative_config", "root_path")  # the files of from_pyfile are looked for elsewhere
_MAX_CHOICES = 8


def loaded(values: Evaluator, call: _ast.Call, method: str, scope: Scope, span: Span) -> list[Entry]:
    """The settings that a call brings; one ``*`` where they are not known, its text the module that may tell them."""
    if method == "from_prefixed_env":
        return [_prefixed(values, call, scope, span)]
    found = None
    name = ""
    if method in ("from_file", "from_json"):
        found = _of_data(values, call, method, scope)
        name = "a file"
    elif len(call.args) == 1 and not any(keyword.arg == "obj" for keyword in call.keywords):
        given = values.value(call.args[0], scope)
        choice = _key_of(call.args[0])
        holder = choice[0] if choice is not None else call.args[0]
        name = given.text if given.kind == SCALAR and given.tag == "str" else values.names.origin(holder)
        if method == "from_object":
            found = _chosen(values, call.args[0], scope, span) or _of_object(values, call.args[0], given, scope, span)
        elif method == "from_pyfile" and given.kind == SCALAR:
            found = _of_file(values, given.text, span)
    if found is not None:
        return found
    return [Entry("*", span, Node(OPAQUE, span, text=name[:200], why=f"config.{method}()"), span)]


def _prefixed(values: Evaluator, call: _ast.Call, scope: Scope, span: Span) -> Entry:
    """``from_prefixed_env("MAIL")``: each variable ``MAIL_X`` sets X, to what it is as JSON or to its text."""
    prefix = call.args[0] if call.args else next((one.value for one in call.keywords if one.arg == "prefix"), None)
    node = values.value(prefix, scope) if prefix is not None else None
    text = "FLASK" if node is None else node.text if node.kind == SCALAR and node.tag == "str" else ""
    others = any(one.arg != "prefix" for one in call.keywords) or len(call.args) > 1
    style = PREFIXED if text and not others else "plain"
    why = "from_prefixed_env()"
    return Entry("*", span, Node(OPAQUE, span, text=text and f"{text}_", style=style, why=why), span)


def _of_data(values: Evaluator, call: _ast.Call, method: str, scope: Scope) -> list[Entry] | None:
    """``from_file("mail.toml", load=tomllib.load)``; the settings stand in that file and nowhere else."""
    from .data import format_of, of_file
    from .paths import path_of

    keywords = {one.arg: one.value for one in call.keywords}
    name = call.args[0] if call.args else keywords.get("filename")
    load = call.args[1] if len(call.args) > 1 else keywords.get("load")
    form = "json" if method == "from_json" else format_of(values, load) if load is not None else ""
    path = path_of(values, name, scope, 0, plain=True) if name is not None else None
    if path is None or not form or not _beside(values):
        return None
    root = of_file(values, _at_home(values, path), form, call)
    if root is None or root.kind != MAP or root.why:
        return None
    span = values.positions.span(call)
    taken = [_noted(values, one, span, "taken over here") for one in root.entries if one.key.isupper()]
    return [Imported(one.key, one.key_span, one.value, one.span) for one in taken]


def _beside(values: Evaluator) -> bool:
    """Whether the application looks for its files in the folder of the module that makes it."""
    text = values.positions.text
    return "Flask(__name__" in text and not any(word in text for word in _LATER)


def _at_home(values: Evaluator, path: str) -> str:
    from os.path import abspath, dirname, join

    return join(dirname(abspath(values.positions.path)), path)


# -- a class by a key that is not known --------------------------------------------------------------------------------


def _chosen(values: Evaluator, expression: _ast.expr, scope: Scope, span: Span) -> list[Entry] | None:
    """``config[name]`` and ``config.get(name, Other)`` as branches; None where nothing is chosen by a key."""
    choice = _key_of(expression)
    if choice is None:
        return None
    holder, key, default = choice
    table, node = values.value(holder, scope), values.value(key, scope)
    if table.kind != MAP or table.style != "plain" or node.kind == SCALAR or not table.entries:
        return None
    if any(entry.key == "*" for entry in table.entries):
        return None
    words = asked(values, key, 80)
    options = _options(table)
    if len(options) > _MAX_CHOICES:
        return None
    conditions = [_condition(words, keys) for keys, _ in options]
    classes = [one for _, one in options]
    if default is not None:
        others = [entry.key for entry in table.entries]
        conditions.append(f"{words} not in ({', '.join(map(repr, others))},)")
        classes.append(values.value(default, scope))
    found: list[Entry] = []
    for condition, holder_ in zip(conditions, classes, strict=True):
        entries = _of_class(values, holder_)
        if entries is None:
            entries = [Entry("*", span, Node(OPAQUE, span, why=f"{condition}"), span)]
        entries = [_noted(values, one, span, f"taken over where {condition}") for one in entries]
        tests = _tests(values, key, node, condition, options, len(found))
        place = Node(MAP, span, text="\n".join(conditions), entries=entries, items=tests)
        found.append(Entry("?" + condition, span, place, span))
    return found


def _key_of(expression: _ast.expr) -> tuple[_ast.expr, _ast.expr, _ast.expr | None] | None:
    if isinstance(expression, _ast.Subscript):
        return expression.value, expression.slice, None
    function = expression.func if isinstance(expression, _ast.Call) and not expression.keywords else None
    if not isinstance(expression, _ast.Call) or not isinstance(function, _ast.Attribute) or function.attr != "get":
        return None
    if not 1 <= len(expression.args) <= 2:
        return None
    return function.value, expression.args[0], expression.args[1] if len(expression.args) == 2 else None


def _options(table: Node) -> list[tuple[list[str], Node]]:
    """The classes of a table, each with the keys that it stands under."""
    found: dict[object, tuple[list[str], Node]] = {}
    for key in dict.fromkeys(entry.key for entry in table.entries):
        entry = table.get(key)
        if entry is not None:
            node = entry.value
            same = (node.style, node.text, [one.key_span.start for one in node.entries if not one.merged])
            found.setdefault(repr(same) if node.entries else key, ([], node))[0].append(key)
    return list(found.values())


def _condition(words: str, keys: list[str]) -> str:
    return f"{words} == {keys[0]!r}" if len(keys) == 1 else f"{words} in ({', '.join(map(repr, keys))})"


def _tests(
    values: Evaluator, key: _ast.expr, node: Node, condition: str, options: list[tuple[list[str], Node]], at: int
) -> list[Node]:
    """What the environment decides of a condition, as the tests of other branches have it."""
    if node.kind != ENV or at >= len(options):
        return []
    span = values.positions.span(key)
    words = [Node(SCALAR, span, text=one, tag="str") for one in options[at][0]]
    one = len(words) == 1
    decided = values.environment.compare(
        values, key, _ast.Eq() if one else _ast.In(), node, words[0] if one else Node(SEQ, span, items=words)
    )
    return [] if decided is None else [Node(SEQ, span, text=condition, items=[decided])]


def _noted(values: Evaluator, entry: Entry, span: Span, how: str) -> Entry:
    """An entry of another file, its value with a note of how it is taken over."""
    node = entry.value
    if node.kind == SCALAR and node.source is not None and values.imports is not None:
        node = values.imports.seen(node, span, how)
    return Imported(entry.key, entry.key_span, node, entry.span, merged=entry.merged)


def _of_class(values: Evaluator, holder: Node) -> list[Entry] | None:
    if holder.kind != MAP or holder.style != "class" or holder.tag != "plain" or not values.affords(holder):
        return None
    return _upper(_winning(holder))


# -- a class, a module or a file that is named -------------------------------------------------------------------------


def _of_object(values: Evaluator, expression: _ast.expr, given: Node, scope: Scope, span: Span) -> list[Entry] | None:
    imports = values.imports
    holder = given if given.kind == MAP and given.style in ("class", "module") else holder_of(values, expression, scope)
    name = given.text if given.kind == SCALAR and given.tag == "str" else ""
    if holder is None and imports is not None:
        name = name or values.names.origin(expression)
        holder = imports.member(name, span) if "." in name.strip(".") else None
        taken = imports.star(name, span) if holder is None and name.strip(".") else None
        if taken is not None:
            return _upper(taken[0])
    if holder is None or holder.kind != MAP or holder.style not in ("class", "module"):
        return None
    if (holder.style == "class" and holder.tag != "plain") or not values.affords(holder):
        return None
    return _upper(_winning(holder))


def _of_file(values: Evaluator, path: str, span: Span) -> list[Entry] | None:
    if values.imports is None or not _beside(values):
        return None
    taken = values.imports.file(path, span)
    return None if taken is None else _upper(taken[0])


def _winning(holder: Node) -> list[Entry]:
    """What a class sets, after what it inherits and does not set itself."""
    written = {entry.key for entry in holder.entries if not entry.merged}
    inherited = [entry for entry in holder.entries if entry.merged and entry.key not in written]
    return [*inherited, *(entry for entry in holder.entries if not entry.merged)]


def _upper(entries: list[Entry]) -> list[Entry] | None:
    """The entries that become settings; None where a branch, or what is not known, has a part in them."""
    if any(entry.key.startswith(("?", "*")) for entry in entries):
        return None
    copies = [copy_entry(entry) for entry in entries if entry.key.isupper()]
    return [Imported(one.key, one.key_span, one.value, one.span, merged=True) for one in copies]
