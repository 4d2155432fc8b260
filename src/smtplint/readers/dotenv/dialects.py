"""What the readers of ``.env`` files disagree about, as data: one row for each reader.

A reader is told by its row alone, so that adding one is adding a row. Read from the sources of python-dotenv 1.2.4,
django-environ 0.14.0, python-decouple 3.8, npm dotenv 16.4.5 and 18.0.10, Node.js 20 (``--env-file``), phpdotenv (July
2026), symfony/dotenv 7, ruby dotenv 3.2.0, compose-go (July 2026), docker/cli (August 2026), systemd (v254 and later)
and dotenvy 0.15. The first five, compose-go and ``sh`` (dash) were also run over generated files: what is left of
differences lies in lines that are broken (no name, a quote never closed).
"""

from __future__ import annotations

# Escapes: what a backslash and the character behind it stand for. "*" says what becomes of all others:
# "keep" both, "drop" the backslash, or "error". An empty table: a backslash is an ordinary character.
_NONE: dict[str, str] = {}
_C_LIKE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Dialect:
    """How one reader of ``.env`` files behaves: the columns of the table, with what most rows have in them."""

    # -- lines and names
    bom = "dropped"  # a byte order mark: dropped, kept (as part of the first line), refused
    comment_starts = "#"  # characters that make a whole line a comment
    blanks = " \t\v\f"  # what counts as blank
    indent = True  # blanks before the name are allowed
    export = "any"  # "export" before the name is dropped: no, one (before one blank), named, any, always
    bare_export = ""  # "export NAME" without a value: refused (unless set above), inherit, or as any other name
    keys = "word"  # which names are valid, a name in dotenv.py
    quoted_keys = ""  # quotes that are taken off a name
    long_names = False  # a name in quotes may run over lines
    hash_ends_name = False  # a "#" before the "=" begins a comment
    key_spaces = True  # blanks between name and "=" are allowed
    nameless = "error"  # a line that begins with "=": error, skip
    colon = ""  # ":" parts name and value: no, blank (when a blank follows), yes
    bare = "skip"  # a name without "=": skip, null, empty, inherit (from the environment)
    whole_names = ""  # a line without "=" is a name with its comment and, "indent", its indentation
    joins = False  # in some versions, what stands before a name becomes a part of it: tabs, broken lines
    on_error = "skip"  # a line that is not valid: skip it, stop (the whole file is refused)
    duplicates = "last"  # which of several lines of one name wins: last, first

    # -- values
    shape = "closed"  # raw: the line as it is; ends: quotes count at both ends; closed: one quoted text; words
    value_spaces = "strip"  # blanks behind "=": strip, keep, error
    below = False  # a value in quotes, and any behind a ":" that ends its line, may stand on a line below
    hash = "blank"  # what ends a plain value: never, space (" #"), blank (any blank and #), any (#)
    hash_first = "always"  # "#" at the value's beginning is a comment: never, blank (only behind one), always
    plain_spaces = "ok"  # blanks inside a plain value: ok, error, end (the value ends there)
    word_ends = ""  # characters that end a value of words
    cautious = False  # what readers disagree about is marked

    # -- quotes
    quotes = "'\""  # the characters that quote a value
    quotes_first = False  # they quote only at the beginning, or right behind another quoted part
    guarded = "'\""  # quotes that a backslash keeps from closing
    guards = "odd"  # which backslashes do: odd (of a row), one (the last before it), two (one that none precedes)
    backtrack = False  # a guarded quote closes after all when no other one can
    multiline = "'\""  # quotes whose text may run over lines
    looks_ahead = False  # the lines of such a text are gathered before it is read, as phpdotenv does
    line_ends = "unix"  # line ends in it: unix (made to one character), kept
    after_quote = "error"  # text behind the closing quote: error, drop it, next (statement), fallback (not quoted)
    # a quote that never closes: error, plain (an ordinary character), line (guards it), rest (of the file is taken)
    unclosed = "error"
    twice = False  # double quotes inside of single ones come off too

    # -- escapes and references
    plain_escapes: dict[str, str] = _NONE
    single_escapes: dict[str, str] = _NONE
    double_escapes: dict[str, str] = _NONE
    escapes_first = False  # what escapes stand for is looked at for references again
    octal = False  # "\0" and up to three digits stand for a character in double quotes
    references = ""  # the syntax of references, a name in dotenv_references, or none
    reference_in = "pd"  # where they work: p plain, s single, d double
    rereads = False  # pairs of backslashes that references put in become one

    def __init__(self, name: str, **columns: Any) -> None:
        self.name = name
        self.__dict__.update(columns)


_NODE_DOTENV = Dialect(
    "node-dotenv",
    quotes="'\"`",
    after_quote="fallback",
    guarded="'\"`",
    backtrack=True,
    multiline="'\"`",
    hash="any",
    double_escapes={"n": "\n", "r": "\r", "*": "keep"},
    colon="blank",
    below=True,
    unclosed="plain",
    guards="one",
)

_ROWS = (
    # The cautious default: what most do. Where they differ, nodes carry a quirk.
    Dialect(
        "",
        double_escapes={**_C_LIKE, "$": "$", "*": "keep"},
        references="common",
        hash_first="blank",
        on_error="stop",
        cautious=True,
    ),
    Dialect(
        "python-dotenv",
        hash_first="blank",
        single_escapes={"\\": "\\", "'": "'", "*": "keep"},
        double_escapes={**_C_LIKE, "'": "'", "*": "keep"},
        references="python-dotenv",
        reference_in="psd",
        keys="no-blank",
        export="always",
        quoted_keys="'",
        bare="null",
        long_names=True,
        hash_ends_name=True,
    ),
    Dialect(
        "django-environ",
        shape="ends",
        hash="never",
        hash_first="never",
        double_escapes={"n": "\\n", "r": "\\r", "t": "\\t", "*": "drop"},
        references="proxy",
        reference_in="psd",
        indent=False,
        keys="ascii",
        key_spaces=False,
        value_spaces="keep",
        export="one",
        bom="kept",
        twice=True,
    ),
    Dialect("decouple", shape="ends", hash="never", hash_first="never", export="no", keys="any", bom="kept"),
    _NODE_DOTENV,
    # What Next.js and all that take dotenv-expand along make of the same file: quotes keep no reference from its place.
    Dialect(
        **{
            **vars(_NODE_DOTENV),
            "name": "node-expand",
            "plain_escapes": {"$": "$", "*": "keep"},
            "single_escapes": {"$": "$", "*": "keep"},
            "double_escapes": {"n": "\n", "r": "\r", "$": "$", "*": "keep"},
            "references": "dotenv-expand",
            "reference_in": "psd",
        },
    ),
    Dialect(
        "node-env-file",
        quotes="'\"`",
        after_quote="drop",
        guarded="",
        multiline="'\"`",
        hash="any",
        double_escapes={"n": "\n", "*": "keep"},
        keys="any",
        joins=True,
        unclosed="line",
    ),
    Dialect(
        "phpdotenv",
        guarded='"',
        multiline='"',
        hash="any",
        plain_spaces="error",
        double_escapes={
            '"': '"', "\\": "\\", "$": "$", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "*": "error",
        },
        references="phpdotenv",
        keys="unicode",
        export="named",
        quoted_keys="'\"",
        bare="null",
        on_error="stop",
        looks_ahead=True,
        whole_names="indent",
    ),
    Dialect(
        "symfony",
        shape="words",
        guarded='"',
        plain_spaces="error",
        plain_escapes={"'": "'", '"': '"', "\\": "\\", "$": "$", "*": "keep"},
        double_escapes={'"': '"', "n": "\n", "r": "\r", "\\": "\\", "$": "$", "*": "keep"},
        references="symfony",
        keys="symfony",
        bom="refused",
        key_spaces=False,
        value_spaces="error",
        on_error="stop",
        rereads=True,
        guards="two",
    ),
    Dialect(
        "ruby-dotenv",
        after_quote="fallback",
        backtrack=True,
        hash="any",
        plain_escapes={"$": "$", "*": "drop"},
        double_escapes={"n": "\\n", "r": "\\r", "$": "$", "*": "drop"},
        references="ruby",
        keys="ruby",
        colon="blank",
        below=True,
        bare="empty",
        unclosed="plain",
        guards="one",
        bare_export="refused",
    ),
    Dialect(
        "compose",
        after_quote="next",
        hash="space",
        hash_first="never",
        single_escapes={"'": "'", "*": "keep"},
        double_escapes={**_C_LIKE, "$": "$$", "*": "keep"},
        references="compose",
        keys="compose",
        colon="yes",
        bare="inherit",
        on_error="stop",
        escapes_first=True,
        octal=True,
        blanks=" \t\v\f\x85\xa0",
        nameless="skip",
        line_ends="kept",
        whole_names="yes",
    ),
    Dialect(
        "docker",
        shape="raw",
        quotes="",
        hash="never",
        hash_first="never",
        export="no",
        keys="no-blank",
        key_spaces=False,
        value_spaces="keep",
        bare="inherit",
        on_error="stop",
    ),
    Dialect(
        "systemd",
        shape="words",
        guarded='"',
        hash="never",
        hash_first="never",
        comment_starts="#;",
        plain_escapes={"\n": "", "*": "drop"},
        double_escapes={'"': '"', "\\": "\\", "`": "`", "$": "$", "\n": "", "*": "keep"},
        export="no",
        keys="shell",
        quotes_first=True,
        line_ends="kept",
        unclosed="rest",
    ),
    Dialect(
        "shell",
        shape="words",
        guarded='"',
        hash_first="blank",
        plain_spaces="end",
        plain_escapes={"\n": "", "*": "drop"},
        double_escapes={'"': '"', "\\": "\\", "`": "`", "$": "$", "\n": "", "*": "keep"},
        references="shell",
        keys="shell",
        key_spaces=False,
        value_spaces="error",
        word_ends=";&|<>()",
        bare_export="inherit",
    ),
    Dialect(
        "dotenvy",
        shape="words",
        guarded='"',
        plain_spaces="end",
        plain_escapes={"\\": "\\", "'": "'", '"': '"', "$": "$", " ": " ", "n": "\n", "*": "error"},
        double_escapes={"\\": "\\", "'": "'", '"': '"', "$": "$", " ": " ", "n": "\n", "*": "error"},
        references="dotenvy",
        keys="rust",
        on_error="stop",
        duplicates="first",
    ),
)  # fmt: skip

DIALECTS = {row.name: row for row in _ROWS}
