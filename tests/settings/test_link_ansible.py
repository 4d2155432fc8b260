"""Ansible: plain variables that exactly one place sets."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, group, places, project

TASK = """\
- name: run
  community.docker.docker_container:
    name: v
    image: vaultwarden/server:1.32.0
    env:
      SMTP_HOST: smtp.gmail.com
      SMTP_PORT: "{{ smtp_port }}"
      SMTP_SECURITY: force_tls
      SMTP_FROM: ada@gmail.com
"""
PLAY = "- hosts: all\n  tasks:\n" + "".join(f"    {line}\n" for line in TASK.splitlines())
ROLE = "roles/mail/tasks/main.yml"


@pytest.mark.parametrize(
    "files",
    [
        {"site.yml": PLAY.replace("  tasks", "  vars: {smtp_port: 587}\n  tasks")},
        {"site.yml": PLAY, "group_vars/all.yml": "smtp_port: 587\n"},
        {"site.yml": PLAY, "group_vars/all/mail.yml": "smtp_port: 587\n"},
        {"site.yml": PLAY, "host_vars/one.yml": "smtp_port: 587\n"},
        {
            "site.yml": PLAY.replace("  tasks", "  vars_files: [mail/all.yml]\n  tasks"),
            "mail/all.yml": "smtp_port: 587\n",
        },
        {ROLE: TASK, "roles/mail/defaults/main.yml": "smtp_port: 587\n"},
        {ROLE: TASK, "roles/mail/vars/main.yml": "smtp_port: '587'\n"},
        {"site.yml": PLAY.replace("docker_container:", "docker_container: ") + "      vars: {smtp_port: 587}\n"},
    ],
)
def test_one_place_decides(tmp_path: pathlib.Path, files: dict[str, str]) -> None:
    project(tmp_path, files)
    home = next(iter(files))
    assert group(tmp_path, home)["SMTP_PORT"] == "587"
    found = check(tmp_path, home)
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0])[0][1] == "587"
    assert places(found[0])[-1][1:] == ('"{{ smtp_port }}"', "read here from smtp_port")


@pytest.mark.parametrize(
    "more",
    [
        {"group_vars/prod.yml": "smtp_port: 465\n"},
        {"roles/mail/vars/main.yml": "smtp_port: 465\n"},
        {"site.yml": "- hosts: all\n  roles:\n    - {role: mail, smtp_port: 465}\n"},
        {"site.yml": "- hosts: all\n  vars_prompt:\n    - name: smtp_port\n"},
        {"roles/mail/tasks/other.yml": "- set_fact:\n    smtp_port: 465\n"},
        {"inventory/hosts": "[all:vars]\nsmtp_port = 465\n"},
        {"hosts.ini": "one smtp_port=465\n"},
        {"site.yml": "- hosts: all\n  vars_files: [mail/all.yml]\n", "mail/all.yml": "smtp_port: 465\n"},
        {"site.yml": "- hosts: all\n  vars_files: ['{{ env }}.yml']\n"},
        {"roles/mail/tasks/x.yml": "- include_vars: x.yml\n"},
    ],
)
def test_what_several_places_set_is_not_known(tmp_path: pathlib.Path, more: dict[str, str]) -> None:
    project(tmp_path, {ROLE: TASK, "roles/mail/defaults/main.yml": "smtp_port: 587\n", **more})
    assert group(tmp_path, ROLE)["SMTP_PORT"] is None


@pytest.mark.parametrize(
    "text", ["{{ smtp_port | int }}", "{{ a }}{{ b }}", "{{ smtp.port }}", "{{ lookup('env', 'A') }}"]
)
def test_anything_but_a_plain_variable_is_not_known(tmp_path: pathlib.Path, text: str) -> None:
    files = {"site.yml": PLAY.replace("{{ smtp_port }}", text), "group_vars/all.yml": "smtp_port: 587\na: 5\nb: 87\n"}
    project(tmp_path, files)
    assert group(tmp_path, "site.yml")["SMTP_PORT"] is None


def test_values_that_are_templates_or_encrypted_are_not_known(tmp_path: pathlib.Path) -> None:
    for text in ('"{{ other }}"', "!vault x", "[587]"):
        project(tmp_path, {"site.yml": PLAY, "group_vars/all.yml": f"smtp_port: {text}\n"})
        assert group(tmp_path, "site.yml")["SMTP_PORT"] is None


def test_the_environment_of_a_task_adds_to_that_of_the_machine(tmp_path: pathlib.Path) -> None:
    text = "- hosts: all\n  tasks:\n    - command: x\n      environment: {A: '1'}\n"
    project(tmp_path, {"site.yml": text})
    assert group(tmp_path, "site.yml") == {"A": "1", "*": "the machine's own environment is below"}
