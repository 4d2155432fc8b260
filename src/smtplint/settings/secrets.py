"""Tells a real secret from a placeholder, by the look of the text alone."""

from __future__ import annotations

_WORDS = (
    "change", "example", "placeholder", "your", "todo", "fixme", "secret", "password", "passwd", "xxx", "***", "...",
    "dummy", "test", "sample", "redacted", "insert", "replace", "enter", "fake", "foobar", "foo", "none", "null", "changeit",
    "mypass", "app-pass", "apppass", "pass-here", "here", "put-", "set-", "key-goes", "hunter2", "12345", "qwerty", "abc123",
    "abcd", "letmein", "admin", "default", "token", "api-key", "apikey", "api_key", "my_", "my-", "user", "mail", "smtp",
)  # fmt: skip
_MARKS = ("<", ">", "${", "{{", "%(", "$(", "<%", "[[", "__")


def is_placeholder(text: str) -> bool:
    """True when a text stands in for a secret: a marker, a word that says so, one character repeated, or very short."""
    word = text.strip().strip("'\"").lower()
    if len(word) < 6 or any(mark in word for mark in _MARKS) or word.startswith("$"):
        return True
    return len(set(word)) <= 2 or any(one in word for one in _WORDS)
