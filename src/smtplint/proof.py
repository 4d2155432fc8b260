"""Proves fixes before they are offered: each is applied in memory and the file checked again.

A fix is kept when its finding is gone, nothing else fails that did not, and no more leaks or hangs; else the finding's
next fix is tried, and it is shown without one when none holds. Edits in other files cannot be tried: they stay.
"""

from __future__ import annotations

from . import edits
from .findings import Finding, Fix
from .text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 40  # proofs of one file; findings beyond that are shown without a fix,
_MOST_ACCOUNTS = 1000  # and so are those of a file so large that its proofs judge more accounts than that
_WEIGHTY = ("fails", "leaks", "hangs")


def prove(findings: list[Finding], source: Source, check: Callable[[str], list[Finding]], accounts: int = 1) -> None:
    """Sets each ``fix`` to the first of the finding's ``candidates`` that holds.

    ``check(text)`` judges a text; ``accounts`` is how many the file has.
    """
    left = min(_MOST, 1 + _MOST_ACCOUNTS // max(accounts, 1))
    for finding in findings:
        if not finding.candidates:
            continue
        finding.fix = None
        for fix in finding.candidates:
            if any(edit.source is not source for edit in fix.edits):
                finding.fix = fix
                break
            left -= 1
            if left >= 0 and _holds(fix, finding, findings, source, check):
                finding.fix = fix
                break


def _holds(
    fix: Fix, finding: Finding, findings: list[Finding], source: Source, check: Callable[[str], list[Finding]]
) -> bool:
    try:
        text = edits.apply(source.text, fix.edits)
    except ValueError:
        return False
    after = check(text)
    if _count(after, finding.code) >= _count(findings, finding.code):
        return False
    return fix.reveals or all(_no_worse(after, findings, kind) for kind in _WEIGHTY)


def _count(findings: list[Finding], code: str) -> int:
    return sum(one.code == code for one in findings)


def _no_worse(after: list[Finding], before: list[Finding], consequence: str) -> bool:
    """Nothing new fails, and no more leaks or hangs than did: one weakness may give way to a lesser one."""
    codes = [one.code for one in after if one.consequence == consequence]
    known = [one.code for one in before if one.consequence == consequence]
    if consequence == "fails":
        return all(code in known for code in codes)
    return len(codes) <= len(known)
