"""PHP's clients that need a framework around them: Laravel's mail manager."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from .catalogue import Client, Spec, phpmailer_env, symfony_env

# The keys and defaults of config/mail.php as each release of Laravel lays it out.
_SERVER = """            'transport' => 'smtp',
            'host' => env('MAIL_HOST', 'smtp.mailgun.org'),
            'port' => env('MAIL_PORT', 587),
            'username' => env('MAIL_USERNAME'),
            'password' => env('MAIL_PASSWORD'),
            'timeout' => null,
"""
_OWN = {
    8: "            'encryption' => env('MAIL_ENCRYPTION', 'tls'),\n            'auth_mode' => null,\n",
    10: """            'url' => env('MAIL_URL'),
            'encryption' => env('MAIL_ENCRYPTION', 'tls'),
            'local_domain' => env('MAIL_EHLO_DOMAIN'),
""",
    13: """            'url' => env('MAIL_URL'),
            'scheme' => env('MAIL_SCHEME'),
            'local_domain' => env('MAIL_EHLO_DOMAIN', parse_url((string) env('APP_URL', 'http://localhost'), PHP_URL_HOST)),
""",
}
_FROM = "['address' => env('MAIL_FROM_ADDRESS', 'hello@example.com'), 'name' => env('MAIL_FROM_NAME', 'Example')]"


def _project(release: int, more: str = "") -> dict[str, str]:
    """What stands beside the .env: the configuration that reads it, and which Laravel it is; ``more`` are further options."""
    head = f"<?php\nreturn [\n    'default' => env('MAIL_MAILER', 'smtp'),\n    'mailers' => [\n        'smtp' => [\n{_SERVER}"
    tail = f"        ],\n        'array' => ['transport' => 'array'],\n    ],\n    'from' => {_FROM},\n];\n"
    return {
        "composer.json": f'{{"require": {{"laravel/framework": "^{release}.0"}}}}\n',
        "config/mail.php": head + _OWN[release] + more + tail,
    }


def laravel_env(spec: Spec) -> str:
    """The .env of a Laravel 8 application."""
    names = {"host": "MAIL_HOST", "port": "MAIL_PORT", "username": "MAIL_USERNAME", "password": "MAIL_PASSWORD",
             "from_address": "MAIL_FROM_ADDRESS"}  # fmt: skip
    values = {names[field]: spec[field] for field in names if field in spec}
    values.setdefault("MAIL_USERNAME", "null")
    values.setdefault("MAIL_PASSWORD", "null")
    values["MAIL_ENCRYPTION"] = {"implicit": "ssl", "starttls": "tls", "none": "null"}[spec["mode"]]
    lines = [f'{key}="{value}"' if " " in str(value) else f"{key}={value}" for key, value in values.items()]
    return "\n".join(["MAIL_MAILER=smtp", *lines, ""])


def _laravel_texts() -> Iterator[tuple[str, str]]:
    values = {"MAIL_HOST": "mail.example.org", "MAIL_PORT": "587", "MAIL_USERNAME": "ada@example.org",
              "MAIL_PASSWORD": "Brighton1815!", "MAIL_ENCRYPTION": "tls", "MAIL_FROM_ADDRESS": "ada@example.org"}  # fmt: skip

    def changed(**more: str) -> str:
        return "MAIL_MAILER=smtp\n" + "".join(f"{key}={value}\n" for key, value in {**values, **more}.items())

    for word in ("TLS", "SSL", "starttls", "STARTTLS", "null", "(null)", "", '"tls"', "false", "none"):
        yield f"MAIL_ENCRYPTION={word}", changed(MAIL_ENCRYPTION=word)
    for port in ("465", "25", '"587"', "587 ", "abc", ""):
        yield f"MAIL_PORT={port}", changed(MAIL_PORT=port)
        yield f"MAIL_PORT={port} ssl", changed(MAIL_PORT=port, MAIL_ENCRYPTION="ssl")
    for mailer in ("array",):
        yield f"MAIL_MAILER={mailer}", changed().replace("=smtp", f"={mailer}", 1)
    yield "no user", changed(MAIL_USERNAME="null")
    yield "empty user", changed(MAIL_USERNAME="")
    yield "no password", changed(MAIL_PASSWORD="null")
    yield "quoted password", changed(MAIL_PASSWORD='"Brighton1815!"')
    for sender in ("ada..lovelace@example.org", "ada@example..org"):
        yield f"MAIL_FROM_ADDRESS={sender}", changed(MAIL_FROM_ADDRESS=sender)
    yield "expired", changed(MAIL_HOST="expired.example.net")


def laravel_scheme_env(spec: Spec) -> str:
    """The .env of a Laravel 13 application."""
    text = laravel_env({**spec, "mode": "none"})
    scheme = "smtps" if spec["mode"] == "implicit" else "null"
    return "APP_URL=http://localhost\n" + text.replace("MAIL_ENCRYPTION=null\n", f"MAIL_SCHEME={scheme}\n")


def laravel_php(spec: Spec) -> str:
    """A config/mail.php that says all itself and insists on STARTTLS; the .env beside it is empty."""
    names = {
        "host": "host",
        "port": "port",
        "username": "username",
        "password": "password",
        "ehlo_name": "local_domain",
    }
    lines = [f"            '{names[field]}' => {spec[field]!r},\n" for field in names if field in spec]
    lines += {"implicit": ["            'scheme' => 'smtps',\n"], "starttls": ["            'require_tls' => true,\n"],
              "opportunistic": []}[spec["mode"]]  # fmt: skip
    smtp = "".join(["            'transport' => 'smtp',\n", *lines])
    sender = spec.get("from_address", "ada@example.org")
    tail = f"        ],\n    ],\n    'from' => ['address' => '{sender}', 'name' => 'Example'],\n];\n"
    return f"<?php\nreturn [\n    'default' => 'smtp',\n    'mailers' => [\n        'smtp' => [\n{smtp}{tail}"


def _later_texts(release: int) -> Iterator[tuple[str, str]]:
    # Without a password some releases of Symfony Mailer 6 refuse CRAM-MD5, and nothing tells which release it is.
    yield from ((what, text) for what, text in _laravel_texts() if what != "no password")
    values = {"MAIL_HOST": "mail.example.org", "MAIL_PORT": "587", "MAIL_USERNAME": "ada@example.org",
              "MAIL_PASSWORD": "Brighton1815!", "MAIL_FROM_ADDRESS": "ada@example.org"}  # fmt: skip
    lines = "MAIL_MAILER=smtp\n" + "".join(f"{key}={value}\n" for key, value in values.items())
    for scheme in ("smtp", "smtps", "tls", "ssl", "starttls", "null", "") if release >= 13 else ():
        for port in ("587", "465"):
            yield f"MAIL_SCHEME={scheme}, port {port}", lines.replace("587", port) + f"MAIL_SCHEME={scheme}\n"
    relay = lines.replace("mail.example.org", "smtp-relay.gmail.com")
    for url in ("http://localhost", "http://localhost:8000", "https://shop.example.org", "https://shop.example.org/eu"):
        if release >= 13:
            yield f"APP_URL={url}", f"APP_URL={url}\n{relay}"
            yield f"APP_URL={url}, with a name", f"APP_URL={url}\n{relay}MAIL_EHLO_DOMAIN=app.example.org\n"
    login = "ada%40example.org:Brighton1815!@mail.example.org"
    for url in (f"smtp://{login}:587", f"smtp://{login}:465", f"smtps://{login}:465", f"smtp://{login}:25"):
        yield f"MAIL_URL={url}", f"MAIL_MAILER=smtp\nMAIL_URL={url}\nMAIL_FROM_ADDRESS=ada@example.org\n"


LATER = ((10, "10.48", "6.4", "php-trixie"), (13, "13.31", "7.4", "php-unstable"))
_KNOWS = "host port username password from_address"

CLIENTS = [
    Client(
        "laravel",
        "8",
        "program:laravel",
        "laravel",
        ".env",
        laravel_env,
        _KNOWS,
        modes="implicit starttls none",
        label="laravel 8.83 (illuminate/mail, SwiftMailer 6.3)",
        beside=_project(8),
        texts=_laravel_texts,
    ),
    *(
        Client(
            "laravel",
            str(release),
            f"program:laravel:{place}",
            "laravel",
            ".env",
            laravel_env if release == 10 else laravel_scheme_env,
            _KNOWS,
            modes="implicit starttls none" if release == 10 else "implicit opportunistic",
            label=f"laravel {version} (illuminate/mail, Symfony Mailer {mailer})",
            beside=_project(release),
            texts=functools.partial(_later_texts, release),
        )
        for release, version, mailer, place in LATER
    ),
    Client(
        "laravel",
        "13",
        "program:laravel:php-unstable",
        "laravel",
        "config/mail.php",
        laravel_php,
        "host port username password ehlo_name",
        sender=False,
        modes="implicit starttls opportunistic",
        label="laravel 13.31 (config/mail.php)",
        beside={"composer.json": '{"require": {"laravel/framework": "^13.0"}}\n'},
        texts=lambda: iter(()),
    ),
    *(
        Client(
            "symfony-mailer",
            version,
            f"program:symfony:{place}",
            "symfony",
            ".env",
            symfony_env,
            "host port username password ehlo_name verify",
            modes="implicit opportunistic",
            sender=False,
            label=f"symfony-mailer {version}",
        )
        for _, _, version, place in LATER
    ),
    *(
        Client(
            "phpmailer",
            version,
            f"program:phpmailer:{place}",
            "phpmailer",
            ".env",
            phpmailer_env,
            "host port username password from_address",
            modes="implicit starttls",
            logs_in=True,
            beside={"composer.json": f'{{"require": {{"phpmailer/phpmailer": "^{version}"}}}}\n'},
        )
        for version, place in (("6.9.3", "php-trixie"), ("7.1.1", "php-unstable"))
    ),
]
