"""Values that come from other files: compose interpolation, ``env_file``, ConfigMaps and Secrets, the command line."""

from __future__ import annotations

import base64
import pathlib

import pytest

from smtplint.readers.registry import read
from smtplint.settings.deployment import compose as link_compose
from smtplint.settings.deployment import kubernetes as link_kubernetes
from smtplint.settings.deployment.reach import Reach
from smtplint.settings.links import Environment, Linked, given
from smtplint.settings.parts import parts_of
from smtplint.surroundings import Surroundings
from smtplint.text import Source
from tests.settings.linked import check, places, write

UNKNOWN = None
# From the interpolation chapter of the Compose specification: what .env holds (None: no file), the text, the value.
TABLE: list[tuple[str | None, str, str | None]] = [
    ("A=x\n", "${A}", "x"),
    ("A=x\n", "$A", "x"),
    ("A=x\n", "a-${A}-b", "a-x-b"),
    ("A=x\n", "$A-b", "x-b"),
    ("A=x\n", "$Ab", UNKNOWN),
    ("A=x\n", "${A:-d}", "x"),
    ("A=\n", "${A:-d}", "d"),
    ("A=\n", "${A-d}", ""),
    ("B=x\n", "${A:-d}", "d"),
    ("B=x\n", "${A-d}", "d"),
    ("B=x\n", "${A:-${B}}", "x"),
    ("B=x\n", "${A:-${C:-e}}", "e"),
    ("A=x\n", "${A:?stop}", "x"),
    ("B=x\n", "${A:?stop}", UNKNOWN),
    ("A=x\n", "${A:+y}", "y"),
    ("A=\n", "${A:+y}", ""),
    ("A=\n", "${A+y}", "y"),
    ("A=x\n", "$$A", "$A"),
    ("A=x\n", "p$$w", "p$w"),
    ("A=x\n", "$${A}", "${A}"),
    ("A=x\n", "100$", "100$"),
    ("B=x\n", "${A}", UNKNOWN),
    ("B=x\n", "$A", UNKNOWN),
    (None, "${A}", UNKNOWN),
    (None, "${A:-d}", UNKNOWN),
    (None, "plain", "plain"),
    # What compose-go's own tests of its templates hold it to.
    ("F=first\nE=\n", "$F-bar", "first-bar"),
    ("F=first\nE=\n", "a $ b", "a $ b"),
    ("F=first\nE=\n", "^x$", "^x$"),
    ("F=first\nE=\n", "$}", "$}"),
    ("F=first\nE=\n", "${", UNKNOWN),
    ("F=first\nE=\n", "${}", UNKNOWN),
    ("F=first\nE=\n", "${ F}", UNKNOWN),
    ("F=first\nE=\n", "${F }", UNKNOWN),
    ("F=first\nE=\n", "${F!}", UNKNOWN),
    ("F=first\nE=\n", "x ${E} y", "x  y"),
    ("F=first\nE=\n", "${E:-/a:-b}", "/a:-b"),
    ("F=first\nE=\n", ":-x ${U-d}", ":-x d"),
    ("F=first\nE=\n", "?x ${E:-d}", "?x d"),
    ("F=first\nE=\n", "+x ${U:-${E-d}}", "+x "),
    ("F=first\nE=\n", "${U-$F}", "first"),
    ("F=first\nE=\n", "${U-${F} ${F}}", "first first"),
    ("F=first\nE=\n", "${E+$F ${F:+second}}", "first second"),
    ("F=first\nE=\n", "${F:?err}", "first"),
    ("F=first\nE=\n", "${E?err}", ""),
    ("F=first\nE=\n", "${E:?err}", UNKNOWN),
    ("F=first\nE=\n", "${U?}", UNKNOWN),
    ('J={"a":2}\n', "${U:-${J}}", '{"a":2}'),
    ("A='x y'\n", "${A}", "x y"),
    ('A="$B"\nB=1\n', "${A}", UNKNOWN),
    ("B=1\nA=${B}2\n", "${A}", "12"),
]


def value(folder: pathlib.Path, text: str, name: str = "V", *, env: list[str] | None = None) -> str | None:
    """What a variable of the first service of a compose file holds, None where that is not known."""
    path = str(folder / "compose.yaml")
    document = read(Source.from_bytes(path, text.encode()), "yaml")
    part = next(one for one in parts_of(document) if one.linker == "compose" and one.name == "s")
    supplied = Environment([given(env)] if env else [])
    around = Surroundings()
    linked = link_compose.link(part, Reach(path, around.document, around.text, frozenset()), supplied)
    entry = linked[0].node.get(name) if linked else None
    return entry.value.text if entry is not None and entry.value.kind == "scalar" else None


@pytest.mark.parametrize(("env", "text", "expected"), TABLE)
def test_references_are_replaced_as_compose_does(
    tmp_path: pathlib.Path, env: str | None, text: str, expected: str | None
) -> None:
    if env is not None:
        (tmp_path / ".env").write_text(env)
    assert value(tmp_path, f"services:\n  s:\n    environment:\n      V: '{text}'\n") == expected
    assert value(tmp_path, f"services:\n  s:\n    environment:\n      - 'V={text}'\n") == expected


def test_the_command_line_wins_over_the_file_beside(tmp_path: pathlib.Path) -> None:
    (tmp_path / ".env").write_text("A=file\n")
    text = "services:\n  s:\n    environment:\n      V: ${A}\n"
    assert value(tmp_path, text) == "file"
    assert value(tmp_path, text, env=["A=given"]) == "given"


def test_a_name_without_a_value_is_passed_on(tmp_path: pathlib.Path) -> None:
    (tmp_path / ".env").write_text("V=file\n")
    assert value(tmp_path, "services:\n  s:\n    environment: [V, W]\n") == "file"
    assert value(tmp_path, "services:\n  s:\n    environment: [V, W]\n", "W") is None


@pytest.mark.parametrize(
    "form",
    ["one.env", "[one.env]", "[{path: one.env}]", "[two.env, one.env]", "[one.env, {path: none.env, required: false}]"],
)
def test_env_file_has_many_forms(tmp_path: pathlib.Path, form: str) -> None:
    (tmp_path / "one.env").write_text("V=one\n")
    (tmp_path / "two.env").write_text("V=two\nW=two\n")
    assert value(tmp_path, f"services:\n  s:\n    env_file: {form}\n") == "one"


def test_environment_wins_over_env_file_and_later_files_over_earlier_ones(tmp_path: pathlib.Path) -> None:
    (tmp_path / "one.env").write_text("V=one\nW=one\n")
    (tmp_path / "two.env").write_text("V=two\nW=two\n")
    text = "services:\n  s:\n    env_file: [one.env, two.env]\n    environment:\n      V: own\n"
    assert (value(tmp_path, text), value(tmp_path, text, "W")) == ("own", "two")


def test_a_service_takes_over_from_the_one_that_it_extends(tmp_path: pathlib.Path) -> None:
    (tmp_path / "one.env").write_text("W=one\n")
    text = (
        "services:\n  base:\n    env_file: one.env\n    environment:\n      V: base\n      X: base\n"
        "  s:\n    extends: {service: base}\n    environment:\n      V: own\n"
    )
    assert [value(tmp_path, text, name) for name in "VWX"] == ["own", "one", "base"]


def test_services_that_extend_each_other_end(tmp_path: pathlib.Path) -> None:
    text = "services:\n  a:\n    extends: s\n  s:\n    extends: a\n    environment: {V: own}\n"
    assert value(tmp_path, text) == "own"


COMPOSE = """\
services:
  vault:
    image: vaultwarden/server:1.32.0
    env_file: vault.env
    environment:
      SMTP_HOST: ${MAIL_HOST:-smtp.gmail.com}
      SMTP_FROM: ada@${DOMAIN}
      SMTP_PORT: ${MAIL_PORT}
"""
VAULT = "SMTP_SECURITY=force_tls\nSMTP_USERNAME=ada@gmail.com\nSMTP_PASSWORD=change-me\n"


def test_a_finding_stands_where_the_value_is_set_and_shows_the_way(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"compose.yaml": COMPOSE, "vault.env": VAULT, ".env": "MAIL_PORT=587\nDOMAIN=gmail.com\n"})
    found = check(tmp_path, "compose.yaml")
    assert [(one.name, one.consequence) for one in found] == [("implicit-tls-on-starttls-port", "fails")]
    assert places(found[0]) == [
        (".env", "587", ""),
        ("vault.env", "force_tls", "implicit TLS is chosen here"),
        ("compose.yaml", "${MAIL_PORT}", "read here from MAIL_PORT"),
    ]


def test_the_command_line_can_decide_it(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"compose.yaml": COMPOSE, "vault.env": VAULT})
    assert check(tmp_path, "compose.yaml") == []
    found = check(tmp_path, "compose.yaml", env=["MAIL_PORT=587", "DOMAIN=gmail.com"])
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert found[0].primary.source.path.endswith("compose.yaml")
    fix = found[0].fix  # there is no file in which the number stands; the mode can be changed where it stands
    assert fix is not None
    assert [(edit.source.path.endswith("vault.env"), edit.text) for edit in fix.edits] == [(True, "starttls")]
    assert check(tmp_path, "compose.yaml", env=["MAIL_PORT=465", "DOMAIN=gmail.com"]) == []


def test_an_env_file_that_is_not_here_leaves_defaults_unknown(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"compose.yaml": COMPOSE.replace("${MAIL_PORT}", "'465'"), ".env": "DOMAIN=gmail.com\n"})
    assert check(tmp_path, "compose.yaml") == []


SECRET = base64.b64encode(b"force_tls").decode()
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: vault
          image: vaultwarden/server:1.32.0
          envFrom:
            - configMapRef: {name: mail}
          env:
            - name: SMTP_SECURITY
              valueFrom:
                secretKeyRef: {name: mode, key: security}
"""
CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: mail}
data:
  SMTP_HOST: smtp.gmail.com
  SMTP_PORT: "587"
  SMTP_FROM: ada@gmail.com
---
apiVersion: v1
kind: Secret
metadata: {name: mode}
data:
  security: %s
"""


@pytest.mark.parametrize("together", [True, False])
def test_objects_of_kubernetes_are_followed(tmp_path: pathlib.Path, together: bool) -> None:
    config = CONFIG % SECRET
    files = {"all.yaml": DEPLOYMENT + "---\n" + config} if together else {"all.yaml": DEPLOYMENT, "config.yaml": config}
    write(tmp_path, files)
    found = check(tmp_path, "all.yaml")
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0])[0][:2] == ("all.yaml" if together else "config.yaml", "587")


def test_objects_that_are_not_here_leave_everything_open(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"all.yaml": DEPLOYMENT})
    assert check(tmp_path, "all.yaml") == []


def test_a_value_that_is_no_base64_is_not_known() -> None:
    document = read(Source.from_bytes("s.yaml", b"kind: Secret\ndata: {a: '***', b: YQ==}\n"), "yaml")
    first, second = link_kubernetes.values_of(document.roots[0])
    assert (first.value.kind, second.value.kind) == ("opaque", "scalar")
    assert isinstance(second.value, Linked)
    assert second.value.text == "a"


def test_a_comment_where_the_value_stands_holds_the_finding_back(tmp_path: pathlib.Path) -> None:
    comment = "# smtplint: ignore[implicit-tls-on-starttls-port] the relay does so\n"
    write(
        tmp_path, {"compose.yaml": COMPOSE, "vault.env": VAULT, ".env": comment + "MAIL_PORT=587\nDOMAIN=gmail.com\n"}
    )
    assert check(tmp_path, "compose.yaml") == []
