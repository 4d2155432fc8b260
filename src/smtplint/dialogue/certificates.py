"""What an X.509 certificate says (RFC 5280), read from its DER bytes; written for hostile bytes: it never raises."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMON_NAME = b"\x55\x04\x03"
_ORGANISATION = b"\x55\x04\x0a"
_ALT_NAMES = b"\x55\x1d\x11"
_AUTHORITY_INFO = b"\x2b\x06\x01\x05\x05\x07\x01\x01"
_CA_ISSUERS = b"\x2b\x06\x01\x05\x05\x07\x30\x02"
_MOST_NAMES = 200
_LONGEST = 1 << 20


class _BadDerError(Exception):
    """The bytes are not the DER that was expected."""


class Certificate:
    """The facts of one certificate. Times are seconds since 1970 in UTC, None where they cannot be read."""

    __slots__ = ("addresses", "ca_issuers", "common_name", "issuer", "names", "not_after", "not_before", "self_signed")

    def __init__(self) -> None:
        self.common_name = ""
        self.names: list[str] = []  # DNS names of subjectAltName
        self.addresses: list[str] = []  # IP addresses of subjectAltName
        self.issuer = ""
        self.not_before: int | None = None
        self.not_after: int | None = None
        self.self_signed = False  # subject and issuer are the same name
        self.ca_issuers = False  # it says where its issuer's certificate can be fetched, as public CAs do

    @classmethod
    def of(cls, der: bytes) -> Certificate | None:
        """Reads DER bytes; None where they are no certificate."""
        if len(der) > _LONGEST:
            return None
        found = cls()
        try:
            found._read(der)
        except (_BadDerError, IndexError, ValueError, OverflowError):
            return None
        return found

    def matches(self, host: str) -> bool:
        """Whether it is for a host (RFC 6125): by subjectAltName, or by the common name where there is none."""
        from ..conditions import is_ip

        bare = host.strip("[]").rstrip(".").lower()
        if is_ip(bare):
            return bare in self.addresses or _long_form(bare) in self.addresses
        return any(_fits(name.lower(), bare) for name in self.names or ([self.common_name] if self.common_name else []))

    def _read(self, der: bytes) -> None:
        outer = _inside(der, 0x30)
        body = _inside(outer, 0x30)
        parts = list(_elements(body))
        if parts and parts[0][0] == 0xA0:  # the version, left out in version 1
            parts = parts[1:]
        issuer, validity, subject = parts[2][1], parts[3][1], parts[4][1]
        self.common_name, _ = _name(subject)
        common, organisation = _name(issuer)
        self.issuer = ", ".join(part for part in (common, organisation) if part)
        self.self_signed = issuer == subject
        times = [_time(tag, value) for tag, value in _elements(validity)]
        self.not_before, self.not_after = times[0], times[1]
        for tag, value in parts[6:]:
            if tag == 0xA3:
                self._extensions(_inside(value, 0x30))

    def _extensions(self, data: bytes) -> None:
        for tag, extension in _elements(data):
            parts = list(_elements(extension))
            if tag != 0x30 or len(parts) < 2 or parts[-1][0] != 0x04:
                continue
            if parts[0][1] == _ALT_NAMES:
                self._alt_names(_inside(parts[-1][1], 0x30))
            elif parts[0][1] == _AUTHORITY_INFO:
                self.ca_issuers = _CA_ISSUERS in parts[-1][1]

    def _alt_names(self, data: bytes) -> None:
        for tag, value in _elements(data):
            if len(self.names) + len(self.addresses) >= _MOST_NAMES:
                return
            if tag == 0x82:
                self.names.append(value.decode("ascii", "replace"))
            elif tag == 0x87:
                self.addresses.append(_address(value))


def _fits(pattern: str, host: str) -> bool:
    """Whether a name of a certificate covers a host; a ``*`` stands for the whole first label only."""
    if not pattern.startswith("*."):
        return pattern.rstrip(".") == host
    first, dot, rest = host.partition(".")
    return bool(first and dot) and rest == pattern[2:] and "." in rest


def _address(value: bytes) -> str:
    if len(value) == 4:
        return ".".join(str(byte) for byte in value)
    return ":".join(f"{value[at] << 8 | value[at + 1]:x}" for at in range(0, len(value) - 1, 2))


def _long_form(address: str) -> str:
    """An IPv6 address with all of its eight groups and without leading zeros; other text as it is."""
    if address.count("::") != 1:
        return address
    left, _, right = address.partition("::")
    before, after = [part for part in left.split(":") if part], [part for part in right.split(":") if part]
    return ":".join([*before, *["0"] * (8 - len(before) - len(after)), *after])


# -- DER ---------------------------------------------------------------------------------------------------------------


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements side by side in ``data``: tag and content."""
    at = 0
    while at < len(data):
        tag, start, end = _head(data, at)
        yield tag, data[start:end]
        at = end


def _inside(data: bytes, tag: int) -> bytes:
    """The content of the first element, which must have a tag."""
    found, start, end = _head(data, 0)
    if found != tag:
        raise _BadDerError
    return data[start:end]


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Tag, start and end of the content of the element at ``at``."""
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4:
            raise _BadDerError
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    if start + length > len(data):
        raise _BadDerError
    return tag, start, start + length


def _name(data: bytes) -> tuple[str, str]:
    """Common name and organisation of a Name."""
    found = {_COMMON_NAME: "", _ORGANISATION: ""}
    for _, group in _elements(data):
        for _, pair in _elements(group):
            parts = list(_elements(pair))
            if len(parts) == 2 and parts[0][1] in found:
                found[parts[0][1]] = _text(*parts[1])
    return found[_COMMON_NAME], found[_ORGANISATION]


def _text(tag: int, value: bytes) -> str:
    codec = {0x1E: "utf-16-be", 0x1C: "utf-32-be", 0x14: "latin-1"}.get(tag, "utf-8")
    return value.decode(codec, "replace")


def _time(tag: int, value: bytes) -> int | None:
    """UTCTime (two-digit years, 1950 to 2049) or GeneralizedTime as seconds since 1970."""
    text = value.decode("ascii", "replace")
    if tag == 0x17:
        text = ("19" if text[:2] >= "50" else "20") + text
    if len(text) < 15 or not text[:14].isdigit() or text[14] != "Z":
        return None
    year, month, day, hour, minute, second = int(text[:4]), *(int(text[at : at + 2]) for at in range(4, 14, 2))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second


def _days(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 in the Gregorian calendar; March is the first month, so that leap days come last."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
