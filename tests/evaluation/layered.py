"""Settings objects of dynaconf made at random, files and variables with them, and what they really hold.

``python -m tests.evaluation.layered COUNT`` runs them with the dynaconf of the interpreter that it is started with.
"""

from __future__ import annotations

import json
import os
import pathlib
import random
import sys
import tempfile

KEYS = ["EMAIL_HOST", "EMAIL_PORT", "smtp", "MAIL", "EMAIL_USE_TLS", "dynamic__host", "From_", "N"]
INNER = ["host", "PORT", "tls", "User", "opts"]
READS = [
    "settings.EMAIL_HOST", "settings.email_port", "settings['EMAIL_USE_TLS']", "settings.get('N', 5)",
    "settings.smtp.host", "settings.SMTP.port", "settings['smtp.tls']", "settings.get('smtp.port')", "settings.N",
    "settings.mail.User", "settings.get('MAIL').host", "settings('EMAIL_PORT', cast='@int')", "settings.as_int('N')",
    "settings.as_bool('EMAIL_USE_TLS')", "settings.dynamic.host", "settings['mail']['opts']['host']", "settings.FROM_",
    "settings.mail.opts.port", "settings.get('smtp').get('host')", "settings('smtp__host')", "settings.smtp.tls",
    "settings.get('EMAIL_USE_TLS', cast='@bool')", "settings.mail.host", "settings.mail.port",
]  # fmt: skip
TEXTS = ["smtp.example.org", "587", "465", "true", "True", "False", "@int 587", "@bool off", "@str 5", "@float 1.5", "a b",
         "x # y", "1 # y", "'587'", '"q"', "@none", "@format {this.EMAIL_HOST}:1", "@format {env[HOME]}/x", "1_0", "0x10",
         "@json 5", "@json {'a': 1}", '@json {"host": "j"}', "@jinja {{ this.N }}!", "@int @format {this.N}", "@bc", "@",
         "1.5", "1e3", "[1, 2]", "{host='t', port=1}", "@merge {port=9}", "@merge host=x", "@del", "@reset 7", "@empty",
         "2024-01-01", "+5", "-0", "inf", "@int x", "", " ", "007", "@int '5'", "@get N", "@upper a", "@bool", "@int5",
         "@format {{x}}", "@format {this.smtp.host}", "@float @jinja {{this.EMAIL_PORT}}", "\u00e9", "tru", "yes", "on",
         "@merge_unique [1]", "a\\nb", "{", "@note x", "@comment", "'''a'''", "@bool Enabled", "@str @int 5", "1:30"]  # fmt: skip


class Maker:
    """One random project: the module, the files beside it and the variables around it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def scalar(self) -> object:
        """A value of a file."""
        return self.chance.choice([587, 465, True, False, 1.5, 0, -1, *self.chance.sample(TEXTS, 6)])

    def inner(self, depth: int = 0) -> dict[str, object]:
        """A mapping inside a file."""
        made: dict[str, object] = {}
        for key in self.chance.sample(INNER, self.chance.randint(1, 3)):
            name = self.chance.choice([key, key, key.upper(), key.lower()])
            made[name] = self.inner(depth + 1) if key == "opts" and depth < 2 else self.scalar()
        if self.chance.random() < 0.2:
            made["dynaconf_merge"] = self.chance.random() < 0.85
        return made

    def table(self) -> dict[str, object]:
        """The keys of a file, or of one environment in it."""
        made: dict[str, object] = {}
        for key in self.chance.sample(KEYS, self.chance.randint(1, 5)):
            mapping = key in ("smtp", "MAIL") and self.chance.random() < 0.85
            name = self.chance.choice([key, key, key.upper(), key.lower()])
            made[name] = self.inner() if mapping else self.scalar()
        if self.chance.random() < 0.12:
            made["dynaconf_merge"] = self.chance.random() < 0.9
        if self.chance.random() < 0.1:
            made[self.chance.choice(["smtp__PORT", "SMTP__host", "mail__opts__port", "smtp.tls"])] = self.scalar()
        return made

    def file(self, layered: bool) -> dict[str, object]:
        """The content of a file."""
        if not layered:
            return self.table()
        names = [
            "default",
            "development",
            "production",
            "global",
            "MYAPP",
            "Default",
            "PRODUCTION",
            "staging",
            "dynaconf",
        ]
        made: dict[str, object] = {}
        for name in self.chance.sample(names, self.chance.randint(1, 4)):
            if name.lower() not in (one.lower() for one in made):
                made[name] = self.table()
        if self.chance.random() < 0.1:
            made["dynaconf_merge"] = True
        return made

    def case(self) -> dict[str, object]:
        """The module's head, what it reads, the files and the variables."""
        chance = self.chance
        layered = chance.random() < 0.6
        ending = chance.choice(["toml", "toml", "yaml", "json"])
        names = [f"settings.{ending}"] + ([f".secrets.{ending}"] if chance.random() < 0.5 else [])
        files = {name: written(self.file(layered), ending) for name in names if chance.random() < 0.95}
        if chance.random() < 0.2:
            files[f"settings.local.{ending}"] = written(self.file(layered), ending)
        prefix = chance.choice(["MYAPP", "MYAPP", "DYNACONF", "", "False"])
        options = {"settings_files": repr(names)}
        options |= {"envvar_prefix": repr(prefix) if prefix != "False" else prefix} if prefix else {}
        options |= {"environments": chance.choice(["True", "['default', 'production']"])} if layered else {}
        options |= {"env": repr(chance.choice(["production", "staging"]))} if chance.random() < 0.3 else {}
        options |= {"merge_enabled": "True"} if chance.random() < 0.1 else {}
        options |= {"env_switcher": "'MODE'"} if chance.random() < 0.2 else {}
        options |= {"lowercase_read": "False"} if chance.random() < 0.05 else {}
        if chance.random() < 0.15:
            options[chance.choice(["EMAIL_PORT", "N", "smtp"])] = repr(
                chance.choice([25, "x", {"host": "k", "port": 2}])
            )
        if chance.random() < 0.15:
            extra = chance.choice(
                ["default=25", "cast=str", "default='a'", "must_exist=None", "default=True, cast=int"]
            )
            options["validators"] = f"[Validator({chance.choice(['EMAIL_PORT', 'N', 'From_'])!r}, {extra})]"
        variables = {"HOME": "/home/ada"}
        self.variables(variables, prefix)
        if chance.random() < 0.3:
            options["load_dotenv"] = "True"
            lines: dict[str, str] = {}
            self.variables(lines, prefix)
            files[".env"] = "".join(f"{name}='{text}'\n" for name, text in lines.items() if "'" not in text)
        if chance.random() < 0.3:
            variables[chance.choice(["ENV_FOR_DYNACONF", "MODE"])] = chance.choice(
                ["production", "PRODUCTION", "staging"]
            )
        arguments = ", ".join(f"{name}={text}" for name, text in options.items())
        head = f"from dynaconf import Dynaconf, Validator\nsettings = Dynaconf({arguments})\n"
        return {"head": head, "reads": chance.sample(READS, 12), "files": files, "variables": variables}

    def variables(self, made: dict[str, str], prefix: str) -> None:
        """Adds some variables."""
        for _ in range(self.chance.randint(0, 3)):
            mark = self.chance.choice([{"": "DYNACONF_", "False": ""}.get(prefix, f"{prefix}_")] * 4 + ["DYNACONF_"])
            key = self.chance.choice(
                [*KEYS, "SMTP__HOST", "smtp__port", "MAIL__OPTS__HOST", "SMTP__opts__port", "email_host"]
            )
            made[mark + self.chance.choice([key, key.upper()])] = self.chance.choice(
                [*TEXTS, "587", "smtp.example.org"]
            )


def written(data: object, ending: str, depth: int = 0) -> str:
    """A file of a format. JSON is YAML as well; TOML is written as tables."""
    if ending != "toml":
        return json.dumps(data, indent=1, ensure_ascii=False)
    assert isinstance(data, dict)
    lines = [f"{json.dumps(key)} = {inline(one)}" for key, one in data.items() if not isinstance(one, dict)]
    for key, one in data.items():
        if isinstance(one, dict):
            lines.append(f"[{json.dumps(key)}]")
            lines += [f"{json.dumps(name)} = {inline(inner)}" for name, inner in one.items()]
    return "\n".join(lines) + "\n"


def inline(value: object) -> str:
    """A value on one line of TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {inline(one)}" for key, one in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def outcome(case: dict[str, object]) -> list[list[str] | None]:
    """What the reads give when they are run, None for those that raise."""
    kept = dict(os.environ), os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in dict(case["files"]).items():  # type: ignore[call-overload]
            pathlib.Path(folder, name).write_text(text)
        os.environ.clear()
        os.environ.update(case["variables"])  # type: ignore[call-overload]
        os.chdir(folder)
        try:
            namespace: dict[str, object] = {}
            exec(str(case["head"]), namespace)
            return [one_of(namespace, str(read)) for read in list(case["reads"])]  # type: ignore[call-overload]
        finally:
            os.chdir(kept[1])
            os.environ.clear()
            os.environ.update(kept[0])


def one_of(namespace: dict[str, object], read: str) -> list[str] | None:
    """What one read gives, or None where it raises."""
    try:
        value = eval(read, namespace)
        return [type(value).__name__, repr(value)]
    except Exception:
        return None


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    for seed in range(*map(int, sys.argv[1].split("-"))):
        one = Maker(seed).case()
        print(json.dumps([one, outcome(one)]))
