"""What the tests of linked files share: writing files, checking one, and the places of a finding."""

from __future__ import annotations

import pathlib

from smtplint.findings import Finding
from smtplint.options import Options
from smtplint.runner import Runner


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
