"""References to other variables in ``.env`` values, such as ``$NAME`` and ``${NAME:-x}``, as each reader takes them."""

from __future__ import annotations

_ASCII = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_WORD = _ASCII | frozenset("0123456789_")

_DIGITS = frozenset("0123456789")
_MAX_LENGTH = 65536  # of an expanded value; references to references grow without bound otherwise
_MAX_DEPTH = 10  # of defaults inside defaults
_MAX_BRACES = 4096  # characters from '${' to its '}'
_OPERATORS = (":-", ":=", ":?", ":+", "-", "=", "?", "+")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Syntax:
    """One reader's references. ``plain``: which characters ``$NAME`` has (empty: there is no such form)."""

    __slots__ = (
        "braced", "commands", "double", "empty_defaults", "lone", "missing", "nested", "operators", "plain", "strict",
    )  # fmt: skip

    def __init__(
        self,
        *,
        plain: str = "",
        braced: str = "word",
        operators: tuple[str, ...] = (),
        nested: bool = False,
        empty_defaults: bool = True,
        double: str = "",
        lone: str = "keep",
        missing: str = "empty",
        commands: str = "",
        strict: bool = False,
    ) -> None:
        self.plain = plain
        self.braced = braced  # names in braces: word, dotted, any; loose: either brace may be missing; expand: as npm's
        self.operators = operators
        self.nested = nested  # a default may hold references
        self.empty_defaults = empty_defaults  # ":-" also replaces an empty value
        self.double = double  # "$$": "$" for one dollar, "?" for something that only the run knows
        self.lone = lone  # a dollar that begins no reference: keep, drop
        self.missing = missing  # an unknown name leaves: empty, literal
        self.strict = strict  # braces must hold a name and one of the operators
        self.commands = commands  # which of "$(" and "`" run a command


SYNTAXES = {
    "common": Syntax(operators=(":-",)),
    "python-dotenv": Syntax(braced="any", operators=(":-",), empty_defaults=False),
    "phpdotenv": Syntax(braced="dotted", missing="literal"),
    "compose": Syntax(
        plain="name",
        braced="name",
        operators=(":-", ":?", ":+", "-", "?", "+"),
        nested=True,
        double="$",
        strict=True,
    ),
    "shell": Syntax(plain="name", braced="name", operators=_OPERATORS, nested=True, double="?", commands="$`"),
    "symfony": Syntax(plain="name", braced="name", operators=(":-", ":="), commands="$"),
    "dotenv-expand": Syntax(braced="expand"),
    "ruby": Syntax(plain="word", braced="loose", commands="$"),
    "dotenvy": Syntax(plain="alnum", braced="any", lone="drop"),
}


class Expansion:
    """A value after expansion: text, whether a dollar was replaced, why the text is not certain, and what is wrong."""

    __slots__ = ("problem", "replaced", "text", "why")

    def __init__(self) -> None:
        self.text = ""
        self.replaced = False
        self.why = ""
        self.problem = ""


def expand(pieces: list[tuple[str, bool]], syntax: Syntax, known: Mapping[str, tuple[str, str]]) -> Expansion:
    """Expands the pieces of a value, each a text and whether it is to be left alone.

    ``known`` gives a name's text and, if that is not certain, why. A name that is not known there and has no default
    makes the result uncertain, because the environment may define it; its text then counts as empty.
    """
    result = Expansion()
    out = []
    for text, literal in pieces:
        out.append(text if literal else _expand(text, syntax, known, result, 0))
    result.text = "".join(out)
    if len(result.text) > _MAX_LENGTH:
        result.text, result.why = "", "becomes too long when expanded"
    return result


def has_reference(text: str) -> bool:
    """True when some reader would replace a dollar in ``text``."""
    at = text.find("$")
    while at >= 0:
        behind = text[at + 1 : at + 2]
        if behind and (behind in _WORD or behind in "{("):
            return True
        at = text.find("$", at + 1)
    return False


def _expand(text: str, syntax: Syntax, known: Mapping[str, tuple[str, str]], result: Expansion, depth: int) -> str:
    out: list[str] = []
    length = at = 0
    closing = matching(text, 0, len(text)) if syntax.nested and "{" in text else {}
    while at < len(text) and length <= _MAX_LENGTH:
        found = _next_mark(text, at, syntax)
        out.append(text[at:found])
        if found < len(text):
            piece, at = _one(text, found, closing, syntax, known, result, depth)
            out.append(piece)
        else:
            at = found
        length += len(out[-1])
    return "".join(out)


def _next_mark(text: str, at: int, syntax: Syntax) -> int:
    found = text.find("$", at)
    if "`" in syntax.commands:
        tick = text.find("`", at)
        if tick >= 0 and (found < 0 or tick < found):
            return tick
    return found if found >= 0 else len(text)


def _one(
    text: str,
    at: int,
    closing: dict[int, int],
    syntax: Syntax,
    known: Mapping[str, tuple[str, str]],
    result: Expansion,
    depth: int,
) -> tuple[str, int]:
    """What the mark at ``at`` becomes, and where the text goes on."""
    behind = text[at + 1 : at + 2]
    if text[at] == "`" or (behind == "(" and "$" in syntax.commands):
        result.why, result.replaced = result.why or "runs a command", True
        return "", len(text)
    if syntax.braced == "loose":
        return _loose(text, at, known, result)
    if syntax.braced == "expand":
        return _expand_npm(text, at, known, result)
    if behind == "{" and syntax.braced:
        return _braced(text, at, closing, syntax, known, result, depth)
    if behind == "$" and syntax.double:
        result.replaced = True
        if syntax.double == "?":
            result.why = result.why or "holds the number of a process"
        return "$" if syntax.double == "$" else "", at + 2
    end = _plain_end(text, at + 1, syntax.plain)
    if end > at + 1:
        name = text[at + 1 : end]
        value = _lookup(name, known, result)
        return (text[at:end] if value is None and syntax.missing == "literal" else value or ""), end
    if syntax.lone == "drop":
        result.replaced = True
        return "", at + 1
    return "$", at + 1


def _loose(text: str, at: int, known: Mapping[str, tuple[str, str]], result: Expansion) -> tuple[str, int]:
    """``$NAME`` with a brace before or behind it that need not have a partner."""
    start = at + 1 + text.startswith("{", at + 1)
    end = _plain_end(text, start, "word")
    after = end + text.startswith("}", end)
    return (text[at:after], after) if end == start else (_lookup(text[start:end], known, result) or "", after)


def _expand_npm(text: str, at: int, known: Mapping[str, tuple[str, str]], result: Expansion) -> tuple[str, int]:
    """``$NAME`` and ``${NAME}`` where all versions of npm's dotenv-expand agree, Next.js's too."""
    braced = text.startswith("{", at + 1)
    start = at + 1 + braced
    end = _plain_end(text, start, "name")
    close = text.find("}", end, at + _MAX_BRACES) if braced else end
    name = text[start:end]
    if not name and not (braced or _plain_end(text, start, "word") > start):
        return "$", at + 1
    if not name or close != end:
        result.why, result.replaced = (
            result.why or "versions of the loader differ in what becomes of its references",
            True,
        )
        return "", len(text)
    return _lookup(name, known, result) or "", close + braced


def _plain_end(text: str, at: int, kind: str) -> int:
    """Where the name that begins at ``at`` ends; ``at`` itself when there is none."""
    end = at
    if kind == "name" and text[at : at + 1] in _DIGITS:
        return at
    if kind == "alnum":
        while end < len(text) and text[end].isalnum():
            end += 1
    elif kind:
        while end < len(text) and text[end] in _WORD:
            end += 1
    return end


def _braced(
    text: str,
    at: int,
    closing: dict[int, int],
    syntax: Syntax,
    known: Mapping[str, tuple[str, str]],
    result: Expansion,
    depth: int,
) -> tuple[str, int]:
    """``${...}``: the name, an operator and its word."""
    if syntax.braced == "name" and not syntax.nested and text[at + 2 : at + 4].removeprefix("_")[:1] not in _ASCII:
        return "${", at + 2
    close = closing.get(at + 1, -1) if syntax.nested else text.find("}", at, at + _MAX_BRACES)
    if syntax.strict and (found := _oddly_braced(text, at, close, syntax, result)):
        return found
    if close < 0:
        if syntax.nested or syntax.braced == "name" or syntax.lone == "drop":
            result.problem = "'${' is never closed"
        return "${", at + 2
    name, operator, word = _split(text[at + 2 : close], syntax)
    if not name:
        if syntax.braced == "any" and syntax.operators:
            return "${", at + 2  # what follows may hold a reference
        if syntax.nested:
            result.problem = "'${' is not followed by a name"
        return text[at : close + 1], close + 1
    if operator == "" and word:
        if syntax.nested:
            result.why, result.replaced = result.why or f"refers to {name}", True
            return "", close + 1
        return text[at : close + 1], close + 1
    value = _lookup(name, known, result, certain=operator in (":-", "-", ":=", "="))
    if operator:
        return _apply(operator, word, value, syntax, known, result, depth), close + 1
    return (text[at : close + 1] if value is None and syntax.missing == "literal" else value or ""), close + 1


def _oddly_braced(text: str, at: int, close: int, syntax: Syntax, result: Expansion) -> tuple[str, int] | None:
    """What becomes of braces at ``at`` that compose refuses, or counts in a way of its own; None for any others."""
    end = _plain_end(text, at + 2, "name")
    line = text[end:].partition("\n")[0]
    operates = line.startswith(syntax.operators)
    if end == at + 2 or not (line.startswith("}") or (operates and "}" in line)):
        result.problem = f"{(text[at : close + 1] or text[at:])[:60]} is no reference that compose knows"
        return "${", at + 2
    inside = text[at + 2 : close]
    if operates and (close < 0 or "{}" in inside + "}" or "{{" in inside):
        result.why, result.replaced = result.why or "holds braces that compose counts in a way of its own", True
        return "", len(text)
    return None


def matching(text: str, start: int, end: int) -> dict[int, int]:
    """For each '{' and '(' of the range that is closed in it, the place of the bracket that closes it."""
    found: dict[int, int] = {}
    open_braces: list[int] = []
    open_parentheses: list[int] = []
    for at in range(start, end):
        char = text[at]
        if char == "{":
            open_braces.append(at)
        elif char == "(":
            open_parentheses.append(at)
        elif char == "}" and open_braces:
            found[open_braces.pop()] = at
        elif char == ")" and open_parentheses:
            found[open_parentheses.pop()] = at
    return found


def _split(body: str, syntax: Syntax) -> tuple[str, str, str]:
    """Name, operator and word of what stands in braces; an empty name when it is no reference."""
    if syntax.braced == "any":
        name, colon, rest = body.partition(":")
        if not colon or not syntax.operators:
            return body, "", ""
        return (name, ":-", rest[1:]) if rest.startswith("-") else ("", "", "")
    end = 0
    while end < len(body) and (body[end] in _WORD or (syntax.braced == "dotted" and body[end] == ".")):
        end += 1
    if end == 0 or (syntax.braced == "name" and body[0] in _DIGITS):
        return "", "", ""
    rest = body[end:]
    for operator in syntax.operators:
        if rest.startswith(operator):
            return body[:end], operator, rest[len(operator) :]
    return body[:end], "", rest


def _apply(
    operator: str,
    word: str,
    value: str | None,
    syntax: Syntax,
    known: Mapping[str, tuple[str, str]],
    result: Expansion,
    depth: int,
) -> str:
    """The value of a reference with an operator; ``value`` is None for a name that is not known."""
    if operator[-1] == "+":
        wanted = bool(value) if operator == ":+" else value is not None
    elif operator[-1] == "?":
        if operator == ":?" and not value:
            result.why = result.why or "an empty value, with which the reader stops"
        return value or ""
    else:
        wanted = value is None or (operator[0] == ":" and value == "" and syntax.empty_defaults)
        if not wanted:
            return value or ""
    if not wanted:
        return ""
    if syntax.nested and depth < _MAX_DEPTH:
        return _expand(word, syntax, known, result, depth + 1)
    return word


def _lookup(name: str, known: Mapping[str, tuple[str, str]], result: Expansion, certain: bool = False) -> str | None:
    """The value of ``name``, or None. ``certain``: a missing name leaves no doubt, because a default steps in."""
    result.replaced = True
    found = known.get(name)
    if found is None:
        if not certain:
            result.why = result.why or f"refers to {name}"
        return None
    result.why = result.why or found[1]
    return found[0]
