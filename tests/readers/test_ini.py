"""The INI reader: Python's configparser decides what its dialect means; ini.v1's rules come from its source."""

from __future__ import annotations

import configparser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.readers.base import MAP, OPAQUE, QUIRKS, Document, Entry, Node
from smtplint.readers.ini import DIALECTS, dialect_info, read
from smtplint.text import Source


def doc(text: str, dialect: str = "") -> Document:
    return read(Source("app.ini", text), dialect)


def tree(node: Node) -> dict[str, object]:
    return {e.key: tree(e.value) if e.value.kind == MAP else e.value.text for e in node.entries if not e.merged}


def value(line: str, dialect: str = "") -> Node:
    """The value of the one key in a section that ``line`` sets."""
    document = doc(f"[s]\n{line}", dialect)
    return document.roots[0].entries[0].value.entries[0].value


def all_entries(node: Node) -> list[Entry]:
    return [found for entry in node.entries for found in [entry, *all_entries(entry.value)]]


def check_spans(document: Document) -> None:
    text = document.source.text
    for entry in all_entries(document.roots[0]):
        node = entry.value
        assert text[entry.key_span.start : entry.key_span.end] == entry.key
        assert 0 <= entry.span.start <= entry.key_span.start < entry.key_span.end <= entry.span.end <= len(text)
        assert 0 <= node.span.start <= node.inner.start <= node.inner.end <= node.span.end <= len(text)
        assert set(node.quirks) <= set(QUIRKS)
        if node.kind != MAP:
            raw = text[node.inner.start : node.inner.end]
            if not set(raw) & set("\r\n%\\" + '"' * (document.dialect == "git")):
                assert raw == node.text
    for span in [*document.comments, *(problem.span for problem in document.problems)]:
        assert 0 <= span.start <= span.end <= len(text)


GRAFANA = """\
app_mode = production
; comment
[smtp]
enabled = true
host = smtp.example.com:587 ; relay
password = abc#def
other = "abc;def"
quoted = \"\"\"abc#def;ghi\"\"\"
tick = `a"b#c`
single = 'x y'

[auth.google]
enabled = false
[smtp]
startTLS_policy = MandatoryStartTLS
"""


def test_ini_v1_cuts_at_every_mark_unless_it_is_protected() -> None:
    document = doc(GRAFANA, "ini.v1")
    assert document.problems == []
    assert tree(document.roots[0]) == {
        "app_mode": "production",
        "smtp": {
            "enabled": "true",
            "host": "smtp.example.com:587",
            "password": "abc",
            "other": '"abc',
            "quoted": "abc#def;ghi",
            "tick": 'a"b#c',
            "single": "x y",
            "startTLS_policy": "MandatoryStartTLS",
        },
        "auth.google": {"enabled": "false"},
    }
    smtp = document.roots[0].entries[1].value
    assert [e.value.quirks for e in smtp.entries[1:4]] == [
        ("cut-by-hash",),
        ("cut-by-hash",),
        ("cut-by-hash", "quotes-kept"),
    ]
    assert [e.value.style for e in smtp.entries[4:7]] == ["block", "block", "single"]
    check_spans(document)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a = one\\\n  two\nb = 1", "onetwo"),
        ("a = one\\\n\nb = 1", "one"),
        ('a = """one\ntwo""" # c\nb = 1', "one\ntwo"),
        ("a = `one\ntwo`", "one\ntwo"),
        ('a = "x" y', '"x" y'),
        ('a = "it"s"', '"it"s"'),
        ("a =", ""),
        ("a: b", "b"),
        ('"a=b" = c', "c"),
        ("a = #x", ""),
        ("a = x\\y", "x\\y"),
    ],
)
def test_values_of_ini_v1(line: str, expected: str) -> None:
    assert value(line, "ini.v1").text == expected


def test_gitea_keeps_a_backslash_at_the_end() -> None:
    document = doc("[mailer]\nPASSWD = secret\\\nUSER = x\n", "ini.v1-gitea")
    assert tree(document.roots[0]) == {"mailer": {"PASSWD": "secret\\", "USER": "x"}}


def test_ini_v1_references_stay_when_nothing_answers_them() -> None:
    text = "base = example.com\n[s]\nname = mail\nhost = %(name)s.%(base)s\nother = %(nobody)s 100%\n"
    assert tree(doc(text, "ini.v1").roots[0])["s"] == {
        "name": "mail",
        "host": "mail.example.com",
        "other": "%(nobody)s 100%",
    }


def test_configparser_keeps_marks_and_quotes_in_values() -> None:
    node = value('a = "x" # c ; d', "configparser")
    assert (node.text, node.quirks, node.style) == ('"x" # c ; d', ("hash-kept", "quotes-kept"), "plain")
    assert value("a = b#c", "configparser").quirks == ()


def test_configparser_interpolation() -> None:
    text = "[DEFAULT]\ndomain = example.com\n[smtp]\nhost = mail.%(Domain)s\nrate = 5%%\nuser = %(nobody)s\nbad = 5%\n"
    document = doc(text, "configparser")
    smtp = document.roots[0].entries[1].value
    assert [e.value.text for e in smtp.entries[:2]] == ["mail.example.com", "5%"]
    assert (smtp.entries[2].value.kind, smtp.entries[2].value.why) == (OPAQUE, "refers to nobody")
    assert [text[p.span.start : p.span.end] for p in document.problems] == ["5%"]


def test_raw_configparser_takes_a_percent_sign_as_it_stands() -> None:
    text = "[DEFAULT]\ndomain = example.com\n[smtp]\npassword = 5% #x\nhost = mail.%(domain)s\n"
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    document = doc(text, "configparser-raw")
    assert document.problems == []
    smtp = document.roots[0].entries[1].value
    assert {e.key: e.value.text for e in smtp.entries} == dict(parser["smtp"])


def test_configparser_defaults_hold_in_every_section() -> None:
    document = doc("[DEFAULT]\nport = 25\nhost = h\n[smtp]\nHost = own\n", "configparser")
    smtp = document.roots[0].entries[1].value
    assert [(e.key, e.value.text, e.merged) for e in smtp.entries] == [("Host", "own", False), ("port", "25", True)]
    check_spans(document)


def test_configparser_refuses_what_is_written_twice_and_both_are_kept() -> None:
    document = doc("[a]\nx = 1\nX = 2\n[a]\ny = 3\n", "configparser")
    assert [e.key for e in document.roots[0].entries[0].value.entries] == ["x", "X", "y"]
    assert len(document.problems) == 2
    assert doc("[a]\nx = 1\nx = 2\n", "ini.v1").problems == []


def test_keys_before_any_section_stand_in_the_root() -> None:
    assert tree(doc("a = 1\n[s]\nb = 2\n").roots[0]) == {"a": "1", "s": {"b": "2"}}
    assert doc("a = 1\n", "configparser").problems
    assert doc("a = 1\n", "ini.v1").problems == []


@pytest.mark.parametrize(
    ("line", "expected", "quirks"),
    [
        ("a = b # c", "b", ("cut-by-hash",)),
        ("a = b ; c", "b", ("cut-by-hash",)),
        ("a = b#c;d", "b#c;d", ()),
        ('a = "b # c" ; d', "b # c", ("cut-by-hash",)),
        ("a = 'b'", "b", ()),
        ("a = one\n   two", "one\ntwo", ()),
        ("a = one\n   b = two", "one", ()),
        ("a =   b  ", "b", ()),
        ("a : b", "b", ()),
        ("a=b=c", "b=c", ()),
    ],
)
def test_the_generic_dialect_reads_what_most_programs_do(line: str, expected: str, quirks: tuple[str, ...]) -> None:
    node = value(line)
    assert (node.text, node.quirks, node.tag) == (expected, quirks, "str")


def test_spans_name_the_words() -> None:
    text = '[mail.smtp] ; main\n  host = "h"  # c\nport=25\n\n[x]\n'
    document = doc(text)
    section = document.roots[0].entries[0]
    host, port = section.value.entries
    assert text[section.key_span.start : section.key_span.end] == "mail.smtp"
    assert text[section.value.span.start : section.value.span.end] == text[: text.index("\n\n")]
    assert text[host.value.span.start : host.value.span.end] == '"h"'
    assert text[host.value.inner.start : host.value.inner.end] == "h"
    assert text[host.span.start : host.span.end] == 'host = "h"  # c'
    assert text[port.span.start : port.span.end] == "port=25"
    assert [text[c.start : c.end] for c in document.comments] == ["; main", "# c"]


@pytest.mark.parametrize("text", ["[s]\nnonsense\na = 1\n", "[s\na = 1\n", "[s]\n= 1\na = 1\n"])
@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_lines_that_are_no_setting_are_problems_and_the_next_is_read(text: str, dialect: str) -> None:
    document = doc(text, dialect)
    assert document.problems or ("nonsense" in text and dialect_info(dialect).escapes)  # a key alone is a value there
    assert "a" in [entry.key for entry in all_entries(document.roots[0])]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("k = a b ", "a b"),
        ("k = a#b", "a"),
        ("k = a ; b", "a"),
        ('k = "a#b;c"', "a#b;c"),
        ('k = a" b "c', "a b c"),
        ('k = "a\\"b\\\\c\\t"', 'a"b\\c\t'),
        ("k = 'a'", "'a'"),
        ("k = a:b", "a:b"),
        ("k", ""),
        ("\tk # it", ""),
    ],
)
def test_values_of_git(line: str, expected: str) -> None:
    node = doc("[s]\n" + line + "\n", "git").roots[0].entries[0].value
    assert [(entry.key, entry.value.text) for entry in node.entries] == [("k", expected)]


def test_an_unknown_dialect_is_read_as_the_generic_one() -> None:
    assert dialect_info("no such").name == ""


def test_line_ends_and_a_byte_order_mark() -> None:
    for newline in ("\n", "\r\n", "\r"):
        for dialect in DIALECTS:
            document = doc(newline.join(["[s]", "a = 1", "# c", "", "b = 2"]), dialect)
            assert tree(document.roots[0]) == {"s": {"a": "1", "b": "2"}}
            assert document.problems == []
            check_spans(document)
    document = read(Source.from_bytes("x", b"\xef\xbb\xbf[s]\na=1"))
    assert document.roots[0].entries[0].key == "s"


def test_growth_by_references_is_bounded() -> None:
    lines = ["a0 = " + "x" * 100] + [f"a{i} = %(a{i - 1})s%(a{i - 1})s" for i in range(1, 40)]
    document = doc("[s]\n" + "\n".join(lines) + "\nb = %(b)s\n", "configparser")
    entries = document.roots[0].entries[0].value.entries
    assert entries[35].value.kind == OPAQUE
    assert entries[-1].value.why == "refers to itself or too deeply"


def test_problems_are_bounded() -> None:
    assert len(doc("?\n" * 1000).problems) == 50


_line = st.sampled_from(
    [
        "[a]",
        "[b.c]",
        "[DEFAULT]",
        "x = 1",
        "y: 2 # c",
        "z=a;b",
        "  more",
        "    deep = 1",
        "",
        " ",
        "# c",
        " ; c",
        "k = 'q'",
        'k2 = "q" x',
        "p = 5%%",
        "r = %(x)s",
        "X = 2",
        "[ s ]",
        "e =",
        "= 1",
        "[a] tail",
        "w",
        "t =  a = b ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_line, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_generated_files_agree_with_configparser(lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    document = doc(text, "configparser")
    check_spans(document)
    parser = configparser.ConfigParser()
    try:
        parser.read_string(text.replace("\r\n", "\n"))
        meant = {name: dict(parser.items(name)) for name in parser.sections()}
    except configparser.InterpolationMissingOptionError:
        assert any(e.value.kind == OPAQUE for e in all_entries(document.roots[0]))
        return
    except configparser.Error:
        assert document.problems
        return
    ours = {
        e.key: {inner.key.lower(): inner.value.text for inner in e.value.entries}
        for e in document.roots[0].entries
        if e.key != "DEFAULT"
    }
    assert ours == meant


_parts = st.sampled_from(
    ["[", "]", "a", "=", ":", " ", "\t", "\n", "\r\n", "#", ";", '"', '"""', "`", "'", "\\", "%", "(a)s", "é"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_parts, max_size=25).map("".join), st.sampled_from(sorted(DIALECTS)))
def test_any_text_is_read_with_spans_that_fit(text: str, dialect: str) -> None:
    check_spans(doc(text, dialect))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(sorted(DIALECTS)))
def test_any_unicode_text_never_raises(text: str, dialect: str) -> None:
    check_spans(doc(text, dialect))
