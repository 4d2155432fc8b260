"""Settings that a Python program takes out of data files: the finding stands in the data file, the way beside it."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, project

WRONG = "starttls-on-implicit-tls-port"
SESSION = """\
import smtplib
import ssl
{load}
def send(message):
    with smtplib.SMTP({host}, {port}, timeout=5) as server:
        server.starttls(context=ssl.create_default_context())
        server.login({user}, "x")
        server.send_message(message)
"""
INI = "[DEFAULT]\ndomain = gmail.com\n[smtp]\nHost = smtp.%(domain)s\nport = 465\nuser = ada@%(domain)s\n"
JSON = '{"smtp": {"host": "smtp.gmail.com", "port": 465, "user": "ada@gmail.com"}}\n'
TOML = '[smtp]\nhost = "smtp.gmail.com"\nport = 465\nuser = "ada@gmail.com"\n'
YAML = "smtp:\n  host: smtp.gmail.com\n  port: 465\n  user: ada@gmail.com\n"
CONFIGPARSER = "import configparser\nconfig = configparser.ConfigParser()\n"
WAYS = [
    ("mail.ini", INI, CONFIGPARSER + "config.read('mail.ini')", 'config["smtp"]["{}"]', 'config.getint("smtp", "port")'),
    ("mail.ini", INI, CONFIGPARSER + "config.read(['mail.ini'])", 'config.get("smtp", "{}")', 'config["smtp"].getint("port")'),
    ("etc/mail.ini", INI, CONFIGPARSER + "import os\nconfig.read(os.path.join(os.path.dirname(__file__), '..', 'etc', 'mail.ini'))",
     'config["smtp"]["{}"]', 'int(config["smtp"]["port"])'),
    ("mail.ini", INI, CONFIGPARSER + "with open('mail.ini') as f:\n    config.read_file(f)\nsection = config['smtp']",
     'section["{}"]', 'section.getint("port", fallback=25)'),
    ("mail.json", JSON, "import json\nwith open('mail.json') as f:\n    config = json.load(f)", 'config["smtp"]["{}"]', 'config["smtp"]["port"]'),
    ("mail.json", JSON, "import json\ndef load(path):\n    with open(path) as f:\n        return json.load(f)\nconfig = load('mail.json')",
     'config.get("smtp", {{}}).get("{}")', 'config["smtp"].get("port", 25)'),
    ("mail.toml", TOML, "try:\n    import tomllib\nexcept ImportError:\n    import tomli as tomllib\nfrom pathlib import Path\n"
     "HERE = Path(__file__).resolve().parent\nconfig = tomllib.loads((HERE.parent / 'mail.toml').read_text())['smtp']",
     'config["{}"]', 'config["port"]'),
    ("mail.yaml", YAML, "import yaml\nconfig = yaml.safe_load(open('mail.yaml'))", 'config["smtp"]["{}"]', 'int(config["smtp"]["port"])'),
]  # fmt: skip


def session(load: str, take: str, port: str) -> str:
    return SESSION.format(load=load, host=take.format("host"), port=port, user=take.format("user"))


@pytest.mark.parametrize(("name", "text", "load", "take", "port"), WAYS)
def test_the_finding_stands_in_the_data_file_and_the_way_beside_it(
    tmp_path: pathlib.Path, name: str, text: str, load: str, take: str, port: str
) -> None:
    project(tmp_path, {name: text, "app/send.py": session(load, take, port)})
    found = [places(one) for one in check(tmp_path, "app/send.py") if one.name == WRONG]
    assert len(found) == 1
    assert found[0][0][:2] == (name.rpartition("/")[2], "465")
    assert ("send.py", port.removeprefix("int(").replace("])", "]"), "used here") in found[0]
    project(tmp_path, {name: text.replace("465", "587")})
    assert check(tmp_path, "app/send.py") == []


@pytest.mark.parametrize(("name", "text", "load", "take", "port"), WAYS)
def test_a_file_that_is_not_there_or_is_broken_is_not_guessed(
    tmp_path: pathlib.Path, name: str, text: str, load: str, take: str, port: str
) -> None:
    project(tmp_path, {"app/send.py": session(load, take, port)})
    assert check(tmp_path, "app/send.py") == []
    project(tmp_path, {name: text + "{{ more }}\n]["})
    assert check(tmp_path, "app/send.py") == []


def test_two_files_of_that_name_are_not_guessed_between(tmp_path: pathlib.Path) -> None:
    name, text, load, take, port = WAYS[4]
    project(tmp_path, {name: text, "app/mail.json": text, "app/send.py": session(load, take, port)})
    assert check(tmp_path, "app/send.py") == []


def test_settings_of_django_come_from_a_file_with_its_flags(tmp_path: pathlib.Path) -> None:
    settings = (
        "import json\nfrom pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent\n"
        "with (BASE_DIR / 'secrets.json').open() as f:\n    SECRETS = json.load(f)\n"
        "def secret(name):\n    try:\n        return SECRETS[name]\n    except KeyError:\n        raise RuntimeError(name)\n"
        "EMAIL_HOST = SECRETS['EMAIL_HOST']\nEMAIL_PORT = secret('EMAIL_PORT')\nEMAIL_USE_TLS = SECRETS['TLS']\n"
        "EMAIL_USE_SSL = SECRETS.get('SSL', False)\nEMAIL_TIMEOUT = 5\n"
    )
    data = '{{"EMAIL_HOST": "smtp.gmail.com", "EMAIL_PORT": {}, "TLS": true, "SSL": {}}}'
    project(tmp_path, {"settings.py": settings, "secrets.json": data.format(465, "false")})
    assert [places(one)[0][:2] for one in check(tmp_path, "settings.py")] == [("secrets.json", "465")]
    project(tmp_path, {"secrets.json": data.format(465, "true")})
    found = check(tmp_path, "settings.py")
    assert [places(one)[0][:2] for one in found] == [("secrets.json", "true")]
    assert found[0].fix is not None
    assert [(edit.source.path.rpartition("/")[2], edit.text) for edit in found[0].fix.edits] == [
        ("secrets.json", "false")
    ]
    project(tmp_path, {"secrets.json": data.format(587, "false")})
    assert check(tmp_path, "settings.py") == []


def test_a_word_of_a_text_is_not_written_where_any_would_be_true(tmp_path: pathlib.Path) -> None:
    settings = (
        CONFIGPARSER + "config.read('mail.ini')\nmail = config['mail']\nEMAIL_HOST = mail['host']\nEMAIL_PORT = 587\n"
        "EMAIL_USE_TLS = {}\nEMAIL_USE_SSL = {}\nEMAIL_TIMEOUT = 5\n"
    )
    project(tmp_path, {"mail.ini": "[mail]\nhost = smtp.gmail.com\ntls = yes\nssl = no\n"})
    words = ("mail['tls']", "mail['ssl']")
    project(tmp_path, {"settings.py": settings.format(*words)})
    found = [one for one in check(tmp_path, "settings.py") if one.consequence == "fails"]
    assert found
    assert all(one.fix is None or not one.fix.edits[0].source.path.endswith(".ini") for one in found)
    read = ("mail.getboolean('tls')", "mail.getboolean('ssl')")
    project(tmp_path, {"settings.py": settings.format(*read)})
    assert check(tmp_path, "settings.py") == []


def test_other_secrets_on_the_line_are_hidden(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    from smtplint.cli.main import main

    data = '{"db_password": "opensesame-77", "smtp": {"host": "smtp.gmail.com", "port": 465, "user": "ada@gmail.com"}}'
    name, _, load, take, port = WAYS[4]
    project(tmp_path, {name: data, "app/send.py": session(load, take, port)})
    assert main(["check", str(tmp_path / "app/send.py")]) == 1
    shown = capsys.readouterr().out
    assert '"port": 465' in shown
    assert "opensesame" not in shown
