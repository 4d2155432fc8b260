"""Reports for the tests of the output formats, built by hand."""

from __future__ import annotations

from smtplint.findings import Account, Edit, Evidence, Finding, Fix, Location, Report
from smtplint.text import Source, Span

SETTINGS = """\
# mail
EMAIL_HOST = "smtp.gmail.com"
EMAIL_PORT = 587
EMAIL_HOST_USER = "app@example.org"
EMAIL_HOST_PASSWORD = "hunter2-canary"
EMAIL_USE_TLS = True
EMAIL_USE_SSL = True
"""


def span_of(source: Source, words: str, nth: int = 0) -> Span:
    """The span of the ``nth`` occurrence of ``words``."""
    at = -1
    for _ in range(nth + 1):
        at = source.text.index(words, at + 1)
    return Span(at, at + len(words))


def place(source: Source, words: str, message: str = "", nth: int = 0) -> Location:
    """A location on ``words``."""
    return Location(source, span_of(source, words, nth), message)


def report_of(*findings: Finding, files: int = 1) -> Report:
    """A report of these findings over ``files`` files, all read."""
    report = Report("2026.01")
    report.findings = list(findings)
    report.files_found = report.files_read = files
    return report


def finding_on(source: Source, words: str, consequence: str = "fails", **extra: object) -> Finding:
    """A plain finding on ``words``."""
    return Finding("SMTP101", "some-rule", consequence, "something is wrong", place(source, words), **extra)  # type: ignore[arg-type]


def both_tls(source: Source) -> Finding:
    """A finding with everything: related places, client, provider, evidence and a fix that deletes a line."""
    line = span_of(source, "EMAIL_USE_SSL = True\n")
    return Finding(
        "SMTP101",
        "implicit-tls-and-starttls",
        "fails",
        "TLS from the start and STARTTLS are both on, and Django refuses to send",
        place(source, "EMAIL_USE_SSL = True"),
        help="Keep EMAIL_USE_TLS: port 587 begins in clear text and changes to TLS.",
        related=[
            place(source, "587", "this port speaks STARTTLS"),
            place(source, "EMAIL_USE_TLS = True", "STARTTLS is switched on here"),
        ],
        client="django",
        provider="gmail",
        setting="EMAIL_USE_SSL",
        evidence=Evidence("known", "django/core/mail/backends/smtp.py, EmailBackend.__init__"),
        fix=Fix("remove EMAIL_USE_SSL", "safe", [Edit(source, line, "")]),
    )


def secret_in_file(source: Source) -> Finding:
    """A finding on a secret, with a fix that puts a look-up of the environment in its place."""
    written = span_of(source, '"hunter2-canary"')
    return Finding(
        "SMTP310",
        "secret-in-repository",
        "leaks",
        "the password stands in a file that is under version control",
        Location(source, written),
        setting="EMAIL_HOST_PASSWORD",
        client="django",
        fix=Fix(
            "read it from the environment",
            "unsafe",
            [Edit(source, written, 'os.environ["EMAIL_HOST_PASSWORD"]'), Edit(source, Span(0, 0), "import os\n\n")],
        ),
    )


def full_report() -> Report:
    """Two findings, an account, a skipped file, some held back, and one secret."""
    source = Source("app/settings.py", SETTINGS)
    report = report_of(both_tls(source), secret_in_file(source), files=3)
    report.files_found = 4
    report.masks = {source.path: [span_of(source, "hunter2-canary")]}
    plan: dict[str, object] = {"tls": "error", "host": "smtp.gmail.com", "port": 587, "timeout": None}
    report.accounts = [Account(place(source, 'EMAIL_HOST = "smtp.gmail.com"'), "django", "gmail", plan, "fails")]
    report.held_back = {"suppressed": 2, "baseline": 1, "ignored": 0}
    report.skipped = [("vendor/big.yaml", "larger than 2 MB")]
    return report
