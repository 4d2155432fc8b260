"""Kinds of file, prefilter, bounded reading, roots, and the walk with and without git."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint import project
from smtplint.project import find_config, format_of, is_tracked, prefilter, project_root, read_bytes, walk
from smtplint.readers.registry import FORMATS


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    project.forget()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


def write(root: Path, *names: str, text: str = "") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)


def relative(root: Path, files: list[str]) -> list[str]:
    return [os.path.relpath(name, root) for name in files]


# ------------------------------------------------------------------------------------------------ kinds of file


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("docker-compose.yml", ("yaml", "")),
        ("k8s/Deployment.YAML", ("yaml", "")),
        ("config/config.yaml.t", ("yaml", "")),
        ("mail.yml.j2", ("yaml", "")),
        ("mail.yaml.tera", ("yaml", "")),
        ("database.yaml.erb", ("yaml", "")),
        ("parameters.yml.dist", ("yaml", "")),
        ("values.yaml.tpl", ("yaml", "")),
        ("values.yaml.gotmpl", ("yaml", "")),
        ("pyproject.toml", ("toml", "")),
        ("appsettings.Production.json", ("json", "")),
        ("settings.json5", ("json", "json5")),
        ("settings.py", ("python", "")),
        ("settings.py.example", ("python", "")),
        ("sentry.conf.py", ("python", "")),
        ("master.cfg", ("python", "")),
        ("etc/alertad.conf", ("python", "")),
        ("indico.conf", ("python", "")),
        ("airflow.cfg", ("ini", "")),
        ("alembic.ini", ("ini", "")),
        ("odoo.conf", ("ini", "")),
        ("application-prod.properties", ("properties", "")),
        (".env", ("dotenv", "")),
        ("a/b/.env", ("dotenv", "")),
        (".env.production", ("dotenv", "")),
        (".env.production.local", ("dotenv", "")),
        (".env.example", ("dotenv", "")),
        (".env-sample", ("dotenv", "")),
        (".env.j2", ("dotenv", "")),
        ("production.env", ("dotenv", "")),
        ("mail.env.example", ("dotenv", "")),
        ("env.example", ("dotenv", "")),
        ("env.production", ("dotenv", "")),
        (".flaskenv", ("dotenv", "python-dotenv")),
        (".envrc", ("dotenv", "shell")),
        (".envs/.production/.django", ("dotenv", "")),
        ("msmtprc", ("msmtp", "")),
        ("home/.msmtprc", ("msmtp", "")),
        (".config/msmtp/config", ("msmtp", "")),
        (".msmtprc.j2", ("msmtp", "")),
        ("etc/dma/dma.conf", ("directives", "dma")),
        ("postfix/main.cf.j2", ("directives", "postfix")),
        ("etc/nullmailer/remotes", ("directives", "remotes")),
        ("apprise.conf", ("directives", "urls")),
        ("update-exim4.conf.conf", ("dotenv", "shell")),
        ("exim4.conf.template", ("exim", "")),
        ("lemmy.hjson", ("json", "hjson")),
        ("Web.config", ("xml", "")),
        ("mail.zcml", ("xml", "")),
        ("META-INF/context.xml", ("xml", "")),
    ],
)
def test_a_reader_exists_for(name: str, expected: tuple[str, str]) -> None:
    assert format_of(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "README.md", "main.rs", "package-lock.json", "npm-shrinkwrap.json", "composer.lock", "poetry.lock",
        "Cargo.lock", "pnpm-lock.yaml", "conda-lock.yml", "packages.lock.json", "jquery.min.json", "yarn.lock",
        ".env.md", ".env.gpg", ".env.vault", "config", ".git/config", "yaml", ".yaml.swp", "MANIFEST.in", "test.t",
        "", ".", "..", "env/", "master.cf", ".environment", "environment.rs",
    ],
)  # fmt: skip
def test_no_reader_exists_for(name: str) -> None:
    assert format_of(name) is None


def test_alembic_env_py_is_python_and_not_an_environment_file() -> None:
    assert format_of("migrations/env.py") == ("python", "")


@given(st.text())
def test_every_name_has_an_answer(name: str) -> None:
    answer = format_of(name)
    assert answer is None or (len(answer) == 2 and answer[0] in FORMATS)


# ------------------------------------------------------------------------------------------------ prefilter


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("yaml", "host: Smtp.example.com"),
        ("yaml", "E-Mail: x"),
        ("dotenv", "MAIL=1"),
        ("python", "EMAIL_HOST = 'x'"),
        ("python", "MAILERS = {}"),
        ("python", "EMAIL = {'SERVER': 'x'}"),
        ("python", "SENTRY_OPTIONS['mail.host'] = 'x'"),
        ("python", "sender = EmailSender(host='x')"),
        ("python", "c['services'] = [reporters.MailNotifier(relayhost='x')]"),
        ("json", '{"mail": {"host": "x"}}'),
        ("json", '{"MailSettings": {"Host": "x"}}'),
        ("json", '{"EmailSettings": {"Host": "x"}}'),
        ("json", '{"Email": {"Host": "x"}}'),
        ("toml", "[mailer]\nport = 25"),
        ("toml", "[email]\nport = 25"),
        ("msmtp", "account default\nhost h"),
    ],
)
def test_settings_pass_the_prefilter(format: str, text: str) -> None:
    assert prefilter(text.encode(), format)
    assert prefilter(text.encode("utf-16"), format)
    assert prefilter(b"\xef\xbb\xbf" + text.encode(), format)


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("yaml", "services: {db: {image: postgres}}"),
        ("python", "def send(email): return email.strip()"),
        ("json", '{"name": "x", "author": {"email": "a@b.example"}}'),
        ("toml", 'authors = [{name = "x", email = "a@b.example"}]'),
        ("dotenv", ""),
    ],
)
def test_other_files_do_not(format: str, text: str) -> None:
    assert not prefilter(text.encode(), format)


@given(st.binary(max_size=40), st.sampled_from(["yaml", "json", "python"]))
def test_the_prefilter_takes_any_bytes(data: bytes, format: str) -> None:
    for start in (b"", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00"):
        assert prefilter(start + data, format) in (True, False)


# ------------------------------------------------------------------------------------------------ reading


def test_reads_a_file_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100_000)
    assert read_bytes(str(tmp_path / "a")) == b"x" * 100_000
    (tmp_path / "empty").write_bytes(b"")
    assert read_bytes(str(tmp_path / "empty")) == b""


def test_a_file_of_exactly_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 1000)
    (tmp_path / "b").write_bytes(b"x" * 1001)
    assert read_bytes(str(tmp_path / "a"), 1000) == b"x" * 1000
    assert read_bytes(str(tmp_path / "b"), 1000) == "larger than 1,000 bytes"


@pytest.mark.parametrize("size", [0, 10, 500])
def test_a_file_that_grows_or_hides_its_size_is_bounded_too(tmp_path: Path, size: int) -> None:
    (tmp_path / "a").write_bytes(b"x" * 1000)
    for limit, expected in ((1000, b"x" * 1000), (999, "larger than 999 bytes")):
        handle = os.open(tmp_path / "a", os.O_RDONLY)
        assert project._read_all(handle, size, limit) == expected
        os.close(handle)


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert read_bytes(str(tmp_path / "a.yaml")) == "a named pipe, not a file"
    assert read_bytes(str(tmp_path)) == "a folder, not a file"
    assert read_bytes(os.devnull) == "a device, not a file"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert str(read_bytes(str(tmp_path / "s"))).startswith("cannot be read: ")


def test_what_cannot_be_opened_gives_a_reason(tmp_path: Path) -> None:
    assert read_bytes(str(tmp_path / "none")) == "does not exist"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert str(read_bytes(str(tmp_path / "loop"))).startswith("cannot be read: too many levels")
    assert read_bytes("a\0b") == "not a path: it holds a NUL character"
    assert str(read_bytes("x" * 5000)).startswith("cannot be read: ")


def test_reading_leaves_no_handle_open(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    first = os.open(os.devnull, os.O_RDONLY)
    os.close(first)
    for path in (tmp_path / "a", tmp_path, tmp_path / "none"):
        read_bytes(str(path))
    second = os.open(os.devnull, os.O_RDONLY)
    os.close(second)
    assert first == second


# ------------------------------------------------------------------------------------------------ roots


def test_project_root_is_the_nearest_folder_that_marks_one(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "app/smtplint.toml", "app/conf/a.yaml", "lib/b.yaml")
    assert project_root(str(tmp_path / "app/conf/a.yaml")) == str(tmp_path / "app")
    assert project_root(str(tmp_path / "app/conf")) == str(tmp_path / "app")
    assert project_root(str(tmp_path / "lib/b.yaml")) == str(tmp_path)
    assert project_root(str(tmp_path / "lib/b.yaml")) == str(tmp_path)


def test_the_nearest_configuration_wins_and_smtplint_toml_before_pyproject(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", text='[tool.smtplint]\nselect = ["SMTP1"]\n')
    write(tmp_path, "a/pyproject.toml", text='[project]\ndependencies = ["smtplint"]\n')
    write(tmp_path, "b/pyproject.toml", text="[ tool . smtplint ]\n")
    write(tmp_path, "b/smtplint.toml", "c/x.yaml")
    assert find_config(str(tmp_path / "a/x.yaml")) == str(tmp_path / "pyproject.toml")
    assert find_config(str(tmp_path / "b/x.yaml")) == str(tmp_path / "b/smtplint.toml")
    assert find_config(str(tmp_path / "c/x.yaml")) == str(tmp_path / "pyproject.toml")


def test_a_configuration_outside_of_the_repository_is_not_taken(tmp_path: Path) -> None:
    write(tmp_path, "smtplint.toml", "repo/a.yaml")
    git(tmp_path, "init", "-q", "repo")
    assert find_config(str(tmp_path / "repo/a.yaml")) is None
    write(tmp_path, "repo/smtplint.toml")
    project.forget()
    assert find_config(str(tmp_path / "repo/a.yaml")) == str(tmp_path / "repo/smtplint.toml")


# ------------------------------------------------------------------------------------------------ walking


def test_walk_without_git_prunes_caches_and_environments(tmp_path: Path) -> None:
    write(
        tmp_path,
        "app/settings.py", "app/.env", "node_modules/x/a.yaml", ".venv/b.py", "venv/b.py", "mine/pyvenv.cfg",
        "mine/b.py", "x/__pycache__/c.py", ".tox/d.ini", "lib/site-packages/e.py", "target/f.toml", "vendor/g.yaml",
        "notes.txt",
    )  # fmt: skip
    files, skipped = walk([str(tmp_path)], exclude=[])
    assert relative(tmp_path, files) == ["app/.env", "app/settings.py", "vendor/g.yaml"]
    assert skipped == []


def test_walk_does_not_follow_links_to_folders(tmp_path: Path) -> None:
    write(tmp_path, "a/x.yaml")
    (tmp_path / "a/again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a/y.yaml").symlink_to(tmp_path / "a/x.yaml")
    files, _ = walk([str(tmp_path)], exclude=[])
    assert relative(tmp_path, files) == ["a/x.yaml", "a/y.yaml"]


def test_walk_with_git_takes_tracked_and_new_files_and_leaves_ignored_ones(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, ".gitignore", text="build/\n.env*\nsecret.yaml\n")
    write(tmp_path, "tracked.yaml", "new.yaml", "secret.yaml", "build/out.yaml", "sub/deep/a.toml", "gone.yaml")
    git(tmp_path, "add", "tracked.yaml", "gone.yaml")
    (tmp_path / "gone.yaml").unlink()
    files, skipped = walk([str(tmp_path)], exclude=[])
    assert relative(tmp_path, files) == ["new.yaml", "sub/deep/a.toml", "tracked.yaml"]
    assert skipped == []


def test_ignored_env_files_are_taken_beside_listed_ones_only(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, ".gitignore", text="build/\n.env*\n")
    write(tmp_path, "app/main.rs", "app/.env", "app/.env.local", "build/.env", ".env", ".env.js", "only/.env")
    (tmp_path / ".envs").mkdir()
    files, _ = walk([str(tmp_path)], exclude=[])
    assert relative(tmp_path, files) == [".env", "app/.env", "app/.env.local"]


def test_a_folder_that_git_ignores_is_walked_when_it_is_named(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, ".gitignore", text="build/\n")
    write(tmp_path, "build/out.yaml")
    assert relative(tmp_path, walk([str(tmp_path / "build")], exclude=[])[0]) == ["build/out.yaml"]


def test_a_repository_within_is_listed_by_its_own_rules(tmp_path: Path) -> None:
    for outer in (tmp_path / "plain", tmp_path / "repo"):
        outer.mkdir()
        git(outer, "init", "-q", "inner")
        write(outer, "inner/.gitignore", text="no.yaml\n")
        write(outer, "inner/no.yaml", "inner/yes.yaml")
    git(tmp_path / "repo", "init", "-q")
    for outer in (tmp_path / "plain", tmp_path / "repo"):
        assert relative(outer, walk([str(outer)], exclude=[])[0]) == ["inner/yes.yaml"]


def test_names_are_given_as_the_user_wrote_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "a/x.yaml", "b.yaml")
    monkeypatch.chdir(tmp_path)
    assert walk(["."], exclude=[])[0] == ["a/x.yaml", "b.yaml"]
    assert walk(["./a"], exclude=[])[0] == ["a/x.yaml"]
    assert walk(["a/"], exclude=[])[0] == ["a/x.yaml"]
    monkeypatch.chdir(tmp_path / "a")
    assert walk([".."], exclude=[])[0] == ["../a/x.yaml", "../b.yaml"]


def test_odd_names_survive(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    names = ["ä.yaml", "new\nline.yaml", ' "q".yaml', os.fsdecode(b"\xff.yaml")]
    write(tmp_path, *names)
    files, _ = walk([str(tmp_path)], exclude=[])
    assert sorted(relative(tmp_path, files)) == sorted(names)
    assert all(read_bytes(name) == b"" for name in files)


def test_named_files_are_taken_even_when_git_ignores_them(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, ".gitignore", text="*\n")
    write(tmp_path, "secret.yaml", "notes.txt", "package-lock.json")
    named = [str(tmp_path / name) for name in ("secret.yaml", "notes.txt", "package-lock.json", "none.yaml")]
    files, skipped = walk(named + named[:1], exclude=[])
    assert files == named[:1]
    assert skipped == [
        (named[1], "not a kind of file that smtplint reads"),
        (named[2], "not a kind of file that smtplint reads"),
        (named[3], "does not exist"),
    ]


def test_excluded_files_are_skipped_with_the_reason_named_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.yaml", "tests/b.yaml", "deploy/c.yaml", "deploy/old/d.yaml")
    monkeypatch.chdir(tmp_path)
    files, skipped = walk([".", "tests/b.yaml"], exclude=["tests", "deploy/*/d.yaml"])
    assert files == ["a.yaml", "deploy/c.yaml"]
    why = "excluded by the configuration"
    assert skipped == [("deploy/old/d.yaml", why), ("tests/b.yaml", why)]


def test_excludes_are_relative_to_the_folder_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "deploy/c.yaml", "d.yaml")
    monkeypatch.chdir(tmp_path / "deploy")
    assert walk([".."], exclude=["deploy/c.yaml"], base=str(tmp_path))[0] == ["../d.yaml"]


@pytest.mark.parametrize("missing", [True, False])
def test_without_a_working_git_the_own_walk_takes_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: bool
) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "a.yaml")
    if missing:
        monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    else:
        (tmp_path / ".git" / "HEAD").write_text("broken")
    assert relative(tmp_path, walk([str(tmp_path)], exclude=[])[0]) == ["a.yaml"]
    assert is_tracked(str(tmp_path / "a.yaml")) is None


def test_git_executes_nothing_of_the_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "a.yaml")
    script = tmp_path / ".git" / "monitor.sh"
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    script.chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(script))
    assert relative(tmp_path, walk([str(tmp_path)], exclude=[])[0]) == ["a.yaml"]
    assert not (tmp_path / "ran").exists()


def test_variables_of_a_git_hook_do_not_lead_astray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q", "one")
    git(tmp_path, "init", "-q", "two")
    write(tmp_path, "two/b.yaml")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "one/.git"))
    assert relative(tmp_path, walk([str(tmp_path / "two")], exclude=[])[0]) == ["two/b.yaml"]


# ------------------------------------------------------------------------------------------------ tracked


def test_is_tracked_knows_staged_files_and_asks_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q", "repo")
    write(tmp_path, "repo/sub/.env", "repo/new.env", "outside.env")
    git(tmp_path / "repo", "add", "sub/.env")
    assert is_tracked(str(tmp_path / "repo/sub/.env")) is True
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert is_tracked(str(tmp_path / "repo/new.env")) is False
    assert is_tracked(str(tmp_path / "outside.env")) is None
    monkeypatch.chdir(tmp_path / "repo/sub")
    assert is_tracked(".env") is True


def test_is_tracked_through_a_link_to_a_folder(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "repo")
    write(tmp_path, "repo/sub/.env")
    git(tmp_path / "repo", "add", "sub/.env")
    (tmp_path / "link").symlink_to(tmp_path / "repo/sub", target_is_directory=True)
    assert is_tracked(str(tmp_path / "link/.env")) is True


# ------------------------------------------------------------------------------------------------ cost


def test_the_import_stays_light() -> None:
    heavy = {"re", "enum", "typing", "collections", "functools", "pathlib", "json", "subprocess", "fnmatch", "logging"}
    code = "import sys, smtplint.project, smtplint.git, smtplint.globs, smtplint.config; print(*sys.modules)"
    source = str(Path(__file__).parents[1] / "src")
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], env={"PYTHONPATH": source}, capture_output=True, text=True, check=True
    )
    assert "smtplint.project" in done.stdout.split()
    assert heavy & set(done.stdout.split()) == set()
