"""The YAML reader: PyYAML decides what a document means; this reader must agree, know places and survive all."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yaml_cases import BROKEN, HOSTILE, VALID

from smtplint.readers.base import MAP, OPAQUE, SCALAR, SEQ, Document, Entry, Node
from smtplint.readers.yaml import compose as yaml_compose
from smtplint.readers.yaml import events as yaml_events
from smtplint.readers.yaml import read
from smtplint.text import Source, Span

SRC = str(Path(__file__).parents[2] / "src")


def doc(text: str) -> Document:
    return read(Source("x.yaml", text))


def at(document: Document, *path: str | int) -> Node:
    """The node under keys and indexes, from the first root."""
    node = document.roots[0]
    for step in path:
        node = node.items[step] if isinstance(step, int) else entry(node, step).value
    return node


def entry(node: Node, key: str) -> Entry:
    found = node.get(key)
    assert found is not None, f"no key {key!r}"
    return found


def written(document: Document, span: Span) -> str:
    return document.source.text[span.start : span.end]


def plain(node: Node) -> object:
    """The tree of a node with every scalar as a string."""
    if node.kind == MAP:
        return {found.key: plain(entry(node, found.key).value) for found in node.entries}
    if node.kind == SEQ:
        return [plain(item) for item in node.items]
    assert node.kind == SCALAR, node
    return node.text


def dump(node: Node) -> object:
    """All that a node says, for comparisons."""
    entries = [(e.key, repr(e.key_span), repr(e.span), e.merged, dump(e.value)) for e in node.entries]
    spans = repr(node.span), repr(node.inner)
    return node.kind, node.text, spans, node.tag, node.style, node.why, entries, [dump(item) for item in node.items]


def walk(node: Node) -> list[Node]:
    found = [node]
    for child in [e.value for e in node.entries if not e.merged] + node.items:
        found += walk(child)
    return found


# Values


@pytest.mark.parametrize(
    "name", [name for name in VALID if name not in ("merge", "tags", "explicit keys", "empty", "comment only")]
)
def test_values_are_those_of_the_base_loader(name: str) -> None:
    document = doc(VALID[name])
    assert not document.problems
    assert [plain(root) for root in document.roots] == list(yaml.load_all(VALID[name], Loader=yaml.CBaseLoader))


def test_a_stream_without_documents_has_one_empty_root() -> None:
    for text in ("", "\n", "# nothing\n", "---\n"):
        document = doc(text)
        assert len(document.roots) == 1
        assert not document.roots[0].entries
        assert not document.problems


def test_each_document_is_a_root() -> None:
    document = doc(VALID["documents"])
    assert [plain(root) for root in document.roots] == [{"a": "1"}, {"b": "2"}, "c", "d\n"]


def test_plain_scalars_have_no_tag_and_quoted_ones_are_strings() -> None:
    document = doc("a: 587\nb: '587'\nc: \"587\"\nd: |\n  587\ne: 587\\\n")
    tags = [(e.value.tag, e.value.style) for e in document.roots[0].entries]
    assert tags == [("", "plain"), ("str", "single"), ("str", "double"), ("str", "block"), ("", "plain")]


def test_explicit_core_tags_are_the_tag() -> None:
    document = doc("a: !!str 1\nb: !!int '2'\nc: !!bool yes\nd: !!float 1\ne: !!null ''\nf: ! x\n")
    assert [e.value.tag for e in document.roots[0].entries] == ["str", "int", "bool", "float", "null", "str"]
    assert [written(document, e.value.span) for e in document.roots[0].entries] == ["1", "'2'", "yes", "1", "''", "x"]


@pytest.mark.parametrize("tag", ["!secret", "!env", "!vault", "!Ref", "!reference", "!ENV", "!<x:y>", "!!binary"])
def test_a_value_with_an_unknown_tag_is_opaque(tag: str) -> None:
    node = at(doc(f"a: {tag} smtp_password\n"), "a")
    assert (node.kind, node.why, node.text) == (OPAQUE, f"tag {tag}", "smtp_password")


def test_a_collection_with_an_unknown_tag_is_opaque_and_keeps_its_parts() -> None:
    node = at(doc("a: !reference [.base, script]\nb: 1\n"), "a")
    assert (node.kind, node.why) == (OPAQUE, "tag !reference")
    assert [item.text for item in node.items] == [".base", "script"]


def test_duplicate_keys_are_kept_in_order_and_the_last_wins() -> None:
    root = doc("a: 1\nb: 2\na: 3\n").roots[0]
    assert [(e.key, e.value.text) for e in root.entries] == [("a", "1"), ("b", "2"), ("a", "3")]
    assert entry(root, "a").value.text == "3"


def test_keys_that_are_no_scalars_are_passed_over() -> None:
    document = doc("? [a, b]\n: 1\n? {c: d}\n: 2\ne: 3\n")
    assert plain(document.roots[0]) == {"e": "3"}
    assert not document.problems


@pytest.mark.parametrize(
    "text",
    [
        "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n",
        "a: &a {x: 1, y: 2}\nb:\n  y: 3\n  <<: *a\n",
        "a: &a {x: 1}\nc: &c {x: 2, z: 3}\nb:\n  <<: [*a, *c]\n",
        "a: &a {x: 1}\nc: &c {x: 2, z: 3}\nb:\n  <<: *a\n  <<: *c\n",
        "a: &a {x: 1}\nc: &c\n  <<: *a\n  x: 2\nb:\n  <<: *c\n",
        "a: &a {x: 1, x: 2}\nb: {<<: *a, z: 1}\n",
        "b:\n  <<: {x: 1}\n  z: 1\n",
        "a: &a {x: {y: 1}}\nb:\n  <<: [*a, {q: 2}, {x: 3}]\n",
    ],
)
def test_merge_keys_give_what_the_safe_loader_gives(text: str) -> None:
    expected = json.loads(json.dumps(yaml.safe_load(text)), parse_int=str)
    assert plain(doc(text).roots[0]) == expected


def test_merged_entries_come_last_and_are_marked() -> None:
    document = doc("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n")
    entries = at(document, "b").entries
    assert [(e.key, e.merged, e.value.text) for e in entries] == [("y", False, "3"), ("x", True, "1"), ("y", True, "2")]
    assert written(document, entries[1].key_span) == "x"
    assert entries[1].key_span.start < at(document, "b").span.start


def test_a_quoted_merge_key_is_a_key() -> None:
    assert plain(doc("a: {'<<': {x: 1}}\n").roots[0]) == {"a": {"<<": {"x": "1"}}}


def test_a_merge_of_something_unknown_is_noted_on_the_mapping() -> None:
    node = at(doc("a:\n  <<: !include base.yaml\n  b: 1\n"), "a")
    assert (node.kind, node.why, plain(node)) == (MAP, "tag !include", {"b": "1"})


def test_an_alias_of_a_scalar_stands_at_its_own_place() -> None:
    document = doc("a: &x 'text'\nb: *x\n")
    node = at(document, "b")
    assert (node.text, node.tag, node.style) == ("text", "str", "single")
    assert written(document, node.span) == written(document, node.inner) == "*x"


def test_an_alias_of_a_mapping_shows_its_entries_as_merged() -> None:
    document = doc("a: &x {h: 1}\nb: *x\n")
    node = at(document, "b")
    assert plain(node) == {"h": "1"}
    assert written(document, node.span) == "*x"
    assert [e.merged for e in node.entries] == [True]


def test_an_alias_within_its_anchor_is_opaque() -> None:
    document = doc("a: &x [1, *x]\nb: &y {c: *y, <<: *y}\n")
    assert [item.kind for item in at(document, "a").items] == [SCALAR, OPAQUE]
    assert entry(at(document, "b"), "c").value.kind == OPAQUE


def test_anchors_end_with_their_document() -> None:
    document = doc("a: &x 1\n---\nb: *x\n")
    assert entry(document.roots[1], "b").value.kind == OPAQUE
    assert [written(document, problem.span) for problem in document.problems] == ["*x"]


# Places


def test_spans_cover_values_as_written() -> None:
    document = doc("a: 'it''s' # c\nb: &n !!str \"x\"\nc: [1, {d: e}]\nf:\n  - g\nh: plain text  # c\n")
    spans = {e.key: written(document, e.value.span) for e in document.roots[0].entries}
    assert spans == {"a": "'it''s'", "b": '"x"', "c": "[1, {d: e}]", "f": "- g", "h": "plain text"}
    assert written(document, at(document, "a").inner) == "it''s"
    assert written(document, at(document, "b").inner) == "x"


def test_key_spans_leave_quotes_out_and_entries_take_them_in() -> None:
    document = doc("'a b': 1\n\"c\" : {d: 2}\n&x e: 3\n")
    entries = document.roots[0].entries
    assert [written(document, e.key_span) for e in entries] == ["a b", "c", "e"]
    assert [written(document, e.span) for e in entries] == ["'a b': 1", '"c" : {d: 2}', "&x e: 3"]


def test_block_scalars_end_with_their_content() -> None:
    text = VALID["block"]
    document = doc(text)
    spans = {e.key: written(document, e.value.span) for e in document.roots[0].entries}
    assert spans == {
        "a": "|\n  one\n   two",
        "b": ">-\n  three\n  four",
        "c": "|+\n  x",
        "d": "|2\n   y",
    }
    assert written(document, at(document, "a").inner) == "one\n   two"


def test_an_empty_block_scalar_is_its_header() -> None:
    document = doc("a: |- # why\nb: 1\n")
    assert written(document, at(document, "a").span) == "|-"
    assert at(document, "a").inner == Span(5, 5)


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ("a:\nb: 1\n", ("a",), 2),
        ("a:    # c\nb: 1\n", ("a",), 2),
        ("a :\n", ("a",), 3),
        ("- \n- b\n", (0,), 1),
        ("{a: , b: 1}\n", ("a",), 3),
        ("{a, b: 1}\n", ("a",), 2),
        ("a: &x\nb: 1\n", ("a",), 5),
        ("? a\n? b\n", ("a",), 3),
    ],
)
def test_an_absent_value_is_null_right_behind_the_colon(text: str, path: tuple[str | int, ...], place: int) -> None:
    node = at(doc(text), *path)
    assert (node.kind, node.tag, node.text, node.span) == (SCALAR, "null", "", Span(place, place))


def test_mapping_spans_end_with_their_last_value() -> None:
    document = doc("a:\n  b: 1\n  c:\n    d: 2\n\n# c\ne: 3\n")
    assert written(document, at(document, "a").span) == "b: 1\n  c:\n    d: 2"
    assert written(document, entry(document.roots[0], "a").span) == "a:\n  b: 1\n  c:\n    d: 2"


def test_a_single_pair_in_a_flow_sequence_has_its_own_span() -> None:
    document = doc("a: [b: c , d]\n")
    assert [written(document, item.span) for item in at(document, "a").items] == ["b: c", "d"]


def test_offsets_count_code_points() -> None:
    document = doc("\U0001f4e7: \U0001f600\nключ: 'знач' # \U0001f600\n")
    first, second = document.roots[0].entries
    assert (written(document, first.key_span), written(document, first.value.span)) == ("\U0001f4e7", "\U0001f600")
    assert (written(document, second.key_span), written(document, second.value.inner)) == ("ключ", "знач")
    assert [written(document, comment) for comment in document.comments] == ["# \U0001f600"]


def test_a_byte_order_mark_moves_nothing() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        document = read(Source.from_bytes("x.yaml", "ключ: v # c\n".encode(encoding)))
        assert not document.problems
        assert entry(document.roots[0], "ключ").value.span == Span(6, 7)
        assert document.comments == [Span(8, 11)]


def test_carriage_returns_belong_to_no_span() -> None:
    document = doc(VALID["crlf"])
    spans = [written(document, node.span) for node in walk(document.roots[0]) if node.kind == SCALAR]
    assert spans == ["1", "'x'", "|\r\n    y\r\n    z", "", "2"]
    assert [written(document, comment) for comment in document.comments] == ["# c"]
    assert at(document, "b", "d").text == "y\nz\n"


@pytest.mark.parametrize("name", VALID)
def test_children_lie_within_their_parents_and_in_order(name: str) -> None:
    for root in doc(VALID[name]).roots:
        for node in walk(root):
            assert node.span.start <= node.inner.start <= node.inner.end <= node.span.end
            children = [e.span for e in node.entries if not e.merged] + [item.span for item in node.items]
            for before, after in pairwise(children):
                assert before.end <= after.start
            if children and not written(doc(VALID[name]), node.span).startswith("*"):
                assert node.span.start <= children[0].start
                assert children[-1].end <= node.span.end


# Comments


def test_comments_are_found_everywhere_but_in_scalars() -> None:
    text = (
        "# top\na: b#c  # one\n'd # e': \"f # g\" # two\nh: |  # three\n  # content\n\n # four\n"
        "i: [1, # five\n  2]# six\nj:   # seven\n  k: http://x/#y\n--- # eight\nl: !tag x # nine"
    )
    document = doc(text)
    found = [written(document, comment) for comment in document.comments]
    assert found == [
        "# top",
        *(f"# {n}" for n in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")),
    ]


def test_comments_behind_a_break_are_found_on_their_own_lines() -> None:
    document = doc("a: 1 # one\n" + "b: c: d\n" * 9 + "# two\ne: f # g\n")
    assert [written(document, comment) for comment in document.comments] == ["# one", "# two"]


# Broken files


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_has_a_problem_at_a_place(name: str) -> None:
    document = doc(BROKEN[name])
    assert 1 <= len(document.problems) <= 5
    for problem in document.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(BROKEN[name])
        assert problem.message


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nested mapping on a line", {"a": "1", "b": "broken", "e": "2"}),
        ("unclosed sequence", {"a": "broken", "b": "3"}),
        ("unclosed quote", {"a": "broken", "b": "3"}),
        ("tab as indentation", {"a": "broken", "c": "2"}),
        ("reserved character", {"a": "broken", "b": "1"}),
        ("missing colon", {"a": "1", "c": "3"}),
        ("bad dedent", {"a": {"b": "1"}, "d": "3"}),
        ("bad escape", {"a": "broken", "b": "1"}),
        ("undeclared tag handle", {"a": "broken", "b": "1"}),
    ],
)
def test_a_break_costs_its_own_value_and_no_more(name: str, expected: object) -> None:
    def known(node: Node) -> object:
        if node.kind == OPAQUE:
            return node.why
        return {e.key: known(e.value) for e in node.entries} if node.kind == MAP else node.text

    assert known(doc(BROKEN[name]).roots[0]) == expected


def test_a_break_deep_inside_keeps_what_stands_beside_it() -> None:
    document = doc(
        's:\n  m:\n    host: a: b\n    port: 587\n    password: "abc\n    q:\n      - x: y: z\n        p: 1\n'
    )
    mail = at(document, "s", "m")
    assert [(e.key, e.value.kind, e.value.text) for e in mail.entries[:3]] == [
        ("host", OPAQUE, "a: b"),
        ("port", SCALAR, "587"),
        ("password", OPAQUE, '"abc'),
    ]
    assert entry(entry(mail, "q").value.items[0], "p").value.text == "1"
    assert [written(document, problem.span) for problem in document.problems] == [":", '"', ":"]


def test_a_mapping_that_lost_a_line_says_so() -> None:
    assert doc("a: 1\nb 2\nc: 3\n").roots[0].why == "broken"
    assert doc("a: 1\nc: 3\n").roots[0].why == ""


def test_later_documents_survive_a_break() -> None:
    document = doc("a: 'x\n---\nb: 1\n")
    assert [plain(root) for root in document.roots[1:]] == [{"b": "1"}]
    assert len(document.problems) == 1


def test_after_five_breaks_reading_stops_and_keeps_what_came_before() -> None:
    document = doc("ok: 1\n" + "".join(f"a{i}: b: c\n" for i in range(20)) + "late: 2\n")
    assert len(document.problems) == 5
    assert entry(document.roots[0], "ok").value.text == "1"
    assert entry(document.roots[0], "a5").value.kind == OPAQUE


@pytest.mark.parametrize("char", ["\0", "\x07", "\x1b", "\x7f", "\x9f", "\ufffe", "\ud800", "\ufeff"])
def test_forbidden_characters_are_problems_and_make_their_value_unknown(char: str) -> None:
    document = doc(f"a: x{char}y\nb: 2\n{char}\nc: 3\n")
    assert [(e.key, e.value.kind) for e in document.roots[0].entries] == [("a", OPAQUE), ("b", SCALAR), ("c", SCALAR)]
    assert [problem.span for problem in document.problems] == [Span(4, 5), Span(12, 13)]


def test_no_document_is_lost_when_the_parser_raises_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    class Parser:
        def __init__(self, text: str) -> None:
            raise OverflowError(text)

    broken = yaml_events.Library("test", Parser, yaml.events, yaml.YAMLError)
    monkeypatch.setattr(yaml_events, "_loaded", broken)
    document = doc("a: 1\n")
    assert len(document.roots) == 1
    assert [problem.message for problem in document.problems] == ["cannot be parsed"]


# Bounds


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_ends_soon_and_keeps_what_can_be_read(name: str) -> None:
    started = time.process_time()
    document = doc(HOSTILE[name])
    assert time.process_time() - started < 5  # seconds; about one on an idle machine
    roots = [root for root in document.roots if root.kind == MAP and root.get("host")]
    assert bool(roots) != (name == "many tag directives")


def test_fifty_thousand_brackets_do_not_kill_the_process() -> None:
    script = (
        f"import sys; sys.path.insert(0, {SRC!r})\n"
        "from smtplint.readers.yaml import read\nfrom smtplint.text import Source\n"
        "for text in ('[' * 50000, 'a: ' + '{' * 50000, '[' * 10000 + ']' * 10000):\n"
        "    document = read(Source('x', text)); print(document.problems[0].message)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"nested more than {yaml_compose.MAX_DEPTH} deep"] * 3


@pytest.mark.parametrize("name", ["aliases 9^11", "merge keys 9^8", "alias chain", "many merges"])
def test_what_aliases_stand_for_is_bounded(name: str) -> None:
    document = doc(HOSTILE[name])
    seen = deepest = 0
    waiting = [(root, 1) for root in document.roots]
    while waiting:
        node, depth = waiting.pop()
        seen, deepest = seen + 1, max(deepest, depth)
        waiting += [(child, depth + 1) for child in [e.value for e in node.entries] + node.items]
    assert seen < 3 * yaml_compose.MAX_ALIASED
    assert deepest <= yaml_compose.MAX_DEPTH + 2
    assert any("alias" in problem.message for problem in document.problems)


def test_nesting_up_to_the_bound_is_read() -> None:
    depth = yaml_compose.MAX_DEPTH
    assert not doc("[" * depth + "]" * depth).problems
    assert doc("[" * (depth + 1) + "]" * (depth + 1)).problems


# Templates


def test_a_template_value_is_opaque_and_its_source_stays_readable() -> None:
    text = 'mailer:\n  host: {{ get_env(name="SMTP_HOST", default="localhost") }}\n  port: 587\n'
    document = doc(text)
    node = at(document, "mailer", "host")
    assert (node.kind, node.why) == (OPAQUE, "template")
    assert written(document, node.span) == node.text == '{{ get_env(name="SMTP_HOST", default="localhost") }}'
    assert at(document, "mailer", "port").text == "587"
    assert [written(document, span) for span in document.masked] == [node.text]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('"{{ .Values.host }}"', "{{ .Values.host }}"),
        ("'a-{{ x }}-b'", "a-{{ x }}-b"),
        ("smtp.{{ x }}:{{ y }}", "smtp.{{ x }}:{{ y }}"),
        ("${{ secrets.HOST }}", "${{ secrets.HOST }}"),
        ("<%= ENV['HOST'] %>", "<%= ENV['HOST'] %>"),
        ("{% if x %}a{% else %}b{% endif %}", "{% if x %}a{% else %}b{% endif %}"),
        ("{{ a | default('}}') }}", "{{ a | default('}}') }}"),
    ],
)
def test_values_that_a_template_touches_are_opaque(value: str, shown: str) -> None:
    document = doc(f"host: {value} # note\nport: 1\n")
    node = at(document, "host")
    assert (node.kind, node.why, node.text) == (OPAQUE, "template", shown)
    assert written(document, node.span) == value
    assert at(document, "port").text == "1"
    assert [written(document, comment) for comment in document.comments] == ["# note"]
    assert not document.problems


def test_a_helm_chart_reads_around_its_control_lines() -> None:
    text = (
        '{{- /* it\'s a comment */ -}}\napiVersion: v1\nmetadata:\n  name: {{ include "x.name" . }}\n  labels:\n'
        '    {{- include "x.labels" . | nindent 4 }}\ndata:\n  {{- if .Values.tls }}\n  SMTP_PORT: "465"\n'
        '  {{- else }}\n  SMTP_PORT: "587"\n  {{- end }}\n  {{ .Values.key }}: v\n  conf: |\n'
        "      {{- range .Values.lines }}\n    a = {{ . }}\n{{- end }}\n    b = 1\n  last: x\n"
    )
    document = doc(text)
    assert not document.problems
    data = at(document, "data")
    assert [(e.key, e.value.kind) for e in data.entries] == [
        ("SMTP_PORT", SCALAR),
        ("SMTP_PORT", SCALAR),
        ("{{ .Values.key }}", SCALAR),
        ("conf", OPAQUE),
        ("last", SCALAR),
    ]
    assert data.why == "template"
    labels = at(document, "metadata", "labels")
    assert (labels.kind, labels.why) == (OPAQUE, "template")


def test_a_collection_with_control_lines_between_its_entries_may_hold_more() -> None:
    document = doc("a:\n  x: 1\nb:\n  x: 1\n  {% if c %}\n  y: {{ z }}\n  {% endif %}\nd:\n  x: {{ z }}\n")
    assert [e.value.why for e in document.roots[0].entries] == ["", "template", ""]


def test_real_flow_mappings_are_no_templates() -> None:
    document = doc("a: {{a: 1}: 2}\nb: {c: {d: 1}}\n")
    assert not document.problems
    assert not document.masked
    assert plain(at(document, "b")) == {"c": {"d": "1"}}


def test_text_that_only_parses_unmasked_is_read_unmasked() -> None:
    document = doc("a: !x{{ y }} 1\nb: {%x%}\n")
    masked_too = doc("a: 1\nb: [{{c: d}}\n ]\n")
    assert document.roots
    assert at(masked_too, "a").text == "1"


# One parser or another


@pytest.mark.parametrize("name", [name for name in VALID if name != "tabs behind values"])  # which it refuses
def test_the_parser_in_python_gives_the_same_document(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = doc(VALID[name])
    monkeypatch.setattr(yaml_events, "_loaded", yaml_events.by_python())
    slow = doc(VALID[name])
    assert [dump(root) for root in slow.roots] == [dump(root) for root in fast.roots]
    assert slow.comments == fast.comments
    assert slow.problems == fast.problems == []


@pytest.mark.parametrize("name", BROKEN)
def test_the_parser_in_python_breaks_as_well(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "_loaded", yaml_events.by_python())
    assert doc(BROKEN[name]).problems


# Generated documents

TEXT = st.text(st.sampled_from("ab1 :#'\"-{}[],&*!|>%@`\\\n\t~=?é\U0001f600\u2028."), max_size=12)
VALUES = st.recursive(
    TEXT, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)
STYLES = st.fixed_dictionaries(
    {
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "default_flow_style": st.sampled_from([None, True, False]),
        "allow_unicode": st.booleans(),
        "indent": st.integers(2, 5),
        "width": st.sampled_from([10, 80, 1000]),
        "explicit_start": st.booleans(),
        "line_break": st.sampled_from(["\n", "\r\n"]),
    }
)


@settings(max_examples=150, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=3), STYLES, st.booleans())
def test_generated_documents_have_the_values_of_the_base_loader(
    values: list[object], style: dict, shared: bool
) -> None:
    text = yaml.dump_all([[value, value] if shared else value for value in values], **style)
    expected = list(yaml.load_all(text, Loader=yaml.CBaseLoader))
    document = doc(text)
    assert not document.problems
    if not document.masked:
        assert [_without_merges(plain(root)) for root in document.roots] == [_without_merges(v) for v in expected]


def _without_merges(value: object) -> object:
    """A tree without ``<<`` keys, which the base loader does not know."""
    if isinstance(value, dict):
        return {key: _without_merges(item) for key, item in value.items() if key != "<<"}
    return [_without_merges(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=100, deadline=None)
@given(VALUES, STYLES, st.integers(0, 30))
def test_replacing_the_span_of_a_scalar_changes_that_scalar_alone(value: object, style: dict, pick: int) -> None:
    document = doc(yaml.dump([value], **style))
    scalars = [node for node in walk(document.roots[0]) if node.kind == SCALAR and node.span.start < node.span.end]
    # A block scalar that ends in a Unicode line end takes the following line end into its own text.
    if not scalars or document.masked or any(mark in document.source.text for mark in "\u2028\u2029\x85"):
        return
    node = scalars[pick % len(scalars)]
    text = document.source.text
    changed = doc(text[: node.span.start] + "Z9" + text[node.span.end :])
    before = [other.text for other in walk(document.roots[0]) if other.kind == SCALAR]
    index = [other is node for other in walk(document.roots[0]) if other.kind == SCALAR].index(True)
    before[index] = "Z9"
    assert not changed.problems
    assert [other.text for other in walk(changed.roots[0]) if other.kind == SCALAR] == before


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*VALID.values(), *BROKEN.values(), "{{ x }}", "{% if %}\n", "\0", "- ", "\n", "  ", "'", ": "])
    )
)
def test_nothing_makes_the_reader_raise_and_all_spans_lie_in_the_text(parts: list[str]) -> None:
    _check_spans("".join(parts))


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab1 :#'\"-{}[],&*!|>%@?\n\r\t\0é\ufeff<.="), max_size=60))
@example(">\r\ufeff")  # a lone CR ends a line
def test_no_soup_makes_the_reader_raise(text: str) -> None:
    _check_spans(text)


def _check_spans(text: str) -> None:
    document = doc(text)
    assert document.roots
    spans = [problem.span for problem in document.problems] + document.comments
    for root in document.roots:
        for node in walk(root):
            spans += [node.span, node.inner, *(e.span for e in node.entries), *(e.key_span for e in node.entries)]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    try:
        list(yaml.parse(text, Loader=yaml.CBaseLoader))
    except yaml.YAMLError:
        return
    messages = [problem.message for problem in document.problems]
    assert all("alias" in message or "not allowed in YAML" in message for message in messages)
