"""Which generations of a client a version, or a range of versions in a project file, leaves possible."""

from __future__ import annotations

import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.settings import versions
from smtplint.surroundings import Surroundings

GENERATIONS = [
    {"id": "old", "from": "", "until": "8"},
    {"id": "middle", "from": "9", "until": "11.34"},
    {"id": "new", "from": "11.35", "until": "11"},
    {"id": "next", "from": "12", "until": ""},
]


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ("^8.0", ["old"]),
        ("^10.10", ["middle"]),
        ("^11.0", ["middle", "new"]),
        ("11.*", ["middle", "new"]),
        ("~11.36.0", ["new"]),
        ("^12.0", ["next"]),
        ("^9.0|^12.1", ["middle", "next"]),
        ("^9.0 || ^12.1", ["middle", "next"]),
        (">=11.35", ["new", "next"]),
        (">= 9.1, < 11", ["middle"]),
        ("<=8.5", ["old"]),
        ("dev-main", ["old", "middle", "new", "next"]),
        ("*", ["old", "middle", "new", "next"]),
    ],
)
def test_range_leaves_the_generations_that_it_meets(wanted: str, left: list[str]) -> None:
    assert versions.within(GENERATIONS, wanted, exact=False) == left


def test_bare_version_is_exact_in_a_lock_file_only() -> None:
    assert versions.within(GENERATIONS, "v11.30.0", exact=True) == ["middle"]
    assert versions.within(GENERATIONS, "11.30.0", exact=False) == ["middle", "new"]


def test_below_one_the_second_number_is_the_major_one() -> None:
    split = [{"id": "a", "from": "", "until": "0.15"}, {"id": "b", "from": "0.16", "until": ""}]
    assert versions.within(split, "0.15", exact=False) == ["a"]
    assert versions.within(split, "0.16.2", exact=False) == ["b"]


@given(st.text(alphabet="^~<>=!|*., v0123456789x-", max_size=30), st.booleans())
def test_every_range_leaves_some_generation(wanted: str, exact: bool) -> None:
    assert versions.within(GENERATIONS, wanted, exact=exact)


@given(st.tuples(*[st.integers(0, 30)] * 3))
def test_an_exact_version_agrees_with_the_version_of_an_image(version: tuple[int, int, int]) -> None:
    text = ".".join(str(number) for number in version)
    assert versions.within(GENERATIONS, text, exact=True) == versions.among(GENERATIONS, text)


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ('{"require": {"php": "^8.2", "laravel/framework": "^10.10"}}', "laravel/framework", "^10.10"),
        ('{"require": {"other/laravel/framework": "1", "laravel/framework-x": "2"}}', "laravel/framework", ""),
        ('{"name": "laravel/framework",\n   "version": "v11.34.2"}', '"name": "laravel/framework"', "v11.34.2"),
        ('loco-rs = { version = "0.16", features = ["cli"] }', "loco-rs", "0.16"),
        ('loco-rs = "1.0"', "loco-rs", "1.0"),
        ('[[package]]\nname = "loco-rs"\nversion = "0.16.3"\n', "loco-rs", "0.16.3"),
        ("flask==3.0.1\nfastapi-mail>=1.2,<2  # mail\n", "fastapi-mail", ">=1.2,<2"),
        ("fastapi-mail[httpx]==1.4.1\n", "fastapi-mail", "==1.4.1"),
        ('{"dependencies": {"nodemailer": "~6.9.1"}}', "nodemailer", "~6.9.1"),
        ('loco-rs = { path = "../loco" }', "loco-rs", ""),
        ("", "loco-rs", ""),
    ],
)
def test_project_files_tell_the_version_of_a_package(text: str, name: str, found: str) -> None:
    assert versions.asked(text, name) == found


def test_the_nearest_project_file_that_names_the_package_counts(tmp_path: pathlib.Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "composer.json").write_text('{"require": {"Laravel/Framework": "^11.0"}}', encoding="utf-8")
    (tmp_path / "app" / "composer.json").write_text('{"require": {"laravel/framework": "^12.0"}}', encoding="utf-8")
    around = Surroundings()
    assert around.version(str(tmp_path / ".env"), "composer.json", "laravel/framework") == "^11.0"
    assert around.version(str(tmp_path / "app" / ".env"), "composer.json", "laravel/framework") == "^12.0"
    assert around.version(str(tmp_path / ".env"), "composer.lock", "laravel/framework") == ""
