"""PHP's clients that need a framework around them: Laravel's mail manager."""

from __future__ import annotations

from collections.abc import Iterator

from .catalogue import Client, Spec

_PROJECT = {
    "composer.json": '{"require": {"laravel/framework": "^8.83"}}\n',
    # The keys and defaults of the file that Laravel 8 lays out.
    "config/mail.php": """<?php
return [
    'default' => env('MAIL_MAILER', 'smtp'),
    'mailers' => [
        'smtp' => [
            'transport' => 'smtp',
            'host' => env('MAIL_HOST', 'smtp.mailgun.org'),
            'port' => env('MAIL_PORT', 587),
            'encryption' => env('MAIL_ENCRYPTION', 'tls'),
            'username' => env('MAIL_USERNAME'),
            'password' => env('MAIL_PASSWORD'),
            'timeout' => null,
            'auth_mode' => null,
        ],
        'array' => ['transport' => 'array'],
    ],
    'from' => ['address' => env('MAIL_FROM_ADDRESS', 'hello@example.com'), 'name' => env('MAIL_FROM_NAME', 'Example')],
];
""",
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
    yield "expired", changed(MAIL_HOST="expired.example.net")


CLIENTS = [
    Client(
        "laravel",
        "8",
        "program:laravel",
        "laravel",
        ".env",
        laravel_env,
        "host port username password from_address",
        modes="implicit starttls none",
        label="laravel 8.83 (illuminate/mail, SwiftMailer 6.3)",
        beside=_PROJECT,
        texts=_laravel_texts,
    ),
]
