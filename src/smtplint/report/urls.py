"""Where the documentation of a rule stands."""

from __future__ import annotations

HOME_URL = "https://smtplint.readthedocs.io/"
DOCS_URL = HOME_URL + "rules/{name}/"


def rule_url(name: str) -> str:
    """The page of the rule with this kebab-case name."""
    return DOCS_URL.format(name=name)
