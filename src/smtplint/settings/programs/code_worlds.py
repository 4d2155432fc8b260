"""The worlds of program code: a call whose arguments depend on a condition is several parts, one for each outcome.

One subject is told apart for each part: the stage in which the program runs, or the only condition that there is. Two
conditions of different words may be one and the same, so values that depend on more are not known.
"""

from __future__ import annotations

from ...readers import base
from ...readers.base import Entry, Node
from ...readers.code.choices import TRIALS, Choice, Guard, Test, as_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...readers.code.choices import Tree
    from ...text import Source
    from ..links import Environment
    from ..parts import Part

_MOST_NODES = 4000  # of one part that are looked at
_MOST_VALUES = 5  # that one subject is compared with
_MOST_DEPTH = 30
_LIVE = ("production", "prod", "live")
_OTHER = "\0"  # the value of a subject that is none of those it is compared with


class World:
    """What is taken for granted: ``subject`` is ``value``, or is true where it is only asked for that."""

    __slots__ = ("subject", "tests", "value")

    def __init__(self, subject: str, value: str | bool, tests: list[Test]) -> None:
        self.subject = subject
        self.value = value
        self.tests = tests

    def holds(self, test: Test) -> bool | None:
        """Whether a test holds here; None where this world does not say."""
        if test.subject != self.subject:
            return None
        if isinstance(self.value, bool):
            return self.value if test.value is None else None
        if test.value is None:
            return None if self.value in (_OTHER, "", "0") else True
        return self.value == test.value

    def tree(self, tree: Tree) -> bool | None:
        """Whether a condition holds here; None where this world does not say."""
        if tree is None or isinstance(tree, bool):
            return tree
        if isinstance(tree, Test):
            return self.holds(tree)
        found = [self.tree(one) for one in tree[1:]]
        if tree[0] == "not":
            return None if found[0] is None else not found[0]
        decisive: bool = tree[0] == "or"
        if decisive in found:
            return decisive
        return None if None in found else not decisive

    @property
    def guard(self) -> str:
        """The condition in words."""
        words = list(dict.fromkeys(test.words for test in self.tests if self.holds(test)))
        return words[0] if words else " and ".join(f"not {one}" for one in _words(self.tests))

    @property
    def staged(self) -> bool:
        """Whether it is told apart by the stage in which the program runs."""
        return any(test.staged for test in self.tests)

    @property
    def trial(self) -> bool:
        """Whether the program only runs for its developers here."""
        if self.value == _OTHER:
            return any((test.value or "").lower() in _LIVE for test in self.tests)
        return isinstance(self.value, str) and self.value.lower() in TRIALS


def _words(tests: list[Test]) -> list[str]:
    return list(dict.fromkeys(test.words for test in tests))[:3]


_ABOUT_MAIL = ("mail", "smtp", "exports", "return")  # what stands in the names of assignments that are looked at


def apart(part: Part) -> list[Part]:
    """The part in each of its worlds; itself where nothing in it depends on a condition."""
    entries = part.node.entries
    if part.name or not part.node.entries:
        choices, flags, guard = _gathered([part.node])
    else:
        named = [one.value for one in entries if any(word in one.key.lower() for word in _ABOUT_MAIL)]
        choices, flags, guard = _gathered(named)
    if not choices and not flags and guard is None:
        return [part]
    tests = _subject(choices, flags, guard)
    if not tests:
        return [part]
    found = []
    for value in _values(tests):
        world = World(tests[0].subject, value, tests)
        if guard is not None and world.tree(guard) is False:
            continue
        one = part.copy()
        one.node = resolved(part.node, world, 0) or part.node
        one.world, one.origin = world, part.node
        found.append(one)
    return found or [part]


_OF_LOADER = ("NODE_ENV", "RAILS_ENV", "Rails.env", "the stage")  # subjects that say which files a loader takes


def possible(part: Part, source: Source, environment: Environment, stage: str = "") -> bool:
    """Whether the environment, and the stage whose files fill it, leave it open that a part's world comes true."""
    world = part.world
    if world is None:
        return True
    if stage and world.subject in _OF_LOADER and isinstance(world.value, str):
        named = [test.value for test in world.tests]
        if world.value != stage if world.value != _OTHER else stage in named:
            return False
    return all(_agrees(world, test, part.document.format, source, environment) for test in world.tests)


def _agrees(world: World, test: Test, format: str, source: Source, environment: Environment) -> bool:
    from .. import links

    wanted = world.holds(test)
    if test.node is None or wanted is None:
        return True
    if test.node.style:
        found = links.holds(test.node, source, environment)
        return found is None or found == wanted
    raw = links.reading(test.node, source, environment, "tagged").raw
    if not isinstance(raw, str):
        return True
    if raw in ("", "0") and format != "javascript":  # what counts as true differs
        return True
    return bool(raw) == wanted


# -- which condition is told apart -------------------------------------------------------------------------------------


def _gathered(nodes: list[Node]) -> tuple[list[Choice], list[Test], Tree]:
    """The choices below nodes, those inside others included; flags of the stage; the condition of a call."""
    flags: list[Test] = []
    choices: list[Choice] = []
    guard: Tree = None
    seen: set[int] = set()
    waiting = list(nodes)
    while waiting and len(seen) < _MOST_NODES:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, Guard):
            guard = one.tree if one in nodes[0].items else guard
        elif isinstance(one, Choice):
            choices.append(one)
            waiting += [side for side in (one.yes, one.no) if side is not None]
        elif one.kind == base.ENV and one.style.startswith("eq:"):
            flag = as_tree(one)
            flags += [flag] if isinstance(flag, Test) and flag.staged else []
        waiting += [entry.value for entry in one.entries if entry.value.kind != base.SCALAR]
        waiting += [item for item in one.items if item.kind != base.SCALAR]
    return choices, flags, guard


def _subject(choices: list[Choice], flags: list[Test], guard: Tree) -> list[Test]:
    """The tests of the one subject that is told apart; nothing where there is none, or no single one."""
    tests = [choice.test for choice in choices if choice.test.staged or not _is_cast(choice)]
    guarding = _tests(guard)
    staged = [test for test in [*tests, *flags, *guarding] if test.staged]
    if staged:
        subjects = {test.subject for test in staged}
        wanted = staged[0].subject if len(subjects) == 1 else ""
    else:
        subjects = {test.subject for test in tests}
        wanted = next(iter(subjects)) if len(subjects) == 1 else ""
    everything = [*(choice.test for choice in choices), *flags, *guarding]
    return [test for test in everything if wanted and test.subject == wanted]


def _tests(tree: Tree) -> list[Test]:
    if isinstance(tree, tuple):
        return [test for one in tree[1:] for test in _tests(one)]
    return [tree] if isinstance(tree, Test) else []


def _is_cast(node: Node | None) -> bool:
    """Whether a choice only makes a flag of its conditions."""
    if isinstance(node, Choice):
        return _is_cast(node.yes) and _is_cast(node.no)
    flag = node is not None and node.kind == base.SCALAR and node.tag == "bool"
    return flag or (node is not None and node.kind == base.ENV and node.style.startswith("eq:"))


def _values(tests: list[Test]) -> list[str | bool]:
    values = list(dict.fromkeys(test.value for test in tests if test.value is not None))[:_MOST_VALUES]
    return [*values, _OTHER] if values else [True, False]


# -- what is left of a node in one world -------------------------------------------------------------------------------


def resolved(node: Node | None, world: World, depth: int) -> Node | None:
    """The node as it is in a world, None where nothing is set then; the same node where nothing in it depends on it."""
    if node is None or depth > _MOST_DEPTH:
        return node
    if isinstance(node, Choice):
        return _side(node, world, depth)
    if node.kind == base.ENV:
        return _variable(node, world, depth)
    if node.kind not in (base.MAP, base.SEQ):
        return node
    entries = [_entry(entry, world, depth) for entry in node.entries]
    items = [resolved(item, world, depth + 1) for item in node.items if not isinstance(item, Guard)]
    same = all(one is two for one, two in zip(entries, node.entries, strict=True)) and len(items) == len(node.items)
    if same and all(one is two for one, two in zip(items, node.items, strict=True)):
        return node
    return Node(
        node.kind, node.span, text=node.text, inner=node.inner, style=node.style, tag=node.tag, why=node.why,
        entries=[one for one in entries if one is not None], items=[one for one in items if one is not None],
        source=node.source,
    )  # fmt: skip


def _entry(entry: Entry, world: World, depth: int) -> Entry | None:
    value = resolved(entry.value, world, depth + 1)
    if value is entry.value:
        return entry
    return Entry(entry.key, entry.key_span, value, entry.span, merged=entry.merged) if value is not None else None


def _side(node: Choice, world: World, depth: int) -> Node | None:
    holds = world.holds(node.test)
    if holds is not None:
        return resolved(node.yes if holds else node.no, world, depth + 1)
    yes, no = resolved(node.yes, world, depth + 1), resolved(node.no, world, depth + 1)
    plain = yes is not None and no is not None and yes.kind == no.kind == base.SCALAR
    if plain and yes is not None and no is not None and (yes.text, yes.tag) == (no.text, no.tag):
        return yes
    return Node(base.OPAQUE, node.span, why=node.why)


def _variable(node: Node, world: World, depth: int) -> Node:
    """A read of the environment: known where it only asks what this world takes for granted."""
    if node.style.startswith("eq:") and node.text == world.subject:
        holds = world.holds(Test(node.text, node.style[3:], ""))
        if holds is not None and (holds or any(test.value == node.style[3:] for test in world.tests)):
            return Node(base.SCALAR, node.span, text=str(holds).lower(), tag="bool", source=node.source)
    if node.style.startswith("computed:"):
        items = [resolved(item, world, depth + 1) or item for item in node.items]
        if any(one is not two for one, two in zip(items, node.items, strict=True)):
            return Node(node.kind, node.span, text=node.text, style=node.style, tag=node.tag, items=items)
    return node
