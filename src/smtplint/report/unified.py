"""A unified diff of two texts in which no secret stands."""

from __future__ import annotations

from .mask import Mask, masked_new_text
from .visible import escaped, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..text import Span

    Opcode = tuple[str, int, int, int, int]  # kind, old lines from and to, new lines from and to

_NO_NEWLINE = "\n\\ No newline at end of file\n"


def unified_diff(
    old: str,
    new: str,
    path: str,
    secrets: Sequence[Span],
    new_secrets: Sequence[Span] | None,
    context: int,
    moved: Sequence[str] = (),
) -> str:
    """The diff from ``old`` to ``new``; see ``edits.diff``. ``moved`` are secrets that come from other files."""
    if old == new:
        return ""
    old_lines, new_lines = _lines(old), _lines(new)
    opcodes = _opcodes(old_lines, new_lines)
    mask = Mask(old, secrets)
    old_shown = _masked(old_lines, mask)
    if new_secrets is None:
        touched = [*_touched(opcodes, old_lines, mask), *moved]
        new_shown = _carried(opcodes, old_shown, new_lines, touched, mask.secrets)
    else:
        new_shown = _masked(new_lines, Mask(new, new_secrets))
    name = visible(path)
    out = [f"--- a/{name}\n", f"+++ b/{name}\n"]
    for hunk in _hunks(opcodes, context):
        out += _hunk(hunk, old_shown, new_shown)
    return "".join(out)


def _lines(text: str) -> list[str]:
    """Lines with their line ends, as diff tools cut them: at a line feed and nowhere else."""
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _masked(lines: list[str], mask: Mask) -> list[str]:
    shown = []
    at = 0
    for line in lines:
        shown.append(mask.shown(at, at + len(line)))
        at += len(line)
    return shown


def changed_secrets(old: str, new: str, secrets: Sequence[Span]) -> list[str]:
    """The secrets on lines of ``old`` that ``new`` does not keep: those that may turn up in another file."""
    old_lines = _lines(old)
    return _touched(_opcodes(old_lines, _lines(new)), old_lines, Mask(old, secrets)) if secrets else []


def _touched(opcodes: list[Opcode], old_lines: list[str], mask: Mask) -> list[str]:
    """The secrets on the old lines that go away or are rewritten."""
    offsets = [0]
    for line in old_lines:
        offsets.append(offsets[-1] + len(line))
    changed = [(offsets[low], offsets[high]) for kind, low, high, _, _ in opcodes if kind != "equal"]
    return [secret for start, end in changed for secret in mask.touched(start, end)]


def _carried(
    opcodes: list[Opcode], old_shown: list[str], new_lines: list[str], touched: list[str], known: list[str]
) -> list[str]:
    """New lines masked by what is known of the old ones: where nobody has read the new text yet."""
    shown: list[str] = []
    for kind, low, high, new_low, new_high in opcodes:
        if kind == "equal":
            shown += old_shown[low:high]
        else:
            shown += [masked_new_text(line, touched, known) for line in new_lines[new_low:new_high]]
    return shown


def _opcodes(old: list[str], new: list[str]) -> list[Opcode]:
    """What to do to the old lines; equal lines at both ends are taken off first, which keeps big files cheap."""
    from difflib import SequenceMatcher

    head, short = 0, min(len(old), len(new))
    while head < short and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < short - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old_end, new_end = len(old) - tail, len(new) - tail
    opcodes: list[Opcode] = [("equal", 0, head, 0, head)] if head else []
    for kind, a, b, c, d in SequenceMatcher(None, old[head:old_end], new[head:new_end]).get_opcodes():
        opcodes.append((kind, a + head, b + head, c + head, d + head))
    if tail:
        opcodes.append(("equal", old_end, len(old), new_end, len(new)))
    return opcodes


def _hunks(opcodes: list[Opcode], context: int) -> Iterator[list[Opcode]]:
    """Groups changes that stand near each other, with ``context`` equal lines around them."""
    hunk: list[Opcode] = []
    for index, (kind, a, b, c, d) in enumerate(opcodes):
        if kind != "equal":
            hunk.append((kind, a, b, c, d))
            continue
        first, last = index == 0, index == len(opcodes) - 1
        if not first and not last and b - a <= 2 * context:
            hunk.append((kind, a, b, c, d))
            continue
        if not first:
            keep = min(context, b - a)
            yield [*hunk, (kind, a, a + keep, c, c + keep)]
        keep = min(context, b - a)
        hunk = [] if last else [(kind, b - keep, b, d - keep, d)]
    if any(kind != "equal" for kind, *_ in hunk):
        yield hunk


def _hunk(hunk: list[Opcode], old: list[str], new: list[str]) -> list[str]:
    first, last = hunk[0], hunk[-1]
    rows = [f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"]
    for kind, a, b, c, d in hunk:
        if kind == "equal":
            rows += [_row(" ", line) for line in old[a:b]]
        else:
            rows += [_row("-", line) for line in old[a:b]]
            rows += [_row("+", line) for line in new[c:d]]
    return rows


def _range(start: int, end: int) -> str:
    """Lines as the format counts them: from 1, and a range without lines is named by the line before it."""
    count = end - start
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"


def _row(sign: str, line: str) -> str:
    body = line.rstrip("\n")
    end = line[len(body) :] or _NO_NEWLINE
    if body.endswith("\r"):
        body, end = body[:-1], "\r" + end
    if not body.isprintable():
        body = "".join(char if char.isprintable() or char == "\t" else escaped(char) for char in body)
    return f"{sign}{body}{end}"
