"""Objects of program code that hand out settings: ``configService.get('SMTP_HOST')``, ``config.get('smtp.port')``.

Such a read is an ENV node of tag ``settings``, its text the name as it is asked for. ``receivers`` finds the objects.
"""

from __future__ import annotations

from .tokens import GROUP, NAME, Token

_TYPES = {"ConfigService": "@nestjs/config."}  # by which a parameter is known, and where the class comes from
_MODULES = frozenset(("config", "#start/env", "@ioc:Adonis/Core/Env"))  # modules that are such an object themselves
READS = frozenset(("get", "getOrThrow"))
_MOST_DEPTH = 60


def receivers(items: list[Token], imported: dict[str, str]) -> frozenset[str]:
    """The names under which a script knows objects that hand out settings; members of ``this`` with their dots."""
    found = {name for name, module in imported.items() if module in _MODULES}
    wanted = {name for name, module in imported.items() for kind in _TYPES if module == _TYPES[kind] + kind}
    if wanted:
        _typed(items, wanted, found, 0)
    return frozenset(found)


def _typed(items: list[Token], types: set[str], found: set[str], depth: int) -> None:
    for at, token in enumerate(items):
        if token.kind == GROUP and depth < _MOST_DEPTH:
            _typed(token.items, types, found, depth + 1)
        elif token.kind == NAME and token.text in types and at >= 2 and items[at - 1].is_mark(":"):
            name = items[at - 2]
            if name.kind == NAME:
                found.update((name.text, f"this.{name.text}"))
