"""A picture of a terminal, for documentation: text with the colours of ``ansi`` as one self-contained SVG."""

from __future__ import annotations

from .ansi import STYLES
from .visible import drawn_line, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CELL = 8.4  # pixels of one column at the font size below
_LINE = 20  # pixels from one line to the next
_PAD = 20
_BAR = 40  # height of the window's title bar
_FEWEST = 60  # columns of the narrowest picture
_MOST_LINES, _MOST_COLUMNS = 2000, 400
_FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_PLAIN = "#d7dae0"
_COLOURS = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "34": "#79c0ff", "36": "#76e3ea"}


def render(ansi_text: str, title: str) -> str:
    """The SVG of a terminal window that shows ``ansi_text`` (as ``text.render(..., colour=True)`` gives it).

    Of escape sequences only the colours of ``ansi.STYLES`` are obeyed, other control characters are drawn as numbers.
    At most 2000 lines of 400 columns are drawn.
    """
    lines = [list(_runs(line)) for line in ansi_text.rstrip("\n").split("\n")[:_MOST_LINES]]
    columns = max(_FEWEST, *(sum(width(text) for text, _ in line) for line in lines))
    wide, high = round(columns * _CELL + 2 * _PAD), _BAR + len(lines) * _LINE + _PAD
    rows = "".join(_row(line, _BAR + (number + 1) * _LINE - 6) for number, line in enumerate(lines))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
        f'role="img" aria-label="{_xml(title)}">\n'
        f"<title>{_xml(title)}</title>\n"
        f'<rect width="{wide}" height="{high}" rx="8" fill="#16181d"/>\n'
        f"{_buttons()}"
        f'<g font-family="{_FONT}" font-size="14" xml:space="preserve" fill="{_PLAIN}">\n'
        f'<text x="{wide // 2}" y="25" text-anchor="middle" fill="#8b949e">{_xml(title)}</text>\n'
        f"{rows}</g>\n</svg>\n"
    )


def _buttons() -> str:
    colours = ("#ff5f57", "#febc2e", "#28c840")
    return "".join(f'<circle cx="{20 * n}" cy="20" r="6" fill="{fill}"/>\n' for n, fill in enumerate(colours, 1))


def _row(runs: list[tuple[str, str]], y: int) -> str:
    """One line; each run is set at its own column, so that a font of other widths keeps the underlines in place."""
    spans = []
    column = 0
    for text, style in runs:
        size = width(text)
        if text.strip():
            x, length = f"{_PAD + column * _CELL:g}", f"{size * _CELL:g}"
            spans.append(f'<tspan x="{x}" textLength="{length}"{_look(style)}>{_xml(text)}</tspan>')
        column += size
    return f'<text y="{y}">{"".join(spans)}</text>\n' if spans else ""


def _look(style: str) -> str:
    codes = STYLES[style].split(";") if style else []
    bold = ' font-weight="bold"' if "1" in codes else ""
    fill = next((f' fill="{_COLOURS[code]}"' for code in codes if code in _COLOURS), "")
    return bold + fill


def _runs(line: str) -> Iterator[tuple[str, str]]:
    """Stretches of a line with the style of ``ansi.STYLES`` that each has."""
    by_code = {code: style for style, code in reversed(STYLES.items())}
    style, left = "", _MOST_COLUMNS
    for number, part in enumerate(line.split("\x1b[")):
        text = part
        if number:
            code, found, rest = part.partition("m")
            if found and (code in by_code or code == "0"):
                style, text = by_code.get(code, ""), rest
            else:
                text = "\x1b[" + part
        shown = drawn_line(text)[:left]
        left -= len(shown)
        if shown:
            yield shown, style


def _xml(text: str) -> str:
    text = drawn_line(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
