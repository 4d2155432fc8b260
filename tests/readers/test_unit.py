"""The reader of systemd units: assignments, quotes, specifiers, lines that go on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.readers.base import OPAQUE, Document, Entry
from smtplint.readers.unit import read
from smtplint.text import Source


def doc(text: str) -> Document:
    return read(Source("a.service", text))


def entries(text: str) -> list[Entry]:
    lines = doc(text).roots[0].entries
    return [one for line in lines if line.key == "Environment" for one in line.value.entries]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Environment=A=1", {"A": "1"}),
        ("Environment = A=1 B=2", {"A": "1", "B": "2"}),
        ('Environment="A=x y" B=2 "C=$word 5"', {"A": "x y", "B": "2", "C": "$word 5"}),
        ("Environment='A=x y'", {"A": "x y"}),
        ('Environment="A=say \\"hi\\""', {"A": 'say "hi"'}),
        ("Environment=A=100%%", {"A": "100%"}),
        ("Environment=A=%h/mail", {"A": None}),
        ('Environment=A="x y" B=2', {"A": "x y", "B": "2"}),
        ("Environment=A='x B=y C=z'", {"A": "x B=y C=z"}),
        ("Environment=A=x'y'", {"A": None}),
        ('Environment=A="x B=y', {"A": None}),
        ('Environment="A=x" "B=y', {"A": "x", "B": None}),
        ("Environment=A=1 \\\n  B=2", {"A": "1", "B": "2"}),
        ("Environment=A=1 \\\n# note\n  B=2", {"A": "1", "B": "2"}),
        ("Environment=A=x\\x20y", {"A": "x y"}),
        ("Environment=A=\\101\\u00e9", {"A": "Aé"}),
        ("Environment=A=1 B=\\z C=3", {"A": "1"}),
        ("Environment=A=\\$x B=2", {}),
        ("Environment=A=\\400", {}),
        ("Environment=1A=x B=2", {"B": "2"}),
        ("Environment=A=1 B=\\\\\nEnvironment=C=3", {"A": "1", "B": "\\", "C": "3"}),
        ("Environment=A=", {"A": ""}),
        ("Environment=A", {}),
        ("#Environment=A=1", {}),
        (";Environment=A=1", {}),
        ("environment=A=1", {}),
    ],
)
def test_variables_are_those_that_systemd_sets(line: str, expected: dict[str, str | None]) -> None:
    found = entries(f"[Unit]\nEnvironment=Z=1\n[Service]\n{line}\n")
    assert {one.key: None if one.value.kind == OPAQUE else one.value.text for one in found} == expected


def test_files_and_what_takes_back_keep_their_order() -> None:
    text = "[Service]\nEnvironment=A=1\nEnvironment=\nEnvironmentFile=-/etc/default/x\nEnvironmentFile=/run/%n\n"
    found = [(line.key, line.value.kind, line.value.text) for line in doc(text).roots[0].entries]
    assert found == [
        ("Environment", "map", "A=1"),
        ("Environment", "map", ""),
        ("EnvironmentFile", "scalar", "-/etc/default/x"),
        ("EnvironmentFile", "opaque", "/run/%n"),
    ]


def test_places_are_those_of_the_words() -> None:
    text = '[Service]\nEnvironment=A=one "B=two three"\n'
    for one in entries(text):
        assert text[one.key_span.start : one.key_span.end] == one.key
        assert text[one.value.inner.start : one.value.inner.end] == one.value.text


_pieces = st.sampled_from(
    ["[Service]\n", "Environment=", "EnvironmentFile=", "A=1", " ", "\n", "\r\n", "\\", "\\\n", '"', "'", "%", "#", ";",
     "=", "é", "-/etc/x"]
)  # fmt: skip


@given(st.lists(_pieces, max_size=60).map("".join))
@settings(max_examples=400)
def test_any_text_is_read_and_every_place_is_inside(text: str) -> None:
    document = doc("[Service]\n" + text)
    size = len(document.source.text)
    for line in document.roots[0].entries:
        for one in [line, *line.value.entries]:
            for span in (one.key_span, one.span, one.value.span, one.value.inner):
                assert 0 <= span.start <= span.end <= size
