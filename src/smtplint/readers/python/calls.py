"""Calls of mail libraries whose settings are keyword arguments."""

from __future__ import annotations

import _ast

from ...text import Span
from ..base import MAP, SEQ, Entry, Node
from .values import Evaluator, Scope, entries_of_keywords

# Package and class or function, wherever inside the package the name is imported from.
CALLEES = {
    ("fastapi_mail", "ConnectionConfig"): "fastapi_mail.ConnectionConfig",
    ("logging", "SMTPHandler"): "logging.handlers.SMTPHandler",
    ("aiosmtplib", "SMTP"): "aiosmtplib.SMTP",
    ("aiosmtplib", "send"): "aiosmtplib.send",
    ("yagmail", "SMTP"): "yagmail.SMTP",
    ("redmail", "EmailSender"): "redmail.EmailSender",
    ("envelopes", "SMTP"): "envelopes.SMTP",
    ("buildbot", "MailNotifier"): "buildbot.MailNotifier",
    ("marrow", "Mailer"): "marrow.mailer.Mailer",
    ("emails", "SMTPBackend"): "emails.SMTPBackend",
}
# Methods of a package's objects that are handed the settings in one keyword argument.
METHODS = {("emails", "send", "smtp"): "emails.Message.send"}
WORDS = (
    "fastapi_mail", "SMTPHandler", "aiosmtplib", "yagmail", "redmail", "envelopes", "MailNotifier", "marrow.mailer",
    "import emails", "from emails",
)  # fmt: skip


def callee(origin: str) -> str:
    """The name under which calls of ``origin`` (as ``fastapi_mail.config.ConnectionConfig``) are kept; may be empty."""
    return CALLEES.get((origin.partition(".")[0], origin.rpartition(".")[2]), "")


def method(call: _ast.Call, modules: list[str]) -> str:
    """The name under which calls of a method are kept where its package is among the imported modules; or empty."""
    if isinstance(call.func, _ast.Attribute):
        keywords = {keyword.arg for keyword in call.keywords}
        for (package, name, keyword), kept in METHODS.items():
            if call.func.attr == name and keyword in keywords:
                return kept if any(module.partition(".")[0] == package for module in modules) else ""
    return ""


def arguments(values: Evaluator, call: _ast.Call, scope: Scope) -> Node:
    """The arguments of a call: keywords by name, positional ones as ``0``, ``1`` …; ``*`` for what is not known."""
    entries: list[Entry] = []
    position = 0
    for argument in call.args:
        if isinstance(argument, _ast.Starred):
            entries.append(Entry("*", values.positions.span(argument), values.opaque(argument, "positional arguments")))
            continue
        node = values.value(argument, scope)
        place = values.positions.span(argument)
        entries.append(Entry(str(position), place, node, place))
        position += 1
    entries_of_keywords(values, call.keywords, scope, 0, entries)
    return Node(MAP, values.positions.span(call), entries=entries)


def as_root(found: list[tuple[str, Node]], span: Span) -> Node:
    """The mapping from callee to the list of its calls, in order of their places."""
    lists: dict[str, list[Node]] = {}
    for name, node in sorted(found, key=lambda pair: pair[1].span.start):
        lists.setdefault(name, []).append(node)
    entries = [Entry(name, calls[0].span, Node(SEQ, span, items=calls)) for name, calls in lists.items()]
    return Node(MAP, span, entries=entries)
