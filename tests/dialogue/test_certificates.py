"""Certificates: what is read from them, and that no bytes make the reader raise."""

from __future__ import annotations

import base64
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.dialogue.certificates import Certificate, _days, _time
from tests.live.pki import Pki


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return Pki(tmp_path_factory.mktemp("pki"))


def der(pki: Pki, kind: str) -> bytes:
    text = pathlib.Path(pki.pem(kind)).read_text(encoding="ascii")
    body = text.split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]
    return base64.b64decode(body)


def read(pki: Pki, kind: str) -> Certificate:
    found = Certificate.of(der(pki, kind))
    assert found is not None
    return found


def test_names_issuer_and_times_are_read(pki: Pki) -> None:
    found = read(pki, "good")
    assert found.common_name == "mail.test"
    assert found.names == ["localhost", "mail.test"]
    assert found.addresses == ["127.0.0.1", "0:0:0:0:0:0:0:1"]
    assert found.issuer == "smtplint test CA, smtplint"
    assert not found.self_signed
    assert not found.ca_issuers
    assert found.not_before is not None
    assert found.not_after is not None
    assert found.not_after - found.not_before == 90 * 86400


def test_self_signed_and_fetchable_issuers_are_told(pki: Pki) -> None:
    assert read(pki, "selfsigned").self_signed
    assert read(pki, "ca").self_signed
    assert read(pki, "leaf").ca_issuers


def test_dates_are_read_as_they_were_written(pki: Pki) -> None:
    found = read(pki, "expired")
    assert (found.not_before, found.not_after) == (1577836800, 1609459200)


@pytest.mark.parametrize(
    ("kind", "host", "wanted"),
    [
        ("good", "localhost", True),
        ("good", "LOCALHOST.", True),
        ("good", "mail.test", True),
        ("good", "127.0.0.1", True),
        ("good", "::1", True),
        ("good", "[::1]", True),
        ("good", "127.0.0.2", False),
        ("good", "x.mail.test", False),
        ("wrong", "a.other.test", True),
        ("wrong", "a.b.other.test", False),
        ("wrong", "other.test", True),
        ("wrong", "another.test", False),
        ("ca", "smtplint test CA", True),
    ],
)
def test_a_certificate_is_for_its_hosts_only(kind: str, host: str, wanted: bool, pki: Pki) -> None:
    assert read(pki, kind).matches(host) is wanted


def test_a_star_stands_for_one_label_that_is_not_a_top_level_domain() -> None:
    found = Certificate()
    found.names = ["*.test", "*", "*.*.test", "a*.mail.test"]
    assert not any(found.matches(host) for host in ("mail.test", "test", "a.b.test", "ab.mail.test", ".test", ""))


@pytest.mark.parametrize(
    ("tag", "text", "wanted"),
    [
        (0x17, b"700101000000Z", 0),
        (0x17, b"491231235959Z", 2524607999),
        (0x17, b"500101000000Z", -631152000),
        (0x18, b"20000229120000Z", 951825600),
        (0x18, b"99991231235959Z", 253402300799),
        (0x18, b"20001301000000Z", None),
        (0x17, b"nonsense", None),
        (0x17, b"70010100000Z", None),
    ],
)
def test_times_are_seconds_since_1970(tag: int, text: bytes, wanted: int | None) -> None:
    assert _time(tag, text) == wanted


@given(st.dates())
def test_days_are_those_of_the_calendar(day: object) -> None:
    import datetime

    assert isinstance(day, datetime.date)
    assert _days(day.year, day.month, day.day) == (day - datetime.date(1970, 1, 1)).days


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    found = Certificate.of(data)
    assert found is None or isinstance(found.matches("mail.test"), bool)


@given(st.data())
def test_no_spoilt_certificate_makes_it_raise(data: st.DataObject) -> None:
    whole = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    found = Certificate.of(bytes(whole[:cut] if data.draw(st.booleans()) else whole))
    assert found is None or isinstance(found.matches("mail.test"), bool)


# A self-signed certificate for mail.test and 127.0.0.1, made for this test.
SAMPLE = base64.b64decode(
    "MIIBmDCCAT+gAwIBAgIUERTMCEwAkLaIkIzSn/yZvCF2qAMwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbWFpbC50ZXN0MB4XDTI2"
    "MTEyMTIyMDQ0OVoXDTM2MTExODIyMDQ0OVowFDESMBAGA1UEAwwJbWFpbC50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
    "EWIbS5JZVQXQbU0MgPZamJFY7YqK4w/A0XfSXIb8xK4zH+M/nd/62muYqwqlt8IozjYijjevX8caV0xPylz8NKNvMG0wHQYDVR0O"
    "BBYEFP9neDOsjuWuutWNyayAaiibJ+E0MB8GA1UdIwQYMBaAFP9neDOsjuWuutWNyayAaiibJ+E0MA8GA1UdEwEB/wQFMAMBAf8w"
    "GgYDVR0RBBMwEYIJbWFpbC50ZXN0hwR/AAABMAoGCCqGSM49BAMCA0cAMEQCIH7ZkIezkDDqa5WqUbl9H1nT9p4ka5iOBlisZN9h"
    "7v6dAiB83UHWdfdYX/Y2NBktwubUAurTr9mtbvYqg8QCMX4iwA=="
)
