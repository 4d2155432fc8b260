"""Tells a real secret from a placeholder, by the look of the text alone."""

from __future__ import annotations

from ..readers import base
from ..text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..readers.base import Document, Node
    from ..text import Source

_WORDS = (
    "change", "example", "placeholder", "your", "todo", "fixme", "secret", "password", "passwd", "xxx", "***", "...",
    "dummy", "test", "sample", "redacted", "insert", "replace", "enter", "fake", "foobar", "foo", "none", "null",
    "changeit", "mypass", "app-pass", "apppass", "pass-here", "here", "put-", "set-", "key-goes", "hunter2", "12345",
    "qwerty", "abc123", "abcd", "letmein", "admin", "default", "token", "api-key", "apikey", "api_key", "my_", "my-",
    "user", "mail", "smtp",
    # "password" in the languages that samples are written in
    "contras", "clave", "senha", "motdepasse", "mot-de-passe", "mot_de_passe", "mot de passe", "passwort", "kennwort",
    "wachtwoord", "haslo", "has\u0142o", "sifre", "\u015fifre", "matkhau", "mat-khau", "mat_khau",
    "\u043f\u0430\u0440\u043e\u043b", "\u5bc6\u7801", "\u5bc6\u78bc", "\u6388\u6743\u7801",
    "\u30d1\u30b9\u30ef\u30fc\u30c9", "\ube44\ubc00\ubc88\ud638",
)  # fmt: skip
_MARKS = ("<", ">", "${", "{{", "%(", "$(", "<%", "[[", "__")


def is_placeholder(text: str) -> bool:
    """True when a text stands in for a secret: a marker, a word that says so, one character repeated, or very short."""
    word = text.strip().strip("'\"").lower()
    if len(word) < 6 or any(mark in word for mark in _MARKS) or word.startswith("$"):
        return True
    return len(set(word)) <= 2 or any(one in word for one in _WORDS)


_TO_FILL_IN = ("your", "insert", "enter", "replace", "change", "put", "todo", "my own", "the ")


def is_to_fill_in(text: str) -> bool:
    """True when a host or a user name stands for one that is to be filled in: a marker, a mask, words to the reader.

    Unlike ``is_placeholder`` it takes no word for a placeholder that a true host or user name may hold.
    """
    word = text.strip().lower()
    if "*" in word or any(mark in word for mark in _MARKS) or (len(word) > 2 and len(set(word)) == 1):
        return True
    return word.startswith("your_") or (" " in word and word.startswith(_TO_FILL_IN))


_MOST_SECRETS = 5_000  # of one file
_KEYS = ("pass", "secret", "token", "api_key", "apikey", "api-key", "private_key", "credential")


def names_secret(key: str) -> bool:
    """Whether a key's name says that its value is a secret, whoever reads it."""
    name = key.lower()
    return any(word in name for word in _KEYS)


# Files of languages in which a semicolon ends a statement, and cuts nothing off a value.
_STATEMENTS = (".php", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".go", ".cs", ".rb", ".ex", ".exs")


def hidden_span(source: Source, node: Node, span: Span) -> Span | None:
    """What must be hidden of a secret value: the value, and what a comment mark cut off; None for references."""
    text = source.text
    if node.kind not in (base.SCALAR, base.OPAQUE) or (
        node.kind == base.OPAQUE and not _holds_text(text[span.start : span.end])
    ):
        return None
    end = text.find("\n", span.end)
    rest = text[span.end : end if end >= 0 else len(text)]
    if rest.lstrip(" \t'\"")[:1] in ("#", ";") and not source.path.lower().endswith(_STATEMENTS):
        return Span(span.start, span.end + len(rest.rstrip()))
    return Span(span.start, span.end)


def _holds_text(text: str) -> bool:
    """Whether a value that is not known is more than a reference to something else."""
    word = text.strip().strip("'\"")
    whole = (word.startswith(("${", "{{", "<%", "$(")) and word.endswith(("}", "}}", "%>", ")"))) or word.startswith(
        "!"
    )
    return (
        not whole
        and not (word.startswith("$") and word[1:].replace("_", "").isalnum() and word[1:].isupper())
        and "(" not in word
    )


def written(document: Document) -> list[Span]:
    """What a file of variables or of YAML writes for names that say it is a secret, whoever reads it or does not.

    Another entry may win over such a one, or no program here may read it, and yet its line may be shown.
    """
    found: list[Span | None] = []
    source = document.source
    todo = list(document.roots)
    seen: set[int] = set()
    while todo and len(found) < _MOST_SECRETS:
        node = todo.pop()
        if id(node) in seen:
            continue  # one node may stand in many places
        seen.add(id(node))
        whole = node.get("kind") if node.kind == base.MAP else None
        for entry in node.entries:
            if names_secret(entry.key) and entry.value.kind in (base.SCALAR, base.OPAQUE):
                found.append(hidden_span(source, entry.value, entry.value.inner))
            elif names_secret(entry.key) and entry.value.kind == base.ENV:  # what it is where the variable is not set
                found += [hidden_span(source, one, one.inner) for one in entry.value.items]
            elif whole is not None and whole.value.text == "Secret" and entry.key in ("data", "stringData"):
                found += [hidden_span(source, one.value, one.value.inner) for one in entry.value.entries]
            else:
                todo.append(entry.value)
        name, value = (node.get("name"), node.get("value")) if node.kind == base.MAP else (None, None)
        if name is not None and value is not None and names_secret(name.value.text):
            found.append(hidden_span(source, value.value, value.value.inner))
        for item in node.items:
            key, equals, _ = item.text.partition("=") if item.kind == base.SCALAR else ("", "", "")
            at = source.text.find("=", item.inner.start, item.inner.end) + 1
            if equals and at and names_secret(key):
                found.append(Span(at, item.inner.end))
            todo.append(item)
    return [one for one in found if one is not None]


def url_passwords(text: str) -> list[Span]:
    """The passwords in the user info of every URL in a text, whichever program reads it."""
    found = []
    at = text.find("://")
    while at >= 0:
        start = end = at + 3
        while end < len(text) and not text[end].isspace() and text[end] not in "\"'<>":
            end += 1
        mark, colon = text.rfind("@", start, end), text.find(":", start, end)
        if start < colon < mark:
            found.append(Span(colon + 1, mark))
        at = text.find("://", end)
    return found
