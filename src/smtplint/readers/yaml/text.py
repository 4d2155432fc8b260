"""Where things stand in YAML text where parser events do not tell: behind tags and anchors, ends of block scalars."""

from __future__ import annotations

from ...text import Span

BLANK = " \t\r\n\x85\u2028\u2029"
_WORD_ENDS = BLANK + ",[]{}"


def line_end(text: str, at: int) -> int:
    """The end of the line of ``at``, its line end left out."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def skip_space(text: str, at: int) -> int:
    """Over white space and line ends."""
    while at < len(text) and text[at] in BLANK:
        at += 1
    return at


def skip_blank(text: str, at: int) -> int:
    """Over white space, line ends and comments."""
    at = skip_space(text, at)
    while text.startswith("#", at):
        at = skip_space(text, line_end(text, at))
    return at


def back_over_space(text: str, at: int, limit: int) -> int:
    """Back over white space before ``at``, at most to ``limit``."""
    while at > limit and text[at - 1] in BLANK:
        at -= 1
    return at


def after_colon(text: str, at: int) -> int:
    """Behind the colon that follows a key's end ``at``, or ``at`` where none does."""
    colon = skip_space(text, at)
    return colon + 1 if text.startswith(":", colon) else at


def after_properties(text: str, at: int, end: int) -> int:
    """Where the value begins behind its anchor and tag at ``at``; the end of these where no value is before ``end``."""
    after = at
    while at < end and text[at] in "&!":
        after = _word_end(text, at, end)
        at = min(skip_blank(text, after), end)
    return at if at < end else min(after, end)


def tag(text: str, start: int) -> str:
    """The tag among the properties that begin at ``start``, as written."""
    if text.startswith("&", start):
        start = skip_blank(text, _word_end(text, start, len(text)))
    return text[start : _word_end(text, start, len(text))]


def _word_end(text: str, at: int, end: int) -> int:
    if text.startswith("!<", at):
        closing = text.find(">", at, end)
        return closing + 1 if closing >= 0 else end
    while at < end and text[at] not in _WORD_ENDS:
        at += 1
    return at


def block_scalar(text: str, at: int, end: int) -> tuple[Span, Span]:
    """The spans of a block scalar whose ``|`` or ``>`` is at ``at``: with its header, and of its content.

    ``end`` is the parser's: where the next line with other content begins. The spans end with the last line of content.
    """
    header_end = line_end(text, at)
    content_end = header_end + len(text[header_end:end].rstrip())
    if content_end > header_end:
        content_end = line_end(text, content_end)
        return Span(at, content_end), Span(skip_space(text, header_end), content_end)
    start = at
    while at < header_end and text[at] in "|>+-0123456789":
        at += 1
    return Span(start, at), Span(at, at)
