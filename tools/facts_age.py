"""Lists facts that were checked long ago: ``python tools/facts_age.py [--months 12] [--today 2026-11-21]``.

A provider says when it was ``checked``; a client's newest dated source stands for it. Exits 1 while anything is older.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from typing import Any

import generate


def checked(kind: str, data: dict[str, Any]) -> str:
    """The day on which an entry was last checked, as ``YYYY-MM-DD``; empty where nothing is dated."""
    if kind == "providers":
        return str(data.get("checked", ""))
    dates = [str(source.get("date", "")) for source in data.get("sources", []) if isinstance(source, dict)]
    return max((date for date in dates if len(date) == 10), default="")


def months_between(early: str, late: datetime.date) -> int:
    """Whole months from a day to another."""
    day = datetime.date.fromisoformat(early)
    return (late.year - day.year) * 12 + late.month - day.month - (late.day < day.day)


def main() -> int:
    """Prints the entries that are older, the oldest first; 1 when there are any."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--today", type=datetime.date.fromisoformat, default=datetime.date.today())
    arguments = parser.parse_args()
    old = []
    for kind in ("providers", "clients"):
        for name, data in generate.load(kind).items():
            day = checked(kind, data)
            if day and months_between(day, arguments.today) >= arguments.months:
                old.append((day, f"rules/{kind}/{name}.yaml"))
    for day, path in sorted(old):
        print(f"{day}  {path}")
    print(f"{len(old)} entries were last checked {arguments.months} months ago or longer", file=sys.stderr)
    return int(bool(old))


if __name__ == "__main__":
    sys.exit(main())
