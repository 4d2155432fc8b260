"""The closing words of the reports that people read: what was found, what was read, what was held back and why."""

from __future__ import annotations

from .visible import one_line, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Report
    from .ansi import Paint

_MOST = 20  # skipped files that are named
_HELD = {"suppressed": "suppressed by a comment", "baseline": "in the baseline", "ignored": "ignored by configuration"}
_STYLE = {"fails": "error", "leaks": "error", "hangs": "warning", "risk": "note"}


def summary(report: Report, paint: Paint) -> list[str]:
    """One line when all is well; else the counts, what can be fixed, what was held back, and the files not read."""
    return [_headline(report, paint), *_fixable(report), *_held_back(report), *_skipped(report)]


def _headline(report: Report, paint: Paint) -> str:
    accounts = f"{_count(len(report.accounts), 'account')} with mail settings"
    read = _count(report.files_read, "file") + " read"
    if not report.findings:
        return f"{paint('No problems found', 'good')}: {read}, {accounts}."
    counts = [paint(f"{number} {name}", _STYLE[name]) for name, number in report.summary().items() if number]
    found = paint(f"Found {_count(len(report.findings), 'problem')}", "strong")
    return f"{found}: {', '.join(counts)}; {read}, {accounts}."


def _fixable(report: Report) -> list[str]:
    kinds = [finding.fix.safety for finding in report.findings if finding.fix]
    safe, unsafe = kinds.count("safe"), kinds.count("unsafe")
    words = []
    if safe:
        words.append(f"{safe} with --fix")
    if unsafe:
        words.append(f"{unsafe}{' more' if safe else ''} with --unsafe-fixes")
    return [f"Fixable: {', '.join(words)}."] if words else []


def _held_back(report: Report) -> list[str]:
    words = [f"{number} {_HELD[name]}" for name, number in report.held_back.items() if number]
    return [f"Held back: {', '.join(words)}."] if words else []


def _skipped(report: Report) -> list[str]:
    if not report.skipped:
        return []
    lines = [f"Skipped {_count(len(report.skipped), 'file')}:"]
    lines += [f"  {visible(path)}: {one_line(why)}" for path, why in report.skipped[:_MOST]]
    if len(report.skipped) > _MOST:
        lines.append(f"  ... and {len(report.skipped) - _MOST} more")
    return lines


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
