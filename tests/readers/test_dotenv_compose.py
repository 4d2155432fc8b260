"""What Docker Compose makes of ``.env`` files, as compose-go's own parser does in July 2026, and the table's form."""

from __future__ import annotations

import pytest

from smtplint.readers import base
from smtplint.readers.dotenv import read
from smtplint.readers.dotenv.dialects import DIALECTS, Dialect
from smtplint.text import Source


def found(text: str) -> dict[str, str | None] | None:
    """What the dialect finds: None where a value is not known, and for a file that compose refuses."""
    document = read(Source.from_bytes(".env", text.encode()), "compose")
    if document.problems:
        return None
    return {
        entry.key: entry.value.text if entry.value.kind == base.SCALAR else None for entry in document.roots[0].entries
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('A="x" B=2\n', {"A": "x", "B": "2"}),
        ('A="x" # B=2\n', {"A": "x"}),
        ('A="x" a b\n', None),
        ('A="a\r\nb"\r\n', {"A": "a\r\nb"}),
        ("=x\nA=1\n", {"A": "1"}),
        ("A=1\nB C", {"A": "1"}),
        ("A=1\nB#C\n", None),
        ('A="\\0101\\0"\n', {"A": "A\\"}),
        ('A="\\018"\n', {"A": "\\18"}),
        ("A='\\0101'\n", {"A": "\\0101"}),
        ('B=b\nA="\\$B $$B $\\$B"\n', {"B": "b", "A": "$B $B $b"}),
        ("A=x\u00a0\n", {"A": "x"}),
        ("A=${A.B}\n", None),
        ("A=${1}\n", None),
        ("A=${B\n", None),
        ("A=${B:-{}}x}\n", {"A": None}),
        ("B=\nA=${B:-${C:-d}}\n", {"B": "", "A": "d"}),
        ("B=\nA=${B-d}${B:+x}${B+y}\n", {"B": "", "A": "y"}),
        ('A="${B:-x\ny}"\n', None),
    ],
)
def test_a_text_is_read_as_compose_reads_it(text: str, expected: dict[str, str | None] | None) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("name", DIALECTS)
def test_a_row_has_only_columns_of_the_table(name: str) -> None:
    row = DIALECTS[name]
    assert set(vars(row)) <= {"name", *vars(Dialect), *Dialect.__annotations__}
    for column, value in vars(row).items():
        assert column == "name" or type(value) is type(getattr(Dialect, column)), column
