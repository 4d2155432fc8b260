"""Fingerprints that stay when lines move: made of what a finding says, not of where it stands."""

from __future__ import annotations

from .places import slashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..findings import Finding
    from .mask import Masks


def fingerprints(findings: list[Finding], masks: Masks) -> list[str]:
    """16 hexadecimal digits for each finding: rule, path, client, setting and the words of its line, secrets masked.

    Equal ones are told apart by a counter, so ``findings`` must come in the order of their positions.
    """
    seen: dict[tuple[str, ...], int] = {}
    lines: dict[tuple[str, int], str] = {}
    result = []
    for finding in findings:
        source = finding.primary.source
        line = source.lines.position(finding.primary.span.start)[0]
        if (source.path, line) not in lines:
            words = masks.of(source).shown(*source.lines.line_span(line)).split()
            lines[source.path, line] = _digest(" ".join(words))
        parts = (
            finding.code,
            slashed(source.path),
            finding.client or "",
            finding.setting or "",
            lines[source.path, line],
        )
        seen[parts] = seen.get(parts, 0) + 1
        result.append(_digest("\n".join((*parts, str(seen[parts])))))
    return result


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:16]
