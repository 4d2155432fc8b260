"""Dockerfiles: what a stage sets and takes over, and that what is given when it runs stays open."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, group, places, project

OPEN = "may be set when it is run"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM x\nENV A=1\nENV B=$A C=${A}0\n", {"A": "1", "B": "1", "C": "10"}),
        ("FROM x\nENV A=1 B=$A\n", {"A": "1", "B": None}),
        ("FROM x\nENV A=1\nENV A=2\n", {"A": "2"}),
        ("FROM x\nENV A=$A\n", {"A": None}),
        ("FROM x\nARG P=1\nENV A=$P\n", {"A": None}),
        ("FROM x\nENV A=1 B='$A'\n", {"A": "1", "B": "$A"}),
        ("FROM x AS a\nENV A=1\nFROM a\nENV B=$A\n", {"A": "1"}),
        ("FROM x\nRUN y\n", {}),
    ],
)
def test_a_dockerfile_alone(tmp_path: pathlib.Path, text: str, expected: dict[str, str | None]) -> None:
    project(tmp_path, {"Dockerfile": text})
    found = group(tmp_path, "Dockerfile")
    assert found.pop("*", OPEN) == OPEN
    assert found == expected


DOCKER = """\
FROM vaultwarden/server:1.32.0
ARG PORT=587
ENV SMTP_HOST=smtp.gmail.com SMTP_PORT=$PORT
ENV SMTP_SECURITY=force_tls SMTP_FROM=ada@gmail.com
"""


def test_a_service_that_is_built_here_has_the_program_of_its_base_image(tmp_path: pathlib.Path) -> None:
    project(
        tmp_path, {"Dockerfile": DOCKER, "compose.yaml": "services:\n  s:\n    build: .\n    environment: [SMTP_X=1]\n"}
    )
    found = check(tmp_path, "compose.yaml", "Dockerfile")
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0]) == [
        ("Dockerfile", "587", ""),
        ("Dockerfile", "force_tls", "implicit TLS is chosen here"),
        ("Dockerfile", "$PORT", "read here from PORT"),
        ("compose.yaml", "build: .", "built here"),
    ]


def test_what_the_service_sets_wins(tmp_path: pathlib.Path) -> None:
    compose = "services:\n  s:\n    build: .\n    environment: [SMTP_PORT=465]\n"
    project(tmp_path, {"Dockerfile": DOCKER, "compose.yaml": compose})
    assert check(tmp_path, "compose.yaml", "Dockerfile") == []
    compose = "services:\n  s:\n    build: {context: ., args: [PORT=465]}\n    environment: [SMTP_X=1]\n"
    project(tmp_path, {"compose.yaml": compose})
    assert check(tmp_path, "compose.yaml", "Dockerfile") == []


def test_secrets_on_the_line_of_a_finding_are_hidden(tmp_path: pathlib.Path) -> None:
    from smtplint.options import Options
    from smtplint.report import render
    from smtplint.runner import Runner

    line = "ENV SMTP_HOST=smtp.gmail.com SMTP_PORT=587 SMTP_PASSWORD=q9v8w7e6 OTHER_TOKEN=z1x2c3v4"
    text = f"FROM vaultwarden/server\n{line} SMTP_SECURITY=force_tls\n"
    project(
        tmp_path,
        {"Dockerfile": text, "compose.yaml": "services: {s: {build: ., environment: [SMTP_FROM=a@gmail.com]}}\n"},
    )
    options = Options()
    options.paths = [str(tmp_path / "compose.yaml")]
    report = Runner(options).run()
    assert "implicit-tls-on-starttls-port" in [one.name for one in report.findings]
    shown = render("text", report)
    assert "587" in shown
    assert "q9v8w7e6" not in shown
    assert "z1x2c3v4" not in shown


def test_a_comment_in_the_dockerfile_holds_back_what_the_service_tells(tmp_path: pathlib.Path) -> None:
    from smtplint.options import Options
    from smtplint.runner import Runner

    comment = "# smtplint: ignore[implicit-tls-on-starttls-port] the relay does so\n"
    docker = DOCKER.replace("ARG", comment + "ARG")
    compose = "services:\n  s:\n    build: .\n    environment: [SMTP_TIMEOUT=5]\n"
    for names in (("compose.yaml", "Dockerfile"), ("Dockerfile", "compose.yaml"), ("compose.yaml",)):
        project(tmp_path, {"Dockerfile": docker, "compose.yaml": compose})
        options = Options()
        options.paths = [str(tmp_path / name) for name in names]
        report = Runner(options).run()
        assert [one.name for one in report.findings] == []
        assert report.held_back["suppressed"] == 1
