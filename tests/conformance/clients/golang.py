"""Clients written in Go: programs that call net/smtp and mail.v2, and Alertmanager's own e-mail notifier."""

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
    yield "no host and no receiver of mail", _alertmanager(*login).partition("    email_configs")[0]


def _receiver_texts() -> Iterator[tuple[str, str]]:
    keys = {"from": "ada@example.org", "auth_username": "ada@example.org", "auth_password": "Brighton1815!"}
    lines = "".join(f"        {key}: {value}\n" for key, value in keys.items())
    bare = receiver_yml({"host": "mail.example.org", "port": 587, "mode": "starttls"})
    yield "no host", bare.replace("        smarthost: 'mail.example.org:587'\n", lines)
    yield "no sender", bare


_BYTES = '[]byte("From: ada@example.org\\r\\nTo: bob@example.net\\r\\nSubject: A test\\r\\n\\r\\nHello.\\r\\n")'


def send_mail_go(spec: Spec) -> str:
    """A program that calls smtp.SendMail."""
    auth = _plain(spec)
    lines = [f"auth := {auth}"] if auth else []
    sender = spec.get("from_address", "ada@example.org")
    given = ", ".join([_address(spec), "auth" if auth else "nil", f'"{sender}"', '[]string{"bob@example.net"}', _BYTES])
    return _program(["net/smtp"], [*lines, f"err := smtp.SendMail({given})", *_CHECK])


def dial_go(spec: Spec) -> str:
    """A program that goes through the session by itself, from smtp.Dial on."""
    lines = [f"c, err := smtp.Dial({_address(spec)})", *_CHECK]
    steps = [f'c.Hello("{spec["ehlo_name"]}")'] if "ehlo_name" in spec else []
    starttls = spec["mode"] == "starttls"
    steps += [f'c.StartTLS(&tls.Config{{ServerName: "{spec["host"]}"}})'] if starttls else []
    steps += [f"c.Auth({_plain(spec)})"] if "username" in spec else []
    steps += [f'c.Mail("{spec.get("from_address", "ada@example.org")}")', 'c.Rcpt("bob@example.net")']
    for step in steps:
        lines += [f"err = {step}", *_CHECK]
    lines += ["w, err := c.Data()", *_CHECK, f"w.Write({_BYTES})", "err = w.Close()", *_CHECK, "c.Quit()"]
    return _program([*(["crypto/tls"] if starttls else []), "net/smtp"], lines)


def mail_v2_go(spec: Spec) -> str:
    """A program that sends with a Dialer of mail.v2."""
    login = [spec.get("username", ""), spec.get("password", "")]
    arguments = [f'"{spec["host"]}"', str(spec["port"]), *(f'"{one}"' for one in login)]
    how = {"implicit": ["SSL = true"], "starttls": ["StartTLSPolicy = mail.MandatoryStartTLS"],
           "none": ["StartTLSPolicy = mail.NoStartTLS"], "opportunistic": []}[spec["mode"]]  # fmt: skip
    how += [f'LocalName = "{spec["ehlo_name"]}"'] if "ehlo_name" in spec else []
    how += [f"Timeout = {spec['timeout']} * time.Second"] if "timeout" in spec else []
    if "verify" in spec:
        how += [
            f'TLSConfig = &tls.Config{{ServerName: "{spec["host"]}", InsecureSkipVerify: {str(not spec["verify"]).lower()}}}'
        ]
    imports = [
        *(["crypto/tls"] if "verify" in spec else []),
        *(["time"] if "timeout" in spec else []),
        "gopkg.in/mail.v2",
    ]
    headers = {"From": "ada@example.org", "To": "bob@example.net", "Subject": "A test"}
    lines = [f"d := mail.NewDialer({', '.join(arguments)})", *(f"d.{one}" for one in how), "m := mail.NewMessage()"]
    lines += [f'm.SetHeader("{name}", "{value}")' for name, value in headers.items()]
    return _program(imports, [*lines, 'm.SetBody("text/plain", "Hello.")', "err := d.DialAndSend(m)", *_CHECK])


_CHECK = ("if err != nil {", "\tlog.Fatal(err)", "}")


def _plain(spec: Spec) -> str:
    if "username" not in spec:
        return ""
    return f'smtp.PlainAuth("", "{spec["username"]}", "{spec["password"]}", "{spec["host"]}")'


def _address(spec: Spec) -> str:
    return f'"{spec["host"]}:{spec["port"]}"' if "port" in spec else f'"{spec["host"]}"'


def _program(imports: list[str], lines: list[str]) -> str:
    named = "".join(f'\t"{one}"\n' for one in sorted(["log", *imports]))
    body = "".join(f"\t{line}\n" for line in lines)
    return f"package main\n\nimport (\n{named})\n\nfunc main() {{\n{body}}}\n"


CLIENTS = [
    Client(
        "go-net-smtp",
        "1.19",
        "program:go",
        "go",
        "main.go",
        send_mail_go,
        "host port username password from_address",
        modes="opportunistic",
        always_from=True,
        label="net/smtp of Go 1.19 (SendMail)",
    ),
    Client(
        "go-net-smtp",
        "1.19",
        "program:go",
        "go",
        "main.go",
        dial_go,
        "host port username password from_address ehlo_name",
        modes="starttls none",
        always_from=True,
        label="net/smtp of Go 1.19 (Dial)",
    ),
    Client(
        "go-mail-v2",
        "2.3.1",
        "program:go",
        "go",
        "main.go",
        mail_v2_go,
        "host port username password ehlo_name timeout verify",
        modes="implicit starttls none opportunistic",
        sender=False,
        label="go-mail-v2 2.3.1",
    ),
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
        texts=_receiver_texts,
    ),
]
