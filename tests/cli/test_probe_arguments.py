"""The command line of ``smtplint probe``: what it takes for a host, and what it refuses before any connection."""

from __future__ import annotations

import pytest

from smtplint.cli.main import main
from smtplint.cli.targets import host_and_port
from smtplint.cli.words import UsageError


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("mail.example.org", ("mail.example.org", None)),
        ("mail.example.org:587", ("mail.example.org", 587)),
        ("localhost:1", ("localhost", 1)),
        ("192.0.2.1:25", ("192.0.2.1", 25)),
        ("[2001:db8::1]:465", ("2001:db8::1", 465)),
        ("[2001:db8::1]", ("2001:db8::1", None)),
        ("2001:db8::1", ("2001:db8::1", None)),
        ("post.müller.example:587", ("post.müller.example", 587)),
    ],
)
def test_hosts_and_ports_are_taken_apart(word: str, wanted: tuple[str, int | None]) -> None:
    assert host_and_port(word) == wanted


@pytest.mark.parametrize(
    "word", ["", "mail.example.org:", "mail.example.org:0", "mail.example.org:65536", "a b", "[::1", "[::1]x",
             "x" * 300, "host\r\nQUIT", "smtp://host", "host:12x", ".example.org", "-x.example.org", "host/../x"]
)  # fmt: skip
def test_what_is_no_host_is_refused(word: str) -> None:
    with pytest.raises(UsageError):
        host_and_port(word)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ([], "wants a host"),
        (["localhost", "--ports", "x"], "is no port"),
        (["localhost", "--timeout", "0"], "--timeout wants a number of seconds"),
        (["localhost", "--total", "nan"], "--total wants a number of seconds"),
        (["localhost", "--tls", "ssl"], "--tls is one of auto, implicit, starttls, none"),
        (["localhost", "--mail-from", "a\r\nb"], "characters that cannot stand there"),
        (["localhost", "--rcpt", "a@b"], "--rcpt wants --mail-from"),
        (["localhost", "--auth"], "--auth wants --user"),
        (["localhost", "--auth", "--user", "ada"], "asks for the password on a terminal"),
        (["localhost", "--password", "x"], "probe has no option --password"),
        (["localhost", "--ca-file", "/nonexistent"], "--ca-file /nonexistent"),
        (["localhost", "--ports", ",".join(map(str, range(1, 300)))], "more than 256 servers"),
        (["localhost", "."], "hosts, or paths, and not both"),
    ],
)
def test_usage_errors_come_before_any_connection(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe", *argv]) == 2
    assert words in capsys.readouterr().err
