"""Program code that suggest writes: values in the language's own literals, secrets read from the environment."""

from __future__ import annotations

from typing import Any

import pytest

from smtplint.knowledge.store import store
from smtplint.readers.base import CODE
from smtplint.readers.registry import read
from smtplint.suggest.code import best_word, literal, written
from smtplint.suggest.render import Secret
from smtplint.text import Source


def client(write: str, format: str = "ruby") -> dict[str, Any]:
    names = ("host", "port", "implicit_tls", "password")
    fields = {name: {"keys": {"code": [name]}} for name in names}
    return {"forms": {"code": {"format": format, "write": write}}, "fields": fields}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("php", "getenv('P')"),
        ("ruby", 'ENV.fetch("P")'),
        ("javascript", "process.env.P"),
        ("go", 'os.Getenv("P")'),
        ("elixir", 'System.fetch_env!("P")'),
        ("csharp", 'Environment.GetEnvironmentVariable("P")'),
    ],
)
def test_a_secret_is_read_from_the_environment(language: str, expected: str) -> None:
    assert literal(Secret("P"), language) == expected
    found = read(Source("file", f"<?php $x = {expected};" if language == "php" else f"x = {expected}"), language)
    assert [entry.value.kind for entry in found.roots[0].entries] == ["env"]


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("it's", "php", "'it\\'s'"), ("a\\b", "php", "'a\\\\b'"), ('a"b', "go", '"a\\"b"'), (587, "go", "587"),
        (True, "csharp", "true"), (":always", "ruby", ":always"), ("Mode.StartTls", "csharp", "Mode.StartTls"),
        ("mail.example.org", "javascript", '"mail.example.org"'),
    ],
)  # fmt: skip
def test_values_are_written_as_the_language_writes_them(value: Any, language: str, expected: str) -> None:
    assert literal(value, language) == expected


def test_lines_without_a_value_are_left_out_and_conditions_hold_them() -> None:
    text = "host {host}\nport {port}\n  {implicit_tls=true} tls on\n{implicit_tls=false} tls off\nname {host.name}\nend"
    pairs = [("host", "smtp.example.org:465", ""), ("implicit_tls", True, "")]
    assert written(client(text), "code", pairs) == (
        'host "smtp.example.org:465"\n  tls on\nname "smtp.example.org"\nend\n'
    )


def test_the_word_of_a_language_is_a_constant_where_there_is_one() -> None:
    words = {"tls": "starttls", "PHPMailer::ENCRYPTION_STARTTLS": "starttls", "ssl": "implicit"}
    assert best_word(words, "starttls", "php") == "tls"
    assert best_word({"always": "starttls", ":always": "starttls"}, "starttls", "ruby") == ":always"
    assert best_word(words, "cleartext", "php") is None


def test_what_a_form_writes_names_fields_that_it_has() -> None:
    for name in store().ids("clients"):
        record = store().get("clients", name)
        for form, spec in record["forms"].items():
            if spec["format"] in CODE and spec["write"]:
                keyed = [field for field, one in record["fields"].items() if form in one.get("keys", {})]
                assert any("{" + field + "}" in spec["write"] for field in keyed), name
                assert "{host}" in spec["write"], name
