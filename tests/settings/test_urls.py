"""Mail URLs: every part with its place, and a secret that is not encoded is told from a host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.settings import urls


def parts(url: str) -> dict[str, str]:
    found = urls.parse(url)
    named = {name: getattr(found, name) for name in ("scheme", "username", "password", "host", "port", "path")}
    return {name: part.text for name, part in named.items() if part is not None}


def test_every_part_is_taken_apart() -> None:
    assert parts("smtp://ada%40x.org:p%2Fw@mail.example.org:587/ehlo?tls=required") == {
        "scheme": "smtp", "username": "ada@x.org", "password": "p/w", "host": "mail.example.org", "port": "587",
        "path": "ehlo",
    }  # fmt: skip
    assert {key: part.text for key, part in urls.parse("smtp://h?a=1&b=%32").query.items()} == {"a": "1", "b": "2"}


def test_the_last_at_sign_ends_the_user_info() -> None:
    assert parts("smtp://ada@x.org:pw@mail.example.org:25")["username"] == "ada@x.org"


@pytest.mark.parametrize(
    ("url", "broken"),
    [
        ("mail.example.org:587", "no-scheme"),
        ("smtp://ada:pa#ss@mail.example.org:587", "not-encoded"),
        ("smtp://ada:pa/ss@mail.example.org:587", "not-encoded"),
        ("smtp://ada:pa?ss@mail.example.org:587", "not-encoded"),
        ("smtps://ada@x.org:p@ss/word@mail.example.org:587", "not-encoded"),
        ("smtp://:587", "no-host"),
        ("smtp://host:port", "bad-port"),
        ("smtp://host:25?from=a@b.example", ""),
        ("smtps://host", ""),
    ],
)
def test_what_breaks_a_url_is_named(url: str, broken: str) -> None:
    assert urls.parse(url).broken == broken


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


@given(TEXT, TEXT)
def test_an_encoded_secret_comes_back_whole(user: str, password: str) -> None:
    url = f"smtp://{urls.percent_encoded(user)}:{urls.percent_encoded(password)}@mail.example.org:587"
    found = urls.parse(url)
    assert (found.username and found.username.text, found.password and found.password.text) == (user, password)
    assert found.host is not None
    assert url[found.host.start : found.host.end] == "mail.example.org"


@given(st.text(max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    urls.parse(text)
    urls.parse("smtp://" + text)
