"""Observed servers as text: one in full, several as a table. Whatever a server said is made visible, never obeyed."""

from __future__ import annotations

from .visible import clipped, one_line, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Observation = dict[str, Any]

_TLS = {"implicit": "implicit TLS", "starttls": "STARTTLS", "none": "no TLS"}
_MODES = {
    "implicit": "TLS from the first byte",
    "starttls": "clear text, STARTTLS offered",
    "plain": "clear text, no STARTTLS",
}
_INJECTION = {
    "executed": "A COMMAND SENT IN CLEAR TEXT BEHIND IT IS CARRIED OUT INSIDE TLS",
    "answered in clear": "a command sent behind it is answered before TLS, as it should not matter",
    "safe": "a command sent behind it is dropped",
    "refused": "a command sent behind it ends the conversation",
    "not checked": "",
}


def one(found: Observation, columns: int = 100) -> str:
    """Everything about one server, for a person."""
    rows = [*_reach(found), *_talk(found), *_security(found), *_asked(found)]
    label = max((len(name) for name, _ in rows), default=0)
    lines = [f"{found['host']}:{found['port']}"]
    for name, words in rows:
        lines += _folded(f"  {name:<{label}}  ", one_line(words), columns)
    lines += _verdict(found, columns)
    return "\n".join(lines) + "\n"


def _folded(head: str, words: str, columns: int) -> list[str]:
    """Words behind a head, folded at blanks, further lines under the first word."""
    lines, line = [], head
    for word in words.split(" "):
        if width(line) + 1 + width(word) > columns and line.strip() and line != " " * len(head):
            lines.append(line.rstrip())
            line = " " * len(head)
        line += ("" if line.endswith(" ") else " ") + word
    return [*lines, line.rstrip()]


def _reach(found: Observation) -> list[tuple[str, str]]:
    rows = []
    for at, one_ in enumerate(found["addresses"]):
        after = f" after {_ms(one_['seconds'])}" if one_["seconds"] is not None else ""
        rows.append(("address" if at == 0 else "", f"{one_['address']} ({one_['family']}): {one_['result']}{after}"))
    if found["mode"]:
        rows.append(("speaks", _MODES[found["mode"]]))
    return rows


def _talk(found: Observation) -> list[tuple[str, str]]:
    rows = []
    if found["greeting"]:
        rows.append(("greeting", _timed(found, "greeting", " / ".join(found["greeting"]))))
    for one_ in found["ehlo"]["refused"]:
        rows.append(("EHLO refused", f"{one_['name']}: {one_['reply']}"))
    ehlo = found["ehlo"]
    if ehlo["name"] and (found["before"] or found["after"] or ehlo["helo_only"]):
        words = f"{ehlo['name']} is accepted" + (", as HELO only" if ehlo["helo_only"] else "")
        rows.append(("EHLO", _timed(found, "ehlo", words)))
    for key, label in (("before", "before TLS"), ("after", "with TLS")):
        if found[key] is not None:
            rows.append((label, _extensions(found[key])))
    differences = found["differences"]
    if differences:
        rows.append(("only with TLS", ", ".join(differences["new"]) or "nothing"))
        rows.append(("only before", ", ".join(differences["gone"]) or "nothing"))
    return rows


def _extensions(side: dict[str, Any]) -> str:
    words = []
    for word in side["extensions"]:
        if word == "AUTH":
            words.append(f"AUTH {' '.join(side['mechanisms'])}".rstrip())
        elif word == "SIZE" and side["size"]:
            words.append(f"SIZE {side['size']}")
        else:
            words.append(word)
    return ", ".join(words) or "no extensions"


def _security(found: Observation) -> list[tuple[str, str]]:
    rows = []
    tls, certificate = found["tls"], found["certificate"]
    if tls:
        rows.append(("TLS", f"{tls['version']}, {tls['cipher']}, {tls['bits']} bits ({_ms(tls['seconds'])})"))
    if certificate:
        rows.append(("certificate", _certificate(certificate, found["host"])))
    if found["injection"]["reply"] != "not checked":
        words = (
            "nothing came in clear text behind the 220"
            if found["injection"]["reply"] == "clean"
            else "DATA CAME BEHIND THE 220"
        )
        rows.append(
            ("STARTTLS", "; ".join(part for part in (words, _INJECTION[found["injection"]["command"]]) if part))
        )
    return rows


def _certificate(certificate: dict[str, Any], host: str) -> str:
    names = ", ".join(certificate["names"][:6]) or certificate["common_name"] or "no name"
    more = len(certificate["names"]) - 6
    parts = [f"for {names}" + (f" and {more} more" if more > 0 else "")]
    parts.append(
        "self-signed" if certificate["self_signed"] else f"issued by {certificate['issuer'] or 'nobody named'}"
    )
    if certificate["not_after"]:
        parts.append(f"ends {certificate['not_after'][:10]} ({certificate['days_left']} days left)")
    parts.append(
        "trusted" if certificate["trusted"] else f"not trusted ({certificate['verify_error'] or 'not verified'})"
    )
    parts.append("for this host" if certificate["matches"] else f"not for {host}")
    return "; ".join(parts)


def _asked(found: Observation) -> list[tuple[str, str]]:
    rows = []
    login = found["login"]
    if login:
        words = "accepted" if login["accepted"] else "refused"
        rows.append(("login", f"{login['mechanism'] or 'not tried'}: {words}, {login['reply']}"))
    for key, label in (("mail", "MAIL FROM"), ("rcpt", "RCPT TO")):
        if found[key]:
            rows.append((label, f"{'accepted' if found[key]['accepted'] else 'refused'}: {found[key]['reply']}"))
    rows.append(("took", _ms(found["seconds"])))
    return rows


def _timed(found: Observation, action: str, words: str) -> str:
    seconds = next((step["seconds"] for step in found["steps"] if step["action"] == action), None)
    return words if seconds is None else f"{words} ({_ms(seconds)})"


def _ms(seconds: float) -> str:
    return (
        f"{seconds:.1f} s"
        if seconds >= 10
        else f"{seconds * 1000:.0f} ms"
        if seconds >= 0.01
        else f"{seconds * 1000:.1f} ms"
    )


def _verdict(found: Observation, columns: int) -> list[str]:
    lines = [""] if found["problems"] or found["works"] else []
    for problem in found["problems"]:
        lines += _folded(
            f"  {problem['consequence'] + ':':<7} ", f"{one_line(problem['message'])} [{problem['name']}]", columns
        )
    for words in found.get("knowledge", []):
        lines += _folded("  known otherwise: ", one_line(words), columns)
    if found["works"]:
        lines.append(f"  works with: {_settings(found['works'])}")
    return lines


def _settings(works: dict[str, Any]) -> str:
    check = {True: ", certificate checked", False: ", certificate NOT checked", None: ""}[works["verify"]]
    login = f", login {' '.join(works['mechanisms'])}" if works["mechanisms"] else ", no login offered"
    return one_line(f"{_TLS[works['tls']]}{check}{login}")


def table(observations: list[Observation], columns: int = 100) -> str:
    """Several servers, one line each: what they speak, TLS, certificate, login, and which settings work."""
    rows = [("SERVER", "SPEAKS", "TLS", "CERTIFICATE", "LOGIN", "TOOK")] + [_row(found) for found in observations]
    rows = [tuple(one_line(cell) for cell in row) for row in rows]
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.append("")
    for found in observations:
        name = f"{found['host']}:{found['port']}"
        if found["works"]:
            lines.append(f"{one_line(name)} works with {_settings(found['works'])}")
        for problem in found["problems"]:
            lines += _folded(f"{one_line(name)} {problem['consequence']}: ", one_line(problem["message"]), columns)
        for words in found.get("knowledge", []):
            lines += _folded(f"{one_line(name)} known otherwise: ", one_line(words), columns)
    return "\n".join(lines) + "\n"


def _row(found: Observation) -> tuple[str, ...]:
    name, took = f"{found['host']}:{found['port']}", _ms(found["seconds"])
    failed = found["failed"]
    if found["mode"] is None:
        return name, failed["reason"] if failed else "nothing", "", "", "", took
    certificate, offer = found["certificate"], found["after"] or found["before"]
    state = ""
    if certificate:
        good = certificate["trusted"] and certificate["matches"]
        state = (
            f"ok, {certificate['days_left']} days"
            if good
            else next(
                (
                    one_["name"].removeprefix("certificate-")
                    for one_ in found["problems"]
                    if "certificate-" in one_["name"]
                ),
                "bad",
            )
        )
    login = " ".join(offer["mechanisms"]) if offer else ""
    speaks = {"implicit": "TLS", "starttls": "STARTTLS", "plain": "clear text"}[found["mode"]]
    return name, speaks, found["tls"]["version"] if found["tls"] else "", state, clipped(login, 40), took


_OUTCOMES = {"sends": "sends", "fails": "fails", "unknown": "goes well as far as it was tried"}


def accounts(lines: list[dict[str, Any]], columns: int = 100) -> str:
    """What each account of the settings does with its server as it was found."""
    out = []
    for line in lines:
        when = f" when {line['when']}" if line["when"] else ""
        head = one_line(f"{line['file']}:{line['line']}: {line['client'] or 'a program'} with {line['server']}{when}")
        words = _OUTCOMES[line["observed"]]
        if line["breaks"]:
            words = f"breaks at {line['breaks']['step']}: {line['breaks']['why']}"
            if line["breaks"]["error"]:
                words += f"; it reports: {line['breaks']['error']}"
        if line["predicted"] != "unknown" and line["predicted"] != line["observed"]:
            words += f" (predicted: {line['predicted']})"
        out += [f"{head}:", *_folded("   ", one_line(words), columns)]
    return "\n".join(out) + "\n"
