"""The compiled knowledge: marshalled slices behind an index; a run reads the index and the slices that it needs.

The file is made by ``smtplint.knowledge.compile`` from ``rules/`` and never edited. Layout: an 8-byte magic, the length
of the index (8 bytes, little-endian), the index, the slices. The index has a table of places for each kind of slice.
marshal version 2 holds only None, bool, int, float, str, bytes, tuple, list and dict, is the same in every Python from
3.10 on, and executes nothing when it is read.
"""

from __future__ import annotations

import marshal

from .tables import cell, keys, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAGIC = b"SMTPLNT2"
FILE = "knowledge.bin"
PAGES = "pages.bin"  # what only people read, so that a check need not


class KnowledgeError(Exception):
    """The compiled knowledge is missing or damaged; the installation is broken, not the user's files."""


class Store:
    """Random access to the slices of one knowledge file; slices stay in memory once decoded."""

    __slots__ = ("_base", "_cache", "_data", "_own", "answers", "index")

    def __init__(self, data: bytes) -> None:
        if data[:8] != MAGIC:
            raise KnowledgeError("the compiled knowledge is damaged: reinstall smtplint")
        self._data = memoryview(data)
        self._base = 16 + int.from_bytes(data[8:16], "little")
        self._cache: dict[tuple[str, str], Any] = {}
        self._own: dict[str, set[str]] = {}
        self.answers: dict[str, dict[str, Any]] = {}  # what hosts were found to be mistaken for
        self.index: dict[str, Any] = marshal.loads(self._data[16 : self._base])

    @property
    def version(self) -> str:
        """Hash of the knowledge that was compiled (12 hex digits)."""
        return str(self.index["version"])

    def ids(self, kind: str) -> list[str]:
        """The ids of one kind (``checks``, ``clients``, ``providers`` ...), sorted."""
        return sorted({*keys(self.index["slices"].get(kind, "")), *self._own.get(kind, ())})

    def get(self, kind: str, name: str) -> Any:
        """One slice, or None where there is none of that kind and name."""
        key = (kind, name)
        if key not in self._cache:
            place = cell(self.index["slices"].get(kind, ""), name)
            if place is None:
                return None
            start, _, end = place.partition(" ")
            self._cache[key] = marshal.loads(self._data[self._base + int(start) : self._base + int(end)])
        return self._cache[key]

    def put(self, kind: str, name: str, value: Any) -> None:
        """Sets a slice for this run: a project's own knowledge beside what is installed."""
        self._cache[(kind, name)] = value
        self.answers.clear()
        self._own.setdefault(kind, set()).add(name)


_STORES: dict[str, Store] = {}


def store(file: str = FILE) -> Store:
    """The installed knowledge, opened at first use: FILE for checks, PAGES for commands that print it."""
    if file not in _STORES:
        path = __file__.rpartition("store")[0] + "data/" + file
        try:
            with open(path, "rb", buffering=0) as handle:  # as a whole: it may be replaced while this runs
                _STORES[file] = Store(handle.read())
        except OSError as error:
            raise KnowledgeError(f"the compiled knowledge cannot be read: {error.strerror}") from None
    return _STORES[file]


def pages() -> Store:
    """The whole of the knowledge as people wrote it, under ``kind/id``."""
    return store(PAGES)


def pack(index: dict[str, Any], slices: dict[str, dict[str, Any]]) -> bytes:
    """The bytes of a knowledge file from an index and slices by kind and id; the same input gives the same bytes."""
    body = bytearray()
    places: dict[str, dict[str, str]] = {}
    for kind in sorted(slices):
        places[kind] = {}
        for name in sorted(slices[kind]):
            packed = marshal.dumps(slices[kind][name], 2)
            places[kind][name] = f"{len(body)} {len(body) + len(packed)}"
            body += packed
    head = marshal.dumps({**index, "slices": {kind: table(rows) for kind, rows in places.items()}}, 2)
    return MAGIC + len(head).to_bytes(8, "little") + head + bytes(body)
