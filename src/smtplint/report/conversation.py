"""Conversations as text, JSON and Mermaid sequence diagrams, from the plain data that ``smtplint.transcript`` makes."""

from __future__ import annotations

from .visible import one_line, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Script = dict[str, Any]

_COLUMN = 50  # where the remarks begin
_OUTCOMES = {"sends": "sends, as far as is known", "fails": "fails", "unknown": "not decided by what is known"}


def text(scripts: list[Script]) -> str:
    """Every conversation, line by line, each line with where it comes from; sources are numbered below."""
    return "\n".join(_one(script) for script in scripts)


def _one(script: Script) -> str:
    sources: list[str] = []
    lines = [_title(script), ""]
    encrypted = False
    for step in script["steps"]:
        lines += _lines(step, sources, script["file"])
        if step["action"] == "tls" and step["status"] == "ok" and not encrypted:
            encrypted = True
            lines.append("   --- encrypted from here on ---")
    lines += _ending(script)
    if sources:
        lines += ["", *(f"  [{number}] {one_line(source)}" for number, source in enumerate(sources, 1))]
    return "\n".join(lines) + "\n"


def _title(script: Script) -> str:
    host = script["host"] or "(host not known)"
    port = f":{script['port']}" if script["port"] else ""
    known = f" ({script['provider_name']})" if script["provider_name"] else ""
    title = f"{script['file']}:{script['line']}: {script['client_name']} to {host}{port}{known}, {script['mode']}"
    for key, label in (("versions", "versions"), ("when", "when")):
        if script[key]:
            title += f"; {label} {script[key]}"
    return one_line(title)


def _lines(step: dict[str, Any], sources: list[str], file: str) -> list[str]:
    because = [_reason(one, file) for one in step["because"]]
    said = [("C", line) for line in step["client"]] + [("S", line) for line in step["server"]]
    remarks: list[list[str]] = [[] for _ in said] or [[]]
    remarks[0] += because
    if step["source"]:
        if step["source"] not in sources:
            sources.append(step["source"])
        remarks[-1].append(f"[{sources.index(step['source']) + 1}]")
    if step["remark"]:
        remarks[-1].append(step["remark"])
    if not said:
        return _beside("   ", remarks[0])
    lines: list[str] = []
    for (who, line), notes in zip(said, remarks, strict=True):
        lines += _beside(f"{who}: {one_line(_unknown(line))}", notes)
    return lines


def _unknown(line: str) -> str:
    return "(not known)" if line == "?" else line


def _reason(one: dict[str, Any], file: str) -> str:
    if one["kind"] != "setting":
        return str(one["text"])
    place = f"line {one['line']}" if one["file"] == file else f"{one['file']}:{one['line']}"
    return f"{place}: {one['text']}"


def _beside(line: str, notes: list[str]) -> list[str]:
    """A line with its remarks beside it, or below it where it is long; one remark a line."""
    shown = [f"# {one_line(note)}" for note in notes]
    if not shown:
        return [line.rstrip()]
    if width(line) >= _COLUMN:
        return [line, *(" " * _COLUMN + note for note in shown)]
    gap = " " * (_COLUMN - width(line))
    return [line + gap + shown[0], *(" " * _COLUMN + note for note in shown[1:])]


def _ending(script: Script) -> list[str]:
    breaks = script["breaks"]
    if breaks is None:
        return ["", f"=> {_OUTCOMES[script['outcome']]}", *_rules(script)]
    lines = ["", f"=> breaks at {breaks['step']}: {one_line(breaks['why'])}"]
    if breaks["error"]:
        who = script["client_name"] if script["client"] else "the program"
        lines.append(f"   {who} reports: {one_line(breaks['error'])}")
    return lines + _rules(script)


def _rules(script: Script) -> list[str]:
    named = dict.fromkeys(f"{one['rule']} {one['name']} ({one['consequence']})" for one in script["rules"])
    return [f"   rules: {', '.join(named)}"] if named else []


# -- Mermaid -----------------------------------------------------------------------------------------------------------


def mermaid(scripts: list[Script]) -> str:
    """One sequence diagram for each conversation, as Mermaid reads it."""
    return "\n".join(_diagram(script) for script in scripts)


def _diagram(script: Script) -> str:
    host = f"{script['host'] or 'server'}:{script['port'] or '?'}"
    lines = [
        "sequenceDiagram",
        f"    participant C as {_safe(script['client_name'])}",
        f"    participant S as {_safe(host)}",
    ]
    encrypted = False
    for step in script["steps"]:
        lines += [f"    C->>S: {_safe(line)}" for line in step["client"]]
        arrow = "--x" if step["status"] == "refused" else "-->>"
        lines += [f"    S{arrow}C: {_safe(_unknown(line))}" for line in step["server"]]
        if step["remark"]:
            lines.append(f"    Note over C,S: {_safe(step['remark'])}")
        if step["action"] == "tls" and step["status"] == "ok" and not encrypted:
            encrypted = True
            lines.append("    Note over C,S: encrypted from here on")
    if script["breaks"]:
        lines.append(f"    Note over C,S: breaks at {script['breaks']['step']} - {_safe(script['breaks']['why'])}")
        if script["breaks"]["error"]:
            lines.append(f"    Note over C: {_safe(script['breaks']['error'])}")
    return "\n".join(lines) + "\n"


def _safe(text: str) -> str:
    """Text that Mermaid takes as text: what it would read as markup stands as its number."""
    shown = one_line(text)
    return "".join(f"#{ord(char)};" if char in '#;<>%"{}' else char for char in shown)
