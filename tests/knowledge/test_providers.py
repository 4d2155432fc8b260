"""The provider files: their form, their agreement with themselves, and that no host belongs to two of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from smtplint.knowledge.hosts import matches

RULES = Path(__file__).parents[2] / "rules"
FILES = sorted((RULES / "providers").glob("*.yaml"))
SCHEMA = json.loads((RULES / "schema" / "provider.schema.json").read_text(encoding="utf-8"))
PROVIDERS: dict[str, dict[str, Any]] = {
    path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) for path in FILES
}
VERIFIED = [name for name, one in PROVIDERS.items() if one["depth"] == "verified" and not one.get("no_smtp")]
PLACEHOLDER = re.compile(r"\b(TODO|FIXME|XXX|TBD|lorem ipsum)\b|<\?>", re.IGNORECASE)


def own_hosts(provider: dict[str, Any]) -> list[str]:
    """The patterns by which a host is recognised as this provider's."""
    return [*provider["hosts"], *(old["host"] for old in provider.get("old_hosts", []))]


def strings(value: object) -> list[str]:
    """All texts in a value, keys left out."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return []


def owners(host: str) -> list[str]:
    """The providers that are not local and name the host."""
    return [
        name
        for name, provider in PROVIDERS.items()
        if not provider.get("local") and any(matches(pattern, host) for pattern in own_hosts(provider))
    ]


def test_the_schema_itself_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_all_providers_are_there() -> None:
    assert len(PROVIDERS) >= 358
    assert len(VERIFIED) >= 150


@pytest.mark.parametrize("name", PROVIDERS)
def test_file_validates(name: str) -> None:
    errors = Draft202012Validator(SCHEMA).iter_errors(PROVIDERS[name])
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_the_schema_refuses_unknown_keys_and_wrong_values() -> None:
    good = PROVIDERS["gmail"]
    validator = Draft202012Validator(SCHEMA)
    for change in (
        {"colour": "blue"},
        {"kind": "webmail"},
        {"ports": []},
        {"ports": [{"port": 587, "mode": "tls"}]},
        {"ports": [{"port": 70000, "mode": "implicit"}]},
        {"hosts": ["SMTP.gmail.com"]},
        {"username": {"form": "literal"}},
        {"password": {"accepts": ["secret"]}},
        {"checked": "yesterday"},
        {"sources": [{"repo": "a/b"}]},
    ):
        assert not validator.is_valid({**good, **change}), change


def test_identity_equals_file_name() -> None:
    assert [name for name, provider in PROVIDERS.items() if provider["provider"] != name] == []


def test_dates_stay_texts_when_the_file_is_read() -> None:
    assert all(isinstance(provider["checked"], str) for provider in PROVIDERS.values())


def test_no_host_belongs_to_two_providers() -> None:
    shared = {}
    for provider in PROVIDERS.values():
        if provider.get("local"):
            continue
        for pattern in own_hosts(provider):
            for sample in (pattern.replace("*", "x"), pattern.replace("*", "smtp"), pattern.replace("*", "mail")):
                if len(owners(sample)) != 1:
                    shared[sample] = owners(sample)
    assert shared == {}


def test_local_catchers_may_share_localhost_and_nobody_else_claims_it() -> None:
    assert owners("localhost") == []
    assert owners("127.0.0.1") == []
    assert [name for name, provider in PROVIDERS.items() if provider.get("local") and "localhost" in provider["hosts"]]


def test_no_host_is_listed_twice_in_one_provider() -> None:
    assert [name for name, p in PROVIDERS.items() if len(set(own_hosts(p))) != len(own_hosts(p))] == []


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("smtp.gmail.com", "gmail"),
        ("SMTP.Gmail.COM.", "gmail"),
        ("smtp-relay.gmail.com", "google-workspace-relay"),
        ("smtp-mail.outlook.com", "outlook-com"),
        ("smtp.live.com", "outlook-com"),
        ("smtp.office365.com", "office365"),
        ("example-com.mail.protection.outlook.com", "office365-direct-send"),
        ("email-smtp.eu-west-1.amazonaws.com", "amazon-ses"),
        ("smtp.exmail.qq.com", "exmail"),
        ("smtp.qq.com", "qq"),
        ("smtp.163.com", "netease"),
        ("smtp.qiye.163.com", "netease-enterprise"),
        ("smtpdm.aliyun.com", "aliyun-directmail"),
        ("smtp.aliyun.com", "aliyun-mail"),
        ("smtp.sendgrid.net", "sendgrid"),
        ("smtp-relay.sendinblue.com", "brevo"),
        ("live.smtp.mailtrap.io", "mailtrap"),
        ("smtp.mailtrap.io", "mailtrap-sandbox"),
        ("in-v3.mailjet.com", "mailjet"),
        ("smtp.email.us-ashburn-1.oci.oraclecloud.com", "oracle-email-delivery"),
    ],
)
def test_known_hosts_are_recognised(host: str, provider: str) -> None:
    assert owners(host) == [provider]


@pytest.mark.parametrize(
    "host",
    [
        "email-smtp.eu.amazonaws.com.evil.example",
        "email-smtp.amazonaws.com",
        "email-smtp..amazonaws.com",
        "email-smtp.a.b.amazonaws.com",
        "my-email-smtp.eu-west-1.amazonaws.com",
        "smtpsgmail.com",
        "ec2-1-2-3-4.compute.amazonaws.com",
        "notsmtp.gmail.com",
        "smtp.gmail.com.evil.example",
        "smtp.gmail.com..",
        "gmail.com",
        "outlook.com",
        "mail.protection.outlook.com",
        "",
        ".",
        "*",
    ],
)
def test_look_alikes_are_not_recognised(host: str) -> None:
    assert owners(host) == []


@pytest.mark.parametrize(
    ("pattern", "host", "expected"),
    [
        ("mx*.netcup.net", "mx2f1a.netcup.net", True),
        ("mx*.netcup.net", "mx.netcup.net", False),
        ("a*b*c.example", "axbxc.example", True),
        ("a*b*c.example", "abxc.example", False),
        ("a*b*c.example", "axbc.example", False),
        ("a*a.example", "aa.example", False),
        ("a*a.example", "aaa.example", True),
        ("*.example", "a.b.example", False),
        ("*", "localhost", True),
        ("*", "a.b", False),
        ("Smtp.Example", "sMTP.eXAMPLE.", True),
    ],
)
def test_star_is_one_or_more_characters_of_one_label(pattern: str, host: str, expected: bool) -> None:
    assert matches(pattern, host) is expected


def test_a_wrong_host_is_no_host_of_the_same_provider() -> None:
    both = [
        (name, wrong["host"])
        for name, provider in PROVIDERS.items()
        for wrong in provider.get("wrong_hosts", [])
        if any(matches(pattern, wrong["host"]) for pattern in own_hosts(provider))
    ]
    assert both == []


def test_no_port_is_offered_and_not_offered_or_offered_twice() -> None:
    for name, provider in PROVIDERS.items():
        ports = [entry["port"] for entry in provider["ports"]]
        assert len(set(ports)) == len(ports), name
        assert not set(ports) & {entry["port"] for entry in provider.get("not_offered", [])}, name


def test_every_pattern_compiles() -> None:
    for name, provider in PROVIDERS.items():
        for part in (provider.get("username", {}), provider.get("password", {})):
            texts = [part.get("pattern"), part.get("looks_like")]
            texts += [wrong["pattern"] for wrong in part.get("wrong_patterns", [])]
            for text in filter(None, texts):
                assert re.compile(text), name


@pytest.mark.parametrize("name", VERIFIED)
def test_example_agrees_with_the_provider(name: str) -> None:
    provider = PROVIDERS[name]
    assert provider["examples"]
    for example in provider["examples"]:
        if provider["hosts"]:
            assert any(matches(pattern, example["host"]) for pattern in provider["hosts"])
        modes = {entry["mode"] for entry in provider["ports"] if entry["port"] == example["port"]}
        assert example["mode"] in modes or "either" in modes
        anonymous = example["username"] == "" and provider.get("auth", {}).get("required") is False
        if anonymous:
            assert example["password_kind"] == "none"
        else:
            assert example["password_kind"] in provider["password"]["accepts"]
            assert username_fits(provider["username"], example["username"])
        if provider["from_address"]["rule"] == "must-equal-username" and "@" in example["username"]:
            assert example["from"] == example["username"]


def username_fits(rule: dict[str, Any], username: str) -> bool:
    """Whether a user name has the form that the provider wants."""
    form = rule["form"]
    if form == "full-address":
        return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", username) is not None
    if form == "local-part":
        return username != "" and "@" not in username
    if form == "literal":
        return username == rule["value"]
    if form == "pattern":
        return re.search(rule.get("pattern", rule.get("looks_like")), username) is not None
    return form == "any" or username == ""


@pytest.mark.parametrize(
    ("name", "password", "fits"),
    [
        ("gmail", "abcdefghijklmnop", True),
        ("gmail", "abcd efgh ijkl mnop", True),
        ("gmail", "Hunter2!", False),
        ("icloud", "abcd-efgh-ijkl-mnop", True),
        ("qq", "abcdefghijklmnop", True),
        ("sendgrid", "SG." + "a" * 22 + "." + "b" * 43, True),
        ("sendgrid", "SG-not-a-key", False),
        ("resend", "re_123_Abc", True),
        # what AWS's own algorithm gives: base64 of one version byte and 32 bytes of HMAC-SHA256
        ("amazon-ses", "BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g", True),
        ("amazon-ses", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", False),
    ],
)
def test_password_pattern(name: str, password: str, fits: bool) -> None:
    assert (re.search(PROVIDERS[name]["password"]["pattern"], password) is not None) is fits


def test_secret_of_iam_is_told_from_an_ses_password() -> None:
    (wrong,) = PROVIDERS["amazon-ses"]["password"]["wrong_patterns"]
    assert re.search(wrong["pattern"], "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


def test_every_error_and_reply_text_is_a_text() -> None:
    for name, provider in PROVIDERS.items():
        for part in ("from_address", "ehlo_name"):
            assert isinstance(provider.get(part, {}).get("error", ""), str), name
        for reply in provider.get("replies", []):
            assert all(isinstance(reply[key], str) and reply[key] for key in ("reply", "means", "fix")), name


def test_password_login_is_retired_only_where_no_password_is_accepted() -> None:
    for name, provider in PROVIDERS.items():
        if provider.get("password_login", {}).get("status") == "retired":
            assert set(provider["password"]["accepts"]) <= {"oauth2-token", "none"}, name


def test_a_certain_from_rule_has_an_error_text_that_was_seen() -> None:
    for name, provider in PROVIDERS.items():
        rule = provider.get("from_address", {})
        if rule.get("certain"):
            assert rule.get("error"), name


def test_catchers_say_why_they_must_not_be_used_in_production() -> None:
    assert [n for n, p in PROVIDERS.items() if p["kind"] == "catcher" and not p.get("production")] == []


def test_no_placeholder_is_left() -> None:
    texts = [(name, text) for name, provider in PROVIDERS.items() for text in strings(provider)]
    assert [(name, text) for name, text in texts if PLACEHOLDER.search(text)] == []
