"""References from one file to another: the environment that a settings module or a compose file reads."""

from __future__ import annotations

from ..conditions import UNKNOWN
from ..findings import Location
from ..readers import base
from ..readers.base import Node
from . import casts, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..readers.base import Document, Entry
    from ..text import Source
    from .values import Misfit

CAUGHT = "inside try"  # the ``why`` of a read whose failure the module survives
LAYERS_STYLE = "layers:"  # of a lookup in a settings object (``readers.python.layers``)
GIVEN = "--env"  # the name of the source of what the command line gives
_TO_FILL_IN = ("<", "{", "...", "change", "your", "xxx", "todo", "replace", "fill", "insert", "$")
_MAX_CHAIN = 8  # defaults inside defaults


class Linked(Node):
    """A value that another place gives: ``via`` is the way there, nearest first; ``variable`` decides it.

    ``origin`` is its entry as it stands in that place; ``lone`` whether nobody but this program reads it there.
    """

    __slots__ = ("editable", "lone", "origin", "variable", "via")

    def __init__(
        self,
        node: Node,
        via: list[Location],
        *,
        source: Source | None = None,
        variable: str = "",
        editable: bool = True,
        origin: Entry | None = None,
        lone: bool = False,
    ) -> None:
        super().__init__(
            node.kind, node.span, text=node.text, inner=node.inner, style=node.style, tag=node.tag,
            entries=node.entries, items=node.items, why=node.why, quirks=node.quirks, source=source or node.source,
        )  # fmt: skip
        self.via = via
        self.variable = variable
        self.origin = origin
        self.lone = lone
        self.editable = editable and getattr(node, "editable", True)  # whether the value as it is written stands there


class Environment:
    """Variables from ``.env`` files, first file first; nodes keep their own source, for findings to point there.

    ``apart`` are files that the program reads into a mapping of its own, which is not its environment.
    """

    __slots__ = ("_apart", "_documents", "stage")

    def __init__(
        self, documents: list[Document] | None = None, apart: list[Document] | None = None, stage: str = ""
    ) -> None:
        self._documents = documents or []
        self._apart = apart or []
        self.stage = stage  # in which the program is taken to run (``production``); empty: nothing is chosen

    def seen_by(self, node: Node) -> Environment:
        """What a read looks into: tag ``file`` the mapping of a file alone, ``over-file`` the environment over it."""
        if node.tag == "file":
            return Environment(self._apart)
        return self.followed_by(self._apart) if node.tag == "over-file" else self

    @property
    def known(self) -> bool:
        """Whether there is any file at all; without one, nothing says that a variable is not set."""
        return bool(self._documents)

    @property
    def nearest(self) -> str:
        """The path of the last file, which the program itself loads; empty where it loads none."""
        documents = self._documents or self._apart
        return documents[-1].source.path if documents else ""

    def followed_by(self, documents: list[Document]) -> Environment:
        """This environment, and behind it that of more files."""
        return Environment([*self._documents, *documents], stage=self.stage)

    def texts(self) -> dict[str, tuple[str, str]]:
        """Each variable's text and why it is not certain, which is mostly empty; those passed on are not among them."""
        found: dict[str, tuple[str, str]] = {}
        for document in self._documents:
            own = {entry.key: entry.value for root in document.roots for entry in root.entries}
            for name, node in own.items():
                if node.kind != base.ENV and node.tag != "null":
                    found.setdefault(name, (node.text, "" if node.kind == base.SCALAR else node.why or "not known"))
        return found

    def entry(self, name: str) -> tuple[Entry, Source] | None:
        """The entry that the first file has for a variable, with the file, or None."""
        for document in self._documents:
            for root in document.roots:
                entry = root.get(name)
                if entry is not None and not (entry.value.kind == base.SCALAR and entry.value.tag == "null"):
                    return entry, document.source
        return None

    def named(self, node: Node) -> str:
        """Of the names that a settings object tries (``A|B``; tag ``exact``: as spelt), the first that is set."""
        names = node.text.split("|")
        exact = node.tag == "exact"
        spelt = {name if exact else name.lower(): name for name in self.texts()}
        found = [spelt[key] for name in names if (key := name if exact else name.lower()) in spelt]
        return (found or names)[0]

    def find(self, name: str) -> Node | None:
        """The value that the first file sets for a variable, or None."""
        found = self.entry(name)
        if found is None:
            return None
        entry, source = found
        if source.path == GIVEN:
            return Linked(entry.value, [], source=source, editable=False)
        entry.value.source = source
        return entry.value


def given(pairs: list[str]) -> Document:
    """A document of the variables that the command line gives, each ``NAME=VALUE``."""
    from ..readers.base import Document, Entry
    from ..text import Source, Span

    document = Document(Source.from_bytes(GIVEN, b""), "dotenv")
    nothing = Span(0, 0)
    found = [pair.partition("=") for pair in pairs]
    nodes = [(name, Node(base.SCALAR, nothing, text=value, tag="str")) for name, _, value in found]
    document.roots = [Node(base.MAP, nothing, entries=[Entry(name, nothing, node) for name, node in nodes])]
    return document


def to_fill_in(document: Document) -> Document:
    """A template of a ``.env`` file as a document: what is left to be filled in there is not known."""
    from ..readers.base import Document, Entry

    result = Document(document.source, document.format, dialect=document.dialect)
    for root in document.roots:
        entries = []
        for entry in root.entries:
            node = entry.value
            open_ended = not node.text or any(mark in node.text.lower() for mark in _TO_FILL_IN)
            if node.kind == base.SCALAR and open_ended:
                node = Node(base.OPAQUE, node.span, inner=node.inner, why="to be filled in")
            entries.append(Entry(entry.key, entry.key_span, node, entry.span, merged=entry.merged))
        result.roots.append(Node(base.MAP, root.span, entries=entries))
    return result


class Reading:
    """What a node comes to: ``raw`` is its value (UNKNOWN where not known), ``node`` where that value stands.

    ``via`` is the way there, ``variable`` and ``cast`` the environment variable that was read and what was done to its
    text, ``misfit`` what goes wrong there.
    """

    __slots__ = ("cast", "misfit", "node", "raw", "variable", "via")

    def __init__(self, node: Node, raw: Any) -> None:
        self.node = node
        self.raw = raw
        self.variable = ""
        self.cast = ""
        self.misfit: Misfit | None = None
        self.via: list[Location] = []


def reading(node: Node, source: Source, environment: Environment, typing: str, depth: int = 0) -> Reading:
    """Follows a node to its value: a read of the environment to the file that sets the variable, then the casts."""
    if node.kind != base.ENV:
        result = Reading(node, parse.native(node, typing))
        if isinstance(node, Linked):
            result.via = list(node.via)
        return result
    if node.style.startswith("computed:"):
        return _computed(node, source, environment, typing, depth)
    if node.style.startswith(LAYERS_STYLE):
        from .layering.dynaconf import reading as looked_up

        return looked_up(node, source, environment, depth)
    name = environment.named(node) if node.tag in ("fold", "exact", "written") else node.text
    found = environment.seen_by(node).find(name)
    if found is None and node.tag == "written" and node.items:
        return reading(node.items[0], source, environment, typing, depth + 1)
    if found is not None and node.tag == base.SETTINGS and found.source is not None and found.source.path != GIVEN:
        return _setting(node, found, source, environment, depth)
    result = Reading(node if found is None else found, UNKNOWN)
    result.variable, result.cast = name, node.style
    if found is None or found.kind != base.SCALAR or depth > _MAX_CHAIN:
        return result
    if found.source is not None and found.source.path == GIVEN:  # there is no file to point to
        plain = Node(base.SCALAR, node.span, text=found.text, tag="str", source=node.source)
        result.node = found = Linked(plain, [], editable=False)
    else:
        result.via.append(Location(node.source or source, node.span, f"read here from {name}"))
    either, strip, cast = casts.split(node.style)
    if either and not found.text:
        fallback = reading(node.items[0], source, environment, typing, depth + 1)
        result.node, result.raw, result.via = fallback.node, fallback.raw, [*fallback.via, *result.via]
    else:
        result.raw = found.text
    if ("expands" in node.quirks and "$" in found.text) or ("proxied" in node.quirks and found.text[:2] == "{{"):
        result.raw = UNKNOWN  # it stands for other variables
        return result
    if (
        cast.startswith(("django-environ:", "envparse:"))
        and node.items
        and node.items[0].tag == "str"
        and node.items[0].text == found.text
    ):
        return result  # a text that is the default's is handed on as it is (Env.get_value)
    if found.text.startswith("$") and "environ.Env" in source.text:
        result.raw = UNKNOWN  # django-environ looks up the variable of that name
    if strip and isinstance(result.raw, str):
        result.raw = result.raw.strip()
    result.raw, result.misfit = casts.apply(cast, result.raw)
    if result.misfit is not None and result.misfit.effect == "fails" and node.why == CAUGHT:
        result.misfit = None
    return result


def _setting(node: Node, found: Node, source: Source, environment: Environment, depth: int) -> Reading:
    """What an object that hands out settings has for a name: a value of its file's own type, or another read."""
    inner = reading(found, found.source or source, environment, "tagged", depth + 1) if depth < _MAX_CHAIN else None
    either, _, cast = casts.split(node.style)
    result = Reading(found, UNKNOWN)
    result.variable, result.cast = node.text, node.style
    if inner is None or inner.raw is UNKNOWN or inner.misfit is not None or (either and not inner.raw):
        return result
    result.node, result.raw = inner.node, inner.raw
    result.via = [*inner.via, Location(node.source or source, node.span, f"read here from {node.text}")]
    if cast:
        result.raw, result.misfit = casts.apply(cast, inner.raw)
    return result


def _computed(node: Node, source: Source, environment: Environment, typing: str, depth: int) -> Reading:
    """An expression over variables: where it is known, its value stands nowhere as it is."""
    from .computed import Computed

    work = Computed(lambda one, deeper: reading(one, source, environment, typing, depth + deeper), environment)
    result = Reading(node, work.result(node) if depth <= _MAX_CHAIN else UNKNOWN)
    result.variable, result.cast = work.missing or node.text, "computed"
    if result.raw is UNKNOWN:
        result.node = Node(base.ENV, node.span, text=result.variable, style="computed", source=node.source)
        return result
    tag = {"str": "str", "int": "int", "float": "float", "bool": "bool"}.get(type(result.raw).__name__, "null")
    plain = Node(base.SCALAR, node.span, text=str(result.raw), tag=tag, source=node.source)
    result.node, result.via = Linked(plain, work.via, editable=False), work.via
    return result


def holds(node: Node, source: Source, environment: Environment) -> bool | None:
    """Whether a test of a Python module holds that reads the environment; None where that is not known."""
    raw = reading(node, source, environment, "tagged").raw
    return None if raw is UNKNOWN else bool(raw)


_LOADERS = (
    "load_dotenv",
    "read_env",
    "read_envfile",
    "find_dotenv",
    "decouple",
    "prettyconf",
    "dotenv_values",
    "autoconfig",
    "env_file",
    "starlette.config",
    "from_prefixed_env",
)


def loader_of(text: str) -> str:
    """The dialect of the loader of ``.env`` files that a Python module names; empty where it names none."""
    loaders = (("environ.Env", "django-environ"), ("decouple", "decouple"), ("prettyconf", "decouple"),
               ("dotenv", "python-dotenv"), ("environs", "python-dotenv"), ("env_file", "python-dotenv"))  # fmt: skip
    return next((dialect for word, dialect in loaders if word in text), "")


def loads_env_file(text: str) -> bool:
    """Whether a Python module says that it loads a ``.env``; only then is one beside it taken for its environment."""
    return any(word in text for word in _LOADERS)
