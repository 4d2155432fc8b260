"""Prints how much of the mail settings in the Python files below a folder is known, and why the rest is not.

``python -m tests.evaluation.shares FOLDER [--reasons]``. A setting is a name such as ``EMAIL_HOST``, ``MAIL_PORT`` or
``SMTP_USER`` at the top of a module or in a class, and an argument of a mail library's call, as it stands in the end:

known     its value is worked out, here or in a module that is imported
default   the environment decides, and the program says what it takes without
one of    branches decide between values that are known
unknown   everything else, by reason: the environment, an import that is not there, an expression
"""

from __future__ import annotations

import pathlib
import re
import sys
from collections import Counter
from collections.abc import Iterator

from smtplint.conditions import UNKNOWN
from smtplint.readers import base
from smtplint.readers.base import Node
from smtplint.readers.registry import read
from smtplint.settings.branches import worlds
from smtplint.settings.links import Environment, reading
from smtplint.settings.programs.python_modules import Modules
from smtplint.surroundings import Surroundings
from smtplint.text import Source

SETTING = re.compile(
    r"(E?MAIL|SMTP)_\w+|(DEFAULT_FROM|SERVER)_EMAIL|host|hostname|port|username|user|password|use_tls|start_tls|secure"
)
MISSING = re.compile(r"from \S+ import|the name |the attribute |the module ")
NOTHING = Environment()


def of_file(path: pathlib.Path) -> Iterator[tuple[str, str]]:
    """For each mail setting of a file its state, and the reason where it is not known."""
    around = Surroundings()
    modules = Modules(around.document, around.folders)
    source = Source.from_bytes(str(path), path.read_bytes())
    document = read(source, "python")
    modules.within(document)
    root = document.roots[0]
    holders = [root, *(entry.value for entry in root.entries if entry.value.style == "class")]
    holders += [call for entry in document.roots[2].entries for call in entry.value.items]
    holders += document.roots[1].items
    for holder in holders:
        names = {name for name in keys(holder) if SETTING.fullmatch(name)}
        if holder is root or holder.style == "class":
            names = {name for name in names if name.isupper()}
        possible = [world for _, world in worlds(holder, frozenset(names))]
        for name in sorted(names):
            yield judged([entry.value for world in possible if (entry := world.get(name)) is not None], source)


def keys(node: Node) -> Iterator[str]:
    """The keys of a mapping and of its branches that this module sets itself."""
    for entry in node.entries:
        if entry.key.startswith("?"):
            yield from keys(entry.value)
        elif not entry.merged:
            yield entry.key


def judged(found: list[Node], source: Source) -> tuple[str, str]:
    """The state of a setting that holds one of these, and the reason where it is not known."""
    values = [shown(node, source) for node in found]
    unknown = [node for node, value in zip(found, values, strict=True) if value is None]
    if not unknown:
        return ("known", "") if len(set(values)) < 2 else ("one of", "")
    node = unknown[0]
    if node.kind == base.ENV:
        return ("default", "") if with_default(node, source) else ("unknown", "environment")
    if node.why.startswith("only if"):
        return "unknown", "too many branches"
    where = "import" if MISSING.match(node.why) else "expression"
    place = (node.source or source).text[node.span.start : node.span.end] if where == "expression" else node.why
    return "unknown", f"{where}: {' '.join(place.split())[:110]}"


def shown(node: Node, source: Source) -> str | None:
    """The value as text, or None where it is not known."""
    if node.kind in (base.SEQ, base.MAP):
        return "a container"
    raw = reading(node, source, NOTHING, "tagged").raw
    return None if raw is UNKNOWN else repr(raw)


def with_default(node: Node, source: Source) -> bool:
    """Whether every read of the environment in an expression says what holds without."""
    if node.style.startswith("computed:"):
        return all(with_default(item, source) for item in node.items if item.kind == base.ENV)
    default = node.items[-1] if node.items else None
    return default is not None and (shown(default, source) is not None or with_default(default, source))


def main(folder: str, *, reasons: bool) -> None:
    """Prints the shares for all Python files below a folder, tests left out."""
    states: Counter[str] = Counter()
    whys: Counter[str] = Counter()
    files = 0
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        if re.search(r"(^|/)(tests?/|test_[^/]*$|conftest)", str(path.relative_to(folder))) or not path.is_file():
            continue
        text = path.read_bytes()
        if not re.search(rb"EMAIL_|MAIL_|SMTP", text) or len(text) > 1_000_000:
            continue
        found = list(of_file(path))
        files += bool(found)
        states.update(state for state, _ in found)
        whys.update(why for _, why in found if why)
    total = sum(states.values()) or 1
    print(f"{files} files, {total} settings")
    for state in ("known", "default", "one of", "unknown"):
        print(f"{state:8} {states[state]:6} {100 * states[state] / total:5.1f} %")
    groups = Counter(dict.fromkeys(("environment", "import", "expression", "too many branches"), 0))
    for why, count in whys.items():
        groups[why.partition(":")[0]] += count
    for group, count in groups.items():
        print(f"  {group:18} {count:6} {100 * count / total:5.1f} %")
    for why, count in whys.most_common() if reasons else ():
        print(f"{count:5} {why}")


if __name__ == "__main__":
    main(sys.argv[1], reasons="--reasons" in sys.argv)
