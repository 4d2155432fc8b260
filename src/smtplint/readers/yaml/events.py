"""PyYAML's event stream at the price of its C parser alone: ``import yaml`` costs five times a small file.

The C parser's module needs the package only for its event classes and for exception names, so it is loaded with
stand-ins for the submodules that hold nothing else of use. Where that does not work, the package is imported whole;
where it has no C parser, its Python parser is used. All three give the same events.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Submodules that the C parser imports for one exception class each; none of these is raised while reading events but
# the first three, and those only need to be what their real base class is.
_STAND_INS = {
    "reader": "ReaderError",
    "scanner": "ScannerError",
    "parser": "ParserError",
    "composer": "ComposerError",
    "constructor": "ConstructorError",
    "emitter": "EmitterError",
    "serializer": "SerializerError",
    "representer": "RepresenterError",
}
_REAL = ("error", "tokens", "events", "nodes")


class Library:
    """A way to parse: ``parser(text).get_event()`` gives events, then None; ``error`` is what it raises on bad input.

    ``events`` is the module of the event classes. ``origin`` is ``shim``, ``package`` or ``pure``.
    """

    __slots__ = ("error", "events", "origin", "parser")

    def __init__(self, origin: str, parser: Callable[[str], Any], events: Any, error: type[Exception]) -> None:
        self.origin = origin
        self.parser = parser
        self.events = events
        self.error = error


_loaded: Library | None = None


def library() -> Library:
    """The cheapest working parser, chosen once per process. Raises ImportError where PyYAML is not installed at all."""
    global _loaded
    if _loaded is None:
        _loaded = (None if "yaml" in sys.modules else by_shim()) or by_package() or by_python()
    return _loaded


def by_shim() -> Library | None:
    """The C parser without the package around it, or None where it is absent or not as expected.

    ``yaml`` stays in ``sys.modules`` as a package that loads the rest of itself when anybody asks for it.
    """
    # As importlib.util.find_spec asks, whose import would cost as much as the parser's.
    spec = next((one for finder in sys.meta_path if (one := finder.find_spec("yaml", None)) is not None), None)
    if spec is None or spec.loader is None or spec.submodule_search_locations is None:
        return None
    if any(_ours(name) for name in sys.modules):
        return None
    try:
        package = _module("yaml")
        package.__spec__, package.__loader__, package.__package__ = spec, spec.loader, "yaml"
        package.__file__, package.__path__ = spec.origin, spec.submodule_search_locations
        found = _load_c_parser(package)
    except Exception:  # whatever a foreign module's import may raise, the plain import is the answer
        found = None
    kept = {"yaml", "yaml._yaml", *("yaml." + name for name in _REAL)} if found else set()
    spoilt = found is None and "yaml._yaml" in sys.modules
    for name in [name for name in sys.modules if _ours(name) and name not in kept]:
        del sys.modules[name]
    if spoilt:  # a C module is not initialised twice, and this one knows the stand-ins: the package must do without it
        sys.modules["yaml._yaml"] = None  # type: ignore[assignment]
    return found


def _ours(name: str) -> bool:
    return name == "yaml" or name.startswith("yaml.")


def _load_c_parser(package: Any) -> Library | None:
    sys.modules["yaml"] = package
    for name in _REAL:
        __import__("yaml." + name)
    base = sys.modules["yaml.error"].MarkedYAMLError
    for name, exception in _STAND_INS.items():
        stand_in = _module("yaml." + name)
        setattr(stand_in, exception, type(exception, (base,), {"__module__": "yaml." + name}))
        setattr(package, name, stand_in)
        sys.modules["yaml." + name] = stand_in
    __import__("yaml._yaml")
    for name in _STAND_INS:
        delattr(package, name)
    package.__getattr__ = _load_on_demand(package)
    found = Library("shim", sys.modules["yaml._yaml"].CParser, package.events, package.error.YAMLError)
    return found if _works(found) else None


def _load_on_demand(package: Any) -> Callable[[str], Any]:
    def load(name: str) -> Any:
        package.__dict__.pop("__getattr__", None)
        package.__spec__.loader.exec_module(package)
        return getattr(package, name)

    return load


def _module(name: str) -> Any:
    return type(sys)(name)


def by_package() -> Library | None:
    """The C parser through ``import yaml``, or None where this PyYAML was built without it."""
    try:
        __import__("yaml")
    except ImportError:
        raise
    except Exception:  # a C module that cannot be initialised twice: do without it
        sys.modules["yaml._yaml"] = None  # type: ignore[assignment]
        __import__("yaml")
    package: Any = sys.modules["yaml"]
    if not package.__with_libyaml__:
        return None
    found = Library("package", package.cyaml.CParser, package.events, package.YAMLError)
    return found if _works(found) else None


def by_python() -> Library:
    """PyYAML's parser in Python, some twenty times slower."""
    __import__("yaml")
    package: Any = sys.modules["yaml"]
    bases = (package.reader.Reader, package.scanner.Scanner, package.parser.Parser)

    def start(parser: Any, text: str) -> None:
        bases[0].__init__(parser, text)
        bases[1].__init__(parser)
        bases[2].__init__(parser)

    return Library("pure", type("PurePython", bases, {"__init__": start}), package.events, package.YAMLError)


def _works(found: Library) -> bool:
    """Whether a document gives the events, marks and error that the composer relies on."""
    seen = []
    try:
        parser = found.parser('é: &a [1, "b"]\n*a')
        while (event := parser.get_event()) is not None:
            seen.append((type(event).__name__, event.start_mark.index, event.end_mark.index))
    except found.error as error:
        expected = [("ScalarEvent", 0, 1), ("SequenceStartEvent", 3, 7), ("ScalarEvent", 7, 8), ("ScalarEvent", 10, 13)]
        return seen[3:7] == expected and getattr(error, "problem_mark", None) is not None
    except Exception:  # whatever else an unknown module raises, it is not what is expected
        return False
    return False
