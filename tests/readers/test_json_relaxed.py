"""JSON5 and Hjson: what they add to JSON; what JSON can say they read as JSON does."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.readers.base import MAP, OPAQUE, SCALAR, SEQ, Document, Node
from smtplint.readers.json import read
from smtplint.text import Source

HJSON = """\
# settings
hostname: lemmy.example.org # part of the text
email: {
  'smtp_server': "localhost:25"
  login: /etc/x
  port: 587 // a comment
  flags: [true, null
    some text]
  ]
  text:
    '''
    first
      second
    '''
}
"""


def doc(text: str, dialect: str) -> Document:
    return read(Source("x.hjson", text), dialect)


def value(node: Node) -> object:
    if node.kind == MAP:
        return {entry.key: value(entry.value) for entry in node.entries}
    if node.kind == SEQ:
        return [value(item) for item in node.items]
    assert node.kind == SCALAR
    if node.tag in ("bool", "null", "int", "float"):
        return json.loads(node.text)
    return node.text


def check_spans(document: Document) -> None:
    text = document.source.text
    waiting = list(document.roots)
    while waiting:
        node = waiting.pop()
        for entry in node.entries:
            assert 0 <= entry.span.start <= entry.key_span.start <= entry.key_span.end <= entry.span.end <= len(text)
            waiting.append(entry.value)
        waiting += node.items
        assert 0 <= node.span.start <= node.inner.start <= node.inner.end <= node.span.end or node.kind == OPAQUE
    for span in [*document.comments, *(problem.span for problem in document.problems)]:
        assert 0 <= span.start <= span.end <= len(text)


def test_hjson_reads_lines_comments_and_texts_without_quotes() -> None:
    document = doc(HJSON, "hjson")
    assert document.problems == []
    assert value(document.roots[0]) == {
        "hostname": "lemmy.example.org # part of the text",
        "email": {
            "smtp_server": "localhost:25",
            "login": "/etc/x",
            "port": 587,
            "flags": [True, None, "some text]"],
            "text": "first\n  second",
        },
    }
    assert document.roots[0].entries[0].value.quirks == ("hash-kept",)
    assert [HJSON[one.start : one.end] for one in document.comments] == ["# settings", "// a comment"]
    check_spans(document)


def test_json5_reads_keys_quotes_numbers_and_texts_over_lines() -> None:
    text = "{a: 'x\\'y', 'b': 0x1F, c: +1.5, $d: [.5, Infinity, -2.,], e: \"\\x41\\\nB\", /* x */ }"
    document = doc(text, "json5")
    assert document.problems == []
    found = [(entry.key, entry.value.text, entry.value.tag) for entry in document.roots[0].entries]
    assert found[:3] == [("a", "x'y", "str"), ("b", "0x1F", "int"), ("c", "+1.5", "float")]
    assert [item.text for item in document.roots[0].entries[3].value.items] == [".5", "Infinity", "-2."]
    assert document.roots[0].entries[4].value.text == "AB"
    check_spans(document)


@pytest.mark.parametrize(
    ("text", "dialect", "message"),
    [
        ("{a: b", "hjson", "the object is not closed"),
        ("{a b}", "hjson", "a ':' is missing after the key"),
        ("a: '''b", "hjson", "the string is not closed"),
        ("a: [", "hjson", "the array is not closed"),
        ("a:\n}", "hjson", "a value is missing here"),
        ("{a: b}", "json5", "this is no JSON value"),
        ("{a: 'b\n'}", "json5", "the string is not closed on its line"),
        ("{: 1}", "json5", "a key is missing here"),
    ],
)
def test_a_break_is_a_problem(text: str, dialect: str, message: str) -> None:
    document = doc(text, dialect)
    assert [problem.message for problem in document.problems] == [message]
    check_spans(document)


_words = st.text(alphabet="ab \"'\\#/é\n", max_size=6)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.floats(-9, 9).map(lambda one: round(one, 2)) | _words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(_words, _values, max_size=4), st.sampled_from(["json5", "hjson"]))
def test_what_json_says_they_say_too(data: dict[str, object], dialect: str) -> None:
    document = doc(json.dumps(data, indent=1), dialect)
    assert document.problems == []
    assert value(document.roots[0]) == data
    check_spans(document)


@given(st.text(alphabet="{}[]:,ab'\"#/*\n 1\\", max_size=40), st.sampled_from(["json5", "hjson"]))
def test_any_text_is_read_with_places_inside_it(text: str, dialect: str) -> None:
    check_spans(doc(text, dialect))
