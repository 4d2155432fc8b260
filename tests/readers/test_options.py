"""The reader of files that hold a program's options, one a line: curl's .curlrc and swaks's .swaksrc."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.readers.base import MAP, SEQ, Document, Node
from smtplint.readers.options import OFF, read
from smtplint.text import Source


def doc(text: str, dialect: str = "curl") -> Document:
    return read(Source("x", text), dialect)


def values(node: Node) -> list[tuple[str, str]]:
    return [(entry.key, entry.value.text) for entry in node.entries]


def of_curl(text: str) -> list[tuple[str, str]]:
    """The options of the one transfer in a text."""
    document = doc(text)
    assert len(document.roots[0].items) <= 1
    return [pair for node in document.roots[0].items for pair in values(node)]


def of_swaks(text: str) -> list[tuple[str, str]]:
    return values(doc(text, "swaks").roots[0])


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("user = ada:pw", ("user", "ada:pw")),
        ("user: ada:pw", ("user", "ada:pw")),
        ("user ada:pw", ("user", "ada:pw")),
        ("user=ada:pw", ("user", "ada:pw")),
        ("user :=:\t ada:pw", ("user", "ada:pw")),
        ("--user ada:pw", ("user", "ada:pw")),
        ("--user = ada:pw", ("user", "=")),
        ("--user=ada:pw", ("user=ada:pw", "")),
        ("-u ada:pw", ("user", "ada:pw")),
        ("-uada:pw", ("user", "ada:pw")),
        ('user = "ada: p\\"w\\t\\q"', ("user", 'ada: p"w\tq')),
        ('user = "ada:pw" more', ("user", "ada:pw")),
        ('user = ""', ("user", "")),
        ("user = ada:pw more", ("user", "ada:pw")),
        ("user = ada:pw # it", ("user", "ada:pw")),
        ("user = ada:p#w", ("user", "ada:p#w")),
        ("  ssl-reqd  ", ("ssl-reqd", "")),
        ("--ssl-reqd", ("ssl-reqd", "")),
        ("no-ssl-reqd", ("ssl-reqd", OFF)),
        ("--no-ssl-reqd", ("ssl-reqd", OFF)),
        ("ssl-reqd = false", ("ssl-reqd", "false")),
        ("-k", ("insecure", "")),
    ],
)
def test_a_line_of_curl(line: str, pair: tuple[str, str]) -> None:
    assert of_curl(line + "\n") == [pair]


def test_letters_of_curl_may_stand_together() -> None:
    assert of_curl("-skuada:pw\n") == [("s", ""), ("insecure", ""), ("user", "ada:pw")]
    assert of_curl("-sk\n-T mail.txt\n") == [("s", ""), ("insecure", ""), ("upload-file", "mail.txt")]


def test_comments_of_curl() -> None:
    document = doc("# a\n  # b\n/ c\n* d\nuser = x # e\n")
    text = document.source.text
    assert [text[one.start : one.end] for one in document.comments] == ["# a", "# b", "/ c", "* d", "# e"]


def test_each_url_of_a_transfer_has_its_options_and_next_begins_another_transfer() -> None:
    document = doc("next\nurl = a\nssl-reqd\nurl = b\n--next\nurl = c\nnext\n")
    assert [values(node) for node in document.roots[0].items] == [
        [("url", "a"), ("ssl-reqd", "")],
        [("url", "b"), ("ssl-reqd", "")],
        [("url", "c")],
    ]


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("server a.example.org", ("server", "a.example.org")),
        ("--server a.example.org", ("server", "a.example.org")),
        ("-s a.example.org", ("s", "a.example.org")),
        ("server=a.example.org", ("server", "a.example.org")),
        ("server=a.example.org x", ("server", "a.example.org")),
        ("auth-password a=b c ", ("auth-password", "a=b c ")),
        ("auth-password  a", ("auth-password", " a")),
        ('auth-password "a"', ("auth-password", '"a"')),
        ("tls", ("tls", "")),
        ("tls ", ("tls", " ")),
        ("--no-tls", ("tls", OFF)),
        ("header-Subject A test", ("header", "A test")),
    ],
)
def test_a_line_of_swaks(line: str, pair: tuple[str, str]) -> None:
    assert of_swaks(line + "\n") == [pair]


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("server a\n# b\ntls\n", False),
        ("server a\ntls\n\n", False),
        ("server a\n\n# b\n", False),
        ("server a\n\ntls\n", True),
        ("server a\n\n\n", True),
        ("server a\n tls\n", True),
        ("server a\n-\n", True),
        ("server=a b\n", True),
        ("server=a \n", True),
    ],
)
def test_a_line_of_swaks_without_an_option_ends_them(text: str, stops: bool) -> None:
    assert bool(doc(text, "swaks").problems) is stops


def test_quotes_of_curl_that_are_not_closed_end_with_the_line() -> None:
    document = doc('user = "ada:pw\nssl\n')
    assert values(document.roots[0].items[0]) == [("user", "ada:pw"), ("ssl", "")]
    assert len(document.problems) == 1


def test_places() -> None:
    text = 'url = "smtp://a"\n--no-insecure\nssl\n'
    entries = doc(text).roots[0].items[0].entries
    assert [text[one.span.start : one.span.end] for one in entries] == text.splitlines()
    assert [text[one.key_span.start : one.key_span.end] for one in entries] == ["url", "insecure", "ssl"]
    assert [text[one.value.inner.start : one.value.inner.end] for one in entries] == ["smtp://a", OFF, ""]
    assert entries[2].value.span.start == text.index("ssl")  # where no- would be written


LINES = st.lists(st.text(alphabet='-=:"\\ \t#/ukn\rno-abssl.é', max_size=12), max_size=8).map("\n".join)


@given(LINES | st.text(), st.sampled_from(["curl", "swaks"]))
def test_any_text_is_read_and_places_lie_in_it(text: str, dialect: str) -> None:
    document = doc(text, dialect)
    root = document.roots[0]
    assert root.kind == (MAP if dialect == "swaks" else SEQ)
    for node in [root, *root.items]:
        for entry in node.entries:
            value = entry.value
            assert 0 <= entry.span.start <= entry.key_span.start <= entry.key_span.end <= entry.span.end <= len(text)
            assert entry.span.start <= value.span.start <= value.inner.start <= value.inner.end <= value.span.end
            assert value.span.end <= len(text)
            if value.style == "plain":
                assert text[value.inner.start : value.inner.end] == value.text
    for span in [*document.comments, *(problem.span for problem in document.problems)]:
        assert 0 <= span.start <= span.end <= len(text)


def test_many_urls_and_options_stay_within_bounds() -> None:
    document = doc("url = a\nssl\n" * 10_000)
    assert len(document.roots[0].items) <= 100
