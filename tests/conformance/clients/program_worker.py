"""Sends mail with programs of their own: a job in, the program run once, its words out; as in python_worker.py."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.join(HERE, "..", "..", "..", ".venv-conformance")
GO = os.path.join(HOME, "go")
MESSAGE = "From: ada@example.org\nTo: bob@example.net\nSubject: A test\n\nHello.\n"


def command(program, file):
    """The command line of a program and what goes to its stdin."""
    if program == "msmtp":
        os.chmod(file, 0o600)  # msmtp reads no password from a file that others can read
        return ["msmtp", "-C", file, "bob@example.net"], MESSAGE
    if program == "git-send-email":
        return git_send_email(file), ""
    if program == "curl":
        return ["curl", "-sS", "-K", file, "--mail-rcpt", "bob@example.net"], MESSAGE
    if program in ("swaks", "swaks-trixie"):
        own = "swaks" if program == "swaks" else os.path.join(HOME, "deb", program, "usr", "bin", "swaks")
        return [own, "--config", file, "--to", "bob@example.net"], ""
    if program == "swaks-variables":
        return ["env", *variables(file), "swaks", "--to", "bob@example.net"], ""
    if program in ("alertmanager",):
        return [os.path.join(GO, program), file], ""
    if program == "ssmtp":
        return [os.path.join(HOME, "deb", "ssmtp", "usr", "sbin", "ssmtp"), "-C", file, "bob@example.net"], MESSAGE
    if program == "go":
        return [built(file)], ""
    if program == "phpscript":
        return ["php", file], ""
    return ["php", os.path.join(HERE, "php", program + ".php"), file], ""


def git_send_email(file):
    """The command that sends the patch beside a .gitconfig, which is all of git's configuration; nobody is asked."""
    own = [
        "GIT_CONFIG_GLOBAL=" + file,
        "GIT_CONFIG_SYSTEM=/dev/null",
        "GIT_TERMINAL_PROMPT=0",
        "GIT_ASKPASS=/bin/false",
    ]
    options = ["--to=bob@example.net", "--confirm=never", "--suppress-cc=all", "--quiet"]
    return ["env", *own, "git", "send-email", *options, os.path.join(os.path.dirname(file), "0001-a.patch")]


def variables(file):
    """The lines of a .env, as the command env takes them."""
    with open(file, encoding="utf-8") as lines:
        return [line.rstrip("\n") for line in lines if "=" in line]


def built(file):
    """The program that a file of Go becomes, made once for a cell; Debian's packages are found without modules."""
    program = file + ".program"
    if not os.path.exists(program):
        places = {
            "GO111MODULE": "off",
            "GOPATH": "/usr/share/gocode",
            "GOCACHE": os.path.join(GO, "cache"),
            "GOFLAGS": "-ldflags=-s",
        }
        done = subprocess.run(
            ["go", "build", "-o", program, file], capture_output=True, text=True, env={**os.environ, **places}
        )
        if done.returncode:
            raise SystemExit(done.stderr)
    return program


def nullmailer(job):
    """Queues the message and lets nullmailer-send try it once, in a place of its own that has the file remotes."""
    home = os.path.join(HOME, "deb", "nullmailer", "usr")
    with tempfile.TemporaryDirectory() as place:
        for name in ("failed", "queue", "tmp"):
            os.makedirs(os.path.join(place, "queue", name))
        os.mkfifo(os.path.join(place, "queue", "trigger"))
        links = {"conf": os.path.dirname(job["file"]), "protocols": os.path.join(home, "lib", "nullmailer"),
                 "bin": os.path.join(home, "bin"), "sbin": os.path.join(home, "sbin")}  # fmt: skip
        for name, target in links.items():
            os.symlink(target, os.path.join(place, name))
        environment = {**os.environ, "NULLMAILER_TEST_PREFIX": place}
        queue = [os.path.join(home, "sbin", "nullmailer-queue")]
        text = "ada@example.org\nbob@example.net\n\n" + MESSAGE
        subprocess.run(queue, input=text, text=True, env=environment, check=True, capture_output=True)
        return _one_attempt(os.path.join(home, "sbin", "nullmailer-send"), environment, job["limit"])


def _one_attempt(program, environment, limit):
    """What nullmailer-send says until its first attempt is over."""
    began = time.monotonic()
    sender = subprocess.Popen(
        [program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, start_new_session=True
    )
    said = b""
    try:
        while time.monotonic() - began < limit and b"Delivery complete" not in said:
            if select.select([sender.stdout], [], [], limit - (time.monotonic() - began))[0]:
                piece = os.read(sender.stdout.fileno(), 4096)
                if not piece:
                    break
                said += piece
    finally:
        seconds = time.monotonic() - began
        with contextlib.suppress(ProcessLookupError):
            os.killpg(sender.pid, signal.SIGKILL)
        sender.wait()
        sender.stdout.close()
    sent = b"Sent file" in said
    return {"error": "" if sent else said.decode("utf-8", "replace"), "seconds": seconds}


def run(program, job):
    """The result of one job; a program that overstays ``limit`` seconds is ended."""
    if program == "nullmailer":
        return nullmailer(job)
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
