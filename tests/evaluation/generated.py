"""Settings modules and environments made at random: what Django and Flask projects write, in every mixture."""

from __future__ import annotations

import random

NAMES = [f"S{number}" for number in range(6)]  # settings
FLAGS = ["DEBUG", "TESTING"]  # names that are bound once, so that a branch's condition means the same everywhere
VARIABLES = [f"V{number}" for number in range(6)]
MODES = ["DEBUG", "not DEBUG", "DEBUG and TESTING", "DEBUG or TESTING", "TESTING", "not (DEBUG and TESTING)",
         "(DEBUG or TESTING) and not DEBUG", "DEBUG is True", "'a and b' == DEBUG", "True if DEBUG and TESTING else False"]  # fmt: skip

WORDS = [
    "", "0", "1", "2", "-1", "+5", "25", "465", "587", " 587", "587 ", "2_5", "1e3", "5.5", "0x1f", "0587", "inf", "nan", "true",
    "True", "TRUE", "tRUE", "false", "False", "FALSE", "yes", "Yes", "no", "NO", "on", "off", "ok", "y", "n", "t", "f", "T",
    "none", "None", "null", "enabled", "smtp.example.org", "a,b", "a", "x y", "smtps://u:p@h:465", " true ", "\u0663", "é",
    "1,5", "1.5.2", "[1]", "$V1", "{}",
]  # fmt: skip
ODD = [
    "None",
    "5.5",
    "1_000",
    "0x1f",
    "1e3",
    "''",
    "'a' 'b'",
    "r'a\\b'",
    "()",
    "[]",
    "{}",
    "(1,)",
    "b'x'",
    "-0.0",
    "1 << 3",
]

READS = ["os.environ[{v}]", "os.environ.get({v})", "os.environ.get({v}, {l})", "os.getenv({v}, {l})", "os.getenv({v}, default={l})",
         "os.environ.get(key={v}, default={l})", "environ_get({v})", "getenv({v}, {l})", "E.get({v}, {l})"]  # fmt: skip
LIBRARY_READS = [
    "denv({v}{d})", "denv.str({v}{d})", "denv.bool({v}{d})", "denv.int({v}{d})", "denv.float({v}{d})", "denv({v}, {l})",
    "denv({v}, cast=bool{d})", "denv({v}, cast=int{d})", "declared({v})", "declared.bool({v}{d})", "declared.int({v})",
    "config({v}{d})", "config({v}, cast=bool{d})", "config({v}, cast=int{d})", "config({v}, cast=float{d})",
    "config({v}{d}, cast=str)", "config({v}, {l}, int)", "eenv({v}{d})", "eenv.str({v}{d})", "eenv.bool({v}{d})",
    "eenv.int({v}{d})", "eenv.float({v}{d})", "eenv.int({v}, {l})", "denv({v}, bool, {l})", "denv({v}, default={e})",
    "config({v}, default={e}, cast=int)", "denv.list({v}{d})", "eenv.list({v}{d})", "denv.json({v}{d})", "eenv.json({v}{d})",
]  # fmt: skip
CONVERSIONS = [
    "int({e})", "float({e})", "bool({e})", "str({e})", "({e} == 'True')", "(({e}).lower() == 'true')", "('1' == {e})",
    "({e} != '0')", "({e} in ('true', '1'))", "(({e}).lower() in ['true', '1', 'yes'])", "(({e}).upper() in ('TRUE', 'ON'))",
    "({e} in {{'a', '25'}})", "({e}).lower()", "({e}).strip()", "({e}).upper()", "({e}).capitalize()", "({e}).title()",
    "({e}).casefold()", "(({e}).strip().lower() == 'true')", "bool(int({e}))", "int({e} or 25)", "({e} or 'none')",
    "({e} or None)", "({e} or '') == 'x'", "(True if {e} == 'yes' else False)", "bool({e} == '1')", "strtobool({e})",
    "bool(strtobool({e}))", "(({e}).capitalize() == 'True')", "(({e}).lower() in ('True', 'x'))", "(not {e})", "(not ({e} == 'a'))",
    "({e} is not None)", "('x' if {e} else 'y')", "int(bool({e}))", "str(int({e}))", "({e} in 'true')", "({e}).replace('a', 'b')",
    "json.loads({e})", "({e} == '')", "({e} in ('',))", "(({e}).lower() not in ('0', 'false'))", "bool(({e}).strip())",
    "as_bool({e})", "as_bool(value={e})", "twice({e})", "twice({e}, by=3)", "loops({e})", "given({e})", "({e}).split(',')[0]",
    "({e}).startswith('s')", "(({e}).replace('a', '') or 'x')", "len({e})", "({e} is None)", "({e} == None)", "({e} not in (None, ''))",
    "(({e}).strip() or None)", "f'{{{e}}}.org'", "f'{{{e}!r:>8}}'", "('a' + {e} + 'b')", "'%s:%s' % ({e}, 1)", "'{{}}-{{}}'.format({e}, 2)",
    "{{'a': 1, '25': 2}}.get({e}, 3)", "{{'a': 'x', '587': 'y'}}[{e}]", "({e} or 'x')[0]", "int({e} or 0) + 1", "int({e}) in (25, 465)",
    "(465 if {e} == 'true' else 587)", "(int({e}) > 100)", "(-int({e}))", "({e}).isdigit()", "int({e}, 16)", "':'.join(({e}, 'b'))",
    "int(({e}).strip())", "({e} or '0').lower()", "bool(({e} or 'x').lower() == 'true')", "int(float({e}))", "float(int({e}))",
    "bool(float({e}))", "({e} == True)", "({e} == 1)", "(({e} or 'q') == '')", "({e}).strip('x')", "bool(({e}).lower())",
    "(False if {e} == 'no' else True)", "({e} == 'True' or {e} == 'true')", "int({e}, 10)", "str({e}).lower() == 'true'",
    "str({e}) == 'True'", "str({e}).lower() in ('1', 'none')", "bool(str({e}))", "(1 if {e} else 0)", "eval({e})",
]  # fmt: skip
MIXTURES = [
    "({e} + {e})", "({e} or {e})", "({e} and {e})", "({e} if {e} else 7)", "{{'a': {e}, 'b': {e}}}['a']", "[{e}, {e}]",
    "dict(a={e}, b={e})", "f'{{{n}}}-{{{n}}}'", "f'{{{n}!r}}'", "f'{{{n}:>5}}'", "os.environ.get({v}, {e})", "os.getenv({v}) or {e}",
    "({e} * 2)", "({e}, 1)", "{{**dict(a={e}), 'a': {e}}}", "({e} - 1)", "'%s' % {e}", "'{{}}'.format({e})", "({e} == {e})",
    "({e} or {e} or 25)", "os.environ.get({v}) or os.environ.get({v}) or {l}", "(w := {e})", "[*[{e}], 1]", "({e} | {{'a': 1}})",
    "{{'a': {e}}} | {{'a': {e}}}", "env_bool({v})", "env_bool({v}, {l})",
    "env_bool({v}, default={l})", "required({v})", "optional({v})", "optional({v}, default={l})", "chosen({v})", "chosen({v}, {e})",
    "flag({v})", "flag({v}, {e})", "optional({v}, default={e})", "optional({v}) or {e}", "chosen(words=('x',), name={v})", "({e})['a']", "({e} < {e})", "(-{e})", "(+{e})", "(~{e})", "({e} ** 2)", "({e} // 2)", "({e} % 3)",
    "os.environ.get({v}, str({e}))", "int(os.environ.get({v}, {e}))", "str(os.environ.get({v}, {e}))", "list({e})", "({e} is True)",
]  # fmt: skip
BLOCKS = [
    "D = {{'x': {e}}}\nD.update(x={e})\n{n} = D['x']", "D = {{'x': {e}}}\nD['x'] = {e}\n{n} = D", "{n} = [{e}]\n{n}.append({e})",
    "class Base:\n    A = {e}\n    B = {l}\nclass Prod(Base):\n    B = {e}\n{n} = Prod.A\n{n} = Prod.B",
    "class Base:\n    A = {e}\nBase.A = {l}\n{n} = Base.A", "for x in (1, 2):\n    {n} = {e}", "def f():\n    global {n}\n    {n} = 1\nf()",
    "def f():\n    {n} = {e}\n    return {n}\n{n} = f()", "with open(os.devnull) as {n}:\n    pass\n{n} = {e}", "del {n}\n{n} = {e}",
    "{n} = {e}\n{n} = {n}\n{n} = f'{{{n}}}'", "E = os.environ\n{n} = E[{v}]", "os.environ[{v}] = 'set'\n{n} = os.environ[{v}]",
    "os.environ.setdefault({v}, 'set')\n{n} = os.environ.get({v}, {l})", "while True:\n    {n} = {e}\n    break", "import os as {n}\n{n} = 1",
    "globals()[{q}] = {e}", "globals().update({n}={e})", "vars()[{q}] = {e}", "{n}: object = {e}", "{n} = {n} = {e}", "{n}, {n} = {e}, {l}",
    "{n} += {e}", "{n}, {n} = {e}", "[{n}, *D] = [{e}, 1]", "try:\n    import nowhere\n    {n} = {e}\nexcept ImportError:\n    {n} = {e}",
    "try:\n    {n} = {e}\nexcept Exception:\n    {n} = {l}", "try:\n    {n} = {e}\nfinally:\n    {n} = {l}", "D = {n}\nD += [1]\n{n} = D",
    "D = [1]\n{n} = D\nD.append(2)", "D = {{'x': 1}}\n{n} = D\nD['x'] = {e}", "lambda: (x := 1)\n{n} = {e}", "assert True\n{n} = {e}",
    "{n} = [x for x in (1, 2)]", "if True:\n    {n} = {e}", "match {e}:\n    case 1:\n        {n} = 1\n    case _:\n        {n} = 2",
    "int = str\n{n} = int({e})\nint = type(1)", "D = {{'x': {e}}}\nD |= {{'x': {e}}}\n{n} = D['x']", "{n} = D = {{}}\nD['y'] = 1",
]  # fmt: skip

HEAD = """\
import json
import os
from os import environ as E, getenv
import environ
from decouple import config
from environs import Env
denv = environ.Env()
declared = environ.Env(V0=(bool, False), V1=(int, 25), V2=(str, "x"), V3=int)
eenv = Env()
environ_get = os.environ.get
D = []
def strtobool(val):
    val = val.lower()
    if val in ("y", "yes", "t", "true", "on", "1"):
        return 1
    if val in ("n", "no", "f", "false", "off", "0"):
        return 0
    raise ValueError(f"invalid truth value {val!r}")
def env_bool(name, default=False):
    "Words of a flag."
    value = os.environ.get(name)
    if value is None:
        return default
    return value.strip().lower() in ("1", "true", "yes")
def required(name):
    try:
        return os.environ[name]
    except KeyError:
        raise RuntimeError(f"{name} is not set")
def optional(name, *, default=None):
    try:
        return os.environ[name]
    except KeyError:
        return default
def as_bool(value):
    if isinstance(value, bool):
        return value
    return str(value).lower() in ("true", "t", "1")
def chosen(name, words=("a", "b")):
    value = os.getenv(name, "a")
    if value in words:
        answer = value.upper()
    elif value:
        answer = 1
    else:
        return None
    return answer
def twice(value, by=2):
    other = value
    return other * by
flag = lambda name, default="0": os.getenv(name, default) == "1"
def loops(value):
    for _ in range(3):
        value = f"{value}!"
    return value
def given(*names, **more):
    return names
"""


class Author:
    """Writes one module; the same random numbers give the same text."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.libraries = chance.random() < 0.6

    def literal(self) -> str:
        """A value as it is mostly written."""
        kind = self.chance.randrange(5)
        if kind < 2:
            return repr(self.chance.choice(WORDS))
        if kind == 2:
            return str(self.chance.choice([0, 1, 2, 25, 465, 587, -1, 70000]))
        return self.chance.choice(["True", "False"]) if kind == 3 else self.chance.choice(ODD)

    def filled(self, form: str, depth: int) -> str:
        """A form with its holes filled: e an expression, l a literal, n a name, q its text, v a variable, d a default."""
        out, at = [], 0
        while at < len(form):
            hole = form[at : at + 3]
            if form[at : at + 2] in ("{{", "}}"):
                out.append(form[at])
                at += 2
            elif len(hole) == 3 and hole[0] == "{" and hole[2] == "}":
                out.append(self.piece(hole[1], depth))
                at += 3
            else:
                out.append(form[at])
                at += 1
        return "".join(out)

    def piece(self, kind: str, depth: int) -> str:
        if kind == "e":
            return self.expression(depth + 1)
        if kind == "v":
            return repr(self.chance.choice(VARIABLES))
        if kind == "d":
            return "" if self.chance.random() < 0.5 else f", default={self.literal()}"
        name = self.chance.choice(NAMES)
        return self.literal() if kind == "l" else name if kind == "n" else repr(name)

    def expression(self, depth: int = 0) -> str:
        """Any expression of a settings module."""
        kind = self.chance.random()
        if depth > 3 or kind < 0.12:
            return self.literal()
        if kind < 0.22:
            return self.chance.choice([*NAMES, *FLAGS])
        if kind < 0.5:
            forms = LIBRARY_READS if self.libraries and self.chance.random() < 0.5 else READS
        else:
            forms = CONVERSIONS if kind < 0.8 else MIXTURES
        return self.filled(self.chance.choice(forms), depth)

    def statement(self, depth: int = 0) -> list[str]:
        """One statement, as its lines."""
        kind = self.chance.random()
        if kind < 0.55 or depth > 1:
            return [f"{self.chance.choice(NAMES)} = {self.expression()}"]
        if kind < 0.75:
            return self.filled(self.chance.choice(BLOCKS), 1).split("\n")
        lines = [f"if {self.chance.choice(MODES)}:", *self.block(depth)]
        if self.chance.random() < 0.3:
            lines += [f"elif {self.chance.choice(MODES)}:", *self.block(depth)]
        return [*lines, "else:", *self.block(depth)] if self.chance.random() < 0.7 else lines

    def block(self, depth: int) -> list[str]:
        """The lines of a body."""
        return ["    " + line for _ in range(self.chance.randint(1, 2)) for line in self.statement(depth + 1)]

    def module(self) -> str:
        """A settings module, and before it what it imports."""
        kinds = ["True", "False", "os.environ.get('V5')"]
        flags = [f"{flag} = {self.chance.choice(kinds)}" for flag in FLAGS]
        start = [f"{name} = {self.literal()}" for name in NAMES]
        lines = [line for _ in range(self.chance.randint(1, 4)) for line in self.statement()]
        return "\n".join([HEAD, *flags, *start, *lines]) + "\n"

    def environment(self) -> dict[str, str]:
        """Texts for most of the variables."""
        return {name: self.chance.choice(WORDS) for name in VARIABLES if self.chance.random() < 0.85}


def case(seed: int) -> tuple[str, dict[str, str]]:
    """A module and an environment that no seed shares by accident."""
    author = Author(random.Random(seed))
    return author.module(), author.environment()
