"""Python settings modules: source text in, nodes by the exact text that they cover out."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.readers.base import ENV, MAP, NAME, OPAQUE, SCALAR, SEQ, Document, Node
from smtplint.readers.python import read
from smtplint.text import Source


def parsed(text: str) -> Document:
    document = read(Source("settings.py", text))
    assert document.format == "python"
    assert [root.kind for root in document.roots] == [MAP, SEQ, MAP]
    return document


def setting(text: str, *keys: str) -> Node:
    node = parsed(text).roots[0]
    for key in keys:
        entry = node.get(key)
        assert entry is not None, key
        node = entry.value
    return node


def keys(text: str) -> list[str]:
    return [entry.key for entry in parsed(text).roots[0].entries]


def plain(node: Node) -> object:
    """The Python value of a node that is known."""
    if node.kind == MAP:
        return {entry.key: plain(found.value) for entry in node.entries if (found := node.get(entry.key))}
    if node.kind == SEQ:
        return [plain(item) for item in node.items]
    assert node.kind == SCALAR, node.why
    convert: dict[str, Callable[[str], object]] = {
        "str": str,
        "int": int,
        "float": float,
        "bool": lambda text: text == "True",
        "null": lambda _: None,
    }
    return convert[node.tag](node.text)


class TestLiterals:
    @pytest.mark.parametrize(
        ("written", "tag", "text", "style", "inner"),
        [
            ("'smtp'", "str", "smtp", "single", "smtp"),
            ('"smtp"', "str", "smtp", "double", "smtp"),
            ('r"a\\b"', "str", "a\\b", "double", "a\\b"),
            ("u'x'", "str", "x", "single", "x"),
            ("'''a\nb'''", "str", "a\nb", "single", "a\nb"),
            ("''", "str", "", "single", ""),
            ("'a\\'b'", "str", "a'b", "single", "a\\'b"),
            ("'é😀'", "str", "é😀", "single", "é😀"),
            ("587", "int", "587", "plain", "587"),
            ("0x24b", "int", "587", "plain", "0x24b"),
            ("1_000", "int", "1000", "plain", "1_000"),
            ("1.50", "float", "1.5", "plain", "1.50"),
            ("-1", "int", "-1", "plain", "-1"),
            ("True", "bool", "True", "plain", "True"),
            ("None", "null", "None", "plain", "None"),
            ("'a' 'b'", "str", "ab", "plain", "'a' 'b'"),
            ("'a' + \"b\"", "str", "ab", "plain", "'a' + \"b\""),
        ],
    )
    def test_a_literal_has_its_value_type_and_place(
        self, written: str, tag: str, text: str, style: str, inner: str
    ) -> None:
        source = f"OTHER = 'é'\nNAME = {written}  # end\n"
        node = setting(source, "NAME")
        assert (node.kind, node.tag, node.text, node.style) == (SCALAR, tag, text, style)
        assert source[node.span.start : node.span.end] == written
        assert source[node.inner.start : node.inner.end] == inner

    @pytest.mark.parametrize(
        ("expression", "value"),
        [
            ("60 * 2", 120),
            ("2 ** 10 - 1", 1023),
            ("7 // 2 + 7 % 2", 4),
            ("3 / 2", 1.5),
            ("not False", True),
            ("not ''", True),
            ("'True' == 'True'", True),
            ("'x' in ('x', 'y')", True),
            ("None is None", True),
            ("'' or 'b'", "b"),
            ("'a' and 'b'", "b"),
            ("1 if True else 2", 1),
            ("int('587')", 587),
            ("bool('False')", True),
            ("float('1.5')", 1.5),
            ("str(25)", "25"),
            ("'ABC'.lower().strip()", "abc"),
            ("f'smtp.{HOST}:{25}'", "smtp.example.org:25"),
            ("f'{{{HOST!s}}}'", "{example.org}"),
            ("dict(a=1, b='x')", {"a": 1, "b": "x"}),
            ("{'a': 1, **BASE, 'b': 3}", {"a": 1, "b": 3, "c": 2}),
            ("{'b': 3, **BASE}", {"b": 2, "c": 2}),
            ("BASE | {'c': 9}", {"b": 2, "c": 9}),
            ("[1, *(2, 3)] + [4]", [1, 2, 3, 4]),
            ("BASE['b']", 2),
            ("(X := 'v')", "v"),
        ],
    )
    def test_what_follows_from_constants_is_computed_as_python_does(self, expression: str, value: object) -> None:
        start = "HOST = 'example.org'\nBASE = {'b': 2, 'c': 2}\n"
        source = f"{start}NAME = {expression}\n"
        names: dict[str, object] = {}
        exec(source, names)
        assert names["NAME"] == value
        assert plain(setting(source, "NAME")) == value

    @pytest.mark.parametrize(
        ("expression", "why"),
        [
            ("f()", "a call of f()"),
            ("a.b.c()", "a call of a.b.c()"),
            ("b'x'", "a bytes literal"),
            ("unknown", "the name unknown"),
            ("settings.HOST", "the attribute settings.HOST"),
            ("f'{unknown}'", "a formatted string"),
            ("f'{1:>5}'", "a formatted string"),
            ("'x' * 3", "an expression"),
            ("1j", "an expression"),
            ("1 / 0", "an expression"),
            ("'a' if unknown else 'b'", "a choice at run time"),
            ("[x for x in y]", "an expression"),
            ("2 ** 64 ** 2", "an expression"),
            ("0x" + "f" * 500, "a very large number"),
            ("int('x')", "a call of int()"),
        ],
    )
    def test_what_needs_a_run_is_opaque_and_says_so(self, expression: str, why: str) -> None:
        node = setting(f"NAME = {expression}\n", "NAME")
        assert (node.kind, node.why) == (OPAQUE, why)

    def test_the_columns_of_the_parser_are_bytes_and_are_converted(self) -> None:
        source = "A = {'😀é': '😀', 'b': 'c'}; B = 'z'\n"
        node = setting(source, "A", "b")
        assert source[node.span.start : node.span.end] == "'c'"
        node = setting(source, "B")
        assert source[node.span.start : node.span.end] == "'z'"

    def test_the_columns_of_a_very_long_line_are_converted_too(self) -> None:
        source = "A = {" + ", ".join(f"'é{i}': 'v{i}'" for i in range(300)) + "}; B = 'z'\n"
        node = setting(source, "A", "é250")
        assert source[node.span.start : node.span.end] == "'v250'"
        node = setting(source, "B")
        assert source[node.span.start : node.span.end] == "'z'"


class TestSettings:
    def test_an_entry_covers_its_statement_and_its_key_the_name(self) -> None:
        source = "EMAIL_PORT: int = 587  # x\n"
        (entry,) = parsed(source).roots[0].entries
        assert source[entry.span.start : entry.span.end] == "EMAIL_PORT: int = 587"
        assert source[entry.key_span.start : entry.key_span.end] == "EMAIL_PORT"

    def test_a_name_set_twice_keeps_both_entries_and_the_last_wins(self) -> None:
        source = "A = 1\nA = 2\n"
        assert keys(source) == ["A", "A"]
        assert setting(source, "A").text == "2"

    def test_several_targets_and_unpacking_set_each_name(self) -> None:
        assert plain(setting("A = B = 'x'\n", "B")) == "x"
        assert plain(setting("A, (B, C) = 1, ('x', 2)\n", "B")) == "x"
        assert setting("A, B = f()\n", "B").kind == OPAQUE

    def test_an_annotation_without_value_sets_nothing(self) -> None:
        assert keys("EMAIL_PORT: int\n") == []

    def test_keys_of_mappings_are_covered_without_their_quotes(self) -> None:
        source = "MAILERS = {'default': {'PORT': 25}}\n"
        entry = setting(source, "MAILERS", "default").entries[0]
        assert source[entry.key_span.start : entry.key_span.end] == "PORT"
        assert source[entry.span.start : entry.span.end] == "'PORT': 25"

    def test_assignments_to_items_are_folded_in(self) -> None:
        source = "M = {'default': {'OPTIONS': {}}}\nM['default']['OPTIONS']['timeout'] = 10\nM['x'] = 'y'\n"
        assert plain(setting(source, "M")) == {"default": {"OPTIONS": {"timeout": 10}}, "x": "y"}

    def test_updates_and_additions_in_place_are_seen(self) -> None:
        assert plain(setting("D = {'a': 1}\nD.update({'b': 2}, a=3)\n", "D")) == {"a": 3, "b": 2}
        assert plain(setting("L = [1]\nL.append(2)\nL += [3]\n", "L")) == [1, 2, 3]
        assert plain(setting("S = 'a'\nS += 'b'\n", "S")) == "ab"

    @pytest.mark.parametrize(
        "statement",
        [
            "app.config['MAIL_PORT'] = 465",
            "self.app.config['MAIL_PORT'] = 465",
            "app.config.update(MAIL_PORT=465)",
            "app.config.update({'MAIL_PORT': 465})",
            "app.config.update(dict(MAIL_PORT=465))",
            "app.config.from_mapping(MAIL_PORT=465)",
            "app.config.from_mapping({'MAIL_PORT': 465})",
            "globals()['MAIL_PORT'] = 465",
            "vars().update(MAIL_PORT=465)",
        ],
    )
    def test_settings_of_an_application_are_entries(self, statement: str) -> None:
        source = f"A = 1\n{statement}\n"
        entry = parsed(source).roots[0].get("MAIL_PORT")
        assert entry is not None
        assert source[entry.key_span.start : entry.key_span.end] == "MAIL_PORT"
        assert source[entry.value.span.start : entry.value.span.end] == "465"

    def test_settings_of_an_application_count_inside_functions_and_names_of_functions_do_not(self) -> None:
        source = "HOST = 'h'\ndef create_app():\n    LOCAL = 1\n    app.config['MAIL_SERVER'] = HOST\n    return app\n"
        assert keys(source) == ["HOST", "MAIL_SERVER"]
        assert setting(source, "MAIL_SERVER").text == "h"

    def test_a_name_bound_more_than_once_is_not_known_inside_functions(self) -> None:
        source = "HOST = 'h'\nHOST = 'i'\ndef create_app():\n    app.config['MAIL_SERVER'] = HOST\n"
        assert setting(source, "MAIL_SERVER").kind == OPAQUE

    def test_a_parameter_hides_the_constant_of_that_name(self) -> None:
        source = "HOST = 'h'\ndef create_app(HOST='x'):\n    app.config['MAIL_SERVER'] = HOST\n"
        assert setting(source, "MAIL_SERVER").why == "a parameter"

    def test_django_configured_by_a_call_is_read(self) -> None:
        source = "from django.conf import settings\nsettings.configure(EMAIL_PORT=25)\n"
        assert setting(source, "EMAIL_PORT").text == "25"

    def test_the_environment_is_not_a_setting(self) -> None:
        assert keys("import os\nos.environ['EMAIL_HOST'] = 'x'\n") == []

    def test_a_class_is_a_mapping_that_inherits_from_the_classes_of_its_file(self) -> None:
        source = "class Base(object):\n    PORT = 25\n    HOST = 'a'\nclass Prod(Base):\n    HOST = 'b'\n"
        node = setting(source, "Prod")
        assert (node.style, node.text) == ("class", "Base")
        assert plain(node) == {"PORT": 25, "HOST": "b"}
        assert [entry.merged for entry in node.entries] == [True, True, False]
        assert plain(setting(source + "PORT = Base.PORT\n", "PORT")) == 25

    def test_the_first_of_two_bases_wins(self) -> None:
        source = "class A:\n    X = 1\nclass B:\n    X = 2\nclass C(A, B): pass\n"
        assert plain(setting(source, "C")) == {"X": 1}

    def test_what_an_ancestor_sets_is_open_where_a_later_base_may_come_before_it(self) -> None:
        source = (
            "class A:\n    X = 1\nclass B(A): pass\nclass C(A):\n    X = 2\nclass D(B, C): pass\nclass E(C, B): pass\n"
        )
        (found,) = setting(source, "D").entries
        assert (found.key, found.value.why) == ("X", "set by several base classes")
        assert plain(setting(source, "E")) == {"X": 2}

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("from .base import *\n", ".base"),
            ("from config.settings.base import *\n", "config.settings.base"),
            ("try:\n    from .local import *\nexcept ImportError:\n    pass\n", ".local"),
        ],
    )
    def test_star_imports_are_entries_that_name_the_module(self, source: str, text: str) -> None:
        (entry,) = parsed(source).roots[0].entries
        assert (entry.key, entry.value.kind, entry.value.text) == ("*", OPAQUE, text)
        assert entry.value.why == f"from {text} import *"

    def test_an_imported_setting_is_set_to_something_unknown(self) -> None:
        source = "from .secrets import EMAIL_HOST_PASSWORD\nimport os\n"
        (entry,) = parsed(source).roots[0].entries
        assert (entry.key, entry.value.kind) == ("EMAIL_HOST_PASSWORD", OPAQUE)
        assert source[entry.key_span.start : entry.key_span.end] == "EMAIL_HOST_PASSWORD"

    @pytest.mark.parametrize(
        "statement", ["vars().update(load())", "exec(text)", "include('x.py')", "globals()[k] = 1"]
    )
    def test_what_may_set_any_name_is_said(self, statement: str) -> None:
        assert keys(f"A = 1\n{statement}\n") == ["A", "*"]

    def test_an_unknown_spread_is_said_in_the_mapping(self) -> None:
        node = setting("D = {'a': 1, **load()}\n", "D")
        assert [entry.key for entry in node.entries] == ["a", "*"]


class TestBranches:
    def test_alternatives_are_entries_with_their_condition(self) -> None:
        source = "if DEBUG:\n    A = 1\nelif X or Y:\n    A = 2\nelse:\n    A = 3\n"
        assert keys(source) == ["?DEBUG", "?not DEBUG and (X or Y)", "?not DEBUG and not (X or Y)"]
        assert plain(setting(source, "?DEBUG")) == {"A": 1}
        assert plain(setting(source, "?not DEBUG and not (X or Y)")) == {"A": 3}

    def test_the_contrary_of_a_negation_is_the_condition(self) -> None:
        assert keys("if not DEBUG:\n    A = 1\nelse:\n    A = 2\n") == ["?not DEBUG", "?DEBUG"]

    def test_a_branch_without_settings_leaves_no_entry(self) -> None:
        assert keys("if DEBUG:\n    print(1)\nelse:\n    A = 2\n") == ["?not DEBUG"]

    def test_a_name_set_in_a_branch_is_not_known_after_it(self) -> None:
        source = "HOST = 'a'\nif DEBUG:\n    HOST = 'b'\n    IN = HOST\nOUT = HOST\n"
        assert plain(setting(source, "?DEBUG", "IN")) == "b"
        assert setting(source, "OUT").kind == OPAQUE

    def test_a_mapping_changed_in_a_branch_is_marked(self) -> None:
        source = "D = {'a': 1}\nif DEBUG:\n    D['a'] = 2\n"
        assert [entry.key for entry in setting(source, "D").entries] == ["a", "*"]

    def test_a_try_with_handlers_that_go_on_has_alternatives(self) -> None:
        source = "try:\n    A = os.environ['A']\nexcept KeyError:\n    A = 'x'\n"
        assert keys(source) == ["?try", "?except KeyError"]

    def test_a_try_whose_handlers_leave_is_no_branch(self) -> None:
        source = "import os\ntry:\n    A = os.environ['A']\nexcept KeyError:\n    raise SystemExit(1)\n"
        assert keys(source) == ["A"]

    def test_loops_and_with_blocks(self) -> None:
        assert keys("for x in y:\n    A = 1\n") == ["?for x in y"]
        assert keys("while x:\n    A = 1\n") == ["?while x"]
        assert keys("with x as f:\n    A = 1\n") == ["A"]
        assert keys("match x:\n    case 1:\n        A = 1\n") == ["?x matches case 1"]

    def test_a_name_that_a_loop_changes_is_not_known_in_its_next_turn(self) -> None:
        source = "A = 1\nfor x in y:\n    B = A\n    A = 2\n"
        assert setting(source, "?for x in y", "B").kind == OPAQUE


class TestComments:
    @pytest.mark.parametrize(
        ("source", "comments"),
        [
            ("A = '#no'  # yes\n", ["# yes"]),
            ('A = """\n# no\n"""\n# yes', ["# yes"]),
            ("A = 'a\\'# no'# yes\r\nB = 1 # two\r\n", ["# yes", "# two"]),
            ("# one\r# two", ["# one", "# two"]),
            ("A = f'{x:#x}' # yes", ["# yes"]),
            ("A = f'{d[\"#\"]}' # yes", ["# yes"]),
            ("A = rb'\\' # no' # yes", ["# yes"]),
            ("A = 'é😀' # é", ["# é"]),
            ("A = 1\n", []),
        ],
    )
    def test_comments_are_found_outside_strings_only(self, source: str, comments: list[str]) -> None:
        document = read(Source("x.py", source))
        assert [source[span.start : span.end] for span in document.comments] == comments


class TestBrokenFiles:
    def test_what_stands_around_an_error_is_read(self) -> None:
        source = "A = 'x'\nB = = 2\nC = A\n"
        document = parsed(source)
        (problem,) = document.problems
        assert problem.message == "not valid Python: invalid syntax"
        assert source[problem.span.start : problem.span.end] == "="
        assert [(entry.key, entry.value.kind) for entry in document.roots[0].entries] == [
            ("A", SCALAR),
            ("B", OPAQUE),
            ("C", SCALAR),
        ]
        node = setting(source, "C")
        assert source[node.span.start : node.span.end] == "A"

    @pytest.mark.parametrize(
        ("source", "known"),
        [
            ("A = 'x'\nif A\n", ["A"]),
            ("A = 1\nB = (1,\nC = 3\n", ["A", "B", "C"]),
            ("A = 1\nB = 'x\nC = 3\n", ["A", "B", "C"]),
            ("A = 1\nB = 'a\0b'\nC = 3\n", ["A", "B", "C"]),
            ("A = 1\nif A:\n\tB = 1\n        C = 2\nD = 3\n", ["A", "D"]),
            ("A = 1\nprint 'old'\nB = 2\n", ["A", "B"]),
            ("A = 1\r\nB = = 2\r\nC = 3\r\n", ["A", "B", "C"]),
            ("A = 1\nB = " + "-" * 50_000 + "1\nC = 3\n", ["A", "B", "C"]),
            ("A = 1\nB = " + "(" * 5000 + ")" * 5000 + "\nC = 3\n", ["A", "B", "C"]),
            ("A = 1\nB = " + "[" * 300 + "]" * 300 + "\nC = 3\n", ["A", "B", "C"]),
        ],
    )
    def test_one_problem_and_the_rest(self, source: str, known: list[str]) -> None:
        document = parsed(source)
        assert len(document.problems) == 1
        assert [entry.key for entry in document.roots[0].entries] == known

    def test_a_long_sum_is_read_or_reported_and_never_raises(self) -> None:
        source = "A = 1\nB = " + " + ".join(["1"] * 20_000) + "\nC = 3\n"
        assert keys(source) == ["A", "B", "C"]
        assert setting(source, "B").kind == OPAQUE

    def test_form_feeds_tabs_and_replacement_characters_are_text(self) -> None:
        assert keys("A = 1\n\fB = 2\n") == ["A", "B"]
        assert plain(setting("if x:\n\tA = 'a\tb'\n", "?x", "A")) == "a\tb"
        source = Source.from_bytes("x.py", b"A = 'caf\xe9'\nB = 'x'\n")
        entry = read(source).roots[0].get("B")
        assert entry is not None
        assert source.text[entry.value.span.start : entry.value.span.end] == "'x'"

    def test_a_file_with_template_tags_is_one_alternative(self) -> None:
        source = "A = 1\n{% if x %}\nB = 2\n{% else %}\nB = 3\n{% endif %}\n"
        document = parsed(source)
        assert [entry.key for entry in document.roots[0].entries] == ["?a template"]
        assert [entry.key for entry in document.roots[0].entries[0].value.entries] == ["A", "B", "B"]
        assert source[document.masked[0].start :].startswith("{% if x %}")

    def test_invalid_escapes_do_not_warn(self) -> None:
        assert setting("A = '\\d'\n", "A").text == "\\d"

    def test_a_secret_does_not_reach_the_message_of_a_problem(self) -> None:
        (problem,) = parsed("EMAIL_HOST_PASSWORD = 'hunter2\n").problems
        assert "hunter2" not in problem.message

    @pytest.mark.parametrize(
        "source",
        [
            "A = {'a': 1}\n" + "A = {'x': A, 'y': A}\n" * 300,
            "A = {}\n" + "A['x'] = A\n" * 2000,
            "A = 'x'\n" + "A = A + A\n" * 300,
            "A = []\n" + "A += [1]\n" * 5000,
            "class A:\n  X = 1\n" + "".join(f"class C{i}(A): pass\nclass A(C{i}, C{i}): pass\n" for i in range(300)),
            "import smtplib\ns = smtplib.SMTP('h')\n" + "if x: s.login(1, 2)\n" * 3000,
            "A = {" + ", ".join(f"'k{i}é': 'v{i}'" for i in range(8000)) + "}\n",
            "x = = 1\n" * 5000,
            "A = " + "(" * 150 + "x" + " == 'a')" * 150,
            "if a: A = 1\n" + "elif b: A = 2\n" * 500,
            "D = {}\n" + "".join(f"D['k{i}'] = {{}}\nD['k{i}']['x'] = 1\n" for i in range(3000)),
            "'" * 50_000,
            "A = f'" + "{" * 20_000,
            'A = "' + "\\" * 50_001,
        ],
    )
    def test_what_could_grow_or_recurse_stays_bounded(self, source: str) -> None:
        begin = time.process_time()
        document = parsed(source)
        assert time.process_time() - begin < 5
        todo, count = list(document.roots), 0
        while todo:
            node = todo.pop()
            count += 1
            todo.extend(node.items)
            todo.extend(entry.value for entry in node.entries)
        assert count < 120_000


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé😀", max_size=3), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["EMAIL_HOST", "EMAIL_PORT", "A", "B", "OPTIONS"])


@st.composite
def modules(draw: st.DrawFn) -> str:
    """A harmless settings module: literals, names, sums, formatted strings, mappings made of others."""
    lines: list[str] = []
    known: list[str] = []
    for _ in range(draw(st.integers(1, 8))):
        name = draw(names)
        value = repr(draw(values))
        forms = [
            f"{name} = {value}",
            f"{name}: object = ({value})",
            f"{name} = [{value}, {value}]",
            f"{name} = not {value}",
        ]
        if known:
            other = draw(st.sampled_from(known))
            forms += [f"{name} = {other}", f"{name} = {{'k': {other}, 'é': {value}}}", f"{name} = {other} or {value}"]
            forms += [
                f"{name} = 'a' == {draw(names)!r}",
                f"{name} = {value} if {other} else {other}",
                f"{name} = [*[{other}]]",
            ]
        lines.append(draw(st.sampled_from(forms)) + draw(st.sampled_from(["", "  # é", "; C = 1"])))
        known.append(name)
    return draw(st.sampled_from(["\n", "\r\n", "\n\n"])).join(lines)


@given(modules())
@settings(max_examples=200, deadline=None)
def test_known_values_are_those_that_running_the_module_gives(source: str) -> None:
    ran: dict[str, object] = {}
    exec(source, ran)
    root = parsed(source).roots[0]
    for entry in root.entries:
        winner = root.get(entry.key)
        assert winner is not None
        assert winner.value.kind in (SCALAR, MAP, SEQ)
        assert repr(plain(winner.value)) == repr(ran[entry.key])
        assert source[entry.key_span.start : entry.key_span.end] == entry.key


PIECES = (
    "A = |B|=|(|)|[|]|{|}|'|\"|'''|\\|#|\n|\r|\r\n|\t|    |:|if |else:|try:|except:|def f():|class C:|import smtplib|"
    "smtplib.SMTP('h')|s = |s.login(|with |os.environ[|f'{|}'|\0|\f|é|😀|\ufeff|\u2028|lambda: |*|**|,|.|@|1|0x|"
    "app.config[|{%|%}|return s|\ud800"
)
fragments = st.lists(st.sampled_from(PIECES.split("|")), max_size=25).map("".join)


@given(st.text(max_size=60) | fragments)
@settings(max_examples=400, deadline=None)
def test_no_text_raises_and_all_spans_lie_inside(text: str) -> None:
    document = parsed(text)
    todo = list(document.roots)
    spans = [problem.span for problem in document.problems] + document.comments + document.masked
    while todo:
        node = todo.pop()
        spans += [node.span, node.inner]
        todo.extend(node.items)
        for entry in node.entries:
            spans += [entry.span, entry.key_span]
            todo.append(entry.value)
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; sys.path.insert(0, 'src'); before = set(sys.modules)\n"
        "from smtplint.readers.python import read\n"
        "from smtplint.text import Source\n"
        "read(Source('x.py', 'A = 1'))\n"
        "print(sorted(set(sys.modules) - before))"
    )
    command = [sys.executable, "-S", "-E", "-c", code]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    heavy = (
        "'ast'",
        "'re'",
        "'typing'",
        "'enum'",
        "'dataclasses'",
        "'collections'",
        "'tokenize'",
        "'json'",
        "'functools'",
    )
    assert "smtplint.readers.python" in out
    assert not [name for name in heavy if repr(name) in out]


def test_environment_defaults_are_nodes_of_their_own() -> None:
    source = "import os\nPORT = int(os.environ.get('P', 587))\n"
    node = setting(source, "PORT")
    assert node.kind == ENV
    assert source[node.items[0].span.start : node.items[0].span.end] == "587"


def test_what_was_imported_is_known_by_its_dotted_name_and_nothing_else_is() -> None:
    text = "import smtplib\nfrom smtplib import SMTP_SSL as Kind\nA = smtplib.SMTP_SSL\nB = Kind\nC = other.SMTP_SSL\nD = loose\n"
    root = read(Source("settings.py", text)).roots[0]
    found = {entry.key: (entry.value.kind, entry.value.tag, entry.value.text) for entry in root.entries}
    assert found["A"] == found["B"] == (OPAQUE, NAME, "smtplib.SMTP_SSL")
    assert found["C"] == found["D"] == (OPAQUE, "", "")
