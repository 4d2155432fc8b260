"""What Next.js and programs with dotenv-expand make of ``.env`` files, where dotenv-expand 12 and @next/env 15.5 agree."""

from __future__ import annotations

import pytest

from smtplint.readers import base
from smtplint.readers.dotenv import read
from smtplint.text import Source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=pa$$w$rd", None),  # the environment may have it
        ("B=q\nA=$B-$B", "q-q"),
        ("B=q\nA='${B}'", "q"),
        ("B=q\nA=`${B}`", "q"),
        ('B=q\nA="\\$B"', "$B"),
        ("A='\\$B'", "$B"),
        ("A=\\$B", "$B"),
        ("A=x$", "x$"),
        ("A=x$$", "x$$"),
        ("A=x$1", None),
        ("A=${B:-c}", None),
        ("A=$A", None),
        ("A=x$ y", "x$ y"),
    ],
)
def test_references_are_replaced_within_all_quotes(text: str, expected: str | None) -> None:
    document = read(Source.from_bytes(".env", text.encode()), "node-expand")
    entry = document.roots[0].get("A")
    assert entry is not None
    assert (entry.value.text if entry.value.kind == base.SCALAR else None) == expected
