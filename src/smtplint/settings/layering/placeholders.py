"""References such as ``${MAIL_PORT:587}`` in values of layered files: to variables, and to other keys of the program.

A reference is decided by what the command line supplies, then by another key of the files; its default holds only where
variables were supplied at all and the name is not among them. What is left stays not known, with the variable's name.
"""

from __future__ import annotations

from ...findings import Location
from ...readers import base
from ...readers.base import Entry, Node
from ..links import GIVEN, Linked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ...text import Source
    from ..links import Environment
    from .nodes import Leaf

_MAX_DEPTH = 10
_MAX_TEXT = 4096


class Placeholders:
    """Replaces references in the values of one mapping; ``others`` gives the keys of the program's files if asked."""

    def __init__(self, source: Source, environment: Environment, others: Callable[[], dict[str, Leaf]]) -> None:
        self.source = source
        self.environment = environment
        self.texts = environment.texts()
        self._others = others
        self._known: dict[str, Leaf] | None = None

    def resolved(self, node: Node, depth: int = 0) -> Node:
        """A copy of a mapping with each value that holds references replaced by what it comes to."""
        entries = []
        for entry in node.entries:
            value = entry.value
            if value.kind == base.MAP and depth < _MAX_DEPTH:
                value = self.resolved(value, depth + 1)
            elif value.kind == base.SCALAR and "${" in value.text and len(value.text) <= _MAX_TEXT:
                value = self.value(value)
            same = value is entry.value
            entries.append(entry if same else Entry(entry.key, entry.key_span, value, entry.span, merged=entry.merged))
        return Node(base.MAP, node.span, entries=entries, why=node.why)

    def value(self, node: Node) -> Node:
        """The value that a node with references comes to, where it stands; OPAQUE where that is not known."""
        whole = inside(node.text)
        if whole is not None:
            name = whole.partition(":")[0]
            here = Location(node.source or self.source, node.span, f"read here from {name}")
            found = self._elsewhere(name, here)
            if found is not None:
                return found
        text, missing = self._expanded(node.text, 0)
        via = list(node.via) if isinstance(node, Linked) else []
        if missing:
            plain = Node(base.OPAQUE, node.span, text=node.text, inner=node.inner, why=f"depends on {missing}")
            return Linked(plain, via, source=node.source, variable=variable_of(missing))
        plain = Node(base.SCALAR, node.span, text=text, inner=node.inner, style=node.style, tag=node.tag)
        return Linked(plain, via, source=node.source, editable=False)

    def _elsewhere(self, name: str, here: Location) -> Node | None:
        """The value of a reference that is all there is, at the place where it is set."""
        for spelling in spellings(name):
            found = self.environment.entry(spelling)
            if found is not None and found[0].value.kind == base.SCALAR:
                entry, source = found
                if source.path == GIVEN:
                    return None  # there is no file to point to
                return Linked(entry.value, [here], source=source)
        leaf = self.others().get(name)
        if leaf is None or leaf.value.kind != base.SCALAR or "${" in leaf.value.text:
            return None
        return Linked(leaf.value, [here], source=leaf.source)

    def others(self) -> dict[str, Leaf]:
        """The values of the program's files by dotted name."""
        if self._known is None:
            self._known = self._others()
        return self._known

    def _expanded(self, text: str, depth: int) -> tuple[str, str]:
        """A text with its references replaced, and the first name that is not known, or nothing."""
        out = []
        at = 0
        while True:
            found = text.find("${", at)
            if found < 0 or depth > _MAX_DEPTH:
                out.append(text[at:])
                joined = "".join(out)
                return joined, "itself" if depth > _MAX_DEPTH or len(joined) > _MAX_TEXT else ""
            close = closing(text, found + 1)
            if close < 0:
                return text, "a reference that is never closed"
            value, missing = self._one(text[found + 2 : close], depth)
            if missing:
                return text, missing
            out += [text[at:found], value]
            at = close + 1

    def _one(self, body: str, depth: int) -> tuple[str, str]:
        name, colon, default = body.partition(":")
        for spelling in spellings(name):
            if spelling in self.texts:
                text, why = self.texts[spelling]
                return (text, name if why else "")
        leaf = self.others().get(name)
        if leaf is not None:
            return self._expanded(leaf.value.text, depth + 1) if leaf.value.kind == base.SCALAR else ("", name)
        if colon and self.environment.known:
            return self._expanded(default, depth + 1)
        return "", name


def inside(text: str) -> str | None:
    """What stands between the braces of a text that is one reference and nothing else."""
    if text.startswith("${") and closing(text, 1) == len(text) - 1:
        return text[2:-1]
    return None


def closing(text: str, at: int) -> int:
    """Where the brace at ``at`` is closed, or -1."""
    depth = 0
    for place in range(at, len(text)):
        if text[place] == "{":
            depth += 1
        elif text[place] == "}":
            depth -= 1
            if depth == 0:
                return place
    return -1


def spellings(name: str) -> list[str]:
    """The names under which the environment may hold a key: as written, and in capitals (``MAIL_SMTP_HOST``)."""
    upper = name.upper().replace(".", "_")
    return list(dict.fromkeys([name, upper.replace("-", ""), upper.replace("-", "_")]))


def variable_of(name: str) -> str:
    """The environment variable that sets a key."""
    return spellings(name)[-1 if "-" not in name else 1]
