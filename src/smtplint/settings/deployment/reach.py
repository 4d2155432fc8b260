"""What a file may look at: the files of its own project, each read once and no more of them than bounds allow."""

from __future__ import annotations

import os

from ... import project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...readers.base import Document
    from ...text import Source

    Read = Callable[[str, str, str], Document | None]
    Text = Callable[[str], bytes | None]

_MOST_NAMES = 2_000  # of one folder


class Reach:
    """Opens files for one document: inside its project's root, or among the files that the user gave.

    ``read`` and ``text`` give a file as a reader sees it, and its bytes in lower case; ``batch`` holds the files that
    this run checks anyway. ``source`` is the document's own text, which may differ from what is on disk. ``named`` are
    the paths that the user named one by one, in that order.
    """

    def __init__(
        self, home: str, read: Read, text: Text, batch: frozenset[str] = frozenset(), source: Source | None = None
    ) -> None:
        self.home = os.path.normpath(home)
        self.batch = batch
        self.source = source
        self.named: list[str] = []
        self.kept: dict[str, Any] = {}  # what a linker works out once for all groups of the document
        self._own: dict[tuple[str, str], Document] = {}
        self._read = read
        self._text = text
        self._root = os.path.realpath(project.project_root(home))

    def at(self, path: str) -> Reach:
        """The reach of another file of the project, which must not look further than this one."""
        other = Reach(path, self._read, self._text, self.batch, self.source)
        other._root, other._own = self._root, self._own
        return other

    def allows(self, path: str) -> bool:
        """Whether a path lies in the project, links followed, or was given by the user."""
        if os.path.normpath(path) in self.batch:
            return True
        real = os.path.realpath(path)
        return real == self._root or real.startswith(self._root.rstrip(os.sep) + os.sep)

    def document(self, path: str, format: str, dialect: str = "") -> Document | None:
        """A file as a reader sees it, or None where there is none or it is out of reach."""
        path = os.path.normpath(path)
        if self.source is not None and path == os.path.normpath(self.source.path):
            return self._own_document(self.source, format, dialect)
        return self._read(path, format, dialect) if os.path.isfile(path) and self.allows(path) else None

    def exists(self, path: str) -> bool:
        """Whether there is a file within reach."""
        return os.path.isfile(path) and self.allows(path)

    def _own_document(self, source: Source, format: str, dialect: str) -> Document:
        key = (format, dialect)
        if key not in self._own:
            from ...readers.registry import read

            self._own[key] = read(source, format, dialect)
        return self._own[key]

    def text(self, path: str) -> bytes:
        """The bytes of a file in lower case; nothing where it cannot be read."""
        path = os.path.normpath(path)
        return (self._text(path) or b"") if os.path.isfile(path) and self.allows(path) else b""

    def mentions(self, path: str, *words: str) -> bool:
        """Whether a file holds any of the words, in whatever case."""
        text = self.text(path)
        return any(word.lower().encode("utf-8", "replace") in text for word in words)

    def names(self, folder: str) -> list[str]:
        """The names in a folder, in order; none where it is out of reach."""
        if not self.allows(folder or os.curdir):
            return []
        try:
            return sorted(os.listdir(folder or os.curdir))[:_MOST_NAMES]
        except OSError:
            return []

    def is_checked(self, path: str, format: str) -> bool:
        """Whether this run looks at a file itself, so that what stands there is reported there."""
        path = os.path.normpath(path)
        if path == self.home:
            return True
        return path in self.batch and project.prefilter(self.text(path), format)
