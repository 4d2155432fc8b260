"""The TLS switches of a client: which settings of them may lead to a TLS mode, likeliest first.

Two ways lead there: backwards from the rows of the client's own table that do what is wanted, and through the
combinations of everything that can be switched. ``check`` judges each; here nothing is decided.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Combo = dict[str, Any]  # canonical field to canonical value; None leaves the setting out

_MODES = ("own_class", "implicit_tls", "starttls", "security", "require_tls", "ignore_tls")
_TRIES = 120
_WANTED = {
    "implicit": ("implicit", "ssl", "smtps"),
    "starttls": ("starttls-required", "starttls", "required", "auto", "tls", "opportunistic", "starttls-opportunistic"),
}


def goals(client: dict[str, Any], settable: list[str], mode: str, port: int) -> list[Combo]:
    """What the rows for this mode ask for, and for everything that would keep the client from sending at all."""
    if "own_class" in settable:
        return []  # a script, whose class is a switch that each row takes for granted
    must: Combo = {}
    for row in client["tls"]:
        if row["does"] == "none":
            must |= _against(row["when"])
    found: list[Combo] = []
    for row in client["tls"]:
        if row["does"] not in _WANTED.get(mode, ("cleartext",)):
            continue
        wish = {**must, **_for(row["when"])}
        if wish.pop("port", port) == port and all(value is None or name in settable for name, value in wish.items()):
            found.append(wish)
    return found


def _for(when: Any) -> Combo:
    """Values that make a condition true, as far as it names any."""
    if not when:
        return {}
    kind, *rest = when
    if kind == "all":
        return {name: value for part in rest[0] for name, value in _for(part).items()}
    if kind == "any":
        return _for(rest[0][0])
    if kind == "not":
        return _against(rest[0])
    if kind == "is" and _is_field(rest[0]):
        return {rest[0]: rest[1]}
    if kind == "in" and _is_field(rest[0]):
        return {rest[0]: rest[1][0]}
    return {rest[0]: None} if kind == "set" and rest[1] is False and _is_field(rest[0]) else {}


def _against(when: Any) -> Combo:
    """Values that keep a condition from being true, as far as it names any."""
    if not when:
        return {}
    kind, *rest = when
    if kind == "not":
        return _for(rest[0])
    if kind == "any":
        return {name: value for part in rest[0] for name, value in _against(part).items()}
    return {rest[0]: rest[1][0]} if kind == "not_in" and _is_field(rest[0]) else {}


def _is_field(operand: Any) -> bool:
    return isinstance(operand, str) and (operand.startswith("own_") or operand in (*_MODES, "port", "auth_enabled"))


def combinations(client: dict[str, Any], settable: list[str], mode: str, form: str) -> Iterator[Combo]:
    """Every combination of the switches, the client's own ones left out first; bounded."""
    own = [name for name in settable if _is_own_switch(name, client["fields"][name])]
    combos: list[Combo] = [{}]
    for name in own:
        combos = [{**combo, name: value} for value in (None, True, False) for combo in combos]
    combos = combos[:9]
    for name in _MODES:
        if name in settable:
            values = _values(name, client["fields"][name], mode)
            if form not in client["fields"][name].get("keys", {}) or client["fields"][name].get("type") == "flag":
                values.insert(0, None)  # a parameter of a URL, whose scheme may say all; an option is seldom needed
            combos = [{**combo, name: value} for combo in combos for value in values]
    yield from combos[:_TRIES]


def _is_own_switch(name: str, spec: dict[str, Any]) -> bool:
    return name.startswith("own_") and name not in _MODES and spec.get("type") == "bool"


def _values(name: str, spec: dict[str, Any], mode: str) -> list[Any]:
    if spec.get("words"):
        wanted = _WANTED.get(mode, ("cleartext", "none"))
        words = list(dict.fromkeys(spec["words"].values()))
        return sorted(words, key=lambda one: (one not in wanted, str(one)))
    return [False, None, True] if name == "ignore_tls" else [True, False, None]
