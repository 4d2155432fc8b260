"""Files of one program that contradict each other: both places are named, templates are judged by what they become."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, write

SETTINGS = """\
import os
from dotenv import load_dotenv

load_dotenv()
EMAIL_HOST = os.environ["EMAIL_HOST"]
EMAIL_PORT = int(os.environ["EMAIL_PORT"])
EMAIL_HOST_USER = "ada@fastmail.com"
EMAIL_HOST_PASSWORD = os.environ["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 5
"""
ENV = "EMAIL_HOST=smtp.fastmail.com\nEMAIL_PORT=465\nEMAIL_HOST_PASSWORD=\n"


def test_a_port_and_a_mode_of_two_files(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"shop/settings.py": SETTINGS, ".env": ENV})
    [finding] = check(tmp_path, ".env", "shop/settings.py")
    assert finding.name == "starttls-on-implicit-tls-port"
    assert places(finding)[0][:2] == (".env", "465")
    assert ("settings.py", "EMAIL_USE_TLS = True") in [place[:2] for place in places(finding)]


@pytest.mark.parametrize("ending", [".example", ".sample", ".dist", ".template"])
def test_a_template_is_judged_as_the_file_that_is_made_of_it(ending: str, tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"shop/settings.py": SETTINGS, f".env{ending}": ENV})
    [finding] = check(tmp_path, "shop/settings.py")
    assert places(finding)[0][:2] == (f".env{ending}", "465")
    write(tmp_path, {f".env{ending}": ENV.replace("465", "587")})
    assert check(tmp_path, "shop/settings.py") == []


@pytest.mark.parametrize("port", ["", "<port>", "changeme", "your-port", "587"])
def test_what_a_template_leaves_to_be_filled_in_is_not_known(port: str, tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"settings.py": SETTINGS, ".env.example": ENV.replace("465", port)})
    assert check(tmp_path, "settings.py", ".env.example") == []


def test_a_template_does_not_speak_for_the_file_that_is_there(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"settings.py": SETTINGS, ".env": ENV.replace("465", "587"), ".env.example": ENV})
    assert [places(one)[0][0] for one in check(tmp_path, "settings.py")] == [".env.example"]


def test_one_of_two_profiles_with_one_host_and_port_has_the_wrong_mode(tmp_path: pathlib.Path) -> None:
    mail = "spring:\n  mail:\n    host: smtp.fastmail.com\n    port: 465\n    username: ada@fastmail.com\n    password: ${P}\n"
    base = mail + "    properties:\n      mail.smtp.timeout: 5000\n"
    implicit = "spring.mail.properties.mail.smtp.ssl.enable=true\n"
    starttls = "spring.mail.properties.mail.smtp.starttls.enable=true\n"
    write(tmp_path, {"application.yml": base, "application-prod.properties": implicit, "application-staging.properties": starttls})  # fmt: skip
    [finding] = check(tmp_path, "application-prod.properties", "application-staging.properties")
    assert places(finding)[0][:2] == ("application.yml", "465")
    assert "application-staging.properties" in [place[0] for place in places(finding)]


BUILT = """\
import os
EMAIL_HOST = "smtp.fastmail.com"
EMAIL_PORT = int(os.environ["EMAIL_PORT"])
EMAIL_HOST_USER = "ada@fastmail.com"
EMAIL_HOST_PASSWORD = os.environ["EMAIL_PASSWORD"]
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 5
"""
SERVICE = "services:\n  web:\n    build: {}\n    env_file: .env\n"


@pytest.mark.parametrize(
    ("compose", "wrong"),
    [
        (SERVICE.format("."), True),
        (SERVICE.format("{context: ./shop}"), True),
        (SERVICE.format(".") + "    environment: {EMAIL_PORT: 587}\n", False),
        (SERVICE.format("./other"), False),
        (SERVICE.format("https://example.org/x.git"), False),
        (SERVICE.format(".").replace("build: .", "image: x"), False),
        (SERVICE.format(".") + "  worker:\n    build: .\n    environment: {EMAIL_PORT: 587}\n", False),
        (SERVICE.format(".") + "  worker:\n    build: .\n    env_file: .env\n", True),
        (SERVICE.format(".").replace(": .env", ": [.env, gone.env]"), False),
    ],
)
def test_what_compose_gives_to_a_program_that_it_builds_is_read_there(
    compose: str, wrong: bool, tmp_path: pathlib.Path
) -> None:
    files = {"docker-compose.yml": compose, ".env": "EMAIL_PORT=465\nEMAIL_PASSWORD=\n", ".git/x": ""}
    write(tmp_path, {**files, "shop/settings.py": BUILT})
    found = [places(one)[0][:2] for one in check(tmp_path, "shop/settings.py") if one.consequence == "fails"]
    assert found == ([(".env", "465")] if wrong else [])


BASE = 'EMAIL_HOST = "smtp.fastmail.com"\nEMAIL_PORT = {}\nEMAIL_USE_TLS = True\nEMAIL_HOST_USER = "a@fastmail.com"\n'


def test_a_stage_is_told_where_its_own_line_makes_a_shared_one_wrong(tmp_path: pathlib.Path) -> None:
    stage = "from .base import *\nEMAIL_USE_TLS = False\nEMAIL_USE_SSL = True\n"
    write(tmp_path, {"s/base.py": BASE.format(587), "s/staging.py": stage, "s/prod.py": "from .base import *\n"})
    [found] = [one for one in check(tmp_path, "s") if one.consequence == "fails"]
    assert places(found)[0][:2] == ("staging.py", "EMAIL_USE_SSL = True")
    assert ("base.py", "587", "goes wrong with this") in places(found)


def test_a_shared_line_that_is_wrong_by_itself_is_told_there_alone(tmp_path: pathlib.Path) -> None:
    write(
        tmp_path,
        {"s/base.py": BASE.format(465), "s/prod.py": "from .base import *\nEMAIL_HOST_USER = 'b@fastmail.com'\n"},
    )
    assert [places(one)[0][:2] for one in check(tmp_path, "s") if one.consequence == "fails"] == [("base.py", "465")]


NODE = """\
const nodemailer = require("nodemailer");
module.exports = nodemailer.createTransport({
  host: "smtp.fastmail.com",
  port: Number(process.env.SMTP_PORT),
  secure: false,
  requireTLS: true,
});
"""
RAILS = """\
Rails.application.configure do
  config.action_mailer.delivery_method = :smtp
  config.action_mailer.smtp_settings = {
    address: "smtp.fastmail.com", port: ENV.fetch("SMTP_PORT", 587), enable_starttls: true, open_timeout: 5, read_timeout: 5
  }
end
"""


@pytest.mark.parametrize(
    ("project", "code", "text"),
    [
        ({"package.json": '{"dependencies":{"nodemailer":"6.9"}}'}, "src/mailer.js", NODE),
        ({"Gemfile": 'gem "rails"\n'}, "config/environments/production.rb", RAILS),
    ],
)
@pytest.mark.parametrize("port", ["465", "587"])
def test_code_of_other_languages_reads_what_compose_gives_it(
    project: dict[str, str], code: str, text: str, port: str, tmp_path: pathlib.Path
) -> None:
    compose = f"services:\n  web:\n    build: .\n    environment:\n      SMTP_PORT: {port}\n"
    write(tmp_path, {**project, code: text, "compose.yaml": compose, ".git/x": ""})
    found = [places(one)[0][:2] for one in check(tmp_path, code) if one.consequence == "fails"]
    assert found == ([("compose.yaml", "465")] if port == "465" else [])
