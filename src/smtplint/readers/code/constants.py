"""Names of program code that stand for one value: assigned once, or in branches of one body, hidden by no parameter."""

from __future__ import annotations

from ..base import ENV, MAP, OPAQUE, Node
from .branches import Branch
from .choices import Choice, choose, mapped
from .language import Language
from .paths import path_at, statement_end
from .tokens import GROUP, MARK, NAME, Token
from .values import Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Frame: TypeAlias = tuple[int, int, int]  # where a body begins and ends, and how many branches stand around it
    Frames: TypeAlias = tuple[Frame, Frame]  # of the function, and of the innermost block

ASSIGNS = ("=", ":=")
CHANGES = ("+=", "-=", "*=", "/=", ".=", "||=", "??=", "&&=", "|=", "++", "--", "<<", "**=", "%=")
BRANCHES = frozenset(
    ("if", "elseif", "elsif", "else", "unless", "for", "foreach", "while", "until", "switch", "case", "catch", "match",
     "cond", "when", "rescue", "select", "except")
)  # fmt: skip
_CHECKS = frozenset(("if", "elseif", "while", "switch", "until", "unless"))
_DECLARES = frozenset(("const", "let", "var", "readonly", "private", "public", "protected", "static"))
_MOST_NESTED = 70
_MOST_NAMES = 8  # that one call gives values to


_MOST_SET = 12  # assignments of one name, in branches
_UNKNOWN = Branch(None, [])


class _Set:
    """One assignment: the tokens of the value, the ``frame`` in which the name is known, the branches it stands in."""

    __slots__ = ("at", "branches", "first", "frame", "items")

    def __init__(self, items: list[Token], frame: Frame, at: int, branches: tuple[Branch, ...], *, first: bool) -> None:
        self.items = items
        self.frame = frame
        self.at = at
        self.branches = branches
        self.first = first  # the first of several names that a call gives values to


class _Constant:
    __slots__ = ("node", "sets")

    def __init__(self, first: _Set) -> None:
        self.sets = [first]
        self.node: Node | None = None

    def known_at(self, place: int) -> bool:
        """Whether the name has its value at a place: in its frame, and behind the last of several assignments."""
        first = self.sets[0]
        inside = first.frame[0] <= place < first.frame[1]
        plain = len(self.sets) == 1 and not first.branches
        return inside and (plain or place > self.sets[-1].at)


class Constants:
    """Finds the constants of a file once; ``resolve`` gives the value of one where it is used."""

    def __init__(self, items: list[Token], language: Language) -> None:
        self._language = language
        self._found: dict[str, _Constant | None] = {}
        self._changed: set[str] = set()  # names whose members are set
        self._touched: set[str] = set()  # names whose members are used: what a call gave may be changed by them
        self._hidden: set[str] = set()  # names that are parameters somewhere
        self._busy: set[str] = set()
        self.values: Values | None = None
        end = items[-1].end + 1 if items else 0
        self._collect(items, ((0, end, 0), (0, end, 0)), (), 0)

    def resolve(self, dotted: str, token: Token) -> Node | None:
        """The value of a name, or of a member of a mapping with a name, at a place; None where it is not certain."""
        constant = self._found.get(dotted)
        if constant is not None:
            return self._value(dotted, constant, token)
        head, dot, rest = dotted.partition(".")
        constant = self._found.get(head) if dot else None
        node = self._value(head, constant, token) if constant is not None else None
        if isinstance(node, Choice):
            return mapped(node, lambda one: _member(one, rest) or Node(OPAQUE, node.span, why="a member"))
        return _member(node, rest) if node is not None else None

    def _value(self, name: str, constant: _Constant, token: Token) -> Node | None:
        if name in self._hidden or name in self._changed or name in self._busy or self.values is None:
            return None
        if not constant.known_at(token.start):
            return None
        if constant.node is None:
            self._busy.add(name)
            constant.node = self._worked_out(constant, self.values)
            self._busy.discard(name)
        node = constant.node
        if constant.sets[0].first and not (node.kind == ENV and node.style == "number"):
            return None  # only of a conversion it is known what the first of its values is
        return None if node.style == "call" and name in self._touched else node

    def _worked_out(self, constant: _Constant, values: Values) -> Node:
        node: Node | None = None
        for one in constant.sets:
            value = values.of(one.items, 20)  # in the middle: chains of names end
            node = choose(values.conditions.under(one.branches), value, node, value.span) if one.branches else value
        return node if node is not None else Node(OPAQUE, values.of(constant.sets[0].items, 20).span, why="not set")

    # -- one look at the whole file --------------------------------------------------------------------------------

    def _collect(self, items: list[Token], known: Frames, branches: tuple[Branch, ...], depth: int) -> None:
        if depth > _MOST_NESTED:
            return
        head = ""
        for at, token in enumerate(items):
            inside = (*branches, _UNKNOWN) if head in BRANCHES else branches
            if token.kind == NAME:
                head = head or token.text
                self._name(items, at, known, (*branches, _UNKNOWN) if head in BRANCHES else branches)
            elif token.kind == GROUP:
                if token.branch is not None:
                    inside = (*branches, token.branch)
                elif token.word in BRANCHES:
                    inside = (*branches, _UNKNOWN)
                self._group(items, at, known, inside, depth, body=len(inside) > len(branches))
                if token.text in ("{", "then") and at + 1 < len(items) and items[at + 1].kind == NAME:
                    head = ""
            elif token.kind == "line" or token.is_mark(";"):
                head = ""

    def _group(
        self, items: list[Token], at: int, known: Frames, branches: tuple[Branch, ...], depth: int, *, body: bool
    ) -> None:
        token = items[at]
        self._hide(items, at)
        if token.text in ("{", "do"):
            block = (token.start, token.end, len(branches))
            known = (known[0], block) if body else (block, block)
        self._collect(token.items, known, branches, depth + 1)

    def _hide(self, items: list[Token], at: int) -> None:
        """Parameters of functions and names of patterns may hold other values than a constant of the same name."""
        token = items[at]
        after = items[at + 1] if at + 1 < len(items) else None
        before = items[at - 1] if at else None
        check = before is not None and before.text in _CHECKS
        body = not check and after is not None and _begins_body(after)
        defined = before is not None and before.kind == NAME and at >= 2 and _defines(items[at - 2])
        taken_apart = token.text in ("{", "[") and after is not None and after.is_mark("=", ":=")
        if (token.text == "(" and (body or defined)) or taken_apart:
            self._hide_names(token, 0)
        elif token.text == "do" and token.word == "def":
            for one in token.items[:3]:
                if one.is_group("("):
                    self._hide_names(one, 0)
        bars = [number for number, one in enumerate(token.items[:12]) if one.is_mark("|")]
        if token.text in ("do", "{") and len(bars) > 1 and bars[0] == 0:
            self._hidden.update(one.text for one in token.items[: bars[1]] if one.kind == NAME)

    def _hide_names(self, group: Token, depth: int) -> None:
        for token in group.items:
            if token.kind == NAME:
                self._hidden.add(token.text.lstrip("$"))
            elif token.kind == GROUP and depth < 5:
                self._hide_names(token, depth + 1)

    def _name(self, items: list[Token], at: int, known: Frames, branches: tuple[Branch, ...]) -> None:
        if at and items[at - 1].kind == MARK and items[at - 1].text in self._language.member:
            return
        path = path_at(items, at, self._language)
        if path is None:
            return
        if len(path.words) > 1:
            self._touched.add(path.words[0])
        mark = assigned_at(items, at, path.after, self._language)
        dotted = ".".join(path.words)
        following = items[path.after] if path.after < len(items) else None
        if mark < 0:
            if following is not None and following.is_mark(*CHANGES):
                self._found[dotted] = None
            elif following is not None and following.is_mark("=>") and self._language.name in ("javascript", "csharp"):
                self._hidden.add(dotted)
            return
        if len(path.words) > 1:
            self._changed.add(path.words[0])
        first = self._language.name == "go" and following is not None and following.is_mark(",")
        plain = first or (following is not None and following.is_mark(*ASSIGNS, ":"))
        if not plain:
            self._found[dotted] = None
            return
        end = statement_end(items, mark + 1, self._language)
        ends_in_branch = end < len(items) and items[end].text == "rescue"
        declared = len(path.words) == 1 and _is_declared(items, at, self._language)
        frame = known[1] if declared else known[0]
        under = (*branches[frame[2] :], _UNKNOWN) if ends_in_branch else branches[frame[2] :]
        self._add(dotted, _Set(items[mark + 1 : end], frame, path.start, under, first=first), known[0])

    def _add(self, dotted: str, one: _Set, function: Frame) -> None:
        """Notes an assignment; of several each but the first must stand in the first one's frame, in a branch."""
        held = self._found.get(dotted)
        if dotted not in self._found:
            self._found[dotted] = _Constant(one)
            return
        if held is None or len(held.sets) >= _MOST_SET or one.first:
            self._found[dotted] = None
            return
        frame = held.sets[0].frame
        if not frame[0] <= one.at < frame[1] or function[0] > frame[0]:
            self._found[dotted] = None  # the same name of another function, or one that a closure changes
            return
        if one.frame != frame:
            one.branches = one.branches[max(0, frame[2] - one.frame[2]) :]
        if not one.branches:
            self._found[dotted] = None
            return
        one.frame = frame
        held.sets.append(one)


def _is_declared(items: list[Token], at: int, language: Language) -> bool:
    """Whether an assignment declares its name, which is then known in its block alone."""
    before = items[at - 1] if at else None
    if language.name == "go":
        short = any(one.is_mark(":=") for one in items[at + 1 : at + 4])
        return short or (before is not None and before.text == "var")
    if language.name == "csharp":
        return before is not None and (before.kind == NAME or before.is_mark(">", "?") or before.is_group("["))
    return before is not None and before.kind == NAME and before.text in _DECLARES


def _member(node: Node, path: str) -> Node | None:
    """What a mapping that is known as a whole has at a path of keys."""
    found: Node | None = node
    for key in path.split("."):
        entry = found.get(key) if found is not None and found.kind == MAP and found.style != "call" else None
        if found is None or entry is None or any(one.key == "*" for one in found.entries):
            return None
        found = entry.value
    return found


def _begins_body(token: Token) -> bool:
    return token.is_group("{") or token.is_group("do") or token.is_mark("=>", ":", "->")


def _defines(token: Token) -> bool:
    return token.kind == NAME and token.text in ("function", "func", "def", "defp", "fn", "fun")


def assigned_at(items: list[Token], at: int, after: int, language: Language) -> int:
    """Where the mark of an assignment stands behind a path that ends before ``after``, or -1 where none is made."""
    if after >= len(items):
        return -1
    following = items[after]
    if following.is_mark(*ASSIGNS):
        return after
    if language.name == "go" and following.is_mark(","):
        last = after + 2 * _MOST_NAMES
        while after < last and after + 1 < len(items) and items[after].is_mark(",") and items[after + 1].kind == NAME:
            after += 2
        return after if after < len(items) and items[after].is_mark(*ASSIGNS) else -1
    annotated = following.is_mark(":") and at and items[at - 1].kind == NAME and items[at - 1].text in _DECLARES
    if language.name == "javascript" and annotated:
        for number in range(after + 1, min(len(items), after + 14)):
            if items[number].is_mark("="):
                return number
            if items[number].is_mark(";", ",") or items[number].kind == "line":
                return -1
    return -1
