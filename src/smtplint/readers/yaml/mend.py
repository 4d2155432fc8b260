"""Hides what the YAML parser stumbles over, at the same length, so that the rest of the file can be read."""

from __future__ import annotations

from .compose import Region

# What YAML forbids anywhere in a stream: controls but tab and line ends, a byte order mark, two non-characters.
_CONTROLS = [chr(code) for code in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)]
_OTHERS = [chr(code) for code in (*range(0x80, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF)]
_MARK = "\ufeff"  # a byte order mark, which YAML forbids and the parser takes nevertheless, each in its own way

_BREAKS = dict.fromkeys(map(ord, "\r\x85\u2028\u2029"), "\n")  # what ends a line besides the line feed


def hide_unprintable(text: str) -> tuple[str, list[Region]]:
    """``text`` with forbidden code points that the parser would refuse replaced, and a region for each forbidden one.

    Alone on a line they become line ends.
    """
    bad = {char for char in _CONTROLS if char in text}
    if not text.isascii():
        bad.update(char for char in _OTHERS if char in text)
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            bad.update(char for char in text if "\ud800" <= char <= "\udfff")
    if not bad and _MARK not in text:
        return text, []
    regions = [Region(at, at + 1, "broken") for at, char in enumerate(text) if char in bad or char == _MARK]
    if text.startswith(_MARK):
        text = "\n" + text[1:]  # the parser would not count it
    shown = []
    at = 0
    for line in text.translate(_BREAKS).split("\n"):
        if not bad.isdisjoint(line):
            alone = all(char in bad or char.isspace() for char in line)
            line = "".join([("\n" if alone else "x") if char in bad else char for char in line])
        shown.append(line + text[at + len(line) : at + len(line) + 1])
        at += len(line) + 1
    return "".join(shown), regions


class Mender:
    """Hides one broken place at a time; a place that stays broken is hidden more widely each time."""

    __slots__ = ("_tries", "attempts", "hidden", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.hidden: list[Region] = []
        self.attempts = 0
        self._tries: dict[int, int] = {}  # line start: how widely it has been hidden

    def line_of(self, at: int) -> int:
        """Where the line of an offset begins."""
        return self.text.rfind("\n", 0, at) + 1

    def hide(self, at: int, context: str) -> bool:
        """Hides the value, then the whole line and what hangs below it, then all up to the next key at column 0.

        False where nothing is left to hide. ``context`` is ``quoted``, ``flow``, ``key`` or empty.
        """
        self.attempts += 1
        line = self.line_of(at)
        level = self._tries.get(line, 0)
        self._tries[line] = level + 1
        value = self._value_start(line) if level == 0 and context != "key" else -1
        if value >= 0:
            indent = _indent_of_key(self.text, line)
            self._fill(value, self._line_end(value), "x")
            return self._fill(self._line_end(value), self._end_below(line, indent), "\n") or True
        if level < 2:
            return self._fill(line, self._end_below(line, _indent(self.text, line)), "\n")
        return level == 2 and self._fill(line, self._next_top_key(line), "\n")

    def _value_start(self, line: int) -> int:
        """Where the value after ``key: `` begins on a line, or -1 where it has no such form or no value."""
        head = line + _indent_of_key(self.text, line)
        end = self._line_end(line)
        colon = self.text.find(": ", head, end)
        if colon < 0 or any(char in "\"'{[#&*!|>" for char in self.text[head:colon]):
            return -1
        value = colon + 2 + _indent(self.text, colon + 2)
        return value if value < end and self.text[value] != "#" else -1

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        return end - 1 if end > at and self.text[end - 1] == "\r" else end

    def _end_below(self, line: int, indent: int) -> int:
        """The end of the last line after ``line`` that is indented more than ``indent``, or of the line itself."""
        end = self._line_end(line)
        at = self.text.find("\n", end) + 1
        while 0 < at < len(self.text):
            line_end = self._line_end(at)
            if self.text[at:line_end].strip():
                if _indent(self.text, at) <= indent:
                    break
                end = line_end
            at = self.text.find("\n", line_end) + 1
        return end

    def _next_top_key(self, line: int) -> int:
        at = self.text.find("\n", line) + 1
        while 0 < at < len(self.text):
            head = self.text[at : self._line_end(at)]
            if head.startswith("---") or (head[:1].isalnum() and (": " in head or head.rstrip().endswith(":"))):
                return at
            at = self.text.find("\n", at) + 1
        return len(self.text)

    def _fill(self, start: int, end: int, filler: str) -> bool:
        """Hides a range; False where it held nothing but white space before."""
        old = self.text[start:end]
        if not old.strip():
            return False
        new = "".join([char if char in "\r\n" else filler for char in old])
        self.text = self.text[:start] + new + self.text[end:]
        self.hidden.append(Region(start, end, "broken"))
        return True


def _indent(text: str, line: int) -> int:
    at = line
    while at < len(text) and text[at] in " \t":
        at += 1
    return at - line


def _indent_of_key(text: str, line: int) -> int:
    """The column of the first key on a line, behind the dashes of a sequence."""
    at = line + _indent(text, line)
    while text.startswith("- ", at):
        at += 2 + _indent(text, at + 2)
    return at - line
