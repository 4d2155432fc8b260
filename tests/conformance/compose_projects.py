"""Compose projects at random: files of variables, anchors, overrides, inheritance, and the forms that each may have."""

from __future__ import annotations

import random

KEYS = ("A", "B", "C", "SMTP_HOST", "SMTP_PORT")
_SCALARS = (
    "x", "587", "true", "no", "1.50", "0x10", "~", "''", '""', "'q'", '"d q"', "${A}", "$A", "${A:-d}", "${NO:-n}", "${NO-}",
    "$$A", "$${A}", "${E:-e}", "${E-e}", "a b", "p#w", "'p #w'", "1e3", "0644", "null", "${A:-${E:-z}}", "host.example",
    "${NO:-}", "1_000", "0o17", ".5", "+1", "yes", "12:30", "",
)  # fmt: skip
_TEXTS = ("x", "587", "'q q'", '"d $A"', "${A}", "${NO:-n}", "a b", "p#w", "h # c", "", "$$A", "'$A'")
_PATHS = ("a.env", "b.env", "./a.env", "sub/c.env", ".env")
_INDENT = "      "


def project(seed: int) -> dict[str, str]:
    """The files of a project, the same ones for the same seed; its services are ``base`` and ``web``."""
    chance = random.Random(seed)
    files = {name: _variables(chance) for name in ("a.env", "b.env", "sub/c.env")}
    files[".env"] = _variables(chance) if chance.random() < 0.8 else ""
    anchored = chance.random() < 0.4
    text = "x-env: &e\n" + _mapping(chance, "  ") if anchored else ""
    files["compose.yaml"] = f"{text}services:\n" + "".join(
        _service(chance, name, anchored=anchored, extends=name == "web") for name in ("base", "web")
    )
    if chance.random() < 0.5:
        name = chance.choice(["compose.override.yaml", "compose.override.yml"])
        files[name] = "services:\n" + _service(chance, "web", over=True)
    return files


def _mapping(chance: random.Random, indent: str) -> str:
    names = chance.sample(KEYS, chance.randint(1, 3))
    return "".join(f"{indent}{name}: {chance.choice(_SCALARS)}\n" for name in names)


def _list(chance: random.Random) -> str:
    found = ""
    for name in chance.sample(KEYS, chance.randint(1, 3)):
        value = chance.choice(_SCALARS)
        quoted = f'"{name}={value.replace(chr(34), "")}"'
        found += f"{_INDENT}- {chance.choice([name, quoted, f'{name}={value}', f'{name}={value}'])}\n"
    return found


def _variables(chance: random.Random) -> str:
    lines = [
        f"{chance.choice([*KEYS, 'E'])}={chance.choice(_TEXTS)}\n"
        if chance.random() < 0.9
        else f"{chance.choice(KEYS)}\n"
        for _ in range(chance.randint(1, 4))
    ]
    return "".join(dict.fromkeys(lines))


def _service(
    chance: random.Random, name: str, *, anchored: bool = False, extends: bool = False, over: bool = False
) -> str:
    text = f"  {name}:\n"
    if not over or chance.random() < 0.2:
        text += "    image: img\n"
    if chance.random() < 0.2:
        text += "    profiles: [p]\n"
    if extends and chance.random() < 0.25:
        text += "    extends: {service: base}\n"
    form = chance.random()
    if anchored and chance.random() < 0.6:
        text += f"    environment:\n{_INDENT}<<: *e\n" + _mapping(chance, _INDENT)
    elif form < 0.8:
        text += "    environment:\n" + (_mapping(chance, _INDENT) if form < 0.4 else _list(chance))
    text += _env_file(chance)
    return text if text.count("\n") > 1 else text + "    environment: {A: '1'}\n"


def _env_file(chance: random.Random) -> str:
    form = chance.random()
    if form < 0.2:
        return f"    env_file: {chance.choice(_PATHS)}\n"
    if form < 0.4:
        return f"    env_file: [{chance.choice(_PATHS)}, {chance.choice(_PATHS)}]\n"
    if form > 0.6:
        return ""
    text = "    env_file:\n"
    for _ in range(chance.randint(1, 2)):
        path = chance.choice([*_PATHS, "gone.env"])
        text += f"{_INDENT}- path: {path}\n"
        text += f"{_INDENT}  required: false\n" if path == "gone.env" or chance.random() < 0.3 else ""
        text += f"{_INDENT}  format: raw\n" if chance.random() < 0.2 else ""
    return text
