"""What the readers of line-based formats share: walking from line to line, blanks, and a bounded list of problems."""

from __future__ import annotations

from ..text import Source, Span
from .base import Document, Problem

_MAX_PROBLEMS = 50


class LineReader:
    """Base of a reader that goes through ``text`` line by line; ``blank`` are the format's own blank characters."""

    blank = " \t\v\f"

    def __init__(self, source: Source, document: Document) -> None:
        self.text = source.text
        self.end = len(source.text)
        self.doc = document
        self.carriage_returns = "\r" in self.text

    def line_end(self, at: int) -> int:
        """Where the line of ``at`` ends, its line end left out."""
        end = self.text.find("\n", at)
        end = self.end if end < 0 else end
        if self.carriage_returns:
            found = self.text.find("\r", at, end)
            end = end if found < 0 else found
        return end

    def after(self, end: int) -> int:
        """The beginning of the line behind the line end at ``end``."""
        return end + 2 if self.text.startswith("\r\n", end) else end + 1

    def skip_blanks(self, at: int, end: int) -> int:
        """The first place from ``at`` on that is no blank, or ``end``."""
        while at < end and self.text[at] in self.blank:
            at += 1
        return at

    def strip_blanks(self, start: int, end: int) -> int:
        """The end of the range without its trailing blanks."""
        while end > start and self.text[end - 1] in self.blank:
            end -= 1
        return end

    def problem(self, start: int, end: int, message: str) -> None:
        """Notes a problem; a file that breaks on every line is told so only some times."""
        if len(self.doc.problems) < _MAX_PROBLEMS:
            self.doc.problems.append(Problem(Span(start, max(start, end)), message))
