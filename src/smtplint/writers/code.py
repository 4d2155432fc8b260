"""Writes values and lines into program code, in the language's literals and as the lines around are written."""

from __future__ import annotations

from ..findings import Edit
from ..readers.base import NAME
from ..text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..readers.base import Entry, Node
    from ..text import Source

# The quotes that a language prefers; in the others there is only one kind.
_SINGLE = ("php", "javascript")
_TYPED = ("go", "csharp")
_ENDS = (",", ";", "")


def literal(value: Any, spec: dict[str, Any], node: Node | None, language: str) -> str | None:
    """A value in the place of ``node`` (None: a new one), or None where no word says it, or only a function could."""
    if spec.get("words"):
        word = word_for(spec["words"], value, node)
        if word is None or not (is_name(word) or node is None or node.tag != NAME):
            return None
        if is_name(word) or _is_flag(word, node):
            return word
        typed = language in _TYPED and node is not None and not _is_text(node)
        return None if typed else _quoted(word, node, language)  # a text in the place of a flag would not compile
    if isinstance(value, bool):
        return None if node is not None and node.tag == "str" else "true" if value else "false"
    if isinstance(value, (int, float)):
        duration = spec.get("type") == "seconds" and language in ("go", "csharp")
        return None if duration else _quoted(str(value), node, language) if _is_text(node) else str(value)
    return _quoted(str(value), node, language)


def word_for(words: dict[str, Any], value: Any, node: Node | None) -> str | None:
    """The client's word for a value, of the kind that stands there: a name (``mail.TLSMandatory``), or a text."""
    fitting = [word for word, meaning in words.items() if meaning == value and type(meaning) is type(value)]
    if node is not None and node.tag == NAME:
        qualifier = node.text.rpartition(".")[0] or node.text.rpartition("::")[0]
        fitting.sort(key=lambda word: (not is_name(word), not (qualifier and word.startswith(qualifier))))
    elif node is not None:
        fitting.sort(key=lambda word: (is_name(word), _is_flag(word, node) != (node.tag == "bool")))
    return fitting[0] if fitting else None


def is_name(word: str) -> bool:
    """Whether a client's word is code: a symbol (``:always``), or the path of a constant (``Mode.StartTls``)."""
    if word.startswith(":") or "::" in word:
        return True
    first, dot, last = word.rpartition(".")
    return bool(dot) and last[:1].isupper() and first.replace(".", "").isidentifier()


def _is_flag(word: str, node: Node | None) -> bool:
    return word in ("true", "false") and not _is_text(node)


def _is_text(node: Node | None) -> bool:
    return node is not None and node.tag == "str"


def _quoted(text: str, node: Node | None, language: str) -> str:
    style = node.style if node is not None else ""
    single = style == "single" or (style != "double" and language in _SINGLE)
    mark = "'" if single and language not in ("go", "csharp", "elixir") else '"'
    return mark + text.replace("\\", "\\\\").replace(mark, "\\" + mark) + mark


def line_after(source: Source, anchor: Entry, key: str, text: str) -> Edit | None:
    """One more entry or statement behind one that has its line for itself; None behind anything else, also calls."""
    index = source.lines
    start, _ = index.line_span(index.position(anchor.span.start)[0])
    _, end = index.line_span(index.position(max(anchor.span.start, anchor.span.end - 1))[0])
    written = source.text[anchor.key_span.start : anchor.key_span.end]
    between = source.text[anchor.key_span.end : anchor.value.span.start]
    rest = source.text[anchor.span.end : end]
    spaces = source.text[start : anchor.span.start]
    last = anchor.key.rpartition(".")[2]
    at = written.rfind(last)
    if spaces.strip() or between.strip() not in (":", "=>", "=", ":=") or rest.strip() not in _ENDS or at < 0:
        return None
    new = written[:at] + key + written[at + len(last) :]
    if between.strip() == "=" and rest.strip() == ",":
        return None if "." in written else Edit(source, Span(end, end), f"\n{spaces}{new}{between}{text},")
    if rest.strip() == "" and between.strip() in (":", "=>"):  # the last entry of a mapping, mostly without a comma
        place = anchor.span.end
        return Edit(source, Span(place, place), f",\n{spaces}{new}{between}{text}")
    return Edit(source, Span(end, end), f"\n{spaces}{new}{between}{text}{rest.strip()}")
