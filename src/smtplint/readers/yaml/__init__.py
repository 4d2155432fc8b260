"""YAML: nodes with places, composed from parser events under bounds that no input can exceed.

What does not parse is hidden, at the same length, and the rest is read again: a broken line costs its own value and no
more.
"""

from __future__ import annotations

from ...text import Source, Span
from .. import templates
from ..base import Document, Problem, empty_map
from . import events as yaml_events
from .compose import Composer, RefusedError, Region
from .mend import Mender, hide_unprintable

_CONTEXTS = (("quoted scalar", "quoted"), ("flow sequence", "flow"), ("flow mapping", "flow"), ("simple key", "key"))
_MOST_PROBLEMS = 5
_MOST_ATTEMPTS = 12
_MOST_TAG_DIRECTIVES = 200  # the parser compares each with all before it
_LONGEST_RETRIED = 1 << 19  # code points; a longer broken file keeps what stands before its first break


def read(source: Source, dialect: str = "") -> Document:
    """Reads all documents of a YAML stream, one root each. Never raises; ``problems`` holds what does not parse.

    Plain scalars have no tag, quoted and block scalars have ``str``, an absent value is a ``null`` scalar of no length.
    Nodes that a template or a broken place touches are OPAQUE, with ``why`` ``template`` or ``broken``, and hold their
    source text. A mapping or sequence with such a region between its entries has the same ``why`` and may hold more
    than is shown. Entries of merge keys come after the written ones, marked ``merged``, one for each key.
    """
    text, masks = templates.mask(source.text, "yaml", source.path)
    document = _read(source, dialect, text, masks)
    if masks and document.problems:
        plain = _read(source, dialect, source.text, [])
        if not plain.problems:
            return plain
    return document


def _read(source: Source, dialect: str, text: str, masks: list[Span]) -> Document:
    document = Document(source, "yaml", dialect=dialect)
    document.masked = masks
    regions = [Region(span.start, span.end, "template") for span in masks]
    text, unprintable = hide_unprintable(text)
    regions += unprintable
    for region in unprintable[:_MOST_PROBLEMS]:
        message = f"the character U+{ord(source.text[region.start]):04X} is not allowed in YAML"
        document.problems.append(Problem(Span(region.start, region.end), message))
    composer = _parse(source, text, regions, document.problems)
    document.roots = composer.roots or [empty_map()]
    document.comments = composer.comments()
    document.problems += composer.problems
    return document


def _parse(source: Source, text: str, regions: list[Region], problems: list[Problem]) -> Composer:
    """Composes ``text``, hiding one broken place after another; notes each in ``problems``."""
    library = yaml_events.library()
    mender = Mender(text)
    found: set[int] = set()
    while True:
        composer = Composer(source, mender.text, sorted([*regions, *mender.hidden]), library.events)
        try:
            if mender.text.count("%TAG") > _MOST_TAG_DIRECTIVES:
                message = f"more than {_MOST_TAG_DIRECTIVES} tag directives"
                raise RefusedError(mender.text.index("%TAG"), message, final=True)
            composer.run(library.parser(mender.text))
        except (library.error, RefusedError, ValueError, OverflowError, RecursionError, MemoryError) as error:
            at, context, message = _place(error, composer.last)
            if (stray := composer.stray_line) is not None:
                at, context = stray.span.start, "key"
            line = mender.line_of(at)
            if line not in found and len(found) < _MOST_PROBLEMS:
                problems.append(Problem(Span(at, min(at + 1, len(text))), message))
            found.add(line)
            composer.abandon(at)
            last_try = len(text) > _LONGEST_RETRIED or len(found) > _MOST_PROBLEMS or mender.attempts >= _MOST_ATTEMPTS
            if last_try or (isinstance(error, RefusedError) and error.final) or not mender.hide(at, context):
                return composer
        else:
            return composer


def _place(error: Exception, last: int) -> tuple[int, str, str]:
    """Where an error lies, what it lies in (``quoted``, ``flow``, ``key`` or nothing), and how to say it."""
    if isinstance(error, RefusedError):
        return error.at, "", str(error)
    problem = getattr(error, "problem", None) or "cannot be parsed"
    context = getattr(error, "context", None) or ""
    at = _index(error, "problem_mark", last)
    for words, kind in _CONTEXTS:
        if words in context:
            at = _index(error, "context_mark", at)
            return at, kind, f"{problem} ({context})"
    return at, "", f"{problem} ({context})" if context else problem


def _index(error: Exception, name: str, default: int) -> int:
    index = getattr(getattr(error, name, None), "index", None)
    return index if isinstance(index, int) else default
