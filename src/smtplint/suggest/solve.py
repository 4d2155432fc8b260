"""Finds the settings with which a client sends through a provider: tries what the client can say, and checks each try.

A suggestion is only given when ``check`` finds nothing in it and the predicted conversation ends well, so that what is
suggested and what is accepted cannot drift apart.
"""

from __future__ import annotations

from ..readers.base import CODE
from ..settings.urls import percent_encoded
from ..writers import flag_word
from . import switches
from .code import best_word, written
from .render import FORMATS, SECRET, Secret, bare, file_name, render
from .trial import Trials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .render import Pairs

_ORDER = (
    "enabled", "transport", "service", "url", "own_class", "host", "port", "security", "implicit_tls", "starttls",
    "require_tls", "ignore_tls", "auth_enabled", "auth_mechanism", "username", "password", "from_address",
    "from_local", "domain", "envelope_from", "ehlo_name", "timeout", "verify",
)  # fmt: skip


class Suggestion:
    """A settings file that works: its name and text, and the port and TLS mode that it uses.

    ``version`` is empty, or the version of the client for which alone this is said; ``undecided`` are the steps of the
    conversation of which it is not known how they go.
    """

    __slots__ = ("file", "form", "mode", "outcome", "port", "text", "undecided", "version")

    def __init__(
        self, form: str, file: str, text: str, port: int, mode: str, outcome: str, version: str, undecided: set[str]
    ) -> None:
        self.form = form
        self.file = file
        self.text = text
        self.port = port
        self.mode = mode
        self.outcome = outcome
        self.version = version
        self.undecided = undecided


class Impossible(Exception):
    """No settings of this client send through this provider; the message says why."""


def suggest(
    client: dict[str, Any], provider: dict[str, Any], page: dict[str, Any], form: str = "", *, login: bool = True,
    version: str = "",
) -> Suggestion:  # fmt: skip
    """The first settings that check accepts; raises Impossible with the reason of the last try.

    ``login`` is False for an account that is known by its address and not by a password. Without a ``version`` of the
    client, what works in all versions is preferred to what works in the newest.
    """
    if not login:
        provider = {**provider, "mechanisms": ()}
    forms = [form] if form else [name for name, spec in client["forms"].items() if _writable(spec)]
    if not forms:
        raise Impossible(f"the settings of {client['name']} stand in no file that smtplint writes")
    if not provider["ports"]:
        raise Impossible(f"{provider['name']} has no SMTP submission that is known")
    if provider["password_login"] == "retired":
        raise Impossible(f"{provider['name']} accepts no password, and {client['name']} has no settings for OAuth 2.0")
    if login and provider["depth"] == "listed" and {mode for _, mode in provider["ports"]} == {"cleartext"}:
        raise Impossible(
            f"{provider['name']} is listed with clear text alone: whoever is on the way would read the password; "
            "smtplint probe tells whether its server offers TLS by now"
        )
    trials = Trials()
    best, reason = _best(client, provider, page, forms, version, trials)
    if (best is None or best.outcome != "sends") and not version:
        for one in reversed(client["generations"]):
            found, _ = _best(client, provider, page, forms, one["from"] or one["until"], trials)
            if found is not None and (found.outcome == "sends" or best is None):
                return found
    if best is not None:
        return best
    raise Impossible(reason or f"{client['name']} has no TLS mode that fits the ports of {provider['name']}")


def _best(
    client: dict[str, Any], provider: dict[str, Any], page: dict[str, Any], forms: list[str], version: str,
    trials: Trials,
) -> tuple[Suggestion | None, str]:  # fmt: skip
    """The first settings that send, else the first that may; and why the last ones do not."""
    reason, second = "", None
    for name in forms:
        for port, mode in sorted(set(provider["ports"]), key=_preference):
            found = _try_port(client, provider, page, name, port, mode, version, trials)
            if isinstance(found, str):
                reason = found or reason
            elif found.outcome == "sends":
                return found, ""
            else:
                second = second or found  # works in some version of the client, or as far as the provider is known
                if found.undecided <= {"host", "mail"}:
                    break  # which server it is, and whether it takes such a sender, is the same on every port
    return second, reason


def _writable(spec: dict[str, Any]) -> bool:
    if spec["format"] in CODE or spec["write"]:
        return bool(spec["write"])
    return spec["format"] in FORMATS or spec["format"].startswith("call:")


def _preference(one: tuple[int, str]) -> tuple[int, int]:
    order = {465: 0, 587: 1, 2587: 2, 2465: 2, 2525: 3}
    return order.get(one[0], 4 if one[0] != 25 else 5), one[0]


def _try_port(
    client: dict[str, Any], provider: dict[str, Any], page: dict[str, Any], form: str, port: int, mode: str,
    version: str, trials: Trials,
) -> Suggestion | str:  # fmt: skip
    reason, second, third = "", None, None
    for pairs in _assignments(client, provider, page, form, port, mode):
        if pairs is None:
            continue
        spec = client["forms"][form]
        # A name of one's own, where the settings stand below any name.
        root = next((one for one in spec["root"] if "*" not in one), spec["root"][0].replace("*", "relay"))
        text = written(client, form, pairs) if spec["write"] else render(spec["format"], root, pairs, spec)
        file = file_name(spec["format"], spec["files"])
        seen = trials.check(client["id"], version, file, text)
        findings = seen.findings
        if not findings and not told_by_host(provider, page):
            seen = trials.check(client["id"], version, file, text, provider)
        tls, outcome, undecided = seen.tls, seen.outcome, seen.undecided(_has_login(provider))
        if findings or outcome in ("fails", "none"):
            reason = findings[0].message if findings else reason
        elif tls == "none":
            reason = reason or f"{client['name']} sends nothing by SMTP with settings from such a file"
        elif _fits(tls, mode, provider):
            found = Suggestion(form, file, text, port, tls, outcome, version, undecided)
            second = second or found
            if outcome == "sends":
                return found
            if "switches" not in undecided:
                break
        elif tls == "None":  # how the program reads its switches from this file is not known: in plain words it is
            third = third or Suggestion(form, file, text, port, _PLAIN_MODES[mode], outcome, version, undecided)
            if "switches" not in undecided:
                break
    return second or third or reason


def told_by_host(provider: dict[str, Any], page: dict[str, Any]) -> bool:
    """Whether the host name alone tells whose server it is; localhost does not, nor a server of one's own."""
    from ..knowledge.lookup import provider_of

    found = provider_of(_host(provider, next(iter(page.get("examples", [])), {})))
    return found is not None and found["id"] == provider["id"]


_PLAIN_MODES = {
    "implicit": "implicit", "starttls": "starttls-required", "cleartext": "cleartext",
    "either": "starttls-opportunistic",
}  # fmt: skip


def _fits(tls: str, mode: str, provider: dict[str, Any]) -> bool:
    if mode == "implicit":
        return tls == "implicit"
    if mode == "starttls":
        return tls in ("starttls-required", "starttls-opportunistic")
    return tls in ("cleartext", "starttls-opportunistic", "starttls-required")


# -- candidates --------------------------------------------------------------------------------------------------------


def _assignments(
    client: dict[str, Any], provider: dict[str, Any], page: dict[str, Any], form: str, port: int, mode: str
) -> Iterator[Pairs | None]:
    """The keys and values of every combination of TLS switches and URL schemes that the form has, likeliest first."""
    account = _account(provider, page, port)
    schemes = [""] if _keyed(client, "host", form) or "host" in _members(client, form) else []
    schemes += _schemes(client, mode) if _keyed(client, "url", form) else []
    for scheme in schemes:
        settable = _settable(client, form, scheme)
        combos = switches.combinations(client, settable, mode, form)
        for combo in [*switches.goals(client, settable, mode, port), *combos]:
            for login in _logins(client, provider, settable):
                yield _pairs(client, provider, form, {**account, **login, **combo}, scheme)


def _logins(client: dict[str, Any], provider: dict[str, Any], settable: list[str]) -> list[dict[str, Any]]:
    """What the settings say of the login's mechanism: nothing, else the first of the client's words that will do."""
    words = client["fields"].get("auth_mechanism", {}).get("words", {}) if "auth_mechanism" in settable else {}
    offered = ("PLAIN", "LOGIN") if provider["mechanisms"] is None else provider["mechanisms"]
    known = next((one for one in words.values() if one in offered), None)
    return [{}, {"auth_mechanism": known}] if known else [{}]


def _settable(client: dict[str, Any], form: str, scheme: str) -> list[str]:
    """The fields that this form has a key for, or a parameter of the URL."""
    query = client["fields"]["url"].get("query", {}).values() if scheme else ()
    members = _members(client, form)
    return [name for name in client["fields"] if _keyed(client, name, form) or name in query or name in members]


def _members(client: dict[str, Any], form: str) -> dict[str, tuple[str, str]]:
    """The settings that are members of a JSON object in one value: the field that holds it, and the member's name."""
    return {
        name: (holder, member)
        for holder, spec in client["fields"].items()
        if _keyed(client, holder, form)
        for member, name in spec.get("members", {}).items()
    }


def _keyed(client: dict[str, Any], name: str, form: str) -> bool:
    return form in client["fields"].get(name, {}).get("keys", {})


def _schemes(client: dict[str, Any], mode: str) -> list[str]:
    known = [
        name for name, sets in client["fields"]["url"]["schemes"].items() if sets.get("transport", "smtp") == "smtp"
    ]
    return sorted(known, key=lambda name: (name.endswith(("s", "+ssl")) != (mode == "implicit"), name))


def _account(provider: dict[str, Any], page: dict[str, Any], port: int) -> dict[str, Any]:
    """What any client must be told of an account with this provider."""
    example: dict[str, Any] = next(iter(page.get("examples", [])), {})
    user = _user(provider, example)
    wants_equal = provider["from"]["rule"] in ("must-equal-username", "rewritten") and "@" in user
    login = _has_login(provider)
    values: dict[str, Any] = {
        "enabled": True, "transport": "smtp", "host": _host(provider, example), "port": port,
        "from_address": user if wants_equal else str(example.get("from") or "you@example.org"),
        "timeout": 10, "ehlo_name": "app.example.org", "verify": True, "auth_enabled": login,
    }  # fmt: skip
    values["from_local"], _, values["domain"] = values["from_address"].rpartition("@")
    return values | ({"username": user, "password": Secret("SMTP_PASSWORD")} if login else {})


def _has_login(provider: dict[str, Any]) -> bool:
    return not provider["local"] and provider["username"]["form"] != "none" and provider["mechanisms"] != ()


def _host(provider: dict[str, Any], example: dict[str, Any]) -> str:
    if example.get("host"):
        return str(example["host"])
    names: list[str] = provider["hosts"]
    return next((host for host in names if "*" not in host), names[0].replace("*", "example"))


def _user(provider: dict[str, Any], example: dict[str, Any]) -> str:
    rule = provider["username"]
    if rule["form"] == "literal":
        return str(rule["value"])
    if example.get("username"):
        return str(example["username"])
    domain = next(iter(provider["domains"]), "example.org")
    return "you" if rule["form"] == "local-part" else f"you@{domain}"


COMMENTS = {
    "timeout": "without it a silent server blocks the sender without end",
    "password": "the secret that the provider gives for SMTP; keep it out of the repository",
}


def _pairs(
    client: dict[str, Any], provider: dict[str, Any], form: str, values: dict[str, Any], scheme: str
) -> Pairs | None:
    """Keys and values in the client's words and in a natural order; None where it has no word for one of them."""
    pairs: Pairs = []
    values = {name: value for name, value in values.items() if value is not None}
    values |= _joined(client, form, values)
    if scheme:
        inside = {name: values.pop(name) for name in ("host", "port")}
        if not _keyed(client, "username", form) and "username" in values:
            inside |= {name: values.pop(name) for name in ("username", "password")}
        query = {
            parameter: _word(name, values, client, form)
            for parameter, name in client["fields"]["url"].get("query", {}).items()
            if name in values and not _keyed(client, name, form) and _wanted(name, client["fields"][name], provider)
        }
        if None in query.values():
            return None
        path = client["fields"]["url"].get("path", "")
        wanted = path in values and _wanted(path, client["fields"][path], provider)
        values["url"] = _url(scheme, inside, query, values.pop(path) if wanted else "")
    values |= _objects(client, provider, form, values)
    for name in sorted(values, key=_place):
        if not _keyed(client, name, form) and name in ("username", "password"):
            pairs += [one for one in _stored(client["fields"].get(name, {}), form) if one not in pairs]
        if not _keyed(client, name, form) or not _wanted(name, client["fields"][name], provider):
            continue
        known = client["forms"][form]["defaults"] != "unknown" and client["fields"][name].get("default") == values[name]
        if known and name in ("enabled", "transport"):
            continue
        word = _word(name, values, client, form)
        if word is None and known:
            continue  # what goes without saying has no word
        if word is None:
            return None
        pairs.append((client["fields"][name]["keys"][form][0], word, COMMENTS.get(name, "")))
    return None if both_value_and_mapping([key for key, _, _ in pairs]) else pairs


def both_value_and_mapping(keys: list[str]) -> bool:
    """Whether one key would have to hold a value and keys of its own (``a`` and ``a.b``)."""
    return any(key.startswith(other + ".") for key in keys for other in keys)


def _objects(client: dict[str, Any], provider: dict[str, Any], form: str, values: dict[str, Any]) -> dict[str, str]:
    """The values that are JSON objects, in quotes that keep them whole, by their fields; takes their members out."""
    objects: dict[str, dict[str, Any]] = {}
    for name, (holder, member) in _members(client, form).items():
        value, spec = values.pop(name, None), client["fields"][name]
        if value is None or not _wanted(name, spec, provider):
            continue
        word = next((word for word, meaning in spec.get("words", {}).items() if meaning == value), value)
        objects.setdefault(holder, {})[member] = SECRET if isinstance(value, Secret) else word
    if not objects:
        return {}
    import json

    return {holder: f"'{json.dumps(members)}'" for holder, members in objects.items()}


def _joined(client: dict[str, Any], form: str, values: dict[str, Any]) -> dict[str, str]:
    """The values that hold two settings, by their fields; takes those settings out."""
    found = {}
    for name, spec in client["fields"].items():
        parts = spec.get("split", {}).get("into", ())
        if parts and _keyed(client, name, form) and all(part in values for part in parts):
            found[name] = spec["split"]["at"].join(bare(values.pop(part)) for part in parts)
    return found


def _stored(spec: dict[str, Any], form: str) -> Pairs:
    """The key that names the place of a login which does not stand in the file itself."""
    return [(key, "smtp-login", "names what holds the login") for key in spec.get("file_keys", {}).get(form, ())[:1]]


def _place(name: str) -> int:
    """Where a field stands in the text; a client's own switches stand beside those for TLS."""
    return _ORDER.index(name if name in _ORDER else "security")


def _wanted(name: str, spec: dict[str, Any], provider: dict[str, Any]) -> bool:
    if name == "timeout":
        return spec.get("unset") == "forever" and spec.get("default") is None
    if name == "ehlo_name":
        return bool(provider["ehlo"]["rule"] != "any")
    if name == "verify":
        return spec.get("default") is not True
    return True


def _word(name: str, values: dict[str, Any], client: dict[str, Any], form: str) -> Any:
    value, spec = values[name], client["fields"][name]
    if name == "host" and spec.get("type") == "hostport" and not _keyed(client, "port", form):
        return f"{value}{spec.get('port_mark', ':')}{values['port']}"
    if spec.get("type") == "flag":
        off = flag_word(value, spec)
        return off if off == "" or spec.get("default") != value else None  # what goes without saying
    if spec.get("words") and client["forms"][form]["format"] in CODE:
        word = best_word(spec["words"], value, client["forms"][form]["format"])
        return {"true": True, "false": False}.get(word, word) if word is not None else None
    if spec.get("words"):
        word = next((word for word, meaning in spec["words"].items() if meaning == value), None)
        typed = client["forms"][form]["typing"] != "text"
        return {"true": True, "false": False}.get(word, word) if typed and word is not None else word
    if spec.get("type") == "bool" and isinstance(value, bool):
        return _flag(value, client, form)
    return value * 1000 if name == "timeout" and spec.get("unit") == "ms" else value


def _flag(value: bool, client: dict[str, Any], form: str) -> Any:
    spec = client["forms"][form]
    if spec["format"] not in ("env", "ini", "properties", "msmtp", "directives", "xml"):
        return value
    rules = {**client["parse"].get("bool", {}), **spec["parse"].get("bool", {})}
    words = rules.get("true" if value else "false", ())
    plain = "true" if value else "false"
    if rules.get("true") == ["True"]:
        plain = plain.title()
    if not words and not value and rules.get("truth"):
        return ""
    return plain if plain in words or not words else words[0]


def _url(scheme: str, values: dict[str, Any], query: dict[str, Any], path: str = "") -> str:
    user = f"{percent_encoded(values['username'])}:{SECRET}@" if "username" in values else ""
    asked = "&".join(f"{name}={percent_encoded(bare(value))}" for name, value in query.items())
    tail = f"/{path}" if path or asked else ""
    return f"{scheme}://{user}{values['host']}:{values['port']}{tail}" + (f"?{asked}" if asked else "")
