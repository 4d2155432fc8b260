"""What stands in for a host or a user name, and what only looks a little like it."""

from __future__ import annotations

import pytest

from smtplint.settings.secrets import is_placeholder, is_to_fill_in


@pytest.mark.parametrize(
    "text",
    ["***", "s***.example.org", "Your SendGrid username", "YOUR_SMTP_HOST", "your smtp host", "<host>", "{{ host }}",
     "XXXXXXXX", "enter the host here"],
)  # fmt: skip
def test_a_value_that_is_to_be_filled_in(text: str) -> None:
    assert is_to_fill_in(text)


@pytest.mark.parametrize(
    "text",
    ["", "aa", "smtp.example.org", "apikey", "ada@example.org", "yourhost.example.org", "mail .example.org",
     "change.example.org", "put", "test", "user", "smtp_user"],
)  # fmt: skip
def test_a_value_that_may_be_meant(text: str) -> None:
    assert not is_to_fill_in(text)


@pytest.mark.parametrize(
    "text", ["contrase\u00f1a", "tu-contrase\u00f1a-de-aplicacion", "suaSenhaDeApp", "\u5bc6\u7801\u5728\u8fd9\u91cc"]
)
def test_the_word_for_a_password_is_none_in_other_languages_either(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["DEMo1234", "khqvkbhdwcrdnffi", "Nthebac99"])
def test_a_password_that_may_be_meant(text: str) -> None:
    assert not is_placeholder(text)
