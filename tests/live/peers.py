"""What the usual tools say of the same servers: swaks and openssl s_client, read from their output."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from .servers import HOW


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is missing: {HOW}")
    return found


class Swaks:
    """A run of swaks that ends after the last EHLO: the extensions before and with TLS, and the greeting."""

    def __init__(self, port: int, tls: str, name: str) -> None:
        flags = {"none": [], "starttls": ["--tls"], "implicit": ["--tls-on-connect"]}[tls]
        argv = [
            _tool("swaks"),
            "--server",
            "127.0.0.1",
            "--port",
            str(port),
            "--helo",
            name,
            "--quit-after",
            "HELO",
            *flags,
        ]
        self.output = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False).stdout
        self.greeting = _first(r"^(?:<-|<~|<\*\*)\s+(220.*)$", self.output)
        self.before = self._extensions("<- ")
        self.after = self._extensions("<~ ")

    def _extensions(self, mark: str) -> set[str]:
        lines = [line[len(mark) :].strip() for line in self.output.splitlines() if line.startswith(mark)]
        replies = [line[4:] for line in lines if re.match(r"250[- ]", line)]
        return {words(line) for line in replies[1:]}


def words(line: str) -> str:
    """An extension's line in one spelling."""
    return " ".join(line.split()).upper()


class SClient:
    """A run of openssl s_client: protocol, cipher, the verdict on the chain, the subject's names."""

    def __init__(self, port: int, tls: str, ca: str, host: str = "localhost") -> None:
        argv = [_tool("openssl"), "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", ca, "-no-CApath"]
        argv += ["-servername", host, "-verify_hostname", host, "-showcerts"]
        argv += ["-starttls", "smtp"] if tls == "starttls" else []
        done = subprocess.run(argv, input="QUIT\r\n", capture_output=True, text=True, timeout=60, check=False)
        self.output = done.stdout + done.stderr
        self.version = _first(r"^New, (TLSv[\d.]+)", self.output)
        self.cipher = _first(r"Cipher is (\S+)", self.output)
        self.shaken = self.version != "" and self.cipher != "(NONE)" and ":error:" not in self.output
        self.verify = _first(r"Verify return code: (\d+)", self.output)
        self.sent = len(re.findall(r"-----BEGIN CERTIFICATE-----", self.output.split("Server certificate")[0]))


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found.group(1).strip() if found else ""
