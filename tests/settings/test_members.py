"""Settings in a JSON object that stands in one variable: they are found, and no secret in it is shown."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.options import Options
from smtplint.report import render
from smtplint.runner import Runner

SECRET = "Zk39sdfQQ7"
SMTP = f'{{"relay": "smtp.fastmail.com", "port": 465, "tls": "always", "username": "a@example.org", "password": "{SECRET}"}}'
LINES = {
    "found": SMTP,
    "broken": SMTP[:-1],
    "another key": SMTP.replace('"password"', '"api_key"'),
    "escaped": SMTP.replace("smtp.", "\\u0073mtp."),
}


@pytest.mark.parametrize("name", LINES)
def test_no_secret_in_an_object_is_shown(name: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / ".env"
    path.write_text(
        "OUTBOUND_EMAIL_FROM=broken@@example.org\nOUTBOUND_EMAIL_ADAPTER=Elixir.Swoosh.Adapters.SMTP\n"
        f"OUTBOUND_EMAIL_ADAPTER_OPTS='{LINES[name]}'\n"
    )
    options = Options()
    options.paths = [str(path)]
    report = Runner(options).run()
    assert all(SECRET not in render(format, report) for format in ("text", "json", "sarif"))


def test_the_members_are_settings(tmp_path: pathlib.Path) -> None:
    path = tmp_path / ".env"
    path.write_text(f"OUTBOUND_EMAIL_ADAPTER=Elixir.Swoosh.Adapters.SMTP\nOUTBOUND_EMAIL_ADAPTER_OPTS='{SMTP}'\n")
    options = Options()
    options.paths = [str(path)]
    report = Runner(options).run()
    assert [one.name for one in report.findings] == ["starttls-on-implicit-tls-port"]
    assert report.accounts[0].plan["host"] == "smtp.fastmail.com"
