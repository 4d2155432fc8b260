"""``python -m smtplint``."""

from .cli.main import entry

entry()
