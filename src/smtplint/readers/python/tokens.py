"""Strings, comments and top-level statements of Python text, found without parsing, so also in broken files."""

from __future__ import annotations

_PREFIXES = frozenset(("r", "b", "u", "f", "t", "br", "rb", "fr", "rf", "tr", "rt"))
_FORMATTED = frozenset("ft")
_MAX_FIELDS = 20  # f-strings inside f-strings
_CONTINUES = frozenset(("elif", "else", "except", "finally"))
_BEGINS = frozenset(("def", "class", "import", "from", "async"))


class Token:
    """A string (prefix and quotes included) or a comment (its ``#`` included), by offsets."""

    __slots__ = ("comment", "end", "start")

    def __init__(self, start: int, end: int, comment: bool) -> None:
        self.start = start
        self.end = end
        self.comment = comment


def tokens(text: str) -> list[Token]:
    """All strings and comments of ``text`` in order; an unterminated string ends with its line or with the text."""
    found: list[Token] = []
    size = len(text)
    places = {"#": -1, "'": -1, '"': -1}
    at = 0
    while at < size:
        start = size
        for char, place in places.items():
            if place < at:
                place = text.find(char, at)
                places[char] = place = size if place < 0 else place
            start = min(start, place)
        if start >= size:
            break
        if text[start] == "#":
            at = line_end(text, start)
            found.append(Token(start, at, True))
        else:
            prefix = prefix_start(text, start, at)
            at = string_end(text, start, text[prefix:start])
            found.append(Token(prefix, at, False))
    return found


def line_end(text: str, at: int, high: int | None = None) -> int:
    """The offset of the line end at or after ``at``, or ``high`` (the end of the text) where none comes before that."""
    end = text.find("\n", at, high)
    end = (len(text) if high is None else high) if end < 0 else end
    lone = text.find("\r", at, end)
    return end if lone < 0 else lone


def prefix_start(text: str, quote_at: int, floor: int) -> int:
    """Where the prefix of the string whose quote stands at ``quote_at`` begins (``quote_at`` itself without one)."""
    start = quote_at
    while start > floor and quote_at - start < 3 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    return start if text[start:quote_at].lower() in _PREFIXES else quote_at


def quote_of(text: str, at: int) -> str:
    """The opening quote at ``at``: one or three characters."""
    triple = text[at] * 3
    return triple if text.startswith(triple, at) else text[at]


def string_end(text: str, at: int, prefix: str = "", depth: int = 0) -> int:
    """The offset after the string whose opening quote stands at ``at``."""
    quote = quote_of(text, at)
    start = at + len(quote)
    if _FORMATTED.isdisjoint(prefix.lower()):
        return _plain_end(text, start, quote)
    return _formatted_end(text, start, quote, depth)


def _plain_end(text: str, at: int, quote: str) -> int:
    size = len(text)
    closing = slash = limit = -1
    while at < size:
        if closing < at:
            closing = text.find(quote, at)
            closing = size if closing < 0 else closing
        if limit < at:  # the end of the line, as far as it matters
            limit = size if len(quote) == 3 else line_end(text, at, closing)
        if slash < at:
            slash = text.find("\\", at, min(closing, limit))
            slash = size if slash < 0 else slash
        if slash >= min(closing, limit):
            return min(closing + len(quote), size) if closing <= limit else limit
        at = slash + (3 if text.startswith("\r\n", slash + 1) else 2)
        slash = -1
    return size


def _formatted_end(text: str, at: int, quote: str, depth: int) -> int:
    size = len(text)
    while at < size:
        char = text[at]
        if char == quote[0] and text.startswith(quote, at):
            return at + len(quote)
        if char == "\\":
            at += 2
        elif char == "{":
            doubled = text.startswith("{", at + 1)
            at = at + 2 if doubled or depth >= _MAX_FIELDS else _field_end(text, at + 1, quote, depth + 1)
        elif char in "\r\n" and len(quote) == 1:
            return at
        else:
            at += 1
    return size


def _field_end(text: str, at: int, quote: str, depth: int) -> int:
    """After the ``}`` of a replacement field; at a line end or quote where the field is broken off."""
    size, brackets = len(text), 0
    while at < size:
        char = text[at]
        if char in "([{":
            brackets += 1
        elif char == "}" and brackets == 0:
            return at + 1
        elif char in ")]}":
            brackets = max(0, brackets - 1)
        elif char in "'\"":
            prefix = prefix_start(text, at, max(0, at - 3))
            at = string_end(text, at, text[prefix:at], depth) if depth < _MAX_FIELDS else at + 1
            continue
        elif char == ":" and brackets == 0:
            return _format_end(text, at + 1, quote, depth)
        elif char in "\r\n" and len(quote) == 1:
            return at
        elif char == "#":
            at = line_end(text, at)
            continue
        at += 1
    return size


def _format_end(text: str, at: int, quote: str, depth: int) -> int:
    """After the ``}`` that closes a field with a format, whose text is literal but for fields of its own."""
    size = len(text)
    while at < size:
        char = text[at]
        if char == "}":
            return at + 1
        if char == "{" and depth < _MAX_FIELDS:
            at = _field_end(text, at + 1, quote, depth + 1)
        elif (char in "\r\n" and len(quote) == 1) or (char == quote[0] and text.startswith(quote, at)):
            return at
        else:
            at += 1
    return size


def chunk_starts(text: str, found: list[Token]) -> list[int]:
    """Offsets at which top-level statements seem to begin, the first one being 0; exact in text without errors."""
    code = blanked(text, found)
    starts = [0]
    at = depth = 0
    decorated = continued = False
    while at < len(code):
        end = line_end(code, at)
        line = code[at:end]
        head = line.lstrip("\f")
        if head and not head[0].isspace() and head[0] not in ")]}" and not continued:
            if depth and _begins_statement(head):
                depth = 0
            if depth == 0 and not decorated and _word(head) not in _CONTINUES and at:
                starts.append(at)
            decorated = head[0] == "@"
        opened = sum(map(line.count, "([{"))
        depth = max(0, depth + opened - sum(map(line.count, ")]}")))
        continued = line.endswith("\\")
        at = end + (2 if code.startswith("\r\n", end) else 1)
    return starts


def blanked(text: str, found: list[Token]) -> str:
    """The text at its own length, strings as underscores and comments as spaces."""
    pieces, at = [], 0
    for token in found:
        pieces.append(text[at : token.start])
        pieces.append((" " if token.comment else "_") * (token.end - token.start))
        at = token.end
    pieces.append(text[at:])
    return "".join(pieces)


def _word(head: str) -> str:
    end = 0
    while end < len(head) and (head[end].isalnum() or head[end] == "_"):
        end += 1
    return head[:end]


def _begins_statement(head: str) -> bool:
    """True for a line that hardly stands inside brackets: one before it was left open."""
    word = _word(head)
    if word in _BEGINS or head[0] == "@":
        return head[len(word) : len(word) + 1] in (" ", "") or head[0] == "@"
    rest = head[len(word) :]
    return bool(word) and rest.startswith(" = ")
