"""How clients read values: the same word is true here, false there, an error elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from smtplint.conditions import UNKNOWN
from smtplint.settings import casts, parse

STRTOBOOL = {
    "true": ["true", "yes", "1"],
    "false": ["false", "no", "0"],
    "fold": True,
    "other": "fails",
    "error": "invalid '{value}'",
}


@pytest.mark.parametrize(
    ("raw", "rules", "value", "effects"),
    [
        ("False", {"truth": True}, True, ["misread"]),
        ("", {"truth": True}, False, []),
        (None, {"truth": True}, False, []),
        ("YES", STRTOBOOL, True, []),
        ("enabled", STRTOBOOL, UNKNOWN, ["fails"]),
        ("1", {"true": ["true"], "other": "false"}, False, ["misread"]),
        ("maybe", {"true": ["true"], "other": "default"}, None, ["default"]),
        ("false", {"true": ["True"], "other": "unknown"}, UNKNOWN, []),
        (True, STRTOBOOL, True, []),
        (1, {"numbers": "truth"}, True, []),
        ("true", {"text": "fails"}, UNKNOWN, ["fails"]),
    ],
)
def test_flags(raw: Any, rules: dict[str, Any], value: Any, effects: list[str]) -> None:
    found, misfits = parse.boolean(raw, rules)
    assert (found.v, [one.effect for one in misfits]) == (value, effects)


def test_the_error_quotes_the_value() -> None:
    assert parse.boolean("enabled", STRTOBOOL)[1][0].error == "invalid 'enabled'"


@pytest.mark.parametrize(
    ("raw", "rules", "value", "effects"),
    [
        (587, {}, 587, []),
        ("587", {"text": "number"}, 587, []),
        ("587", {"text": "fails"}, UNKNOWN, ["fails"]),
        ("tls", {"other": "default"}, None, ["default"]),
        ("tls", {"other": "fails"}, UNKNOWN, ["fails"]),
        ("", {"empty": "fails"}, UNKNOWN, ["fails"]),
        ("submission", {"other": "fails", "services": True}, UNKNOWN, []),
        ("submission", {"other": "fails"}, UNKNOWN, ["fails"]),
        ("", {}, None, []),
        (True, {}, UNKNOWN, ["fails"]),
        ("5s", {"durations": True}, 5.0, []),
    ],
)
def test_numbers(raw: Any, rules: dict[str, Any], value: Any, effects: list[str]) -> None:
    found, misfits = parse.number(raw, rules, "port")
    assert (found.v, [one.effect for one in misfits]) == (value, effects)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5s", 5),
        ("1m30s", 90),
        ("500ms", 0.5),
        ("5 seconds", 5),
        ("2h", 7200),
        ("5", None),
        ("s", None),
        ("5x", None),
        ("", None),
    ],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert parse.duration(text) == seconds


@pytest.mark.parametrize(
    ("cast", "raw", "value", "effect"),
    [
        ("bool", "False", True, "misread"),
        ("int", "587", 587, ""),
        ("int", "x", UNKNOWN, "fails"),
        ("eq:True", "true", False, "misread"),
        ("eq:True", "True", True, ""),
        ("in-fold:true,1,yes", "YES", True, ""),
        ("strtobool", "off", False, ""),
        ("strtobool", "enabled", UNKNOWN, "fails"),
        ("django-environ:bool", "enabled", False, "misread"),
        ("decouple:bool", "", False, ""),
        ("", "text", "text", ""),
    ],
)
def test_casts_of_the_environment(cast: str, raw: str, value: Any, effect: str) -> None:
    found, misfit = casts.apply(cast, raw)
    assert (found, misfit.effect if misfit else "") == (value, effect)


@pytest.mark.parametrize(
    ("raw", "spec", "value"),
    [
        ("ada", {"domain": "@gmail.com"}, "ada@gmail.com"),
        ("ada@example.org", {"domain": "@gmail.com"}, "ada@example.org"),
        ("", {"domain": "@gmail.com"}, ""),
        ("abcd efgh", {"ends_at": " \t"}, "abcd"),
        ("abcd\tefgh ijkl", {"ends_at": " \t"}, "abcd"),
        ("abcd", {"ends_at": " \t"}, "abcd"),
    ],
)
def test_texts_that_a_client_completes_or_cuts(raw: str, spec: dict[str, Any], value: str) -> None:
    assert parse.text(raw, spec, {})[0].v == value
