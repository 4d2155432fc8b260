"""Charts at random: values of all kinds, and templates whose expressions and conditions take them."""

from __future__ import annotations

import random

NAMES = "ABCD"
_SCALARS = (
    "x", "587", "true", "no", "1.50", "~", "''", "'q'", '"587"', "0644", "null", "smtp.example.org", "yes", "", "12345678",
    "'true'", "'off'", "false", "0", "'0'", "587.0", "{}", "[]", "[1]", "'a: b'", "'#x'",
)  # fmt: skip
_PATHS = ("h", "p", "s.t", "s.u", "e.a", "e.b", "nope", "s.nope")
_TAILS = ("", "", " | quote", " | quote", " | squote", ' | default "d"', ' | default "d" | quote', " | default 587 | quote",
          " | toString", " | int | quote")  # fmt: skip
_HEAD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: a\n      image: i\n      env:\n"
)


def chart(seed: int) -> dict[str, str]:
    """The files of a chart, the same ones for the same seed."""
    chance = random.Random(seed)
    values = "".join(f"{name}: {chance.choice(_SCALARS)}\n" for name in "hp")
    for name, inner in (("s", "tu"), ("e", "ab")):
        values += f"{name}:\n" + "".join(f"  {one}: {chance.choice(_SCALARS)}\n" for one in inner)
    return {
        "Chart.yaml": "apiVersion: v2\nname: x\nversion: 0.1.0\n",
        "values.yaml": values,
        "templates/pod.yaml": _HEAD + "".join(_entry(chance, name) for name in NAMES),
    }


def _entry(chance: random.Random, name: str) -> str:
    kind = chance.random()
    written = _variable(name, _expression(chance))
    if kind < 0.5:
        return written
    if kind < 0.75:
        other = "        {{- else }}\n" + _variable(name, _expression(chance)) if chance.random() < 0.4 else ""
        return f"        {{{{- if {_condition(chance)} }}}}\n{written}{other}        {{{{- end }}}}\n"
    if kind < 0.9:
        inside = _variable(name, _expression(chance, within=True))
        return f"        {{{{- with .Values.s }}}}\n{inside}        {{{{- end }}}}\n"
    return _variable(name, "literal")


def _variable(name: str, value: str) -> str:
    return f"        - name: {name}\n          value: {value}\n"


def _expression(chance: random.Random, *, within: bool = False) -> str:
    path = f"{chance.choice(['', '$'])}.Values.{chance.choice(_PATHS)}"
    if within:
        path = chance.choice([f"$.Values.{chance.choice(_PATHS)}", ".t", ".u", ".nope"])
    tail = chance.choice(_TAILS)
    plain = f"{{{{ {path}{tail} }}}}"
    forms = [plain, plain, f'{{{{ default "d" {path} }}}}', f"{{{{ quote {path} }}}}"]
    return chance.choice([*forms, plain if "quote" in tail else f'"{plain}"' if '"' not in tail else plain])


def _condition(chance: random.Random) -> str:
    one, other = (f".Values.{chance.choice(_PATHS)}" for _ in range(2))
    return chance.choice(
        [one, f"not {one}", f"and {one} {other}", f"or {one} {other}", f'eq {one} "x"', f"and {one} (not {other})"]
    )
