"""Turns ``rules/`` (YAML that people edit) into the records that the program reads; only the generator uses it.

Each function takes the plain data of a file and gives a record of None, bool, int, float, str, tuple, list, dict, or
raises ``RuleError`` with the place in words. Shapes are checked before, with the JSON Schemas in ``rules/schema``.
"""

from __future__ import annotations

from typing import Any

from ..conditions import OPERATORS, SHAPES
from .catalogue import packed
from .tables import table

FIELDS = (
    "host", "port", "url", "scheme", "implicit_tls", "starttls", "security", "require_tls", "ignore_tls", "username",
    "password", "from_address", "from_name", "from_local", "envelope_from", "ehlo_name", "timeout", "verify", "ca_file",
    "enabled", "transport", "auth_mechanism", "auth_enabled", "service", "client_cert", "client_key", "login", "domain",
)  # fmt: skip
OPERANDS = {
    "plan": ("tls", "options", "timeout", "error", "reason", "note", "ehlo", "ehlo_kind", "auth", "verify", "sender",
             "port"),
    "trace": ("outcome", "step", "reason", "reply", "auth_in_clear", "mail_in_clear", "notes", "error"),
    "provider": ("id", "name", "kind", "local", "depth", "username_form", "username_value", "accepts", "from_rule",
                 "password_note", "username_note", "from_note", "ports_text", "production", "not_offered_why", "login",
                 "login_date", "login_note", "unlisted_port", "app_password_only", "no_login", "wrong_secret",
                 "retired_reply"),
    "host": ("kind", "receiving", "wrong", "old", "near", "spaced", "scheme", "with_port", "malformed", "name",
             "replacement",
             "catcher"),
    "live": ("server", "reached", "step", "reason", "why", "detail", "outcome", "same", "problems", "certificate",
             "days",
             "knowledge", "works"),
    "refused": ("sender-refused", "username-form", "wrong-secret"),
    "client": ("id", "name", "kind", "language", "ten_seconds"),
    "file": ("template", "production", "test", "tracked", "name"),
    "f": ("name", "value", "raw", "cast", "written", "secret", "quirks", "key", "variable", "real_secret", "type",
          "line", "quoted"),
    "m": ("kind", "effect", "error", "reads_as", "wanted", "why"),
    "x": ("key", "renamed_to", "effect", "near", "note"),
    "d": ("key", "text", "winner"),
    "p": ("message",),
}  # fmt: skip
SCOPES = ("account", "field", "misfit", "extra", "duplicate", "problem")


class RuleError(Exception):
    """A rule, client or provider file that says something the program cannot do."""


def condition(data: Any, where: str, *, only_fields: bool = False) -> tuple[Any, ...]:
    """Compiles a YAML condition: a mapping from operand to matcher, with ``all``, ``any`` and ``not``."""
    if not isinstance(data, dict):
        raise RuleError(f"{where}: a condition is a mapping, not {data!r}")
    return _all([_term(key, value, where, only_fields) for key, value in data.items()])


def _all(parts: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """One condition of several that must all hold."""
    flat = [one for part in parts for one in (part[1] if part[0] == "all" else (part,))]
    return flat[0] if len(flat) == 1 else ("all", tuple(flat))


def _term(key: Any, value: Any, where: str, only_fields: bool) -> tuple[Any, ...]:
    if key in ("all", "any"):
        return (key, tuple(condition(one, where, only_fields=only_fields) for one in value))
    if key == "not":
        return ("not", condition(value, where, only_fields=only_fields))
    check_operand(key, where, only_fields)
    if value is None:
        return ("set", key, False)
    if isinstance(value, list):
        return ("in", key, tuple(value))
    if isinstance(value, dict):
        return _all([_operator(key, name, argument, where) for name, argument in value.items()])
    return ("is", key, value)


def _operator(path: str, name: str, argument: Any, where: str) -> tuple[Any, ...]:
    if name not in OPERATORS:
        raise RuleError(f"{where}: unknown operator {name!r} at {path!r}; there are {', '.join(OPERATORS)}")
    if name in ("is", "matches") and isinstance(argument, (list, dict)):
        raise RuleError(f"{where}: {name} at {path!r} takes one value")
    if name == "shape":
        for one in argument if isinstance(argument, list) else [argument]:
            if one not in SHAPES:
                raise RuleError(f"{where}: unknown shape {one!r}; there are {', '.join(SHAPES)}")
    if name in ("set", "known") and not isinstance(argument, bool):
        raise RuleError(f"{where}: {name} at {path!r} takes true or false")
    return (name, path, tuple(argument) if isinstance(argument, list) else argument)


def check_operand(path: Any, where: str, only_fields: bool = False) -> None:
    """Raises RuleError unless ``path`` names something that a condition can ask for."""
    if isinstance(path, str) and (path in FIELDS or path.startswith("own_")):
        return
    head, _, rest = str(path).partition(".")
    if not only_fields:
        if head in ("written", "settable", "key", "default") and (rest in FIELDS or rest.startswith("own_")):
            return
        if rest in OPERANDS.get(head, ()):
            return
    raise RuleError(f"{where}: there is no operand {path!r}")


# -- clients -----------------------------------------------------------------------------------------------------------


def client(data: dict[str, Any]) -> dict[str, Any]:
    """The record of one client file."""
    name = data["client"]
    forms = {form: _form(spec, f"{name}: form {form}") for form, spec in data["forms"].items()}
    fields = {field: _field(field, spec, forms, name) for field, spec in data["fields"].items()}
    generations = [
        {"id": str(one["id"]), "from": str(one.get("from", "")), "until": str(one.get("until", ""))}
        for one in data.get("generations", [])
    ]
    return {
        "id": name,
        "name": data["name"],
        "kind": data["kind"],
        "language": data["language"],
        "source": source_text(data["sources"][0]) if data.get("sources") else "",
        "generations": generations,
        "images": data.get("images", []),
        "version_from": [tuple(one) for one in data.get("version_from", [])],
        "forms": forms,
        "fields": fields,
        "parse": _parse(data.get("parse", {})),
        "tls": [_row(row, f"{name}: tls") for row in data.get("tls", [])],
        "refuses": [_row(row, f"{name}: refuses") for row in data.get("refuses", [])],
        "auth": data.get("auth", {}),
        "errors": {reason: _any_version(texts) for reason, texts in data.get("errors", {}).items()},
        "worded": _worded(data.get("errors", {}), [one["id"] for one in generations]),
        "words_of": data.get("words_of", ""),
        "renamed": data.get("renamed", []),
        "known_keys": data.get("known_keys", []),
        "repeatable": data.get("repeatable", []),
        "abbreviates": data.get("abbreviates", False),
        "prefixes": data.get("prefixes", []),
        "reads_all": data.get("reads_all", []),
        "strict": data.get("strict", False),
        "generic": data.get("generic", False),
        "url_wins": data.get("url_wins", True),
        "ten_seconds": "10000" if data["fields"].get("timeout", {}).get("unit") == "ms" else "10",
    }


def _any_version(texts: Any) -> str:
    """The error text of a reason where the version is not known: those of all versions, as alternatives."""
    return texts if isinstance(texts, str) else " / ".join(dict.fromkeys(one["text"] for one in texts))


def _worded(errors: dict[str, Any], generations: list[str]) -> dict[str, dict[str, str]]:
    """The error texts that are not the same in all versions, by generation; of several rows the first counts."""
    found: dict[str, dict[str, str]] = {}
    for reason, rows in errors.items():
        for generation in generations if not isinstance(rows, str) else ():
            fitting = (one["text"] for one in rows if generation in [str(id) for id in one.get("only", [generation])])
            text = next(fitting, None)
            if text is not None:
                found.setdefault(generation, {})[reason] = text
    return found


# What a client says of a login that it does not try, by the reason: the words stand with the other facts of its login.
_AUTH_WORDS = {
    "auth-not-offered": "not_offered_error",
    "no-common-mechanism": "no_common_error",
    "client-refuses-clear-auth": "in_clear_error",
    "half-login": "half_error",
}


def lend_words(records: dict[str, dict[str, Any]]) -> None:
    """Gives each client of ``records`` the error texts of the library that it names, where it has none of its own."""
    lent: set[str] = set()

    def lend(name: str, asked: tuple[str, ...]) -> None:
        record = records[name]
        library = record["words_of"]
        if not library or name in lent:
            return
        if library not in records or library in asked:
            raise RuleError(f"{name}: words_of names {library!r}, which is no client that could lend words")
        lend(library, (*asked, library))
        _borrow(record, records[library])
        lent.add(name)

    for name in records:
        lend(name, (name,))


def _borrow(record: dict[str, Any], library: dict[str, Any]) -> None:
    errors, auth = record["errors"], record["auth"]
    own = {reason for reason, key in _AUTH_WORDS.items() if key in auth}
    added = {
        reason: text
        for reason, text in library["errors"].items()
        if reason not in own and not (reason.startswith("certificate-") and "certificate" in errors)
    }
    words = {key: library["auth"][key] for key in _AUTH_WORDS.values() if key in library["auth"]}
    record["errors"] = {**added, **errors}
    record["auth"] = {**words, **auth}


def _form(spec: dict[str, Any], where: str) -> dict[str, Any]:
    root = spec.get("root", "")
    typing = spec.get("typing") or {
        "yaml": "yaml1.2",
        "env": "text",
        "ini": "text",
        "properties": "text",
        "msmtp": "text",
        "directives": "text",
        "options": "text",
        "exim": "text",
        "xml": "text",
    }.get(spec["format"], "tagged")
    return {
        "format": spec["format"],
        "call": [call] if isinstance(call := spec.get("call", []), str) else call,
        "arguments": spec.get("arguments", []),
        "uses": spec.get("uses", []),
        "write": spec.get("write", ""),
        "nested": spec.get("nested", {}),
        "options": spec.get("options", False),
        "root": root if isinstance(root, list) else [root],
        "files": spec.get("files", []),
        "claim": spec.get("claim", []),
        "begins": spec.get("begins", {}),
        "not_with": spec.get("not_with", []),
        "beside": [tuple(one) for one in spec.get("beside", [])],
        "not_beside": [tuple(one) for one in spec.get("not_beside", [])],
        "named_only": spec.get("named_only", False),
        "typing": typing,
        "dialect": spec.get("dialect", ""),
        "fold": spec.get("fold_case", False),
        "parse": _parse(spec.get("parse", {})),
        "defaults": spec.get("defaults", "client"),
        "references": spec.get("references", []),
        "read_in": spec.get("read_in", ""),
        "rendered_first": spec.get("rendered_first", False),
        "partial": spec.get("partial", {}),
        "inherits": spec.get("inherits", {}),
        "pairs": spec.get("pairs", {}),
        "texts": spec.get("texts", ""),
        "layers": _layers(spec.get("layers", {})),
        "where": where,
    }


def _layers(spec: dict[str, Any]) -> dict[str, Any]:
    """How the files of one program complete and replace each other; a level of ``order`` may hold several names."""
    if not spec:
        return {}
    return {
        "order": [one if isinstance(one, list) else [one] for one in spec["order"]],
        "ordered": spec.get("ordered", True),
        "skip": spec.get("skip", {}),
        "documents": spec.get("documents", []),
        "mark": spec.get("mark", ""),
        "standing": spec.get("standing", ""),
        "imports": spec.get("imports", []),
        "only": [str(one) for one in spec.get("only", [])],
        "variables": spec.get("variables", ""),
        "references": spec.get("references", False),
        "relaxed": spec.get("relaxed", ""),
        "whole": spec.get("whole", []),
    }


def _parse(data: dict[str, Any]) -> dict[str, Any]:
    for kind, rules in data.items():
        for key in rules:
            if not isinstance(key, str):
                raise RuleError(f"parse.{kind}: write the key {key!r} in quotes")
    return data


def _field(field: str, spec: dict[str, Any], forms: dict[str, Any], client_name: str) -> dict[str, Any]:
    where = f"{client_name}: field {field}"
    check_operand(field, where, True)
    record = {key: value for key, value in spec.items() if key not in ("key", "file_key", "note", "default")}
    key = spec.get("key")
    if key is not None:
        record["keys"] = _keys(key, forms, where)
    if "file_key" in spec:
        record["file_keys"] = _keys(spec["file_key"], forms, where)
    default = spec.get("default")
    if isinstance(default, list) and default and isinstance(default[0], dict):
        record["default"] = [
            {**row, "when": condition(row["when"], where, only_fields=True) if row.get("when") else None}
            for row in default
        ]
    elif default is not None:
        record["default"] = default
    for part in ("words", "schemes"):
        if any(not isinstance(one, str) for one in record.get(part, {})):
            raise RuleError(f"{where}: write every word of {part} in quotes")
    if isinstance(spec.get("parse"), dict):
        _parse({"field": spec["parse"]})
    return record


def _keys(key: Any, forms: dict[str, Any], where: str) -> dict[str, list[str]]:
    if isinstance(key, dict):
        for form in key:
            if form not in forms:
                raise RuleError(f"{where}: there is no form {form!r}")
        return {form: one if isinstance(one, list) else [one] for form, one in key.items()}
    return {form: key if isinstance(key, list) else [key] for form in forms}


def _row(row: dict[str, Any], where: str) -> dict[str, Any]:
    record = {key: value for key, value in row.items() if key != "when"}
    record["when"] = condition(row["when"], where, only_fields=True) if row.get("when") else None
    if "only" in record:
        record["only"] = [str(one) for one in record["only"]]
    return record


def claim_index(clients: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """From part kind to the forms that may claim such a part, small enough to be read in every run."""
    index: dict[str, list[dict[str, Any]]] = {}
    for record in clients:
        for form, spec in record["forms"].items():
            keys = sorted({key for field in record["fields"].values() for key in field.get("keys", {}).get(form, ())})
            index.setdefault(spec["format"] + ("-call" if spec["call"] else ""), []).append(
                {
                    "client": record["id"],
                    "form": form,
                    "root": spec["root"],
                    "call": spec["call"],
                    "arguments": spec["arguments"],
                    "uses": spec["uses"],
                    "nested": spec["nested"],
                    "options": spec["options"],
                    "claim": spec["claim"],
                    "begins": spec["begins"],
                    "not_with": spec["not_with"],
                    "beside": spec["beside"],
                    "not_beside": spec["not_beside"],
                    "named_only": spec["named_only"],
                    "files": spec["files"],
                    "fold": spec["fold"],
                    "inherits": spec["inherits"],
                    "pairs": spec["pairs"],
                    "texts": spec["texts"],
                    "layers": spec["layers"],
                    "images": record["images"],
                    "keys": keys,
                }
            )
    return index


# -- providers ---------------------------------------------------------------------------------------------------------


def provider(data: dict[str, Any]) -> dict[str, Any]:
    """The record of one provider file."""
    auth = data.get("auth", {})
    mechanisms = auth.get("mechanisms")
    verified = data["depth"] == "verified"
    username = {"form": "any", "certain": False, **data.get("username", {})}
    username["certain"] = username["certain"] and verified
    password = data.get("password", {})
    login = data.get("password_login", {})
    sender = data.get("from_address", {})
    ehlo = data.get("ehlo_name", {})
    return {
        "id": data["provider"],
        "name": data["name"],
        "kind": data["kind"],
        "depth": data["depth"],
        "local": data.get("local", False),
        "ports": [
            (one["port"], one["mode"]) for one in data.get("ports", []) if one.get("certain", True) or data.get("local")
        ],
        "doubtful_ports": [one["port"] for one in data.get("ports", []) if not one.get("certain", True)],
        "ports_complete": data.get("ports_complete", False) and verified,
        "not_offered": [
            (one["port"], one.get("why", ""))
            for one in data.get("not_offered", [])
            if one.get("certain", True) and verified
        ],
        "mechanisms": _mechanisms(mechanisms, auth),
        "auth_before_tls": auth.get("before_tls") if auth.get("certain", True) else None,
        "auth_required": auth.get("required"),
        "username": username,
        "password": {
            "accepts": password.get("accepts", []),
            "pattern": password.get("pattern", ""),
            "wrong_patterns": [(one["pattern"], one["means"]) for one in password.get("wrong_patterns", [])],
            "certain": verified and password.get("certain", True),
            "note": password.get("note", ""),
        },
        "password_login": login.get("status", "unknown"),
        "password_login_date": login.get("date") or "",
        "password_login_note": login.get("note", ""),
        "retired_reply": _reply(data, "535", "disabled"),
        "tls_required": data.get("tls_required", False) and verified,
        "tls_reply": _reply(data, "530", "STARTTLS"),
        "auth_reply": _reply(data, "535", ""),
        "needed_reply": _needed_reply(data),
        "from": {
            "rule": sender.get("rule", "unknown"),
            "certain": bool(sender.get("certain")) and verified,
            "outside": bool(sender.get("certain_outside_domains")) and verified,
            "error": sender.get("error", ""),
            "note": sender.get("note", ""),
        },
        "ehlo": {"rule": ehlo.get("rule", "any"), "error": ehlo.get("error", ""), "note": ehlo.get("note", "")},
        "domains": data.get("domains", []),
        "hosts": data.get("hosts", []),
        "production": data.get("production", ""),
        "source": provider_source(data),
    }


def _mechanisms(named: list[str] | None, auth: dict[str, Any]) -> tuple[str, ...] | None:
    """The mechanisms in capitals; None where not known, or where only some of them are known."""
    if named is None or not auth.get("certain", True):
        return None
    return tuple(one.upper() for one in named)


def provider_source(data: dict[str, Any]) -> str:
    """The provider's best source in words, with the day on which it was checked."""
    sources = data.get("sources", [])
    first = next((one for one in sources if "url" in one), sources[0] if sources else None)
    text = source_text(first) if first else "researched"
    return f"{data['name']}: {text}" + (f" (checked {data['checked']})" if data.get("checked") else "")


def _reply(data: dict[str, Any], code: str, word: str) -> str:
    replies = [one["reply"] for one in data.get("replies", []) if str(one["reply"]).startswith(code)]
    return next((one for one in replies if word in one), replies[0] if replies else "")


def _needed_reply(data: dict[str, Any]) -> str:
    """What the provider says to mail without a login; its own words, or those of RFC 4954."""
    replies = [str(one["reply"]) for one in data.get("replies", [])]
    own = (one for one in replies if one.startswith("530") and "auth" in one.lower())
    return next(own, "530 5.7.0 Authentication required")


def source_text(source: Any) -> str:
    """A source as a reader wants it: an address, or repository, path and commit."""
    if not isinstance(source, dict):
        return str(source)
    if "url" in source:
        return str(source["url"])
    place = source.get("repo") or source.get("pypi") or source.get("package") or source.get("npm") or ""
    parts = [str(part) for part in (place, source.get("version"), source.get("path")) if part]
    commit = str(source.get("commit", ""))
    lines = f" lines {source['lines']}" if source.get("lines") else ""
    text = " ".join(parts) or "; ".join(f"{key}: {value}" for key, value in source.items())
    return text + (f" @ {commit[:12]}" if commit else "") + lines


def host_index(providers: list[dict[str, Any]]) -> dict[str, Any]:
    """Host names to providers: exact names, anchored patterns, and names that people mistake for a submission host."""
    index: dict[str, Any] = {
        "exact": {},
        "patterns": [],
        "receiving": {},
        "wrong": {},
        "old": {},
        "public": [],
        "catchers": {},
    }
    for data in providers:
        name = data["provider"]
        verified = data["depth"] == "verified"
        for host in data.get("hosts", []):
            if "*" in host:
                index["patterns"].append((host.lower(), name))
            elif data.get("local"):
                if host.lower() not in ("localhost", "127.0.0.1"):
                    index["catchers"].setdefault(host.lower(), data["name"])
            else:
                index["exact"].setdefault(host.lower(), name)
                if verified:
                    index["public"].append(host.lower())
        for host in data.get("receiving_hosts", []) if not data.get("shared_receiving_host") else []:
            index["receiving"].setdefault(host.lower(), name)
        for kind in ("wrong", "old"):
            for one in data.get(f"{kind}_hosts", []):
                if verified and "*" not in one["host"] and one.get("certain", True):
                    index[kind].setdefault(one["host"].lower(), (name, one.get("why", "")))
    for host in index["exact"]:
        for kind in ("receiving", "wrong", "old"):
            index[kind].pop(host, None)
    public = dict.fromkeys(sorted(index["public"]), "")
    return {**index, "exact": table(index["exact"]), "receiving": table(index["receiving"]), "public": table(public)}


# -- checks ------------------------------------------------------------------------------------------------------------


def check(data: dict[str, Any]) -> dict[str, Any]:
    """The record of one rule file."""
    name = data["name"]
    scope = data.get("each", "account")
    if scope not in SCOPES:
        raise RuleError(f"{name}: each is one of {', '.join(SCOPES)}")
    common = condition(data["when"], name) if data.get("when") else None
    cases = [_case(name, data, case, common is None) for case in data.get("cases", [{}])]
    return {
        "code": data["code"],
        "name": name,
        "each": scope,
        "when": common,
        "generic": data.get("generic", False),
        "templates": data.get("templates", True),
        "cases": cases,
    }


def _case(name: str, data: dict[str, Any], case: dict[str, Any], alone: bool) -> dict[str, Any]:
    shared = ("consequence", "message", "help", "at", "related", "evidence", "fix")
    merged: dict[str, Any] = {**{key: data[key] for key in shared if key in data}, **case}
    for key in ("consequence", "message", "at"):
        if key not in merged:
            raise RuleError(f"{name}: a case lacks {key!r}")
    when = condition(case["when"], name) if case.get("when") else None
    if alone and when is None:
        raise RuleError(f"{name}: a case without a condition would always speak")
    at = merged["at"]
    for text in (merged["message"], merged.get("help", "")):
        _check_placeholders(text, name)
    words = {
        "consequence": merged["consequence"],
        "message": merged["message"].strip(),
        "help": merged.get("help", "").strip(),
        "at": at if isinstance(at, list) else [at],
        "related": [_related(row, name) for row in merged.get("related", [])],
        "evidence": merged.get("evidence", "settings"),
        "fixes": _listed(merged.get("fix")),
    }
    return {"when": when, "words": packed(words)}


def _listed(fix: Any) -> list[Any]:
    return fix if isinstance(fix, list) else [fix] if fix else []


def _related(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {**row, "when": condition(row["when"], name) if row.get("when") else None}


def _check_placeholders(text: str, name: str) -> None:
    for piece in text.split("{")[1:]:
        check_operand(piece.partition("}")[0], f"{name}: placeholder")


def operands(compiled: tuple[Any, ...]) -> set[str]:
    """The operand paths that a compiled condition asks for."""
    if compiled[0] in ("all", "any"):
        return {path for one in compiled[1] for path in operands(one)}
    if compiled[0] == "not":
        return operands(compiled[1])
    return {compiled[1]}
