"""What django-environ and dj-email-url make of a mail URL: a mapping of Django's settings.

A node of such a mapping is an ENV whose style is a key of ``LIBRARIES``; the styles that end in ``:text`` have the URL
itself in ``items``. What stands under one key is computed from it: ``computed:mail-url:`` with the library and the key,
its operands the URL and what holds where the library does not set the key.
"""

from __future__ import annotations

from ..base import ENV, SCALAR, Entry, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TEXT = ":text"
LIBRARIES = {
    "environ:url": "environ",
    "environ:url" + TEXT: "environ",
    "environs:dj-email-url": "dj",
    "environs:dj-email-url" + TEXT: "dj",
}
PARSERS = {
    "dj_email_url.parse": "environs:dj-email-url",
    "environ.Env.email_url_config": "environ:url",
    "environ.Env().email_url_config": "environ:url",
}
_KEYS = (
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_BACKEND",
    "EMAIL_USE_TLS",
    "EMAIL_USE_SSL",
)
_MORE_KEYS = {"environ": (), "dj": ("EMAIL_TIMEOUT", "DEFAULT_FROM_EMAIL", "SERVER_EMAIL")}
# What Django holds of the keys that are not always set, where the module does not say otherwise.
UNSET = {"EMAIL_USE_TLS": ("False", "bool"), "EMAIL_USE_SSL": ("False", "bool")}
_BACKENDS = "django.core.mail.backends."
_SINKS = {"console": "console", "file": "filebased", "memory": "locmem", "dummy": "dummy"}
_SMTP = {"environ": ("smtp", "smtps", "smtp+tls", "smtp+ssl"), "dj": ("smtp", "submission", "submit", "smtps")}
_DJ_TRUE = ("1", "y", "Y", "yes", "Yes", "YES", "t", "T", "true", "True", "TRUE", "on", "On", "ON")
_MAX_URL = 2000


def keys(library: str) -> tuple[str, ...]:
    """The settings that a library makes of a URL, or may make."""
    return (*_KEYS, *_MORE_KEYS[library])


def entries(node: Node) -> list[Entry]:
    """The settings that such a mapping holds, or may hold, each to be computed from the URL."""
    library = LIBRARIES[node.style]
    return [Entry(key, node.span, one(node, key)) for key in keys(library)]


def one(node: Node, key: str) -> Node:
    """What stands under a key of the mapping."""
    plain = Node(ENV, node.span, text=node.text, style="", tag=node.tag, items=node.items)
    url = node.items[0] if node.style.endswith(TEXT) else plain
    style = f"computed:mail-url:{LIBRARIES[node.style]}:{key}"
    return Node(ENV, node.span, text=node.text, style=style, items=[url], source=node.source)


def parsed(node: Node, style: str) -> Node | None:
    """The mapping that a parser makes of the value of a node: a variable, or a text."""
    if node.kind == ENV and not node.style and not node.items:
        return Node(ENV, node.span, text=node.text, style=style, tag=node.tag)
    if node.kind == ENV or (node.kind == SCALAR and node.tag == "str"):
        return Node(ENV, node.span, text=node.text if node.kind == ENV else "", style=style + TEXT, items=[node])
    return None


def settings_of(library: str, url: str) -> dict[str, Any]:
    """Django's settings as a library makes them of a URL; ValueError where it raises, or is not followed that far.

    From ``Env.email_url_config`` of django-environ 0.8.1 to 0.14.0 and ``parse`` of dj-email-url 1.0.6.
    """
    from urllib.parse import parse_qs, unquote, urlparse

    if not url.isascii() or len(url) > _MAX_URL or (any(char in url for char in "+#[] ") and not _plain_plus(url)):
        raise ValueError("its parts are not certain")
    parts = urlparse(url)
    query = parse_qs(parts.query)
    found: dict[str, Any] = {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port,
        "EMAIL_HOST_USER": parts.username and unquote(parts.username),
        "EMAIL_HOST_PASSWORD": parts.password and unquote(parts.password),
    }
    name = parts.scheme.removesuffix("mail") if library == "environ" else parts.scheme
    if parts.scheme in _SMTP[library]:
        found["EMAIL_BACKEND"] = f"{_BACKENDS}smtp.EmailBackend"
    elif name in _SINKS and (library == "dj" or name != parts.scheme):
        found["EMAIL_BACKEND"] = f"{_BACKENDS}{_SINKS[name]}.EmailBackend"
    elif library == "environ":
        raise ValueError("an invalid scheme")
    (_environ if library == "environ" else _dj)(found, parts.scheme, query)
    return found


def _plain_plus(url: str) -> bool:
    """Whether the only mark that could be read in two ways is the plus sign of the scheme."""
    _, _, rest = url.partition("://")
    return not any(char in rest for char in "+#[] ")


def _environ(found: dict[str, Any], scheme: str, query: dict[str, list[str]]) -> None:
    if scheme in ("smtps", "smtp+tls"):
        found["EMAIL_USE_TLS"] = True
    elif scheme == "smtp+ssl":
        found["EMAIL_USE_SSL"] = True
    for key, values in query.items():
        if key.upper() in ("EMAIL_USE_TLS", "EMAIL_USE_SSL"):
            found[key.upper()] = int(values[0]) if values[0].isdigit() else values[0]


def _dj(found: dict[str, Any], scheme: str, query: dict[str, list[str]]) -> None:
    submits = scheme in ("submission", "submit")
    found["EMAIL_HOST"] = found["EMAIL_HOST"] or ("localhost" if scheme == "smtp" else found["EMAIL_HOST"])
    found["EMAIL_PORT"] = found["EMAIL_PORT"] or {"smtp": 25}.get(scheme, 587 if submits else found["EMAIL_PORT"])
    found["EMAIL_USE_TLS"] = submits or scheme == "smtps"
    found["EMAIL_USE_SSL"] = False
    wanted = "ssl" if "ssl" in query else "tls"
    if wanted in query and query[wanted][0] in _DJ_TRUE:
        found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"] = wanted == "ssl", wanted == "tls"
    found["EMAIL_TIMEOUT"] = int(query["timeout"][0]) if "timeout" in query else None
    for key in ("SERVER_EMAIL", "DEFAULT_FROM_EMAIL"):
        if "_" + key.lower() in query:
            found[key] = query["_" + key.lower()][0]
