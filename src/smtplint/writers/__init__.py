"""Writes one value into a file as its format and its client spell it, and touches nothing else."""

from __future__ import annotations

from ..findings import Edit
from ..readers.base import CODE
from ..text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..readers.base import Entry, Node
    from ..rules.facts import Facts
    from ..settings.values import Settings
    from ..text import Source

OFF = "no-"  # before the name of an option that is switched off
_TYPED = ("yaml", "toml", "json", "python")


def rendered(value: Any, spec: dict[str, Any], node: Node | None, settings: Settings) -> str | None:
    """The text of a value in the place of ``node``, quotes and capitals as written there; None where no word fits."""
    form = settings.client["forms"][settings.form]
    format_ = form["format"]
    if format_ in CODE and node is not None and node.source is not None:
        format_ = "env"  # the value stands in a file of variables that the code reads
    if node is not None and node.source is not None and _of_python(format_):
        format_ = data_format(node.source.path) or format_
        if isinstance(value, bool) and node.tag == "str" and format_ in _DATA.values():
            return None  # a text in a file of data: any word would be true
    if format_ in CODE:
        from .code import literal

        return None if spec.get("type") == "given" else literal(value, spec, node, format_)
    if spec.get("type") == "flag":
        return flag_word(value, spec)
    if isinstance(value, bool) and spec.get("type") == "bool":
        return _flag(value, spec, node, settings, format_)
    if spec.get("type") == "given":
        return None
    if spec.get("words"):
        word = next((word for word, meaning in spec["words"].items() if meaning == value), None)
        if word in ("true", "false") and format_ in _TYPED and (node is None or node.tag != "str"):
            return _flag(word == "true", spec, node, settings, format_)  # an inverted or three-valued flag, not a text
        return None if word is None else _quoted(word, node, format_)
    if isinstance(value, (int, float)):
        return (
            _quoted(str(value), node, format_)
            if node is not None and node.tag == "str" and node.style != "plain"
            else str(value)
        )
    return _quoted(str(value), node, format_)


_DATA = {
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".ini": "ini",
    ".cfg": "ini",
    ".conf": "ini",
}


def data_format(path: str) -> str:
    """The format of a file of data that a Python program reads, by its name; empty for any other file."""
    return next((form for ending, form in _DATA.items() if path.endswith(ending)), "")


def _of_python(format_: str) -> bool:
    return format_ in ("python", "python-session") or format_.startswith("call:")


def flag_word(value: Any, spec: dict[str, Any]) -> str:
    """What is written with the name of an option that takes no value: nothing, or what switches it off."""
    return OFF if value is not spec.get("words", {}).get("", True) else ""


def _flag(value: bool, spec: dict[str, Any], node: Node | None, settings: Settings, format_: str) -> str:
    old = node.text if node is not None else ""
    if _of_python(format_):
        elsewhere = node is not None and node.source is not None and not node.source.path.endswith(".py")
        return (_pair_of(old, value) if elsewhere else "") or ("True" if value else "False")
    if format_ in ("yaml", "toml", "json") and (node is None or node.tag != "str"):
        return "true" if value else "false"
    rules = {
        **settings.client["parse"].get("bool", {}),
        **settings.client["forms"][settings.form]["parse"].get("bool", {}),
    }
    plain = "true" if value else "false"
    known = rules.get(plain, ())
    like = _pair_of(old, value)
    if not like or (known and (like.lower() if rules.get("fold") else like) not in known):
        # The word in the old one's capitals is none that the client reads.
        like = plain if plain in known else next(iter(known), plain)
    return _quoted(like, node, format_)


def _pair_of(old: str, value: bool) -> str:
    for pair in (("true", "false"), ("yes", "no"), ("on", "off"), ("1", "0")):
        if old.lower() in pair:
            word = pair[0] if value else pair[1]
            return word.upper() if old.isupper() and len(old) > 1 else word.title() if old.istitle() else word
    return ""


def _quoted(text: str, node: Node | None, format_: str) -> str:
    mark = {"single": "'", "double": '"'}.get(node.style, "") if node is not None else ""
    if not mark and format_ in ("python", "toml", "json"):
        mark = '"'
    if not mark and format_ == "yaml" and (not text or text[0] in "&*!|>@`%{[#'\"" or ": " in text or " #" in text):
        mark = '"'
    return f"{mark}{text}{mark}"


def inserted(facts: Facts, source: Source, key: str, value: Any, spec: dict[str, Any]) -> Edit | None:
    """A new line after the account's last own line, with the same indentation; None where lines are not entries."""
    part = facts.claim.part
    if facts.settings.client["forms"][facts.settings.form]["pairs"]:
        return None
    if "." in key and part.document.format != "properties":
        anchor = _sibling(facts, key.rpartition(".")[0])
        key = key.rpartition(".")[2]
    else:
        anchor = _anchor(facts)
    text = rendered(value, spec, None, facts.settings)
    if anchor is None or text is None:
        return None
    if part.document.format in CODE:
        from .code import line_after

        return line_after(source, anchor, key, text)
    line = source.lines.position(anchor.span.start)[0]
    last = source.lines.position(max(anchor.span.start, anchor.span.end - 1))[0]
    start, _ = source.lines.line_span(line)
    _, end = source.lines.line_span(last)
    indent = source.text[start : anchor.span.start]
    if part.document.format == "properties":
        whole = source.text[anchor.key_span.start : anchor.key_span.end]
        if not whole.endswith(anchor.key):
            return None
        key = whole.removesuffix(anchor.key) + key  # below a form's root, entries know the rest of their key only
    if part.document.format == "directives" and part.document.roots[0].kind == "seq":  # a server on each line
        return Edit(source, Span(end, end), f" --{key}={text}" if text else f" --{key}")
    if part.document.format == "xml":
        return _xml(source, anchor, indent, key, text)
    if part.document.format == "json":
        return _json(source, anchor, indent, key, text, end, lines=part.document.dialect == "hjson")
    written = _line(part.kind, part.document.format, source, anchor, indent, key, text)
    return None if written is None else Edit(source, Span(end, end), written)


def _json(source: Source, anchor: Entry, indent: str, key: str, text: str, end: int, *, lines: bool) -> Edit | None:
    """Another line behind one that holds nothing but its entry; ``lines``: commas may be left out, as in Hjson."""
    rest = source.text[anchor.span.end : end].strip()
    if indent.strip() or rest not in ("", ","):
        return None
    mark = source.text[anchor.key_span.start - 1] if anchor.key_span.start else ""
    mark = mark if mark in ('"', "'") else ""
    comma = "" if rest or lines else ","
    place = anchor.span.end if comma else end
    return Edit(source, Span(place, place), f"{comma}\n{indent}{mark}{key}{mark}: {text}{rest}")


def _xml(source: Source, anchor: Entry, indent: str, key: str, text: str) -> Edit | None:
    """Another attribute behind an attribute, another element behind an element; None behind anything else."""
    end = anchor.span.end
    head = source.text[anchor.span.start : anchor.key_span.end]
    before = f"\n{indent}" if indent.strip() == "" else " "
    if source.text[anchor.key_span.end : anchor.value.span.start].strip() == "=":
        return Edit(source, Span(end, end), f'{before}{key}="{text}"')
    if head == "<" + anchor.key and before != " ":
        return Edit(source, Span(end, end), f"{before}<{key}>{text}</{key}>")
    return None


def _anchor(facts: Facts) -> Entry | None:
    """The account's last own entry, told by its place: a file read again in a client's dialect has other objects."""
    starts = {entry.key_span.start for entry in facts.claim.node.entries if not entry.merged}
    source = facts.claim.part.document.source
    entries = [
        field.entry
        for field in facts.settings.fields.values()
        if field.entry is not None and field.written and field.source is source and field.entry.key_span.start in starts
    ]
    return max(entries, key=lambda entry: entry.span.start) if entries else None


def _sibling(facts: Facts, route: str) -> Entry | None:
    """The last plain value of the mapping at a route, after which another one may stand; None where there is none."""
    fold = facts.settings.client["forms"][facts.settings.form]["fold"]
    node = facts.claim.node
    for name in route.split("."):
        named = [one for one in node.entries if one.key == name or (fold and one.key.lower() == name.lower())]
        if not named or named[-1].merged or named[-1].value.kind != "map" or named[-1].value.source is not None:
            return None
        node = named[-1].value
    plain = [entry for entry in node.entries if entry.value.kind == "scalar" and not entry.merged]
    return max(plain, key=lambda entry: entry.span.start) if plain else None


def _python_line(source: Source, anchor: Entry, sign: str, indent: str, key: str, text: str) -> str | None:
    """A statement after a statement, an item after an item of a dictionary; None behind anything else, also calls."""
    written = source.text[anchor.key_span.start : anchor.key_span.end]
    if sign == "=" and written == anchor.key and anchor.span.start == anchor.key_span.start:
        after = source.text[anchor.span.end : source.lines.line_span(source.lines.position(anchor.span.end)[0])[1]]
        return f"\n{indent}{key} = {text}" if after.strip() == "" or after.strip().startswith("#") else None
    if sign == ":" and source.text[anchor.span.end : anchor.span.end + 1] == ",":
        return f'\n{indent}"{key}": {text},'
    return None


def _option(source: Source, anchor: Entry, key: str, text: str) -> str:
    """An option with its value, with hyphens and a sign between the two as the one before it has them."""
    hyphens = "--" if source.text.startswith("-", anchor.span.start) else ""
    if text in ("", OFF):
        return f"{hyphens}{text}{key}"
    between = source.text[anchor.key_span.end : anchor.value.inner.start].rstrip("\"'")
    return f"{hyphens}{key}{between if between.strip() in ('=', ':') and not hyphens else ' '}{text}"


def _line(kind: str, format_: str, source: Source, anchor: Entry, indent: str, key: str, text: str) -> str | None:
    if indent.strip(" \t") not in ("", "-") or kind.startswith(("python-session", "call:")):
        return None
    between = source.text[anchor.key_span.end : anchor.value.span.start]
    if format_ == "yaml" and kind == "env" and "=" in between:
        return f"\n{indent}{key}={text}"
    if format_ == "yaml":
        return f"\n{indent}{key}: {text}" if indent.strip() == "" else None
    if format_ == "python":
        return _python_line(source, anchor, between.strip(), indent, key, text)
    if format_ in ("ini", "toml", "dotenv", "properties", "exim"):
        separator = between if between.strip() in ("=", ":") else "="
        return f"\n{indent}{key}{separator}{text}"
    if format_ == "options":
        return f"\n{indent}{_option(source, anchor, key, text)}"
    if format_ == "directives":
        return f"\n{key}{between if '=' in between else ' '}{text}".rstrip()
    return f"\n{indent}{key} {text}" if format_ == "msmtp" else None
