"""The values of a chart for one stage: ``values-prod.yaml`` is laid over ``values.yaml`` as ``helm -f`` lays it.

As Helm's ``CoalesceTables`` has it: mappings are merged by their keys, anything else is replaced whole, and ``null``
takes a key away. A chart in the ``charts`` of another takes what the other has under its name, or its alias, and
``global``, over its own values.
"""

from __future__ import annotations

import os

from ...readers import base
from ...readers.base import Document, Entry, Node
from .groups import text_at
from .helm_conditions import truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...text import Source
    from .reach import Reach

_STAGES = frozenset(
    ("dev", "development", "live", "preprod", "prod", "production", "qa", "stage", "staging", "test", "testing", "uat")
)
_MOST_STAGES = 8
_MAX_DEPTH = 30
_MAX_CHARTS = 4  # inside each other


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


def outermost(folder: str) -> str:
    """The chart in which a chart lies, or the chart itself."""
    for _ in range(_MAX_CHARTS):
        above = _outer(folder)
        if above is None:
            break
        folder = above
    return folder


def _outer(folder: str) -> str | None:
    above = os.path.dirname(folder)
    outer = os.path.dirname(above)
    return outer if os.path.basename(above) == "charts" and os.path.isfile(os.path.join(outer, "Chart.yaml")) else None


def values_of(folder: str, reach: Reach, depth: int = 0) -> Document | None:
    """The values that a chart's templates see; None where they are not here, or not plain."""
    values = reach.document(os.path.join(folder, "values.yaml"), "yaml")
    outer = _outer(folder)
    if outer is None or depth >= _MAX_CHARTS:
        over = reach.kept.get("values", "")
        return laid(values, reach.document(over, "yaml")) if values is not None and over else values
    above = values_of(outer, reach, depth + 1)
    if values is None or above is None or len(above.roots) != 1 or len(values.roots) != 1:
        return None
    name = _name(folder, outer, above.roots[0], reach)
    own = above.roots[0].get(name) if name else None
    shared = above.roots[0].get("global")
    given = [] if own is None else list(own.value.entries)
    if not name or (own is not None and own.value.kind != base.MAP and own.value.tag != "null"):
        return None
    over = Node(base.MAP, above.roots[0].span, entries=[*given, *([shared] if shared is not None else [])])
    result = Document(values.source, values.format, dialect=values.dialect)
    result.roots = [_merged(values.roots[0], over, above.source, 0)]
    return result


def _name(folder: str, outer: str, values: Node, reach: Reach) -> str:
    """The one name under which a chart has its values in the outer one; nothing where it is off or has several."""
    own = reach.document(os.path.join(folder, "Chart.yaml"), "yaml")
    about = reach.document(os.path.join(outer, "Chart.yaml"), "yaml")
    name = text_at(own.roots[0], "name") if own is not None else ""
    listed = about.roots[0].get("dependencies") if about is not None else None
    found = [one for one in (listed.value.items if listed is not None else []) if text_at(one, "name") == name]
    if len(found) > 1:
        return ""
    for one in found:
        conditions = text_at(one, "condition")
        if conditions and truth([".Values." + conditions.split(",")[0].strip()], values) is False:
            return ""
        if one.get("tags") is not None or one.get("import-values") is not None:
            return ""
    return text_at(found[0], "alias") or name if found else name


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
    source = node.source or source
    entries = node.entries
    if depth <= _MAX_DEPTH:
        entries = [Entry(one.key, one.key_span, _of(one.value, source, depth + 1), one.span) for one in node.entries]
    return Node(
        node.kind, node.span, text=node.text, inner=node.inner, style=node.style, tag=node.tag, entries=entries,
        items=node.items, why=node.why, quirks=node.quirks, source=source,
    )  # fmt: skip
