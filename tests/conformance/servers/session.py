"""One SMTP session (RFC 5321, 3207, 4954, 8314) on a connected socket, played as a behaviour says, and written down."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import ssl
from typing import Any

from .behaviour import Behaviour, wire

LINE_LIMIT = 8192
DATA_LIMIT = 200_000
SNIFF = 0.4  # seconds


class _Ended(Exception):
    """The session is over."""


class Session:
    """Serves one connection; ``record`` holds what crossed it, for the judgement.

    ``record`` keys: host, port, implicit, tls (now), ehlo (names in order), starttls, tls_error, auth (dicts of
    mechanism, username, tls, taken), mail (dicts of sender, tls, taken), delivered (tls of each message taken),
    refused (words said), held (whether the client waited as long as the server held the line).
    """

    def __init__(
        self, conn: socket.socket, behaviour: Behaviour, port: int, context: ssl.SSLContext, hold: float
    ) -> None:
        self.conn: Any = conn
        self.behaviour = behaviour
        self.port = port
        self.context = context
        self.hold = hold
        self.buffer = b""
        self.tls = False
        self.user = ""
        self.login_failed = False
        self.sender: str | None = None
        self.mode = self._taken(behaviour.ports.get(port, "cleartext"))
        self.record: dict[str, Any] = {
            "host": behaviour.host, "port": port, "mode": self.mode, "tls_error": "", "ehlo": [], "starttls": False,
            "auth": [], "mail": [], "delivered": [], "refused": [], "held": False,
        }  # fmt: skip

    def run(self) -> None:
        """Plays the session to its end; never raises on what a client does."""
        try:
            self.conn.settimeout(self.hold)
            if self.behaviour.silent:
                self._stay_silent()
            if self.mode == "implicit":
                self._secure()
            if self.mode == "qmqp":
                self._qmqp()
            self._send(f"220 {self.behaviour.host} ESMTP ready\r\n".encode())
            while True:
                self._command(self._line())
        except TimeoutError:
            self.record["held"] = True
        except (_Ended, OSError, ValueError):
            pass
        finally:
            with contextlib.suppress(OSError):
                self.conn.close()

    def _taken(self, mode: str) -> str:
        """The mode of this connection: a port for either waits a moment for a TLS handshake (RFC 8446, type 22)."""
        if mode != "either":
            return mode
        self.conn.settimeout(SNIFF)
        try:
            first = self.conn.recv(1, socket.MSG_PEEK)
        except OSError:  # nothing came
            first = b""
        return "implicit" if first == b"\x16" else "starttls"

    def _qmqp(self) -> None:
        """Takes one message by Bernstein's Quick Mail Queueing Protocol: a netstring (length, colon, bytes, comma) each way."""
        head, _, self.buffer = self._until(b":").partition(b":")
        while len(self.buffer) <= min(int(head), DATA_LIMIT):
            self._more()
        self._send(b"7:Ktaken.,")
        raise _Ended

    # -- wire ------------------------------------------------------------------------------------------------------

    def _stay_silent(self) -> None:
        while self.conn.recv(LINE_LIMIT):  # reads until the client leaves or the hold is over
            pass
        raise _Ended

    def _secure(self) -> None:
        try:
            self.conn = self.context.wrap_socket(self.conn, server_side=True)
        except (ssl.SSLError, OSError) as error:
            self.record["tls_error"] = str(error)
            self.record["held"] = isinstance(error, TimeoutError)
            raise _Ended from None
        self.tls = True
        self.buffer = b""

    def _send(self, data: bytes) -> None:
        self.conn.sendall(data)

    def _refuse(self, about: str) -> None:
        text = self.behaviour.says(about)
        self.record["refused"].append(text)
        self._send(wire(text))

    def _more(self) -> None:
        piece = self.conn.recv(LINE_LIMIT)
        if not piece:
            raise _Ended
        self.buffer += piece

    def _until(self, mark: bytes) -> bytes:
        """What came, once the mark is in it; stays in the buffer."""
        while mark not in self.buffer:
            if len(self.buffer) > LINE_LIMIT:
                raise _Ended
            self._more()
        return self.buffer

    def _line(self) -> str:
        line, _, self.buffer = self._until(b"\n").partition(b"\n")
        return line.rstrip(b"\r").decode("utf-8", "replace")

    # -- commands --------------------------------------------------------------------------------------------------

    def _command(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        handler = getattr(self, "_" + verb.lower(), None) if verb.isalpha() and len(verb) <= 8 else None
        if handler is None or verb.lower() in ("line", "send", "secure", "refuse", "command"):
            self._send(b"502 5.5.2 Command not recognized\r\n")
            return
        handler(rest.strip())

    def _lhlo(self, _name: str) -> None:
        if self.behaviour.lmtp:
            self.record["mode"] = "lmtp"
            self._send(f"250 {self.behaviour.host}\r\n".encode())
        else:
            self._send(b"502 5.5.2 Command not recognized\r\n")

    def _ehlo(self, name: str) -> None:
        if self.behaviour.lmtp:
            self._send(b"500 5.5.1 This is LMTP\r\n")
            return
        self.record["ehlo"].append(name)
        if not self.behaviour.takes_ehlo(name):
            self._refuse("ehlo")
            raise _Ended
        lines = [self.behaviour.host, "SIZE 35882577", "8BITMIME"]
        if self.mode == "starttls" and not self.tls:
            lines.append("STARTTLS")
        if self._auth_offered():
            lines.append("AUTH " + " ".join(self.behaviour.mechanisms))
        self._send("".join(f"250-{one}\r\n" for one in lines).encode() + b"250 HELP\r\n")

    def _helo(self, name: str) -> None:
        if self.behaviour.lmtp:
            self._send(b"500 5.5.1 This is LMTP\r\n")
            return
        self.record["ehlo"].append(name)
        if not self.behaviour.takes_ehlo(name):
            self._refuse("ehlo")
            raise _Ended
        self._send(f"250 {self.behaviour.host}\r\n".encode())

    def _auth_offered(self) -> bool:
        return bool(self.behaviour.mechanisms) and (
            self.tls or self.mode == "cleartext" or self.behaviour.auth_before_tls
        )

    def _starttls(self, _rest: str) -> None:
        if self.mode != "starttls" or self.tls:
            self._send(b"502 5.5.1 STARTTLS not offered\r\n")
            return
        self._send(b"220 2.0.0 Ready to start TLS\r\n")
        self.record["starttls"] = True
        self._secure()

    def _auth(self, rest: str) -> None:
        mechanism, _, initial = rest.partition(" ")
        mechanism = mechanism.upper()
        if self.behaviour.tls_required and not self.tls and self.mode != "cleartext":
            self.record["auth"].append(
                {"mechanism": mechanism, "username": "", "tls": False, "taken": False, "sent": bool(initial)}
            )
            self._refuse("tls")
            return
        if mechanism not in self.behaviour.mechanisms or not self._auth_offered():
            self.record["auth"].append(
                {"mechanism": mechanism, "username": "", "tls": self.tls, "taken": False, "sent": bool(initial)}
            )
            self._send(b"504 5.5.4 Unrecognized authentication type\r\n")
            return
        username, password = self._credentials(mechanism, initial)
        taken = self._takes(mechanism, username, password)
        self.record["auth"].append(
            {"mechanism": mechanism, "username": username, "tls": self.tls, "taken": taken, "sent": True}
        )
        if taken:
            self.user = username
            self._send(b"235 2.7.0 Accepted\r\n")
        else:
            self.login_failed = True
            self._refuse("retired" if self.behaviour.login_retired else "credentials")

    def _takes(self, mechanism: str, username: str, password: str) -> bool:
        if mechanism in ("PLAIN", "LOGIN"):
            return self.behaviour.takes_login(username, password)
        # A password is no OAuth token; of CRAM-MD5 the server sees no password.
        return mechanism == "CRAM-MD5" and not self.behaviour.login_retired

    def _credentials(self, mechanism: str, initial: str) -> tuple[str, str]:
        if mechanism == "PLAIN":
            parts = _decoded(initial or self._ask("")).split("\0")
            return (parts[1], parts[2]) if len(parts) == 3 else ("", "")
        if mechanism == "LOGIN":
            username = _decoded(initial) if initial else _decoded(self._ask("Username:"))
            return username, _decoded(self._ask("Password:"))
        if mechanism == "CRAM-MD5":
            return _decoded(self._ask("<1.2@challenge>")).rpartition(" ")[0], ""
        return _decoded(initial or self._ask("")).partition("\x01")[0].removeprefix("user="), ""

    def _ask(self, text: str) -> str:
        self._send(b"334 " + base64.b64encode(text.encode()) + b"\r\n")
        return self._line()

    def _mail(self, rest: str) -> None:
        found = re.match(r"(?i)from:\s*<([^>]*)>", rest)
        sender = found.group(1) if found else ""
        about = self._mail_refusal(sender)
        self.record["mail"].append({"sender": sender, "tls": self.tls, "taken": not about})
        if about:
            self._refuse(about)
            return
        self.sender = sender
        self._send(b"250 2.1.0 Ok\r\n")

    def _mail_refusal(self, sender: str) -> str:
        if self.behaviour.tls_required and not self.tls and self.mode != "cleartext":
            return "tls"
        needed = self.behaviour.auth_required or (self.login_failed and self.behaviour.shuns_failed_logins)
        if needed and not self.user:
            return "auth-needed"
        return "" if self.behaviour.takes_sender(sender, self.user) else "sender"

    def _rcpt(self, _rest: str) -> None:
        self._send(b"250 2.1.5 Ok\r\n" if self.sender is not None else b"503 5.5.1 Need MAIL first\r\n")

    def _data(self, _rest: str) -> None:
        if self.sender is None:
            self._send(b"503 5.5.1 Need MAIL first\r\n")
            return
        self._send(b"354 Go ahead\r\n")
        size = 0
        while (line := self._line()) != ".":
            size += len(line)
            if size > DATA_LIMIT:
                raise _Ended
        self.record["delivered"].append(self.tls)
        self.sender = None
        self._send(b"250 2.0.0 Ok: queued\r\n")

    def _rset(self, _rest: str) -> None:
        self.sender = None
        self._send(b"250 2.0.0 Ok\r\n")

    def _noop(self, _rest: str) -> None:
        self._send(b"250 2.0.0 Ok\r\n")

    def _quit(self, _rest: str) -> None:
        self._send(b"221 2.0.0 Bye\r\n")
        raise _Ended


def _decoded(text: str) -> str:
    return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
