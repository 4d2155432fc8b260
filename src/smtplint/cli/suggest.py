"""``smtplint suggest --client ID --provider ID``: settings that work, in the client's own form."""

from __future__ import annotations

import sys

from ..knowledge.store import pages, store
from .main import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

USAGE = """usage: smtplint suggest --client ID --provider ID [--form NAME]

  --client ID    the program, see smtplint clients
  --provider ID  the mail provider, see smtplint providers
  --form NAME    one of the client's forms, such as env or yaml"""
_OPTIONS = ("--client", "--provider", "--form")


def run(argv: list[str]) -> int:
    """Runs ``smtplint suggest``: 0 with settings on standard output, 1 where no settings work, with the reason."""
    if "-h" in argv or "--help" in argv:
        print(USAGE)
        return 0
    values = _options(argv)
    client = _record("clients", values.get("--client", ""), "client")
    provider = _record("providers", values.get("--provider", ""), "provider")
    form = values.get("--form", "")
    if form and form not in client["forms"]:
        raise UsageError(f"{client['id']} has no form {form!r}; it has {', '.join(client['forms'])}")
    from ..suggest.solve import Impossible, suggest

    page = pages().get("pages", f"providers/{provider['id']}")
    try:
        found = suggest(client, provider, page, form)
    except Impossible as reason:
        print(f"smtplint: no settings of {client['name']} work with {provider['name']}: {reason}", file=sys.stderr)
        return 1
    print(
        f"# {found.file}: {client['name']} through {provider['name']}, port {found.port}, {_MODES[found.mode]}",
        file=sys.stderr,
    )
    print(found.text, end="")
    for note in _notes(page):
        print(f"# {note}", file=sys.stderr)
    return 0


_MODES = {"implicit": "implicit TLS", "starttls-required": "STARTTLS",
          "starttls-opportunistic": "STARTTLS where offered",
          "cleartext": "clear text"}  # fmt: skip


def _options(argv: list[str]) -> dict[str, str]:
    values = {}
    words = list(argv)
    while words:
        name, equals, value = words.pop(0).partition("=")
        if name not in _OPTIONS:
            raise UsageError(f"suggest has no option {name!r}; see smtplint suggest --help")
        if not equals:
            if not words:
                raise UsageError(f"{name} wants a value")
            value = words.pop(0)
        values[name] = value
    return values


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
