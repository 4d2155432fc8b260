"""Rules whose examples need more than one file's text: a repository, or a broken file."""

from __future__ import annotations

import pathlib
import subprocess

import pytest

from smtplint import project
from smtplint.options import Options
from smtplint.runner import Runner
from tests import examples

SETTINGS = """\
EMAIL_HOST = "smtp.fastmail.com"
EMAIL_PORT = 465
EMAIL_USE_SSL = True
EMAIL_HOST_USER = "ada@fastmail.com"
EMAIL_HOST_PASSWORD = "{secret}"
EMAIL_TIMEOUT = 9
DEFAULT_FROM_EMAIL = "ada@fastmail.com"
"""
SECRET = "q7vx2mzk9r4tw8hd"


@pytest.fixture
def repository(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.chdir(tmp_path)
    project.forget()
    subprocess.run(["git", "init", "-q", "."], check=True)
    return tmp_path


def found(path: str) -> list[tuple[str, str, str]]:
    project.forget()
    options = Options()
    options.paths = [path]
    return [examples.seen(one) for one in Runner(options).run().findings]


def test_a_secret_in_a_tracked_file_leaks(repository: pathlib.Path) -> None:
    (repository / "shop.py").write_text(SETTINGS.format(secret=SECRET))
    assert found("shop.py") == []
    subprocess.run(["git", "add", "shop.py"], check=True)
    assert found("shop.py") == [("committed-secret", "leaks", f'EMAIL_HOST_PASSWORD = "{SECRET}"')]


@pytest.mark.parametrize("secret", ["change-me", "your-app-password", "xxxxxxxxxxxx", "<password>"])
def test_a_placeholder_is_no_secret(repository: pathlib.Path, secret: str) -> None:
    (repository / "shop.py").write_text(SETTINGS.format(secret=secret))
    subprocess.run(["git", "add", "shop.py"], check=True)
    assert found("shop.py") == []


def test_the_right_place_for_a_secret_is_left_alone(repository: pathlib.Path) -> None:
    (repository / ".gitignore").write_text(".env\n")
    (repository / ".env").write_text(f"EMAIL_HOST=smtp.fastmail.com\nEMAIL_HOST_USER=a\nEMAIL_HOST_PASSWORD={SECRET}\n")
    subprocess.run(["git", "add", "."], check=True)
    assert [name for name, _, _ in found(".env")] == ["username-form"]


def test_samples_and_tests_hold_no_secrets(repository: pathlib.Path) -> None:
    for name in (".env.example", "tests/settings.py"):
        path = repository / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            SETTINGS.format(secret=SECRET)
            if name.endswith("py")
            else f"EMAIL_HOST=smtp.fastmail.com\nEMAIL_HOST_USER=ada@fastmail.com\nEMAIL_HOST_PASSWORD={SECRET}\n"
        )
        subprocess.run(["git", "add", name], check=True)
        assert found(name) == []


def test_a_broken_file_is_told_at_the_place_and_the_rest_is_judged(repository: pathlib.Path) -> None:
    (repository / "production.yaml").write_text(
        "mailer:\n  smtp:\n    enable: true\n    host: smtp.gmail.com\n    port: 465\n    secure: true\nother: [1, 2\nlast: 3\n"
    )
    names = [name for name, _, _ in found("production.yaml")]
    assert "broken-file" in names
    assert "starttls-on-implicit-tls-port" in names
