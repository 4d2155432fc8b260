"""The pre-commit hook: its file pattern against the names that are read, and the real pre-commit over a repository."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from smtplint import project

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOOK: dict[str, Any] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]
FILES = re.compile(HOOK["files"])

# Vaultwarden: TLS from the first byte on a port that begins in clear text, and the same put right.
BAD = "SMTP_HOST=smtp.gmail.com\nSMTP_PORT=587\nSMTP_SECURITY=force_tls\nSMTP_FROM=a@example.org\nSMTP_TIMEOUT=9\n"
GOOD = BAD.replace("force_tls", "starttls")

# -- the pattern -------------------------------------------------------------------------------------------------------

_words = st.sampled_from(
    [*project._BY_NAME, *project._BY_SUFFIX, *project._WRAPPERS, *project._ENV_SUFFIXES, *project._NOT_ENV, ".env",
     "env", "lock", "-lock", ".min", "npm-shrinkwrap", "config", "msmtp", ".envs", "a", "A", ".", "-", "_", "/", "YML"]
)  # fmt: skip
_paths = st.lists(_words, min_size=1, max_size=6).map("".join).filter(lambda path: not path.endswith("/"))


@given(_paths)
def test_the_pattern_finds_every_name_that_is_read(path: str) -> None:
    if project.format_of(path) is not None:
        assert FILES.search(path)


@given(_paths.filter(lambda path: ".envs/" not in path and "msmtp/" not in path))
def test_the_pattern_finds_no_other_name_but_odd_locks(path: str) -> None:
    if FILES.search(path):
        assert project.format_of(path) is not None or "lock" in path.lower()


@pytest.mark.parametrize(
    "path",
    [".env", "app/.env.production", ".env.local", "production.env", ".env.example", ".flaskenv", "settings.py",
     "docker-compose.yml", "deploy/docker-compose.prod.yaml", "appsettings.json", "config/mail.toml", "app.ini",
     "application-prod.properties", ".envs/.production/.django", "home/.msmtprc", "values.yaml.gotmpl", "-odd.env",
     "Dockerfile", "docker/app.Dockerfile", "Dockerfile.prod", "Containerfile", "app.service", "a.service.d/b.conf"],
)  # fmt: skip
def test_names_of_mail_settings_are_passed_to_the_hook(path: str) -> None:
    assert FILES.search(path)


@pytest.mark.parametrize(
    "path",
    ["README.md", "package-lock.json", "web/npm-shrinkwrap.json", "pnpm-lock.yaml", "app.min.json", "env.md", ".env.md",
     ".env.rs", "environment.rs", "main.rs", "Dockerfile.md", "Dockerfile.dockerignore", "user.service.rs",
     "poetry.lock", "env.d.rs", "x.envoy"],
)  # fmt: skip
def test_names_that_hold_no_settings_are_not(path: str) -> None:
    assert not FILES.search(path)
    assert project.format_of(path) is None


# -- the real pre-commit -----------------------------------------------------------------------------------------------


def git(folder: pathlib.Path, *words: str) -> str:
    identity = ["-c", "user.name=tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *words], cwd=folder, env=_environment(), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _environment() -> dict[str, str]:
    """The environment without what a hook of git, or a module path, would bring in."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_") and name != "PYTHONPATH"}


class Repository:
    """A scratch repository whose pre-commit runs the hook of this checkout."""

    def __init__(self, folder: pathlib.Path, hooks: pathlib.Path, cache: pathlib.Path) -> None:
        self.folder = folder
        self.cache = cache
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
        self.configure(hooks)

    def configure(self, hooks: pathlib.Path, **options: object) -> None:
        """Writes the configuration; ``options`` are those of the hook (``args``, ``exclude`` ...)."""
        repo = {"repo": str(hooks), "rev": git(hooks, "rev-parse", "HEAD"), "hooks": [{"id": "smtplint", **options}]}
        self.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [repo]}))

    def write(self, name: str, text: str | bytes) -> None:
        """Writes a file and stages it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        git(self.folder, "add", "--", name)

    def pre_commit(self, *words: str) -> tuple[int, str]:
        """Exit status and output of ``pre-commit run``."""
        command = [sys.executable, "-m", "pre_commit", "run", "--color", "never", *words]
        environment = {**_environment(), "PRE_COMMIT_HOME": str(self.cache)}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """This checkout as users' pre-commit sees it: what git tracks or would track, in a repository of its own."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in git(ROOT, "ls-files", "-co", "--exclude-standard", "-z", "--", ":!tests", ":!examples", ":!docs").split(
        "\0"
    ):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "as it is")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Where pre-commit keeps the hook's environment, which is made once for all tests here."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def repository(tmp_path: pathlib.Path, hooks: pathlib.Path, cache: pathlib.Path) -> Iterator[Repository]:
    return Repository(tmp_path / "app", hooks, cache)


def test_good_settings_pass_and_bad_ones_stop_the_commit(repository: Repository) -> None:
    repository.write("settings/.env", GOOD)
    status, output = repository.pre_commit()
    assert (status, "Passed" in output) == (0, True), output
    repository.write("settings/.env", BAD)
    status, output = repository.pre_commit()
    assert status == 1
    assert "settings/.env:2" in output
    assert "SMTP102" in output


def test_only_what_is_staged_is_checked_under_the_names_of_environment_files(repository: Repository) -> None:
    repository.write("production.env", GOOD)
    git(repository.folder, "commit", "-q", "-m", "first")
    (repository.folder / "production.env").write_text(BAD)  # not staged
    repository.write(".env.production", BAD)
    repository.write("deploy/.env.local", BAD)
    repository.write("utf16.env", BAD.encode("utf-16"))
    repository.write("-odd.env", BAD)
    status, output = repository.pre_commit()
    assert status == 1
    for name in (".env.production:", "deploy/.env.local:", "utf16.env:", "-odd.env:"):
        assert name in output
    assert "production.env:" not in output.replace(".env.production:", "")


def test_files_without_settings_do_not_start_the_hook(repository: Repository) -> None:
    repository.write("package-lock.json", "{}\n")
    repository.write("notes.md", "smtp.gmail.com:465\n")
    repository.write(".env.md", BAD)
    status, output = repository.pre_commit("--files", "package-lock.json", "notes.md", ".env.md")
    assert status == 0
    assert "no files to check" in output


def test_a_renamed_file_is_checked_under_its_new_name(repository: Repository) -> None:
    repository.write("notes.txt", BAD)
    git(repository.folder, "commit", "-q", "-m", "first")
    git(repository.folder, "mv", "notes.txt", ".env.staging")
    status, output = repository.pre_commit()
    assert status == 1
    assert ".env.staging:2" in output


def test_a_commit_is_refused_by_the_installed_hook(repository: Repository) -> None:
    command = [sys.executable, "-m", "pre_commit", "install"]
    environment = {**_environment(), "PRE_COMMIT_HOME": str(repository.cache)}
    subprocess.run(command, cwd=repository.folder, env=environment, capture_output=True, check=True)
    repository.write(".env", BAD)
    with pytest.raises(subprocess.CalledProcessError) as refused:
        commit(repository)
    assert "SMTP102" in refused.value.stdout + refused.value.stderr
    repository.write(".env", GOOD)
    commit(repository)
    assert git(repository.folder, "log", "--format=%s") == "mail"


def commit(repository: Repository) -> None:
    command = ["git", "-c", "user.name=tester", "-c", "user.email=tester@example.org", "commit", "-q", "-m", "mail"]
    environment = {**_environment(), "PRE_COMMIT_HOME": str(repository.cache)}
    subprocess.run(command, cwd=repository.folder, env=environment, capture_output=True, text=True, check=True)


def test_many_files_come_in_several_batches_and_each_is_reported_once(repository: Repository) -> None:
    folder = "environments-of-services/" + "x" * 120
    names = [
        f"{folder}/service-{number:04}.env" for number in range(1500)
    ]  # 240 kB of names: two command lines at least
    for name in names:
        path = repository.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(BAD if name.endswith(("0000.env", "0700.env", "1499.env")) else GOOD)
    git(repository.folder, "add", "-A")
    status, output = repository.pre_commit("--all-files")
    assert status == 1
    assert output.count("Found ") >= 2, "every batch with findings has a summary of its own"
    for number in (0, 700, 1499):
        assert output.count(f"--> {folder}/service-{number:04}.env:2") == 1
    assert output.count("error[SMTP102]") == 3


def test_arguments_of_the_user_take_the_place_of_the_default(repository: Repository, hooks: pathlib.Path) -> None:
    repository.write(".env", BAD)
    repository.configure(hooks, args=["--exit-zero", "--format", "concise"], verbose=True)
    status, output = repository.pre_commit()
    assert status == 0
    assert ".env:2:" in output
    repository.configure(hooks, args=["--ignore", "SMTP1", "--fail-on", "error"])
    assert repository.pre_commit()[0] == 0


def test_the_configuration_of_the_repository_holds_in_the_hook(repository: Repository) -> None:
    repository.write("deploy/.env", BAD)
    repository.write("pyproject.toml", '[tool.smtplint]\nexclude = ["deploy/**"]\n')
    status, output = repository.pre_commit("--all-files")
    assert status == 0, output
