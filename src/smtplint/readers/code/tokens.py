"""Cuts program code into tokens and nests them by their brackets; comments are set aside. Never raises."""

from __future__ import annotations

from ...text import Span
from .language import Language, Quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .branches import Branch

# Kinds of token. LABEL: ``key:`` of Ruby and Elixir; SYMBOL: ``:word``; GROUP: brackets, or a block of ``do … end``.
NAME, NUMBER, STRING, SYMBOL, LABEL, MARK, LINE, GROUP = (
    "name", "number", "string", "symbol", "label", "mark", "line", "group",
)  # fmt: skip

_MARKS = (
    "<=>", "===", "!==", "?->", "...", "||=", "??=", "&&=", "**=", "=>", "->", "::", "?.", "&.", "||", "??", "?:", ":=",
    "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", ".=", "%=", "|=", "&&", "**", "<-", "|>", "++", "--", "=~", "..",
    "<<", "<>",
)  # fmt: skip
_MOST_DEPTH = 60  # brackets inside brackets; deeper ones are not told apart
_MOST_TOKENS = 100_000
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_DELIMITERS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_LONGEST_TAG = 60


class Token:
    """One token; of a string ``text`` is its value, of a group ``items`` what stands inside and ``text`` its opener.

    ``known`` is False for a string whose value is not known, as it is put together when the program runs. ``word`` is,
    for a block, the keyword that opened it.
    """

    __slots__ = ("branch", "end", "inner", "items", "kind", "known", "start", "style", "text", "word")

    def __init__(self, kind: str, text: str, start: int, end: int) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.inner = (start, end)
        self.known = True
        self.style = "plain"
        self.word = ""
        self.items: list[Token] = []
        self.branch: Branch | None = None  # of a group: the condition under which it runs, see branches

    def is_mark(self, *texts: str) -> bool:
        """Whether this is one of these marks."""
        return self.kind == MARK and self.text in texts

    def is_group(self, opener: str) -> bool:
        """Whether this is a group that begins with ``opener``."""
        return self.kind == GROUP and self.text == opener


class Scanner:
    """Goes through a text once; ``tokens`` and ``comments`` are what it finds."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language
        self.tokens: list[Token] = []
        self.comments: list[Span] = []
        self._pending: list[tuple[str, bool, Token]] = []  # heredocs whose text begins on the next line
        self._quotes = {quote.open: quote for quote in language.quotes}
        self._no_regex = 0  # before this place no regular expression begins

    def run(self) -> None:
        """Fills ``tokens``."""
        pattern = pattern_of(self.language)
        text, at, end = self.text, 0, len(self.text)
        if "html" in self.language.extras:
            at = self._after_html(0)
        while at < end and len(self.tokens) < _MOST_TOKENS:
            match = pattern.match(text, at)
            if match is None:
                at += 1
                continue
            at = getattr(self, f"_{match.lastgroup}")(match)

    # Each takes a match and gives where to go on.

    def _blank(self, match: Any) -> int:
        return int(match.end())

    def _line(self, match: Any) -> int:
        if self.language.newlines:
            self._add(LINE, match)
        at = match.end()
        for tag, indented, token in self._pending:
            at = self._heredoc_body(at, tag, indented, token)
        self._pending = []
        return int(at)

    def _comment(self, match: Any) -> int:
        start, at = match.start(), match.start()
        opener = match.group()
        closer = dict(self.language.block_comments).get(opener.strip())
        if closer is not None:
            found = self.text.find(closer, match.end())
            at = len(self.text) if found < 0 else found + len(closer)
        else:
            at = _line_end(self.text, match.end())
            if "html" in self.language.extras:
                closing = self.text.find("?>", match.end(), at)
                at = closing if closing >= 0 else at
        self.comments.append(Span(start, at))
        return at

    def _leave(self, match: Any) -> int:
        self.tokens.append(Token(MARK, ";", match.start(), match.end()))
        return self._after_html(match.end())

    def _after_html(self, at: int) -> int:
        found = self.text.find("<?", at)
        while found >= 0 and not self.text.startswith(("<?php", "<?=", "<?PHP"), found):
            found = self.text.find("<?", found + 2)
        if found < 0:
            return len(self.text)
        return found + (3 if self.text.startswith("<?=", found) else 5)

    def _directive(self, match: Any) -> int:
        return _line_end(self.text, match.end())

    def _heredoc(self, match: Any) -> int:
        tag = match.group().lstrip("<~-").strip().strip("'\"`")
        token = Token(STRING, "", match.start(), match.end())
        token.known, token.style = False, "block"
        self.tokens.append(token)
        if self.language.name == "php":
            return self._heredoc_body(_line_end(self.text, match.end()) + 1, tag, True, token)
        self._pending.append((tag, True, token))
        return int(match.end())

    def _heredoc_body(self, at: int, tag: str, indented: bool, token: Token) -> int:
        """The offset behind a heredoc's closing tag (in PHP code may follow it on its line)."""
        text = self.text
        while at < len(text):
            line = at
            while line < len(text) and text[line] in " \t" and indented:
                line += 1
            after = line + len(tag)
            if text.startswith(tag, line) and not (text[after : after + 1].isalnum() or text[after : after + 1] == "_"):
                return after
            at = _line_end(text, at) + 1
        return len(text)

    def _literal(self, match: Any) -> int:
        """``%w[…]`` of Ruby and the sigils of Elixir, whose values are not worked out."""
        opener = match.group()[-1]
        closer = _DELIMITERS.get(opener, opener)
        at, depth = match.end(), 1
        text = self.text
        while at < len(text):
            char = text[at]
            if char == "\\":
                at += 1
            elif char == closer:
                depth -= 1
                if depth == 0:
                    break
            elif char == opener:
                depth += 1
            at += 1
        token = Token(STRING, "", match.start(), min(at + 1, len(text)))
        token.known = False
        self.tokens.append(token)
        return token.end

    def _slash(self, match: Any) -> int:
        at = match.start()
        if at < self._no_regex or not (self.language.regexes and self._value_may_begin(at)):
            self._add(MARK, match)
            return int(match.end())
        text, end, bracket = self.text, at + 1, False
        while end < len(text) and text[end] != "\n":
            char = text[end]
            if char == "\\":
                end += 1
            elif char == "[":
                bracket = True
            elif char == "]":
                bracket = False
            elif char == "/" and not bracket:
                break
            end += 1
        if text[end : end + 1] != "/":
            self._no_regex = end  # nor does another one end on this line
            self._add(MARK, match)
            return int(match.end())
        token = Token(STRING, "", at, end + 1)
        token.known = False
        self.tokens.append(token)
        return int(end + 1)

    def _value_may_begin(self, at: int) -> bool:
        last = self.tokens[-1] if self.tokens else None
        if last is None or last.kind in (LINE, LABEL):
            return True
        if last.kind == MARK and last.text == "<" and last.end == at:
            return False  # of an element's end: ``</div>``
        if last.kind == MARK:
            return last.text not in (")", "]", "}", "++", "--")
        if last.kind == NAME:
            spaced = last.end < at and not self.text[at + 1 : at + 2].isspace()
            return last.text in _BEFORE_VALUE or (self.language.name == "ruby" and spaced)
        return False

    def _quote(self, match: Any) -> int:
        quote = self._quotes[match.group()]
        end, inner_end, known = string_end(self.text, match.end(), quote)
        token = Token(STRING, "", match.start(), end)
        token.inner = (match.end(), inner_end)
        raw = self.text[match.end() : inner_end]
        token.known = known and inner_end < end
        token.text = unescaped(raw, quote)
        token.style = {"'": "single", '"': "double"}.get(quote.open, "block")
        follows = self.text[end : end + 2]
        if "labels" in self.language.extras and follows[:1] == ":" and follows != "::" and follows[1:].isspace():
            token.kind = LABEL
            token.end = end + 1
        self.tokens.append(token)
        return token.end

    def _label(self, match: Any) -> int:
        token = Token(LABEL, match.group()[:-1], match.start(), match.end())
        token.inner = (match.start(), match.end() - 1)
        self.tokens.append(token)
        return int(match.end())

    def _symbol(self, match: Any) -> int:
        self._add(SYMBOL, match)
        return int(match.end())

    def _word(self, match: Any) -> int:
        self._add(NAME, match)
        return int(match.end())

    def _digits(self, match: Any) -> int:
        self._add(NUMBER, match)
        return int(match.end())

    def _mark(self, match: Any) -> int:
        self._add(MARK, match)
        return int(match.end())

    def _add(self, kind: str, match: Any) -> None:
        self.tokens.append(Token(kind, match.group(), match.start(), match.end()))


_BEFORE_VALUE = frozenset(
    ("return", "if", "unless", "elsif", "when", "and", "or", "not", "in", "of", "typeof", "case", "do", "else", "then",
     "while", "until", "await", "yield", "delete", "void", "throw")
)  # fmt: skip


def pattern_of(language: Language) -> Any:
    """The pattern of a language's tokens; each alternative is a group named after the method that takes it."""
    if language.pattern is None:
        import re

        marks = [re.escape(one) for one in _MARKS if one not in ("//",)]
        starts = [re.escape(one) for one in language.line_comments]
        starts = [one + r"(?!\[)" if one == r"\#" and language.name == "php" else one for one in starts]
        blocks = [
            r"(?:(?<=\n)|\A)" + re.escape(one) if one.startswith("=") else re.escape(one)
            for one, _ in language.block_comments
        ]
        quotes = sorted((re.escape(quote.open) for quote in language.quotes), key=len, reverse=True)
        extras = language.extras
        groups = [("blank", r"[ \t\r\f\v]+|\\\r?\n"), ("line", r"\n"), ("comment", "|".join([*blocks, *starts]))]
        groups += [("leave", r"\?>")] if "html" in extras else []
        groups += [("directive", r"(?<![^\n])[ \t]*\#[a-z]+")] if "preprocessor" in extras else []
        groups += [("heredoc", r"<<<[ \t]*['\"]?[A-Za-z_]\w*['\"]?(?=\r?\n)")] if language.name == "php" else []
        groups += [("heredoc", r"<<[~-]?(?:[A-Z_][A-Z0-9_]*|'[A-Z_]+'|\"[A-Z_]+\")")] if "heredoc" in extras else []
        groups += [("literal", r"%[wWiIqQrx][\[({<|!]")] if "percent" in extras else []
        groups += [("literal", r"~[A-Za-z]+[\[({</|]")] if "sigil" in extras else []
        groups += [("quote", "|".join(quotes))]
        groups += [("label", r"[A-Za-z_]\w*[?!]?:(?![:\w])")] if "labels" in extras else []
        groups += [("symbol", r"(?<![\w)\]}:]):[A-Za-z_]\w*[?!]?")] if "labels" in extras else []
        groups += [("word", language.name_pattern), ("digits", r"(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.\d+)?)\w*")]
        groups += [("slash", r"/(?!=)"), ("mark", "|".join([*marks, r"[^\w\s]"]))]
        language.pattern = re.compile("|".join(f"(?P<{name}>{one})" for name, one in groups))
    return language.pattern


def string_end(text: str, at: int, quote: Quote) -> tuple[int, int, bool]:
    """Where a string ends, where its inside ends, and whether nothing is filled into it; an open one ends its line."""
    close, known, end = quote.close, True, len(text)
    width = len(close)
    while at < end:
        char = text[at]
        if char == "\\" and quote.escapes in ("all", "own"):
            at += 2
            continue
        if text.startswith(close, at):
            if quote.escapes == "doubled" and text.startswith(close, at + width):
                at += 2 * width
                continue
            return at + width, at, known
        if char == "\n" and not quote.lines:
            return at, at, False
        inside = next((mark for mark in quote.inside if text.startswith(mark, at)), "") if quote.inside else ""
        if inside == "{" and text.startswith("{{", at):
            at += 2
        elif inside.endswith("{") or inside == "{$":
            known = False
            at = _braces_end(text, at + len(inside), quote)
        else:
            if inside:
                following = text[at + len(inside) : at + len(inside) + 1]
                known = known and not (following.isalpha() or following in ("_", "{"))
            at += 1
    return end, end, False


def _braces_end(text: str, at: int, quote: Quote) -> int:
    """Behind the brace that closes an interpolation; strings inside are stepped over, on one line."""
    depth, end = 1, min(len(text), at + 4000)
    while at < end:
        char = text[at]
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return at + 1
        elif char == "\n" and not quote.lines:
            return at
        elif char in "\"'`":
            closing = text.find(char, at + 1, end)
            at = closing if closing >= 0 else at
        at += 1
    return at


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "e": "\x1b", "s": " "}


def unescaped(raw: str, quote: Quote) -> str:
    """The value of a string's inside; rare escapes stay as they are written."""
    if quote.escapes == "doubled":
        return raw.replace(quote.close * 2, quote.close)
    if "\\" not in raw or quote.escapes == "none":
        return raw
    out, at = [], 0
    while at < len(raw):
        char = raw[at]
        if char != "\\" or at + 1 >= len(raw):
            out.append(char)
            at += 1
            continue
        following = raw[at + 1]
        if following in ("\\", quote.close):
            out.append(following)
        elif quote.escapes == "own":
            out.append("\\" + following)
        else:
            out.append(_ESCAPES.get(following, following))
        at += 2
    return "".join(out)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


# -- brackets ----------------------------------------------------------------------------------------------------------

_OPENS = frozenset(("class", "module", "def", "if", "unless", "case", "while", "until", "for", "begin"))
_LOOPS = frozenset(("while", "until", "for"))


def nested(tokens: list[Token], language: Language) -> list[Token]:
    """The tokens as a tree: what stands in brackets is in ``items`` of a GROUP. Brackets without a partner go."""
    root = Token(GROUP, "", 0, tokens[-1].end if tokens else 0)
    stack = [root]
    waiting_do = False  # the ``do`` of a loop belongs to the loop
    for number, token in enumerate(tokens):
        if token.kind == MARK and token.text in ("(", "[", "{"):
            _open(stack, token, token.text)
        elif token.kind == MARK and token.text in _CLOSERS:
            _close(stack, token, _CLOSERS[token.text])
        elif language.blocks and token.kind == NAME and not _is_member(tokens, number, language):
            waiting_do = _keyword(stack, token, tokens, number, language, waiting_do)
        else:
            waiting_do = waiting_do and token.kind != LINE
            stack[-1].items.append(token)
    for group in stack[1:]:
        group.end = root.end
        group.inner = (group.inner[0], root.end)
    return root.items


def _keyword(
    stack: list[Token], token: Token, tokens: list[Token], number: int, language: Language, waiting: bool
) -> bool:
    word = token.text
    opens = word in ("do", "fn") if language.name == "elixir" else word == "do" or word in _OPENS
    if opens and word in ("if", "unless", "while", "until"):
        before = tokens[number - 1]
        opens = number == 0 or before.kind in (LINE, LABEL) or (before.kind == MARK and before.text not in _CLOSERS)
        opens = opens or tokens[number - 1].text in ("else", "then", "do", "begin", "return")
    if word == "do" and waiting:
        stack[-1].items.append(token)
        return False
    if opens:
        _open(stack, token, "do")
        return word in _LOOPS
    if word == "end":
        _close(stack, token, "do")
    else:
        stack[-1].items.append(token)
    return waiting


def _is_member(tokens: list[Token], number: int, language: Language) -> bool:
    return number > 0 and tokens[number - 1].kind == MARK and tokens[number - 1].text in language.member


def _open(stack: list[Token], token: Token, opener: str) -> None:
    if len(stack) >= _MOST_DEPTH:
        return
    group = Token(GROUP, opener, token.start, token.end)
    group.word = token.text
    group.inner = (token.end, token.end)
    stack[-1].items.append(group)
    stack.append(group)


def _close(stack: list[Token], token: Token, opener: str) -> None:
    level = next((at for at in range(len(stack) - 1, 0, -1) if stack[at].text == opener), 0)
    if not level:
        return
    for group in stack[level:]:
        group.inner = (group.inner[0], token.start)
        group.end = token.end if group is stack[level] else token.start
    del stack[level:]
