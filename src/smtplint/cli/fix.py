"""Applying and showing fixes for ``smtplint check --fix`` and ``--diff``."""

from __future__ import annotations

import sys

from ..runner import Runner
from .words import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Fix, Report
    from .words import Words

_PASSES = 5


def allowed(arguments: Words) -> str:
    """Which fixes the command line lets in: ``safe``, or ``unsafe`` for both kinds."""
    return "unsafe" if "--unsafe-fixes" in arguments.flags else "safe"


def _chosen(report: Report, allow: str) -> list[Fix]:
    """The fixes that go together; none in a file with bytes that could not be decoded, as they would be lost."""
    from .. import edits

    fixes = [one.fix for one in report.findings if one.fix]
    whole = [fix for fix in fixes if not any(edit.source.problem for edit in fix.edits)]
    return edits.select(whole, allow)[0]


def diff(report: Report, allow: str) -> str:
    """What the fixes would change, as a unified diff with secrets masked."""
    from .. import edits

    return edits.diffs(edits.changes(_chosen(report, allow)), report.masks)


def apply(report: Report, runner: Runner, arguments: Words) -> Report:
    """Applies fixes until nothing changes, a few times at most; returns the report of what remains."""
    from .. import edits

    if "-" in arguments.paths:
        raise UsageError("--fix changes files; standard input can be shown with --diff")
    total = 0
    for _ in range(_PASSES):
        applied = _chosen(report, allowed(arguments))
        if not applied:
            break
        for source, text in edits.changes(applied):
            _write_bytes(source.path, source.encode(text))
        total += len(applied)
        runner = Runner(runner.options)
        report = runner.run()
    print(f"{total} fixed", file=sys.stderr)
    return report


def _write_bytes(path: str, data: bytes) -> None:
    try:
        with open(path, "wb") as handle:
            handle.write(data)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; nothing more was changed") from None
