"""Alternatives inside a settings module: ``if DEBUG:`` gives two worlds, each judged by itself."""

from __future__ import annotations

from ..readers import base
from ..readers.base import Entry, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_ATOMS = 3


def worlds(node: Node, keys: frozenset[str]) -> list[tuple[str, Node]]:
    """The mapping in every consistent choice of its branches that touch ``keys``: pairs of a guard's text and a mapping.

    Branch entries are those whose key begins with ``?`` (see the Python reader). More than three independent conditions
    are not told apart: then the branches' values are not known, and nothing is claimed of them.
    """
    branches = [entry for entry in node.entries if entry.key.startswith("?") and _touches(entry.value, keys)]
    if not branches:
        return [("", _flat(node, lambda entry: None))]
    atoms = list(dict.fromkeys(_atoms(branches)))
    if len(atoms) > _MAX_ATOMS:
        return [("", _flat(node, lambda entry: _unknown(entry) if entry in branches else None))]
    return [_world(node, atoms, bits) for bits in range(2 ** len(atoms))]


def _world(node: Node, atoms: list[str], bits: int) -> tuple[str, Node]:
    choice = {atom: bool(bits >> at & 1) for at, atom in enumerate(atoms)}
    guard = " and ".join(atom if on else f"not {atom}" for atom, on in choice.items())
    return guard, _flat(node, lambda entry: _taken(entry, choice))


def _atoms(branches: list[Entry]) -> list[str]:
    """The conditions of branches and of the branches inside them, save those that need no choice."""
    found = []
    for entry in branches:
        found += [atom for atom, _ in _literals(entry.key[1:]) if not atom.startswith((*_RUNS, *_RARE))]
        found += _atoms([inner for inner in entry.value.entries if inner.key.startswith("?")])
    return found


def _touches(node: Node, keys: frozenset[str]) -> bool:
    return any(
        entry.key in keys or entry.key == "*" or (entry.key.startswith("?") and _touches(entry.value, keys)) for entry in node.entries
    )


def _literals(condition: str) -> list[tuple[str, bool]]:
    found = []
    for atom in condition.split(" and "):
        negated = atom.startswith("not ")
        found.append((atom.removeprefix("not ").strip(), not negated))
    return found


_RUNS = ("try", "with ")  # bodies that are run whatever holds
_RARE = ("except ",)  # what is done when something else went wrong


def _taken(entry: Entry, choice: dict[str, bool]) -> list[Entry]:
    literals = _literals(entry.key[1:])
    if all(choice.get(atom, atom.startswith(_RUNS)) is wanted for atom, wanted in literals):
        return _flat(entry.value, lambda inner: _taken(inner, choice)).entries
    return []


def _unknown(entry: Entry) -> list[Entry]:
    return [
        Entry(inner.key, inner.key_span, Node(base.OPAQUE, inner.value.span, why=f"only if {entry.key[1:]}"), inner.span)
        for inner in entry.value.entries
    ]


def _flat(node: Node, pick: Callable[[Entry], list[Entry] | None]) -> Node:
    entries: list[Entry] = []
    for entry in node.entries:
        if entry.key.startswith("?"):
            entries += pick(entry) or []
        else:
            entries.append(entry)
    return Node(base.MAP, node.span, entries=entries)
