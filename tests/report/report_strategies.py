"""Random reports for property tests: any text, any spans, any words."""

from __future__ import annotations

from hypothesis import strategies as st

from smtplint.findings import CONSEQUENCES, Account, Edit, Evidence, Finding, Fix, Location, Report
from smtplint.text import Source, Span

CANARY = "c4n4ry-S3cret"

# Characters that lines, terminals, XML and JSON each treat in their own way; surrogates stand for odd file names.
_ODD = "a =\"'#:\t\n\r\\\x00\x1b\x7f\x85\xa0é̀日한😀\u202e\u2028\ufeff\ufffe<&>%,"
words = st.text(st.one_of(st.sampled_from(_ODD), st.characters(exclude_categories=["Cs"])), max_size=30)
paths = st.one_of(
    st.sampled_from(["app/settings.py", ".env", "./a b.yml", "C:\\x\\y.ini", "/etc/msmtprc", "odd\udcff:%,\n.env"]),
    st.text("ab/.:", min_size=1, max_size=6),
)


@st.composite
def spans(draw: st.DrawFn, source: Source) -> Span:
    """A range of the source, often empty, at times over several lines."""
    start = draw(st.integers(0, len(source.text)))
    return Span(start, draw(st.integers(start, len(source.text))))


@st.composite
def findings(draw: st.DrawFn, sources: list[Source]) -> Finding:
    """A finding with places, and perhaps a fix, anywhere in the sources."""
    fix = None
    if draw(st.booleans()):
        edits = [
            Edit(source, draw(spans(source)), draw(st.sampled_from(["", CANARY, f"'{CANARY}'", "x\ny", "é"])))
            for source in draw(st.lists(st.sampled_from(sources), max_size=3))
        ]
        fix = Fix(draw(words), draw(st.sampled_from(["safe", "unsafe", "manual"])), edits)
    place = st.sampled_from(sources).flatmap(lambda source: st.builds(Location, st.just(source), spans(source), words))
    unknown = st.one_of(st.none(), words)
    return Finding(
        f"SMTP{draw(st.integers(100, 102))}",
        draw(st.sampled_from(["no-timeout", "tls-1"])),
        draw(st.sampled_from(CONSEQUENCES)),
        draw(words),
        draw(place),
        help=draw(words),
        related=draw(st.lists(place, max_size=4)),
        client=draw(unknown),
        provider=draw(unknown),
        setting=draw(unknown),
        evidence=Evidence(draw(st.sampled_from(["known", "settings", "observed"])), draw(words)),
        fix=fix,
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report over one to three files; every file holds the canary, perhaps cut by line ends, under a mask."""
    sources = []
    report = Report(draw(words))
    for path in draw(st.lists(paths, min_size=1, max_size=3, unique=True)):
        before, after = draw(words), draw(words)
        text = before + CANARY + after
        sources.append(Source(path, text))
        report.masks[path] = [Span(len(before), len(before) + len(CANARY)), draw(spans(sources[-1]))]
    report.findings = draw(st.lists(findings(sources), max_size=4))
    values = st.one_of(
        st.none(), words, st.integers(), st.floats(), st.booleans(), st.sampled_from(["implicit", "error"])
    )
    report.accounts = [
        Account(
            Location(source, draw(spans(source))),
            draw(st.one_of(st.none(), words)),
            draw(st.one_of(st.none(), words)),
            {key: draw(values) for key in draw(st.lists(st.sampled_from(["tls", "host", "port", "timeout", "ehlo"])))},
            draw(st.sampled_from(["sends", "fails", "unknown"])),
        )
        for source in sources
    ]
    report.skipped = draw(st.lists(st.tuples(paths, words), max_size=2))
    report.files_found, report.files_read = len(sources) + len(report.skipped), len(sources)
    return report
