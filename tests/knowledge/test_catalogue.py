"""Tables and catalogues: what is packed is found again, and no form that a part may have is left out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.knowledge.catalogue import catalogue, forms
from smtplint.knowledge.store import store
from smtplint.knowledge.tables import cell, keys, table

WORDS = st.text(st.characters(exclude_characters="\t\n", exclude_categories=["Cs"]), max_size=8)


@given(st.dictionaries(WORDS.filter(bool), WORDS), WORDS)
def test_a_table_gives_what_its_mapping_gives(rows: dict[str, str], other: str) -> None:
    text = table(rows)
    assert {key: cell(text, key) for key in rows} == rows
    assert cell(text, other) == rows.get(other)
    assert keys(text) == list(rows)


@given(st.dictionaries(WORDS.filter(bool), WORDS), st.dictionaries(WORDS.filter(bool), WORDS))
def test_of_joined_tables_the_first_wins(first: dict[str, str], second: dict[str, str]) -> None:
    text = table(first) + table(second)
    assert {key: cell(text, key) for key in keys(text)} == {**second, **first}


@pytest.mark.parametrize("key", ["a\t1\nb", "\na", "a\n", "", "1"])
def test_what_is_no_key_has_no_value(key: str) -> None:
    assert cell(table({"a": "1", "b": "2"}), key) is None


def form(**more: Any) -> dict[str, Any]:
    plain = {"call": [], "texts": "", "pairs": {}, "root": [""], "keys": [], "claim": [], "fold": False, "layers": {},
             "images": []}  # fmt: skip
    return plain | more


@pytest.mark.parametrize(
    ("described", "words", "found"),
    [
        ({"keys": ["SMTP_HOST"]}, {"SMTP_HOST", "A"}, True),
        ({"keys": ["SMTP_HOST"]}, {"SMTP_PORT"}, False),
        ({"claim": [["a.b", "c"]]}, {"c"}, True),
        ({"keys": ["Mail.Host"], "fold": True}, {"mail"}, True),
        ({"keys": ["host"], "root": ["spring.mail"]}, {"host"}, False),
        ({"keys": ["host"], "root": ["spring.mail"]}, {"spring"}, True),
        ({"keys": ["host"], "root": ["servers[].smtp"]}, {"servers"}, True),
        ({"keys": ["host"], "root": ["*.smtp"]}, {"any"}, True),
        ({"keys": ["host"], "root": ["[]"]}, set(), True),
        ({"keys": ["host"], "call": ["send"]}, set(), True),
        ({"keys": ["host"], "pairs": {"items": "env"}}, set(), True),
    ],
)
def test_a_form_is_looked_at_where_its_words_are(described: dict[str, Any], words: set[str], found: bool) -> None:
    packed = catalogue([form(**described)])
    assert bool(list(forms(packed, words))) is found
    assert len(list(forms(packed, None))) == 1


def test_forms_come_in_the_order_in_which_they_were_packed() -> None:
    packed = catalogue([form(keys=[key], name=key) for key in "cabx"])
    assert [one["name"] for one in forms(packed, {"a", "b", "c"})] == ["c", "a", "b"]
    assert [one["name"] for one in forms(packed, None)] == ["c", "a", "b", "x"]


@pytest.mark.parametrize("kind", ["env", "yaml", "json", "ini", "properties", "toml", "xml", "python"])
def test_each_installed_form_is_found_by_its_own_keys(kind: str) -> None:
    packed = store().get("claims", kind)
    for one in list(forms(packed, None)):
        for route in one["root"]:
            for claim in one["claim"]:
                key = f"{route}.{claim[0]}" if route else claim[0]
                assert one in list(
                    forms(packed, {key.partition(".")[0].removesuffix("[]"), key.partition(".")[0].lower()})
                )
