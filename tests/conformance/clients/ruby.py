"""Ruby's clients: Action Mailer told by the configuration.yml of Redmine."""

from __future__ import annotations

from collections.abc import Iterator

from .catalogue import Client, Spec


def redmine_yaml(spec: Spec) -> str:
    """A configuration.yml with one environment; the mode both is tls with enable_starttls_auto."""
    names = {"host": "address", "port": "port", "ehlo_name": "domain", "username": "user_name", "password": "password"}
    values = {names[field]: spec[field] for field in names if field in spec}
    modes = {"implicit": ["tls: true"], "starttls": ["enable_starttls: true"],
             "opportunistic": ["enable_starttls_auto: true"]}  # fmt: skip
    lines = [f"{key}: {value!r}" if isinstance(value, str) else f"{key}: {value}" for key, value in values.items()]
    lines += modes[spec["mode"]]
    lines += ["authentication: :plain"] if "username" in spec else []
    if "verify" in spec:
        lines += [f"openssl_verify_mode: {'peer' if spec['verify'] else 'none'}"]
    return _production(*lines)


def _production(*lines: str) -> str:
    head = "production:\n  email_delivery:\n    delivery_method: :smtp\n    smtp_settings:\n"
    return head + "".join(f"      {line}\n" for line in lines)


def _redmine_texts() -> Iterator[tuple[str, str]]:
    server = ("address: mail.example.org", "port: 587", "user_name: ada@example.org", "password: Brighton1815!")
    for line in ("authentication: :login", "authentication: login", "authentication: :cram_md5", "authentication: plain",
                 "authentication:", "domain: example.org", "enable_starttls_auto: true", "ssl: true",
                 "openssl_verify_mode: none", "openssl_verify_mode: peer"):  # fmt: skip
        yield line, _production(*server, line)
    for host in ("login-only.example.net", "cram-md5.example.net"):
        for word in (":plain", ":login", ":cram_md5"):
            line = f"authentication: {word}"
            yield f"{host} {line}", _production(f"address: {host}", *server[1:], line)
    for tls in ("tls: true", "ssl: true"):
        yield f"465 {tls}", _production(server[0], "port: 465", *server[2:], tls)
        yield f"587 {tls} and enable_starttls_auto", _production(*server, tls, "enable_starttls_auto: true")
    yield "no port", _production(server[0], *server[2:], "enable_starttls: true")


CLIENTS = [
    Client(
        "redmine",
        "5.0",
        "ruby:redmine",
        "redmine",
        "configuration.yml",
        redmine_yaml,
        "host port username password ehlo_name verify",
        modes="implicit starttls opportunistic",
        sender=False,
        label="redmine (Action Mailer 6.1.7, mail 2.7.1)",
        texts=_redmine_texts,
    ),
]
