"""Settings that Flask's ``from_prefixed_env`` takes from variables: each name of one with the prefix is one."""

from __future__ import annotations

from ...readers import base
from ...readers.base import Entry, Node
from ...readers.python.flask import PREFIXED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..links import Environment

CAST = "json-or-text"


def expand(root: Node, environment: Environment) -> None:
    """Puts a read of each variable that is known behind the ``*`` of the call that takes it, at any depth of branches.

    A variable is set to what it is as JSON, or to its text (``Config.from_prefixed_env`` of Flask 2.2 to 3.1).
    """
    entries: list[Entry] = []
    for entry in root.entries:
        entries.append(entry)
        if entry.key.startswith("?"):
            expand(entry.value, environment)
        elif entry.key == "*" and entry.value.style == PREFIXED:
            entries += _taken(entry, environment)
    root.entries = entries


def _taken(entry: Entry, environment: Environment) -> list[Entry]:
    prefix = entry.value.text
    names = sorted(name for name in environment.texts() if name.startswith(prefix))
    if names:  # one file says what it sets; each deployment may set more
        entry.value.tag = base.VARIABLES
    found = []
    for name in names:
        key = name[len(prefix) :]
        if key and "__" not in key:  # two underscores part the keys of mappings inside mappings
            node = Node(base.ENV, entry.span, text=name, style=CAST, tag="required")
            found.append(Entry(key, entry.key_span, node, entry.span))
    return found
