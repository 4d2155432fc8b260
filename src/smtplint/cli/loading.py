"""Loads this package's own modules from their compiled files without a search.

Python asks every finder for every module and looks through the folders of ``sys.path``; for a package whose place is
known that is most of what an import costs. A module whose compiled file is not there, or not of this source, is left
to Python, which compiles and caches it as ever.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib_external import MAGIC_NUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType

_PACKAGE = __name__.partition(".")[0] + "."
_HEADER = 16  # bytes before the code: magic number, flags, time and size of the source (PEP 552)
_SPEC = type(__spec__)  # importlib.machinery would be one more import


class Compiled:
    """Finds and loads modules of this package; a finder and loader as ``importlib.abc`` describes them."""

    def __init__(self, tag: str) -> None:
        self._ending = f".{tag}.pyc"
        self._found: dict[str, tuple[str, CodeType]] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module of this package, or None where Python has to look itself."""
        if path is None or not name.startswith(_PACKAGE):
            return None
        place = f"{path[0]}/{name.rpartition('.')[2]}"
        code = self._code(path[0], place[len(path[0]) + 1 :])
        if code is not None:
            self._found[name] = (place + ".py", code)
            return _SPEC(name, self, origin=place + ".py")  # type: ignore[arg-type]
        code = self._code(place, "__init__")
        if code is None:
            return None
        self._found[name] = (place + "/__init__.py", code)
        spec = _SPEC(name, self, origin=place + "/__init__.py", is_package=True)  # type: ignore[arg-type]
        spec.submodule_search_locations = [place]
        return spec

    def _code(self, folder: str, stem: str) -> CodeType | None:
        """The code of a compiled file that belongs to its source as it is now."""
        try:
            source = os.stat(f"{folder}/{stem}.py")
            handle = os.open(f"{folder}/__pycache__/{stem}{self._ending}", os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError:
            return None
        try:
            data = os.read(handle, os.fstat(handle).st_size)
        finally:
            os.close(handle)
        made_of = b"".join(
            (number & 0xFFFFFFFF).to_bytes(4, "little") for number in (0, int(source.st_mtime), source.st_size)
        )
        if data[:_HEADER] != MAGIC_NUMBER + made_of:
            return None
        code: CodeType = marshal.loads(memoryview(data)[_HEADER:])
        return code

    def create_module(self, spec: ModuleSpec) -> None:
        """Leaves it to Python to make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Runs the code of a module that was found."""
        module.__file__, code = self._found.pop(module.__name__)
        exec(code, module.__dict__)


def install() -> None:
    """Makes Python ask here first, unless this interpreter keeps compiled files elsewhere or optimises them."""
    tag = sys.implementation.cache_tag
    if tag and not sys.flags.optimize and not sys.pycache_prefix:
        sys.meta_path.insert(0, Compiled(tag))
