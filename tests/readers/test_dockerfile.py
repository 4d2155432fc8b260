"""The reader of Dockerfiles: both forms of ENV, quotes, lines that go on, stages, and the places of everything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.readers.base import OPAQUE, Document, Entry
from smtplint.readers.dockerfile import read
from smtplint.text import Source


def doc(text: str) -> Document:
    return read(Source("Dockerfile", text))


def entries(text: str, section: str = "ENV") -> list[Entry]:
    found = [entry for root in doc(text).roots for entry in root.entries if entry.key == section]
    return [one for entry in found for one in entry.value.entries]


def variables(line: str) -> dict[str, str | None]:
    found = entries(f"FROM x\n{line}\n")
    return {one.key: None if one.value.kind == OPAQUE else one.value.text for one in found}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ENV A=1", {"A": "1"}),
        ("ENV A=1 B=2", {"A": "1", "B": "2"}),
        ("env A=1", {"A": "1"}),
        ("  ENV\tA=1", {"A": "1"}),
        ("ENV A 1", {"A": "1"}),
        ("ENV A hello there  ", {"A": "hello there"}),
        ("ENV ONE TWO= THREE=world", {"ONE": "TWO= THREE=world"}),
        ('ENV A="x y" B=z', {"A": "x y", "B": "z"}),
        ("ENV A='x y'", {"A": "x y"}),
        ("ENV A=x\\ y", {"A": "x y"}),
        ('ENV A="say \\"hi\\""', {"A": 'say "hi"'}),
        ('ENV A=a"b c"d', {"A": "ab cd"}),
        ("ENV A=", {"A": ""}),
        ("ENV A=$B", {"A": None}),
        ("ENV A=${B:-c}", {"A": None}),
        ("ENV A='$B'", {"A": "$B"}),
        ("ENV A=\\$B", {"A": "$B"}),
        ("ENV A=5$", {"A": "5$"}),
        ("ENV A=1 \\\n    B=2", {"A": "1", "B": "2"}),
        ("ENV A=1 \\\n # note\n\n    B=2", {"A": "1", "B": "2"}),
        ("ENV A=smtp.\\\nexample.org", {"A": "smtp.example.org"}),
        ("ENV A=1 # no comment=3", {"A": "1", "comment": "3"}),
        ("ENV", {}),
        ("ENV A", {}),
        ("RUN ENV=1 x", {}),
        ("# ENV A=1", {}),
    ],
)
def test_variables_are_those_that_docker_sets(line: str, expected: dict[str, str | None]) -> None:
    assert variables(line) == expected


def test_another_escape_character_can_be_chosen() -> None:
    text = "# escape=`\nFROM x\nENV A=C:\\mail `\n  B=2\n"
    assert {one.key: one.value.text for one in entries(text)} == {"A": "C:\\mail", "B": "2"}
    assert {one.key for one in entries("FROM x\n# escape=`\nENV A=1 `\n  B=2\n")} == {"A"}


def test_here_documents_are_passed_over() -> None:
    text = 'FROM x\nRUN <<EOF cat <<-"END" >f\nENV A=1\nEOF\n\tENV B=1\n\tEND\nENV C=1\n'
    assert [one.key for one in entries(text)] == ["C"]


def test_stages_arguments_and_names_are_told_apart() -> None:
    text = "ARG V=1 W\nFROM --platform=$P node:${V} AS build\nARG X=2\nENV A=1\nFROM build\nENV B=2\n"
    first, build, last = doc(text).roots
    assert [entry.key for entry in first.entries] == ["ARG"]
    assert [(entry.key, entry.value.text) for entry in build.entries[:2]] == [("FROM", "node:${V}"), ("AS", "build")]
    assert [entry.value.text for entry in last.entries] == ["build", ""]
    assert [(one.key, one.value.kind) for one in entries(text, "ARG")] == [
        ("V", "scalar"),
        ("W", "opaque"),
        ("X", "scalar"),
    ]


def test_places_are_those_of_the_words() -> None:
    text = 'FROM x\nENV A=one \\\n  B="two three" C=$D\n'
    for one in entries(text):
        assert text[one.key_span.start : one.key_span.end] == one.key
        assert text[one.value.inner.start : one.value.inner.end] == one.value.text
        assert text[one.span.start : one.span.end].startswith(one.key + "=")


_pieces = st.sampled_from(
    ["FROM", "ENV", "ARG", "RUN", " ", "\n", "\r\n", "\\", "\\\n", "=", '"', "'", "$", "${", "}", "A", "B", "#", "<<",
     "EOF", "\t", "`", "é", "# escape=`\n", "AS"]
)  # fmt: skip


@given(st.lists(_pieces, max_size=60).map("".join))
@settings(max_examples=400)
def test_any_text_is_read_and_every_place_is_inside(text: str) -> None:
    document = doc(text)
    for root in document.roots:
        for section in root.entries:
            for one in [section, *section.value.entries]:
                for span in (one.key_span, one.span, one.value.span, one.value.inner):
                    assert 0 <= span.start <= span.end <= len(document.source.text)
                if one.value.style in ("single", "double"):
                    assert text[one.value.inner.start : one.value.inner.end] == one.value.text
