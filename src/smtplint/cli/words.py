"""Reads a command line by hand, as argparse alone would cost more than linting a file."""

from __future__ import annotations


class UsageError(Exception):
    """The command line or the configuration cannot be understood; the message goes to the user as it is."""


class Words:
    """A command line as it was given: ``paths`` are the words that are no options."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.flags: set[str] = set()
        self.values: dict[str, list[str]] = {}

    def one(self, name: str, default: str = "") -> str:
        """The last value of an option, or a default."""
        return self.values.get(name, [default])[-1]

    def names(self, name: str) -> list[str]:
        """The values of an option that takes names separated by commas."""
        return [word.strip() for text in self.all(name) for word in text.split(",") if word.strip()]

    def all(self, name: str) -> list[str]:
        """Every value of an option, in order."""
        return self.values.get(name, [])


def parse(command: str, argv: list[str], flags: dict[str, str], values: dict[str, str]) -> Words:
    """Reads ``argv``; ``flags`` and ``values`` map options to what they do. Raises UsageError with the wrong word."""
    found = Words()
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            found.paths += rest
            break
        if word == "-" or not word.startswith("-"):
            found.paths.append(word)
        elif word in flags:
            found.flags.add(word)
        elif name in flags:
            raise UsageError(f"{name} takes no value")
        elif name in values:
            if not equals:
                if not rest:
                    raise UsageError(f"{name} wants a value: {values[name]}")
                value = rest.pop(0)
            found.values.setdefault(name, []).append(value)
        else:
            raise UsageError(_unknown(command, name, (*flags, *values)))
    return found


def _unknown(command: str, name: str, known: tuple[str, ...]) -> str:
    from ..hosts import distance

    near = [one for one in known if distance(name, one, 2) <= 2]
    hint = f"; did you mean {near[0]}?" if near else f"; see smtplint {command} --help"
    return f"{command} has no option {name}{hint}"


def usage(head: str, flags: dict[str, str], values: dict[str, str], tail: str) -> str:
    """The text of ``--help``: a head, the options, a tail."""
    width = max(len(name) for name in (*flags, *values)) + 3
    lines = [f"  {name:<{width}} {text}" for name, text in flags.items()]
    lines += [f"  {name + ' …':<{width}} {text}" for name, text in values.items()]
    return "\n".join([head, "", *lines, "", tail])


def choice(words: Words, name: str, allowed: tuple[str, ...]) -> str:
    """The value of an option that is one of ``allowed``, the first by default; raises UsageError."""
    value = words.one(name, allowed[0])
    if value not in allowed:
        raise UsageError(f"{name} is one of {', '.join(allowed)}, not {value!r}")
    return value
