"""Writes docs/conformance.md: how many cells each client had, and in how many all agreed."""

from __future__ import annotations

from typing import Any

HEAD = """# Conformance: what smtplint says is what happens

<!-- Written by tests/conformance/run.py; do not edit. -->

smtplint's verdict is a prediction of a conversation. Here it is held against conversations that took place: real
mail clients, in pinned versions, told by the very files that smtplint checked, sent one message each to servers that
behave as `rules/providers/` says. Everything ran in a network namespace with nothing but loopback in it.

A cell is a client in one version × a provider or a server with one trait × TLS mode × port × login × time-out × From
× EHLO name × certificate × kind of machine. In a cell everything below must agree, or the cell counts as different:

- **fails**: a finding says that it fails, and only then the message was not sent;
- **leaks**: where a finding says so, and only there, somebody on the way got the credentials, or a message for which
  TLS was asked. To find out, each cell ran three times: against the honest server, against one on the way that takes
  STARTTLS out of the reply, and against one that shows a certificate of its own;
- **hangs**: the client waited as long as a silent server held the line, exactly where no time-out (or a longer one)
  was planned;
- the TLS mode, the EHLO name, the login mechanism and whether the password crossed in clear text are those that were
  planned;
- the error is the one that was predicted, up to host names, numbers and marks.

"""

LIMITS = """
## Limits, and why they are not cells

- **What no setting cures is not reported.** Flask-Mail, Flask-Mailman with STARTTLS, Django before 4.2 and logging's
  SMTPHandler take any certificate and have no setting for it. The cells confirm that smtplib's word for it
  (`verify`) is right; a finding would have no cure to offer.
- **Mail without a login in clear text** (a relay on port 25) is not called a leak, as relays among themselves do the
  same; credentials always are.
- **What only a look at the server tells** (an expired certificate, a server that nobody described and that offers no
  STARTTLS or no login) is not in the files. There the plan is judged, step by step and with the client's error, but
  no finding is asked for; `smtplint check --live` looks.
- **Facts that the knowledge doubts** are played leniently by the servers, so that no certain word may rest on them.
- **A time-out is seen up to {hold:.0f} seconds**: whether a client without one waits an hour is known from its
  source, not from here.
- **Flask-Mail or Flask-Mailman** cannot be told apart by their keys. Each is judged by its own version's verdict.
- **Ports and names of the own machine** (localhost, mailpit) have no usual meaning, and nothing certain is said of
  them.
- The certificate checks run against a test CA in the place of the system's store; DNS answers come from the test.
- Clients that need a running application around them (Laravel, Ghost, GitLab and so on), .NET, Elixir and Rust are
  not run here: their knowledge comes from their source alone.
"""


def render(cells: list[dict[str, Any]], results: dict[str, Any], wrong: dict[str, list[str]]) -> str:
    """The page, from the cells, what happened in each, and the differences of those that differ."""
    from .servers.farm import HOLD

    rows: dict[tuple[str, str], list[int]] = {}
    for cell in cells:
        row = rows.setdefault((cell["client"], cell["label"]), [0, 0, 0, 0, 0])
        runs = results[cell["id"]]
        row[0] += 1
        row[1] += len(runs)
        row[2] += any(record["delivered"] for record in runs[""]["records"])
        row[3] += runs[""]["seconds"] > HOLD - 0.3
        row[4] += cell["id"] in wrong
    lines = ["| client | knowledge | cells | messages tried | sent | waited for a silent server | agree |",
             "| --- | --- | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
    for (client, label), (count, runs, sent, hung, differ) in rows.items():
        agree = "all" if not differ else f"{count - differ} of {count}"
        lines.append(f"| {label} | [{client}](clients/{client}.md) | {count} | {runs} | {sent} | {hung} | {agree} |")
    total = [sum(row[n] for row in rows.values()) for n in range(5)]
    agreed = "all" if not total[4] else f"{total[0] - total[4]} of {total[0]}"
    lines.append(f"| **all** | | {total[0]} | {total[1]} | {total[2]} | {total[3]} | **{agreed}** |")
    hosts = {cell["spec"]["host"] for cell in cells}
    tail = f"\n{len(hosts)} servers. Again: `sh tests/conformance/setup.sh all && python tests/conformance/run.py`.\n"
    differing = "".join(f"\n- `{name}`: {'; '.join(found)}" for name, found in list(wrong.items())[:50])
    shown = f"\n## Cells that differ\n{differing}\n" if wrong else ""
    return HEAD + "\n".join(lines) + "\n" + tail + shown + LIMITS.format(hold=HOLD)
