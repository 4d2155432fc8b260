"""``smtplint check --show-unknown``: the settings that could not be decided, and what would decide them."""

from __future__ import annotations

from ..settings.values import NOT_KNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..accounts import World
    from ..findings import Finding
    from ..rules.facts import Facts
    from ..settings.values import Field


class Unknowns:
    """Collects, account by account, what is not known; ``see`` is a runner's observer."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._variables: dict[str, None] = {}

    def see(self, worlds: list[World], findings: list[Finding]) -> None:
        """Notes the unknown settings of one account in any of its worlds, each once."""
        from ..rules.engine import account_place

        found: dict[str, str] = {}
        for _, facts in worlds:
            for field in facts.settings.fields.values():
                if field.value.state == NOT_KNOWN and _settable(field, facts):
                    found.setdefault(field.key or str(facts.lookup("key." + field.name)), _why(field))
                    self._variables.update(dict.fromkeys(filter(None, [variable_of(field)])))
        if not found:
            return
        place = account_place(worlds[-1][1])
        line = place.source.lines.position(place.span.start)[0]
        name = worlds[-1][1].settings.client["name"]
        width = max(map(len, found))
        self._lines.append(f"{place.source.path}:{line}: {name}, not known:")
        self._lines += [f"  {key:<{width}}  {why}" for key, why in found.items()]

    def text(self) -> str:
        """What was noted, and the options that would decide it; empty where everything is known."""
        if not self._lines:
            return ""
        lines = ["", *self._lines]
        if self._variables:
            lines.append(
                "To decide it: " + " ".join(f"--env {name}=VALUE" for name in self._variables) + ", or --env-file FILE"
            )
        return "\n".join(lines) + "\n"


def variable_of(field: Field) -> str:
    """The environment variable that would decide a field, or nothing."""
    name = str(getattr(field.node, "variable", "") or field.variable)
    return name if name.isidentifier() and not _inside_secret(field) else ""


def _inside_secret(field: Field) -> bool:
    """Whether a reference is only a part of a secret: what looks like a name may be the secret itself."""
    text = field.raw.strip().strip("'\"")
    return field.secret and bool(text) and not (text.startswith("$") and text.strip("${}").isidentifier())


def _settable(field: Field, facts: Facts) -> bool:
    return field.written or bool(facts.lookup("settable." + field.name))


def _why(field: Field) -> str:
    from ..rules.wording import printable

    return "depends on a reference" if _inside_secret(field) else printable(field.value.why or "not known")
