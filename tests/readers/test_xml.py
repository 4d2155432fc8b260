"""The XML reader: ``xml.etree`` decides what a text means; places and bounds are the reader's own."""

from __future__ import annotations

import time
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtplint.readers.base import ELEMENT, MAP, OPAQUE, SCALAR, Document, Node
from smtplint.readers.xml import MAX_DEPTH, TEXT, read
from smtplint.text import Source

EXAMPLE = """\
<?xml version="1.0"?>
<!DOCTYPE configuration [ <!ENTITY own "x > y"> ]>
<configuration xmlns:mail="http://example.org/mail">
  <!-- <smtp/> -->
  <system.net a='1'>
    <mail:smtp host="smtp.example.org" password="a&lt;b&#65;&#x42;" from="&own;"/>
    <name> text &amp; <![CDATA[<more>]]> </name>
    both <b/> sides
  </system.net>
</configuration>
"""


def doc(text: str) -> Document:
    return read(Source("x.xml", text))


def plain(node: Node) -> object:
    """Entries as pairs, scalars as text."""
    return [(entry.key, plain(entry.value)) for entry in node.entries] if node.kind == MAP else node.text


def local(name: str) -> str:
    return name.rpartition("}")[2]


def meant(element: ElementTree.Element) -> object:
    """What ``plain`` gives for an element as ``xml.etree`` reads it; its own text goes last."""
    parts: list[tuple[str, object]] = [(local(key), value) for key, value in element.attrib.items()]
    parts += [(local(child.tag), meant(child)) for child in element]
    text = ((element.text or "") + "".join(child.tail or "" for child in element)).strip(" \t\r\n")
    if not parts:
        return text
    return [*parts, (TEXT, text)] if text else parts


def check_spans(document: Document) -> None:
    text = document.source.text
    waiting = [document.roots[0]]
    while waiting:
        node = waiting.pop()
        for entry in node.entries:
            value = entry.value
            assert 0 <= entry.span.start <= entry.key_span.start <= entry.key_span.end <= entry.span.end <= len(text)
            assert 0 <= value.span.start <= value.inner.start <= value.inner.end <= value.span.end <= len(text)
            if entry.key != TEXT:
                assert text[entry.key_span.start : entry.key_span.end] == entry.key
            waiting.append(value)
    for span in [*document.comments, *(problem.span for problem in document.problems)]:
        assert 0 <= span.start <= span.end <= len(text)


def test_attributes_children_and_text_are_entries() -> None:
    document = doc(EXAMPLE)
    assert document.problems == []
    net = document.roots[0].entries[0].value.entries[0]
    assert net.key == "system.net" and net.value.style == ELEMENT
    smtp = net.value.entries[1].value
    assert plain(smtp)[:2] == [("host", "smtp.example.org"), ("password", "a<bAB")]  # type: ignore[index]
    assert net.value.entries[2].value.text == "text & <more>"
    assert net.value.entries[-1].key == TEXT
    assert [EXAMPLE[one.start : one.end] for one in document.comments] == ["<!-- <smtp/> -->"]
    check_spans(document)


def test_places_are_those_of_the_whole_attribute_and_of_the_text_in_quotes() -> None:
    document = doc(EXAMPLE)
    host = document.roots[0].entries[0].value.entries[0].value.entries[1].value.entries[0]
    assert EXAMPLE[host.span.start : host.span.end] == 'host="smtp.example.org"'
    assert EXAMPLE[host.value.inner.start : host.value.inner.end] == "smtp.example.org"


def test_an_entity_of_the_document_is_not_expanded() -> None:
    smtp = doc(EXAMPLE).roots[0].entries[0].value.entries[0].value.entries[1].value
    assert (smtp.entries[2].value.kind, smtp.entries[2].value.why) == (OPAQUE, "refers to an entity")


def test_many_entities_within_entities_cost_nothing() -> None:
    rules = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 50}">' for n in range(1, 60))
    begun = time.process_time()
    document = doc(f'<!DOCTYPE a [<!ENTITY e0 "smtp">{rules}]><a b="&e59;"/>')
    assert time.process_time() - begun < 1
    assert document.roots[0].entries[0].value.entries[0].value.kind == OPAQUE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<a><b></a>", "the element b is still open here"),
        ("<a>", "the element a is not closed"),
        ("<a b=c/>", "an attribute and its value in quotes are missing here"),
        ("<a b='c/>", "an attribute and its value in quotes are missing here"),
        ("<a/></a>", "no element is open here"),
        ("< a/>", "an element's name is missing here"),
        ("<!-- a", "<!-- is never closed with -->"),
        ("<a><![CDATA[ ]></a>", "<![CDATA[ is never closed with ]]>"),
        ("<!DOCTYPE a [", "<! is never closed with >"),
        ("<a>" * (MAX_DEPTH + 1), f"nested more than {MAX_DEPTH} deep"),
    ],
)
def test_a_break_is_a_problem_and_what_was_read_is_kept(text: str, message: str) -> None:
    document = doc(text)
    assert [problem.message for problem in document.problems] == [message]
    check_spans(document)


def test_what_is_no_xml_gives_nothing() -> None:
    document = doc("# an INI file\n[smtp]\nhost = <b>\n")
    assert (document.roots[0].entries, document.problems) == ([], [])


_names = st.sampled_from(["a", "b", "smtp", "system.net", "x-y"])
_texts = st.text(alphabet="ab &<>\"'\n]é", max_size=8)


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> ElementTree.Element:
    element = ElementTree.Element(draw(_names), draw(st.dictionaries(_names, _texts.map(str.strip), max_size=3)))
    element.text = draw(_texts)
    for _ in range(draw(st.integers(0, 3 if depth < 3 else 0))):
        child = draw(elements(depth + 1))
        child.tail = draw(_texts)
        element.append(child)
    return element


def test_blanks_between_two_texts_of_an_element_are_kept() -> None:
    document = doc("<a> &lt;<b/> <b/>&lt; </a>")
    assert plain(document.roots[0]) == [("a", [("b", ""), ("b", ""), (TEXT, "< <")])]


@given(elements())
def test_a_document_means_what_xml_says(element: ElementTree.Element) -> None:
    text = ElementTree.tostring(element, encoding="unicode")
    document = doc(text)
    assert document.problems == []
    read_again = ElementTree.fromstring(text)
    assert plain(document.roots[0]) == [(read_again.tag, meant(read_again))]
    check_spans(document)


@given(st.text(alphabet="<>/=\"'ab !-[]&;?\n", max_size=60))
def test_any_text_is_read_with_places_inside_it(text: str) -> None:
    document = doc("<" + text)
    check_spans(document)
    assert all(node.value.kind in (MAP, SCALAR, OPAQUE) for node in document.roots[0].entries)


def test_a_large_file_takes_little_time() -> None:
    begun = time.process_time()
    document = doc("<a>" + "<b c='d'>e</b>\n" * 10_000 + "</a>")
    assert time.process_time() - begun < 3
    assert len(document.roots[0].entries[0].value.entries) == 10_000
