"""The structure of imports: what a run loads, and which room may know which.

Start-up is what a pre-commit hook is made of. Its time cannot be tested reliably, but what is loaded can.
"""

from __future__ import annotations

import ast
import os
import pathlib
import subprocess
import sys
from collections.abc import Iterator

import pytest
import yaml

import smtplint

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src/smtplint"

# -- what a run loads --------------------------------------------------------------------------------------------------

# Each costs more than linting a file. yaml is here as the whole package: the reader takes only its C parser.
HEAVY = {
    "argparse", "ast", "collections", "configparser", "contextlib", "copy", "dataclasses", "datetime", "difflib",
    "email", "enum", "fnmatch", "functools", "gettext", "glob", "hashlib", "importlib.metadata", "importlib.resources",
    "inspect", "json", "jsonschema", "logging", "operator", "pathlib", "re", "shutil", "socket", "ssl", "string",
    "subprocess", "tempfile", "textwrap", "threading", "tokenize", "tomli", "tomllib", "traceback", "typing",
    "urllib.parse", "yaml.constructor", "yaml.loader", "yaml.resolver",
}  # fmt: skip

# Runs one command line in an interpreter without site, and prints what that loaded after everything else.
_PROGRAM = """
import sys
sys.path[:0] = sys.argv[1].split(sys.argv[2])
before = set(sys.modules)
from smtplint.cli.main import main
status = main(sys.argv[3:])
print("LOADED", status, *sorted(set(sys.modules) - before))
"""


class Loaded:
    """The exit status of a command line, what it printed, and the modules that it loaded."""

    def __init__(self, folder: pathlib.Path, *words: str) -> None:
        path = os.pathsep.join(str(pathlib.Path(str(one.__file__)).parent.parent) for one in (smtplint, yaml))
        command = [sys.executable, "-I", "-S", "-c", _PROGRAM, path, os.pathsep, *words]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        self.output, _, last = done.stdout.rpartition("LOADED ")
        assert last, done.stderr
        status, *modules = last.split()
        self.status = int(status)
        self.modules = set(modules)

    @property
    def readers(self) -> set[str]:
        """The families of readers that were loaded: ``yaml`` for ``readers.yaml`` and its helpers."""
        names = {name.split(".")[2] for name in self.modules if name.startswith("smtplint.readers.")}
        return {name.partition("_")[0] for name in names} - {"base", "lines", "registry", "templates"}


WRONG = {
    ".env": "SMTP_HOST=smtp.gmail.com\nSMTP_PORT=587\nSMTP_SECURITY=force_tls\nSMTP_FROM=a@example.org\n",
    "settings.py": 'EMAIL_HOST = "smtp.gmail.com"\nEMAIL_PORT = 465\nEMAIL_USE_TLS = True\n',
    "production.yaml": "mailer:\n smtp:\n    enable: true\n    host: smtp.gmail.com\n    port: 465\n    secure: true\n",
    "mail.json": '{"smtp": {"host": "smtp.gmail.com", "port": 587, "secure": true, "auth": {"user": "a@gmail.com"}}}\n',
}
OTHERS = {
    "mail.toml": '[smtp]\nhost = "smtp.gmail.com"\n',
    "app.ini": "[smtp]\nenabled = true\nhost = smtp.gmail.com:587\n",
    "application.properties": "spring.mail.host=smtp.gmail.com\n",
    "msmtprc": "account a\nhost smtp.gmail.com\n",
    "dma.conf": "SMARTHOST smtp.gmail.com\n",
    "exim.conf": "begin transports\nt:\n  driver = smtp\n",
    "lemmy.hjson": "email: { smtp_server: smtp.gmail.com:25, smtp_from_address: a }\n",
    "web.config": "<configuration><a smtp='x'/></configuration>\n",
}
READER = {
    ".env": "dotenv", "settings.py": "python", "production.yaml": "yaml", "mail.json": "json", "mail.toml": "toml",
    "app.ini": "ini", "application.properties": "properties", "msmtprc": "msmtp",
    "dma.conf": "directives", "exim.conf": "exim", "lemmy.hjson": "json", "web.config": "xml",
}  # fmt: skip


@pytest.mark.parametrize("words", [["--version"], ["-V"], ["--help"], ["check", "--help"]])
def test_version_and_help_load_nothing_that_is_heavy(words: list[str], tmp_path: pathlib.Path) -> None:
    loaded = Loaded(tmp_path, *words)
    assert loaded.status == 0
    assert not loaded.modules & HEAVY
    assert not loaded.readers


def test_files_without_mail_words_load_no_reader_no_knowledge_and_no_rules(tmp_path: pathlib.Path) -> None:
    for name in READER:
        if name not in ("msmtprc", "dma.conf"):  # which are about mail whatever their words are
            (tmp_path / name).write_text('{"colour": "red"}\n')
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\n')
    for words in (["check"], ["check", *(path.name for path in tmp_path.iterdir())]):
        loaded = Loaded(tmp_path, *words)
        assert loaded.status == 0
        assert not loaded.modules & HEAVY
        assert not loaded.readers
        assert not [name for name in loaded.modules if "knowledge" in name or "rules" in name or "settings" in name]


@pytest.mark.parametrize("name", WRONG)
def test_a_run_with_findings_loads_nothing_that_is_heavy(name: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / name).write_text(WRONG[name])
    for form in ("concise", "text"):
        loaded = Loaded(tmp_path, "check", "--format", form, name)
        assert loaded.status == 1
        assert name in loaded.output
        assert loaded.modules & HEAVY == set()


@pytest.mark.parametrize("name", READER)
def test_each_format_loads_its_own_reader_alone(name: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / name).write_text({**WRONG, **OTHERS}[name])
    loaded = Loaded(tmp_path, "check", "--format", "concise", name)
    assert loaded.readers == {READER[name]}
    assert ("yaml" in loaded.modules) == (READER[name] == "yaml")
    assert ("_ast" in loaded.modules) == (READER[name] == "python")


# -- which room may know which -----------------------------------------------------------------------------------------

# From the ground upwards: a module, or a package as a whole, imports from those before it.
ORDER = (
    "", "conditions", "globs", "git", "text", "hosts", "findings", "knowledge", "project", "options", "config",
    "readers", "own", "writers", "suppress", "report", "edits", "settings", "surroundings", "dialogue", "rules",
    "transcript", "accounts", "siblings", "proof", "runner", "suggest", "cli", "__main__",
)  # fmt: skip
# Rooms that know less than their place would let them.
ONLY = {
    "text": set(),
    "findings": {"text"},
    "knowledge": {"conditions", "hosts"},
    "readers": {"text"},
    "writers": {"findings", "readers", "text"},
    "report": {"", "findings", "text"},
    "edits": {"findings", "report", "text"},
    "dialogue": {"conditions", "findings", "hosts", "project", "settings", "text"},
}
# Users' own rules and clients: validated and compiled as the generator does, only where a configuration names them.
OWN = "smtplint.knowledge.own"
# The live check, which alone opens connections.
CONNECT = ("smtplint.dialogue.live", "smtplint.dialogue.certificates")


def modules() -> dict[str, pathlib.Path]:
    """Every module under src/smtplint by its name."""
    found = {}
    for path in sorted(SOURCES.rglob("*.py")):
        parts = ["smtplint", *path.relative_to(SOURCES).with_suffix("").parts]
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imports(name: str) -> Iterator[str]:
    """What a module imports at run time, at its top or later, as absolute names; not what type checkers do."""
    path = MODULES[name]
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from (
                f"{source}.{alias.name}" if f"{source}.{alias.name}" in MODULES else source for alias in node.names
            )
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "__import__":
            yield ast.unparse(node.args[0]).strip("f'\"").partition("{")[0].rstrip(".")
        waiting += ast.iter_child_nodes(node)


def room(name: str) -> str:
    """The room of a module: its package, or itself where it stands alone."""
    if name == OWN:
        return "own"
    return name.split(".")[1] if "." in name else ""


def known(name: str) -> set[str]:
    """The other rooms that a module imports from."""
    ours = {room(one) for one in imports(name) if one.partition(".")[0] == "smtplint"}
    return ours - {room(name)}


def test_every_room_has_a_place() -> None:
    assert {room(name) for name in MODULES} <= set(ORDER)


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_one_way(name: str) -> None:
    below = set(ORDER[: ORDER.index(room(name))])
    assert known(name) <= ONLY.get(room(name), below) & below


@pytest.mark.parametrize("name", MODULES)
def test_no_module_imports_what_only_the_generator_or_one_reader_needs(name: str) -> None:
    roots = {one.partition(".")[0] for one in imports(name)}
    assert "jsonschema" not in roots or name == OWN
    assert not roots & {"ssl", "selectors", "socket", "_ssl", "_socket", "select", "smtplib"} or name in CONNECT
    assert "yaml" not in roots or name in ("smtplint.readers.yaml.events", OWN)
    assert not roots & {"tomli", "tomllib"} or name == "smtplint.config"
