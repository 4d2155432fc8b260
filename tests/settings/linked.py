"""What the tests of linked files share: writing files, checking one, and the places of a finding."""

from __future__ import annotations

import pathlib

from smtplint.findings import Finding
from smtplint.options import Options
from smtplint.project import format_of
from smtplint.readers.registry import read
from smtplint.runner import Runner
from smtplint.settings.deployment.linking import link
from smtplint.settings.deployment.reach import Reach
from smtplint.settings.links import Environment, given
from smtplint.settings.parts import parts_of
from smtplint.surroundings import Surroundings
from smtplint.text import Source


def write(folder: pathlib.Path, files: dict[str, str]) -> None:
    """Writes files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def check(folder: pathlib.Path, *names: str, env: list[str] | None = None) -> list[Finding]:
    """The findings of files, save mere risks."""
    options = Options()
    options.paths = [str(folder / name) for name in names]
    options.env = env or []
    return [one for one in Runner(options).run().findings if one.consequence != "risk"]


def places(finding: Finding) -> list[tuple[str, str, str]]:
    """The file, the words and the message of each place of a finding."""
    return [
        (one.source.path.rpartition("/")[2], one.source.text[one.span.start : one.span.end], one.message)
        for one in (finding.primary, *finding.related)
    ]


def project(folder: pathlib.Path, files: dict[str, str]) -> None:
    """Writes files of a project: its root is the folder, as a repository's would be."""
    (folder / ".git").mkdir(exist_ok=True)
    write(folder, files)


def group(folder: pathlib.Path, home: str, name: str = "", *, env: list[str] | None = None) -> dict[str, str | None]:
    """The variables of the first group of a file that has that name: None where a value is not known.

    ``*`` stands in it where more may be set than is shown.
    """
    path = folder / home
    kind = format_of(str(path))
    assert kind is not None
    document = read(Source.from_bytes(str(path), path.read_bytes()), *kind)
    around = Surroundings()
    reach = Reach(str(path), around.document, around.text, frozenset())
    found = link(parts_of(document), reach, Environment([given(env)] if env else []))
    part = next((one for one in found if one.kind == "env" and (not name or one.name == name)), None)
    if part is None:
        return {}
    winners = {entry.key: part.node.get(entry.key) for entry in part.node.entries}
    values = {
        key: entry.value.text if entry is not None and entry.value.kind == "scalar" else None
        for key, entry in winners.items()
    }
    return values | ({"*": part.node.why} if part.node.why else {})
