"""What the reader of program code must be told of a language: marks, quotes, words; one table each, no code."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Quote:
    """A kind of string: ``escapes`` is ``all``, ``own`` (only the mark and the backslash), ``doubled`` or ``none``.

    ``inside`` are the marks that begin an interpolation, of which those that end in a brace are skipped to its end.
    """

    __slots__ = ("close", "escapes", "inside", "lines", "open")

    def __init__(
        self, open: str, close: str = "", *, escapes: str = "all", inside: tuple[str, ...] = (), lines: bool = False
    ) -> None:
        self.open = open
        self.close = close or open
        self.escapes = escapes
        self.inside = inside
        self.lines = lines


class Language:
    """The table of one language; see the modules named after the languages."""

    __slots__ = (
        "block_comments", "blocks", "calls_without_brackets", "casts", "declares", "environment", "environment_calls",
        "extras", "false", "imports", "joins", "line_comments", "member", "name", "name_pattern", "newlines", "nil",
        "pattern", "quotes", "regexes", "structs", "true", "units",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        *,
        line_comments: tuple[str, ...],
        block_comments: tuple[tuple[str, str], ...],
        quotes: tuple[Quote, ...],
        name_pattern: str,
        member: tuple[str, ...],
        true: tuple[str, ...] = ("true",),
        false: tuple[str, ...] = ("false",),
        nil: tuple[str, ...] = ("null",),
        newlines: bool = True,
        regexes: bool = False,
        blocks: bool = False,
        calls_without_brackets: bool = False,
        structs: bool = False,
        imports: str = "",
        joins: str = "+",
        extras: tuple[str, ...] = (),
        declares: tuple[str, ...] = (),
        environment: tuple[str, ...] = (),
        environment_calls: tuple[str, ...] = (),
        casts: dict[str, str] | None = None,
        units: dict[str, float] | None = None,
    ) -> None:
        self.name = name
        self.line_comments = line_comments
        self.block_comments = block_comments
        self.quotes = quotes
        self.name_pattern = name_pattern
        self.member = member  # marks between an object and its member
        self.true, self.false, self.nil = true, false, nil
        self.newlines = newlines  # whether a line end can end a statement
        self.regexes = regexes  # whether a slash can begin a regular expression
        self.blocks = blocks  # do … end
        self.calls_without_brackets = calls_without_brackets
        self.structs = structs  # Name{…} makes a value
        self.imports = imports  # the way in which modules are named, see imports
        self.joins = joins  # the mark between texts that are put together
        self.extras = extras  # lexical specialities: heredoc, percent, sigil, preprocessor, html, labels
        self.declares = declares  # words before a function's parameters
        self.environment = environment  # paths of the environment: ``process.env``
        self.environment_calls = environment_calls  # functions that read a variable
        self.casts = casts or {}  # functions and methods that convert a text, and what they make of it
        self.units = units or {}  # words of durations, in seconds
        self.pattern: Any = None  # the compiled pattern of its tokens, made at first use
