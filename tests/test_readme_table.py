"""The conformance table of README.md: it is the one that docs/conformance.md tells in full."""

from __future__ import annotations

import pathlib

import pytest

from tests.conformance import page

ROOT = pathlib.Path(__file__).resolve().parents[1]
FULL = """
| client | knowledge | cells | messages tried | sent | waited for a silent server | agree |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
| mailer 6.1 | [mailer](clients/mailer.md) | 10 | 30 | 5 | 1 | all |
| mailer 7.2 (URL) | [mailer](clients/mailer.md) | 20 | 60 | 5 | 1 | 19 of 20 |
| poster (Ruby 3.1) | [poster](clients/poster.md) | 4 | 12 | 2 | 0 | all |
| **all** | | 34 | 102 | 12 | 2 | **33 of 34** |
"""


def test_readme_shows_what_the_page_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    text = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert page.into_readme(readme, text) == readme, "stale: python tests/conformance/run.py writes both"


def test_versions_of_a_client_share_a_line_and_what_differs_is_shown() -> None:
    assert page.short(FULL).splitlines()[2:] == [
        "| mailer | 6.1, 7.2 | 30 | 29 of 30 |",
        "| poster | Ruby 3.1 | 4 | all |",
        "| **all** | | 34 | **33 of 34** |",
    ]


def test_a_readme_without_the_marks_is_not_written() -> None:
    with pytest.raises(ValueError, match="conformance"):
        page.into_readme("# Nothing here\n", FULL)
