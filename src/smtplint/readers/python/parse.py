"""Python text to statements, by the interpreter's own parser and never run; what stands around an error is kept."""

from __future__ import annotations

import _ast

from ...text import Source, Span
from ..base import Problem
from .tokens import Token, chunk_starts, line_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Failure: TypeAlias = SyntaxError | ValueError | RecursionError | MemoryError

_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST
_ATTEMPTS = 60  # compilations of parts of one broken file
_EFFORT = 6  # times the file's length that may be compiled in all


class Parsed:
    """The top-level statements in order, the first problem if any, and the parts that could not be parsed."""

    __slots__ = ("broken", "problems", "statements")

    def __init__(self) -> None:
        self.statements: list[_ast.stmt] = []
        self.problems: list[Problem] = []
        self.broken: list[Span] = []


def parse(source: Source, found: list[Token]) -> Parsed:
    """Parses ``source``; never raises. ``found`` are its tokens (used only where there is an error)."""
    import warnings

    parsed = Parsed()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            parsed.statements = _compile(source.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            from .newer import rewritten

            text = rewritten(source.text, found)
            try:
                parsed.statements = _compile(text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                _recover(source, text, found, error, parsed)
    return parsed


def _compile(text: str) -> list[_ast.stmt]:
    module = compile(text, "<settings>", "exec", _ONLY_AST, dont_inherit=True)
    return list(module.body) if isinstance(module, _ast.Module) else []


def _recover(source: Source, text: str, found: list[Token], error: Failure, parsed: Parsed) -> None:
    """Parses the statements around the broken ones, halving where the parser does not say which one is broken."""
    starts = [*chunk_starts(text, found), len(text)]
    left, budget = _ATTEMPTS, len(text) * _EFFORT + 100_000
    place = _place(source, error)
    todo = _parts(0, len(starts) - 1, starts, place)
    broken: list[tuple[Span, Span | None, str]] = []
    if not todo:
        broken.append((Span(0, len(text)), place, _words(error)))
    while todo:
        low, high = todo.pop()
        start, end = starts[low], starts[high]
        lines_before = source.lines.position(start)[0] - 1
        left -= 1
        budget -= end - start + lines_before
        if left < 0 or budget < 0:
            broken.append((Span(start, end), None, "too much of the file is broken"))
            continue
        try:
            parsed.statements.extend(_compile("\n" * lines_before + text[start:end]))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as again:
            where = _place(source, again, start, end)
            if high - low == 1:
                broken.append((Span(start, end), where, _words(again)))
            else:
                todo.extend(_parts(low, high, starts, where))
    parsed.broken = [span for span, _, _ in broken]
    if broken:
        span, where, words = broken[0]
        parsed.problems.append(Problem(where or Span(span.start, line_end(text, span.start)), words))
    else:  # each statement parses, the whole does not: it is too large for the parser
        parsed.problems.append(Problem(place or Span(0, 0), _words(error)))


def _parts(low: int, high: int, starts: list[int], place: Span | None) -> list[tuple[int, int]]:
    """The ranges of chunks to try next, last one first: before, at and after the error, or two halves."""
    if high - low <= 1:
        return []
    middle = (low + high) // 2
    if place is None:
        return [(middle, high), (low, middle)]
    at = low
    while at + 1 < high and starts[at + 1] <= place.start:
        at += 1
    return [part for part in ((at + 1, high), (at, at + 1), (low, at)) if part[0] < part[1]]


def _place(source: Source, error: Failure, low: int = 0, high: int | None = None) -> Span | None:
    """Where the parser stopped, or None where it does not say so."""
    text, lines = source.text, source.lines
    high = len(text) if high is None else high
    if isinstance(error, SyntaxError) and error.lineno and "null byte" not in (error.msg or ""):
        start = lines.offset(error.lineno, max(error.offset or 1, 1))
        end = start + 1
        if error.end_lineno and error.end_offset and error.end_offset > 0:
            end = max(end, lines.offset(error.end_lineno, error.end_offset))
    else:
        start = text.find("\0", low, high)
        if start < 0 and isinstance(error, UnicodeError):
            start = next((i for i in range(low, high) if "\ud800" <= text[i] <= "\udfff"), -1)
        if start < 0:
            return None
        end = start + 1
    start = min(max(start, low), high)
    return Span(start, max(start, min(end, line_end(text, start))))


def _words(error: Failure) -> str:
    if isinstance(error, (RecursionError, MemoryError)):
        return "nested too deeply to be read"
    if isinstance(error, UnicodeError):
        return "not valid Python: a lone surrogate"
    if isinstance(error, SyntaxError):
        return f"not valid Python: {error.msg}"
    return f"not valid Python: {error}"
