"""The reader of line-based configuration: dma.conf, Postfix's main.cf and nullmailer's remotes."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.readers.base import Document, Node
from smtplint.readers.directives import DIALECTS, read
from smtplint.text import Source


def doc(text: str, dialect: str = "") -> Document:
    return read(Source("x.conf", text), dialect)


def values(node: Node) -> list[tuple[str, str]]:
    return [(entry.key, entry.value.text) for entry in node.entries]


def check_spans(document: Document) -> None:
    text = document.source.text
    for node in [document.roots[0], *document.roots[0].items]:
        for entry in node.entries:
            value = entry.value
            assert 0 <= entry.span.start <= entry.key_span.start <= entry.key_span.end <= len(text)
            assert entry.span.start <= value.span.start <= value.inner.start <= value.inner.end <= value.span.end
            assert value.span.end <= len(text)
    for span in [*document.comments, *(problem.span for problem in document.problems)]:
        assert 0 <= span.start <= span.end <= len(text)


def test_dma_cuts_at_any_hash_and_skips_indented_lines() -> None:
    document = doc("SMARTHOST smtp.example.org # the relay\n#PORT 25\nSTARTTLS\n PORT 465\n\nPORT\t587 \n", "dma")
    assert values(document.roots[0]) == [("SMARTHOST", "smtp.example.org"), ("STARTTLS", ""), ("PORT", "587")]
    assert [document.source.text[one.start : one.end] for one in document.comments] == ["# the relay", "#PORT 25"]
    assert document.problems == []
    check_spans(document)


def test_postfix_goes_on_in_indented_lines_and_keeps_a_hash_in_a_value() -> None:
    text = (
        "relayhost = [smtp.example.org]:587\r\nmynetworks =\r\n  127.0.0.0/8\r\n  [::1]/128 # no comment\r\nwrong\r\n"
    )
    document = doc(text, "postfix")
    assert values(document.roots[0]) == [
        ("relayhost", "[smtp.example.org]:587"),
        ("mynetworks", "127.0.0.0/8 [::1]/128 # no comment"),
    ]
    assert [problem.message for problem in document.problems] == ["has no '='"]
    check_spans(document)


def test_each_line_of_remotes_is_a_server_with_words_as_in_a_shell() -> None:
    text = "a.example.org smtp --port=587 --starttls user=\"a b\"\n  # no server\n'b' smtp --pass='x\"y' --user=a\\ c\n"
    document = doc(text, "remotes")
    first, second = document.roots[0].items
    assert values(first) == [
        ("host", "a.example.org"), ("protocol", "smtp"), ("port", "587"), ("starttls", ""), ("user", "a b"),
    ]  # fmt: skip
    assert values(second) == [("host", "b"), ("protocol", "smtp"), ("pass", 'x"y'), ("user", "a c")]
    port = first.entries[2]
    assert text[port.span.start : port.span.end] == "--port=587"
    assert text[port.value.inner.start : port.value.inner.end] == "587"
    check_spans(document)


def test_each_line_of_urls_is_one_behind_its_tags() -> None:
    text = "# mine\nmail, home = mailtos://a:b@example.org?x=1 \n smtp://b\ninclude http://c\n;d=smtp\n"
    document = doc(text, "urls")
    assert [values(item) for item in document.roots[0].items] == [
        [("url", "mailtos://a:b@example.org?x=1")],
        [("url", "smtp://b")],
    ]
    check_spans(document)


def test_a_quote_that_is_never_closed_is_a_problem() -> None:
    document = doc("a smtp --pass='x y\n", "remotes")
    assert [problem.message for problem in document.problems] == ["a quoted text is not closed"]
    check_spans(document)


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_a_huge_file_is_read_in_part(dialect: str) -> None:
    document = doc("key = value\n" * 30_000, dialect)
    root = document.roots[0]
    assert len(root.entries) + len(root.items) == (0 if dialect == "urls" else 20_000)


@given(st.text(alphabet="ab =\t\n\r#'\"\\-", max_size=80), st.sampled_from(sorted(DIALECTS)))
def test_any_text_is_read_with_places_inside_it(text: str, dialect: str) -> None:
    check_spans(doc(text, dialect))


@given(st.lists(st.text(alphabet="ab '\"#-=\\", min_size=1, max_size=8), min_size=1, max_size=5))
def test_words_quoted_for_a_shell_come_back(words: list[str]) -> None:
    line = " ".join(shlex.quote(word) for word in ["host", "smtp", *[f"--x={word}" for word in words]])
    entries = doc(line + "\n", "remotes").roots[0].items[0].entries
    assert [entry.value.text for entry in entries[2:]] == words
