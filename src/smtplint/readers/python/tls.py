"""TLS contexts of Python's ``ssl``: whether what a client is given checks the server's certificate."""

from __future__ import annotations

import _ast

from ..base import SCALAR, Node
from .values import TLS_CONTEXT, Evaluator

_CONTEXTS = {
    "ssl.create_default_context": "default",
    "ssl._create_default_https_context": "default",
    "ssl._create_unverified_context": "unverified",
    "ssl._create_stdlib_context": "unverified",
    "ssl.SSLContext": "",
}
# ssl.SSLContext(...) verifies nothing by itself, except with PROTOCOL_TLS_CLIENT (Python's documentation of ssl).
_UNVERIFIED_PROTOCOLS = frozenset(
    ("ssl.PROTOCOL_TLS", "ssl.PROTOCOL_SSLv23", "ssl.PROTOCOL_TLSv1", "ssl.PROTOCOL_TLSv1_1", "ssl.PROTOCOL_TLSv1_2")
)


def made(values: Evaluator, call: _ast.Call, origin: str) -> Node | None:
    """The node of a call that makes a context; its text is ``default``, ``unverified`` or empty (not known)."""
    state = _CONTEXTS.get(origin)
    if state is None:
        return None
    purpose = [*call.args, *(k.value for k in call.keywords if k.arg in ("purpose", "protocol", None))]
    if origin == "ssl.SSLContext":
        kind = values.names.origin(purpose[0]) if purpose else "ssl.PROTOCOL_TLS"
        state = "unverified" if kind in _UNVERIFIED_PROTOCOLS else ""
    elif purpose and values.names.origin(purpose[0]) != "ssl.Purpose.SERVER_AUTH":
        state = ""
    weakened = any(k.arg in ("cert_reqs", "check_hostname") for k in call.keywords)
    return values.opaque(call, TLS_CONTEXT, "" if weakened else state)


def changed(values: Evaluator, state: str, attribute: str, expression: _ast.expr, node: Node) -> str:
    """The state of a context after ``context.attribute = expression``; ``node`` is the expression's node."""
    if attribute == "check_hostname":
        if node.kind != SCALAR:
            return ""
        if node.text in ("False", "0", "None"):
            return "unverified"
        return state if state == "default" else ""
    if attribute == "verify_mode":
        origin = values.names.origin(expression)
        if origin.endswith("CERT_NONE"):
            return "unverified"
        return "default" if state == "default" and origin.endswith("CERT_REQUIRED") else ""
    return state
