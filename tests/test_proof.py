"""Fixes are proven: what is offered cures the finding and brings up nothing that fails instead."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.findings import Edit, Finding, Fix, Location
from smtplint.proof import prove
from smtplint.text import Source, Span
from tests import examples

SPRING = """\
spring.mail.host={host}
spring.mail.port=587
spring.mail.username=ada@example.org
spring.mail.password=${{MAIL_PASSWORD}}
spring.mail.properties.mail.smtp.auth=true
spring.mail.properties.mail.smtp.ssl.enable=true
spring.mail.properties.mail.smtp.timeout=10000
"""


def found(tmp_path: pathlib.Path, host: str) -> Finding:
    text = SPRING.format(host=host)
    return examples.findings(
        tmp_path, {"file": "application.properties"}, text, select="implicit-tls-on-starttls-port"
    )[0]


def fixed_text(finding: Finding) -> str:
    return examples.fixed([finding], finding.primary.source.text)


def test_the_first_fix_is_given_where_it_works(tmp_path: pathlib.Path) -> None:
    assert "spring.mail.port=465" in fixed_text(found(tmp_path, "smtp.gmail.com"))


def test_a_port_that_the_provider_does_not_offer_is_no_fix(tmp_path: pathlib.Path) -> None:
    text = fixed_text(found(tmp_path, "smtp.office365.com"))
    assert "spring.mail.port=587" in text
    assert "ssl.enable=false" in text
    assert "starttls.required=true" in text  # with enable alone, credentials would rest on what the server offers


def test_where_no_fix_works_none_is_given(tmp_path: pathlib.Path) -> None:
    text = "services:\n  vault:\n    image: vaultwarden/server:1.32.0\n    environment:\n      SMTP_HOST: smtp-mail.outlook.com\n"
    text += "      SMTP_PORT: 465\n      SMTP_SECURITY: force_tls\n      SMTP_FROM: ada@outlook.com\n"
    findings = examples.findings(tmp_path, {"file": "docker-compose.yml"}, text, select="port-not-offered")
    assert [one.fix for one in findings] == [None]


@pytest.mark.parametrize("host", ["smtp.gmail.com", "smtp.office365.com"])
def test_a_fixed_file_has_no_finding_that_fails(tmp_path: pathlib.Path, host: str) -> None:
    text = fixed_text(found(tmp_path, host))
    after = examples.findings(tmp_path, {"file": "application.properties"}, text)
    assert [one.name for one in after if one.consequence == "fails"] == []


SCRIPT = """\
import smtplib, ssl
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
server = smtplib.SMTP_SSL("smtp.163.com", 465, context=context, timeout=9)
server.login("bob", password)
server.sendmail("sales@shop.example", ["x@y.example"], "text")
"""


def test_no_word_takes_the_place_of_an_expression(tmp_path: pathlib.Path) -> None:
    findings = examples.findings(tmp_path, {"file": "send.py"}, SCRIPT, select="certificate-not-checked")
    assert [(one.consequence, one.fix) for one in findings] == [("leaks", None)]


def test_a_user_name_without_a_domain_is_no_sender(tmp_path: pathlib.Path) -> None:
    findings = examples.findings(tmp_path, {"file": "send.py"}, SCRIPT, select="sender-refused")
    assert [(one.consequence, one.fix) for one in findings] == [("fails", None)]


@pytest.mark.parametrize(("accounts", "tries"), [(1, 40), (100, 11), (2000, 1)])
def test_the_more_accounts_a_file_has_the_fewer_fixes_are_tried(accounts: int, tries: int) -> None:
    source = Source("a.env", "SMTP_PORT=25\n" * 50)
    findings = []
    for line in range(50):
        span = Span(line * 13, line * 13 + 12)
        one = Finding("SMTP208", "port-out-of-range", "fails", "", Location(source, span))
        one.candidates = [Fix("another port", "safe", [Edit(source, span, "SMTP_PORT=587")])]
        findings.append(one)
    tried: list[str] = []

    def check(text: str) -> list[Finding]:
        tried.append(text)
        return []

    prove(findings, source, check, accounts)
    assert len(tried) == tries
    assert sum(one.fix is not None for one in findings) == tries
