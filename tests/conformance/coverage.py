"""Which rows of the clients' behaviour tables and which rules the cells touch, and which none of them does."""

from __future__ import annotations

import textwrap
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
_OTHERS = "what the file leaves out stands in code or in another file, so that nothing certain is said of it alone"
_BETWEEN = "neither Debian nor PyPI nor npm has a release of it"
NOT_RUN: dict[tuple[str, str], str] = {
    ("aiosmtplib", "connection"): _OTHERS,
    ("alertmanager", "0.28"): "Debian's Go here is too old for its source",
    ("alertmanager", "0.31"): "Debian's Go here is too old for its source",
    ("curl", "8.7"): "Debian's curl here is older",
    ("django", "env"): _OTHERS,
    ("fastapi-mail", "python"): "a module of plain names, which a program hands on as the .env",
    ("flask-mail", "env"): _OTHERS,
    ("go-mail-v2", "struct"): "the same fields as those of NewDialer, in a literal",
    ("jakarta-mail", "2"): _BETWEEN,
    ("jakarta-mail", "tomcat"): "needs Tomcat around it",
    ("laravel", "11.0"): _BETWEEN,
    ("laravel", "11.0-strict"): _BETWEEN,
    ("laravel", "11.35"): _BETWEEN,
    ("laravel", "11.35-strict"): _BETWEEN,
    ("laravel", "project"): _OTHERS,
    ("net-smtp", "0.1"): "needs Ruby 2",
    ("nodemailer", "beside"): _OTHERS,
    ("nodemailer", "env"): _OTHERS,
    ("nodemailer", "service"): _OTHERS,
    ("python-logging-smtphandler", "python"): "the same dictionary as in JSON, in code",
    ("python-logging-smtphandler", "yaml"): "the same dictionary as in JSON",
    ("symfony-mailer", "7.1"): _BETWEEN,
    ("symfony-mailer", "transports"): "the same DSN as in .env, needs Symfony around it",
    ("symfony-mailer", "yaml"): "the same DSN as in .env, needs Symfony around it",
    ("system-net-mail", "config"): "only the .NET Framework of Windows reads it",
    ("zope-mailhost", "6"): "does not know of time-outs; else as 7",
    ("zope-mailhost", "fields"): "needs Plone around it",
    ("zope-mailhost", "profile"): "needs Zope around it",
    ("zope-mailhost", "records"): "needs Plone around it",
}


def not_run() -> str:
    """What no cell has, as lines of a page, those with the same reason in one."""
    by_reason: dict[str, list[str]] = {}
    for (client, name), reason in NOT_RUN.items():
        by_reason.setdefault(reason, []).append(f"{client} ({name})")
    lines = (f"{', '.join(found)}: {reason}." for reason, found in by_reason.items())
    return "".join(textwrap.fill(one, 120, initial_indent="  - ", subsequent_indent="    ") + "\n" for one in lines)


TABLES = ("refuses", "tls")
# Names of rules, (client, form or generation), and (client, table, number of the row).
Touched = tuple[list[str], set[tuple[str, str]], list[tuple[str, str, int]]]


class Coverage:
    """Collects what verdicts rest on; ``missed`` tells what is left."""

    def __init__(self, rules: Iterable[tuple[str, str]], clients: Iterable[str]) -> None:
        self.rules = {name: code for code, name in rules if code[4] in "12345" and name not in OUT_OF_REACH}
        self.seen_rules: dict[str, int] = {}
        self.clients = {name: record for name in sorted(set(clients)) if (record := lookup.client(name))}
        self.seen_rows: dict[tuple[str, str, int], int] = {}
        self.seen_worlds: set[tuple[str, str]] = set()

    def add(self, touched: Touched) -> None:
        """Counts what one verdict touches."""
        rules, worlds, rows = touched
        for name in rules:
            self.seen_rules[name] = self.seen_rules.get(name, 0) + 1
        self.seen_worlds |= worlds
        for row in rows:
            self.seen_rows[row] = self.seen_rows.get(row, 0) + 1

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


def touched(verdict: Verdict) -> Touched:
    """The rules and rows of a verdict, and the form and generation that it had."""
    settings = verdict.facts.settings
    name = settings.client["id"]
    rows = []
    refused = False
    for table in TABLES:
        hit = refused  # a client that refuses its settings does not get to the next table
        for n, row in enumerate(settings.client.get(table, ())):
            if not _applies(row, settings):
                continue
            holds = conditions.evaluate(row["when"], settings.value) if row.get("when") else True
            if holds is True and not hit:
                hit = not row.get("step")  # such a row tells where the client stops later
                rows.append((name, table, n))
        refused = hit
    return [one.name for one in verdict.findings], {(name, settings.form), (name, settings.generation)}, rows


def _applies(row: dict[str, Any], settings: Any) -> bool:
    return (not row.get("only") or not settings.generation or settings.generation in row["only"]) and (
        not row.get("forms") or settings.form in row["forms"]
    )
