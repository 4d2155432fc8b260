"""Settings objects of dynaconf, from the module that reads them to the file or the variable that fills them."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.text import Source
from tests.settings.linked import check, places, project

WRONG = "starttls-on-implicit-tls-port"
OBJECT = "from dynaconf import Dynaconf\nsettings = Dynaconf({})\n"
MAIL = """\
from fastapi_mail import ConnectionConfig
from config import settings
conf = ConnectionConfig(
    MAIL_SERVER={0}, MAIL_PORT={1}, MAIL_STARTTLS={2}, MAIL_SSL_TLS=False,
    MAIL_USERNAME="ada@gmail.com", MAIL_PASSWORD=settings.MAIL_PASSWORD, MAIL_FROM="ada@gmail.com",
)
"""
READS = ("settings.MAIL_SERVER", "settings.MAIL_PORT", "settings.MAIL_STARTTLS")
TOML = 'MAIL_SERVER = "smtp.gmail.com"\nMAIL_PORT = {}\nMAIL_STARTTLS = true\n'
STAGED = """\
[default]
MAIL_SERVER = "smtp.gmail.com"
MAIL_PORT = 587
MAIL_STARTTLS = true
[production]
mail_port = 465
"""


def wrong(
    folder: pathlib.Path, files: dict[str, str], checked: str = "mail.py", env: list[str] | None = None
) -> list[list[tuple[str, str, str]]]:
    project(folder, files)
    return [places(one) for one in check(folder, checked, env=env) if one.name == WRONG]


def made(options: str, reads: tuple[str, str, str] = READS) -> dict[str, str]:
    return {"config.py": OBJECT.format(options), "mail.py": MAIL.format(*reads)}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("settings.toml", TOML.format("465"), "465"),
        ("settings.yaml", "MAIL_SERVER: smtp.gmail.com\nmail_port: 465\nMAIL_STARTTLS: true\n", "465"),
        ("settings.json", '{"MAIL_SERVER": "smtp.gmail.com", "MAIL_PORT": 465, "MAIL_STARTTLS": true}', "465"),
        ("settings.py", "MAIL_SERVER = 'smtp.gmail.com'\nMAIL_PORT = 465\nMAIL_STARTTLS = True\n", "465"),
        ("settings.toml", TOML.format('"@int 465"'), "@int 465"),
    ],
)
def test_a_value_is_found_in_the_file_that_has_it(tmp_path: pathlib.Path, name: str, text: str, words: str) -> None:
    files = made(f"settings_files=['{name}']")
    found = wrong(tmp_path, {**files, name: text})
    assert found[0][0][:2] == (name, words)
    assert ("mail.py", "settings.MAIL_PORT", "read here from MAIL_PORT") in found[0]
    assert wrong(tmp_path, {name: text.replace("465", "587")}) == []


@pytest.mark.parametrize(
    "port",
    [
        "settings.smtp.port", "settings['smtp']['port']", "settings['SMTP.PORT']", "settings.get('smtp.port')",
        "settings.get('SMTP__PORT', 25)", "settings('smtp.port', cast='@int')", "settings.SMTP.get('port')",
        "int(settings.smtp.Port)",
    ],
)  # fmt: skip
def test_every_notation_of_a_nested_key_is_followed(tmp_path: pathlib.Path, port: str) -> None:
    files = made("settings_files=['settings.toml']", ("settings.smtp.host", port, "settings.SMTP['tls']"))
    text = '[smtp]\nhost = "smtp.gmail.com"\nPort = {}\ntls = true\n'
    found = wrong(tmp_path, {**files, "settings.toml": text.format(465)})
    assert ("settings.toml", "465") in [place[:2] for place in found[0]]
    assert wrong(tmp_path, {"settings.toml": text.format(587)}) == []


def test_the_later_file_and_the_local_one_win(tmp_path: pathlib.Path) -> None:
    files = {**made("settings_files=['settings.toml', '.secrets.toml']"), "settings.toml": TOML.format("587")}
    assert len(wrong(tmp_path, {**files, ".secrets.toml": "MAIL_PORT = 465\n"})) == 1
    assert wrong(tmp_path, {"settings.local.toml": "mail_port = 587\n"}) == []
    assert wrong(tmp_path, {"settings.local.toml": "", ".secrets.local.toml": "MAIL_PORT = 587\n"}) == []


def test_each_environment_is_judged_by_itself(tmp_path: pathlib.Path) -> None:
    files = {**made("settings_files=['settings.toml'], environments=True"), "settings.toml": STAGED}
    found = wrong(tmp_path, files)
    assert [one[0][:2] for one in found] == [("settings.toml", "465")]
    assert wrong(tmp_path, files, env=["ENV_FOR_DYNACONF=development"]) == []
    assert len(wrong(tmp_path, files, env=["ENV_FOR_DYNACONF=PRODUCTION"])) == 1
    switched = made("settings_files=['settings.toml'], environments=True, env_switcher='MODE'")
    assert wrong(tmp_path, switched, env=["MODE=staging"]) == []
    assert wrong(tmp_path, made("settings_files=['settings.toml'], environments=True, env='staging'")) == []
    assert wrong(tmp_path, made("settings_files=['settings.toml']")) == []


@pytest.mark.parametrize(
    ("options", "variable"),
    [("", "DYNACONF_MAIL_PORT"), (", envvar_prefix='app'", "APP_mail_port"), (", envvar_prefix=False", "MAIL_PORT")],
)
def test_a_variable_wins_over_the_files(tmp_path: pathlib.Path, options: str, variable: str) -> None:
    files = {**made("settings_files=['settings.toml']" + options), "settings.toml": TOML.format("465")}
    assert len(wrong(tmp_path, files)) == 1
    assert wrong(tmp_path, files, env=[f"{variable}=587"]) == []
    assert wrong(tmp_path, files, env=[f"{variable.lower()}_=587", "OTHER_MAIL_PORT=587"]) != []


def test_variables_of_the_env_file_that_the_object_loads_reach_into_tables(tmp_path: pathlib.Path) -> None:
    files = made(
        "settings_files=['settings.toml'], load_dotenv=True, envvar_prefix='APP'",
        ("settings.smtp.host", "settings.smtp.port", "settings.smtp.tls"),
    )
    toml = '[smtp]\nhost = "smtp.gmail.com"\nport = 587\ntls = true\n'
    found = wrong(tmp_path, {**files, "settings.toml": toml, ".env": "APP_SMTP__PORT=465\n"})
    assert found[0][0][:2] == (".env", "465")
    unloaded = {"config.py": files["config.py"].replace(" load_dotenv=True,", "")}
    assert wrong(tmp_path, unloaded) == []


DJANGO = """\
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 5
{0}import dynaconf
settings = dynaconf.DjangoDynaconf(__name__{1})
"""
EMAIL = '[default]\nEMAIL_HOST = "smtp.gmail.com"\nEMAIL_PORT = 587\nEMAIL_USE_TLS = true\n'


def test_keys_become_settings_of_django(tmp_path: pathlib.Path) -> None:
    files = {"site_/settings.py": DJANGO.format("", ""), "settings.toml": EMAIL.replace("587", "465")}
    found = wrong(tmp_path, files, "site_/settings.py")
    assert found[0][0][:2] == ("settings.toml", "465")
    assert wrong(tmp_path, {"settings.toml": EMAIL}, "site_/settings.py") == []
    assert len(wrong(tmp_path, {".env": "DJANGO_EMAIL_PORT=465\n"}, "site_/settings.py")) == 1
    assert wrong(tmp_path, {".env": ""}, "site_/settings.py", ["DJANGO_EMAIL_PORT=587"]) == []
    assert len(wrong(tmp_path, {}, "site_/settings.py", ["DJANGO_EMAIL_PORT=465"])) == 1


def test_what_django_is_given_by_itself_counts_where_no_file_has_the_key(tmp_path: pathlib.Path) -> None:
    own = DJANGO.format("EMAIL_PORT = 465\n", "")
    toml = EMAIL.replace("EMAIL_PORT = 587\n", "")
    found = wrong(tmp_path, {"site_/settings.py": own, "settings.toml": toml}, "site_/settings.py")
    assert found[0][0][:2] == ("settings.py", "EMAIL_PORT = 465")
    assert wrong(tmp_path, {"settings.toml": EMAIL}, "site_/settings.py") == []
    assert wrong(tmp_path, {"settings.toml": toml}, "site_/settings.py", ["DJANGO_EMAIL_PORT=587"]) == []


def test_more_may_come_by_variables_than_is_known(tmp_path: pathlib.Path) -> None:
    files = {"site_/settings.py": DJANGO.format("", ""), "settings.toml": EMAIL}
    project(tmp_path, files)
    assert check(tmp_path, "site_/settings.py") == []  # a user and a password may be among them


FLASK = """\
from flask import Flask
from dynaconf import FlaskDynaconf
{0}
def create_app():
    app = Flask(__name__)
    {1}
    return app
"""


@pytest.mark.parametrize(
    ("before", "call"),
    [("", "FlaskDynaconf(app)"), ("", "FlaskDynaconf(app=app, settings_files=['settings.toml'])"),
     ("flask_dynaconf = FlaskDynaconf()", "flask_dynaconf.init_app(app)")],
)  # fmt: skip
def test_keys_become_settings_of_flask(tmp_path: pathlib.Path, before: str, call: str) -> None:
    toml = '[default]\nMAIL_SERVER = "smtp.gmail.com"\nMAIL_PORT = 465\nMAIL_USE_TLS = true\n'
    files = {"app.py": FLASK.format(before, call), "settings.toml": toml}
    found = wrong(tmp_path, files, "app.py")
    assert found[0][0][:2] == ("settings.toml", "465")
    assert wrong(tmp_path, {".env": "FLASK_MAIL_PORT=587\n"}, "app.py") == []


@pytest.mark.parametrize(
    "options",
    [
        "settings_files=FILES", "settings_files=['settings.toml'], post_hooks=[hook]", "**options",
        "settings_files=['settings.toml'], vault_enabled=True", "settings_files=['settings.toml'], includes=['x.toml']",
        "settings_files=['settings.toml'], loaders=['my']", "settings_files=['settings.toml'], root_path=ROOT",
        "settings_files=['settings.toml'], validators=[Validator('MAIL_PORT', cast=int)]",
        "settings_files=['settings.toml'], validators=VALIDATORS", "settings_files=['*.toml']",
        "settings_files=['settings.toml'], environments=True", "settings_files=['settings.toml'], nested_separator='___'",
    ],
)  # fmt: skip
def test_what_is_not_followed_leaves_it_open(tmp_path: pathlib.Path, options: str) -> None:
    assert wrong(tmp_path, {**made(options), "settings.toml": TOML.format("465")}) == []


@pytest.mark.parametrize(
    "more",
    [
        "settings.MAIL_PORT = 587",
        "settings['mail_port'] = 587",
        "settings.set('MAIL_PORT', 587)",
        "settings.update({'MAIL_PORT': 587})",
        "settings.load_file('other.toml')",
        "def late():\n    settings.mail_port = 587",
        "settings.validators.register(Validator('MAIL_PORT', default=1))",
        "import os\nos.environ['DYNACONF_MAIL_PORT'] = '587'",
    ],
)
def test_what_the_module_changes_is_open(tmp_path: pathlib.Path, more: str) -> None:
    files = {**made("settings_files=['settings.toml']"), "settings.toml": TOML.format("465")}
    files["config.py"] += more + "\n"
    assert wrong(tmp_path, files) == []


def test_hooks_beside_the_files_and_files_of_one_name_leave_it_open(tmp_path: pathlib.Path) -> None:
    files = {**made("settings_files=['settings.toml']"), "settings.toml": TOML.format("465")}
    assert len(wrong(tmp_path, files)) == 1
    assert wrong(tmp_path, {"config/settings.toml": TOML.format("465")}) == []
    (tmp_path / "config/settings.toml").unlink()
    assert len(wrong(tmp_path, files)) == 1
    assert wrong(tmp_path, {"dynaconf_hooks.py": "def post(settings):\n    return {}\n"}) == []


def test_a_table_that_is_spread_gives_its_keys(tmp_path: pathlib.Path) -> None:
    mail = MAIL.replace(
        "    MAIL_SERVER={0}, MAIL_PORT={1}, MAIL_STARTTLS={2}, MAIL_SSL_TLS=False,\n", "    **settings.mail,\n"
    )
    files = {
        **made("settings_files=['settings.toml']"),
        "mail.py": mail,
        "settings.toml": "[mail]\n" + TOML.format("465"),
    }
    files["settings.toml"] += "MAIL_SSL_TLS = false\n"
    found = wrong(tmp_path, files)
    assert found[0][0][:2] == ("settings.toml", "465")
    assert wrong(tmp_path, {"settings.toml": files["settings.toml"].replace("465", "587")}) == []


@pytest.mark.parametrize(
    ("env", "fixed"),
    [
        ("APP_SMTP__PORT=465\n", True), ("APP_SMTP='{port=465}'\n", False),
        ("APP_SMTP__PORT='@int 465'\n", False), ("APP_SMTP__PORT='0x1d1'\n", False),
    ],
)  # fmt: skip
def test_a_fix_is_offered_only_where_the_value_stands_as_it_is(tmp_path: pathlib.Path, env: str, fixed: bool) -> None:
    options = "settings_files=['settings.toml'], load_dotenv=True, envvar_prefix='APP', merge_enabled=True"
    files = made(options, ("settings.smtp.host", "settings.smtp.port", "settings.smtp.tls"))
    toml = '[smtp]\nhost = "smtp.gmail.com"\nport = 587\ntls = true\n'
    project(tmp_path, {**files, "settings.toml": toml, ".env": env})
    found = next(one for one in check(tmp_path, "mail.py") if one.name == WRONG)
    assert found.primary.source.path.endswith(".env")
    edits = found.fix.edits if found.fix is not None else []
    texts = [one.text for one in edits if one.source.path.endswith(".env")]
    assert texts == (["587"] if fixed else [])


def test_a_flag_is_written_as_the_file_writes_flags(tmp_path: pathlib.Path) -> None:
    lines = "{0}EMAIL_HOST={1}smtp.gmail.com{1}\n{0}EMAIL_PORT=465\n{0}EMAIL_USE_SSL=true\n{0}EMAIL_USE_TLS=true\n"
    settings = DJANGO.format("", "").replace("EMAIL_BACKEND", "# EMAIL_BACKEND")
    for name, text in {
        ".env": lines.format("DJANGO_", ""),
        "settings.toml": "[default]\n" + lines.format("", '"'),
    }.items():
        project(tmp_path, {"settings.py": settings, name: text})
        found = check(tmp_path, "settings.py")
        assert [one.name for one in found] == ["implicit-tls-and-starttls"]
        fix = found[0].fix
        assert fix is not None
        assert [(one.source.path.rpartition("/")[2], one.text) for one in fix.edits] == [(name, "false")]
        (tmp_path / name).unlink()


def test_a_number_that_is_none_is_told_where_it_stands(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {**made("settings_files=['settings.toml']"), "settings.toml": TOML.format('"@int x"')})
    found = check(tmp_path, "mail.py")
    assert [
        (one.primary.source.path.rpartition("/")[2], "invalid literal for int()" in one.message) for one in found
    ] == [("settings.toml", True)]


def test_a_project_without_a_repository_ends_at_the_top_of_the_disk() -> None:
    from smtplint.settings.layering.dynaconf_files import Files

    source = Source("/app/config.py", "")
    found = Files(source, lambda *_: None, ["/app", "/"], ["no-such-settings.toml"], "/app", loads=True)
    assert found.documents == found.dotenv() == []
