"""Compose files that are named together are judged as ``docker compose -f a -f b`` lays them, besides the base alone."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, project

BASE = """\
services:
  vaultwarden:
    image: vaultwarden/server:1.32.0
    environment: {SMTP_HOST: smtp.fastmail.com, SMTP_FROM: a@example.org, SMTP_SECURITY: starttls, SMTP_PORT: "587"}
"""
PROD = 'services:\n  vaultwarden:\n    environment:\n      SMTP_PORT: "465"\n'
WRONG = "starttls-on-implicit-tls-port"
A, B, C = "docker-compose.yml", "docker-compose.prod.yml", "docker-compose.mail.yml"


@pytest.mark.parametrize("order", [(A, B), (B, A)])
def test_the_finding_stands_in_the_file_that_wins(order: tuple[str, str], tmp_path: pathlib.Path) -> None:
    project(tmp_path, {A: BASE, B: PROD})
    [found] = check(tmp_path, *order)
    assert found.name == WRONG
    assert places(found)[0] == (B, "465", "")
    assert (A, 'SMTP_PORT: "587"', "replaced by it") in places(found)


@pytest.mark.parametrize("checked", [(A,), (C,), (".",)])
def test_files_of_no_stage_are_laid_together_only_where_they_are_named(
    checked: tuple[str, ...], tmp_path: pathlib.Path
) -> None:
    project(tmp_path, {A: BASE, C: PROD})
    assert check(tmp_path, *checked) == []


@pytest.mark.parametrize(("checked", "home"), [((A,), A), ((B,), B), ((".",), A)])
def test_a_file_of_a_stage_is_laid_over_the_base_by_custom(
    checked: tuple[str, ...], home: str, tmp_path: pathlib.Path
) -> None:
    project(tmp_path, {A: BASE, B: PROD, "docker-compose.dev.yml": PROD.replace("465", "587")})
    [found] = check(tmp_path, *checked)
    assert found.name == WRONG
    assert places(found)[0] == (B, "465", "")
    assert (A, 'SMTP_PORT: "587"', "replaced by it") in places(found)


@pytest.mark.parametrize(
    "own", ["    image: other/image:1\n", "    build: .\n", "    extends: {file: x.yml, service: y}\n"]
)
def test_a_file_that_may_run_by_itself_is_not_laid_by_custom(own: str, tmp_path: pathlib.Path) -> None:
    project(tmp_path, {A: BASE, B: PROD + own})
    assert check(tmp_path, ".") == []


def test_the_base_alone_is_a_run_as_well(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {A: BASE.replace("587", "465"), B: PROD.replace("465", "587")})
    [found] = check(tmp_path, A, B)
    assert places(found)[0][:2] == (A, 'SMTP_PORT: "465"')


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        ({B: PROD + "    image: other/image:1\n"}, []),  # may run by itself
        ({B: PROD + "    build: .\n"}, []),
        ({B: PROD.replace("vaultwarden", "other")}, []),
        ({"other/docker-compose.prod.yml": PROD}, []),
        ({B: PROD, C: PROD.replace("465", "587")}, [B]),  # what is of one stage is laid over the base alone
        ({"docker-compose.tls.yml": PROD, C: PROD.replace("465", "587")}, []),  # named in this order, the last one wins
        ({C: PROD.replace("465", "587"), "docker-compose.tls.yml": PROD}, ["docker-compose.tls.yml"]),
        ({"docker-compose.override.yml": "services: {}\n", B: PROD}, [B]),
        ({B: "services:\n  vaultwarden: [\n"}, []),
        ({B: "services:\n  vaultwarden:\n"}, []),
    ],
)
def test_what_is_laid_over_the_base(files: dict[str, str], wrong: list[str], tmp_path: pathlib.Path) -> None:
    project(tmp_path, {A: BASE, **files})
    found = check(tmp_path, A, *files)
    assert [places(one)[0][0] for one in found if one.name == WRONG] == wrong


def test_a_right_pair_of_files_is_silent(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {A: BASE, B: PROD + "      SMTP_SECURITY: force_tls\n"})
    assert check(tmp_path, A, B) == []


def test_files_of_variables_of_a_stage_are_laid_over_those_of_the_base(tmp_path: pathlib.Path) -> None:
    base = "SMTP_HOST=smtp.fastmail.com\nSMTP_PORT=587\nSMTP_SECURITY=starttls\nSMTP_FROM=a@example.org\n"
    compose = "services:\n  vaultwarden:\n    image: vaultwarden/server:1.32.0\n    env_file: base.env\n"
    stage = "services:\n  vaultwarden:\n    env_file: prod.env\n"
    project(tmp_path, {A: compose, B: stage, "base.env": base, "prod.env": "SMTP_PORT=465\n"})
    [found] = check(tmp_path, ".")
    assert places(found)[0][:2] == ("prod.env", "465")


def test_an_image_of_its_own_keeps_no_service_apart_in_a_file_that_only_completes_others(
    tmp_path: pathlib.Path,
) -> None:
    prod = PROD + "    image: vaultwarden/server:1.33.0\n"
    project(tmp_path, {A: BASE + "  db: {image: postgres}\n", B: prod + "  db: {restart: always}\n"})
    [found] = check(tmp_path, ".")
    assert places(found)[0][:2] == (B, "465")
    project(tmp_path, {B: prod + "  db: {image: postgres}\n"})
    assert check(tmp_path, ".") == []
