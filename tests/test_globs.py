"""Glob patterns of the configuration."""

from __future__ import annotations

import fnmatch
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.globs import component_matches, matches


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("tests", "tests/a.yaml"),
        ("tests", "src/tests/a.yaml"),
        ("tests/", "src/tests/a.yaml"),
        ("*.yaml", "deploy/app.yaml"),
        ("deploy/*.yaml", "deploy/app.yaml"),
        ("./deploy/*.yaml", "deploy/app.yaml"),
        ("/deploy/app.yaml", "deploy/app.yaml"),
        ("deploy/old", "deploy/old/x/app.yaml"),
        ("deploy/**", "deploy/x/app.yaml"),
        ("**/app.yaml", "app.yaml"),
        ("**/app.yaml", "a/b/app.yaml"),
        ("a/**/c", "a/c"),
        ("a/**/c", "a/b/b/c/file"),
        ("**", "a"),
        (".env.*", ".env.production"),
        ("app-[0-9].ini", "app-3.ini"),
        ("app-[!0-9].ini", "app-x.ini"),
        ("a/b.yaml", "./a//b.yaml"),
    ],
)
def test_pattern_names_the_path(pattern: str, path: str) -> None:
    assert matches(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("", "a"),
        ("./", "a"),
        ("test", "tests/a.yaml"),
        ("deploy/*.yaml", "deploy/x/app.yaml"),
        ("deploy/*.yaml", "x/deploy/app.yaml"),
        ("deploy/**", "deploy"),
        ("a/**/c", "a/b"),
        ("*.yaml", "a.yml"),
        ("A.yaml", "a.yaml"),
        ("app-[!0-9].ini", "app-3.ini"),
        ("a/b/c", "a/b"),
        ("*", ""),
    ],
)
def test_pattern_does_not_name_the_path(pattern: str, path: str) -> None:
    assert not matches(pattern, path)


@given(st.text("ab*?.", max_size=8), st.text("ab.", max_size=8))
def test_component_agrees_with_fnmatch(pattern: str, name: str) -> None:
    assert component_matches(pattern, name) is fnmatch.fnmatchcase(name, pattern)


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_text_is_a_pattern(pattern: str, path: str) -> None:
    assert matches(pattern, path) in (True, False)


def test_many_stars_stay_fast() -> None:
    begun = time.perf_counter()
    assert not component_matches("*a" * 40 + "b", "a" * 4000)
    assert not matches("/".join(["**", "a"] * 30) + "/b", "/".join("a" * 300))
    assert time.perf_counter() - begun < 2
