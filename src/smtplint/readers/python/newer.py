"""Python of a later version than the interpreter that reads it: rewritten, in place, to what every version parses.

What is rewritten keeps its length in characters and in bytes of UTF-8, and its line ends, so that all positions stay
true. It becomes names that nothing binds, whose value is not known. PEP 654, 695, 696, 701, 750 and 758.
"""

from __future__ import annotations

from .tokens import Token, blanked, string_end

_FILLERS = ("_", "\u00e9", "\u3042", "\U00020000")  # letters of one to four bytes of UTF-8
_AWKWARD = "\\#\n\r"  # what a field of an f-string could not hold before Python 3.12, besides the string's own quote


def rewritten(text: str, found: list[Token]) -> str:
    """``text`` with later syntax rewritten; the same text where there is none. ``found`` are its tokens."""
    pieces: list[str] = []
    at = 0
    for token in found:
        pieces += (text[at : token.start], text[token.start : token.end])
        if not token.comment:
            pieces[-1] = _string(pieces[-1])
        at = token.end
    pieces.append(text[at:])
    return _statements("".join(pieces), blanked(text, found))


def _filled(text: str) -> str:
    return "".join(_FILLERS[len(char.encode("utf-8", "surrogatepass")) - 1] for char in text)


def _name(inner: str) -> str:
    """A name in place of a field's expression, with the line ends that it has."""
    out, named = [], False
    for line in inner.splitlines(keepends=True):
        body = line.rstrip("\r\n")
        filler = " " * len(body) if named or not body.strip() else _filled(body)
        named = named or bool(body.strip())
        out.append(filler + line[len(body) :])
    return "".join(out)


# -- strings -----------------------------------------------------------------------------------------------------------


def _string(token: str) -> str:
    """A string: fields with quotes, escapes or comments in them become names; so does a whole template string."""
    quote = min(at for at in (token.find("'"), token.find('"')) if at >= 0)
    prefix = token[:quote].lower()
    if "t" in prefix:
        return _filled(token) if "\n" not in token and "\r" not in token else token
    return token[:quote] + _fields(token[quote:]) if "f" in prefix else token


def _fields(literal: str) -> str:
    """An f-string from its opening quote on."""
    size = 3 if literal.startswith(literal[0] * 3) else 1
    pieces, at = [literal[:size]], size
    while at < len(literal):
        if literal[at] != "{" or literal.startswith("{{", at):
            step = 2 if literal[at] in "{\\" else 1
            pieces.append(literal[at : at + step])
            at += step
            continue
        end = _field_end(literal, at + 1)
        inner = literal[at + 1 : end - 1]
        lines = ("\n" in inner or "\r" in inner) and (size == 1 or not inner.isascii())
        if literal[end - 1 : end] != "}" or lines or not any(char in inner for char in (*_AWKWARD, literal[0])):
            pieces.append(literal[at:end])
        else:
            pieces.append("{" + _name(inner) + "}")
        at = end
    return "".join(pieces)


def _field_end(literal: str, at: int) -> int:
    """After the ``}`` of a field; strings in it, formats and fields of formats are passed over."""
    depth = 1
    while at < len(literal) and depth:
        char = literal[at]
        if char in "'\"":
            at = string_end(literal, at, "f")
            continue
        depth += (char in "{[(") - (char in "}])")
        at += 1
    return at


# -- statements --------------------------------------------------------------------------------------------------------


def _statements(text: str, code: str) -> str:
    """``code`` is the text with strings and comments blanked: ``type`` statements, type parameters, ``except*``."""
    import re

    out = text
    for match in re.finditer(r"(?m)^([ \t]*)type[ \t]+(\w+)", code):
        name = match[2]
        rest = code[match.end() :].lstrip(" \t")
        if rest[:1] in ("=", "[") and name not in ("in", "is", "if", "and", "or"):
            out = _put(out, match.start() + len(match[1]), name + " " * (match.end() - match.end(1) - len(name)))
            out = _without_parameters(out, code, match.end())
    for match in re.finditer(r"\b(?:def|class)[ \t]+\w+", code):
        out = _without_parameters(out, code, match.end())
    for match in re.finditer(r"(?m)^[ \t]*except[ \t]*(\*)", code):
        out = _put(out, match.start(1), " ")
    for match in re.finditer(r"(?m)^[ \t]*except[ \t]+[\w.]+((?:[ \t]*,[ \t]*[\w.]+)+)[ \t]*:", code):
        out = _put(out, match.start(1), " " * len(match[1]))
    return out


def _without_parameters(text: str, code: str, at: int) -> str:
    """``text`` without the type parameters in brackets that stand at ``at``, if any stand there."""
    if not code.startswith("[", at):
        return text
    depth, end = 0, at
    while end < len(code):
        depth += (code[end] == "[") - (code[end] == "]")
        end += 1
        if depth == 0:
            break
    inner = text[at:end]
    return _put(text, at, " " * len(inner)) if inner.isascii() and "\n" not in inner else text


def _put(text: str, at: int, new: str) -> str:
    return text[:at] + new + text[at + len(new) :]
