"""What one run over a few small files costs, as a multiple of ``python -c pass``: ``python startup.py [ROUNDS]``."""

from __future__ import annotations

import pathlib
import platform
import sys
import tempfile

from timing import command, instructions, medians, table

FILES = {
    "quiet/app.yaml": "name: shop\nreplicas: 3\nports: [80, 443]\n",
    "quiet/package.json": '{"name": "shop", "private": true}\n',
    "quiet/settings.py": "DEBUG = False\nALLOWED_HOSTS = ['shop.example.org']\n",
    "quiet/.env": "DATABASE_URL=postgres://db/shop\nDEBUG=0\n",
    "production.env": "SMTP_HOST=smtp.gmail.com\nSMTP_PORT=587\nSMTP_SECURITY=force_tls\nSMTP_FROM=a@example.org\n",
    "grafana.ini": "[smtp]\nenabled = true\nhost = smtp.gmail.com:587\nskip_verify = true\nuser = a@gmail.com\n",
    "production.yaml": "mailer:\n smtp:\n    enable: true\n    host: smtp.gmail.com\n    port: 465\n    secure: true\n",
    "mail.json": '{"smtp": {"host": "smtp.gmail.com", "port": 587, "secure": true, "auth": {"user": "a@gmail.com"}}}\n',
    "mail.toml": '[smtp]\nhost = "smtp.gmail.com"\nport = 58700000\nusername = "a@gmail.com"\n',
    "settings.py": 'EMAIL_HOST = "smtp.gmail.com"\nEMAIL_PORT = 465\nEMAIL_USE_TLS = True\n',
    "schema.json": "{}\n",
}
SMTPLINT = {
    "smtplint --version": ["--version"],
    "smtplint --help": ["--help"],
    "smtplint, 4 files without mail settings": ["check", *(name for name in FILES if name.startswith("quiet/"))],
    "smtplint, .env with findings": ["check", "production.env"],
    "smtplint, INI with findings": ["check", "grafana.ini"],
    "smtplint, YAML with findings": ["check", "production.yaml"],
    "smtplint, JSON with findings": ["check", "mail.json"],
    "smtplint, TOML with findings": ["check", "mail.toml"],
    "smtplint, Django settings with findings": ["check", "settings.py"],
    "smtplint, YAML with findings, --format json": ["check", "--format", "json", "production.yaml"],
}
PEERS = {
    "check-toml, TOML": ["check-toml", "mail.toml"],
    "check-yaml, YAML": ["check-yaml", "production.yaml"],
    "yamllint, YAML": ["yamllint", "production.yaml"],
    "dotenv-linter, .env": ["dotenv-linter", "production.env"],
    "check-jsonschema, YAML": ["check-jsonschema", "--schemafile", "schema.json", "production.yaml"],
}
PASS = "python -c pass"


def cases() -> dict[str, list[str]]:
    """The command lines that can be run here, by what the table calls them."""
    smtplint = command("smtplint")
    if smtplint is None:
        raise SystemExit("install smtplint's wheel in this environment first: see benchmarks/README.md")
    found = {PASS: [sys.executable, "-c", "pass"]}
    found |= {name: [smtplint, *words] for name, words in SMTPLINT.items()}
    peers = {name: (command(words[0]), words[1:]) for name, words in PEERS.items()}
    return found | {name: [peer, *words] for name, (peer, words) in peers.items() if peer is not None}


def main() -> None:
    """Prints the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 41
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for file, text in FILES.items():
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8")
        times = medians(cases(), folder, rounds)
        counts = {name: instructions(words, folder) for name, words in cases().items()}
    print(f"Python {platform.python_version()}, {platform.system()}, medians of {rounds} rounds\n")
    rows = [
        [case, f"{taken * 1000:.1f}", f"{taken / times[PASS]:.2f}", _multiple(counts[case], counts[PASS])]
        for case, taken in times.items()
    ]
    print(table(["one process", "ms", f"x {PASS}", "instructions, x"], rows))


def _multiple(count: int | None, unit: int | None) -> str:
    return f"{count / unit:.2f}" if count and unit else "-"


if __name__ == "__main__":
    main()
