"""Ruby's clients: Net::SMTP, the mail gem and Action Mailer in code, and Action Mailer told by Redmine's configuration.yml."""

from __future__ import annotations

import functools
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


def _redmine_texts(version: str) -> Iterator[tuple[str, str]]:
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
        if version != "6.1":  # whether both are refused depends on the release of the mail gem, which no file shows
            yield f"587 {tls} and enable_starttls_auto", _production(*server, tls, "enable_starttls_auto: true")
            yield (
                f"465 {tls} and enable_starttls_auto",
                _production(server[0], "port: 465", *server[2:], tls, "enable_starttls_auto: true"),
            )
    if version != "5.0":  # there it depends on the release of Ruby
        yield "enable_starttls_auto: false", _production(*server, "enable_starttls_auto: false")
    yield "no port", _production(server[0], *server[2:], "enable_starttls: true")
    for method in (":async_smtp", ":async_sendmail"):
        yield f"delivery_method: {method}", _production(*server).replace(":smtp\n", f"{method}\n")
    sendmail = "    sendmail_settings:\n      location: ./sendmail\n"
    yield "sendmail", _production(*server).replace(":smtp\n", ":sendmail\n") + sendmail


_HEADERS = "From: ada@example.org\\r\\nTo: bob@example.net\\r\\nSubject: A test\\r\\n\\r\\nHello.\\r\\n"


def net_smtp_script(spec: Spec) -> str:
    """A program that calls Net::SMTP.start with keywords."""
    names = {"ehlo_name": "helo", "username": "user", "password": "secret", "verify": "tls_verify"}
    modes = {"implicit": {"tls": "true"}, "starttls": {"starttls": ":always"}, "none": {"starttls": "false"},
             "both": {"tls": "true", "starttls": ":always"}, "opportunistic": {}}  # fmt: skip
    options = {**{names[field]: _ruby(spec[field]) for field in names if field in spec}, **modes[spec["mode"]]}
    arguments = [_ruby(spec["host"]), *([str(spec["port"])] if "port" in spec else [])]
    return _session("Net::SMTP.start(" + ", ".join(arguments + [f"{key}: {value}" for key, value in options.items()]))


def net_smtp_object(spec: Spec) -> str:
    """A program that makes a Net::SMTP, tells it what to do and starts it."""
    how = {"implicit": ["enable_tls"], "starttls": ["enable_starttls"], "none": ["disable_starttls"],
           "opportunistic": ["enable_starttls_auto"]}[spec["mode"]]  # fmt: skip
    arguments = [_ruby(spec["host"]), *([str(spec["port"])] if "port" in spec else [])]
    login = [spec.get("ehlo_name", "localhost")]
    login += [spec["username"], spec["password"]] if "username" in spec else []
    lines = [f"smtp = Net::SMTP.new({', '.join(arguments)})", *(f"smtp.{one}" for one in how)]
    lines += (
        [f"smtp.open_timeout = {spec['timeout']}", f"smtp.read_timeout = {spec['timeout']}"]
        if "timeout" in spec
        else []
    )
    return (
        "\n".join([*lines, ""]) + _session("smtp.start(" + ", ".join(_ruby(one) for one in login)).partition("\n\n")[2]
    )


def _net_smtp_texts() -> Iterator[tuple[str, str]]:
    spec = {"host": "mail.example.org", "username": "ada@example.org", "password": "Brighton1815!"}
    for port, mode, more in ((465, "implicit", "enable_starttls"), (587, "starttls", "enable_tls"),
                             (465, "implicit", "enable_starttls_auto"), (465, "implicit", "disable_starttls")):  # fmt: skip
        text = net_smtp_object({**spec, "port": port, "mode": mode})
        yield f"{mode} and {more}", text.replace("smtp.start(", f"smtp.{more}\nsmtp.start(", 1)


def _session(call: str) -> str:
    """A program that sends in the session that a call opens; the call's parenthesis is still open."""
    sent = f'  session.send_message("{_HEADERS}", "ada@example.org", "bob@example.net")'
    return f'require "net/smtp"\n\n{call}) do |session|\n{sent}\nend\n'


def mail_script(spec: Spec) -> str:
    """A program that sends with the mail gem."""
    return _mail(*_smtp_settings(spec))


def _mail(*lines: str) -> str:
    told = "".join(f"    {line},\n" for line in lines)
    head = f'require "mail"\n\nMail.defaults do\n  delivery_method :smtp, {{\n{told}  }}\nend\n\n'
    return (
        head
        + 'Mail.deliver do\n  from "ada@example.org"\n  to "bob@example.net"\n  subject "A test"\n  body "Hello."\nend\n'
    )


def rails_script(spec: Spec) -> str:
    """An initializer of Rails; the runner sends once it is loaded."""
    return _rails(*_smtp_settings(spec))


def _rails(*lines: str, method: str = ":smtp") -> str:
    told = "".join(f"  {line},\n" for line in lines)
    return f"ActionMailer::Base.delivery_method = {method}\nActionMailer::Base.smtp_settings = {{\n{told}}}\n"


def _rails_texts() -> Iterator[tuple[str, str]]:
    server = ('address: "mail.example.org"', "port: 587", 'user_name: "ada@example.org"', 'password: "Brighton1815!"')
    yield "perform_deliveries = false", _rails(*server) + "ActionMailer::Base.perform_deliveries = false\n"
    yield "delivery_method = :test", _rails(*server, method=":test")
    sendmail = 'ActionMailer::Base.sendmail_settings = { location: "./sendmail" }\n'
    yield "delivery_method = :sendmail", _rails(*server, method=":sendmail") + sendmail


def _smtp_settings(spec: Spec) -> list[str]:
    names = {"host": "address", "port": "port", "ehlo_name": "domain", "username": "user_name", "password": "password"}
    lines = [f"{names[field]}: {_ruby(spec[field])}" for field in names if field in spec]
    lines += {"implicit": ["tls: true"], "starttls": ["enable_starttls: true"], "none": ["enable_starttls_auto: false"],
              "opportunistic": ["enable_starttls_auto: true"]}[spec["mode"]]  # fmt: skip
    lines += ["authentication: :plain"] if "username" in spec else []
    lines += [f"open_timeout: {spec['timeout']}", f"read_timeout: {spec['timeout']}"] if "timeout" in spec else []
    if "verify" in spec:
        lines += [f'openssl_verify_mode: "{"peer" if spec["verify"] else "none"}"']
    return lines


def _ruby(value: object) -> str:
    """A value as Ruby writes it; no text here has a quote or a # in it."""
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else f'"{value}"'


def _mail_texts() -> Iterator[tuple[str, str]]:
    server = ('address: "mail.example.org"', "port: 587", 'user_name: "ada@example.org"', 'password: "Brighton1815!"')
    for line in ("authentication: :login", 'authentication: "login"', "authentication: :cram_md5", "authentication: nil",
                 "openssl_verify_mode: OpenSSL::SSL::VERIFY_NONE", 'openssl_verify_mode: "peer"',
                 'openssl_verify_mode: "sometimes"', "ssl: true", "tls: false", 'domain: "example.org"',
                 "enable_starttls: false", "read_timeout: 2"):  # fmt: skip
        yield line, _mail(*server, line)
    for tls in ("tls: true", "ssl: true"):
        yield f"465 {tls}", _mail(server[0], "port: 465", *server[2:], tls)
        yield f"465 {tls} and STARTTLS", _mail(server[0], "port: 465", *server[2:], tls, "enable_starttls: true")
        yield f"587 {tls} and enable_starttls_auto", _mail(*server, tls, "enable_starttls_auto: true")
    for host in ("login-only.example.net", "cram-md5.example.net"):
        yield f"{host} by default", _mail(f'address: "{host}"', *server[1:])
    yield "no port", _mail(server[0], *server[2:])
    yield "empty password", _mail(*server[:3], 'password: ""')


# The mail gem, Action Mailer beside it, and the place with both: those of bookworm, trixie and unstable.
MAIL = (("2.7.1", "6.1.7", ""), ("2.8.1", "7.2.2", ":ruby-trixie"), ("2.9.1", "7.2.4", ":ruby-unstable"))

# What a program that is told to use sendmail finds: it takes the message and sends nothing.
_SENDMAIL = {"sendmail": "#!/bin/sh\nexec cat >/dev/null\n"}

CLIENTS = [
    Client(
        "net-smtp",
        "0.3.1",
        "ruby:script",
        "script",
        "notify.rb",
        net_smtp_script,
        "host port username password ehlo_name verify",
        modes="implicit starttls both none opportunistic",
        sender=False,
        label="net-smtp 0.3.1",
    ),
    Client(
        "net-smtp",
        "0.3.1",
        "ruby:script",
        "script",
        "notify.rb",
        net_smtp_object,
        "host port username password ehlo_name timeout",
        modes="implicit starttls none opportunistic",
        sender=False,
        label="net-smtp 0.3.1 (Net::SMTP.new)",
        texts=_net_smtp_texts,
    ),
    *(
        Client(
            "ruby-mail",
            version,
            "ruby:script" + place,
            "script",
            "notify.rb",
            mail_script,
            "host port username password ehlo_name timeout verify",
            modes="implicit starttls none opportunistic",
            sender=False,
            label=f"ruby-mail {version}",
            texts=_mail_texts,
        )
        for version, _, place in MAIL
    ),
    *(
        Client(
            "actionmailer",
            rails,
            "ruby:rails" + place,
            "rails",
            "config/initializers/mail.rb",
            rails_script,
            "host port username password ehlo_name timeout verify",
            modes="implicit starttls opportunistic",
            sender=False,
            label=f"actionmailer {rails} (mail {version})",
            texts=_rails_texts,
            beside=_SENDMAIL,
        )
        for version, rails, place in MAIL
    ),
    *(
        Client(
            "redmine",
            redmine,
            "ruby:redmine" + place,
            "redmine",
            "configuration.yml",
            redmine_yaml,
            "host port username password ehlo_name verify",
            modes="implicit starttls opportunistic",
            sender=False,
            label=f"redmine (Action Mailer {rails}, mail {version})",
            texts=functools.partial(_redmine_texts, redmine),
            beside=_SENDMAIL,
        )
        for (version, rails, place), redmine in zip(MAIL, ("5.0", "6.0", "6.1"), strict=True)
    ),
]
