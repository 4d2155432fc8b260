"""Runs suggest for every client with every provider and prints totals: ``python tests/suggest/all_pairs.py [EVERY]``.

EVERY takes only each so-manieth provider: the whole table takes some minutes.
"""

from __future__ import annotations

import sys
import time

from smtplint.knowledge.store import pages, store
from smtplint.suggest.solve import Impossible, suggest


def main() -> int:
    """Prints how many pairs are served, with which outcome, and why the others are not."""
    started = time.monotonic()
    outcomes: dict[str, int] = {}
    reasons: dict[str, int] = {}
    clients = [name for name in store().ids("clients") if not store().get("clients", name)["generic"]]
    providers = store().ids("providers")[:: int(sys.argv[1]) if len(sys.argv) > 1 else 1]
    for client in clients:
        for provider in providers:
            page = pages().get("pages", f"providers/{provider}")
            try:
                found = suggest(store().get("clients", client), store().get("providers", provider), page)
                outcomes[found.outcome] = outcomes.get(found.outcome, 0) + 1
            except Impossible as error:
                kind = "settings in no file that is written" if "stand in no file" in str(error) else str(error)[:60]
                reasons[kind] = reasons.get(kind, 0) + 1
    print(f"{len(clients)} clients x {len(providers)} providers, {time.monotonic() - started:.0f} s")
    print("served: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())))
    for reason, count in sorted(reasons.items(), key=lambda item: -item[1])[:20]:
        print(f"{count:>6}  {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
