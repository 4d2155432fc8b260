"""Compose projects of several files: what a service's container gets, and where a finding about it stands."""

from __future__ import annotations

import os
import pathlib

import pytest

from tests.settings.linked import check, group, places, project, write

MAP_BASE = "services: {s: {image: i, environment: {A: base, B: base}}}\n"
LIST_BASE = "services: {s: {image: i, environment: [A=base, B=base]}}\n"
MAP_OVER = "services: {s: {environment: {B: over, C: over}}}\n"
LIST_OVER = "services: {s: {environment: [B=over, C=over]}}\n"


@pytest.mark.parametrize("base", [MAP_BASE, LIST_BASE])
@pytest.mark.parametrize("over", [MAP_OVER, LIST_OVER])
@pytest.mark.parametrize("home", ["compose.yaml", "compose.override.yaml"])
def test_an_override_is_merged_by_name_in_both_forms(tmp_path: pathlib.Path, base: str, over: str, home: str) -> None:
    project(tmp_path, {"compose.yaml": base, "compose.override.yaml": over})
    assert group(tmp_path, home) == {"A": "base", "B": "over", "C": "over"}


@pytest.mark.parametrize(
    ("names", "home", "expected"),
    [
        (["docker-compose.yml", "docker-compose.override.yml"], "docker-compose.yml", "over"),
        (["docker-compose.yml", "compose.override.yml"], "docker-compose.yml", "over"),
        (["compose.yaml", "docker-compose.override.yml"], "compose.yaml", "over"),
        (["docker-compose.yml", "docker-compose.prod.yml"], "docker-compose.yml", "base"),
        (["base.yml", "compose.override.yml"], "base.yml", "base"),
    ],
)
def test_only_default_names_are_laid_over_each_other(
    tmp_path: pathlib.Path, names: list[str], home: str, expected: str
) -> None:
    project(tmp_path, dict(zip(names, (MAP_BASE, MAP_OVER), strict=True)))
    assert group(tmp_path, home)["B"] == expected


def test_of_several_default_names_the_first_one_wins(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {"compose.yaml": MAP_BASE, "docker-compose.yml": LIST_BASE, "compose.override.yml": MAP_OVER})
    assert group(tmp_path, "compose.yaml")["B"] == "over"
    assert group(tmp_path, "docker-compose.yml")["B"] == "base"


def test_compose_file_in_the_env_file_names_the_files(tmp_path: pathlib.Path) -> None:
    files = {"a.yml": MAP_BASE, "b.yml": MAP_OVER, "compose.yaml": MAP_BASE, "compose.override.yaml": MAP_OVER}
    project(tmp_path, {**files, ".env": "COMPOSE_FILE=a.yml:b.yml\n"})
    assert group(tmp_path, "a.yml")["B"] == "over"
    assert group(tmp_path, "compose.yaml")["B"] == "base"
    project(tmp_path, {".env": "COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=a.yml,b.yml\n"})
    assert group(tmp_path, "b.yml")["C"] == "over"


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("env_file: [one.env, two.env]", {"V": "two", "W": "one", "X": "two"}),
        ("env_file: [two.env, one.env]", {"V": "one", "W": "one", "X": "two"}),
        ("env_file: one.env\n    environment: {V: own}", {"V": "own", "W": "one"}),
        ("env_file: [{path: one.env}, {path: two.env, required: true}]", {"V": "two", "W": "one", "X": "two"}),
        ("env_file: [{path: raw.env, format: raw}]", {"V": "'raw' # no comment"}),
        ("env_file: raw.env", {"V": "raw"}),
        ("environment: {V: $$HOME}", {"V": "$HOME"}),
        ("environment: {V: 5}", {"V": "5"}),
        ("environment: {V: }", {"V": None}),
        ("environment: [V]", {"V": None}),
    ],
)
def test_a_service_alone(tmp_path: pathlib.Path, service: str, expected: dict[str, str | None]) -> None:
    env = {"one.env": "V=one\nW=one\n", "two.env": "V=two\nX=two\n", "raw.env": "V='raw' # no comment\n"}
    project(tmp_path, {"compose.yaml": f"services:\n  s:\n    image: i\n    {service}\n", **env})
    assert group(tmp_path, "compose.yaml") == expected


def test_an_override_appends_its_env_file(tmp_path: pathlib.Path) -> None:
    env = {"one.env": "V=one\nW=one\n", "two.env": "V=two\n"}
    base = "services: {s: {image: i, env_file: one.env, environment: {Z: base}}}\n"
    project(tmp_path, {"compose.yaml": base, "compose.override.yaml": "services: {s: {env_file: two.env}}\n", **env})
    for home in ("compose.yaml", "compose.override.yaml"):
        assert group(tmp_path, home) == {"Z": "base", "V": "two", "W": "one"}


def test_tags_that_reset_and_override_leave_no_old_values(tmp_path: pathlib.Path) -> None:
    for tag in ("!override {C: over}", "!reset null"):
        over = f"services: {{s: {{environment: {tag}}}}}\n"
        project(tmp_path, {"compose.yaml": MAP_BASE, "compose.override.yaml": over})
        assert group(tmp_path, "compose.yaml").get("A") is None


def test_a_service_extends_one_of_another_file(tmp_path: pathlib.Path) -> None:
    common = "services: {b: {image: i, env_file: b.env, environment: {A: base, B: base}}}\n"
    text = "services: {s: {extends: {file: common/c.yml, service: b}, environment: {B: own}}}\n"
    project(tmp_path, {"compose.yaml": text, "common/c.yml": common, "common/b.env": "A=file\nF=file\n"})
    assert group(tmp_path, "compose.yaml") == {"A": "base", "B": "own", "F": "file"}


def test_what_extends_a_file_that_is_not_here_stays_open(tmp_path: pathlib.Path) -> None:
    text = "services: {s: {extends: {file: c.yml, service: b}, environment: {B: own}}}\n"
    project(tmp_path, {"compose.yaml": text})
    assert group(tmp_path, "compose.yaml") == {"B": "own", "*": "extends a service that is not here"}


def test_environment_of_what_is_extended_wins_over_an_env_file(tmp_path: pathlib.Path) -> None:
    text = "services: {b: {image: i, environment: {A: base}}, s: {extends: b, env_file: one.env}}\n"
    project(tmp_path, {"compose.yaml": text, "one.env": "A=file\n"})
    assert group(tmp_path, "compose.yaml", "s") == {"A": "base"}


def test_an_included_file_lies_below_the_one_that_includes_it(tmp_path: pathlib.Path) -> None:
    included = "services: {s: {image: i, environment: {A: '${X}', B: inner}}}\n"
    text = "include: [sub/compose.yaml]\nservices: {s: {environment: {B: outer}}}\n"
    project(tmp_path, {"compose.yaml": text, "sub/compose.yaml": included, "sub/.env": "X=sub\n"})
    assert group(tmp_path, "compose.yaml") == {"A": "sub", "B": "outer"}
    project(tmp_path, {".env": "X=main\n"})
    assert group(tmp_path, "compose.yaml") == {"A": "main", "B": "outer"}


def test_anchors_and_merge_keys_are_resolved(tmp_path: pathlib.Path) -> None:
    text = (
        "x-mail: &mail\n  A: shared\n  B: shared\nservices:\n  s:\n    image: i\n"
        "    environment:\n      <<: *mail\n      B: own\n"
    )
    project(tmp_path, {"compose.yaml": text})
    assert group(tmp_path, "compose.yaml") == {"A": "shared", "B": "own"}


def test_the_image_built_here_is_the_lowest_level(tmp_path: pathlib.Path) -> None:
    docker = "ARG P=1\nFROM x AS base\nENV A=image B=image\nFROM base\nARG P\nARG Q=2\nENV C=$P D=${Q}0\n"
    text = "services: {s: {build: ., environment: {B: own}}}\n"
    project(tmp_path, {"compose.yaml": text, "Dockerfile": docker})
    assert group(tmp_path, "compose.yaml") == {"B": "own", "A": "image", "C": "1", "D": "20"}
    text = "services: {s: {build: {context: app, dockerfile: D, target: base, args: {Q: 9}}}}\n"
    project(tmp_path, {"compose.yaml": text, "app/D": docker})
    assert group(tmp_path, "compose.yaml") == {"A": "image", "B": "image"}
    project(tmp_path, {"compose.yaml": text.replace("target: base, ", "")})
    assert group(tmp_path, "compose.yaml") == {"A": "image", "B": "image", "C": "1", "D": "90"}
    project(tmp_path, {"compose.yaml": text.replace("target: base, ", "").replace("9", "'${Z}'")})
    assert group(tmp_path, "compose.yaml")["D"] is None


def test_a_file_laid_over_another_by_hand_says_only_a_part(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {"docker-compose.prod.yml": MAP_OVER})
    assert group(tmp_path, "docker-compose.prod.yml")["*"] == "laid over another file"
    full = "services:\n  s:\n    image: i\n    environment: {C: over}\n"
    project(tmp_path, {"docker-compose.prod.yml": full})
    assert "*" not in group(tmp_path, "docker-compose.prod.yml")
    project(tmp_path, {"docker-compose.yml": "services:\n  s:\n    image: i\n"})
    assert "*" in group(tmp_path, "docker-compose.prod.yml")


def test_nothing_outside_of_the_project_is_read(tmp_path: pathlib.Path) -> None:
    inside = tmp_path / "project"
    inside.mkdir()
    (tmp_path / "secret.env").write_text("V=outside\n")
    os.symlink(tmp_path / "secret.env", inside / "link.env")
    for path in ("../secret.env", "link.env", str(tmp_path / "secret.env")):
        project(inside, {"compose.yaml": f"services: {{s: {{image: i, env_file: {path}}}}}\n"})
        assert "V" not in group(inside, "compose.yaml")


# -- findings ----------------------------------------------------------------------------------------------------------

BASE = """\
services:
  vault:
    image: vaultwarden/server:1.32.0
    environment:
      SMTP_HOST: smtp.gmail.com
      SMTP_PORT: "465"
      SMTP_FROM: ada@gmail.com
      SMTP_SECURITY: force_tls
"""
OVER = "services:\n  vault:\n    environment:\n      - SMTP_PORT=587\n"
NAMES = ("docker-compose.yml", "docker-compose.override.yml")


@pytest.mark.parametrize("names", [NAMES, NAMES[:1], NAMES[1:], ("",)])
def test_a_mistake_between_base_and_override_is_told_once_in_the_override(
    tmp_path: pathlib.Path, names: tuple[str, ...]
) -> None:
    project(tmp_path, dict(zip(NAMES, (BASE, OVER), strict=True)))
    found = check(tmp_path, *names)
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0])[0] == ("docker-compose.override.yml", "587", "")
    related = places(found[0])[1:]
    assert [(file, says) for file, words, says in related if "force_tls" in words] == [
        ("docker-compose.yml", "implicit TLS is chosen here")
    ]
    assert ("docker-compose.yml", 'SMTP_PORT: "465"', "replaced by it") in related


def test_an_override_can_mend_its_base(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {NAMES[0]: BASE.replace("465", "587"), NAMES[1]: OVER.replace("587", "465")})
    assert check(tmp_path, *NAMES) == []


def test_extends_shows_the_way(tmp_path: pathlib.Path) -> None:
    text = "services:\n  s:\n    extends:\n      file: common.yml\n      service: vault\n    environment: {SMTP_TIMEOUT: 9}\n"
    project(tmp_path, {"compose.yaml": text, "common.yml": BASE.replace("465", "587")})
    found = check(tmp_path, "compose.yaml")
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0])[0] == ("common.yml", "587", "")
    assert places(found[0])[-1][::2] == ("compose.yaml", "vault is taken over here")


def test_a_key_that_the_image_does_not_read_is_told_where_it_stands(tmp_path: pathlib.Path) -> None:
    from smtplint.options import Options
    from smtplint.runner import Runner

    over = "services:\n  vault:\n    env_file: more.env\n    environment: [SMTP_TIMEOUTT=9]\n"
    base = BASE + "  other:\n    image: x/y\n    env_file: shared.env\n"
    env = {"more.env": "SMTP_FROM_NAMEE=Ada\n", "shared.env": "SMTP_USERNAMEE=x\n"}
    project(tmp_path, {NAMES[0]: base, NAMES[1]: over, **env})
    options = Options()
    options.paths = [str(tmp_path / name) for name in NAMES]
    unread = [places(one) for one in Runner(options).run().findings if one.name == "unknown-key"]
    assert unread == [
        [("docker-compose.override.yml", "SMTP_TIMEOUTT=9", "")],
        [
            ("more.env", "SMTP_FROM_NAMEE=Ada", ""),
            ("docker-compose.override.yml", "more.env", "read here from more.env"),
        ],
    ]


def test_a_file_that_two_services_share_is_no_misspelling_of_one(tmp_path: pathlib.Path) -> None:
    base = BASE + "    env_file: shared.env\n  other:\n    image: x/y\n    env_file: shared.env\n"
    write(tmp_path, {"compose.yaml": base, "shared.env": "SMTP_TIMEOUTT=9\n"})
    from smtplint.options import Options
    from smtplint.runner import Runner

    options = Options()
    options.paths = [str(tmp_path / "compose.yaml")]
    assert [one.name for one in Runner(options).run().findings if one.name == "unknown-key"] == []


# -- the .env file by itself -------------------------------------------------------------------------------------------

SERVICE = "services:\n  v:\n    image: vaultwarden/server\n    env_file: vault.env\n    environment: {SMTP_SECURITY: force_tls}\n"
PART = "SMTP_HOST=smtp.gmail.com\nSMTP_PORT=465\nSMTP_FROM=ada@gmail.com\n"


@pytest.mark.parametrize("names", [("",), ("vault.env",), ("compose.yaml", "vault.env")])
def test_a_file_that_a_service_completes_is_judged_with_it(tmp_path: pathlib.Path, names: tuple[str, ...]) -> None:
    project(tmp_path, {"compose.yaml": SERVICE, "vault.env": PART})
    assert check(tmp_path, *names) == []
    project(tmp_path, {"vault.env": PART.replace("465", "587")})
    found = check(tmp_path, *names)
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0])[0] == ("vault.env", "587", "")
    assert places(found[0])[-1] == ("compose.yaml", "vault.env", "read here from vault.env")


def test_a_file_that_only_fills_references_is_judged_with_the_service(tmp_path: pathlib.Path) -> None:
    names = "".join(f"      SMTP_{one}: ${{SMTP_{one}}}\n" for one in ("HOST", "PORT", "FROM"))
    service = f"services:\n  v:\n    image: x/y\n    environment:\n{names}      SMTP_SECURITY: force_tls\n"
    project(tmp_path, {".env": PART + "SMTP_SECURITY=starttls\n"})
    assert [one.name for one in check(tmp_path, ".env")] == ["starttls-on-implicit-tls-port"]
    project(tmp_path, {"compose.yaml": service})
    assert check(tmp_path, ".env") == []
    project(tmp_path, {".env": PART.replace("465", "587")})
    assert [places(one)[0] for one in check(tmp_path, ".env")] == [(".env", "587", "")]


def test_a_file_that_is_all_that_a_service_gets_speaks_for_itself(tmp_path: pathlib.Path) -> None:
    service = SERVICE.replace("SMTP_SECURITY: force_tls", "TZ: UTC")
    project(tmp_path, {"compose.yaml": service, "vault.env": PART.replace("465", "465\nSMTP_SECURITY=starttls")})
    assert [one.name for one in check(tmp_path, "vault.env")] == ["starttls-on-implicit-tls-port"]


def test_a_variable_that_the_image_does_not_read_is_told_in_the_override_too(tmp_path: pathlib.Path) -> None:
    from smtplint.options import Options
    from smtplint.runner import Runner

    over = "services:\n  vault:\n    environment: [SMTP_TLS=true, SMTP_PASSWORD_FILE=/run/x, TZ=UTC]\n"
    project(tmp_path, {NAMES[0]: BASE, NAMES[1]: over})
    options = Options()
    options.paths = [str(tmp_path)]
    unread = [(places(one), one.message) for one in Runner(options).run().findings if one.name == "unknown-key"]
    assert unread == [
        ([("docker-compose.override.yml", "SMTP_TLS=true", "")], "Vaultwarden reads no variable SMTP_TLS")
    ]


def test_the_image_tells_whose_file_it_is(tmp_path: pathlib.Path) -> None:
    env = "SMTP_HOST=smtp.gmail.com\nSMTP_PORT=465\nSMTP_SECURITY=starttls\n"
    service = "services:\n  v:\n    image: ghcr.io/dani-garcia/vaultwarden:1.32.5\n    env_file: app.env\n"
    project(tmp_path, {"app.env": env})
    assert check(tmp_path, "") == []
    project(tmp_path, {"compose.yaml": service.replace("ghcr.io/dani-garcia/vaultwarden", "vaultwarden/server")})
    found = check(tmp_path, "")
    assert [one.name for one in found] == ["starttls-on-implicit-tls-port"]
    assert places(found[0])[0] == ("app.env", "465", "")


def test_a_broken_compose_file_is_told_in_its_own_place(tmp_path: pathlib.Path) -> None:
    from smtplint.options import Options
    from smtplint.runner import Runner

    broken = SERVICE + "    labels: [a, b\n" + "# more\n" * 40
    project(tmp_path, {"compose.yaml": broken, "vault.env": PART})
    for names in (("vault.env",), ("compose.yaml", "vault.env")):
        options = Options()
        options.paths = [str(tmp_path / name) for name in names]
        for finding in Runner(options).run().findings:
            assert finding.primary.span.end <= len(finding.primary.source.text)
            assert finding.name != "broken-file" or finding.primary.source.path.endswith("compose.yaml")


def test_secrets_that_others_replace_are_hidden_too(tmp_path: pathlib.Path) -> None:
    from smtplint.options import Options
    from smtplint.report import FORMATS, render
    from smtplint.runner import Runner

    base = (
        "services:\n  vault:\n    image: vaultwarden/server:1.32.0\n"
        "    environment: {SMTP_HOST: smtp.gmail.com, SMTP_PORT: 465, SMTP_PASSWORD: q9v8w7e6, SMTP_FROM: a@gmail.com}\n"
    )
    over = (
        "services:\n  vault:\n    environment: [SMTP_PORT=587, SMTP_SECURITY=force_tls, SMTP_PASSWORD=z1x2c3v4]\n"
        "  other: {image: x/y, environment: [API_TOKEN=n5m6b7v8]}\n"
    )
    project(tmp_path, {NAMES[0]: base, NAMES[1]: over})
    for names in (NAMES, NAMES[:1], NAMES[1:]):
        options = Options()
        options.paths = [str(tmp_path / name) for name in names]
        report = Runner(options).run()
        assert "implicit-tls-on-starttls-port" in [one.name for one in report.findings]
        for form in FORMATS:
            shown = render(form, report)
            assert not [one for one in ("q9v8w7e6", "z1x2c3v4", "n5m6b7v8") if one in shown]


def test_a_fix_in_a_file_that_a_service_completes_is_proven(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {"compose.yaml": SERVICE, "vault.env": PART.replace("465", "587")})
    (found,) = check(tmp_path, "vault.env")
    assert found.fix is not None
    assert [(edit.text, edit.source.path.endswith("vault.env")) for edit in found.fix.edits] == [("465", True)]


def test_standard_input_counts_for_a_file_that_a_service_completes(tmp_path: pathlib.Path) -> None:
    from smtplint.options import Options
    from smtplint.runner import Runner

    project(tmp_path, {"compose.yaml": SERVICE, "vault.env": PART.replace("465", "587")})
    runner = Runner(Options())
    runner.check_bytes(str(tmp_path / "vault.env"), PART.encode())
    assert [one.name for one in runner.finish().findings if one.consequence != "risk"] == []


@pytest.mark.parametrize("ending", [".example", ".sample", ".dist", ".template"])
def test_where_there_is_no_env_file_its_template_is_taken(ending: str, tmp_path: pathlib.Path) -> None:
    service = "services: {s: {image: i, environment: {A: '${P}', B: '${Q}', C: '${R:-r}'}, env_file: x.env}}\n"
    template = {f".env{ending}": "P=587\nQ=<your-q>\n", f"x.env{ending}": "D=1\nE=changeme\n"}
    project(tmp_path, {"compose.yaml": service, **template})
    assert group(tmp_path, "compose.yaml") == {"A": "587", "B": None, "C": "r", "D": "1", "E": None}
    project(tmp_path, {".env": "Q=q\n"})
    assert group(tmp_path, "compose.yaml") == {"A": None, "B": "q", "C": "r", "D": "1", "E": None}
