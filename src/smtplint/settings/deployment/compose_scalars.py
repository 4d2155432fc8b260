"""What compose writes into the environment for a plain scalar of YAML: numbers and flags are read, then written out.

``0644`` comes out as ``420``, ``1.50`` as ``1.5``, ``1e3`` as ``1000``, ``True`` as ``true``; ``yes`` is text. Observed
with Docker Compose 2.40.3 (``config``), whose reader takes numbers as YAML 1.1 has them and flags as YAML 1.2.
"""

from __future__ import annotations

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_FLAGS = frozenset(("true", "True", "TRUE", "false", "False", "FALSE"))
_BASES = {"0x": 16, "0X": 16, "0o": 8, "0O": 8, "0b": 2, "0B": 2}
_MAX_LENGTH = 40
_LARGEST = 1 << 64
_LEAST_EXPONENT, _FIRST_EXPONENT = -4, 6
_DIGITS = 17  # that tell any number of 64 bits from all others


def written_out(text: str) -> str | None:
    """The text that stands in the environment for a plain scalar; None for null."""
    if text in _NULL:
        return None
    if text in _FLAGS:
        return text.lower()
    if len(text) > _MAX_LENGTH or text[0] not in "0123456789+-." or not text.isascii():
        return text
    sign = "-" if text[0] == "-" else ""
    digits = text.lstrip("+-") if text[1:2] not in ("+", "-") else ""
    if digits.lower() == ".inf":
        return "-Inf" if sign else "+Inf"
    if text.lower() == ".nan":
        return "NaN"
    whole = _whole(digits.replace("_", ""))
    if whole is not None and whole < _LARGEST:
        return f"{sign if whole else ''}{whole}"
    number = digits if digits[:1] == "." and not sign else digits.replace("_", "")
    if not number or number[0] not in "0123456789." or not all(one in "0123456789.eE+-" for one in number):
        return text
    try:
        return sign + _float(float(number))
    except (ValueError, OverflowError):
        return text


def _whole(digits: str) -> int | None:
    """A whole number: decimal, or with the prefix of another base, for which a lone zero stands too."""
    base = _BASES.get(digits[:2], 8 if digits[:1] == "0" else 10)
    try:
        return int(digits[2:] if digits[:2] in _BASES else digits, base) if digits.isalnum() else None
    except ValueError:
        return int(digits) if digits.isdigit() else None  # 08 and 09 are decimal


def _float(value: float) -> str:
    """A number as Go's shortest form writes it: with an exponent only where that is small or large."""
    for places in range(_DIGITS):
        form = f"{value:.{places}e}"
        if float(form) == value:
            break
    mantissa, _, exponent = form.partition("e")
    if not _LEAST_EXPONENT <= int(exponent) < _FIRST_EXPONENT:
        return form
    places = max(0, len(mantissa.partition(".")[2]) - int(exponent))
    return f"{value:.{places}f}"
