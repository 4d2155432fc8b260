"""Reads the conditions of program code as trees of tests (``choices``); what is not understood is one test."""

from __future__ import annotations

from ..base import ENV, SCALAR, Node
from .branches import Branch
from .choices import STAGES, Choice, Test, as_tree, both, negated, tests_in
from .tokens import GROUP, LINE, MARK, NAME, Token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .choices import Tree

_MOST_DEPTH = 8
_LONGEST = 60  # tokens of a condition
_EQUALS = ("==", "===", "!=", "!==")
_ORS, _ANDS = ("||", "or"), ("&&", "and")
_CALLED = ("environment", "isEnvironment", "is", "IsEnvironment")  # methods that are given the name of a stage


class Conditions:
    """``of`` reads tokens, ``under`` the branches that a place stands in; ``value`` reads an expression's tokens."""

    def __init__(self, value: Callable[[list[Token]], Node]) -> None:
        self._value = value
        self._text = ""

    def under(self, branches: tuple[Any, ...]) -> Tree:
        """The condition that all of these branches are taken; None where one of them cannot be told."""
        tree: Tree = True
        for branch in branches:
            own = self._branch(branch) if isinstance(branch, Branch) else None
            if own is None:
                return None
            tree = both(tree, own)
        return tree if tests_in(tree) <= _LONGEST else None

    def _branch(self, branch: Branch) -> Tree:
        if not branch.tree:
            branch.tree = [None]  # while it is worked out: a condition that needs itself is not known
            branch.tree = [self._own(branch)]
        tree: Tree = branch.tree[0]  # type: ignore[assignment]
        for other in branch.before[-_MOST_DEPTH:]:
            before = other.tree[0] if other.tree else self._without_before(other)
            tree = both(negated(before), tree)  # type: ignore[arg-type]
        return tree if len(branch.before) <= _MOST_DEPTH else None

    def _without_before(self, branch: Branch) -> Tree:
        branch.tree = [None]
        branch.tree = [self._own(branch)]
        return branch.tree[0]  # type: ignore[return-value]

    def _own(self, branch: Branch) -> Tree:
        if branch.condition is None:
            return None
        if not branch.condition:
            return True
        tree = self.of(branch.condition)
        return negated(tree) if branch.inverted else tree

    def of(self, items: list[Token], depth: int = 0) -> Tree:
        """The tree of a condition's tokens."""
        items = [token for token in items if token.kind != LINE]
        while len(items) == 1 and items[0].is_group("("):
            items = [token for token in items[0].items if token.kind != LINE]
        if not items or len(items) > _LONGEST or depth > _MOST_DEPTH:
            return None
        for words, name in ((_ORS, "or"), (_ANDS, "and")):
            at = next((k for k, one in enumerate(items) if one.kind in (MARK, NAME) and one.text in words), 0)
            if at:
                return self._joined(name, items, at, depth)
        if items[0].is_mark("!") or (items[0].kind == NAME and items[0].text == "not"):
            return negated(self.of(items[1:], depth + 1))
        return self._test(items)

    def _joined(self, name: str, items: list[Token], at: int, depth: int) -> Tree:
        one, two = self.of(items[:at], depth + 1), self.of(items[at + 1 :], depth + 1)
        if name == "and":
            return both(one, two)
        return negated(both(negated(one), negated(two)))

    def _test(self, items: list[Token]) -> Tree:
        at = next((k for k, token in enumerate(items) if token.is_mark(*_EQUALS)), 0)
        if at:
            tree = self._compared(items, at)
            return negated(tree) if items[at].text[0] == "!" else tree
        node = self._value(items)
        known = as_tree(node)
        if known is not None:
            return known
        if node.kind == ENV and not node.style and not node.items:
            return Test(node.text, None, f"{node.text} is set", node)
        return _staged(items) or _as_written(items)

    def _compared(self, items: list[Token], at: int) -> Tree:
        node = self._value([*items[:at], _plain(items[at]), *items[at + 1 :]])
        known = as_tree(node)
        if known is not None:
            return known
        left, right = items[:at], items[at + 1 :]
        if self._value(left).kind == SCALAR:
            left, right = right, left
        wanted, given = self._value(right), self._value(left)
        word = wanted.text.lstrip(":") if wanted.kind == SCALAR or wanted.text[:1] == ":" else ""
        text = wanted.kind != SCALAR or wanted.tag == "str"  # a variable's text is no number
        if not word or isinstance(wanted, Choice) or isinstance(given, Choice) or (given.kind == ENV and not text):
            return _as_written(items)
        if given.kind == ENV and given.text and given.style in ("", "or"):
            # Compared by a variable's text only where the program does nothing else to it.
            direct = given if not given.items and given.style == "" and wanted.kind == SCALAR else None
            test = Node(ENV, given.span, text=given.text, style=f"eq:{word}") if direct is not None else None
            return Test(given.text, word, f'{given.text} is "{word}"', test)
        subject = _spelt(left)
        return Test(subject, word, f'{subject} is "{word}"') if subject else _as_written(items)


def _plain(token: Token) -> Token:
    """``!=`` as ``==``, as the tree says what is negated."""
    return Token(MARK, token.text.replace("!", "=", 1) if token.text != "!=" else "==", token.start, token.end)


def _spelt(items: list[Token]) -> str:
    """An expression as it is written, where it is the same each time; empty where it calls something."""
    text = ""
    for token in items:
        if token.kind == GROUP and token.text == "(" and not token.items:
            text += "()"
        elif token.kind == GROUP and not any(one.kind == GROUP for one in token.items):
            text += (
                token.text + " ".join(_shown(one) for one in token.items) + {"(": ")", "[": "]"}.get(token.text, "}")
            )
        elif token.kind == GROUP:
            return ""
        else:
            spaced = text and text[-1].isalnum() and token.kind == NAME and not text.endswith(".")
            text += (" " if spaced else "") + _shown(token)
    return text[:80]


def _shown(token: Token) -> str:
    return f'"{token.text}"' if token.kind == "string" else token.text


def _as_written(items: list[Token]) -> Tree:
    words = _spelt(items)
    called = any(token.kind == GROUP and token.text == "(" for token in items)
    if not words:
        return Test(f"at {items[0].start}", None, "a condition of the code holds")
    return Test(f"{words} at {items[0].start}" if called else words, None, words)


def _staged(items: list[Token]) -> Test | None:
    """``Rails.env.production?``, ``env.IsProduction()``, ``app()->environment('production')``, ``isProd``."""
    names = [token for token in items if token.kind == NAME]
    if not names:
        return None
    words = _spelt(items)
    last = items[-1]
    if last.is_group("(") and len(last.items) == 1 and last.items[0].kind == "string" and names[-1].text in _CALLED:
        stage = last.items[0].text
        return Test(words.partition("(")[0], stage, words) if stage.lower() in STAGES else None
    if last.kind == GROUP and last.items:
        return None
    bare = names[-1].text.rstrip("?").lower().replace("_", "").replace("$", "").removeprefix("in")
    stage = bare.removeprefix("is")
    if stage not in STAGES:
        return None
    subject = words.rpartition(names[-1].text)[0].rstrip(".>-:?&") or "the stage"
    return Test(subject, {"prod": "production", "dev": "development"}.get(stage, stage), words)
