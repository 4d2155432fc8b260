"""The reader of Exim's configuration: transports with their routers, macros, conditions and places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.readers.base import OPAQUE, Document, Node
from smtplint.readers.exim import read
from smtplint.text import Source

EXAMPLE = """\
# relays through the provider
RELAY = smtp.example.org
primary_hostname = RELAY
begin routers
smarthost:
  driver = manualroute
  transport = relay
  route_list = * \\
     RELAY byname
begin transports
local:
  driver = appendfile
relay:
  driver = smtp
  multi_domain
  helo_data = "host.example.org"
.ifdef _HAVE_TLS
  hosts_require_tls = *
.endif
.ifdef IMPLICIT
  protocol = smtps
.else
  port = 587
.endif
begin authenticators
plain:
  driver = plaintext
"""


def doc(text: str) -> Document:
    return read(Source("exim.conf", text))


def transports(text: str) -> list[Node]:
    return doc(text).roots[0].items


def values(node: Node) -> dict[str, str]:
    return {entry.key: entry.value.text for entry in node.entries if entry.value.kind != OPAQUE}


def check_spans(document: Document) -> None:
    text = document.source.text
    for node in document.roots[0].items:
        for entry in node.entries:
            assert 0 <= entry.span.start <= entry.key_span.start <= entry.key_span.end <= len(text)
            assert 0 <= entry.value.span.start <= entry.value.inner.start <= entry.value.inner.end
            assert entry.value.inner.end <= entry.value.span.end <= len(text)
    for span in document.comments:
        assert 0 <= span.start <= span.end <= len(text)


def test_a_transport_has_its_own_options_and_those_of_its_router() -> None:
    document = doc(EXAMPLE)
    (relay,) = document.roots[0].items
    found = values(relay)
    assert found["server"] == "smtp.example.org"
    assert found["helo_data"] == "host.example.org"
    assert (found["multi_domain"], found["hosts_require_tls"]) == ("", "*")
    server = relay.get("server")
    assert server is not None and server.merged
    assert EXAMPLE[server.value.inner.start : server.value.inner.end] == "smtp.example.org"
    check_spans(document)


def test_what_a_condition_guards_is_not_known() -> None:
    (relay,) = transports(EXAMPLE)
    assert {entry.key for entry in relay.entries if entry.value.kind == OPAQUE} >= {"protocol", "port"}


@pytest.mark.parametrize(
    ("route", "server"),
    [
        ("route_data = smtp.example.org::587", "smtp.example.org::587"),
        ("route_data = smtp.example.org::587 byname", "smtp.example.org::587"),
        ("route_list = * smtp.example.org byname", "smtp.example.org"),
        ("route_list = * a.example.org ; * b.example.org", None),
        ("route_data = <; a.example.org ; b.example.org", None),
        ("route_data = a.example.org : b.example.org", None),
        ("route_data = ${lookup{$domain}lsearch{/etc/relays}}", None),
        ("route_list = *", None),
    ],
)
def test_one_server_is_known_and_several_are_not(route: str, server: str | None) -> None:
    text = f"begin routers\nr:\n  transport = t\n  {route}\nbegin transports\nt:\n  driver = smtp\n"
    (transport,) = transports(text)
    assert values(transport).get("server") == server


def test_two_routers_of_one_transport_give_it_nothing() -> None:
    routers = "".join(f"{name}:\n  transport = t\n  route_data = {name}.example.org\n" for name in "ab")
    (transport,) = transports(f"begin routers\n{routers}begin transports\nt:\n  driver = smtp\n")
    assert "server" not in values(transport)


@given(st.text(alphabet='aB= .:#\\\n"$*', max_size=80))
def test_any_text_is_read_with_places_inside_it(text: str) -> None:
    check_spans(doc("begin routers\nr:\n transport = t\n" + text + "\nbegin transports\nt:\n driver = smtp\n" + text))
