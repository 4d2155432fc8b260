"""What an observation means: what is wrong with a server, which settings work with it, and where knowledge differs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Observation = dict[str, Any]

_FEW_DAYS = 14
_SLOW = 5.0  # seconds; clients with short time limits give up soon after
# The steps that a reason does not name by itself.
_STEPS = {"tls": "the TLS handshake", "greeting": "the greeting", "ehlo": "EHLO", "starttls": "STARTTLS"}
_OLD_TLS = ("SSLv3", "TLSv1", "TLSv1.1")


def _problem(name: str, consequence: str, message: str) -> dict[str, str]:
    return {"name": name, "consequence": consequence, "message": message}


def problems(found: Observation) -> list[dict[str, str]]:
    """What is wrong, the gravest first: name, consequence and message of each problem."""
    from ..findings import CONSEQUENCES

    every = [*_failure(found), *_certificate(found), *_way(found), *_talk(found), *_addresses(found)]
    return sorted(every, key=lambda one: CONSEQUENCES.index(one["consequence"]))


def _failure(found: Observation) -> list[dict[str, str]]:
    failed = found["failed"]
    if failed is None or failed["reason"] in ("certificate-refused", "tls-old"):
        return []
    detail = f" ({failed['detail']})" if failed["detail"] else ""
    consequence = "risk" if failed["reason"] in ("login-withheld", "private-target") else "fails"
    consequence = "leaks" if failed["reason"] == "starttls-injection" else consequence
    where = f" at {_STEPS[failed['step']]}" if failed["step"] in _STEPS else ""
    return [_problem(failed["reason"], consequence, f"{failed['why'] or failed['reason']}{where}{detail}")]


def _certificate(found: Observation) -> list[dict[str, str]]:
    certificate = found["certificate"]
    if certificate is None:
        failed = found["failed"]
        if failed and failed["reason"] in ("certificate-refused", "tls-old"):
            return [_problem(failed["reason"], "fails", f"{failed['why']} ({failed['detail']})")]
        return []
    out = []
    names = ", ".join(certificate["names"][:5]) or certificate["common_name"] or "nobody"
    days = certificate["days_left"]
    if days is not None and days < 0:
        end = (certificate["not_after"] or "")[:10]
        out.append(_problem("certificate-expired", "fails", f"the certificate ended on {end}"))
    elif not certificate["begun"]:
        begin = (certificate["not_before"] or "")[:10]
        out.append(_problem("certificate-not-yet-valid", "fails", f"the certificate begins on {begin}"))
    elif days is not None and days < _FEW_DAYS:
        out.append(_problem("certificate-ends-soon", "risk", f"the certificate ends in {days} days"))
    if not certificate["matches"]:
        message = f"the certificate is for {names}, not for {found['host']}"
        out.append(_problem("certificate-wrong-name", "fails", message))
    out_of_time = (days is not None and days < 0) or not certificate["begun"]
    if not certificate["trusted"] and not out_of_time:
        out.append(_untrusted(certificate))
    return out


def _untrusted(certificate: dict[str, Any]) -> dict[str, str]:
    error = certificate["verify_error"] or "not verified"
    if certificate["self_signed"]:
        return _problem("certificate-self-signed", "fails", f"the certificate is self-signed ({error})")
    if certificate["chain"] == "leaf only":
        message = f"the server sends its certificate alone, without the chain to {certificate['issuer']} ({error})"
        return _problem("certificate-chain-incomplete", "fails", message)
    message = f"the issuer {certificate['issuer']} is not trusted here ({error})"
    return _problem("certificate-untrusted", "fails", message)


def _way(found: Observation) -> list[dict[str, str]]:
    """Problems of encryption: what is offered in clear text, and what could be done to the upgrade."""
    out = []
    before, tls = found["before"], found["tls"]
    if tls is not None and tls["version"] in _OLD_TLS:
        out.append(_problem("tls-old", "fails", f"the server speaks {tls['version']}, which clients of today refuse"))
    if found["stripped"]:
        message = "STARTTLS is taken out of the server's list on the way: something between here and there reads along"
        out.append(_problem("starttls-stripped", "leaks", message))
    elif before is not None and not before["starttls"] and found["mode"] != "implicit":
        consequence = "leaks" if before["mechanisms"] else "risk"
        what = "a login goes" if before["mechanisms"] else "mail goes"
        out.append(_problem("no-starttls", consequence, f"no STARTTLS on this port: {what} in clear text"))
    declined = next((step for step in found["steps"] if step["reason"] == "starttls-declined"), None)
    if declined is not None:
        words = " ".join(declined["received"])
        out.append(_problem("starttls-declined", "fails", f"STARTTLS is offered and then refused: {words}"))
    if before is not None and before["starttls"] and before["mechanisms"]:
        message = f"a login is offered before TLS ({', '.join(before['mechanisms'])})"
        out.append(_problem("auth-before-tls", "risk", message))
    if found["injection"]["command"] == "executed":
        message = "a command sent in clear text behind STARTTLS is carried out inside TLS (CVE-2011-0411)"
        out.append(_problem("command-injection", "leaks", message))
    return out


def _talk(found: Observation) -> list[dict[str, str]]:
    out = []
    for one in found["ehlo"]["refused"]:
        out.append(_problem("ehlo-name-refused", "fails", f"the name {one['name']} in EHLO is refused: {one['reply']}"))
    if found["ehlo"]["helo_only"]:
        out.append(_problem("helo-only", "fails", "the server does not know EHLO: no TLS and no login"))
    slow = [step for step in found["steps"] if step["seconds"] is not None and step["seconds"] > _SLOW]
    if slow and found["failed"] is None:
        names = ", ".join(f"{step['action']} {step['seconds']:.1f} s" for step in slow)
        out.append(_problem("slow", "risk", f"the server is slow: {names}"))
    return out


def _addresses(found: Observation) -> list[dict[str, str]]:
    if not found["reached"]:
        return []
    dead = [one for one in found["addresses"] if one["result"] not in ("connected", "not tried")]
    return [
        _problem("address-dead", "risk", f"{one['family']} address {one['address']}: {one['result']}") for one in dead
    ]


def settings(found: Observation) -> dict[str, Any] | None:
    """The settings that work here: TLS mode, whether certificates can be checked, mechanisms; None where none do."""
    offer = found["after"] or found["before"]
    if offer is None or found["ehlo"]["helo_only"]:
        return None
    tls = {"implicit": "implicit", "starttls": "starttls"}.get(found["mode"] or "", "none")
    if tls == "starttls" and found["after"] is None:
        return None
    certificate = found["certificate"]
    verify = None if certificate is None else bool(certificate["trusted"] and certificate["matches"])
    return {"tls": tls, "verify": verify, "mechanisms": offer["mechanisms"], "size": offer["size"]}


def differences(found: Observation, provider: dict[str, Any] | None) -> list[str]:
    """Where a server answers otherwise than what is known of its provider; empty where nothing is known for certain."""
    if provider is None or provider["depth"] != "verified" or provider["local"]:
        return []
    port, out = found["port"], []
    modes = {mode for one, mode in provider["ports"] if one == port}
    gone = [why for one, why in provider["not_offered"] if one == port]
    if found["mode"] is not None:
        if gone or (provider["ports_complete"] and not modes and port not in provider["doubtful_ports"]):
            out.append(f"port {port} is known as not offered, and it answers")
        elif modes and not _same_mode(modes, found["mode"]):
            out.append(f"port {port} is known as {' or '.join(sorted(modes))}, and it speaks {found['mode']}")
    known, offer = provider["mechanisms"], found["after"]
    if known is not None and offer is not None and set(known) != set(offer["mechanisms"]):
        missing, new = sorted(set(known) - set(offer["mechanisms"])), sorted(set(offer["mechanisms"]) - set(known))
        parts = [f"not offered: {', '.join(missing)}"] * bool(missing) + [f"new: {', '.join(new)}"] * bool(new)
        out.append(f"login mechanisms differ ({'; '.join(parts)})")
    before = found["before"]
    clear = provider["auth_before_tls"]
    if clear is not None and before is not None and before["starttls"] and bool(before["mechanisms"]) != clear:
        state = "offered" if before["mechanisms"] else "not offered"
        out.append(f"a login before TLS is {state}, against what is known")
    return out


def _same_mode(known: set[str], observed: str) -> bool:
    if "either" in known:
        return observed != "implicit"
    return observed in known or (observed == "plain" and "cleartext" in known)
