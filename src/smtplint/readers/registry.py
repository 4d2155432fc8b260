"""Finds the reader of a format and imports it late: a run pays only for the readers that it needs."""

from __future__ import annotations

from ..text import Source, Span
from .base import CODE, OPAQUE, SCALAR, Document, Problem, empty_map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FORMATS = (
    "yaml", "toml", "json", "dotenv", "ini", "properties", "python", "msmtp",
    *CODE, "directives", "options", "exim", "dockerfile", "unit", "xml",
)  # fmt: skip


def read(source: Source, format: str, dialect: str = "") -> Document:
    """The document in a source; a format is one of FORMATS. Never raises: what is broken is a Problem."""
    if format not in FORMATS:
        raise ValueError(f"no reader for {format!r}")
    module = __import__(f"smtplint.readers.{format}", fromlist=["read"])
    if format not in ("yaml", "python", *CODE) and has_templates(source):
        document: Document = _masked(module, source, format, dialect)
    else:
        document = module.read(source, dialect)
    if source.problem:
        document.problems.insert(0, Problem(Span(0, 0), source.problem))
    if not document.roots:
        document.roots.append(empty_map())
    return document


def has_templates(source: Source) -> bool:
    """Whether a source may hold template code."""
    text = source.text
    return any(mark in text for mark in ("{{", "{%", "<%")) or (source.path.endswith(".tftpl") and "{" in text)


def _masked(module: Any, source: Source, format: str, dialect: str) -> Document:
    """Reads a template with its regions filled in, and marks every value that one of them touches as not known."""
    from .templates import mask

    text, regions = mask(source.text, format, source.path)
    document: Document = module.read(Source(source.path, text), dialect)
    document.source = source
    document.masked = regions
    queue = list(document.roots)
    while queue:
        node = queue.pop()
        if node.kind in (SCALAR, OPAQUE) and _touches(regions, node.span):
            node.kind, node.why = OPAQUE, "template"
        if any(_touches(regions, entry.key_span) for entry in node.entries):
            node.why = "a template writes keys"  # which ones is not known
        queue += [entry.value for entry in node.entries] + node.items
    return document


def _touches(regions: list[Span], span: Span) -> bool:
    """Whether one of the regions, which are in order, overlaps a span."""
    low, high = 0, len(regions)
    while low < high:
        middle = (low + high) // 2
        if regions[middle].end < span.start:
            low = middle + 1
        else:
            high = middle
    return any(region.overlaps(span) for region in regions[low : low + 2])
