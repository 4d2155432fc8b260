"""The shortcut to PyYAML's C parser must give what the whole package gives, and leave the package usable."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import yaml
from yaml_cases import BROKEN, VALID

from smtplint.readers.yaml import events as yaml_events

SRC = str(Path(__file__).parents[2] / "src")
HERE = str(Path(__file__).parent)
FIELDS = ("value", "anchor", "tag", "implicit", "style", "flow_style", "explicit", "version", "tags", "encoding")
MARK = ("index", "line", "column")


def events(library: yaml_events.Library, text: str) -> list[object]:
    """All fields of all events of a text, the error last."""
    found: list[object] = []
    try:
        parser = library.parser(text)
        while (event := parser.get_event()) is not None:
            marks = [getattr(mark, name) for mark in (event.start_mark, event.end_mark) for name in MARK]
            found.append([type(event).__name__, marks, [repr(getattr(event, name, None)) for name in FIELDS]])
    except library.error as error:
        marks = [getattr(mark, "index", None) for mark in (error.context_mark, error.problem_mark)]
        found.append([type(error).__name__, error.context, error.problem, marks])
    return found


def in_new_process(script: str) -> str:
    head = f"import sys; sys.path[:0] = [{SRC!r}, {HERE!r}]\nfrom smtplint.readers.yaml import events as yaml_events\n"
    done = subprocess.run(
        [sys.executable, "-I", "-c", head + script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_shortcut_gives_the_events_of_the_package() -> None:
    out = in_new_process(
        "library = yaml_events.library()\nassert library.origin == 'shim', library.origin\n"
        "import json\nfrom yaml_cases import VALID, BROKEN\nfrom test_yaml_events import events\n"
        "print(json.dumps({name: events(library, text) for name, text in (VALID | BROKEN).items()}))\n"
    )
    package = yaml_events.by_package()
    assert package is not None
    expected = {name: events(package, text) for name, text in (VALID | BROKEN).items()}
    assert json.loads(out) == json.loads(json.dumps(expected))


def test_the_shortcut_loads_neither_the_package_nor_regular_expressions() -> None:
    out = in_new_process(
        "yaml_events.library()\nprint(sorted(n for n in sys.modules if n.startswith('yaml.') or n == 're'))\n"
    )
    assert out.strip() == "['yaml._yaml', 'yaml.error', 'yaml.events', 'yaml.nodes', 'yaml.tokens']"


def test_the_package_can_be_used_after_the_shortcut() -> None:
    out = in_new_process(
        "yaml_events.library()\nimport yaml, yaml.reader\n"
        "from yaml import CSafeLoader\n"
        "print(yaml.safe_load('a: 1'), yaml.load('[b]', Loader=CSafeLoader), yaml.error.Mark.__module__)\n"
        "print(yaml.scanner.ScannerError.__mro__[1].__name__, yaml.dump({'c': [1]}).strip(), yaml.__with_libyaml__)\n"
        "try:\n    yaml.load('[a', Loader=CSafeLoader)\n"
        "except yaml.YAMLError as error:\n    print('caught', error.problem)\n"
    )
    assert out.splitlines() == [
        "{'a': 1} ['b'] yaml.error",
        "MarkedYAMLError c:",
        "- 1 True",
        "caught did not find expected ',' or ']'",
    ]


def test_without_the_c_parser_the_parser_in_python_reads() -> None:
    out = in_new_process(
        "sys.modules['yaml._yaml'] = None\nprint(yaml_events.library().origin)\n"
        "from smtplint.readers.yaml import read\nfrom smtplint.text import Source\n"
        "print(read(Source('x', 'a: [b, c]')).roots[0].entries[0].value.items)\n"
    )
    assert out.splitlines() == ["pure", "[Node(scalar, 'b', Span(4, 5)), Node(scalar, 'c', Span(7, 8))]"]


def test_a_c_parser_that_looks_different_is_not_used() -> None:
    out = in_new_process(
        "works = yaml_events._works\nyaml_events._works = lambda found: found.origin != 'shim' and works(found)\n"
        "print(yaml_events.library().origin)\nimport yaml\nprint(yaml.safe_load('a: 1'))\n"
    )
    assert out.splitlines()[0] == "pure"
    assert out.splitlines()[1] == "{'a': 1}"


def test_a_loaded_package_is_used_as_it_is() -> None:
    assert "yaml" in sys.modules
    assert yaml_events.by_shim() is None
    assert yaml_events.library().origin == ("package" if yaml.__with_libyaml__ else "pure")


def test_a_parser_without_code_point_marks_does_not_work() -> None:
    class Bytes:
        def __init__(self, text: str) -> None:
            self.parser = yaml_events.by_python().parser("a: [1]\n")
            self.get_event = self.parser.get_event

    assert not yaml_events._works(yaml_events.Library("test", Bytes, yaml.events, yaml.YAMLError))
    assert yaml_events._works(yaml_events.by_python())
