"""Fixes that add a line: each format's own way to write one, after the account's last one."""

from __future__ import annotations

import pathlib

import pytest

from tests import examples

AIRFLOW = "[smtp]\nsmtp_host = mail.example.org\nsmtp_ssl = True\nsmtp_port = 465\nsmtp_mail_from = a@example.org\n"
DMA = "SMARTHOST smtp.fastmail.com\nPORT 587\nAUTHPATH /etc/dma/auth.conf\nSECURETRANSFER\nVERIFYCERT\n"
REMOTES = "smtp.fastmail.com smtp --user=ada@fastmail.com --pass=change-me --port=465"
CASES = {
    "airflow.cfg": (AIRFLOW, AIRFLOW + "smtp_starttls = false\n"),
    "nullmailer/remotes": (REMOTES + "\n", REMOTES + " --tls\n"),
    "dma.conf": (DMA, DMA.replace("587", "465")),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fix_puts_the_file_right(name: str, tmp_path: pathlib.Path) -> None:
    text, fixed = CASES[name]
    found = examples.findings(tmp_path, {"file": name}, text)
    assert examples.fixed(found, text) == fixed
    assert examples.findings(tmp_path, {"file": name}, fixed) == []
