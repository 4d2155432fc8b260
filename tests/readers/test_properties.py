"""The reader of Java properties: escapes, continued lines and Spring's several documents."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.readers.base import Document
from smtplint.readers.properties import read
from smtplint.text import Source


def doc(text: str, dialect: str = "") -> Document:
    return read(Source("application.properties", text), dialect)


def pairs(text: str, dialect: str = "") -> list[tuple[str, str]]:
    return [(entry.key, entry.value.text) for entry in doc(text, dialect).roots[0].entries]


def check_spans(document: Document) -> None:
    text = document.source.text
    for root in document.roots:
        assert 0 <= root.span.start <= root.span.end <= len(text)
        for entry in root.entries:
            node = entry.value
            assert root.span.start <= entry.span.start == entry.key_span.start <= entry.key_span.end
            assert entry.key_span.end <= node.span.start <= node.span.end == entry.span.end <= root.span.end
            if "\\" not in text[entry.span.start : entry.span.end]:
                assert text[entry.key_span.start : entry.key_span.end] == entry.key
                assert text[node.inner.start : node.inner.end] == node.text
    for span in [*document.comments, *(problem.span for problem in document.problems)]:
        assert 0 <= span.start <= span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=b", [("a", "b")]),
        ("a = b\n", [("a", "b")]),
        ("a: b", [("a", "b")]),
        ("a b c", [("a", "b c")]),
        ("a", [("a", "")]),
        ("a==b", [("a", "=b")]),
        ("a = = b", [("a", "= b")]),
        ("a  :  b", [("a", "b")]),
        ("spring.mail.host=smtp.example.com", [("spring.mail.host", "smtp.example.com")]),
        ("  a\t=\tb", [("a", "b")]),
        ("a=b # no comment", [("a", "b # no comment")]),
        ("a=#b", [("a", "#b")]),
        ("# c\n! d\n\na=1", [("a", "1")]),
        ("a\\=b=c", [("a=b", "c")]),
        ("a\\ b=c", [("a b", "c")]),
        ("a=C:\\\\dir\\x", [("a", "C:\\dirx")]),
        ("a=\\u00e9\\t\\n", [("a", "é\t\n")]),
        ("a=one\\\n   two\\\n\tthree\nb=2", [("a", "onetwothree"), ("b", "2")]),
        ("a=one\\\\\nb=2", [("a", "one\\"), ("b", "2")]),
        ("a=one\\\n\nb=2", [("a", "one"), ("b", "2")]),
        ("a=one\\\n# two", [("a", "one# two")]),
        ("a\\\n=b", [("a", "b")]),
        ("a\\\n  b=c", [("ab", "c")]),
        ("\\\n! c\na=1", [("a", "1")]),
        ("a \\\n b", [("a", "b")]),
        ("a = \\\n b", [("a", "b")]),
        ("a=b\\", [("a", "b")]),
        ("=b", [("", "b")]),
        ("a=1\na=2", [("a", "1"), ("a", "2")]),
        ("# c \\\na=1", [("a", "1")]),
        ("a='x'", [("a", "'x'")]),
    ],
)
def test_keys_and_values_are_those_of_java(text: str, expected: list[tuple[str, str]]) -> None:
    document = doc(text)
    assert [(entry.key, entry.value.text) for entry in document.roots[0].entries] == expected
    assert document.problems == []
    check_spans(document)


def test_trailing_blanks_belong_to_the_value() -> None:
    node = doc("a=secret \n").roots[0].entries[0].value
    assert (node.text, node.quirks, node.tag) == ("secret ", ("space-kept",), "str")
    assert doc("a=secret\n").roots[0].entries[0].value.quirks == ()


def test_a_wrong_escape_is_a_problem_at_its_place() -> None:
    text = "a=1\nb=x\\u12g4\n"
    document = doc(text)
    assert [text[p.span.start : p.span.end] for p in document.problems] == ["x\\u12g4"]
    assert pairs(text)[1] == ("b", "x\\u12g4")


def test_spring_documents_are_roots_of_their_own() -> None:
    text = "a=1\n#---\nspring.config.activate.on-profile=dev\na=2\n!---\na=3\n"
    document = doc(text)
    assert [[e.value.text for e in root.entries] for root in document.roots] == [["1"], ["dev", "2"], ["3"]]
    assert text[document.roots[0].span.start : document.roots[0].span.end] == "a=1\n"
    check_spans(document)
    assert len(doc(text, "java").roots) == 1


@pytest.mark.parametrize(
    "text", ["a=1\n # ---\nb=2", "a=1\n #---\nb=2", "a=1\n# c\n#---\nb=2", "a=1\n#---\n# c\nb=2", "#----"]
)
def test_what_only_looks_like_a_separator_is_a_comment(text: str) -> None:
    assert len(doc(text).roots) == 1


def test_line_ends_and_a_byte_order_mark() -> None:
    for newline in ("\n", "\r\n", "\r"):
        text = newline.join(["a=1", "# c", "b=x\\", "  y"])
        assert pairs(text) == [("a", "1"), ("b", "xy")]
        check_spans(doc(text))
    assert read(Source.from_bytes("x", b"\xef\xbb\xbfa=1")).roots[0].entries[0].key == "a"


def test_problems_are_bounded() -> None:
    assert len(doc("a=\\u\n" * 1000).problems) == 50


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab=: \t\f\\\n\r#!-u0é"), max_size=30))
def test_any_text_is_read_with_spans_that_fit(text: str) -> None:
    check_spans(doc(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_unicode_text_never_raises(text: str) -> None:
    check_spans(doc(text))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text("ab.c-", min_size=1, max_size=6), st.text("xyz @#!$'\"é", max_size=8), max_size=5))
def test_written_properties_are_read_back(wanted: dict[str, str]) -> None:
    text = "".join(f"{key}={value.lstrip()}\n" for key, value in wanted.items())
    assert pairs(text) == [(key, value.lstrip()) for key, value in wanted.items()]
