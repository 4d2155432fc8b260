"""A provider of which only tables of settings tell: what they tell works, and nothing fails by them."""

from __future__ import annotations

from typing import Any

import pytest

from smtplint.dialogue.known import KnownServer
from smtplint.dialogue.listed import ListedServer
from smtplint.dialogue.machine import Action
from smtplint.dialogue.trace import NOT_KNOWN, OK, REFUSED
from smtplint.knowledge.store import store

HOST = "mail.example.net"


def server(*ports: tuple[int, str], port: int) -> ListedServer:
    record: dict[str, Any] = {**store().get("providers", "123_reg"), "ports": list(ports)}
    return ListedServer(record, HOST, port)


def statuses(one: KnownServer, *actions: Action) -> list[str]:
    return [one.answer(action).status for action in actions]


def test_the_listed_way_works_to_the_end_of_the_mail() -> None:
    one = server((587, "starttls"), port=587)
    way = [
        Action("connect", (HOST, 587)), Action("greeting"), Action("ehlo", ("app.example.org", "")), Action("starttls"),
        Action("tls", ("starttls", True)), Action("ehlo", ("app.example.org", ""), tls=True),
        Action("auth", ("me", "secret", "PLAIN"), tls=True), Action("mail", ("me@example.net", "me", True), tls=True),
    ]  # fmt: skip
    assert statuses(one, *way) == [OK] * len(way)
    assert one.answer(way[2]).starttls is True
    assert "nylas/sync-engine" in one.answer(way[-1]).source


@pytest.mark.parametrize(
    "action",
    [
        Action("auth", ("me", "secret", "PLAIN"), tls=False),  # the tables say STARTTLS first
        Action("mail", ("me@example.net", "", False), tls=True),  # and they all log in
        Action("rcpt", "you@example.net", tls=True),
    ],
    ids=lambda action: action.kind,
)
def test_what_the_tables_do_not_tell_is_not_known(action: Action) -> None:
    assert server((587, "starttls"), port=587).answer(action).status == NOT_KNOWN


def test_another_port_and_another_mode_are_not_known() -> None:
    assert server((587, "starttls"), port=2525).answer(Action("connect", (HOST, 2525))).status == NOT_KNOWN
    assert server((2465, "implicit"), port=2465).answer(Action("greeting")).status == NOT_KNOWN


def test_the_convention_of_a_port_still_refuses_what_it_refuses() -> None:
    assert server((465, "implicit"), port=465).answer(Action("greeting")).status == REFUSED
