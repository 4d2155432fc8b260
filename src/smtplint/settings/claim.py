"""Which clients a document configures, and where: by keys that only they use, file names, images, neighbours."""

from __future__ import annotations

from ..knowledge.catalogue import forms
from ..readers import base
from .parts import Part, at_route, inheriting, is_call_of, lookup, named, paired, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ..readers.base import Node

    Beside = Callable[[str, str], bool]
    Whole = Callable[[dict[str, Any], Part, str, Node], Node | None]


class Claim:
    """One account: the client (id and form) that reads the mapping ``node`` of a part; ``keys`` are the evidence."""

    __slots__ = ("client", "form", "keys", "node", "own", "own_node", "part", "route", "score")

    def __init__(self, client: str, form: str, part: Part, node: Node, keys: frozenset[int], score: int) -> None:
        self.client = client
        self.form = form
        self.part = part
        self.node = node
        self.keys = keys  # starts of the key spans that are the evidence
        self.score = score
        self.route = ""  # from the part's node to the mapping
        self.own_node = node  # the mapping as it stands in this file, without what it takes over
        self.own = False  # sets something itself, where the evidence may be taken over from another mapping


def claims(
    parts: list[Part], index: dict[str, Any], beside: Beside, only: str = "", whole: Whole | None = None
) -> list[Claim]:
    """The accounts of a document, best evidence first where two clients want the same keys.

    ``index`` maps a part's kind to the catalogue of the forms that read it; ``beside(file, word)`` says whether a
    neighbouring project file holds a word; ``only`` restricts to one client id, whose evidence then need not be
    complete; ``whole`` gives the mapping with what other files of the program add, by which the client is told.
    """
    found: list[Claim] = []
    heads = _Heads()
    for part in parts:
        catalogue = index.get(part.kind)
        for record in forms(catalogue, heads.of(part.node)) if catalogue else ():
            if not only or record["client"] == only:
                found += _claims_of(record, part, beside, bool(only), whole, heads)
    found.sort(key=lambda claim: (-claim.score, claim.client))
    return _without_contested(found)


def _claims_of(
    record: dict[str, Any], part: Part, beside: Beside, forced: bool, whole: Whole | None, heads: _Heads
) -> list[Claim]:
    found: list[Claim] = []
    if record["call"] and not is_call_of(part.name, record["call"]):
        return found
    if record["uses"] and not _uses(part.document.source.text, record["uses"]):
        return found
    for route in record["root"]:
        at = named(part.node, record) if record["call"] else part.node
        for written in texts(at, route, record["texts"]) if record["texts"] else at_route(at, route):
            node = paired(written, record["pairs"]) if record["pairs"] else written
            told_by = whole(record, part, route, node) if whole is not None else node
            claim = _claim(record, part, told_by, beside, forced, heads) if told_by is not None else None
            if claim is not None:
                claim.route = route
                claim.own_node = node
                claim.own = _sets(node, record["keys"])
                claim.node = inheriting(part.node, node, record["inherits"])
                found.append(claim)
    return found


def _sets(node: Node, keys: list[str]) -> bool:
    """Whether a mapping itself, or a branch in it, sets one of the keys."""
    return any(
        not entry.merged and (entry.key in keys or (entry.key.startswith("?") and _sets(entry.value, keys)))
        for entry in node.entries
    )


class _Heads:
    """The first words of a mapping's keys, made once: most clients are ruled out by them, without a closer look."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Node, frozenset[str]]] = {}

    def of(self, node: Node) -> frozenset[str] | None:
        """The first words of a mapping's keys, also in small letters; None of a list."""
        if node.kind != base.MAP:
            return None
        if id(node) not in self._made:  # the node is kept, so that its id is not given again
            self._made[id(node)] = (node, frozenset(_heads(node)))
        return self._made[id(node)][1]

    def may_hold(self, node: Node, keys: list[str], fold: bool) -> bool:
        """Whether a mapping may have entries at all of these dotted keys; a list may."""
        words = self.of(node)
        return words is None or all((key.lower() if fold else key).partition(".")[0] in words for key in keys)


def _heads(node: Node) -> Iterator[str]:
    for entry in node.entries:
        if entry.key.startswith("?"):
            yield from _heads(entry.value)
        else:
            head = entry.key.partition(".")[0]
            yield head
            yield head.lower()


def _claim(record: dict[str, Any], part: Part, node: Node, beside: Beside, forced: bool, heads: _Heads) -> Claim | None:
    fold = record["fold"]
    image = runs(part.image, record["images"])
    best: list[int] = []
    loose = image or (forced and not record["call"])  # a call that is given enough names its client by itself
    for keys in [*record["claim"], *([[key] for key in record["keys"]] if loose else [])]:
        if len(keys) <= len(best) or not heads.may_hold(node, keys, fold):
            continue
        starts = _starts(node, keys, fold)
        if len(starts) == len(keys):
            best = starts
    if best and image:
        best = _starts(node, record["keys"], fold)  # the whole environment is that program's
    if not best or any(lookup(node, key, fold=fold) for key in record["not_with"]):
        return None
    if part.document.format in base.CODE and not _tells(node, best):
        return None
    if not all(_begins(node, key, words, fold) for key, words in record["begins"].items()):
        return None
    named = named_like(part.document.source.path, record["files"])
    if not (image or forced) and not _allowed(record, named, beside):
        return None
    neighbour = bool(record["beside"]) and not (image or forced)
    support = len(_starts(node, record["keys"], fold))
    score = len(best) * 4 + support + (3 if named else 0) + (3 if neighbour else 0) + (20 if image else 0)
    return Claim(record["client"], record["form"], part, node, frozenset(best), score)


def _allowed(record: dict[str, Any], named: bool, beside: Beside) -> bool:
    if record["named_only"] and not named:
        return False
    if any(beside(file, word) for file, word in record["not_beside"]):
        return False
    return not record["beside"] or any(beside(file, word) for file, word in record["beside"])


def _begins(node: Node, key: str, words: list[str], fold: bool) -> bool:
    """Whether the value of a key begins with one of the words, in any case, or is not known."""
    entry = lookup(node, key, fold=fold)
    if entry is None or entry.value.kind != base.SCALAR:
        return entry is not None
    return entry.value.text.lower().startswith(tuple(words))


def _uses(text: str, words: list[str]) -> bool:
    """Whether one of the words stands in a text, and none of those with an exclamation mark."""
    return any(word in text for word in words) and not any(word[1:] in text for word in words if word[0] == "!")


def _tells(node: Node, starts: list[int]) -> bool:
    """Whether evidence in program code is more than expressions of which nothing is known."""
    waiting, seen = [node], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue  # one mapping may stand in many places
        seen.add(id(one))
        if any(entry.key_span.start in starts and entry.value.kind != base.OPAQUE for entry in one.entries):
            return True
        waiting += [entry.value for entry in one.entries if entry.value.kind == base.MAP]
    return False


def _starts(node: Node, keys: list[str], fold: bool) -> list[int]:
    entries = [lookup(node, key, fold=fold) for key in keys]
    return [entry.key_span.start for entry in entries if entry is not None]


def runs(image: str, images: list[str]) -> bool:
    """Whether a container image is one of a client's, from whichever registry."""
    return bool(image) and any(_same_image(image, one) for one in images)


def _same_image(image: str, known: str) -> bool:
    return image == known or image.endswith("/" + known)


def named_like(path: str, patterns: list[str]) -> bool:
    """Whether a path's last parts fit one of the patterns (``settings.py``, ``config/*.yaml``)."""
    parts = path.replace("\\", "/").split("/")
    return any(_tail_fits(parts, pattern.split("/")) for pattern in patterns)


def _tail_fits(parts: list[str], pattern: list[str]) -> bool:
    tail = parts[-len(pattern) :]
    return len(tail) == len(pattern) and all(_fits(one, glob) for one, glob in zip(tail, pattern, strict=True))


def _fits(name: str, glob: str) -> bool:
    pieces = glob.split("*")
    if len(pieces) == 1:
        return name == glob
    if not name.startswith(pieces[0]) or not name.endswith(pieces[-1]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        at = name.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return at + len(pieces[-1]) <= len(name)


def _without_contested(found: list[Claim]) -> list[Claim]:
    """Drops a claim whose evidence a better one has taken, and both where two clients are equally likely."""
    kept: list[Claim] = []
    for claim in found:
        rivals = [other for other in kept if _contests(other, claim)]
        if not rivals:
            kept.append(claim)
        elif all(other.score == claim.score and other.client != claim.client for other in rivals):
            for other in rivals:
                other.client = other.client if other.client == claim.client else ""
    return [claim for claim in kept if claim.client]


def _contests(other: Claim, claim: Claim) -> bool:
    """Whether both rest on the same words; two accounts of one client may, where one takes them over from the other."""
    if other.part.document is not claim.part.document or not other.keys & claim.keys:
        return False
    if other.part.world is not claim.part.world:
        return False
    if other.part is not claim.part and other.part.holder is claim.part.holder is not None:
        return False  # one container, filled in two ways
    return other.client != claim.client or other.form != claim.form or other.node is claim.node or not claim.own
