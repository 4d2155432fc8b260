"""Goes through program code: what it assigns, what it calls, and what it then sets on the results of those calls."""

from __future__ import annotations

from ...text import Span
from ..base import MAP, OPAQUE, SCALAR, SEQ, Entry, Node
from .branches import Branch
from .choices import CHOICE, Guard, choose
from .constants import BRANCHES, Constants, assigned_at
from .imports import imports
from .language import Language
from .paths import Path, past_generics, path_at, statement_end
from .settings import receivers
from .tokens import GROUP, LABEL, LINE, MARK, NAME, NUMBER, STRING, SYMBOL, Token
from .values import CALL, METHOD, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .conditions import Conditions

BRANCH = "only in a branch"
_OWN = ("this", "self", "@")  # what an object calls itself: its members are known in all of its methods
_MOST_CALLS = 5000
_MOST_ARGUMENTS = 200  # of a call without brackets
_MOST_ENTRIES = 20_000
_MOST_NESTED = 70
_NOT_CALLED = frozenset(
    ("if", "for", "foreach", "while", "switch", "catch", "function", "func", "return", "match", "elseif", "array",
     "list", "isset", "empty", "unset", "echo", "print", "sizeof", "typeof", "def", "defp", "fn", "and", "or", "not")
)  # fmt: skip
_KEYWORDS = frozenset(
    ("if", "unless", "else", "elsif", "when", "while", "until", "in", "and", "or", "not", "then", "do", "is", "of",
     "rescue", "ensure", "end", "extends", "implements", "as", "instanceof")
)  # fmt: skip


class Scope:
    """Names that hold an object whose settings are collected; ``branches`` are those that the code stands in."""

    __slots__ = ("branches", "called", "kind", "names", "parent")

    def __init__(self, parent: Scope | None, branches: tuple[Branch, ...], kind: str = "") -> None:
        self.parent = parent
        self.branches = branches
        self.kind = kind
        self.names: dict[str, Object] = {}
        self.called: dict[str, list[Entry]] = {}  # methods of objects that were made elsewhere, so far

    def find(self, name: str) -> Object | None:
        """The object that a name holds here."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    def bind(self, name: str, found: Object) -> None:
        """Lets a name hold an object; members of ``this`` do so in the whole class."""
        scope = self
        if name.startswith(_OWN):
            while scope.parent is not None and scope.kind != "class":
                scope = scope.parent
        scope.names[name] = found


class Object:
    """The mapping of a call's result, and the branches in which it was made."""

    __slots__ = ("branches", "node")

    def __init__(self, node: Node, branches: tuple[Branch, ...]) -> None:
        self.node = node
        self.branches = branches

    def set(self, entry: Entry, branches: tuple[Branch, ...], conditions: Conditions) -> None:
        """Adds what is set later; in a branch of its own it is a choice between that and what was set before."""
        if len(self.node.entries) < _MOST_ENTRIES:
            same = 0
            while same < min(len(branches), len(self.branches)) and branches[same] is self.branches[same]:
                same += 1
            self.node.entries.append(settled(self.node, entry, branches[same:], conditions))


def settled(node: Node, entry: Entry, branches: tuple[Branch, ...], conditions: Conditions) -> Entry:
    """The entry as it may be relied on: what a branch sets is a choice between that and what was set before."""
    if not branches:
        return entry
    before = node.get(entry.key) if len(node.entries) < 200 else None
    same = before is not None and before.value.kind == entry.value.kind == SCALAR
    if same and before is not None and (before.value.text, before.value.tag) == (entry.value.text, entry.value.tag):
        return entry
    tree = conditions.under(branches) if len(node.entries) < 200 else None
    value = choose(tree, entry.value, before.value if before is not None else None, entry.value.span)
    if value is not None and value.style == CHOICE:
        return Entry(entry.key, entry.key_span, value, entry.span)
    if value is entry.value:
        return entry
    return Entry(entry.key, entry.key_span, Node(OPAQUE, entry.value.span, why=BRANCH), entry.span)


class Walker:
    """Fills ``settings`` (what is assigned, by its path) and ``calls`` (by their callee) from nested tokens."""

    def __init__(self, items: list[Token], language: Language, whole: Span) -> None:
        self.language = language
        self.items = items
        self._imports = imports(items, language)
        constants = Constants(items, language)
        self.values = Values(language, constants.resolve, self.canonical)
        constants.values = self.values
        if language.name == "javascript":
            self.values.receivers = receivers(items, self._imports)
        self.settings = Node(MAP, whole)
        self.calls: list[Node] = []
        self._seen: set[int] = set()
        self._command_end = 0  # where the arguments of the last call without brackets end

    def run(self) -> None:
        """Walks the whole file."""
        self._walk(self.items, Scope(None, ()), "", 0)

    def by_callee(self, whole: Span) -> Node:
        """The mapping from callee to the list of its calls, in the order of their places."""
        lists: dict[str, list[Node]] = {}
        for node in self.calls:
            lists.setdefault(node.text, []).append(node)
        entries = [Entry(name, found[0].span, Node(SEQ, whole, items=found)) for name, found in lists.items()]
        return Node(MAP, whole, entries=entries)

    def canonical(self, words: list[str]) -> str:
        """The full name of a callee: ``createTransport`` imported from nodemailer is ``nodemailer.createTransport``."""
        head = self._imports.get(words[0], words[0])
        return ".".join([head, *(word for word in words[1:] if word != "default")])

    # -- statements ------------------------------------------------------------------------------------------------

    def _walk(self, items: list[Token], scope: Scope, prefix: str, depth: int) -> None:
        if depth > _MOST_NESTED:
            return
        head, owner, at = "", "", 0  # the first word of the statement, and the class that it begins
        rescued = False
        while at < len(items):
            token = items[at]
            if token.kind == LINE or token.is_mark(";"):
                head = owner = ""
            elif token.kind == GROUP:
                self._group(items, at, self._inner(items, at, scope, head, owner), depth, owner)
                if token.text in ("{", "then") and at + 1 < len(items) and items[at + 1].kind == NAME:
                    head = owner = ""
            elif token.kind in (NAME, SYMBOL) and not _is_member(items, at, self.language):
                if token.text == "rescue" and not head and not rescued:
                    scope = self._branched(scope)
                    rescued = True
                head = head or token.text
                if head in ("class", "module") or token.text == "class":
                    following = items[at + 1] if at + 1 < len(items) else None
                    owner = owner or (following.text if token.text == "class" and following else "")
                inside = self._branched(scope) if head in BRANCHES else scope
                at = self._name(items, at, inside, scope, prefix)
                continue
            at += 1

    def _branched(self, scope: Scope) -> Scope:
        inner = Scope(scope, (*scope.branches, Branch(None, [])))
        inner.names = scope.names
        return inner

    def _inner(self, items: list[Token], at: int, scope: Scope, head: str, owner: str) -> Scope:
        token = items[at]
        if token.text not in ("{", "do", "then"):
            return scope
        branches = scope.branches
        if token.branch is not None:
            branches = (*branches, token.branch) if token.branch.condition != [] or token.branch.before else branches
        elif head in BRANCHES or token.word in BRANCHES:
            branches = (*branches, Branch(None, []))
        inner = Scope(scope, branches, "class" if owner else "")
        if token.text == "then":
            inner.names = scope.names
        made = self._block_of(items, at, scope)
        if made is not None:
            bars = [number for number, one in enumerate(token.items[:8]) if one.is_mark("|")]
            if len(bars) > 1 and bars[0] == 0 and token.items[1].kind == NAME:
                inner.names[token.items[1].text] = Object(made, branches)
        return inner

    def _block_of(self, items: list[Token], at: int, scope: Scope) -> Node | None:
        """The call to which a block belongs: ``Net::SMTP.start(…) do |smtp|``."""
        if not self.language.blocks or not at:
            return None
        before = items[at - 1]
        if before.is_group("("):
            return self.values.called(before)
        for back in range(at - 1, max(-1, at - 4), -1):
            if items[back].kind == NAME and not _is_member(items, back, self.language):
                found = scope.find(items[back].text)
                return found.node if found is not None else None
        return None

    def _group(self, items: list[Token], at: int, scope: Scope, depth: int, owner: str) -> None:
        token = items[at]
        prefix = owner + "." if owner and token.text in ("{", "do") else ""
        self._walk(token.items, scope, prefix, depth + 1)

    def _name(self, items: list[Token], at: int, scope: Scope, around: Scope, prefix: str) -> int:
        """One name, with what is done to it; gives where to go on (brackets behind it are walked by themselves)."""
        path = path_at(items, at, self.language)
        if path is None:
            return at + 1
        token = items[at]
        following = items[path.after] if path.after < len(items) else None
        if token.text in ("export", "return") and self._exported(items, at, scope):
            return at + 1
        mark = assigned_at(items, at, path.after, self.language)
        if mark >= 0:
            self._assign(items, path, mark, scope, around, prefix)
            self._keep(items, at, path, mark, scope)
            return max(mark + 1, path.after)
        if following is not None and following.is_mark("<") and self.language.name in ("javascript", "csharp"):
            path.after = past_generics(items, path.after)
            following = items[path.after]
        if following is not None and following.kind == GROUP:
            self._called(items, at, path, scope)
        elif self._begins_statement(items, at) and self._commands(following, items[path.after - 1]):
            self._command(items, path, scope)
        elif (following is None or not following.is_mark(*self.language.member)) and not _is_parameter(items, at):
            self._used(path, scope, following)
        return path.after

    def _begins_statement(self, items: list[Token], at: int) -> bool:
        if items[at].start < self._command_end:
            return False
        before = items[at - 1] if at else None
        return (
            before is None or before.kind == LINE or before.is_mark(";", "|") or before.text in ("then", "else", "do")
        )

    def _commands(self, following: Token | None, last: Token) -> bool:
        """Whether a name is followed by arguments without brackets."""
        if not self.language.calls_without_brackets or following is None or following.start == last.end:
            return False
        if following.kind == NAME:
            return following.text not in _KEYWORDS
        return following.kind in (STRING, SYMBOL, LABEL, NUMBER)

    # -- what is done to names -------------------------------------------------------------------------------------

    def _exported(self, items: list[Token], at: int, scope: Scope) -> bool:
        """``return […]`` of a PHP file, ``export default …``: the file's own value."""
        word = items[at].text
        start = at + 1
        if word == "export":
            if start >= len(items) or items[start].text != "default":
                return False
            start += 1
        elif self.language.name != "php" or scope.parent is not None or start >= len(items):
            return False
        end = statement_end(items, start, self.language)
        if start < end:
            value = self._unwrapped(self.values.of(items[start:end]))
            span = Span(items[start].start, items[end - 1].end)
            self._set(Entry("exports" if word == "export" else "return", span, value, span), scope)
        return True

    def _unwrapped(self, node: Node) -> Node:
        """The mapping that a helper (``defineConfig({…})``) is given, as it hands it on."""
        lone = node.entries[0].value if node.style == CALL and len(node.entries) == 1 else node
        return lone if lone.kind == MAP else node

    def _assign(self, items: list[Token], path: Path, mark: int, scope: Scope, around: Scope, prefix: str) -> None:
        end = statement_end(items, mark + 1, self.language)
        if end == mark + 1:
            return
        value = self.values.of(items[mark + 1 : end])
        if end < len(items) and items[end].text == "rescue" and self.language.blocks:
            scope = self._branched(scope)
        last = items[end - 1] if items[end - 1].kind != LINE else items[end - 2]
        span = Span(path.start, max(path.end, last.end))
        dotted = ".".join(path.words)
        made = value if value.kind == MAP and value.style == CALL else None
        for count in range(len(path.words) - 1, 0, -1):
            held = scope.find(".".join(path.words[:count]))
            if held is not None:
                key = ".".join(path.words[count:])
                entry = Entry(key, Span(path.start, path.end), value, span)
                held.set(entry, scope.branches, self.values.conditions)
                if held.node.text:
                    break
        else:
            receiver = ".".join(path.words[:-1])
            if made is None and receiver and scope.find(receiver) is None:
                self._stranger(path, value, span, scope)
            key = "exports" if dotted == "module.exports" else dotted.removeprefix("module.")
            exported = self._unwrapped(value) if key == "exports" else value
            self._set(Entry(prefix + key, Span(path.start, path.end), exported, span), scope)
        if made is not None and dotted not in self._imports:
            (around if around.names is scope.names else scope).bind(dotted, Object(made, scope.branches))
        elif len(path.words) == 1 and scope.find(dotted) is not None:
            scope.names[dotted] = Object(Node(MAP, span, style=CALL), scope.branches)  # it holds something else now

    def _keep(self, items: list[Token], at: int, path: Path, mark: int, scope: Scope) -> None:
        """Marks an object that lives on behind the function that makes it, as others may set more on it."""
        before = items[at - 1] if at else None
        kept = len(path.words) > 1 or path.words[0].startswith("@") or scope.kind == "class"
        if self.language.name == "go":
            kept = kept or not (items[mark].is_mark(":=") or (before is not None and before.text == "var"))
        elif self.language.name == "csharp":
            declared = before is not None and (before.kind == NAME or before.is_mark(">", "?") or before.is_group("["))
            kept = kept or not declared
        held = scope.find(".".join(path.words))
        if kept and held is not None:
            span = Span(path.start, path.end)
            held.node.entries.append(Entry("escapes", span, Node(OPAQUE, span, why="kept")))

    def _stranger(self, path: Path, value: Node, span: Span, scope: Scope) -> None:
        """A member of an object that was made elsewhere: what else it holds is not known."""
        receiver = ".".join(path.words[:-1])
        unknown = Node(OPAQUE, span, why="made elsewhere")
        node = Node(MAP, span, text="", style=CALL, entries=[Entry("*", span, unknown)])
        found = Object(node, scope.branches)
        node.entries += scope.called.get(receiver, [])
        found.set(
            Entry(path.words[-1], Span(path.start, path.end), value, span), scope.branches, self.values.conditions
        )
        scope.names[receiver] = found
        self._record(node, scope)

    def _called(self, items: list[Token], at: int, path: Path, scope: Scope) -> None:
        group = items[path.after]
        start = items[at - 1].start if at and items[at - 1].text in ("new", "&") else path.start
        if group.text == "(" and path.words[-1] not in _NOT_CALLED:
            span = Span(start, group.end)
            if len(path.words) > 1:
                self._method(path, group, span, scope)
            node = self.values.arguments(path.words, group, span, 1)
            after = items[path.after + 1] if path.after + 1 < len(items) else None
            if self.language.name == "csharp" and start != path.start and after is not None and after.is_group("{"):
                node = self.values.initialised(node, after, 1)
            if path.words == ["define"] and self.language.name == "php":
                self._define(node, scope)
            self._record(node, scope)
        elif group.text == "{" and self._is_struct(path, start):
            empty = Node(MAP, Span(start, path.end), text=self.canonical(path.words), style=CALL)
            self._record(self.values.initialised(empty, group, 1), scope)

    def _is_struct(self, path: Path, start: int) -> bool:
        """Whether braces behind a name make a value: ``new X {…}`` of C#, ``pkg.X{…}`` and ``&X{…}`` of Go."""
        made = start != path.start
        return (self.language.structs and (made or len(path.words) > 1)) or (made and self.language.name == "csharp")

    def _define(self, node: Node, scope: Scope) -> None:
        name, value = node.get("0"), node.get("1")
        if name is not None and value is not None and name.value.kind == SCALAR:
            self._set(Entry(name.value.text, name.value.inner, value.value, node.span), scope)

    def _method(self, path: Path, group: Token, span: Span, scope: Scope) -> None:
        """A call of a method of an object that is known: its arguments are settings of the object."""
        held = scope.find(".".join(path.words[:-1]))
        if held is not None:
            given = self.values.arguments(path.words, group, span, 1)
            called = Node(MAP, span, style=METHOD, entries=given.entries)
            entry = Entry(path.words[-1], Span(path.start, path.end), called, span)
            held.set(entry, scope.branches, self.values.conditions)
        elif len(path.words) == 2 and self.language.name == "php":
            earlier = scope.called.setdefault(path.words[0], [])
            called = Node(MAP, span, style=METHOD)
            earlier += [Entry(path.words[-1], Span(path.start, path.end), called, span)] if len(earlier) < 20 else []

    def _command(self, items: list[Token], path: Path, scope: Scope) -> None:
        """``delivery_method :smtp, {…}`` and ``config :app, App.Mailer, relay: "x"``: a call without brackets."""
        end = statement_end(items, path.after, self.language)
        count = 0
        while end < len(items) and items[end].is_mark(",") and count < _MOST_ARGUMENTS:
            end = statement_end(items, end + 1, self.language)
            count += 1
        arguments = [token for token in items[path.after : end] if not token.is_group("do")]
        if not arguments:
            return
        last = self._command_end = arguments[-1].end
        node = Node(MAP, Span(path.start, last), text=self.canonical(path.words), style=CALL)
        self.values.fill(node, arguments, 1)
        held = scope.find(".".join(path.words[:-1])) if len(path.words) > 1 else None
        if held is not None:
            node.style = METHOD
            called = Entry(path.words[-1], Span(path.start, path.end), node, node.span)
            held.set(called, scope.branches, self.values.conditions)
        else:
            self._record(node, scope)

    def _used(self, path: Path, scope: Scope, following: Token | None) -> None:
        """A name by itself: a method without arguments of an object that is known, or the object is handed on."""
        span = Span(path.start, path.end)
        held = scope.find(".".join(path.words))
        if held is not None:
            held.node.entries.append(Entry("escapes", span, Node(OPAQUE, span, why="handed on")))
            return
        held = scope.find(".".join(path.words[:-1])) if len(path.words) > 1 else None
        if held is not None and self.language.calls_without_brackets:
            called = Entry(path.words[-1], span, Node(MAP, span, style=METHOD), span)
            held.set(called, scope.branches, self.values.conditions)

    def _set(self, entry: Entry, scope: Scope) -> None:
        if len(self.settings.entries) < _MOST_ENTRIES:
            self.settings.entries.append(settled(self.settings, entry, scope.branches, self.values.conditions))

    def _record(self, node: Node, scope: Scope) -> None:
        if id(node) not in self._seen and len(self.calls) < _MOST_CALLS:
            self._seen.add(id(node))
            self.calls.append(node)
            if scope.branches:
                node.items.append(Guard(node.span, self.values.conditions.under(scope.branches)))


def _is_parameter(items: list[Token], at: int) -> bool:
    """Whether a name stands in ``|smtp|`` at the beginning of a block."""
    return 0 < at < 8 and items[0].is_mark("|") and (items[at - 1].is_mark("|", ",")) and at + 1 < len(items)


def _is_member(items: list[Token], at: int, language: Language) -> bool:
    return at > 0 and items[at - 1].kind == MARK and items[at - 1].text in language.member
