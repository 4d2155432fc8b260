"""``smtplint suggest --client ID --provider ID``: settings that work, in the client's own form."""

from __future__ import annotations

import sys

from ..knowledge.store import pages, store
from . import words
from .words import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FLAGS: dict[str, str] = {}
VALUES = {
    "--client": "the program, ID or ID@VERSION, see smtplint clients",
    "--provider": "the mail provider, see smtplint providers",
    "--form": "one of the client's forms by its name, such as env or yaml",
    "--format": "the kind of file: dotenv, python, yaml, json, toml, ini, properties, xml, msmtp ..., or a language",
    "--auth": "the kind of secret that you have, such as app-password, api-key or none",
}


def run(argv: list[str]) -> int:
    """Runs ``smtplint suggest``: 0 with settings on standard output, 1 where no settings work, with the reason."""
    if "-h" in argv or "--help" in argv:
        print(words.usage("usage: smtplint suggest --client ID --provider ID [OPTIONS]", FLAGS, VALUES, _TAIL))
        return 0
    given = words.parse("suggest", argv, FLAGS, VALUES)
    if given.paths:
        raise UsageError(f"suggest takes no words of its own, such as {given.paths[0]!r}; see smtplint suggest --help")
    name, _, version = given.one("--client").partition("@")
    client = _record("clients", name, "client")
    provider = _record("providers", given.one("--provider"), "provider")
    form = _form(client, given.one("--form"), given.one("--format"))
    from ..suggest.solve import Impossible, suggest

    page = pages().get("pages", f"providers/{provider['id']}")
    try:
        _check_secret(provider, given.one("--auth"))
        found = suggest(client, provider, page, form, login=given.one("--auth") != "none", version=version)
    except Impossible as reason:
        print(f"smtplint: no settings of {client['name']} work with {provider['name']}: {reason}", file=sys.stderr)
        return 1
    print(
        f"# {found.file}: {_named(client, found.version)} through {provider['name']}, port {found.port}, "
        f"{_MODES[found.mode]}",
        file=sys.stderr,
    )
    print(found.text, end="")
    if found.outcome != "sends":
        told = "these settings alone do not decide whether it sends: try smtplint check --show-unknown"
        print(f"# {told}", file=sys.stderr)
    for note in _notes(page):
        print(f"# {note}", file=sys.stderr)
    return 0


def _named(client: dict[str, Any], version: str) -> str:
    """The client's name, with the range of versions to which a suggestion for one version belongs."""
    from ..settings.versions import among

    found = among(client["generations"], version) if version else []
    ranges = [
        " to ".join(filter(None, (one["from"] or "up", one["until"]))) if one["until"] else f"{one['from']} and later"
        for one in client["generations"]
        if one["id"] in found
    ]
    return str(client["name"]) + (f" ({ranges[0]})" if len(ranges) == 1 else "")


_TAIL = "The settings go to standard output, the rest to standard error. Exit status 1: no settings work, and why."


def _form(client: dict[str, Any], form: str, file: str) -> str:
    """The form that is asked for by its name or by the kind of file; empty for any."""
    forms = client["forms"]
    if form and form not in forms:
        raise UsageError(f"{client['id']} has no form {form!r}; it has {', '.join(forms)}")
    if not file or form:
        return form
    wanted = {"dotenv": "env", "env": "env"}.get(file, file)
    found = next((name for name, spec in forms.items() if spec["format"] == wanted), "")
    if not found:
        kinds = dict.fromkeys("dotenv" if spec["format"] == "env" else spec["format"] for spec in forms.values())
        raise UsageError(f"{client['id']} has no settings in a file of kind {file!r}; it has {', '.join(kinds)}")
    return found


def _check_secret(provider: dict[str, Any], kind: str) -> None:
    from ..suggest.solve import Impossible

    accepted = provider["password"]["accepts"]
    if not kind or not accepted or "any" in accepted or kind in accepted:
        return
    if kind == "none" and provider["auth_required"] is False:
        return
    raise Impossible(f"it accepts {', '.join(accepted)}, not {kind}")


_MODES = {"implicit": "implicit TLS", "starttls-required": "STARTTLS",
          "starttls-opportunistic": "STARTTLS where offered",
          "cleartext": "clear text"}  # fmt: skip


def _record(kind: str, name: str, word: str) -> dict[str, Any]:
    if not name:
        raise UsageError(f"say which {word}: --{word} ID; see smtplint {kind}")
    record: dict[str, Any] | None = store().get(kind, name)
    if record is None or record.get("generic"):
        from .know import hint

        raise UsageError(f"there is no {word} {name!r}{hint(kind, name)}; see smtplint {kind}")
    return record


def _notes(page: dict[str, Any]) -> list[str]:
    return [str(page[key]["note"]).strip() for key in ("password", "from_address") if page.get(key, {}).get("note")]
