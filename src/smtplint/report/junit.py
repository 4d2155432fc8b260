"""JUnit XML, which nearly every CI server reads: a test case for each finding, failed when it counts."""

from __future__ import annotations

from ..findings import SEVERITIES
from .places import in_order, slashed, start
from .visible import visible, visible_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Finding, Report


def render(report: Report, *, fail_on: str = "warning") -> str:
    """Findings of severity ``fail_on`` and above are failures, others pass with their words as output.

    Files that were not read are skipped cases. A report without either has one case that passes, for the servers that
    take a file without cases for a broken run.
    """
    findings = in_order(report)
    failing = SEVERITIES[SEVERITIES.index(fail_on) :]
    failures = sum(finding.severity in failing for finding in findings)
    cases = [_case(finding, finding.severity in failing) for finding in findings]
    cases += [_skipped(path, why) for path, why in report.skipped]
    cases = cases or ['    <testcase classname="smtplint" name="no problems found"/>\n']
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="smtplint" {counts}>\n'
        f'  <testsuite name="smtplint" {counts} skipped="{len(report.skipped)}">\n'
        f"{''.join(cases)}  </testsuite>\n"
        "</testsuites>\n"
    )


def _case(finding: Finding, fails: bool) -> str:
    line, column = start(finding.primary)
    path = slashed(finding.primary.source.path)
    first, *others = visible_lines(finding.message)
    words = [f"{visible(path)}:{line}:{column}: {finding.code} [{finding.consequence}] {first}", *others]
    if finding.help:
        words += visible_lines(f"help: {finding.help}")
    name = f"{finding.code} {finding.name} {line}:{column}"
    head = f'    <testcase classname="{_xml(path)}" name="{_xml(name)}" file="{_xml(path)}" line="{line}">\n'
    body = "\n".join(_xml(word) for word in words)
    if fails:
        inner = f'      <failure type="{finding.consequence}" message="{_xml(first)}">{body}</failure>\n'
    else:
        inner = f"      <system-out>{body}</system-out>\n"
    return f"{head}{inner}    </testcase>\n"


def _skipped(path: str, why: str) -> str:
    return (
        f'    <testcase classname="{_xml(slashed(path))}" name="not read">\n'
        f'      <skipped message="{_xml(why)}"/>\n'
        "    </testcase>\n"
    )


def _xml(text: str) -> str:
    """Text for XML 1.0, in an element or an attribute with double quotes; characters it forbids are escaped."""
    text = visible(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
