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
    more = '        {{- if .Release.IsInstall }}\n        - {name: W, value: "1"}\n        {{- end }}\n        - {name: X, value: "1"}\n'
    project(tmp_path, {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/pod.yaml": text + more})
    assert group(tmp_path, "templates/pod.yaml") == {"V": "smtp.gmail.com", "W": None, "X": "1"}
    whole = "{{- if .Values.a }}\n" + text + "{{- end }}\n"
    project(tmp_path, {"templates/pod.yaml": whole})
    assert group(tmp_path, "templates/pod.yaml") == {"V": "smtp.gmail.com"}
    inner = "{{- range .Values.a }}\n" + text + "{{- end }}\n"
    project(tmp_path, {"templates/pod.yaml": inner})
    assert group(tmp_path, "templates/pod.yaml") == {"V": None}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("if .Values.smtp.host", True),
        ("if $.Values.smtp.host", True),
        ("if .Values.smtp.empty", False),
        ("if .Values.smtp.none", False),
        ("if .Values.none.none", None),
        ("if .Values.smtp.nothing", False),
        ("if .Values.zero", False),
        ("if .Values.off", False),
        ("if .Values.list", False),
        ("if .Values.smtp", True),
        ("if not .Values.smtp.host", False),
        ("if and .Values.smtp.host .Values.smtp.port", True),
        ("if and .Values.smtp.host .Values.off", False),
        ("if and .Values.off .Release.Name", False),
        ("if and .Values.smtp.host .Release.Name", None),
        ("if or .Values.off .Release.Name", None),
        ("if or .Values.off (not .Values.zero)", True),
        ("if (and .Values.smtp.host (not .Values.off))", True),
        ('if eq .Values.smtp.host "smtp.gmail.com"', True),
        ('if ne .Values.smtp.host "smtp.gmail.com"', False),
        ("if eq .Values.smtp.port 587", None),
        ('if .Capabilities.APIVersions.Has "v1"', None),
        ("if .Values.smtp.host | empty", None),
        ("range .Values.list", False),
        ("with .Values.off", False),
    ],
)
def test_plain_conditions_are_decided_by_the_values(
    tmp_path: pathlib.Path, condition: str, expected: bool | None
) -> None:
    values = VALUES + "zero: 0\noff: false\nlist: []\n"
    more = f'        {{{{- {condition} }}}}\n        - {{name: W, value: "1"}}\n        {{{{- end }}}}\n'
    pod = POD % "x" + more
    project(tmp_path, {"Chart.yaml": "name: x\n", "values.yaml": values, "templates/pod.yaml": pod})
    found = group(tmp_path, "templates/pod.yaml")
    assert found == {"V": "x"} | ({} if expected is False else {"W": "1" if expected else None})


def test_of_several_branches_one_is_taken(tmp_path: pathlib.Path) -> None:
    branches = (
        "        {{- if .Values.a }}\n        - {name: W, value: a}\n        {{- else if .Values.smtp.host }}\n"
        "        - {name: W, value: b}\n        {{- else }}\n        - {name: W, value: c}\n        {{- end }}\n"
    )
    files = {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/pod.yaml": POD % "x" + branches}
    project(tmp_path, files)
    assert group(tmp_path, "templates/pod.yaml") == {"V": "x", "W": "b"}


@pytest.mark.parametrize(
    "more",
    [
        "{{- range .Values.smtp }}\n        - {name: W, value: x}\n        {{- end }}",
        "- name: {{ .Values.smtp.host }}\n          value: x",
    ],
)
def test_names_that_a_template_makes_leave_the_group_open(tmp_path: pathlib.Path, more: str) -> None:
    text = POD % "x" + "        " + more + "\n"
    project(tmp_path, {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/pod.yaml": text})
    assert "*" in group(tmp_path, "templates/pod.yaml")


def test_inside_with_the_dot_is_the_value(tmp_path: pathlib.Path) -> None:
    more = (
        "        {{- with .Values.smtp }}\n        - name: W\n          value: {{ .host | quote }}\n"
        "        - name: X\n          value: {{ $.Values.smtp.port | quote }}\n"
        "        - name: Y\n          value: {{ .Values.smtp.port | quote }}\n        {{- end }}\n"
    )
    project(tmp_path, {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/pod.yaml": POD % "x" + more})
    assert group(tmp_path, "templates/pod.yaml") == {"V": "x", "W": "smtp.gmail.com", "X": "587", "Y": None}


def test_the_dot_alone_is_the_value_of_with(tmp_path: pathlib.Path) -> None:
    more = "        {{- with .Values.smtp.port }}\n        - name: W\n          value: {{ . | quote }}\n        {{- end }}\n"
    project(tmp_path, {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/pod.yaml": POD % "{{ . }}" + more})
    assert group(tmp_path, "templates/pod.yaml") == {"V": None, "W": "587"}


def test_a_region_that_adds_nothing_with_these_values_leaves_nothing_open(tmp_path: pathlib.Path) -> None:
    more = "        {{- with .Values.none }}\n        {{- toYaml . | nindent 8 }}\n        {{- end }}\n"
    project(tmp_path, {"Chart.yaml": "name: x\n", "values.yaml": VALUES, "templates/pod.yaml": POD % "x" + more})
    assert group(tmp_path, "templates/pod.yaml") == {"V": "x"}


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
    assert group(tmp_path, "charts/a/templates/pod.yaml")["V"] == "smtp.gmail.com"


@pytest.mark.parametrize(
    ("chart", "values", "expected"),
    [
        ("name: x\n", "a: {smtp: {host: outer}}\n", "outer"),
        ("name: x\n", "global: {smtp: {host: outer}}\n", "smtp.gmail.com"),
        ("name: x\n", "b: {smtp: {host: outer}}\n", "smtp.gmail.com"),
        ("name: x\ndependencies: [{name: a, alias: b}]\n", "b: {smtp: {host: outer}}\n", "outer"),
        ("name: x\ndependencies: [{name: a, alias: b}, {name: a, alias: c}]\n", "b: {smtp: {host: outer}}\n", None),
        ("name: x\ndependencies: [{name: a, condition: a.on}]\n", "a: {smtp: {host: outer}, on: false}\n", None),
        ("name: x\ndependencies: [{name: a, condition: a.on}]\n", "a: {smtp: {host: outer}, on: true}\n", "outer"),
        ("name: x\n", "a: {smtp: {host: null}}\n", None),
        ("name: x\n", "a: text\n", None),
    ],
)
def test_a_chart_in_another_takes_what_that_has_for_it(
    chart: str, values: str, expected: str | None, tmp_path: pathlib.Path
) -> None:
    text = POD % "{{ .Values.smtp.host }}"
    inner = {"charts/a/Chart.yaml": "name: a\n", "charts/a/values.yaml": VALUES, "charts/a/templates/pod.yaml": text}
    project(tmp_path, {"Chart.yaml": chart, "values.yaml": values, **inner})
    assert group(tmp_path, "charts/a/templates/pod.yaml")["V"] == expected


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


@pytest.mark.parametrize(
    ("value", "expression", "expected"),
    [
        ("false", '{{ .Values.v | default "true" | quote }}', "true"),
        ("0", '{{ .Values.v | default "587" | quote }}', "587"),
        ("'0'", '{{ .Values.v | default "587" | quote }}', "0"),
        ("false", "{{ .Values.v | quote }}", "false"),
        ("x", "{{ .Values.v | int }}", None),
        ("'a: b'", "{{ .Values.v }}", None),
        ("'a: b'", "{{ .Values.v | quote }}", "a: b"),
        ("'#x'", "{{ .Values.v }}", None),
        ("null", '{{ .Values.v | default "d" }}', "d"),
        ("null", "{{ .Values.v | quote }}", None),
        ("on", "{{ .Values.v | quote }}", "true"),
        ("0644", "{{ .Values.v | quote }}", None),
    ],
)
def test_an_expression_puts_out_what_helm_puts_out(
    value: str, expression: str, expected: str | None, tmp_path: pathlib.Path
) -> None:
    files = {"Chart.yaml": "name: x\n", "values.yaml": f"v: {value}\n", "templates/pod.yaml": POD % expression}
    project(tmp_path, files)
    assert group(tmp_path, "templates/pod.yaml")["V"] == expected
