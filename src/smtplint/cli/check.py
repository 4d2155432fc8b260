"""``smtplint check``: the options of a run, what it reads and writes, and its exit status."""

from __future__ import annotations

import os
import sys

from ..findings import SEVERITIES
from ..options import Options
from ..runner import Runner
from . import configure, output, words
from .words import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import Config
    from ..findings import Finding, Report
    from .unknown import Unknowns
    from .words import Words

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")
FLAGS = {
    "--exit-zero": "exit with status 0 whatever is found",
    "--fix": "apply the safe fixes",
    "--unsafe-fixes": "with --fix or --diff: the unsafe ones too",
    "--diff": "show what --fix would change, and change nothing",
    "--statistics": "count the findings of each rule instead of showing them",
    "--no-config": "read no configuration file",
    "--show-unknown": "list the settings that could not be decided, and the variables that would decide them",
    "--quiet": "print nothing when nothing is found",
    "--live": "ask every server of the settings once, and compare with what is predicted",
    "--auth": "with --live: try the logins that the settings hold, over verified TLS only",
    "--allow-private": "with --live and CI set: ask private, loopback and link-local addresses too",
}
VALUES = {
    "--format": "text, concise, json, sarif, github, gitlab or junit",
    "--output-file": "write the report there",
    "--select": "only these rules (codes, names, or prefixes such as SMTP1), separated by commas",
    "--ignore": "not these rules",
    "--fail-on": "note, warning, error or never: what makes the exit status 1 (default warning)",
    "--client": "the client that the files belong to, as ID or ID@VERSION",
    "--env": "NAME=VALUE, a variable that the settings read (repeatable)",
    "--env-file": "a file of environment variables that the settings read",
    "--stdin-filename": "the name under which standard input (-) is linted",
    "--config": "the configuration file",
    "--server": "a recording of servers (smtplint probe --record) to judge by, instead of what is known of them",
    "--ca-file": "with --live: trust the certificates in this file instead of the system's",
    "--color": "auto, always or never",
}


def run(argv: list[str]) -> int:
    """Runs ``smtplint check`` and returns its exit status."""
    if "-h" in argv or "--help" in argv:
        print(usage())
        return 0
    arguments = words.parse("check", argv, FLAGS, VALUES)
    first = next((path for path in arguments.paths if path != "-"), arguments.one("--stdin-filename") or ".")
    config = configure.config_of(arguments, first)
    options = _options(arguments, config)
    _servers(options, arguments)
    runner = Runner(options)
    unknowns = _unknowns(runner) if "--show-unknown" in arguments.flags else None
    if "-" in arguments.paths:
        _standard_input(runner, arguments)
        report = runner.finish()
    else:
        report = runner.run()
    if arguments.flags & {"--fix", "--diff"}:
        from . import fix

        if "--diff" in arguments.flags:
            output.write(fix.diff(report, fix.allowed(arguments)))
            return 0
        report = fix.apply(report, runner, arguments)
    threshold = arguments.one("--fail-on") or (config.fail_on if config else "warning")
    _write(report, arguments, threshold)
    if unknowns is not None and arguments.one("--format", "text") in ("text", "concise"):
        output.write(unknowns.text())
    found = status(report, threshold)
    if not found and _unread(report, arguments.paths):
        return 2
    return 0 if "--exit-zero" in arguments.flags else found


def _unread(report: Report, paths: list[str]) -> list[str]:
    """The files that were named and may not be read, told on standard error: to pass them would be a lie."""
    named = {os.path.normpath(path) for path in paths}
    unread = [
        f"{path}: {why}"
        for path, why in report.skipped
        if why.startswith("cannot be read") and os.path.normpath(path) in named and not os.path.islink(path)
    ]
    for line in unread:
        print(f"smtplint: {line}", file=sys.stderr)
    return unread


def _unknowns(runner: Runner) -> Unknowns:
    from .unknown import Unknowns

    unknowns = Unknowns()
    runner.observer = unknowns.see
    return unknowns


def status(report: Report, threshold: str) -> int:
    """1 when a finding weighs as much as the threshold (``note``, ``warning``, ``error``, ``never``), else 0."""
    if threshold == "never":
        return 0
    bar = SEVERITIES.index(threshold)
    return int(any(SEVERITIES.index(finding.severity) >= bar for finding in report.findings))


def usage() -> str:
    """The text of ``smtplint check --help``."""
    head = "usage: smtplint check [OPTIONS] [PATH ...]\n\nLints files and folders; - reads standard input."
    tail = "exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or configuration, 3 internal error"
    return words.usage(head, FLAGS, VALUES, tail)


# -- options -----------------------------------------------------------------------------------------------------------


def _options(arguments: Words, config: Config | None) -> Options:
    options = Options()
    options.paths = arguments.paths
    options.select = arguments.names("--select")
    options.ignore = arguments.names("--ignore")
    options.client = arguments.one("--client")
    options.env = arguments.values.get("--env", [])
    for pair in options.env:
        if not pair.partition("=")[0].strip() or "=" not in pair:
            raise UsageError("--env wants NAME=VALUE")
    options.env_files = [*arguments.values.get("--env-file", []), *(config.env_paths() if config else [])]
    options.config = config
    _check_words(arguments)
    names = [*options.select, *options.ignore]
    if names or options.client:
        configure.check_names(names, options.client)
    if config:
        _check_configured(config)
    for path in arguments.values.get("--env-file", []):
        if not os.path.lexists(path):
            raise UsageError(f"{path}: there is no such file")
    for path in arguments.paths:
        if path != "-" and not os.path.lexists(path):
            raise UsageError(f"{path}: there is no such file or folder")
    return options


def _check_words(arguments: Words) -> None:
    for name, allowed in (
        ("--format", FORMATS),
        ("--fail-on", (*SEVERITIES, "never")),
        ("--color", ("auto", "always", "never")),
    ):
        value = arguments.one(name)
        if value and value not in allowed:
            raise UsageError(f"{name} is one of {', '.join(allowed)}, not {value!r}")


def _check_configured(config: Config) -> None:
    """Raises UsageError for a rule or a client that the configuration names and that does not exist."""
    names = [*config.select, *config.ignore, *(name for names in config.per_file_ignores.values() for name in names)]
    try:
        if names:
            configure.check_names(names, "")
        for client in config.client.values():
            configure.check_names([], client)
    except UsageError as error:
        raise UsageError(f"{config.path}: {error}") from None


def _servers(options: Options, arguments: Words) -> None:
    """Recorded servers (``--server``) and live ones (``--live``), for the rules to judge by."""
    if arguments.one("--server"):
        options.recordings = configure.recordings(arguments.one("--server"))
    if "--live" not in arguments.flags:
        for name in ("--auth", "--allow-private", "--ca-file"):
            if name in arguments.flags or arguments.one(name):
                raise UsageError(f"{name} goes with --live")
        return
    if "-" in arguments.paths:
        raise UsageError("--live reads the settings twice; standard input (-) can be read once")
    from . import live

    found = live.observe(
        options,
        allow_private="--allow-private" in arguments.flags,
        auth="--auth" in arguments.flags,
        ca_file=arguments.one("--ca-file"),
    )
    for line in live.refused(found):
        print(f"smtplint: {line}", file=sys.stderr)


# -- input and output --------------------------------------------------------------------------------------------------


def _standard_input(runner: Runner, arguments: Words) -> None:
    from ..project import LIMIT

    name = arguments.one("--stdin-filename")
    if not name:
        raise UsageError("to lint standard input, say what it is: --stdin-filename NAME")
    if len(arguments.paths) > 1:
        raise UsageError("standard input (-) goes alone")
    if sys.stdin is None:
        raise UsageError("standard input is closed")
    data = sys.stdin.buffer.read(LIMIT + 1)
    runner.report.files_found = 1
    if len(data) > LIMIT:
        runner.report.skipped.append((name, f"larger than {LIMIT} bytes"))
    else:
        runner.check_bytes(name, data)


def _write(report: Report, arguments: Words, threshold: str) -> None:
    name = arguments.one("--format", "text") or "text"
    target = arguments.one("--output-file")
    if "--statistics" in arguments.flags:
        text = statistics(report.findings)
    elif name in ("text", "concise") and not report.findings and "--quiet" in arguments.flags:
        text = ""
    else:
        from .. import report as reporters

        text = reporters.render(
            name, report, colour=_colour(arguments, target), width=output.width(), summary=True, fail_on=threshold
        )
    if target:
        output.write_file(target, text)
    else:
        output.write(text)


def _colour(arguments: Words, target: str) -> bool:
    wish = arguments.one("--color", "auto")
    if wish != "auto" or target:
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def statistics(findings: list[Finding]) -> str:
    """One line for each rule that spoke: how often, its code, its name, its consequence; the most frequent first."""
    counts: dict[tuple[str, str, str], int] = {}
    for finding in findings:
        key = (finding.code, finding.name, finding.consequence)
        counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{count:>5}  {code}  {name} ({consequence})\n" for (code, name, consequence), count in ordered)
