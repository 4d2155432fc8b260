"""Layered ``.env`` files: each loader's own order, and a part that says only what differs."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.options import Options
from smtplint.runner import Runner
from tests.settings.linked import check, places, write

SYMFONY = {"composer.json": '{"require": {"symfony/framework-bundle": "7.3.*", "symfony/mailer": "7.3.*"}}'}
GOOD = "MAILER_DSN=smtps://ada%40example.org:change-me@smtp.migadu.com:465\n"
BAD = GOOD.replace("465", "587")
NEXT = {"package.json": '{"dependencies": {"next": "15.0.0", "nodemailer": "7.0.0"}}'}
ACCOUNT = (
    "SMTP_HOST=smtp.fastmail.com\nSMTP_PORT=465\nSMTP_SECURE=true\nSMTP_USER=ada@fastmail.com\nSMTP_PASS=change-me\n"
)


def found(folder: pathlib.Path, *names: str) -> list[tuple[str, str, str]]:
    """The rule, the file and the words of each finding."""
    return [(one.name, *places(one)[0][:2]) for one in check(folder, *names)]


def test_a_file_that_is_replaced_is_judged_in_what_replaces_it(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {**SYMFONY, ".env": BAD, ".env.local": GOOD})
    assert found(tmp_path, ".env", ".env.local") == []
    write(tmp_path, {".env": GOOD, ".env.local": BAD})
    assert found(tmp_path, ".env", ".env.local") == [("implicit-tls-on-starttls-port", ".env.local", "587")]


def test_the_environment_wins_over_the_local_file_with_symfony(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {**SYMFONY, ".env": GOOD, ".env.local": GOOD, ".env.prod": BAD})
    assert found(tmp_path, ".env", ".env.local", ".env.prod") == [("implicit-tls-on-starttls-port", ".env.prod", "587")]
    write(tmp_path, {".env.prod.local": GOOD})
    assert found(tmp_path, ".env", ".env.local", ".env.prod", ".env.prod.local") == []


def test_tests_leave_the_local_file_out(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {**SYMFONY, ".env": "APP_ENV=dev\n", ".env.local": BAD, ".env.test": GOOD})
    assert found(tmp_path, ".env.test") == []
    assert found(tmp_path, ".env.local") == [("implicit-tls-on-starttls-port", ".env.local", "587")]


def test_a_file_of_one_key_takes_the_others_from_below(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {**NEXT, ".env": ACCOUNT, ".env.local": "SMTP_PORT=587\n"})
    [finding] = check(tmp_path, ".env.local")
    assert finding.name == "implicit-tls-on-starttls-port"
    assert places(finding)[0][:2] == (".env.local", "SMTP_PORT=587")
    assert (".env", "true", "implicit TLS is switched on here") in places(finding)


def test_the_local_file_wins_over_the_environment_with_next(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {**NEXT, ".env": ACCOUNT, ".env.production": "SMTP_PORT=587\n", ".env.local": "SMTP_PORT=465\n"})
    assert found(tmp_path, ".env", ".env.local", ".env.production") == []
    write(tmp_path, {".env.production.local": "SMTP_PORT=587\n"})
    assert [one[1] for one in found(tmp_path, ".env", ".env.local", ".env.production", ".env.production.local")] == [
        ".env.production.local"
    ]


@pytest.mark.parametrize("evidence", ["", '{"dependencies": {"dotenv": "16", "nodemailer": "7"}}'])
def test_plain_loaders_read_one_file(evidence: str, tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"package.json": evidence or "{}", ".env": ACCOUNT, ".env.local": "SMTP_PORT=587\n"})
    assert found(tmp_path, ".env", ".env.local") == []


def test_a_project_above_does_not_say_how_another_is_loaded(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {**NEXT, "api/package.json": "{}", "api/.env": ACCOUNT, "api/.env.local": "SMTP_PORT=587\n"})
    assert found(tmp_path, "api/.env", "api/.env.local") == []


def test_node_takes_the_later_of_the_files_that_its_command_line_names(tmp_path: pathlib.Path) -> None:
    script = '{"scripts": {"start": "node --env-file=.env --env-file=.env.local app.js"}, "dependencies": {"nodemailer": "7"}}'
    write(
        tmp_path,
        {"package.json": script, ".env": ACCOUNT, ".env.local": "SMTP_PORT=587\n", ".env.other": "SMTP_PORT=587\n"},
    )
    assert [one[1] for one in found(tmp_path, ".env", ".env.local", ".env.other")] == [".env.local"]
    write(tmp_path, {"package.json": script.replace("},", ', "dev": "node --env-file=.env x.js"},', 1)})
    assert found(tmp_path, ".env", ".env.local") == []


def test_laravel_takes_another_file_in_the_place_of_the_first(tmp_path: pathlib.Path) -> None:
    good = "MAIL_MAILER=smtp\nMAIL_HOST=smtp.fastmail.com\nMAIL_PORT=465\nMAIL_ENCRYPTION=ssl\nMAIL_USERNAME=a@fastmail.com\nMAIL_PASSWORD=x\n"
    write(tmp_path, {"composer.json": '{"require": {"laravel/framework": "^10.0"}}', ".env": good, ".env.staging": "MAIL_PORT=587\n"})  # fmt: skip
    assert found(tmp_path, ".env", ".env.staging") == []


def test_the_order_of_dotenv_rails(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"Gemfile": 'gem "dotenv-rails"\n', ".env": MASTODON, ".env.production": "SMTP_PORT=587\n"})
    assert [one[1] for one in found(tmp_path, ".env.production")] == [".env.production"]
    write(tmp_path, {".env.local": "SMTP_PORT=465\n"})
    assert found(tmp_path, ".env.production") == []


MASTODON = (
    "LOCAL_DOMAIN=example.org\nSMTP_SERVER=smtp.fastmail.com\nSMTP_PORT=465\nSMTP_TLS=true\nSMTP_SSL=true\n"
    "SMTP_LOGIN=ada@fastmail.com\nSMTP_PASSWORD=change-me\nSMTP_FROM_ADDRESS=ada@fastmail.com\n"
)


@pytest.mark.parametrize("name", [".env.example", ".env.dist", ".env.sample"])
def test_templates_are_no_layers_and_their_modes_are_judged(name: str, tmp_path: pathlib.Path) -> None:
    write(tmp_path, {**SYMFONY, ".env": GOOD, name: BAD})
    assert found(tmp_path, ".env") == []
    assert found(tmp_path, name) == [("implicit-tls-on-starttls-port", name, "587")]


def test_a_file_of_the_command_line_is_read_in_the_client_s_own_dialect(tmp_path: pathlib.Path) -> None:
    settings = (
        "import environ\n\nenv = environ.Env()\nEMAIL_HOST = 'smtp.fastmail.com'\nEMAIL_HOST_USER = 'ada@fastmail.com'\n"
        "EMAIL_HOST_PASSWORD = env('P')\nEMAIL_PORT = env.int('MAIL_PORT')\nEMAIL_USE_TLS = True\nEMAIL_TIMEOUT = 5\n"
    )
    write(tmp_path, {"settings.py": settings, "deploy.env": "MAIL_PORT=587 # not 465\n"})
    options = Options()
    options.paths = [str(tmp_path / "settings.py")]
    options.env_files = [str(tmp_path / "deploy.env")]
    finding = Runner(options).run().findings[0]
    assert (finding.name, finding.primary.source.path) == ("misread-value", str(tmp_path / "deploy.env"))
    write(
        tmp_path,
        {"settings.py": settings.replace("environ.Env()", "environs.Env()").replace("environ\n", "environs\n")},
    )
    assert Runner(options).run().findings == []
