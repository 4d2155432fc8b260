"""The error texts that a client has of the library that it sends with."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest

from smtplint.knowledge import compile as compiler
from smtplint.knowledge import lookup, messages, own, store
from smtplint.options import Options
from smtplint.runner import Runner

LIBRARY = {"errors": {"tls-to-plain": "no TLS here", "auth-not-offered": "no AUTH", "certificate-expired": "too old"}}


def record(
    words_of: str = "", errors: dict[str, str] | None = None, auth: dict[str, str] | None = None
) -> dict[str, object]:
    return {"words_of": words_of, "errors": errors or {}, "auth": auth or {}}


def library() -> dict[str, object]:
    return record(errors=LIBRARY["errors"], auth={"no_common_error": "none in common", "needs": "both"})


def test_words_come_down_through_several_libraries() -> None:
    records = {"app": record("framework"), "framework": record("library"), "library": library()}
    compiler.lend_words(records)
    assert records["app"]["errors"] == LIBRARY["errors"]
    assert records["app"]["auth"] == {"no_common_error": "none in common"}


def test_words_differ_by_version_where_the_client_says_so(tmp_path: pathlib.Path) -> None:
    client = lookup.client("nodemailer")
    assert client is not None
    assert client["errors"]["closed"] == (
        "Error: Unexpected socket close / Error: Connection closed unexpectedly (code ECONNECTION)"
    )
    (tmp_path / "config.json").write_text(
        '{"host": "mail.example.org", "port": 465, "secure": false, "requireTLS": true}'
    )
    seen: dict[str, str] = {}
    runner = Runner(Options())
    runner.observer = lambda worlds, _findings: seen.update(
        {facts.settings.generation: facts.settings.client["errors"]["closed"] for _guard, facts in worlds}
    )
    runner.check_path(str(tmp_path / "config.json"))
    assert seen == {
        "6": "Error: Unexpected socket close",
        "10": "Error: Connection closed unexpectedly (code ECONNECTION)",
    }


def test_of_several_rows_of_words_the_first_that_fits_counts() -> None:
    rows = [{"only": ["1"], "text": "one"}, {"only": ["1", "2"], "text": "two"}]
    assert compiler._worded({"closed": rows, "other": "same"}, ["1", "2", "3"]) == {
        "1": {"closed": "one"},
        "2": {"closed": "two"},
    }
    assert compiler._any_version(rows) == "one / two"


def test_own_words_win() -> None:
    own_words = {"tls-to-plain": "my words", "certificate": "not trusted"}
    records = {"app": record("library", own_words, {"not_offered_error": "no login"}), "library": library()}
    compiler.lend_words(records)
    assert records["app"]["errors"] == own_words
    assert records["library"]["errors"] == LIBRARY["errors"]


@pytest.mark.parametrize(("first", "second"), [("nobody", ""), ("second", "first"), ("first", "")])
def test_a_lender_that_is_none_is_refused(first: str, second: str) -> None:
    with pytest.raises(compiler.RuleError, match="could lend words"):
        compiler.lend_words({"first": record(first), "second": record(second)})


def test_an_application_prints_what_its_library_prints() -> None:
    client, library = lookup.client("immich"), lookup.client("nodemailer")
    assert client is not None
    assert library is not None
    assert client["errors"]["certificate-expired"] == library["errors"]["certificate-expired"]


CLIENT = """\
client: corp-mailer
name: the company's mailer
kind: app
language: javascript
versions: all
verified: true
words_of: {library}
forms:
  env: {{format: env, claim: [[CORP_MAIL_HOST]]}}
fields:
  host: {{key: CORP_MAIL_HOST, default: localhost}}
tls: [{{does: cleartext}}]
sources: [{{url: "https://wiki.corp.example/mail", date: "2026-11-22"}}]
examples: []
"""


@pytest.fixture(autouse=True)
def fresh_store() -> Iterator[None]:
    store._STORES.clear()
    yield
    store._STORES.clear()


@pytest.mark.parametrize(("library", "wrong"), [("nodemailer", False), ("nobody", True)])
def test_an_own_client_borrows_from_a_built_in_one(tmp_path: pathlib.Path, library: str, wrong: bool) -> None:
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients/corp-mailer.yaml").write_text(CLIENT.format(library=library))
    here = store.store()
    problems = own.extend(here, [str(tmp_path)])
    if wrong:
        assert [one.message for one in problems] == [
            "corp-mailer: words_of names 'nobody', which is no client that could lend words"
        ]
    else:
        assert [one.message for one in problems] == []
        assert "Greeting never received" in here.get("clients", "corp-mailer")["errors"]["plain-to-tls"]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        (r"(554, 'DT:SPM 126 smtp10,NuRpCgC3LP0tp3VdPt4LMQ')", "ne-dtspm"),
        (r"smtplib.SMTPAuthenticationError: (535, b'5.7.3 Authentication\n5.7.3 unsuccessful')", "py-auth-error"),
        ("permanent error (535): 5.7.8 Error: authentication failed", "pf-535"),
        ("The server response was: 5.5.1 Unrecognized command", "google-unrecognized"),
    ],
)
def test_replies_are_known_as_programs_show_them(text: str, entry: str) -> None:
    assert messages.find(text)[0].entry["id"] == entry


def test_a_word_behind_a_code_is_no_message_without_it() -> None:
    assert not messages.matches({"match": "535 failed"}, "the program failed")
