"""Applying and showing fixes for ``smtplint check --fix`` and ``--diff``."""

from __future__ import annotations

import sys

from ..runner import Runner
from .main import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Report
    from .words import Words

_PASSES = 5


def allowed(arguments: Words) -> str:
    """Which fixes the command line lets in: ``safe``, or ``unsafe`` for both kinds."""
    return "unsafe" if "--unsafe-fixes" in arguments.flags else "safe"


def diff(report: Report, allow: str) -> str:
    """What the fixes would change, as a unified diff with secrets masked."""
    from .. import edits

    applied, _ = edits.select([one.fix for one in report.findings if one.fix], allow)
    return edits.diffs(edits.changes(applied), report.masks)


def apply(report: Report, runner: Runner, arguments: Words) -> Report:
    """Applies fixes until nothing changes, a few times at most; returns the report of what remains."""
    from .. import edits

    if "-" in arguments.paths:
        raise UsageError("--fix changes files; standard input can be shown with --diff")
    total = 0
    for _ in range(_PASSES):
        applied, _ = edits.select([one.fix for one in report.findings if one.fix], allowed(arguments))
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
