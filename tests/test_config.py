"""The user's configuration: what is taken, what is refused and where, and that the shipped schema says the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import smtplint.config
from smtplint.config import Config, load

SCHEMA = json.loads((Path(smtplint.config.__file__).parent / smtplint.config.SCHEMA_FILE).read_text(encoding="utf-8"))

FULL = """\
select = ["SMTP1", "no-timeout"]
ignore = ["SMTP201"]
exclude = ["tests/**", "*.bak"]
fail-on = "error"
env-file = ".env.production"

[per-file-ignores]
"tests/**" = ["SMTP301"]
"*.example" = ["SMTP302", "SMTP303"]

[client]
"deploy/*.env" = "laravel"
"deploy/app.env" = "django"
"""


def saved(tmp_path: Path, text: str, name: str = "smtplint.toml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def problems(config: Config) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in config.problems]


def test_no_file_means_the_defaults() -> None:
    config = Config()
    assert (config.select, config.ignore, config.exclude, config.fail_on) == ([], [], [], "warning")
    assert config.client_of("x.env") is None
    assert config.ignored_in("x.env") == []
    assert config.problems == []


def test_all_options_are_read(tmp_path: Path) -> None:
    config = load(saved(tmp_path, FULL))
    assert problems(config) == []
    assert config.root == str(tmp_path)
    assert config.select == ["SMTP1", "no-timeout"]
    assert config.ignore == ["SMTP201"]
    assert config.exclude == ["tests/**", "*.bak"]
    assert config.fail_on == "error"
    assert config.env_file == [".env.production"]
    assert config.per_file_ignores == {"tests/**": ["SMTP301"], "*.example": ["SMTP302", "SMTP303"]}
    assert config.client == {"deploy/*.env": "laravel", "deploy/app.env": "django"}


def test_globs_are_relative_to_the_file_and_the_last_client_wins(tmp_path: Path) -> None:
    config = load(saved(tmp_path, FULL))
    assert config.ignored_in(str(tmp_path / "tests/a.yaml")) == ["SMTP301"]
    assert config.ignored_in(str(tmp_path / "tests/.env.example")) == ["SMTP301", "SMTP302", "SMTP303"]
    assert config.ignored_in(str(tmp_path / "src/a.yaml")) == []
    assert config.client_of(str(tmp_path / "deploy/web.env")) == "laravel"
    assert config.client_of(str(tmp_path / "deploy/app.env")) == "django"
    assert config.client_of(str(tmp_path / "app.env")) is None


def test_pyproject_holds_them_in_its_tool_table(tmp_path: Path) -> None:
    text = "[project]\nselect = 3\n\n[tool.smtplint]\nselect = ['SMTP1']\n[tool.smtplint.client]\n'*.env' = 'qd'\n"
    config = load(saved(tmp_path, text, "pyproject.toml"))
    assert problems(config) == []
    assert config.select == ["SMTP1"]
    assert config.client == {"*.env": "qd"}


def test_pyproject_without_the_table_means_the_defaults(tmp_path: Path) -> None:
    for text in ("", "[tool]\n", "[tool.other]\nx = 1\n", "tool = 3\n"):
        config = load(saved(tmp_path, text, "pyproject.toml"))
        assert problems(config) == []
        assert config.select == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("select = 'SMTP1'\n", 1, "select: must be an array of strings"),
        ("\nignore = [1]\n", 2, "ignore: must be an array of strings"),
        ("exclude = ['']\n", 1, "exclude: must be an array of strings"),
        ("# x\nfail-on = 'fatal'\n", 2, "fail-on: must be one of note, warning, error"),
        ("env-file = 1\n", 1, "env-file: must be a file name or an array of file names"),
        ("select = []\n\n[client]\n'*.env' = 3\n", 3, "client: must be a table of globs with client names"),
        ("[per-file-ignores]\n'*.env' = 'SMTP1'\n", 1, "per-file-ignores: must be a table of globs with arrays"),
        ("per-file-ignores.'*.env' = 'SMTP1'\n", 1, "per-file-ignores: must be a table"),
        ("select = []\nper_file_ignores = {}\n", 2, "unknown option 'per_file_ignores': it is written 'per-"),
        ("select = []\ncolour = 'blue'\n", 2, "unknown option 'colour'; the options are select, ignore,"),
        ("\n[tool.smtplint]\nselect = []\n", 2, "unknown option 'tool'"),
        ("select = [\n", 1, "not valid TOML: "),
        ("a = 1\na = 2\n", 2, "not valid TOML: Cannot overwrite a value"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    found = problems(load(saved(tmp_path, text)))
    assert len(found) == 1
    assert found[0][1].startswith(words)
    if words != "not valid TOML: ":  # where a bracket is never closed, the parsers name the last line
        assert found[0][0] == line


def test_lines_are_right_in_pyproject_too(tmp_path: Path) -> None:
    text = '[project]\nselect = 1\n\n[tool.smtplint]\nignore = []\nselect = 1\n\n[tool.smtplint.client]\n"a" = 1\n'
    config = load(saved(tmp_path, text, "pyproject.toml"))
    assert [line for line, _ in problems(config)] == [6, 8]
    config = load(saved(tmp_path, "[tool]\nother = 1\nsmtplint = 1\n", "pyproject.toml"))
    assert problems(config) == [(3, "tool.smtplint must be a table")]


def test_all_problems_are_collected_and_the_rest_is_kept(tmp_path: Path) -> None:
    config = load(saved(tmp_path, "select = 1\nignore = ['SMTP2']\nfail-on = 2\n"))
    assert [line for line, _ in problems(config)] == [1, 3]
    assert config.ignore == ["SMTP2"]


def test_a_file_that_cannot_be_read_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    assert problems(load(str(tmp_path / "none.toml"))) == [(1, "the configuration is not read: does not exist")]
    (tmp_path / "smtplint.toml").write_bytes(b"select = ['\xff']")
    assert problems(load(str(tmp_path / "smtplint.toml")))[0][1].startswith("not valid utf-8")
    deep = "a = " + "[" * 50_000 + "]" * 50_000
    assert len(problems(load(saved(tmp_path, deep)))) == 1


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "smtplint.toml").write_bytes(b"\xef\xbb\xbfselect = ['SMTP1']\n")
    assert load(str(tmp_path / "smtplint.toml")).select == ["SMTP1"]


def test_the_schema_is_valid_and_takes_the_full_example() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert Draft202012Validator(SCHEMA).is_valid(smtplint.config._parse(FULL))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "error", "warning", "SMTP1", "*.env"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["", "*.env", "a"]), inner, max_size=2),
    max_leaves=4,
)
TABLES = st.dictionaries(st.sampled_from([*SCHEMA["properties"], "fail_on", "colour"]), VALUES, max_size=3)


@given(TABLES)
def test_schema_and_loader_agree(table: dict[str, object]) -> None:
    config = Config("smtplint.toml")
    smtplint.config._take(config, table, smtplint.config._Lines("", ""))
    assert (config.problems == []) is Draft202012Validator(SCHEMA).is_valid(table)
