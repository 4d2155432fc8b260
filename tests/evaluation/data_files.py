"""Programs that read data files, made at random: INI files by configparser, JSON, TOML and YAML by their loaders.

Run as a program it reads one request a line as JSON (a folder, a module, an environment), runs the module there and
prints what its names hold.
"""

from __future__ import annotations

import json
import os
import random
import sys

NAMES = ["S0", "S1", "S2", "S3"]
SECTIONS = ["smtp", "mail", "Other"]
OPTIONS = ["host", "Port", "tls", "user", "x"]
TEXTS = ["smtp.example.org", "465", "587", " 25 ", "yes", "No", "TRUE", "off", "0", "", "a=b", "a: b", "x # y", "'q'", "1_0", "5.5",
         "50%%", "%(host)s.org", "%(user)s", "%(tls)s%(x)s", "%(nowhere)s", "100%", "${host}", "${mail:user}", "a$$b", "${Other:x}-1",
         "%(Port)s", "${smtp:Port}", "${nowhere:x}", "$5", "%s", "é", "-1", "0x1f", "1e3", "nan"]  # fmt: skip
CLASSES = ["ConfigParser()", "ConfigParser()", "RawConfigParser()", "ConfigParser(interpolation=None)",
           "ConfigParser(interpolation=configparser.ExtendedInterpolation())", "ConfigParser(strict=True)",
           "ConfigParser(allow_no_value=True)", "ConfigParser(delimiters=('=',))", "ConfigParser({'x': '1'})"]  # fmt: skip
READS = ["cfg.read({f})", "cfg.read({f})", "cfg.read([{f}, {f}])", "cfg.read(os.path.join(os.path.dirname(__file__), {f}))",
         "cfg.read(pathlib.Path(__file__).parent / {f})", "with open({f}) as f:\n    cfg.read_file(f)", "cfg.read_file(open({f}))",
         "cfg.read('absent.ini')", "HERE = pathlib.Path(__file__).resolve().parent\ncfg.read(str(HERE / {f}))",
         "cfg.optionxform = str\ncfg.read({f})", "cfg.read({f})\ncfg['smtp']['host'] = 'z'", "cfg.read({f})\ncfg.set('smtp', 'x', 'z')",
         "cfg.read({f}, encoding='utf-8')", "cfg.read(f'{{os.path.dirname(__file__)}}/one.ini')", "if os.environ:\n    cfg.read({f})",
         "def more():\n    cfg.read('two.ini')\ncfg.read({f})\nmore()", "cfg.read({f})\nother = cfg\nother.read('two.ini')",
         "part = None\ncfg.read({f})\npart = cfg[{s}]\ncfg.read('two.ini')\nS3 = part.get('host')"]  # fmt: skip
LOOKS = ["cfg[{s}][{o}]", "cfg[{s}][{o}]", "cfg.get({s}, {o})", "cfg.get({s}, {o}, fallback={l})", "cfg.getint({s}, {o})",
         "cfg.getboolean({s}, {o})", "cfg.getboolean({s}, {o}, fallback={l})", "cfg.getfloat({s}, {o})", "cfg[{s}].get({o})",
         "cfg[{s}].get({o}, {l})", "cfg[{s}].getint({o}, fallback={l})", "cfg[{s}].getboolean({o})", "cfg[{s}].getint({o}, {l})",
         "cfg.get({s}, {o}, raw=True)", "cfg.has_option({s}, {o})", "cfg.has_section({s})", "int(cfg[{s}][{o}])", "dict(cfg[{s}])",
         "cfg[{s}][{o}].lower() == 'yes'", "cfg.get({s}, {o}) or {l}", "cfg['DEFAULT'][{o}]", "cfg.get('DEFAULT', {o}, fallback=None)",
         "f'{{cfg[{s}][{o}]}}!'", "str(cfg[{s}][{o}]).strip()", "{{**cfg[{s}]}}", "cfg[{s}]", "len(cfg[{s}][{o}])", "cfg.items({s})"]  # fmt: skip
LOADS = {
    "json": ["json.load(open('data.json'))", "json.loads(pathlib.Path('data.json').read_text())", "load('data.json')",
             "json.load(open(os.path.join(HERE, 'data.json'), 'rb'))", "json.loads((pathlib.Path(__file__).parent / 'data.json').read_bytes())",
             "json.load(open('absent.json'))", "json.loads(open('data.json').read())", "json.loads('{{\"smtp\": 1}}')"],
    "toml": ["tomllib.load(open('data.toml', 'rb'))", "tomllib.loads(pathlib.Path(__file__).with_name('data.toml').read_text())",
             "tomllib.loads(pathlib.Path('data.toml').read_bytes().decode())"],
    "yaml": ["yaml.safe_load(open('data.yaml'))", "yaml.load(open('data.yaml'), Loader=yaml.SafeLoader)", "yaml.full_load(open('data.yaml'))",
             "yaml.load(open('data.yaml'), Loader=yaml.BaseLoader)", "yaml.safe_load(pathlib.Path('data.yaml').read_text())",
             "yaml.load(open('data.yaml'), yaml.CSafeLoader)"],
}  # fmt: skip
TAKES = ["D[{s}][{o}]", "D[{s}][{o}]", "D.get({s}, {{}}).get({o})", "D.get({s}, {{}}).get({o}, {l})", "D[{s}].get({o}, {l})", "D[{s}]",
         "D['list'][0]", "D['list'][-1]['host']", "D['list'][9]", "int(D[{s}][{o}])", "str(D[{s}][{o}])", "D[{s}][{o}] or {l}",
         "bool(D[{s}][{o}])", "D[{s}][{o}] == 465", "D['top']", "{{**D[{s}]}}", "dict(D[{s}], x=1)", "len(D[{s}])", "D.get('top', {l})",
         "f'{{D[{s}][{o}]}}'", "part.get({o})", "part[{o}]", "D[{s}].items()", "(D[{s}][{o}] if D['top'] else 1)", "D.get('nowhere')"]  # fmt: skip
CHANGES = ["", "", "", "", "D[{s}][{o}] = {l}", "D['top'] = {l}", "D.update(top={l})", "D[{s}].update({{{o}: {l}}})", "del D['top']",
           "D.pop('top')", "D.setdefault('top', 5)", "D[{s}].pop({o}, None)", "D['list'].append(1)", "D['list'].insert(0, 1)",
           "part = D[{s}]\npart[{o}] = {l}", "def change():\n    D['top'] = 1\nchange()", "D = dict(D)\nD['top'] = 7"]  # fmt: skip
VALUES = ["smtp.example.org", "465", 465, 25, True, False, None, "yes", "", 1.5, -1, 0, "é", "0587", "on"]
PLAIN = ["smtp.example.org", "465", "yes", "No", "on", "~", "null", "1_000", "0587", "0o17", "017", "0x1F", "1e3", "1.5", ".5", "-3", "+7",
         "1:30", "2020-01-01", "127.0.0.1", "'465'", '"yes"', "tRue", "True", "OFF", "5tgb", "a b", "-", "1.", "e1", "!!str 25", "!!int '7'",
         "!x y", ".inf", "12e03", "=", "y", "N", "0b11", "0", "-0", "09"]  # fmt: skip
HEAD = """\
import configparser
import json
import os
import pathlib
import tomllib
import yaml
HERE = os.path.dirname(os.path.abspath(__file__))
def load(path):
    with open(path) as f:
        return json.load(f)
S0 = S1 = S2 = S3 = None
"""


class Author:
    """Writes one program and its files; the same random numbers give the same ones."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def filled(self, form: str) -> str:
        """A form with its holes filled: f a file, s a section, o an option, l a literal."""
        pieces = {"f": ["'one.ini'", "'one.ini'", "'two.ini'"], "s": [repr(one) for one in SECTIONS],
                  "o": [repr(one) for one in (*OPTIONS, "HOST", "port")], "l": ["None", "'z'", "25", "True", "''"]}  # fmt: skip
        out, at = "", 0
        while at < len(form):
            if form[at : at + 2] in ("{{", "}}"):
                out, at = out + form[at], at + 2
            elif form[at] == "{" and form[at + 2 : at + 3] == "}":
                out, at = out + self.chance.choice(pieces[form[at + 1]]), at + 3
            else:
                out, at = out + form[at], at + 1
        return out

    def ini(self) -> str:
        """An INI file, mostly one without mistakes."""
        lines = []
        for section in self.chance.sample(["DEFAULT", *SECTIONS], self.chance.randint(2, 4)):
            lines.append(f"[{section}]")
            for option in self.chance.sample(OPTIONS, self.chance.randint(1, 4)):
                sign = self.chance.choice(["=", " = ", ": ", " : "])
                lines.append(f"{option}{sign}{self.chance.choice(TEXTS)}")
                if self.chance.random() < 0.08:
                    lines.append(self.chance.choice(["  more", "; note", "# note", "", "loose", f"{option}=again"]))
        return "\n".join(lines) + "\n"

    def tree(self) -> dict[str, object]:
        """What a data file holds."""
        found: dict[str, object] = {"top": self.chance.choice(VALUES)}
        for section in SECTIONS[: self.chance.randint(1, 3)]:
            found[section] = {option: self.chance.choice(VALUES) for option in self.chance.sample(OPTIONS, 3)}
        found["list"] = [{"host": self.chance.choice(VALUES)}, {"host": "b"}]
        return found

    def yaml(self, tree: dict[str, object]) -> str:
        """The tree in YAML, with values as people write them."""
        lines = []
        for key, value in tree.items():
            if isinstance(value, dict):
                lines.append(f"{key}:" if value else f"{key}: {{}}")
                lines += [f"  {name}: {self.chance.choice(PLAIN)}" for name in value]
            elif isinstance(value, list):
                lines += [f"{key}:", *(f"  - host: {self.chance.choice(PLAIN)}" for _ in value)]
            else:
                lines.append(f"{key}: {self.chance.choice(PLAIN)}")
        return "\n".join(lines) + "\n"

    def project(self) -> dict[str, str]:
        """The files of a program."""
        tree = self.tree()
        files = {"one.ini": self.ini(), "two.ini": self.ini(), "data.json": json.dumps(tree, indent=self.chance.choice([None, 2])),
                 "data.yaml": self.yaml(tree), "data.toml": toml(tree)}  # fmt: skip
        if self.chance.random() < 0.5:
            lines = [f"cfg = configparser.{self.chance.choice(CLASSES)}"]
            lines += [self.filled(self.chance.choice(READS)) for _ in range(self.chance.choice([1, 1, 1, 2]))]
            looks = LOOKS
        else:
            form = self.chance.choice(list(LOADS))
            lines = [f"D = {self.filled(self.chance.choice(LOADS[form]))}", "part = D.get('smtp')"]
            lines.append(self.filled(self.chance.choice(CHANGES)))
            looks = TAKES
        for name in NAMES[: self.chance.randint(1, 3)]:
            line = f"{name} = {self.filled(self.chance.choice(looks))}"
            careful = self.chance.random() < 0.6  # a program that survives what is missing
            lines.append(f"try:\n    {line}\nexcept Exception:\n    pass" if careful else line)
        files["settings.py"] = HEAD + "\n".join(lines) + "\n"
        return files


def toml(tree: dict[str, object]) -> str:
    """The tree in TOML, which has no null."""

    def shown(value: object) -> str:
        return str(value).lower() if isinstance(value, bool) else json.dumps(value if value is not None else "none")

    lines = [f"top = {shown(tree['top'])}"]
    lines.append(f"list = [{', '.join('{ host = ' + shown(one['host']) + ' }' for one in tree['list'])}]")  # type: ignore[attr-defined]
    for key, value in tree.items():
        if isinstance(value, dict):
            lines.append(f"[{key}]")
            lines += [f"{name} = {shown(one)}" for name, one in value.items()]
    return "\n".join(lines) + "\n"


def case(seed: int) -> dict[str, str]:
    """The files of one program."""
    return Author(random.Random(seed)).project()


def outcome(folder: str) -> dict[str, object]:
    """What the names of a folder's settings.py hold, or the error that stops it."""
    from tests.evaluation.interpreter import shown

    os.chdir(folder)
    path = os.path.join(folder, "settings.py")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    namespace: dict[str, object] = {"__name__": "settings", "__file__": path}
    try:
        exec(compile(text, path, "exec", dont_inherit=True), namespace)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {"names": {name: shown(namespace.get(name)) for name in NAMES}}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(outcome(json.loads(line))), flush=True)
