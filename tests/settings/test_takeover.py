"""Accounts that take settings over from another mapping, from files, and through keys with dots inside."""

from __future__ import annotations

import pytest

from smtplint import hosts
from smtplint.accounts import Accounts
from smtplint.dialogue.known import KnownServer
from smtplint.dialogue.machine import converse
from smtplint.dialogue.plan import Plan
from smtplint.options import Options
from smtplint.readers.registry import read
from smtplint.rules.facts import Facts
from smtplint.settings.parts import at_route, inheriting
from smtplint.settings.values import NOT_KNOWN
from smtplint.text import Source

ALERTS = """\
global:
  smtp_smarthost: mail.example.org:587
  smtp_from: ada@example.org
  smtp_auth_username: ada
  smtp_tls_config:
    insecure_skip_verify: true
receivers:
  - name: a
    email_configs:
      - to: x@example.org
        smarthost: relay.example.org:465
        require_tls: false
        tls_config: {min_version: TLS12}
      - to: y@example.org
"""


def accounts(name: str, text: str, format: str) -> list[Facts]:
    """The facts of each account, in its only world."""
    document = read(Source.from_bytes(name, text.encode()), format)
    return [worlds[0][1] for worlds in Accounts(Options()).of(document)]


def test_a_receiver_takes_over_what_it_does_not_set() -> None:
    found = {facts.settings.value("host"): facts for facts in accounts("alertmanager.yml", ALERTS, "yaml")}
    assert set(found) == {"mail.example.org", "relay.example.org"}
    receiver = found["relay.example.org"]
    assert receiver.settings.value("username") == "ada"
    assert receiver.settings.value("verify") is True  # its own tls_config takes the place of the whole other one
    assert receiver.plan.tls == "implicit"
    assert found["mail.example.org"].settings.value("verify") is False


def test_taken_over_entries_keep_their_place_and_give_way_to_own_ones() -> None:
    document = read(Source.from_bytes("a.yml", ALERTS.encode()), "yaml")
    root = document.roots[0]
    node = next(at_route(root, "receivers[].email_configs[]"))
    merged = {entry.key: entry for entry in inheriting(root, node, {"routes": ["global"], "prefix": "smtp_"}).entries}
    taken = merged["auth_username"]
    assert taken.merged
    assert ALERTS[taken.key_span.start : taken.key_span.end] == "smtp_auth_username"
    assert not merged["smarthost"].merged


def test_a_mapping_without_a_parent_stays_as_it_is() -> None:
    document = read(Source.from_bytes("a.yml", b"a: {b: 1}\n"), "yaml")
    node = document.roots[0].entries[0].value
    assert inheriting(document.roots[0], node, {"routes": ["global"]}) is node


def test_a_route_goes_through_keys_with_dots() -> None:
    document = read(Source.from_bytes("values.yaml", b"grafana:\n  grafana.ini:\n    smtp:\n      host: a\n"), "yaml")
    (node,) = at_route(document.roots[0], "grafana.grafana.ini.smtp")
    assert node.entries[0].key == "host"
    (node,) = at_route(document.roots[0], "*.grafana.ini.smtp")
    assert node.entries[0].key == "host"


def test_a_password_in_a_file_is_written_and_not_known() -> None:
    text = "SMTP_HOST=a.example.org\nSMTP_SECURITY=starttls\nSMTP_FROM=a@example.org\nSMTP_PASSWORD_FILE=/run/x\n"
    (facts,) = accounts(".env", text, "dotenv")
    field = facts.settings.fields["password"]
    assert field.written
    assert field.value.state == NOT_KNOWN
    assert not field.secret  # the path is none


def test_msmtp_accounts_are_judged_each_and_a_mere_alias_is_not() -> None:
    text = "account a\nhost mail.example.org\nport 587\naccount b : a\nport 465\naccount default : a\n"
    assert [facts.settings.value("port") for facts in accounts(".msmtprc", text, "msmtp")] == [587, 465]


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("mail.example.org:587", "mail.example.org", 587),
        ("[::1]:25", "[::1]", 25),
        ("::1", "::1", None),
        ("mail.example.org", "mail.example.org", None),
    ],
)
def test_host_and_port_in_one_text(address: str, host: str, port: int | None) -> None:
    (facts,) = accounts("server.yml", f'smtp-sender-addr: "{address}"\n', "yaml")
    assert (facts.settings.value("host"), facts.settings.value("port")) == (host, port)


@pytest.mark.parametrize(("host", "reason"), [("localhost", None), ("a.example.org", "client-refuses-clear-auth")])
def test_go_refuses_to_log_in_without_tls_but_for_loopback(host: str, reason: str | None) -> None:
    plan = Plan()
    plan.tls, plan.host, plan.port, plan.auth, plan.username = "cleartext", host, 25, True, "ada"
    plan.auth_rules = {"in_clear": "refused-remote"}
    broken = converse(plan, KnownServer(None, host, 25)).broken
    assert (broken.reason if broken else None) == reason


def test_a_socket_is_no_host() -> None:
    assert hosts.kind("/run/smtp.sock") == "none"


def test_a_quoted_template_cannot_be_a_number_where_it_is_filled_in_first() -> None:
    text = "mailer:\n  smtp: {enable: true, host: a.example.org, secure: true, port: \"{{ get_env(name='P') }}\"}\n"
    (facts,) = accounts("config/production.yaml", text, "yaml")
    assert [misfit.effect for misfit in facts.settings.fields["port"].misfits] == ["fails"]
