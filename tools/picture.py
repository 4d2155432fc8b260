"""The picture of real output in the README: one example checked, its report drawn as a terminal."""

from __future__ import annotations

import os
import pathlib
import re

from smtplint.knowledge import store
from smtplint.options import Options
from smtplint.report import svg
from smtplint.report.text import render
from smtplint.runner import Runner

FILE = "docs/example.svg"
FOLDER = "examples/django-env"
_FILES = (".env", "settings.py")
_WIDTH = 100  # columns
_CODE = re.compile(r"(\x1b\[[0-9;]*m)")


def picture(root: pathlib.Path, knowledge: bytes) -> str:
    """The SVG of what ``smtplint check`` prints for the example below ``root``, with the knowledge given as bytes."""
    before, held = os.getcwd(), dict(store._STORES)
    os.chdir(root)
    store._STORES[store.FILE] = store.Store(knowledge)
    try:
        options = Options()
        options.paths = [f"{FOLDER}/{name}" for name in _FILES]
        text = render(Runner(options).run(), colour=True, width=_WIDTH)
    finally:
        store._STORES.clear()
        store._STORES.update(held)
        os.chdir(before)
    return svg.render("\n".join(_wrapped(line) for line in text.split("\n")), f"smtplint check {FOLDER}")


def _wrapped(line: str) -> str:
    """A line broken between words as a terminal of ``_WIDTH`` columns would show it, with its colours carried on."""
    shown, style, column = [], "", 0
    for part in _CODE.split(line):
        if _CODE.fullmatch(part):
            style = "" if part == "\x1b[0m" else part
            shown.append(part)
            continue
        for word in re.findall(r" *[^ ]+| +", part):
            if column + len(word) > _WIDTH and column:
                shown.append(f"\x1b[0m\n{style}")
                word, column = word.lstrip(), 0
            shown.append(word)
            column += len(word)
    return "".join(shown)
