"""Django told by one URL in a .env: django-environ and dj-email-url."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from .catalogue import Client, Spec

_SCHEMES = {
    "django-environ": {"implicit": "smtp+ssl", "starttls": "smtp+tls", "none": "smtp"},
    "dj-email-url": {"implicit": "smtp", "starttls": "submission", "none": "smtp"},
}
_HEADS = {
    "django-environ": """import environ

env = environ.Env()
environ.Env.read_env(FOLDER / ".env")
vars().update(env.email_url("EMAIL_URL"))
""",
    "dj-email-url": """import dj_email_url
from dotenv import load_dotenv

load_dotenv(FOLDER / ".env")
vars().update(dj_email_url.config())
""",
}
_LOGIN = "ada%40example.org:Brighton1815!@"


def _project(library: str) -> dict[str, str]:
    """The settings module that reads the .env, and what says which library it uses."""
    settings = f"""import os
import pathlib

FOLDER = pathlib.Path(__file__).parent

{_HEADS[library]}DEFAULT_FROM_EMAIL = os.environ["DEFAULT_FROM_EMAIL"]
EMAIL_TIMEOUT = int(os.environ["EMAIL_TIMEOUT"])
"""
    return {"settings.py": settings, "requirements.txt": f"django==5.2.8\n{library}\n"}


def _env(url: str, sender: str = "ada@example.org", timeout: int = 30) -> str:
    return f"EMAIL_URL={url}\nDEFAULT_FROM_EMAIL={sender}\nEMAIL_TIMEOUT={timeout}\n"


def _written(library: str, spec: Spec) -> str:
    login = f"{quote(spec['username'], safe='')}:{quote(spec['password'], safe='')}@" if "username" in spec else ""
    port = f":{spec['port']}" if "port" in spec else ""
    query = "?ssl=True" if library == "dj-email-url" and spec["mode"] == "implicit" else ""
    url = f"{_SCHEMES[library][spec['mode']]}://{login}{spec['host']}{port}{query}"
    return _env(url, spec.get("from_address", "ada@example.org"), spec.get("timeout", 30))


def environ_env(spec: Spec) -> str:
    """A .env for django-environ."""
    return _written("django-environ", spec)


def email_url_env(spec: Spec) -> str:
    """A .env for dj-email-url."""
    return _written("dj-email-url", spec)


def _texts(schemes: tuple[str, ...], queries: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for scheme in schemes:
        for port in ("", ":25", ":465", ":587"):
            url = f"{scheme}://{_LOGIN}mail.example.org{port}"
            yield f"EMAIL_URL={url}", _env(url, timeout=1)
    for query in queries:
        for port in (465, 587):
            url = f"smtp://{_LOGIN}mail.example.org:{port}{query}"
            yield f"EMAIL_URL={url}", _env(url, timeout=1)


def _environ_texts() -> Iterator[tuple[str, str]]:
    schemes = (
        "smtp",
        "smtps",
        "smtp+tls",
        "smtp+ssl",
        "SMTP",
        "smtp+starttls",
        "submission",
        "consolemail",
        "dummymail",
    )
    queries = ("?ssl=True", "?tls=True", "?email_use_tls=True", "?email_use_tls=False", "?email_use_ssl=1", "?EMAIL_USE_TLS=True",
               "/?email_use_tls=1", "?email_use_tls=0", "?email_use_tls=1&email_use_ssl=1")  # fmt: skip
    return _texts(schemes, queries)


def _email_url_texts() -> Iterator[tuple[str, str]]:
    schemes = ("smtp", "smtps", "submission", "submit", "smtp+tls", "smtp+ssl", "SMTP", "console", "dummy")
    queries = ("?ssl=True", "?ssl=1", "?ssl=no", "?tls=True", "?tls=False", "?tls=on", "?tls=1&ssl=1", "/?tls=True",
               "?ssl=yes", "?starttls=True", "?tls=maybe", "?timeout=1")  # fmt: skip
    return _texts(schemes, queries)


CLIENTS = [
    Client(
        "django-environ",
        "0.12.0",
        "python:djangourls:django_beside",
        "django_beside",
        ".env",
        environ_env,
        "host port username password timeout from_address",
        modes="implicit starttls none",
        always_from=True,
        label="django-environ 0.12.0 (Django 5.2)",
        beside=_project("django-environ"),
        texts=_environ_texts,
    ),
    Client(
        "dj-email-url",
        "1.0.6",
        "python:djangourls:django_beside",
        "django_beside",
        ".env",
        email_url_env,
        "host port username password timeout from_address",
        modes="implicit starttls none",
        always_from=True,
        label="dj-email-url 1.0.6 (Django 5.2)",
        beside=_project("dj-email-url"),
        texts=_email_url_texts,
    ),
]
