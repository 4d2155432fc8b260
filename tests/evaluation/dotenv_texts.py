"""Texts of ``.env`` files at random, and what smtplint says of them beside what a real parser says."""

from __future__ import annotations

import functools

from hypothesis import strategies as st

from smtplint.readers import base
from smtplint.readers.dotenv import UNSEEN, dialect_info, read
from smtplint.text import Source

KEYS = ("A", "B", "MAIL_HOST", "SMTP_PASSWORD", "MAIL_PORT")
_ODD_KEYS = ("a.b", "1X", "A-B", "'Q'", "A B", "", "export")
_ATOMS = (
    "x", "smtp.example.org", "587", "p#w", " #c", "#c", "#", "$A", "${A}", "${B:-d}", "${NO}", "$NO", "$", "$$", "${", "\\$",
    "\\", "\\n", "\\\\", "\\\"", "\\'", "\"", "'", "`", " ", "  ", "\t", "é", "=", ":", "&", ";", "%", "@", "!", "true",
)  # fmt: skip
_atom = st.sampled_from(_ATOMS)
_plain = st.lists(_atom, max_size=4).map("".join)
_inner = st.lists(st.sampled_from([*_ATOMS, "\n", "\r\n", "\nB=9", "a b"]), max_size=5).map("".join)
_quoted = st.builds(lambda quote, text: quote + text.replace(quote, "") + quote, st.sampled_from("\"'`"), _inner)
_tail = st.sampled_from(["", "", "", " ", " # c", "# c", "\t#c", " tail", "\\"])
_value = st.one_of(_plain, st.builds(lambda quoted, tail: quoted + tail, _quoted, _tail), st.just("587"), st.just(""))
_key = st.one_of(st.sampled_from(KEYS), st.sampled_from(KEYS), st.sampled_from([*KEYS, *_ODD_KEYS]))
_assignment = st.builds(
    lambda before, key, separator, value: before + key + separator + value,
    st.sampled_from(["", "", "", "", "export ", " ", "\t", "export  "]),
    _key,
    st.sampled_from(["=", "=", "=", "=", " = ", "= ", " =", ": ", ":", "", "=="]),
    _value,
)
_line = st.one_of(_assignment, _assignment, _assignment, st.sampled_from(["", "# c", "  # c", "; c", "#A=1", "   "]))
_end = st.sampled_from(["\n", "\n", "\n", "\r\n", "\n\n"])
_text = st.builds(
    lambda bom, lines, end, last: bom + end.join(lines) + last,
    st.sampled_from(["", "", "", "", "", "", "\ufeff"]), st.lists(_line, min_size=2, max_size=7), _end,
    st.sampled_from(["", "\n", "\r\n"]),
)  # fmt: skip


# What people write: lines that every reader takes, with values that readers differ about.
_tidy_value = st.one_of(
    st.lists(st.sampled_from([one for one in _ATOMS if one.strip() == one and one[:1] not in ("'", '"', "`")]), max_size=3).map("".join),
    st.builds(lambda text: '"' + text.replace('"', "") + '"', st.lists(st.sampled_from([*_ATOMS, "a b", "\n"]), max_size=4).map("".join)),
    st.builds(lambda text: "'" + text.replace("'", "") + "'", st.lists(st.sampled_from([*_ATOMS, "a b"]), max_size=4).map("".join)),
)  # fmt: skip
_tidy_line = st.one_of(
    st.builds(lambda key, value, tail: f"{key}={value}{tail}", st.sampled_from(KEYS), _tidy_value,
              st.sampled_from(["", "", "", " # c"])),
    st.sampled_from(["", "# c"]),
)  # fmt: skip
_tidy = st.builds(
    lambda lines, end: end.join([*lines, ""]),
    st.lists(_tidy_line, min_size=1, max_size=4),
    st.sampled_from(["\n", "\n", "\r\n"]),
)


def texts(count: int, seed: int = 0) -> list[str]:
    """So many texts, the same ones for the same seed: half of them rough, half as people write them."""
    return [*drawn(_text, count // 2, seed), *drawn(_tidy, count - count // 2, seed)]


@functools.cache
def drawn(strategy: st.SearchStrategy[str], count: int, seed: int) -> list[str]:
    """So many texts of one kind."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    found: dict[str, None] = {}

    @seeded(seed)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(strategy)
    def collect(text: str) -> None:
        found.setdefault(text)

    collect()
    return list(found)


class Tally:
    """How much was compared: keys, those of them known, and the disagreements with their texts."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.texts = self.refused = self.keys = self.known = 0
        self.wrong: list[tuple[str, str, object, object]] = []

    def __str__(self) -> str:
        return (
            f"{self.dialect}: {self.texts} texts ({self.refused} refused), {self.keys} keys, "
            f"{100 * self.known / max(self.keys, 1):.1f} % known, {len(self.wrong)} disagreements"
        )

    def compare(self, text: str, real: dict[str, str | None] | None, document: base.Document | None = None) -> None:
        """Notes where a text is read otherwise than by the real parser; ``real`` is None where that refuses it.

        A ``document`` is what smtplint makes of the text where that is not its dialect's alone.
        """
        self.texts += 1
        document = document or read(Source.from_bytes(".env", text.encode()), self.dialect)
        stops = dialect_info(self.dialect).on_error == "stop"
        if any(entry.value.why == UNSEEN for entry in document.roots[0].entries):
            self.keys += len(real or ())
            return
        if real is None:
            self.refused += 1
            if not document.problems:
                self.wrong.append((text, "accepted", None, None))
            return
        if stops and document.problems:
            self.wrong.append((text, "refused", document.problems[0].message, real))
            return
        said = _said(document.roots[0], dialect_info(self.dialect).duplicates)
        for name in sorted(one for one in {*real, *said} if is_name(one)):
            self.keys += 1
            node = said.get(name)
            if node is not None and (node.kind != base.SCALAR or node.why):
                continue
            self.known += 1
            value = None if node is None or node.tag == "null" else node.text
            if value != real.get(name) or (node is None) != (name not in real):
                self.wrong.append((text, name, "absent" if node is None else value, real.get(name, "absent")))


def is_name(text: str) -> bool:
    """Whether some program might have a variable of that name."""
    if text == "export" or text.isdigit() or text != text.strip():
        return False
    return any(char.isalnum() for char in text) and not any(mark in text for mark in "\n'\"`#;=\ufeff")


def _said(root: base.Node, duplicates: str) -> dict[str, base.Node]:
    found: dict[str, base.Node] = {}
    for entry in root.entries:
        if duplicates == "last" or entry.key not in found:
            found[entry.key] = entry.value
    return found
