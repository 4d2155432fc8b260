"""Finds the pieces of program code among its tokens: chains of names, what commas part, and where expressions end."""

from __future__ import annotations

from .language import Language
from .tokens import LINE, MARK, NAME, STRING, SYMBOL, Token


class Path:
    """A chain of names: its ``words``, the text as it is ``written`` (``tls.V12``), and where its tokens end."""

    __slots__ = ("after", "end", "start", "words", "written")

    def __init__(self, token: Token, words: list[str], after: int, end: int) -> None:
        self.start = token.start
        self.words = words
        self.written = token.text
        self.after = after
        self.end = end


def split(items: list[Token]) -> list[list[Token]]:
    """The stretches between commas and semicolons, without line ends and without empty ones."""
    found: list[list[Token]] = [[]]
    for token in items:
        if token.is_mark(",", ";"):
            found.append([])
        elif token.kind != LINE:
            found[-1].append(token)
    return [part for part in found if part]


def path_at(items: list[Token], at: int, language: Language, most: int = 30) -> Path | None:
    """The chain of names that begins at ``at``: members, and indexes that are plain texts or symbols."""
    token = items[at]
    module = token.kind == SYMBOL and language.name == "elixir"  # a module of Erlang
    if token.kind != NAME and not (module and at + 1 < len(items) and items[at + 1].is_mark(".")):
        return None
    words = [*token.text.strip("\\:").lstrip("$").replace("\\", ".").split(".")]
    path = Path(token, words, at + 1, token.end)
    while path.after < len(items) and len(path.words) < most:
        mark = items[path.after]
        following = items[path.after + 1] if path.after + 1 < len(items) else None
        if mark.kind == MARK and mark.text in language.member and following is not None and following.kind == NAME:
            word, path.after, path.end = following.text.lstrip("$"), path.after + 2, following.end
            path.written += mark.text + following.text
        elif mark.is_group("[") and mark.start == path.end and _index(mark) is not None:
            word, path.after, path.end = _index(mark) or "", path.after + 1, mark.end
            path.written += f"[{word}]"
        else:
            break
        path.words.append(word)
    return path


def _index(group: Token) -> str | None:
    inside = [token for token in group.items if token.kind != LINE]
    if len(inside) != 1 or not inside[0].known or inside[0].kind not in (STRING, SYMBOL):
        return None
    word = inside[0].text.lstrip(":")
    return word if word and word.strip(".") == word and ".." not in word else None


def past_generics(items: list[Token], at: int) -> int:
    """Behind the type arguments in ``f<A, B>(…)``, or ``at`` where there are none."""
    depth = 0
    for number in range(at, min(len(items), at + 30)):
        token = items[number]
        if token.is_mark("<"):
            depth += 1
        elif token.is_mark(">"):
            depth -= 1
            if depth == 0:
                return number + 1 if number + 1 < len(items) and items[number + 1].is_group("(") else at
        elif token.kind not in (NAME, MARK) or token.is_mark(";"):
            return at
    return at


_GOES_ON = frozenset(
    ("=", "+", "-", "*", "/", "%", "||", "&&", "??", "?:", "?", ":", ",", "=>", "->", "::", ".", "?.", "&.", "|", "&",
     "|>", "<", ">", "==", "===", "!=", "!==", ":=", "(", "<>", "+=", "||=", "?->", "<<", "..", "...")
)  # fmt: skip
_LEADS = frozenset((".", "?.", "&.", "->", "?->", "|>", "||", "&&", "??", "?", ":", "+", "=>", "?:", "=="))
_MOST_TOKENS = 1000  # of one expression at its own level


def statement_end(items: list[Token], at: int, language: Language) -> int:
    """Where the expression that begins at ``at`` ends: at a comma, a semicolon, or a line end behind a whole one."""
    start = at
    end = min(len(items), at + _MOST_TOKENS)
    while at < end:
        token = items[at]
        if token.is_mark(",", ";"):
            return at
        if at > start and token.is_mark("=", ":="):
            return at + 1  # one assignment as the value of another is not followed
        if token.kind == LINE and at > start and language.newlines:
            before, after = items[at - 1], _next(items, at + 1)
            goes_on = before.kind == MARK and before.text in _GOES_ON
            leads = after is not None and after.kind == MARK and after.text in _LEADS
            if not goes_on and not (leads and language.name != "go"):
                return at
        if at > start and token.kind == NAME and token.text in ("if", "unless", "rescue") and language.blocks:
            return at
        at += 1
    return at


def _next(items: list[Token], at: int) -> Token | None:
    while at < len(items) and items[at].kind == LINE:
        at += 1
    return items[at] if at < len(items) else None
