"""What the readers of ``.env`` files disagree about, as data: one row for each reader.

Read from the sources of python-dotenv 1.2.4, django-environ 0.14.0, python-decouple 3.8, npm dotenv 16.4.5 and 18.0.10,
Node.js 20 (``--env-file``), phpdotenv (July 2026), symfony/dotenv 7, ruby dotenv 3.2.0, compose-go (July 2026),
docker/cli (August 2026), systemd (v254 and later) and dotenvy 0.15. The first five and ``sh`` (dash) were also run
over generated files: what is left of differences lies in lines that are broken (no name, a quote never closed).
"""

from __future__ import annotations

# Escapes: what a backslash and the character behind it stand for. "*" says what becomes of all others:
# "keep" both, "drop" the backslash, or "error". An empty table: a backslash is an ordinary character.
_NONE: dict[str, str] = {}
_C_LIKE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}


class Dialect:
    """How one reader of ``.env`` files behaves. The fields' comments list their values."""

    __slots__ = (
        "after_quote",
        "backtrack",
        "bare",
        "below",
        "bom",
        "colon",
        "comment_starts",
        "double_escapes",
        "duplicates",
        "export",
        "guarded",
        "hash",
        "hash_first",
        "indent",
        "joins",
        "key_spaces",
        "keys",
        "multiline",
        "name",
        "on_error",
        "plain_escapes",
        "plain_spaces",
        "quoted_keys",
        "quotes",
        "reference_in",
        "references",
        "shape",
        "single_escapes",
        "value_spaces",
    )

    def __init__(
        self,
        name: str,
        *,
        shape: str = "closed",
        quotes: str = "'\"",
        after_quote: str = "error",
        guarded: str = "'\"",
        backtrack: bool = False,
        multiline: str = "'\"",
        hash: str = "blank",
        hash_first: str = "always",
        comment_starts: str = "#",
        plain_spaces: str = "ok",
        plain_escapes: dict[str, str] = _NONE,
        single_escapes: dict[str, str] = _NONE,
        double_escapes: dict[str, str] = _NONE,
        references: str = "",
        reference_in: str = "pd",
        export: str = "any",
        bom: str = "dropped",
        below: bool = False,
        joins: bool = False,
        indent: bool = True,
        keys: str = "word",
        quoted_keys: str = "",
        key_spaces: bool = True,
        value_spaces: str = "strip",
        colon: str = "",
        bare: str = "skip",
        on_error: str = "skip",
        duplicates: str = "last",
    ) -> None:
        self.name = name
        self.shape = shape  # raw: the line as it is; ends: quotes count at both ends; closed: one quoted text; words
        self.quotes = quotes  # the characters that quote a value
        self.after_quote = after_quote  # text behind the closing quote: error, drop it, fallback: nothing was quoted
        self.guarded = guarded  # quotes that a backslash keeps from closing
        self.backtrack = backtrack  # a guarded quote closes after all when no other one can
        self.multiline = multiline  # quotes whose text may run over lines
        self.hash = hash  # what ends a plain value: never, space (" #"), blank (any blank and #), any (#)
        self.hash_first = (
            hash_first  # '#' at the value's beginning is a comment: never, blank (only behind one), always
        )
        self.comment_starts = comment_starts  # characters that make a whole line a comment
        self.plain_spaces = plain_spaces  # blanks inside a plain value: ok, error, end (the value ends there)
        self.plain_escapes = plain_escapes
        self.single_escapes = single_escapes
        self.double_escapes = double_escapes
        self.references = references  # the syntax of references, a name in dotenv_references, or none
        self.reference_in = reference_in  # where they work: p plain, s single, d double
        self.export = export  # "export" before the name is dropped: no, one (before one blank), named, any, always
        self.bom = bom  # a byte order mark: dropped, kept (as part of the first line), refused
        self.indent = indent  # blanks before the name are allowed
        self.keys = keys  # which names are valid, a name in dotenv.py
        self.quoted_keys = quoted_keys  # quotes that are taken off a name
        self.below = below  # a value in quotes, and any behind a ':' that ends its line, may stand on a line below
        self.joins = joins  # in some versions, what stands before a name becomes a part of it: tabs, broken lines
        self.key_spaces = key_spaces  # blanks between name and '=' are allowed
        self.value_spaces = value_spaces  # blanks behind '=': strip, keep, error
        self.colon = colon  # ':' parts name and value: no, blank (when a blank follows), yes
        self.bare = bare  # a name without '=': skip, null, empty, inherit (from the environment)
        self.on_error = on_error  # a line that is not valid: skip it, stop (the whole file is refused)
        self.duplicates = duplicates  # which of several lines of one name wins: last, first


_ROWS = (
    # The cautious default: what most do. Where they differ, nodes carry a quirk.
    Dialect(
        "",
        double_escapes={**_C_LIKE, "$": "$", "*": "keep"},
        references="common",
        hash_first="blank",
        on_error="stop",
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
    ),
    Dialect("decouple", shape="ends", hash="never", hash_first="never", export="no", keys="any", bom="kept"),
    Dialect(
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
    ),
    Dialect(
        "compose",
        after_quote="drop",
        hash="space",
        hash_first="never",
        single_escapes={"'": "'", "*": "keep"},
        double_escapes={**_C_LIKE, "$": "$", "*": "keep"},
        references="compose",
        keys="compose",
        colon="yes",
        bare="inherit",
        on_error="stop",
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
