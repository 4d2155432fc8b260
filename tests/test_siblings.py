"""The finding of a stage whose TLS mode is wrong names the line of another stage that is right."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.siblings import are_siblings
from tests.settings.linked import check, places, project

DJANGO = """\
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "smtp.fastmail.com"
EMAIL_PORT = 465
EMAIL_HOST_PASSWORD = "hunter2"
EMAIL_USE_{} = True
EMAIL_TIMEOUT = 5
"""
RIGHT = ("staging.py", "True", "is right in staging.py")


def related(folder: pathlib.Path, files: dict[str, str]) -> list[tuple[str, str, str]]:
    project(folder, files)
    [found] = check(folder, *files)
    return [one for one in places(found)[1:] if one[2].startswith("is right in")]


def test_the_right_stage_is_named(tmp_path: pathlib.Path) -> None:
    files = {"settings/production.py": DJANGO.format("TLS"), "settings/staging.py": DJANGO.format("SSL")}
    assert related(tmp_path, files) == [RIGHT]


@pytest.mark.parametrize(
    "other",
    [
        {"settings/other.py": DJANGO.format("SSL")},  # no stage
        {"old/staging.py": DJANGO.format("SSL")},
        {"settings/staging.py": DJANGO.format("SSL").replace("465", "587").replace("SSL", "TLS")},  # another port
        {"settings/staging.py": DJANGO.format("SSL").replace("fastmail.com", "example.org")},  # another host
        {
            "settings/staging.py": DJANGO.format("SSL").replace('"smtp.fastmail.com"', "host()")
        },  # a host that is not known
        {"settings/staging.py": DJANGO.format("SSL").replace("465", "port()")},
    ],
)
def test_only_the_same_account_of_another_stage_is_named(other: dict[str, str], tmp_path: pathlib.Path) -> None:
    assert related(tmp_path, {"settings/production.py": DJANGO.format("TLS"), **other}) == []


def test_a_stage_that_is_not_checked_is_not_named(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {"settings/production.py": DJANGO.format("TLS"), "settings/staging.py": DJANGO.format("SSL")})
    [found] = check(tmp_path, "settings/production.py")
    assert [one for one in places(found) if one[2].startswith("is right in")] == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (".env.staging", ".env.production", True),
        ("a/.env.staging", "a/.env.production", True),
        ("values-staging.yaml", "values-prod.yaml", True),
        ("staging/values.yaml", "prod/values.yaml", True),
        ("application-test.yml", "application-prod.yml", True),
        (".env", ".env.production", False),
        (".env.staging", ".env.staging", False),
        ("shop-staging.env", "blog-prod.env", False),
        (".env.alice", ".env.bob", False),
        ("a/.env.staging", "b/.env.production", False),
    ],
)
def test_siblings_differ_in_the_stage_alone(one: str, other: str, expected: bool) -> None:
    assert are_siblings(one, other) is expected
