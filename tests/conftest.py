"""What holds for every test: which smtplint is tested, and no test fails for want of time."""

from __future__ import annotations

import hypothesis

import smtplint

hypothesis.settings.register_profile("smtplint", deadline=None)
hypothesis.settings.load_profile("smtplint")


def pytest_report_header() -> str:
    """Names the package under test, which is the installed one unless PYTHONPATH says otherwise."""
    return f"smtplint {smtplint.__version__} from {smtplint.__file__}"
