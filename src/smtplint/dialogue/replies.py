"""An incremental parser of SMTP replies (RFC 5321, section 4.2), with limits on what a server can make large.

Bytes go in as they arrive, replies come out; how the bytes were cut into pieces never changes the result.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LINE_LIMIT = 4096  # bytes of one line; RFC 5321 section 4.5.3.1.5 allows 512, real servers send more
LINES_LIMIT = 256  # lines of one reply
TOTAL_LIMIT = 65536  # bytes of one reply
_QUOTED = 80  # bytes of a broken line that an error shows


class Reply:
    """One reply: ``code`` (200 to 599) and the text of each line, decoded as UTF-8 with other bytes replaced."""

    __slots__ = ("bare_lf", "code", "lines")

    def __init__(self, code: int, lines: list[str], *, bare_lf: bool = False) -> None:
        self.code = code
        self.lines = lines
        self.bare_lf = bare_lf  # a line ended in LF alone, which RFC 5321 forbids

    @property
    def text(self) -> str:
        """Code and lines as one line of words."""
        words = " ".join(line for line in self.lines if line)
        return f"{self.code} {words}".rstrip()

    @property
    def wire(self) -> list[str]:
        """The lines as they stood on the wire: ``250-first``, ``250 last``."""
        last = len(self.lines) - 1
        return [f"{self.code}{' ' if at == last else '-'}{line}".rstrip() for at, line in enumerate(self.lines)]

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Reply) and (self.code, self.lines) == (other.code, other.lines)

    def __hash__(self) -> int:
        return hash((self.code, tuple(self.lines)))

    def __repr__(self) -> str:
        return f"Reply({self.code}, {self.lines!r})"


class ReplyError(Exception):
    """What came is no reply. ``reason``: ``not-smtp``, ``line-too-long``, ``too-many-lines``, ``reply-too-long``."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class ReplyParser:
    """Feed it bytes, take replies with ``next``; after a ReplyError it raises the same error for ever."""

    def __init__(self, *, line: int = LINE_LIMIT, lines: int = LINES_LIMIT, total: int = TOTAL_LIMIT) -> None:
        self._limits = (line, lines, total)
        self._buffer = bytearray()
        self._error: ReplyError | None = None
        self._start()

    def _start(self) -> None:
        self._code = 0
        self._lines: list[str] = []
        self._size = 0
        self._bare_lf = False

    @property
    def pending(self) -> bytes:
        """What has come after the last reply that was taken, or of the reply that is on its way."""
        return bytes(self._buffer)

    @property
    def begun(self) -> bool:
        """Whether a reply has begun and not ended."""
        return bool(self._lines or self._buffer)

    def feed(self, data: bytes) -> None:
        """Adds bytes; ``next`` says what they make."""
        self._buffer += data

    def next(self) -> Reply | None:
        """The next whole reply, None when more bytes are needed; raises ReplyError for what is no reply."""
        if self._error is not None:
            raise self._error
        try:
            return self._next()
        except ReplyError as error:
            self._error = error
            raise

    def _next(self) -> Reply | None:
        while True:
            line = self._line()
            if line is None:
                return None
            if self._take(line):
                reply = Reply(self._code, self._lines, bare_lf=self._bare_lf)
                self._start()
                return reply

    def _line(self) -> bytes | None:
        """The next line without its end; the limit that is reached first, counted in bytes, decides the error."""
        line_limit, _, total = self._limits
        room = total - self._size
        bound = min(line_limit, room)
        end = self._buffer.find(b"\n", 0, bound)
        if end < 0:
            if len(self._buffer) < bound:
                return None
            if line_limit <= room:
                begin = _quoted(self._buffer[:bound])
                raise ReplyError("line-too-long", f"a line of more than {line_limit} bytes: {begin}")
            raise ReplyError("reply-too-long", f"a reply of more than {total} bytes")
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._size += end + 1
        if not line.endswith(b"\r"):
            self._bare_lf = True
            return line
        return line[:-1]

    def _take(self, line: bytes) -> bool:
        """Adds a line to the reply; True when it was the last one."""
        code, mark = line[:3], line[3:4]
        if not (len(code) == 3 and code.isdigit() and 200 <= int(code) <= 599 and mark in (b"", b" ", b"-")):
            raise ReplyError("not-smtp", f"not an SMTP reply: {_quoted(line)}")
        if self._lines and int(code) != self._code:
            raise ReplyError("not-smtp", f"the code changes inside a reply, from {self._code}: {_quoted(line)}")
        if len(self._lines) >= self._limits[1]:
            raise ReplyError("too-many-lines", f"a reply of more than {self._limits[1]} lines")
        self._code = int(code)
        self._lines.append(line[4:].decode("utf-8", "replace"))
        return mark != b"-"


def _quoted(line: bytes | bytearray) -> str:
    return repr(bytes(line[:_QUOTED]).decode("utf-8", "replace")) + ("..." if len(line) > _QUOTED else "")


class Capabilities:
    """What an EHLO reply offers: ``words`` by keyword in capitals, each with its parameters in the server's order."""

    __slots__ = ("name", "words")

    def __init__(self, name: str, words: dict[str, tuple[str, ...]]) -> None:
        self.name = name  # how the server calls itself, with whatever it says behind it
        self.words = words

    @classmethod
    def of(cls, reply: Reply) -> Capabilities:
        """Reads the lines of an EHLO reply (RFC 5321, section 4.1.1.1), the old form ``AUTH=LOGIN`` among them."""
        return cls.of_lines(reply.lines)

    @classmethod
    def of_lines(cls, lines: list[str]) -> Capabilities:
        """The same from the lines of text, the greeting line first."""
        words: dict[str, tuple[str, ...]] = {}
        for line in lines[1:]:
            parts = line.split()
            if not parts:
                continue
            keyword, equals, first = parts[0].partition("=")
            keyword = keyword.upper()
            values = ([first] if equals and first else []) + parts[1:]
            if keyword == "AUTH":
                values = [value.upper() for value in values]
            words[keyword] = tuple(dict.fromkeys([*words.get(keyword, ()), *values]))
        return cls(lines[0] if lines else "", words)

    @property
    def starttls(self) -> bool:
        """Whether STARTTLS is offered."""
        return "STARTTLS" in self.words

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The login mechanisms in capitals, in the server's order; empty without AUTH."""
        return self.words.get("AUTH", ())

    @property
    def size(self) -> int | None:
        """The largest message in bytes; None where the server names none, 0 where it says that there is no limit."""
        values = self.words.get("SIZE", ())
        digits = values[0] if values else ""
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
