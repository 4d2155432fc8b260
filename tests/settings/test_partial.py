"""What makes a document a part of the settings only, and that nothing is claimed of what such a part does not say."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.options import Options
from smtplint.readers.registry import read
from smtplint.runner import Runner
from smtplint.settings.partial import is_partial
from smtplint.text import Source

RULES = {
    "files": ["app-*.yml"],
    "keys": ["profile.on", "%prod"],
    "documents": True,
    "siblings": ["app-*.yml"],
    "word": "mail",
}
ACCOUNT = "spring:\n  mail:\n    host: smtp.example.org\n    port: 587\n"


def nobody(path: str, patterns: list[str], word: str) -> bool:
    return False


def partial(path: str, text: str, rules: dict[str, object] = RULES, *, format: str = "yaml") -> bool:
    document = read(Source(path, text), format)
    return is_partial(rules, document, document.roots[0], nobody)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app-prod.yml", "a: 1"),
        ("conf/app-x.yml", "a: 1"),
        ("app.yml", "profile:\n  on: prod"),
        ("app.yml", "profile.on: prod"),
        ("app.yml", "a: 1\n---\nb: 2"),
    ],
)
def test_an_overlay_is_partial(path: str, text: str) -> None:
    assert partial(path, text)


def test_flat_keys_below_a_profile_make_a_file_partial() -> None:
    assert partial("app.properties", "mail.host=a\n%prod.mail.host=b\n", format="properties")


def test_a_file_of_its_own_is_whole() -> None:
    assert not partial("app.yml", "profile: none\na: 1")
    assert not partial("app-prod.yml", "a: 1\n---\nb: 2", {})


def test_a_sibling_is_asked_for_with_the_file_s_own_path() -> None:
    asked = []

    def sibling(path: str, patterns: list[str], word: str) -> bool:
        asked.append((path, patterns, word))
        return True

    document = read(Source("x/app.yml", "a: 1"), "yaml")
    assert is_partial(RULES, document, document.roots[0], sibling)
    assert asked == [("x/app.yml", ["app-*.yml"], "mail")]


def found(folder: pathlib.Path, name: str) -> list[str]:
    options = Options()
    options.paths = [str(folder / name)]
    return [one.name for one in Runner(options).run().findings]


def test_a_missing_timeout_counts_only_where_nothing_beside_can_set_it(tmp_path: pathlib.Path) -> None:
    (tmp_path / "application.yml").write_text(ACCOUNT)
    assert found(tmp_path, "application.yml") == ["no-timeout"]
    (tmp_path / "application-prod.yml").write_text("spring:\n  main:\n    lazy-initialization: true\n")
    assert found(tmp_path, "application.yml") == ["no-timeout"]
    (tmp_path / "application-prod.yml").write_text("spring.mail.properties.mail.smtp.timeout: 5000\n")
    assert found(tmp_path, "application.yml") == []
    assert found(tmp_path, "application-prod.yml") == []
    (tmp_path / "application-prod.yml").write_text("spring.mail.port: 25\n")
    assert found(tmp_path, "application.yml") == ["no-timeout"]


def test_a_reference_is_never_taken_for_its_default(tmp_path: pathlib.Path) -> None:
    (tmp_path / "application.yml").write_text(ACCOUNT + "    properties:\n      mail.smtp.ssl.enable: ${SSL:true}\n")
    assert "implicit-tls-on-starttls-port" not in found(tmp_path, "application.yml")
    (tmp_path / "application.yml").write_text(ACCOUNT + "    properties:\n      mail.smtp.ssl.enable: true\n")
    assert "implicit-tls-on-starttls-port" in found(tmp_path, "application.yml")


@pytest.mark.parametrize(
    "importer",
    ["from .base import *\n", "from shop.base import EMAIL_HOST\n", "import base\n", "from . import base\n"],
)
def test_a_module_that_another_completes_is_judged_by_what_it_says(importer: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "base.py").write_text('EMAIL_HOST = "smtp.gmail.com"\nEMAIL_PORT = 587\nEMAIL_USE_TLS = True\n')
    assert rules_of(tmp_path / "base.py") == ["no-timeout"]
    (tmp_path / "production.py").write_text(importer + "EMAIL_TIMEOUT = 5\n")
    assert rules_of(tmp_path / "base.py") == []


@pytest.mark.parametrize("other", ["from .base import *\n", "EMAIL_TIMEOUT = 5  # not from the base\n"])
def test_a_module_that_none_completes_is_judged_as_a_whole(other: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "base.py").write_text('EMAIL_HOST = "smtp.gmail.com"\nEMAIL_PORT = 587\nEMAIL_USE_TLS = True\n')
    (tmp_path / "local.py").write_text(other)
    assert rules_of(tmp_path / "base.py") == ["no-timeout"]


def rules_of(path: pathlib.Path) -> list[str]:
    options = Options()
    options.paths = [str(path)]
    return [one.name for one in Runner(options).run().findings]


def test_a_file_outside_of_those_that_the_program_reads_by_itself_is_partial() -> None:
    rules: dict[str, object] = {"outside": ["app*.yml"]}
    assert partial("mail.yml", "a: 1", rules)
    assert not partial("conf/app-x.yml", "a: 1", rules)
