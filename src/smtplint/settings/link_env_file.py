"""A ``.env`` file that compose hands to a service: with what the service adds, not alone, it is what a program gets.

Where a service takes mail settings from the file, by ``env_file`` or by references, and others from elsewhere, the
service speaks for it.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .links import Environment
    from .parts import Part
    from .reach import Reach

_LEVELS = 3
_MAX_FILES = 10
_MAIL = ("smtp", "mail")


def link(part: Part, reach: Reach, supplied: Environment) -> list[Part]:
    """The services that speak for the file, where no other file of this run does; else the file itself."""
    spoken, found = False, []
    for path in _compose_files(reach):
        from .groups import groups_of

        document = reach.document(path, "yaml")
        other = reach.at(path)
        for one in groups_of(document) if document is not None else ():
            if one.linker == "compose" and _completed(one, other, reach.home, supplied):
                spoken = True
                found += [] if reach.is_checked(path, "yaml") else [one]
    return found if spoken else [part]


def _compose_files(reach: Reach) -> list[str]:
    """The compose files in the folder and those above that name the file, or that refer to variables."""
    folder, name = os.path.split(reach.home)
    word, found = name.lower().encode(), []
    for _ in range(_LEVELS):
        for one in reach.names(folder):
            if "compose" in one and one.endswith((".yml", ".yaml")):
                text = reach.text(os.path.join(folder, one))
                named = word in text and b"env_file" in text
                if named or (name == ".env" and b"${" in text and any(mail.encode() in text for mail in _MAIL)):
                    found.append(os.path.normpath(os.path.join(folder, one)))
        if not folder or folder == os.path.dirname(folder) or name == ".env":
            break
        folder = os.path.dirname(folder)
    return found[:_MAX_FILES]


def _completed(part: Part, reach: Reach, home: str, supplied: Environment) -> bool:
    """Whether a service has mail settings from the file, and others from elsewhere; fills the service."""
    from .link_compose import link as fill

    if not fill(part, reach, supplied):
        return False
    here = other = False
    for entry in part.node.entries:
        if any(word in entry.key.lower() for word in _MAIL):
            source = entry.value.source
            there = source is not None and os.path.normpath(source.path) == home
            here, other = here or there, other or not there
    return here and other
