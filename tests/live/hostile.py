"""Servers that misbehave, each in one way, on a loopback port: a script runs for every connection."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

from .pki import Pki

Script = Callable[["Connection"], None]
EHLO = b"250-mail.test\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"
PLAIN_EHLO = b"250-mail.test\r\n250 AUTH PLAIN LOGIN\r\n"


class Connection:
    """The server's end of one connection."""

    def __init__(self, held: socket.socket, over: threading.Event, pki: Pki) -> None:
        self.socket = held
        self.over = over
        self.pki = pki

    def say(self, data: bytes) -> None:
        """Sends bytes."""
        self.socket.sendall(data)

    def hear(self) -> bytes:
        """Reads one line, without its end; empty when the client has gone."""
        line = b""
        while not line.endswith(b"\n"):
            byte = self.socket.recv(1)
            if not byte:
                return b""
            line += byte
        return line.strip()

    def wait(self, seconds: float = 60.0) -> None:
        """Does nothing until the test is over."""
        self.over.wait(seconds)

    def secure(self, kind: str = "good", **options: ssl.TLSVersion) -> None:
        """Upgrades to TLS with a certificate of the test's authority."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pki.pem(kind), self.pki.key(kind))
        for name, value in options.items():
            setattr(context, name, value)
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def serve(self, ehlo: bytes = EHLO, *, tls: str = "good", answers: dict[bytes, bytes] | None = None) -> None:
        """A polite server: greeting, EHLO, STARTTLS; ``answers`` replaces the answer to a command."""
        self.say(b"220 mail.test ready\r\n")
        while True:
            line = self.hear()
            word = line.split(b" ")[0].upper()
            if not word:
                return
            if answers and word in answers:
                self.say(answers[word])
                if answers[word].startswith(b"421"):
                    return
            elif word in (b"EHLO", b"HELO"):
                self.say(ehlo if not isinstance(self.socket, ssl.SSLSocket) else PLAIN_EHLO)
            elif word == b"STARTTLS":
                self.say(b"220 go\r\n")
                self.secure(tls)
            elif word == b"QUIT":
                self.say(b"221 bye\r\n")
                return
            else:
                self.say(b"500 what\r\n")


class Hostile:
    """Listens on a loopback port and runs a script for each connection; ``seen`` counts the connections."""

    def __init__(self, script: Script, pki: Pki, address: str = "127.0.0.1") -> None:
        self._script = script
        self._pki = pki
        self._over = threading.Event()
        self.seen = 0
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.socket(family, socket.SOCK_STREAM)
        self._listener.bind((address, 0))
        self._listener.listen(16)
        self.port = int(self._listener.getsockname()[1])
        self._threads: list[threading.Thread] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                held, _ = self._listener.accept()
            except OSError:
                return
            self.seen += 1
            thread = threading.Thread(target=self._run, args=(held,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _run(self, held: socket.socket) -> None:
        held.settimeout(30)
        connection = Connection(held, self._over, self._pki)
        with contextlib.suppress(OSError, ValueError):
            self._script(connection)
        with contextlib.suppress(OSError):
            connection.socket.close()

    def close(self) -> None:
        """Ends the listener and every connection."""
        self._over.set()
        self._listener.close()
        for thread in self._threads:
            thread.join(5)


@contextlib.contextmanager
def listening(script: Script, pki: Pki, address: str = "127.0.0.1") -> Iterator[Hostile]:
    """A hostile server for the length of a ``with``."""
    server = Hostile(script, pki, address)
    try:
        yield server
    finally:
        server.close()
