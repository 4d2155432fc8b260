"""``smtplint rules | clients | providers [ID]`` and ``explain CODE``: what the tool knows, with its sources."""

from __future__ import annotations

from ..knowledge.compile import source_text
from ..knowledge.store import pages, store
from .words import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KIND = {"rules": "checks", "clients": "clients", "providers": "providers", "explain": "checks"}


def run(command: str, argv: list[str]) -> int:
    """Runs one of the commands and returns the exit status."""
    as_json = "--format=json" in argv or ("--format" in argv and "json" in argv)
    words = [word for word in argv if not word.startswith("-") and not (as_json and word == "json")]
    unknown = [
        word
        for word in argv
        if word.startswith("-") and not word.startswith("--format") and word not in ("-h", "--help")
    ]
    if "-h" in argv or "--help" in argv:
        print(f"usage: smtplint {command} [ID] [--format json]")
        return 0
    if unknown:
        raise UsageError(f"{command} has no option {unknown[0]}")
    if len(words) > 1:
        raise UsageError(f"{command} takes one id")
    if command == "explain" and not words:
        raise UsageError("explain wants the code or the name of a rule, such as SMTP101")
    kind = _KIND[command]
    if not words:
        print(_json(_all(kind)) if as_json else listing(kind), end="")
        return 0
    page = _page(kind, words[0], command)
    print(_json(page) if as_json else PAGES[kind](page), end="")
    return 0


def _json(data: Any) -> str:
    import json

    return json.dumps(data, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


def _all(kind: str) -> list[dict[str, Any]]:
    return [pages().get("pages", name) for name in pages().ids("pages") if name.startswith(kind + "/")]


def _page(kind: str, word: str, command: str) -> dict[str, Any]:
    name = word.lower()
    if kind == "checks":
        by_code = {code.lower(): one for one, code in store().index["names"].items()}
        name = by_code.get(name) or store().index["redirects"].get(name, name)
    page: dict[str, Any] | None = pages().get("pages", f"{kind}/{name}")
    if page is None:
        raise UsageError(
            f"there is none called {word!r}{hint(kind, name)}; "
            f"see smtplint {'rules' if command == 'explain' else command}"
        )
    return page


def hint(kind: str, name: str) -> str:
    """Words that propose what was meant, or nothing."""
    from ..hosts import distance

    known = [one.partition("/")[2] for one in pages().ids("pages") if one.startswith(kind + "/")]
    near = [one for one in known if distance(name, one, 2) <= 2 or (len(name) > 3 and name in one)][:4]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def listing(kind: str) -> str:
    """One line for each rule, client or provider."""
    lines = []
    for page in _all(kind):
        if kind == "checks":
            lines.append((page["code"], page["name"], page["summary"]))
        elif kind == "clients":
            if not page.get("generic"):
                lines.append((page["client"], page["name"], page["versions"]))
        else:
            lines.append((page["provider"], page["depth"], page["name"]))
    lines.sort()
    widths = [max(len(line[at]) for line in lines) for at in (0, 1)]
    return "".join(f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c}\n" for a, b, c in lines)


# -- pages -------------------------------------------------------------------------------------------------------------


def _rule(page: dict[str, Any]) -> str:
    out = [f"{page['code']} {page['name']}", "", _sentence(page["summary"]), "", "Why", _indent(page["why"])]
    consequences = [page.get("consequence"), *(case.get("consequence") for case in page.get("cases", []))]
    named = ", ".join(dict.fromkeys(one for one in consequences if one))
    out += ["", f"Consequence: {named}"]
    for example in page.get("examples", []):
        if "bad" in example:
            out += ["", f"Wrong ({example['file']})", _indent(example["bad"])]
        if "good" in example:
            out += ["", f"Right ({example['file']})", _indent(example["good"])]
    out += ["", f"To ignore it in one place: # smtplint: ignore[{page['name']}] reason"]
    return "\n".join(out) + "\n"


def _client(page: dict[str, Any]) -> str:
    out = [
        f"{page['name']} ({page['client']})",
        f"{page['kind']}, {page['language']}, versions {page['versions']}",
        "",
        "Settings",
    ]
    for name, spec in page["fields"].items():
        if name.startswith("own_"):
            continue
        out.append(f"  {name:<16} {_keys(spec) or _inside(name, page):<40} {_default(spec)}".rstrip())
    out += ["", "What it does"]
    for row in page.get("tls", []):
        when = _when(row)
        only = f" [{', '.join(str(one) for one in row['only'])}]" if row.get("only") else ""
        out.append(f"  {when}{only}: {row['does']}" + (f" - {row['error']}" if row.get("error") else ""))
        out += [f"      {row['note']}"] if row.get("note") else []
    if page.get("renamed"):
        out += ["", "Renamed keys", *(f"  {row['old']} -> {row['new']} ({row['effect']})" for row in page["renamed"])]
    out += _notes(page) + _sources(page)
    return "\n".join(out) + "\n"


def _keys(spec: dict[str, Any]) -> str:
    key = spec.get("key")
    if key is None:
        return ""
    names = key.values() if isinstance(key, dict) else [key]
    flat = [one for name in names for one in (name if isinstance(name, list) else [name])]
    return ", ".join(dict.fromkeys(str(one) for one in flat))


def _inside(name: str, page: dict[str, Any]) -> str:
    """Where a setting stands that has no key of its own: in a URL, in an object, in another file."""
    found = []
    for spec in page["fields"].values():
        found += [f"?{one}= of {_keys(spec)}" for one, field in spec.get("query", {}).items() if field == name]
        found += [f"{one} of {_keys(spec)}" for one, field in spec.get("members", {}).items() if field == name]
    place = page["fields"][name].get("file_key")
    found += [f"where {_keys({'key': place})} says"] if place else []
    return ", ".join(found) or "(not settable)"


def _default(spec: dict[str, Any]) -> str:
    if "unset" in spec:
        return "unset: waits for ever" if spec["unset"] == "forever" else f"unset: {spec['unset']} s"
    if "machine" in spec and spec.get("default") is None:
        return "default: the machine's own name"
    default = spec.get("default")
    if default is None:
        return ""
    if isinstance(default, list):
        return "default: depends"
    if isinstance(default, dict):
        return f"default: as {default['same']}" if "same" in default else f"default: not known: {default['unknown']}"
    return "default: " + (str(default).lower() if isinstance(default, bool) else repr(default))


def _when(row: dict[str, Any]) -> str:
    """The condition of a row, and the forms to which it is restricted."""
    forms = f" (in {', '.join(row['forms'])})" if row.get("forms") else ""
    return (_condition(row.get("when")) or "otherwise") + forms


def _condition(data: Any) -> str:
    if not data:
        return ""
    if isinstance(data, dict):
        return ", ".join(f"{key} = {_value(value)}" for key, value in data.items())
    return str(data)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " or ".join(_condition(one) if isinstance(one, dict) else _value(one) for one in value)
    return _condition(value) if isinstance(value, dict) else repr(value) if value == "" else str(value)


def _provider(page: dict[str, Any]) -> str:
    out = [
        f"{page['name']} ({page['provider']})",
        f"{page['kind']}, {page['depth']}, checked {page.get('checked', 'never')}",
        "",
    ]
    out.append(f"Hosts: {', '.join(page.get('hosts', [])) or 'none'}")
    for port in page.get("ports", []):
        out.append(f"  port {port['port']:<5} {port['mode']}" + (f" ({port['note']})" if port.get("note") else ""))
    out += [f"  port {one['port']:<5} not offered: {one.get('why', '')}" for one in page.get("not_offered", [])]
    for label, key in (("User name", "username"), ("Password", "password"), ("Password login", "password_login"),
                       ("From", "from_address"), ("EHLO name", "ehlo_name"), ("AUTH", "auth")):  # fmt: skip
        if page.get(key):
            out.append(f"{label}: {_plain(page[key])}")
    for kind, label in (("wrong_hosts", "Not these hosts"), ("old_hosts", "Old hosts")):
        out += (
            [f"{label}: " + "; ".join(f"{one['host']} ({one.get('why', '')})" for one in page[kind])]
            if page.get(kind)
            else []
        )
    if page.get("replies"):
        out += ["", "Replies"]
        for one in page["replies"]:
            out += [f"  {one['reply']}", f"      {one.get('means', '')}; {one.get('fix', '')}".rstrip("; ")]
    out += _notes(page)
    if page.get("unverified"):
        out += ["", "Not verified", *(f"  {one}" for one in page["unverified"])]
    return "\n".join(out + _sources(page)) + "\n"


def _plain(data: dict[str, Any]) -> str:
    parts = []
    for key, value in data.items():
        if key in ("certain", "confirmed"):
            continue
        shown = ", ".join(str(one) for one in value) if isinstance(value, list) else _value(value)
        parts.append(shown if key in ("form", "rule", "status", "note") else f"{key.replace('_', ' ')} {shown}")
    return "; ".join(parts)


def _notes(page: dict[str, Any]) -> list[str]:
    return ["", "Notes", *(f"  {note}" for note in page["notes"])] if page.get("notes") else []


def _sources(page: dict[str, Any]) -> list[str]:
    return ["", "Sources", *(f"  {source_text(one)}" for one in page["sources"])] if page.get("sources") else []


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _indent(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.rstrip().split("\n"))


PAGES = {"checks": _rule, "clients": _client, "providers": _provider}
