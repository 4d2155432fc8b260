"""What the files around a settings file change about it: neighbours, versions, files that hand variables on."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.findings import Finding
from tests import examples

LARAVEL_12 = '{"require": {"laravel/framework": "^12.0"}}'
STARTTLS_IF_OFFERED = (
    "MAIL_MAILER=smtp\nMAIL_HOST=mail.example.org\nMAIL_PORT=587\nMAIL_USERNAME=ada@example.org\n"
    "MAIL_PASSWORD=change-me\nMAIL_FROM_ADDRESS=ada@example.org\n"
)


def found(folder: pathlib.Path, text: str, **beside: str) -> list[Finding]:
    files = {name.replace("__", "/").replace("_dot_", "."): content for name, content in beside.items()}
    return examples.findings(folder, {"file": ".env", "beside": files}, text)


def rules(findings: list[Finding]) -> list[str]:
    return [one.name for one in findings]


def test_a_finding_needs_the_version_in_which_it_holds(tmp_path: pathlib.Path) -> None:
    seen = rules(found(tmp_path, STARTTLS_IF_OFFERED, composer_dot_json=LARAVEL_12))
    assert seen == ["opportunistic-tls-with-credentials"]


def test_without_a_version_only_what_holds_in_all_of_them_is_said(tmp_path: pathlib.Path) -> None:
    assert rules(found(tmp_path, STARTTLS_IF_OFFERED)) == []


def test_the_lock_file_knows_better_than_the_range(tmp_path: pathlib.Path) -> None:
    lock = '{"packages": [{"name": "laravel/framework",\n "version": "v8.83.27"}]}'
    assert rules(found(tmp_path, STARTTLS_IF_OFFERED, composer_dot_json=LARAVEL_12, composer_dot_lock=lock)) == []


def test_a_neighbour_that_settles_a_default_silences_what_rests_on_it(tmp_path: pathlib.Path) -> None:
    read = ("MAIL_MAILER", "MAIL_HOST", "MAIL_PORT", "MAIL_USERNAME", "MAIL_PASSWORD")
    config = "'require_tls' => true, " + ", ".join(f"env('{name}')" for name in read)
    assert rules(found(tmp_path, STARTTLS_IF_OFFERED, composer_dot_json=LARAVEL_12, config__mail_dot_php=config)) == []


def test_a_variable_that_nothing_hands_on_is_not_judged(tmp_path: pathlib.Path) -> None:
    text = "MAIL_MAILER=smtp\nMAIL_SCHEME=tls\nMAIL_HOST=mail.example.org\nMAIL_PORT=465\n"
    unread = "env('MAIL_MAILER') env('MAIL_HOST') env('MAIL_PORT')"
    assert rules(found(tmp_path, text, composer_dot_json=LARAVEL_12)) == ["client-refuses-settings"]
    assert rules(found(tmp_path, text, composer_dot_json=LARAVEL_12, config__mail_dot_php=unread)) == []


def test_names_of_many_programs_count_only_beside_the_right_one(tmp_path: pathlib.Path) -> None:
    text = "MAIL_HOST=mail.example.org\nMAIL_PORT=465\nMAIL_ENCRYPTION=tls\n"
    alone = '{"require": {"phpmailer/phpmailer": "^6.9"}}'
    (tmp_path / "a").mkdir()
    assert rules(found(tmp_path / "a", text)) == []
    assert rules(found(tmp_path / "a", text, composer_dot_json=alone)) == ["starttls-on-implicit-tls-port"]
    both = '{"require": {"phpmailer/phpmailer": "^6.9", "symfony/mailer": "^7.0"}}'
    assert rules(found(tmp_path / "a", text, composer_dot_json=both)) == []


@pytest.mark.parametrize("word", ["null", "NULL", "(null)"])
def test_words_for_nothing_are_nothing(tmp_path: pathlib.Path, word: str) -> None:
    text = STARTTLS_IF_OFFERED.replace("MAIL_USERNAME=ada@example.org", f"MAIL_USERNAME={word}")
    assert rules(found(tmp_path, text, composer_dot_json=LARAVEL_12)) == []


def test_an_old_key_that_holds_nothing_is_left_alone(tmp_path: pathlib.Path) -> None:
    text = "MAIL_MAILER=smtp\nMAIL_HOST=mail.example.org\nMAIL_PORT=465\nMAIL_ENCRYPTION="
    assert rules(found(tmp_path, text + "null\n", composer_dot_json=LARAVEL_12)) == []
    assert rules(found(tmp_path, text + "ssl\n", composer_dot_json=LARAVEL_12)) == ["unknown-key"]


def test_what_breaks_after_the_first_mistake_is_told_too(tmp_path: pathlib.Path) -> None:
    text = (
        "MAIL_HOST=smtp.qq.com\nMAIL_PORT=465\nMAIL_ENCRYPTION=tls\nMAIL_USERNAME=10001@qq.com\nMAIL_PASSWORD=change-me\n"
        "MAIL_FROM_ADDRESS=shop@example.org\n"
    )
    beside = '{"require": {"phpmailer/phpmailer": "^6.9"}}'
    assert rules(found(tmp_path, text, composer_dot_json=beside)) == ["starttls-on-implicit-tls-port", "sender-refused"]
