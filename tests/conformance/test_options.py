"""What smtplint reads in option files at random, against curl and swaks themselves, which print what they understood.

Both come from Debian's packages of these names; nothing is sent, as curl finds a closed port of this machine.
"""

from __future__ import annotations

import pathlib
import random
import re
import shlex
import shutil
import subprocess

import pytest

from smtplint.readers.base import Node
from smtplint.readers.options import OFF, read
from smtplint.text import Source

URL = "smtp://127.0.0.1:9/app"
CURL_TEXTS, SWAKS_TEXTS = 300, 60
PIECES = ["ada", ":", "pw", '"', "\\", " ", "\t", "#", "=", "'", "x y", '\\"', "-", "/", "\\t", "\\z", "@"]
# The options whose value curl tells, and those without a value, by what it then tells.
TOLD = {"user": "CURLOPT_USERPWD", "mail-from": "CURLOPT_MAIL_FROM", "login-options": "CURLOPT_LOGIN_OPTIONS",
        "cacert": "CURLOPT_CAINFO"}  # fmt: skip
FLAGS = {"ssl-reqd": "CURLUSESSL_ALL", "insecure": "CURLOPT_SSL_VERIFYPEER, 0L", "sasl-ir": "CURLOPT_SASL_IR"}
SWAKS_FLAGS, SAME = ("tls", "tls-on-connect", "tls-verify"), {"s": "server", "tlsc": "tls-on-connect"}
LETTERS = {"user": "-u", "insecure": "-k"}


def value(draw: random.Random) -> str:
    return "".join(draw.choice(PIECES) for _ in range(draw.randint(1, 6)))


def curl_line(draw: random.Random) -> str:
    name = draw.choice([*TOLD, *FLAGS, "#user", ""])
    start = draw.choice(["", "", "", "  ", "\t"])
    if name in FLAGS:
        style = draw.choice([name, "--" + name, "no-" + name, "--no-" + name, LETTERS.get(name, name)])
        return start + style + draw.choice(["", "", " ", " # it", " = false", ": 1"])
    hyphens = draw.choice(["", "", "--", LETTERS.get(name, "--")])
    name = "" if hyphens == "-u" else name
    return start + hyphens + name + draw.choice([" ", "=", ": ", " = ", "\t", " := ", " ", ' "', '="']) + value(draw)


def written(text: str) -> str:
    """The text of a literal of C as curl writes it."""
    marks = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(r"\\(.)", lambda found: marks.get(found[1], found[1]), text)


def curl_says(file: pathlib.Path) -> tuple[dict[str, str], set[str]]:
    command = ["curl", "-s", "-q", "-K", str(file), "--mail-rcpt", "b@example.org", "-T", "-", "--libcurl", "-"]
    done = subprocess.run(command, input="", capture_output=True, text=True, check=False, timeout=30)
    told = dict(re.findall(r'setopt\(hnd, (CURLOPT_\w+), "((?:[^"\\]|\\.)*)"\)', done.stdout))
    assert told.get("CURLOPT_URL") == URL, done
    own = {"CURLOPT_CAINFO": "/etc/ssl/certs/ca-certificates.crt"}  # what holds where no file is named
    shown = {name: written(told[key]) for name, key in TOLD.items() if key in told and told[key] != own.get(key)}
    return shown, {name for name, word in FLAGS.items() if word in done.stdout}


def read_as(node: Node) -> tuple[dict[str, str], set[str]]:
    """The same of the reader's document; an option that lacks its value has an empty one."""
    last = {entry.key: entry.value.text for entry in node.entries}
    on = {name for name in FLAGS if name in last and last[name] != OFF}
    return {name: last[name] for name in TOLD if name in last}, on


INSTALL = "apt-get install -y -qq --no-install-recommends curl swaks libnet-ssleay-perl"


@pytest.fixture(scope="module", autouse=True)
def programs() -> None:
    """Both programs, installed where this user may do that."""
    if not all(shutil.which(name) for name in ("curl", "swaks")):
        command = f"apt-get update -qq && DEBIAN_FRONTEND=noninteractive {INSTALL}"
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"curl and swaks are needed: sudo {INSTALL}"


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "options"


def test_curl_understands_the_same(file: pathlib.Path) -> None:
    draw, values, flags = random.Random(7), 0, 0
    for _ in range(CURL_TEXTS):
        text = f"url = {URL}\n" + "".join(curl_line(draw) + "\n" for _ in range(draw.randint(1, 5)))
        file.write_text(text, encoding="utf-8")
        (real, real_on), (found, found_on) = curl_says(file), read_as(read(Source("x", text), "curl").roots[0].items[0])
        assert found_on == real_on, text
        assert set(real) <= set(found), text
        for name, one in found.items():
            if not one or (name == "cacert" and "insecure" in found_on):
                continue  # curl passes over an option that lacks its value, and looks at no file that it will not use
            one += ":" * (name == "user" and ":" not in one)  # it has asked for the password
            # The end of the line belongs to a text whose quotes are not closed, until 8.13.
            assert one == real[name].replace("\n", ""), text
        values, flags = values + len(real), flags + len(real_on)
    assert values > CURL_TEXTS / 2
    assert flags > CURL_TEXTS / 4


def swaks_line(draw: random.Random) -> str:
    name = draw.choice(["server", "s", "helo", "from", "auth-user", "tls", "tlsc", "tls-verify", "# it", "", "port"])
    hyphens = draw.choice(["", "", "--", "-", "--no-"]) if name != "# it" else ""
    flag = name.startswith("tls")
    tail = draw.choice(["", "", "", " ", " 1", "=1"]) if flag else draw.choice([" ", "=", "  "])
    rest = (
        "" if flag else draw.choice(["25", "587"]) if name == "port" else draw.choice(["a.example.org", "b =c", '"d"'])
    )
    return hyphens + name + tail + rest if name not in ("", "# it") else draw.choice([name, name, " "])


def swaks_says(file: pathlib.Path) -> dict[str, str] | None:
    """The options that swaks took from a file, in its words for a command line; None where it stopped."""
    command = ["swaks", "--config", str(file), "--to", "b@example.org", "--dump", "APP"]
    done = subprocess.run(command, input="", capture_output=True, text=True, check=False, timeout=30)
    line = re.search(r"Cmd Line = (.*)", done.stdout)
    if done.returncode or line is None:
        return None
    words = shlex.split(line[1])
    pairs = zip(words, [*words[1:], "--"], strict=True)
    return {one[2:]: "" if after.startswith("--") else after for one, after in pairs if one.startswith("--")}


def test_swaks_understands_the_same(file: pathlib.Path) -> None:
    draw, taken = random.Random(11), 0
    for _ in range(SWAKS_TEXTS):
        lines = ["server c.example.org", "auth-password x", *(swaks_line(draw) for _ in range(draw.randint(1, 3)))]
        text = "".join(line + "\n" for line in lines)
        file.write_text(text, encoding="utf-8")
        real, document = swaks_says(file), read(Source("x", text), "swaks")
        last = {SAME.get(entry.key, entry.key): entry.value.text for entry in document.roots[0].entries}
        stray = [one for name, one in last.items() if name in SWAKS_FLAGS and one not in ("", OFF)]
        if real is None:
            assert document.problems or stray or OFF in last.values(), text
        else:
            assert not document.problems and not stray, text
            wanted = {name: one for name, one in last.items() if one != OFF}
            assert {name: one for name, one in real.items() if name not in ("to", "config", "dump")} == wanted, text
            taken += 1
    assert taken > SWAKS_TEXTS / 4
