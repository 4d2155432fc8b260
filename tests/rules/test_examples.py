"""One generic test over all examples in rules/checks and rules/clients: they are the tests of every rule and client."""

from __future__ import annotations

import pathlib

import pytest

from tests import examples

RULES = examples.rule_files("checks")
CLIENTS = examples.rule_files("clients")


def cases(files: list[pathlib.Path]) -> list[tuple[pathlib.Path, int]]:
    return [(path, number) for path in files for number, _ in enumerate(examples.load(path).get("examples") or [])]


def ids(case: object) -> str:
    return case.stem if isinstance(case, pathlib.Path) else str(case)


@pytest.mark.parametrize(("path", "number"), cases(RULES), ids=ids)
def test_rule_example_finds_exactly_what_it_says(path: pathlib.Path, number: int, tmp_path: pathlib.Path) -> None:
    rule = examples.load(path)
    example = rule["examples"][number]
    if "bad" in example:
        found = examples.findings(tmp_path, example, example["bad"], select=rule["name"])
        wanted = [(rule["name"], one["consequence"], one["text"]) for one in example["finds"]]
        assert [examples.seen(one) for one in found] == wanted
        if "fixed" in example:
            assert examples.fixed(found, example["bad"]) == example["fixed"]
            assert not examples.findings(tmp_path, example, example["fixed"], select=rule["name"])
    if "good" in example:
        found = examples.findings(tmp_path, example, example["good"], select=rule["name"])
        assert [examples.seen(one) for one in found] == []


@pytest.mark.parametrize(("path", "number"), cases(CLIENTS), ids=ids)
def test_client_example_finds_exactly_what_it_says(path: pathlib.Path, number: int, tmp_path: pathlib.Path) -> None:
    example = examples.load(path)["examples"][number]
    if "bad" in example:
        found = examples.findings(tmp_path, example, example["bad"])
        wanted = sorted((one["rule"], one["consequence"], one["text"]) for one in example["finds"])
        assert sorted(examples.seen(one) for one in found) == wanted
    if "good" in example:
        found = examples.findings(tmp_path, example, example["good"])
        assert [examples.seen(one) for one in found] == []
