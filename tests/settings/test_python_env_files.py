"""The files that loaders of ``.env`` open, by the paths that settings modules work out."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, write

WRONG = "starttls-on-implicit-tls-port"
ENV = "EMAIL_HOST=smtp.gmail.com\nEMAIL_PORT=465\nEMAIL_USE_TLS=True\n"
ENVIRON = (
    "EMAIL_HOST = env('EMAIL_HOST')\nEMAIL_PORT = env.int('EMAIL_PORT')\nEMAIL_USE_TLS = env.bool('EMAIL_USE_TLS')\n"
    "EMAIL_TIMEOUT = 5\n"
)
READ = (
    "EMAIL_HOST = {0}['EMAIL_HOST']\nEMAIL_PORT = int({0}['EMAIL_PORT'])\n"
    "EMAIL_USE_TLS = {0}.get('EMAIL_USE_TLS') == 'True'\nEMAIL_TIMEOUT = 5\n"
)
DJANGO_ENVIRON = "import environ, os\nfrom pathlib import Path\nenv = environ.Env()\n"
DOTENV = "import dotenv, os\nfrom pathlib import Path\nfrom dotenv import dotenv_values, find_dotenv, load_dotenv\n"


def ports(folder: pathlib.Path, files: dict[str, str], *, env: list[str] | None = None) -> list[tuple[str, str]]:
    """The place and the words of what is wrong with the port of a settings module in ``site_``."""
    write(folder, {"manage.py": "", **files})
    found = [one for one in check(folder, "site_/settings.py", env=env) if one.name == WRONG]
    return [places(one)[0][:2] for one in found]


@pytest.mark.parametrize(
    ("lines", "file"),
    [
        ("root = environ.Path(__file__) - 2\nenviron.Env.read_env(root('.env'))\n", ".env"),
        ("ROOT = environ.Path(__file__) - 2\nenv.read_env(str(ROOT.path('conf', 'mail.env')))\n", "conf/mail.env"),
        ("with open(Path(__file__).parents[1] / '.env') as file:\n    environ.Env.read_env(file)\n", ".env"),
        ("base = Path(__file__).resolve(strict=True).parent.parent\nenv.read_env(base.joinpath('.env'))\n", ".env"),
        ("base = Path(__file__).resolve(strict=True).parent.parent\nenv.read_env(base / '.env')\n", ".env"),
        ("env.read_env(os.path.join(os.path.dirname(__file__), '..', '.env'))\n", ".env"),
        ("env.read_env()\n", "site_/.env"),
    ],
)
def test_django_environ_opens_the_file_that_is_named(tmp_path: pathlib.Path, lines: str, file: str) -> None:
    settings = DJANGO_ENVIRON + lines + ENVIRON
    assert ports(tmp_path, {"site_/settings.py": settings, file: ENV}) == [(file.rpartition("/")[2], "465")]
    assert ports(tmp_path, {file: ENV.replace("465", "587")}) == []


@pytest.mark.parametrize(
    "lines",
    [
        "load_dotenv(find_dotenv())\n",
        "path = find_dotenv()\nload_dotenv(path)\n",
        "if path := find_dotenv():\n    load_dotenv(path)\n",
        "dotenv.load_dotenv(dotenv_path=Path(__file__).parent.parent / '.env')\n",
    ],
)
def test_python_dotenv_opens_what_it_finds(tmp_path: pathlib.Path, lines: str) -> None:
    settings = DOTENV + lines + READ.format("os.environ")
    assert ports(tmp_path, {"site_/settings.py": settings, ".env": ENV}) == [(".env", "465")]


@pytest.mark.parametrize(("more", "wrong"), [("", 0), (", override=True", 1)])
def test_a_file_that_overrides_wins_over_those_before_it(tmp_path: pathlib.Path, more: str, wrong: int) -> None:
    base = "base = Path(__file__).parent.parent\nload_dotenv(base / 'one.env')\nload_dotenv(base / 'two.env'{})\n"
    files = {"one.env": ENV.replace("465", "587"), "two.env": ENV}
    settings = DOTENV + base.format(more) + READ.format("os.environ")
    assert len(ports(tmp_path, {"site_/settings.py": settings, **files})) == wrong


def test_a_mapping_of_a_file_is_not_the_environment(tmp_path: pathlib.Path) -> None:
    text = DOTENV + "config = dotenv_values(Path(__file__).parent.parent / '.env')\n"
    given = ["EMAIL_PORT=587"]
    files = {"site_/settings.py": text + READ.format("config"), ".env": ENV}
    assert ports(tmp_path, files, env=given) == [(".env", "465")]
    assert ports(tmp_path, {"site_/settings.py": text + READ.format("os.environ")}) == []


def test_the_environment_may_stand_over_the_mapping_of_a_file(tmp_path: pathlib.Path) -> None:
    text = DOTENV + "config = {**dotenv_values('two.env'), **dotenv_values('one.env'), **os.environ}\n"
    files = {"site_/settings.py": text + READ.format("config"), "one.env": ENV, "two.env": ENV.replace("465", "587")}
    assert ports(tmp_path, files) == [("one.env", "465")]
    assert ports(tmp_path, files, env=["EMAIL_PORT=587"]) == []
    turned = text.replace("{**dotenv_values('two.env'), **dotenv_values('one.env'), **os.environ}",
                          "{**os.environ, **dotenv_values('one.env')}")  # fmt: skip
    assert ports(tmp_path, {**files, "site_/settings.py": turned + READ.format("config")}) == []
    several = DOTENV + "config = dotenv_values('one.env')\nother = dotenv_values('two.env')\n"
    assert ports(tmp_path, {**files, "site_/settings.py": several + READ.format("config")}) == []


ENVIRONS = "import os\nfrom pathlib import Path\nfrom environs import Env\nenv = Env()\n"


@pytest.mark.parametrize(
    ("lines", "file"),
    [
        ("env.read_env()\n", ".env"),
        ("env.read_env()\n", "site_/.env"),
        ("env.read_env('conf/mail.env')\n", "conf/mail.env"),
        ("env.read_env('conf/.env')\n", ".env"),
        ("env.read_env(Path(__file__).parent / '.env')\n", ".env"),
        ("NAME = '.env'\nHERE = os.path.dirname(__file__)\nenv.read_env('{}/{}'.format(HERE, NAME), recurse=False)\n", ""),
        ("HERE, NAME = Path(__file__).parent, '.env'\nenv.read_env(HERE / NAME, recurse=False)\n", "site_/.env"),
        ("env.read_env(Path(__file__).parent / '.env', recurse=False)\n", ""),
        ("class Paths:\n    ROOT = Path(__file__).parent.parent\nROOT = {'conf': 'conf'}\nenv.read_env(f\"{ROOT['conf']}/mail.env\")\n",
         "conf/mail.env"),
    ],
)  # fmt: skip
def test_environs_opens_the_file_that_it_finds(tmp_path: pathlib.Path, lines: str, file: str) -> None:
    settings = (
        ENVIRONS
        + lines
        + "with env.prefixed('EMAIL_'):\n"
        + ENVIRON.replace("'EMAIL_", "'").replace("EMAIL_", "    EMAIL_")
    )
    found = ports(tmp_path, {"site_/settings.py": settings, file or ".env": ENV})
    assert found == ([(file.rpartition("/")[2], "465")] if file else [])
