"""Program code of languages other than Python: recognised by its shapes, never run.

``roots[0]`` is a mapping of what the file assigns, by paths joined with dots (``$CFG->smtphost`` is ``CFG.smtphost``; a
file's own value is ``exports`` or ``return``); ``roots[1]`` a mapping from callee to the list of its calls. A call is a
mapping: arguments by name or as ``0``, ``1`` …, then what is set on its result (``mail.SSL = true``) and the methods
called on it (``smtp.enable_starttls``). The callee of an object that was made elsewhere is ``""``.
"""

from __future__ import annotations

from ...text import Source, Span
from ..base import MAP, Document, Node, Problem
from .branches import mark
from .language import Language
from .tokens import Scanner, nested
from .walk import Walker


def read_code(source: Source, language: Language) -> Document:
    """Reads program code. Never raises; what is not understood is not known."""
    document = Document(source, language.name)
    whole = Span(0, len(source.text))
    document.roots = [Node(MAP, whole), Node(MAP, whole)]
    scanner = Scanner(source.text, language)
    try:
        scanner.run()
        walker = Walker(mark(nested(scanner.tokens, language), language), language, whole)
        walker.run()
        document.roots = [walker.settings, walker.by_callee(whole)]
    except RecursionError:
        document.problems.append(Problem(Span(0, 0), "nested too deeply to be read"))
    document.comments = scanner.comments
    return document
