"""What lies around a file: neighbouring project files that tell the client, and the ``.env`` that a program loads."""

from __future__ import annotations

import os

from . import project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .readers.base import Document

_LEVELS = 4
_PYTHON_FILES = ("requirements.txt", "pyproject.toml", "Pipfile")
_TEMPLATES = (".example", ".sample", ".dist", ".template")
_MOST_NAMES = 2000  # of one folder
_MOST_DOCUMENTS = 200  # files that one run follows references to
_MOST_TEXTS = 2000  # files that one run looks into for a word


class Surroundings:
    """Reads neighbours once; ``holds(path, file, word)`` looks in the folders from ``path`` to its root."""

    def __init__(self) -> None:
        self._texts: dict[str, bytes | None] = {}
        self._folders: dict[str, list[str]] = {}
        self._names: dict[str, list[str]] = {}
        self._documents: dict[tuple[str, str, str], Document | None] = {}

    def holds(self, path: str, file: str, word: str) -> bool:
        """Whether a file of that name beside or above ``path`` mentions a word (``""``: whether it exists)."""
        for folder in self.folders(path):
            text = self._read(os.path.join(folder, file))
            if text is not None and (not word or word.lower().encode() in text):
                return True
        return False

    def sibling(self, path: str, patterns: list[str], word: str) -> bool:
        """Whether another file in the same folder, with a name like one of the patterns, mentions a word."""
        folder, own = os.path.split(os.path.abspath(path))
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            return False
        from .settings.claim import named_like

        return any(
            name != own
            and named_like(name, patterns)
            and word.encode() in (self._read(os.path.join(folder, name)) or b"")
            for name in names
        )

    def importer(self, path: str, word: str) -> bool:
        """Whether a Python module in the same folder imports the one at a path, and mentions a word."""
        folder, own = os.path.split(os.path.abspath(path))
        stem = own.removesuffix(".py").lower().encode()
        for name in self.names(folder):
            text = (self._read(os.path.join(folder, name)) or b"") if name.endswith(".py") and name != own else b""
            if word.lower().encode() in text and stem in text and _imports(text, stem):
                return True
        return False

    def names(self, folder: str) -> list[str]:
        """The names in a folder, in order; at most 2,000, and none of a folder that cannot be read."""
        if folder not in self._names:
            try:
                self._names[folder] = sorted(os.listdir(folder or os.curdir)[:_MOST_NAMES])
            except OSError:
                self._names[folder] = []
        return self._names[folder]

    def template_endings(self, path: str) -> list[str]:
        """The endings of templates of ``.env`` files that stand beside or above a file: ``.example`` and the like."""
        names = {name for folder in self.folders(path) for name in self.names(folder)}
        return [ending for ending in _TEMPLATES if f".env{ending}" in names]

    def version(self, path: str, file: str, name: str) -> str:
        """The version, or the range of versions, that the nearest file of that name asks of a package; empty: none."""
        from .settings.versions import asked

        for folder in self.folders(path):
            text = self._read(os.path.join(folder, file))
            found = asked(text.decode("utf-8", "replace"), name.lower()) if text is not None else ""
            if found:
                return found
        return ""

    def asked_version(self, path: str, name: str) -> str:
        """The version of a Python package that the project's files ask for; empty: none is told."""
        return next((found for file in _PYTHON_FILES if (found := self.version(path, file, name))), "")

    def document(self, path: str, format: str, dialect: str) -> Document | None:
        """A file as a reader sees it, or None where there is none that can be read at once; each is read once."""
        key = (path, format, dialect)
        if key not in self._documents and len(self._documents) < _MOST_DOCUMENTS:
            data = project.read_bytes(path) if os.path.isfile(path) else ""
            self._documents[key] = None
            if isinstance(data, bytes):
                from .readers.registry import read
                from .text import Source

                self._documents[key] = read(Source.from_bytes(path, data), format, dialect)
        return self._documents.get(key)

    def documents(self) -> list[Document]:
        """The documents that were read so far."""
        return [one for one in self._documents.values() if one is not None]

    def text(self, path: str) -> bytes | None:
        """The bytes of a file in lower case, or None where there is no such file that can be read at once."""
        return self._read(path) if path in self._texts or len(self._texts) < _MOST_TEXTS else None

    def folders(self, path: str) -> list[str]:
        """The folder of a path and those above it, nearest first, ending at the repository's root."""
        folder = os.path.dirname(os.path.abspath(path))
        if folder not in self._folders:
            self._folders[folder] = self._above(folder)
        return self._folders[folder]

    def _above(self, folder: str) -> list[str]:
        found = []
        for _ in range(_LEVELS):
            found.append(folder)
            parent = os.path.dirname(folder)
            if parent == folder or os.path.exists(os.path.join(folder, ".git")):
                break
            folder = parent
        return found

    def _read(self, path: str) -> bytes | None:
        """The content in lower case, None where there is no such file that can be read at once."""
        if path not in self._texts:
            data = project.read_bytes(path)
            self._texts[path] = data.lower() if isinstance(data, bytes) else None
        return self._texts[path]


def _imports(text: bytes, stem: bytes) -> bool:
    import re

    name = re.escape(stem)
    statement = rb"^[ \t]*(?:from[ \t]+[\w.]*\b%s|(?:from[ \t]+[\w.]+[ \t]+)?import[ \t].*\b%s)\b" % (name, name)
    return re.search(statement, text, re.MULTILINE) is not None
