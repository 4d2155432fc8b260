"""Standard output and files, for every command."""

from __future__ import annotations

import os
import sys

from .words import UsageError


def write(text: str) -> None:
    """Writes to standard output; characters that its encoding lacks are escaped."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def write_file(path: str, text: str) -> None:
    """Writes a file in UTF-8; raises UsageError."""
    try:
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(text)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def width() -> int:
    """The columns of the terminal, from 60 to 140; 100 where there is none."""
    try:
        return max(60, min(os.get_terminal_size().columns, 140))
    except OSError:
        return 100
