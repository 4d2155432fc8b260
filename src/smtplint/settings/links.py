"""References from one file to another: the environment that a settings module or a compose file reads."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..readers.base import Document, Node


class Environment:
    """Variables from ``.env`` files, first file first; the nodes keep their own source, so that a finding points there."""

    __slots__ = ("_documents",)

    def __init__(self, documents: list[Document] | None = None) -> None:
        self._documents = documents or []

    def find(self, name: str) -> Node | None:
        """The value that the first file sets for a variable, or None."""
        for document in self._documents:
            for root in document.roots:
                entry = root.get(name)
                if entry is not None:
                    entry.value.source = document.source
                    return entry.value
        return None


_LOADERS = ("load_dotenv", "read_env", "read_envfile", "find_dotenv", "decouple", "dotenv_values", "autoconfig", "env_file")


def loads_env_file(text: str) -> bool:
    """Whether a Python module says that it loads a ``.env``; only then is one beside it taken for its environment."""
    return any(word in text for word in _LOADERS)
