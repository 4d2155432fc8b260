"""Binds a claimed mapping to canonical settings, by the client's own keys, defaults and way of reading values."""

from __future__ import annotations

from .. import conditions
from ..conditions import UNKNOWN
from ..readers import base
from ..text import Span
from . import links, parse
from .parts import concealed, lookup
from .values import DEFAULT, NOT_KNOWN, UNSET, Field, Misfit, Settings, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..readers.base import Entry, Node
    from ..text import Source
    from .claim import Beside
    from .links import Environment


def _refused_in_manifest(node: Node) -> list[Misfit]:
    """What a cluster says to a variable whose value is no text; nothing where the program refuses the value itself."""
    for kind, quirk in (("number", "number-refused"), ("bool", "flag-refused")):
        if quirk in node.quirks:
            error = f"cannot unmarshal {kind} into Go struct field EnvVar.value of type string"
            return [Misfit("manifest", "fails", error)]
    return []


_SAME_EVERYWHERE = ("bool", "enum", "seconds")  # types of settings that hardly differ from one deployment to the next


def _host_of(url: Any) -> Value:
    """The host that a URL names, as a default."""
    from . import urls

    parts = urls.parse(url) if isinstance(url, str) else None
    if parts is None or parts.broken or parts.host is None:
        return Value.unknown("depends on a URL")
    return Value.default(parts.host.text)


class Binder:
    """Makes the Settings of one claim in one generation of the client's versions."""

    def __init__(
        self, client: dict[str, Any], form: str, source: Source, environment: Environment, generation: str = "",
        *, partial: bool = False, beside: Beside | None = None,
    ) -> None:  # fmt: skip
        words = client.get("worded", {}).get(generation)
        self.client = client = {**client, "errors": {**client["errors"], **words}} if words else client
        self.form: dict[str, Any] = client["forms"][form]
        self.source = source
        self.environment = environment
        self.beside: Beside = beside or (lambda file, word: False)
        self.settings = Settings(client, form, generation)
        self._kept = False
        self._veiled = False  # variables that are not known may set more, as they do for each deployment
        self._partial = self._open = partial  # what is not written here may be written elsewhere
        self._rules = {**client.get("parse", {}), **self.form.get("parse", {})}

    def bind(self, node: Node, guard: str = "") -> Settings:
        """The settings that ``node`` holds: written fields first, then URL parts, then defaults."""
        settings = self.settings
        settings.guard = guard
        used: set[int] = set()
        self._open = (
            self._partial
            or bool(node.why)
            or any(entry.key == "*" and entry.value.tag != base.VARIABLES for entry in node.entries)
        )  # more is set elsewhere
        self._veiled = any(entry.key == "*" and entry.value.tag == base.VARIABLES for entry in node.entries)
        self._kept = any(entry.key == "escapes" for entry in node.entries)  # a connection that other code goes on with
        specs = self._specs()
        for name, spec in specs.items():
            entry = self._entry(node, spec)
            if entry is not None:
                used.add(id(entry))
                settings.fields[name] = self._field(name, spec, entry)
        self._take_from_files(node, specs, used)
        self._take_apart(specs)
        for name, spec in specs.items():
            if name not in settings.fields:
                settings.fields[name] = Field(name, self._default(name, spec, set()))
            elif settings.fields[name].value.state == UNSET:
                settings.fields[name].value = self._default(name, spec, set())
        settings.extra = [entry for entry in node.entries if id(entry) not in used]
        return settings

    def _specs(self) -> dict[str, dict[str, Any]]:
        generation = self.settings.generation
        return {
            name: spec
            for name, spec in self.client["fields"].items()
            if not spec.get("only") or not generation or generation in spec["only"]
        }

    def _entry(self, node: Node, spec: dict[str, Any]) -> Entry | None:
        keys = spec.get("keys", {}).get(self.settings.form, ())
        for key in keys:
            entry = lookup(node, key, fold=self.form["fold"])
            if entry is not None and not self._unread(key):
                return entry
        hidden = (concealed(node, key) for key in keys) if self.form["format"] in (*base.CODE, "python") else ()
        return next((entry for entry in hidden if entry is not None), None)

    def _unread(self, key: str) -> bool:
        """Whether the file that hands variables to the program (``read_in``) stands beside and lacks this one."""
        file = self.form["read_in"]
        return bool(file) and self.beside(file, "") and not self.beside(file, key)

    def _mentioned(self, spec: dict[str, Any]) -> bool:
        """Whether that file may set the option in another way: it has the option's own name (``read_as``) in it."""
        return "read_as" not in spec or self.beside(self.form["read_in"], spec["read_as"])

    def _take_from_files(self, node: Node, specs: dict[str, dict[str, Any]], used: set[int]) -> None:
        """Settings whose value another key points to, in a file or by a command: written, and not known."""
        for name, spec in specs.items():
            for key in spec.get("file_keys", {}).get(self.settings.form, ()):
                entry = lookup(node, key, fold=self.form["fold"])
                if entry is None:
                    continue
                used.add(id(entry))
                if name not in self.settings.fields and (entry.value.text or entry.value.kind != base.SCALAR):
                    field = Field(name, Value.unknown(f"stands where {entry.key} says"))
                    field.key, field.entry, field.node, field.source = entry.key, entry, entry.value, self.source
                    field.span = entry.value.inner
                    self.settings.fields[name] = field

    def _field(self, name: str, spec: dict[str, Any], entry: Entry) -> Field:
        field = Field(name, Value.unset())
        field.key = entry.key
        field.entry = entry
        field.secret = spec.get("type") == "secret"
        read = links.reading(entry.value, self.source, self.environment, self.form["typing"])
        node = field.node = read.node
        field.variable, field.cast, field.via = read.variable, read.cast, read.via
        field.source = node.source or self.source
        field.span = node.inner if node.inner.end > node.inner.start or node.source is not None else entry.key_span
        field.quirks = self._unmeant(field.source, node)
        if self._rules.get("text", {}).get("unquote") and spec.get("type", "text") not in (
            "bool",
            "port",
            "int",
            "seconds",
        ):
            field.quirks = tuple(quirk for quirk in field.quirks if quirk != "quotes-kept")
        field.raw = node.text
        if spec.get("type") == "given" and (node.kind in (base.SCALAR, base.SEQ, base.MAP) or node.tag == base.NAME):
            field.value = Value.known(node.kind != base.SCALAR or parse.native(node, self.form["typing"]) is not None)
            return field
        if node.kind == base.SEQ and spec.get("type") == "text":
            field.value = Value.known([item.text for item in node.items])
            return field
        if node.style == base.METHOD and spec.get("type") in ("bool", "enum"):  # that it is called says it
            called: Any = entry.key if spec["type"] == "enum" else True
            field.value, _ = self._convert(spec, called)
            return field
        if node.tag == base.NAME and node.kind == base.OPAQUE and node.text in spec.get("words", ()):
            field.value = Value.known(spec["words"][node.text])
            return field
        if node.kind not in (base.SCALAR, base.ENV):
            field.value = Value.unknown(node.why or "not a plain value")
            field.misfits += self._filled_in_quotes(spec, node)
            return field
        if node.kind == base.SCALAR and any(mark in node.text for mark in self.form["references"]):
            field.value = Value.unknown("refers to a value that is set elsewhere")
            return field
        if node.kind == base.ENV:
            field.value = Value.unknown(f"depends on {node.text}")
        else:
            field.misfits += [read.misfit] if read.misfit else []
            field.value, misfits = self._convert(spec, read.raw)
            field.misfits += misfits or _refused_in_manifest(node)
        return field

    def _unmeant(self, source: Source, node: Node) -> tuple[str, ...]:
        """The quirks of a value but for a reference that was plainly meant: ``$NAME`` alone, or ``${NAME}``."""
        written = source.text[node.inner.start : node.inner.end]
        meant = written.startswith("$") or "${" in written
        return tuple(quirk for quirk in node.quirks if not (meant and quirk == "dollar-expanded"))

    def _filled_in_quotes(self, spec: dict[str, Any], node: Node) -> list[Misfit]:
        """A template in quotes that is filled in before the file is parsed makes a text of a number or a flag."""
        kind = spec.get("type", "text")
        rules = self._rules.get("bool" if kind == "bool" else "int", {})
        quoted = self.form["rendered_first"] and node.why == "template" and node.tag == "str"
        if not quoted or kind not in ("bool", "port", "int") or rules.get("text") != "fails":
            return []
        return [Misfit(kind, "fails", str(rules.get("error", "")).replace("{value}", "..."))]

    def _convert(self, spec: dict[str, Any], raw: Any) -> tuple[Value, list[Misfit]]:
        kind = spec.get("type", "text")
        if isinstance(spec.get("other"), dict):
            spec = {**spec, "other": spec["other"].get(self.settings.generation, "unknown")}
        if kind == "flag":
            return parse.flag(raw, spec)
        if isinstance(raw, str) and raw.lower() in self._rules.get("null", {}).get("words", ()):
            return parse.word(None, spec) if kind == "enum" else (Value.known(None), [])
        if kind == "bool":
            return parse.boolean(raw, {**self._rules.get("bool", {}), **spec.get("parse", {})})
        if kind in ("port", "int"):
            return parse.number(raw, {**self._rules.get("int", {}), **spec.get("parse", {})}, kind)
        if kind == "seconds":
            rules = self._rules.get("seconds", self._rules.get("int", {}))
            return parse.number(raw, {**rules, **spec.get("parse", {})}, kind)
        if kind == "enum":
            return parse.word(raw, spec)
        return parse.text(raw, spec, self._rules.get("text", {}))

    # -- values that hold several settings -------------------------------------------------------------------------

    def _take_apart(self, specs: dict[str, dict[str, Any]]) -> None:
        fields = self.settings.fields
        url = fields.get("url")
        if url is not None and isinstance(url.value.v, str) and url.value.v:
            self._take_url_apart(url, specs)
        elif url is not None and url.value.v is UNKNOWN:
            for name in ("host", "port", "username", "password", "implicit_tls", "starttls", "security", "transport"):
                if name in specs and name not in fields:
                    fields[name] = Field(name, Value.unknown(url.value.why))
        for name, spec in specs.items():
            if spec.get("members") and name in fields and isinstance(fields[name].value.v, str):
                self._take_object_apart(fields[name], spec["members"])
            if spec.get("split") and name in fields:
                self._split_text(fields[name], spec["split"])
        host = fields.get("host")
        spec = specs.get("host", {})
        if host is not None and spec.get("schemes"):
            host = self._without_scheme(host, spec["schemes"])
        if host is not None and (spec.get("type") == "hostport" or host.key in spec.get("with_port", ())):
            self._split_host(host)

    def _split_text(self, whole: Field, rules: dict[str, Any]) -> None:
        """Sets the two settings that stand on either side of a mark; without the mark the second is not written."""
        text, (first, second) = whole.value.v, rules["into"]
        fields = self.settings.fields
        if not isinstance(text, str):
            for name in (first, second) if text is UNKNOWN else ():
                fields[name] = self._part(name, whole, 0, 0, Value.unknown(whole.value.why))
                fields[name].secret = self.client["fields"].get(name, {}).get("type") == "secret"
            return
        before, mark, after = text.partition(rules["at"])
        self._set_part(first, whole, (0, len(before)), before)
        fields.pop(second, None)
        if mark:
            self._set_part(second, whole, (len(before) + len(mark), len(text)), after)
            fields[second].secret = self.client["fields"].get(second, {}).get("type") == "secret"

    def _part(self, name: str, whole: Field, start: int, end: int, value: Value) -> Field:
        field = Field(name, value)
        field.key, field.entry, field.node = whole.key, whole.entry, whole.node
        field.source, field.via, field.variable = whole.source, whole.via, whole.variable
        field.span = whole.span
        inner = whole.node.inner if whole.node is not None else None
        if inner is not None and whole.source is not None and whole.source.text[inner.start : inner.end] == whole.raw:
            field.span = Span(inner.start + start, inner.start + end)
        field.raw = whole.raw[start:end]
        return field

    def _without_scheme(self, host: Field, schemes: dict[str, Any]) -> Field:
        """The host of ``ssl://mail.example.org`` without what stands in front of it, which sets other fields."""
        text = host.value.v
        scheme, mark, name = text.partition("://") if isinstance(text, str) else ("", "", "")
        if not mark:
            if text is UNKNOWN:
                for one in {one for sets in schemes.values() for one in sets}:
                    self.settings.fields[one] = Field(one, Value.unknown("depends on the host"))
            return host
        if scheme not in schemes:
            host.value = Value.unknown("what stands before the host is not known")
            return host
        for one, value in schemes[scheme].items():
            self._set_part(one, host, (0, len(scheme)), value)
        bare = self._part("host", host, len(scheme) + 3, len(text), Value.known(name))
        self.settings.fields["host"] = bare
        return bare

    def _split_host(self, host: Field) -> None:
        fields = self.settings.fields
        if host.value.v is UNKNOWN:
            fields.setdefault("port", Field("port", Value.unknown(host.value.why)))
            return
        text, accepts = host.value.v, self._specs()["host"].get("accepts_port")
        if isinstance(accepts, dict):
            accepts = accepts.get(self.settings.generation)
        if not isinstance(text, str) or ("port" in fields and not accepts):
            return  # with a port of its own, a client looks the whole text up as a name, unless it says otherwise
        mark = self._specs()["host"].get("port_mark", ":")
        if any(one in text.replace(mark, "") for one in self._specs()["host"].get("list_marks", ())):
            host.value = Value.unknown("a list of servers")
            fields.setdefault("port", Field("port", Value.unknown("a list of servers")))
            return
        name, colon, digits = text.rpartition(mark)
        if not colon or (":" in name and not (name.startswith("[") and name.endswith("]"))):
            return
        port = parse.number_of(digits)
        if (port is not None or digits) and ("port" not in fields or accepts != "beside"):
            value = Value.known(port) if port is not None else Value.unknown("the name of a service")
            fields["port"] = self._part("port", host, len(name) + len(mark), len(text), value)
        fields["host"] = self._part("host", host, 0, len(name), Value.known(name))

    def _take_url_apart(self, whole: Field, specs: dict[str, dict[str, Any]]) -> None:
        from . import urls

        spec = specs["url"]
        url = urls.parse(whole.raw)
        fields = self.settings.fields
        word = whole.raw.partition(":")[0]
        if url.broken and "transport" in spec["schemes"].get(word, {}) and url.broken in ("no-host", "no-scheme"):
            fields["transport"] = Field("transport", Value.known(spec["schemes"][word]["transport"]))
            return  # a transport that needs no host
        if url.broken == "no-host" and word not in spec["schemes"] and spec.get("other_scheme", "unknown") == "unknown":
            return  # another kind of URL, which may need none
        if url.broken:
            whole.misfits.append(Misfit("url", "fails", url.broken))
            whole.secret = "@" in whole.raw  # where the password ends cannot be told
            for name in ("host", "port", "username", "password"):
                fields.setdefault(name, Field(name, Value.unknown("the URL cannot be taken apart")))
            return
        scheme = url.scheme.text if url.scheme else ""
        if spec.get("fold"):
            scheme = scheme.lower()
        sets = spec["schemes"].get(scheme)
        if sets is None and url.scheme is not None:
            scheme_field = self._part("scheme", whole, url.scheme.start, url.scheme.end, Value.known(scheme))
            effect = spec.get("other_scheme", "unknown")
            if effect == "fails":
                error = str(spec.get("scheme_error", "")).replace("{value}", scheme)
                scheme_field.misfits.append(Misfit("scheme", "fails", error))
            fields["scheme"] = scheme_field
        for name, value in (sets or {}).items():
            self._set_part(name, whole, (url.scheme.start, url.scheme.end) if url.scheme else (0, 0), value)
        for name in ("username", "password", "host"):
            part = getattr(url, name)
            name = spec.get("parts", {}).get(name, name)
            if part is not None:
                self._set_part(name, whole, (part.start, part.end), part.text)
                fields[name].secret = name == "password"
        no_port = self._rules.get("int", {}).get("zero") == "default"
        if url.port is not None and url.port.text and not (no_port and int(url.port.text) == 0):
            self._set_part("port", whole, (url.port.start, url.port.end), int(url.port.text))
        if url.path is not None and url.path.text and spec.get("path"):
            self._set_part(spec["path"], whole, (url.path.start, url.path.end), url.path.text)
        for key, name in spec.get("query", {}).items():
            found = url.query.get(key)
            if found is not None and (name in specs or name not in self.client["fields"]):
                field = self.client["fields"].get(name, {})
                rules = {**field.get("parse", {}), **spec.get("query_parse", {}).get(key, {})}
                value, misfits = self._convert({**field, "parse": rules}, found.text)
                fields[name] = self._part(name, whole, found.start, found.end, value)
                fields[name].misfits = misfits
                fields[name].secret = self.client["fields"].get(name, {}).get("type") == "secret"

    def _set_part(self, name: str, whole: Field, place: tuple[int, int], value: Any) -> None:
        self.settings.fields[name] = self._part(name, whole, place[0], place[1], Value.known(value))

    def _take_object_apart(self, whole: Field, members: dict[str, str]) -> None:
        """The members of a JSON object that stands in a text, as settings; nothing where it is no such object."""
        from ..readers.json import read
        from ..text import Source
        from .secrets import names_secret

        document = read(Source("", whole.raw))
        root = document.roots[0]
        whole.secret = any(names_secret(entry.key) and entry.key not in members for entry in root.entries)
        if document.problems or root.kind != base.MAP:
            whole.secret = True  # where a secret stands in it cannot be told
            return
        for member, name in members.items():
            entry = lookup(root, member)
            if entry is None:
                self.settings.fields.setdefault(name, Field(name, Value.known(None)))
                continue
            node, spec = entry.value, self.client["fields"].get(name, {})
            value, misfits = self._convert(spec, parse.native(node, "tagged"))
            field = self._part(name, whole, node.inner.start, node.inner.end, value)
            field.misfits, field.secret = misfits, spec.get("type") == "secret"
            self.settings.fields[name] = field

    # -- defaults --------------------------------------------------------------------------------------------------

    def _default(self, name: str, spec: dict[str, Any], busy: set[str]) -> Value:
        keys = spec.get("keys", {}).get(self.settings.form, ())
        veiled = self._veiled and spec.get("type", "text") not in _SAME_EVERYWHERE
        opened = self._open or veiled or (self._kept and spec.get("late"))
        if keys and (opened or self.form.get("defaults") == "unknown"):
            return self._of_form(spec.get("default")) or Value.unknown("not set here")
        if keys and all(self._unread(key) for key in keys) and self._mentioned(spec):
            return Value.unknown(f"{self.form['read_in']} does not read it")
        if name in busy:
            return Value.unset()  # two defaults that look at each other: neither setting is written
        default = spec.get("default")
        if isinstance(default, dict) and "same" in default:
            other = self._value(default["same"], busy | {name})
            return Value.unknown("depends on another setting") if other is UNKNOWN else Value(DEFAULT, other)
        if isinstance(default, dict):
            return Value.unknown(default["unknown"])
        if isinstance(default, (list, tuple)):
            return self._first_row(default, busy | {name})
        if default is None:
            return Value.unset()
        return Value.default(default)

    def _of_form(self, default: Any) -> Value | None:
        """The default that holds in this form whatever other code may set, or None."""
        rows = default if isinstance(default, (list, tuple)) else ()
        return next((Value.default(row["is"]) for row in rows if self.settings.form in row.get("forms", ())), None)

    def _first_row(self, rows: Any, busy: set[str]) -> Value:
        for row in rows:
            if not self._row_applies(row):
                continue
            holds = conditions.evaluate(row["when"], lambda path: self._value(path, busy)) if row.get("when") else True
            if holds is None:
                return Value.unknown("the default depends on another setting")
            if holds and isinstance(row["is"], dict) and "same" in row["is"]:
                other = self._value(row["is"]["same"], busy)
                return Value.unknown("depends on another setting") if other is UNKNOWN else Value(DEFAULT, other)
            if holds and isinstance(row["is"], dict) and "host_of" in row["is"]:
                return _host_of(self._value(row["is"]["host_of"], busy))
            if holds and isinstance(row["is"], dict):
                return Value.unknown(row["is"]["unknown"])
            if holds:
                return Value.default(row["is"]) if row["is"] is not None else Value.unset()
        return Value.unset()

    def _row_applies(self, row: dict[str, Any]) -> bool:
        generation = self.settings.generation
        if row.get("only") and generation and generation not in row["only"]:
            return False
        if row.get("forms") and self.settings.form not in row["forms"]:
            return False
        if row.get("after") and not self._written_after(*row["after"]):
            return False
        return not row.get("beside") or self.beside(*row["beside"])

    def _written_after(self, late: str, early: str) -> bool:
        """Whether both settings are written in one file, the first one behind the second."""
        last, first = (self.settings.fields.get(name) for name in (late, early))
        if last is None or first is None or last.entry is None or first.entry is None:
            return False
        return last.source is first.source and last.entry.key_span.start > first.entry.key_span.start

    def _value(self, name: str, busy: set[str]) -> Any:
        field = self.settings.fields.get(name)
        if field is not None and field.value.state not in (UNSET, NOT_KNOWN):
            return field.value.v
        if field is not None and field.value.state == NOT_KNOWN:
            return UNKNOWN
        spec = self._specs().get(name)
        return self._default(name, spec, busy).v if spec is not None else None
