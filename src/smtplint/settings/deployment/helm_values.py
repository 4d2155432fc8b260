"""The values of a chart for one stage: ``values-prod.yaml`` is laid over ``values.yaml`` as ``helm -f`` lays it.

As Helm's ``CoalesceTables`` has it: mappings are merged by their keys, anything else is replaced whole, and ``null``
takes a key away.
"""

from __future__ import annotations

import os

from ...readers import base
from ...readers.base import Document, Entry, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...text import Source
    from .reach import Reach

_STAGES = frozenset(
    ("dev", "development", "live", "preprod", "prod", "production", "qa", "stage", "staging", "test", "testing", "uat")
)
_MOST_STAGES = 8
_MAX_DEPTH = 30


def staged(folder: str, reach: Reach) -> list[str]:
    """The values of one stage beside a chart's ``values.yaml``: ``values-prod.yaml``, ``prod/values.yaml``."""
    found = []
    for name in reach.names(folder):
        stem, _, ending = name.rpartition(".")
        if ending in ("yaml", "yml") and stem[:7] in ("values-", "values.", "values_") and stem[7:].lower() in _STAGES:
            found.append(os.path.join(folder, name))
        elif name.lower() in _STAGES and reach.exists(os.path.join(folder, name, "values.yaml")):
            found.append(os.path.join(folder, name, "values.yaml"))
    return found[:_MOST_STAGES]


def laid(values: Document, over: Document | None) -> Document:
    """The values with another file over them; each of its nodes knows that it stands there."""
    if over is None or over.masked or len(over.roots) != 1 or len(values.roots) != 1:
        return values
    result = Document(values.source, values.format, dialect=values.dialect)
    result.roots = [_merged(values.roots[0], over.roots[0], over.source, 0)]
    return result


def _merged(below: Node, above: Node, source: Source, depth: int) -> Node:
    if above.kind != base.MAP or below.kind != base.MAP or depth > _MAX_DEPTH:
        return _of(above, source, depth)
    upper = {entry.key: entry for entry in above.entries}
    entries = []
    for entry in below.entries:
        other = upper.pop(entry.key, None)
        if other is None:
            entries.append(entry)
        elif other.value.tag != "null":
            value = _merged(entry.value, other.value, source, depth + 1)
            entries.append(Entry(entry.key, other.key_span, value, other.span))
    entries += [Entry(one.key, one.key_span, _of(one.value, source, depth), one.span) for one in upper.values()]
    return Node(base.MAP, above.span, entries=entries, why=below.why or above.why, source=source)


def _of(node: Node, source: Source, depth: int) -> Node:
    """The node with the file in which it stands."""
    entries = node.entries
    if depth <= _MAX_DEPTH:
        entries = [Entry(one.key, one.key_span, _of(one.value, source, depth + 1), one.span) for one in node.entries]
    return Node(
        node.kind, node.span, text=node.text, inner=node.inner, style=node.style, tag=node.tag, entries=entries,
        items=node.items, why=node.why, quirks=node.quirks, source=source,
    )  # fmt: skip
