"""Settings classes of pydantic and configurations of starlette, made at random, and what they really hold.

``python -m tests.evaluation.libraries`` needs pydantic-settings and starlette: it runs the modules and prints what
``libraries.json`` keeps, so that the tests need neither.
"""

from __future__ import annotations

import json
import os
import random

NAMES = ["S0", "S1", "S2", "S3", "S4"]
WORDS = ["", "0", "1", "587", " 587", "465", "true", "True", "on", "off", "no", "y", "t", "None", "null", "a,b", "x@example.org",
         "+5", "-1", "1.0", "5_0", "smtp.example.org", "\u0663", "1e3"]  # fmt: skip
TYPES = ["str", "int", "bool", "float", "Optional[int]", "int | None", "Optional[bool]", "str | None", "SecretStr",
         "Annotated[int, 'x']", "Any", "Union[int, None]", "Literal['a', '1']", "list[str]"]  # fmt: skip
HEAD = """\
from typing import *
from functools import lru_cache
from pydantic import AliasChoices, BaseModel, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
class Mail(BaseModel):
    host: str = "h"
    port: int = 25
    tls: bool = False
"""
STARLETTE = """\
from starlette.config import Config
from starlette.datastructures import Secret
"""


def fitting(chance: random.Random, kind: str, *, written: bool) -> str:
    """A value of a type: as a literal, or as the text of a variable."""
    if written and ("None" in kind or "Opt" in kind) and chance.random() < 0.3:
        return "None"
    if "int" in kind:
        return chance.choice(["587", "1", "0", "-1"] if written else ["587", "1", "0", "+5", "5_0", " 587", "1.0"])
    if "bool" in kind:
        return chance.choice(["True", "False"] if written else ["true", "1", "0", "False", "on", "OFF", "t", "n", "Y"])
    if "float" in kind:
        return "1.5" if written else chance.choice(["1.5", "3", "1e3", " 2.0"])
    if "Literal" in kind:
        return "'a'" if written else "1"
    if "list" in kind:
        return "['a']" if written else '["b"]'
    return repr(chance.choice(WORDS)) if written else chance.choice(WORDS)


def starlette(chance: random.Random) -> tuple[str, dict[str, str]]:
    """A module that reads its variables through starlette's Config."""
    prefix = chance.choice(["", 'env_prefix="APP_"'])
    lines = [STARLETTE + f"config = Config({prefix})"]
    for name in NAMES:
        cast = chance.choice(["", "cast=int", "cast=bool", "cast=str", "cast=float", "cast=Secret", "bool"])
        parts = [repr(f"V{chance.randrange(5)}"), cast, f"default={chance.choice(['None', '587', 'True', '1'])}"]
        call = f"config({', '.join(part for part in parts if part)})"
        lines.append(f"{name} = {f'str({call})' if 'Secret' in cast else call}")
    words = ["1", "1", "true", "0", chance.choice(WORDS)]
    names = [f"{'APP_' if chance.random() < 0.4 else ''}V{number}" for number in range(5)]
    return "\n".join(lines) + "\n", {name: chance.choice(words) for name in names if chance.random() < 0.9}


def configured(chance: random.Random, prefix: str) -> str:
    """How a settings class names its variables, in one of three notations."""
    pairs = {"env_prefix": repr(prefix)} if prefix else {}
    pairs |= {"case_sensitive": chance.choice(["True", "False"])} if chance.random() < 0.3 else {}
    pairs |= {"populate_by_name": "True"} if chance.random() < 0.2 else {}
    pairs |= {"env_nested_delimiter": '"__"'} if chance.random() < 0.4 else {}
    if not pairs:
        return ""
    style = chance.randrange(3)
    if style == 0:
        return f"    model_config = SettingsConfigDict({', '.join(f'{key}={value}' for key, value in pairs.items())})\n"
    if style == 1:
        return "    model_config = {" + ", ".join(f'"{key}": {value}' for key, value in pairs.items()) + "}\n"
    return "    class Config:\n" + "".join(f"        {key} = {value}\n" for key, value in pairs.items())


def pydantic(chance: random.Random) -> tuple[str, dict[str, str]]:
    """A module with a settings class that inherits another one."""
    prefix = chance.choice(["", "", "APP_", "mail_"])
    kinds = [chance.choice(TYPES) for _ in NAMES]
    fields = []
    for number, kind in enumerate(kinds):
        default = fitting(chance, kind, written=True)
        alias = chance.choice(["'V1'", "'other'", "AliasChoices('V9', 'V2')"])
        form = chance.choices(
            ["", f" = {default}", f" = Field({default}, validation_alias={alias})", f" = Field(default={default}, alias='V3')",
             f" = Field(default_factory=lambda: {default})"], [1, 11, 3, 2, 3])[0]  # fmt: skip
        fields.append(f"    f{number}: {kind}{form}\n")
    base = ["class Base(BaseSettings):\n", configured(chance, prefix), *fields[:2]]
    more = ["class Settings(Base):\n", *fields[2:], "    mail: Mail = Mail()\n"]
    if chance.random() < 0.15:
        more.append('    @field_validator("f0")\n    @classmethod\n    def check(cls, v): return 5\n')
    if chance.random() < 0.1:
        more.append(
            '    @model_validator(mode="after")\n    def check(self):\n        self.f1 = 7\n        return self\n'
        )
    more.append("@lru_cache\ndef get():\n    return Settings()\n")
    more.append(f"settings = {chance.choice(['Settings()', 'Settings(f4=7)', 'get()'])}\n")
    more += [f"{name} = settings.f{number}\n" for number, name in enumerate(NAMES)]
    if chance.random() < 0.4:
        more.append("S2, S3, S4 = settings.mail.port, settings.mail.tls, settings.mail.host\n")
    if "SecretStr" in kinds[0]:
        more.append("S0 = settings.f0.get_secret_value()\n")
    environment = {}
    for number, kind in enumerate(kinds):
        name = chance.choice([prefix, prefix, prefix.upper(), ""]) + chance.choice([f"f{number}", f"F{number}"])
        if chance.random() < 0.75:
            environment[name] = fitting(chance, kind, written=False) if chance.random() < 0.97 else chance.choice(WORDS)
    for name in ("V1", "v1", "V2", "V3", "other", f"{prefix}mail__port", f"{prefix.upper()}MAIL__TLS", "mail__host"):
        if chance.random() < 0.75:
            environment[name] = chance.choice(["1", "1", "1", "0"])
    return HEAD + "".join(base + more), environment


def case(seed: int) -> tuple[str, dict[str, str]]:
    """A module and an environment."""
    chance = random.Random(seed)
    return starlette(chance) if seed % 4 == 3 else pydantic(chance)


def outcome(text: str, environment: dict[str, str]) -> dict[str, list[str]] | None:
    """What the names really hold, or None where the module stops with an exception."""
    os.environ.clear()
    os.environ.update(environment)
    namespace: dict[str, object] = {"__name__": "settings"}
    try:
        exec(compile(text, "settings.py", "exec", dont_inherit=True), namespace)
    except Exception:
        return None
    return {name: [type(namespace[name]).__name__, repr(namespace[name])] for name in NAMES}


if __name__ == "__main__":
    kept = [[*one, held] for one in map(case, range(200)) if (held := outcome(*one)) is not None]
    print("[\n" + ",\n".join(json.dumps(one) for one in kept) + "\n]")
