"""Walks the statements of a Python file in order: its settings, its SMTP sessions, its calls of mail libraries.

Nothing is run. Module and class bodies are walked first; functions are walked afterwards, with what the module's names
hold in the end (names that are bound more than once are not known inside functions).
"""

from __future__ import annotations

import _ast

from ...text import Span
from ..base import ENV, MAP, OPAQUE, SCALAR, SEQ, Entry, Node
from . import tls as python_tls
from .flow import Follower
from .frames import (
    CLASS,
    FUNCTION,
    MODULE,
    Frame,
    asked,
    assigned,
    both,
    condition,
    dotted,
    last_name,
    leaves,
    merged,
    names_in,
    star_imports,
)
from .values import (
    TLS_CONTEXT,
    Evaluator,
    Scope,
    combine,
    copy_entry,
    entries_of_keywords,
    holder_of,
    may_set,
    truth,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from .pydantic import Classes

    Function: TypeAlias = _ast.FunctionDef | _ast.AsyncFunctionDef
    Branch: TypeAlias = tuple[str, Span, list[_ast.stmt]]

_MAX_DEPTH = 60  # statements inside statements
_MAX_KEYS = 6  # subscripts in one target
_NAMESPACES = frozenset(("globals", "locals", "vars"))
_MAKING = frozenset(("__init__", "__new__", "__post_init__", "__getattr__", "__getattribute__"))
_CACHES = frozenset(("cache", "lru_cache"))
_CHANGING = frozenset(
    (
        "update",
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "popitem",
        "clear",
        "setdefault",
        "sort",
        "reverse",
        "add",
    )
)
_UNFOLLOWED = frozenset(("exec", "include"))  # calls that can set any name of the module
_SWALLOWING = frozenset(("suppress", "raises", "assertRaises"))  # "with" blocks that survive an exception inside
_TRY = (_ast.Try, getattr(_ast, "TryStar", _ast.Try))


class Walker:
    """One file's walk. ``follower`` sees each expression (None: calls do not matter); ``functions``: walk them too."""

    __slots__ = ("_branches", "_classes", "_follower", "_functions", "_layered", "_queue", "_shared", "_values")

    def __init__(self, values: Evaluator, follower: Follower | None, *, functions: bool) -> None:
        self._values = values
        self._follower = follower
        self._functions = functions
        self._branches = 0
        self._queue: list[tuple[Function, Scope, Frame]] = []
        self._shared: dict[str, list[Node]] = {}  # the containers that more than one name holds
        self._classes: Classes | None = None
        self._layered = any(name.startswith("dynaconf") for name in values.names.modules)
        if any(name.startswith("pydantic") for name in values.names.modules):
            from .pydantic import Classes

            self._classes = Classes(values)

    def module(self, statements: list[_ast.stmt], names: dict[str, Node | None] | None = None) -> list[Entry]:
        """Walks a module and its functions; returns the module's settings. ``names`` are bound before it begins."""
        frame = Frame(MODULE, Scope(), {}, ())
        frame.scope.names.update(names or {})
        self._values.module = frame.scope
        self._values.follows(statements)
        self._body(statements, frame, 0)
        self._set_by_functions(frame)
        for function, scope, around in self._queue:  # grows by the functions inside functions
            frame.entries.extend(self._function(function, scope, around))
        return frame.entries

    def _set_by_functions(self, frame: Frame) -> None:
        """Names that functions declare global may hold anything in the end."""
        for entry in list(frame.entries):
            if entry.key in self._values.names.functions_bind:
                node = Node(OPAQUE, entry.value.span, why="set by a function")
                frame.entries.append(Entry(entry.key, entry.key_span, node, entry.span))

    def _body(self, statements: list[_ast.stmt], frame: Frame, depth: int) -> None:
        if depth > _MAX_DEPTH:
            return
        for statement in statements:
            handler = _STATEMENTS.get(type(statement))
            if handler is not None:
                handler(self, statement, frame, depth + 1)
            else:
                self._visit(statement, frame)

    def _visit(self, node: _ast.AST, frame: Frame) -> None:
        if self._follower is not None:
            self._follower.visit(node, frame)

    def _hold(self, target: _ast.expr, expression: _ast.expr | None, frame: Frame) -> None:
        key = dotted(target) if self._follower is not None else ""
        if key and self._follower is not None:
            self._follower.hold(key, expression, frame)

    # Functions and classes

    def _define(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, (_ast.FunctionDef, _ast.AsyncFunctionDef))
        frame.scope.names[statement.name] = None
        self._bound_again(statement.name, statement.lineno)
        if frame.kind == CLASS and statement.name.isupper():  # a property in the place of what a base class sets
            place = self._values.positions.span(statement)
            node = Node(OPAQUE, place, why="a property")
            frame.entries.append(Entry(statement.name, place, node, place))
        self._callable(statement.name, statement, frame)
        if self._functions:
            scope = frame.scope
            while frame.kind == CLASS and scope.parent is not None:
                scope = scope.parent  # functions do not see the names of the class around them
            self._queue.append((statement, scope, frame))

    def _callable(self, name: str, function: Function | _ast.Lambda, frame: Frame) -> None:
        """Notes a function of the module, for its calls to be followed; ``strtobool`` is known by its name."""
        if frame.kind != MODULE or name not in self._values.names.once or name == "strtobool":
            return
        plain = isinstance(function, _ast.Lambda) or all(
            last_name(one.func if isinstance(one, _ast.Call) else one) in _CACHES for one in function.decorator_list
        )
        if plain:
            self._values.functions[name] = function

    def _function(self, function: Function, scope: Scope, around: Frame) -> list[Entry]:
        self._branches += 1
        only = None if around.kind == FUNCTION else self._values.names.once
        frame = Frame(FUNCTION, Scope(scope, only), dict(around.held), (*around.branches, self._branches))
        given = function.args
        parameters = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
        for parameter in parameters:
            if parameter is not None:
                place = self._values.positions.at(parameter.lineno, parameter.col_offset)
                frame.scope.names[parameter.arg] = Node(OPAQUE, Span(place, place), why="a parameter")
                frame.held.pop(parameter.arg, None)
        before = self._values.asked, self._values.again
        self._values.asked, self._values.again = set(), dict(before[1])
        self._body(function.body, frame, 0)
        self._values.asked, self._values.again = before
        self._keep(frame, around)
        return frame.entries

    def _keep(self, frame: Frame, around: Frame) -> None:
        """What ``self.server`` holds at a method's end is seen by the next methods, and may be used elsewhere."""
        for key, sessions in frame.held.items():
            if "." not in key:
                continue
            known = around.held.setdefault(key, [])
            for session in sessions:
                if session not in known:
                    session.escape(session.span, f"kept in {key[:60]}", frame.branches)
                    known.append(session)

    def _class(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, _ast.ClassDef)
        positions = self._values.positions
        span = positions.span(statement)
        inner = Frame(CLASS, Scope(frame.scope), dict(frame.held), frame.branches)
        entries = self._inherited(statement, frame)
        self._body(statement.body, inner, depth)
        entries.extend(inner.entries)
        bases = ", ".join(self._values.words(base, 40) for base in statement.bases[:8])
        node = Node(MAP, span, entries=entries, text=bases, style="class", tag=self._plain(statement, frame))
        if self._classes is not None:
            self._classes.finish(statement, node, frame.scope)
        if any(name.startswith("configurations") for name in self._values.names.modules):
            self._configure(statement, node, frame)
        frame.scope.names[statement.name] = node
        self._bound_again(statement.name, statement.lineno)
        if frame.kind != FUNCTION:
            at = positions.text.find(statement.name, span.start + 5, span.end)
            name = Span(at, at + len(statement.name)) if at >= 0 else Span(span.start, span.start)
            frame.entries.append(Entry(statement.name, name, node, span))

    def _configure(self, statement: _ast.ClassDef, node: Node, frame: Frame) -> None:
        """A class of django-configurations has rules of its own for what it inherits."""
        from . import configurations as python_configurations

        held = [holder_of(self._values, base, frame.scope) for base in statement.bases]
        if python_configurations.is_configuration(self._values, statement.bases, held):
            python_configurations.settled(node, held)

    def _plain(self, statement: _ast.ClassDef, frame: Frame) -> str:
        """``plain`` for a class whose objects have its attributes and no others when they are made, or nothing."""
        marks = [last_name(one.func if isinstance(one, _ast.Call) else one) for one in statement.decorator_list]
        held = [holder_of(self._values, base, frame.scope) for base in statement.bases if last_name(base) != "object"]
        made = any(isinstance(one, _ast.FunctionDef) and one.name in _MAKING for one in statement.body)
        others = statement.keywords or made or any(mark != "dataclass" for mark in marks)
        return "" if others or any(one is None or one.tag != "plain" for one in held) else "plain"

    def _inherited(self, statement: _ast.ClassDef, frame: Frame) -> list[Entry]:
        """The entries of the base classes that stand in the same file; the first base comes last, because it wins."""
        winners: dict[str, Entry] = {}
        derived: set[str] = set()  # keys of later bases that have bases themselves
        for base in reversed(statement.bases):
            held = holder_of(self._values, base, frame.scope)
            if held is None or held.style != "class":
                continue
            if not self._values.affords(held):
                node = self._values.opaque(base, "too large to follow", self._values.words(base))
                winners["*"] = Entry("*", node.span, node, merged=True)
                continue
            written = [entry for entry in held.entries if not entry.merged]
            for entry in [entry for entry in held.entries if entry.merged] + written:
                other = winners.pop(entry.key, None)
                winners[entry.key] = copy_entry(entry, merged=True)
                if other is not None and entry.merged and entry.key in derived and other.span != entry.span:
                    # Where both bases have an ancestor in common, the later one may come before that (PEP 253).
                    winners[entry.key].value = self._values.opaque(base, "set by several base classes")
            if held.text not in ("", "object"):
                derived.update(entry.key for entry in held.entries)
        return list(winners.values())

    # Bindings

    def _import(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, (_ast.Import, _ast.ImportFrom))
        span = self._values.positions.span(statement)
        for alias in statement.names:
            module = ""
            if isinstance(statement, _ast.ImportFrom):
                module = "." * statement.level + (statement.module or "")
            if alias.name == "*":
                self._import_star(module, span, frame)
                continue
            name = alias.asname or alias.name.partition(".")[0]
            frame.held.pop(name, None)
            self._bound_again(name, statement.lineno, always=bool(frame.branches))
            if not module and self._values.imports is not None:
                self._mutate(self._values.imports.mutated(alias.name), frame, span)
            if module and self._import_name(module, alias.name, name, span, frame):
                continue
            frame.scope.names[name] = None
            if name.isupper() and frame.kind != FUNCTION:
                at = self._values.positions.text.rfind(name, span.start, span.end)
                place = Span(at, at + len(name)) if at >= 0 else span
                why = f"from {module} import {name}" if module else f"the module {alias.name}"
                node = Node(OPAQUE, place, text=module, why=why)
                frame.entries.append(Entry(name, place, node, span))

    def _import_star(self, module: str, span: Span, frame: Frame) -> None:
        imports = self._values.imports
        taken = imports.star(module, span) if imports is not None else None
        if imports is not None and taken is not None and frame.kind == MODULE:
            self._take(taken, frame)
            for name in taken[1]:
                self._bound_again(name, self._values.positions.line(span), always=bool(frame.branches))
            self._mutate(imports.mutated(module), frame, span)
            self._owned(imports.owners(module), list(taken[1]), frame, span)
            self._values.names.know(imports.origins(module))
        elif frame.kind != FUNCTION:
            node = Node(OPAQUE, span, text=module, why=f"from {module} import *")
            frame.entries.append(Entry("*", span, node, span))

    def _bound_again(self, name: str, line: int, *, always: bool = False) -> None:
        """A name holds something else from here on: conditions about it are others than those before."""
        if always or name in self._values.asked:
            self._values.again[name] = f"{name}@{line}"

    def _take(self, taken: tuple[list[Entry], dict[str, Node | None]], frame: Frame) -> None:
        """What another module sets in this one's names: it wins over what was set above."""
        entries, names = taken
        sets = {entry.key for entry in entries if not entry.key.startswith(("?", "*"))}
        frame.entries[:] = [entry for entry in frame.entries if entry.key not in sets]
        frame.entries += entries
        frame.scope.names.update(names)

    def _mutate(self, changed: set[str], frame: Frame, span: Span) -> None:
        """Another module changes what this one may have imported before, and may import again."""
        self._values.mutated |= changed
        for name in [name for name, owner in self._values.owners.items() if owner in changed]:
            node = Node(OPAQUE, span, why="changed in another module")
            frame.scope.names[name] = None
            frame.entries.append(Entry(name, span, node, span))

    def _owned(self, owners: dict[str, str], names: list[str], frame: Frame, span: Span) -> None:
        """Notes which module sets imported names; after an import in a branch it is not known."""
        for name in names:
            if owners.get(name) in self._values.mutated:
                node = Node(OPAQUE, span, why="changed in another module")
                frame.scope.names[name] = None
                frame.entries.append(Entry(name, span, node, span))
            if name in owners and not frame.branches:
                self._values.owners[name] = owners[name]
            else:
                self._values.owners.pop(name, None)

    def _import_name(self, module: str, name: str, bound: str, span: Span, frame: Frame) -> bool:
        """``from .mail import EMAIL_HOST as HOST``: True where the module is known and has that name."""
        imports = self._values.imports
        if imports is None:
            return False
        taken = imports.name(module, name, bound, span)
        if taken is None:
            return False
        entries, node = taken
        found = imports.origins(module)
        self._values.names.know({bound: found.get(name, (f"{module}.{name}", {}))})
        self._take((entries if frame.kind == MODULE and bound.isupper() else [], {bound: node}), frame)
        inner = module + name if module.endswith(".") else f"{module}.{name}"
        self._mutate(imports.mutated(module) | imports.mutated(inner), frame, span)
        self._owned({bound: imports.owners(module).get(name, bound)}, [bound], frame, span)
        return True

    def _assign(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, (_ast.Assign, _ast.AnnAssign))
        expression = statement.value
        if expression is None:
            return
        self._visit(expression, frame)
        targets = statement.targets if isinstance(statement, _ast.Assign) else [statement.target]
        if frame.kind == CLASS and self._read_late([*targets], expression, statement, frame):
            return
        held = frame.scope.lookup(expression.id) if isinstance(expression, _ast.Name) else None
        nodes = [self._values.value(expression, frame.scope)]
        for _ in targets[1:] if nodes[0].kind in (MAP, SEQ) else ():
            nodes.append(self._values.value(expression, frame.scope))  # each entry has a tree of its own
        for at, target in enumerate(targets):
            self._store(target, expression, nodes[at] if at < len(nodes) else nodes[0], statement, frame)
        nodes += [held] if held is not None else []
        self._share([*targets], expression, nodes, frame)
        self._expand(expression, frame)

    def _expand(self, expression: _ast.expr, frame: Frame) -> None:
        """What a call puts among the program's settings, from an object that lays files over each other."""
        if self._layered and isinstance(expression, _ast.Call):
            from .layers import expanded

            frame.entries.extend(expanded(self._values, expression, frame.scope, frame.entries))

    def _read_late(self, targets: list[_ast.expr], expression: _ast.expr, statement: _ast.stmt, frame: Frame) -> bool:
        """A setting of django-configurations, which is named after what it is assigned to."""
        if len(targets) != 1 or not isinstance(targets[0], _ast.Name) or not isinstance(expression, _ast.Call):
            return False
        if not self._values.names.origin(expression.func).startswith("configurations."):
            return False
        from .configurations import setting

        found = setting(self._values, expression, targets[0].id, frame.scope)
        if found is None:
            return False
        frame.scope.names[targets[0].id] = None  # in the body it is no value yet
        place = self._values.positions.span(targets[0])
        whole = self._values.positions.span(statement)
        frame.entries += [Entry(one.key, place, one.value, whole) for one in found]
        return True

    def _store(self, target: _ast.expr, expression: _ast.expr, node: Node, statement: _ast.stmt, frame: Frame) -> None:
        if isinstance(target, _ast.Name):
            frame.scope.names[target.id] = node
            self._bound_again(target.id, statement.lineno)
            if frame.kind == MODULE:
                self._values.owners.pop(target.id, None)
            if isinstance(expression, _ast.Lambda):
                self._callable(target.id, expression, frame)
            self._hold(target, expression, frame)
            if frame.kind != FUNCTION and node.style != "instance":
                positions = self._values.positions
                frame.entries.append(Entry(target.id, positions.span(target), node, positions.span(statement)))
        elif isinstance(target, (_ast.Tuple, _ast.List)):
            parts = expression.elts if isinstance(expression, (_ast.Tuple, _ast.List)) else []
            plain = len(parts) == len(target.elts) == len(node.items) and node.kind == SEQ
            for i, element in enumerate(target.elts):
                if plain and not isinstance(element, _ast.Starred):
                    self._store(element, parts[i], node.items[i], statement, frame)
                else:
                    self._forget(element, statement, frame)
        elif isinstance(target, _ast.Subscript):
            self._store_item(target, node, statement, frame)
        elif isinstance(target, _ast.Attribute):
            self._store_attribute(target, expression, node, frame)

    def _forget(self, target: _ast.expr, statement: _ast.stmt, frame: Frame) -> None:
        """Binds the names of a target to something that is not known."""
        if isinstance(target, _ast.Name):
            node = self._values.opaque(target, "an expression")
            self._store(target, target, node, statement, frame)
            self._hold(target, None, frame)
        elif isinstance(target, (_ast.Tuple, _ast.List)):
            for element in target.elts:
                self._forget(element, statement, frame)
        elif isinstance(target, _ast.Starred):
            self._forget(target.value, statement, frame)

    def _store_item(self, target: _ast.Subscript, node: Node, statement: _ast.stmt, frame: Frame) -> None:
        """``app.config["NAME"] = v``, ``globals()["NAME"] = v`` and ``NAME["a"]["b"] = v``."""
        keys: list[tuple[str, Span]] = []
        base: _ast.expr = target
        while isinstance(base, _ast.Subscript) and len(keys) < _MAX_KEYS:
            key = self._values.value(base.slice, frame.scope)
            keys.append((key.text if key.kind == SCALAR else "*", self._values.key_span(base.slice)))
            base = base.value
        keys.reverse()
        span = self._values.positions.span(statement)
        namespace = frame.kind == MODULE and self._is_namespace(base)
        if self._is_config(base) or namespace:
            name, place = keys.pop(0)
            if not keys:
                frame.entries.append(Entry(name, place, node, span))
                if namespace:
                    frame.scope.names[name] = node
                    self._bound_again(name, statement.lineno)
                return
            affordable = self._values.spend(len(frame.entries) // 64)
            entries = reversed(frame.entries) if affordable else []
            holder = next((entry.value for entry in entries if entry.key == name), None)
        elif self._values.names.origin(base) == "os.environ":
            self._values.environment.changed.add(keys[0][0])
            self._bound_again("os", statement.lineno)
            return
        elif isinstance(base, _ast.Name):
            holder = self._own(base, frame)
        else:
            return
        self._fold(holder, keys, node, span)

    def _own(self, base: _ast.Name, frame: Frame) -> Node | None:
        """What a name holds, to be changed in place; outside the branch where it was bound, a note is left instead."""
        if self._values.environment.files:
            from .ini import changed

            if changed(frame.scope, base.id):
                return None
        self._changed(base, frame.scope.names.get(base.id))
        if base.id in frame.scope.names:
            return frame.scope.names[base.id]
        held = frame.scope.lookup(base.id)
        if held is not None and held.kind == MAP and frame.kind != FUNCTION:
            place = self._values.positions.span(base)
            unknown = Node(OPAQUE, place, text=base.id[:60], why="changed in a branch")
            held.entries.append(Entry("*", place, unknown))
        elif held is not None and held.kind == SEQ and frame.kind != FUNCTION:
            self._blur(base, held)
        return None

    def _fold(self, holder: Node | None, keys: list[tuple[str, Span]], node: Node, span: Span) -> None:
        for key, _ in keys[:-1]:
            if holder is None or holder.kind != MAP:
                return
            entry = holder.get(key) if self._values.spend(len(holder.entries) // 64) else None
            if entry is None:
                holder.entries.append(Entry("*", span, Node(OPAQUE, span, why="changed in a way that is not followed")))
                return
            holder = entry.value
        if holder is not None and holder.kind == MAP:
            name, place = keys[-1]
            holder.entries.append(Entry(name, place, node, span))

    def _delete(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, _ast.Delete)
        for target in statement.targets:
            if isinstance(target, _ast.Name):
                self._forget(target, statement, frame)
                self._values.deleted.add(target.id)
            elif isinstance(target, _ast.Subscript) and isinstance(target.value, _ast.Name):
                self._blur(target.value, self._own(target.value, frame))

    def _blur(self, base: _ast.Name, holder: Node | None) -> None:
        """What a name holds is changed in a way that is not followed."""
        self._spoil(holder, self._values.positions.span(base))

    def _spoil(self, holder: Node | None, span: Span) -> None:
        unknown = Node(OPAQUE, span, text="a container", why="changed in a way that is not followed")
        if holder is not None and holder.kind == MAP:
            holder.entries.append(Entry("*", span, unknown))
        elif holder is not None and holder.kind == SEQ:
            holder.items.append(unknown)

    def _share(self, targets: list[_ast.expr], expression: _ast.expr, nodes: list[Node], frame: Frame) -> None:
        """Notes which names hold one and the same container, so that a change by one name is a change of the other."""
        if nodes[0].kind not in (MAP, SEQ):
            return
        names = [one.id for one in (*targets, expression) if isinstance(one, _ast.Name)]
        self._share_inside(names, expression, nodes, frame)
        if len(names) > 1:
            for name in names:
                self._shared.setdefault(name, []).extend(nodes)

    def _share_inside(self, names: list[str], expression: _ast.expr, nodes: list[Node], frame: Frame) -> None:
        """``mail = config["mail"]``: the name holds what stands in another container."""
        if not isinstance(expression, (_ast.Subscript, _ast.Call)) or not self._values.environment.files:
            return
        from .data import held, root_of

        root, original = root_of(expression), held(self._values, expression, frame.scope)
        if root and original is not None:
            self._shared.setdefault(root, []).extend(nodes)
            for name in names:
                self._shared.setdefault(name, []).append(original)

    def _changed(self, base: _ast.Name, holder: Node | None) -> None:
        """A container is changed in place: what other names hold of it is not known any more."""
        self._bound_again(base.id, base.lineno)
        if base.id in self._values.owners:
            self._values.mutated.add(self._values.owners[base.id])
        for node in self._shared.get(base.id, ()):
            if node is not holder:
                self._blur(base, node)

    def _store_attribute(self, target: _ast.Attribute, expression: _ast.expr, node: Node, frame: Frame) -> None:
        self._hold(target, expression, frame)
        if isinstance(target.value, _ast.Name):
            self._changed(target.value, frame.scope.names.get(target.value.id))
            held = frame.scope.lookup(target.value.id) if frame.kind != FUNCTION else None
            if held is not None and held.kind == MAP and held.style in ("class", "instance"):
                sure = target.value.id in frame.scope.names
                value = node if sure else self._values.opaque(target, "changed in a branch")
                held.entries.append(Entry(target.attr, self._values.key_span(target), value))
            held = frame.scope.lookup(target.value.id)
            if held is not None and held.style == "configparser" and target.attr == "optionxform":
                from .ini import keep_case

                keep_case(held, expression)
            if held is not None and held.kind == OPAQUE and held.why == TLS_CONTEXT:
                state = python_tls.changed(self._values, held.text, target.attr, expression, node)
                frame.scope.names[target.value.id] = Node(OPAQUE, held.span, text=state, why=TLS_CONTEXT)

    def _augmented(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, _ast.AugAssign)
        self._visit(statement.value, frame)
        target = statement.target
        if not isinstance(target, _ast.Name):
            return
        left = self._values.value(target, frame.scope)
        right = self._values.value(statement.value, frame.scope)
        if left.kind in (MAP, SEQ):
            self._changed(target, None)
        node = combine(self._values, statement.value, statement.op, left, right)
        self._store(target, statement.value, node, statement, frame)

    def _expression(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, _ast.Expr)
        self._visit(statement.value, frame)
        call = statement.value
        if not isinstance(call, _ast.Call):
            return
        self._expand(call, frame)
        function = call.func
        if isinstance(function, _ast.Attribute):
            self._method_call(call, function, statement, frame)
        elif isinstance(function, _ast.Name) and function.id in _UNFOLLOWED and frame.kind == MODULE:
            self._run(call, function.id, self._values.positions.span(statement), frame)

    def _run(self, call: _ast.Call, name: str, span: Span, frame: Frame) -> None:
        """Files that are run among the module's names; what is not known of them may set anything."""
        from .exec import runs

        for brought in runs(self._values, call, frame.scope, span):
            if brought is None:
                frame.entries.append(Entry("*", span, Node(OPAQUE, span, text=name, why=f"a call of {name}()"), span))
                continue
            self._take((brought.entries, brought.names), frame)
            self._values.asked |= brought.asked
            for one in brought.names:
                self._bound_again(one, self._values.positions.line(span), always=bool(frame.branches))
                for node in self._shared.get(one, ()):  # what it holds may have been changed in place
                    self._spoil(node, span)
            self._mutate(brought.mutated, frame, span)
            self._owned(brought.owners, list(brought.names), frame, span)
            self._values.names.know(brought.origins)
            made = [*(one.value for one in brought.entries if one.key[:1] != "?"), *brought.names.values()]
            held = [node for node in made if node is not None and node.kind in (MAP, SEQ)]
            for one, known in frame.scope.names.items():  # whichever of them it holds as well
                if held and known is not None and known.kind in (MAP, SEQ):
                    self._shared.setdefault(one, []).extend(held)

    def _method_call(self, call: _ast.Call, function: _ast.Attribute, statement: _ast.stmt, frame: Frame) -> None:
        """``app.config.update(...)``, ``vars().update(...)``, ``NAME.update(...)``, ``NAME.append(...)``."""
        base = function.value
        changes = function.attr == "update"
        if (
            function.attr in ("update", "setdefault", "pop", "clear")
            and self._values.names.origin(base) == "os.environ"
        ):
            name = self._values.value(call.args[0], frame.scope) if call.args and not changes else None
            self._values.environment.changed.add(name.text if name is not None and name.kind == SCALAR else "*")
        if function.attr.startswith("from_") and function.attr != "from_mapping" and self._is_config(base):
            from .flask import loaded  # from_object, from_pyfile, from_prefixed_env …

            span = self._values.positions.span(statement)
            self._take((loaded(self._values, call, function.attr, frame.scope, span), {}), frame)
        if self._values.environment.files and isinstance(base, _ast.Name):
            from . import ini as python_ini

            parser = python_ini.parser_of(self._values, base, frame.scope)
            if parser is not None:
                sure = base.id in frame.scope.names
                python_ini.called(self._values, call, parser, function.attr, frame.scope, sure=sure)
                return
        if function.attr == "setdefault" and self._is_config(base) and len(call.args) == 2:
            name, value = (self._values.value(argument, frame.scope) for argument in call.args)
            if name.kind == SCALAR:  # it counts only where nothing else sets it: before all others
                place = self._values.key_span(call.args[0])
                frame.entries.insert(0, Entry(name.text, place, value, self._values.positions.span(statement)))
        if self._sets_settings(base, function.attr, frame):
            updates = self._kept(self._updates(call, frame), frame)
            frame.entries.extend(updates)
            if self._is_namespace(base):
                frame.scope.names.update((entry.key, entry.value) for entry in updates)
                for entry in updates:
                    self._bound_again(entry.key, statement.lineno)
        elif isinstance(base, _ast.Name) and function.attr in _CHANGING:
            holder = self._own(base, frame)
            if not changes and function.attr not in ("append", "extend"):
                self._blur(base, holder)
                return
            if holder is not None and holder.kind == MAP and changes:
                holder.entries.extend(self._updates(call, frame))
            elif holder is not None and holder.kind == SEQ and not changes:
                holder.items.extend(self._values.value(argument, frame.scope) for argument in call.args)
        elif isinstance(base, _ast.Subscript) and function.attr in _CHANGING:
            self._change_inside(base, frame)

    def _change_inside(self, base: _ast.Subscript, frame: Frame) -> None:
        """``NAME["a"].append(...)``: what stands there is not known any more."""
        from .data import held

        holder = held(self._values, base, frame.scope)
        root: _ast.expr = base
        while isinstance(root, _ast.Subscript):
            root = root.value
        if isinstance(root, _ast.Name):
            self._own(root, frame)
            self._blur(root, holder)

    def _sets_settings(self, base: _ast.expr, method: str, frame: Frame) -> bool:
        if method == "configure":
            return self._values.names.origin(base) == "django.conf.settings"
        if self._is_config(base):
            return method in ("update", "from_mapping")
        return method == "update" and frame.kind == MODULE and self._is_namespace(base)

    def _kept(self, updates: list[Entry], frame: Frame) -> list[Entry]:
        """What a mail URL need not set stays what it is where it does not."""
        for entry in updates:
            if entry.value.style.startswith("computed:mail-url:") and len(entry.value.items) == 1:
                from .urls import UNSET

                key = entry.key
                before = frame.scope.lookup(key)
                bound = bool(frame.branches) or key in frame.scope.names
                if not bound and key in UNSET and not any(may_set(one, key) for one in frame.entries):
                    text, tag = UNSET[key]
                    before = Node(SCALAR, entry.span, text=text, tag=tag)
                entry.value.items += [before] if before is not None and before.kind in (SCALAR, ENV) else []
        return updates

    def _updates(self, call: _ast.Call, frame: Frame) -> list[Entry]:
        entries: list[Entry] = []
        for argument in call.args:
            node = self._values.value(argument, frame.scope)
            entries.extend(self._values.entries_of(node, self._values.words(argument)))
        more: list[Entry] = []  # nothing is merged here: a later update wins
        entries_of_keywords(self._values, call.keywords, frame.scope, 0, more)
        entries.extend(Entry(e.key, e.key_span, e.value, e.span) for e in more)
        return entries

    def _is_config(self, expression: _ast.expr) -> bool:
        return isinstance(expression, _ast.Attribute) and expression.attr == "config"

    def _is_namespace(self, base: _ast.expr) -> bool:
        if not isinstance(base, _ast.Call) or base.args:
            return False
        return isinstance(base.func, _ast.Name) and base.func.id in _NAMESPACES

    def _with(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, (_ast.With, _ast.AsyncWith))
        swallows = False
        prefixes = 0
        for item in statement.items:
            self._visit(item.context_expr, frame)
            if last_name(getattr(item.context_expr, "func", item.context_expr)) == "prefixed":
                prefixes += self._values.environment.prefixes.enter(self._values, item.context_expr, frame.scope)
            if item.optional_vars is not None:
                for name in names_in(item.optional_vars):
                    frame.scope.names[name] = self._opened(item.context_expr, frame)
                    self._bound_again(name, statement.lineno)
                    if name.isupper():
                        self._forget(item.optional_vars, statement, frame)
                self._hold(item.optional_vars, item.context_expr, frame)
            function = item.context_expr.func if isinstance(item.context_expr, _ast.Call) else None
            swallows = swallows or (function is not None and last_name(function) in _SWALLOWING)
        if swallows:
            words = f"with {self._values.words(statement.items[0].context_expr)}"
            branch = (words, self._span_of(statement.body), statement.body)
            self._alternatives([branch], frame, depth, exhaustive=False, swallows=True)
        else:
            self._body(statement.body, frame, depth)
        for _ in range(prefixes):
            self._values.environment.prefixes.leave()

    def _opened(self, expression: _ast.expr, frame: Frame) -> Node | None:
        """What ``with open(path) as f`` binds, where files matter."""
        if not self._values.environment.files:
            return None
        from .data import handle

        return handle(self._values, expression, frame.scope)

    # Branches

    def _if(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, _ast.If)
        branches: list[Branch] = []
        tests: list[Node] = []
        before = ""
        node = statement
        while True:
            self._visit(node.test, frame)
            span = self._values.positions.span(node.test)
            tests += self._tests(node.test, frame)
            if not self._never(node.test, frame):
                branches.append((both(before, condition(self._values, node.test, True, not before)), span, node.body))
            before = both(before, condition(self._values, node.test, False, False))
            if len(node.orelse) == 1 and isinstance(node.orelse[0], _ast.If):
                node = node.orelse[0]
                continue
            if node.orelse:
                branches.append((before, span, node.orelse))
            break
        self._alternatives(branches, frame, depth, exhaustive=bool(node.orelse), tests=tests)

    def _tests(self, test: _ast.expr, frame: Frame) -> list[Node]:
        """The parts of a condition that the environment decides, each a SEQ of its words and what it comes to."""
        if isinstance(test, _ast.BoolOp):
            return [one for part in test.values for one in self._tests(part, frame)]
        if isinstance(test, _ast.UnaryOp) and isinstance(test.op, _ast.Not):
            return self._tests(test.operand, frame)
        node = self._values.value(test, frame.scope) if self._values.environment.reads else None
        if node is None or node.kind != ENV:
            return []
        return [Node(SEQ, node.span, text=asked(self._values, test), items=[node])]

    def _never(self, test: _ast.expr, frame: Frame) -> bool:
        """``if USER:`` in a function, where the module's USER is empty: there is nothing to log in with."""
        if frame.kind != FUNCTION or not isinstance(test, _ast.Name):
            return False
        held = frame.scope.lookup(test.id)
        return held is not None and held.kind == SCALAR and held.tag in ("str", "null") and truth(held) is False

    def _loop(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, (_ast.For, _ast.AsyncFor, _ast.While))
        head = statement.test if isinstance(statement, _ast.While) else statement.iter
        self._visit(head, frame)
        words = f"while {asked(self._values, head, 80)}"
        if not isinstance(statement, _ast.While):
            words = f"for {self._values.words(statement.target)} in {asked(self._values, head, 80)}"
            for name in names_in(statement.target):
                frame.scope.names[name] = None
                self._bound_again(name, statement.lineno)
                frame.held.pop(name, None)
        for name in assigned(statement.body):
            frame.scope.names[name] = None  # it may hold what an earlier turn gave it
        branch = (words, self._values.positions.span(head), statement.body)
        self._alternatives([branch], frame, depth, exhaustive=False)
        self._body(statement.orelse, frame, depth)

    def _try(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, _TRY)
        if self._finds_all(statement.body):
            self._body([*statement.body, *statement.orelse], frame, depth)
        elif all(leaves(handler.body) for handler in statement.handlers):
            self._body(statement.body, frame, depth)
            self._body(statement.orelse, frame, depth)
            for handler in statement.handlers:
                self._body(handler.body, self._child(frame), depth)
        else:
            stars, rest = star_imports(statement.body)
            self._body(stars, frame, depth)
            body = rest + statement.orelse
            branch = ("try", self._span_of(statement.body), body)
            self._alternatives([branch], frame, depth, exhaustive=True, swallows=True, more=statement.handlers)
        self._body(statement.finalbody, frame, depth)

    def _finds_all(self, body: list[_ast.stmt]) -> bool:
        """Whether a body only imports modules that are there, so that no handler of its failure is run."""
        imports = self._values.imports
        if imports is None or not all(isinstance(one, _ast.ImportFrom) for one in body):
            return False
        wanted = [
            ("." * one.level + (one.module or ""), [alias.name for alias in one.names if alias.name != "*"])
            for one in body
            if isinstance(one, _ast.ImportFrom)
        ]
        return all(imports.exists(module, names) for module, names in wanted)

    def _match(self, statement: _ast.stmt, frame: Frame, depth: int) -> None:
        assert isinstance(statement, _ast.Match)
        self._visit(statement.subject, frame)
        span = self._values.positions.span(statement.subject)
        words = asked(self._values, statement.subject, 80)
        branches: list[Branch] = []
        for number, case in enumerate(statement.cases):
            branches.append((f"{words} matches case {number + 1}", span, case.body))
        self._alternatives(branches, frame, depth, exhaustive=False)

    def _child(self, frame: Frame, swallows: bool = False) -> Frame:
        self._branches += 1
        if swallows and self._follower is not None:
            self._follower.swallowing.add(self._branches)
        return frame.branch(self._branches)

    def _alternatives(
        self,
        branches: list[Branch],
        frame: Frame,
        depth: int,
        *,
        exhaustive: bool,
        swallows: bool = False,
        more: list[_ast.ExceptHandler] | None = None,
        tests: list[Node] | None = None,
    ) -> None:
        """Walks bodies of which at most one runs (``exhaustive``: exactly one), each with a frame of its own."""
        outcomes = [] if exhaustive else [frame.held]
        bound: set[str] = set()
        for words, span, body in branches:
            inner = self._child(frame, swallows)
            self._branch(words, span, body, inner, frame, depth, tests)
            bound.update(inner.scope.names)
            if not leaves(body):
                outcomes.append(inner.held)
        for handler in more or ():
            words = "except" if handler.type is None else f"except {self._values.words(handler.type)}"
            inner = self._child(frame)
            inner.held = merged([frame.held, *outcomes])  # the body may have come far before it failed
            self._branch(words, self._span_of(handler.body), handler.body, inner, frame, depth)
            bound.update(inner.scope.names)
            if not leaves(handler.body):
                outcomes.append(inner.held)
        for name in bound:
            frame.scope.names[name] = None
        frame.held = merged(outcomes)

    def _branch(
        self, words: str, span: Span, body: list[_ast.stmt], inner: Frame, frame: Frame, depth: int,
        tests: list[Node] | None = None,
    ) -> None:  # fmt: skip
        """Walks one body; what it sets becomes one entry, whose key says under which condition."""
        self._body(body, inner, depth)
        if inner.entries:
            place = self._span_of(body)
            frame.entries.append(
                Entry("?" + words, span, Node(MAP, place, entries=inner.entries, items=tests or []), place)
            )

    def _span_of(self, body: list[_ast.stmt]) -> Span:
        if not body:
            return Span(0, 0)
        first, last = self._values.positions.span(body[0]), self._values.positions.span(body[-1])
        return Span(first.start, max(first.start, last.end))


_STATEMENTS: dict[type[_ast.AST], Callable[[Walker, _ast.stmt, Frame, int], None]] = {
    _ast.Import: Walker._import,
    _ast.ImportFrom: Walker._import,
    _ast.Assign: Walker._assign,
    _ast.AnnAssign: Walker._assign,
    _ast.AugAssign: Walker._augmented,
    _ast.Delete: Walker._delete,
    _ast.Expr: Walker._expression,
    _ast.ClassDef: Walker._class,
    _ast.FunctionDef: Walker._define,
    _ast.AsyncFunctionDef: Walker._define,
    _ast.With: Walker._with,
    _ast.AsyncWith: Walker._with,
    _ast.If: Walker._if,
    _ast.For: Walker._loop,
    _ast.AsyncFor: Walker._loop,
    _ast.While: Walker._loop,
    _ast.Match: Walker._match,
    **dict.fromkeys(_TRY, Walker._try),
}
