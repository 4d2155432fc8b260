"""Runs smtplint as a user does, in a process of its own."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

# Vaultwarden: TLS from the first byte on a port that begins in clear text; and the same put right.
FAILS = "SMTP_HOST=smtp.gmail.com\nSMTP_PORT=587\nSMTP_SECURITY=force_tls\nSMTP_FROM=a@example.org\n"
RIGHT = FAILS.replace("force_tls", "starttls")
# Django without a timeout, with and without the value that is only risky.
HANGS = 'EMAIL_HOST = "mail.example.org"\nEMAIL_PORT = 587\nEMAIL_USE_TLS = True\n'
# Loco introduces itself to the relay by luck.
RISK = "mailer:\n  smtp:\n    enable: true\n    host: smtp-relay.gmail.com\n    port: 587\n    secure: true\n"

COMMAND = (sys.executable, "-m", "smtplint")


class Result:
    """What a command left behind: exit status, standard output and standard error."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err


def environment(**changes: str) -> dict[str, str]:
    """The environment of a user with no wishes about colours, changed as said."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM", "SMTPLINT_TRACEBACK")}
    return {**kept, "TERM": "xterm", "PYTHONUTF8": "1", **changes}


def run(folder: pathlib.Path, *words: str, stdin: bytes = b"", **changes: str) -> Result:
    """Runs smtplint in a folder; ``changes`` are variables of its environment."""
    done = subprocess.run(
        [*COMMAND, *words], cwd=folder, input=stdin, env=environment(**changes), capture_output=True, check=False
    )
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in err, err
    return Result(done.returncode, out, err)


def write(folder: pathlib.Path, **files: str | bytes) -> None:
    """Writes files by name, ``__`` standing for a dot (``settings__py``)."""
    for key, content in files.items():
        (folder / key.replace("__", ".")).write_bytes(content if isinstance(content, bytes) else content.encode())
