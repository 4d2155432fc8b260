"""What one run is asked to do, after the command line and the configuration are merged."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .config import Config
    from .dialogue.record import Recordings


class Options:
    """Plain values with their defaults; ``select`` and ``ignore`` hold codes, names, beginnings such as ``SMTP1``."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.select: list[str] = []
        self.ignore: list[str] = []
        self.client = ""  # id, or id@version
        self.env_files: list[str] = []
        self.env: list[str] = []  # variables, each NAME=VALUE; they win over those of files
        self.config: Config | None = None
        self.everything = False  # no selection holds, neither from here nor from the configuration
        self.provider: dict[str, Any] | None = None  # whose server it is, where the host name does not tell
        self.recordings: Recordings | None = None  # servers to talk to instead of what is known of them
        self.observations: Recordings | None = None  # servers as they were found live, to compare with

    def without_selection(self) -> Options:
        """The same run with every rule, for looking at what a change would bring up."""
        other = Options()
        for name, value in vars(self).items():
            setattr(other, name, value)
        other.select, other.ignore, other.everything = [], [], True
        return other

    def selects(self, code: str, name: str, path: str) -> bool:
        """Whether a rule is asked for in a file: the command line's names, the configuration's where it has none."""
        if self.everything:
            return True
        config = self.config
        select = self.select or (config.select if config else [])
        ignore = [*self.ignore, *(config.ignore if config else []), *(config.ignored_in(path) if config else [])]
        return (not select or _named(code, name, select)) and not _named(code, name, ignore)

    def client_for(self, path: str) -> str:
        """The client that a file is said to belong to, ``id`` or ``id@version``; empty where nobody says."""
        return self.client or (self.config.client_of(path) if self.config else None) or ""


def _named(code: str, name: str, wanted: list[str]) -> bool:
    return any(one in (code, name, "ALL") or (one.startswith("SMTP") and code.startswith(one)) for one in wanted)
