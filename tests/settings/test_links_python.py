"""Settings modules that import others whole, and the ``.env`` files that they load."""

from __future__ import annotations

import os
import pathlib

import pytest

from smtplint.settings.programs.python_links import env_files
from smtplint.settings.programs.python_modules import module_path
from smtplint.text import Source
from tests.settings.linked import check, places, write

BASE = """\
import os
EMAIL_HOST = "smtp.gmail.com"
EMAIL_PORT = 465
EMAIL_TIMEOUT = 10
PORT = 587
"""


def names(folder: pathlib.Path, files: dict[str, str], *checked: str) -> list[str]:
    write(folder, files)
    return [one.name for one in check(folder, *checked)]


def test_what_is_imported_whole_belongs_to_the_module(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"settings/base.py": BASE, "settings/prod.py": "from .base import *\nEMAIL_USE_TLS = True\n"})
    found = check(tmp_path, "settings/prod.py")
    assert [one.name for one in found] == ["starttls-on-implicit-tls-port"]
    assert places(found[0])[0] == ("base.py", "465", "")
    assert ("prod.py", "from .base import *", "imported here") in places(found[0])


@pytest.mark.parametrize(
    "prod",
    [
        "from .base import *\nEMAIL_PORT = 587\nEMAIL_USE_TLS = True\n",
        "from .base import *\nEMAIL_PORT = PORT\nEMAIL_USE_TLS = True\n",
        "EMAIL_USE_TLS = True\nfrom .base import *\nEMAIL_PORT = 587\n",
        "try:\n    from .nowhere import *\nexcept ImportError:\n    pass\nEMAIL_USE_TLS = True\n",
        "from .nowhere import *\nEMAIL_USE_TLS = True\n",
    ],
)
def test_the_later_assignment_wins_and_what_may_fail_is_not_known(tmp_path: pathlib.Path, prod: str) -> None:
    assert names(tmp_path, {"settings/base.py": BASE, "settings/prod.py": prod}, "settings/prod.py") == []


def test_an_import_at_the_end_wins_over_what_stands_before(tmp_path: pathlib.Path) -> None:
    prod = "EMAIL_PORT = 587\nEMAIL_USE_TLS = True\nfrom .base import *\n"
    files = {"settings/base.py": BASE, "settings/prod.py": prod}
    assert names(tmp_path, files, "settings/prod.py") == ["starttls-on-implicit-tls-port"]


def test_modules_by_their_full_name_and_through_others(tmp_path: pathlib.Path) -> None:
    files = {
        "pages/settings/base.py": BASE,
        "pages/settings/middle.py": "from .base import *\n",
        "pages/settings/prod.py": "from pages.settings.middle import *\nEMAIL_USE_TLS = True\n",
    }
    assert names(tmp_path, files, "pages/settings/prod.py") == ["starttls-on-implicit-tls-port"]


def test_modules_that_import_each_other_end(tmp_path: pathlib.Path) -> None:
    files = {"a.py": "from .b import *\nEMAIL_USE_TLS = True\n", "b.py": "from .a import *\n" + BASE}
    assert set(names(tmp_path, files, "a.py", "b.py")) <= {"starttls-on-implicit-tls-port"}


def test_a_mistake_of_the_base_is_told_once(tmp_path: pathlib.Path) -> None:
    files = {
        "settings/base.py": BASE + "EMAIL_USE_TLS = True\n",
        "settings/prod.py": "from .base import *\nEMAIL_HOST_USER = 'ada@gmail.com'\n",
    }
    found = names(tmp_path, files, "settings/base.py", "settings/prod.py")
    assert found.count("starttls-on-implicit-tls-port") == 1


def test_the_path_of_a_module(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"a/b/__init__.py": "", "a/c.py": ""})
    path = str(tmp_path / "a" / "settings.py")
    assert module_path(".c", path, []) == str(tmp_path / "a" / "c.py")
    assert module_path("..a.b", path, []) == str(tmp_path / "a" / "b" / "__init__.py")
    assert module_path("a.c", path, [str(tmp_path / "a"), str(tmp_path)]) == str(tmp_path / "a" / "c.py")
    assert module_path(".none", path, [str(tmp_path)]) == ""


HEAD = "import os\nfrom pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("load_dotenv()", [("app/.env", "python-dotenv")]),
        ("load_dotenv(BASE_DIR / '.env.production')", [(".env.production", "python-dotenv")]),
        ("load_dotenv(dotenv_path=os.path.join(BASE_DIR, '.env.local'), override=True)", [(".env.local", "python-dotenv")]),
        ("load_dotenv(find_dotenv('.env.production'))", [(".env.production", "python-dotenv")]),
        ("load_dotenv(f'{BASE_DIR}/.env')", [(".env", "python-dotenv")]),
        ("load_dotenv(os.environ['ENV_FILE'])", []),
        ("load_dotenv(f'.env.{MODE}')", []),
        ("environ.Env.read_env(os.path.join(BASE_DIR, '.env'))", [(".env", "django-environ")]),
        ("environ.Env.read_env(str(Path(__file__).parents[1] / '.env'))", [(".env", "django-environ")]),
        ("environ.Env().read_env()", [("app/.env", "django-environ")]),
        ("from environs import Env\nenv = Env()\nenv.read_env()", [("app/.env", "python-dotenv")]),
        ("from decouple import config", [("app/.env", "decouple")]),
        ("config = Config(RepositoryEnv(os.path.dirname(os.path.dirname(__file__)) + '/.env'))", [(".env", "decouple")]),
        ("class Config:\n    env_file = '.env.production'", [(".env.production", "python-dotenv")]),
        ("m = SettingsConfigDict(env_file=('.env.local', '.env.production'))",
         [(".env.production", "python-dotenv"), (".env.local", "python-dotenv")]),
    ],
)  # fmt: skip
def test_each_loader_finds_its_own_file(tmp_path: pathlib.Path, code: str, expected: list[tuple[str, str]]) -> None:
    write(tmp_path, {"app/.env": "", ".env": "", ".env.production": "", ".env.local": ""})
    source = Source.from_bytes(str(tmp_path / "app" / "settings.py"), (HEAD + code + "\n").encode())
    found = env_files(source, [str(tmp_path / "app"), str(tmp_path)])
    assert [(os.path.relpath(path, tmp_path), dialect) for path, dialect in found] == expected


def test_a_variable_is_found_in_the_file_that_the_base_loads(tmp_path: pathlib.Path) -> None:
    base = HEAD + "from dotenv import load_dotenv\nload_dotenv(BASE_DIR / '.env.production')\n" + BASE
    prod = "from .base import *\nEMAIL_PORT = int(os.environ['MAIL_PORT'])\nEMAIL_USE_TLS = True\n"
    files = {
        "settings/base.py": base,
        "settings/prod.py": prod,
        ".env.production": "MAIL_PORT=465\n",
        ".env": "MAIL_PORT=587\n",
    }
    write(tmp_path, files)
    found = check(tmp_path, "settings/prod.py")
    assert [one.name for one in found] == ["starttls-on-implicit-tls-port"]
    assert places(found[0])[0] == (".env.production", "465", "")


def test_broken_modules_load_nothing() -> None:
    for text in (
        "load_dotenv(",
        "load_dotenv(" + "(" * 300 + ")" * 300 + ")",
        "x = " + "a." * 3000 + "b\nload_dotenv()",
    ):
        assert isinstance(env_files(Source.from_bytes("settings.py", text.encode()), []), list)
