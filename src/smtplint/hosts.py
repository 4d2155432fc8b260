"""What a host name alone tells: loopback or a bare service name, a private network, or a host on the internet."""

from __future__ import annotations

from .conditions import is_ip

_LOCAL_NAMES = ("localhost", "host.docker.internal", "gateway.docker.internal", "ip6-localhost")
_PRIVATE_ENDINGS = (".local", ".internal", ".lan", ".intranet", ".corp", ".home", ".home.arpa", ".private", ".test",
                    ".localdomain", ".svc", ".cluster.local", ".invalid", ".localhost", ".docker")  # fmt: skip


def kind(host: str) -> str:
    """``local`` (loopback, or a name without a dot such as a compose service), ``private``, ``public``, or ``none``.

    Also the path of a socket is ``none``: no host at all.
    """
    name = host.strip().strip("[]").rstrip(".").lower()
    if not name or name.startswith("/"):
        return "none"
    if name in _LOCAL_NAMES or name == "::1" or (is_ip(name) and name.startswith(("127.", "0."))):
        return "local"
    if is_ip(name):
        return "private" if _private_ip(name) else "public"
    if "." not in name:
        return "local"
    return "private" if name.endswith(_PRIVATE_ENDINGS) or ".svc." in name else "public"


_RESERVED = ("example.com", "example.net", "example.org")


def is_reserved(host: object) -> bool:
    """Whether a host can never be a server: the names that RFC 2606 keeps for documentation and tests."""
    if not isinstance(host, str):
        return False
    name = host.strip().rstrip(".").lower()
    return name.endswith((".example", ".test", ".invalid")) or any(
        name == one or name.endswith("." + one) for one in _RESERVED
    )


def _private_ip(name: str) -> bool:
    if ":" in name:
        return name.startswith(("fc", "fd", "fe8", "fe9", "fea", "feb"))
    parts = [int(part) for part in name.split(".")]
    return parts[0] == 10 or parts[:2] in ([192, 168], [169, 254]) or (parts[0] == 172 and 16 <= parts[1] <= 31)


def distance(left: str, right: str, limit: int = 2) -> int:
    """Edits (insert, delete, replace, swap of neighbours) between two words; ``limit + 1`` when there are more.

    Only the cells of the table that lie within ``limit`` of its diagonal can come to no more (Ukkonen 1985).
    """
    far = limit + 1
    if abs(len(left) - len(right)) > limit:
        return far
    left, right = _without_common_ends(left, right)
    older: list[int] = []
    previous = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        row = [i] + [far] * len(right)
        for j in range(max(1, i - limit), min(len(right), i + limit) + 1):
            two = right[j - 1]
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (one != two))
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == two:
                cost = min(cost, older[j - 2] + 1)
            row[j] = cost
        if min(row) > limit:
            return far
        older, previous = previous, row
    return min(previous[-1], far)


def _without_common_ends(left: str, right: str) -> tuple[str, str]:
    """Two words without what both begin and end with, which costs no edits."""
    shorter = min(len(left), len(right))
    start = next((at for at in range(shorter) if left[at] != right[at]), shorter)
    left, right = left[start:], right[start:]
    shorter -= start
    end = next((at for at in range(shorter) if left[-1 - at] != right[-1 - at]), shorter)
    return left[: len(left) - end], right[: len(right) - end]
