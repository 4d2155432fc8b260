"""What smtplint reads in the ``.env`` of prettyconf, against its parser. Those of 2.2.1 and 2.3.0 agree as well."""

from __future__ import annotations

from smtplint.readers.dotenv import read
from smtplint.settings.layering.prettyconf_env import DIALECT, as_read
from smtplint.text import Source
from tests.evaluation.dotenv_texts import Tally, texts

TEXTS = 1500


def test_a_text_is_read_as_the_real_parser_reads_it() -> None:
    import io

    from prettyconf.parsers import EnvFileParser

    tally = Tally(DIALECT)
    for text in texts(TEXTS):
        document = as_read(read(Source.from_bytes(".env", text.encode()), DIALECT))
        if document is not None:
            stream = io.StringIO(text, newline=None)
            parser = EnvFileParser(stream)  # type: ignore[no-untyped-call]
            tally.compare(text, dict(parser.parse_config()), document)
    assert tally.wrong == []
    assert tally.texts > TEXTS / 3
    assert tally.known / tally.keys > 0.7
