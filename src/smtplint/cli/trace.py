"""``smtplint trace PATH``: the conversation that settings lead to, step by step, and where it breaks."""

from __future__ import annotations

import os
import sys

from .words import UsageError, choice, parse, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..accounts import World
    from ..findings import Finding
    from .words import Words

FORMATS = ("text", "json", "mermaid")
FLAGS = {"--no-config": "read no configuration file"}
VALUES = {
    "--format": "text, json or mermaid (a sequence diagram)",
    "--client": "the client that the files belong to, as ID or ID@VERSION",
    "--env-file": "a file of environment variables that the settings read",
    "--server": "a recording of servers (smtplint probe --record) to talk to instead of what is known of them",
    "--config": "the configuration file",
}
_HEAD = "usage: smtplint trace [OPTIONS] PATH ...\n\nShows the conversation that settings lead to. Nothing is sent."
_TAIL = "exit status: 0 no conversation breaks, 1 one does, 2 usage or configuration, 3 internal error"


def run(argv: list[str]) -> int:
    """Runs ``smtplint trace`` and returns its exit status."""
    if "-h" in argv or "--help" in argv:
        print(usage(_HEAD, FLAGS, VALUES, _TAIL))
        return 0
    words = parse("trace", argv, FLAGS, VALUES)
    form = choice(words, "--format", FORMATS)
    if not words.paths:
        raise UsageError("trace wants a file or a folder with mail settings; see smtplint trace --help")
    scripts, skipped = conversations(words)
    _print(scripts, form)
    for path, why in skipped:
        print(f"smtplint: {path}: {why}", file=sys.stderr)
    if not scripts:
        print("smtplint: no mail settings found", file=sys.stderr)
    return int(any(script["outcome"] == "fails" for script in scripts))


def conversations(words: Words) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """The conversations of every account in the paths, and the files that could not be read."""
    from ..runner import Runner
    from .configure import options_of

    runner = Runner(options_of(words))
    scripts: list[dict[str, Any]] = []
    runner.observer = lambda worlds, findings: scripts.extend(_scripts(worlds, findings))
    report = runner.run()
    named = {os.path.normpath(path) for path in words.paths}
    return scripts, [(path, why) for path, why in report.skipped if os.path.normpath(path) in named]


def _scripts(worlds: list[World], findings: list[Finding]) -> list[dict[str, Any]]:
    """The conversations of one account, those that differ in nothing but the version of the client told once."""
    from ..transcript import script

    generations = {facts.settings.generation for _, facts in worlds}
    told: list[dict[str, Any]] = []
    for guard, facts in worlds:
        one = script(guard, facts, findings, several=len(generations) > 1)
        twin = next((other for other in told if _same(other, one)), None)
        if twin is None:
            told.append(one)
            continue
        for key in ("versions", "when"):
            if twin[key] != one[key]:
                twin[key] = " or ".join(dict.fromkeys(part for part in (twin[key], one[key]) if part)) or None
    if len(told) == 1:
        told[0]["versions"] = told[0]["when"] = None  # the same in all of them
    return told


def _same(left: dict[str, Any], right: dict[str, Any]) -> bool:
    return all(left[key] == right[key] for key in left if key not in ("versions", "when"))


def _print(scripts: list[dict[str, Any]], form: str) -> None:
    from .output import write

    if form == "json":
        import json

        from .. import __version__

        data = {"version": 1, "tool": {"name": "smtplint", "version": __version__}, "traces": scripts}
        write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
        return
    from ..report import conversation

    write((conversation.text if form == "text" else conversation.mermaid)(scripts))
