"""Runs programs in C#: a job in, the file compiled and run by a runtime that stays, its words out; as python_worker.py."""

from __future__ import annotations

import base64
import glob
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.join(HERE, "..", "..", "..", ".venv-conformance", "dotnet")
# Of the oldest runtime, so that all can run what is compiled.
REFERENCES = os.path.join(HOME, "shared", "Microsoft.NETCore.App", "3.1.*", "*.dll")
RUNTIMES = {"3": "3.1.0", "9": "9.0.0"}


def built(source, program):
    """Compiles a file where that is not done yet; returns what the compiler has to say."""
    if os.path.exists(program) and os.path.getmtime(program) >= os.path.getmtime(source):
        return ""
    references = ["-r:" + one for one in glob.glob(REFERENCES) if "VisualBasic" not in one]
    own = f"{program}.{os.getpid()}.dll"  # others may compile the same at the same time
    words = ["mcs", "-nostdlib", "-noconfig", "-sdk:none", "-nowarn:1701,1702", *references, "-out:" + own, source]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        return done.stdout + done.stderr
    os.replace(own, program)
    return ""


def started(version):
    """The program that runs others, under the runtime whose version begins so."""
    program = os.path.join(HOME, f"worker{version}.dll")
    said = built(os.path.join(HERE, "dotnet", "Worker.cs"), program)
    if said:
        raise SystemExit(said)
    options = {
        "framework": {"name": "Microsoft.NETCore.App", "version": RUNTIMES[version]},
        "configProperties": {"System.Globalization.Invariant": True},  # it needs no ICU then
    }
    with open(program.removesuffix("dll") + "runtimeconfig.json", "w", encoding="utf-8") as config:
        json.dump({"runtimeOptions": options}, config)
    environment = dict(os.environ)
    if version == "3":
        environment["LD_LIBRARY_PATH"] = os.path.join(HOME, "openssl")
    command = [os.path.join(HOME, "dotnet"), program]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def run(worker, job):
    """The result of one job."""
    program = job["file"] + ".dll"
    said = built(job["file"], program)
    if said:
        raise SystemExit(said)
    worker.stdin.write(f"{job['limit']} {program}\n")
    worker.stdin.flush()
    seconds, words = worker.stdout.readline().rstrip("\n").split(" ")
    return {"error": base64.b64decode(words).decode(), "seconds": float(seconds)}


def main():
    """Serves stdin to stdout."""
    worker = started(sys.argv[1].removeprefix("dotnet"))
    for line in sys.stdin:
        print(json.dumps(run(worker, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
