"""Runs settings modules for real: reads pairs of a module and an environment as JSON, prints what each name held.

Run as a program of its own, so that nothing of what it runs touches the tests.
"""

from __future__ import annotations

import json
import os
import sys


def shown(value: object, depth: int = 0) -> object:
    """A value as JSON can hold it, its type kept."""
    if depth > 20:
        return ["other", ""]
    if isinstance(value, (list, tuple)):
        return ["seq", [shown(item, depth + 1) for item in value]]
    if isinstance(value, dict):
        return ["map", {str(key): shown(item, depth + 1) for key, item in value.items()}]
    if value is None or isinstance(value, (bool, int, float, str)):
        return [type(value).__name__, repr(value)]
    return ["other", ""]


def outcome(text: str, environment: dict[str, str], conditions: list[str]) -> dict[str, object]:
    """What the names hold in the end and which conditions are true, or the error that stopped the module."""
    os.environ.clear()
    os.environ.update(environment)
    namespace: dict[str, object] = {"__name__": "settings"}
    try:
        exec(compile(text, "settings.py", "exec", dont_inherit=True), namespace)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    held = {name: shown(value) for name, value in namespace.items() if name.isupper()}
    return {"names": held, "true": [one for one in conditions if may_hold(one, namespace)]}


def may_hold(condition: str, namespace: dict[str, object]) -> bool:
    """Whether a guard is true; one that is no expression (the words of a loop) may be."""
    try:
        return bool(eval(condition, namespace))
    except Exception:
        return True


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    json.dump([outcome(*case) for case in json.load(sys.stdin)], sys.stdout)
