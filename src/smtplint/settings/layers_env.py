"""Which ``.env`` files the loaders of frameworks lay together, the file that wins last.

Read from the sources of symfony/dotenv 7 (``loadEnv``), dotenv-rails 3 (``Dotenv::Rails``), @next/env, react-scripts,
dotenv-flow 4 (``listFiles``), Vite (``loadEnv``, for SvelteKit and Astro). Programs that load one file alone are not
here: Laravel takes ``.env.testing`` in the place of ``.env``, plain dotenv other files only where somebody names them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..surroundings import Surroundings

_TEST = {".env.local": ["test"]}
# Evidence: a project file and the words of which one must stand in it. An order of [[...], [...]]: lowest level first.
_LOADERS: tuple[tuple[str, tuple[str, ...], list[list[str]], dict[str, list[str]]], ...] = (
    (
        "composer.json",
        ('"symfony/dotenv"', '"symfony/framework-bundle"', '"symfony/runtime"'),
        [[".env"], [".env.local"], [".env.{}"], [".env.{}.local"]],
        _TEST,
    ),
    (
        "package.json",
        ('"dotenv-flow"',),
        [[".env.defaults"], [".env"], [".env.local"], [".env.{}"], [".env.{}.local"]],
        _TEST,
    ),
    ("package.json", ('"next"', '"react-scripts"'), [[".env"], [".env.{}"], [".env.local"], [".env.{}.local"]], _TEST),
    ("package.json", ('"@sveltejs/kit"', '"astro"'), [[".env"], [".env.local"], [".env.{}"], [".env.{}.local"]], {}),
    ("Gemfile", ("dotenv-rails",), [[".env"], [".env.{}"], [".env.local"], [".env.{}.local"]], _TEST),
)  # fmt: skip


def rules_of(path: str, around: Surroundings) -> dict[str, Any]:
    """The rules by which an ``.env`` file and those beside it complete each other; empty where none is known."""
    folder, _, name = path.replace("\\", "/").rpartition("/")
    if not name.startswith(".env") or sum(one.startswith(".env") for one in around.names(folder)) < 2:
        return {}
    for file, words, order, skip in _LOADERS:
        if any(around.holds(path, file, word) for word in words):
            return {
                "order": order, "skip": skip, "ordered": True, "documents": [], "mark": "", "standing": "",
                "imports": [], "only": [], "variables": "", "references": False, "relaxed": "", "whole": [],
            }  # fmt: skip
    return {}
