"""Whatever stands in deployment files: they are followed without an exception, in bounded time."""

from __future__ import annotations

import json
import pathlib
import tempfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.settings.linked import check, project

WORDS = (
    "services", "s", "b", "environment", "env_file", "extends", "include", "image", "build", "args", "context", "file",
    "service", "path", "format", "dockerfile", "target", "jobs", "steps", "env", "variables", "kind", "metadata", "name",
    "data", "stringData", "spec", "containers", "envFrom", "configMapRef", "secretRef", "valueFrom", "configMapKeyRef",
    "key", "prefix", "resources", "configMapGenerator", "literals", "envs", "files", "tasks", "vars", "docker_container",
    "block", "SMTP_HOST", "SMTP_PORT", "SMTP_SECURITY", "smtp_port", "Values",
)  # fmt: skip
TEXTS = (
    "compose.yaml", "compose.override.yaml", ".env", "Dockerfile", ".", "..", "/etc/x", "\x00", "s", "b", "ConfigMap",
    "Secret", "Deployment", "smtp.gmail.com", "587", "${SMTP_PORT}", "${A:-${B}}", "$$", "{{ smtp_port }}", "YQ==",
    "SMTP_PORT=587", "SMTP_PORT", "force_tls", "vaultwarden/server:1.32.0", "{{ .Values.s.b | quote }}", "../base", "",
)  # fmt: skip
_leaves = st.one_of(st.sampled_from(TEXTS), st.none(), st.integers(0, 600), st.booleans())
_values = st.recursive(
    _leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)),
    max_leaves=25,
)
_services = st.dictionaries(st.sampled_from(("s", "b")), st.dictionaries(st.sampled_from(WORDS), _values, max_size=6))
_compose = st.fixed_dictionaries({"services": st.one_of(_services, _values), "include": _values})
_object = st.fixed_dictionaries(
    {"kind": st.sampled_from(("ConfigMap", "Secret", "Pod")), "metadata": _values, "data": _values, "spec": _values}
)
NAMES = (
    "compose.yaml", "compose.override.yaml", "pod.yaml", "kustomization.yaml", ".github/workflows/a.yml", "play.yml",
    "group_vars/all.yml", ".gitlab-ci.yml", "Chart.yaml", "values.yaml", "templates/a.yaml",
)  # fmt: skip


@given(st.fixed_dictionaries({name: st.one_of(_compose, _object, _values, st.lists(_values)) for name in NAMES}))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_files_are_followed(files: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        written = {one: json.dumps(value).replace("\\u0000", "\\0") for one, value in files.items()}
        written |= {
            "Dockerfile": "FROM s AS b\nFROM b AS s\nFROM s\nENV SMTP_PORT=$A\n",
            ".env": "SMTP_PORT=$SMTP_PORT\n",
        }
        project(folder, {one: text + "\n# smtp mail\n" for one, text in written.items()})
        for finding in check(folder, ""):
            for place in (finding.primary, *finding.related):
                assert 0 <= place.span.start <= place.span.end <= len(place.source.text)


@pytest.mark.parametrize(
    "files",
    [
        {"compose.yaml": "services: {s: {extends: {file: compose.yaml, service: s}, environment: {SMTP_PORT: 5}}}\n"},
        {"compose.yaml": "include: [compose.yaml]\nservices: {s: {environment: {SMTP_PORT: 5}}}\n"},
        {"compose.yaml": "services: {s: {env_file: [" + "a.env, " * 500 + "], environment: {SMTP_PORT: 5}}}\n"},
        {"compose.yaml": "services: {" + ", ".join(f"s{n}: {{extends: s{n + 1}}}" for n in range(3000)) + "} # smtp\n"},
        {"a/kustomization.yaml": "resources: [../a, ../b] # smtp\n", "b/kustomization.yaml": "resources: [../a]\n",
         "a/p.yaml": "kind: Pod\nspec: {containers: [{envFrom: [{configMapRef: {name: mail}}]}]}\n"},
        {"Dockerfile": "".join(f"FROM s{n} AS s{n + 1}\nENV SMTP_PORT=${{SMTP_PORT}}0\n" for n in range(150))},
        {"a.service": "[Service]\n" + "Environment=SMTP_PORT=5 \\\n" * 5000},
        {".gitlab-ci.yml": "variables: {SMTP_PORT: 5}\n" + "".join(f"j{n}: {{variables: {{SMTP_HOST: x}}}}\n" for n in range(400))},
    ],
)  # fmt: skip
def test_circles_and_masses_end(tmp_path: pathlib.Path, files: dict[str, str]) -> None:
    import time

    project(tmp_path, files)
    start = time.monotonic()
    check(tmp_path, "")
    assert time.monotonic() - start < 20
