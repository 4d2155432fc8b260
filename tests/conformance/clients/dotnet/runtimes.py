"""Puts the runtimes of .NET that packages carry into one place, as an installation of .NET has them, with links.

    python runtimes.py ROOT PACKAGE...

``PACKAGE`` is the folder of a package: ``dotnetcore2`` of PyPI, an installation of its own, or the folder of a program
that carries its runtime; the list of its files (``*.deps.json``) says which of them are the runtime's. Programs are
started with the ``dotnet`` of the first.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import sys

FRAMEWORK = "Microsoft.NETCore.App"


def main() -> None:
    """Makes the place anew."""
    root, *packages = (pathlib.Path(one).resolve() for one in sys.argv[1:])
    shutil.rmtree(root, ignore_errors=True)
    for package in packages:
        if (package / "shared").is_dir():
            installation(root, package)
        else:
            program(root, package)


def installation(root: pathlib.Path, package: pathlib.Path) -> None:
    """Takes over what is an installation already. ``dotnet`` looks for runtimes beside itself, so it is no link."""
    for folder in ("shared/" + FRAMEWORK, "host/fxr"):
        for version in (package / folder).iterdir():
            link(root / folder / version.name, version)
    shutil.copy(package / "dotnet", root / "dotnet")
    (root / "dotnet").chmod(0o755)


def program(root: pathlib.Path, package: pathlib.Path) -> None:
    """Takes the runtime out of the folder of a program, with the assemblies that the program's packages renewed."""
    listed = json.loads(next(package.glob("*.deps.json")).read_text(encoding="utf-8"))
    target = listed["runtimeTarget"]["name"]
    packs = listed["targets"][target]
    pack = next(name for name in packs if name.startswith(f"runtimepack.{FRAMEWORK}."))
    version = pack.partition("/")[2]
    place = root / "shared" / FRAMEWORK / version
    files = packs[pack]
    files["runtime"] = {**{one.name: {} for one in package.glob("System.*.dll")}, **files["runtime"]}
    for name in (*files["runtime"], *files["native"]):
        link(place / name, package / name)
    own = {**listed, "targets": {target: {pack: files}}, "libraries": {pack: listed["libraries"][pack]}}
    (place / f"{FRAMEWORK}.deps.json").write_text(json.dumps(own), encoding="utf-8")
    link(root / "host" / "fxr" / version / "libhostfxr.so", package / "libhostfxr.so")


def link(place: pathlib.Path, target: pathlib.Path) -> None:
    """A link at a place whose folders may be missing."""
    place.parent.mkdir(parents=True, exist_ok=True)
    os.symlink(target, place)


if __name__ == "__main__":
    main()
