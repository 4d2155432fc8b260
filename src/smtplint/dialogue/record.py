"""Recorded servers: observations written to a file, and a server that answers from one, offline and always the same."""

from __future__ import annotations

from .known import KnownServer
from .machine import Action, Answer
from .trace import NOT_KNOWN, OK, REFUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KIND = "smtplint-servers"
_KEPT = ("host", "port", "at", "reached", "mode", "greeting", "ehlo", "before", "after", "tls", "certificate",
         "injection", "stripped", "failed")  # fmt: skip
_MOST = 10_000


class RecordError(Exception):
    """A recording that cannot be read; the message says why."""


def dump(observations: list[dict[str, Any]]) -> str:
    """The text of a recording. It holds what servers say to anybody, and nothing of a login or an envelope."""
    import json

    servers = []
    for one in observations:
        kept = {key: one[key] for key in _KEPT}
        if kept["failed"] and kept["failed"]["step"] in ("auth", "mail", "rcpt"):
            kept["failed"] = None
        servers.append(kept)
    return json.dumps({"version": 1, "kind": KIND, "servers": servers}, indent=2, ensure_ascii=False) + "\n"


class Recordings:
    """The servers of a recording by host and port; ``used`` are those that a run has asked for."""

    def __init__(self, servers: list[dict[str, Any]]) -> None:
        self._servers = {(one["host"].lower().rstrip("."), one["port"]): one for one in servers}
        self.used: set[tuple[str, int]] = set()

    def of(self, host: Any, port: Any) -> dict[str, Any] | None:
        """The observation of a server, or None where it was not recorded."""
        if not isinstance(host, str) or not isinstance(port, int):
            return None
        key = (host.lower().rstrip("."), port)
        if key in self._servers:
            self.used.add(key)
        return self._servers.get(key)

    def server(self, known: KnownServer) -> KnownServer:
        """The recorded server in the place of a known one, where it was recorded."""
        record = self.of(known.host, known.port)
        return known if record is None else RecordedServer(record, known)


def load(path: str) -> Recordings:
    """Reads a recording; raises RecordError for what is none."""
    from ..project import read_bytes

    data = read_bytes(path)
    if isinstance(data, str):
        raise RecordError(f"{path}: {data}")
    import json

    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path}: not JSON: {error}") from None
    if not isinstance(found, dict) or found.get("kind") != KIND or found.get("version") != 1:
        raise RecordError(f"{path}: not a recording of servers (smtplint probe --record makes one)")
    servers = found.get("servers")
    if not isinstance(servers, list) or len(servers) > _MOST:
        raise RecordError(f"{path}: servers is not a list, or too long")
    return Recordings([_checked(one, f"{path}: server {number}") for number, one in enumerate(servers, 1)])


def _checked(one: Any, where: str) -> dict[str, Any]:
    """One server with the types that the answers rest on."""
    wrong = (
        "not an object" if not isinstance(one, dict)
        else "host is not a text" if not isinstance(one.get("host"), str) or not one["host"]
        else "port is not a number" if not isinstance(one.get("port"), int) or isinstance(one["port"], bool)
        else "mode is not known" if one.get("mode") not in ("implicit", "starttls", "plain", None)
        else ""
    )  # fmt: skip
    if wrong:
        raise RecordError(f"{where}: {wrong}")
    sides = {side: _side(one.get(side), f"{where}: {side}") for side in ("before", "after")}
    certificate, failed = one.get("certificate"), one.get("failed")
    if not (certificate is None or isinstance(certificate, dict)) or not (failed is None or isinstance(failed, dict)):
        raise RecordError(f"{where}: certificate or failed is not an object")
    ehlo = one.get("ehlo")
    names = ehlo.get("refused", []) if isinstance(ehlo, dict) else []
    refused = [name for name in names if isinstance(name, dict)] if isinstance(names, list) else []
    helo = bool(ehlo.get("helo_only")) if isinstance(ehlo, dict) else False
    return {
        "host": one["host"], "port": one["port"], "at": str(one.get("at", "")), "reached": one.get("reached") is True,
        "mode": one.get("mode"), "refused": refused, "helo_only": helo, **sides, "certificate": certificate,
        "failed": failed,
    }  # fmt: skip


def _side(side: Any, where: str) -> dict[str, Any] | None:
    if side is None:
        return None
    mechanisms = side.get("mechanisms") if isinstance(side, dict) else None
    lines = side.get("lines") if isinstance(side, dict) else None
    for words in (mechanisms, lines):
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise RecordError(f"{where}: mechanisms and lines are lists of texts")
    return {"starttls": side.get("starttls") is True, "mechanisms": mechanisms, "lines": lines}


def of_observation(found: dict[str, Any]) -> dict[str, Any]:
    """An observation in the form that RecordedServer answers from."""
    return {**found, "refused": found["ehlo"]["refused"], "helo_only": found["ehlo"]["helo_only"]}


class RecordedServer(KnownServer):
    """Answers as a server did when it was observed; what was not observed, such as a login, comes from knowledge."""

    def __init__(self, record: dict[str, Any], known: KnownServer) -> None:
        self.record = record
        self.provider, self.listed = known.provider, known.listed
        self.host, self.port = known.host, known.port
        self.mode, self.mode_source = known.mode, known.mode_source
        self.observed = f"observed {record['at'][:10]} at {record['host']}:{record['port']}".replace("  ", " ")

    def answer(self, action: Action) -> Answer:
        """The answer to one action: from the record, and after EHLO from knowledge."""
        answer = super().answer(action)
        if action.kind not in ("auth", "mail", "rcpt", "quit"):
            answer.source = self.observed
        return answer

    def _failed(self, step: str) -> Answer | None:
        failed = self.record["failed"]
        if not failed or failed.get("step") != step:
            return None
        return Answer(REFUSED, reason=str(failed.get("reason", "")), reply=str(failed.get("detail", "")))

    def _connect(self, action: Action) -> Answer:
        if self.record["reached"]:
            return Answer(OK)
        return self._failed("connect") or Answer(NOT_KNOWN)

    def _tls(self, action: Action) -> Answer:
        how, verify = action.value
        if how == "implicit" and self.record["mode"] in ("starttls", "plain"):
            return Answer(REFUSED, reason="tls-to-plain")
        certificate = self.record["certificate"]
        if certificate is None:
            return self._failed("tls") or Answer(NOT_KNOWN)
        wrong = _complaint(certificate, self.record["host"])
        if not wrong:
            return Answer(OK)
        if verify is True:
            return Answer(REFUSED, reason="certificate-refused", reply=wrong)
        return Answer(OK if verify is False else NOT_KNOWN, reason="certificate-unchecked" if verify is False else "")

    def _greeting(self, action: Action) -> Answer:
        if self.record["mode"] == "implicit" and not action.tls:
            return Answer(REFUSED, reason="plain-to-tls")
        if self.record["mode"] is None:
            return self._failed("greeting") or self._failed("tls") or Answer(NOT_KNOWN)
        return Answer(OK, lines=("220",))

    def _ehlo(self, action: Action) -> Answer:
        name = action.value[0]
        for one in self.record["refused"]:
            if one.get("name") == name:
                return Answer(REFUSED, reason="ehlo-refused", reply=str(one.get("reply", "")))
        if self.record["helo_only"]:
            return Answer(REFUSED, reason="ehlo-refused", code=502)
        side = self.record["after"] if action.tls else self.record["before"]
        if side is None and action.tls is None:
            side = self.record["after"] or self.record["before"]
        if side is None:
            return self._failed("ehlo") or Answer(NOT_KNOWN)
        lines = tuple(
            f"250{' ' if at == len(side['lines']) - 1 else '-'}{line}" for at, line in enumerate(side["lines"])
        )
        offered = tuple(side["mechanisms"])
        return Answer(OK, code=250, lines=lines, starttls=side["starttls"], mechanisms=offered)

    def _helo(self, action: Action) -> Answer:
        return Answer(OK, code=250, lines=("250",))

    def _starttls(self, action: Action) -> Answer:
        return self._failed("starttls") or Answer(OK, lines=("220",))


def _complaint(certificate: dict[str, Any], host: str) -> str:
    """What a client that checks certificates has against this one; empty where nothing."""
    if certificate.get("trusted") is not True:
        return str(certificate.get("verify_error") or "the certificate is not trusted")
    return "" if certificate.get("matches") is True else f"the certificate is not for {host}"
