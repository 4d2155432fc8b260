"""Hides template code, so that the format around it can be read.

Go and Helm (also as chezmoi and Consul have it), Jinja and Tera, ERB, GitHub expressions, Mustache and Handlebars, and
in files whose names end with ``.tftpl`` Terraform's.

Every code point keeps its offset. What a template yields is not known, so only its extent matters; its source stays
readable in the source text. Where a Helm ``if`` and its ``else`` write the same key, both stay, as two entries of one
mapping: whoever sees a repeated key in a document with ``masked`` regions must not call it a mistake.
"""

from __future__ import annotations

from ..text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>"}
_TERRAFORM = {"${": "}", "%{": "}"}  # doubled, the mark stands for itself
_LONGEST_EXPRESSION = 4000  # code points; a longer one is taken for something else
_MOST_FAILURES = 1000  # openings without an end before the search is given up


def has_templates(text: str, path: str = "") -> bool:
    """Whether ``text`` may hold template code at all."""
    return "{{" in text or "{%" in text or "<%" in text or (path.endswith(".tftpl") and "{" in text)


def mask(text: str, kind_hint: str = "", path: str = "") -> tuple[str, list[Span]]:
    """``text`` with template regions replaced by filler of the same length, and the regions in order.

    ``kind_hint`` is the format around them (``yaml``, ``json``, ``toml``, ``ini``, ``dotenv``). A tag among other text
    on its line becomes letters (in ``json`` and ``toml`` the digit 1, so that a bare value stays one). A line of
    nothing but tags becomes blanks; in ``yaml`` it becomes line ends, since blanks would count as indentation of a
    block scalar. Lines that are comments stay as they are. A line end inside a region stays where it is. The ``path``
    tells Terraform's templates.
    """
    if not has_templates(text, path):
        return text, []
    closers = _TERRAFORM if path.endswith(".tftpl") else _CLOSERS
    regions = [Span(start, end) for start, end in _regions(text, kind_hint != "json", closers)]
    if not regions:
        return text, []
    pieces = []
    at = 0
    for group in _groups(text, regions):
        end = group[-1].end
        line_start = _alone_from(text, at, group[0].start, end)
        if line_start >= 0:
            start = line_start if kind_hint == "yaml" else group[0].start
            pieces += [text[at:start], _only(text[start:end], "\n" if kind_hint == "yaml" else " ")]
        else:
            for region in group:
                pieces += [text[at : region.start], _inline(text[region.start : region.end], kind_hint)]
                at = region.end
        at = end
    return "".join(pieces) + text[at:], regions


def _regions(text: str, hash_comments: bool, closers: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Start and end of each region, in order, none within another."""
    following = {opener: text.find(opener) for opener in closers}
    at = failures = seen = 0
    comment = False
    while failures < _MOST_FAILURES:
        for opener, found in following.items():
            if 0 <= found < at:
                following[opener] = text.find(opener, at)
        here = [(found, opener) for opener, found in following.items() if found >= 0]
        if not here:
            return
        start, opener = min(here)
        line_start = text.rfind("\n", seen, start) + 1
        if line_start or not seen:  # each line is looked at once, however many tags it has
            comment = hash_comments and text[line_start:start].lstrip().startswith("#")
        seen = start
        if comment:
            at = _line_end(text, start)
            continue
        end = _end(text, start, opener)
        if end < 0:
            failures += 1
            at = start + 2
            continue
        if opener == "{{" and start > at and text[start - 1] == "$":
            start -= 1
        yield start, end
        at = end


def _end(text: str, start: int, opener: str) -> int:
    """Where the region that opens at ``start`` ends, or -1 where none opens there."""
    limit = min(len(text), start + _LONGEST_EXPRESSION)
    if opener in _TERRAFORM:
        found = text.find("}", start, limit)
        return found + 1 if found >= 0 and not (start and text[start - 1] == opener[0]) else -1
    closer = _CLOSERS[opener]
    if opener == "{#" and start and text[start - 1] == "$":
        return -1  # the length of a shell variable
    if opener != "{{":
        found = text.find(closer, start + 2, limit)
        return found + 2 if found >= 0 else -1
    body = start + 3 if text.startswith("-", start + 2) else start + 2
    if text[body : body + 3].lstrip().startswith("/*"):
        found = text.find("*/", body, limit)
        found = text.find(closer, found, limit) if found >= 0 else -1
        return found + 2 if found >= 0 else -1
    return _expression_end(text, start + 2, limit)


def _expression_end(text: str, at: int, limit: int) -> int:
    """The end of a ``{{`` expression: braces balance, quotes hide them; a flow mapping in a flow mapping is none."""
    start = at
    depth = 0
    while at < limit:
        char = text[at]
        if char in "\"'`":
            closing = text.find(char, at + 1, limit)
            if closing < 0:
                return _same_line_end(text, start)
            at = closing
        elif char == "\\":
            at += 1
        elif char == "{":
            if text.startswith("{{", at):
                return -1
            depth += 1
        elif char == "}":
            if depth:
                depth -= 1
            else:
                return at + 2 if text.startswith("}}", at) else -1
        at += 1
    return -1


def _same_line_end(text: str, start: int) -> int:
    """The end of an expression with a lone quote in it, taken to end on its own line."""
    limit = _line_end(text, start)
    found = text.find("}}", start, limit)
    return found + 2 if found >= 0 and "{{" not in text[start:found] else -1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _groups(text: str, regions: list[Span]) -> Iterator[list[Span]]:
    """Regions with nothing but blanks between them on one line, together."""
    group: list[Span] = []
    for region in regions:
        if group and text[group[-1].end : region.start].strip(" \t"):
            yield group
            group = []
        group.append(region)
    if group:
        yield group


def _alone_from(text: str, at: int, start: int, end: int) -> int:
    """Where the line of a region begins if nothing but blanks and a comment stand on its lines, else -1.

    ``at`` is the end of the region before, whose line is not searched again.
    """
    line_start = text.rfind("\n", at, start) + 1
    if (at and not line_start) or text[line_start:start].strip():
        return -1
    rest = text[end : _line_end(text, end)].strip()
    return line_start if not rest or rest.startswith("#") else -1


def _only(text: str, filler: str) -> str:
    return "".join([char if char in "\r\n" else filler for char in text])


def _inline(text: str, kind_hint: str) -> str:
    """Filler up to the first line end, blanks after it, as further lines may begin left of where text may stand."""
    first = text.split("\n", 1)[0]
    return _only(first, "1" if kind_hint in ("json", "toml") else "x") + _only(text[len(first) :], " ")
