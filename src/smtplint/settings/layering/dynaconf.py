"""Settings objects of dynaconf: its files laid over each other by environment, variables above them.

A ``Layers`` node stands for one object; a lookup in it is an ENV node (``readers.python.layers``) that is worked out
here once the environment is known. From the sources of dynaconf 3.1.12, 3.2.13 and 3.3.5 (``base.py``, ``loaders/``,
``contrib/``). Hooks, included files, other loaders and options that are not told here leave every value unknown. A
value of a file counts as long as nothing is known of variables that may replace it; an empty one is to be filled in.
"""

from __future__ import annotations

from ...conditions import UNKNOWN
from ...findings import Location
from ...readers import base
from ...readers.base import Node
from ..links import GIVEN, Linked, Reading
from ..values import Misfit
from . import dynaconf_values as values
from .dynaconf_files import Files
from .dynaconf_values import Held, Marker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...readers.base import Document
    from ...text import Source, Span
    from ..links import Environment

_OPTION = "_FOR_DYNACONF"
# Options that are followed here, besides those of _HARMLESS and the defaults of keys.
_FOLLOWED = frozenset(
    ("SETTINGS_FILE", "ROOT_PATH", "ENVIRONMENTS", "ENV", "ENV_SWITCHER", "ENVVAR_PREFIX", "MERGE_ENABLED",
     "LOWERCASE_READ", "DEFAULT_ENV", "DOTENV_PATH", "SECRETS")
)  # fmt: skip
_HARMLESS = frozenset(
    ("VALIDATE_ON_UPDATE", "SILENT_ERRORS", "ENCODING", "DOTENV_VERBOSE", "SKIP_FILES", "MAIN_ENV", "SYSENV_FALLBACK",
     "FRESH_VARS", "IGNORE_UNKNOWN_ENVVARS", "APPLY_DEFAULT_ON_NONE", "COMMENTJSON_ENABLED")
)  # fmt: skip
_UNFOLLOWED = frozenset(
    ("FORCE_ENV", "AUTO_CAST", "DOTTED_LOOKUP", "NESTED_SEPARATOR", "INDEX_SEPARATOR", "CORE_LOADERS", "LOADERS",
     "REDIS", "REDIS_URL", "REDIS_ENABLED", "VAULT", "VAULT_ENABLED", "VAULT_PATH", "DOTENV_OVERRIDE", "INSTANCE",
     "YAML_LOADER", "INCLUDES", "PRELOAD", "ENVVAR")
)  # fmt: skip
_SETUP = frozenset(
    ("LOAD_DOTENV", "VALIDATORS", "VALIDATE_ONLY", "VALIDATE_EXCLUDE", "VALIDATE_ONLY_CURRENT_ENV", "_WRAPPER_CLASS")
)
_BLOCKING = frozenset(("POST_HOOKS", "FILTER_STRATEGY", "DYNABOXIFY", "DYNACONF_SKIP_LOADERS", "COMPATIBILITY_MODE",
                       "DYNACONF_OPTIONS"))  # fmt: skip
_RENAMED = {"SETTINGS_FILES": "SETTINGS_FILE", "ENVIRONMENT": "ENVIRONMENTS"}
_NO_STAGE = frozenset(("default", "global", "dynaconf", "main", "dynaconf_merge", "dynaconf_include"))
_MAX_FORMAT = 8  # formats inside formats
_MAX_STAGES = 12


class Layers(Node):
    """One settings object: ``options`` are its arguments by name in capitals, ``why`` says what keeps it unknown."""

    __slots__ = ("_made", "capitals", "changed", "defaults", "files", "options", "spelt_small", "unsure")

    def __init__(self, source: Source, span: Span, options: dict[str, Node], files: Files, why: str = "") -> None:
        super().__init__(base.MAP, span, style="layers", source=source, why=why)
        self.files = files
        self.options: dict[str, Node] = {}
        self.defaults: dict[str, Node] = {}  # keys that are given to the object itself
        self.unsure: set[str] = set()  # keys that a validator may change; "*": any of them
        self.changed: set[str] = set()  # variables that the module itself sets
        self.spelt_small = False  # options of the extension for Flask, which old versions take only in capitals
        self.capitals: bool | None = None  # whether "False" in a variable is a flag; None: the version is not known
        self._made: tuple[Environment, Store] | None = None
        for name, node in options.items():
            self._take(name.upper(), node)

    def _take(self, name: str, node: Node) -> None:
        plain = _RENAMED.get(name, name).removesuffix(_OPTION)
        if plain in _FOLLOWED or plain in _SETUP:
            self.options[plain] = node
        elif plain in _BLOCKING or (plain in _UNFOLLOWED and not _is_off(plain, node)):
            self.why = self.why or f"{name.lower()} is set"
        elif plain not in _HARMLESS and not name.endswith(_OPTION):
            self.defaults[name] = node

    def of_version(self, wanted: str) -> None:
        """Takes notice of the version of dynaconf that the project asks for; an empty one is not known."""
        self.capitals = reads_capitals(wanted)
        if self.spelt_small and self.capitals is False:
            self.why = self.why or "an old version reads its options otherwise"
        self.files.dotenv()
        self.why = self.why or self.files.why

    def store(self, environment: Environment) -> Store:
        """The keys as they stand in an environment; the last one that was asked for is kept."""
        if self._made is None or self._made[0] is not environment:
            self._made = (environment, Store(self, environment))
        return self._made[1]

    def stages(self, environment: Environment) -> list[str]:
        """The environments (``production``) that the files tell apart, where nothing chooses one; else nothing."""
        one = Chosen(self, environment)
        if not one.layered or one.fixed:
            return []
        prefixes = {part.strip().lower() for part in (one.prefix or "").split(",")}
        found = {
            entry.key.lower()
            for document in self.files.documents
            for root in document.roots
            for entry in root.entries
            if entry.value.kind == base.MAP
        }
        found -= _NO_STAGE | prefixes | {one.default}
        return [*([] if "development" in found else [""]), *sorted(found)[:_MAX_STAGES]]

    def names(self, given: list[str]) -> list[str]:
        """The keys that the files have, those of ``given`` variables, and those of the ``.env`` that is loaded."""
        one = Chosen(self, _nothing())
        found: dict[str, None] = {}
        for document in self.files.documents:
            for root in document.roots:
                inner = [entry.value for entry in root.entries if entry.value.kind == base.MAP] if one.layered else []
                for node in inner or ([] if one.layered else [root]):
                    found.update({entry.key.partition("__")[0].upper(): None for entry in node.entries})
        own = [entry.key for document in self.files.dotenv() for root in document.roots for entry in root.entries]
        for prefix in one.prefixes():
            mark = f"{prefix}_" if prefix else ""
            named = [name[len(mark) :] for name in (*own, *given) if name.startswith(mark)]
            found.update({name.partition("__")[0].upper(): None for name in named})
        return [name for name in found if name.isidentifier() and not name.startswith("DYNACONF_")]

    def below(self, path: str) -> list[tuple[str, Span]]:
        """The keys that files have in the mapping at a path, as they spell them, each with its place."""
        found: dict[str, Span] = {}
        for document in self.files.documents:
            root = document.roots[0]
            for node in (root, *(entry.value for entry in root.entries if Chosen(self, _nothing()).layered)):
                inner: Node | None = node
                for part in path.split("."):
                    entries = inner.entries if inner is not None else []
                    inner = next((one.value for one in entries if one.key.lower() == part.lower()), None)
                for entry in inner.entries if inner is not None else ():
                    if not any(entry.key.lower() == name.lower() for name in found):
                        found[entry.key] = entry.key_span
        return [(name, span) for name, span in found.items() if not name.startswith("dynaconf_")]

    def place(self, name: str) -> Span:
        """Where the first file has a key, to tell its entry from others; else where the object is made."""
        for document in self.files.documents:
            for root in document.roots:
                for node in (root, *(entry.value for entry in root.entries)):
                    for entry in node.entries:
                        if entry.key.upper() == name:
                            return entry.key_span
        return self.span


def _is_off(name: str, node: Node) -> bool:
    """Whether an option that is not followed says what holds without it."""
    if node.kind != base.SCALAR:
        return False
    if name == "NESTED_SEPARATOR":
        return node.text == "__"
    usual = ("True",) if name in ("AUTO_CAST", "DOTTED_LOOKUP") else ("False", "None")
    return node.tag in ("bool", "null") and node.text in usual


def _nothing() -> Environment:
    from ..links import Environment

    return Environment()


class Chosen:
    """What the options and the variables choose: which environment runs, and which variables are read."""

    __slots__ = ("default", "env", "environment", "everywhere", "fixed", "layered", "layers", "prefix", "unknown")

    def __init__(self, layers: Layers, environment: Environment) -> None:
        self.layers = layers
        self.environment = environment.followed_by(layers.files.dotenv())
        self.unknown = layers.why
        layered = self.option("ENVIRONMENTS", False)
        self.layered = layered is not False
        prefix = self.option("ENVVAR_PREFIX", "DYNACONF")
        self.prefix: str | None = prefix if isinstance(prefix, str) else None if prefix is None else ""
        self.everywhere = self.option("MERGE_ENABLED", False) is True
        self.default = str(self.option("DEFAULT_ENV", "default") or "default").lower()
        self.env, self.fixed = self._env(environment.stage)
        self._variables()

    def option(self, name: str, default: Any) -> Any:
        """The value of an option; where it is not known, neither is anything else."""
        node = self.layers.options.get(name)
        if node is None:
            return default
        if name == "ENVIRONMENTS" and node.kind == base.SEQ:
            return True
        value = self.raw(node)
        if value is UNKNOWN:
            self.unknown = self.unknown or f"{name.lower()} is not known"
            return default
        return value

    def raw(self, node: Node) -> Any:
        """The value of an argument."""
        from ..links import reading

        return reading(node, self.layers.source or self.layers.files.source, self.environment, "tagged").raw

    def _env(self, stage: str) -> tuple[str, bool]:
        """The environment that runs, and whether something says so."""
        switcher = self.option("ENV_SWITCHER", "ENV_FOR_DYNACONF")
        known = self.environment.texts().get(str(switcher))
        if known is not None:
            text, why = known
            self.unknown = self.unknown or why
            return text.strip().strip("\"'"), True
        if stage:
            return stage, False
        node = self.layers.options.get("ENV")
        given = UNKNOWN if node is None else self.raw(node)
        return (given, True) if isinstance(given, str) and given else ("development", False)

    def _variables(self) -> None:
        """Variables of dynaconf itself, and such that the module sets, are not followed."""
        switcher = str(self.option("ENV_SWITCHER", "ENV_FOR_DYNACONF"))
        odd = [name for name in self.environment.texts() if name.endswith(_OPTION) and name != switcher]
        odd += [name for name in ("DYNACONF_SETTINGS", "SETTINGS_MODULE") if name in self.environment.texts()]
        marks = tuple(f"{prefix}_" if prefix else "" for prefix in self.prefixes())
        own = [name for name in self.layers.changed if name.startswith((*marks, "*")) or name.endswith(_OPTION)]
        own += [name for name in self.layers.changed if name == switcher]
        if odd or own:
            self.unknown = self.unknown or f"{(odd or own)[0]} is set"

    def prefixes(self) -> list[str]:
        """The prefixes of the variables that are read, the one that wins last; an empty one stands for all of them."""
        if self.prefix is None:
            return []
        own = [part.upper() for part in self.prefix.split(",")]
        return own if self.prefix.upper() == "DYNACONF" else ["DYNACONF", *own]

    def sections(self) -> list[str]:
        """The tables of a file that are read, the one that wins last."""
        above = (self.prefix or "dynaconf").lower()
        running = [part.strip().lower() for part in self.env.split(",") if part.strip()]
        return [*dict.fromkeys([self.default, above, *running]), "global"]


class Store:
    """The keys of one settings object in one environment."""

    def __init__(self, layers: Layers, environment: Environment) -> None:
        self.layers = layers
        self.chosen = Chosen(layers, environment)
        self.environment = self.chosen.environment
        self.data: dict[str, Held] = {}
        self._times: dict[str, int] = {}  # how often each key was set
        self.why = self.chosen.unknown
        if not self.why:
            self._fill()

    def _fill(self) -> None:
        for name, node in self.layers.defaults.items():
            self.set(name, self.layers.files.of_python(node))
        for document in self.layers.files.of_stage(self.chosen.env):
            self._load(document)
        self._load_variables()
        if any(name in self.data for name in ("DYNACONF_INCLUDE", "INCLUDES_FOR_DYNACONF", "YAML")):
            self.why = self.why or "other files are included"
        self.why = self.why or self.layers.files.why

    # -- loading ---------------------------------------------------------------------------------------------------

    def _load(self, document: Document) -> None:
        """``BaseLoader.load``: the tables of a file, or the file as a whole."""
        whole = self.layers.files.held(document)
        if not isinstance(whole.raw, dict):
            self.why = self.why or f"{document.source.path} is not followed"
            return
        if document.format == "python":
            self._update({key: one for key, one in whole.raw.items() if key.split("__")[0].isupper()}, None)
            return
        if not self.chosen.layered:
            self._update(whole.raw, whole.raw.get("dynaconf_merge"))
            return
        tables = {key.lower(): one for key, one in whole.raw.items()}
        for name in self.chosen.sections():
            table = tables.get(name)
            if table is not None and isinstance(table.raw, dict):
                self._update(table.raw, tables.get("dynaconf_merge"))
            elif table is not None and table.raw is not None:
                self.why = self.why or f"[{name}] is no table"

    def _update(self, data: dict[str, Held], around: Held | None) -> None:
        own = next((one for key, one in data.items() if key.upper() == "DYNACONF_MERGE"), None)
        if own is not None and around is not None and own is not around:
            self.why = self.why or "dynaconf_merge is set twice"
        asked = own if own is not None else around
        if asked is not None and asked.raw not in (True, False):
            self.why = self.why or "dynaconf_merge is not known"
        merges = None if asked is None else bool(asked.raw)
        for key, held in data.items():
            if key.upper() == "DYNACONF_DOTTED_LOOKUP":
                self.why = self.why or "dotted keys are read otherwise"
            elif key.upper() != "DYNACONF_MERGE":
                self.set(key, held, merges)

    def _load_variables(self) -> None:
        """``env_loader.load``: the variables of each prefix, in their order."""
        texts = self.environment.texts()
        for prefix in self.chosen.prefixes():
            mark = f"{prefix}_" if prefix else ""
            found = [name for name in texts if name.startswith(mark)]
            for name in found:
                key = name[len(mark) :]
                entry = self.environment.entry(name)
                if entry is None or not key:
                    continue
                text, why = texts[name]
                node = Held(UNKNOWN if why else text, entry[0].value, entry[1], name)
                rivals = [one for one in found if one != name and _overlap(one[len(mark) :], key)]
                if rivals and not self._in_order([name, *rivals]):
                    node.raw = UNKNOWN
                if node.raw is not UNKNOWN:
                    node = values.of_variable(node, capitals=self.layers.capitals)
                self.set(key, node)

    def _in_order(self, names: list[str]) -> bool:
        """Whether the variables stand in one file, so that it is known which comes first."""
        places = [self.environment.entry(name) for name in names]
        return all(one is not None and one[1].path != GIVEN for one in places) and (
            len({one[1].path for one in places if one is not None}) == 1
        )

    def set(self, key: str, held: Held, merges: bool | None = None) -> None:
        """``Settings.set``: a key with ``__`` or dots reaches into a mapping."""
        parts = key.strip().replace("__", ".").split(".")
        value = values.parsed(held)
        if values.fails(value):
            self.why = self.why or "a value cannot be read"
        name = parts[0].upper()
        self._times[name] = self._times.get(name, 0) + 1
        if len(parts) > 1:
            for part in reversed(parts[1:]):
                value = held.like({part: value})
            existing = self.data.get(name)
            if existing is not None and values.holds_more(existing):
                value = values.merge(existing, value)
            self.data[name] = value
            return
        stored = values.taken_in(self.data.get(name), value, context=merges, everywhere=self.chosen.everywhere)
        if stored is None:
            self.data.pop(name, None)
        else:
            self.data[name] = stored

    # -- reading ---------------------------------------------------------------------------------------------------

    def find(self, path: list[str]) -> Held | None:
        """What stands under a path of keys; None where nothing does."""
        if {path[0].upper(), "*"} & self.layers.unsure:
            return Held(UNKNOWN)
        held = self.data.get(path[0].upper())
        if held is None and path[0].upper() in self.layers.files.validated:
            held = self.layers.files.of_python(self.layers.files.validated[path[0].upper()])
        for part in path[1:]:
            if held is None or held.raw is UNKNOWN:
                return held
            if not isinstance(held.raw, dict):
                return Held(UNKNOWN)
            held = held.raw.get(values.found_key(held.raw, part))
        return held

    def worked_out(self, held: Held, depth: int = 0, *, inside: bool = False) -> Any:
        """The scalar that a value comes to, formats filled in; UNKNOWN for all else.

        A format ``inside`` a mapping is filled in whenever another file is merged with that, which may be early.
        """
        raw = held.raw
        if not isinstance(raw, Marker):
            return UNKNOWN if isinstance(raw, (dict, list)) else raw
        text = self._formatted(raw, depth, inside) if depth < _MAX_FORMAT else UNKNOWN
        for cast in reversed(raw.casts):
            text = values.cast(cast, text)
        return text

    def _formatted(self, marker: Marker, depth: int, inside: bool) -> Any:
        """A text of ``@format`` or ``@jinja`` in which only keys and variables stand; UNKNOWN for any other one."""
        opens, closes = {"@format": ("{", "}"), "@jinja": ("{{", "}}")}.get(marker.kind, ("", ""))
        if not opens or (marker.kind == "@jinja" and any(mark in marker.text for mark in ("{%", "{#", "\n"))):
            return UNKNOWN
        out, rest = "", marker.text
        while rest:
            before, mark, rest = rest.partition(opens)
            name, end, rest = rest.partition(closes) if mark else ("", "", "")
            if closes in before or (mark and not end):
                return UNKNOWN
            out += before
            if mark:
                value = self._named(name.strip() if marker.kind == "@jinja" else name, depth, inside)
                if value is UNKNOWN or value is None:
                    return UNKNOWN
                out += str(value)
        return out

    def _named(self, name: str, depth: int, inside: bool) -> Any:
        """``this.smtp.host`` or ``env[HOME]``."""
        if name.startswith("env[") and name.endswith("]"):
            text, why = self.environment.texts().get(name[4:-1].strip("\"'"), ("", "not set"))
            return UNKNOWN if why else text
        head, _, rest = name.partition(".")
        if head != "this" or not rest or not all(part.isidentifier() for part in rest.split(".")):
            return UNKNOWN
        path = rest.split(".")
        if "LOWERCASE_READ" in self.layers.options and not path[0].isupper():
            return UNKNOWN
        held = self.find(path)
        if held is None or (inside and self._times.get(path[0].upper(), 0) > 1):
            return UNKNOWN
        return self.worked_out(held, depth + 1, inside=inside or len(path) > 1)


def _overlap(one: str, other: str) -> bool:
    one, other = one.lower().replace("__", ".") + ".", other.lower().replace("__", ".") + "."
    return one.startswith(other) or other.startswith(one)


def reading(node: Node, source: Source, environment: Environment, depth: int) -> Reading:
    """What a lookup comes to: its value, the place where that stands and the way there."""
    layers = node.items[0]
    result = Reading(node, UNKNOWN)
    result.variable, result.cast = node.text, "layers"
    if not isinstance(layers, Layers):
        return result
    store = layers.store(environment)
    result.node = Node(base.ENV, node.span, text=store.why or node.text, style="computed", source=node.source)
    held = store.find(node.text.split("."))
    if store.why and not (held is not None and held.error):
        return result
    if node.tag == "lower" and layers.options.get("LOWERCASE_READ") is not None:
        return result
    here = Location(node.source or source, node.span, f"read here from {node.text}")
    if held is None or (held.raw is UNKNOWN and held.node is not None and held.source is None):
        given = held.node if held is not None else node.items[1] if len(node.items) > 1 and node.tag == "over" else None
        return _given(given, result, source, environment, depth)
    result.raw = store.worked_out(held, inside="." in node.text)
    if result.raw in ("", None) and held.source is not None and held.source is not layers.source:
        result.raw = UNKNOWN  # left to be filled in by a variable or a file that is not here
    for word in node.style.partition(":")[2].split("+"):
        if word:
            result.raw = values.cast(word, result.raw)
    if held.error:
        result.misfit = Misfit("int", "fails", held.error)
    elif result.raw is UNKNOWN:
        return result
    result.node, result.via = _placed(held, node, result.raw), [here]
    result.variable = held.variable or node.text
    if held.source is not None and held.source.path == GIVEN:
        result.via = []
    return result


def _given(given: Node | None, result: Reading, source: Source, environment: Environment, depth: int) -> Reading:
    """What the program itself gives where no layer has the key."""
    from ..links import reading as read

    if given is None:
        return result
    found = read(given, given.source or source, environment, "tagged", depth + 1)
    if isinstance(found.raw, str) and found.raw.startswith("@"):
        found.raw = UNKNOWN  # a marker counts there as well
    return found


def _placed(held: Held, node: Node, raw: Any) -> Node:
    """The value where it stands: the words there if they are it, or a value that no fix may touch."""
    found = held.node
    if found is None or held.source is None or held.source.path == GIVEN:  # there is no file to point to
        return Linked(Node(base.SCALAR, node.span, text=str(raw), source=node.source), [], editable=False)
    tag = {bool: "bool", int: "int", float: "float", str: "str"}.get(type(raw), found.tag)
    written = held.written and not found.text.startswith("@")
    written = written or (bool(held.variable) and found.text.lower() == str(raw).lower())
    plain = Node(
        base.SCALAR, found.span, text=found.text if written else str(raw), inner=found.inner, style=found.style,
        tag=found.tag or tag, quirks=found.quirks,
    )  # fmt: skip
    return Linked(plain, [], source=held.source, variable=held.variable, editable=written)


def reads_capitals(wanted: str) -> bool | None:
    """Whether a version, or a range of them, reads ``True`` in a variable as a flag; None where that is not told."""
    from ..versions import within

    if not wanted:
        return None
    found = within(
        [{"id": "old", "from": "", "until": "3.2.1"}, {"id": "new", "from": "3.2.2", "until": ""}], wanted, exact=False
    )
    return None if len(found) > 1 else found == ["new"]
