"""Where the real libraries stand, and how their workers are started and asked."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import time
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[3]
HOME = ROOT / ".venv-conformance"
_HERE = pathlib.Path(__file__).resolve().parent
HOW = "run tests/conformance/setup.sh"


def worker_command(key: str) -> list[str]:
    """The command of a worker, ``kind:place[:entry]``, such as ``python:django42:django`` or ``node:nodemailer6``.

    Of a program and of Ruby the third part is a place with packages of another release of Debian.
    """
    kind, _, rest = key.partition(":")
    place, _, entry = rest.partition(":")
    if kind == "python":
        return [str(HOME / "py" / place / "bin" / "python"), str(_HERE / "python_worker.py"), entry]
    if kind == "node":
        return ["node", str(_HERE / "node_worker.cjs"), str(HOME / "node" / place)]
    if kind == "java":
        jars = ":".join([str(HOME / "java" / place), *JARS[place]])
        return ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", jars, "JavaMailWorker"]
    if kind == "ruby":
        return ["ruby", str(_HERE / "ruby_worker.rb"), place, *([str(HOME / "deb" / entry)] if entry else [])]
    if kind == "dotnet":
        return [sys.executable, str(_HERE / "dotnet_worker.py"), place]
    program = [sys.executable, str(_HERE / "program_worker.py"), place]
    return [*_BOUND, str(HOME / "deb" / entry / "usr" / "share" / "php"), *program] if entry else program


# Debian's libraries of PHP load each other by their full paths: another release's take the place of the machine's own.
_BOUND = ["unshare", "--mount", "sh", "-c", 'mount --bind "$1" /usr/share/php && shift && exec "$@"', "sh"]


def missing(key: str) -> str:
    """What has to be installed before a worker can run, in words; empty when all is there."""
    kind, _, rest = key.partition(":")
    place, _, entry = rest.partition(":")
    if kind in ("program", "ruby") and entry and not (HOME / "deb" / entry / "installed.txt").exists():
        reason = left_out().get(entry, "it is not installed")
        return f"{(HOME / 'deb' / entry).relative_to(ROOT)} is missing ({reason}): {HOW} all"
    if kind == "java":
        made = HOME / "java" / place / "JavaMailWorker.class"
        return "" if made.exists() else f"{made.relative_to(ROOT)} is missing: {HOW} all"
    if kind in ("program", "ruby", "dotnet"):
        needed = PROGRAMS[place if kind == "program" else kind]
        absent = [one for one in needed if not pathlib.Path(one).exists()]
        return f"{absent[0]} is missing: {HOW} all" if absent else ""
    folder = HOME / ("py" if kind == "python" else "node") / place
    if (folder / "installed.txt").exists():
        return ""
    reason = left_out().get(place, "it is not installed")
    return f"{folder.relative_to(ROOT)} is missing ({reason}): {HOW} fast"


def is_left_out(key: str) -> bool:
    """Whether setup.sh could not make the place of a worker on this machine, and said so."""
    _, place, release, *_ = [*key.split(":"), "", ""]
    return not {place, release}.isdisjoint(left_out())


def left_out() -> dict[str, str]:
    """The places that setup.sh could not make on this machine, and why."""
    file = HOME / "left-out.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {name: reason for name, _, reason in (line.partition(": ") for line in lines)}


JARS = {
    "javamail": ("/usr/share/java/javax.mail.jar",),
    "jakarta": ("/usr/share/java/jakarta-mail.jar", "/usr/share/java/jakarta-activation.jar"),
}
# What has to be there for a program's runner: a command, or a file of a Debian package.
PROGRAMS: dict[str, tuple[str, ...]] = {
    "ruby": (
        "/usr/bin/ruby",
        "/usr/lib/ruby/vendor_ruby/mail.rb",
        "/usr/share/rubygems-integration/all/gems/actionmailer-6.1.7.10",
        str(HOME / "deb" / "redmine" / "usr" / "share" / "redmine" / "lib" / "redmine" / "configuration.rb"),
    ),
    "dotnet": ("/usr/bin/mcs", str(HOME / "dotnet" / "openssl")),
    "msmtp": ("/usr/bin/msmtp",),
    "curl": ("/usr/bin/curl",),
    "git-send-email": (
        "/usr/lib/git-core/git-send-email",
        "/usr/share/perl5/Authen/SASL.pm",
        "/usr/share/perl5/IO/Socket/SSL.pm",
    ),
    "swaks": ("/usr/bin/swaks", "/usr/share/doc/libnet-ssleay-perl"),
    "swaks-trixie": (str(HOME / "deb" / "swaks-trixie" / "usr" / "bin" / "swaks"), "/usr/share/doc/libnet-ssleay-perl"),
    "swaks-variables": ("/usr/bin/swaks", "/usr/share/doc/libnet-ssleay-perl"),
    "ssmtp": (str(HOME / "deb" / "ssmtp" / "usr" / "sbin" / "ssmtp"),),
    "nullmailer": (str(HOME / "deb" / "nullmailer" / "usr" / "sbin" / "nullmailer-send"),),
    "go": ("/usr/bin/go", "/usr/share/gocode/src/gopkg.in/mail.v2/smtp.go"),
    "alertmanager": (str(HOME / "go" / "alertmanager"),),
    "laravel": (
        "/usr/bin/php",
        "/usr/share/php/Illuminate/Mail/autoload.php",
        "/usr/share/php/Illuminate/Config/autoload.php",
        "/usr/share/php/Dotenv/autoload.php",
    ),
    "phpscript": (
        "/usr/bin/php",
        "/usr/share/php/libphp-phpmailer/autoload.php",
        "/usr/share/php/Symfony/Component/Mailer/autoload.php",
    ),
    "phpmailer": ("/usr/bin/php", "/usr/share/php/libphp-phpmailer/autoload.php"),
    "symfony": (
        "/usr/bin/php",
        "/usr/share/php/Symfony/Component/Mailer/autoload.php",
        "/usr/share/php/Symfony/Component/Dotenv/autoload.php",
    ),
}


class Worker:
    """A running worker; ``ended`` once it is no longer there."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.process = subprocess.Popen(
            worker_command(key), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self.process.poll() is not None

    def send(self, job: dict[str, Any]) -> dict[str, Any]:
        """Asks for one message and waits for the result; a worker that dies is a result too."""
        began = time.monotonic()
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(job) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self.process.kill()
            return {"error": f"worker {self.key} died", "seconds": time.monotonic() - began, "died": True}
        result: dict[str, Any] = json.loads(answer)
        return result
