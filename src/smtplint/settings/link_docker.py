"""What a Dockerfile sets for the container that is built from it: ``ENV``, with the defaults of ``ARG``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..readers.base import Document, Entry
    from ..text import Span
    from .compose_files import Service
    from .reach import Reach


def built(service: Service, reach: Reach, here: Document, at: Span) -> list[Entry]:
    """The variables of the image of a compose service that is built here."""
    return []
