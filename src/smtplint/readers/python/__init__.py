"""Python files: settings modules, application factories and scripts. They are parsed, never imported and never run.

``roots[0]`` is a mapping of the settings in order of assignment (those of functions last); ``roots[1]`` the sequence of
the file's SMTP sessions (``smtplib``); ``roots[2]`` a mapping from the name of a library's callee to its calls. See
``walk``, ``smtp`` and ``calls``; ``env`` tells the styles of ENV nodes.

Entries of ``roots[0]`` whose key is not a name: ``*`` (value OPAQUE or ENV: other names may be set here; ``text`` is
the module of a star import) and ``?condition`` (value MAP: assignments that only happen if it holds; ``DEBUG@7`` is
what line 7 bound again). The value of a class is a MAP with style ``class`` and its bases in ``text``. A file with
template tags between its statements has one entry, ``?a template``. ``text`` of ``roots[0]`` are the modules that the
file imports, one a line.
"""

from __future__ import annotations

import _ast

from ...text import Source, Span
from ..base import MAP, OPAQUE, SEQ, Document, Entry, Node, Problem
from . import calls as python_calls
from . import smtp as python_smtp
from .env import Environment
from .flow import Follower
from .names import Names
from .parse import parse
from .tokens import tokens
from .values import Evaluator, Positions
from .walk import Walker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .frames import Inside
    from .values import Imports

_MAX_NAME = 200


def read(source: Source, dialect: str = "") -> Document:
    """Reads Python text. Never raises; a syntax error is one problem, and what stands around it is still read."""
    return read_module(source, None)[0]


def read_module(
    source: Source, imports: Imports | None, inside: Inside | None = None
) -> tuple[Document, Evaluator | None]:
    """The document as ``read`` gives it, with what ``imports`` brings, and what evaluated it (its names, functions).

    ``inside`` are the names of another module among which the file is run.
    """
    document = Document(source, "python")
    held: Evaluator | None = None
    text = source.text
    whole = Span(0, len(text))
    document.roots = [Node(MAP, whole), Node(SEQ, whole), Node(MAP, whole)]
    found = tokens(text)
    document.comments = [Span(token.start, token.end) for token in found if token.comment]
    parsed = parse(source, found)
    document.problems = parsed.problems
    try:
        held = _fill(document, parsed.statements, imports, inside)
    except RecursionError:
        document.problems.append(Problem(Span(0, 0), "nested too deeply to be read"))
    for span in parsed.broken:
        _add_broken(document.roots[0], text, span)
    document.masked = [span for span in parsed.broken if text.startswith("{%", span.start)]
    if document.masked:  # which of its statements are kept is not known
        entries, document.roots[0].entries = document.roots[0].entries, []
        document.roots[0].entries.append(
            Entry("?a template", document.masked[0], Node(MAP, whole, entries=entries), whole)
        )
    return document, held


def _fill(document: Document, statements: list[_ast.stmt], imports: Imports | None, inside: Inside | None) -> Evaluator:
    text = document.source.text
    names = Names(statements)
    document.roots[0].text = "\n".join(names.modules)
    values = Evaluator(Positions(document.source), names, Environment(text), imports)
    if inside is not None:
        names.know(inside.origins)
        values.positions.path = inside.file
        values.included = inside.included
        values.asked, values.owners = inside.asked, inside.owners
        values.environment.reads = True
    follows = "smtplib" in text or any(word in text for word in python_calls.WORDS)
    functions = follows or any(word in text for word in (".config", ".configure", "FlaskDynaconf"))
    follower = Follower(values) if follows else None
    settings, sessions, calls = document.roots
    walker = Walker(values, follower, functions=functions)
    settings.entries = walker.module(statements, inside.names if inside is not None else {})
    if follower is not None:
        for session in sorted(follower.sessions, key=lambda session: session.span.start):
            sessions.items.append(python_smtp.session_node(session, follower.swallowing, follower.timeouts))
        document.roots[2] = python_calls.as_root(follower.calls, calls.span)
    return values


def _add_broken(settings: Node, text: str, span: Span) -> None:
    """A broken ``NAME = …`` still sets its name, to something that is not known."""
    head = text[span.start : min(span.end, span.start + _MAX_NAME)]
    name, sign, rest = head.partition("=")
    name = name.partition(":")[0].strip()
    if not sign or rest.startswith("=") or not name.isidentifier():
        return
    start = span.start + head.index(name)
    node = Node(OPAQUE, span, why="a syntax error")
    entry = Entry(name, Span(start, start + len(name)), node, span)
    at = next((i for i, other in enumerate(settings.entries) if other.span.start >= span.start), len(settings.entries))
    settings.entries.insert(at, entry)
