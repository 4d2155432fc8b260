"""The loader of this package's own compiled files: it takes them as Python would, and leaves to Python what it may not."""

from __future__ import annotations

import compileall
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

import smtplint

PACKAGE = pathlib.Path(smtplint.__file__).parent
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from smtplint.cli import loading
loading.install()
import smtplint.options, smtplint.settings.parse
for name in ("smtplint.options", "smtplint.settings", "smtplint.settings.parse"):
    module = sys.modules[name]
    print(type(module.__loader__).__name__, module.__file__, module.__package__, getattr(module, "ADDED", ""))
print(sys.modules["smtplint.settings"].parse is sys.modules["smtplint.settings.parse"])
"""


@pytest.fixture
def copied(tmp_path: pathlib.Path) -> pathlib.Path:
    """The package alone, compiled."""
    shutil.copytree(PACKAGE, tmp_path / "smtplint", ignore=shutil.ignore_patterns("__pycache__", "data"))
    assert compileall.compile_dir(tmp_path, quiet=1)
    return tmp_path


def loaded(folder: pathlib.Path, *options: str) -> list[list[str]]:
    """For each of three modules: its loader, file, package and what was added to it; then whether it is a member."""
    command = [sys.executable, "-I", "-B", *options, "-c", PROGRAM, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [line.split(" ") for line in done.stdout.splitlines()]


def files(folder: pathlib.Path) -> list[str]:
    return [str(folder / "smtplint" / name) for name in ("options.py", "settings/__init__.py", "settings/parse.py")]


def test_compiled_modules_and_packages_are_loaded_here(copied: pathlib.Path) -> None:
    *modules, member = loaded(copied)
    assert modules == [
        ["Compiled", file, package, ""]
        for file, package in zip(files(copied), ["smtplint", "smtplint.settings", "smtplint.settings"], strict=True)
    ]
    assert member == ["True"]


def test_a_source_that_changed_since_is_what_counts(copied: pathlib.Path) -> None:
    for name in files(copied):
        place = pathlib.Path(name)
        place.write_text(place.read_text() + "\nADDED = 'later'\n")
    assert [line[0::3] for line in loaded(copied)[:3]] == [["SourceFileLoader", "later"]] * 3


def test_a_source_of_another_time_is_another_source(copied: pathlib.Path) -> None:
    os.utime(files(copied)[0], (1_000_000_000, 1_000_000_000))
    assert [line[0] for line in loaded(copied)[:3]] == ["SourceFileLoader", "Compiled", "Compiled"]


def test_without_compiled_files_python_loads(copied: pathlib.Path) -> None:
    for folder in copied.rglob("__pycache__"):
        shutil.rmtree(folder)
    assert [line[0] for line in loaded(copied)[:3]] == ["SourceFileLoader"] * 3


def test_files_of_another_version_or_that_name_no_time_are_left_to_python(copied: pathlib.Path) -> None:
    tag = sys.implementation.cache_tag
    compiled = copied / f"smtplint/__pycache__/options.{tag}.pyc"
    compiled.write_bytes(b"\0\0\r\n" + compiled.read_bytes()[4:])
    other = copied / "smtplint/settings/parse.py"
    mode = "import py_compile, sys; py_compile.compile(sys.argv[1], invalidation_mode="
    mode += "py_compile.PycInvalidationMode.CHECKED_HASH)"
    subprocess.run([sys.executable, "-c", mode, str(other)], check=True)
    assert [line[0] for line in loaded(copied)[:3]] == ["SourceFileLoader", "Compiled", "SourceFileLoader"]


@pytest.mark.parametrize("option", ["-O", "-OO", "-Xpycache_prefix=elsewhere"])
def test_an_interpreter_that_keeps_its_files_elsewhere_loads_them_itself(copied: pathlib.Path, option: str) -> None:
    assert [line[0] for line in loaded(copied, option)[:3]] == ["SourceFileLoader"] * 3
