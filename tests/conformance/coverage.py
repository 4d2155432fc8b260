"""Which rows of the clients' behaviour tables and which rules the cells touch, and which none of them does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from smtplint import conditions

from .predict import Verdict

# Rules of the 100s to 500s that no cell can touch, and why.
OUT_OF_REACH = {
    "committed-secret": "says nothing about sending",
    "tls-mode-not-offered": "no provider here is known for certain to have a port without STARTTLS; one's own may be",
}
TABLES = ("refuses", "tls")


class Coverage:
    """Collects what verdicts rest on; ``missed`` tells what is left."""

    def __init__(self, rules: Iterable[tuple[str, str]]) -> None:
        self.rules = {name: code for code, name in rules if code[4] in "12345" and name not in OUT_OF_REACH}
        self.seen_rules: dict[str, int] = {}
        self.rows: dict[tuple[str, str, int], dict[str, Any]] = {}
        self.seen_rows: dict[tuple[str, str, int], int] = {}

    def add(self, verdict: Verdict) -> None:
        """Counts the rules and rows of one verdict; a row is in reach once a cell has its form and generation."""
        for finding in verdict.findings:
            self.seen_rules[finding.name] = self.seen_rules.get(finding.name, 0) + 1
        settings = verdict.facts.settings
        refused = False
        for table in TABLES:
            hit = refused  # a client that refuses its settings does not get to the next table
            for n, row in enumerate(settings.client.get(table, ())):
                if not _applies(row, settings):
                    continue
                key = (settings.client["id"], table, n)
                self.rows[key] = row
                holds = conditions.evaluate(row["when"], settings.value) if row.get("when") else True
                if holds is True and not hit:
                    hit = not row.get("step")  # such a row tells where the client stops later
                    self.seen_rows[key] = self.seen_rows.get(key, 0) + 1
            refused = hit

    def missed(self) -> list[str]:
        """The rows and rules without a cell, one a line."""
        rows = [
            f"{client}: {table} row {n + 1}: {row.get('when', 'else')} -> {row.get('does') or row.get('reason')}"
            for (client, table, n), row in sorted(self.rows.items(), key=lambda one: one[0])
            if (client, table, n) not in self.seen_rows
        ]
        rules = [f"{code} {name}" for name, code in sorted(self.rules.items()) if name not in self.seen_rules]
        return rows + rules

    def summary(self) -> str:
        """How much is touched, in one line."""
        rules = len([name for name in self.rules if name in self.seen_rules])
        rows = f"{len(self.seen_rows)} of {len(self.rows)} rows of the behaviour tables"
        return f"{rows} and {rules} of {len(self.rules)} rules (SMTP1xx to SMTP5xx)"


def _applies(row: dict[str, Any], settings: Any) -> bool:
    return (not row.get("only") or not settings.generation or settings.generation in row["only"]) and (
        not row.get("forms") or settings.form in row["forms"]
    )
