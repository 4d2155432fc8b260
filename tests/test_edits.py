"""Fixes on text: what is applied, what is held back, and how the change is shown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtplint.edits import apply, changes, diff, select
from smtplint.findings import Edit, Fix
from smtplint.text import Source, Span


def edits_of(source: Source, *parts: tuple[int, int, str]) -> list[Edit]:
    """Edits from (start, end, text)."""
    return [Edit(source, Span(start, end), text) for start, end, text in parts]


def fix_of(source: Source, *parts: tuple[int, int, str], safety: str = "safe") -> Fix:
    """A fix of these edits."""
    return Fix("t", safety, edits_of(source, *parts))


ABC = Source("abc.env", "abcdefghij")


def test_edits_replace_insert_and_delete() -> None:
    assert apply(ABC.text, edits_of(ABC, (8, 10, ""), (0, 1, "A"), (3, 3, "-"))) == "Abc-defgh"
    assert apply(ABC.text, []) == ABC.text
    assert apply("", edits_of(Source("e", ""), (0, 0, "x"))) == "x"


def test_inserts_at_the_same_place_keep_their_order_and_come_before_a_replacement() -> None:
    assert apply(ABC.text, edits_of(ABC, (2, 4, "X"), (2, 2, "1"), (2, 2, "2"), (4, 4, "3"))) == "ab12X3efghij"


@pytest.mark.parametrize("parts", [[(0, 3, ""), (2, 4, "")], [(0, 3, ""), (1, 1, "x")], [(5, 11, "")], [(4, 3, "")]])
def test_edits_that_overlap_or_do_not_fit_are_refused(parts: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="overlaps another or lies out of the text"):
        apply(ABC.text, edits_of(ABC, *parts))


def test_line_ends_are_written_as_the_file_writes_them() -> None:
    windows = Source("w.env", "A=1\r\nB=2\r\n")
    assert apply(windows.text, edits_of(windows, (5, 5, "X=1\nY=2\r\n"))) == "A=1\r\nX=1\r\nY=2\r\nB=2\r\n"
    unix = Source("u.env", "A=1\nB=2\n")
    assert apply(unix.text, edits_of(unix, (4, 4, "X=1\r\n"))) == "A=1\nX=1\nB=2\n"


@pytest.mark.parametrize("bom", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_encoding_and_byte_order_mark_are_kept(bom: bytes) -> None:
    codec = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}[bom]
    source = Source.from_bytes("a.env", bom + "# 日\r\nPORT=25\r\n".encode(codec))
    at = source.text.index("25")
    ((changed, text),) = changes([fix_of(source, (at, at + 2, "587"))])
    assert changed.encode(text) == bom + "# 日\r\nPORT=587\r\n".encode(codec)


@st.composite
def texts_and_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and edits on it that do not overlap, in any order."""
    text = draw(st.text("ab\r\n😀é", max_size=30))
    source = Source("a", text)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [Edit(source, Span(*pair), draw(st.text("xy\n", max_size=4))) for pair in pairs]
    return text, draw(st.permutations(edits))


@given(texts_and_edits())
def test_nothing_outside_the_spans_changes(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    result = apply(text, edits)
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        kept = text[at : edit.span.start]
        assert result.startswith(kept)
        written = edit.text.replace("\n", "\r\n") if "\r\n" in text else edit.text
        assert result[len(kept) :].startswith(written)
        result = result[len(kept) + len(written) :]
        at = edit.span.end
    assert result == text[at:]


def test_safe_ones_are_taken_unsafe_ones_when_allowed_and_manual_ones_never() -> None:
    safe, unsafe, manual = (
        fix_of(ABC, (number, number + 1, "x"), safety=safety)
        for number, safety in enumerate(("safe", "unsafe", "manual"))
    )
    assert select([safe, unsafe, manual], "safe") == ([safe], [unsafe, manual])
    assert select([safe, unsafe, manual], "unsafe") == ([safe, unsafe], [manual])
    with pytest.raises(KeyError):
        select([safe], "manual")


def test_of_two_that_overlap_the_first_wins() -> None:
    first, second, third = fix_of(ABC, (4, 6, "x")), fix_of(ABC, (1, 5, "y")), fix_of(ABC, (1, 4, "z"))
    assert select([first, second, third], "safe") == ([first, third], [second])
    assert select([second, first, third], "safe") == ([second], [first, third])


@pytest.mark.parametrize(
    ("other", "free"),
    [
        ((2, 2, "i"), True),  # at its start
        ((5, 5, "i"), True),  # at its end
        ((3, 3, "i"), False),  # inside
        ((5, 7, "r"), True),  # right behind
        ((0, 2, "r"), True),  # right before
        ((0, 9, "r"), False),  # around
        ((3, 4, "r"), False),  # within
        ((2, 5, "x"), False),  # the very same
    ],
)
def test_what_is_in_the_way_of_a_replacement(other: tuple[int, int, str], free: bool) -> None:
    fix, second = fix_of(ABC, (2, 5, "x")), fix_of(ABC, other)
    for pair in ([fix, second], [second, fix]):
        applied, held = select(pair, "safe")
        assert (applied, held) == ((pair, []) if free else (pair[:1], pair[1:]))


def test_the_same_text_is_not_inserted_twice_but_two_texts_are() -> None:
    first, same, other = fix_of(ABC, (4, 4, "x")), fix_of(ABC, (4, 4, "x")), fix_of(ABC, (4, 4, "y"))
    assert select([first, same, other], "safe") == ([first, other], [same])
    ((_, text),) = changes([first, other])
    assert text == "abcdxyefghij"


def test_a_fix_over_files_is_taken_whole_or_not_at_all() -> None:
    other = Source("other.env", "0123456789")
    blocker = fix_of(other, (0, 5, ""))
    both = Fix("t", "safe", [*edits_of(ABC, (0, 1, "A")), *edits_of(other, (4, 6, "x"))])
    later = fix_of(ABC, (0, 2, "B"))
    assert select([blocker, both, later], "safe") == ([blocker, later], [both])
    assert [(source.path, text) for source, text in changes([blocker, later])] == [
        ("abc.env", "Bcdefghij"),
        ("other.env", "56789"),
    ]


def test_fixes_that_cannot_be_applied_are_held() -> None:
    bad = [fix_of(ABC), fix_of(ABC, (0, 3, ""), (2, 4, "")), fix_of(ABC, (8, 11, "")), fix_of(ABC, (4, 3, ""))]
    assert select(bad, "safe") == ([], bad)


@settings(max_examples=200)
@given(st.lists(st.lists(st.tuples(st.integers(-1, 11), st.integers(-1, 11), st.sampled_from(["", "x"])), max_size=3)))
def test_what_is_selected_can_always_be_applied(parts: list[list[tuple[int, int, str]]]) -> None:
    fixes = [fix_of(ABC, *part) for part in parts]
    applied, held = select(fixes, "safe")
    assert sorted(map(id, applied + held)) == sorted(map(id, fixes))
    for source, text in changes(applied):
        assert isinstance(text, str)
        assert source is ABC
    # What was held is held for a reason: with the taken ones before it, it would be held again.
    assert select([*applied, *held], "safe")[0] == applied


def test_many_fixes_are_selected_in_little_time() -> None:
    source = Source("a", "x" * 40_000)
    fixes = [fix_of(source, (at, at + 2, "y")) for at in range(0, 40_000, 2)]
    fixes += [fix_of(source, (at, at, f"{at}")) for at in range(0, 40_000, 4)]
    applied, held = select(fixes, "safe")
    assert (len(applied), len(held)) == (30_000, 0)


def test_a_unified_diff() -> None:
    source = Source("a.env", "".join(f"L{number}=1\n" for number in range(1, 21)))
    new = source.text.replace("L2=1\n", "").replace("L10=1\n", "L10=2\nNEW=3\n").replace("L20=1", "L20=9")
    assert (
        diff(source, new, "app/a.env")
        == """\
--- a/app/a.env
+++ b/app/a.env
@@ -1,5 +1,4 @@
 L1=1
-L2=1
 L3=1
 L4=1
 L5=1
@@ -7,7 +6,8 @@
 L7=1
 L8=1
 L9=1
-L10=1
+L10=2
+NEW=3
 L11=1
 L12=1
 L13=1
@@ -17,4 +17,4 @@
 L17=1
 L18=1
 L19=1
-L20=1
+L20=9
"""
    )
    assert diff(source, source.text, "a.env") == ""


def test_a_missing_last_line_end_is_said() -> None:
    source = Source("a.env", "A=1\nB=2")
    assert diff(source, "A=1\nB=3\n", "a.env") == (
        "--- a/a.env\n+++ b/a.env\n@@ -1,2 +1,2 @@\n A=1\n-B=2\n\\ No newline at end of file\n+B=3\n"
    )
    assert diff(Source("e", ""), "x", "e") == "--- a/e\n+++ b/e\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n"


def test_a_diff_of_a_windows_file_keeps_its_line_ends() -> None:
    source = Source("a.env", "A=1\r\nB=2\r\n")
    assert diff(source, "A=1\r\n", "a.env").splitlines(keepends=True)[3:] == [" A=1\r\n", "-B=2\r\n"]


def test_a_diff_cannot_steer_the_terminal() -> None:
    source = Source("a\x1b.env", "A=\x1b[2J\tb\u202e\nB=1\n")
    assert diff(source, source.text.replace("B=1", "B=2"), source.path) == (
        "--- a/a\\x1b.env\n+++ b/a\\x1b.env\n@@ -1,2 +1,2 @@\n A=\\x1b[2J\tb\\u202e\n-B=1\n+B=2\n"
    )


def test_secrets_are_masked_on_both_sides_and_in_the_context() -> None:
    source = Source("a.env", "OLD=first-secret\nPASSWORD=hunter2 canary\nPORT=25\n")
    secrets = [Span(4, 16), Span(26, 40)]
    assert source.text[26:40] == "hunter2 canary"
    new = source.text.replace("hunter2 canary", "'hunter2 canary'")
    expected = (
        "--- a/a.env\n+++ b/a.env\n@@ -1,3 +1,3 @@\n OLD=********\n-PASSWORD=********\n+PASSWORD='********'\n PORT=25\n"
    )
    assert diff(source, new, "a.env", secrets=secrets) == expected
    assert diff(source, new, "a.env", secrets=secrets, new_secrets=[Span(4, 16), Span(27, 41)]) == expected


def test_a_secret_written_in_another_way_hides_its_line() -> None:
    source = Source("a.env", 'PASSWORD=say \\"no\\" !\nPORT=25\n')
    new = "PASSWORD='say \"no\" !'\nPORT=587\n"
    shown = diff(source, new, "a.env", secrets=[Span(9, 21)])
    assert shown.splitlines()[3:] == ["-PASSWORD=********", "-PORT=25", "+********", "+PORT=587"]


CANARY = "c4n4ry-S3cret"


@settings(deadline=None)
@given(st.data())
def test_no_diff_shows_a_secret(data: st.DataObject) -> None:
    words = st.text("ab\n\r\t=' ", max_size=20)
    before, after = data.draw(words), data.draw(words)
    source = Source("a.env", f"{before}{CANARY}{after}")
    span = Span(len(before), len(before) + len(CANARY))
    start = data.draw(st.integers(0, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    text = data.draw(st.sampled_from(["", "x\n", CANARY, f'"{CANARY}"\n', f"{CANARY}\n{CANARY}"]))
    new = apply(source.text, edits_of(source, (start, end, text)))
    assert CANARY not in diff(source, new, "a.env", secrets=[span], context=data.draw(st.integers(0, 3)))


lines = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "d"]), max_size=12).map("".join)


@settings(deadline=None, max_examples=25)
@given(lines, lines, st.integers(0, 3))
def test_the_diff_leads_from_the_old_text_to_the_new(old: str, new: str, context: int) -> None:
    assert patched(old, diff(Source("a", old), new, "a", context=context)) == new


def patched(old: str, patch: str) -> str:
    """``old`` after a unified diff, by the rules of the format."""
    source = old.splitlines(keepends=True)
    result: list[str] = []
    at = 0
    rows = patch.splitlines(keepends=True)[2:]
    for number, row in enumerate(rows):
        bare = number + 1 < len(rows) and rows[number + 1].startswith("\\")
        body = row[1:-1] if bare else row[1:]
        if row.startswith("@@"):
            first, _, count = row.split()[1][1:].partition(",")
            start = int(first) if count == "0" else int(first) - 1
            result += source[at:start]
            at = start
        elif row.startswith("+"):
            result.append(body)
        elif row[0] in " -":
            assert source[at] == body
            result += [body] if row[0] == " " else []
            at += 1
    return "".join(result + source[at:])
