"""SMTP sessions of smtplib in Python code: what each connection is made with and which calls follow, in their order."""

from __future__ import annotations

import _ast

from ...text import Span
from ..base import MAP, OPAQUE, SCALAR, Entry, Node
from .values import TLS_CONTEXT, Evaluator, Scope

BRANCH = "only in a branch"
CLASSES = {"smtplib.SMTP": "SMTP", "smtplib.SMTP_SSL": "SMTP_SSL", "smtplib.LMTP": "LMTP"}
_PARAMETERS = {
    "SMTP": ("host", "port", "local_hostname", "timeout", "source_address"),
    # keyfile and certfile: up to Python 3.11; later versions take no more than three positional arguments
    "SMTP_SSL": ("host", "port", "local_hostname", "keyfile", "certfile", "timeout", "source_address", "context"),
    "LMTP": ("host", "port", "local_hostname", "source_address", "timeout"),
}
# Methods that are followed: their parameters, and the entry under which a parameter's value is kept.
METHODS = {
    "starttls": (("keyfile", "keyfile"), ("certfile", "certfile"), ("context", "starttls_context")),
    "login": (("user", "user"), ("password", "password")),
    "sendmail": (("from_addr", "from_addr"),),
    "send_message": (("msg", ""), ("from_addr", "from_addr")),
    "connect": (("host", "connect_host"), ("port", "connect_port")),
    "auth": (("mechanism", "auth"),),
}
_FLAGS = {"starttls": "starttls", "login": "login", "sendmail": "send", "send_message": "send"}
_SENDING = frozenset(_FLAGS)


class Event:
    """A call on a session: its entries, and the branches it stands in that the constructor does not."""

    __slots__ = ("branches", "entries", "method", "span")

    def __init__(self, method: str, span: Span, entries: list[Entry], branches: tuple[int, ...]) -> None:
        self.method = method
        self.span = span
        self.entries = entries
        self.branches = branches


class Session:
    """One connection: the constructor's call and the events after it. ``branches`` are those around the constructor."""

    __slots__ = ("branches", "entries", "events", "span")

    def __init__(self, span: Span, entries: list[Entry], branches: tuple[int, ...]) -> None:
        self.span = span
        self.entries = entries
        self.branches = branches
        self.events: list[Event] = []

    def beyond(self, branches: tuple[int, ...]) -> tuple[int, ...]:
        """Those of ``branches`` that the constructor does not stand in."""
        shared = 0
        for one, other in zip(self.branches, branches, strict=False):
            if one != other:
                break
            shared += 1
        return branches[shared:]

    def escape(self, span: Span, why: str, branches: tuple[int, ...]) -> None:
        """Notes that from here on code that is not followed may use the connection."""
        node = Node(OPAQUE, span, why=why)
        self.events.append(Event("escapes", span, [Entry("escapes", span, node)], self.beyond(branches)))


def construct(values: Evaluator, call: _ast.Call, name: str, scope: Scope, branches: tuple[int, ...]) -> Session:
    """The session that a call of ``smtplib.SMTP``, ``SMTP_SSL`` or ``LMTP`` opens."""
    span = values.positions.span(call.func)
    entries = [Entry("class", span, Node(SCALAR, span, text=name, tag="str"))]
    parameters = tuple((key, key) for key in _PARAMETERS[name])
    entries.extend(_arguments(values, call, parameters, scope))
    return Session(values.positions.span(call), entries, branches)


def follow(values: Evaluator, call: _ast.Call, method: str, scope: Scope) -> list[Entry]:
    """The entries of a call of one of ``METHODS``."""
    span = values.positions.span(call)
    entries: list[Entry] = []
    if method in _FLAGS:
        entries.append(Entry(_FLAGS[method], span, Node(SCALAR, span, text="True", tag="bool")))
    entries.extend(_arguments(values, call, METHODS[method], scope))
    return entries


def _arguments(
    values: Evaluator, call: _ast.Call, parameters: tuple[tuple[str, str], ...], scope: Scope
) -> list[Entry]:
    """The entries of a call's arguments; what ``*`` and ``**`` may give is not known."""
    entries: list[Entry] = []
    keys = dict(parameters)
    unknown: _ast.expr | None = None
    for position, argument in enumerate(call.args):
        if isinstance(argument, _ast.Starred):
            unknown = argument
            break
        key = parameters[position][1] if position < len(parameters) else ""
        if key:
            node = _as_context(values.value(argument, scope), key)
            entries.append(Entry(key, node.span, node))
    for keyword in call.keywords:
        if keyword.arg is None:
            unknown = keyword.value
        elif keys.get(keyword.arg):
            key = keys[keyword.arg]
            span = values.positions.span(keyword)
            node = _as_context(values.value(keyword.value, scope), key)
            entries.append(Entry(key, Span(span.start, span.start + len(keyword.arg)), node, span))
    if unknown is not None:
        given = {entry.key for entry in entries}
        node = values.opaque(unknown, "arguments that are not known", values.words(unknown))
        entries.extend(Entry(key, node.span, node) for key in keys.values() if key and key not in given)
    return entries


def _as_context(node: Node, key: str) -> Node:
    if key in ("context", "starttls_context") and node.kind == OPAQUE and node.why == TLS_CONTEXT and node.text:
        return Node(SCALAR, node.span, text=node.text, tag="str")
    return node


def session_node(session: Session, swallowing: set[int], timeouts: list[Node]) -> Node:
    """The mapping that describes a session; ``swallowing`` are the branches that are ``try`` bodies with handlers."""
    entries = list(session.entries)
    uncertain = _uncertain(session, swallowing)
    login: bool | None = None  # whether the login seen so far is certain
    for event, maybe in zip(session.events, uncertain, strict=True):
        for entry in event.entries:
            _add(entries, entry, maybe and event.method != "escapes")
        if event.method == "login":
            login = login or not maybe
        elif event.method == "starttls" and login is not None:
            node = Node(SCALAR, event.span, text="True", tag="bool")
            _add(entries, Entry("starttls_after_login", event.span, node), maybe or not login)
    entries.extend(Entry("default_timeout", node.span, node) for node in timeouts)
    return Node(MAP, session.span, entries=entries)


def _uncertain(session: Session, swallowing: set[int]) -> list[bool]:
    """For each event, whether it may not have happened when later ones do.

    A ``try`` body runs from its start, so its calls count as certain, unless the code goes on after a handler has
    caught their failure and uses the connection again.
    """
    result: list[bool] = []
    later: list[set[int]] = []  # branches of each later sending event
    for event in reversed(session.events):
        branches = set(event.branches)
        maybe = not branches <= swallowing
        maybe = maybe or any(branches & swallowing - others for others in later)
        result.append(maybe)
        if event.method in _SENDING:
            later.append(branches)
    return result[::-1]


def _add(entries: list[Entry], entry: Entry, maybe: bool) -> None:
    """Adds an entry of a call; the first certain one stands, a certain one replaces one in a branch."""
    value = entry.value
    if maybe:
        value = Node(OPAQUE, value.span, why=BRANCH, items=[value])
    for known in entries:
        if known.key == entry.key:
            if maybe or known.value.why != BRANCH:
                return
            entries.remove(known)
            break
    entries.append(Entry(entry.key, entry.key_span, value, entry.span))
