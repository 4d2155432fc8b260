"""Fixes in Python files: a line is added only where it is a statement or an item, and only where it matters."""

from __future__ import annotations

import ast
import pathlib

import pytest

from smtplint import edits
from tests import examples

GMAIL = {
    "statements": """\
EMAIL_HOST = "smtp.gmail.com"
EMAIL_PORT = 587
EMAIL_HOST_USER = "ada@gmail.com"
EMAIL_HOST_PASSWORD = secret
""",
    "class": """\
class A:
    EMAIL_HOST = "smtp.gmail.com"
    EMAIL_PORT: int = 587
    EMAIL_HOST_USER = "ada@gmail.com"
    EMAIL_HOST_PASSWORD = secret
""",
    "semicolons": """\
EMAIL_HOST = "smtp.gmail.com"; EMAIL_PORT = 587
EMAIL_HOST_USER = "ada@gmail.com"; EMAIL_HOST_PASSWORD = secret
""",
    "call": """\
app.config.update(MAIL_SERVER="smtp.gmail.com", MAIL_PORT=587, MAIL_USERNAME="ada@gmail.com",
                  MAIL_PASSWORD=secret)
""",
    "items": """\
app.config["MAIL_SERVER"] = "smtp.gmail.com"
app.config["MAIL_PORT"] = 587
app.config["MAIL_USERNAME"] = "ada@gmail.com"
app.config["MAIL_PASSWORD"] = secret
""",
    "handler": """\
LOGGING = {
    "handlers": {"mail": {
        "mailhost": ("smtp.gmail.com", 587),
        "fromaddr": "ada@gmail.com",
        "credentials": ("ada@gmail.com", secret),
    }},
}
""",
}


@pytest.mark.parametrize("name", GMAIL)
def test_no_fix_breaks_the_file(tmp_path: pathlib.Path, name: str) -> None:
    found = examples.findings(tmp_path, {"file": "settings.py"}, GMAIL[name])
    assert "login-needs-tls" in [one.name for one in found]
    applied, _ = edits.select([one.fix for one in found if one.fix], "unsafe")
    for _, text in edits.changes(applied):
        ast.parse(text)
        assert text != GMAIL[name]


def test_a_line_is_added_behind_a_statement(tmp_path: pathlib.Path) -> None:
    found = examples.findings(tmp_path, {"file": "settings.py"}, GMAIL["statements"], select="login-needs-tls")
    assert examples.fixed(found, GMAIL["statements"]) == GMAIL["statements"] + "EMAIL_USE_TLS = True\n"


def test_no_word_is_written_where_every_word_is_true(tmp_path: pathlib.Path) -> None:
    text = (
        "import os\nfrom dotenv import load_dotenv\nload_dotenv()\n"
        'EMAIL_HOST = "mail.example.org"\nEMAIL_PORT = 465\nEMAIL_USE_SSL = True\n'
        'EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS")\n'
    )
    example = {"file": "settings.py", "beside": {".env": "EMAIL_USE_TLS=True\n"}}
    (both,) = examples.findings(tmp_path, example, text, select="implicit-tls-and-starttls")
    assert both.fix is None
