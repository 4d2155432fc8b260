"""A ``.env`` file that deployment files hand to a program: judged with what else the program gets, not alone.

Where a compose service takes mail settings from the file, by ``env_file`` or by references, and others from elsewhere,
or where its image tells the program, the service speaks for the file. So do the containers for which a kustomization
makes an object of it.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..links import Environment
    from ..parts import Part
    from .reach import Reach

_LEVELS = 3
_MAX_FILES = 10
_MAIL = ("smtp", "mail")


def link(part: Part, reach: Reach, supplied: Environment) -> list[Part]:
    """The groups that speak for the file, where no other file of this run does; else the file itself."""
    if _is_of_unit(reach):
        return []
    spoken, found = _kustomized(part, reach)
    for path in _compose_files(reach):
        from .groups import groups_of

        document = reach.document(path, "yaml")
        other = reach.at(path)
        for one in groups_of(document) if document is not None else ():
            speaking = _speaking(one, other, reach.home, supplied) if one.linker == "compose" else []
            spoken = spoken or bool(speaking)
            found += [] if reach.is_checked(path, "yaml") else speaking
    return found if spoken else [part]


def _is_of_unit(reach: Reach) -> bool:
    """Whether a systemd unit beside reads a file of that name and sets mail variables itself: where is not known."""
    folder, name = os.path.split(reach.home)
    units = [os.path.join(folder, one) for one in reach.names(folder) if one.endswith(".service")]
    return any(reach.mentions(path, f"/{name}\n") and reach.mentions(path, *_MAIL) for path in units)


def _kustomized(part: Part, reach: Reach) -> tuple[bool, list[Part]]:
    """Whether a kustomization beside makes an object of the file, and the containers that read it."""
    folder, name = os.path.split(reach.home)
    beside = [os.path.join(folder, one) for one in reach.names(folder) if one.lower().startswith("kustomization")]
    if not any(reach.mentions(path, name) for path in beside):
        return False, []
    from .kubernetes import readers
    from .kustomize import takes

    objects = takes(folder, name, reach)
    return bool(objects), [one for kind, made in objects for one in readers(kind, made, part.document, reach)[1]]


def _compose_files(reach: Reach) -> list[str]:
    """The compose files in the folder and those above that name the file, or that refer to variables."""
    folder, name = os.path.split(reach.home)
    found = []
    for _ in range(_LEVELS):
        for one in reach.names(folder):
            if "compose" in one and one.endswith((".yml", ".yaml")):
                path = os.path.normpath(os.path.join(folder, one))
                named = reach.mentions(path, "env_file") and reach.mentions(path, name)
                if named or (name == ".env" and reach.mentions(path, "${") and reach.mentions(path, *_MAIL)):
                    found.append(path)
        if not folder or folder == os.path.dirname(folder) or name == ".env":
            break
        folder = os.path.dirname(folder)
    return found[:_MAX_FILES]


def _speaking(part: Part, reach: Reach, home: str, supplied: Environment) -> list[Part]:
    """A service in each way that it has mail settings from the file, and others from elsewhere or a known image."""
    from .compose import link as fill

    return [one for one in fill(part, reach, supplied) if _has_both(one, home)]


def _has_both(part: Part, home: str) -> bool:
    here = other = False
    for entry in part.node.entries:
        if any(word in entry.key.lower() for word in _MAIL):
            source = entry.value.source
            there = source is not None and os.path.normpath(source.path) == home
            here, other = here or there, other or not there
    return here and (other or _is_known(part))


def _is_known(part: Part) -> bool:
    from ...knowledge.store import store
    from ..claim import runs

    return runs(part.image, store().get("claims", "env")["images"])
