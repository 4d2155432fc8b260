"""Settings in several files of one program that complete and replace each other, as the program lays them together.

A form's ``layers`` name the files, those that win last, with ``{}`` for an environment (a profile). A file is judged in
the run that it takes part in: a file of one environment over what all share, the shared file with what no environment
changes. Where another environment may replace a value, and may run with this one, the value is not known.
"""

from __future__ import annotations

import os

from ..parts import at_route, lookup
from .nodes import leaves, own_without, replaced, unsure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ...readers.base import Document, Node
    from .nodes import Leaf

    Read = Callable[[str], Document | None]

# Environments of which a program runs in one at a time, and those that never send real mail.
_TRIALS = frozenset(("dev", "develop", "development", "test", "tests", "testing", "local", "ci", "it", "e2e", "debug",
                     "integration", "mock", "unittest", "spec"))  # fmt: skip
_STAGES = _TRIALS | frozenset(("prod", "production", "prd", "live", "stage", "staging", "stg", "qa", "uat", "preprod",
                               "pre", "demo", "sandbox", "acc", "acceptance", "default", "release"))  # fmt: skip
# Where nothing else is chosen, production runs on what all share, unless there are settings for it.
_BEFORE = _STAGES - {"prod", "production", "prd", "live", "release", "default"}
_NO_STAGE = frozenset(("example", "sample", "template", "dist", "tpl", "tmpl", "default", "defaults", "bak", "old",
                       "orig", "swp", "vault", "enc", "gpg", "php"))  # fmt: skip
_MAX_STAGES = 30


class Layer:
    """What one file, or one document of it, says at a route; ``names`` are its environments (None: cannot be told)."""

    __slots__ = ("leaves", "names", "path", "rank", "root", "whole")

    def __init__(
        self, path: str, rank: tuple[int, ...], names: frozenset[str] | None, root: Node, found: list[Leaf]
    ) -> None:
        self.path = path
        self.rank = rank
        self.names = names
        self.root = root
        self.leaves = found
        self.whole: list[str] = []  # beginnings of names below which it leaves nothing of lower layers

    def fits(self, marked: frozenset[str]) -> bool:
        """Whether this layer is that of the environments named before its route, or of none."""
        return bool(self.rank[-1]) == bool(marked) and marked <= (self.names or marked)

    def leaf(self, name: str) -> Leaf:
        """The leaf of a name that is here."""
        return next(one for one in self.leaves if one.name == name)


class Place:
    """Where a file stands in an order: the folder that its names are relative to, its rank there, its environment."""

    __slots__ = ("folder", "rank", "stage")

    def __init__(self, folder: str, rank: tuple[int, int], stage: str) -> None:
        self.folder = folder
        self.rank = rank
        self.stage = stage


def place_of(order: list[list[str]], path: str, listing: Callable[[str], list[str]]) -> Place | None:
    """The place of a file in an order, or None where its name is none of those; the most literal name counts."""
    parts = path.replace("\\", "/").split("/")
    best: tuple[int, int] | None = None
    found = None
    for level, names in enumerate(order):
        for at, name in enumerate(names):
            folders = name.count("/")
            tail = "/".join(parts[-1 - folders :])
            stage = stage_in(name, tail)
            if stage is None or (folders and not _has_others(order, parts[: -1 - folders], listing)):
                continue
            weight = (folders, len(name))
            if best is None or weight > best:
                best, found = weight, Place("/".join(parts[: -1 - folders]), (level, at), stage)
    return found


def stage_in(name: str, text: str) -> str | None:
    """The environment that stands for ``{}`` of a name in a text, empty for a name without; None if it does not fit."""
    head, mark, tail = name.partition("{}")
    if not mark:
        return "" if text == name else None
    stage = text[len(head) : len(text) - len(tail)]
    fits = len(text) > len(head) + len(tail) and text.startswith(head) and text.endswith(tail)
    return stage if fits and not any(mark in stage for mark in "/.") and stage.lower() not in _NO_STAGE else None


def _has_others(order: list[list[str]], parts: list[str], listing: Callable[[str], list[str]]) -> bool:
    if all("/" in one for level in order for one in level):
        return True
    names = listing("/".join(parts))
    return any(stage_in(one, name) is not None for level in order for one in level if "/" not in one for name in names)


class Layering:
    """The layers of one program around one document; ``read`` reads a file, ``listing`` names the files of a folder."""

    def __init__(
        self, rules: dict[str, Any], document: Document, read: Read, listing: Callable[[str], list[str]]
    ) -> None:
        self.rules = rules
        self.document = document
        self.read = read
        self.listing = listing
        self.order: list[list[str]] = rules["order"]
        self.place = place_of(self.order, document.source.path, listing)
        self._files: list[tuple[Document, tuple[int, int], str]] | None = None

    @property
    def rooted(self) -> bool:
        """Whether the file is here that every environment shares, if the order has one."""
        shared = any("{}" not in name for level in self.order for name in level)
        return self.place is None or not shared or any(not stage for _, _, stage in self.files())

    def files(self) -> list[tuple[Document, tuple[int, int], str]]:
        """Every file of the program that is here, with its rank and its environment; the document itself is one."""
        if self._files is None:
            own = self.place.rank if self.place is not None else (0, 0)
            stage = self.place.stage if self.place is not None else ""
            self._files = [(self.document, own, stage), *self._others()]
        return self._files

    def _others(self) -> Iterator[tuple[Document, tuple[int, int], str]]:
        if self.place is None:
            return
        folder = self.place.folder
        named = {name.rpartition("/")[0] for level in self.order for name in level}
        inside = {sub: self.listing(os.path.join(folder, sub) if sub else folder) for sub in named}
        best: dict[str, tuple[int, tuple[int, int], str]] = {}
        for level, names in enumerate(self.order):
            for at, name in enumerate(names):
                sub, _, pattern = name.rpartition("/")
                for file in inside[sub]:
                    stage = stage_in(pattern, file)
                    path = f"{sub}/{file}" if sub else file
                    if stage is not None and (path not in best or len(pattern) > best[path][0]):
                        best[path] = (len(pattern), (level, at), stage)
        own = os.path.normpath(self.document.source.path)
        for path, (_, rank, stage) in sorted(best.items())[:_MAX_STAGES]:
            full = os.path.normpath(os.path.join(folder, path))
            document = self.read(full) if full != own else None
            if document is not None:
                yield document, rank, stage

    def at(self, route: str) -> list[Layer]:
        """The layers at a route, the lowest first."""
        found = []
        for document, rank, stage in self.files():
            for number, root in enumerate(document.roots):
                names = self._names(root, stage)
                for marked, node, own in self._nodes(root, route):
                    both = names if not own or names is None else names | own
                    layer = Layer(document.source.path, (*rank, number, marked), both, root, [])
                    layer.leaves = leaves(node, document.source)
                    layer.whole = [f"{key}." for key in self.rules["whole"] if lookup(node, key) is not None]
                    found.append(layer)
        return sorted(found, key=lambda layer: layer.rank)

    def _names(self, root: Node, stage: str) -> frozenset[str] | None:
        names = frozenset((stage.lower(),)) if stage else frozenset()
        for key in self.rules["documents"]:
            entry = lookup(root, key)
            if entry is not None:
                texts = [item.text for item in entry.value.items] or [entry.value.text]
                words = " ".join(texts).replace(",", " ").replace("|", " ").split()
                if any(mark in word for word in words for mark in "!&()$"):
                    return None
                return names | {word.lower() for word in words}
        return names

    def _nodes(self, root: Node, route: str) -> Iterator[tuple[int, Node, frozenset[str]]]:
        mark = self.rules["mark"]
        for node in at_route(root, route):
            yield 0, node, frozenset()
        if not mark:
            return
        keys = {entry.key.partition(".")[0] for entry in root.entries if entry.key.startswith(mark)}
        for key in sorted(keys):
            for node in at_route(root, f"{key}.{route}"):
                yield 1, node, frozenset(key[len(mark) :].lower().split(","))

    # -- one run ---------------------------------------------------------------------------------------------------

    def run(self, route: str, node: Node, root: Node) -> Run:
        """What a program has in the run that a mapping at a route takes part in; ``root`` is the mapping's document."""
        base, marked = self.unmarked(route)
        layers = self.at(base)
        own = next((one for one in layers if one.root is root and one.fits(marked)), None)
        names = marked | (own.names if own is not None and own.names is not None else frozenset())
        if not names and self.rules["standing"]:
            names = frozenset((self.rules["standing"],))
        return Run(self, node, own, layers, names)

    def unmarked(self, route: str) -> tuple[str, frozenset[str]]:
        """A route without the environments that it begins with (``%prod.``), and those."""
        mark = self.rules["mark"]
        if mark and route.startswith(mark):
            head, _, rest = route.partition(".")
            return rest, frozenset(head[len(mark) :].split(","))
        return route, frozenset()

    def told_twice(self, route: str, root: Node) -> bool:
        """Whether another route of the same document has the account of this one, with what stands there above it."""
        mark, standing = self.rules["mark"], self.rules["standing"]
        if not mark or route.startswith(mark) or not standing:
            return False
        return any(True for _ in at_route(root, f"{mark}{standing}.{route}"))


class Run:
    """A run of a program in some environments: which layers are on, and what wins."""

    __slots__ = ("_layering", "_names", "_node", "_own", "doubtful", "layers", "winners")

    def __init__(
        self, layering: Layering, node: Node, own: Layer | None, layers: list[Layer], names: frozenset[str]
    ) -> None:
        self._layering = layering
        self._node = node
        self._own = own
        self._names = names
        self.layers = [(one, self._standing(one)) for one in layers]
        self.winners, self.doubtful = self._contest(self.layers)

    @property
    def alone(self) -> bool:
        """Whether no other layer takes part."""
        return all(one is self._own or not one.leaves or standing == "off" for one, standing in self.layers)

    @property
    def rooted(self) -> bool:
        """Whether the file that all runs share is here, or nothing of it would be left."""
        return self._layering.rooted or (self._own is not None and bool(self._own.whole))

    @property
    def imports(self) -> list[str]:
        """What the files of the run take in from elsewhere, as they name it."""
        found = []
        for layer, standing in self.layers:
            for key in self._layering.rules["imports"] if standing == "on" else ():
                entry = lookup(layer.root, key)
                if entry is not None:
                    found += [one.text for one in entry.value.items] or [entry.value.text]
        return found

    def everything(self) -> dict[str, Leaf]:
        """All values of the run, by dotted name, also those outside of the route; doubtful ones are left out."""
        roots = {id(one.root): standing for one, standing in self.layers}
        layers = [(one, roots.get(id(one.root)) or self._standing(one)) for one in self._layering.at("")]
        winners, doubtful = self._contest(layers)
        return {name: leaf for name, (leaf, _) in winners.items() if name not in doubtful}

    def node(self) -> Node:
        """The mapping with what other layers add, and without what they replace."""
        here = self._layering.document.source
        own = {name for name, (_, layer) in self.winners.items() if layer is self._own}
        gone = {leaf.name for leaf in (self._own.leaves if self._own else ())} - own | set(self.doubtful)
        result = own_without(self._node, gone)
        at = self._node.entries[0].key_span if self._node.entries else self._node.span
        for name, (leaf, layer) in self.winners.items():
            if layer is not self._own and name not in self.doubtful:
                result.entries.append(replaced(leaf, here, at, f"is read together with {_short(layer.path)}"))
        for name, layer in self.doubtful.items():
            leaf = self.winners[name][0] if name in self.winners else layer.leaf(name)
            result.entries.append(unsure(leaf, f"{_short(layer.path)} sets it too"))
        return result

    def _contest(self, layers: list[tuple[Layer, str]]) -> tuple[dict[str, tuple[Leaf, Layer]], dict[str, Layer]]:
        """Who wins each name, and for which names that is not certain."""
        winners: dict[str, tuple[Leaf, Layer]] = {}
        doubtful: dict[str, Layer] = {}
        texts: dict[str, set[str]] = {}
        for layer, standing in layers:
            covered = [name for name in winners if name.startswith(tuple(layer.whole))]
            for name in covered if standing == "on" else ():
                del winners[name]
            if standing == "doubtful":
                doubtful.update(dict.fromkeys(covered, layer))
            for leaf in layer.leaves if standing != "off" else ():
                texts.setdefault(leaf.name, set()).add(f"{leaf.value.kind} {leaf.value.text}")
                before = winners.get(leaf.name)
                if standing == "doubtful" or (before is not None and self._even(before[1], layer)):
                    doubtful[leaf.name] = layer
                if standing == "on":
                    winners[leaf.name] = (leaf, layer)
        agreed = [
            name
            for name, layer in doubtful.items()
            if len(texts[name]) == 1 and name in winners and any(leaf.name == name for leaf in layer.leaves)
        ]
        for name in agreed:
            del doubtful[name]
        return winners, doubtful

    def _standing(self, layer: Layer) -> str:
        """Whether a layer is ``on`` in this run, ``off``, or ``doubtful``."""
        names = self._names
        if layer is self._own:
            return "on"
        if layer.names is None:
            return "doubtful"
        if not layer.names:
            skipped = self._layering.rules["skip"].get(_short(layer.path), ())
            return "off" if any(name in skipped for name in names) else "on"
        if layer.names & names:
            return "on"
        if layer.names <= (_STAGES if names and names <= _STAGES else _BEFORE):
            return "off"
        return "doubtful"

    def _even(self, one: Layer, other: Layer) -> bool:
        """Whether nothing says which of two files of one level wins."""
        return not self._layering.rules["ordered"] and one.path != other.path and one.rank[0] == other.rank[0]


def _short(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
