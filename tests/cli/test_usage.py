"""Bad usage: exit status 2, one clear message on standard error, nothing on standard output."""

from __future__ import annotations

import pathlib

import pytest

import smtplint
from smtplint.cli.check import FLAGS, VALUES
from tests.cli.command import FAILS, Result, run, write


def refused(done: Result) -> str:
    """The message of a command that was refused."""
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("smtplint: ")
    return done.err


@pytest.mark.parametrize(
    ("option", "meant"),
    [
        ("--formt", "--format"),
        ("--selct=SMTP1", "--select"),
        ("--exit-zeroo", "--exit-zero"),
        ("--statistic", "--statistics"),
    ],
)
def test_an_unknown_option_is_named_with_the_one_that_was_meant(
    option: str, meant: str, tmp_path: pathlib.Path
) -> None:
    assert f"did you mean {meant}?" in refused(run(tmp_path, "check", option))


def test_an_option_unlike_all_others_points_to_the_help(tmp_path: pathlib.Path) -> None:
    message = refused(run(tmp_path, "check", "--colourise-everything"))
    assert "check has no option --colourise-everything" in message
    assert "smtplint check --help" in message


@pytest.mark.parametrize(("command", "meant"), [("chek", "check"), ("rule", "rules"), ("explane", "explain")])
def test_an_unknown_command_is_named_with_the_one_that_was_meant(
    command: str, meant: str, tmp_path: pathlib.Path
) -> None:
    assert f"did you mean '{meant}'" in refused(run(tmp_path, command))


def test_a_path_in_the_place_of_a_command_is_told_how_to_lint_it(tmp_path: pathlib.Path) -> None:
    write(tmp_path, settings__py=FAILS)
    assert "smtplint check settings.py" in refused(run(tmp_path, "settings.py"))


@pytest.mark.parametrize("option", VALUES)
def test_an_option_without_its_value_says_what_it_wants(option: str, tmp_path: pathlib.Path) -> None:
    assert f"{option} wants a value: {VALUES[option]}" in refused(run(tmp_path, "check", option))


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "xml"),
        ("--fail-on", "fatal"),
        ("--color", "maybe"),
        ("--select", "SMTP9"),
        ("--select", "no-such-rule"),
        ("--ignore", "smtp101"),
        ("--client", "no-such-client"),
        ("--config", "no-such.toml"),
    ],
)
def test_a_word_that_does_not_exist_is_named(words: tuple[str, str], tmp_path: pathlib.Path) -> None:
    assert words[1] in refused(run(tmp_path, "check", *words))


def test_a_path_that_does_not_exist_is_named(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS)
    assert "nope.env" in refused(run(tmp_path, "check", "a.env", "nope.env"))


def test_a_report_that_cannot_be_written_is_refused(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS)
    assert "no/such/folder.txt" in refused(run(tmp_path, "check", "--output-file", "no/such/folder.txt"))


def test_no_command_shows_the_usage_and_is_a_mistake(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path)
    assert done.status == 2
    assert "usage: smtplint COMMAND" in done.out


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("help",)])
def test_help_names_every_command(words: tuple[str, ...], tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, *words)
    assert (done.status, done.err) == (0, "")
    for command in ("check", "explain", "rules", "clients", "providers"):
        assert f"  {command} " in done.out


@pytest.mark.parametrize("words", [("check", "--help"), ("check", "nope.env", "-h")])
def test_help_of_check_names_every_option(words: tuple[str, ...], tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, *words)
    assert (done.status, done.err) == (0, "")
    for option in (*FLAGS, *VALUES):
        assert f"  {option} " in done.out


@pytest.mark.parametrize("words", [("--version",), ("-V",), ("version",)])
def test_version_is_one_line(words: tuple[str, ...], tmp_path: pathlib.Path) -> None:
    assert run(tmp_path, *words).out == f"smtplint {smtplint.__version__}\n"


def test_names_that_look_like_options_come_after_two_hyphens(tmp_path: pathlib.Path) -> None:
    write(tmp_path, **{"--fix.env": FAILS})
    assert "did you mean" in refused(run(tmp_path, "check", "--fixx"))
    done = run(tmp_path, "check", "--format", "concise", "--", "--fix.env")
    assert done.status == 1
    assert done.out.startswith("--fix.env:2:1: SMTP102")
    assert (tmp_path / "--fix.env").read_text() == FAILS


@pytest.mark.parametrize("option", FLAGS)
def test_a_flag_with_a_value_is_told_that_it_takes_none(option: str, tmp_path: pathlib.Path) -> None:
    assert f"{option} takes no value" in refused(run(tmp_path, "check", f"{option}=1"))


def test_an_environment_file_that_does_not_exist_is_named(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS)
    assert "nope.env" in refused(run(tmp_path, "check", "--env-file", "nope.env"))
