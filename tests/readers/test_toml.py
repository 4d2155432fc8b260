"""The TOML reader: ``tomli`` decides what a document means; this reader must agree and know where everything stands."""

from __future__ import annotations

import datetime

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.readers.base import MAP, OPAQUE, SCALAR, SEQ, Document, Node
from smtplint.readers.toml import read
from smtplint.text import Source


def doc(text: str) -> Document:
    return read(Source("x.toml", text))


def plain(node: Node) -> object:
    """A tree of tagged plain values."""
    if node.kind == MAP:
        return {entry.key: plain(entry.value) for entry in node.entries}
    if node.kind == SEQ:
        return [plain(item) for item in node.items]
    assert node.kind == SCALAR
    if node.tag == "float":
        return "float", repr(float(node.text))
    return node.tag, node.text


def expected(value: object) -> object:
    """What ``plain`` must give for a value that tomli read."""
    if isinstance(value, dict):
        return {key: expected(item) for key, item in value.items()}
    if isinstance(value, list):
        return [expected(item) for item in value]
    if isinstance(value, bool):
        return "bool", str(value).lower()
    if isinstance(value, int):
        return "int", str(value)
    if isinstance(value, float):
        return "float", repr(value)
    assert isinstance(value, str)
    return "str", value


def without_dates(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_dates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_dates(item) for item in value]
    return "date" if isinstance(value, (datetime.date, datetime.time)) else value


def scalars(node: Node) -> list[Node]:
    if node.kind == MAP:
        return [found for entry in node.entries for found in scalars(entry.value)]
    if node.kind == SEQ:
        return [found for item in node.items for found in scalars(item)]
    return [node]


def all_nodes(node: Node) -> list[Node]:
    return [
        node,
        *(n for e in node.entries for n in all_nodes(e.value)),
        *(n for i in node.items for n in all_nodes(i)),
    ]


def check_spans(document: Document) -> None:
    """Every span lies in the text, and a scalar's span read alone gives the scalar again."""
    text = document.source.text
    for root in document.roots:
        for node in all_nodes(root):
            assert 0 <= node.span.start <= node.inner.start <= node.inner.end <= node.span.end <= len(text)
            for entry in node.entries:
                assert 0 <= entry.key_span.start < entry.key_span.end <= len(text)
        for node in scalars(root):
            if node.kind == SCALAR:
                again = doc("v = " + text[node.span.start : node.span.end]).roots[0].entries[0].value
                assert (again.tag, again.text) == (node.tag, node.text)
    for span in [*document.comments, *(problem.span for problem in document.problems)]:
        assert 0 <= span.start <= span.end <= len(text)


TRICKY = [
    "",
    "\n\n",
    "# only a comment",
    "a = 1",
    'a = "x" # c\r\nb = 2\r\n',
    "port = 0x24b\nb = 0o17\nc = 0b11\nd = 1_000\ne = +5\nf = -0",
    "a = 1.5\nb = -0.0\nc = 1e3\nd = 6.02E-2_3\ne = inf\nf = -inf\ng = +1_0.0_1",
    "a = true\nb = false",
    'a = "\\t\\"\\\\ \\u00e9 \\U0001F600"',
    'a = """\nfirst\n  second \\\n     third\\n"""',
    'a = """x""""\nb = """""y""" # two quotes belong to the text\n',
    "a = '''\nraw \\n'' '''\nb = 'c:\\dir'",
    'a = """one\r\ntwo\\\r\n   three"""',
    'a = """\\""""',
    'a = """\\\n\n   \t\n  x"""',
    "[email]\nhost = 'h'\n[email.auth]\nuser = 'u'\n[other]\nx = 1",
    "[a.b.c]\nx = 1\n[a]\ny = 2\n[a.b]\nz = 3",
    "a.b.c = 1\na.b.d = 2\na.e = 3",
    "[x]\na.b = 1\na.c = 2\n[x.d]\ne = 1",
    '"quoted key" = 1\n\'literal.key\' = 2\nbare-key_1 = 3\n1234 = 4\n"" = 5',
    'a . "b" . c = 1',
    "[ a . b ]\nx = 1",
    "[[m]]\nx = 1\n[[m]]\nx = 2\n[m.sub]\ny = 3\n[[m.list]]\nz = 1\n[[m.list]]\nz = 2",
    "[[a.b]]\nx = 1\n[a]\ny = 1",
    "a = []\nb = [1, 'x', [2.5, true], {c = 1}]\nc = [\n 1, # one\n 2,\n # end\n]",
    "a = {}\nb = {x = 1, y.z = 2, y.w = {q = 'r'}}",
    "a = {b = [1, 2], c = {d = {e = 1}}}",
    'site."google.com" = true',
    "3.14159 = 'pi'",
    "a = [[1, 2], ['a', \"b\"]]",
    "[a]\n[a.b]\n[a.b.c]\n[d]",
    "x.a = 1\n[y]\nx.a = 1",
    "inf = 1\ntrue = 2\nnan = 3",
    "[fruit]\napple.color = 'red'\napple.taste.sweet = true\n[fruit.apple.texture]\nsmooth = true",
]


@pytest.mark.parametrize("text", TRICKY)
def test_tree_of_tricky_documents_agrees_with_tomli(text: str) -> None:
    document = doc(text)
    try:
        meant = tomli.loads(text)
    except tomli.TOMLDecodeError:
        assert document.problems
        return
    assert document.problems == []
    assert plain(document.roots[0]) == expected(meant)
    check_spans(document)


INVALID = [
    "a = 1\na = 2",
    "[a]\n[a]",
    "a = 1\n[a]",
    "a.b = 1\n[a]",
    "[a]\nb.c = 1\n[a.b]",
    "a = {}\na.b = 1",
    "a = {}\n[a.b]",
    "a = []\n[[a]]",
    "[[a]]\n[a]",
    "[a]\n[[a]]",
    "[a.b]\n[a]\nb.c = 1",
    "a = {b = 1, b = 2}",
    "a = {b = {}, b.c = 1}",
    "a = 1\na.b = 2",
    "a = 'x",
    'a = "x',
    'a = """x',
    'a = "\\q"',
    'a = "\\ud800"',
    'a = "x" y',
    "a = ",
    "a",
    "= 1",
    "a = b",
    "a = smtp.example.com",
    "a = 01",
    "a = 1__0",
    "a = _1",
    "a = 1.",
    "a = .5",
    "a = 1.e3",
    "a = 0x",
    "a = +0x1",
    "a = 1979-02-30",
    "a = 24:00:00",
    "a = 2024-13-01",
    "a = True",
    "a = yes",
    "[a",
    "[[a]",
    "[]",
    "[a] x",
    "a = [1 2]",
    "a = [1",
    "a = {b = 1",
    "a = {b}",
    "a. = 1",
    ".a = 1",
    "a b = 1",
    "a = 'x\x00'",
    "# \x07",
    "a = 1\rb = 2",
    'a = """\\ x"""',
    '"""k""" = 1',
    "a = [,]",
    "a = 1,",
]


@pytest.mark.parametrize("text", INVALID)
def test_what_tomli_refuses_has_a_problem(text: str) -> None:
    with pytest.raises(tomli.TOMLDecodeError):
        tomli.loads(text)
    document = doc(text)
    assert document.problems
    check_spans(document)


@pytest.mark.parametrize(
    "word",
    [
        "1979-05-27T07:32:00Z",
        "1979-05-27t07:32:00.999999-07:00",
        "1979-05-27 07:32:00",
        "1979-05-27",
        "07:32:00",
        "00:32:00.5",
        "2024-02-29",
    ],
)
def test_dates_and_times_are_tagged_date_and_kept_as_written(word: str) -> None:
    document = doc(f"a = [{word}, 1]\n")
    assert document.problems == []
    assert without_dates(tomli.loads(f"a = {word}")) == {"a": "date"}
    node = document.roots[0].entries[0].value.items[0]
    assert (node.tag, node.text) == ("date", word)


def test_toml_1_1_forms_are_read() -> None:
    document = doc('a = {\n  b = 1, # c\n  c = "\\e\\x41",\n}\nd = 07:32\n')
    assert document.problems == []
    root = document.roots[0]
    assert plain(root) == {"a": {"b": ("int", "1"), "c": ("str", "\x1bA")}, "d": ("date", "07:32")}


def test_spans_name_the_words() -> None:
    text = '[smtp]\nhost = "mail.example.com"  # relay\nport=587\n'
    document = doc(text)
    smtp = document.roots[0].entries[0]
    host, port = smtp.value.entries
    assert text[smtp.key_span.start : smtp.key_span.end] == "smtp"
    assert text[host.key_span.start : host.key_span.end] == "host"
    assert text[host.value.span.start : host.value.span.end] == '"mail.example.com"'
    assert text[host.value.inner.start : host.value.inner.end] == "mail.example.com"
    assert text[host.span.start : host.span.end] == 'host = "mail.example.com"'
    assert host.value.style == "double"
    assert text[port.value.span.start : port.value.span.end] == "587"
    assert text[smtp.value.span.start : smtp.value.span.end] == text[:-1]
    assert [text[c.start : c.end] for c in document.comments] == ["# relay"]


def test_a_value_that_cannot_be_read_is_opaque_and_the_next_line_is_read() -> None:
    document = doc('host = smtp.example.com  \nport = 587\nuser = "a\npassword = "b"\n')
    host, port, user, password = document.roots[0].entries
    assert (host.value.kind, host.value.text) == (OPAQUE, "smtp.example.com")
    assert port.value.text == "587"
    assert user.value.kind == OPAQUE
    assert password.value.text == "b"
    assert [document.source.lines.position(p.span.start)[0] for p in document.problems] == [1, 3]


def test_duplicate_keys_are_both_kept_and_the_second_is_the_problem() -> None:
    text = "a = 1\nb = 2\na = 3\n"
    document = doc(text)
    assert [(e.key, e.value.text) for e in document.roots[0].entries] == [("a", "1"), ("b", "2"), ("a", "3")]
    assert [p.span.start for p in document.problems] == [text.rindex("a")]


def test_a_table_defined_twice_is_merged_and_reported() -> None:
    document = doc("[email]\nhost = 'h'\n[x]\n[email]\nport = 25\n")
    email = document.roots[0].get("email")
    assert email is not None
    assert [e.key for e in email.value.entries] == ["host", "port"]
    assert len(document.problems) == 1


def test_a_byte_order_mark_does_not_move_anything() -> None:
    document = read(Source.from_bytes("x.toml", b"\xef\xbb\xbfport = 25"))
    assert document.problems == []
    assert document.roots[0].entries[0].key_span.start == 0


def test_deep_nesting_is_a_problem_and_not_a_crash() -> None:
    for text in (
        "a = " + "[" * 5000,
        "a = " + "{a=" * 5000,
        ".".join("a" * 5000) + " = 1",
        "[" + ".".join("a" * 5000) + "]",
    ):
        assert doc(text).problems


def test_problems_are_bounded() -> None:
    assert len(doc("=\n" * 1000).problems) == 50


def test_a_huge_integer_keeps_its_digits() -> None:
    assert doc("a = " + "9" * 5000).roots[0].entries[0].value.text == "9" * 5000


# ---------------------------------------------------------------- generated documents

_bare = st.text("abcxyz_-09", min_size=1, max_size=4)
_letters = st.text("ab é\t#=[]{}.,$'\\\n\"😀", max_size=8)


def _basic(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _block(text: str) -> str:
    return '"""\n' + text.replace("\\", "\\\\").replace('"', '\\"') + '"""'


_literal = _letters.filter(lambda t: "'" not in t and "\n" not in t).map(lambda t: f"'{t}'")
_strings = st.one_of(_letters.map(_basic), _letters.map(_block), _literal)
_numbers = st.one_of(
    st.integers(-(10**9), 10**9).map(str),
    st.integers(0, 10**6).map(hex),
    st.integers(0, 10**6).map(oct),
    st.floats(allow_nan=False, width=32).map(repr),
    st.integers(1000, 10**9).map(lambda n: f"{n:_}"),
)
_key = st.one_of(_bare, _letters.map(_basic), _literal)
_dotted = st.lists(_key, min_size=1, max_size=3).map(".".join)
_scalar = st.one_of(_strings, _numbers, st.sampled_from(["true", "false"]))
_value = st.recursive(
    _scalar,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        st.lists(inner, max_size=3).map(lambda items: "[ # c\n" + "".join(f" {i},\n" for i in items) + "]"),
        st.lists(st.tuples(_dotted, inner), max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{k} = {v}" for k, v in pairs) + "}"
        ),
    ),
    max_leaves=5,
)
_line = st.one_of(
    st.tuples(_dotted, _value, st.sampled_from(["", " # c", "  "])).map(lambda t: f"{t[0]} = {t[1]}{t[2]}"),
    _dotted.map(lambda k: f"[{k}]"),
    _dotted.map(lambda k: f"[[{k}]]"),
    st.sampled_from(["", "# comment", "  \t"]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_line, max_size=8), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_generated_documents_agree_with_tomli(lines: list[str], newline: str, final: bool) -> None:
    text = newline.join(lines) + (newline if final else "")
    document = doc(text)
    try:
        meant = tomli.loads(text)
    except tomli.TOMLDecodeError:
        assert document.problems
    else:
        assert document.problems == []
        assert plain(document.roots[0]) == expected(meant)
    check_spans(document)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab01=.\"'[]{},#\\\n\r\t -_:e+xT\x00é"), max_size=30))
def test_any_text_is_read_and_judged_as_tomli_does(text: str) -> None:
    document = doc(text)
    try:
        meant = without_dates(tomli.loads(text))
    except tomli.TOMLDecodeError:
        assert document.problems
    else:
        assert document.problems == [], text
        assert isinstance(meant, dict)
        assert list(meant) == [entry.key for entry in document.roots[0].entries]
    check_spans(document)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_never_raises_and_all_spans_lie_in_it(text: str) -> None:
    check_spans(doc(text))
