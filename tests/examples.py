"""Runs the examples that stand in rule and client files: writes the file, checks it, compares what was found."""

from __future__ import annotations

import os
import pathlib
from typing import Any

import yaml

from smtplint import edits
from smtplint.findings import Finding
from smtplint.options import Options
from smtplint.runner import Runner

ROOT = pathlib.Path(__file__).resolve().parent.parent


def rule_files(kind: str) -> list[pathlib.Path]:
    """Every file of one kind of knowledge, sorted."""
    return sorted((ROOT / "rules" / kind).glob("*.yaml"))


def load(path: pathlib.Path) -> dict[str, Any]:
    """The data of one knowledge file."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def place(folder: pathlib.Path, example: dict[str, Any], text: str) -> str:
    """Writes an example's file and its neighbours below a folder; returns the file's relative path."""
    for name, content in {**example.get("beside", {}), example["file"]: text}.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return str(example["file"])


def findings(folder: pathlib.Path, example: dict[str, Any], text: str, *, select: str = "") -> list[Finding]:
    """What smtplint finds in an example's text, as a user in that folder would see it."""
    path = place(folder, example, text)
    before = os.getcwd()
    os.chdir(folder)
    try:
        options = Options()
        options.paths = [path]
        options.select = [select] if select else []
        options.client = example.get("client", "")
        return Runner(options).run().findings
    finally:
        os.chdir(before)


def seen(finding: Finding) -> tuple[str, str, str]:
    """Rule, consequence and the exact words that a finding underlines."""
    place_ = finding.primary
    return finding.name, finding.consequence, place_.source.text[place_.span.start : place_.span.end]


def fixed(found: list[Finding], text: str) -> str:
    """The text after every fix of the findings."""
    applied, _ = edits.select([one.fix for one in found if one.fix], "unsafe")
    changed = {source.path: new for source, new in edits.changes(applied)}
    assert len(changed) <= 1, "an example's fix touches one file"
    return next(iter(changed.values()), text)
