"""The wheel: what it holds, and that it works alone, without the repository and without the files of ``rules/``."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import zipfile

import pytest
import yaml

import smtplint

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = (
    "smtplint/py.typed",
    "smtplint/config.schema.json",
    "smtplint/knowledge/data/knowledge.bin",
    "smtplint/knowledge/data/pages.bin",
    "smtplint/knowledge/schema/check.schema.json",
    "smtplint/report/schema/smtplint-report-v1.schema.json",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The wheel of the work tree, built by the build backend that pyproject.toml names."""
    folder = tmp_path_factory.mktemp("wheel")
    program = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", program, str(folder)], cwd=ROOT, capture_output=True, check=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def unpacked(wheel: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The wheel's content alone in a folder."""
    folder = tmp_path_factory.mktemp("unpacked")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def names(wheel: pathlib.Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def run(unpacked: pathlib.Path, folder: pathlib.Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs the program of the wheel, with PyYAML beside it and nothing else."""
    path = [str(unpacked), str(pathlib.Path(yaml.__file__).parent.parent)]
    program = f"import sys; sys.path[:0] = {path!r}; from smtplint.cli.main import entry; entry()"
    command = [sys.executable, "-I", "-S", "-c", program, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_wheel_holds_every_module_and_all_data(wheel: pathlib.Path) -> None:
    sources = {
        f"smtplint/{path.relative_to(ROOT / 'src/smtplint').as_posix()}"
        for path in (ROOT / "src/smtplint").rglob("*.py")
    }
    assert names(wheel) >= {*sources, *DATA}


def test_the_wheel_holds_nothing_else(wheel: pathlib.Path) -> None:
    shipped = {name for name in names(wheel) if ".dist-info/" not in name}
    assert {name for name in shipped if not name.endswith((".py", ".schema.json"))} == {DATA[0], *DATA[2:4]}
    assert all(name.startswith("smtplint/") for name in shipped)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names(wheel))


def test_the_wheel_lints_without_the_repository(unpacked: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "settings.py").write_text('EMAIL_HOST = "smtp.gmail.com"\nEMAIL_PORT = 465\nEMAIL_USE_TLS = True\n')
    done = run(unpacked, tmp_path, "check", "--format", "concise")
    assert (done.returncode, done.stderr) == (1, "")
    assert "settings.py:2:1: SMTP103 [fails]" in done.stdout


@pytest.mark.parametrize(
    "words", [["rules"], ["clients"], ["providers"], ["explain", "SMTP101"], ["providers", "gmail"]]
)
def test_the_wheel_says_what_it_knows_without_rule_files(
    words: list[str], unpacked: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    done = run(unpacked, tmp_path, *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout) > 100


def test_the_version_is_the_same_everywhere(
    wheel: pathlib.Path, unpacked: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    assert run(unpacked, tmp_path, "--version").stdout == f"smtplint {smtplint.__version__}\n"
    assert wheel.name.startswith(f"smtplint-{smtplint.__version__}-py3-none-any")


def test_what_is_installed_is_what_stands_in_the_work_tree() -> None:
    installed = pathlib.Path(str(smtplint.__file__)).parent
    for path in sorted((ROOT / "src/smtplint").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            same = installed / path.relative_to(ROOT / "src/smtplint")
            assert same.read_bytes() == path.read_bytes(), f"{same} is stale: run make test"


def test_a_damaged_installation_is_said_so_and_is_an_internal_error(
    unpacked: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    (tmp_path / ".env").write_text("SMTP_HOST=smtp.gmail.com\n")
    knowledge = unpacked / "smtplint/knowledge/data/knowledge.bin"
    whole = knowledge.read_bytes()
    try:
        knowledge.write_bytes(b"nothing")
        damaged = run(unpacked, tmp_path, "check")
        os.unlink(knowledge)
        missing = run(unpacked, tmp_path, "check")
    finally:
        knowledge.write_bytes(whole)
    for done in (damaged, missing):
        assert done.returncode == 3
        assert "knowledge" in done.stderr
        assert "Traceback" not in done.stderr
