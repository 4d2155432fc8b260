"""Fills groups of variables from where they come: one module for each kind of deployment file, imported when needed.

A linker's ``link(part, reach, supplied)`` gives the parts that take the place of ``part``: mostly itself with its
``node`` filled, none where another file speaks for it. What cannot be decided stays not known.
"""

from __future__ import annotations

from ...findings import Location
from ...readers import base
from ...readers.base import Entry, Node
from ...text import Span
from ..links import GIVEN, Linked
from ..parts import Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...text import Source
    from ..links import Environment
    from .reach import Reach

LINKERS = frozenset(("ansible", "compose", "docker", "env_file", "kubernetes", "systemd"))


def link(parts: list[Part], reach: Reach, supplied: Environment) -> list[Part]:
    """The parts of a document with what other places hold; ``supplied`` are the variables of the command line."""
    found: list[Part] = []
    for part in parts:
        if part.linker not in LINKERS:
            found.append(part)
            continue
        module = __import__(f"smtplint.settings.deployment.{part.linker}", fromlist=["link"])
        found += module.link(part, reach, supplied)
    return found


def linked(
    node: Node, source: Source, here: Source, span: Span, name: str, *, origin: Entry | None = None, lone: bool = False
) -> Node:
    """The value that another file gives, with the place from which it is read."""
    if source.path == GIVEN:
        plain = Node(base.SCALAR, span, text=node.text, tag="str", source=here)
        return Linked(plain, [], variable=name, editable=False)
    via = [*getattr(node, "via", ()), Location(here, span, f"read here from {name}")]
    return Linked(node, via, source=node.source or source, variable=name, origin=origin, lone=lone)


def foreign(entry: Entry, source: Source, at: Span, via: list[Location], *, lone: bool = False) -> Entry:
    """An entry of another file as one of the group that stands ``at`` a place of this one.

    ``lone`` is true where this program alone reads the entry, so that a key that it does not read is misspelt.
    """
    value = entry.value
    ways = [*getattr(value, "via", ()), *via]
    variable = getattr(value, "variable", "")
    node = Linked(value, ways, source=value.source or source, variable=variable, origin=entry, lone=lone)
    return Entry(entry.key, at, node, at, merged=True)


def unknown(node: Node, missing: str) -> Node:
    """A value that a variable decides which is not here."""
    plain = Node(
        base.OPAQUE, node.span, text=node.text, inner=node.inner, why=f"depends on {missing}", quirks=node.quirks,
        source=node.source,
    )  # fmt: skip
    return Linked(plain, [], variable=missing)
