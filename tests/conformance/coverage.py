"""Which rows of the clients' behaviour tables and which rules the cells touch, and which none of them does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from smtplint import conditions
from smtplint.knowledge import lookup

from .predict import Verdict

# Rules of the 100s to 500s that no cell can touch, and why.
OUT_OF_REACH = {
    "committed-secret": "says nothing about sending",
    "tls-mode-not-offered": "no provider here is known for certain to have a port without STARTTLS; one's own may be",
}
# Forms and generations (client, name) that no cell has, and why; the page tells them.
NOT_RUN: dict[tuple[str, str], str] = {}
TABLES = ("refuses", "tls")


class Coverage:
    """Collects what verdicts rest on; ``missed`` tells what is left."""

    def __init__(self, rules: Iterable[tuple[str, str]], clients: Iterable[str]) -> None:
        self.rules = {name: code for code, name in rules if code[4] in "12345" and name not in OUT_OF_REACH}
        self.seen_rules: dict[str, int] = {}
        self.clients = {name: record for name in sorted(set(clients)) if (record := lookup.client(name))}
        self.seen_rows: dict[tuple[str, str, int], int] = {}
        self.seen_worlds: set[tuple[str, str]] = set()

    def add(self, verdict: Verdict) -> None:
        """Counts the rules and rows of one verdict, and the form and generation that it had."""
        for finding in verdict.findings:
            self.seen_rules[finding.name] = self.seen_rules.get(finding.name, 0) + 1
        settings = verdict.facts.settings
        name = settings.client["id"]
        self.seen_worlds |= {(name, settings.form), (name, settings.generation)}
        refused = False
        for table in TABLES:
            hit = refused  # a client that refuses its settings does not get to the next table
            for n, row in enumerate(settings.client.get(table, ())):
                if not _applies(row, settings):
                    continue
                holds = conditions.evaluate(row["when"], settings.value) if row.get("when") else True
                if holds is True and not hit:
                    hit = not row.get("step")  # such a row tells where the client stops later
                    key = (name, table, n)
                    self.seen_rows[key] = self.seen_rows.get(key, 0) + 1
            refused = hit

    def missed(self) -> list[str]:
        """The rows and rules without a cell, and the forms and generations without one or a reason, one a line."""
        rows = [
            f"{client}: {table} row {n + 1}: {row.get('when', 'else')} -> {row.get('does') or row.get('reason')}"
            for (client, table, n), row in self._rows()
            if (client, table, n) not in self.seen_rows
        ]
        rules = [f"{code} {name}" for name, code in sorted(self.rules.items()) if name not in self.seen_rules]
        worlds = [f"{client}: no cell has {name}" for client, name in sorted(self._left_out() - set(NOT_RUN))]
        stale = [f"{client}: {name} is run" for client, name in sorted(set(NOT_RUN) & self.seen_worlds)]
        return rows + rules + worlds + stale

    def summary(self) -> str:
        """How much is touched, in one line."""
        rules = len([name for name in self.rules if name in self.seen_rules])
        rows = f"{len(self.seen_rows)} of {len(self._rows())} rows of the behaviour tables"
        return f"{rows} and {rules} of {len(self.rules)} rules (SMTP1xx to SMTP5xx)"

    def _rows(self) -> list[tuple[tuple[str, str, int], dict[str, Any]]]:
        """The rows that some form and generation with a cell could touch."""
        left_out = self._left_out()
        return [
            ((name, table, n), row)
            for name, record in self.clients.items()
            for table in TABLES
            for n, row in enumerate(record.get(table, ()))
            if not any(row.get(key) and all((name, one) in left_out for one in row[key]) for key in ("only", "forms"))
        ]

    def _left_out(self) -> set[tuple[str, str]]:
        worlds = {
            (name, one)
            for name, record in self.clients.items()
            for one in (*record["forms"], *(one["id"] for one in record["generations"]))
        }
        return worlds - self.seen_worlds


def _applies(row: dict[str, Any], settings: Any) -> bool:
    return (not row.get("only") or not settings.generation or settings.generation in row["only"]) and (
        not row.get("forms") or settings.form in row["forms"]
    )
