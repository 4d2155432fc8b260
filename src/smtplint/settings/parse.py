"""How a client turns text into a value: a word is true for one client, false for another, an error for a third."""

from __future__ import annotations

from ..conditions import UNKNOWN
from ..readers import base
from .values import Misfit, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..readers.base import Node

FALSE_WORDS = ("false", "no", "off", "0", "none", "null", "n", "f", "disabled", "disable")
TRUE_WORDS = ("true", "yes", "on", "1", "y", "t", "enabled", "enable")
OFF = "no-"  # stands before an option that is switched off, see readers.options
_YAML12_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_YAML11_WORDS = {"yes": True, "no": False, "on": True, "off": False}


def native(node: Node, typing: str) -> Any:
    """The value that a format's parser hands to the client: str, int, float, bool, None, or UNKNOWN.

    ``typing`` is ``text`` (everything is text), ``yaml1.1``, ``yaml1.2``, or ``tagged`` (the format fixes the type
    itself).
    """
    if node.kind != base.SCALAR:
        return UNKNOWN
    if typing == "text" or node.tag == "str":
        return node.text
    if node.tag:
        return _tagged(node)
    if typing in ("yaml1.1", "yaml1.2"):
        return _plain_yaml(node.text, typing)
    return node.text


def _tagged(node: Node) -> Any:
    text = node.text
    if node.tag == "bool":
        return text.lower() == "true"
    if node.tag == "null":
        return None
    if node.tag in ("int", "float"):
        number = number_of(text)
        return UNKNOWN if number is None else number
    return text


def _plain_yaml(text: str, typing: str) -> Any:
    if text in _YAML12_BOOL:
        return _YAML12_BOOL[text]
    if typing == "yaml1.1" and text.lower() in _YAML11_WORDS and text in (text.lower(), text.title(), text.upper()):
        return _YAML11_WORDS[text.lower()]
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    number = number_of(text)
    return text if number is None else number


def number_of(text: str) -> int | float | None:
    """The int or float that a text spells in decimal digits (``587``, ``-1``, ``0.5``), or None."""
    digits = text[1:] if text[:1] in "+-" else text
    if digits.isascii() and digits.isdigit() and len(digits) < 19:
        return int(text)
    if digits.isascii() and "." in digits and digits.replace(".", "", 1).isdigit() and len(digits) < 19:
        return float(text)
    return None


def boolean(raw: Any, rules: dict[str, Any]) -> tuple[Value, list[Misfit]]:
    """Reads a flag by the client's rules; see ``rules/schema/client.schema.json`` for what the rules can say."""
    if raw is UNKNOWN:
        return Value.unknown("not a plain value"), []
    if isinstance(raw, bool):
        return Value.known(raw), []
    if rules.get("truth"):
        value = bool(raw)
        return Value.known(value), _misread(raw, value)
    if raw is None:
        return Value.unset(), []
    if not isinstance(raw, str):
        return _number_as_flag(raw, rules)
    return _flag_text(raw, rules)


def _number_as_flag(raw: int | float, rules: dict[str, Any]) -> tuple[Value, list[Misfit]]:
    numbers = rules.get("numbers", "unknown")
    if numbers == "truth":
        return Value.known(bool(raw)), []
    if numbers == "fails":
        return Value.unknown("not a boolean"), [Misfit("bool", "fails", _filled(rules, str(raw)))]
    return _flag_text(str(raw), rules) if numbers == "text" else (Value.unknown("a number as a flag"), [])


def _flag_text(raw: str, rules: dict[str, Any]) -> tuple[Value, list[Misfit]]:
    text = raw.strip() if rules.get("strip") else raw
    word = text.lower() if rules.get("fold") else text
    if word == "" and "empty" in rules:
        outcome = rules["empty"]
    elif word in rules.get("true", ()):
        outcome = "true"
    elif word in rules.get("false", ()):
        outcome = "false"
    else:
        outcome = rules.get("text") or rules.get("other", "unknown")
    if outcome == "fails":
        return Value.unknown("the client refuses it"), [Misfit("bool", "fails", _filled(rules, raw))]
    if outcome == "default":
        return Value.unset(), [Misfit("bool", "default", _filled(rules, raw))] if raw else []
    if outcome == "unknown":
        return Value.unknown("how the program reads this word is not known"), []
    if outcome == "unset":
        return Value.unset(), []
    value = outcome == "true"
    return Value.known(value), _misread(raw, value)


def _misread(raw: Any, value: bool) -> list[Misfit]:
    if not isinstance(raw, str):
        return []
    word = raw.strip().strip("'\"").lower()
    if (value and word in FALSE_WORDS) or (not value and word in TRUE_WORDS):
        return [Misfit("bool", "misread")]
    return []


def number(raw: Any, rules: dict[str, Any], kind: str) -> tuple[Value, list[Misfit]]:
    """Reads a port or a count; ``kind`` is ``int``, ``port`` or ``seconds`` and only names the misfit."""
    if raw is UNKNOWN:
        return Value.unknown("not a plain value"), []
    if raw is None or raw == "":
        return _empty_number(raw, rules, kind)
    if isinstance(raw, bool):
        return Value.unknown("a boolean as a number"), [Misfit(kind, "fails", _filled(rules, str(raw)))]
    found = raw if isinstance(raw, (int, float)) else number_of(raw.strip())
    if found == 0 and kind == "port" and rules.get("zero") == "default":
        return Value.unset(), []  # as the socket libraries have it: no port of one's own
    if isinstance(raw, (int, float)):
        return Value.known(raw), []
    if rules.get("durations") and found is None:
        found = duration(raw.strip())
    if found is not None and rules.get("text", "number") == "number":
        return Value.known(found), []
    outcome = rules.get("text") if found is not None else rules.get("other", "unknown")
    return _misfit_number(raw, rules, kind, outcome)


def _empty_number(raw: Any, rules: dict[str, Any], kind: str) -> tuple[Value, list[Misfit]]:
    outcome = rules.get("empty", "unset") if raw == "" else "unset"
    return (Value.unset(), []) if outcome == "unset" else _misfit_number("", rules, kind, outcome)


# Names that the system's table of services gives a port: what reads them through getaddrinfo connects all the same.
_SERVICES = ("smtp", "smtps", "submission", "submissions", "urd", "mail")


def _misfit_number(raw: str, rules: dict[str, Any], kind: str, outcome: Any) -> tuple[Value, list[Misfit]]:
    if rules.get("services") and raw.strip().lower() in _SERVICES:
        return Value.unknown("the name of a service, which the system may know"), []
    if outcome == "fails":
        return Value.unknown("the client refuses it"), [Misfit(kind, "fails", _filled(rules, raw))]
    if outcome == "default":
        return Value.unset(), [Misfit(kind, "default", _filled(rules, raw))]
    return Value.unknown("how the program reads this number is not known"), []


_UNITS = {"ms": 0.001, "s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0, "m": 60.0, "min": 60.0, "minute": 60.0,
          "minutes": 60.0, "h": 3600.0, "hour": 3600.0, "hours": 3600.0, "d": 86400.0}  # fmt: skip


def duration(text: str) -> float | None:
    """Seconds of a duration such as ``5s``, ``1m30s`` or ``5 seconds``, or None when it is none."""
    total, digits, unit, seen = 0.0, "", "", False
    for char in [*text.replace(" ", "").lower(), "\0"]:
        if char.isdigit() or char == ".":
            if unit:
                if unit not in _UNITS:
                    return None
                total += float(digits) * _UNITS[unit]
                digits, unit = "", ""
            digits += char
        elif char == "\0":
            if not digits or unit not in _UNITS or digits.count(".") > 1:
                return None
            total, seen = total + float(digits) * _UNITS[unit], True
        elif not digits:
            return None
        else:
            unit += char
    return total if seen else None


def word(raw: Any, spec: dict[str, Any]) -> tuple[Value, list[Misfit]]:
    """Reads an enum word: ``words`` of the field's spec maps the client's words to canonical ones."""
    if raw is UNKNOWN:
        return Value.unknown("not a plain value"), []
    words: dict[str, Any] = spec["words"]
    if raw is None:
        return (Value.known(words["null"]), []) if "null" in words else (Value.unset(), [])
    text = _word_text(raw)
    if spec.get("fold"):
        text = text.lower()
    if text in words:
        return Value.known(words[text]), []
    if text == "":
        return Value.unset(), []
    outcome = spec.get("other", "unknown")
    if outcome == "fails":
        return Value.unknown("the client refuses it"), [Misfit("enum", "fails", _filled(spec, text))]
    if outcome == "default":
        return Value.unset(), [Misfit("enum", "default", _filled(spec, text))]
    if outcome == "unknown":
        return Value.unknown("a word that is not known"), []
    return Value.known(outcome), [] if spec.get("open") else [Misfit("enum", "misread", _filled(spec, text))]


def flag(raw: Any, spec: dict[str, Any]) -> tuple[Value, list[Misfit]]:
    """Reads an option that takes no value: ``no-`` stands before the name of one that is switched off.

    What follows it all the same is refused (``other: fails``), or passed over so that it holds (``other: true``).
    """
    on = spec.get("words", {}).get("", True)
    if raw in ("", OFF):
        return Value.known(on if raw == "" else not on), []
    outcome = spec.get("other", "unknown")
    if outcome == "fails":
        return Value.unknown("the client refuses it"), [Misfit("flag", "fails", _filled(spec, str(raw)))]
    if outcome is True:
        return Value.known(on), [Misfit("flag", "misread", _filled(spec, str(raw)))]
    return Value.unknown("an option with a value, which it does not take"), []


def _word_text(raw: Any) -> str:
    return ("true" if raw else "false") if isinstance(raw, bool) else str(raw)


def text(raw: Any, spec: dict[str, Any], rules: dict[str, Any]) -> tuple[Value, list[Misfit]]:
    """Reads a text; some clients refuse a null or a number where they want text (``fails_as``).

    ``domain`` is what a client puts behind an address without one, ``@`` included; ``ends_at`` are the characters that
    end a value.
    """
    if raw is UNKNOWN:
        return Value.unknown("not a plain value"), []
    refused = spec.get("fails_as", ())
    if raw is None:
        if "null" in refused:
            return Value.unset(), [Misfit("text", "fails", "invalid type: null, expected a string")]
        return Value.unset(), []
    if not isinstance(raw, str):
        shown = _word_text(raw)
        if "int" in refused:
            return Value.known(shown), [Misfit("text", "fails", "invalid type: number, expected a string")]
        return Value.known(shown), []
    if rules.get("unquote"):
        raw = unquoted(raw)
    raw = raw.strip() if rules.get("strip") else raw
    raw = raw[: min((raw.find(one) for one in spec.get("ends_at", "") if one in raw), default=len(raw))]
    return Value.known(raw + spec.get("domain", "") if raw and "@" not in raw else raw), []


def unquoted(raw: str) -> str:
    """The text without the blanks and the one pair of quotes around it, as some programs clean their environment."""
    inner = raw.strip()
    return inner[1:-1] if len(inner) > 1 and inner[0] == inner[-1] and inner[0] in "'\"" else inner


def _filled(rules: dict[str, Any], value: str) -> str:
    return str(rules.get("error", "")).replace("{value}", value)
