"""The console entry: chooses the command before anything else is imported, and keeps the exit status contract.

0 nothing at or above the threshold, 1 findings, 2 usage or configuration error, 3 internal error.
"""

from __future__ import annotations

import gc
import os
import sys

from .. import __version__
from .words import UsageError

COMMANDS = {
    "check": "lint files or folders (default: this folder)",
    "probe": "talk to a mail server: what it offers, and which settings work",
    "trace": "the conversation that settings lead to, and where it breaks",
    "explain": "a rule, or what an error message means and which line causes it",
    "suggest": "settings that work, for a client and a provider",
    "rules": "the rules, or one of them",
    "clients": "the programs whose settings smtplint knows, or one of them",
    "providers": "the mail providers that smtplint knows, or one of them",
}


def entry() -> None:
    """The console script: runs the command line and ends the process with its status."""
    gc.set_threshold(200_000)  # one short run: what it allocates lives to its end, and looking for cycles costs
    if sys.stdout is None:  # closed by the caller, who wants the status alone
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    status = main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = status or 1
    except OSError as error:
        status = _unwritable(error)
    os._exit(status)  # at once: to take everything apart first costs half as much as to start the interpreter


def main(argv: list[str]) -> int:
    """Runs one command line and returns the exit status; everything that goes wrong has a clear message."""
    try:
        return _dispatch(argv)
    except UsageError as error:
        print(f"smtplint: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("smtplint: interrupted", file=sys.stderr)
        return 3
    except BrokenPipeError:
        return 1
    except OSError as error:
        return _unwritable(error) if error.filename is None else _internal(error)
    except Exception as error:
        return _internal(error)


def _dispatch(argv: list[str]) -> int:
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if argv else 2
    if argv[0] in ("-V", "--version", "version"):
        print(f"smtplint {__version__}")
        return 0
    command = argv[0]
    if command not in COMMANDS:
        raise UsageError(_unknown(command))
    status: int
    if command in ("rules", "clients", "providers"):
        from .know import run as know

        return know(command, argv[1:])
    status = __import__(f"smtplint.cli.{command}", fromlist=["run"]).run(argv[1:])
    return status


def _unknown(word: str) -> str:
    from ..hosts import distance

    near = [name for name in COMMANDS if distance(word, name, 2) <= 2]
    hint = f"; did you mean {near[0]!r}?" if near else ""
    if word.startswith("-") or "/" in word or "." in word:
        hint = f"; to lint it, run: smtplint check {word}"
    return f"there is no command {word!r}{hint} (commands: {', '.join(COMMANDS)})"


def usage() -> str:
    """The text of ``smtplint --help``."""
    lines = [
        f"smtplint {__version__}: finds what goes wrong in mail-sending settings",
        "",
        "usage: smtplint COMMAND [OPTIONS]",
        "",
    ]
    lines += [f"  {name:<10} {text}" for name, text in COMMANDS.items()]
    lines += ["", "smtplint check --help lists the options of check."]
    return "\n".join(lines)


def _unwritable(error: OSError) -> int:
    print(f"smtplint: the output cannot be written: {error.strerror or error}", file=sys.stderr)
    return 3


def _internal(error: Exception) -> int:
    from ..knowledge.store import KnowledgeError

    if isinstance(error, KnowledgeError):
        print(f"smtplint: {error}", file=sys.stderr)
        return 3
    if os.environ.get("SMTPLINT_TRACEBACK"):
        raise error
    print(
        f"smtplint: internal error: {type(error).__name__}: {error}\n"
        "This is a bug in smtplint. Run again with SMTPLINT_TRACEBACK=1 and report what it prints.",
        file=sys.stderr,
    )
    return 3
