"""What smtplint reads in the ``.env`` of dynaconf, against the parser that dynaconf brings along."""

from __future__ import annotations

import logging
import os
import pathlib
from unittest import mock

import pytest

from smtplint.readers.dotenv import read
from smtplint.settings.layering.dynaconf_env import DIALECT, as_read
from smtplint.text import Source
from tests.evaluation.dotenv_texts import Tally, texts

TEXTS = 1500


def test_a_text_is_read_as_the_old_parser_reads_it(tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture) -> None:
    from dynaconf.vendor.dotenv import dotenv_values

    caplog.set_level(logging.CRITICAL)
    tally = Tally(DIALECT)
    path = tmp_path / ".env"
    left_out = 0
    for text in texts(TEXTS):
        path.write_bytes(text.encode())
        document = as_read(read(Source.from_bytes(".env", text.encode()), DIALECT))
        if document is None:
            left_out += 1
            continue
        with mock.patch.dict(os.environ, {}, clear=True):
            tally.compare(text, dict(dotenv_values(str(path))), document)  # type: ignore[no-untyped-call]
    assert tally.wrong == []
    assert tally.known / tally.keys > 0.7
    assert left_out < TEXTS / 2
