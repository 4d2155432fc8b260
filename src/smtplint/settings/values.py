"""What a program is known to have for a setting: three-valued, with the place where it was written.

``Known`` was written and read; ``Default`` is what the client takes when nothing is written; ``Unknown`` cannot be told
without running something. Alternatives (branches, versions) are separate ``Settings``, each with its guard.
"""

from __future__ import annotations

from ..conditions import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..findings import Location
    from ..readers.base import Entry, Node
    from ..text import Source, Span

KNOWN, DEFAULT, NOT_KNOWN, UNSET = "known", "default", "unknown", "unset"


class Value:
    """``state`` is KNOWN, DEFAULT, NOT_KNOWN or UNSET; ``v`` the value (UNKNOWN when not known, None when unset)."""

    __slots__ = ("state", "v", "why")

    def __init__(self, state: str, v: Any, why: str = "") -> None:
        self.state = state
        self.v = v
        self.why = why

    @classmethod
    def known(cls, v: Any) -> Value:
        """A value that was written and is read as ``v``."""
        return cls(KNOWN, v)

    @classmethod
    def default(cls, v: Any) -> Value:
        """What the client takes by itself."""
        return cls(DEFAULT, v)

    @classmethod
    def unknown(cls, why: str) -> Value:
        """A value that nothing here decides; ``why`` names what would."""
        return cls(NOT_KNOWN, UNKNOWN, why)

    @classmethod
    def unset(cls) -> Value:
        """Nothing written, and no default."""
        return cls(UNSET, None)

    def __repr__(self) -> str:
        return f"Value({self.state}, {self.v!r})"


class Misfit:
    """A text that the client cannot read, or reads as something else than it says.

    ``kind`` is the type that was wanted; ``effect`` is ``fails`` (the program stops), ``default`` (the default is
    used), or ``misread`` (another value than the text says); ``error`` is what the program prints.
    """

    __slots__ = ("effect", "error", "kind")

    def __init__(self, kind: str, effect: str, error: str = "") -> None:
        self.kind = kind
        self.effect = effect
        self.error = error


class Field:
    """One canonical setting: its value, the key as spelt, and where it stands (``node`` is None for defaults)."""

    __slots__ = (
        "cast",
        "entry",
        "key",
        "misfits",
        "name",
        "node",
        "quirks",
        "raw",
        "secret",
        "source",
        "span",
        "value",
        "variable",
        "via",
    )

    def __init__(self, name: str, value: Value) -> None:
        self.name = name
        self.value = value
        self.key = ""
        self.entry: Entry | None = None
        self.node: Node | None = None
        self.source: Source | None = None
        self.span: Span | None = None  # the words to underline: the value, or a part of it
        self.raw = ""  # the text as the reader delivers it
        self.misfits: list[Misfit] = []
        self.quirks: tuple[str, ...] = ()
        self.secret = False
        self.cast = ""  # what the program does with the variable's text
        self.variable = ""  # the environment variable that gives the value, if one does
        self.via: list[Location] = []  # how the value came here, nearest first

    @property
    def written(self) -> bool:
        """Whether the user wrote this setting anywhere."""
        return self.node is not None


class Settings:
    """One client's settings for one account, in one world: a version generation and a choice of branches."""

    __slots__ = ("client", "extra", "fields", "form", "generation", "guard")

    def __init__(self, client: dict[str, Any], form: str, generation: str, guard: str = "") -> None:
        self.client = client
        self.form = form
        self.generation = generation
        self.guard = guard
        self.fields: dict[str, Field] = {}
        self.extra: list[Entry] = []  # entries of the part that no field of the client reads

    def value(self, name: str) -> Any:
        """The value of a field: UNKNOWN when not known, None when unset or not a field of this client."""
        field = self.fields.get(name)
        return None if field is None else field.value.v
