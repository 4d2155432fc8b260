"""What holds for every test: which smtplint is tested, no test fails for want of time, CI tries the same examples."""

from __future__ import annotations

import os

import hypothesis

import smtplint

hypothesis.settings.register_profile(
    "smtplint",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("smtplint")


def pytest_report_header() -> str:
    """Names the package under test, which is the installed one unless PYTHONPATH says otherwise."""
    return f"smtplint {smtplint.__version__} from {smtplint.__file__}"
