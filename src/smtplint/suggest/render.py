"""Writes a whole settings file in a client's own form: one short function for each format."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Pairs = list[tuple[str, Any, str]]  # key below the root, value, comment (empty: none)

OFF = "no-"  # before the name of an option that is switched off
SECRET = "change-me"  # stands where the reader puts the secret


class Secret:
    """A value that must not stand in a file that git keeps; ``variable`` names the variable to read it from."""

    __slots__ = ("variable",)

    def __init__(self, variable: str) -> None:
        self.variable = variable


def render(format: str, root: str, pairs: Pairs, spec: dict[str, Any]) -> str:
    """The file's text; a format is one of ``FORMATS``, or ``call:<callee>``. Raises KeyError for others.

    ``spec`` is the form: its dialect says how lines look, and ``texts`` that the root is a list of texts.
    """
    if format.startswith("call:"):
        return _call(format[5:], pairs)
    if format == "directives":
        return _directives(spec["dialect"], pairs)
    if format == "options":
        return _options(spec["dialect"], pairs)
    if spec["texts"]:
        return f"{root}:\n" + "".join(f"  - {_yaml_scalar(value)}\n" for _, value, _ in pairs)
    return FORMATS[format](root, pairs)


def file_name(format: str, files: list[str]) -> str:
    """A name under which such a file is found: the client's own where it has one."""
    if format == "python-session":
        return "send.py"
    for name in files:
        if "*" not in name:
            return name
    if files:
        return files[0].replace("**/", "").replace("*", "production" if "/" in files[0] else "app")
    from .code import FILES

    return (NAMES | FILES).get(format.partition(":")[0], "settings.py")


NAMES = {"env": ".env", "yaml": "config.yaml", "json": "config.json", "toml": "config.toml", "ini": "app.ini",
         "properties": "application.properties", "python": "settings.py", "msmtp": "msmtprc",
         "xml": "settings.xml", "directives": "mail.conf"}  # fmt: skip


def _env(root: str, pairs: Pairs) -> str:
    out = []
    for key, value, comment in pairs:
        out += [f"# {comment}"] if comment else []
        out.append(f"{key}={bare(value)}")
    return "\n".join(out) + "\n"


def bare(value: Any) -> str:
    """A value as formats write it that have nothing but text."""
    if isinstance(value, Secret):
        return SECRET
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _python(root: str, pairs: Pairs) -> str:
    out = ["import os", ""] if any(isinstance(value, Secret) for _, value, _ in pairs) else []
    if root not in ("", "*"):
        return "\n".join(out + _python_tree(_tree(root.replace("*", "default"), pairs))) + "\n"
    for key, value, comment in _joined(pairs):
        out += [f"# {comment}"] if comment else []
        out.append(f"{key} = {value}")
    return "\n".join(out) + "\n"


def _joined(pairs: Pairs) -> Pairs:
    """Literals under their keys; the items of one sequence (``NAME.0``, ``NAME.1``) joined into a tuple."""
    lines: Pairs = []
    for key, value, comment in pairs:
        name, _, at = key.rpartition(".")
        if not at.isdigit():
            lines.append((key, python_literal(value), comment))
        elif at == "0":
            lines.append((name, f"({python_literal(value)},)", comment))
        else:
            before = lines.pop()[1]
            lines.append((name, f"{before.removesuffix(')').removesuffix(',')}, {python_literal(value)})", comment))
    return lines


def _python_tree(tree: dict[str, Any]) -> list[str]:
    out = []
    for name, inner in tree.items():
        out += (
            [f"{name} = {{", *_dict_lines(inner, 1), "}"]
            if isinstance(inner, dict)
            else [f"{name} = {python_literal(inner[0])}"]
        )
    return out


def _dict_lines(tree: dict[str, Any], depth: int) -> list[str]:
    out, indent = [], "    " * depth
    for key, value in tree.items():
        if isinstance(value, dict):
            out += [f'{indent}"{key}": {{', *_dict_lines(value, depth + 1), f"{indent}}},"]
        else:
            out += [f"{indent}# {value[1]}"] if value[1] else []
            out.append(f'{indent}"{key}": {python_literal(value[0])},')
    return out


def _session(root: str, pairs: Pairs) -> str:
    """A script with smtplib: the class and the calls say what settings say elsewhere."""
    values = {key: value for key, value, _ in pairs}
    name = values["class"]
    options = [python_literal(values["host"]), str(values["port"]), "timeout=10"]
    options += ["context=ssl.create_default_context()"] if name == "SMTP_SSL" else []
    options += [f"local_hostname={python_literal(values['local_hostname'])}"] if "local_hostname" in values else []
    out = [
        "import os",
        "import smtplib",
        "import ssl",
        "from email.message import EmailMessage",
        "",
        "message = EmailMessage()",
    ]
    out += [f'message["From"] = {python_literal(values["from_addr"])}', 'message["To"] = "you@example.net"', ""]
    out.append(f"with smtplib.{name}({', '.join(options)}) as server:")
    out += ["    server.starttls(context=ssl.create_default_context())"] if values.get("starttls") else []
    out += (
        [f"    server.login({python_literal(values['user'])}, {python_literal(values['password'])})"]
        if "user" in values
        else []
    )
    return "\n".join([*out, "    server.send_message(message)"]) + "\n"


def python_literal(value: Any) -> str:
    """A value as Python writes it; a secret is read from the environment."""
    if isinstance(value, Secret):
        return f'os.environ["{value.variable}"]'
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def _call(callee: str, pairs: Pairs) -> str:
    module, _, name = callee.rpartition(".")
    out = ["import os", "", f"from {module} import {name}", "", f"settings = {name}("]
    for key, value, comment in pairs:
        out += [f"    # {comment}"] if comment else []
        out.append(f"    {key}={python_literal(value)},")
    return "\n".join([*out, ")"]) + "\n"


def _ini(root: str, pairs: Pairs) -> str:
    sections: dict[str, list[str]] = {}
    for key, value, comment in pairs:
        section, _, name = (root, "", key) if root else key.rpartition(".")
        lines = sections.setdefault(section, [f"[{section}]"] if section else [])
        lines += [f"; {comment}"] if comment else []
        lines.append(f"{name} = {bare(value)}")
    return "\n\n".join("\n".join(lines) for lines in sections.values()) + "\n"


def _properties(root: str, pairs: Pairs) -> str:
    out = []
    for key, value, comment in pairs:
        out += [f"# {comment}"] if comment else []
        out.append(f"{root + '.' if root else ''}{key}={bare(value)}")
    return "\n".join(out) + "\n"


def _directives(dialect: str, pairs: Pairs) -> str:
    if dialect == "remotes":
        first = [bare(value) for key, value, _ in pairs if key in ("host", "protocol")]
        first += ["smtp"] if len(first) == 1 else []
        rest = [f"--{key}={bare(value)}".rstrip("=") for key, value, _ in pairs if key not in ("host", "protocol")]
        return " ".join([*first, *rest]) + "\n"
    out = []
    for key, value, comment in pairs:
        out += [f"# {comment}"] if comment else []
        line = f"{key} = {bare(value)}" if dialect == "postfix" else f"{key} {bare(value)}"
        out.append(bare(value) if dialect == "urls" else line.rstrip())
    return "\n".join(out) + "\n"


def _options(dialect: str, pairs: Pairs) -> str:
    out = []
    for key, value, comment in pairs:
        out += [f"# {comment}"] if comment else []
        text = bare(value)
        if text in ("", OFF):
            out.append(f"{text}{key}")
        elif dialect == "swaks":
            out.append(f"{key} {text}")
        else:
            quoted = text.replace("\\", "\\\\").replace('"', '\\"')
            out.append(f'{key} = "{quoted}"' if isinstance(value, (str, Secret)) else f"{key} = {text}")
    return "\n".join(out) + "\n"


def _msmtp(root: str, pairs: Pairs) -> str:
    out = ["account provider"]
    for key, value, comment in pairs:
        out += [f"# {comment}"] if comment else []
        out.append(f"{key} {bare(value)}")
    return "\n".join([*out, "account default : provider"]) + "\n"


# -- nested formats ----------------------------------------------------------------------------------------------------


_ITEM = "[]"  # the key of a tree under which the one item of a list stands


def _tree(root: str, pairs: Pairs) -> dict[str, Any]:
    """Nested mappings down the root's route and the keys' own dots; leaves are pairs of value and comment."""
    tree: dict[str, Any] = {}
    for key, value, comment in pairs:
        node = tree
        path = [part for part in (f"{root}.{key}" if root else key).split(".") if part]
        for part in path[:-1]:
            name = ANY if part == "*" else part.removesuffix(_ITEM)
            node = node.setdefault(name, {}) if name else node
            node = node.setdefault(_ITEM, {}) if part.endswith(_ITEM) else node
        node[path[-1]] = (value, comment)
    return tree


ANY = "production"  # stands where a route takes any key


def _yaml(root: str, pairs: Pairs) -> str:
    return "".join(f"{line}\n" for line in _yaml_lines(_tree(root, pairs)))


def _yaml_lines(tree: dict[str, Any]) -> list[str]:
    out = []
    for key, value in tree.items():
        if key == _ITEM:
            inner = _yaml_lines(value)
            first = next((at for at, line in enumerate(inner) if not line.startswith("#")), 0)
            out += inner[:first] + ["- " + inner[first]] + ["  " + line for line in inner[first + 1 :]]
        elif isinstance(value, dict):
            out += [f"{key}:", *("  " + line for line in _yaml_lines(value))]
        else:
            out += [f"# {value[1]}"] if value[1] else []
            out.append(f"{key}: {_yaml_scalar(value[0])}")
    return out


_PLAIN_TRAPS = ("true", "false", "yes", "no", "on", "off", "null", "none", "~", "y", "n")


def _yaml_scalar(value: Any) -> str:
    if not isinstance(value, str):
        return bare(value)
    risky = not value or value.lower() in _PLAIN_TRAPS or not (value[0].isalnum()) or ": " in value or " #" in value
    if risky or value.replace(".", "", 1).isdigit():
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value


def _json(root: str, pairs: Pairs) -> str:
    import json

    def plain(tree: Any) -> Any:
        if isinstance(tree, dict):
            return [plain(tree[_ITEM])] if _ITEM in tree else {key: plain(value) for key, value in tree.items()}
        return SECRET if isinstance(tree[0], Secret) else tree[0]

    return json.dumps(plain(_tree(root, pairs)), indent=2) + "\n"


def _toml(root: str, pairs: Pairs) -> str:
    out = [f"[{root}]"] if root else []
    for key, value, comment in pairs:
        out += [f"# {comment}"] if comment else []
        text = (
            python_literal(SECRET if isinstance(value, Secret) else value)
            if not isinstance(value, bool)
            else bare(value)
        )
        out.append(f"{key} = {text}")
    return "\n".join(out) + "\n"


FORMATS: dict[str, Callable[[str, Pairs], str]] = {
    "env": _env, "python": _python, "ini": _ini, "properties": _properties, "msmtp": _msmtp, "yaml": _yaml,
    "json": _json, "options": lambda root, pairs: _options("", pairs),
    "directives": lambda root, pairs: _directives("", pairs),
    "toml": _toml, "python-session": _session,
}  # fmt: skip
