"""Names of program code that stand for one value: assigned exactly once, not in a branch, hidden by no parameter."""

from __future__ import annotations

from .base import ENV, MAP, Node
from .code_language import Language
from .code_tokens import GROUP, MARK, NAME, Token
from .code_values import Values, path_at, statement_end

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


class _Constant:
    __slots__ = ("end", "first", "items", "node", "start")

    def __init__(self, items: list[Token], start: int, end: int, *, first: bool = False) -> None:
        self.items = items
        self.first = first  # the first of several names that a call gives values to
        self.start = start  # of the brackets in which the name is known
        self.end = end
        self.node: Node | None = None


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
        self._collect(items, (0, end), False, 0)

    def resolve(self, dotted: str, token: Token) -> Node | None:
        """The value of a name, or of a member of a mapping with a name, at a place; None where it is not certain."""
        constant = self._found.get(dotted)
        if constant is not None:
            return self._value(dotted, constant, token)
        head, dot, rest = dotted.partition(".")
        constant = self._found.get(head) if dot else None
        node = self._value(head, constant, token) if constant is not None else None
        for key in rest.split("."):
            entry = node.get(key) if node is not None and node.kind == MAP and node.style != "call" else None
            if node is None or entry is None or any(one.key == "*" for one in node.entries):
                return None
            node = entry.value
        return node

    def _value(self, name: str, constant: _Constant, token: Token) -> Node | None:
        if name in self._hidden or name in self._changed or name in self._busy or self.values is None:
            return None
        if not constant.start <= token.start < constant.end:
            return None
        if constant.node is None:
            self._busy.add(name)
            constant.node = self.values.of(constant.items, 20)  # in the middle: chains of names end
            self._busy.discard(name)
        node = constant.node
        if constant.first and not (node.kind == ENV and node.style == "number"):
            return None  # only of a conversion it is known what the first of its values is
        return None if node.style == "call" and name in self._touched else node

    # -- one look at the whole file --------------------------------------------------------------------------------

    def _collect(self, items: list[Token], known: tuple[int, int], branch: bool, depth: int) -> None:
        if depth > _MOST_NESTED:
            return
        head = ""
        for at, token in enumerate(items):
            if token.kind == NAME:
                head = head or token.text
                self._name(items, at, known, branch or head in BRANCHES)
            elif token.kind == GROUP:
                self._group(items, at, known, branch or head in BRANCHES or token.word in BRANCHES, depth)
                if token.text == "{" and at + 1 < len(items) and items[at + 1].kind == NAME:
                    head = ""
            elif token.kind == "line" or token.is_mark(";"):
                head = ""

    def _group(self, items: list[Token], at: int, known: tuple[int, int], branch: bool, depth: int) -> None:
        token = items[at]
        self._hide(items, at)
        inside = (token.start, token.end) if token.text in ("{", "do") else known
        self._collect(token.items, inside, branch, depth + 1)

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

    def _name(self, items: list[Token], at: int, known: tuple[int, int], branch: bool) -> None:
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
        if dotted in self._found or branch or not plain:
            self._found[dotted] = None
            return
        end = statement_end(items, mark + 1, self._language)
        ends_in_branch = end < len(items) and items[end].text in ("if", "unless")
        self._found[dotted] = None if ends_in_branch else _Constant(items[mark + 1 : end], *known, first=first)


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
