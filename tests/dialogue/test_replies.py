"""The reply parser: what it reads, what it refuses, and that the way bytes are cut up never matters."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.dialogue.replies import LINE_LIMIT, LINES_LIMIT, TOTAL_LIMIT, Capabilities, Reply, ReplyError, ReplyParser


def drain(parser: ReplyParser) -> list[object]:
    """Every reply that is whole, and the reason of the error if one ends the stream."""
    found: list[object] = []
    try:
        while (reply := parser.next()) is not None:
            found.append(reply)
    except ReplyError as error:
        found.append((error.reason, str(error)))
    return found


def parsed(pieces: list[bytes], **limits: int) -> list[object]:
    parser = ReplyParser(**limits)
    found: list[object] = []
    for piece in pieces:
        parser.feed(piece)
        found += drain(parser)
        if found and isinstance(found[-1], tuple):
            break
    return found


def one(data: bytes) -> Reply:
    found = parsed([data])
    assert len(found) == 1
    assert isinstance(found[0], Reply)
    return found[0]


def test_one_line_reply() -> None:
    assert one(b"220 mail.example.org ESMTP ready\r\n") == Reply(220, ["mail.example.org ESMTP ready"])


def test_many_lines_are_one_reply() -> None:
    reply = one(b"250-mail.example.org\r\n250-SIZE 100\r\n250 STARTTLS\r\n")
    assert reply.lines == ["mail.example.org", "SIZE 100", "STARTTLS"]
    assert reply.wire == ["250-mail.example.org", "250-SIZE 100", "250 STARTTLS"]
    assert reply.text == "250 mail.example.org SIZE 100 STARTTLS"


def test_a_code_alone_is_a_reply() -> None:
    assert one(b"250\r\n") == Reply(250, [""])


def test_a_bare_line_feed_is_read_and_noted() -> None:
    assert one(b"220 ready\n").bare_lf
    assert not one(b"220 ready\r\n").bare_lf


def test_replies_that_come_together_are_taken_apart() -> None:
    assert parsed([b"220 go\r\n250 extra\r\n"]) == [Reply(220, ["go"]), Reply(250, ["extra"])]


def test_bytes_after_a_reply_are_pending() -> None:
    parser = ReplyParser()
    parser.feed(b"220 go\r\n250 injec")
    assert parser.next() == Reply(220, ["go"])
    assert parser.pending == b"250 injec"


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    assert one(b"220 caf\xe9\r\n").lines == ["caf\ufffd"]


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 400 Bad Request\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\r\n", b"22\r\n", b"199 low\r\n",
        b"600 high\r\n", b"220_ready\r\n", b"\x15\x03\x01\x00\x02\x02\n", b"* OK IMAP ready\r\n",
        b"+OK POP3\r\n", "\u0662\u0662\u0660 ready\r\n".encode(),
    ],
)  # fmt: skip
def test_what_is_no_reply_is_refused(data: bytes) -> None:
    (found,) = parsed([data])
    assert isinstance(found, tuple)
    assert found[0] == "not-smtp"


def test_a_code_that_changes_inside_a_reply_is_refused() -> None:
    (found,) = parsed([b"250-a\r\n550 b\r\n"])
    assert isinstance(found, tuple)
    assert found[0] == "not-smtp"
    assert "from 250" in found[1]


def test_a_long_line_is_refused_before_it_ends() -> None:
    parser = ReplyParser()
    parser.feed(b"220 " + b"x" * LINE_LIMIT)
    with pytest.raises(ReplyError) as caught:
        parser.next()
    assert caught.value.reason == "line-too-long"
    assert len(str(caught.value)) < 200


def test_too_many_lines_are_refused() -> None:
    assert parsed([b"250-x\r\n" * (LINES_LIMIT + 1)])[0][0] == "too-many-lines"  # type: ignore[index]


def test_too_many_bytes_are_refused() -> None:
    line = b"250-" + b"x" * (LINE_LIMIT - 10) + b"\r\n"
    assert parsed([line * (TOTAL_LIMIT // len(line) + 2)])[0][0] == "reply-too-long"  # type: ignore[index]


def test_the_limit_counts_each_reply_by_itself() -> None:
    line = b"250 " + b"x" * 2000 + b"\r\n"
    assert len(parsed([line * 100])) == 100


def test_an_error_stays() -> None:
    parser = ReplyParser()
    parser.feed(b"nonsense\r\n")
    for _ in range(2):
        with pytest.raises(ReplyError):
            parser.next()


pieces_of_streams = st.lists(
    st.one_of(
        st.sampled_from([b"250 ok\r\n", b"250-a\r\n", b"250-b\n", b"220 x\n", b"\r", b"\n", b"550 no\r\n", b"25"]),
        st.binary(max_size=12),
        st.integers(1, 60).map(lambda size: b"250-" + b"y" * size),
    ),
    max_size=14,
)


@given(pieces_of_streams, st.lists(st.integers(0, 400), max_size=12))
def test_any_chunking_gives_the_same_result(pieces: list[bytes], cuts: list[int]) -> None:
    data = b"".join(pieces)
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    chunks = [data[a:b] for a, b in itertools.pairwise(places)]
    limits = {"line": 40, "lines": 4, "total": 90}
    whole = parsed([data], **limits)
    assert parsed(chunks, **limits) == whole
    assert parsed([bytes([byte]) for byte in data], **limits) == whole


LINES = st.lists(st.text("abc -=1", max_size=8), min_size=1, max_size=4)


@given(st.lists(st.tuples(st.integers(200, 599), LINES), max_size=5))
def test_what_is_written_is_read_back(replies: list[tuple[int, list[str]]]) -> None:
    wanted = [Reply(code, lines) for code, lines in replies]
    data = b""
    for code, lines in replies:
        for at, line in enumerate(lines):
            data += f"{code}{' ' if at == len(lines) - 1 else '-'}{line}\r\n".encode()
    assert parsed([data]) == wanted


def test_capabilities_of_an_ehlo_reply() -> None:
    lines = ["mx.example.org at your service", "SIZE 35882577", "starttls", "AUTH login PLAIN", "AUTH=PLAIN XOAUTH2"]
    found = Capabilities.of(Reply(250, lines))
    assert found.name == "mx.example.org at your service"
    assert found.starttls
    assert found.mechanisms == ("LOGIN", "PLAIN", "XOAUTH2")
    assert found.size == 35882577


def test_capabilities_of_a_helo_reply_are_none() -> None:
    found = Capabilities.of(one(b"250 mx.example.org\r\n"))
    assert not found.starttls
    assert found.mechanisms == ()
    assert found.size is None


@given(st.lists(st.text(max_size=20), max_size=8))
def test_capabilities_take_any_text(lines: list[str]) -> None:
    found = Capabilities.of_lines(lines)
    assert all(word == word.upper() for word in found.words)
    assert found.size is None or found.size >= 0
