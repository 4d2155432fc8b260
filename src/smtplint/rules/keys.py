"""Keys that the client does not read: renamed and misspelt ones, and keys that are written twice."""

from __future__ import annotations

from .. import hosts
from ..readers import base
from ..settings.claim import runs
from ..settings.parts import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..readers.base import Entry
    from .facts import Facts


def extras(facts: Facts) -> Iterator[dict[str, Any]]:
    """Entries that no field reads and that the client once read, or that misspell a key which it reads."""
    settings = facts.settings
    client, form = settings.client, settings.form
    fold = client["forms"][form]["fold"]
    known = known_keys(client, form)
    renamed = {row["old"]: row for row in client["renamed"] if form in row.get("forms", (form,))}
    image = runs(facts.claim.part.image, client["images"])  # then it is known what reads a file of its own
    seen = [entry for entry in settings.extra if not entry.merged or (image and getattr(entry.value, "lone", False))]
    masked = facts.claim.part.document.masked  # a key that a template writes is not known
    seen = [entry for entry in seen if not any(entry.key_span.overlaps(region) for region in masked)]
    for key, row in renamed.items():
        entry = lookup(facts.claim.node, key, fold=fold)
        if (
            entry is not None
            and (entry.value.source is None or entry.value.source is facts.claim.part.document.source)
            and _in_generation(row, settings.generation)
            and entry.value.text not in row.get("unless", ())
        ):
            yield _extra(entry, row["new"], row["effect"], "", row.get("note", ""))
    for entry in seen:
        if entry.key in renamed or entry.key.startswith("?") or entry.value.kind in (base.MAP, base.SEQ):
            continue
        near = "" if _abbreviates(entry.key, known, client) else _near(entry.key, known, client["prefixes"], fold)
        near = near or (_prefixed(entry.key, known) if image and form == "env" else "")
        taken = near and lookup(facts.claim.node, near, fold=fold) is not None
        if (
            _is_strict(client, form)
            and _own(entry.key, client["prefixes"])
            and not any(_heads(entry.key, key) for key in known)
            and not _abbreviates(entry.key, known, client)
        ):
            yield _extra(entry, "", "refused", near, "")
        elif near and not taken:
            yield _extra(entry, "", "unknown", near, "")
        elif image and _own(entry.key, client["reads_all"]) and entry.key.removesuffix("_FILE") not in known:
            yield _extra(entry, "", "unread", "", "")


def _prefixed(key: str, known: set[str]) -> str:
    """The one key of which a variable lacks the prefix (``GF_SMTP_USER`` for ``SMTP_USER``), or nothing."""
    found = [one for one in known if one.endswith("_" + key)] if "_" in key and key not in known else []
    return found[0] if len(found) == 1 else ""


def _heads(key: str, path: str) -> bool:
    """Whether a key is a dotted path, or its beginning: ``tls_config`` of ``tls_config.insecure_skip_verify``."""
    return path == key or path.startswith(key + ".")


def _is_strict(client: dict[str, Any], form: str) -> bool:
    """Whether the program refuses keys that it does not know: in every form, or in this one."""
    strict = client["strict"]
    return form in strict if isinstance(strict, list) else bool(strict)


def _abbreviates(key: str, known: set[str], client: dict[str, Any]) -> bool:
    """Whether a program that takes the beginning of an option for the whole may read the key so."""
    return bool(client["abbreviates"]) and any(one.startswith(key) for one in known)


def known_keys(client: dict[str, Any], form: str) -> set[str]:
    """Every key that the client reads in a form."""
    fields = client["fields"].values()
    keys = {key for spec in fields for part in ("keys", "file_keys") for key in spec.get(part, {}).get(form, ())}
    return keys | set(client["known_keys"]) | set(client["repeatable"])


def _in_generation(row: dict[str, Any], generation: str) -> bool:
    return not row.get("only") or not generation or generation in [str(one) for one in row["only"]]


def _extra(entry: Entry, new: str, effect: str, near: str, note: str) -> dict[str, Any]:
    written = getattr(entry.value, "origin", None) or entry  # as it stands in another file
    return {
        "key": entry.key,
        "renamed_to": new,
        "effect": effect,
        "near": near,
        "note": note,
        "span": written.span,
        "entry": written,
        "source": entry.value.source if written is not entry else None,
        "via": getattr(entry.value, "via", []),
    }


def _own(key: str, prefixes: list[str]) -> bool:
    return any(key.startswith(prefix) for prefix in prefixes)


def _near(key: str, known: set[str], prefixes: list[str], fold: bool) -> str:
    """The known key that this one misspells; only for words long enough that two edits do not make another word."""
    if key in known or len(key) < 6 or (fold and key.lower() in {one.lower() for one in known}):
        return ""
    limit = 1 if len(key) < 12 else 2
    best = sorted(
        (hosts.distance(key.lower(), one.lower(), limit), one) for one in known if abs(len(one) - len(key)) <= limit
    )
    if not best or best[0][0] > limit or (len(best) > 1 and best[1][0] == best[0][0]):
        return ""
    if best[0][0] == 0 and not _case_matters(key, best[0][1]):
        return ""
    return best[0][1]


def _case_matters(key: str, known: str) -> bool:
    return key != known and known.isupper() and not key.isupper()


def duplicates(facts: Facts) -> Iterator[dict[str, Any]]:
    """Keys of the client that are written twice with different values: the loser, and where the winner stands."""
    keys = known_keys(facts.settings.client, facts.settings.form) - set(facts.settings.client["repeatable"])
    heads = {key.partition(".")[0] for key in keys}
    dotenv = facts.claim.part.document.format == "dotenv"
    if facts.claim.part.document.format in base.CODE:
        return  # the same
    if facts.claim.part.document.format == "python" and not _at_module_level(facts):
        return  # functions and branches each set their own
    written: dict[str, list[Entry]] = {}
    for entry in facts.claim.node.entries:
        if (
            (entry.key in keys or entry.key in heads)
            and (dotenv or not entry.merged)
            and entry.value.kind == base.SCALAR
        ):
            written.setdefault(entry.key, []).append(entry)
    if facts.claim.part.document.masked:
        return  # the two may stand in the branches of a template
    for key, entries in written.items():
        wins = facts.claim.node.get(key)
        winner = next((entry for entry in entries if entry is wins), entries[-1])
        for entry in entries:
            if entry is not winner and entry.value.text != winner.value.text:
                yield {
                    "key": key,
                    "text": "",
                    "winner": "",
                    "span": entry.span,
                    "winner_span": winner.span,
                    "entry": entry,
                }


def _at_module_level(facts: Facts) -> bool:
    index = facts.claim.part.document.source.lines
    return all(index.position(entry.key_span.start)[1] == 1 for entry in facts.claim.node.entries)
