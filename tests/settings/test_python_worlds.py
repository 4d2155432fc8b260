"""Variables that decide a branch of a settings module choose the world that is judged."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, write

WRONG = "starttls-on-implicit-tls-port"
HEAD = "import os\nfrom dotenv import load_dotenv\nload_dotenv()\nEMAIL_HOST = 'smtp.gmail.com'\nEMAIL_TIMEOUT = 10\n"
PORTS = "if {}:\n    EMAIL_PORT = 465\nelse:\n    EMAIL_PORT = 587\nEMAIL_USE_TLS = True\n"
TEST = "os.environ.get('STAGE', 'dev') == 'production'"


def wrong(folder: pathlib.Path, text: str, *, env: list[str] | None = None, **more: str) -> bool:
    write(folder, {"settings.py": text, **{name + ".py": one for name, one in more.items()}})
    return WRONG in [one.name for one in check(folder, "settings.py", env=env)]


@pytest.mark.parametrize(
    "test",
    [
        TEST,
        f"not ({TEST.replace('==', '!=')})",
        f"({TEST}) and True",
        "os.environ['STAGE'] in ('production', 'live')",
        "STAGE == 'production'",
        "PRODUCTION",
    ],
)
def test_a_variable_that_is_given_chooses_the_branch(tmp_path: pathlib.Path, test: str) -> None:
    text = HEAD + f"STAGE = os.getenv('STAGE')\nPRODUCTION = STAGE == 'production'\n{PORTS.format(test)}"
    assert wrong(tmp_path, text)
    assert wrong(tmp_path, text, env=["STAGE=production"])
    assert not wrong(tmp_path, text, env=["STAGE=dev"])
    write(tmp_path, {".env": "STAGE=dev\n"})
    assert not wrong(tmp_path, text)
    assert wrong(tmp_path, text, env=["STAGE=production"])


def test_the_first_test_that_holds_is_taken(tmp_path: pathlib.Path) -> None:
    text = HEAD + "S = os.getenv('STAGE')\nif S == 'a':\n    EMAIL_PORT = 25\nelif S == 'b':\n    EMAIL_PORT = 465\n"
    text += "else:\n    EMAIL_PORT = 587\nEMAIL_USE_TLS = True\n"
    assert [wrong(tmp_path, text, env=[f"STAGE={one}"]) for one in "abc"] == [False, True, False]


def test_a_condition_of_an_imported_module_is_decided_too(tmp_path: pathlib.Path) -> None:
    base = HEAD + "PRODUCTION = os.getenv('STAGE') == 'production'\n" + PORTS.format("PRODUCTION")
    text = "from base import *\nif PRODUCTION:\n    EMAIL_USE_SSL = False\n"
    assert wrong(tmp_path, text, env=["STAGE=production"], base=base)
    assert not wrong(tmp_path, text, env=["STAGE=dev"], base=base)


def test_a_flag_that_is_written_decides_nothing(tmp_path: pathlib.Path) -> None:
    assert wrong(tmp_path, HEAD + "DEBUG = True\n" + PORTS.format("not DEBUG"))
    assert wrong(tmp_path, HEAD + "from nowhere import DEBUG\n" + PORTS.format("not DEBUG"), env=["DEBUG=True"])


@pytest.mark.parametrize(
    ("base", "port", "known"), [("Enum", "465", True), ("Enum", "(465, 'TLS')", False), ("Mine", "465", False)]
)
def test_the_value_of_an_enum_is_what_its_class_writes(
    tmp_path: pathlib.Path, base: str, port: str, known: bool
) -> None:
    text = f"from enum import Enum\nclass Port({base}):\n    TLS = {port}\n" + HEAD + "EMAIL_PORT = Port.TLS.value\n"
    assert wrong(tmp_path, text + "EMAIL_USE_TLS = True\n") is known
