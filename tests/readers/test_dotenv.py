"""The ``.env`` reader: what each of the many readers of these files delivers, with the values written out.

The expected values of python-dotenv, django-environ, decouple, node-dotenv, node-env-file and shell were compared with
runs of the programs themselves; those of the others come from their sources.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.readers.base import ENV, OPAQUE, QUIRKS, SCALAR, Document, Node
from smtplint.readers.dotenv import dialect_info, read
from smtplint.readers.dotenv.dialects import DIALECTS
from smtplint.text import Source


def doc(text: str, dialect: str = "") -> Document:
    return read(Source(".env", text), dialect)


def value(text: str, dialect: str = "") -> Node:
    """The value of the last entry."""
    return doc(text, dialect).roots[0].entries[-1].value


def check_spans(document: Document) -> None:
    text = document.source.text
    for entry in document.roots[0].entries:
        node = entry.value
        assert 0 <= entry.span.start <= entry.key_span.start < entry.key_span.end <= entry.span.end <= len(text)
        assert text[entry.key_span.start : entry.key_span.end] == entry.key
        assert entry.key_span.end <= node.span.start <= node.inner.start <= node.inner.end <= node.span.end <= len(text)
        assert set(node.quirks) <= set(QUIRKS)
        raw = text[node.inner.start : node.inner.end]
        if node.kind == SCALAR and not set(raw) & set("\\$\r\n`'\""):
            assert raw == node.text
    for span in [*document.comments, *(problem.span for problem in document.problems)]:
        assert 0 <= span.start <= span.end <= len(text)


# name of the case: text, then the value of A for each dialect; None: A is not set, "!": set, but only with a problem
ALL = [name for name in DIALECTS if name not in ("", "node-expand")]
VALUES = {
    "A=x": dict.fromkeys(ALL, "x"),
    "A=": dict.fromkeys(ALL, ""),
    "A=x=y": dict.fromkeys(ALL, "x=y"),
    "A='x'": {**dict.fromkeys(ALL, "x"), "docker": "'x'"},
    'A="x"': {**dict.fromkeys(ALL, "x"), "docker": '"x"'},
    "A=x # c": {
        **dict.fromkeys(ALL, "x"),
        **dict.fromkeys(["django-environ", "decouple", "docker", "systemd"], "x # c"),
    },
    "A=a#b": {
        **dict.fromkeys(ALL, "a#b"),
        **dict.fromkeys(["node-dotenv", "node-env-file", "phpdotenv", "ruby-dotenv"], "a"),
    },
    "A=#b": {
        **dict.fromkeys(["node-dotenv", "node-env-file", "phpdotenv", "ruby-dotenv", "symfony", "dotenvy"], ""),
        **dict.fromkeys(["python-dotenv", "django-environ", "decouple", "compose", "docker", "systemd", "shell"], "#b"),
    },
    'A="x # y" # c': {
        **dict.fromkeys(ALL, "x # y"),
        **dict.fromkeys(["django-environ", "decouple", "docker"], '"x # y" # c'),
        "systemd": "x # y# c",
    },
    "A='pa$$w$rd'": {**dict.fromkeys(ALL, "pa$$w$rd"), "docker": "'pa$$w$rd'"},
    "export A=x": {**dict.fromkeys(ALL, "x"), **dict.fromkeys(["decouple", "docker", "systemd", "phpdotenv"], None)},
    "A = x": {
        **dict.fromkeys(ALL, "x"),
        **dict.fromkeys(["django-environ", "shell"], None),
        "symfony": "!x",
        "docker": "! x",
    },
    "A= x ": {
        **dict.fromkeys(ALL, "x"),
        **dict.fromkeys(["django-environ", "docker"], " x "),
        "symfony": "!x",
        "shell": None,
    },
    "A=b c": {
        **dict.fromkeys(ALL, "b c"),
        "phpdotenv": "!b c",
        "symfony": "!b c",
        "shell": None,
        "dotenvy": "!b",
    },
    "A: x": {
        **dict.fromkeys(ALL, None),
        "node-dotenv": "x",
        "ruby-dotenv": "x",
        "compose": "x",
    },
    'A="a\\nb"': {
        "python-dotenv": "a\nb",
        "django-environ": "a\\nb",
        "decouple": "a\\nb",
        "node-dotenv": "a\nb",
        "node-env-file": "a\nb",
        "phpdotenv": "a\nb",
        "symfony": "a\nb",
        "ruby-dotenv": "a\\nb",
        "compose": "a\nb",
        "docker": '"a\\nb"',
        "systemd": "a\\nb",
        "shell": "a\\nb",
        "dotenvy": "a\nb",
    },
    'A="a\\"b"': {
        **dict.fromkeys(ALL, 'a"b'),
        "decouple": 'a\\"b',
        "node-dotenv": 'a\\"b',
        "node-env-file": "a\\",
        "docker": '"a\\"b"',
    },
    "A=a\\b": {
        **dict.fromkeys(ALL, "a\\b"),
        **dict.fromkeys(["systemd", "shell", "ruby-dotenv"], "ab"),
        "dotenvy": "!a\\b",
    },
    "A='x'y": {
        **dict.fromkeys(["systemd", "shell", "dotenvy", "symfony"], "xy"),
        **dict.fromkeys(["node-dotenv", "ruby-dotenv", "django-environ", "decouple", "docker"], "'x'y"),
        **dict.fromkeys(["node-env-file", "compose"], "x"),
        "python-dotenv": None,
        "phpdotenv": "!x",
    },
    "A='it's'": {
        **dict.fromkeys(["node-dotenv", "ruby-dotenv", "django-environ", "decouple"], "it's"),
        **dict.fromkeys(["node-env-file", "compose"], "it"),
        "docker": "'it's'",
        "python-dotenv": None,
    },
    "A=`x`": {
        **dict.fromkeys(ALL, "`x`"),
        **dict.fromkeys(["node-dotenv", "node-env-file"], "x"),
        "shell": "",
    },
    'A="a\nb"': {
        **dict.fromkeys(ALL, "a\nb"),
        **dict.fromkeys(["django-environ", "decouple", "docker"], '"a'),
    },
    'A="x': {
        **dict.fromkeys(["node-dotenv", "ruby-dotenv", "django-environ", "decouple", "docker"], '"x'),
        **dict.fromkeys(["python-dotenv", "shell"], None),
        "systemd": "x\n",
    },
    "B=q\nA=$B": {
        **dict.fromkeys(ALL, "$B"),
        **dict.fromkeys(["symfony", "ruby-dotenv", "compose", "shell", "dotenvy", "django-environ"], "q"),
    },
    "B=q\nA=x${B}y": {
        **dict.fromkeys(ALL, "xqy"),
        **dict.fromkeys(["django-environ", "decouple", "node-dotenv", "node-env-file", "docker", "systemd"], "x${B}y"),
    },
    "B=q\nA='${B}'": {**dict.fromkeys(ALL, "${B}"), "python-dotenv": "q", "django-environ": "", "docker": "'${B}'"},
    'B=q\nA="\\$B"': {
        **dict.fromkeys(["phpdotenv", "symfony", "ruby-dotenv", "compose", "shell", "dotenvy", "systemd"], "$B"),
        "python-dotenv": "\\$B",
        "django-environ": "q",
        "decouple": "\\$B",
        "node-dotenv": "\\$B",
        "node-env-file": "\\$B",
    },
    "A=${Z:-d}": {
        **dict.fromkeys(["python-dotenv", "compose", "shell", "symfony"], "d"),
        **dict.fromkeys(["decouple", "node-dotenv", "docker", "systemd"], "${Z:-d}"),
    },
    "B=\nA=${B:-d}": {"python-dotenv": "", "compose": "d", "shell": "d", "symfony": "d"},
    "A=a$$b": {"compose": "a$b", "docker": "a$$b", "python-dotenv": "a$$b"},
    "A=x\nA=y": dict.fromkeys(ALL, "y"),
}


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [(text, dialect, expected) for text, row in VALUES.items() for dialect, expected in row.items()],
)
def test_each_dialect_delivers_its_own_value(text: str, dialect: str, expected: str | None) -> None:
    document = doc(text + "\n", dialect)
    check_spans(document)
    entry = document.roots[0].get("A")
    if expected is None:
        assert entry is None
        assert document.problems or dialect == "compose" or dialect == "docker" or dialect == "phpdotenv"
        return
    assert entry is not None
    if expected.startswith("!"):
        assert document.problems
        expected = expected[1:]
    assert entry.value.text == expected


def test_spans_name_the_words_of_an_exported_quoted_value_with_comment() -> None:
    text = '# mail\n  export SMTP_HOST = "smtp.example.com" # relay\nPORT=587'
    document = doc(text)
    host, port = document.roots[0].entries
    assert text[host.key_span.start : host.key_span.end] == "SMTP_HOST"
    assert text[host.value.span.start : host.value.span.end] == '"smtp.example.com"'
    assert text[host.value.inner.start : host.value.inner.end] == "smtp.example.com"
    assert text[host.span.start : host.span.end] == 'export SMTP_HOST = "smtp.example.com" # relay'
    assert (host.value.style, host.value.tag) == ("double", "str")
    assert (port.value.style, port.value.text) == ("plain", "587")
    assert [text[c.start : c.end] for c in document.comments] == ["# mail", "# relay"]
    assert document.problems == []


@pytest.mark.parametrize(
    ("text", "dialect", "quirks"),
    [
        ("A=587 # submission", "python-dotenv", ("cut-by-hash",)),
        ("A=pa#ss", "node-dotenv", ("cut-by-hash",)),
        ("A=#pass", "phpdotenv", ("cut-by-hash",)),
        ("A= # nothing", "python-dotenv", ()),
        ("A=587 # submission", "django-environ", ("hash-kept",)),
        ("A=587 # submission", "decouple", ("hash-kept",)),
        ("A= #x", "compose", ("hash-kept",)),
        ("A=pa#ss", "python-dotenv", ()),
        ("A=pa#ss", "", ("hash-kept",)),
        ('A="x"', "docker", ("quotes-kept",)),
        ("A=`x`", "python-dotenv", ("quotes-kept",)),
        ('A="x" ', "django-environ", ("quotes-kept", "space-kept")),
        ("A= x", "django-environ", ("space-kept",)),
        ("A=x ", "docker", ("space-kept",)),
        ("A=pa$word", "compose", ("dollar-expanded",)),
        ("A=pa$word", "python-dotenv", ()),
        ("A='pa$word'", "compose", ()),
        ("A=pa$word", "", ("dollar-expanded",)),
        ("A='pa$word'", "", ()),
        ("A=x$", "shell", ()),
        ("A=x$1", "compose", ()),
        ("A=a$$b", "compose", ("dollar-expanded",)),
        ('A="x" # c', "python-dotenv", ()),
        ("A=b c # d", "shell", ()),
        ("A=x # c", "shell", ("cut-by-hash",)),
        ("A=x # c", "dotenvy", ("cut-by-hash",)),
    ],
)
def test_lexical_traps_are_noted(text: str, dialect: str, quirks: tuple[str, ...]) -> None:
    entries = doc(text, dialect).roots[0].entries
    assert (entries[0].value.quirks if entries else ()) == quirks


@pytest.mark.parametrize("dialect", ["compose", "shell", "symfony", "ruby-dotenv", "dotenvy"])
def test_a_dollar_in_a_password_refers_to_a_variable_that_nobody_knows(dialect: str) -> None:
    node = value("A=pa$word", dialect)
    assert (node.kind, node.why, node.text) == (OPAQUE, "refers to word", "pa")
    assert node.quirks == ("dollar-expanded",)


def test_a_value_that_refers_to_an_uncertain_value_is_uncertain() -> None:
    node = value("A=$HOME\nB=x${A}", "compose")
    assert (node.kind, node.why) == (OPAQUE, "refers to HOME")


@pytest.mark.parametrize("text", ["A=$(cat pw)", 'A="$(cat pw)"', "A=`cat pw`"])
def test_a_command_is_never_run(text: str) -> None:
    node = value(text, "shell")
    assert (node.kind, node.why) == (OPAQUE, "runs a command")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=${Z-d}", "d"),
        ("B=\nA=${B-d}", ""),
        ("B=1\nA=${B:+x}", "x"),
        ("B=1\nA=${B:?msg}", "1"),
        ("A=${Z:-${Y:-deep}}", "deep"),
        ("B=1\nA=${Z:-a${B}c}", "a1c"),
    ],
)
def test_compose_operators(text: str, expected: str) -> None:
    node = value(text, "compose")
    assert (node.kind, node.text) == (SCALAR, expected)


@pytest.mark.parametrize("text", ["A=${", "A=${}", "A=x${1}"])
def test_a_broken_reference_is_a_problem_in_compose(text: str) -> None:
    assert doc(text, "compose").problems


def test_django_environ_takes_a_leading_dollar_for_the_name_of_a_variable() -> None:
    node = value("A=$ecret", "django-environ")
    assert (node.kind, node.why) == (OPAQUE, "refers to ecret")
    assert value("A=s$ecret", "django-environ").text == "s$ecret"
    first = doc("A=$B\nB=x\n", "django-environ").roots[0].entries[0].value
    assert (first.kind, first.text) == (SCALAR, "x")
    assert value("A=$B\nB=$A\n", "django-environ").why == "refers to itself"


@pytest.mark.parametrize("dialect", ["compose", "docker"])
def test_a_bare_name_is_passed_on_from_the_environment(dialect: str) -> None:
    node = value("SMTP_PASSWORD\n", dialect)
    assert (node.kind, node.text) == (ENV, "SMTP_PASSWORD")


def test_a_bare_name_in_other_dialects() -> None:
    assert value("A\n", "python-dotenv").tag == "null"
    assert value("A\n", "phpdotenv").tag == "null"
    assert (value("A\n", "ruby-dotenv").tag, value("A\n", "ruby-dotenv").text) == ("str", "")
    assert value("export A\n", "shell").kind == ENV
    for dialect in ("", "node-dotenv", "decouple", "django-environ", "symfony", "systemd", "dotenvy", "shell"):
        document = doc("A\nB=1\n", dialect)
        assert [entry.key for entry in document.roots[0].entries] == ["B"]
        assert len(document.problems) == 1


def test_duplicates_are_kept_in_order_and_the_dialect_says_who_wins() -> None:
    assert [e.value.text for e in doc("A=1\nB=2\nA=3").roots[0].entries] == ["1", "2", "3"]
    assert dialect_info("python-dotenv").duplicates == "last"
    assert dialect_info("dotenvy").duplicates == "first"
    assert value("A=1\nA=2\nB=$A", "dotenvy").text == "1"
    assert dialect_info("no such dialect").name == ""


def test_systemd_quotes_comments_and_continued_lines() -> None:
    assert value("; comment\nA=\"x\" 'y'\n", "systemd").text == "xy"
    assert value('A=x"y"\n', "systemd").text == 'x"y"'
    assert value("A=one\\\ntwo\n", "systemd").text == "onetwo"
    assert value("A=x y  \n", "systemd").text == "x y"


def test_shell_words() -> None:
    assert value("A=a'b c'\"d\"e\n", "shell").text == "ab cde"
    assert value("A=a\\ b\n", "shell").text == "a b"
    assert value("A=a\\$b\n", "shell").text == "a$b"
    assert doc("A=b;c\n", "shell").problems


def test_line_ends_and_a_missing_final_one() -> None:
    for newline in ("\n", "\r\n", "\r"):
        for dialect in DIALECTS:
            document = doc(newline.join(["A=1", "# c", "", "B=2"]), dialect)
            assert [(e.key, e.value.text) for e in document.roots[0].entries] == [("A", "1"), ("B", "2")]
            assert document.problems == []
            check_spans(document)


def test_a_multi_line_value_has_plain_line_ends() -> None:
    document = doc('A="x\r\ny"\r\nB=1\r\n', "python-dotenv")
    assert [e.value.text for e in document.roots[0].entries] == ["x\ny", "1"]


def test_a_byte_order_mark_does_not_become_part_of_the_name() -> None:
    document = read(Source.from_bytes(".env", b"\xef\xbb\xbfA=1\n"))
    assert document.roots[0].entries[0].key == "A"


def test_lines_that_are_no_setting_are_problems_at_their_place() -> None:
    document = doc("A=1\nnonsense here\n=x\nB=2\n", "python-dotenv")
    assert [document.source.lines.position(p.span.start)[0] for p in document.problems] == [2, 3]
    assert [e.key for e in document.roots[0].entries] == ["A", "B"]


def test_decouple_keeps_export_in_the_name() -> None:
    document = doc("export A=1\n", "decouple")
    assert document.roots[0].entries[0].key == "export A"
    assert document.problems


def test_growth_by_references_is_bounded() -> None:
    lines = ["A0=" + "x" * 100] + [f"A{i}=${{A{i - 1}}}${{A{i - 1}}}" for i in range(1, 40)]
    node = value("\n".join(lines), "compose")
    assert (node.kind, node.why) == (OPAQUE, "becomes too long when expanded")


def test_problems_are_bounded() -> None:
    assert len(doc("?\n" * 1000).problems) == 50


_parts = st.sampled_from(
    [
        "A",
        "B=",
        "=",
        "'",
        '"',
        "`",
        " ",
        "#",
        "\\",
        "\n",
        "\r\n",
        "$",
        "{",
        "}",
        "(",
        ")",
        ":-",
        "x",
        "export ",
        ";",
        "é",
        "\t",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_parts, max_size=25).map("".join), st.sampled_from(sorted(DIALECTS)))
def test_any_text_never_raises_and_all_spans_fit(text: str, dialect: str) -> None:
    check_spans(doc(text, dialect))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(sorted(DIALECTS)))
def test_any_unicode_text_never_raises(text: str, dialect: str) -> None:
    check_spans(doc(text, dialect))


@settings(max_examples=100, deadline=None)
@given(st.text("abcXYZ019.@-_/:", min_size=1, max_size=20), st.sampled_from(ALL))
def test_a_harmless_value_is_the_same_in_every_dialect(word: str, dialect: str) -> None:
    document = doc(f"SMTP_USER={word}\n", dialect)
    assert document.problems == []
    node = document.roots[0].entries[0].value
    assert (node.text, node.quirks, node.kind) == (word, (), SCALAR)
