"""Kubernetes: values of ConfigMaps and Secrets beside a container, in its kustomization, and read from the other side."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, group, places, project

POD = """\
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: v
          image: vaultwarden/server:1.32.0
          envFrom:
            - configMapRef: {name: mail}
            - prefix: SMTP_
              secretRef: {name: mode}
          env:
            - {name: OWN, value: "1"}
            - {name: A, value: own}
"""
CONFIG = "kind: ConfigMap\nmetadata: {name: mail}\ndata: {A: map, B: map, SMTP_X: map}\n"
SECRET = "kind: Secret\nmetadata: {name: mode}\nstringData: {X: secret}\n"
FULL = {"OWN": "1", "A": "own", "SMTP_X": "secret", "B": "map"}


@pytest.mark.parametrize(
    "files",
    [
        {"pod.yaml": POD, "config.yaml": CONFIG, "secret.yml": SECRET},
        {"pod.yaml": POD + "---\n" + CONFIG + "---\n" + SECRET},
        {"pod.yaml": POD, "b/x.yaml": CONFIG + "---\n" + SECRET, "kustomization.yaml": "resources: [b, pod.yaml]\n"},
    ],
)
def test_sources_are_laid_over_each_other_with_their_prefix(tmp_path: pathlib.Path, files: dict[str, str]) -> None:
    project(tmp_path, files)
    assert group(tmp_path, "pod.yaml") == FULL


def test_a_kustomization_makes_objects(tmp_path: pathlib.Path) -> None:
    text = (
        "configMapGenerator:\n  - {name: mail, literals: [A=map, 'B=\"map\"'], envs: [x.env]}\n"
        "secretGenerator:\n  - {name: mode, files: [X=x.txt]}\n"
    )
    project(tmp_path, {"pod.yaml": POD, "kustomization.yaml": text, "x.env": "SMTP_X=file\n", "x.txt": "whole"})
    assert group(tmp_path, "pod.yaml") == {**FULL, "SMTP_X": "whole", "B": '"map"'}


@pytest.mark.parametrize(
    "more",
    [
        {"other.yaml": CONFIG.replace("map}", "other}")},
        {"kustomization.yaml": "configMapGenerator: [{name: mail, behavior: merge, literals: [A=x]}]\n"},
        {"kustomization.yaml": "configMapGenerator: [{name: mail, envs: [none.env]}]\n", "config.yaml": "a: b\n"},
    ],
)
def test_what_two_objects_or_none_might_give_is_not_known(tmp_path: pathlib.Path, more: dict[str, str]) -> None:
    project(tmp_path, {"pod.yaml": POD, "config.yaml": CONFIG, "secret.yaml": SECRET, **more})
    assert group(tmp_path, "pod.yaml") == {
        "OWN": "1",
        "A": "own",
        "SMTP_X": "secret",
        "*": "takes variables over from elsewhere",
    }


def test_references_between_variables_and_encrypted_values_are_not_known(tmp_path: pathlib.Path) -> None:
    text = POD.replace('value: "1"', "value: $(B)")
    secret = SECRET.replace("secret}", "'ENC[AES256_GCM,data:x]'}")
    project(tmp_path, {"pod.yaml": text, "config.yaml": CONFIG, "secret.yaml": secret})
    found = group(tmp_path, "pod.yaml")
    assert (found["OWN"], found["SMTP_X"]) == (None, None)


OBJECT = """\
kind: ConfigMap
metadata: {name: mail}
data:
  SMTP_HOST: smtp.gmail.com
  SMTP_PORT: "587"
  SMTP_FROM: ada@gmail.com
  SMTP_SECURITY: force_tls
"""
READER = "".join(POD.partition("            - prefix")[0])


@pytest.mark.parametrize("names", [("config.yaml",), ("config.yaml", "pod.yaml")])
def test_an_object_is_judged_with_the_container_that_reads_it(tmp_path: pathlib.Path, names: tuple[str, ...]) -> None:
    project(tmp_path, {"pod.yaml": READER, "config.yaml": OBJECT})
    found = check(tmp_path, *names)
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0]) == [
        ("config.yaml", "587", ""),
        ("config.yaml", "force_tls", "implicit TLS is chosen here"),
        ("pod.yaml", "mail", "read here from ConfigMap mail"),
    ]


def test_an_object_alone_may_be_completed_by_others(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {"config.yaml": OBJECT})
    assert group(tmp_path, "config.yaml")["*"] == "whoever reads it may be given more"
    assert check(tmp_path, "config.yaml") == []


MAIL = "SMTP_HOST=smtp.gmail.com\nSMTP_PORT=465\nSMTP_FROM=ada@gmail.com\n"


@pytest.mark.parametrize("names", [("mail.env",), ("",)])
def test_a_file_of_variables_is_judged_with_the_container_that_gets_it(
    tmp_path: pathlib.Path, names: tuple[str, ...]
) -> None:
    env = "          env: [{name: SMTP_SECURITY, value: force_tls}]\n"
    text = "configMapGenerator: [{name: mail, envs: [mail.env]}]\n"
    project(tmp_path, {"pod.yaml": READER + env, "kustomization.yaml": text, "mail.env": MAIL})
    assert check(tmp_path, *names) == []
    project(tmp_path, {"mail.env": MAIL.replace("465", "587")})
    found = check(tmp_path, *names)
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0])[0][:2] == ("mail.env", "587")
    assert places(found[0])[-1] == ("pod.yaml", "mail", "read here from ConfigMap mail")


BASE_POD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: vw}
spec:
  template:
    spec:
      containers:
        - {name: vw, image: "vaultwarden/server:1.32.0", envFrom: [{configMapRef: {name: mail}}]}
"""
GENERATOR = "configMapGenerator:\n  - name: mail\n"
LITERALS = (
    "    literals: [SMTP_HOST=smtp.fastmail.com, SMTP_PORT=587, SMTP_SECURITY=starttls, SMTP_FROM=a@fastmail.com]\n"
)
OVERLAY = "resources: [../../base]\n" + GENERATOR


@pytest.mark.parametrize(
    ("overlay", "wrong"),
    [
        (OVERLAY + "    behavior: merge\n    literals: [SMTP_PORT=465]\n", ["465"]),
        (OVERLAY + "    behavior: merge\n    literals: [SMTP_PORT=465, SMTP_SECURITY=force_tls]\n", []),
        (OVERLAY + "    behavior: replace\n" + LITERALS.replace("587", "465"), ["465"]),
        (OVERLAY + "    behavior: merge\n    literals: [SMTP_PORT=465]\npatches: [{path: x.yaml}]\n", []),
        (OVERLAY + "    behavior: merge\n    envs: [gone.env]\n", []),
        (OVERLAY.replace("../../base", "../../other") + "    behavior: merge\n    literals: [SMTP_PORT=465]\n", []),
    ],
)
def test_an_overlay_changes_what_the_base_makes(overlay: str, wrong: list[str], tmp_path: pathlib.Path) -> None:
    base = {"base/pod.yaml": BASE_POD, "base/kustomization.yaml": "resources: [pod.yaml]\n" + GENERATOR + LITERALS}
    project(tmp_path, {**base, "overlays/prod/kustomization.yaml": overlay})
    found = [(one.primary.source.path.split("/")[-2], places(one)[0][1]) for one in check(tmp_path, ".")]
    assert found == [("prod", one) for one in wrong]
