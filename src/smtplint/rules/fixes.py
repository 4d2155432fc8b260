"""Makes edits of a rule's fix recipe: sets, inserts or renames keys in the file's own form, or gives no fix at all."""

from __future__ import annotations

from ..findings import Edit, Fix
from ..readers.base import CODE, NAME
from ..text import Span
from ..writers import inserted, rendered
from .wording import fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .facts import Facts


def make(recipe: dict[str, Any], facts: Facts) -> Fix | None:
    """The fix, or None where the client has no key for what must be set, or the place cannot be edited safely."""
    edits: list[Edit] = []
    for name, value in recipe.get("set", {}).items():
        edit = _set(name, fill(value, facts) if isinstance(value, str) else _in_unit(value, name, facts), facts)
        if edit is None:
            return None
        if edit:
            edits.append(edit)
    if recipe.get("rename"):
        edit = _rename(fill(recipe["rename"], facts), facts)
        if edit is None:
            return None
        edits.append(edit)
    if not edits:
        return None
    return Fix(fill(recipe["title"], facts), recipe["safety"], edits, reveals=bool(recipe.get("reveals")))


def _set(name: str, value: Any, facts: Facts) -> Any:
    """An Edit, False when the setting has the value already, or None when it cannot be set here."""
    settings = facts.settings
    field = settings.fields.get(name)
    spec = settings.client["fields"].get(name)
    source = facts.claim.part.document.source
    if field is not None and field.written:
        if field.value.v == value and not field.misfits:
            return False
        node = field.node
        code = _format(facts) in CODE
        plain = node is not None and (node.kind == "scalar" or (code and node.tag == NAME))
        editable = plain and getattr(node, "editable", True)
        if node is None or not editable or field.source is None or field.span is None:
            return None
        written = field.source.text[node.inner.start : node.inner.end]
        if (code or field.source.path.endswith(".py")) and written != node.text:
            return None  # an expression, which a word in its place would break
        if field.variable and not _takes_words(field.cast) and isinstance(value, bool):
            return None  # any word would be true there
        if field.span not in (node.inner, field.entry.key_span if field.entry else None):
            return Edit(field.source, field.span, str(value)) if not isinstance(value, bool) else None
        text = rendered(value, spec or {}, node, settings)
        return None if text is None else Edit(field.source, node.span, text)
    if spec is None or settings.form not in spec.get("keys", {}):
        return None
    return inserted(facts, source, spec["keys"][settings.form][0], value, spec)


def _format(facts: Facts) -> str:
    """The format of the file in which the account stands."""
    return facts.claim.part.document.format


def _takes_words(cast: str) -> bool:
    """Whether a program that casts a variable's text so tells true from false by the word."""
    return cast not in ("", "str", "or", "bool", "strip", "or+strip")


def _in_unit(value: Any, name: str, facts: Facts) -> Any:
    """Recipes give times in seconds; some clients count in milliseconds."""
    milliseconds = facts.settings.client["fields"].get(name, {}).get("unit") == "ms"
    return value * 1000 if milliseconds and isinstance(value, int) and not isinstance(value, bool) else value


def _rename(new: str, facts: Facts) -> Edit | None:
    entry = facts.item.get("entry") if isinstance(facts.item, dict) else None
    if entry is None or "." in new or " " in new:
        return None
    source = facts.item.get("source") or facts.claim.part.document.source
    return Edit(source, Span(entry.key_span.start, entry.key_span.end), new)
