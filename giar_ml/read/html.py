"""HTML to what a person reads of it: lines for blocks, tab-separated cells for tables; offsets count in the markup."""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from giar_ml.read.content import Content
from giar_ml.read.grid import Spanned, glue, is_layout, is_prose, place
from giar_ml.read.limits import Clock
from giar_ml.read.markup import Token, tokens
from giar_ml.read.reports import SIDE_BY_SIDE, halves
from giar_ml.types import AlignedText


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS = _names(
    "address article blockquote body br center dd details dialog div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary ucapcontent ul"
)
_UNSEEN = _names("noscript object script select style svg template audio video iframe button datalist")
_AROUND = _names("nav aside footer")
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_PARTS = _names("table caption thead tbody tfoot tr td th")
_DEEPEST = 50  # tables in tables; those further down are read as plain blocks
_FEW = 50  # characters; that much may be hidden in any page
_SPACE = " \t\r\n\f\v"
_SPECIAL = re.compile(
    rf"[{_SPACE}]+"
    r"|&(?:amp;)*(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};|(?:nbsp|quot|amp|lt|gt)(?![A-Za-z;]))"
)
_TITLE_END = re.compile(r"\s*[_|]|\s+[-–—]\s+|--")


@dataclass(slots=True)
class _Flow:
    """Lines that are being written: those of the page, or of one cell."""

    lines: list[AlignedText] = field(default_factory=list)
    pieces: list[AlignedText] = field(default_factory=list)
    rowspan: int = 1
    colspan: int = 1

    def end_line(self, *, preformatted: bool = False) -> None:
        """End the line; the spaces inside a preformatted one stay."""
        if self.pieces:
            whole = AlignedText.join(self.pieces)
            line = whole.slice(0, len(whole.text.rstrip(" "))) if preformatted else _squeezed(whole)
            self.pieces = []
            if len(line):
                self.lines.append(line)


@dataclass(slots=True)
class _Table:
    """A table that is being read."""

    start: int
    implied: bool = False  # rows without a table around them: a torn fragment
    rows: list[list[_Flow]] = field(default_factory=list)
    cell: _Flow | None = None
    holds_tables: bool = False
    ignored: int = 0  # tables in it beyond `_DEEPEST`


class _Page:
    """Walks the tokens once. Tables in tables live on an explicit stack, so nesting costs no recursion."""

    def __init__(self, markup: str, clock: Clock, *, drop: bool, offset: int = 0) -> None:
        self.markup, self.clock, self.offset = markup, clock, offset
        self.dropping = _UNSEEN | _AROUND if drop else _UNSEEN
        self.heeding_hidden = drop
        self.base = _Flow()
        self.tables: list[_Table] = []
        self.title: list[AlignedText] = []
        self.skipped: list[str] = []  # the element that is left out, once for each time it is open in itself
        self.in_title = False
        self.preformatted = 0
        self.dropped = self.kept = 0
        self.notes: tuple[str, ...] = ()

    def walk(self) -> list[AlignedText]:
        for number, token in enumerate(tokens(self.markup)):
            if number % 4096 == 0:
                self.clock.check()
            if token.kind == "text":
                self._text(token)
            elif not self._skipping(token):
                self._tag(token)
        while self.tables:
            self._close_table()
        self.base.end_line()
        return self.base.lines

    def flow(self) -> _Flow:
        return next((table.cell for table in reversed(self.tables) if table.cell), self.base)

    def _skipping(self, token: Token) -> bool:
        """Keep track of elements left out. A hidden paragraph also ends where the next block begins."""
        if self.skipped:
            ends_paragraph = self.skipped[0] == "p" and token.kind == "open" and token.name in _BLOCKS - {"br"}
            if token.name == self.skipped[0] and not ends_paragraph:
                self.skipped.append(token.name) if token.kind == "open" else self.skipped.pop()
                return True
            if not ends_paragraph:
                return True
            self.skipped.clear()
        unseen = token.name in self.dropping or (
            self.heeding_hidden and token.hidden and token.name not in _PARTS | {"html", "body"}
        )
        if unseen and token.kind == "open" and token.name not in _VOID and not token.attributes.endswith("/"):
            self.skipped.append(token.name)
            return True
        return False

    def _text(self, token: Token) -> None:
        if self.skipped:
            if self.skipped[0] not in _UNSEEN:
                self.dropped += len(self.markup[token.start : token.end].strip())
            return
        if self.in_title:
            self.title.append(self._seen(token.start, token.end))
            return
        if self.tables and not self.tables[-1].cell and not self.markup[token.start : token.end].strip():
            return
        flow = self.flow()
        start = token.start
        if self.preformatted:
            for found in re.finditer(r"\r\n?|\n", self.markup[token.start : token.end]):
                flow.pieces.append(self._seen(start, token.start + found.start()))
                flow.end_line(preformatted=not self.tables)
                start = token.start + found.end()
        flow.pieces.append(self._seen(start, token.end))

    def _seen(self, start: int, end: int) -> AlignedText:
        """The text of markup `[start, end)`: white space one space, entities decoded, also those escaped twice."""
        raw, base = self.markup[start:end], start + self.offset
        texts, starts, ends, done = [], array("l"), array("l"), 0

        def add(new: str, low: int, high: int, *, same: bool) -> None:
            texts.append(new)
            starts.extend(range(base + low, base + high) if same else [base + low] * len(new))
            ends.extend(range(base + low + 1, base + high + 1) if same else [base + high] * len(new))

        for found in _SPECIAL.finditer(raw):
            add(raw[done : found.start()], done, found.start(), same=True)
            new = self._space(found[0]) if found[0][0] in _SPACE else _decoded(found[0])
            add(new, found.start(), found.end(), same=new == found[0])
            done = found.end()
        add(raw[done:], done, len(raw), same=True)
        text = "".join(texts)
        self.kept += len(text.strip())
        self.clock.count(len(text))
        return AlignedText(text, starts, ends)

    def _space(self, run: str) -> str:
        """What stands for a run of white space: preformatted, tabs part the cells of a row and spaces its columns."""
        if self.preformatted and not self.tables:
            return "\t" * run.count("\t") or " " * len(run)
        return " "

    def _tag(self, token: Token) -> None:
        name, opens = token.name, token.kind == "open"
        if name == "title":
            self.in_title = opens
        elif name in _PARTS:
            self._table_part(token, opens)
        elif name in _BLOCKS:
            if self.tables and self.tables[-1].implied and not self.tables[-1].cell and opens:
                self._close_table()
            self.flow().end_line(preformatted=self.preformatted > 0 and not self.tables)
            if name == "pre":
                self.preformatted = max(0, self.preformatted + (1 if opens else -1))

    def _table_part(self, token: Token, opens: bool) -> None:
        name = token.name
        if name == "table":
            self._open_table(token) if opens else self._end_table()
            return
        if not self.tables:
            if not opens or name == "caption":
                return
            self.base.end_line()
            self.tables.append(_Table(token.start, implied=True))
        table = self.tables[-1]
        if table.ignored or name == "caption":
            self.flow().end_line()
            return
        self._close_cell()
        if name in ("td", "th") and opens:
            self.clock.count()
            if not table.rows:
                table.rows.append([])
            table.cell = _Flow(rowspan=token.span("rowspan"), colspan=token.span("colspan"))
            table.rows[-1].append(table.cell)
        elif name == "tr" and opens:
            table.rows.append([])

    def _open_table(self, token: Token) -> None:
        self.flow().end_line()
        if len(self.tables) >= _DEEPEST:
            self.tables[-1].ignored += 1
            return
        if self.tables and self.tables[-1].implied and not self.tables[-1].cell:
            self._close_table()
        self.tables.append(_Table(token.start))

    def _end_table(self) -> None:
        self.flow().end_line()
        if self.tables and self.tables[-1].ignored:
            self.tables[-1].ignored -= 1
        elif self.tables:
            self._close_table()

    def _close_cell(self) -> None:
        table = self.tables[-1]
        if table.cell:
            table.cell.end_line()
            table.cell = None

    def _close_table(self) -> None:
        self._close_cell()
        table = self.tables.pop()
        lines, split = _render(table, self.offset)
        if split:
            self.notes = (SIDE_BY_SIDE,)
        flow = self.flow()
        outer = next((outer for outer in reversed(self.tables) if outer.cell), None)
        if outer and (len(lines) > 1 or any("\t" in line.text for line in lines)):
            outer.holds_tables = True
        flow.end_line()
        flow.lines.extend(lines)


def read_text(source: str, kind: str, clock: Clock) -> Content:
    """Lay out the markup `source`; raises `too_large`, `timeout`."""
    page = _Page(source, clock, drop=True)
    lines = page.walk()
    notes: tuple[str, ...] = ()
    if page.dropped and (
        not page.kept or page.dropped > max(_FEW, 2 * page.kept)
    ):  # the report itself stands in what looked like furniture, or is shown by a script
        page = _Page(source, Clock(clock.limits), drop=False)
        lines, notes = page.walk(), ("hidden parts and navigation read too",)
    visible = _joined(lines)
    title = _squeezed(AlignedText.join(page.title))
    title = title.slice(0, found.start()) if (found := _TITLE_END.search(title.text)) else title
    if title.text.strip() and title.text not in visible.text:
        visible = AlignedText.join([title, "\n", visible])
    return Content(kind, source, visible, notes=notes + page.notes)


def fragment(markup: str, offset: int, clock: Clock) -> AlignedText:
    """Lay out a piece of markup that stands at raw `offset` of a text."""
    return _joined(_Page(markup, clock, drop=False, offset=offset).walk())


def _render(table: _Table, offset: int) -> tuple[list[AlignedText], bool]:
    """The lines of a finished table, and whether it holds two reports side by side."""
    rows = [[Spanned(tuple(flow.lines), flow.rowspan, flow.colspan) for flow in row] for row in table.rows if row]
    if found := halves(rows):
        above, left, right = found
        return [*above, *left, _inserted("\f", right[0].starts[0]), *right], True
    if table.holds_tables or is_layout(rows):
        return [line for row in rows for cell in row for line in cell.lines], False
    lines: list[AlignedText] = []
    for row, placed in zip(rows, place(rows), strict=True):
        if len(row) == 1 and is_prose(row[0]):
            lines.extend(row[0].lines)
            continue
        cells = [_cell(cell.lines) if cell else None for cell in placed]
        if any(cell and len(cell) for cell in cells):
            lines.append(_row(cells, table.start + offset))
    return lines, False


def _row(cells: Sequence[AlignedText | None], here: int) -> AlignedText:
    parts: list[AlignedText] = []
    for number, cell in enumerate(cells):
        if number:
            parts.append(_inserted("\t", here))
        if cell is not None and len(cell):
            parts.append(cell)
            here = cell.ends[-1]
    return AlignedText.join(parts)


def _cell(lines: Sequence[AlignedText]) -> AlignedText:
    """The lines of one cell as one, without white space around them."""
    parts: list[AlignedText | str] = []
    for line in map(_stripped, lines):
        if len(line):
            if parts:
                parts.append(glue(str(parts[-1]), line.text))
            parts.append(line)
    return AlignedText.join(parts)


def _joined(lines: Sequence[AlignedText]) -> AlignedText:
    parts: list[AlignedText | str] = []
    for line in lines:
        parts += [line, "\n"]
    return AlignedText.join(parts[:-1])


def _inserted(text: str, at: int) -> AlignedText:
    return AlignedText(text, array("l", [at] * len(text)), array("l", [at] * len(text)))


def _squeezed(text: AlignedText) -> AlignedText:
    """Runs of spaces as one, none at the ends; other white space (`&nbsp;`, the wide space) stays."""
    if "  " in text.text:
        text = text.edit([(m.start(), m.end(), " ") for m in re.finditer(" {2,}", text.text)])
    start = len(text) - len(text.text.lstrip(" "))
    return text.slice(start, max(start, len(text.text.rstrip(" "))))


def _stripped(text: AlignedText) -> AlignedText:
    start = len(text) - len(text.text.lstrip())
    return text.slice(start, max(start, len(text.text.rstrip())))


def _decoded(entity: str) -> str:
    plain = html.unescape(html.unescape(entity))
    return re.sub(rf"[{_SPACE}]", " ", plain) if plain != entity else entity
