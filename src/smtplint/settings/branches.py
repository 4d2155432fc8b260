"""Alternatives inside a settings module: ``if DEBUG:`` gives two worlds, each judged by itself."""

from __future__ import annotations

from ..readers import base
from ..readers.base import Entry, Imported, Node
from .links import CAUGHT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_ATOMS = 3
_MAX_CHOICES = 8  # worlds by choices of which one holds, times those by conditions


def worlds(
    node: Node, keys: frozenset[str], decide: Callable[[Node], bool | None] | None = None
) -> list[tuple[str, Node]]:
    """The mapping in every consistent choice of its branches that touch ``keys``: pairs of a guard and a mapping.

    Branch entries are those whose key begins with ``?`` (see the Python reader). More than three independent conditions
    are not told apart: then the branches' values are not known, and nothing is claimed of them. Of the conditions that
    a branch names in ``text`` one holds, and of those that say what one and the same thing equals at most one.
    ``decide`` says whether a test holds that depends on the environment; where it knows, only that world is given.
    """
    branches = [entry for entry in node.entries if entry.key.startswith("?") and _touches(entry.value, keys)]
    if not branches:
        return [("", _flat(node, lambda entry: None))]
    decided = _decided(branches, decide) if decide is not None else {}
    groups = _groups(branches)
    grouped = {atom for group in groups for atom in group}
    atoms = [atom for atom in dict.fromkeys(_atoms(branches)) if atom not in decided and atom not in grouped]
    if _tries(branches) > 1:  # which of them fails is not told apart: neither bodies nor handlers are known
        atoms = [atom for atom in atoms if not atom.startswith(_RARE)]
        node = _without_tries(node)
        branches = [entry for entry in node.entries if entry.key.startswith("?") and _touches(entry.value, keys)]
    chosen = _choices(groups, branches, decided)
    if len(atoms) > _MAX_ATOMS or len(chosen) > _MAX_CHOICES:
        return [("", _flat(node, lambda entry: _unknown(entry) if entry in branches else None))]
    found = []
    for guards, choice in chosen:
        for bits in range(2 ** len(atoms)):
            free = {atom: bool(bits >> at & 1) for at, atom in enumerate(atoms)}
            if _consistent(free):
                found.append(_world(node, [*guards, *_told(free)], {**free, **choice, **decided}))
    return found


def _groups(branches: list[Entry]) -> list[list[str]]:
    """The conditions of each choice of which exactly one holds."""
    found: dict[str, None] = {}
    todo = list(branches)
    while todo:
        entry = todo.pop(0)
        if entry.value.text:
            found[entry.value.text] = None
        todo += [inner for inner in entry.value.entries if inner.key.startswith("?")]
    return [text.split("\n") for text in found]


def _choices(
    groups: list[list[str]], branches: list[Entry], decided: dict[str, bool]
) -> list[tuple[list[str], dict[str, bool]]]:
    """Each way to choose one of every group: what the guard says, and what holds; those that set nothing are one."""
    setting = set(_atoms(branches))
    found: list[tuple[list[str], dict[str, bool]]] = [([], {})]
    for group in groups[:_MAX_ATOMS]:
        sure = [atom for atom in group if decided.get(atom)]
        open_ = sure[:1] or [atom for atom in group if decided.get(atom) is not False]
        others = [atom for atom in open_ if atom not in setting]
        told = [([] if sure else [atom], atom) for atom in open_ if atom in setting]
        if others:
            told.append(([f"not {atom}" for atom in open_ if atom in setting], others[0]))
        found = [
            ([*guards, *more], {**choice, **{atom: atom == one for atom in group}})
            for guards, choice in found
            for more, one in told
        ][: _MAX_CHOICES + 1]
    return found


def _consistent(free: dict[str, bool]) -> bool:
    """Whether no two conditions hold that say that one thing equals two texts."""
    equal: dict[str, str] = {}
    for atom, on in free.items():
        left, sign, right = atom.partition(" == ")
        literal = right[:1] in ("'", '"') and right.count(right[0]) == 2 and right[-1] == right[0]
        if on and sign and literal and equal.setdefault(left, right[1:-1]) != right[1:-1]:
            return False
    return True


def _told(free: dict[str, bool]) -> list[str]:
    return [atom if on else f"not {atom}" for atom, on in free.items()]


def _decided(branches: list[Entry], decide: Callable[[Node], bool | None]) -> dict[str, bool]:
    """The conditions that the environment decides; those that it decides in two ways are left out."""
    answers: dict[str, set[bool | None]] = {}
    todo = list(branches)
    while todo:
        entry = todo.pop()
        for test in entry.value.items:
            answers.setdefault(_parsed(test.text)[1][0], set()).add(decide(test.items[0]))
        todo += [inner for inner in entry.value.entries if inner.key.startswith("?")]
    return {atom: found == {True} for atom, found in answers.items() if found in ({True}, {False})}


def _world(node: Node, guards: list[str], choice: dict[str, bool]) -> tuple[str, Node]:
    return " and ".join(guards), _flat(node, lambda entry: _taken(entry, choice))


def _atoms(branches: list[Entry]) -> list[str]:
    """The conditions of branches and of the branches inside them, save those that need no choice."""
    found: list[str] = []
    for entry in branches:
        found += [atom for atom in _leaves(entry.key[1:]) if not atom.startswith(_RUNS)]
        found += _atoms([inner for inner in entry.value.entries if inner.key.startswith("?")])
    return found


def _touches(node: Node, keys: frozenset[str]) -> bool:
    return any(
        entry.key in keys or entry.key == "*" or (entry.key.startswith("?") and _touches(entry.value, keys))
        for entry in node.entries
    )


def _parsed(condition: str, depth: int = 0) -> tuple[str, list[str]]:
    """A condition as ``or``, ``and`` or ``not`` with its operands, or as ``""`` with the one atom that it is."""
    text = condition.strip()
    while text.startswith("(") and _closes(text) == len(text) - 1:
        text = text[1:-1].strip()
    if depth < _MAX_DEPTH and len(_split(text, " if ")) == 1:
        for word in ("or", "and"):
            parts = _split(text, f" {word} ")
            if len(parts) > 1:
                return word, parts
        if text.startswith(("not ", "not(")):
            return "not", [text[3:]]
    return "", [f"({text})" if " if " in text else text]


_MAX_DEPTH = 20  # conditions inside conditions


def _split(text: str, word: str) -> list[str]:
    """The pieces of a condition between a word that stands outside of brackets and quotes."""
    pieces, start, depth, quote = [], 0, 0, ""
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == " " and depth == 0 and at >= start and text.startswith(word, at):
            pieces.append(text[start:at])
            start = at + len(word)
    return [*pieces, text[start:]]


def _closes(text: str) -> int:
    """Where the bracket that the text begins with is closed, or -1."""
    depth, quote = 0, ""
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth == 0:
                return at
    return -1


def _leaves(condition: str, depth: int = 0) -> list[str]:
    word, operands = _parsed(condition, depth)
    return operands if not word else [leaf for one in operands for leaf in _leaves(one, depth + 1)]


def _holds(condition: str, choice: dict[str, bool], depth: int = 0) -> bool:
    word, operands = _parsed(condition, depth)
    if not word:
        return choice.get(operands[0], operands[0].startswith(_RUNS))
    found = [_holds(one, choice, depth + 1) for one in operands]
    return any(found) if word == "or" else all(found) if word == "and" else not found[0]


_RUNS = ("try", "with ")  # bodies that are run whatever holds
_RARE = ("except",)  # what is done when a body fails: a world of its own


def _taken(entry: Entry, choice: dict[str, bool]) -> list[Entry]:
    if entry.key == "?try":
        if any(on and atom.startswith(_RARE) for atom, on in choice.items()):
            return _unknown(entry)  # how far the body came is not known
        _catch(entry.value)
    if _holds(entry.key[1:], choice):
        return _flat(entry.value, lambda inner: _taken(inner, choice)).entries
    return []


def _tries(branches: list[Entry]) -> int:
    """How many ``try`` statements there are at least, counted by what they set in their bodies or in their handlers."""
    bodies = sum(1 for entry in branches if entry.key == "?try")
    handlers = len({entry.key for entry in branches if entry.key.startswith("?except")})
    repeated = sum(1 for entry in branches if entry.key.startswith("?except")) - handlers
    inner = sum(_tries([one for one in entry.value.entries if one.key.startswith("?")]) for entry in branches)
    return max(bodies, repeated + min(handlers, 1)) + inner


def _without_tries(node: Node) -> Node:
    """The mapping, with what the bodies and handlers of ``try`` set not known."""
    entries: list[Entry] = []
    for entry in node.entries:
        if entry.key == "?try" or entry.key.startswith("?except"):
            entries += _unknown(entry)
        elif entry.key.startswith("?"):
            inner = _without_tries(entry.value)
            inner.text, inner.items = entry.value.text, entry.value.items
            entries.append(Entry(entry.key, entry.key_span, inner, entry.span, merged=entry.merged))
        else:
            entries.append(entry)
    return Node(base.MAP, node.span, entries=entries, why=node.why)


def _catch(node: Node) -> None:
    """Notes on the reads of a ``try`` body that the module survives their failure."""
    for entry in node.entries:
        if entry.value.kind == base.ENV:
            entry.value.why = CAUGHT
        elif entry.key.startswith("?"):
            _catch(entry.value)


def _unknown(entry: Entry) -> list[Entry]:
    """What a branch sets, none of it known; also what the branches inside it set."""
    found = []
    for inner in entry.value.entries:
        if inner.key.startswith("?"):
            found += _unknown(inner)
        else:
            node = Node(base.OPAQUE, inner.value.span, why=f"only if {entry.key[1:]}")
            found.append(Entry(inner.key, inner.key_span, node, inner.span))
    return found


def _flat(node: Node, pick: Callable[[Entry], list[Entry] | None]) -> Node:
    entries: list[Entry] = []
    for entry in node.entries:
        if entry.key.startswith("?"):
            picked = pick(entry) or []
            later = {one.key for one in picked if isinstance(one, Imported)}
            entries = [one for one in entries if one.key not in later or one.key == "*"] if later else entries
            entries += picked
        else:
            if isinstance(entry, Imported):
                entries = [one for one in entries if one.key != entry.key or one.key == "*"]
            entries.append(entry)
    return Node(base.MAP, node.span, entries=entries, why=node.why)
