"""Suggestions in formats of lines, URLs, XML and JSON pairs: each as its program reads it."""

from __future__ import annotations

import pytest

from smtplint.cli.main import main

WHOLE = {
    "nullmailer": "smtp.fastmail.com smtp --port=465 --tls --user=someone@fastmail.com --pass=change-me\n",
    "dma": "SMARTHOST smtp.fastmail.com\nPORT 465\nSECURETRANSFER\n# names what holds the login\nAUTHPATH smtp-login\n"
    "VERIFYCERT\n",
    "apprise": "mailtos://someone%40fastmail.com:change-me@smtp.fastmail.com:465/?mode=ssl&from=someone%40fastmail.com\n",
}


@pytest.mark.parametrize("client", WHOLE)
def test_the_whole_file_is_as_its_program_reads_it(client: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "--client", client, "--provider", "fastmail"]) == 0
    assert capsys.readouterr().out == WHOLE[client]


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (["postfix-relayhost"], "relayhost = [smtp.fastmail.com]:465"),
        (["postfix-relayhost"], "smtp_tls_security_level = encrypt"),
        (["exim-smarthost"], "dc_smarthost='smtp.fastmail.com::465'"),
        (["system-net-mail", "--form", "config"], '          enableSsl="true"'),
        (["zope-mailhost"], '        smtp_host="smtp.fastmail.com"'),
        (["servarr"], '    {"name": "port", "value": 465},'),
        (["lemmy"], '    "tls_type": "tls",'),
        (["python-emails"], '        "ssl": True,'),
        (["marrow-mailer"], '    "transport.tls": "required",'),
        (["apprise", "--form", "list"], "urls:"),
        (["awx"], "    notification_type: email"),
        (
            ["firezone"],
            'OUTBOUND_EMAIL_ADAPTER_OPTS=\'{"relay": "smtp.fastmail.com", "port": 465, "ssl": true,'
            ' "username": "someone@fastmail.com", "password": "change-me"}\'',
        ),
    ],
)
def test_a_line_of_the_file(argv: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "--provider", "fastmail", "--client", *argv]) == 0
    assert line in capsys.readouterr().out.splitlines()
