"""Masking of template code: same length, same line ends, and only where a template is."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.readers.templates import has_templates, mask


def regions(text: str, kind: str = "yaml") -> list[str]:
    return [text[span.start : span.end] for span in mask(text, kind)[1]]


@pytest.mark.parametrize(
    "region",
    [
        "{{ x }}",
        "{{x}}",
        "{{- .Values.smtp.host | quote -}}",
        '{{ get_env(name="X", default="y}}") }}',
        "{{ `a}}` }}",
        "{{ {'a': 1} }}",
        "{{{ raw }}}",
        "{{/* it's a comment }} */}}",
        "{{- /* another } */ -}}",
        "{{ user's }}",
        "{% if x == '}}' %}",
        "{%- endif -%}",
        "{# a note #}",
        "<%= ENV['X'] %>",
        "<% if x -%>",
        "${{ secrets.X }}",
        '{{ printf \\"%s\\" .x }}',
        "{{ a\n  | b\n  }}",
    ],
)
def test_a_region_is_found_from_its_first_to_its_last_code_point(region: str) -> None:
    assert regions(f"{{% x %}}\nkey: {region}\nb: 1\n") == ["{% x %}", region]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n",
        "a: {{b: 1}: 2}\nc: {d: {e: 1}}\n",
        "a: {{b: 1}: {c: 2}}\n",
        "a: '{{'\nb: {{ c\n",
        "a: {% x\n",
        "a: <% x\n",
        "# {{ x }}\n  # {% y %}\n",
        "{{ " + "x" * 5000 + " }}",
    ],
)
def test_what_is_no_template_stays_as_it_is(text: str) -> None:
    assert mask(text, "yaml") == (text, [])


def test_the_length_of_a_shell_variable_is_no_comment() -> None:
    assert regions("a: ${#x} {{ y }} #}\n") == ["{{ y }}"]


def test_an_expression_among_text_becomes_letters() -> None:
    text = "a: {{ x }}:{{ y }}\n{{ k }}: '{{ v }}'\n"
    assert mask(text, "yaml")[0] == "a: xxxxxxx:xxxxxxx\nxxxxxxx: 'xxxxxxx'\n"


def test_an_expression_in_json_and_toml_becomes_a_number() -> None:
    assert mask('{"a": {{ x }}}', "json")[0] == '{"a": 1111111}'
    assert mask("a = {{ x }}\n", "toml")[0] == "a = 1111111\n"


def test_a_line_of_tags_becomes_blank() -> None:
    text = "{% if a %} {% if b %}\na=1\n  {{ x }}  # note\n"
    assert mask(text, "ini")[0] == " " * 21 + "\na=1\n" + " " * 11 + "# note\n"


def test_a_line_of_tags_in_yaml_becomes_empty_lines() -> None:
    text = "a: |\n    {{- if x }}\n  b\n"
    assert mask(text, "yaml")[0] == "a: |\n" + "\n" * 16 + "  b\n"


def test_further_lines_of_an_expression_become_blanks() -> None:
    assert mask("a: {{ x\n| y }}\r\nb: 1\n", "yaml")[0] == "a: xxxx\n      \r\nb: 1\n"


def test_comments_are_searched_in_json() -> None:
    assert regions('{\n# {{ x }}\n"a": 1}', "json") == ["{{ x }}"]


def test_openers_are_what_makes_a_text_worth_masking() -> None:
    assert [has_templates(text) for text in ("{{", "{%", "<%", "{#", "${x}", "}}")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


PIECES = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "<%",
    "%>",
    "${{",
    "{{/*",
    "*/}}",
    "'",
    '"',
    "\\",
    "\n",
    "\r\n",
    " ",
    "a: ",
    "#",
    "é",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["yaml", "json", "toml", "ini", ""]))
def test_every_offset_and_line_end_survives(parts: list[str], kind: str) -> None:
    text = "".join(parts)
    masked, spans = mask(text, kind)
    assert len(masked) == len(text)
    assert all(new == old for new, old in zip(masked, text, strict=True) if old in "\r\n")
    assert all(before.end <= after.start for before, after in pairwise(spans))
    touched = {at for span in spans for at in range(span.start, span.end)}
    changed = {at for at in range(len(text)) if masked[at] != text[at]}
    assert all(at in touched or text[at] in " \t" for at in changed)
    assert all(masked[at] in "x1 \r\n" for at in touched)


@pytest.mark.parametrize(
    "text",
    ["{{ " * 400_000, "{{x}} " * 200_000, '{{ " ' * 300_000, "{{((((((" * 150_000, "{% " * 400_000, "a{{/*" * 300_000],
)
def test_masking_a_megabyte_ends_soon(text: str) -> None:
    started = time.process_time()
    mask(text, "yaml")
    assert time.process_time() - started < 4  # seconds; well under one on an idle machine
