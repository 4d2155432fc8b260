"""The ``.env`` files that program code loads: only those that the code, or its project's files, say are loaded.

Read from the sources of dotenv 16 (``config``: from where the program runs), @next/env, @nestjs/config
(``ConfigModule.forRoot``), dotenv-rails 3 (``Dotenv::Rails#files``), phpdotenv 5 (``createImmutable`` fills ``$_ENV``
and ``$_SERVER``, the unsafe kind ``getenv`` as well), godotenv (``Load``). None of them changes a variable that is set.
"""

from __future__ import annotations

import os

from ... import project
from ...readers import base

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ...readers.base import Document, Node
    from ...surroundings import Surroundings

    Files = list[str]

_MOST_LOADS = 8  # calls of a loader in one file
_STAGES = ("development", "test", "staging", "production")
_MOST_TEXT = 400  # characters of an argument
_ENTRIES = ("index", "server", "app", "main")  # where a program that names no main file begins
_FOLDERS = ("", "src", "backend", "server")
_SCRIPTS = (".js", ".ts", ".mjs", ".cjs", ".mts")
_DIALECTS = {"javascript": "node-dotenv", "ruby": "ruby-dotenv", "php": "phpdotenv", "go": ""}
_MANIFESTS = {"javascript": "package.json", "ruby": "Gemfile", "php": "composer.json", "go": "go.mod"}
_SPECIAL = {"javascript": "$", "go": "$\\#'\"`", "php": "", "ruby": ""}  # what readers of one language differ in
_COERCED = ("true", "false", "null", "empty", "(true)", "(false)", "(null)", "(empty)")  # by ``env()`` of Laravel


def stages(document: Document, around: Surroundings) -> list[str]:
    """The stages (``production``) in which a file may run with a ``.env`` of their own; ``""`` is any other one."""
    home = _home(document, around)
    if home is not None and document.format == "javascript" and b'"config"' in _manifest(document, around):
        from .code_files import config_stages

        return config_stages(home, around) or [""]
    if home is None or _stage_of(document.source.path) or not _layered(document, home, around):
        return [""]
    names = [name.removesuffix(".local")[5:] for name in around.names(home) if name.startswith(".env.")]
    found = [one for one in _STAGES if one in names]
    return found if {"development", "production"} <= set(found) else ["", *found]


def environment(document: Document, around: Surroundings, stage: str = "") -> list[Document]:
    """The ``.env`` files that a file of program code runs with, the one that wins first; none where not known."""
    home = _home(document, around)
    if home is None:
        return []
    files = _layered(document, home, around)
    if files:
        stage = stage or _stage_of(document.source.path)
        paths = [os.path.join(home, name.format(stage)) for name in files if stage or "{}" not in name]
        paths = [one for one in paths if not (stage == "test" and one.endswith(".env.local"))]
    else:
        paths = _LOADERS[document.format](document, home, around)
    root = os.path.realpath(project.project_root(document.source.path))
    inside = [
        one
        for one in paths
        if os.path.realpath(one).startswith((os.path.realpath(home) + os.sep, root.rstrip(os.sep) + os.sep))
    ]
    read = (_read(document, path, around) for path in inside[:_MOST_LOADS])
    return [*(one for one in read if one is not None), *_settings(document, home, stage, around)]


def _settings(document: Document, home: str, stage: str, around: Surroundings) -> list[Document]:
    """The files from which the program's own objects hand out settings, the one that wins first."""
    if document.format != "javascript":
        return []
    from . import code_files

    manifest = _manifest(document, around)
    if b'"@nestjs/config"' in manifest:
        settings = code_files.nest(document, home, around)
        return settings.documents if settings is not None else []
    return code_files.node_config(document, home, stage, around) if b'"config"' in manifest else []


def _read(document: Document, path: str, around: Surroundings) -> Document | None:
    shown = path if os.path.isabs(document.source.path) else os.path.relpath(path)
    from ..layering.env_files import dialect_of

    found = around.document(shown, "dotenv", dialect_of(_DIALECTS[document.format], path, around))
    if found is None:
        return None
    manifest = _manifest(document, around)
    words: tuple[str, ...] = _COERCED if b'"laravel/' in manifest else ()
    if b'"@nestjs/config"' in manifest and document.format == "javascript":
        from .code_files import nest

        settings = nest(document, _home(document, around) or "", around)
        words = (*_COERCED, "0", "1", "yes", "no", "on", "off", "") if settings is not None and settings.checked else ()
    return _cautious(found, _SPECIAL[document.format], words)


def _cautious(document: Document, special: str, words: tuple[str, ...]) -> Document:
    """The file, with what its loader may read otherwise, or what is made of its text later, not known."""
    from ...readers.base import Document, Entry, Node

    result = Document(document.source, document.format, dialect=document.dialect)
    for root in document.roots:
        entries = []
        for entry in root.entries:
            node = entry.value
            written = document.source.text[node.span.start : node.span.end]
            if any(mark in written for mark in special) or node.text.lower() in words:
                node = Node(base.OPAQUE, node.span, inner=node.inner, why="read otherwise by its loader")
            entries.append(Entry(entry.key, entry.key_span, node, entry.span, merged=entry.merged))
        result.roots.append(Node(base.MAP, root.span, entries=entries))
    return result


def _home(document: Document, around: Surroundings) -> str | None:
    """The folder from which the program is run: that of the nearest project file, or its own; None: not known."""
    name = _MANIFESTS.get(document.format)
    if name is None:
        return None
    folders = around.folders(document.source.path)
    found = next((one for one in folders if around.text(os.path.join(one, name)) is not None), None)
    return found or (folders[0] if folders and document.format != "ruby" else None)


def _manifest(document: Document, around: Surroundings) -> bytes:
    home = _home(document, around)
    return (around.text(os.path.join(home, _MANIFESTS[document.format])) or b"") if home else b""


def _layered(document: Document, home: str, around: Surroundings) -> Files:
    """The files that a framework lays over each other, the one that wins first; nothing where there is none."""
    text = _manifest(document, around)
    if document.format == "javascript" and b'"next"' in text:
        return [".env.{}.local", ".env.local", ".env.{}", ".env"]
    if document.format == "ruby":
        groups = _groups(text.decode("utf-8", "replace"))
        stage = _stage_of(document.source.path)
        if groups is not None and (not groups or not stage or stage in groups):
            return [".env.{}.local", ".env.local", ".env.{}", ".env"]
    return []


def _stage_of(path: str) -> str:
    """The stage to which a file of Rails belongs: that of ``config/environments/production.rb``."""
    folder, name = os.path.split(path.replace("\\", "/"))
    return name.removesuffix(".rb") if os.path.basename(folder) == "environments" and name.endswith(".rb") else ""


def _groups(text: str) -> list[str] | None:
    """The groups in which a Gemfile has dotenv-rails, an empty list where in all; None where it has no such gem."""
    import re

    block: list[str] = []
    for line in text.splitlines():
        opened = re.match(r"\s*group\s+(.+?)\s+do\b", line)
        if opened:
            block = re.findall(r":(\w+)", opened[1])
        elif re.match(r"end\b", line):
            block = []
        elif re.match(r"\s*gem\s*\(?\s*['\"]dotenv-rails['\"]", line):
            option = re.search(r"groups?(?::|\s*=>)\s*(.+)", line)
            return [*block, *(re.findall(r":(\w+)", option[1]) if option else [])]
    return None


# -- loaders that the code itself calls ------------------------------------------------------------------------------


def _callees(document: Document) -> dict[str, list[Node]]:
    return {entry.key: entry.value.items for entry in document.roots[1].entries} if len(document.roots) > 1 else {}


def _arguments(node: Node) -> list[Node]:
    """What a call is given, without what is then done to its result."""
    return [entry.value for entry in node.entries if entry.value.style != base.METHOD and entry.key != "escapes"]


def _javascript(document: Document, home: str, around: Surroundings) -> Files:
    own = _loads(document, home)
    if own or own is None:
        return own or []
    text = _manifest(document, around)
    if b"-r dotenv/config" in text or b"--require dotenv/config" in text or b"--import dotenv/config" in text:
        return [] if b"dotenv_config_path" in text else [os.path.join(home, ".env")]
    if b'"@nestjs/config"' in text:
        from .code_files import nest

        settings = nest(document, home, around)
        return settings.files if settings is not None else []
    return _of_entry(home, text, around) if b'"dotenv"' in text else []


def _of_entry(home: str, text: bytes, around: Surroundings) -> Files:
    """What the file with which the program begins loads: where there are several, they must agree."""
    import json

    try:
        main = json.loads(text).get("main", "")
    except (ValueError, AttributeError, RecursionError):
        return []
    names = [main] if isinstance(main, str) and main and os.path.isfile(os.path.join(home, main)) else []
    names += [os.path.join(folder, stem + end) for folder in _FOLDERS for stem in _ENTRIES for end in _SCRIPTS]
    found = []
    for name in dict.fromkeys(names):
        path = os.path.join(home, name)
        if os.path.isfile(path) and b"dotenv" in (around.text(path) or b""):
            document = around.document(path, "javascript", "")
            files = _loads(document, home) if document is not None else []
            if files is None:
                return []
            found += [files] if files else []
    return found[0] if found and all(one == found[0] for one in found) else []


def _loads(document: Document, home: str) -> Files | None:
    """The files that calls of dotenv in a script load, the first that wins; None where one cannot be told."""
    import re

    text, calls = document.source.text, _callees(document)
    if "dotenv" not in text:
        return []
    here = os.path.dirname(os.path.abspath(document.source.path))
    default = os.path.join(home, ".env")
    found: list[str | None] = []
    for match in re.finditer(r"^[ \t]*import[ \t]+['\"]dotenv/config(?:\.js)?['\"]", text, re.MULTILINE):
        if not any(one.start <= match.start() < one.end for one in document.comments):
            found.append(default)
    for node in calls.get("require", [])[:200]:
        name = node.get("0")
        wanted = name.value.text if name is not None else ""
        if wanted == "dotenv/config":
            found.append(default)
        behind = re.compile(r"\s*\.\s*config\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)")
        called = behind.match(text, node.span.end, node.span.end + _MOST_TEXT) if wanted == "dotenv" else None
        if called is not None:
            found.append(_option(called[1], home, here))
    for node in calls.get("dotenv.config", [])[:_MOST_LOADS]:
        inside = text[node.span.start : node.span.end].partition("(")[2].rpartition(")")[0]
        found.append(_option(inside, home, here))
    files = [one for one in dict.fromkeys(found) if one is not None]
    return None if None in found or len(found) > _MOST_LOADS else files


def _option(inside: str, home: str, here: str) -> str | None:
    """The file that the options of ``config({path: …})`` name; None where they cannot be told."""
    import re

    if not inside.strip():
        return os.path.join(home, ".env")
    option = re.fullmatch(
        r"\s*\{\s*(?:(?:quiet|debug)\s*:\s*\w+\s*,\s*)?path\s*:\s*(.+?)\s*,?\s*\}\s*", inside, re.DOTALL
    )
    if option is None or len(inside) > _MOST_TEXT:
        return os.path.join(home, ".env") if re.fullmatch(r"\s*\{\s*(quiet|debug)\s*:\s*\w+\s*\}\s*", inside) else None
    plain = re.fullmatch(r"(['\"`])([^'\"`$]+)\1", option[1])
    if plain:
        return os.path.normpath(os.path.join(home, plain[2]))
    joined = re.fullmatch(r"(?:path\.)?(?:join|resolve)\(\s*__dirname\s*,\s*(.+?)\s*\)", option[1], re.DOTALL)
    parts = re.findall(r"(['\"`])([^'\"`$]+)\1\s*(?:,|$)\s*", joined[1]) if joined else []
    if not joined or "".join(part for _, part in parts) != re.sub(r"['\"`,\s]", "", joined[1]):
        return None
    return os.path.normpath(os.path.join(here, *(part for _, part in parts)))


def _ruby(document: Document, home: str, around: Surroundings) -> Files:
    """``require "dotenv/load"`` and ``Dotenv.load`` without names, of a program that runs in its Gemfile's folder."""
    calls = _callees(document)
    named = [one.value.text for node in calls.get("require", []) if (one := node.get("0")) is not None]
    loads = [node for name in ("Dotenv.load", "Dotenv.load!") for node in calls.get(name, [])]
    if any(_arguments(node) for node in loads):
        return []
    bare = any(line.strip() in ("Dotenv.load", "Dotenv.load!") for line in document.source.text.splitlines())
    return [os.path.join(home, ".env")] if "dotenv/load" in named or loads or bare else []


def _php(document: Document, home: str, around: Surroundings) -> Files:
    """``Dotenv::createImmutable(__DIR__)``, and the ``.env`` of Laravel for the files of its ``config`` folder."""
    import re

    text, calls = document.source.text, _callees(document)
    here = os.path.dirname(os.path.abspath(document.source.path))
    if b'"laravel/framework"' in _manifest(document, around) and here == os.path.join(home, "config"):
        return [os.path.join(home, ".env")]
    kinds = [name for name in calls if name.startswith("Dotenv.Dotenv.create")]
    nodes = [node for name in kinds for node in calls[name]]
    if len(nodes) != 1 or ("getenv(" in text and "Unsafe" not in kinds[0]) or "load(" not in text.lower():
        return []
    inside = text[nodes[0].span.start : nodes[0].span.end].partition("(")[2].rpartition(")")[0].strip()
    beside = re.fullmatch(r"__DIR__(?:\s*\.\s*['\"](/[\w./-]*)['\"])?", inside)
    above = re.fullmatch(r"dirname\(\s*__DIR__(?:\s*,\s*([1-4]))?\s*\)", inside)
    if beside:
        return [os.path.normpath(os.path.join(here + (beside[1] or ""), ".env"))]
    return [os.path.normpath(os.path.join(here, *[".."] * int(above[1] or 1), ".env"))] if above else []


def _go(document: Document, home: str, around: Surroundings) -> Files:
    """``godotenv.Load()`` with no name or plain ones, of a program that runs in its module's folder; the first wins."""
    main = os.path.join(home, "main.go")
    if "godotenv" not in document.source.text and b"godotenv" in (around.text(main) or b""):
        document = around.document(main, "go", "") or document
    calls = _callees(document)
    nodes = [node for name, found in calls.items() if name.endswith("joho/godotenv.Load") for node in found]
    if len(nodes) != 1 or any(name.endswith(("godotenv.Overload", "godotenv.Read")) for name in calls):
        return []
    values = _arguments(nodes[0])
    if len(values) > _MOST_LOADS or any(value.kind != base.SCALAR for value in values):
        return []
    return [os.path.normpath(os.path.join(home, value.text)) for value in values] or [os.path.join(home, ".env")]


_LOADERS: dict[str, Callable[[Document, str, Surroundings], Files]] = {
    "javascript": _javascript,
    "ruby": _ruby,
    "php": _php,
    "go": _go,
}
