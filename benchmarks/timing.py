"""Shared by the benchmarks: finding commands, running them in turn, counting their instructions, and the table."""

from __future__ import annotations

import pathlib
import shutil
import statistics
import subprocess
import sys
import time

BIN = pathlib.Path(sys.executable).parent


def command(name: str) -> str | None:
    """The console script of this environment, or None where the package is not installed."""
    path = BIN / name
    return str(path) if path.exists() else None


def seconds(words: list[str], folder: pathlib.Path) -> float:
    """Wall time of one run; the output goes nowhere."""
    begin = time.perf_counter()
    subprocess.run(
        words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return time.perf_counter() - begin


def medians(cases: dict[str, list[str]], folder: pathlib.Path, rounds: int) -> dict[str, float]:
    """The median wall time of each case in seconds; every round runs all cases in turn, after one round to warm up."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, words in cases.items():
            taken = seconds(words, folder)
            if number:
                times[name].append(taken)
    return {name: statistics.median(all_of_it) for name, all_of_it in times.items()}


def instructions(words: list[str], folder: pathlib.Path) -> int | None:
    """Instructions of one run outside of the kernel, the least of three; None where Linux's perf cannot count them.

    Other work on the machine changes them by less than 1 %, where it may double the time.
    """
    if shutil.which("perf") is None:
        return None
    counts = []
    for _ in range(3):
        command = ["perf", "stat", "-x", ",", "-e", "instructions:u", *words]
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        lines = [line for line in done.stderr.splitlines() if "instructions" in line]
        count = lines[0].partition(",")[0] if lines else ""
        if not count.isdigit():
            return None
        counts.append(int(count))
    return min(counts)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table with its columns aligned."""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )
