"""The corpus of files that must stay silent: right settings, and things that only look like mail settings."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.options import Options
from smtplint.runner import Runner

ROOT = pathlib.Path(__file__).parent / "ok"
CASES = sorted({path.parent for path in ROOT.rglob("*") if path.is_file() and path.parent != ROOT})


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_nothing_fails_leaks_or_hangs(folder: pathlib.Path) -> None:
    options = Options()
    options.paths = [str(path) for path in sorted(folder.iterdir()) if path.is_file()]
    report = Runner(options).run()
    loud = [
        f"{one.primary.source.path}: {one.name}: {one.message}" for one in report.findings if one.consequence != "risk"
    ]
    assert loud == []


def test_the_corpus_is_large_enough() -> None:
    assert sum(1 for path in ROOT.rglob("*") if path.is_file()) >= 150
