"""What an expression of program code says: texts, numbers, flags, mappings, lists, calls, reads of the environment.

Nothing is worked out but what stands there: whatever needs the program to run is OPAQUE. A path that may be a constant
of another file (``tls.VersionTLS12``) or a symbol (``:always``) is OPAQUE too, tagged as a name, with itself as its
text, so that a client knows it. A call is a MAP of style ``call``: arguments by their names or as ``0``, ``1`` ….
"""

from __future__ import annotations

from ...text import Span
from .. import base
from ..base import ENV, MAP, OPAQUE, SCALAR, SEQ, Entry, Node
from .choices import FALSY, Choice, as_tree, choose, compares, mapped
from .conditions import Conditions
from .language import Language
from .paths import Path, past_generics, path_at, split, statement_end
from .settings import READS
from .tokens import GROUP, LABEL, LINE, MARK, NAME, NUMBER, STRING, SYMBOL, Token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

WORD = base.NAME  # the tag of what is known by its name
CALL = "call"
METHOD = base.METHOD
SETTINGS = base.SETTINGS
_MOST_DEPTH = 40
_MOST_ITEMS = 2000  # of one list or one mapping
_PAIRS = ("=>", ":", "=")
_ARROWS = ("javascript", "csharp")  # languages in which ``=>`` begins the body of a function
_NO_VALUES = frozenset(("function", "fn", "func", "async", "lambda", "proc", "if", "case", "switch"))
_SPREADS = ("...", "**", "..")
_MOST_WORK = 1_500_000  # tokens that the expressions of one file have together, those inside others again
_TERNARY = ("javascript", "php", "ruby", "csharp")  # languages with ``test ? one : other``
_LOGICAL = ("php", "go", "csharp")  # languages in which ``||`` gives true or false, whatever its operands are
_LOOSE = (("||", "??", "?:"), ("&&",))  # marks that bind least
_NUMBERS = ("number", "or+number", "or+nonzero")  # casts that make a number of a variable
_TESTS = ("eq:", "or+eq:", "computed:==", "computed:!=")


class Values:
    """Reads expressions; ``resolve`` gives the node that a name stands for, or None; ``canonical`` names callees."""

    def __init__(
        self, language: Language, resolve: Callable[[str, Token], Node | None], canonical: Callable[[list[str]], str]
    ) -> None:
        self.language = language
        self._resolve = resolve
        self.canonical = canonical
        self._arguments: dict[int, Node] = {}
        self._collections: dict[int, Node] = {}
        self.conditions = Conditions(lambda items: self.of(items, 20))  # in the middle: chains of names end
        self.receivers: frozenset[str] = frozenset()  # objects that hand out settings, see settings
        self._left = _MOST_WORK

    # -- expressions -----------------------------------------------------------------------------------------------

    def of(self, items: list[Token], depth: int = 0) -> Node:
        """The node of an expression's tokens; line ends in them count for nothing."""
        items = [token for token in items if token.kind != LINE]
        if not items:
            return Node(OPAQUE, Span(0, 0), why="nothing")
        span = Span(items[0].start, items[-1].end)
        self._left -= len(items)
        if depth > _MOST_DEPTH or self._left < 0:
            return self._opaque(span)
        arrow = next((at for at, token in enumerate(items) if token.is_mark("=>")), len(items))
        question = next((at for at, token in enumerate(items[:arrow]) if token.is_mark("?")), 0)
        if question and self.language.name in _TERNARY:
            return self._choice(items, question, span, depth)
        for marks in _LOOSE:
            at = next((at for at, token in enumerate(items[:arrow]) if token.is_mark(*marks)), 0)
            if at and at + 1 < len(items):
                return self._logical(items, at, span, depth)
        node, at = self._operand(items, 0, depth)
        while at < len(items):
            mark = items[at]
            rest = items[at + 1 :]
            if mark.kind == NAME and mark.text in ("as", "satisfies"):
                return node
            if mark.kind == NAME and mark.text == "or" and rest and self.language.name not in _LOGICAL:
                return self._either(node, self.of(rest, depth + 1), "", span)
            if mark.is_mark("!") and node.kind != OPAQUE:  # of TypeScript: not null
                at += 1
                continue
            if mark.is_mark("==", "===", "!=", "!==") and rest:
                return self._equal(mark.text, node, self.of(rest, depth + 1), span)
            if mark.is_mark(self.language.joins) and rest:
                return self._joined(node, self.of(rest, depth + 1), span)
            if mark.is_mark("*") and rest:
                return self._duration(node, rest, span)
            return self._opaque(span)
        if node.span.start > span.start or node.span.end < span.end:
            node = moved(node, span)
        return node

    def _logical(self, items: list[Token], at: int, span: Span, depth: int) -> Node:
        """``one || other``, ``one ?? other``, and ``condition && value``."""
        mark, rest = items[at].text, self.of(items[at + 1 :], depth + 1)
        if mark in ("||", "&&") and self.language.name in _LOGICAL:
            return self._opaque(span)
        if mark == "&&":
            tree = self.conditions.of(items[:at]) if rest.kind in (SCALAR, MAP) else None
            no = Node(OPAQUE, span, style=FALSY, why="what the condition is")
            if compares(tree):
                no = Node(SCALAR, span, text="false", tag="bool")
            chosen = choose(tree, rest, no, span) if self.language.name == "javascript" else None
            return chosen if chosen is not None else self._opaque(span)
        empty = mark == "?:" or (mark == "||" and self.language.name == "javascript")
        return self._either(self.of(items[:at], depth + 1), rest, "or" if empty else "", span)

    def _opaque(self, span: Span, why: str = "an expression") -> Node:
        return Node(OPAQUE, span, why=why)

    def _either(self, left: Node, right: Node, style: str, span: Span) -> Node:
        if isinstance(left, Choice):
            return mapped(left, lambda one: self._either(one, right, style, span))
        if left.kind == SCALAR and left.text and (left.tag == "str" or (left.tag == "int" and left.text != "0")):
            return left
        if left.kind == SCALAR and left.tag == "null":
            return right
        if left.kind == ENV and left.style == "number" and not left.items:  # Number(…) || 587: 0 is given up as well
            items = [right] if style else []
            style = "or+nonzero" if style else "number"
            return Node(ENV, span, text=left.text, style=style, items=items, tag=left.tag)
        if left.kind != ENV or left.style or left.items:
            return self._opaque(span)
        return Node(ENV, span, text=left.text, style=style, items=[right], tag=left.tag)

    def _joined(self, left: Node, right: Node, span: Span) -> Node:
        """``host + ":" + port`` where both are texts that are known, or read as they are from the environment."""
        if isinstance(left, Choice):
            return mapped(left, lambda one: self._joined(one, right, span))
        if isinstance(right, Choice):
            return mapped(right, lambda one: self._joined(left, one, span))
        texts = left.kind == right.kind == SCALAR and left.tag == right.tag == "str"
        if not texts and _is_text(left) and _is_text(right):
            name = left.text if left.kind == ENV else right.text
            return Node(ENV, span, text=name, style="computed:+", items=[left, right])
        return Node(SCALAR, span, text=left.text + right.text, tag="str") if texts else self._opaque(span)

    def _equal(self, mark: str, left: Node, right: Node, span: Span) -> Node:
        """``process.env.X === "true"``, ``Number(process.env.X) === 465``, and ``port === 465`` of what is known."""
        if isinstance(left, Choice):
            return mapped(left, lambda one: self._equal(mark, one, right, span))
        if isinstance(right, Choice):
            return mapped(right, lambda one: self._equal(mark, left, one, span))
        if left.kind == right.kind == SCALAR:
            same = self._same(mark, left, right)
            text = "" if same is None else str(same == (mark[0] == "=")).lower()
            return Node(SCALAR, span, text=text, tag="bool") if text else self._opaque(span)
        if right.kind == ENV and left.kind == SCALAR:
            left, right = right, left
        if left.kind != ENV or right.kind != SCALAR or right.tag not in ("str", "int"):
            return self._opaque(span)
        if mark[0] == "=" and left.style in ("", "or") and (right.tag == "str" or mark == "=="):
            style = f"{left.style}+eq:{right.text}" if left.style else f"eq:{right.text}"
            return Node(ENV, span, text=left.text, style=style, items=left.items, tag=left.tag)
        number = left.style in _NUMBERS and right.tag == "int"
        if not number and not (left.style in ("", "or") and right.tag == "str"):
            return self._opaque(span)
        return Node(ENV, span, text=left.text, style=f"computed:{mark[0]}=", items=[left, right])

    def _same(self, mark: str, left: Node, right: Node) -> bool | None:
        """Whether two plain values are equal; None where the language converts them to tell."""
        if left.tag == right.tag and left.tag in ("int", "bool", "null"):
            return left.text == right.text
        if left.tag == right.tag == "str":
            loose = self.language.name == "php" and len(mark) == 2  # "1e1" == "10" there
            numbers = [one.text.strip(" .+-")[:1].isdigit() for one in (left, right)]
            return None if loose and all(numbers) else left.text == right.text
        strict = len(mark) == 3 or self.language.name in ("ruby", "elixir")
        return False if strict and {left.tag, right.tag} <= {"int", "str", "bool", "null"} else None

    def _choice(self, items: list[Token], question: int, span: Span, depth: int) -> Node:
        """``test ? one : other``: of what is known one of both, of a variable's text an operation, else a choice."""
        colon = _colon(items, question)
        rest = items[colon + 1 :]
        if not rest or colon == question + 1:
            return self._opaque(span)
        yes, no = self.of(items[question + 1 : colon], depth + 1), self.of(rest, depth + 1)
        test = self.of(items[:question], depth + 1)
        flags = [one.text if one.kind == SCALAR and one.tag == "bool" else "" for one in (yes, no)]
        if flags == ["true", "false"] and test.kind == ENV and test.style.startswith(_TESTS):
            return moved(test, span)
        plain = all(one.kind == SCALAR or (one.kind == ENV and one.style in _NUMBERS) for one in (yes, no))
        if test.kind == ENV and plain and test.style.startswith(_TESTS) and as_tree(test) is None:
            return Node(ENV, span, text=test.text, style="computed:if", items=[test, yes, no])
        tree = as_tree(test)
        node = choose(self.conditions.of(items[:question]) if tree is None else tree, yes, no, span)
        return node if node is not None else self._opaque(span)

    def _duration(self, node: Node, rest: list[Token], span: Span) -> Node:
        """``10 * time.Second``: seconds."""
        path = path_at(rest, 0, self.language)
        unit = self.language.units.get(".".join(path.words)) if path is not None and path.after == len(rest) else None
        if unit is None or node.kind != SCALAR or node.tag != "int":
            return self._opaque(span)
        return _number(span, _plain(int(node.text) * unit) if len(node.text) < 12 else "")

    # -- operands --------------------------------------------------------------------------------------------------

    def _operand(self, items: list[Token], at: int, depth: int) -> tuple[Node, int]:
        """The operand that begins at ``at``, and where it ends; an expression that is not understood ends it all."""
        first = items[at]
        start = first.start
        while at < len(items) and (items[at].is_mark("&", "@") or items[at].text in ("new", "await")):
            at += 1
        if at >= len(items):
            return self._opaque(Span(start, items[-1].end)), len(items)
        token = items[at]
        node: Node | None = None
        if token.kind == STRING:
            node, at = self._string(token), at + 1
        elif token.kind == NUMBER:
            node, at = _number(Span(token.start, token.end), token.text.replace("_", "")), at + 1
        elif token.kind == SYMBOL:
            node = Node(OPAQUE, Span(token.start, token.end), text=token.text, tag=WORD, why="a symbol")
            at += 1
        elif token.is_mark("-") and at + 1 < len(items) and items[at + 1].kind == NUMBER:
            node, at = _number(Span(token.start, items[at + 1].end), "-" + items[at + 1].text), at + 2
        elif token.kind == GROUP:
            node, at = self._group(items, at, depth)
        elif token.kind == NAME:
            return self._chain(items, at, start, depth)
        if node is None:
            return self._opaque(Span(start, items[-1].end)), len(items)
        return self._methods(node, items, at, start)

    def _group(self, items: list[Token], at: int, depth: int) -> tuple[Node | None, int]:
        token = items[at]
        if token.text == "(" and at + 1 < len(items) and items[at + 1].is_mark("=>", "->"):
            return self._function(items, at + 2, depth), len(items)
        if token.text == "(" and at + 1 < len(items) and items[at + 1].kind in (STRING, NUMBER, NAME, GROUP):
            word = token.items[0].text if len(token.items) == 1 else ""  # (int) $x of PHP and C#
            node, after = self._operand(items, at + 1, depth + 1)
            return self._cast(node, self.language.casts.get(f"({word})"), Span(token.start, node.span.end)), after
        if token.text == "(":
            return moved(self.of(token.items, depth + 1), Span(token.start, token.end)), at + 1
        if token.text in ("[", "{"):
            return self.collection(token, depth), at + 1
        if token.text == "do" and token.word in ("if", "unless", "case"):
            return self._block(token, depth), at + 1
        return None, at

    def _block(self, token: Token, depth: int) -> Node | None:
        """``if … else … end`` of Ruby as a value: a choice of what its bodies give, each of one expression."""
        span = Span(token.start, token.end)
        node: Node | None = Node(SCALAR, span, text="", tag="null")
        for inside in token.items:
            if inside.branch is None:
                continue
            body = inside.items
            while body and body[0].kind == LINE:
                body = body[1:]
            end = statement_end(body, 0, self.language)
            if any(one.kind != LINE for one in body[end:]):
                return self._opaque(span)
            node = choose(self.conditions.under((inside.branch,)), self.of(body, depth + 1), node, span)
        return node

    def _function(self, items: list[Token], at: int, depth: int) -> Node:
        """A function counts as the one mapping that it gives, and as a word where it is always true or always false."""
        span = Span(items[0].start, items[-1].end)
        node = self.body(items[at:], depth)
        if node is not None and node.kind == SCALAR and node.tag == "bool" and not _branches(items[at:]):
            return Node(OPAQUE, span, text=f"=> {node.text}", tag=WORD, why="a function")
        return node if node is not None and node.kind == MAP else self._opaque(span, "a function")

    def body(self, items: list[Token], depth: int = 0) -> Node | None:
        """What the body behind an arrow gives: an expression, or the expression of a block's one ``return``."""
        if depth > _MOST_DEPTH or not items:
            return None
        if not items[0].is_group("{"):
            return self.of(items, depth + 1)
        inner = items[0].items
        returns = [at for at, token in enumerate(inner) if token.kind == NAME and token.text == "return"]
        if len(returns) != 1 or any(token.text in ("if", "switch") for token in inner if token.kind == NAME):
            return None
        end = statement_end(inner, returns[0] + 1, self.language)
        return self.of(inner[returns[0] + 1 : end], depth + 1)

    def _string(self, token: Token) -> Node:
        span = Span(token.start, token.end)
        if not token.known:
            return Node(OPAQUE, span, inner=Span(*token.inner), why="put together when the program runs")
        return Node(SCALAR, span, text=token.text, inner=Span(*token.inner), style=token.style, tag="str")

    def _chain(self, items: list[Token], at: int, start: int, depth: int) -> tuple[Node, int]:
        """A name, a path, or a call: ``true``, ``tls.VersionTLS12``, ``process.env.X``, ``gomail.NewDialer(…)``."""
        language, token = self.language, items[at]
        span = Span(token.start, token.end)
        path = path_at(items, at, language)
        if path is not None and len(path.words) > 2:  # behind a variable of the environment methods may follow
            root = next((root for root in language.environment if ".".join(path.words).startswith(root + ".")), "")
            path = path_at(items, at, language, root.count(".") + 2) if root else path
        if path is None:
            return self._opaque(Span(start, items[-1].end)), len(items)
        following = items[path.after] if path.after < len(items) else None
        if len(path.words) == 1 and (following is None or following.kind != GROUP):
            if token.text in language.true or token.text in language.false:
                text = "true" if token.text in language.true else "false"
                return Node(SCALAR, span, text=text, tag="bool"), at + 1
            if token.text in language.nil:
                return Node(SCALAR, span, text="", tag="null"), at + 1
            if following is not None and following.is_mark("=>", "->"):
                return self._function(items, path.after + 1, depth), len(items)
        if token.text in _NO_VALUES:
            node = self._named_function(items, at, depth)
            return node, len(items)
        return self._ended(items, path, start, depth)

    def _named_function(self, items: list[Token], at: int, depth: int) -> Node:
        arrow = next((k for k, token in enumerate(items[at:], at) if token.is_mark("=>")), -1)
        if items[at].text in ("async", "function", "fn") and arrow >= 0:
            return self._function(items, arrow + 1, depth)
        block = next((k for k, token in enumerate(items[at:], at) if token.is_group("{")), -1)
        if items[at].text in ("async", "function") and block >= 0:
            return self._function(items, block, depth)
        return self._opaque(Span(items[at].start, items[-1].end), "a function")

    def _ended(self, items: list[Token], path: Path, start: int, depth: int) -> tuple[Node, int]:
        language, at = self.language, path.after
        following = items[at] if at < len(items) else None
        span = Span(start, path.end)
        dotted = ".".join(path.words)
        if following is not None and following.is_mark("<") and language.name in ("javascript", "csharp"):
            at = past_generics(items, at)
            following = items[at] if at < len(items) else None
        if following is not None and following.is_group("("):
            node = self.call(path.words, following, Span(start, following.end), depth)
            at += 1
            if at < len(items) and items[at].is_group("{") and language.name == "csharp":
                node = self.initialised(node, items[at], depth)
                at += 1
            if at < len(items) and items[at].is_group("do"):
                at += 1
            return self._methods(node, items, at, start)
        if following is not None and following.is_group("{") and (language.structs or language.name == "csharp"):
            made = self.initialised(self._empty(path.words, span), following, depth)
            return made, at + 1
        for root in language.environment:
            if dotted.startswith(root + ".") and "." not in dotted[len(root) + 1 :]:
                return self._methods(Node(ENV, span, text=dotted[len(root) + 1 :], style=""), items, at, start)
        if language.name in ("ruby", "elixir") and following is not None and following.kind in (STRING, SYMBOL, LABEL):
            return self._opaque(Span(start, items[-1].end)), len(items)
        known = self._resolve(dotted, items[path.after - 1])
        if known is not None:
            return self._methods(known, items, at, start)
        return Node(OPAQUE, span, text=path.written, tag=WORD, why=f"the name {path.written}"), at

    def _methods(self, node: Node, items: list[Token], at: int, start: int) -> tuple[Node, int]:
        """Conversions behind a value (``.to_i``, ``.toString()``); any other method makes it unknown."""
        language = self.language
        while at + 1 < len(items) and items[at].kind == MARK and items[at].text in language.member:
            name = items[at + 1]
            after = at + 2
            if after < len(items) and items[after].is_group("("):
                after += 1
            span = Span(start, items[after - 1].end)
            unit = language.units.get("." + name.text)
            if unit is not None and node.kind == SCALAR and node.tag == "int" and len(node.text) < 12:
                node = _number(span, _plain(int(node.text) * unit))
            elif f".{name.text}" in language.casts:
                node = self._cast(node, language.casts[f".{name.text}"], span)
            else:
                return self._opaque(Span(start, items[-1].end)), len(items)
            at = after
        return node, at

    # -- calls -----------------------------------------------------------------------------------------------------

    def call(self, words: list[str], group: Token, span: Span, depth: int) -> Node:
        """A call: a read of the environment, a cast, or the mapping of its arguments."""
        language, dotted = self.language, ".".join(words)
        if dotted in language.environment_calls and depth <= _MOST_DEPTH:
            return self._environment(group, span, depth)
        if len(words) > 1 and words[-1] in READS and ".".join(words[:-1]) in self.receivers and depth <= _MOST_DEPTH:
            read = self._environment(group, span, depth)
            read.tag = SETTINGS if read.kind == ENV else read.tag
            return read
        if (dotted in language.casts or f"{words[-1]}()" in language.casts) and depth <= _MOST_DEPTH:
            parts = split(group.items)
            if parts and parts[0]:
                return self._cast(self.of(parts[0], depth + 1), language.casts.get(dotted), span)
        return self.arguments(words, group, span, depth)

    def arguments(self, words: list[str], group: Token, span: Span, depth: int) -> Node:
        """The mapping of a call's arguments; one for each place, however often it is asked for."""
        if words == ["array"] and self.language.name == "php":
            return self.collection(group, depth)
        known = self._arguments.get(group.start)
        if known is not None:
            return known
        node = self._empty(words, span)
        self._arguments[group.start] = node
        self.fill(node, group.items, depth)
        return node

    def called(self, group: Token) -> Node | None:
        """The mapping of the call whose arguments stand in these brackets, where it has been asked for."""
        return self._arguments.get(group.start)

    def _empty(self, words: list[str], span: Span) -> Node:
        return Node(MAP, span, text=self.canonical(words), style=CALL)

    def fill(self, node: Node, items: list[Token], depth: int = 0) -> None:
        """Adds arguments to a call's mapping: those with a name by it, others by their number."""
        if depth > _MOST_DEPTH:
            node.entries.append(Entry("*", node.span, self._opaque(node.span)))
            return
        position = 0
        for part in split(items)[:_MOST_ITEMS]:
            pair = self._pair(part, depth)
            if pair is not None:
                node.entries.append(pair)
            elif part[0].is_mark("...", "*", "**") or (part[0].is_mark("&") and not self.language.structs):
                span = Span(part[0].start, part[-1].end)
                node.entries.append(Entry("*", span, self._opaque(span, "arguments")))
            else:
                value = self.of(part, depth + 1)
                node.entries.append(Entry(str(position), value.span, value))
                position += 1

    def initialised(self, node: Node, group: Token, depth: int) -> Node:
        """``new X(…) { A = 1 }`` and ``X{A: 1}``: what the braces set joins the arguments."""
        key = -group.start - 1
        if key in self._arguments:
            return self._arguments[key]
        made = Node(MAP, Span(node.span.start, group.end), text=node.text, style=CALL, entries=list(node.entries))
        self._arguments[key] = made
        if depth <= _MOST_DEPTH:
            made.entries += [pair for part in split(group.items)[:_MOST_ITEMS] if (pair := self._pair(part, depth))]
        return made

    def _environment(self, group: Token, span: Span, depth: int) -> Node:
        parts = split(group.items)
        name = self.of(parts[0], depth + 1) if parts else None
        if name is None or name.kind != SCALAR or name.tag != "str":
            return self._opaque(span)
        default = [self.of(part, depth + 1) for part in parts[1:2]]
        return Node(ENV, span, text=name.text, style="", items=default)

    def _cast(self, node: Node, cast: str | None, span: Span) -> Node:
        if cast is None:
            return self._opaque(span)
        if isinstance(node, Choice):
            return mapped(node, lambda one: self._cast(one, cast, span))
        if cast == "" or (cast == "number" and node.kind == SCALAR and node.tag == "int"):
            return moved(node, span)
        if node.kind == ENV and cast == "number":
            style = f"{node.style}+number" if node.style == "or" else "number" if not node.style else ""
            if not style:
                return self._opaque(span)
            return Node(ENV, span, text=node.text, style=style, items=node.items, tag=node.tag)
        return self._opaque(span)

    # -- collections -----------------------------------------------------------------------------------------------

    def collection(self, group: Token, depth: int = 0) -> Node:
        """The mapping or the list in brackets."""
        span = Span(group.start, group.end)
        if depth > _MOST_DEPTH:
            return self._opaque(span)
        if group.start not in self._collections:
            self._collections[group.start] = self._collected(group, span, depth)
        return self._collections[group.start]

    def _collected(self, group: Token, span: Span, depth: int) -> Node:
        entries: list[Entry] = []
        nodes: list[Node] = []
        for part in split(group.items)[:_MOST_ITEMS]:
            pair = self._pair(part, depth) or (self._short(part, depth) if group.text == "{" else None)
            if pair is not None:
                entries.append(pair)
            elif part[0].is_mark(*_SPREADS) and (group.text == "{" or entries):
                entries += self._spread(part, depth)
            elif not part[0].is_mark(*_SPREADS):
                nodes.append(self.of(part, depth + 1))
        if entries or group.text == "{":
            return Node(MAP, span, entries=entries)
        return Node(SEQ, span, items=nodes)

    def _pair(self, part: list[Token], depth: int) -> Entry | None:
        """``key: value``, ``'key' => value``, ``Key = value``, and what is spread into a mapping."""
        first = part[0]
        span = Span(first.start, part[-1].end)
        if first.kind == LABEL:
            value = self.of(part[1:], depth + 1) if len(part) > 1 else self._opaque(span)
            return Entry(first.text, Span(*first.inner), value, span)
        if len(part) < 3 or not part[1].is_mark(*_PAIRS):
            return None
        if part[1].text == "=>" and self.language.name in _ARROWS:
            return None
        value = self.of(part[2:], depth + 1)
        if first.kind == NAME or first.kind == SYMBOL or (first.kind == STRING and first.known):
            return Entry(first.text.lstrip(":$"), Span(first.start, first.end), value, span)
        return Entry("*", Span(first.start, first.end), self._opaque(span, "a key that is not known"), span)

    def _short(self, part: list[Token], depth: int) -> Entry | None:
        """``{ host }`` of JavaScript, spreads, and members that are no settings."""
        first, span = part[0], Span(part[0].start, part[-1].end)
        if first.kind == NAME and len(part) == 1:
            return Entry(first.text, Span(first.start, first.end), self.of(part, depth + 1), span)
        return None

    def _spread(self, part: list[Token], depth: int) -> list[Entry]:
        """``...base`` and ``...(isProd && { port: 465 })``: what it adds, where that is known."""
        span = Span(part[0].start, part[-1].end)
        node = self.of(part[1:], depth + 1) if len(part) > 1 else self._opaque(span)
        found = _added(node)
        if found is None:
            return [Entry("*", span, self._opaque(span, "taken over from elsewhere"), span)]
        return found


def _added(node: Node) -> list[Entry] | None:
    """The entries that spreading a value adds to a mapping; None where they are not known."""
    if isinstance(node, Choice):
        yes, no = (_added(side) if side is not None else None for side in (node.yes, node.no))
        if yes is None or no is None:
            return None
        return [
            Entry(entry.key, entry.key_span, Choice(node.span, node.test, *sides), entry.span)
            for side, entries in ((True, yes), (False, no))
            for entry in entries
            for sides in [(entry.value, None) if side else (None, entry.value)]
        ]
    if node.style == FALSY or (node.kind == SCALAR and node.tag in ("bool", "null")):
        return []
    plain = node.kind == MAP and node.style != CALL and not any(one.key == "*" for one in node.entries)
    return list(node.entries) if plain else None


def moved(node: Node, span: Span) -> Node:
    """The node with a wider place; a scalar keeps its own, as a new value is written there."""
    if node.kind in (SCALAR, MAP, SEQ) or node.style == CALL or isinstance(node, Choice):
        return node
    return Node(node.kind, span, text=node.text, style=node.style, tag=node.tag, items=node.items, why=node.why)


def _colon(items: list[Token], question: int) -> int:
    """The colon that belongs to a question mark."""
    open_ = 0
    for at in range(question + 1, len(items)):
        if items[at].is_mark("?"):
            open_ += 1
        elif items[at].is_mark(":"):
            if not open_:
                return at
            open_ -= 1
    return len(items)


def _branches(body: list[Token]) -> bool:
    """Whether a function's body holds blocks of its own, in which it may give something else."""
    return body[0].is_group("{") and any(token.is_group("{") or token.branch for token in body[0].items)


def _number(span: Span, text: str) -> Node:
    digits = text[1:] if text[:1] == "-" else text
    if digits.isdigit() and (digits == "0" or not digits.startswith("0")):
        return Node(SCALAR, span, text=text, tag="int")
    if digits.replace(".", "", 1).isdigit() and not digits.startswith("00"):
        return Node(SCALAR, span, text=text, tag="float") if "." in digits else Node(OPAQUE, span, why="a number")
    return Node(OPAQUE, span, why="a number")


def _is_text(node: Node) -> bool:
    """Whether a value is a text, whatever variables it is put together from."""
    if node.kind == ENV:
        return node.style == "computed:+" or (node.style == "" and not node.items)
    return node.kind == SCALAR and node.tag == "str"


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(round(number, 6))
