"""Mail settings of a program that nobody described: keys that plainly name an SMTP host, port, user and the like."""

from __future__ import annotations

from ..conditions import is_name
from ..readers import base
from .claim import Claim
from .parts import Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..readers.base import Node

_MAIL = ("smtp", "mail", "email", "mailer")
_ROLES = {
    "host": "host", "server": "host", "hostname": "host", "address": "host", "port": "port", "user": "username",
    "username": "username", "login": "username", "password": "password", "pass": "password", "passwd": "password",
    "from": "from_address", "sender": "from_address",
}  # fmt: skip
_RECEIVING = ("110", "143", "993", "995")
_MAX_NODES = 20000


def unclaimed(parts: list[Part], taken: list[Claim]) -> list[Claim]:
    """Accounts in what no client claimed: groups of keys under one prefix with at least a host and a port or a user."""
    used = {start for claim in taken for start in claim.keys}
    claimed_parts = [claim.node for claim in taken]
    found: list[Claim] = []
    for part in parts:
        if part.kind in ("env", "yaml", "json", "toml", "ini", "properties"):
            for above, node in _mappings(part.node):
                found += [claim for claim in _groups(part, above, node) if not _meets(claim, claimed_parts, used)]
    return found


def _mappings(root: Node) -> list[tuple[str, Node]]:
    """Every mapping with the key that it stands under."""
    found: list[tuple[str, Node]] = []
    queue = [("", root)]
    while queue and len(found) < _MAX_NODES:
        above, node = queue.pop()
        if node.kind == base.MAP:
            found.append((above, node))
            queue += [(entry.key.lower(), entry.value) for entry in node.entries if not entry.merged]
        queue += [(above, item) for item in node.items]
    return found


def _meets(claim: Claim, nodes: list[Node], used: set[int]) -> bool:
    starts = {entry.key_span.start for entry in claim.node.entries}
    inside = any(entry.key_span.start in starts for node in nodes for entry in node.entries)
    return inside or bool(starts & used)


def _groups(part: Part, above: str, node: Node) -> list[Claim]:
    groups: dict[str, dict[str, base.Entry]] = {}
    for entry in node.entries:
        prefix, role = role_of(entry.key)
        if role and entry.value.kind in (base.SCALAR, base.OPAQUE):
            groups.setdefault(prefix, {}).setdefault(role, entry)
    found = []
    for prefix, roles in groups.items():
        if "host" in roles and ("port" in roles or "username" in roles) and _about_mail(prefix or above, roles):
            entries = [base.Entry(role, entry.key_span, entry.value, entry.span) for role, entry in roles.items()]
            mapping = base.Node(base.MAP, node.span, entries=entries)
            found.append(Claim("generic", "any", part, mapping, frozenset(), 0))
    return found


def _about_mail(prefix: str, roles: dict[str, base.Entry]) -> bool:
    """The prefix names mail, or the host's own name begins with smtp or mail: less may be any other service."""
    if any(word in prefix for word in ("smtp", "mailer")):
        return True
    if "mail" in prefix:
        return not _receives(roles)
    host = roles["host"].value.text.lower()
    if roles["host"].value.kind == base.SCALAR and not (is_name(host.partition(":")[0]) and "." in host):
        return False
    return host.startswith(("smtp.", "smtp-"))


def _receives(roles: dict[str, base.Entry]) -> bool:
    """Whether a group that only says mail is one for reading it: by the name of the host, or by the port."""
    host = roles["host"].value.text.lower().rpartition("://")[2]
    port = roles["port"].value.text if "port" in roles else ""
    return host.startswith(("imap", "pop.", "pop3")) or port in _RECEIVING


def role_of(key: str) -> tuple[str, str]:
    """The prefix and the role of a key: ``APP_SMTP_HOST`` is (``app_smtp``, ``host``); no role for other keys."""
    name = "".join(f"_{char.lower()}" if char.isupper() and at and key[at - 1].islower() else char.lower()
                   for at, char in enumerate(key)).replace("-", "_").replace(".", "_")  # fmt: skip
    for word in _MAIL:
        for role in ("host", "port", "user", "username", "password", "pass"):
            if name == word + role:  # smtphost, mailport
                return word, _ROLES[role]
    prefix, _, last = name.rpartition("_")
    if last in ("name",) and prefix.endswith(("user", "host")):
        prefix, _, last = prefix.rpartition("_")[0], "", "user" if prefix.endswith("user") else "host"
    return prefix, _ROLES.get(last, "")
