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
    assert wrong(tmp_path, imports, "app.config.from_object(config[name])") == []


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
