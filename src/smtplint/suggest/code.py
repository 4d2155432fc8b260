"""Writes program code with settings in it: the text that a form gives (``write``), with values in its language."""

from __future__ import annotations

from ..writers.code import is_name, word_for
from .render import SECRET, Secret, bare, python_literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .render import Pairs

FILES = {"php": "mail.php", "ruby": "mail.rb", "javascript": "mailer.js", "go": "mail.go", "csharp": "Mailer.cs",
         "elixir": "config/runtime.exs"}  # fmt: skip
_READS = {
    "php": "getenv('{name}')", "ruby": 'ENV.fetch("{name}")', "javascript": "process.env.{name}",
    "go": 'os.Getenv("{name}")', "elixir": 'System.fetch_env!("{name}")',
    "csharp": 'Environment.GetEnvironmentVariable("{name}")',
}  # fmt: skip
_SYMBOLS = ("ruby", "go", "elixir", "csharp")  # languages in which a word that is a name is better than a text


def written(client: dict[str, Any], form: str, pairs: Pairs) -> str:
    """The program text with the values of ``pairs``; a line that needs a value that is not among them is left out.

    ``{host}`` in a line stands for the value of a field, ``{implicit_tls=true}`` before a line keeps it for that value
    alone, and goes.
    """
    spec = client["forms"][form]
    keys = {key: value for key, value, _ in pairs}
    values = {
        name: literal(keys[field["keys"][form][0]], spec["format"])
        for name, field in client["fields"].items()
        if field.get("keys", {}).get(form) and field["keys"][form][0] in keys
    }
    for name, field in client["fields"].items():  # what stands elsewhere, by the name of its place
        place = next((keys[key] for key in field.get("file_keys", {}).get(form, ()) if key in keys), None)
        if place is not None:
            values.setdefault(name, literal(place, spec["format"]))
    if "host" in values:  # without the port that may stand behind it
        name, _, port = str(keys[client["fields"]["host"]["keys"][form][0]]).partition(":")
        values |= {"host.name": literal(name, spec["format"]), "host.port": port}
    lines = (_line(line, client["fields"], values) for line in spec["write"].splitlines())
    return "".join(f"{line}\n" for line in lines if line is not None)


def _line(line: str, fields: dict[str, Any], values: dict[str, str]) -> str | None:
    body = line.lstrip(" \t")
    if body.startswith("{") and "=" in body.partition("}")[0]:
        condition, _, rest = body[1:].partition("}")
        name, _, wanted = condition.partition("=")
        if name in fields:
            if values.get(name, "") != wanted:
                return None
            line = line[: len(line) - len(body)] + rest.lstrip()
    for name in (*fields, "host.name", "host.port"):
        mark = "{" + name + "}"
        if mark in line:
            if name not in values:
                return None
            line = line.replace(mark, values[name])
    return line


def literal(value: Any, language: str) -> str:
    """A value as the language writes it; a secret is read from the environment, where the language can."""
    if language not in _READS:
        return _in_file(value, language)
    if isinstance(value, Secret):
        return _READS[language].replace("{name}", value.variable)
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if is_name(value):
        return value
    mark = "'" if language == "php" else '"'
    return mark + value.replace("\\", "\\\\").replace(mark, "\\" + mark) + mark


def _in_file(value: Any, format: str) -> str:
    """A value as a file of settings writes it inside a text that has all the rest."""
    if format == "json":
        return (
            f'"{SECRET if isinstance(value, Secret) else value}"' if isinstance(value, (str, Secret)) else bare(value)
        )
    if format.startswith("call:") or format == "python":
        return python_literal(value)
    text = bare(value)
    escapes = (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;")) if format == "xml" else ()
    for char, entity in escapes:
        text = text.replace(char, entity)
    return text


def best_word(words: dict[str, Any], value: Any, language: str) -> str | None:
    """The word for a value that reads best in a language: a symbol or a constant where there are such."""
    fitting = [word for word, meaning in words.items() if meaning == value]
    fitting.sort(key=lambda word: is_name(word) != (language in _SYMBOLS))
    return fitting[0] if fitting else word_for(words, value, None)
