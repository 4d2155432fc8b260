"""What a file's name and its repository tell: a template, production settings, tests, and whether git keeps it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_TEMPLATE = (
    "example",
    "sample",
    "template",
    "dist",
    "default",
    "defaults",
    "skeleton",
    "tpl",
    "tmpl",
    "j2",
    "tera",
    "erb",
    "t",
    "gotmpl",
    "jinja",
    "jinja2",
    "tftpl",
    "ctmpl",
    "mustache",
    "hbs",
    "handlebars",
    "envsubst",
)
_PRODUCTION = ("prod", "production", "live", "prd")
_TEST = ("test", "tests", "testing", "dev", "development", "local", "ci", "spec", "fixtures", "example", "examples",
         "sample", "demo", "docs", "staging")  # fmt: skip


_FIXTURES = ("test", "tests", "testing", "fixtures", "spec", "specs", "testdata", "test_resources")


class FileFacts:
    """Facts of one file, each worked out from its path; ``tracked`` asks git, at first use only."""

    __slots__ = ("_ask", "_path", "_tracked", "fixture", "name", "production", "template", "test")

    def __init__(self, path: str, ask: Callable[[str], bool | None]) -> None:
        parts = path.replace("\\", "/").lower().split("/")
        self.name = parts[-1]
        words = _words(parts[-1])
        folders = [word for part in parts[-4:-1] for word in _words(part)]
        self.template = any(word in _TEMPLATE for word in words)
        self.production = any(word in _PRODUCTION for word in words) or (
            any(word in _PRODUCTION for word in folders) and not any(word in _TEST for word in words)
        )
        self.test = any(word in _TEST for word in [*words, *folders])
        self.fixture = any(part in _FIXTURES for part in parts[:-1])  # below a folder of tests
        self._ask = ask
        self._path = path
        self._tracked: bool | None = None

    @property
    def tracked(self) -> bool:
        """Whether git tracks or stages the file; False where that cannot be told."""
        if self._tracked is None:
            self._tracked = bool(self._ask(self._path))
        return self._tracked


def _words(name: str) -> list[str]:
    for mark in ".-_":
        name = name.replace(mark, " ")
    return name.split()
