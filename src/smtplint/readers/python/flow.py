"""Follows SMTP sessions through variables and calls, and collects the calls of mail libraries."""

from __future__ import annotations

import _ast

from ..base import Node
from . import calls as python_calls
from . import smtp as python_smtp
from .frames import Frame, dotted, last_name
from .smtp import Event, Session
from .values import Evaluator

_MAX_DEPTH = 60  # expressions inside expressions
_MAX_SESSIONS = 100  # in one file
_MAX_EVENTS = 500  # of one session
_HARMLESS = frozenset(
    ("print", "isinstance", "hasattr", "repr", "str", "bool", "id", "type", "closing", "enter_context")
)


class Follower:
    """What one file's code does with connections. ``swallowing``: branches whose failures are caught and survived."""

    __slots__ = ("_made", "calls", "sessions", "swallowing", "timeouts", "values")

    def __init__(self, values: Evaluator) -> None:
        self.values = values
        self.sessions: list[Session] = []
        self.calls: list[tuple[str, Node]] = []
        self.timeouts: list[Node] = []
        self.swallowing: set[int] = set()
        self._made: dict[int, Session] = {}

    def visit(self, node: _ast.AST, frame: Frame, depth: int = 0) -> None:
        """Finds the calls inside an expression or a simple statement, inner ones first."""
        if depth > _MAX_DEPTH or isinstance(node, (_ast.Lambda, _ast.Constant, _ast.Name)):
            return
        for field in node._fields:
            child = getattr(node, field, None)
            if isinstance(child, list):
                for item in child:
                    if isinstance(item, _ast.AST):
                        self.visit(item, frame, depth + 1)
            elif isinstance(child, _ast.AST):
                self.visit(child, frame, depth + 1)
        if isinstance(node, _ast.Call):
            self._call(node, frame)
        elif self.sessions:
            self._leaving(node, frame)

    def hold(self, key: str, expression: _ast.expr | None, frame: Frame) -> None:
        """A variable is bound: to sessions, or to something else (None: not known)."""
        for known in [known for known in frame.held if known.startswith(key + ".")]:
            del frame.held[known]
        sessions = self._resolve(expression, frame) if self.sessions and expression is not None else []
        if sessions:
            frame.held[key] = sessions
        else:
            frame.held.pop(key, None)

    def _leaving(self, node: _ast.AST, frame: Frame) -> None:
        """Notes the sessions that a ``return``, a ``yield`` or a container takes out of sight."""
        if isinstance(node, (_ast.Return, _ast.Yield)):
            self._escape(node.value, frame, "returned")
        elif isinstance(node, (_ast.List, _ast.Tuple)):
            if isinstance(node.ctx, _ast.Load):
                for element in node.elts:
                    self._escape(element, frame, "kept in a container")
        elif isinstance(node, _ast.Dict):
            for value in node.values:
                self._escape(value, frame, "kept in a container")

    def _call(self, call: _ast.Call, frame: Frame) -> None:
        origin = self.values.names.origin(call.func)
        name = python_smtp.CLASSES.get(origin)
        if name is not None and len(self.sessions) < _MAX_SESSIONS:
            session = python_smtp.construct(self.values, call, name, frame.scope, frame.branches)
            self._made[id(call)] = session
            self.sessions.append(session)
        elif origin == "socket.setdefaulttimeout" and len(call.args) == 1:
            self.timeouts = [self.values.value(call.args[0], frame.scope)]
        elif kept := python_calls.callee(origin) or python_calls.method(call, self.values.names.modules):
            self.calls.append((kept, python_calls.arguments(self.values, call, frame.scope)))
        if not self.sessions:
            return
        if isinstance(call.func, _ast.Attribute):
            self._session_call(call, call.func, frame)
        if last_name(call.func) not in _HARMLESS:
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                self._escape(argument, frame, f"passed to {self.values.words(call.func, 40)}()")

    def _session_call(self, call: _ast.Call, function: _ast.Attribute, frame: Frame) -> None:
        sessions = self._resolve(function.value, frame)
        if sessions and function.attr in python_smtp.METHODS:
            for session in sessions:
                entries = python_smtp.follow(self.values, call, function.attr, frame.scope)
                span = self.values.positions.span(call)
                self._note(session, Event(function.attr, span, entries, session.beyond(frame.branches)))
        elif not sessions and isinstance(function.value, _ast.Name):
            owner = function.value.id + "."  # self.helper() may use what self.server holds
            for key in [key for key in frame.held if key.startswith(owner)]:
                for session in frame.held[key]:
                    why = f"{key[:40]} is within reach of {self.values.words(function, 40)}()"
                    session.escape(self.values.positions.span(call), why, frame.branches)

    def _note(self, session: Session, event: Event) -> None:
        if len(session.events) < _MAX_EVENTS:
            session.events.append(event)

    def _escape(self, expression: _ast.expr | None, frame: Frame, why: str) -> None:
        if expression is not None:
            for session in self._resolve(expression, frame):
                session.escape(self.values.positions.span(expression), why, frame.branches)

    def _resolve(self, expression: _ast.expr | None, frame: Frame, depth: int = 0) -> list[Session]:
        """The sessions that an expression may be."""
        if depth > _MAX_DEPTH:
            return []
        if isinstance(expression, _ast.Call):
            made = self._made.get(id(expression))
            if made is not None:
                return [made]
            if expression.args and last_name(expression.func) in ("closing", "enter_context"):
                return self._resolve(expression.args[0], frame, depth + 1)
        elif isinstance(expression, (_ast.Name, _ast.Attribute)):
            return list(frame.held.get(dotted(expression), ()))
        elif isinstance(expression, _ast.IfExp):
            return self._resolve(expression.body, frame, depth + 1) + self._resolve(expression.orelse, frame, depth + 1)
        elif isinstance(expression, _ast.BoolOp):
            return [s for operand in expression.values for s in self._resolve(operand, frame, depth + 1)]
        elif isinstance(expression, (_ast.NamedExpr, _ast.Await, _ast.Starred)):
            return self._resolve(expression.value, frame, depth + 1)
        return []
