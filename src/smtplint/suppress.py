"""Reads ``# smtplint: ignore[name] reason`` comments and holds back the findings that they cover.

A comment at the end of a line covers that line; on a line of its own it covers the next line that is not a comment;
``ignore-file[name]`` in the first comment lines covers the file. Unknown names and comments that cover nothing are
findings.
"""

from __future__ import annotations

from .findings import Finding, Location
from .text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .readers.base import Document

_MARK = "smtplint:"
UNUSED = ("SMTP609", "unused-suppression")


class Suppression:
    """One name of an ignore comment: the lines that it covers (None: the whole file) and the name's own place."""

    __slots__ = ("lines", "name", "span", "used")

    def __init__(self, name: str, span: Span, lines: range | None) -> None:
        self.name = name
        self.span = span
        self.lines = lines
        self.used = False


def apply(findings: list[Finding], document: Document, codes: dict[str, str]) -> tuple[list[Finding], int]:
    """The findings that remain, with those about the comments themselves, and how many were held back.

    ``codes`` maps the names of all rules to their codes.
    """
    suppressions, complaints = _read(document, codes)
    kept = []
    for finding in findings:
        hit = [one for one in suppressions if _covers(one, finding, document)]
        for one in hit:
            one.used = True
        if not hit:
            kept.append(finding)
    complaints += [
        _complaint(document, one.span, f"nothing here is held back by {one.name}")
        for one in suppressions
        if not one.used
    ]
    return kept + complaints, len(findings) - len(kept)


def _covers(suppression: Suppression, finding: Finding, document: Document) -> bool:
    if suppression.name not in (finding.name, finding.code):
        return False
    if suppression.lines is None:
        return finding.primary.source is document.source
    places = [finding.primary, *finding.related]
    index = document.source.lines
    return any(
        place.source is document.source
        and (
            index.position(place.span.start)[0] in suppression.lines
            or index.position(max(place.span.start, place.span.end - 1))[0] in suppression.lines
        )
        for place in places
    )


def _read(document: Document, codes: dict[str, str]) -> tuple[list[Suppression], list[Finding]]:
    found: list[Suppression] = []
    complaints: list[Finding] = []
    known = {*codes, *codes.values()}
    comments = document.comments if _MARK in document.source.text else []
    block = range(0)  # the last lines of comments that were looked at, so that each is looked at once
    for comment in comments:
        text = document.source.text[comment.start : comment.end]
        at = text.find(_MARK)
        if at < 0:
            continue
        names, whole, problem = _directive(document, comment, text[at + len(_MARK) :], at + len(_MARK))
        lines = None if whole else _lines(document, comment, block)
        block = block if lines is None or lines.stop <= block.stop else lines
        if problem:
            complaints.append(_complaint(document, comment, problem))
        for name, span in names:
            if name in known:
                found.append(Suppression(name, span, lines))
            else:
                complaints.append(_complaint(document, span, f"there is no rule {name!r}"))
    return found, complaints


def _directive(document: Document, comment: Span, text: str, offset: int) -> tuple[list[tuple[str, Span]], bool, str]:
    """Names and their places, whether the whole file is meant, and what is wrong."""
    words = text.lstrip()
    offset += len(text) - len(words)
    verb, bracket, rest = words.partition("[")
    verb = verb.strip()
    if verb not in ("ignore", "ignore-file") or not bracket or "]" not in rest:
        return [], False, "write `smtplint: ignore[rule-name] reason`, with the names in brackets"
    start = comment.start + offset + words.index("[") + 1
    names = []
    for piece in rest.partition("]")[0].split(","):
        name = piece.strip()
        if name:
            begin = start + piece.index(name)
            names.append((name, Span(begin, begin + len(name))))
        start += len(piece) + 1
    if not names:
        return [], False, "name the rules to ignore; nothing is ignored wholesale"
    return names, verb == "ignore-file", ""


def _lines(document: Document, comment: Span, block: range) -> range:
    """The lines that a comment covers; ``block`` are lines of comments, of which the end is known, and one more."""
    index = document.source.lines
    line = index.position(comment.start)[0]
    start, _ = index.line_span(line)
    if document.source.text[start : comment.start].strip():
        return range(line, line + 1)
    following = max(line + 1, block.stop - 1 if line in block else 0)
    while following <= index.count and index.line_text(following).lstrip().startswith(("#", ";", "!", "//")):
        following += 1
    return range(line, following + 1)


def _complaint(document: Document, span: Span, message: str) -> Finding:
    return Finding(UNUSED[0], UNUSED[1], "risk", message, Location(document.source, span),
                   help="remove the comment, or correct the name")  # fmt: skip
