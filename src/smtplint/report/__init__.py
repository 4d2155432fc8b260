"""Output formats. Each is a pure function from a Report to text; only the chosen one is imported."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..findings import Report

# Name on the command line: the module in this package, and the options that its ``render`` takes.
FORMATS: dict[str, tuple[str, tuple[str, ...]]] = {
    "text": ("text", ("colour", "width")),
    "concise": ("concise", ("colour", "summary")),
    "json": ("json_v1", ()),
    "sarif": ("sarif", ()),
    "github": ("github", ()),
    "gitlab": ("gitlab", ()),
    "junit": ("junit", ("fail_on",)),
}


def render(name: str, report: Report, **options: object) -> str:
    """The report in the format ``name`` (a key of ``FORMATS``; KeyError otherwise), ending in a line end.

    ``options``: ``colour`` (bool), ``width`` (columns), ``summary`` (bool), ``fail_on`` (a severity). Those that the
    format has no use for are left out, so a caller can pass the same ones to every format.
    """
    module, known = FORMATS[name]
    chosen = {key: value for key, value in options.items() if key in known}
    return _renderer(module)(report, **chosen)


def _renderer(module: str) -> Callable[..., str]:
    # __import__ and not importlib: the latter is a module more to load at start-up.
    renderer: Callable[..., str] = __import__(f"{__name__}.{module}", fromlist=("render",)).render
    return renderer
