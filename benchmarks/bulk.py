"""What a whole tree costs, against ``cat`` of the same bytes: ``python bulk.py [FILES]``."""

from __future__ import annotations

import pathlib
import platform
import random
import sys
import tempfile

from timing import command, medians, table

ROUNDS = 3
EVERY = 50  # one file in so many configures mail
QUIET = {
    "py": "def total_{n}(prices: list[int]) -> int:\n    return sum(price * {n} for price in prices)\n\n\n",
    "json": '{{"name": "service-{n}", "replicas": {n}, "labels": {{"team": "shop"}}}}\n',
    "yaml": "service-{n}:\n  image: shop/service:{n}\n  ports: [80, 443]\n  environment:\n    LOG_LEVEL: info\n",
    "env": "DATABASE_URL=postgres://db/shop_{n}\nWORKERS={n}\n",
}
MAIL = {
    "py": 'EMAIL_HOST = "smtp.gmail.com"\nEMAIL_PORT = 465\nEMAIL_USE_TLS = True\n',
    "json": '{"smtp": {"host": "smtp.gmail.com", "port": 587, "secure": true, "auth": {"user": "a@gmail.com"}}}\n',
    "yaml": "mailer:\n  smtp:\n    enable: true\n    host: smtp.gmail.com\n    port: 465\n    secure: true\n",
    "env": "SMTP_HOST=smtp.gmail.com\nSMTP_PORT=587\nSMTP_SECURITY=force_tls\nSMTP_FROM=a@example.org\n",
}
PEERS = {
    "yamllint, the YAML files": ["yamllint", "."],
    "check-yaml, the YAML files": ["check-yaml"],
    "check-jsonschema, the YAML files": ["check-jsonschema", "--schemafile"],
}


def make(folder: pathlib.Path, count: int) -> dict[str, list[pathlib.Path]]:
    """A tree of ``count`` files of about 4 KB, the same in every run; the paths by ending."""
    chance = random.Random(1)
    paths: dict[str, list[pathlib.Path]] = {ending: [] for ending in QUIET}
    for number in range(count):
        ending = chance.choice(list(QUIET))
        path = folder / f"part{number % 40}" / f"file{number}.{ending}"
        path.parent.mkdir(exist_ok=True)
        if ending == "json":
            text = "[" + ",".join(QUIET[ending].format(n=n) for n in range(60)) + "]"
        else:
            text = "".join(QUIET[ending].format(n=n) for n in range(40))
        path.write_text(MAIL[ending] if number % EVERY == 0 else text, encoding="utf-8")
        paths[ending].append(path)
    return paths


def cases(folder: pathlib.Path, paths: dict[str, list[pathlib.Path]], schema: pathlib.Path) -> dict[str, list[str]]:
    """The command lines that can be run here, by what the table calls them."""
    smtplint = command("smtplint")
    if smtplint is None:
        raise SystemExit("install smtplint's wheel in this environment first: see benchmarks/README.md")
    yaml_files = [str(path.relative_to(folder)) for path in paths["yaml"]]
    found = {
        "cat, all files": ["sh", "-c", "find . -type f -print0 | xargs -0 cat"],
        "smtplint, all files": [smtplint, "check", "--quiet"],
        "smtplint, all files, as JSON": [smtplint, "check", "--format", "json"],
        "smtplint, the YAML files": [smtplint, "check", "--quiet", *yaml_files],
    }
    for name, words in PEERS.items():
        peer = command(words[0])
        if peer is not None:
            extra = [str(schema)] if "jsonschema" in name else []
            found[name] = [peer, *words[1:], *extra, *([] if words[-1] == "." else yaml_files)]
    return found


def main() -> None:
    """Prints the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    with tempfile.TemporaryDirectory() as name, tempfile.NamedTemporaryFile("w", suffix=".json") as schema:
        schema.write("{}")
        schema.flush()
        folder = pathlib.Path(name)
        paths = make(folder, count)
        times = medians(cases(folder, paths, pathlib.Path(schema.name)), folder, ROUNDS)
        sizes = {ending: sum(path.stat().st_size for path in found) for ending, found in paths.items()}
    print(f"Python {platform.python_version()}, {platform.system()}, medians of {ROUNDS} rounds; {count} files, "
          f"{sum(sizes.values()) / 1e6:.1f} MB, {count // EVERY} of them with mail settings\n")  # fmt: skip
    rows = []
    for case, taken in times.items():
        yaml_only = "YAML" in case
        files, size = (len(paths["yaml"]), sizes["yaml"]) if yaml_only else (count, sum(sizes.values()))
        rows.append([case, f"{taken:.2f}", f"{files / taken:,.0f}", f"{size / taken / 1e6:.1f}"])
    print(table(["whole command", "s", "files/s", "MB/s"], rows))


if __name__ == "__main__":
    main()
