"""Source text and positions: bytes are decoded once; an offset is a code point in the text without its BOM."""

from __future__ import annotations

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "utf-32"),
    (b"\xff\xfe", "utf-16-le", "utf-16"),
    (b"\xfe\xff", "utf-16-be", "utf-16"),
)


class Span:
    """A half-open range of code points, ``start`` to ``end``, in a source's decoded text."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.start == other.start and self.end == other.end

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.end})"

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def overlaps(self, other: Span) -> bool:
        """True when the two ranges share a code point, or one is empty and lies inside or at the edge of the other."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end


class LineIndex:
    """Converts offsets to lines and columns; the one place that knows UTF-16 (editors, SARIF) and UTF-8 (``ast``)."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        starts = [0]
        find = text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        if "\r" in text:
            starts = _with_lone_carriage_returns(text, starts)
        self._starts = starts

    @property
    def count(self) -> int:
        """Number of lines; a final line end begins one more, empty line."""
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and code-point column of an offset (clamped to the text)."""
        offset = max(0, min(offset, len(self._text)))
        low, high = 0, len(self._starts)
        while low < high:
            middle = (low + high) // 2
            if self._starts[middle] <= offset:
                low = middle + 1
            else:
                high = middle
        return low, offset - self._starts[low - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and code-point column (clamped to the text)."""
        line = max(1, min(line, len(self._starts)))
        return min(self._starts[line - 1] + column - 1, len(self._text))

    def offset_of_utf8(self, line: int, byte_column: int) -> int:
        """The offset of a 1-based line and 0-based UTF-8 byte column, as ``ast`` counts them."""
        start, end = self.line_span(line)
        head = self._text[start:end].encode("utf-8", "surrogatepass")[:byte_column]
        return start + len(head.decode("utf-8", "ignore"))

    def utf16_column(self, offset: int) -> int:
        """The 0-based UTF-16 column of an offset in its line."""
        line, column = self.position(offset)
        start = self._starts[line - 1]
        return len(self._text[start : start + column - 1].encode("utf-16-le", "surrogatepass")) // 2

    def line_span(self, line: int) -> tuple[int, int]:
        """Start and end offsets of a 1-based line, its line end left out."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        while end > start and self._text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def line_text(self, line: int) -> str:
        """The text of a 1-based line, without its line end."""
        start, end = self.line_span(line)
        return self._text[start:end]


def _with_lone_carriage_returns(text: str, starts: list[int]) -> list[int]:
    lone = [i + 1 for i, char in enumerate(text) if char == "\r" and text[i + 1 : i + 2] != "\n"]
    return sorted(set(starts) | set(lone)) if lone else starts


class Source:
    """One file's text. ``path`` is as given; ``problem`` says why bytes could not be decoded, or is empty."""

    __slots__ = ("_lines", "bom", "encoding", "newline", "path", "problem", "text")

    def __init__(self, path: str, text: str, *, encoding: str = "utf-8", bom: bytes = b"", problem: str = "") -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.bom = bom
        self.problem = problem
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._lines: LineIndex | None = None

    @property
    def lines(self) -> LineIndex:
        """The line index, made at first use."""
        if self._lines is None:
            self._lines = LineIndex(self.text)
        return self._lines

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> Source:
        """Decodes UTF-8 (with or without BOM) and UTF-16/32 with BOM; other bytes become U+FFFD and set ``problem``."""
        for bom, codec, name in _BOMS:
            if data.startswith(bom):
                text, problem = _decode(data[len(bom) :], codec, name)
                return cls(path, text, encoding=codec, bom=bom, problem=problem)
        text, problem = _decode(data, "utf-8", "utf-8")
        return cls(path, text, problem=problem)

    def encode(self, text: str) -> bytes:
        """The bytes of ``text`` in this file's own encoding and with its BOM."""
        return self.bom + text.encode(self.encoding)


def _decode(data: bytes, codec: str, name: str) -> tuple[str, str]:
    try:
        return data.decode(codec), ""
    except UnicodeDecodeError as error:
        return data.decode(codec, "replace"), f"not valid {name}: {error.reason} at byte {error.start}"
