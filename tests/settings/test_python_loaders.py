"""Settings that a library reads for the program, from the class or the call to the finding."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.conditions import UNKNOWN
from smtplint.settings.links import reading
from tests.evaluation.test_python_values import environment_of, judged
from tests.settings.linked import check, places, write

WRONG = "starttls-on-implicit-tls-port"
MAIL = """\
from fastapi_mail import ConnectionConfig
from app.config import {name}
conf = ConnectionConfig(
    MAIL_SERVER={name}.MAIL_SERVER, MAIL_PORT={name}.MAIL_PORT, MAIL_STARTTLS={name}.MAIL_STARTTLS, MAIL_SSL_TLS=False,
    MAIL_USERNAME={name}.MAIL_USERNAME, MAIL_PASSWORD={name}.MAIL_PASSWORD.get_secret_value(), MAIL_FROM="a@example.org",
)
"""
CLASS = """\
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
class Settings(BaseSettings):
    {config}
    MAIL_SERVER: str
    MAIL_PORT: int = 587
    MAIL_STARTTLS: bool = False
    MAIL_USERNAME: str | None = None
    MAIL_PASSWORD: SecretStr = SecretStr("")
settings = Settings()
"""
ENV = "{0}MAIL_SERVER=smtp.gmail.com\n{0}MAIL_PORT=465\n{0}mail_starttls=on\n{0}MAIL_USERNAME=ada@gmail.com\n"


def found(folder: pathlib.Path, files: dict[str, str], checked: str) -> list[list[tuple[str, str, str]]]:
    write(folder, {"requirements.txt": "", **files})
    return [places(one) for one in check(folder, checked) if one.name == WRONG]


@pytest.mark.parametrize(
    ("config", "prefix"),
    [
        ('model_config = SettingsConfigDict(env_file=".env")', ""),
        ('model_config = {"env_file": ".env", "env_prefix": "app_"}', "APP_"),
        ('class Config:\n        env_file = ".env"\n        env_prefix = "APP_"', "app_"),
    ],
)
def test_the_object_of_a_settings_class_is_followed_to_its_env_file(
    tmp_path: pathlib.Path, config: str, prefix: str
) -> None:
    files = {"app/config.py": CLASS.format(config=config), "app/mail.py": MAIL.format(name="settings")}
    wrong = found(tmp_path, {**files, ".env": ENV.format(prefix)}, "app/mail.py")
    assert len(wrong) == 1
    assert wrong[0][0][:2] == (".env", "465")
    assert found(tmp_path, {**files, ".env": ENV.format(prefix).replace("465", "587")}, "app/mail.py") == []
    assert found(tmp_path, {**files, ".env": ENV.format("OTHER_")}, "app/mail.py") == []


@pytest.mark.parametrize(("variables", "port"), [({}, 465), ({"mail_port": "587"}, 587), ({"MAIL_PORT": "x"}, UNKNOWN)])
def test_a_variable_wins_over_what_the_class_writes(variables: dict[str, str], port: object) -> None:
    text = CLASS.format(config="").replace("= 587", "= 465")
    source, worlds = judged((text, {}))
    settings = worlds[0][1].get("Settings")
    entry = settings.value.get("MAIL_PORT") if settings is not None else None
    assert entry is not None
    assert reading(entry.value, source, environment_of(variables), "tagged").raw == port


def test_starlette_reads_its_file_and_refuses_other_words(tmp_path: pathlib.Path) -> None:
    config = (
        "from starlette.config import Config\nfrom starlette.datastructures import Secret\nconfig = Config('.env')\n"
        "EMAIL_HOST = config('EMAIL_HOST')\nEMAIL_PORT = config('EMAIL_PORT', cast=int, default=587)\n"
        "EMAIL_USE_TLS = config('EMAIL_USE_TLS', cast=bool, default=False)\nEMAIL_TIMEOUT = 5\n"
    )
    env = "EMAIL_HOST=smtp.gmail.com\nEMAIL_PORT=465\nEMAIL_USE_TLS=True\n"
    assert len(found(tmp_path, {"settings.py": config, ".env": env}, "settings.py")) == 1
    assert found(tmp_path, {"settings.py": config, ".env": env.replace("465", "587")}, "settings.py") == []
    write(tmp_path, {".env": env.replace("True", "yes")})
    assert any("Not a valid bool" in one.message for one in check(tmp_path, "settings.py"))


def test_a_function_of_the_program_is_followed(tmp_path: pathlib.Path) -> None:
    settings = (
        "import os\nfrom dotenv import load_dotenv\nload_dotenv()\n"
        "def flag(name, default=False):\n    value = os.getenv(name)\n    if value is None:\n        return default\n"
        "    return value.lower() in ('1', 'true', 'yes')\n"
        "EMAIL_HOST = os.environ['EMAIL_HOST']\nEMAIL_PORT = int(os.environ['EMAIL_PORT'])\n"
        "EMAIL_USE_TLS = flag('EMAIL_USE_TLS')\nEMAIL_TIMEOUT = 5\n"
    )
    env = "EMAIL_HOST=smtp.gmail.com\nEMAIL_PORT=465\nEMAIL_USE_TLS=YES\n"
    wrong = found(tmp_path, {"settings.py": settings, ".env": env}, "settings.py")
    assert [place[:2] for place in wrong[0]] == [
        (".env", "465"),
        ("settings.py", "flag('EMAIL_USE_TLS')"),
        ("settings.py", "int(os.environ['EMAIL_PORT'])"),
    ]
    assert found(tmp_path, {"settings.py": settings, ".env": env.replace("465", "587")}, "settings.py") == []


def test_a_function_of_another_module_and_a_plain_class_are_followed(tmp_path: pathlib.Path) -> None:
    helpers = "import os\nTRUE = ('1', 'yes')\ndef flag(value):\n    return value.strip().lower() in TRUE\n"
    config = (
        "import os\nfrom dotenv import load_dotenv\nfrom .helpers import flag\nload_dotenv()\n"
        "class Config:\n    HOST = os.getenv('EMAIL_HOST', 'localhost')\n    PORT = int(os.getenv('EMAIL_PORT', 25))\n"
        "    TLS = flag(os.getenv('EMAIL_USE_TLS', '0'))\nconfig = Config()\n"
    )
    settings = (
        "from .config import config\nEMAIL_HOST = 'smtp.{}'.format(config.HOST)\nEMAIL_PORT = config.PORT\n"
        "EMAIL_USE_TLS = config.TLS\nEMAIL_TIMEOUT = 5\n"
    )
    files = {"site_/helpers.py": helpers, "site_/config.py": config, "site_/settings.py": settings}
    env = "EMAIL_HOST=gmail.com\nEMAIL_PORT=465\nEMAIL_USE_TLS= YES\n"
    assert len(found(tmp_path, {**files, ".env": env}, "site_/settings.py")) == 1
    assert found(tmp_path, {**files, ".env": env.replace("465", "587")}, "site_/settings.py") == []
    made = config.replace("    HOST", "    def __init__(self):\n        self.PORT = 587\n    HOST")
    assert found(tmp_path, {**files, "site_/config.py": made, ".env": env}, "site_/settings.py") == []


@pytest.mark.parametrize("more", ["", "app.config.from_object('config')\n", "app.config.from_prefixed_env()\n"])
def test_a_configuration_that_is_loaded_besides_leaves_defaults_open(tmp_path: pathlib.Path, more: str) -> None:
    settings = (
        "from flask import Flask\napp = Flask(__name__)\n" + more + "app.config['MAIL_SERVER'] = 'smtp.gmail.com'\n"
        "app.config['MAIL_PORT'] = 465\napp.config['MAIL_USERNAME'] = 'ada@gmail.com'\n"
    )
    assert len(found(tmp_path, {"app.py": settings}, "app.py")) == (0 if more else 1)


CONFIGURATIONS = """\
from configurations import Configuration, values
class Common(Configuration):
    DOTENV = None
    EMAIL_HOST = values.Value("localhost")
    EMAIL_PORT = values.IntegerValue(25)
    EMAIL_USE_TLS = values.BooleanValue(False)
    EMAIL_TIMEOUT = 5
class Prod(Common):
    EMAIL_HOST = values.Value(environ_prefix="APP_", environ_name="MAIL")
    EMAIL_PORT = {port}
"""


def test_values_of_django_configurations_are_followed_to_their_variables(tmp_path: pathlib.Path) -> None:
    given = ["APP_MAIL=smtp.gmail.com", "DJANGO_EMAIL_USE_TLS=Yes", "DJANGO_EMAIL_PORT=465"]
    write(tmp_path, {"settings.py": CONFIGURATIONS.format(port="values.PositiveIntegerValue(587)")})
    wrong = [places(one) for one in check(tmp_path, "settings.py", env=given) if one.name == WRONG]
    assert [one[0][:2] for one in wrong] == [("settings.py", "EMAIL_PORT = values.PositiveIntegerValue(587)")]
    assert [one.name for one in check(tmp_path, "settings.py", env=[*given[:2], "DJANGO_EMAIL_PORT=587"])] == []
    assert [one.name for one in check(tmp_path, "settings.py")] == []
    words = [one.message for one in check(tmp_path, "settings.py", env=[*given[:1], "DJANGO_EMAIL_USE_TLS=on"])]
    assert any("Cannot interpret boolean value 'on'" in one for one in words)


def test_a_property_stands_in_the_place_of_what_is_inherited(tmp_path: pathlib.Path) -> None:
    given = ["APP_MAIL=smtp.gmail.com", "DJANGO_EMAIL_USE_TLS=Yes"]
    write(tmp_path, {"settings.py": CONFIGURATIONS.format(port="465")})
    assert len([one for one in check(tmp_path, "settings.py", env=given) if one.name == WRONG]) == 1
    more = "class Other(Prod):\n    @property\n    def EMAIL_PORT(self):\n        return 587\n"
    text = CONFIGURATIONS.format(port="465").replace("class Prod(Common)", "class Mid(Common)")
    write(tmp_path, {"settings.py": text + more.replace("(Prod)", "(Mid)")})
    assert len([one for one in check(tmp_path, "settings.py", env=given) if one.name == WRONG]) == 1
