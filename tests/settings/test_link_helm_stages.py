"""Helm: the values of a stage are judged over those that all share."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, project

POD = """\
kind: Pod
metadata: {name: x}
spec:
  containers:
    - name: a
      image: "vaultwarden/server:1.32.0"
      env:
        - {name: SMTP_FROM, value: a@example.org}
        - name: SMTP_HOST
          value: {{ .Values.smtp.host }}
        - name: SMTP_PORT
          value: {{ .Values.smtp.port | quote }}
        - name: SMTP_SECURITY
          value: {{ .Values.smtp.security | default "starttls" | quote }}
"""
VALUES = "smtp:\n  host: smtp.fastmail.com\n  port: 587\n  security: starttls\n"
FILES = {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/pod.yaml": POD}
WRONG = "starttls-on-implicit-tls-port"


def lines(folder: pathlib.Path, more: dict[str, str]) -> list[tuple[str, str]]:
    project(folder, {**FILES, **more})
    return [places(one)[0][:2] for one in check(folder, "templates/pod.yaml")]


@pytest.mark.parametrize("name", ["values-prod.yaml", "values.staging.yml", "values_test.yaml", "dev/values.yaml"])
def test_the_line_of_the_stage_is_told(name: str, tmp_path: pathlib.Path) -> None:
    assert lines(tmp_path, {name: "smtp:\n  port: 465\n"}) == [(name.rpartition("/")[2], "465")]


def test_the_places_lead_from_the_stage_to_the_template(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {**FILES, "values-prod.yaml": "smtp:\n  port: 465\n"})
    [found] = check(tmp_path, "templates/pod.yaml")
    assert found.name == WRONG
    assert {one[0] for one in places(found)} == {"values-prod.yaml", "values.yaml", "pod.yaml"}


@pytest.mark.parametrize(
    "over",
    [
        "smtp:\n  port: 465\n  security: force_tls\n",
        "smtp: {}\n",
        "smtp:\n",
        "smtp: null\n",
        "smtp: [465]\n",
        "other: {port: 465}\n",
        "smtp:\n  port: null\n",
        "",
        "- 465\n",
        "smtp:\n  port: [\n",
        "smtp:\n  port: {{ .Port }}\n",
        "---\nsmtp:\n  port: 465\n---\nsmtp:\n  port: 587\n",
    ],
)
def test_a_stage_that_is_right_or_not_plain_is_silent(over: str, tmp_path: pathlib.Path) -> None:
    assert lines(tmp_path, {"values-prod.yaml": over}) == []


@pytest.mark.parametrize("name", ["values-example.yaml", "values-old.yaml", "ci/values.yaml", "values-prod.json"])
def test_what_may_be_no_stage_is_left_alone(name: str, tmp_path: pathlib.Path) -> None:
    assert lines(tmp_path, {name: "smtp:\n  port: 465\n"}) == []


def test_what_is_wrong_in_the_shared_file_is_told_there_alone(tmp_path: pathlib.Path) -> None:
    shared = VALUES.replace("587", "465")
    assert lines(tmp_path, {"values.yaml": shared, "values-prod.yaml": "smtp:\n  host: smtp.gmail.com\n"}) == [
        ("values.yaml", "465")
    ]


def test_each_stage_is_judged_by_itself(tmp_path: pathlib.Path) -> None:
    more = {
        "values-prod.yaml": "smtp: {port: 465}\n",
        "values-staging.yaml": "smtp: {security: force_tls, port: 465}\n",
    }
    assert lines(tmp_path, more) == [("values-prod.yaml", "465")]


def test_a_stage_is_told_of_a_shared_line_that_its_own_line_makes_wrong(tmp_path: pathlib.Path) -> None:
    shared = VALUES.replace("587", "465").replace("starttls", "force_tls")
    project(tmp_path, {**FILES, "values.yaml": shared, "values-prod.yaml": "smtp:\n  security: starttls\n"})
    [found] = check(tmp_path, "templates/pod.yaml")
    assert places(found)[:2] == [
        ("values-prod.yaml", "starttls", ""),
        ("values.yaml", "465", "goes wrong with this"),
    ]
    assert found.fix is not None
    assert [(edit.source.path.rpartition("/")[2], edit.text) for edit in found.fix.edits] == [
        ("values-prod.yaml", "force_tls")
    ]


def test_what_the_shared_file_has_wrong_by_itself_is_not_told_again_of_a_stage(tmp_path: pathlib.Path) -> None:
    shared = VALUES.replace("587", "465")
    over = "smtp:\n  host: smtp.fastmail.com\n"
    assert lines(tmp_path, {"values.yaml": shared, "values-prod.yaml": over}) == [("values.yaml", "465")]
