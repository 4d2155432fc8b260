"""The reader of msmtp's configuration: blocks, inheritance and the places of everything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.readers.base import OPAQUE, Document, Node
from smtplint.readers.msmtp import read
from smtplint.text import Source

EXAMPLE = """\
# system defaults
defaults
auth on
tls on
tls_starttls on

account work
host smtp.example.com
port 587
user "jane doe"
tls_starttls off

account private : work
user joe
account default : private
"""


def doc(text: str) -> Document:
    return read(Source(".msmtprc", text))


def account(document: Document, name: str) -> Node:
    entry = document.roots[0].get(name)
    assert entry is not None
    return entry.value


def settings_of(document: Document, name: str) -> dict[str, str]:
    return {entry.key: entry.value.text for entry in account(document, name).entries}


def check_spans(document: Document) -> None:
    text = document.source.text
    for block in document.roots[0].entries:
        assert 0 <= block.span.start <= block.key_span.start <= block.key_span.end <= block.span.end <= len(text)
        for entry in block.value.entries:
            node = entry.value
            assert text[entry.key_span.start : entry.key_span.end] == entry.key
            assert text[node.inner.start : node.inner.end] == node.text
            assert entry.key_span.end <= node.span.start <= node.inner.start <= node.inner.end <= node.span.end
            if not entry.merged:
                assert block.value.span.start <= entry.span.start <= entry.span.end <= block.value.span.end
    for span in [*document.comments, *(problem.span for problem in document.problems)]:
        assert 0 <= span.start <= span.end <= len(text)


def test_accounts_take_over_from_parents_and_defaults() -> None:
    document = doc(EXAMPLE)
    assert document.problems == []
    assert [entry.key for entry in document.roots[0].entries] == ["defaults", "work", "private", "default"]
    work = {
        "host": "smtp.example.com",
        "port": "587",
        "user": "jane doe",
        "tls_starttls": "off",
        "auth": "on",
        "tls": "on",
    }
    assert settings_of(document, "work") == work
    assert settings_of(document, "private") == {**work, "user": "joe"}
    assert settings_of(document, "default") == {**work, "user": "joe"}
    assert settings_of(document, "defaults") == {"auth": "on", "tls": "on", "tls_starttls": "on"}
    check_spans(document)


def test_own_commands_come_first_and_the_others_are_marked_as_merged() -> None:
    private = account(doc(EXAMPLE), "private")
    assert [entry.key for entry in private.entries if not entry.merged] == ["user"]
    assert private.entries[0].key == "user"
    host = private.get("host")
    assert host is not None
    assert host.merged
    assert host.span.start == EXAMPLE.index("host smtp")


def test_spans_name_the_words() -> None:
    document = doc(EXAMPLE)
    work = document.roots[0].entries[1]
    user = account(document, "work").get("user")
    assert user is not None
    assert EXAMPLE[work.key_span.start : work.key_span.end] == "work"
    assert EXAMPLE[work.value.span.start : work.value.span.end].startswith("account work\nhost")
    assert EXAMPLE[work.value.span.start : work.value.span.end].endswith("tls_starttls off")
    assert EXAMPLE[user.value.span.start : user.value.span.end] == '"jane doe"'
    assert EXAMPLE[user.value.inner.start : user.value.inner.end] == "jane doe"
    assert EXAMPLE[user.span.start : user.span.end] == 'user "jane doe"'


def test_a_later_parent_overrides_an_earlier_one() -> None:
    document = doc("account a\nhost a\nport 1\naccount b\nhost b\naccount c : a, b\n")
    assert settings_of(document, "c") == {"host": "b", "port": "1"}


def test_defaults_hold_for_the_accounts_below_them() -> None:
    document = doc("account a\nhost a\ndefaults\ntls on\naccount b\nhost b\n")
    assert "tls" not in settings_of(document, "a")
    assert settings_of(document, "b")["tls"] == "on"


def test_an_older_name_of_a_command_overrides_the_newer_one_of_defaults() -> None:
    document = doc("defaults\ntls_starttls on\naccount a\ntls_nostarttls\n")
    assert settings_of(document, "a") == {"tls_nostarttls": ""}


def test_commands_before_any_account_are_the_account_default() -> None:
    document = doc("host h\nport 25\n")
    assert settings_of(document, "default") == {"host": "h", "port": "25"}
    check_spans(document)


def test_a_command_without_a_value_has_an_empty_text() -> None:
    node = account(doc("account a\ntls_trust_file  \n"), "a").entries[0].value
    assert (node.text, node.tag, node.span.start) == ("", "str", node.span.end)


def test_a_hash_behind_a_value_and_half_a_pair_of_quotes_stay() -> None:
    document = doc("account a\nport 587 # submission\npassword \"x\nuser 'y'\n")
    port, password, user = account(document, "a").entries
    assert (port.value.text, port.value.quirks) == ("587 # submission", ("hash-kept",))
    assert (password.value.text, password.value.quirks) == ('"x', ("quotes-kept",))
    assert (user.value.text, user.value.quirks) == ("'y'", ("quotes-kept",))


def test_eval_is_never_run() -> None:
    node = account(doc("account a\neval echo password x\n"), "a").entries[0].value
    assert (node.kind, node.why) == (OPAQUE, "runs a command")


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("account\n", "account", "no name"),
        ("account : a\n", "account : a", "no name"),
        ("account default : nobody\n", "nobody", "not defined above"),
        ("account a\naccount a\n", "a", "already defined"),
        ("account a,b\n", "a,b", "comma"),
        ("account a :\n", "", "missing"),
        ("defaults on\n", "on", "no value"),
    ],
)
def test_what_msmtp_refuses_is_a_problem_at_its_place(text: str, where: str, words: str) -> None:
    document = doc(text)
    first = document.problems[0]
    assert words in first.message
    assert text[first.span.start : first.span.end] == where
    check_spans(document)


def test_comments_line_ends_and_a_byte_order_mark() -> None:
    text = "\t# one\r\naccount a\r\nhost h\r\n# two"
    document = read(Source.from_bytes("x", b"\xef\xbb\xbf" + text.encode()))
    assert [text[c.start : c.end] for c in document.comments] == ["# one", "# two"]
    assert settings_of(document, "a") == {"host": "h"}
    check_spans(document)


def test_chains_of_accounts_stay_small() -> None:
    lines = [f"account a{i} : a{i - 1}\nx{i} 1" for i in range(1, 1500)]
    document = doc("account a0\n" + "\n".join(lines))
    assert len(account(document, "a1499").entries) <= 201


_word = st.sampled_from(
    ["account", "defaults", "host", "a", "b", ":", ",", '"', "#", " ", "\t", "\n", "\r\n", "tls on", "eval"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_word, max_size=25).map("".join))
def test_any_text_is_read_with_spans_that_fit(text: str) -> None:
    check_spans(doc(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_unicode_text_never_raises(text: str) -> None:
    check_spans(doc(text))
