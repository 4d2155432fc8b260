"""One process that serves every host of the test world on its own loopback address, and answers DNS for these."""

from __future__ import annotations

import pathlib
import selectors
import socket
import ssl
import struct
import threading
from contextlib import suppress
from typing import Any

from .behaviour import Behaviour
from .catalogue import addresses, behaviours
from .session import Session

HOLD = 3.0  # seconds that a silent server, or one that waits for TLS, holds a connection before it closes it


class Farm:
    """Listens on every port of every host; ``attack`` (strip, impostor or empty) changes all servers at once.

    strip: nobody offers STARTTLS any more, and AUTH is offered in clear text, as an attacker on the way would have
    it (RFC 3207, section 6). impostor: every server shows a certificate that it signed itself.
    """

    def __init__(self, certificates: pathlib.Path) -> None:
        self.contexts = {
            name: _context(certificates / f"{name}.pem") for name in ("valid", "expired", "wrong-name", "self-signed")
        }
        self.attack = ""
        self.records: list[dict[str, Any]] = []
        self._threads: list[threading.Thread] = []
        self._selector = selectors.DefaultSelector()
        self._barrier, self._asked = socket.socketpair()
        self._passed = threading.Event()

    def start(self) -> None:
        """Binds all listeners and serves them from a thread of its own."""
        hosts = addresses()
        for host, behaviour in behaviours().items():
            for port in behaviour.ports:
                listener = socket.create_server((hosts[host], port), backlog=16)
                listener.setblocking(False)
                self._selector.register(listener, selectors.EVENT_READ, (behaviour, port))
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        names.bind(("127.0.0.1", 53))
        self._selector.register(names, selectors.EVENT_READ, None)
        self._selector.register(self._asked, selectors.EVENT_READ, None)
        threading.Thread(target=self._serve, daemon=True).start()

    def take_records(self) -> list[dict[str, Any]]:
        """What crossed the connections since the last call; waits for those that still run, and that nobody took yet."""
        self._passed.clear()
        self._barrier.send(b"?")
        self._passed.wait(HOLD)
        for thread in self._threads:
            thread.join(HOLD + 1)
        self._threads.clear()
        taken, self.records = self.records, []
        return taken

    def _serve(self) -> None:
        while True:
            ready = self._selector.select()
            for key, _ in ready:
                sock: Any = key.fileobj
                if key.data is not None:
                    self._accept_all(sock, *key.data)
                elif sock is not self._asked:
                    _answer_name(sock)
            if any(key.fileobj is self._asked for key, _ in ready):  # all that came before the question is taken now
                self._asked.recv(1)
                self._passed.set()

    def _accept_all(self, listener: socket.socket, behaviour: Behaviour, port: int) -> None:
        with suppress(BlockingIOError):
            while True:
                conn, _address = listener.accept()
                shown = under_attack(behaviour, self.attack)
                thread = threading.Thread(target=self._play, args=(conn, shown, port), daemon=True)
                thread.start()
                self._threads.append(thread)

    def _play(self, conn: socket.socket, behaviour: Behaviour, port: int) -> None:
        session = Session(conn, behaviour, port, self.contexts[behaviour.certificate], HOLD)
        self.records.append(session.record)
        session.run()


def under_attack(behaviour: Behaviour, attack: str) -> Behaviour:
    """The behaviour as a client sees it while somebody on the way interferes."""
    if not attack:
        return behaviour
    changed = Behaviour(behaviour.host, dict(behaviour.ports))
    changed.__dict__.update(behaviour.__dict__)
    if attack == "impostor":
        changed.certificate = "self-signed"
        changed.ports = {port: "starttls" if mode == "cleartext" else mode for port, mode in behaviour.ports.items()}
    else:
        changed.ports = {
            port: "cleartext" if mode in ("starttls", "either") else mode for port, mode in behaviour.ports.items()
        }
    # An attacker lets everybody in.
    changed.login_retired, changed.tls_required, changed.auth_required = False, False, False
    changed.username, changed.password, changed.sender = {}, {}, {}
    changed.auth_before_tls = True
    changed.mechanisms = ("LOGIN", "PLAIN", "CRAM-MD5")  # whatever brings the client to go on
    changed.silent = False
    changed.ehlo_refused = frozenset()
    return changed


def _context(path: pathlib.Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def _answer_name(sock: socket.socket) -> None:
    """Answers one DNS question (RFC 1035): an A record for hosts of the test world, NXDOMAIN for all else."""
    question, client = sock.recvfrom(512)
    labels, at = [], 12
    while at < len(question) and question[at]:
        labels.append(question[at + 1 : at + 1 + question[at]].decode("ascii", "replace"))
        at += 1 + question[at]
    kind = struct.unpack("!H", question[at + 1 : at + 3])[0]
    address = addresses().get(".".join(labels).lower())
    asked = question[12 : at + 5]
    count = 1 if address and kind == 1 else 0
    head = question[:2] + struct.pack("!HHHHH", 0x8180 if address else 0x8183, 1, count, 0, 0)
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(address) if address and count else b""
    sock.sendto(head + asked + record, client)
