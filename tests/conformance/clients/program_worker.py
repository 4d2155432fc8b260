"""Sends mail with programs of their own: a job in, the program run once, its words out; as in python_worker.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
GO = os.path.join(HERE, "..", "..", "..", ".venv-conformance", "go")
MESSAGE = "From: ada@example.org\nTo: bob@example.net\nSubject: A test\n\nHello.\n"


def command(program, file):
    """The command line of a program and what goes to its stdin."""
    if program == "msmtp":
        os.chmod(file, 0o600)  # msmtp reads no password from a file that others can read
        return ["msmtp", "-C", file, "bob@example.net"], MESSAGE
    if program in ("alertmanager",):
        return [os.path.join(GO, program), file], ""
    return ["php", os.path.join(HERE, "php", program + ".php"), file], ""


def run(program, job):
    """The result of one job; a program that overstays ``limit`` seconds is ended."""
    words, text = command(program, job["file"])
    began = time.monotonic()
    environment = {**os.environ, **job.get("env", {})}
    try:
        done = subprocess.run(
            words, input=text, capture_output=True, text=True, errors="replace", timeout=job["limit"],
            cwd=job["folder"], env=environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"error": "still waiting", "seconds": job["limit"]}
    error = (done.stderr + done.stdout).strip() if done.returncode else ""
    return {"error": error, "seconds": time.monotonic() - began}


def main():
    """Serves stdin to stdout."""
    for line in sys.stdin:
        print(json.dumps(run(sys.argv[1], json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
