"""Arguments of calls inside calls and of methods: by the names that a form gives them, with the callee beside them."""

from __future__ import annotations

import pytest

from smtplint.accounts import Accounts
from smtplint.options import Options
from smtplint.readers.registry import read
from smtplint.text import Source

HEAD = 'package main\n\nimport "net/smtp"\n\nfunc main() {\n'
DIAL = '\tc, err := smtp.Dial("mail.example.org:587")\n\terr = c.Auth({auth})\n\terr = c.Mail("ada@example.org")\n}\n'
SEND = '\terr := smtp.SendMail("mail.example.org:587", {auth}, "ada@example.org", to, msg)\n}\n'
PLAIN = 'smtp.PlainAuth("", "ada", "Brighton1815!", "mail.example.org")'


@pytest.mark.parametrize("body", [DIAL, SEND])
@pytest.mark.parametrize(
    ("auth", "mechanism"), [(PLAIN, "PLAIN"), ('smtp.CRAMMD5Auth("ada", "Brighton1815!")', "CRAM-MD5")]
)
def test_a_login_in_an_argument_is_read(body: str, auth: str, mechanism: str) -> None:
    document = read(Source.from_bytes("main.go", (HEAD + body.replace("{auth}", auth)).encode()), "go")
    (worlds,) = Accounts(Options()).of(document)
    settings = worlds[0][1].settings
    found = [settings.value(name) for name in ("username", "password", "auth_mechanism", "from_address")]
    assert found == ["ada", "Brighton1815!", mechanism, "ada@example.org"]
