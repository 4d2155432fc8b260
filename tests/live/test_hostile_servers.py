"""Hostile and broken servers: every probe ends within its deadline with a clear result, and steers no terminal."""

from __future__ import annotations

import json
import pathlib
import socket
import ssl
import time
import warnings
from typing import Any

import jsonschema
import pytest

from smtplint.cli.main import main
from smtplint.dialogue import live
from smtplint.dialogue.live import Trust
from smtplint.dialogue.observe import Manner, Observer, Target
from smtplint.report import servers as report

from .hostile import EHLO, PLAIN_EHLO, Connection, Script, listening
from .pki import Pki

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "src/smtplint/report/schema/smtplint-probe-v1.schema.json").read_text(encoding="utf-8"))
STEP, TOTAL = 1.2, 4.0
GRACE = 1.5  # for a busy machine
READY = b"220 mail.test ready\r\n"


def manner(pki: Pki) -> Manner:
    found = Manner()
    found.step, found.total, found.trust = STEP, TOTAL, Trust(pki.ca)
    return found


def probe(target: Target, how: Manner) -> dict[str, Any]:
    """One observation, within its time, after its schema, and harmless to show."""
    begin = time.monotonic()
    found = Observer(target, how).run()
    assert time.monotonic() - begin < TOTAL + GRACE
    jsonschema.validate(found, {**SCHEMA["$defs"]["server"], "$defs": SCHEMA["$defs"]})
    for shown in (report.one(found), report.table([found, found])):
        assert all(char.isprintable() or char == "\n" for char in shown)
        assert len(shown) < 60_000
    return found


def observed(script: Script, pki: Pki, *, tls: str = "auto", name: str = "client.mail.test") -> dict[str, Any]:
    with listening(script, pki) as server:
        target = Target("127.0.0.1", server.port)
        target.tls, target.name = tls, name
        return probe(target, manner(pki))


def names(found: dict[str, Any]) -> list[str]:
    return [one["name"] for one in found["problems"]]


# -- what comes in the place of replies --------------------------------------------------------------------------------


def silent(peer: Connection) -> None:
    peer.wait()


def dripping(peer: Connection) -> None:
    for byte in b"220 this greeting takes its time\r\n":
        peer.say(bytes([byte]))
        if peer.over.wait(1.0):
            return


def endless_greeting(peer: Connection) -> None:
    while True:
        peer.say(b"220-and on it goes\r\n" * 50)


def long_line(peer: Connection) -> None:
    peer.say(b"220 " + b"x" * 1_000_000 + b"\r\n")
    peer.wait()


def endless_capabilities(peer: Connection) -> None:
    peer.say(READY)
    peer.hear()
    while True:
        peer.say(b"250-X-EXTENSION\r\n" * 50)


def web(peer: Connection) -> None:
    peer.say(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def imap(peer: Connection) -> None:
    peer.say(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
    peer.wait()


def binary(peer: Connection) -> None:
    peer.say(bytes(range(256)) * 40)
    peer.wait()


def low_code(peer: Connection) -> None:
    peer.say(b"099 hello\r\n")
    peer.wait()


def changing_code(peer: Connection) -> None:
    peer.say(b"220-hello\r\n554 no\r\n")
    peer.wait()


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (silent, "silent"),
        (dripping, "stalled"),
        (endless_greeting, "too-many-lines"),
        (long_line, "line-too-long"),
        (web, "not-smtp"),
        (imap, "not-smtp"),
        (binary, "not-smtp"),
        (low_code, "not-smtp"),
        (changing_code, "not-smtp"),
    ],
)
def test_what_is_no_greeting_ends_with_its_reason(script: Script, reason: str, pki: Pki) -> None:
    found = observed(script, pki)
    assert found["failed"]["step"] == "greeting"
    assert found["failed"]["reason"] == reason
    assert names(found) == [reason]
    assert found["works"] is None


def test_endless_capabilities_end_the_conversation(pki: Pki) -> None:
    found = observed(endless_capabilities, pki)
    assert (found["failed"]["step"], found["failed"]["reason"]) == ("ehlo", "too-many-lines")


def test_escape_sequences_and_nuls_are_shown_and_not_obeyed(pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.say(b"220 \x1b]0;owned\x07\x1b[2J\x00mail\x7f \xe2\x80\xae\r\n")
        peer.hear()
        peer.say(b"250-\x1b[31mred\r\n250-X\x1b[A\x00Y\r\n250 AUTH \x1b[5m\r\n")
        peer.hear()

    found = observed(script, pki)
    shown = report.one(found)
    assert "\\x1b[2J\\x00mail\\x7f \\u202e" in shown
    assert "\x1b" not in shown
    assert "\x1b" not in json.dumps(found)


def test_a_multi_line_greeting_is_one_greeting(pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.say(b"220-mail.test\r\n220-be welcome\r\n")
        peer.serve(PLAIN_EHLO)

    found = observed(script, pki)
    assert found["greeting"] == ["220-mail.test", "220-be welcome", "220 mail.test ready"]
    assert found["failed"] is None


# -- refusals ----------------------------------------------------------------------------------------------------------

COMMANDS = [b"EHLO", b"STARTTLS", b"QUIT"]


def test_a_greeting_that_refuses_is_told(pki: Pki) -> None:
    found = observed(lambda peer: peer.say(b"554 no service for you\r\n"), pki)
    assert found["failed"]["reason"] == "greeting-refused"
    assert "554 no service for you" in found["problems"][0]["message"]
    assert observed(lambda peer: peer.say(b"421 too busy\r\n"), pki)["failed"]["reason"] == "busy"


@pytest.mark.parametrize("command", COMMANDS)
def test_421_at_each_step_ends_the_conversation(command: bytes, pki: Pki) -> None:
    found = observed(lambda peer: peer.serve(answers={command: b"421 going down\r\n"}), pki)
    if command == b"QUIT":
        assert found["failed"] is None
    else:
        assert (found["failed"]["step"], found["failed"]["reason"]) == (command.decode().lower(), "busy")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_that_closes_at_a_step_is_told(command: bytes, pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.say(READY)
        while line := peer.hear():
            if line.upper().startswith(command):
                return
            peer.say(EHLO)

    found = observed(script, pki)
    if command == b"QUIT":
        assert found["failed"] is None or found["failed"]["step"] != "quit"
    else:
        assert (found["failed"]["step"], found["failed"]["reason"]) == (command.decode().lower(), "closed")


def test_a_server_that_closes_at_once_is_told(pki: Pki) -> None:
    assert observed(lambda peer: None, pki)["failed"]["reason"] == "closed"


def test_a_server_that_closes_in_the_middle_of_a_reply_is_told(pki: Pki) -> None:
    found = observed(lambda peer: peer.say(b"220-half\r\n22"), pki)
    assert found["failed"]["detail"] == "in the middle of a reply"


def test_a_wrong_code_for_ehlo_is_told(pki: Pki) -> None:
    found = observed(lambda peer: peer.serve(answers={b"EHLO": b"354 go on\r\n"}), pki)
    assert (found["failed"]["step"], found["failed"]["reason"]) == ("ehlo", "ehlo-refused")


def test_helo_is_used_where_ehlo_is_not_known(pki: Pki) -> None:
    found = observed(lambda peer: peer.serve(b"250 mail.test\r\n", answers={b"EHLO": b"502 what\r\n"}), pki)
    assert found["ehlo"]["helo_only"]
    assert "helo-only" in names(found)
    assert found["works"] is None


def test_a_name_that_is_refused_is_told_apart_from_the_rest(pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.say(READY)
        while line := peer.hear():
            peer.say(b"550 bad name\r\n" if b"localhost" in line else PLAIN_EHLO)

    found = observed(script, pki, name="localhost")
    assert found["ehlo"]["refused"] == [{"name": "localhost", "reply": "550 bad name"}]
    assert names(found)[0] == "ehlo-name-refused"
    assert found["before"]["mechanisms"] == ["PLAIN", "LOGIN"]


# -- TLS ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "problem", "words"),
    [
        ("good", "", ""),
        ("chained", "", ""),
        ("soon", "certificate-ends-soon", "ends in 4 days"),
        ("expired", "certificate-expired", "ended on 2021-01-01"),
        ("wrong", "certificate-wrong-name", "is for other.test, *.other.test, not for 127.0.0.1"),
        ("selfsigned", "certificate-self-signed", "is self-signed"),
        ("leaf", "certificate-chain-incomplete", "without the chain to smtplint test intermediate"),
    ],
)
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_certificates_are_judged(tls: str, kind: str, problem: str, words: str, pki: Pki) -> None:
    def script(peer: Connection) -> None:
        if tls == "implicit":
            peer.secure(kind)
        peer.serve(tls=kind)

    found = observed(script, pki, tls=tls)
    certificate = [one for one in found["problems"] if one["name"].startswith("certificate-")]
    assert [one["name"] for one in certificate] == [problem] * bool(problem)
    assert all(words in one["message"] for one in certificate)
    assert found["after"]["mechanisms"] == ["PLAIN", "LOGIN"], "the facts are wanted all the same"
    assert found["works"]["verify"] is (problem in ("", "certificate-ends-soon"))


def test_a_port_with_implicit_tls_is_found_out(pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.secure()
        peer.serve()

    found = observed(script, pki)
    assert (found["mode"], found["works"]["tls"]) == ("implicit", "implicit")


def test_a_plain_server_on_a_port_that_is_called_465_is_found_out(pki: Pki) -> None:
    found = observed(lambda peer: peer.serve(PLAIN_EHLO), pki, tls="implicit")
    assert (found["failed"]["step"], found["failed"]["reason"]) == ("tls", "tls-to-plain")


def test_starttls_that_speaks_on_in_clear_text_is_told(pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.say(READY)
        while peer.hear():
            peer.say(EHLO)
            peer.hear()
            peer.say(b"220 go\r\n")
            time.sleep(0.1)
            peer.say(b"250 and now in clear text\r\n")

    found = observed(script, pki)
    assert (found["failed"]["step"], found["failed"]["reason"]) == ("tls", "starttls-plain")


def test_data_behind_the_220_is_told_as_injection(pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.say(READY)
        peer.hear()
        peer.say(EHLO)
        peer.hear()
        peer.say(b"220 go\r\n250 injected\r\n")
        peer.wait()

    found = observed(script, pki)
    assert found["injection"]["reply"] == "data after 220"
    assert names(found)[0] == "starttls-injection"
    assert found["problems"][0]["consequence"] == "leaks"


def test_tls_garbage_after_starttls_is_told(pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.say(READY)
        peer.hear()
        peer.say(EHLO)
        peer.hear()
        peer.say(b"220 go\r\n")
        peer.socket.recv(1000)
        peer.say(b"\x16\x03\x03\x00\x10" + b"\xff" * 16)
        peer.wait()

    found = observed(script, pki)
    assert found["failed"]["step"] == "tls"
    assert found["failed"]["reason"] in ("tls-failed", "starttls-plain")


def test_a_handshake_that_is_never_answered_is_told(pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.say(READY)
        peer.hear()
        peer.say(EHLO)
        peer.hear()
        peer.say(b"220 go\r\n")
        peer.wait()

    found = observed(script, pki)
    assert (found["failed"]["step"], found["failed"]["detail"]) == ("tls", "no answer to the TLS handshake")


def test_starttls_that_is_refused_is_told(pki: Pki) -> None:
    found = observed(lambda peer: peer.serve(answers={b"STARTTLS": b"454 TLS not available\r\n"}), pki)
    assert "starttls-declined" in names(found)
    assert found["works"] is None


def test_starttls_that_was_taken_out_of_the_list_is_found(pki: Pki) -> None:
    found = observed(lambda peer: peer.serve(PLAIN_EHLO), pki)
    assert found["stripped"]
    assert "starttls-stripped" in names(found)
    masked = b"250-mail.test\r\n250-XXXXXXXA\r\n250 SIZE\r\n"
    assert observed(lambda peer: peer.serve(masked, answers={b"STARTTLS": b"500 what\r\n"}), pki)["stripped"]
    honest = observed(lambda peer: peer.serve(PLAIN_EHLO, answers={b"STARTTLS": b"500 what\r\n"}), pki)
    assert not honest["stripped"]
    assert names(honest) == ["no-starttls"]


def test_old_tls_is_told(pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.say(READY)
        peer.hear()
        peer.say(EHLO)
        peer.hear()
        peer.say(b"220 go\r\n")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.load_cert_chain(pki.pem("good"), pki.key("good"))
        peer.socket = context.wrap_socket(peer.socket, server_side=True)
        peer.hear()
        peer.say(PLAIN_EHLO)
        peer.hear()

    found = observed(script, pki)
    assert "tls-old" in names(found)
    assert found["tls"]["version"] in ("TLSv1", "TLSv1.1")


def test_a_server_that_carries_out_what_came_before_tls_is_found(pki: Pki) -> None:
    def script(peer: Connection) -> None:
        peer.say(READY)
        peer.hear()
        peer.say(EHLO)
        line, late = b"", peer.socket.recv(200)
        line, _, late = late.partition(b"\r\n")
        assert line == b"STARTTLS"
        peer.say(b"220 go\r\n")
        peer.secure()
        if late:
            peer.say(b"214 help is here\r\n")
        peer.hear()
        peer.say(PLAIN_EHLO)
        peer.hear()

    with listening(script, pki) as server:
        target, how = Target("127.0.0.1", server.port), manner(pki)
        how.injection = True
        found = probe(target, how)
    assert found["injection"]["command"] == "executed"
    assert names(found)[0] == "command-injection"


# -- addresses ---------------------------------------------------------------------------------------------------------


def polite(peer: Connection) -> None:
    peer.serve(PLAIN_EHLO, answers={b"STARTTLS": b"500 what\r\n"})


def test_nothing_that_listens_is_told(pki: Pki) -> None:
    with socket.socket() as held:  # bound and not listening: nobody else can take the port meanwhile
        held.bind(("127.0.0.1", 0))
        found = probe(Target("127.0.0.1", held.getsockname()[1]), manner(pki))
    assert not found["reached"]
    assert names(found) == ["connection-refused"]


def test_a_name_without_an_address_is_told(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*args: Any, **more: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", missing)
    found = probe(Target("missing.mail.test", 587), manner(pki))
    assert names(found) == ["no-such-host"]


def test_a_resolver_that_does_not_answer_ends_in_time(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    def asleep(*args: Any, **more: Any) -> list[Any]:
        time.sleep(8)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", asleep)
    assert names(probe(Target("slow.mail.test", 587), manner(pki))) == ["resolver-failed"]


def addresses(*found: tuple[str, int]) -> Any:
    """A resolver that gives these addresses."""
    return lambda *args, **more: [
        (socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))
        for host, port in found
    ]


def test_an_address_that_does_not_answer_is_passed_over(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as full, listening(polite, pki) as server:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        dead = full.getsockname()[1]
        fillers = [socket.socket() for _ in range(3)]  # a full queue: the kernel drops what comes after
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", dead))
        time.sleep(0.1)
        monkeypatch.setattr(socket, "getaddrinfo", addresses(("127.0.0.1", dead), ("127.0.0.1", server.port)))
        found = probe(Target("two.mail.test", server.port), manner(pki))
        for filler in fillers:
            filler.close()
    assert [one["result"] for one in found["addresses"]] == ["no answer", "connected"]
    assert "address-dead" in names(found)
    assert found["failed"] is None


def test_an_address_that_never_answers_ends_in_time(pki: Pki) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        time.sleep(0.1)
        found = probe(Target("127.0.0.1", port), manner(pki))
        for filler in fillers:
            filler.close()
    assert names(found) == ["no-answer"]


def test_both_families_are_tried(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(polite, pki, "::1") as server:
        monkeypatch.setattr(socket, "getaddrinfo", addresses(("127.0.0.1", server.port), ("::1", server.port)))
        found = probe(Target("both.mail.test", server.port), manner(pki))
    assert [(one["family"], one["result"]) for one in found["addresses"]] == [
        ("IPv4", "refused"),
        ("IPv6", "connected"),
    ]
    assert "address-dead" in names(found)


def test_ipv6_alone_is_enough(pki: Pki) -> None:
    with listening(polite, pki, "::1") as server:
        found = probe(Target("::1", server.port), manner(pki))
        assert found["reached"]
        assert found["ehlo"]["name"].startswith("[IPv6:") or "." in found["ehlo"]["name"]
        assert main(["probe", f"[::1]:{server.port}", "--timeout", "2"]) == 1  # a login in clear text


def test_the_families_take_turns() -> None:
    found = [(socket.AF_INET6, n) for n in range(3)] + [(socket.AF_INET, n) for n in range(2)]
    assert [one[1] for one in live._turns(found)] == [0, 0, 1, 1, 2]
