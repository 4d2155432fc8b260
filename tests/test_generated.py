"""Generated files are what their sources make of them, and the generator says so when they are not."""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COPIED = ("rules", "src", "tools", "docs", "examples", ".pre-commit-hooks.yaml")


def generate(root: pathlib.Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "tools/generate.py"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def copy(folder: pathlib.Path) -> pathlib.Path:
    """A copy of the project as the generator needs it."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def test_every_generated_file_is_as_its_source_makes_it() -> None:
    done = generate(ROOT, "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_same_sources_give_the_same_bytes_wherever_they_lie(tmp_path: pathlib.Path) -> None:
    copied = copy(tmp_path)
    (copied / ".pre-commit-hooks.yaml").unlink()
    (copied / "docs/example.svg").unlink()
    (copied / "src/smtplint/knowledge/data/knowledge.bin").unlink()
    assert generate(copied).returncode == 0
    for name in (".pre-commit-hooks.yaml", "docs/example.svg", "src/smtplint/knowledge/data/knowledge.bin"):
        assert (copied / name).read_bytes() == (ROOT / name).read_bytes(), name


def test_check_names_what_is_stale_and_writes_nothing(tmp_path: pathlib.Path) -> None:
    copied = copy(tmp_path)
    hook, picture = copied / ".pre-commit-hooks.yaml", copied / "docs/example.svg"
    hook.write_text("changed by hand\n")
    picture.write_text("changed by hand\n")
    rule = copied / "rules/checks/no-timeout.yaml"
    rule.write_text(rule.read_text().replace("nothing ends the wait", "nobody ends the wait"))
    done = generate(copied, "--check")
    assert done.returncode == 1
    named = {line.removeprefix("stale: ") for line in done.stdout.splitlines()}
    assert named >= {".pre-commit-hooks.yaml", "docs/example.svg", "src/smtplint/knowledge/data/knowledge.bin"}
    assert hook.read_text() == picture.read_text() == "changed by hand\n"


def test_a_rule_that_its_schema_refuses_is_named_with_its_file(tmp_path: pathlib.Path) -> None:
    copied = copy(tmp_path)
    rule = copied / "rules/checks/no-timeout.yaml"
    rule.write_text(rule.read_text().replace("SMTP201", "SMTP2O1"))
    done = generate(copied)
    assert done.returncode != 0
    assert "rules/checks/no-timeout.yaml" in done.stderr
    assert "Traceback" not in done.stderr
