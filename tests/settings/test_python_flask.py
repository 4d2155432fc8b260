"""Flask's configuration from objects and files: what is taken over, and what the application sets besides."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, write

WRONG = "starttls-on-implicit-tls-port"
CONFIG = """\
class Config:
    MAIL_SERVER = "smtp.gmail.com"
    MAIL_PORT = 587
    MAIL_USERNAME = "ada@gmail.com"
    lower = 1

class ProductionConfig(Config):
    MAIL_PORT = 465

class TestingConfig(Config):
    MAIL_SUPPRESS_SEND = True

config = {"production": ProductionConfig, "testing": TestingConfig}
"""
APP = """\
from flask import Flask
{imports}
def create_app(name="testing"):
    app = Flask(__name__)
    {load}
    app.config["MAIL_USE_SSL"] = {ssl}
    return app
"""
WAYS = [
    ("", 'app.config.from_object("app.config.{}Config")'),
    ("from .config import {}Config", "app.config.from_object({}Config)"),
    ("from app import config", "app.config.from_object(config.{}Config)"),
    ("import app.config", "app.config.from_object(app.config.{}Config)"),
]


def wrong(folder: pathlib.Path, imports: str, load: str, *, ssl: bool = False, config: str = CONFIG) -> list[str]:
    app = APP.format(imports=imports, load=load, ssl=ssl)
    write(folder, {"app/__init__.py": app, "app/config.py": config, "requirements.txt": "flask-mail\n"})
    return [places(one)[0][0] for one in check(folder, "app/__init__.py") if one.name == WRONG]


@pytest.mark.parametrize(("imports", "load"), WAYS)
def test_the_class_that_is_named_is_taken_over_with_what_it_inherits(
    tmp_path: pathlib.Path, imports: str, load: str
) -> None:
    production = [part.format("Production") if "{}" in part else part for part in (imports, load)]
    testing = [part.format("Testing") if "{}" in part else part for part in (imports, load)]
    assert len(wrong(tmp_path, *production)) == 1
    assert wrong(tmp_path, *production, ssl=True) == []
    assert wrong(tmp_path, *testing) == []


def test_a_class_by_its_key_is_taken_over_where_the_key_is_known(tmp_path: pathlib.Path) -> None:
    imports = "from .config import config"
    assert len(wrong(tmp_path, imports, 'app.config.from_object(config["production"])')) == 1
    assert wrong(tmp_path, imports, 'app.config.from_object(config["testing"])') == []


def test_what_comes_later_wins(tmp_path: pathlib.Path) -> None:
    load = 'app.config.from_object("app.config.ProductionConfig")'
    assert wrong(tmp_path, "", load + '\n    app.config["MAIL_PORT"] = 587') == []
    assert len(wrong(tmp_path, "", 'app.config["MAIL_PORT"] = 587\n    ' + load)) == 1
    assert wrong(tmp_path, "", load + "\n    app.config.from_prefixed_env()") == []


@pytest.mark.parametrize("name", ["app.config", "config.py"])
def test_a_module_or_a_file_is_taken_over(tmp_path: pathlib.Path, name: str) -> None:
    config = 'MAIL_SERVER = "smtp.gmail.com"\nMAIL_PORT = 465\nMAIL_USERNAME = "ada@gmail.com"\n'
    load = f"app.config.from_{'pyfile' if name.endswith('.py') else 'object'}({name!r})"
    assert len(wrong(tmp_path, "", load, config=config)) == 1
    assert wrong(tmp_path, "", load, config=config.replace("465", "587")) == []
    relative = load + "  # instance_relative_config"
    assert len(wrong(tmp_path, "", relative, config=config)) == (0 if name.endswith(".py") else 1)


@pytest.mark.parametrize("base", ["(Elsewhere)", "(Config, metaclass=Meta)"])
def test_a_class_that_is_not_all_known_is_not_taken_over(tmp_path: pathlib.Path, base: str) -> None:
    config = CONFIG.replace("class ProductionConfig(Config)", f"class ProductionConfig{base}")
    assert wrong(tmp_path, "", 'app.config.from_object("app.config.ProductionConfig")', config=config) == []


@pytest.mark.parametrize(("imports", "load"), WAYS[:2])
def test_defaults_are_known_where_all_is(tmp_path: pathlib.Path, imports: str, load: str) -> None:
    config = 'class ProductionConfig:\n    MAIL_SERVER = "smtp.gmail.com"\n    MAIL_USERNAME = "ada@gmail.com"\n'
    lines = [part.format("Production") if "{}" in part else part for part in (imports, load)]
    app = APP.format(imports=lines[0], load=lines[1], ssl="x").replace("MAIL_USE_SSL", "MAIL_DEBUG")
    write(tmp_path, {"app/__init__.py": app.replace("= x", '= 1\n    app.config["MAIL_PORT"] = 465')})
    write(tmp_path, {"app/config.py": config, "requirements.txt": "flask-mail\n"})
    assert [one.name for one in check(tmp_path, "app/__init__.py")] == ["starttls-on-implicit-tls-port"]


CHOICE = "app.config.from_object({})"


@pytest.mark.parametrize("key", ["config[name]", "config.get(name)", "config.get(name, config['testing'])",
                                 "config[os.getenv('APP_ENV', 'testing')]", "config[os.environ['APP_ENV']]"])  # fmt: skip
def test_each_class_that_a_key_may_choose_is_judged_by_itself(tmp_path: pathlib.Path, key: str) -> None:
    imports = "import os\nfrom .config import config"
    assert wrong(tmp_path, imports, CHOICE.format(key)) == ["config.py"]
    found = [one for one in check(tmp_path, "app/__init__.py") if one.name == WRONG]
    taken = next(message for file, _, message in places(found[0]) if file == "__init__.py")
    asked = key.removeprefix("config").removeprefix(".get")[1:-1].partition(", config")[0]
    assert taken == f"taken over where {asked} == 'production'"
    assert wrong(tmp_path, imports, CHOICE.format(key), ssl=True) == []
    assert wrong(tmp_path, imports, CHOICE.format(key), config=CONFIG.replace("465", "587")) == []


def test_two_classes_never_come_together(tmp_path: pathlib.Path) -> None:
    """One has the host and the other the port: no choice brings both."""
    config = (
        "class A:\n    MAIL_SERVER = 'smtp.gmail.com'\n    MAIL_PORT = 587\n    MAIL_USERNAME = 'ada@gmail.com'\n"
        "class B:\n    MAIL_SERVER = 'localhost'\n    MAIL_PORT = 465\n    MAIL_USERNAME = 'ada@gmail.com'\n"
        "config = {'a': A, 'b': B, 'default': A}\n"
    )
    assert wrong(tmp_path, "from .config import config", CHOICE.format("config[name]"), config=config) == []
    other = config.replace("localhost", "smtp.gmail.com")
    assert wrong(tmp_path, "from .config import config", CHOICE.format("config[name]"), config=other) == ["config.py"]


def test_the_variable_of_a_file_chooses(tmp_path: pathlib.Path) -> None:
    imports = "import os\nfrom dotenv import load_dotenv\nfrom .config import config\nload_dotenv()"
    write(tmp_path, {".env": "APP_ENV=testing\n"})
    assert wrong(tmp_path, imports, CHOICE.format("config[os.environ['APP_ENV']]")) == []
    write(tmp_path, {".env": "APP_ENV=production\n"})
    assert wrong(tmp_path, imports, CHOICE.format("config[os.environ['APP_ENV']]")) == ["config.py"]


def test_a_class_that_is_not_all_known_leaves_only_its_own_world_open(tmp_path: pathlib.Path) -> None:
    config = CONFIG.replace("class TestingConfig(Config)", "class TestingConfig(Elsewhere)")
    assert wrong(tmp_path, "from .config import config", CHOICE.format("config[name]"), config=config) == ["config.py"]
    config = CONFIG.replace("class ProductionConfig(Config)", "class ProductionConfig(Elsewhere)")
    assert wrong(tmp_path, "from .config import config", CHOICE.format("config[name]"), config=config) == []


LINES = (
    'MAIL_SERVER = "smtp.gmail.com"\nMAIL_PORT = 465\nMAIL_USE_TLS = true\nMAIL_USERNAME = "ada@gmail.com"\nlower = 1\n'
)


@pytest.mark.parametrize(
    ("name", "text", "load"),
    [
        ("app/mail.toml", LINES, 'import tomllib\n    app.config.from_file("mail.toml", load=tomllib.load, text=False)'),
        ("app/mail.yaml", LINES.replace(" =", ":"), 'import yaml\n    app.config.from_file("mail.yaml", yaml.safe_load)'),
        ("app/mail.json", '{"MAIL_SERVER": "smtp.gmail.com", "MAIL_PORT": 465, "MAIL_USE_TLS": true, "MAIL_USERNAME": "a@gmail.com"}',
         'import json\n    app.config.from_file(filename="mail.json", load=json.load)'),
        ("app/mail.json", '{"MAIL_SERVER": "smtp.gmail.com", "MAIL_PORT": 465, "MAIL_USE_TLS": true, "MAIL_USERNAME": "a@gmail.com"}',
         'app.config.from_json("mail.json")'),
    ],
)  # fmt: skip
def test_settings_of_a_data_file_are_judged_where_they_stand(
    tmp_path: pathlib.Path, name: str, text: str, load: str
) -> None:
    assert wrong(tmp_path, "", load) == []
    write(tmp_path, {name: text})
    assert wrong(tmp_path, "", load) == [name.rpartition("/")[2]]
    found = [places(one) for one in check(tmp_path, "app/__init__.py") if one.name == WRONG]
    assert found[0][0][1] == "465"
    assert any(message == "taken over here" for _, _, message in found[0])
    assert wrong(tmp_path, "", load, ssl=True) == []
    write(tmp_path, {name: text.replace("465", "587")})
    assert wrong(tmp_path, "", load) == []
    assert wrong(tmp_path, "", load + '\n    app.config["MAIL_PORT"] = 465') == ["__init__.py"]
    write(tmp_path, {name: text.replace("MAIL_PORT", "mail_port")})
    assert wrong(tmp_path, "", load + '\n    app.config.setdefault("MAIL_PORT", 587)') == []


@pytest.mark.parametrize(("call", "prefix"), [("()", "FLASK_"), ('("APP")', "APP_"), ('(prefix="X_Y")', "X_Y_")])
def test_variables_with_the_prefix_are_settings(tmp_path: pathlib.Path, call: str, prefix: str) -> None:
    app = f"from flask import Flask\nfrom flask_mail import Mail\napp = Flask(__name__)\napp.config.from_prefixed_env{call}\n"
    env = "{0}MAIL_SERVER=smtp.gmail.com\n{0}MAIL_PORT={1}\n{0}MAIL_USE_TLS=true\n{0}MAIL_USERNAME=ada@gmail.com\n"
    env += "{0}MAIL_SUPPRESS_SEND=false\n"
    write(tmp_path, {"app.py": app, ".env": env.format(prefix, 465), "requirements.txt": "flask-mail\n"})
    assert [places(one)[0][:2] for one in check(tmp_path, "app.py") if one.name == WRONG] == [(".env", "465")]
    write(tmp_path, {".env": env.format(prefix, 587)})
    assert check(tmp_path, "app.py") == []
    write(tmp_path, {".env": env.format("OTHER_", 465)})
    assert check(tmp_path, "app.py") == []
    write(tmp_path, {".env": env.format(prefix, 587) + f"{prefix}MAIL_USE_SSL=true\n"})
    assert [one.name for one in check(tmp_path, "app.py")] == ["implicit-tls-and-starttls"]
