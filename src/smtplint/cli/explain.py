"""``smtplint explain CODE | "error text" | - [PATH ...]``: a rule, or an error message and the line behind it."""

from __future__ import annotations

import sys

from .words import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..accounts import World
    from ..findings import Finding, Location
    from ..knowledge.messages import Match
    from ..report.mask import Masks

USAGE = """usage: smtplint explain CODE | "ERROR TEXT" | - [PATH ...]

  CODE          the code or name of a rule, such as SMTP101
  "ERROR TEXT"  an error message as a log or a traceback shows it
  -             reads the message, the traceback or the log from standard input
  PATH          the settings in use: the line that causes the error is named"""
_SHOWN = 3
_INPUT = 4 << 20


def run(argv: list[str]) -> int:
    """Runs ``smtplint explain`` and returns its exit status: 0 when the text was explained, 1 when it is not known."""
    if "-h" in argv or "--help" in argv:
        print(USAGE)
        return 0
    if not argv:
        raise UsageError("explain wants a rule's code, or an error message; see smtplint explain --help")
    if _is_rule(argv[0]):
        from . import know

        return know.run("explain", argv)
    text = sys.stdin.read(_INPUT) if argv[0] == "-" else argv[0]
    if not text.strip():
        raise UsageError("there is no text to explain")
    return explain(text, argv[1:])


def _is_rule(word: str) -> bool:
    """A word that can only name a rule: a code, or words joined by hyphens that some rule has."""
    from ..knowledge.store import store

    name = word.lower()
    index = store().index
    return (name.startswith("smtp") and name[4:].isdigit()) or name in index["names"] or name in index["redirects"]


def explain(text: str, paths: list[str]) -> int:
    """Prints what the known messages in a text mean; with paths, which settings lead to them."""
    from ..knowledge import messages

    found = messages.find(text)
    if not found:
        _print_unknown(text)
        return 1
    for match in found[:_SHOWN]:
        print(described(match))
    if len(found) > _SHOWN:
        print(f"{len(found) - _SHOWN} more messages in this text are known; explain them one by one.\n")
    if paths:
        _print_causes(found, paths)
    return 0


def described(match: Match) -> str:
    """What one message means: where it comes from, the causes in order, what to change, the source."""
    from ..knowledge.compile import source_text

    entry = match.entry
    lines = [
        match.text if entry.get("regex") else entry["match"],
        "",
        f"  {entry['means']}",
        f"  seen in: {entry['where']}",
        "",
    ]
    lines += ["  causes, the likeliest first:"]
    lines += [f"    {number}. {cause['setting']}: {cause['why']}" for number, cause in enumerate(entry["causes"], 1)]
    lines += ["", f"  what to do: {entry['fix']}"]
    lines += [] if entry["verified"] else ["  not verified: this message was not seen again by us"]
    lines += [f"  source: {source_text(entry['sources'][0])}", ""]
    return "\n".join(lines)


def _print_unknown(text: str) -> None:
    from ..knowledge import messages

    near = messages.nearest(text)
    print("This message is not known." + (" The nearest ones, which may be another matter:" if near else ""))
    for entry in near:
        print(f"\n  {entry.get('example') or entry['match']}\n      {entry['means']}; {entry['fix']}")


# -- the settings that cause it ----------------------------------------------------------------------------------------


def _print_causes(found: list[Match], paths: list[str]) -> None:
    from ..options import Options
    from ..report.mask import Masks
    from ..runner import Runner

    options = Options()
    options.paths = paths
    runner = Runner(options)
    judged: list[tuple[list[World], list[Finding]]] = []
    runner.observer = lambda worlds, findings: judged.append((worlds, findings))
    report = runner.run()
    masks = Masks(report)
    certain = [line for worlds, findings in judged for line in _certain(found, worlds, findings, masks)]
    if certain:
        print("In these settings it comes from:")
        print("\n".join(dict.fromkeys(certain)))
        return
    likely = [line for worlds, findings in judged for line in _likely(found, worlds, findings, masks)]
    if likely:
        print("No line leads to it for certain. The likeliest, by the causes above:")
        print("\n".join(dict.fromkeys(likely)))
    else:
        print("Nothing in these settings leads to it, as far as they can be read.")


def predicted(worlds: list[World]) -> list[str]:
    """The error texts that an account's predicted conversations end in: the client's, and the server's reply."""
    texts = []
    for _, facts in worlds:
        broken = facts.trace.broken
        if broken is not None:
            texts += [str(facts.settings.client["errors"].get(broken.reason, "")), broken.reply, facts.plan.error]
    return [text for text in dict.fromkeys(texts) if text]


def _certain(found: list[Match], worlds: list[World], findings: list[Finding], masks: Masks) -> list[str]:
    from ..knowledge import messages

    texts = predicted(worlds)
    if not any(messages.matches(match.entry, text) for match in found for text in texts):
        return []
    return [_line(finding, masks) for finding in findings if finding.consequence == "fails"]


_CANONICAL = {
    "tls_mode": ("implicit_tls", "starttls", "security", "scheme"), "from": ("from_address",), "ehlo": ("ehlo_name",),
}  # fmt: skip


def _likely(found: list[Match], worlds: list[World], findings: list[Finding], masks: Masks) -> list[str]:
    spoken = [_line(finding, masks) for finding in findings if finding.consequence != "risk"]
    if spoken:
        return spoken
    from ..rules.engine import location_of

    facts = worlds[-1][1]
    lines = []
    for cause in found[0].entry["causes"]:
        for name in _CANONICAL.get(cause["setting"], (cause["setting"],)):
            field = facts.settings.fields.get(name)
            if field is not None and field.written:
                lines.append(_shown(location_of(field, facts), cause["why"], masks))
    return lines


def _line(finding: Finding, masks: Masks) -> str:
    return _shown(finding.primary, f"{finding.message}\n      {finding.help}", masks)


def _shown(place: Location, message: str, masks: Masks) -> str:
    line, column = place.source.lines.position(place.span.start)
    start, end = place.source.lines.line_span(line)
    words = masks.of(place.source).shown(start, end).strip()
    return f"  {place.source.path}:{line}:{column}: {words}\n      {message}"
