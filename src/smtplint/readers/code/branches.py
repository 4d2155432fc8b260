"""Marks the branches of program code in its nested tokens: each body becomes a group that knows its condition.

``if (a) x = 1; else { … }``, ``x = 1 if a``, Ruby's ``if … else … end``, Elixir's ``if a do … else … end`` and
``switch``/``case`` all come out as groups with a Branch; what cannot be told apart is a Branch without a condition.
"""

from __future__ import annotations

from .language import Language
from .tokens import GROUP, LINE, MARK, NAME, NUMBER, STRING, SYMBOL, Token

_IFS = ("if", "unless", "elsif", "elseif")
_MOST_DEPTH = 70
_LONGEST_CHAIN = 40  # branches of one ``if``; those behind are not told apart
_LEAVES = ("break", "return", "throw", "exit", "continue")


class Branch:
    """A body that runs under a condition: its tokens, None where it cannot be told; ``before`` must all not hold."""

    __slots__ = ("before", "condition", "inverted", "tree")

    def __init__(self, condition: list[Token] | None, before: list[Branch], *, inverted: bool = False) -> None:
        self.condition = condition  # an empty list holds always: ``else``
        self.before = before
        self.inverted = inverted
        self.tree: list[object] = []  # the condition as a tree, once it has been worked out


def mark(items: list[Token], language: Language, depth: int = 0) -> list[Token]:
    """The tokens with their branches marked, in place below the top level."""
    if depth > _MOST_DEPTH:
        return items
    for token in items:
        if token.kind == GROUP:
            token.items = mark(token.items, language, depth + 1)
    if language.blocks:
        items = _modifiers(items, language)
    return _chains(items, language)


def body(items: list[Token], branch: Branch) -> Token:
    """A group of tokens under a branch; a group of braces is kept as it is."""
    if len(items) == 1 and items[0].is_group("{"):
        items[0].branch = branch
        return items[0]
    group = Token(GROUP, "then", items[0].start, items[-1].end)
    group.items = items
    group.branch = branch
    return group


# -- if, else ----------------------------------------------------------------------------------------------------------


def _chains(items: list[Token], language: Language) -> list[Token]:
    if not any(token.kind == NAME and token.text in _STARTS for token in items) and not language.blocks:
        return items
    out: list[Token] = []
    chain: list[Branch] = []
    at = 0
    while at < len(items):
        token = items[at]
        if token.kind == GROUP and token.text == "do" and token.word in ("if", "unless", "case"):
            token.items, token.branch = _sections(token, language), Branch([], [])
        first = token.kind == NAME and _begins(out)
        inner = language.blocks and not chain and token.text in ("else", "elsif")  # of the block that is looked into
        if first and token.text in ("if", "unless", "elsif", "elseif", "else") and not inner:
            at, chain = _branch(items, at, out, chain, language)
            continue
        if first and token.text == "switch":
            _switch(items, at)
        if token.kind != LINE and not token.is_mark(";"):
            chain = []
        out.append(token)
        at += 1
    return out


_STARTS = frozenset((*_IFS, "else", "switch"))


def _begins(out: list[Token]) -> bool:
    """Whether a statement may begin behind these tokens."""
    if not out:
        return True
    last = out[-1]
    return last.kind == LINE or last.is_mark(";") or last.is_group("{") or last.is_group("then") or last.is_group("do")


def _branch(
    items: list[Token], at: int, out: list[Token], chain: list[Branch], language: Language
) -> tuple[int, list[Branch]]:
    """Takes one ``if (…) body`` or ``else body``; gives where to go on, and the chain that may go on there."""
    word = items[at].text
    out.append(items[at])
    at += 1
    otherwise = word in ("else", "elsif", "elseif")
    if word == "else" and at < len(items) and items[at].kind == NAME and items[at].text == "if":
        out.append(items[at])
        word, at = "if", at + 1
    condition: list[Token] | None = []
    if word != "else":
        condition, at = _condition(items, at, out, language)
    before = chain if otherwise and len(chain) < _LONGEST_CHAIN else []
    unknown = otherwise and not before
    branch = Branch(None if unknown else condition, before, inverted=word == "unless")
    end = _body_end(items, at, language)
    if end == at:
        return at, []
    inside = items[at:end]
    if len(inside) == 1 and inside[0].is_group("do"):
        inside[0].items, inside[0].branch = _otherwise(inside[0], branch), Branch([], [])
        out.append(inside[0])
        return end, []
    out.append(body(_chains(inside, language) if len(inside) > 1 else inside, branch))
    return end, [*before, branch]


def _condition(items: list[Token], at: int, out: list[Token], language: Language) -> tuple[list[Token] | None, int]:
    """The tokens of the condition that begins at ``at``, and where the body begins."""
    if at < len(items) and items[at].is_group("(") and language.name in ("javascript", "php", "csharp"):
        out.append(items[at])
        return items[at].items, at + 1
    start = at
    while at < len(items) and not (items[at].is_group("{") or items[at].is_group("do")):
        if items[at].kind == LINE and language.name != "elixir":
            break
        at += 1
    condition = items[start:at]
    out += condition
    last = max((number for number, token in enumerate(condition) if token.is_mark(";")), default=-1)
    plain = last < 0 and condition and not any(token.is_mark(":=", ",") for token in condition)
    return (condition if plain else None), at


def _body_end(items: list[Token], at: int, language: Language) -> int:
    """Where a body ends that begins at ``at``: behind its braces, or its one statement."""
    while at < len(items) and items[at].kind == LINE:
        return _body_end(items, at + 1, language) if at + 1 < len(items) and language.name != "go" else at
    if at >= len(items) or items[at].is_mark(":"):
        return at
    if items[at].is_group("{") or items[at].is_group("do"):
        return at + 1
    while at < len(items):
        token = items[at]
        if token.is_mark(";"):
            return at + 1
        if token.kind == LINE and not (at + 1 < len(items) and items[at + 1].is_mark(".", "?.")):
            return at
        if token.kind == NAME and token.text == "else":
            return at
        at += 1
    return at


# -- blocks of Ruby and Elixir -----------------------------------------------------------------------------------------


def _modifiers(items: list[Token], language: Language) -> list[Token]:
    """``x = 1 if a`` as a body under its condition."""
    out: list[Token] = []
    start = 0
    at = 0
    while at < len(items):
        token = items[at]
        if token.kind == LINE or token.is_mark(";"):
            start = len(out) + 1
        elif token.kind == NAME and token.text in ("if", "unless") and len(out) > start and language.name == "ruby":
            end = at + 1
            while end < len(items) and items[end].kind != LINE and not items[end].is_mark(";"):
                end += 1
            branch = Branch(items[at + 1 : end] or None, [], inverted=token.text == "unless")
            token.kind = MARK  # it begins no statement
            out[start:] = [body(out[start:], branch), *items[at:end]]
            at = end
            continue
        out.append(token)
        at += 1
    return out


def _otherwise(group: Token, branch: Branch) -> list[Token]:
    """The items of Elixir's ``do … else … end`` under their branches."""
    items = group.items
    other = next((at for at, token in enumerate(items) if token.kind == NAME and token.text == "else"), len(items))
    found = [body(items[:other], branch)] if other else []
    rest = items[other + 1 :]
    return [*found, *([items[other], body(rest, Branch([], [branch]))] if rest else [])]


def _sections(group: Token, language: Language) -> list[Token]:
    """The items of Ruby's ``if … elsif … else … end`` and ``case … when … end`` under their branches."""
    items = group.items
    starts = [
        at
        for at, token in enumerate(items)
        if token.kind == NAME and token.text in ("elsif", "else", "when", "in") and _begins(items[:at][-1:])
    ]
    first_end = starts[0] if starts else len(items)
    head_end = _head_end(items, 0, first_end)
    head = items[:head_end]
    out = list(head)
    chain: list[Branch] = []
    subject = [token for token in head if token.kind != LINE] if group.word == "case" else []
    if group.word != "case" and head_end < first_end:
        first = Branch(head or None, [], inverted=group.word == "unless")
        out.append(body(items[head_end:first_end], first))
        chain = [first]
    elif group.word != "case":
        chain = [Branch(head or None, [], inverted=group.word == "unless")]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(items)
        word = items[start].text
        head_end = start + 1 if word == "else" else _head_end(items, start + 1, end)
        own: list[Token] | None = [token for token in items[start + 1 : head_end] if token.kind != LINE]
        if word in ("when", "in"):
            own = _equal(subject, own or [])
        branch = Branch(own if number < _LONGEST_CHAIN else None, chain)
        chain = [*chain, branch] if number < _LONGEST_CHAIN else chain
        out += items[start:head_end]
        if head_end < end:
            out.append(body(items[head_end:end], branch))
    return out


def _head_end(items: list[Token], at: int, end: int) -> int:
    while at < end and items[at].kind != LINE and not items[at].is_mark(";") and items[at].text != "then":
        at += 1
    return at


# -- switch ------------------------------------------------------------------------------------------------------------


def _equal(subject: list[Token], values: list[Token]) -> list[Token] | None:
    """The tokens of ``subject == a || subject == b`` for the plain values ``a, b``; None for other patterns."""
    if not subject or any(one.kind == GROUP and one.text != "(" for one in subject):
        return None
    found: list[Token] = []
    for token in values:
        if token.is_mark(","):
            continue
        if token.kind not in (STRING, NUMBER, SYMBOL):
            return None
        place = token.start
        found += [Token(MARK, "||", place, place)] if found else []
        found += [*subject, Token(MARK, "==", place, place), token]
    return found or None


def _switch(items: list[Token], at: int) -> None:
    """Puts the cases of ``switch (subject) {…}`` under their branches, where none falls through into the next."""
    if at + 2 >= len(items) or not items[at + 1].is_group("(") or not items[at + 2].is_group("{"):
        return
    block = items[at + 2]
    inner = block.items
    starts = [
        number
        for number, token in enumerate(inner)
        if token.kind == NAME and token.text in ("case", "default") and _case_begins(inner, number)
    ]
    if not starts or len(starts) > 60:
        return
    out = inner[: starts[0]]
    chain: list[Branch] = []
    pending: list[Token] | None = []
    falls = False
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(inner)
        colon = next((k for k in range(start + 1, min(end, start + 20)) if inner[k].is_mark(":")), end - 1)
        own = None if pending is None else [*pending, *inner[start + 1 : colon]]
        rest = inner[colon + 1 : end]
        out += inner[start : colon + 1]
        if not [token for token in rest if token.kind != LINE]:
            pending = None if inner[start].text == "default" else [*(own or []), Token(MARK, ",", start, start)]
            continue
        if inner[start].text == "default":
            known = number == len(starts) - 1 and not pending
            branch = Branch([] if known and not falls else None, chain)
        else:
            branch = Branch(None if falls or own is None else _equal(items[at + 1].items, own), chain)
        chain = [*chain, branch]
        pending = []
        falls = falls or not any(token.kind == NAME and token.text in _LEAVES for token in rest)
        out.append(body(rest, branch))
    block.items, block.branch = out, Branch([], [])


def _case_begins(items: list[Token], at: int) -> bool:
    return at == 0 or items[at - 1].kind in (LINE, GROUP) or items[at - 1].is_mark(";", ":")
