"""Builds nodes from YAML parser events, under bounds on depth, nodes and what aliases stand for."""

from __future__ import annotations

from ...text import Source, Span
from ..base import MAP, OPAQUE, SCALAR, SEQ, Entry, Node, Problem
from . import text as yaml_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

MAX_DEPTH = 200
MAX_NODES = 250_000  # written in the file
MAX_ALIASES = 10_000
MAX_ALIASED = 100_000  # nodes that all aliases together stand for

_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS = {"str": "str", "int": "int", "bool": "bool", "float": "float", "null": "null"}


class RefusedError(Exception):
    """The text at ``at`` exceeds a bound; ``final`` where reading on would exceed it again."""

    def __init__(self, at: int, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.at = at
        self.final = final


class Region(tuple[int, int, str]):
    """A range of text whose real content is not known."""

    __slots__ = ()

    def __new__(cls, start: int, end: int, why: str) -> Region:
        """Start and end are offsets; ``why`` is ``template`` or ``broken``."""
        return super().__new__(cls, (start, end, why))

    @property
    def start(self) -> int:
        """Offset of the first code point."""
        return self[0]

    @property
    def end(self) -> int:
        """Offset behind the last code point."""
        return self[1]

    @property
    def why(self) -> str:
        """``template`` or ``broken``."""
        return self[2]


class _Anchor:
    """A named node, how many nodes it stands for, and how deep it goes; ``open`` while its end is not reached."""

    __slots__ = ("height", "node", "open", "size")

    def __init__(self, node: Node, size: int = 1, height: int = 0, *, open: bool = False) -> None:
        self.node = node
        self.size = size
        self.height = height
        self.open = open


class _Frame:
    """A collection whose end is not reached yet; ``after`` is where the text before it ended."""

    __slots__ = (
        "after",
        "anchor",
        "end",
        "flow",
        "height",
        "is_map",
        "key",
        "key_start",
        "merges",
        "node",
        "size",
        "waiting",
    )

    def __init__(self, node: Node, is_map: bool, flow: bool, after: int, anchor: _Anchor | None) -> None:
        self.node = node
        self.is_map = is_map
        self.flow = flow
        self.after = after
        self.anchor = anchor
        self.end = node.span.start
        self.size = 1
        self.height = 0
        self.key: Node | None = None  # None while waiting: a key that is no scalar
        self.key_start = 0
        self.waiting = False
        self.merges: list[Node] = []


class Composer:
    """Composes a text's events; ``roots``, ``problems`` and ``last`` (how far it came) hold after an error too."""

    __slots__ = (
        "_aliased",
        "_aliases",
        "_anchors",
        "_claimed",
        "_count",
        "_handlers",
        "_last_scalar",
        "_occupied",
        "_open_empty",
        "_regions",
        "_stack",
        "_stop",
        "_text",
        "last",
        "problems",
        "roots",
        "source",
    )

    def __init__(self, source: Source, text: str, regions: list[Region], events: Any) -> None:
        self.source = source
        self.roots: list[Node] = []
        self.problems: list[Problem] = []
        self.last = 0
        self._text = text
        self._regions = regions
        self._claimed = 0  # regions before this index belong to a node already
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchor] = {}
        self._occupied: list[tuple[int, int]] = []  # where a '#' begins no comment
        self._open_empty: Node | None = None  # an absent value, until the next token tells what stands in its place
        self._last_scalar: Node | None = None
        self._count = self._aliases = self._aliased = 0
        self._stop = len(text)
        self._handlers: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.AliasEvent: self._alias,
            events.MappingStartEvent: self._mapping,
            events.SequenceStartEvent: self._sequence,
            events.MappingEndEvent: self._close,
            events.SequenceEndEvent: self._close,
            events.DocumentStartEvent: self._document,
        }

    def run(self, parser: Any) -> None:
        """Reads all events. Raises RefusedError at a bound, and whatever the parser raises."""
        get = parser.get_event
        handlers = self._handlers
        while (event := get()) is not None:
            if self._open_empty is not None:
                self._settle_empty(event.start_mark.index)
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)

    def abandon(self, at: int) -> None:
        """Closes what an error at ``at`` left open; the values next to it are no longer known."""
        self._stop = at
        scalar = self._last_scalar
        if scalar is not None and scalar.span.end <= at and "\n" not in self._text[scalar.span.end : at]:
            scalar.kind, scalar.why = OPAQUE, "broken"
        if self._stack and self._stack[-1].waiting:
            place = yaml_text.after_colon(self._text, self.last)
            self._place(Node(OPAQUE, Span(place, place), why="broken"), place)
        while self._stack:
            frame = self._stack.pop()
            frame.node.why = frame.node.why or "broken"
            self._finish(frame)

    @property
    def stray_line(self) -> Node | None:
        """A plain scalar that makes up a document of its own: before an error, most likely a line without its colon."""
        root = self.roots[-1] if self.roots and not self._stack else None
        return root if root is not None and root.kind == SCALAR and root.style == "plain" else None

    def comments(self) -> list[Span]:
        """The comments of all that was read; behind an error only those that have their line for themselves."""
        text = self._text
        found: list[Span] = []
        if "#" not in text:
            return found
        at = 0
        for start, end in [*self._occupied, (self._stop, self._stop)]:
            while (at := text.find("#", at, start)) >= 0:
                line_end = yaml_text.line_end(text, at)
                if at == 0 or text[at - 1] in yaml_text.BLANK or text[at - 1] in ",[]{}\"'":
                    found.append(Span(at, line_end))
                    at = line_end
                else:
                    at += 1
            at = end
        while (at := text.find("#", at)) >= 0:
            line_end = yaml_text.line_end(text, at)
            if not text[text.rfind("\n", 0, at) + 1 : at].strip():
                found.append(Span(at, line_end))
            at = line_end
        return found

    # Events

    def _document(self, event: Any) -> None:
        self._anchors = {}
        self.last = event.end_mark.index

    def _mapping(self, event: Any) -> None:
        self._open(event, MAP)

    def _sequence(self, event: Any) -> None:
        self._open(event, SEQ)

    def _open(self, event: Any, kind: str) -> None:
        start = event.start_mark.index
        self._tally(start)
        if len(self._stack) >= MAX_DEPTH:
            raise RefusedError(start, f"nested more than {MAX_DEPTH} deep")
        at = start
        if event.anchor is not None or event.tag is not None:
            properties_end = yaml_text.after_properties(self._text, start, len(self._text))
            self._occupied.append((start, properties_end))
            at = yaml_text.skip_blank(self._text, properties_end)
        node = Node(kind, Span(at, at))
        if event.tag is not None and event.tag not in ("!", _CORE + kind):
            node.kind, node.why = OPAQUE, f"tag {yaml_text.tag(self._text, start)}"
        anchor = None
        if event.anchor is not None:
            anchor = self._anchors[event.anchor] = _Anchor(node, open=True)
        frame = _Frame(node, kind == MAP, bool(event.flow_style), self.last, anchor)
        frame.key_start = start
        self._note_key_start(start)
        self._stack.append(frame)
        self._claim(start)
        if frame.flow:
            self.last = event.end_mark.index

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        end = event.end_mark.index
        if frame.flow and self._text[event.start_mark.index : end] in ("]", "}"):
            frame.end = self.last = end
        index = self._claimed
        if not frame.node.why and index < len(self._regions) and self._regions[index].start < event.start_mark.index:
            # stays unclaimed: behind the last entry it may belong further out
            frame.node.why = self._regions[index].why
        self._finish(frame)

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self._tally(start)
        self._note_key_start(start)
        at = start
        if event.anchor is not None or event.tag is not None:
            at = yaml_text.after_properties(self._text, start, end)
        node = self._scalar_node(event, at, end)
        if event.tag is not None:
            self._apply_tag(node, event.tag, start)
        self._mask(node, start, end)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchor(node)
        self._last_scalar = node
        self._place(node, node.span.end)

    def _scalar_node(self, event: Any, at: int, end: int) -> Node:
        style = event.style
        if style in _STYLES:
            self._occupied.append((event.start_mark.index, end))
            inner = Span(at + 1, max(at + 1, end - 1))
            return Node(SCALAR, Span(at, end), text=event.value, inner=inner, style=_STYLES[style], tag="str")
        if style in ("|", ">"):
            return self._block_scalar(event.value, at, end)
        if at >= end and not event.value:
            at = yaml_text.back_over_space(self._text, at, self.last) if at == event.start_mark.index else end
            node = Node(SCALAR, Span(at, at), tag="null")
            self._open_empty = node
            return node
        self._occupied.append((event.start_mark.index, end))
        return Node(SCALAR, Span(at, end), text=event.value)

    def _block_scalar(self, value: str, at: int, end: int) -> Node:
        header_end = yaml_text.line_end(self._text, at)
        self._occupied.append((header_end, max(header_end, end)))  # a comment may stand behind the header
        span, inner = yaml_text.block_scalar(self._text, at, end)
        return Node(SCALAR, span, text=value, inner=inner, style="block", tag="str")

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self._tally(start)
        self._note_key_start(start)
        self._occupied.append((start, end))
        self._aliases += 1
        anchor = self._anchors.get(event.anchor)
        refusal = self._refusal(anchor, event.anchor)
        if anchor is None or refusal:
            if anchor is None or not anchor.open:
                self._problem_once(Span(start, end), refusal)
            self._place(Node(OPAQUE, Span(start, end), why=refusal), end)
            return
        self._aliased += anchor.size
        self._place(_alias_node(anchor.node, Span(start, end)), end, anchor.size, anchor.height)

    def _refusal(self, anchor: _Anchor | None, name: str) -> str:
        """Why an alias cannot be followed, or nothing."""
        if anchor is None:
            return f"the alias *{name} has no anchor before it"
        if anchor.open:
            return f"the alias *{name} stands within its own anchor"
        if self._aliases > MAX_ALIASES or self._aliased + anchor.size > MAX_ALIASED:
            return "the aliases stand for too many nodes"
        if len(self._stack) + anchor.height > MAX_DEPTH:
            return f"aliases nested more than {MAX_DEPTH} deep"
        return ""

    def _problem_once(self, span: Span, message: str) -> None:
        if len(self.problems) < 5 and all(problem.message != message for problem in self.problems):
            self.problems.append(Problem(span, message))

    # Building

    def _tally(self, at: int) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            raise RefusedError(at, f"more than {MAX_NODES} values", final=True)

    def _note_key_start(self, start: int) -> None:
        if self._stack and not self._stack[-1].waiting:
            self._stack[-1].key_start = start

    def _place(self, node: Node, end: int, size: int = 1, height: int = 0) -> None:
        """Puts a finished node where it belongs: as root, item, key or value."""
        self.last = max(self.last, end)
        if not self._stack:
            self.roots.append(node)
            return
        frame = self._stack[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        frame.end = max(frame.end, end)
        if not frame.is_map:
            frame.node.items.append(node)
        elif not frame.waiting:
            frame.key = node if _is_key(node) else None
            frame.waiting = True
        else:
            self._add_entry(frame, node, end)

    def _add_entry(self, frame: _Frame, value: Node, end: int) -> None:
        key, frame.key, frame.waiting = frame.key, None, False
        if key is None:
            return
        if key.text == "<<" and key.tag == "" and _can_merge(value):
            frame.merges.append(value)
            if value.kind == OPAQUE:
                frame.node.why = frame.node.why or value.why
            return
        frame.node.entries.append(Entry(key.text, key.inner, value, Span(frame.key_start, max(end, key.span.end))))

    def _finish(self, frame: _Frame) -> None:
        node = frame.node
        node.span.end = max(frame.end, node.span.start)
        if frame.merges:
            node.entries += _merged(frame.merges)
        if frame.anchor is not None:
            frame.anchor.size, frame.anchor.height, frame.anchor.open = frame.size, frame.height, False
        self._place(node, node.span.end, frame.size, frame.height)

    def _apply_tag(self, node: Node, tag: str, start: int) -> None:
        if tag == "!":
            node.tag = "str"
            return
        name = tag[len(_CORE) :] if tag.startswith(_CORE) else ""
        if name in _SCALAR_TAGS:
            node.tag = _SCALAR_TAGS[name]
            return
        node.kind, node.why, node.tag = OPAQUE, f"tag {yaml_text.tag(self._text, start)}", ""

    # Regions whose content is not known

    def _mask(self, node: Node, start: int, end: int) -> None:
        """Makes a scalar opaque that a region touches; start and end are the parser's."""
        self._claim(start)
        regions = self._regions
        first = index = self._claimed
        while index < len(regions) and regions[index].start < end:
            index += 1
        if index == first:
            return
        self._claimed = index
        node.kind, node.why = OPAQUE, regions[first].why
        if node.style == "plain":
            node.span.end = node.inner.end = max(node.span.end, regions[index - 1].end)
        node.text = self.source.text[node.inner.start : node.inner.end]

    def _claim(self, until: int) -> None:
        """Notes on the collections around regions between entries that they may have other entries."""
        regions = self._regions
        while self._claimed < len(regions) and regions[self._claimed].start < until:
            region = regions[self._claimed]
            self._claimed += 1
            for frame in reversed(self._stack):
                if frame.after <= region.start:
                    frame.node.why = frame.node.why or region.why
                    break

    def _settle_empty(self, following: int) -> None:
        """An absent value is not known where a region stands between it and the token after it."""
        node, self._open_empty = self._open_empty, None
        if node is None:
            return
        if self._claimed < len(self._regions) and node.span.end <= self._regions[self._claimed].start < following:
            node.kind, node.why, node.tag = OPAQUE, self._regions[self._claimed].why, ""


_STYLES = {"'": "single", '"': "double"}


def _is_key(node: Node) -> bool:
    return node.kind == SCALAR or (node.kind == OPAQUE and node.text != "")


def _can_merge(value: Node) -> bool:
    """Whether a merge key's value is what such a key takes; a value that is not known is passed over too."""
    if value.kind == SEQ:
        return all(item.kind in (MAP, OPAQUE) for item in value.items)
    return value.kind in (MAP, OPAQUE)


def _merged(merges: list[Node]) -> list[Entry]:
    """The entries that merge keys bring in, one a key: in a list the earlier mapping wins, of two merges the later."""
    winners: dict[str, Entry] = {}
    for value in merges:
        for mapping in reversed(value.items) if value.kind == SEQ else [value]:
            for entry in _flat(mapping):
                winners[entry.key] = Entry(entry.key, entry.key_span, entry.value, entry.span, merged=True)
    return list(winners.values())


def _flat(mapping: Node) -> list[Entry]:
    """A mapping's entries, those that win last."""
    return sorted(mapping.entries, key=lambda entry: not entry.merged)


def _alias_node(target: Node, site: Span) -> Node:
    """What an alias stands for, at the alias: its entries stand elsewhere, so they are marked as merged."""
    entries = [Entry(entry.key, entry.key_span, entry.value, entry.span, merged=True) for entry in _flat(target)]
    return Node(
        target.kind,
        site,
        text=target.text,
        style=target.style,
        tag=target.tag,
        entries=entries,
        items=list(target.items),
        why=target.why,
    )
