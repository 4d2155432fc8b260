"""Modules that read the environment with environs and envparse, made at random, and what several versions really gave.

``python tests/evaluation/environs_cases.py PYTHON...`` runs them with interpreters that have one version each, and
prints what ``environs.json`` keeps: for each module, and for each outcome, the versions that had it.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys

NAMES = ["S0", "S1", "S2", "S3"]
WORDS = ["", "0", "1", "587", " 587", "587 ", "5_0", "5.5", "1e3", "inf", "nan", "true", "True", "TRUE", "tRUE", "on", "ON", "oN", "off",
         "no", "y", "Y", "t", "T", "f", "yes", "Yes", "none", "null", "ok", "None", "smtp.example.org", "a,b", "a=b,c=d", "[1]", '"x"', "{}",
         "${V1}", "a${V2}b", "${V9:-z}", "\\$5", "{{V1}}", "{{ V1 }}", "$V1", "\u0663", "+5", "-0", "0x1f", "smtp://u:p@h:25/?tls=true",
         "smtps://u@smtp.example.org:465", "submission://h"]  # fmt: skip
DEFAULTS = ["None", "25", "True", "''", "'587'", "'true'", "'x'", "[]", "'1'", "False"]
ENVIRONS = [
    "env({v}{d})", "env.str({v}{d})", "env.bool({v}{d})", "env.int({v}{d})", "env.float({v}{d})", "env.int({v}, {l})", "env.bool({v}, {l})",
    "env.json({v}{d})", "env.list({v}{d})", "env.int({v}, validate=lambda n: n > -9)", "env.bool({v}, truthy={{'x', 'a,b'}}, falsy={{'0'}})",
    "env.str(name={v}, default={l})", "env.int({v}, strict=True)", "env.list({v}, [], int)", "env.dict({v}{d})", "env({v}) or {l}",
    "env.bool({v}) and env.int({v})", "env.str({v}).lower() == 'true'", "int(env({v}{d}))", "env.dj_email_url({v})['EMAIL_HOST']",
    "env.dj_email_url({v}, default='smtp://h:2525')['EMAIL_PORT']", "env.dj_email_url({v})['EMAIL_USE_TLS']", "other({v}{d})", "str(env.int({v}))",
]  # fmt: skip
ENVPARSE = [
    "env({v}{d})", "env.str({v}{d})", "env.bool({v}{d})", "env.int({v}{d})", "env.float({v}{d})", "env.json({v}{d})", "env({v}, cast=bool{d})",
    "env({v}, cast=int)", "env({v}, {l}, int)", "env.bool({v}, default={l}, force=True)", "env.list({v}{d})", "env({v}, preprocessor=str.upper)",
    "env({v}) or {l}", "env({v}).lower() == 'true'", "env.int({v}, default={l})", "env({v}, cast=str)", "env({v}, subcast=int)", "other({v}{d})",
]  # fmt: skip
HEADS = ["from environs import Env\nenv = Env()\nother = env\n", "from environs import env\nother = env.str\n",
         "from environs import Env\nenv = Env(expand_vars=True)\nother = Env()\n",
         "import environs\nenv = environs.Env(eager=True, expand_vars=False)\nother = env\n",
         "import environs\nenv = environs.Env(prefix='V')\nother = environs.Env()\n"]  # fmt: skip
PARSE_HEADS = [
    "from envparse import env\nother = env\n",
    "from envparse import Env\nenv = Env(V0=bool, V1=dict(cast=int, default=7), V2=int)\nother = Env()\n",
]


def filled(chance: random.Random, form: str, short: bool) -> str:
    """A form with its holes filled; ``short`` names lack their first letter, which is the prefix."""
    variable = chance.choice("012345")
    names = repr(variable if short else f"V{variable}")
    default = "" if chance.random() < 0.5 else f", default={chance.choice(DEFAULTS)}"
    return form.format(v=names, d=default, l=chance.choice(DEFAULTS))


def case(seed: int) -> tuple[str, dict[str, str]]:
    """A module and an environment."""
    chance = random.Random(seed)
    environs = chance.random() < 0.75
    head = chance.choice(HEADS if environs else PARSE_HEADS)
    forms, lines = ENVIRONS if environs else ENVPARSE, []
    for name in NAMES:
        short = "prefix=" in head
        line = f"{name} = {filled(chance, chance.choice(forms), short)}"
        kind = chance.random() if environs else 1
        if kind < 0.12:
            line = f"with env.prefixed({'V' if not short else ''!r}):\n    {name} = {filled(chance, chance.choice(forms), True)}"
        elif kind < 0.2:
            inner = f"{name} = {filled(chance, chance.choice(forms), True)}"
            line = f"with env.prefixed(''), env.prefixed('V'):\n    {inner}" if not short else line
        elif kind < 0.24:
            line = f"with env.prefixed({chance.choice(['name', 'str(1)'])}):\n    {line}"
        elif kind < 0.3:
            line = f"def get(key, default=None):\n    return env.str(key, default)\n{name} = get('V1')"
        lines.append(
            f"try:\n    {line.replace(chr(10), chr(10) + '    ')}\nexcept Exception:\n    pass"
            if chance.random() < 0.4
            else line
        )
    start = "name = 'V'\nS0 = S1 = S2 = S3 = 'unset'\n"
    variables = {f"V{number}": chance.choice(WORDS) for number in range(6) if chance.random() < 0.85}
    return head + start + "\n".join(lines) + "\n", variables


def shown(value: object) -> list[str]:
    """The type and the notation of a value."""
    return [type(value).__name__, repr(value)]


def outcome(text: str, variables: dict[str, str]) -> dict[str, list[str]] | None:
    """What the names really hold, or None where the module stops with an exception."""
    os.environ.clear()
    os.environ.update(variables)
    namespace: dict[str, object] = {"__name__": "settings"}
    for name in [one for one in sys.modules if one.partition(".")[0] in ("environs", "envparse")]:
        del sys.modules[name]  # their own objects remember what was read
    try:
        exec(compile(text, "settings.py", "exec", dont_inherit=True), namespace)
    except Exception:
        return None
    return {name: shown(namespace[name]) for name in NAMES}


def run() -> None:
    """Reads the number of modules from the arguments and prints the outcomes under this interpreter."""
    print(json.dumps([outcome(*case(seed)) for seed in range(int(sys.argv[2]))]))


def merge(pythons: list[str], count: int) -> None:
    """Prints the cases with the outcomes of all interpreters."""
    environment = {"PATH": os.environ.get("PATH", "")}
    found = []
    for python in pythons:
        command = [python, "-W", "ignore", __file__, "--run", str(count)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        found.append(json.loads(done.stdout))
    kept = []
    for seed, outcomes in enumerate(zip(*found, strict=True)):
        different = [json.loads(one) for one in sorted({json.dumps(one) for one in outcomes if one is not None})]
        if different:
            kept.append(json.dumps([*case(seed), different], ensure_ascii=False))
    print("[\n" + ",\n".join(kept) + "\n]")


if __name__ == "__main__":
    if sys.argv[1] == "--run":
        run()
    else:
        merge(sys.argv[2:], int(sys.argv[1]))
