"""Which of many files wins, against a list of the order; and that no combination of files breaks the layering."""

from __future__ import annotations

import pathlib
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.accounts import Accounts
from smtplint.options import Options
from smtplint.project import format_of
from smtplint.readers.registry import read
from smtplint.runner import Runner
from smtplint.text import Source
from tests.settings.linked import write

SPRING = [
    "application.yaml", "application.yml", "application.properties", "config/application.yaml", "config/application.yml",
    "config/application.properties", "application-prod.yaml", "application-prod.yml", "application-prod.properties",
    "config/application-prod.yaml", "config/application-prod.yml", "config/application-prod.properties",
]  # fmt: skip
ENV = {
    '{"require": {"symfony/dotenv": "7"}}': (
        "composer.json", "MAILER_DSN", [".env", ".env.local", ".env.prod", ".env.prod.local"],
    ),
    '{"dependencies": {"next": "15", "nodemailer": "7"}}': (
        "package.json", "SMTP_HOST", [".env", ".env.prod", ".env.local", ".env.prod.local"],
    ),
    '{"dependencies": {"dotenv-flow": "4", "nodemailer": "7"}}': (
        "package.json", "SMTP_HOST", [".env.defaults", ".env", ".env.local", ".env.prod", ".env.prod.local"],
    ),
    '{"dependencies": {"@sveltejs/kit": "2", "nodemailer": "7"}}': (
        "package.json", "SMTP_HOST", [".env", ".env.local", ".env.prod", ".env.prod.local"],
    ),
}  # fmt: skip


def hosts(folder: str, name: str) -> set[object]:
    """The hosts of the accounts that a file gives."""
    path = str(pathlib.Path(folder) / name)
    kind = format_of(path)
    assert kind is not None
    document = read(Source.from_bytes(path, pathlib.Path(path).read_bytes()), *kind)
    accounts = Accounts(Options())
    return {facts.settings.value("host") for worlds in accounts.of(document) for _, facts in worlds}


@settings(max_examples=150, deadline=None)
@given(st.sets(st.sampled_from(SPRING), min_size=1))
def test_the_file_wins_that_spring_lays_last(names: set[str]) -> None:
    files = {
        name: f"spring.mail.host{'=' if name.endswith('s') else ': '}host{SPRING.index(name)}.example.org\n"
        for name in names
    }
    last = max(names, key=SPRING.index)
    with tempfile.TemporaryDirectory() as folder:
        write(pathlib.Path(folder), files)
        for name in names:
            if "-prod" in name or not any("-prod" in one for one in names):
                assert hosts(folder, name) == {f"host{SPRING.index(last)}.example.org"}


@pytest.mark.parametrize("project", ENV)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_file_wins_that_the_loader_lays_last(project: str, data: st.DataObject) -> None:
    file, key, order = ENV[project]
    names = data.draw(st.sets(st.sampled_from(order), min_size=2))
    value = "smtp://{}.example.org:25" if key == "MAILER_DSN" else "{}.example.org\nSMTP_PORT=25"
    with tempfile.TemporaryDirectory() as folder:
        write(
            pathlib.Path(folder),
            {file: project, **{one: f"{key}={value.format(f'h{order.index(one)}')}\n" for one in names}},
        )
        last = max(names, key=order.index)
        for name in names:
            if "prod" in name or not any("prod" in one for one in names):
                assert hosts(folder, name) == {f"h{order.index(last)}.example.org"}


_PIECES = (
    "spring:\n  mail:\n    host: smtp.fastmail.com\n", "    port: 465\n", "---\n", "spring.config.activate.on-profile: prod\n",
    "spring.profiles: [a, b]\n", "spring.mail: 1\n", "spring: []\n", "spring.mail.port: ${app.port:${X}}\n", "app.port: ${app.port}\n",
    "spring.mail.properties[mail.smtp.auth]: true\n", "? {}\n", "\ufeff", "{", "spring.mail.host=a\n", "#---\n", "%prod.quarkus.mailer.host=b\n",
    "quarkus.mailer.port=25\n", "a: &a\n  <<: *a\n", "spring.config.import: x\n", "mailer:\n  smtp:\n    host: h\n    enable: true\n    secure: true\n",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*SPRING, "config/production.yaml", "config/production.local.yaml"]),
                       st.lists(st.sampled_from(_PIECES), max_size=6).map("".join), min_size=1, max_size=5))  # fmt: skip
def test_no_files_break_the_layering(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(pathlib.Path(folder), files)
        options = Options()
        options.paths = [str(pathlib.Path(folder) / name) for name in files]
        options.env = ["X=1"]
        report = Runner(options).run()
        assert report.files_read == len(files)
