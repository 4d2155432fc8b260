"""Classes of django-configurations made at random, against what they held when they were set up (configurations.json).

``python -m tests.evaluation.test_configurations`` needs django-configurations and dj-email-url; it prints that file.
"""

from __future__ import annotations

import json
import os
import pathlib
import random
from typing import Any

NAMES = ["EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_TIMEOUT"]
WORDS = ["", "0", "1", "587", " 587", "-5", "1.5", "true", "True", " YES ", "no", "on", "y", "f", "smtp.example.org", "smtps://u:p@h:465",
         "smtp://h", "submission://u:p@h"]  # fmt: skip
VALUES = [
    "values.Value({l})", "values.Value({l})", "values.BooleanValue({b})", "values.IntegerValue({i})", "values.PositiveIntegerValue({i})",
    "values.FloatValue({i})", "Value({l}, environ_name='OTHER')", "values.Value({l}, environ_prefix=None)", "values.SecretValue()",
    "values.BooleanValue(default={b}, environ_prefix='APP_')", "values.Value({l}, False)", "values.IntegerValue({i}, environ_required=True)",
    "values.Value({l}, environ_prefix='APP', environ_name='EMAIL_HOST')", "{l}", "{i}", "values.ListValue([])", "values.EmailValue('a@b.org')",
    "values.Value(environ=False)", "values.BooleanValue({b}, environ=False)", "values.URLValue('http://h')",
]  # fmt: skip
VARIABLES = [*(f"{prefix}{name}" for prefix in ("DJANGO_", "APP_", "") for name in NAMES), "DJANGO_OTHER", "EMAIL_URL"]
HEAD = "from configurations import Configuration, values\nfrom configurations.values import Value\n"


def body(chance: random.Random) -> list[str]:
    """The statements of a class."""
    found = []
    for name in chance.sample(NAMES, chance.randint(1, 4)):
        holes = {
            "l": chance.choice(["'x'", "None", "25", "''"]),
            "b": chance.choice(["True", "False"]),
            "i": chance.choice(["587", "0", "25"]),
        }
        value = chance.choice(VALUES).format(**holes)
        kind = chance.random()
        if kind < 0.07:
            found.append(f"    @property\n    def {name}(self):\n        return 7")
        elif kind < 0.14:
            found.append(f"    EMAIL = values.EmailURLValue({chance.choice(['', repr('smtp://h:2525')])})")
        else:
            found.append(f"    {name} = {value}")
    return found


def case(seed: int) -> tuple[str, dict[str, str]]:
    """A module whose last class counts, and an environment."""
    chance = random.Random(seed)
    classes = [
        ("Common", "Configuration"),
        ("Mail", chance.choice(["object", "object", "Configuration"])),
        ("Prod", chance.choice(["Common", "Common", "Mail, Common", "Common, Mail"])),
    ]
    if chance.random() < 0.3:
        classes = [("Common", "Configuration"), ("Left", "Common"), ("Mail", "Common"), ("Prod", "Left, Mail")]
    lines = [f"class {name}({bases}):\n" + "\n".join(body(chance)) for name, bases in classes]
    words = {name: chance.choice(WORDS) for name in VARIABLES if chance.random() < 0.6}
    return HEAD + "\n".join(lines) + "\n", words


def outcome(text: str, variables: dict[str, str]) -> dict[str, list[str]] | None:
    """What ``Prod`` gives to Django, or None where it raises; as the loader of configurations does it."""
    from configurations import importer, values
    from configurations.utils import uppercase_attributes

    importer.installed = True
    os.environ.clear()
    os.environ.update(variables)
    namespace: dict[str, Any] = {"__name__": "settings"}
    try:
        exec(compile(text, "settings.py", "exec", dont_inherit=True), namespace)
        cls = namespace["Prod"]
        for name, value in uppercase_attributes(cls).items():
            if isinstance(value, values.Value):
                values.setup_value(cls, name, value)
        held = uppercase_attributes(cls())
    except Exception:
        return None
    return {name: [type(held[name]).__name__, repr(held[name])] for name in NAMES if name in held}


def disagreements(recorded: list[Any]) -> tuple[list[str], dict[str, int]]:
    """Where a known value is not the real one, and how much is known."""
    from smtplint.conditions import UNKNOWN
    from smtplint.readers.registry import read
    from smtplint.settings.links import reading
    from smtplint.text import Source
    from tests.evaluation.test_python_values import environment_of

    wrong: list[str] = []
    tally = {"known": 0, "unknown": 0}
    for text, variables, really in recorded:
        source = Source.from_bytes("settings.py", text.encode())
        entry = read(source, "python").roots[0].get("Prod")
        assert entry is not None
        for name in NAMES:
            held = entry.value.get(name)
            found = reading(held.value, source, environment_of(variables), "tagged") if held is not None else None
            known = found is not None and found.raw is not UNKNOWN
            tally["known" if known else "unknown"] += 1
            if found is not None and known and really.get(name) != [type(found.raw).__name__, repr(found.raw)]:
                wrong.append(f"{name}: {found.raw!r} is really {really.get(name)}\n{variables}\n{text}")
            if found is not None and found.misfit is not None and found.misfit.effect == "fails":
                wrong.append(f"{name}: {found.misfit.error} is not raised\n{variables}\n{text}")
    return sorted(wrong, key=len), tally


def test_what_is_known_is_what_configurations_gave() -> None:
    recorded = json.loads(pathlib.Path(__file__).with_name("configurations.json").read_text(encoding="utf-8"))
    wrong, tally = disagreements(recorded)
    assert wrong[:2] == []
    assert tally["known"] * 5 > tally["unknown"]


def main(count: int) -> None:
    """Prints what is kept."""
    import django.conf

    django.conf.settings.configure()
    kept = [json.dumps([*one, held]) for one in map(case, range(count)) if (held := outcome(*one)) is not None]
    print("[\n" + ",\n".join(kept) + "\n]")


if __name__ == "__main__":
    import sys

    main(int(sys.argv[1]))
