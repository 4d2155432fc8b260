"""Variables of CI files: the inner level wins, and what another level may add is not known to be missing."""

from __future__ import annotations

import pathlib

from smtplint.readers.registry import read
from smtplint.settings.parts import parts_of
from smtplint.text import Source
from tests.settings.linked import check, places, project

WORKFLOW = """\
on: push
env:
  SMTP_HOST: smtp.gmail.com
  SMTP_FROM: ada@gmail.com
  SMTP_PORT: 465
jobs:
  send:
    env:
      SMTP_PORT: 587
    steps:
      - run: one
        env:
          SMTP_SECURITY: force_tls
          SMTP_PASSWORD: ${{ secrets.SMTP_PASSWORD }}
      - run: two
        env:
          SMTP_SECURITY: starttls
      - run: three
"""
PATH = ".github/workflows/mail.yml"


def groups(name: str, text: str) -> list[tuple[dict[str, str | None], str]]:
    document = read(Source(name, text), "yaml")
    return [
        ({one.key: one.value.text if one.value.kind == "scalar" else None for one in part.node.entries}, part.node.why)
        for part in parts_of(document)
        if part.kind == "env"
    ]


def test_steps_over_jobs_over_the_workflow() -> None:
    outer = {"SMTP_HOST": "smtp.gmail.com", "SMTP_FROM": "ada@gmail.com"}
    assert groups(PATH, WORKFLOW) == [
        ({**outer, "SMTP_PORT": "465"}, "jobs or steps set more"),
        ({**outer, "SMTP_PORT": "587"}, "jobs or steps set more"),
        ({**outer, "SMTP_PORT": "587", "SMTP_SECURITY": "force_tls", "SMTP_PASSWORD": None}, ""),
        ({**outer, "SMTP_PORT": "587", "SMTP_SECURITY": "starttls"}, ""),
    ]


def test_a_mistake_between_levels_stands_where_the_value_does(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {PATH: WORKFLOW})
    found = check(tmp_path, PATH)
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0]) == [
        ("mail.yml", "587", ""),
        ("mail.yml", "SMTP_SECURITY: force_tls", "implicit TLS is chosen here"),
        ("mail.yml", "SMTP_PORT: 465", "replaced by it"),
    ]


def test_what_runs_may_set_more_where_a_step_writes_the_environment() -> None:
    text = WORKFLOW.replace("run: three", 'run: echo "A=1" >> $GITHUB_ENV')
    assert all(why for _, why in groups(PATH, text))


def test_gitlab_has_two_levels_and_may_have_more_in_the_project() -> None:
    text = (
        "variables:\n  A: {value: outer, description: x}\n  B: outer\ndefault: {image: x}\n"
        "send:\n  script: [x]\n  variables: {B: inner, C: $B}\nother:\n  script: [y]\n"
    )
    assert groups(".gitlab-ci.yml", text) == [
        ({"A": "outer", "B": "outer"}, "jobs or steps set more"),
        ({"A": "outer", "B": "inner", "C": None}, "may be set while it runs, or in the project"),
    ]
    assert groups("other.yml", text) == []


def test_containers_of_jobs_are_groups_of_their_own() -> None:
    text = "on: push\njobs:\n  a:\n    services:\n      mail: {image: x/mail, env: {A: 1}}\n    steps: []\n"
    assert groups(PATH, text) == [({"A": "1"}, "")]
