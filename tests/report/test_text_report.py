"""The report for people, as it looks."""

from __future__ import annotations

import pytest

from smtplint.findings import Account, Edit, Evidence, Fix, Location, Report
from smtplint.report.text import render
from smtplint.text import Source, Span

from .report_samples import both_tls, finding_on, full_report, place, report_of, secret_in_file, span_of


def block(text: str) -> str:
    """The first finding of a rendered report."""
    return text.split("\n\n")[0] + "\n"


def test_full_report() -> None:
    assert (
        render(full_report())
        == """\
error[SMTP310] secret-in-repository: the password stands in a file that is under version control
 --> app/settings.py:5:23
  |
5 | EMAIL_HOST_PASSWORD = "********"
  |                       ^^^^^^^^^^ leaks here
  |
  = fix (unsafe): read it from the environment
  |
1 + import os
2 +
...
5 - EMAIL_HOST_PASSWORD = "********"
5 + EMAIL_HOST_PASSWORD = os.environ["EMAIL_HOST_PASSWORD"]

error[SMTP101] implicit-tls-and-starttls: TLS from the start and STARTTLS are both on, and Django refuses to send
 --> app/settings.py:7:1
  |
3 | EMAIL_PORT = 587
  |              --- this port speaks STARTTLS
...
6 | EMAIL_USE_TLS = True
  | -------------------- STARTTLS is switched on here
7 | EMAIL_USE_SSL = True
  | ^^^^^^^^^^^^^^^^^^^^ fails here
  |
  = help: Keep EMAIL_USE_TLS: port 587 begins in clear text and changes to TLS.
  = fix (safe): remove EMAIL_USE_SSL
  |
7 - EMAIL_USE_SSL = True
  |
  = note: known because django/core/mail/backends/smtp.py, EmailBackend.__init__

Found 2 problems: 1 fails, 1 leaks; 3 files read, 1 account with mail settings.
Fixable: 1 with --fix, 1 more with --unsafe-fixes.
Held back: 2 suppressed by a comment, 1 in the baseline.
Skipped 1 file:
  vendor/big.yaml: larger than 2 MB
"""
    )


def test_nothing_found_is_one_line() -> None:
    report = report_of(files=12)
    assert render(report) == "No problems found: 12 files read, 0 accounts with mail settings.\n"
    source = Source(".env", "SMTP=1\n")
    report = report_of()
    report.accounts = [Account(place(source, "SMTP"), None, None, {}, "unknown")]
    assert render(report) == "No problems found: 1 file read, 1 account with mail settings.\n"


def test_nothing_found_still_says_what_was_held_back_and_skipped() -> None:
    report = report_of(files=2)
    report.held_back["ignored"] = 3
    report.skipped = [("a.env", "not valid utf-8: invalid start byte at byte 7")]
    assert (
        render(report)
        == """\
No problems found: 2 files read, 0 accounts with mail settings.
Held back: 3 ignored by configuration.
Skipped 1 file:
  a.env: not valid utf-8: invalid start byte at byte 7
"""
    )


def test_a_long_list_of_skipped_files_is_cut() -> None:
    report = report_of(files=0)
    report.skipped = [(f"{number}.yml", "too large") for number in range(23)]
    lines = render(report).splitlines()
    assert lines[1] == "Skipped 23 files:"
    assert lines[-2:] == ["  19.yml: too large", "  ... and 3 more"]


def test_colours_only_when_told() -> None:
    source = Source("a.env", "SMTP_PORT=25\n")
    report = report_of(finding_on(source, "25", "hangs"))
    assert "\x1b" not in render(report)
    assert (
        render(report, colour=True)
        == """\
\x1b[1;33mwarning[SMTP101]\x1b[0m \x1b[1msome-rule: something is wrong\x1b[0m
\x1b[1;34m -->\x1b[0m a.env:1:11
\x1b[1;34m  |\x1b[0m
\x1b[1;34m1 |\x1b[0m SMTP_PORT=25
\x1b[1;34m  |\x1b[0m           \x1b[1;33m^^\x1b[0m \x1b[1;33mcan hang here\x1b[0m
\x1b[1;34m  |\x1b[0m

\x1b[1mFound 1 problem\x1b[0m: \x1b[1;33m1 hangs\x1b[0m; 1 file read, 0 accounts with mail settings.
"""
    )


def test_related_places_in_other_files_come_as_further_snippets() -> None:
    settings = Source("app/settings.py", "PORT = env('SMTP_PORT')\n")
    env = Source(".env", "# mail\n\nSMTP_PORT=465\n")
    finding = finding_on(settings, "env('SMTP_PORT')", related=[place(env, "465", "the value comes from here")])
    assert (
        block(render(report_of(finding)))
        == """\
error[SMTP101] some-rule: something is wrong
 --> app/settings.py:1:8
  |
1 | PORT = env('SMTP_PORT')
  |        ^^^^^^^^^^^^^^^^ fails here
  |
 ::: .env:3:11
  |
3 | SMTP_PORT=465
  |           --- the value comes from here
  |
"""
    )


def test_several_labels_on_one_line_hang_below_each_other() -> None:
    source = Source("a.py", 'send("smtp.example.org", 587, ssl=True)\n')
    finding = finding_on(
        source,
        "ssl=True",
        related=[place(source, "587", "speaks STARTTLS"), place(source, '"smtp.example.org"', "the server")],
    )
    assert (
        block(render(report_of(finding)))
        == """\
error[SMTP101] some-rule: something is wrong
 --> a.py:1:31
  |
1 | send("smtp.example.org", 587, ssl=True)
  |      ------------------  ---  ^^^^^^^^ fails here
  |      |                   |
  |      |                   speaks STARTTLS
  |      the server
  |
"""
    )


def test_the_primary_signs_are_never_covered() -> None:
    source = Source("a.env", "MAIL_URL=smtp://h:25\n")
    finding = finding_on(source, "25", related=[place(source, "smtp://h:25", "the address")])
    assert (
        block(render(report_of(finding)))
        == """\
error[SMTP101] some-rule: something is wrong
 --> a.env:1:19
  |
1 | MAIL_URL=smtp://h:25
  |          ---------^^ fails here
  |          |
  |          the address
  |
"""
    )


def test_one_line_between_is_shown_and_more_are_elided() -> None:
    source = Source("a.env", "A=1\nB=2\nC=3\nD=4\nE=5\nF=6\n")
    finding = finding_on(source, "F=6", related=[place(source, "A=1"), place(source, "C=3")])
    assert (
        block(render(report_of(finding)))
        == """\
error[SMTP101] some-rule: something is wrong
 --> a.env:6:1
  |
1 | A=1
  | ---
2 | B=2
3 | C=3
  | ---
...
6 | F=6
  | ^^^ fails here
  |
"""
    )


def test_words_over_several_lines_are_marked_at_both_ends() -> None:
    source = Source("a.py", "x = 1\nserver = SMTP(\n    host,\n    465,\n    25,\n)\n")
    start = source.text.index("SMTP(")
    finding = finding_on(source, "x")
    finding.primary = Location(source, Span(start, source.text.index(")\n") + 2))
    assert (
        block(render(report_of(finding)))
        == """\
error[SMTP101] some-rule: something is wrong
 --> a.py:2:10
  |
2 | server = SMTP(
  |          ^^^^^
...
6 | )
  | ^ fails here
  |
"""
    )


def test_wide_and_astral_characters_and_tabs_keep_the_underline_in_place() -> None:
    source = Source("a.yml", 'a:\n\thost: "日本語" # 😀 é é\n\tport: 25\n')
    finding = finding_on(source, "é é", related=[place(source, "日本語", "wide")])
    assert (
        block(render(report_of(finding)))
        == """\
error[SMTP101] some-rule: something is wrong
 --> a.yml:2:18
  |
2 |     host: "日本語" # 😀 é é
  |            ------       ^^^ fails here
  |            |
  |            wide
  |
"""
    )


def test_combining_marks_take_no_column() -> None:
    source = Source("a.env", "NAME=e\u0301e\u0301 PORT=25\n")
    assert (
        block(render(report_of(finding_on(source, "25"))))
        == """\
error[SMTP101] some-rule: something is wrong
 --> a.env:1:16
  |
1 | NAME=e\u0301e\u0301 PORT=25
  |              ^^ fails here
  |
"""
    )


def test_control_and_invisible_characters_are_written_out() -> None:
    source = Source("a.env", "HOST=\x1b[2J\u202eh\u200b\xa0\x00\x85 PORT=25\n")
    assert (
        block(render(report_of(finding_on(source, "25"))))
        == """\
error[SMTP101] some-rule: something is wrong
 --> a.env:1:22
  |
1 | HOST=\\x1b[2J\\u202eh\\u200b\\xa0\\x00\\x85 PORT=25
  |                                            ^^ fails here
  |
"""
    )


def test_a_path_and_a_message_cannot_steer_the_terminal() -> None:
    source = Source("a\x1b[31m\n.env", "X=1\n")
    finding = finding_on(
        source, "1", related=[place(source, "X", "label\nover\tlines \x07")], help="first\n\nthird\x1b"
    )
    finding.message = "one\r\ntwo\x1b[0m"
    assert (
        render(report_of(finding))
        == """\
error[SMTP101] some-rule: one
    two\\x1b[0m
 --> a\\x1b[31m\\x0a.env:1:3
  |
1 | X=1
  | - ^ fails here
  | |
  | label over lines \\x07
  |
  = help: first

          third\\x1b

Found 1 problem: 1 fails; 1 file read, 0 accounts with mail settings.
"""
    )


def test_long_lines_are_cut_around_the_words() -> None:
    source = Source("a.json", '{"' + "x" * 200 + '": 1, "port": 25, "' + "y" * 200 + '": 1}')
    finding = finding_on(source, "25", related=[place(source, "yyyy", "far")])
    finding.fix = Fix("use 587", "safe", [Edit(source, span_of(source, "25"), "587")])
    assert (
        render(report_of(finding), width=70).split("\n\n")[0]
        == """\
error[SMTP101] some-rule: something is wrong
 --> a.json:1:217
  |
1 | ...xxxxxxxxxx": 1, "port": 25, "yyyyyyyyyyyyyyyyyyyyyyyyyyyy...
  |                            ^^   ---- far
  |                            |
  |                            fails here
  |
  = fix (safe): use 587
  |
1 - ...xxxxxxxxxx": 1, "port": 25, "yyyyyyyyyyyyyyyyyyyyyyyyy...
1 + ...xxxxxxxxxx": 1, "port": 587, "yyyyyyyyyyyyyyyyyyyyyyyy..."""
    )


def test_words_beyond_a_cut_are_marked_at_the_cut() -> None:
    source = Source("a.json", "A" + "x" * 300 + "B")
    finding = finding_on(source, "A", related=[place(source, "B", "far away")])
    rows = render(report_of(finding), width=50).splitlines()
    assert rows[3] == "1 | A" + "x" * 39 + "..."
    assert rows[4] == "  | ^" + " " * 39 + "--- far away"


def test_a_line_number_of_more_digits_moves_everything() -> None:
    source = Source("a.env", "\n" * 8 + "A=1\nB=2\n")
    finding = finding_on(source, "A=1", related=[place(source, "B=2", "and this")])
    assert (
        block(render(report_of(finding)))
        == """\
error[SMTP101] some-rule: something is wrong
  --> a.env:9:1
   |
 9 | A=1
   | ^^^ fails here
10 | B=2
   | --- and this
   |
"""
    )


def test_an_empty_place_at_the_end_gets_one_sign() -> None:
    source = Source("a.env", "A=")
    finding = finding_on(source, "A=")
    finding.primary = Location(source, Span(2, 2), "a value is missing")
    assert render(report_of(finding)).splitlines()[3:5] == ["1 | A=", "  |   ^ fails here: a value is missing"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("known", "known because RFC 8314"), ("settings", "follows from RFC 8314"), ("observed", "observed: RFC 8314")],
)
def test_evidence_is_named(kind: str, words: str) -> None:
    source = Source("a.env", "A=1")
    finding = finding_on(source, "1", "risk", evidence=Evidence(kind, "RFC 8314"))
    assert render(report_of(finding)).splitlines()[6] == f"  = note: {words}"


def test_many_related_places_are_cut() -> None:
    source = Source("a.env", "A=1\n" * 30)
    finding = finding_on(source, "A=1", related=[place(source, "A=1", nth=n) for n in range(1, 30)])
    shown = render(report_of(finding))
    assert shown.count("---") == 8
    assert "  = note: and 21 more places\n" in shown


def test_a_fix_in_another_file_names_it_and_a_long_one_is_cut() -> None:
    source, env = Source("a.py", "P = 'x'\n"), Source(".env", "A=1\n")
    edits = [
        Edit(source, span_of(source, "'x'"), "getenv('P')"),
        Edit(env, Span(4, 4), "".join(f"L{number}=1\n" for number in range(11))),
    ]
    finding = finding_on(source, "'x'", fix=Fix("move it", "manual", edits))
    assert render(report_of(finding)).split("\n\n")[0].split("  |\n")[-1] == (
        """\
1 - P = 'x'
1 + P = getenv('P')
 --> .env
2 + L0=1
3 + L1=1
4 + L2=1
5 + L3=1
6 + L4=1
7 + L5=1
8 + L6=1
9 + L7=1
  + ... 3 more lines"""
    )


def test_neighbouring_edits_are_one_change() -> None:
    source = Source("a.env", "A=1\r\nB=2\r\nC=3\r\n")
    edits = [Edit(source, span_of(source, "2"), "5"), Edit(source, span_of(source, "1"), "4")]
    finding = finding_on(source, "A=1", fix=Fix("swap", "safe", edits))
    assert render(report_of(finding)).split("\n\n")[0].split("  |\n")[-1] == "1 - A=1\n2 - B=2\n1 + A=4\n2 + B=5"


def test_findings_are_in_order_of_path_and_position() -> None:
    first, second = Source("a.env", "A=1\nB=2\n"), Source("b.env", "A=1\n")
    report = report_of(finding_on(second, "A"), finding_on(first, "B"), finding_on(first, "A"))
    places = [line for line in render(report).splitlines() if line.startswith(" -->")]
    assert places == [" --> a.env:1:1", " --> a.env:2:1", " --> b.env:1:1"]


def test_a_masked_secret_shows_nothing_of_its_length() -> None:
    shown = []
    for secret in ("x", "a-much-longer-secret", "日本語\t"):
        source = Source("a.env", f"PASSWORD='{secret}' # end\n")
        report = report_of(finding_on(source, "end"))
        report.masks = {"a.env": [span_of(source, secret)]}
        shown.append(render(report).splitlines()[3:5])
    assert shown[0] == ["1 | PASSWORD='********' # end", "  |                       ^^^ fails here"]
    assert shown[0] == shown[1] == shown[2]


def test_a_part_of_a_secret_is_marked_as_the_whole() -> None:
    source = Source("a.env", "PASSWORD=abc$def\n")
    report = report_of(finding_on(source, "$def"))
    report.masks = {"a.env": [span_of(source, "abc$def")]}
    assert render(report).splitlines()[3:5] == ["1 | PASSWORD=********", "  |          ^^^^^^^^ fails here"]


def test_the_report_is_left_as_it_was() -> None:
    source = Source("app/settings.py", full_report().findings[0].primary.source.text)
    report: Report = report_of(secret_in_file(source), both_tls(source))
    assert render(report) == render(report)
    assert [finding.code for finding in report.findings] == ["SMTP310", "SMTP101"]
