"""Clients written in Go: Alertmanager's own e-mail notifier."""

from __future__ import annotations

from collections.abc import Iterator

from .catalogue import Client, Spec


def _keys(spec: Spec) -> list[str]:
    """The settings of a spec; the port alone decides about implicit TLS."""
    names = {"from_address": "from", "ehlo_name": "hello", "username": "auth_username", "password": "auth_password"}
    port = f":{spec['port']}" if "port" in spec else ""
    lines = [f"smarthost: {spec['host'] + port!r}"]
    lines += [f"{names[field]}: {spec[field]!r}" for field in names if field in spec]
    lines += [] if spec["mode"] == "starttls" else ["require_tls: false"]
    return lines


def alertmanager_yml(spec: Spec) -> str:
    """An alertmanager.yml with all settings under global."""
    return _alertmanager(*(f"smtp_{line}" for line in _keys(spec)))


def receiver_yml(spec: Spec) -> str:
    """An alertmanager.yml with all settings at the one receiver."""
    lines = _keys(spec)
    lines += [f"tls_config: {{insecure_skip_verify: {str(not spec['verify']).lower()}}}"] if "verify" in spec else []
    head = "route:\n  receiver: mail\nreceivers:\n  - name: mail\n    email_configs:\n      - to: bob@example.net\n"
    return head + "".join(f"        {line}\n" for line in lines)


def _alertmanager(*lines: str) -> str:
    head = "global:\n" + "".join(f"  {line}\n" for line in lines)
    body = "route:\n  receiver: mail\nreceivers:\n  - name: mail\n    email_configs:\n      - to: bob@example.net\n"
    return head + body


def _alertmanager_texts() -> Iterator[tuple[str, str]]:
    login = ("smtp_from: ada@example.org", "smtp_auth_username: ada@example.org", "smtp_auth_password: Brighton1815!")
    host = "smtp_smarthost: mail.example.org:"
    for flag in ('"false"', "no", "off", "0", "FALSE", "yes", "true"):
        yield f"smtp_require_tls: {flag}", _alertmanager(host + "587", *login, f"smtp_require_tls: {flag}")
    for port in ("465", "587", "25"):
        yield f"only the port {port}", _alertmanager(host + port, *login)
        yield f"{port} without TLS", _alertmanager(host + port, *login, "smtp_require_tls: false")
        yield f"{port} without a login", _alertmanager(host + port, login[0])
    yield "no port", _alertmanager(host[:-1], *login)
    yield "empty user", _alertmanager(host + "587", login[0], 'smtp_auth_username: ""', login[2])
    yield "empty password", _alertmanager(host + "587", *login[:2], 'smtp_auth_password: ""')
    yield "unknown key", _alertmanager(host + "587", *login, "smtp_starttls: true")


CLIENTS = [
    Client(
        "alertmanager",
        "0.25.0",
        "program:alertmanager",
        "alertmanager",
        "alertmanager.yml",
        alertmanager_yml,
        "host port username password from_address ehlo_name",
        modes="starttls none",
        always_from=True,
        texts=_alertmanager_texts,
    ),
    Client(
        "alertmanager",
        "0.25.0",
        "program:alertmanager",
        "alertmanager",
        "alertmanager.yml",
        receiver_yml,
        "host port username password from_address ehlo_name verify",
        modes="starttls none",
        label="alertmanager 0.25.0 (receiver)",
    ),
]
