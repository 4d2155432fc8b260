"""Files of one program laid together: which run a file takes part in, what wins there, and where a finding stands."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, write

BASE = """\
spring:
  mail:
    host: smtp.fastmail.com
    port: 587
    username: shop@example.org
    password: ${MAIL_PASSWORD}
    properties:
      mail.smtp.timeout: 5000
      mail.smtp.starttls.enable: true
      mail.smtp.starttls.required: true
"""
PORT_465 = "spring:\n  mail:\n    port: 465\n"


def found(folder: pathlib.Path, *names: str, env: list[str] | None = None) -> list[tuple[str, str, str]]:
    """The rule, the file and the words of each finding."""
    return [(one.name, *places(one)[0][:2]) for one in check(folder, *names, env=env)]


def test_a_profile_is_judged_over_what_all_share_and_names_both(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.yml": BASE, "application-prod.yml": PORT_465})
    [finding] = check(tmp_path, "application-prod.yml")
    assert finding.name == "starttls-on-implicit-tls-port"
    assert places(finding)[0][:2] == ("application-prod.yml", "port: 465")
    assert ("application.yml", "true", "STARTTLS is chosen here, which begins in clear text") in places(finding)


def test_a_wrong_value_that_a_profile_takes_over_stands_in_the_shared_file(tmp_path: pathlib.Path) -> None:
    write(
        tmp_path,
        {
            "application.yml": BASE.replace("587", "465"),
            "application-prod.yml": "spring.mail.username: a@example.org\n",
        },
    )
    [finding] = check(tmp_path, "application-prod.yml")
    assert places(finding)[0][:2] == ("application.yml", "465")
    assert places(finding)[-1] == (
        "application-prod.yml",
        "spring.mail.username",
        "is read together with application.yml",
    )
    assert len(check(tmp_path, "application.yml", "application-prod.yml")) == 1  # the same mistake, told once


def test_the_shared_file_alone_is_not_judged_by_what_production_replaces(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.yml": BASE.replace("587", "465"), "application-prod.yml": "spring.mail.port: 587\n"})
    assert found(tmp_path, "application.yml", "application-prod.yml") == []


@pytest.mark.parametrize("name", ["dev", "test", "staging", "ci"])
def test_trials_do_not_excuse_the_shared_file(name: str, tmp_path: pathlib.Path) -> None:
    write(
        tmp_path, {"application.yml": BASE.replace("587", "465"), f"application-{name}.yml": "spring.mail.port: 587\n"}
    )
    assert found(tmp_path, "application.yml") == [("starttls-on-implicit-tls-port", "application.yml", "port: 465")]
    assert found(tmp_path, f"application-{name}.yml") == []


def test_profiles_that_may_run_together_make_what_both_set_unknown(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.yml": BASE, "application-prod.yml": PORT_465, "application-mail.yml": "spring.mail.port: 587\n"})  # fmt: skip
    assert found(tmp_path, "application-prod.yml", "application-mail.yml") == []


def test_stages_never_run_together(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.yml": BASE, "application-prod.yml": PORT_465, "application-staging.yml": "spring.mail.port: 587\n"})  # fmt: skip
    assert found(tmp_path, "application-prod.yml", "application-staging.yml") == [
        ("starttls-on-implicit-tls-port", "application-prod.yml", "port: 465")
    ]


def test_properties_win_over_yaml_and_the_config_folder_over_its_parent(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.yml": BASE, "application.properties": "spring.mail.port=465\n"})
    assert [one[1:] for one in found(tmp_path, "application.yml")] == [("application.properties", "465")]
    write(tmp_path, {"config/application.yml": "spring.mail.port: 587\n"})
    assert found(tmp_path, "application.yml", "application.properties", "config/application.yml") == []


def test_documents_of_one_file_are_profiles_too(tmp_path: pathlib.Path) -> None:
    new = "---\nspring:\n  config:\n    activate:\n      on-profile: prod\n  mail:\n    port: 465\n"
    old = "---\nspring:\n  profiles: prod\n  mail:\n    port: 465\n"
    for document in (new, old):
        write(tmp_path, {"application.yml": BASE + document})
        assert found(tmp_path, "application.yml") == [("starttls-on-implicit-tls-port", "application.yml", "port: 465")]
    write(
        tmp_path,
        {
            "application.yml": BASE
            + new.replace("prod", '"!test & cloud"')
            + "---\nspring.mail.username: b@example.org\n"
        },
    )
    assert found(tmp_path, "application.yml") == [("starttls-on-implicit-tls-port", "application.yml", "port: 465")]


def test_documents_of_a_properties_file_are_profiles_too(tmp_path: pathlib.Path) -> None:
    text = (
        "spring.mail.host=smtp.fastmail.com\nspring.mail.port=465\nspring.mail.username=a@example.org\n"
        "spring.mail.password=${P}\nspring.mail.properties.mail.smtp.timeout=5000\n"
        "spring.mail.properties.mail.smtp.ssl.enable=true\n#---\nspring.config.activate.on-profile=prod\nspring.mail.port=587\n"
    )
    write(tmp_path, {"application.properties": text})
    assert found(tmp_path, "application.properties") == [
        ("implicit-tls-on-starttls-port", "application.properties", "spring.mail.port=587")
    ]


def test_a_profile_without_its_shared_file_is_not_the_whole(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application-prod.yml": "spring:\n  mail:\n    host: smtp.fastmail.com\n    port: 587\n"})
    assert found(tmp_path, "application-prod.yml") == []


def test_what_is_imported_may_set_what_is_missing(tmp_path: pathlib.Path) -> None:
    text = BASE.replace("      mail.smtp.timeout: 5000\n", "")
    write(tmp_path, {"application.yml": text})
    assert [one[0] for one in found(tmp_path, "application.yml")] == ["no-timeout"]
    write(tmp_path, {"application.yml": text + "  config:\n    import: optional:file:.env[.properties]\n"})
    assert found(tmp_path, "application.yml") == []
    write(tmp_path, {".env": "P=x\n"})
    assert [one[0] for one in found(tmp_path, "application.yml")] == ["no-timeout"]


def test_references_are_filled_from_what_is_imported(tmp_path: pathlib.Path) -> None:
    text = BASE.replace("587", "${MAIL_PORT:587}") + "  config:\n    import: optional:file:./.env[.properties]\n"
    write(tmp_path, {"src/main/resources/application.yml": text, ".env": "MAIL_PORT=465\n"})
    [finding] = check(tmp_path, "src/main/resources/application.yml")
    assert places(finding)[0][:2] == (".env", "465")
    assert ("application.yml", "${MAIL_PORT:587}", "read here from MAIL_PORT") in places(finding)
    write(tmp_path, {".env": "OTHER=1\n"})
    assert found(tmp_path, "src/main/resources/application.yml") == []


# -- references and variables ------------------------------------------------------------------------------------------


def test_a_reference_to_another_key_is_followed(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.yml": BASE.replace("587", "${app.port}") + "app:\n  port: 465\n"})
    [finding] = check(tmp_path, "application.yml")
    assert places(finding)[0][:2] == ("application.yml", "465")
    assert ("application.yml", "${app.port}", "read here from app.port") in places(finding)


def test_a_default_holds_only_where_the_environment_is_known(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.yml": BASE.replace("587", "${MAIL_PORT:465}")})
    assert found(tmp_path, "application.yml") == []
    assert found(tmp_path, "application.yml", env=["OTHER=1"]) == [
        ("starttls-on-implicit-tls-port", "application.yml", "port: ${MAIL_PORT:465}")
    ]
    assert found(tmp_path, "application.yml", env=["MAIL_PORT=587"]) == []


@pytest.mark.parametrize("text", ["${A:${B:465}}", "${A}", "4${A:65}", "${mail.port}", "${mail-port:1}"])
def test_references_in_references(text: str, tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.yml": BASE.replace("587", text)})
    given = {"${A}": "A=465", "${mail.port}": "MAIL_PORT=465", "${mail-port:1}": "MAILPORT=465"}.get(text, "NO=1")
    assert [one[0] for one in found(tmp_path, "application.yml", env=[given])] == ["starttls-on-implicit-tls-port"]


@pytest.mark.parametrize("text", ["${", "${A", "${A:${B}", "${app.port}${app.port}", "${app.self}", "#{A}", "${}"])
def test_strange_references_end(text: str, tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.yml": BASE.replace("587", f'"{text}"') + "app:\n  self: ${app.self}\n"})
    assert found(tmp_path, "application.yml", env=["NO=1"]) == []


def test_variables_win_over_all_files(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.yml": BASE})
    assert [one[0] for one in found(tmp_path, "application.yml", env=["SPRING_MAIL_PORT=465"])] == [
        "starttls-on-implicit-tls-port"
    ]


# -- Quarkus, Micronaut, Loco ------------------------------------------------------------------------------------------

QUARKUS = """\
quarkus.mailer.host=smtp.fastmail.com
quarkus.mailer.port=587
quarkus.mailer.start-tls=REQUIRED
quarkus.mailer.username=shop@example.org
"""


def test_keys_of_the_standing_profile_win(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.properties": QUARKUS + "%prod.quarkus.mailer.port=465\n"})
    assert found(tmp_path, "application.properties") == [
        ("starttls-on-implicit-tls-port", "application.properties", "%prod.quarkus.mailer.port=465")
    ]
    write(tmp_path, {"application.properties": QUARKUS.replace("587", "465") + "%prod.quarkus.mailer.port=587\n"})
    assert found(tmp_path, "application.properties") == []
    write(tmp_path, {"application.properties": QUARKUS + "%dev.quarkus.mailer.port=465\n"})
    assert found(tmp_path, "application.properties") == []


def test_a_profile_file_of_quarkus(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.properties": QUARKUS, "application-prod.properties": "quarkus.mailer.port=465\n"})
    assert found(tmp_path, "application.properties", "application-prod.properties") == [
        ("starttls-on-implicit-tls-port", "application-prod.properties", "465")
    ]


def test_two_files_of_which_none_is_known_to_win(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"application.properties": QUARKUS, "application.yml": "quarkus:\n  mailer:\n    port: 465\n"})
    assert found(tmp_path, "application.properties", "application.yml") == []


LOCO = "mailer:\n  smtp:\n    enable: true\n    host: smtp.fastmail.com\n    port: 587\n    secure: true\n"
LOCAL = "mailer:\n  smtp:\n    port: 465\n"


def cargo(version: str) -> str:
    return f'[dependencies]\nloco-rs = "{version}"\n'


def test_loco_lays_local_files_over_from_1_0_on(tmp_path: pathlib.Path) -> None:
    files = {"config/production.yaml": LOCO, "config/production.local.yaml": LOCAL}
    write(tmp_path, {**files, "Cargo.toml": cargo("1.1")})
    assert found(tmp_path, "config/production.local.yaml") == [
        ("starttls-on-implicit-tls-port", "production.local.yaml", "port: 465")
    ]
    assert found(tmp_path, "config/production.yaml") == [
        ("starttls-on-implicit-tls-port", "production.local.yaml", "465")
    ]


def test_loco_before_1_0_reads_one_file_alone(tmp_path: pathlib.Path) -> None:
    files = {"config/production.yaml": LOCO, "config/production.local.yaml": LOCO.replace("587", "465")}
    write(tmp_path, {**files, "Cargo.toml": cargo("0.14.0")})
    assert found(tmp_path, "config/production.yaml") == []
    assert found(tmp_path, "config/production.local.yaml") == [
        ("starttls-on-implicit-tls-port", "production.local.yaml", "port: 465")
    ]


def test_loco_before_1_0_stops_at_a_local_file_that_is_a_part_only(tmp_path: pathlib.Path) -> None:
    files = {"config/production.yaml": LOCO, "config/production.local.yaml": LOCAL}
    write(tmp_path, {**files, "Cargo.toml": cargo("0.14.0")})
    assert [one[:2] for one in found(tmp_path, "config/production.local.yaml")] == [
        ("client-refuses-settings", "production.local.yaml")
    ]
    write(tmp_path, {"Cargo.toml": "[dependencies]\n"})  # no version: it may be laid over the other
    assert found(tmp_path, "config/production.yaml") == []


def test_the_environments_of_loco_do_not_mix(tmp_path: pathlib.Path) -> None:
    files = {"config/production.yaml": LOCO, "config/development.local.yaml": LOCAL}
    write(tmp_path, {**files, "Cargo.toml": cargo("1.1")})
    assert found(tmp_path, "config/production.yaml", "config/development.local.yaml") == []


def test_micronaut_lays_environments_over_what_all_share(tmp_path: pathlib.Path) -> None:
    base = (
        "javamail:\n  authentication:\n    username: ada@fastmail.com\n    password: ${P}\n  properties:\n    mail:\n"
        "      smtp:\n        host: smtp.fastmail.com\n        port: 465\n        auth: true\n        timeout: 1000\n"
        "        ssl:\n          enable: true\n"
    )
    over = "javamail:\n  properties:\n    mail:\n      smtp:\n        port: 587\n"
    write(tmp_path, {"application.yml": base, "application-prod.yml": over})
    assert found(tmp_path, "application-prod.yml") == [
        ("implicit-tls-on-starttls-port", "application-prod.yml", "port: 587")
    ]


def test_fixes_go_to_the_file_where_the_value_stands(tmp_path: pathlib.Path) -> None:
    write(
        tmp_path,
        {
            "application.yml": BASE.replace("587", "465"),
            "application-prod.yml": "spring.mail.username: a@example.org\n",
        },
    )
    [finding] = check(tmp_path, "application-prod.yml")
    assert finding.fix is not None
    assert {edit.source.path.rpartition("/")[2] for edit in finding.fix.edits} == {"application.yml"}


@pytest.mark.parametrize(
    "line",
    [
        "spring.mail.properties[mail.smtp.starttls.required]=true",
        "spring.mail.properties.[mail.smtp.starttls.required]=true",
        "spring.mail.properties.mail.smtp.starttls.required=true",
    ],
)
def test_names_in_brackets_are_read(line: str, tmp_path: pathlib.Path) -> None:
    text = (
        "spring.mail.host=smtp.fastmail.com\nspring.mail.port=587\nspring.mail.user-name=ada@fastmail.com\n"
        "spring.mail.PASSWORD=${P}\nspring.mail.properties[mail.smtp.timeout]=5000\n"
    )
    write(tmp_path, {"application.properties": text})
    assert [one[0] for one in found(tmp_path, "application.properties")] == ["credentials-in-clear-text"]
    write(tmp_path, {"application.properties": text + line + "\n"})
    assert found(tmp_path, "application.properties") == []


APPLICATION_RB = """\
module Shop
  class Application < Rails::Application
    config.action_mailer.smtp_settings = {
      address: "smtp.fastmail.com", port: 587, user_name: "ada@fastmail.com", password: ENV["P"], enable_starttls: true
    }
  end
end
"""


def environment_rb(*lines: str) -> str:
    return "Rails.application.configure do\n" + "".join(f"  config.action_mailer.{line}\n" for line in lines) + "end\n"


def test_an_environment_of_rails_replaces_the_settings_as_a_whole(tmp_path: pathlib.Path) -> None:
    names = ("config/application.rb", "config/environments/production.rb")
    settings = 'smtp_settings = { address: "smtp.fastmail.com", port: 465, enable_starttls: false, tls: true }'
    write(tmp_path, {names[0]: APPLICATION_RB.replace("587", "465"), names[1]: environment_rb(settings)})
    assert found(tmp_path, *names) == []
    write(tmp_path, {names[1]: environment_rb("delivery_method = :smtp")})
    assert [one[:2] for one in found(tmp_path, names[1])] == [("starttls-on-implicit-tls-port", "application.rb")]
    write(tmp_path, {names[1]: environment_rb("delivery_method = :sendmail")})
    assert found(tmp_path, names[1]) == []
