"""The parts of a document that can hold one account's settings: mappings at a route, groups of variables."""

from __future__ import annotations

from ..readers import base
from ..readers.base import Document, Entry, Node
from ..text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .programs.code_worlds import World

_MAX_PARTS = 500
_GROUPS = {"dockerfile": "docker", "unit": "systemd"}  # formats whose roots are groups of variables, and their linkers


class Part:
    """A mapping that may be one account: ``kind`` is the format that forms name, ``image`` a container image.

    ``linker`` names the kind of deployment file from which a group of variables comes (see ``deployment.linking``).
    """

    __slots__ = (
        "document", "holder", "image", "kind", "linker", "name", "node", "origin", "root", "told_in", "version",
        "world",
    )  # fmt: skip

    def __init__(
        self, document: Document, kind: str, node: Node, *, name: str = "", image: str = "", root: Node | None = None,
        holder: Node | None = None, linker: str = "",
    ) -> None:  # fmt: skip
        self.document = document
        self.kind = kind
        self.node = node
        self.root = root  # of a group of variables in YAML: the root of its document,
        self.holder = holder  # and the container that gets them, of which a compose service is named
        self.name = name  # of the service or section, for messages
        self.linker = linker
        self.world: World | None = None  # of program code: what is taken for granted here, where it is one of several,
        self.origin = node  # and the mapping as it stands there
        self.told_in = ""  # the path of the one file in which findings of this part are told; empty: anywhere
        self.runs(image)

    def copy(self) -> Part:
        """Another part of the same place, to be filled otherwise."""
        other = Part(self.document, self.kind, self.node, name=self.name, root=self.root, holder=self.holder)
        other.linker, other.image, other.version = self.linker, self.image, self.version
        other.world, other.origin = self.world, self.origin
        return other

    def runs(self, image: str) -> None:
        """Notes the container image that gets the group of variables, with its version where a tag tells it."""
        self.image, _, self.version = image.partition(":") if "@" not in image else (image.split("@")[0], "", "")
        self.image = self.image.lower()


def lookup(node: Node, path: str, *, fold: bool = False) -> Entry | None:
    """The entry at a dotted path, through nested mappings and through keys that hold dots; the last one wins.

    Where a list stands, the path's part is the number of an item, counted from 0.
    """
    if node.kind == base.SEQ:
        return _item(node, path, fold)
    if node.kind != base.MAP:
        return None
    wanted = path.lower() if fold else path
    found: Entry | None = None
    for entry in node.entries:
        key = entry.key.lower() if fold else entry.key
        if key.startswith("?"):  # a branch of a settings module: its assignments stand among the others
            inner = lookup(entry.value, path, fold=fold)
            found = inner if inner is not None else found
        elif key == wanted:
            if found is None or found.merged or not entry.merged:
                found = entry
        elif wanted.startswith(key + ".") and key:
            inner = lookup(entry.value, path[len(key) + 1 :], fold=fold)
            if inner is not None and (found is None or not inner.merged):
                found = inner
    return found


def _item(node: Node, path: str, fold: bool) -> Entry | None:
    head, _, rest = path.partition(".")
    if not head.isdecimal() or len(head) > 3 or int(head) >= len(node.items):
        return None
    item = node.items[int(head)]
    return lookup(item, rest, fold=fold) if rest else Entry(head, item.span, item, item.span)


def at_route(root: Node, route: str) -> Iterator[Node]:
    """The mappings at a route: ``""`` the root itself, ``a.b``, ``*`` any key, ``a[]`` each item or element."""
    if route == "":
        if root.kind == base.MAP:
            yield root
        return
    head, _, rest = _split(route)
    if head == "*":
        for entry in root.entries[:_MAX_PARTS]:
            if not entry.key.startswith("?") and (entry.value.tag != base.DATA or root.tag == base.DATA):
                yield from at_route(entry.value, rest)
        return
    if head.endswith("[]"):
        for item in _items(root, head[:-2])[:_MAX_PARTS]:
            yield from at_route(item, rest)
        return
    entry_ = lookup(root, head)
    whole = route + "."
    dotted = next((entry for entry in root.entries if "." in entry.key and whole.startswith(entry.key + ".")), None)
    if entry_ is not None:
        yield from at_route(entry_.value, rest)
    elif dotted is not None:
        yield from at_route(dotted.value, route[len(dotted.key) + 1 :])
    elif any(entry.key.startswith(route + ".") for entry in root.entries):
        yield _dotted(root, route + ".")


def _items(root: Node, name: str) -> list[Node]:
    """The items of the list under a name (empty: the list itself), or the XML elements of that name."""
    if not name:
        return root.items
    entry = lookup(root, name)
    if entry is not None and entry.value.style == base.ELEMENT:
        return [one.value for one in root.entries if one.key == name]
    return entry.value.items if entry is not None else []


def texts(root: Node, route: str, name: str) -> Iterator[Node]:
    """Each text of a list as a mapping that has it under a name; of a mapping in the list, its keys that are URLs."""
    entry = lookup(root, route)
    for item in entry.value.items[:_MAX_PARTS] if entry is not None else ():
        if item.kind == base.SCALAR:
            yield Node(base.MAP, item.span, entries=[Entry(name, item.inner, item, item.span)])
        for one in item.entries:
            if "://" in one.key:
                text = Node(base.SCALAR, one.key_span, text=one.key, tag="str")
                yield Node(base.MAP, item.span, entries=[Entry(name, one.key_span, text, one.key_span)])


def paired(node: Node, rules: dict[str, Any]) -> Node:
    """The mapping with what stands in it as pairs (``pairs`` of a form): ``[{name: KEY, value: VALUE}, ...]``."""
    found = []
    for item in at_route(node, rules["items"] + "[]"):
        name, value = item.get(rules["key"]), item.get(rules["value"])
        if name is not None and value is not None:
            found.append(Entry(name.value.text, name.value.inner, value.value, item.span))
    return Node(base.MAP, node.span, entries=[*node.entries, *found], why=node.why) if found else node


def _split(route: str) -> tuple[str, str, str]:
    head, dot, rest = route.partition(".")
    return head, dot, rest


def _dotted(root: Node, prefix: str) -> Node:
    """A mapping of the flat keys that begin with ``prefix``, as a properties file writes them."""
    entries = [
        Entry(entry.key[len(prefix) :], Span(entry.key_span.start, entry.key_span.end), entry.value, entry.span)
        for entry in root.entries
        if entry.key.startswith(prefix)
    ]
    return Node(base.MAP, root.span, entries=entries)


def inheriting(root: Node, node: Node, rules: dict[str, Any]) -> Node:
    """The mapping with what it takes over from another one (``inherits`` of a form), without its prefix."""
    parents = [found for route in rules.get("routes", ()) for found in at_route(root, route)]
    if not parents:
        return node
    prefix = rules.get("prefix", "")
    own = {entry.key for entry in node.entries}
    taken = [
        Entry(entry.key[len(prefix) :], entry.key_span, entry.value, entry.span, merged=True)
        for entry in parents[0].entries
        if entry.key.startswith(prefix) and entry.key[len(prefix) :] not in own
    ]
    return Node(base.MAP, node.span, entries=[*node.entries, *taken], why=node.why)


def parts_of(document: Document) -> list[Part]:
    """Every environment group and every root of a document; forms look for their own routes below the roots."""
    if document.format == "dotenv":
        return [Part(document, "env", root, linker="env_file") for root in document.roots]
    if document.format == "python":
        return _python_parts(document)
    if document.format in base.CODE:
        return _code_parts(document)
    if document.format in _GROUPS:
        return [Part(document, "env", root, linker=_GROUPS[document.format]) for root in document.roots]
    found = [Part(document, document.format, root) for root in document.roots]
    if document.format == "yaml":
        from .deployment.groups import groups_of

        found += groups_of(document)
    return found


def _is_test(path: str) -> bool:
    name = path.replace("\\", "/").rpartition("/")[2]
    return name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"


_TESTS = ("test", "tests", "unittests", "integrationtests", "__tests__", "spec", "specs", "e2e", "testdata", "fixtures",
          "__mocks__", "vendor", "examples", "example", "samples", "sample", "docs", "doc")  # fmt: skip


def _is_tried(path: str) -> bool:
    """Whether program code stands where tests, samples and other people's packages do."""
    *folders, name = path.replace("\\", "/").lower().split("/")
    words = name.replace("-", ".").replace("_", ".").split(".")
    named = any(folder in _TESTS or folder.endswith((".tests", ".test", "-tests", "_tests")) for folder in folders)
    return named or any(word in ("test", "tests", "spec") for word in words[:-1])


def _code_parts(document: Document) -> list[Part]:
    """What program code assigns, and each of its calls; the callee is the part's name."""
    if _is_tried(document.source.path):
        return []
    from .programs.code_worlds import apart

    found = apart(Part(document, document.format, document.roots[0]))
    for entry in document.roots[1].entries:
        kind = f"{document.format}-call"
        for node in entry.value.items:
            found += apart(Part(document, kind, node, name=entry.key))
    return found


def concealed(node: Node, path: str) -> Entry | None:
    """The entry on the way to a key of program code behind which it may stand: an expression that is not known."""
    head, dot, rest = path.partition(".")
    entry = node.get(head) if dot and node.kind == base.MAP else None
    if entry is None:
        return None
    value = entry.value
    is_call = value.style == "call" and not rest[0].isdecimal()
    if value.kind in (base.OPAQUE, base.ENV) or is_call or (value.kind == base.MAP and value.get("*") is not None):
        unknown = Node(base.OPAQUE, value.span, why="an expression")
        return Entry(entry.key, entry.key_span, unknown, entry.span)
    return concealed(value, rest)


def named(node: Node, rules: dict[str, Any]) -> Node:
    """A call's mapping with the names that a form gives to its positional arguments.

    ``arguments`` are those of the call, ``nested`` those of calls among its arguments, by callee; with ``options`` an
    argument that is a call (``WithPort(587)``) is an entry of its own, named after the function. A nested call's own
    name stands under ``callee``.
    """
    if not (rules["arguments"] or rules["nested"] or rules["options"]):
        return node
    known = {str(number): name for number, name in enumerate(rules["arguments"])}
    entries = []
    for entry in node.entries:
        value = entry.value
        inner = rules["nested"].get(value.text) if value.style == "call" else None
        if inner is not None:
            callee = Entry("callee", value.span, Node(base.SCALAR, value.span, text=value.text, tag="str"))
            value = named(value, {"arguments": inner, "nested": {}, "options": False})
            value.entries.append(callee)
        elif value.style == base.METHOD and rules["nested"]:
            value = named(value, {"arguments": (), "nested": rules["nested"], "options": False})
        key = known.get(entry.key, entry.key)
        if rules["options"] and key.isdecimal() and value.style == "call":
            key = value.text.rpartition(".")[2]
            lone = value.entries[0].value if len(value.entries) == 1 else None
            value = lone or Node(base.MAP, value.span, style=base.METHOD, entries=value.entries)
        entries.append(Entry(key, entry.key_span, value, entry.span, merged=entry.merged))
    return Node(base.MAP, node.span, text=node.text, style=node.style, entries=entries, why=node.why)


def is_call_of(name: str, callees: list[str]) -> bool:
    """Whether a callee is one of those of a form, where ``*.start`` is a method of anything."""
    return any(name == one or (one.startswith("*.") and name.endswith(one[1:])) for one in callees)


def _python_parts(document: Document) -> list[Part]:
    if _is_test(document.source.path):
        return []  # what tests set is there to be tried, not to send
    found = [Part(document, "python", document.roots[0])]
    if len(document.roots) > 1:
        found += [Part(document, "python-session", node) for node in document.roots[1].items]
    if len(document.roots) > 2:
        for entry in document.roots[2].entries:
            found += [Part(document, "call:" + entry.key, node) for node in entry.value.items]
    return found
