"""Settings that prettyconf reads, from the call to the ``.env`` that fills them."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.conditions import UNKNOWN
from smtplint.settings import casts
from tests.settings.linked import check, places, project

WRONG = "starttls-on-implicit-tls-port"
SETTINGS = """\
from prettyconf import config
EMAIL_HOST = config("EMAIL_HOST")
EMAIL_PORT = config("email_port", cast=config.eval, default="25")
EMAIL_USE_TLS = config("EMAIL_USE_TLS", cast=config.boolean, default="no")
EMAIL_TIMEOUT = 5
"""
ENV = "# mail\nEMAIL_HOST='smtp.gmail.com'\nEMAIL_PORT = 465\nEMAIL_USE_TLS=YES\n"


def wrong(folder: pathlib.Path, files: dict[str, str]) -> list[list[tuple[str, str, str]]]:
    project(folder, files)
    return [places(one) for one in check(folder, "site_/settings.py") if one.name == WRONG]


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS,
        SETTINGS.replace("import config\n", "import Configuration\nconfig = Configuration()\n"),
        SETTINGS.replace("config.eval", "ast.literal_eval").replace("from pretty", "import ast\nfrom pretty"),
        SETTINGS.replace("cast=config.eval", "int"),
        SETTINGS.replace("config.boolean", "config.eval").replace("EMAIL_USE_TLS =", "EMAIL_USE_TLS = True\nUSE ="),
    ],
)
def test_a_read_is_followed_to_the_env_file_above(tmp_path: pathlib.Path, settings: str) -> None:
    found = wrong(tmp_path, {"site_/settings.py": settings, ".env": ENV})
    assert found[0][0][:2] == (".env", "465")
    assert found[0][-1][2] in ("read here from EMAIL_PORT", "read here from EMAIL_USE_TLS")
    assert wrong(tmp_path, {".env": ENV.replace("465", "587")}) == []
    assert wrong(tmp_path, {"site_/.env": "EMAIL_PORT=587\n", ".env": ENV}) == []


@pytest.mark.parametrize(
    "files",
    [
        {"site_/settings.py": SETTINGS.replace("import config\n", "import Configuration\nconfig = Configuration(loaders=[])\n")},
        {"site_/setup.cfg": "[settings]\nEMAIL_PORT = 587\n"},
        {".env": ENV.replace("465", "465 # TLS")},
        {".env": ENV.replace("465", "46\\5")},
        {".env": ENV.replace("465", "\t465")},
        {"site_/settings.py": SETTINGS.replace("config.eval", "own")},
    ],
)  # fmt: skip
def test_what_is_not_followed_leaves_it_open(tmp_path: pathlib.Path, files: dict[str, str]) -> None:
    assert wrong(tmp_path, {"site_/settings.py": SETTINGS, ".env": ENV, **files}) == []


def test_a_word_that_is_none_is_refused(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {"site_/settings.py": SETTINGS, ".env": ENV.replace("YES", "enabled")})
    found = check(tmp_path, "site_/settings.py")
    assert [("not a valid boolean" in one.message, places(one)[0][:2]) for one in found] == [
        (True, (".env", "enabled"))
    ]


@pytest.mark.parametrize(
    ("cast", "text", "value"),
    [
        ("bool", "YES", True), ("bool", "off", False), ("bool", " yes", UNKNOWN), ("bool", "", UNKNOWN),
        ("eval", "587", 587), ("eval", "'a'", "a"), ("eval", "True", True), ("eval", "true", UNKNOWN),
        ("eval", "[1]", UNKNOWN), ("eval", "", UNKNOWN), ("eval", "__import__('os')", UNKNOWN), ("eval", "1_0", 10),
    ],
)  # fmt: skip
def test_the_casts_are_the_librarys_own(cast: str, text: str, value: object) -> None:
    from prettyconf import config

    assert casts.apply(f"prettyconf:{cast}", text)[0] == value
    if value is not UNKNOWN:
        assert (config.boolean(text) if cast == "bool" else config.eval(text)) == value
