"""TOML's literals and string escapes: which type a word is, and what text an escaped string stands for."""

from __future__ import annotations

_DIGITS = frozenset("0123456789")
_BASES = {"0x": (16, frozenset("0123456789abcdefABCDEF")), "0o": (8, frozenset("01234567")), "0b": (2, frozenset("01"))}
_ESCAPES = {
    "b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\",
}  # fmt: skip
_HEX_WIDTH = {"x": 2, "u": 4, "U": 8}
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MAX_INTEGER_DIGITS = 1000  # longer ones keep their text: no setting is that long, and int() is quadratic


def classify(word: str) -> tuple[str, str]:
    """The tag (``bool int float date``, or empty when ``word`` is no literal) and the plain text of an unquoted word.

    Whole numbers come back in decimal, floats without underscores, dates as written.
    """
    if word in ("true", "false"):
        return "bool", word
    if word.lstrip("+-") in ("inf", "nan") and len(word) <= 4:
        return "float", word
    if _is_date(word):
        return "date", word
    return _number(word)


def _number(word: str) -> tuple[str, str]:
    base = _BASES.get(word[:2])
    if base:
        if not _grouped(word[2:], base[1]):
            return "", ""
        return "int", _decimal(word[2:], base[0])
    sign = word[:1] if word[:1] in ("+", "-") else ""
    mantissa, has_exponent, exponent = word[len(sign) :].replace("E", "e", 1).partition("e")
    whole, has_point, fraction = mantissa.partition(".")
    if not _grouped(whole, _DIGITS) or (whole[0] == "0" and len(whole) > 1):
        return "", ""
    if not has_point and not has_exponent:
        return "int", _decimal(sign + whole, 10)
    if has_point and not _grouped(fraction, _DIGITS):
        return "", ""
    if has_exponent and not _grouped(exponent[1:] if exponent[:1] in ("+", "-") else exponent, _DIGITS):
        return "", ""
    return "float", word.replace("_", "")


def _decimal(digits: str, base: int) -> str:
    plain = digits.replace("_", "")
    return str(int(plain, base)) if len(plain) <= _MAX_INTEGER_DIGITS else plain


def _grouped(digits: str, allowed: frozenset[str]) -> bool:
    """True for digits in groups that single underscores part."""
    return all(group and allowed.issuperset(group) for group in digits.split("_"))


def _is_date(word: str) -> bool:
    """True for a date, a time, or both, with or without an offset from UTC."""
    if word[2:3] == ":":
        return _is_time(word)
    if not _is_day(word[:10]):
        return False
    if len(word) == 10:
        return True
    if word[10] not in "Tt ":
        return False
    time = word[11:]
    if time[-1:] in ("Z", "z"):
        return _is_time(time[:-1])
    if time[-6:-5] in ("+", "-") and _is_clock(time[-5:]):
        return _is_time(time[:-6])
    return _is_time(time)


def _is_day(word: str) -> bool:
    if len(word) != 10 or word[4] != "-" or word[7] != "-" or not _DIGITS.issuperset(word[:4] + word[5:7] + word[8:]):
        return False
    year, month, day = int(word[:4]), int(word[5:7]), int(word[8:])
    if year == 0 or not 1 <= month <= 12 or not 1 <= day <= _MONTH_DAYS[month - 1]:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return month != 2 or day < 29 or leap


def _is_clock(word: str) -> bool:
    return (
        len(word) == 5
        and word[2] == ":"
        and _DIGITS.issuperset(word[:2] + word[3:])
        and word[:2] <= "23"
        and word[3:] <= "59"
    )


def _is_time(word: str) -> bool:
    clock, rest = word[:5], word[5:]
    if not _is_clock(clock):
        return False
    if not rest:
        return True
    seconds, point, fraction = rest[1:].partition(".")
    if rest[0] != ":" or len(seconds) != 2 or not _DIGITS.issuperset(seconds) or seconds > "59":
        return False
    return not point or (fraction != "" and _DIGITS.issuperset(fraction))


def unescape(body: str, *, block: bool) -> tuple[str, int]:
    """The text of a double-quoted body and -1, or no text and the offset of a wrong escape."""
    out = []
    at = 0
    while True:
        found = body.find("\\", at)
        if found < 0:
            out.append(body[at:])
            return "".join(out), -1
        out.append(body[at:found])
        char = body[found + 1 : found + 2]
        if char in _ESCAPES and char:
            out.append(_ESCAPES[char])
            at = found + 2
        elif char in _HEX_WIDTH:
            at = found + 2 + _HEX_WIDTH[char]
            point = _code_point(body[found + 2 : at], _HEX_WIDTH[char])
            if not point:
                return "", found
            out.append(point)
        else:
            at = _after_folded_lines(body, found + 1) if block else -1
            if at < 0:
                return "", found


def _code_point(digits: str, width: int) -> str:
    """The character that hexadecimal digits name, or nothing when they name none."""
    if len(digits) != width or not _BASES["0x"][1].issuperset(digits):
        return ""
    value = int(digits, 16)
    return chr(value) if value <= 0xD7FF or 0xE000 <= value <= 0x10FFFF else ""


def _after_folded_lines(body: str, at: int) -> int:
    """Where the text goes on after a backslash at a line's end, or -1 when something stands behind it on its line."""
    rest = body[at:]
    if rest == "":
        return -1
    stripped = rest.lstrip(" \t")
    if stripped and not stripped.startswith("\n"):
        return -1
    return len(body) - len(rest.lstrip(" \t\n"))
