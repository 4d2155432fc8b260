"""Helm: templates take values by plain paths, and everything else in them stays open."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, group, places, project

VALUES = """\
smtp:
  host: smtp.gmail.com
  port: 587
  empty: ""
  on: yes
  nothing:
  octal: 0587
  quoted: "0587"
image: {repository: vaultwarden/server, tag: 1.32.0}
"""
POD = """\
kind: Pod
metadata: {name: x}
spec:
  containers:
    - name: a
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
      env:
        - name: V
          value: %s
"""


def value(folder: pathlib.Path, expression: str) -> str | None:
    project(folder, {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/pod.yaml": POD % expression})
    return group(folder, "templates/pod.yaml")["V"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("{{ .Values.smtp.host }}", "smtp.gmail.com"),
        ('"{{ .Values.smtp.host }}"', "smtp.gmail.com"),
        ("{{- .Values.smtp.host -}}", "smtp.gmail.com"),
        ("{{ $.Values.smtp.host }}", "smtp.gmail.com"),
        ("{{ .Values.smtp.port | quote }}", "587"),
        ("{{ quote .Values.smtp.port }}", "587"),
        ('{{ .Values.smtp.host | default "x" | quote }}', "smtp.gmail.com"),
        ('{{ default "x" .Values.smtp.empty | quote }}', "x"),
        ('{{ .Values.smtp.none | default "x" }}', "x"),
        ('{{ .Values.smtp.nothing | default "x" }}', "x"),
        ("{{ .Values.smtp.port | default 25 | quote }}", "587"),
        ("{{ .Values.smtp.empty | quote }}", ""),
        ("{{ .Values.smtp.on | quote }}", "true"),
        ("{{ .Values.smtp.quoted | quote }}", "0587"),
        ("{{ .Values.smtp.octal | quote }}", None),
        ("{{ .Values.smtp.none }}", None),
        ("{{ .Values.smtp.host | upper }}", None),
        ("{{ tpl .Values.smtp.host . }}", None),
        ('{{ include "host" . }}', None),
        ('{{ printf "%s" .Values.smtp.host }}'.replace("%", "%%"), None),
        ("{{ .Values.smtp.host }}:{{ .Values.smtp.port }}", None),
        ('{{ .Values.smtp.host | default (include "x" .) }}', None),
        ("{{ .Release.Name }}", None),
    ],
)
def test_plain_paths_are_followed(tmp_path: pathlib.Path, expression: str, expected: str | None) -> None:
    assert value(tmp_path, expression.replace("%%", "%")) == expected


def test_conditions_leave_open_what_stands_under_them(tmp_path: pathlib.Path) -> None:
    text = POD % "{{ .Values.smtp.host }}"
    more = '        {{- if .Values.a }}\n        - {name: W, value: "1"}\n        {{- end }}\n        - {name: X, value: "1"}\n'
    project(tmp_path, {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/pod.yaml": text + more})
    assert group(tmp_path, "templates/pod.yaml") == {"V": "smtp.gmail.com", "W": None, "X": "1"}
    whole = "{{- if .Values.a }}\n" + text + "{{- end }}\n"
    project(tmp_path, {"templates/pod.yaml": whole})
    assert group(tmp_path, "templates/pod.yaml") == {"V": "smtp.gmail.com"}
    inner = "{{- range .Values.a }}\n" + text + "{{- end }}\n"
    project(tmp_path, {"templates/pod.yaml": inner})
    assert group(tmp_path, "templates/pod.yaml") == {"V": None}


@pytest.mark.parametrize("more", ["{{- toYaml .Values.extra | nindent 8 }}", '{{ include "env" . | indent 8 }}'])
def test_a_region_that_adds_entries_leaves_the_group_open(tmp_path: pathlib.Path, more: str) -> None:
    text = POD % "{{ .Values.smtp.host }}" + "        " + more + "\n"
    project(tmp_path, {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/pod.yaml": text})
    assert group(tmp_path, "templates/pod.yaml")["*"] == "a template adds more"


def test_only_a_chart_of_its_own_has_its_values(tmp_path: pathlib.Path) -> None:
    text = POD % "{{ .Values.smtp.host }}"
    project(tmp_path, {"values.yaml": VALUES, "templates/pod.yaml": text})
    assert group(tmp_path, "templates/pod.yaml")["V"] is None
    inner = {"charts/a/Chart.yaml": "name: a\n", "charts/a/values.yaml": VALUES, "charts/a/templates/pod.yaml": text}
    project(tmp_path, {"Chart.yaml": "name: x\n", **inner})
    assert group(tmp_path, "charts/a/templates/pod.yaml")["V"] is None


CONFIG = """\
kind: ConfigMap
metadata:
  name: {{ include "x.fullname" . }}
data:
  SMTP_HOST: {{ .Values.smtp.host | quote }}
  SMTP_PORT: {{ .Values.smtp.port | quote }}
  SMTP_FROM: ada@gmail.com
"""
READER = """\
kind: Pod
spec:
  containers:
    - name: a
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
      envFrom:
        - configMapRef:
            name: {{ include "x.fullname" . }}
      env:
        - name: SMTP_SECURITY
          value: force_tls
"""


def test_a_mistake_stands_in_the_values_and_shows_its_way(tmp_path: pathlib.Path) -> None:
    files = {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/c.yaml": CONFIG, "templates/p.yaml": READER}
    project(tmp_path, files)
    found = check(tmp_path, "")
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0]) == [
        ("values.yaml", "587", ""),
        ("p.yaml", "force_tls", "implicit TLS is chosen here"),
        ("c.yaml", "{{ .Values.smtp.port | quote }}", "read here from Values.smtp.port"),
        ("p.yaml", '{{ include "x.fullname" . }}', 'read here from ConfigMap {{ include "x.fullname" . }}'),
    ]
