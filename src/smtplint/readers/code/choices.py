"""Values that depend on a condition: ``isProd ? 465 : 587``, and what is set in a branch.

Such a value is an OPAQUE node of style ``choice``: whoever does not know of it sees a value that is not known. It holds
its test, the node if that holds, and the node if not; no node at all means that nothing is set then. A condition is a
tree: a Test, True, False, or a tuple of ``and``, ``or``, ``not`` and its operands; None is one that cannot be followed.
"""

from __future__ import annotations

from ...text import Span
from ..base import ENV, OPAQUE, SCALAR, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Tree: TypeAlias = "Test | bool | tuple[Any, ...] | None"

CHOICE = "choice"
FALSY = "falsy"  # the style of an OPAQUE node that counts as false, whatever it is
_MOST_LEAVES = 12  # of one choice
_MOST_TREE = 8  # tests of one condition
# What programs call the stage in which they run, and those in which nothing is sent to strangers.
TRIALS = frozenset(("development", "dev", "develop", "test", "testing", "local", "debug", "ci"))
STAGES = TRIALS | frozenset(("production", "prod", "live", "staging", "stage"))
_NOT_SHOWN = ("pass", "pwd", "secret", "token", "key")  # words of conditions that may hold secrets
_STAGE_NAMES = frozenset(
    ("NODE_ENV", "APP_ENV", "RAILS_ENV", "RACK_ENV", "ENVIRONMENT", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT",
     "MIX_ENV", "GO_ENV", "VERCEL_ENV", "CI_ENVIRONMENT", "WP_ENV", "YII_ENV")
)  # fmt: skip


class Test:
    """One test of a condition: whether ``subject`` is ``value``, or is true at all where the value is None.

    ``words`` is how it is told to people; ``node`` the read of the environment that decides it, or None.
    """

    __slots__ = ("node", "subject", "value", "words")

    def __init__(self, subject: str, value: str | None, words: str, node: Node | None = None) -> None:
        self.subject = subject
        self.value = value
        self.words = words if not any(one in words.lower() for one in _NOT_SHOWN) else "a condition of the code holds"
        self.node = node

    @property
    def staged(self) -> bool:
        """Whether it asks for the stage in which the program runs."""
        return self.subject in _STAGE_NAMES or (self.value or "").lower() in STAGES


class Choice(Node):
    """A value that a test decides."""

    __slots__ = ("no", "test", "yes")

    def __init__(self, span: Span, test: Test, yes: Node | None, no: Node | None) -> None:
        super().__init__(OPAQUE, span, style=CHOICE, why=f"depends on {test.words}")
        self.test = test
        self.yes = yes
        self.no = no


class Guard(Node):
    """The condition under which a call is made; it stands among the ``items`` of the call's mapping."""

    __slots__ = ("tree",)

    def __init__(self, span: Span, tree: Tree) -> None:
        super().__init__(OPAQUE, span, style="guard")
        self.tree = tree


def choose(tree: Tree, yes: Node | None, no: Node | None, span: Span) -> Node | None:
    """The value under a condition; OPAQUE where the condition cannot be followed or the choice grows too large."""
    if tree is True or tree is False:
        return yes if tree else no
    if tree is None or _leaves(yes) + _leaves(no) > _MOST_LEAVES or tests_in(tree) > _MOST_TREE:
        return Node(OPAQUE, span, why="only in a branch")
    return _chosen(tree, yes, no, span)


def _chosen(tree: Any, yes: Node | None, no: Node | None, span: Span) -> Node | None:
    if tree is True or tree is False:
        return yes if tree else no
    if isinstance(tree, Test):
        return yes if _same(yes, no) else Choice(span, tree, yes, no)
    word, *operands = tree
    if word == "not":
        return _chosen(operands[0], no, yes, span)
    first, second = operands
    if word == "and":
        return _chosen(first, _chosen(second, yes, no, span), no, span)
    return _chosen(first, yes, _chosen(second, yes, no, span), span)


def _same(one: Node | None, two: Node | None) -> bool:
    if one is None or two is None:
        return one is two
    return one.kind == two.kind == SCALAR and (one.text, one.tag) == (two.text, two.tag)


def tests_in(tree: Tree) -> int:
    """How many tests a condition has; large for one that cannot be followed."""
    if tree is None:
        return _MOST_TREE + 1
    return sum(tests_in(one) for one in tree[1:]) if isinstance(tree, tuple) else 1


def compares(tree: Tree) -> bool:
    """Whether a condition is made of comparisons alone, which are true or false and nothing else."""
    if isinstance(tree, tuple):
        return all(compares(one) for one in tree[1:])
    return isinstance(tree, bool) or (isinstance(tree, Test) and tree.value is not None and tree.node is not None)


def _leaves(node: Node | None) -> int:
    return _leaves(node.yes) + _leaves(node.no) if isinstance(node, Choice) else 1


def both(one: Tree, two: Tree) -> Tree:
    """The condition that both hold."""
    if one is True or two is False:
        return two
    if two is True or one is False:
        return one
    return None if one is None or two is None else ("and", one, two)


def negated(tree: Tree) -> Tree:
    """The condition that one does not hold."""
    if tree is None or isinstance(tree, bool):
        return None if tree is None else not tree
    return tree[1] if isinstance(tree, tuple) and tree[0] == "not" else ("not", tree)


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """What comes out of a change of each value that a choice may have."""
    if not isinstance(node, Choice):
        return change(node)
    yes, no = (mapped(one or Node(OPAQUE, node.span, why="not set"), change) for one in (node.yes, node.no))
    return Choice(node.span, node.test, yes, no)


def as_tree(node: Node | None) -> Tree:
    """A value that is true or false as a condition; None where it is not known to be either."""
    if isinstance(node, Choice):
        yes, no = as_tree(node.yes), as_tree(node.no)
        if yes is None or no is None:
            return None
        return _simple(node.test, yes, no)
    if node is not None and node.kind == SCALAR and node.tag == "bool":
        return node.text == "true"
    if node is not None and node.kind == ENV and node.style.startswith("eq:") and not node.items:
        value = node.style[3:]
        return Test(node.text, value, f'{node.text} is "{value}"', node)
    return None


def _simple(test: Test, yes: Tree, no: Tree) -> Tree:
    if yes is True and no is False:
        return test
    if yes is False and no is True:
        return ("not", test)
    return ("or", ("and", test, yes), ("and", ("not", test), no))
