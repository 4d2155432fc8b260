"""What a host name alone tells, and how far two names are apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint import hosts


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("localhost", "local"),
        ("127.0.0.1", "local"),
        ("[::1]", "local"),
        ("mailpit", "local"),
        ("host.docker.internal", "local"),
        ("10.1.2.3", "private"),
        ("172.20.0.5", "private"),
        ("172.32.0.5", "public"),
        ("fd00::1", "private"),
        ("relay.corp.internal", "private"),
        ("smtp.mail.svc.cluster.local", "private"),
        ("smtp.gmail.com", "public"),
        ("mail.example.org.", "public"),
        ("8.8.8.8", "public"),
        ("", "none"),
    ],
)
def test_kind(host: str, kind: str) -> None:
    assert hosts.kind(host) == kind


@pytest.mark.parametrize(
    ("host", "reserved"),
    [("mail.example.org", True), ("example.com.", True), ("a.test", True), ("myexample.com", False), (None, False)],
)
def test_names_that_stand_for_no_server(host: object, reserved: bool) -> None:
    assert hosts.is_reserved(host) is reserved


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("smtp", "smtp", 0),
        ("smpt", "smtp", 1),
        ("smtpp", "smtp", 1),
        ("stmp", "smtp", 1),
        ("gmial", "gmail", 1),
        ("abc", "xyz", 3),
    ],
)
def test_distance(left: str, right: str, edits: int) -> None:
    assert hosts.distance(left, right, 2) == edits


WORDS = st.text(st.sampled_from("abc"), max_size=6)


@given(WORDS, WORDS)
def test_distance_is_symmetric_and_zero_only_for_equal_words(left: str, right: str) -> None:
    assert hosts.distance(left, right, 9) == hosts.distance(right, left, 9)
    assert (hosts.distance(left, right, 9) == 0) == (left == right)


@given(st.text("ab.", max_size=12), st.text("ab.", max_size=12), st.integers(0, 4))
def test_distance_within_a_limit_is_the_distance_without_one(left: str, right: str, limit: int) -> None:
    assert hosts.distance(left, right, limit) == min(hosts.distance(left, right, 99), limit + 1)
