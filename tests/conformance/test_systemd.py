"""What a unit sets for its service, and what stands in an environment file, against systemd itself.

``systemd --test`` prints the units that it has loaded, without starting any; the generator of ``environment.d`` reads
files as ``EnvironmentFile=`` does. References are left out, as only ``environment.d`` knows them.
"""

from __future__ import annotations

import os
import pathlib
import random
import re
import subprocess

import pytest

from smtplint.readers import base
from smtplint.readers.dotenv import read as read_env
from smtplint.readers.unit import read as read_unit
from smtplint.text import Source

SYSTEMD = "/usr/lib/systemd/systemd"
GENERATOR = "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator"
UNITS, FILES = 400, 400
NAMES = ("A", "B", "C", "SMTP_HOST")
_WORDS = ("x", "587", "a b", "\\x41", "\\t", "\\s", '\\"', "\\'", "\\\\", "%%", "#", ";", "$A", "=", "'", '"', "é", "\\z", "\\101",
          "p#w", "\\$")  # fmt: skip
_PIECES = ("x", "a b", "\\", "\\\n", "\\n", "\\x", "'", '"', "#", " #", " ", "\t", "=", ":", "`", "\\`", '\\"', "\n", "é", "%", "p#w",
           "\\\\")  # fmt: skip
_CONTROL = {"n": "\n", "t": "\t", "r": "\r"}


@pytest.fixture(scope="module", autouse=True)
def systemd() -> None:
    if not os.path.exists(SYSTEMD):
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "systemd"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"install Debian's systemd: {done.stderr}"


def assignment(chance: random.Random) -> str:
    """One word of ``Environment=``, with quotes around it, around its value, or none."""
    name, value = chance.choice(NAMES), "".join(chance.choices(_WORDS, k=chance.randint(0, 3)))
    bare = value.replace('"', "").replace("'", "")
    return chance.choice(
        [
            f"{name}={value.replace(' ', '')}",
            f'"{name}={bare}"',
            f"'{name}={bare}'",
            f'{name}="{bare}"',
            f"{name}='{bare}'",
        ]
    )


def unit(chance: random.Random) -> str:
    """A service with some lines of ``Environment=``."""
    lines = []
    for _ in range(chance.randint(1, 4)):
        words = [assignment(chance) for _ in range(chance.randint(1, 3))]
        between = chance.choice([" ", "  ", "\t", " \\\n    ", "\\\n", " \\\n# c\n "])
        lines.append("Environment=" + ("" if chance.random() < 0.06 else between.join(words)))
    return "[Service]\nExecStart=/bin/true\n" + "\n".join(lines) + "\n"


def dumped(folder: pathlib.Path, units: list[str]) -> dict[int, dict[str, str]]:
    """The variables of each unit as systemd has them; it tests no units for root, so that nobody runs it."""
    run = folder / "run"
    run.mkdir()
    for number, text in enumerate(units):
        (folder / f"t{number}.service").write_text(text)
    wanted = " ".join(f"t{number}.service" for number in range(len(units)))
    (folder / "x.target").write_text(f"[Unit]\nDefaultDependencies=no\nWants={wanted}\n")
    command = [SYSTEMD, "--test", "--user", "--unit=x.target", "--no-pager"]
    if os.getuid() == 0:
        for one in (folder, *folder.parents):
            one.chmod(one.stat().st_mode | 0o055) if one.owner() == "root" and one != pathlib.Path("/") else None
        os.chown(run, 65534, 65534)
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    env = {"SYSTEMD_UNIT_PATH": f"{folder}:", "XDG_RUNTIME_DIR": str(run), "HOME": str(run), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, check=False, env=env, timeout=120)
    found = {}
    for block in re.split(r"^\t?-> Unit ", done.stdout.decode("utf-8", "replace"), flags=re.MULTILINE):
        number = re.match(r"t(\d+)\.service:", block)
        if number:
            lines = re.findall(r"^\s+Environment: (.*)$", block, re.MULTILINE)
            found[int(number[1])] = {line.partition("=")[0]: line.partition("=")[2] for line in lines}
    return found


def test_units_set_what_systemd_has(tmp_path: pathlib.Path) -> None:
    chance = random.Random(1)
    units = [unit(chance) for _ in range(UNITS)]
    real = dumped(tmp_path, units)
    assert len(real) == UNITS
    known, wrong = 0, []
    for number, text in enumerate(units):
        said: dict[str, base.Node] = {}
        for line in read_unit(Source.from_bytes("t.service", text.encode())).roots[0].entries:
            if not line.value.text:
                said.clear()
            said |= {one.key: one.value for one in line.value.entries}
        for name in {*said, *real[number]}:
            node = said.get(name)
            if node is None or node.kind == base.SCALAR:
                known += 1
                if (node.text if node is not None else None) != real[number].get(name):
                    wrong.append((text, name, node and node.text, real[number].get(name)))
    print(f"{known} variables, {len(wrong)} disagreements")
    assert known > UNITS
    assert wrong == []


def environment_file(chance: random.Random) -> str:
    """An environment file with words, quotes and continued lines."""
    text = ""
    for _ in range(chance.randint(1, 5)):
        value = "".join(chance.choices(_PIECES, k=chance.randint(0, 5)))
        bare = value.replace('"', "").replace("'", "")
        tail = chance.choice(["", "", " ", "x", '"z"'])
        value = chance.choice([bare, f'"{bare}"{tail}', f"'{bare}'{tail}"])
        text += f"{chance.choice(['', '', ' '])}{chance.choice(NAMES)}{chance.choice(['=', '=', ' = '])}{value}\n"
    return text


def generated(folder: pathlib.Path, text: str) -> dict[str, str]:
    """What the generator finds in a file; it leaves out empty values."""
    (folder / "environment.d").mkdir(exist_ok=True)
    (folder / "environment.d" / "a.conf").write_bytes(text.encode())
    env = {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    done = subprocess.run([GENERATOR], capture_output=True, check=False, env=env)
    found = {}
    shape = r'^([A-Za-z_]\w*)=(?:"((?:\\.|[^"\\])*)"|([^\n]*))$'
    for match in re.finditer(shape, done.stdout.decode(), re.MULTILINE | re.DOTALL):
        name, quoted, plain = match.groups()
        value = plain if quoted is None else re.sub(r"\\(.)", lambda one: _CONTROL.get(one[1], one[1]), quoted)
        found[name] = value
    return found


def test_environment_files_set_what_systemd_reads(tmp_path: pathlib.Path) -> None:
    chance = random.Random(2)
    known, wrong = 0, []
    for _ in range(FILES):
        text = environment_file(chance)
        root = read_env(Source.from_bytes("x.env", text.encode()), "systemd").roots[0]
        real = generated(tmp_path, text)
        for name in {entry.key for entry in root.entries} | set(real) & set(NAMES):
            entry = root.get(name)
            if entry is not None and (entry.value.kind != base.SCALAR or entry.value.text == ""):
                continue
            known += 1
            if (entry.value.text if entry is not None else None) != real.get(name):
                wrong.append((text, name, entry and entry.value.text, real.get(name)))
    print(f"{known} variables, {len(wrong)} disagreements")
    assert known > FILES
    assert wrong == []
