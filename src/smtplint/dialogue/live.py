"""A server that answers from a socket: the one module that opens connections. Everything in it has a deadline."""

from __future__ import annotations

import selectors
import socket
import ssl
import time

from .. import conditions
from .certificates import Certificate
from .machine import Action, Answer
from .replies import Capabilities, Reply, ReplyError, ReplyParser
from .trace import OK, REFUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_NEXT_ADDRESS = 0.25  # seconds before the next address is tried beside the last one (RFC 8305, section 5)
_MOST_ADDRESSES = 16
_GOODBYE = 2.0  # seconds for the answer to QUIT, which decides nothing


class Limits:
    """Seconds: ``step`` for each exchange, ``end`` the moment (of ``time.monotonic``) at which everything is over."""

    __slots__ = ("end", "step")

    def __init__(self, step: float, total: float) -> None:
        self.step = step
        self.end = time.monotonic() + total

    def deadline(self, seconds: float | None = None) -> float:
        """The moment at which a step that begins now is over."""
        return min(time.monotonic() + (self.step if seconds is None else seconds), self.end)


class Trust:
    """TLS contexts, made once for a run: one that checks certificates, one that takes whatever comes to look at it."""

    def __init__(self, ca_file: str = "") -> None:
        self._ca_file = ca_file
        self._contexts: dict[bool, ssl.SSLContext] = {}

    def context(self, check: bool) -> ssl.SSLContext:
        """A client context; names are compared apart, so that a wrong name hides no other fact. May raise OSError."""
        if check not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            if not check:
                context.verify_mode = ssl.CERT_NONE
                context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
                context.set_ciphers("ALL:@SECLEVEL=0")
            elif self._ca_file:
                context.load_verify_locations(cafile=self._ca_file)
            else:
                context.load_default_certs(ssl.Purpose.SERVER_AUTH)
            self._contexts[check] = context
        return self._contexts[check]


class Stopped(Exception):
    """The conversation cannot go on: ``reason`` as in ``script.WHY``, ``detail`` what was seen."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class LiveServer:
    """Answers actions over one connection, and keeps what it learns: addresses, replies, TLS, certificate."""

    def __init__(
        self, limits: Limits, trust: Trust, *, check: bool = True, guard: bool = False, force_auth: bool = False
    ) -> None:
        self.limits = limits
        self.trust = trust
        self.check = check  # whether the handshake checks the certificate
        self.guard = guard  # whether private addresses are refused
        self.force_auth = force_auth  # whether a login may go over a connection that is not verified
        self.patience: float | None = None  # seconds to wait for the greeting, where less than a step
        self.watch: Callable[[str], None] | None = None  # is told each step as it begins
        self.host = ""
        self.name = ""  # the name given in EHLO
        self.attempts: list[dict[str, Any]] = []
        self.greeting: Reply | None = None
        self.before: Reply | None = None
        self.after: Reply | None = None
        self.tls: dict[str, Any] | None = None
        self.certificate: Certificate | None = None
        self.chain: list[Certificate] = []
        self.verify_error = ""
        self.verify_code = 0
        self.hidden_starttls = False  # STARTTLS works and is not in the list of extensions
        self._socket: socket.socket | None = None
        self._parser = ReplyParser()

    # -- the machine's side ----------------------------------------------------------------------------------------

    def answer(self, action: Action) -> Answer:
        """Does what the client does next and says what came of it; never raises, never takes longer than its limits."""
        if self.watch is not None:
            self.watch(action.kind)
        begin = time.monotonic()
        try:
            answer: Answer = getattr(self, "_" + action.kind)(action)
        except Stopped as stopped:
            answer = Answer(REFUSED, reason=stopped.reason, reply=stopped.detail, closed=True)
        answer.source = "observed"
        if action.kind in ("ehlo", "helo"):
            answer.sent = f"{action.kind.upper()} {self.name}"
        answer.seconds = time.monotonic() - begin
        return answer

    def close(self) -> None:
        """Closes the connection, whatever state it is in."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    @property
    def verified(self) -> bool:
        """Whether the connection is encrypted, its certificate checked, and for this host."""
        leaf = self.certificate
        return self.tls is not None and self.check and leaf is not None and leaf.matches(self.host)

    def _connect(self, action: Action) -> Answer:
        host, port = action.value
        if self._socket is not None:  # the conversation is taken up again
            return Answer(OK)
        self.host = host
        addresses = resolve(host, port, self.limits.deadline())
        if self.guard:
            _refuse_private(addresses)
        try:
            self._socket, self.attempts = connect(addresses, self.limits.deadline())
        except NoConnection as stopped:
            self.attempts = stopped.facts
            raise
        return Answer(OK)

    def _greeting(self, action: Action) -> Answer:
        reply = self._read(self.patience)
        self.greeting = reply
        if reply.code == 220:
            return _accepted(reply)
        return _refused(reply, "busy" if reply.code == 421 else "greeting-refused")

    def _ehlo(self, action: Action) -> Answer:
        reply = self._ask(f"EHLO {self._name(action)}")
        if reply.code != 250:
            return _refused(reply, "ehlo-refused")
        if action.tls:
            self.after = reply
        else:
            self.before = reply
        offered = Capabilities.of(reply)
        answer = _accepted(reply)
        answer.starttls, answer.mechanisms = offered.starttls, offered.mechanisms
        return answer

    def _name(self, action: Action) -> str:
        """The name to give: the plan's, or else the address literal of this end (RFC 5321, section 4.1.3)."""
        wish = action.value[0]
        held = self._socket
        if isinstance(wish, str) and wish:
            self.name = wish
        elif held is not None:
            address = str(held.getsockname()[0]).partition("%")[0]
            self.name = f"[IPv6:{address}]" if ":" in address else f"[{address}]"
        return self.name

    def _helo(self, action: Action) -> Answer:
        reply = self._ask(f"HELO {self._name(action)}")
        return _accepted(reply) if reply.code == 250 else _refused(reply, "ehlo-refused")

    def _starttls(self, action: Action) -> Answer:
        reply = self._ask("STARTTLS")
        if reply.code != 220:
            return _refused(reply, "starttls-refused")
        if self._parser.pending:
            raise Stopped("starttls-injection", repr(self._parser.pending[:80].decode("utf-8", "replace")))
        return _accepted(reply)

    def _tls(self, action: Action) -> Answer:
        how = action.value[0]
        plain = self._socket
        if plain is None:
            raise Stopped("closed")
        try:
            context = self.trust.context(self.check)
            deadline = self.limits.deadline()
            plain.settimeout(max(0.001, deadline - time.monotonic()))
            self._socket = secure = context.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
            begin = time.monotonic()
            secure.do_handshake()
        except ssl.SSLCertVerificationError as error:
            self.verify_error, self.verify_code = error.verify_message, error.verify_code
            raise Stopped("certificate-refused", error.verify_message) from None
        except (ssl.SSLError, OSError, ValueError) as error:
            raise _handshake_problem(error, how) from None
        self._parser = ReplyParser()
        self._keep_tls(secure, time.monotonic() - begin)
        return Answer(OK)

    def _keep_tls(self, secure: ssl.SSLSocket, seconds: float) -> None:
        cipher = secure.cipher()
        name, bits = (cipher[0], cipher[2]) if cipher else ("", 0)
        self.tls = {"version": secure.version() or "", "cipher": name, "bits": bits, "seconds": seconds}
        leaf = secure.getpeercert(binary_form=True)
        self.certificate = Certificate.of(leaf) if leaf else None
        self.chain = [one for one in (Certificate.of(der) for der in _sent_chain(secure)) if one is not None]

    def _auth(self, action: Action) -> Answer:
        username, password, mechanism = action.value
        if not self.verified and not self.force_auth:
            raise Stopped("login-withheld", "no login over a connection that is not verified")
        from .login import login

        reply = login(self._ask, mechanism, username, password)
        return _accepted(reply) if reply.code == 235 else _refused(reply, "login-refused")

    def _mail(self, action: Action) -> Answer:
        reply = self._ask(f"MAIL FROM:<{action.value[0] or ''}>")
        return _accepted(reply) if reply.code == 250 else _refused(reply, "mail-refused")

    def _rcpt(self, action: Action) -> Answer:
        reply = self._ask(f"RCPT TO:<{action.value}>")
        return _accepted(reply) if reply.code in (250, 251, 252) else _refused(reply, "rcpt-refused")

    def _quit(self, action: Action) -> Answer:
        """Takes leave; asks for STARTTLS first where it is not offered, as it may have been taken out on the way."""
        lines: tuple[str, ...] = ()
        try:
            if self.before is not None and self.tls is None and not Capabilities.of(self.before).starttls:
                self.hidden_starttls = self._ask("STARTTLS", _GOODBYE).code == 220
            if not self.hidden_starttls:
                lines = tuple(self._ask("QUIT", _GOODBYE).wire)
        except Stopped:
            pass  # the conversation is over either way
        self.close()
        return Answer(OK, lines=lines)

    # -- the wire --------------------------------------------------------------------------------------------------

    def _ask(self, line: str, seconds: float | None = None) -> Reply:
        self.send(line.encode("utf-8", "replace") + b"\r\n")
        return self._read(seconds)

    def send(self, data: bytes) -> None:
        """Sends bytes within a step's time; raises Stopped."""
        if self._socket is None:
            raise Stopped("closed")
        try:
            self._socket.settimeout(max(0.001, self.limits.deadline() - time.monotonic()))
            self._socket.sendall(data)
        except TimeoutError:
            raise Stopped("silent", "the server takes no more data") from None
        except OSError as error:
            # What the server said before it closed tells more than the broken pipe.
            if isinstance(error, (BrokenPipeError, ConnectionResetError)):
                return
            raise Stopped("closed", _words(error)) from None

    def _read(self, seconds: float | None = None) -> Reply:
        """The next reply, within a step's time however slowly it drips; raises Stopped."""
        deadline = self.limits.deadline(seconds)
        try:
            while True:
                reply = self._parser.next()
                if reply is not None:
                    return reply
                self._parser.feed(self._receive(deadline))
        except ReplyError as error:
            if self.tls is None and self._parser.pending[:2] in (b"\x15\x03", b"\x16\x03"):
                raise Stopped("plain-to-tls", "the server answers with TLS") from None
            raise Stopped(error.reason, str(error)) from None

    @property
    def pending(self) -> bytes:
        """What has come and not been read."""
        return self._parser.pending

    def read(self, seconds: float | None = None) -> Reply:
        """The next reply within ``seconds`` (a step's time by default); raises Stopped."""
        return self._read(seconds)

    def _receive(self, deadline: float) -> bytes:
        left = deadline - time.monotonic()
        if self._socket is None:
            raise Stopped("closed")
        if left <= 0:
            raise self._too_late()
        try:
            self._socket.settimeout(left)
            data = self._socket.recv(16384)
        except TimeoutError:
            raise self._too_late() from None
        except (ssl.SSLError, OSError) as error:
            raise Stopped("closed", _words(error)) from None
        if not data:
            begun = self._parser.pending
            if self.tls is None and begun[:2] in (b"\x15\x03", b"\x16\x03"):
                raise Stopped("plain-to-tls", "the server answers with TLS")
            raise Stopped("closed", "in the middle of a reply" if self._parser.begun else "")
        return data

    def _too_late(self) -> Stopped:
        if self._parser.begun:
            return Stopped("stalled", "a reply began and did not end in time")
        return Stopped("silent")


def _accepted(reply: Reply) -> Answer:
    return Answer(OK, reply=reply.text, code=reply.code, lines=tuple(reply.wire))


def _refused(reply: Reply, reason: str) -> Answer:
    return Answer(
        REFUSED, reason="busy" if reply.code == 421 else reason, reply=reply.text, code=reply.code,
        lines=tuple(reply.wire), closed=reply.code == 421,
    )  # fmt: skip


def _words(error: BaseException) -> str:
    return getattr(error, "reason", "") or getattr(error, "strerror", "") or str(error) or type(error).__name__


# -- TLS ---------------------------------------------------------------------------------------------------------------

_PLAIN = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE")
_OLD = ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "WRONG_SSL_VERSION", "DH_KEY_TOO_SMALL",
        "SSLV3_ALERT_HANDSHAKE_FAILURE", "EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK")  # fmt: skip


def _handshake_problem(error: Exception, how: str) -> Stopped:
    if isinstance(error, TimeoutError):
        return Stopped("tls-silent" if how == "implicit" else "tls-failed", "no answer to the TLS handshake")
    reason = str(getattr(error, "reason", "") or "")
    if reason in _PLAIN:
        return Stopped("tls-to-plain" if how == "implicit" else "starttls-plain", reason)
    if reason in _OLD:
        return Stopped("tls-old", reason)
    if isinstance(error, (ssl.SSLEOFError, ConnectionError)) or reason == "UNEXPECTED_EOF_WHILE_READING":
        return Stopped("tls-closed" if how == "implicit" else "tls-failed", "closed during the TLS handshake")
    return Stopped("tls-failed", _words(error))


def _sent_chain(secure: ssl.SSLSocket) -> list[bytes]:
    """The certificates that the server sent, leaf first, as DER; empty where this Python cannot tell."""
    inner = getattr(secure, "_sslobj", None)
    ask = getattr(inner, "get_unverified_chain", None)  # public on the socket itself from 3.13 on
    if ask is None:
        return []
    return [one if isinstance(one, bytes) else one.public_bytes(2) for one in ask() or []]  # 2: DER


# -- names and addresses -----------------------------------------------------------------------------------------------


def resolve(host: str, port: int, deadline: float) -> list[tuple[Any, ...]]:
    """The addresses of a host as ``getaddrinfo`` orders them, families taking turns; raises Stopped.

    The resolver of the system cannot be given a time limit: it runs in a thread of its own, which is left behind.
    """
    name = host.strip("[]")
    if conditions.is_ip(name) or name == "localhost":
        return _turns(_look_up(name, port))
    import threading

    box: list[Any] = []

    def work() -> None:
        try:
            box.append(_look_up(name, port))
        except Stopped as stopped:
            box.append(stopped)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if not box:
        raise Stopped("resolver-failed", "no answer from the resolver")
    if isinstance(box[0], Stopped):
        raise box[0]
    return _turns(box[0])


def _look_up(name: str, port: int) -> list[tuple[Any, ...]]:
    try:
        return list(socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP))
    except socket.gaierror as error:
        missing = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
        raise Stopped("no-such-host" if missing else "resolver-failed", error.strerror or "") from None
    except (UnicodeError, OSError, OverflowError) as error:
        raise Stopped("no-such-host", _words(error)) from None


def _turns(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """IPv6 and IPv4 in turns, the family that the system prefers first (RFC 8305, section 4)."""
    first = [one for one in found if one[0] == found[0][0]]
    second = [one for one in found if one[0] != found[0][0]]
    mixed = [one for pair in zip(first, second, strict=False) for one in pair]
    short = min(len(first), len(second))
    return (mixed + first[short:] + second[short:])[:_MOST_ADDRESSES]


def _refuse_private(addresses: list[tuple[Any, ...]]) -> None:
    import ipaddress

    for one in addresses:
        address = ipaddress.ip_address(str(one[4][0]).partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None)
        if not (mapped or address).is_global:
            raise Stopped("private-target", f"{address} is not on the public internet")


def connect(addresses: list[tuple[Any, ...]], deadline: float) -> tuple[socket.socket, list[dict[str, Any]]]:
    """Connects to the first address that answers, the next one tried a moment after the last (RFC 8305).

    Returns the connection and what came of each address; raises Stopped with the reason of the first.
    """
    attempts = [_Attempt(one) for one in addresses]
    waiting: dict[int, _Attempt] = {}
    next_start = time.monotonic()
    started = 0
    winner: _Attempt | None = None
    while winner is None and time.monotonic() < deadline:
        if started < len(attempts) and (time.monotonic() >= next_start or not waiting):
            attempt = attempts[started]
            started += 1
            next_start = time.monotonic() + _NEXT_ADDRESS
            if attempt.start():
                waiting[attempt.fileno()] = attempt
            continue
        if not waiting:
            break
        soon = min(deadline, next_start) if started < len(attempts) else deadline
        winner = _first_ready(waiting, max(0.0, soon - time.monotonic()))
    for attempt in waiting.values():
        if attempt is not winner:
            attempt.give_up()
    facts = [attempt.facts for attempt in attempts]
    if winner is None or winner.socket is None:
        raise NoConnection(facts)
    return winner.socket, facts


class NoConnection(Stopped):
    """No address answered; ``facts`` says what came of each."""

    def __init__(self, facts: list[dict[str, Any]]) -> None:
        results = [one["result"] for one in facts]
        names = {"refused": "connection-refused", "unreachable": "unreachable"}
        reason = "no-answer" if "no answer" in results or "not tried" in results else names[results[0]]
        super().__init__(reason, "; ".join(f"{one['address']}: {one['result']}" for one in facts))
        self.facts = facts


class _Attempt:
    """One address and what comes of it."""

    def __init__(self, address: tuple[Any, ...]) -> None:
        self.family, self.target = address[0], address[4]
        self.socket: socket.socket | None = None
        family = "IPv6" if self.family == socket.AF_INET6 else "IPv4"
        self.facts: dict[str, Any] = {"address": str(self.target[0]), "family": family}
        self.facts.update(result="not tried", seconds=None)
        self._begin = 0.0

    def fileno(self) -> int:
        return -1 if self.socket is None else self.socket.fileno()

    def start(self) -> bool:
        """Begins to connect; False where that fails at once."""
        self._begin = time.monotonic()
        try:
            self.socket = socket.socket(self.family, socket.SOCK_STREAM)
            self.socket.setblocking(False)
            code = self.socket.connect_ex(self.target)
        except OSError as error:
            code = error.errno or -1
        import errno

        if code in (0, errno.EINPROGRESS, errno.EWOULDBLOCK):
            return True
        self.fail(code)
        return False

    def finish(self) -> bool:
        """Whether the connection is there, once the socket is ready."""
        code = -1 if self.socket is None else self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            self.fail(code)
            return False
        self.facts.update(result="connected", seconds=time.monotonic() - self._begin)
        return True

    def fail(self, code: int) -> None:
        import errno

        timed_out = code == errno.ETIMEDOUT
        result = "refused" if code == errno.ECONNREFUSED else "no answer" if timed_out else "unreachable"
        self.facts.update(result=result, seconds=time.monotonic() - self._begin)
        self._drop()

    def give_up(self) -> None:
        """No answer by the time that another address had answered, or that time was up."""
        self.facts.update(result="no answer", seconds=time.monotonic() - self._begin)
        self._drop()

    def _drop(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def _first_ready(waiting: dict[int, _Attempt], seconds: float) -> _Attempt | None:
    """The first attempt that connects within ``seconds``; those that fail are taken out of ``waiting``."""
    with selectors.DefaultSelector() as selector:
        for handle in waiting:
            selector.register(handle, selectors.EVENT_WRITE)
        ready = [key.fd for key, _ in selector.select(seconds)]
    for handle in ready:
        attempt = waiting[handle]
        if attempt.finish():
            return attempt
        del waiting[handle]
    return None


def own_name() -> str:
    """The machine's full name for EHLO, without asking a resolver; empty where it has none with a dot."""
    name = socket.gethostname()
    return name if "." in name and conditions.is_name(name) and not name.endswith((".local", ".localdomain")) else ""
