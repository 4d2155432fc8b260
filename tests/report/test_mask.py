"""Secrets are hidden, and only secrets."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from smtplint.findings import Edit, Fix
from smtplint.report.mask import MASK, Mask, Masks, masked_line, masked_new_text, masked_text
from smtplint.text import LineIndex, Source, Span

from .report_samples import finding_on, report_of, span_of


def test_a_secret_becomes_the_mask_whatever_its_length() -> None:
    assert masked_text("A=x\nB=yyyyyyyyyyyyyyyyyyyyyyyy\n", [Span(2, 3), Span(6, 30)]) == "A=********\nB=********\n"


def test_spans_may_come_in_any_order_overlap_be_empty_or_reach_out_of_the_text() -> None:
    text = "abcdefgh"
    assert masked_text(text, [Span(4, 6), Span(2, 5), Span(3, 3)]) == "ab********gh"
    assert masked_text(text, [Span(2, 4), Span(4, 6)]) == "ab********gh"
    assert masked_text(text, [Span(-3, 2), Span(6, 99)]) == "********cdef********"
    assert masked_text(text, [Span(3, 3), Span(9, 12)]) == text


def test_a_secret_over_lines_keeps_the_lines_and_their_indentation() -> None:
    text = "key: |\n  one two\r\n\r\n    three\nend: 1"
    start, end = text.index("one"), text.index("\nend")
    assert masked_text(text, [Span(start, end)]) == "key: |\n  ********\r\n\r\n    ********\nend: 1"


def test_one_line_is_masked_by_its_number() -> None:
    source = Source("a.env", "A=1\nP=secret # not\n")
    assert masked_line(source, 2, [span_of(source, "secret")]) == "P=******** # not"
    assert masked_line(source, 1, [span_of(source, "secret")]) == "A=1"


def test_a_stretch_that_begins_or_ends_inside_a_secret_shows_none_of_it() -> None:
    mask = Mask("P=secret;Q=1", [Span(2, 8)])
    assert mask.shown(4, 6) == MASK
    assert mask.shown(0, 5) == "P=" + MASK
    assert mask.shown(5, 12) == MASK + ";Q=1"
    assert list(mask.pieces(0, 12)) == [(0, 2, False), (2, 8, True), (8, 12, False)]


texts = st.text("ab\r\n\t é😀", max_size=40)
numbers = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5)


@given(texts, numbers)
def test_masking_never_changes_the_number_of_lines_nor_what_lies_outside(
    text: str, pairs: list[tuple[int, int]]
) -> None:
    spans = [Span(min(pair), max(pair)) for pair in pairs]
    shown = masked_text(text, spans)
    assert LineIndex(shown).count == LineIndex(text).count
    outside = "".join(char for at, char in enumerate(text) if not any(at in span for span in spans))
    kept = shown.replace(MASK, "")
    assert [c for c in kept if c not in " \t\r\n"] == [c for c in outside if c not in " \t\r\n"]


@given(texts, numbers, st.integers(0, 40), st.integers(0, 40))
@example("aa", [(0, 2)], 1, 1)
def test_pieces_cover_their_stretch_without_gaps(text: str, pairs: list[tuple[int, int]], low: int, high: int) -> None:
    low, high = min(low, len(text)), min(high, len(text))
    pieces = list(Mask(text, [Span(min(pair), max(pair)) for pair in pairs]).pieces(low, high))
    assert "".join(text[start:end] for start, end, _ in pieces) == text[low:high]
    assert all(start < end for start, end, _ in pieces)


def test_new_text_that_holds_the_secret_it_replaces_is_masked() -> None:
    assert masked_new_text("PASSWORD='ab#cdef'", ["ab#cdef"]) == "PASSWORD='********'"
    assert masked_new_text('first = 1\nx = \'say ""no""\'\nlast', ['say \\"no\\" !']) == "first = 1\n********\nlast"
    assert masked_new_text('os.environ["PASSWORD"]', ["hunter2-canary"]) == 'os.environ["PASSWORD"]'


def test_a_secret_inside_a_greater_one_is_known_by_itself() -> None:
    text = "URL=smtp://u:correct-horse@h\nA=1"
    mask = Mask(text, [span_of(Source("a", text), words) for words in ("smtp://u:correct-horse@h", "correct-horse")])
    assert mask.shown(0, len(text)) == "URL=********\nA=1"
    assert mask.touched(0, 6) == ["smtp://u:correct-horse@h", "correct-horse"]
    assert mask.secrets == mask.touched(20, 21) == mask.touched(28, 30)
    assert mask.touched(0, 3) == mask.touched(29, 32) == []


def test_a_placeholder_of_asterisks_does_not_hide_the_rest_of_its_line() -> None:
    assert masked_new_text("P='********'", ["********"]) == "P='********'"


def test_a_secret_that_is_not_touched_is_masked_only_when_it_is_long() -> None:
    assert masked_new_text("A=django\nB=correct-horse\n", [], ["django", "correct-horse"]) == "A=django\nB=********\n"


def test_a_secret_that_a_fix_moves_to_another_file_is_masked_there() -> None:
    settings, env = Source("settings.py", "P = 'correct-horse'\n"), Source(".env", "A=1\n")
    fix = Fix(
        "move it",
        "unsafe",
        [
            Edit(settings, span_of(settings, "'correct-horse'"), "getenv('P')"),
            Edit(env, Span(4, 4), "P=correct-horse\n"),
        ],
    )
    report = report_of(finding_on(settings, "P", "leaks", fix=fix))
    report.masks = {"settings.py": [span_of(settings, "correct-horse")]}
    masks = Masks(report)
    assert masks.new_texts(fix) == ["getenv('P')", "P=********\n"]
    assert not masks.shows_all(fix)
    fix.edits.pop()
    assert masks.shows_all(fix)
