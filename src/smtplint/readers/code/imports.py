"""Under which names a file of program code knows the modules that it imports: from a name to what it stands for."""

from __future__ import annotations

from .tokens import GROUP, MARK, NAME, STRING, Token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .language import Language

_MOST = 2000  # tokens of one statement that are looked at


def imports(items: list[Token], language: Language) -> dict[str, str]:
    """The names that the top level of a file imports, each with the module, or module and member, that it means."""
    found: dict[str, str] = {}
    take = _WAYS.get(language.imports)
    if take is not None:
        for at, token in enumerate(items):
            if token.kind == NAME:
                take(items, at, found)
    return found


def _javascript(items: list[Token], at: int, found: dict[str, str]) -> None:
    """``import X, {a as b} from 'm'``, ``import * as X from 'm'``, ``const X = require('m')``, ``const {a} = …``."""
    word = items[at].text
    if word == "import":
        module = _string_after(items, at, "from")
        if not module:
            return
        name = items[at + 1] if at + 1 < len(items) else None
        if name is not None and name.kind == NAME and name.text == "type":
            at += 1
            name = items[at + 1] if at + 1 < len(items) else None
        if name is None:
            return
        if name.kind == NAME:
            found[name.text] = module
            name = items[at + 3] if at + 3 < len(items) and items[at + 2].is_mark(",") else None
        if name is not None and name.is_mark("*") and at + 3 < len(items):
            found[items[at + 3].text] = module
        elif name is not None and name.is_group("{"):
            _members(name, module, found)
    elif word in ("const", "let", "var") and at + 3 < len(items) and items[at + 2].is_mark("="):
        module = _required(items, at + 3)
        if module and items[at + 1].kind == NAME:
            found[items[at + 1].text] = module
        elif module and items[at + 1].is_group("{"):
            _members(items[at + 1], module, found)


def _required(items: list[Token], at: int) -> str:
    """The module of ``require('m')`` and of ``await import('m')``."""
    if items[at].text == "await" and at + 1 < len(items):
        at += 1
    if items[at].text not in ("require", "import") or at + 1 >= len(items) or not items[at + 1].is_group("("):
        return ""
    inside = items[at + 1].items
    return inside[0].text if len(inside) == 1 and inside[0].kind == STRING and inside[0].known else ""


def _members(group: Token, module: str, found: dict[str, str]) -> None:
    names = [token for token in group.items if token.kind == NAME or token.is_mark(",", ":")]
    part: list[Token] = []
    for token in [*names, Token(MARK, ",", 0, 0)]:
        if not token.is_mark(","):
            part.append(token)
            continue
        words = [one.text for one in part if one.kind == NAME and one.text not in ("as", "type")]
        if words:
            found[words[-1]] = f"{module}.{words[0]}" if words[0] != "default" else module
        part = []


def _string_after(items: list[Token], at: int, word: str) -> str:
    for token, following in zip(items[at : at + _MOST], items[at + 1 : at + _MOST], strict=False):
        if token.is_mark(";") or (token.kind == STRING and token.known) or following.text == "import":
            return ""
        if token.text == word and token.kind == NAME and following.kind == STRING:
            return following.text
    return ""


def _go(items: list[Token], at: int, found: dict[str, str]) -> None:
    """``import "m"`` and ``import ( alias "m" )``; without an alias the package's name is guessed from its path."""
    if items[at].text != "import" or at + 1 >= len(items):
        return
    following = items[at + 1]
    specs = following.items if following.kind == GROUP else items[at + 1 : at + 3]
    alias = ""
    for token in specs:
        if token.kind == NAME:
            alias = token.text
        elif token.kind == STRING and token.text:
            for name in [alias] if alias else _package_names(token.text):
                found[name] = token.text
            alias = ""
        else:
            alias = ""


def _package_names(path: str) -> list[str]:
    """The names that the package of an import path may have: a last part such as ``v2`` is none."""
    parts = path.split("/")
    last = parts[-1]
    if len(parts) > 1 and last[:1] == "v" and last[1:].isdigit():
        last = parts[-2]
    stem, dot, version = last.rpartition(".v")
    last = stem if dot and version.isdigit() else last
    return list(dict.fromkeys((last, last.removeprefix("go-"), last.removesuffix("-go"), last.replace("-", ""))))


def _php(items: list[Token], at: int, found: dict[str, str]) -> None:
    """``use`` of a name in its namespace, also ``as`` another name."""
    if items[at].text != "use" or at + 1 >= len(items) or items[at + 1].kind != NAME:
        return
    path = items[at + 1].text.strip("\\").replace("\\", ".")
    aliased = at + 3 < len(items) and items[at + 2].text == "as"
    found[items[at + 3].text if aliased else path.rpartition(".")[2]] = path


def _csharp(items: list[Token], at: int, found: dict[str, str]) -> None:
    """``using C = A.B;``; a plain ``using`` names no class."""
    if items[at].text != "using" or at + 3 >= len(items) or not items[at + 2].is_mark("="):
        return
    words = []
    for token in items[at + 3 : at + 40]:
        if token.is_mark(";"):
            break
        words.append(token.text)
    found[items[at + 1].text] = "".join(words)


def _elixir(items: list[Token], at: int, found: dict[str, str]) -> None:
    """``alias A.B``."""
    if items[at].text != "alias":
        return
    words = []
    for token in items[at + 1 : at + 40]:
        if token.kind not in (NAME, MARK) or token.is_mark(","):
            break
        words.append(token.text)
    if words:
        found[words[-1]] = "".join(words)


_WAYS = {"javascript": _javascript, "go": _go, "php": _php, "csharp": _csharp, "elixir": _elixir}
