"""Which rules speak and which files are looked at: options, configuration files, and comments in the files."""

from __future__ import annotations

import json
import pathlib

import pytest

from tests.cli.command import FAILS, HANGS, RIGHT, run, write

BOTH = {"a__env": FAILS, "settings__py": HANGS}


def rules(folder: pathlib.Path, *words: str) -> list[str]:
    """The codes that are reported, sorted."""
    done = run(folder, "check", "--format", "json", *words)
    assert done.err == ""
    return sorted(one["rule"] for one in json.loads(done.out)["findings"])


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ([], ["SMTP102", "SMTP201"]),
        (["--select", "SMTP102"], ["SMTP102"]),
        (["--select", "no-timeout"], ["SMTP201"]),
        (["--select", "SMTP2"], ["SMTP201"]),
        (["--select", "SMTP1,no-timeout"], ["SMTP102", "SMTP201"]),
        (["--select", "SMTP1", "--select", "SMTP2"], ["SMTP102", "SMTP201"]),
        (["--select", "ALL", "--ignore", "SMTP102"], ["SMTP201"]),
        (["--ignore", "SMTP"], []),
        (["--ignore", "no-timeout , SMTP102"], []),
    ],
)
def test_rules_are_chosen_by_code_name_or_beginning(words: list[str], codes: list[str], tmp_path: pathlib.Path) -> None:
    write(tmp_path, **BOTH)
    assert rules(tmp_path, *words) == codes


def test_what_is_ignored_is_counted(tmp_path: pathlib.Path) -> None:
    write(tmp_path, **BOTH)
    report = json.loads(run(tmp_path, "check", "--format", "json", "--ignore", "SMTP1").out)
    assert report["held_back"]["ignored"] == 1


def test_a_comment_holds_back_one_finding_and_is_counted(tmp_path: pathlib.Path) -> None:
    comment = "# smtplint: ignore[implicit-tls-on-starttls-port] an old relay\n"
    write(tmp_path, a__env=FAILS.replace("SMTP_PORT", comment + "SMTP_PORT"))
    done = run(tmp_path, "check")
    assert done.status == 0
    assert "1 suppressed by a comment" in done.out


def test_a_client_can_be_named(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS)
    report = json.loads(run(tmp_path, "check", "--format", "json", "--client", "vaultwarden").out)
    assert [one["client"] for one in report["accounts"]] == ["vaultwarden"]


# -- configuration -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "head"), [("pyproject.toml", "[tool.smtplint]\n"), ("smtplint.toml", "")], ids=["pyproject", "own"]
)
def test_both_kinds_of_configuration_are_read(name: str, head: str, tmp_path: pathlib.Path) -> None:
    write(tmp_path, **BOTH)
    (tmp_path / name).write_text(head + 'ignore = ["SMTP102"]\nfail-on = "error"\n')
    done = run(tmp_path, "check", "--format", "concise")
    assert done.status == 0
    assert "SMTP201" in done.out
    assert "SMTP102" not in done.out


def test_the_configuration_is_found_from_a_folder_below(tmp_path: pathlib.Path) -> None:
    (tmp_path / "app").mkdir()
    write(tmp_path / "app", **BOTH)
    write(tmp_path, smtplint__toml='select = ["SMTP2"]\n')
    assert rules(tmp_path / "app") == ["SMTP201"]
    assert rules(tmp_path, "app/settings.py", "app/a.env") == ["SMTP201"]


def test_options_win_over_the_configuration(tmp_path: pathlib.Path) -> None:
    write(tmp_path, **BOTH, smtplint__toml='select = ["SMTP2"]\nfail-on = "error"\n')
    assert rules(tmp_path, "--select", "SMTP1") == ["SMTP102"]
    assert run(tmp_path, "check", "--fail-on", "warning").status == 1
    assert rules(tmp_path, "--no-config") == ["SMTP102", "SMTP201"]


def test_a_configuration_can_be_named(tmp_path: pathlib.Path) -> None:
    write(tmp_path, **BOTH, smtplint__toml='select = ["SMTP2"]\n')
    write(tmp_path, other__toml='select = ["SMTP1"]\n')
    assert rules(tmp_path, "--config", "other.toml") == ["SMTP102"]


def test_files_are_excluded_and_rules_ignored_in_some(tmp_path: pathlib.Path) -> None:
    (tmp_path / "old").mkdir()
    write(tmp_path / "old", a__env=FAILS)
    write(tmp_path, **BOTH)
    write(tmp_path, smtplint__toml='exclude = ["old"]\n[per-file-ignores]\n"*.py" = ["no-timeout"]\n')
    assert rules(tmp_path) == ["SMTP102"]
    assert rules(tmp_path, "old/a.env") == [], "a file that is named is excluded too: pre-commit names them"


def test_a_client_can_be_configured_for_some_files(tmp_path: pathlib.Path) -> None:
    write(tmp_path, mail__env=RIGHT, smtplint__toml='[client]\n"mail.env" = "vaultwarden"\n')
    report = json.loads(run(tmp_path, "check", "--format", "json").out)
    assert [one["client"] for one in report["accounts"]] == ["vaultwarden"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('select = ["SMTP1"]\nfail_on = "error"\n', 2, "it is written 'fail-on'"),
        ('\n\nfail-on = "never-ever"\n', 3, "must be one of note, warning, error"),
        ('select = "SMTP1"\n', 1, "must be an array of strings"),
        ('colour = "blue"\n', 1, "unknown option 'colour'"),
        ('select = ["SMTP1"\n[client\n', 2, "not valid TOML"),
    ],
)
def test_a_mistake_in_the_configuration_is_named_with_its_line(
    text: str, line: int, words: str, tmp_path: pathlib.Path
) -> None:
    write(tmp_path, **BOTH, smtplint__toml=text)
    done = run(tmp_path, "check")
    assert (done.status, done.out) == (2, "")
    assert f"smtplint.toml:{line}: " in done.err
    assert words in done.err


def test_every_mistake_in_the_configuration_is_named_in_one_run(tmp_path: pathlib.Path) -> None:
    write(tmp_path, smtplint__toml='select = 1\nignore = 2\ncolour = "x"\n')
    assert len(run(tmp_path, "check").err.splitlines()) == 3


def test_globs_are_relative_to_the_configuration_and_not_to_the_working_directory(tmp_path: pathlib.Path) -> None:
    (tmp_path / "app/old").mkdir(parents=True)
    write(tmp_path / "app/old", a__env=FAILS)
    write(tmp_path, smtplint__toml='exclude = ["app/old"]\n')
    assert rules(tmp_path) == []
    assert rules(tmp_path / "app") == []


def test_environment_files_are_relative_to_the_configuration(tmp_path: pathlib.Path) -> None:
    (tmp_path / "app").mkdir()
    write(tmp_path, smtplint__toml='env-file = "prod.env"\n', prod__env="HOST=smtp.gmail.com\nPORT=465\n")
    settings = 'import os\nEMAIL_HOST = os.environ["HOST"]\nEMAIL_PORT = os.environ["PORT"]\nEMAIL_USE_TLS = True\n'
    write(tmp_path / "app", settings__py=settings)
    done = run(tmp_path / "app", "check", "--format", "json")
    assert json.loads(done.out)["files"]["skipped"] == []
    assert json.loads(done.out)["accounts"][0]["plan"]["host"] == "smtp.gmail.com"


@pytest.mark.parametrize(
    "text",
    [
        'select = ["no-such-thing"]\n',
        'ignore = ["no-such-thing"]\n',
        '[per-file-ignores]\n"*.py" = ["no-such-thing"]\n',
        '[client]\n"*.py" = "no-such-thing"\n',
    ],
)
def test_a_rule_or_client_that_the_configuration_invents_is_named(text: str, tmp_path: pathlib.Path) -> None:
    write(tmp_path, **BOTH, smtplint__toml=text)
    done = run(tmp_path, "check")
    assert (done.status, done.out) == (2, "")
    assert "smtplint.toml" in done.err
    assert "no-such-thing" in done.err
