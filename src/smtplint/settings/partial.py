"""Whether a document holds only a part of a program's settings, so that what it does not say may stand elsewhere."""

from __future__ import annotations

from .claim import named_like
from .parts import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..readers.base import Document, Node

    Sibling = Callable[[str, list[str], str], bool]
    Importer = Callable[[str, str], bool]


def is_partial(
    rules: dict[str, Any], document: Document, root: Node, sibling: Sibling, importer: Importer | None = None
) -> bool:
    """Applies a form's ``partial`` rules: any of them is enough, and without rules no document is partial.

    ``files`` are names of overlays (``application-*.yml``), ``outside`` the names of all files that the program reads
    by itself, so that any other is a part that something else takes in, ``keys`` dotted keys that only partial
    documents have at their root, whole or as the beginning of flat keys, ``documents`` true when the documents of one
    file complete each other, ``siblings`` names of overlays that complete this file when they stand beside it and hold
    ``word``, for which ``sibling(path, patterns, word)`` looks. ``importers`` is a word of the modules that complete
    the one which they import, for which ``importer(path, word)`` looks.
    """
    path = document.source.path
    if named_like(path, rules.get("files", [])) or any(_holds(root, key) for key in rules.get("keys", ())):
        return True
    if "outside" in rules and not named_like(path, rules["outside"]):
        return True
    if rules.get("documents") and len(document.roots) > 1:
        return True
    if rules.get("siblings") and sibling(path, rules["siblings"], rules.get("word", "")):
        return True
    return importer is not None and "importers" in rules and importer(path, rules["importers"])


def _holds(root: Node, key: str) -> bool:
    return lookup(root, key) is not None or any(entry.key.startswith(key + ".") for entry in root.entries)
