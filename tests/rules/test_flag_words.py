"""A fix writes a flag with a word that the client reads, whatever the old word looked like."""

from __future__ import annotations

import pathlib

from tests import examples

REALM = """\
realm: shop
smtpServer:
  host: smtp.fastmail.com
  port: "587"
  from: ada@fastmail.com
  starttls: "True"
  auth: "true"
  user: ada@fastmail.com
  password: $(env:SMTP_PASSWORD)
"""


def test_capitals_that_the_client_does_not_read_are_not_kept(tmp_path: pathlib.Path) -> None:
    found = examples.findings(tmp_path, {"file": "realm.yaml"}, REALM, select="credentials-in-clear-text")
    assert examples.fixed(found, REALM) == REALM.replace('"True"', '"true"')
