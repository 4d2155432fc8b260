"""JSON5 and Hjson: keys without quotes, single quotes, and in Hjson texts without quotes, lines instead of commas.

The rules are those of json5.org and of Hjson's syntax page; places and bounds are those of the JSON reader.
"""

from __future__ import annotations

from ..text import Source, Span
from .base import SCALAR, Node, empty_map
from .json import BLANK, HEX, WORD_ENDS, WORDS, BrokenError, Reader, line_end, number_tag

_KEY_ENDS = frozenset(BLANK + ",:[]{}\"'/#")
_NO_TEXT = frozenset("{}[],:")  # what no text without quotes begins with


class Json5(Reader):
    """Reads JSON5."""

    __slots__ = ()
    key_ends = _KEY_ENDS

    def _key(self, start: int) -> tuple[str, Span]:
        text = self._text
        mark = text[start : start + 1]
        if mark and mark in "\"'":
            return self._string(mark), Span(start + 1, self._at - 1)
        end = start
        while end < len(text) and text[end] not in self.key_ends:
            end += 1
        if end == start:
            raise BrokenError(start, "a key is missing here" if start < len(text) else "the object is not closed")
        self._at = end
        return text[start:end], Span(start, end)

    def _scalar(self, char: str, start: int) -> Node:
        if char == "'":
            value = self._string("'")
            span, inner = Span(start, self._at), Span(start + 1, self._at - 1)
            return Node(SCALAR, span, text=value, inner=inner, style="single", tag="str")
        end = start
        while end < len(self._text) and self._text[end] not in WORD_ENDS:
            end += 1
        tag = _json5_number(self._text[start:end])
        if not tag:
            return super()._scalar(char, start)
        self._at = end
        return Node(SCALAR, Span(start, end), text=self._text[start:end], tag=tag)

    def _escape(self, slash: int) -> tuple[str, int]:
        kind = self._text[slash + 1 : slash + 2]
        if kind in ("\n", "\r"):  # the text goes on in the next line
            return "", slash + (3 if self._text.startswith("\r\n", slash + 1) else 2)
        digits = self._text[slash + 2 : slash + 4]
        if kind == "x" and len(digits) == 2 and HEX.issuperset(digits):
            return chr(int(digits, 16)), slash + 4
        if kind in ("'", "v", "0"):
            return {"'": "'", "v": "\v", "0": "\0"}[kind], slash + 2
        return super()._escape(slash)

    def _refuse_controls(self, start: int, end: int) -> None:
        for at in range(start, end):
            if self._text[at] in "\r\n" and self._text[at - 1] not in "\\\r":
                raise BrokenError(start - 1, "the string is not closed on its line")


class Hjson(Json5):
    """Reads Hjson; the braces around the whole may be left out."""

    __slots__ = ("_open",)
    key_ends = _NO_TEXT.union(BLANK)

    def __init__(self, source: Source, text: str, masks: list[Span]) -> None:
        super().__init__(source, text, masks)
        self._open = False  # the braces around the whole are left out

    def run(self) -> None:
        """Reads the one value of the text. Raises BrokenError."""
        self._skip()
        if self._text[self._at : self._at + 1] not in ("{", "["):
            self._open = True
            node = empty_map(self._at)
            self._attach(node)
            self._stack.append(node)
            self._keys.append((-1, "", node.span))
            self._parts()
        else:
            super().run()

    def _separator(self, closer: str) -> None:
        """Skips a comma between two parts, which may be left out."""
        node = self._stack[-1]
        self._skip()
        if (node.entries or node.items) and self._text.startswith(",", self._at):
            self._at += 1
            self._skip()

    def _closed(self, closer: str) -> bool:
        if self._open and len(self._stack) == 1 and self._at >= len(self._text):
            self._stack.pop().span.end = self._at
            self._keys.pop()
            return True
        return super()._closed(closer)

    def _scalar(self, char: str, start: int) -> Node:
        if self._text.startswith("'''", start):
            return self._lines(start)
        return super()._scalar(char, start) if char and char in "\"'" else self._bare(start)

    def _lines(self, start: int) -> Node:
        """A text over several lines in three quotes; blanks before the column of the quotes are left out."""
        close = self._text.find("'''", start + 3)
        if close < 0:
            raise BrokenError(start, "the string is not closed")
        column = start - self._text.rfind("\n", 0, start) - 1
        lines = self._text[start + 3 : close].replace("\r\n", "\n").split("\n")
        kept = [lines[0], *(_outdented(line, column) for line in lines[1:])]
        if len(kept) > 1 and not kept[0].strip(BLANK):
            kept = kept[1:]
        if len(kept) > 1 and not kept[-1].strip(BLANK):
            kept.pop()
        self._at = close + 3
        inner = Span(start + 3, close)
        return Node(SCALAR, Span(start, close + 3), text="\n".join(kept), inner=inner, style="block", tag="str")

    def _bare(self, start: int) -> Node:
        """A number or a word where nothing else follows it, else a text up to the end of its line."""
        text = self._text
        if text[start : start + 1] in _NO_TEXT or start >= len(text):
            raise BrokenError(start, "a value is missing here")
        stop = line_end(text, start)
        end = start
        while end < stop and text[end] not in ",]}#" and not text.startswith(("//", "/*"), end):
            end += 1
        word = text[start:end].strip(BLANK)
        tag = WORDS.get(word) or number_tag(word)
        if not tag:
            word = text[start:stop].rstrip(BLANK)
        self._at = start + len(word)
        marked = any(mark in word for mark in (" #", " //", " /*")) and not tag
        quirks = ("hash-kept",) if marked else ()
        return Node(SCALAR, Span(start, self._at), text=word, tag=tag or "str", quirks=quirks)

    def _begins_comment(self, at: int) -> bool:
        return self._text[at] == "#" or self._text.startswith(("//", "/*"), at)

    def _comment_end(self, at: int) -> int:
        return line_end(self._text, at) if self._text[at] == "#" else super()._comment_end(at)


def _outdented(line: str, column: int) -> str:
    blanks = len(line) - len(line.lstrip(" \t"))
    return line[min(blanks, column) :]


def _json5_number(word: str) -> str:
    """``int`` or ``float`` for what JSON5 knows of numbers beyond JSON, else nothing."""
    bare = word[1:] if word[:1] in ("+", "-") else word
    if bare in ("Infinity", "NaN"):
        return "float"
    if bare[:2] in ("0x", "0X"):
        return "int" if bare[2:] and HEX.issuperset(bare[2:]) else ""
    if bare.startswith("."):
        return number_tag("0" + bare)
    return number_tag(bare + "0" if bare.endswith(".") else bare) and ("float" if "." in bare else number_tag(bare))


READERS: dict[str, type[Reader]] = {"json5": Json5, "hjson": Hjson}
