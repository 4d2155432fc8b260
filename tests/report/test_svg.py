"""Pictures of the terminal."""

from __future__ import annotations

from xml.etree import ElementTree

from smtplint.report.svg import render
from smtplint.report.text import render as text

from .report_samples import full_report

SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture() -> None:
    assert (
        render("\x1b[1;31merror\x1b[0m a < b\n\n  ok", "check & see")
        == """\
<svg xmlns="http://www.w3.org/2000/svg" width="544" height="120" viewBox="0 0 544 120" role="img" \
aria-label="check &amp; see">
<title>check &amp; see</title>
<rect width="544" height="120" rx="8" fill="#16181d"/>
<circle cx="20" cy="20" r="6" fill="#ff5f57"/>
<circle cx="40" cy="20" r="6" fill="#febc2e"/>
<circle cx="60" cy="20" r="6" fill="#28c840"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" \
xml:space="preserve" fill="#d7dae0">
<text x="272" y="25" text-anchor="middle" fill="#8b949e">check &amp; see</text>
<text y="54"><tspan x="20" textLength="42" font-weight="bold" fill="#ff7b72">error</tspan>\
<tspan x="62" textLength="50.4"> a &lt; b</tspan></text>
<text y="94"><tspan x="20" textLength="33.6">  ok</tspan></text>
</g>
</svg>
"""
    )


def test_a_whole_report_keeps_its_words_and_columns() -> None:
    shown = text(full_report(), colour=True)
    picture = ElementTree.fromstring(render(shown, "smtplint check"))
    drawn = ["".join(row.itertext()) for row in picture.iter(f"{SVG}text")][1:]
    plain = [line for line in text(full_report()).splitlines() if line.strip()]
    assert [row.replace(" ", "") for row in drawn] == [line.replace(" ", "") for line in plain]
    under = next(row for row in picture.iter(f"{SVG}text") if "^^^^" in "".join(row.itertext()))
    assert [span.attrib["x"] for span in under] == ["20", "238.4", "330.8"]


def test_wide_characters_take_two_columns() -> None:
    picture = ElementTree.fromstring(render("日本\x1b[32mx\x1b[0m", "t"))
    assert [span.attrib["x"] for span in picture.iter(f"{SVG}tspan")] == ["20", "53.6"]


def test_other_escapes_are_drawn_and_not_obeyed() -> None:
    picture = ElementTree.fromstring(render("a\x1b[2Jb\x07\x1b]0;t", "t"))
    assert "".join("".join(row.itertext()) for row in picture.iter(f"{SVG}tspan")) == "a\\x1b[2Jb\\x07\\x1b]0;t"


def test_nothing_is_fetched_and_nothing_runs() -> None:
    shown = render(text(full_report(), colour=True), "t")
    assert not any(word in shown for word in ("<script", "href", "url(", "@import", "<foreignObject"))


def test_the_size_is_bounded() -> None:
    shown = render("x" * 5000 + "\n" + "y\n" * 5000, "t")
    assert shown.count("<text") == 2001
    assert "x" * 400 + "<" in shown
