"""Takes a mail URL (``smtp://user:secret@host:587?option=value``) apart, each part with its place in the text."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..text import Source
    from .values import Settings


class Part:
    """One part of a URL: ``text`` percent-decoded, ``start`` and ``end`` in the URL's text."""

    __slots__ = ("end", "start", "text")

    def __init__(self, url: str, start: int, end: int, *, decode: bool = True) -> None:
        self.start = start
        self.end = end
        self.text = percent_decoded(url[start:end]) if decode else url[start:end]


class MailUrl:
    """The parts of a mail URL; ``broken`` says why there are none (``no-scheme``, ``not-encoded``, ``no-host``)."""

    __slots__ = ("broken", "host", "password", "path", "port", "query", "scheme", "username")

    def __init__(self) -> None:
        self.scheme: Part | None = None
        self.username: Part | None = None
        self.password: Part | None = None
        self.host: Part | None = None
        self.port: Part | None = None
        self.path: Part | None = None
        self.query: dict[str, Part] = {}
        self.broken = ""


def parse(url: str) -> MailUrl:
    """Splits as RFC 3986 does: the authority ends at the first ``/``, ``?`` or ``#``, user info at its last ``@``."""
    result = MailUrl()
    mark = url.find("://")
    if mark <= 0 or not all(char.isalnum() or char in "+-." for char in url[:mark]):
        result.broken = "no-scheme"
        return result
    result.scheme = Part(url, 0, mark, decode=False)
    start = mark + 3
    end = min([at for at in (url.find(char, start) for char in "/?#") if at >= 0], default=len(url))
    at = url.rfind("@", start, end)
    if at >= 0:
        _user_info(result, url, start, at)
    _host_and_port(result, url, at + 1 if at >= 0 else start, end)
    _rest(result, url, end)
    hidden = "@" in url[end:] and (result.broken or "=" not in url[end:].partition("@")[0])
    if hidden and (at < 0 or result.host is None or "." not in result.host.text):
        result.broken = "not-encoded"
    return result


def _user_info(result: MailUrl, url: str, start: int, end: int) -> None:
    colon = url.find(":", start, end)
    result.username = Part(url, start, colon if colon >= 0 else end)
    if colon >= 0:
        result.password = Part(url, colon + 1, end)


def _host_and_port(result: MailUrl, url: str, start: int, end: int) -> None:
    bracket = url.find("]", start, end)
    colon = url.find(":", bracket if bracket >= 0 else start, end)
    stop = colon if colon >= 0 else end
    if stop == start:
        result.broken = "no-host"
        return
    result.host = Part(url, start, stop)
    if colon >= 0:
        result.port = Part(url, colon + 1, end, decode=False)
        if not (result.port.text == "" or result.port.text.isdigit()):
            result.broken = "bad-port"


def _rest(result: MailUrl, url: str, start: int) -> None:
    mark = url.find("?", start)
    hash_ = url.find("#", start)
    stop = hash_ if hash_ >= 0 else len(url)
    if url[start : start + 1] == "/":
        result.path = Part(url, start + 1, mark if 0 <= mark < stop else stop)
    if not 0 <= mark < stop:
        return
    at = mark + 1
    for pair in url[mark + 1 : stop].split("&"):
        name, equals, _ = pair.partition("=")
        if equals:
            result.query[percent_decoded(name)] = Part(url, at + len(name) + 1, at + len(pair))
        at += len(pair) + 1


def percent_decoded(text: str) -> str:
    """The text with ``%XX`` escapes decoded as UTF-8; a ``%`` that begins no escape stays."""
    if "%" not in text:
        return text
    out = bytearray()
    at = 0
    while at < len(text):
        pair = text[at + 1 : at + 3]
        if text[at] == "%" and len(pair) == 2 and all(char in "0123456789abcdefABCDEF" for char in pair):
            out.append(int(pair, 16))
            at += 3
        else:
            out += text[at].encode("utf-8", "surrogatepass")
            at += 1
    return out.decode("utf-8", "replace")


def percent_encoded(text: str) -> str:
    """The text with every character outside RFC 3986's unreserved set escaped, fit for user info."""
    safe = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
    return "".join(chr(byte) if byte in safe else f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def only_url(settings: Settings) -> Source | None:
    """The file of the one mail URL from which a settings module takes its server, port and TLS; or None."""
    files: list[Source] = []
    for name in ("host", "port", "implicit_tls", "starttls"):
        field = settings.fields.get(name)
        if field is None or field.entry is None:
            continue
        if not field.entry.value.style.startswith("computed:mail-url:"):
            return None
        files += [place.source for place in field.via if all(place.source is not one for one in files)]
    return files[0] if len(files) == 1 else None
