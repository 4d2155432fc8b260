"""The condition language: three-valued, closed, and honest about what is not known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.conditions import UNKNOWN, evaluate, has_shape
from smtplint.knowledge.compile import RuleError, condition

VALUES: dict[str, Any] = {"port": 587, "host": "smtp.example.org", "starttls": True, "username": "", "timeout": UNKNOWN}


def judge(data: dict[str, Any]) -> bool | None:
    return evaluate(condition(data, "test"), VALUES.get)


@pytest.mark.parametrize(
    ("data", "result"),
    [
        ({"port": 587}, True),
        ({"port": [25, 587]}, True),
        ({"port": {"not_in": [25, 587]}}, False),
        ({"port": {"above": 500, "below": 600}}, True),
        ({"starttls": True, "port": 465}, False),
        ({"starttls": 1}, False),
        ({"username": {"set": False}}, True),
        ({"password": None}, True),
        ({"timeout": 5}, None),
        ({"timeout": {"known": False}}, True),
        ({"timeout": 5, "port": 465}, False),
        ({"timeout": 5, "port": 587}, None),
        ({"any": [{"timeout": 5}, {"port": 587}]}, True),
        ({"any": [{"timeout": 5}, {"port": 25}]}, None),
        ({"not": {"timeout": 5}}, None),
        ({"not": {"port": 25}}, True),
        ({"host": {"shape": "fqdn"}}, True),
        ({"host": {"ends": [".net", ".org"]}}, True),
        ({"host": {"matches": r"^smtp\."}}, True),
    ],
)
def test_a_condition_is_true_false_or_not_known(data: dict[str, Any], result: bool | None) -> None:
    assert judge(data) is result


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"prot": 25}, "operand"),
        ({"port": {"bigger": 3}}, "operator"),
        ({"port": {"set": "yes"}}, "true or false"),
        ({"host": {"shape": "nice"}}, "shape"),
        ({"plan.colour": 1}, "operand"),
        ([1], "mapping"),
    ],
)
def test_what_the_program_cannot_do_is_refused_when_compiled(data: Any, word: str) -> None:
    with pytest.raises(RuleError, match=word):
        condition(data, "test")


ATOMS = st.sampled_from([{"port": 587}, {"port": 25}, {"timeout": 1}])
TREES = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).flatmap(lambda many: st.sampled_from([{"all": many}, {"any": many}]))
        | inner.map(lambda one: {"not": one})
    ),
    max_leaves=8,
)


@given(TREES)
def test_learning_the_unknown_never_turns_a_verdict_round(tree: dict[str, Any]) -> None:
    before = judge(tree)
    for value in (1, 2):
        after = evaluate(condition(tree, "test"), lambda path, value=value: {**VALUES, "timeout": value}.get(path))
        assert before is None or after is before


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("smtp.example.org", {"fqdn"}),
        ("worker", {"bare-name"}),
        ("localhost", {"bare-name", "localhost"}),
        ("[127.0.0.1]", {"ip", "localhost"}),
        ("192.0.2.1", {"ip"}),
        ("ada@example.org", {"address"}),
        ("Ada <ada@example.org>", {"name-and-address", "spaced"}),
        ("587", {"digits", "bare-name"}),
        ("", {"empty"}),
        ("-bad-.example", set()),
        ("a@b@c", set()),
    ],
)
def test_shapes(text: str, shapes: set[str]) -> None:
    every = ("address", "fqdn", "bare-name", "localhost", "ip", "digits", "empty", "spaced", "name-and-address")
    assert {shape for shape in every if has_shape(text, shape)} == shapes
