"""Finds the reader of a format and imports it late: a run pays only for the readers that it needs."""

from __future__ import annotations

from ..text import Source, Span
from .base import Document, Problem, empty_map

FORMATS = ("yaml", "toml", "json", "dotenv", "ini", "properties", "python", "msmtp")


def read(source: Source, format: str, dialect: str = "") -> Document:
    """The document in a source; a format is one of FORMATS. Never raises: what is broken is a Problem in the document."""
    if format not in FORMATS:
        raise ValueError(f"no reader for {format!r}")
    module = __import__(f"smtplint.readers.{format}", fromlist=["read"])
    document: Document = module.read(source, dialect)
    if source.problem:
        document.problems.insert(0, Problem(Span(0, 0), source.problem))
    if not document.roots:
        document.roots.append(empty_map())
    return document
