"""Compiles ``rules/`` into the knowledge that the program reads: ``python tools/generate.py [--check]``.

Validates every file against its schema, compiles it, and writes the generated files; ``--check`` writes nothing
and exits 1 when a generated file is stale.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import sys
from typing import Any

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]

import hooks  # noqa: E402
import pages  # noqa: E402
import picture  # noqa: E402
from smtplint.knowledge import compile as compiler  # noqa: E402
from smtplint.knowledge import store  # noqa: E402
from smtplint.knowledge.catalogue import catalogue  # noqa: E402

KINDS = {"checks": "check", "clients": "client", "providers": "provider", "errors": "error"}
KNOWLEDGE = ROOT / "src/smtplint/knowledge/data" / store.FILE


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Dates stay text: a fact's date is a word to print, not a moment."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def load(kind: str) -> dict[str, dict[str, Any]]:
    """The plain data of every file of one kind by file stem, sorted; complains of files that are not mappings."""
    found = {}
    for path in sorted((ROOT / "rules" / kind).glob("*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), _Loader)
        if not isinstance(data, dict):
            raise SystemExit(f"{path.relative_to(ROOT)}: not a mapping")
        found[path.stem] = data
    return found


def validate(kind: str, data: dict[str, dict[str, Any]]) -> list[str]:
    """What the JSON Schema of a kind refuses, one line each."""
    import jsonschema

    path = ROOT / "rules" / "schema" / f"{KINDS[kind]}.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
    complaints = []
    for stem, one in data.items():
        for error in validator.iter_errors(one):
            place = "/".join(str(part) for part in error.absolute_path)
            complaints.append(f"rules/{kind}/{stem}.yaml: {place}: {error.message[:200]}")
        key = {"checks": "name", "clients": "client", "providers": "provider", "errors": "family"}[kind]
        if one.get(key) != stem:
            complaints.append(f"rules/{kind}/{stem}.yaml: {key} is {one.get(key)!r}, not the file's name")
    return complaints


def knowledge(raw: dict[str, dict[str, dict[str, Any]]]) -> dict[pathlib.Path, bytes]:
    """The knowledge files: one that a check reads, and one with what people read."""
    clients = {name: compiler.client(one) for name, one in raw["clients"].items()}
    compiler.lend_words(clients)
    providers = {name: compiler.provider(one) for name, one in raw["providers"].items()}
    checks = {name: compiler.check(one) for name, one in raw["checks"].items()}
    ordered = sorted(checks.values(), key=lambda one: one["code"])
    ordered_clients = [_plain(clients[name]) for name in sorted(clients)]
    slices: dict[str, dict[str, Any]] = {
        "clients": clients,
        "providers": providers,
        "checks": {"all": ordered},
        "claims": {kind: catalogue(forms) for kind, forms in compiler.claim_index(ordered_clients).items()},
        "hosts": {"all": compiler.host_index([raw["providers"][name] for name in sorted(providers)])},
    }
    read: dict[str, dict[str, Any]] = {
        "errors": {"all": [entry for family in raw["errors"].values() for entry in family["errors"]]},
        "pages": {f"{kind}/{name}": one for kind in KINDS for name, one in raw[kind].items()},
    }
    text = json.dumps([slices, read], sort_keys=True, default=str)
    index = {
        "version": hashlib.sha256(text.encode()).hexdigest()[:12],
        "names": {one["name"]: one["code"] for one in ordered},
        "redirects": {old: one["name"] for one in raw["checks"].values() for old in one.get("formerly", [])},
    }
    pages_file = KNOWLEDGE.with_name(store.PAGES)
    return {
        KNOWLEDGE: store.pack(index, _plain(slices)),
        pages_file: store.pack({"version": index["version"]}, _plain(read)),
    }


def _plain(data: Any) -> Any:
    """The data without types that the knowledge file does not hold."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return type(data)(_plain(value) for value in data)
    return data if data is None or isinstance(data, (bool, int, float, str, bytes)) else str(data)


def generate() -> dict[pathlib.Path, bytes]:
    """Every generated file and its content."""
    raw = {kind: load(kind) for kind in KINDS}
    complaints = [line for kind in KINDS for line in validate(kind, raw[kind])]
    if complaints:
        raise SystemExit("\n".join(complaints))
    found = knowledge(raw) | {ROOT / hooks.FILE: hooks.text().encode()}
    return found | {ROOT / "docs" / name: text.encode() for name, text in pages.pages(raw).items()}


def orphans(files: dict[pathlib.Path, bytes]) -> list[pathlib.Path]:
    """Generated pages that nothing generates any more."""
    folders = {path.parent for path in files if path.suffix == ".md"}
    return sorted(path for folder in folders for path in folder.glob("*.md") if path not in files)


def settle(files: dict[pathlib.Path, bytes], check: bool) -> bool:
    """Writes the files that are not as they should be, or only names them under ``check``; whether there were any."""
    stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    for path in stale:
        print(("stale: " if check else "wrote ") + str(path.relative_to(ROOT)))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[path])
    for path in (gone := orphans(files)):
        print(f"orphan: {path.relative_to(ROOT)}")
        if not check:
            path.unlink()
    return bool(stale or gone)


def main() -> int:
    """Writes or checks the generated files; 1 when one was stale under ``--check``."""
    check = "--check" in sys.argv
    try:
        files = generate()
    except compiler.RuleError as error:
        raise SystemExit(str(error)) from None
    stale = settle(files, check)
    # Last, as it runs the program: its failure leaves the rest written.
    drawn = picture.picture(ROOT, files[KNOWLEDGE]).encode()
    stale |= settle({ROOT / picture.FILE: drawn}, check)
    return int(stale and check)


if __name__ == "__main__":
    raise SystemExit(main())
