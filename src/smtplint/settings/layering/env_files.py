"""Which ``.env`` files the loaders of frameworks lay together, the file that wins last.

Read from the sources of symfony/dotenv 7 (``loadEnv``) and dotenv-rails 3 (``Dotenv::Rails``); the order of Next.js,
react-scripts, dotenv-flow and Vite (SvelteKit, Astro) is that in which @next/env 15.5, react-scripts 5.0, dotenv-flow
4.1 and Vite 5.4 were seen to take them; Bun's is that of its documentation. Programs that load one file alone are not
here (Laravel takes ``.env.testing`` in the place of ``.env``), but Node.js is where scripts
name several to it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...surroundings import Surroundings

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
    ("package.json", ('"@types/bun"', '"bun-types"'), [[".env"], [".env.{}"], [".env.local"]], _TEST),
    ("Gemfile", ("dotenv-rails",), [[".env"], [".env.{}"], [".env.local"], [".env.{}.local"]], _TEST),
)  # fmt: skip


def rules_of(path: str, around: Surroundings) -> dict[str, Any]:
    """The rules by which an ``.env`` file and those beside it complete each other; empty where none is known."""
    folder, _, name = path.replace("\\", "/").rpartition("/")
    if not name.startswith(".env") or sum(one.startswith(".env") for one in around.names(folder)) < 2:
        return {}
    for file, words, order, skip in _LOADERS:
        text = _nearest(path, file, around)
        if any(word.encode() in text for word in words):
            return _rules(order, skip)
    named = _on_command_line(path, around)
    return _rules([[one] for one in named], {}) if name in named and len(named) > 1 else {}


# Loaders that more than one thing may stand behind: what in the project file tells the other one.
_ELSE = {"node-dotenv": ("package.json", ('"next"', '"dotenv-expand"'), "node-expand")}


def dialect_of(dialect: str, path: str, around: Surroundings) -> str:
    """The dialect in which a file is read whose program's usual loader is known: its project may have another one."""
    file, words, other = _ELSE.get(dialect, ("", (), ""))
    text = _nearest(path, file, around) if file else b""
    return other if any(word.encode() in text for word in words) else dialect


def _rules(order: list[list[str]], skip: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "order": order, "skip": skip, "ordered": True, "documents": [], "mark": "", "standing": "", "imports": [],
        "only": [], "variables": "", "references": False, "relaxed": "", "whole": [],
    }  # fmt: skip


def _nearest(path: str, file: str, around: Surroundings) -> bytes:
    """The nearest project file of a name, in lower case: what stands above it is of another program."""
    import os

    for folder in around.folders(path):
        text = around.text(os.path.join(folder, file))
        if text is not None:
            return text
    return b""


def _on_command_line(path: str, around: Surroundings) -> list[str]:
    """The files that the scripts of package.json give to ``node --env-file``, of which a later one wins.

    Only where all scripts that give any give the same ones, and where package.json stands beside them.
    """
    import json
    import os
    import re

    data = around.text(os.path.join(os.path.dirname(os.path.abspath(path)), "package.json")) or b""
    if b"--env-file" not in data:
        return []
    try:
        scripts = json.loads(data).get("scripts", {})
        lines_of = [str(one) for one in scripts.values()]
    except (ValueError, AttributeError, RecursionError):
        return []
    lines = [re.findall(r"--env-file(?:-if-exists)?[= ]([^\s\"'\\\\]+)", line) for line in lines_of]
    found = {tuple(one.removeprefix("./") for one in line) for line in lines if line}
    return list(found.pop()) if len(found) == 1 else []
