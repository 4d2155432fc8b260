"""Records that are marshalled by themselves within a slice, so that a run decodes only those that it comes to.

A catalogue of forms holds, by word, a bitmap of the forms that ask for a key which begins with that word, and the
forms themselves: a part is compared with those alone of which it has words.
"""

from __future__ import annotations

import marshal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any


def packed(record: Any) -> bytes:
    """A record as bytes."""
    return marshal.dumps(record, 2)


def unpacked(data: bytes) -> Any:
    """The record that was packed."""
    return marshal.loads(data)


def catalogue(forms: list[dict[str, Any]]) -> dict[str, Any]:
    """Packs forms (see ``compile.claim_index``); their order is kept."""
    words: dict[str, int] = {}
    always = 0
    for number, form in enumerate(forms):
        heads = _words(form)
        if heads is None:
            always |= 1 << number
        for word in sorted(heads or ()):
            words[word] = words.get(word, 0) | 1 << number
    return {
        "words": words,
        "always": always,
        "layered": any(form["layers"] for form in forms),
        "images": [image for form in forms for image in form["images"]],
        "forms": [packed(form) for form in forms],
    }


def _words(form: dict[str, Any]) -> set[str] | None:
    """First words of which a part must have one to be of this form; None where a part may look otherwise."""
    if form["call"] or form["texts"] or form["pairs"]:
        return None
    found = set()
    for route in form["root"]:
        head = route.partition(".")[0].removesuffix("[]")
        if route and (head in ("", "*") or head.isdecimal()):
            return None
        keys = [head] if route else [*form["keys"], *(key for keys in form["claim"] for key in keys)]
        found |= {(key.lower() if form["fold"] else key).partition(".")[0] for key in keys}
    return found


def forms(catalogue: dict[str, Any], words: Iterable[str] | None) -> Iterator[dict[str, Any]]:
    """The forms that a part may have whose keys begin with these words, in order; all of them where None is given."""
    held = catalogue["forms"]
    wanted = catalogue["always"] if words is not None else (1 << len(held)) - 1
    for word in words or ():
        wanted |= catalogue["words"].get(word, 0)
    while wanted:
        number = (wanted & -wanted).bit_length() - 1
        wanted &= wanted - 1
        if isinstance(held[number], bytes):
            held[number] = unpacked(held[number])
        yield held[number]
