"""What the hand-written documentation says is so: options, configuration, links, and the worked example of a rule."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from smtplint import config
from smtplint.cli.check import FLAGS, FORMATS, VALUES
from smtplint.cli.main import COMMANDS
from tests.cli.command import run
from tests.test_generated import copy, generate

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
BY_HAND = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "examples/README.md", *sorted(DOCS.glob("*.md"))]


def blocks(name: str, language: str) -> list[str]:
    """The code blocks of one language in a page under docs/."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (DOCS / name).read_text(encoding="utf-8"), re.M | re.S)


# -- usage and configuration -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [*FLAGS, *VALUES, *FORMATS])
def test_usage_names_every_option_and_format(word: str) -> None:
    assert re.search(rf"`{re.escape(word)}[` ]", (DOCS / "usage.md").read_text(encoding="utf-8"))


def test_usage_shows_commands_that_exist() -> None:
    shown = {line.split()[2] for block in blocks("usage.md", "console") for line in block.splitlines()}
    assert shown <= set(COMMANDS)


def test_the_configuration_shown_is_valid_and_names_every_option(tmp_path: pathlib.Path) -> None:
    (shown,) = blocks("configuration.md", "toml")
    (tmp_path / "smtplint.toml").write_text(shown)
    loaded = config.load(str(tmp_path / "smtplint.toml"))
    assert [(one.line, one.message) for one in loaded.problems] == []
    schema = json.loads((pathlib.Path(config.__file__).parent / config.SCHEMA_FILE).read_text())
    assert set(schema["properties"]) == {key for key in schema["properties"] if re.search(rf"^\[?{key}\b", shown, re.M)}
    for name in (
        *loaded.select,
        *loaded.ignore,
        *(rule for rules in loaded.per_file_ignores.values() for rule in rules),
    ):
        assert run(tmp_path, "check", "--no-config", "--select", name).status == 0, f"{name} is a rule"


def test_the_suppression_shown_holds_back_what_it_says(tmp_path: pathlib.Path) -> None:
    (shown,) = blocks("suppressions.md", "ini")
    (tmp_path / ".env").write_text(shown)
    done = run(tmp_path, "check", "--fail-on", "note")
    assert (done.status, "1 suppressed by a comment" in done.out) == (0, True), done.out
    (tmp_path / ".env").write_text("".join(line + "\n" for line in shown.splitlines() if not line.startswith("#")))
    assert run(tmp_path, "check").status == 1


@pytest.mark.parametrize("page", BY_HAND, ids=lambda page: page.name)
def test_links_lead_to_files(page: pathlib.Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_readme_configures_the_hook_that_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (first, *_) = re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [one["id"] for repo in yaml.safe_load(first)["repos"] for one in repo["hooks"]] == [hook["id"]]


# -- a new rule is one file --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rule() -> dict[str, Any]:
    """The rule of the worked example, as its text says it."""
    (text,) = blocks("adding-a-rule.md", "yaml")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return {**loaded, "text": text}


@pytest.fixture(scope="module")
def taught(rule: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A copy of the project with that one file added and the generator run."""
    project = copy(tmp_path_factory.mktemp("project"))
    (project / f"rules/checks/{rule['name']}.yaml").write_text(rule["text"], encoding="utf-8")
    done = generate(project)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"wrote docs/rules/{rule['name']}.md" in done.stdout
    return project


def found(project: pathlib.Path, folder: pathlib.Path, select: str) -> tuple[int, list[dict[str, Any]]]:
    """Exit status and findings of the copied program over a folder."""
    command = [sys.executable, "-m", "smtplint", "check", "--format", "json", "--fail-on", "note", "--select", select]
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    findings: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return done.returncode, findings


def test_the_rule_shown_is_new(rule: dict[str, Any]) -> None:
    others = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "rules/checks").glob("*.yaml")]
    assert rule["code"] not in {one["code"] for one in others}
    assert rule["name"] not in {one["name"] for one in others}


def test_the_rule_shown_speaks_by_its_one_file(
    rule: dict[str, Any], taught: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    for example in rule["examples"]:
        (tmp_path / example["file"]).write_text(example["bad"])
        for select in (rule["name"], rule["code"]):
            status, findings = found(taught, tmp_path, select)
            assert status == 1
            assert [(one["name"], one["consequence"]) for one in findings] == [
                (rule["name"], one["consequence"]) for one in example["finds"]
            ]
        words = example["bad"].splitlines()[findings[0]["line"] - 1][: findings[0]["end_column"] - 1]
        assert words[findings[0]["column"] - 1 :] == example["finds"][0]["text"]
        (tmp_path / example["file"]).write_text(example["good"])
        assert found(taught, tmp_path, rule["name"]) == (0, [])


def test_the_rule_shown_speaks_in_formats_that_its_file_does_not_name(
    rule: dict[str, Any], taught: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    (tmp_path / ".env").write_text(
        "MAIL_MAILER=smtp\nMAIL_HOST=mail.example.org\nMAIL_FROM_ADDRESS=webmaster@localhost\n"
    )
    status, findings = found(taught, tmp_path, rule["name"])
    assert (status, [one["line"] for one in findings]) == (1, [3])
