"""The JSON reader: ``json.loads`` decides what is valid and what it means; comments and trailing commas come on top."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.readers import json as reader
from smtplint.readers.base import MAP, OPAQUE, SCALAR, SEQ, Document, Node
from smtplint.readers.json import read
from smtplint.text import Source, Span

SRC = str(Path(__file__).parents[2] / "src")


def doc(text: str) -> Document:
    return read(Source("x.json", text))


def written(document: Document, span: Span) -> str:
    return document.source.text[span.start : span.end]


def value(node: Node) -> object:
    """What ``json.loads`` would give for a node."""
    if node.kind == MAP:
        return {entry.key: value(entry.value) for entry in node.entries}
    if node.kind == SEQ:
        return [value(item) for item in node.items]
    assert node.kind == SCALAR
    words: dict[str, object] = {"true": True, "false": False, "null": None}
    if node.tag in ("bool", "null"):
        return words[node.text]
    if node.tag == "int":
        return int(node.text)
    return float(node.text) if node.tag == "float" else node.text


def walk(node: Node) -> list[Node]:
    found = [node]
    for child in [entry.value for entry in node.entries] + node.items:
        found += walk(child)
    return found


def refuse(word: str) -> object:
    raise ValueError(word)  # NaN and Infinity are Python's own


def strict(text: str) -> object:
    return json.loads(text, parse_constant=refuse)


SETTINGS = """{
  // where mail goes
  "Email": {
    "Host": "smtp.example.com", /* the
    relay */
    "Port": 587,
    "UseSsl": true,
    "Timeout": 1.5e1,
    "Tags": ["a", "b",],
    "None": null,
  },
}
"""


def test_comments_and_trailing_commas_are_accepted() -> None:
    document = doc(SETTINGS)
    assert not document.problems
    assert [written(document, comment) for comment in document.comments] == [
        "// where mail goes",
        "/* the\n    relay */",
    ]
    email = {"Host": "smtp.example.com", "Port": 587, "UseSsl": True, "Timeout": 15.0, "Tags": ["a", "b"], "None": None}
    assert value(document.roots[0]) == {"Email": email}


def test_scalars_have_the_tags_that_json_gives() -> None:
    document = doc('["1", 1, -0, 1.0, 1e5, true, false, null]')
    assert [item.tag for item in document.roots[0].items] == [
        "str",
        "int",
        "int",
        "float",
        "float",
        "bool",
        "bool",
        "null",
    ]
    assert [item.text for item in document.roots[0].items] == ["1", "1", "-0", "1.0", "1e5", "true", "false", "null"]


def test_spans_are_those_of_the_words() -> None:
    text = '{\r\n  "\U0001f4e7é": "a\\"b\\u00e9", "n" : [ 1 , {} ]\r\n}'
    document = doc(text)
    first, second = document.roots[0].entries
    assert written(document, first.key_span) == first.key == "\U0001f4e7é"
    assert written(document, first.value.span) == '"a\\"b\\u00e9"'
    assert written(document, first.value.inner) == 'a\\"b\\u00e9'
    assert (first.value.text, first.value.style) == ('a"bé', "double")
    assert written(document, first.span) == '"\U0001f4e7é": "a\\"b\\u00e9"'
    assert written(document, second.span) == '"n" : [ 1 , {} ]'
    assert [written(document, item.span) for item in second.value.items] == ["1", "{}"]
    assert written(document, document.roots[0].span) == text


def test_a_byte_order_mark_moves_nothing() -> None:
    document = read(Source.from_bytes("x.json", '{"a": 1}'.encode("utf-8-sig")))
    assert not document.problems
    assert document.roots[0].entries[0].value.span == Span(6, 7)


def test_duplicate_keys_are_kept_in_order() -> None:
    root = doc('{"a": 1, "b": 2, "a": 3}').roots[0]
    assert [(entry.key, entry.value.text) for entry in root.entries] == [("a", "1"), ("b", "2"), ("a", "3")]


@pytest.mark.parametrize(
    ("text", "place", "kept"),
    [
        ("", 0, {}),
        ("  // nothing\n", 13, {}),
        ('{"a": 1 "b": 2}', 8, {"a": 1}),
        ('{"a": 1, "b": }', 14, {"a": 1, "b": "?"}),
        ('{"a": 1, "b" 2}', 13, {"a": 1}),
        ('{"a": 1, b: 2}', 9, {"a": 1}),
        ("{'a': 1}", 1, {}),
        ('{"a": 1', 7, {"a": 1}),
        ('{"a": 1,', 8, {"a": 1}),
        ('{"a": {"b": [1, 2', 17, {"a": {"b": [1, 2]}}),
        ('{"a": {"b": "c\n"}}', 12, {"a": {"b": "?"}}),
        ('{"a": "b', 6, {"a": "?"}),
        ('{"a": "b\\q"}', 8, {"a": "?"}),
        ('{"a": "\\u12"}', 7, {"a": "?"}),
        ('{"a": "b\tc"}', 8, {"a": "?"}),
        ('{"a": tru}', 6, {"a": "?"}),
        ('{"a": NaN}', 6, {"a": "?"}),
        ('{"a": 01}', 6, {"a": "?"}),
        ('{"a": +1}', 6, {"a": "?"}),
        ('{"a": 1.}', 6, {"a": "?"}),
        ('{"a": 0x1f}', 6, {"a": "?"}),
        ('{"a": 1} {', 9, {"a": 1}),
        ('{"a": 1} /* x', 9, {"a": 1}),
        ('{"a": 1]', 7, {"a": 1}),
        ("[1,,2]", 3, [1]),
        ("[,]", 1, []),
        ("{,}", 1, {}),
        ('{"a": /x}', 6, {"a": "?"}),
    ],
)
def test_a_break_is_a_problem_at_its_place_and_keeps_what_came_before(text: str, place: int, kept: object) -> None:
    def known(node: Node) -> object:
        if node.kind == OPAQUE:
            assert node.why == "broken"
            return "?"
        if node.kind == MAP:
            return {entry.key: known(entry.value) for entry in node.entries}
        return [known(item) for item in node.items] if node.kind == SEQ else value(node)

    document = doc(text)
    assert [problem.span.start for problem in document.problems] == [place]
    assert known(document.roots[0]) == kept


def test_open_collections_end_with_what_was_read_of_them() -> None:
    document = doc('{"a": {"b": [1, 22 x')
    assert [written(document, node.span) for node in walk(document.roots[0])] == [
        '{"a": {"b": [1, 22',
        '{"b": [1, 22',
        "[1, 22",
        "1",
        "22",
    ]


def test_template_values_are_opaque() -> None:
    document = doc('{"port": {{ port }}, "{{k}}": "smtp.{{ domain }}", "s": "x"}')
    assert not document.problems
    assert [(e.key, e.value.kind, e.value.text) for e in document.roots[0].entries] == [
        ("port", OPAQUE, "{{ port }}"),
        ("{{k}}", OPAQUE, "smtp.{{ domain }}"),
        ("s", SCALAR, "x"),
    ]
    assert [written(document, span) for span in document.masked] == ["{{ port }}", "{{k}}", "{{ domain }}"]


def test_nesting_up_to_the_bound_is_read() -> None:
    depth = reader.MAX_DEPTH
    assert not doc("[" * depth + "]" * depth).problems
    assert [problem.span.start for problem in doc("[" * (depth + 1)).problems] == [depth]


HOSTILE = {
    "50 000 brackets": "[" * 50_000,
    "50 000 objects": '{"a":' * 50_000,
    "10 000 nested": "[" * 10_000 + "]" * 10_000,
    "2 MB string": '"' + "a" * (2 << 20) + '"',
    "2 MB of escapes": '"' + "\\u0041" * 350_000 + '"',
    "2 MB open string": '["' + "\\\\" * (1 << 20),
    "many strings on a line": "[" + '"a",' * 200_000 + "1]",
    "many values": "[" + "1," * 300_000 + "1]",
    "many comments": "//\n" * 300_000 + "1",
    "open comments": "/*" * 500_000,
    "slashes": "/" * 1_000_000,
    "long number": "1" * 1_000_000,
    "templates": "[" + '"{{x}}",' * 50_000 + "1]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_ends_soon(name: str) -> None:
    started = time.process_time()
    document = doc(HOSTILE[name])
    assert time.process_time() - started < 4  # seconds; under one on an idle machine
    assert len(document.problems) <= 1


def test_reading_needs_neither_json_nor_regular_expressions() -> None:
    script = (
        f"import sys; sys.path.insert(0, {SRC!r})\nfrom smtplint.readers.json import read\n"
        "from smtplint.text import Source\nprint(read(Source('x', '{\"a\": 1}')).roots[0].entries[0].key)\n"
        "print(sorted({'json', 're', 'typing', 'enum', 'yaml'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "a\n[]\n")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(VALUES, st.sampled_from([None, 1, 4]), st.booleans())
def test_generated_values_are_read_as_json_reads_them(data: object, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    document = doc(text)
    assert not document.problems
    if not document.masked:
        assert repr(value(document.roots[0])) == repr(strict(text))


SOUP = st.lists(
    st.sampled_from(
        [
            '"',
            '"a"',
            '"b":',
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "1",
            "-",
            ".5",
            "e3",
            "0",
            "\\",
            "\\n",
            "\\u00e9",
            " ",
            "\n",
            "true",
            "nul",
            "\t",
            "é",
        ]
    )
)


@settings(max_examples=500, deadline=None)
@given(SOUP | st.tuples(VALUES, st.integers(0, 60), st.sampled_from(['"', ",", "}", "", "0", "\\", "]"])))
def test_what_json_accepts_is_accepted_and_what_it_refuses_is_a_problem(
    parts: list[str] | tuple[object, int, str],
) -> None:
    if isinstance(parts, tuple):
        text = json.dumps(parts[0])
        text = text[: parts[1]] + parts[2] + text[parts[1] + 1 :]
    else:
        text = "".join(parts)
    document = doc(text)
    try:
        expected = strict(text)
    except ValueError:
        accepted = False
    else:
        accepted = True
    if accepted and not document.masked:
        assert not document.problems
        assert repr(value(document.roots[0])) == repr(expected)
    if not accepted:
        tolerated = document.comments or document.masked or _has_trailing_comma(text)
        assert document.problems or tolerated
    for node in walk(document.roots[0]):
        assert 0 <= node.span.start <= node.inner.start <= node.inner.end <= node.span.end <= len(text)


def _has_trailing_comma(text: str) -> bool:
    packed = "".join(text.split())
    return ",}" in packed or ",]" in packed
