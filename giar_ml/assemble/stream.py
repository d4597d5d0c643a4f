"""A table zone as a stream: the numbers and explicit blanks in print order, and the label text between them.

Print order survives almost every kind of damage; line breaks, label wording and zeros do not. So a zone is read as
items `n_1 .. n_N` with gaps `g_0 .. g_N`: `g_i` is what stands between item `i` and item `i + 1`.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from itertools import groupby, islice
from typing import Literal

NUMBER = r"[+-]?\d[\d,]*(?:\.\d+)?"
UNIT = r"(?:亿元|万元|元|件次|件|项|个|条|份|宗|起|次|人)"
# A cell that holds one number and nothing else, its unit allowed.
CELL_NUMBER = re.compile(rf"[(]?({NUMBER})\s*({UNIT})?[)]?")
# A change in words: 减少24.
CHANGE = re.compile(rf"(?:(减少?\s*|下降\s*|- )|(增加?\s*|上升\s*|[+] ))(\d[\d,]*(?:\.\d+)?)\s*({UNIT})?")
CELL_NIL = re.compile(r"[-/—–−_~*]{1,4}|无|空|无数据|未统计")
HAN = "\u3400-\u9fff"
# A number inside a line of text: set off by spaces, or glued to the label before it or to the heading after it.
INLINE = re.compile(
    rf"(?:(?<=^)|(?<=\s)|(?P<glued>(?<=[{HAN})”，：；])))"
    rf"(?:(?P<number>{NUMBER})(?: ?(?P<unit>{UNIT}))?|(?P<nil>(?<=\s)(?:[-/—–]+|无)))"
    rf"(?=\s|$|[(][一二三四五六七]|[一二三四五六七]、)"
)
# The digits of one cell, set apart.
SPLIT_NUMBER = re.compile(r"[+-]?\d+ +\d+(?:\.\d+)?|\d+ +\d{3} +\d{3}|\d+\. +\d+|\d+ +\.\d+")
NUMBER_BESIDE = re.compile(r"(?:^|\s)(?:\d[\d,]*|[-/—–])\s+(?:\d|[-/—–])")
PAGE_LINE = re.compile(
    r"\s*(?:[-—–~·]+\s*\d{1,3}\s*[-—–~·]+|\d{1,3}\s*[-—–~·]+"
    r"|第\s*\d{1,3}\s*页.*|共?\s*\d{1,3}\s*页|[Pp](?:age|\.)\s*\d{1,3}\s*(?:-|of\s*\d{1,3})?|\d{1,3}\s*/\s*\d{1,3})\s*"
)
FIRST_WORD = re.compile(rf"\s*(?:\s[.、]\s*)?[{HAN}]")
LONE_CHARACTER = re.compile(rf"\s*(?![无空〇])[{HAN}、，.:：()]\s*")  # of a label printed from top to bottom
NOT_HAN = re.compile(rf"[^{HAN}]+")

GLUED = 1.5  # doubt of a number that is glued to the text before it

MOST_PARTS = 1_000  # numbers and texts of one zone; the largest table has 300, what follows is something else
MOST_RUN = 300  # numbers with no word between them: as many as the largest table has, should all its labels be lost
EDGE = 16  # what is kept of a longer run at both ends
MOST_CELLS = 1_000  # cells of one line
MOST_LINES = 20_000  # lines of one zone: a table that is printed a character a line has half of them
MOST_BLANKS = 64  # empty cells in succession; a row of the requests table has 7
WIDEST_MARGIN = 2
SMALLEST_GRID = 4  # lines of the same number of cells that make a grid

Break = Literal["tight", "line", "text"]


@dataclass(frozen=True, slots=True)
class Item:
    """One number, or one explicit blank (`value` None). `start`, `end` are clean offsets of what stands there."""

    value: Decimal | None
    digits: str
    start: int
    end: int
    line: int
    unit: str | None = None
    doubt: float = 0.0  # how cheaply it may be passed over, in nats: an enumerator or page number in disguise
    alone: bool = False  # the only number of its line where rows stand on lines
    crowd: bool = False  # one of more numbers in succession than any table has: the number of no cell

    @property
    def blank(self) -> bool:
        return self.value is None


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two items: Han characters of the label text, and how strong the break is.

    `tail` is the text after the last line break of the gap's text (what directly precedes the next item), `head` the
    text before its first.
    """

    text: str
    kind: Break
    head: str = ""
    tail: str = ""
    start: int = 0  # clean offset where the text begins


@dataclass(frozen=True, slots=True)
class Stream:
    """`len(gaps) == len(items) + 1`. `wide` says that rows stand on lines (several numbers a line)."""

    items: tuple[Item, ...]
    gaps: tuple[Gap, ...]
    wide: bool


@dataclass(slots=True)
class _Text:
    content: str
    start: int
    line: int


def number_of(text: str) -> Decimal:
    """The value of a printed table number: sign and thousands separators read, nothing else tolerated."""
    return Decimal(text.replace(",", ""))


def _scan_cell(cell: str, offset: int, line: int, *, of_row: bool = False) -> Iterable[Item | _Text]:
    """The items and texts of one cell, `offset` being its clean position; `of_row`: one cell of several on its line."""
    stripped = cell.strip()
    start = offset + len(cell) - len(cell.lstrip())
    if of_row and SPLIT_NUMBER.fullmatch(stripped):
        digits = re.sub(r"\s", "", stripped)
        return [Item(Decimal(digits), digits, start, start + len(stripped), line)]
    changed = CHANGE.fullmatch(stripped)
    if changed:
        amount = number_of(changed[3])
        digits = f"{'-' if changed[1] else '+'}{amount}"
        value = -amount if changed[1] and amount else amount
        return [Item(value, digits, start, start + len(stripped), line, changed[4])]
    whole = CELL_NUMBER.fullmatch(stripped)
    if whole:
        at = start + whole.start(1)
        end = start + (whole.end(2) if whole[2] else whole.end(1))
        torn = (stripped[0] == "(") != (stripped[-1] == ")")  # an item number or a label, its other part elsewhere
        return [Item(number_of(whole[1]), whole[1].replace(",", ""), at, end, line, whole[2], 1.0 if torn else 0.0)]
    if CELL_NIL.fullmatch(stripped):
        return [Item(None, "", start, start + len(stripped), line)]
    return _scan_words(cell, offset, line)


def _scan_words(cell: str, offset: int, line: int) -> Iterator[Item | _Text]:
    """The numbers within a text, and the text between them."""
    begins = len(cell) - len(cell.lstrip())
    marks = NUMBER_BESIDE.search(cell) is not None  # a dash stands for a number where one stands beside it
    done = 0
    for match in INLINE.finditer(cell):
        first = match.start() <= begins
        if match["glued"] is not None and first:
            continue
        if match["nil"] and not marks:
            continue
        if cell[done : match.start()].strip():
            yield _Text(cell[done : match.start()], offset + done, line)
        done = match.end("nil") if match["nil"] else match.end("unit") if match["unit"] else match.end("number")
        if match["nil"]:
            yield Item(None, "", offset + match.start("nil"), offset + done, line)
            continue
        doubt = 0.0
        if match["glued"] is not None:
            doubt = GLUED
        elif first and FIRST_WORD.match(cell, match.end()):
            doubt = 1.0  # "1 属于国家秘密": an enumerator that lost its dot, or the last number of the row before
        number = match["number"]
        start = offset + match.start("number")
        end = offset + (done if match["unit"] and match.end("number") == match.start("unit") else match.end("number"))
        yield Item(number_of(number), number.replace(",", ""), start, end, line, match["unit"], doubt)
    if cell[done:].strip():
        yield _Text(cell[done:], offset + done, line)


def _thinned(parts: Iterable[Item | _Text]) -> Iterator[Item | _Text]:
    """The parts; of more numbers in succession than any table has, the first and the last, marked as a crowd.

    Which of them belong to a row nobody can tell, and to try would take long.
    """
    run: list[Item | _Text] = []
    rest: deque[Item | _Text] = deque(maxlen=EDGE)
    numbers = 0
    for part in parts:
        if isinstance(part, _Text) and NOT_HAN.sub("", part.content):
            yield from _of_run(run, rest)
            yield part
            run, rest, numbers = [], deque(maxlen=EDGE), 0
            continue
        numbers += isinstance(part, Item) and not part.blank
        (run if numbers <= MOST_RUN and len(run) < MOST_PARTS else rest).append(part)
    yield from _of_run(run, rest)


def _of_run(run: list[Item | _Text], rest: deque[Item | _Text]) -> Iterable[Item | _Text]:
    """A run as it is, or its ends where there is a rest."""
    if not rest:
        return run
    ends = (*run[:EDGE], *[*run[-EDGE:], *rest][-EDGE:])
    return [replace(part, crowd=True) for part in ends if isinstance(part, Item)]


def _empty(cell: list[Item | _Text]) -> bool:
    return len(cell) == 1 and isinstance(cell[0], Item) and cell[0].start == cell[0].end


def _trimmed(cells: list[list[Item | _Text]], width: int, margin: int) -> list[list[Item | _Text]]:
    """The cells after a row's label, right-aligned before the `margin` of empty cells that ends the table's lines.

    What merged label cells leave over in front goes.
    """
    for _ in range(margin):
        if len(cells) > 1 and _empty(cells[-1]):
            cells = cells[:-1]
    while len(cells) > width and _empty(cells[0]) and not _empty(cells[-1]):
        cells = cells[1:]
    while len(cells) > width + 1 and _empty(cells[0]):
        cells = cells[1:]
    while len(cells) > width + 1 and _empty(cells[-1]):
        cells = cells[:-1]
    if len(cells) == width + 1 and _empty(cells[0]) and _empty(cells[-1]):
        cells = cells[1:]
    return cells


Cells = list[tuple[str, int]]  # the cells of a line with their offsets in it


def _cells(lines: list[str], width: int = 0) -> list[Cells]:
    """The cells of every line, without the columns that merged cells leave empty from the top of a grid to its end."""
    table: list[Cells] = []
    for line in lines:
        at, cells = 0, []
        for cell in _split(line):
            cells.append((cell, at))
            at += len(cell) + 1
        table.append(cells)
    sizes = Counter(len(cells) for cells in table)
    for size, count in sizes.items():
        if size > 3 and count >= SMALLEST_GRID:
            grid = [cells for cells in table if len(cells) == size]
            live = {k for cells in grid for k, (cell, _) in enumerate(cells) if cell.strip()}
            for cells in grid if len(live) > width else ():  # else columns of the table are among the empty ones
                cells[:] = [cell for k, cell in enumerate(cells) if k in live]
    return [_bounded(cells) for cells in table]


def _split(line: str) -> list[str]:
    """The cells of a line; where there are more than any table has, those in the middle make one."""
    if line.count("\t") < MOST_CELLS:
        return line.split("\t")
    *first, rest = line.split("\t", MOST_CELLS // 2)
    return first + rest.rsplit("\t", MOST_CELLS // 2)


def _bounded(cells: Cells) -> Cells:
    """The cells without those that no table has: thousands of empty ones would all be tried as blanks."""
    kept: Cells = []
    run = 0
    for cell in cells:
        run = 0 if cell[0].strip() else run + 1
        if run <= MOST_BLANKS:
            kept.append(cell)
    return kept


def _margin(table: list[Cells], width: int) -> int:
    """How many empty cells stand at the end of the lines whose `width` numbers leave no doubt where the columns are."""
    found: Counter[int] = Counter()
    for cells in table:
        used = len(cells) - _trailing(cells)
        if used >= width and all(CELL_NUMBER.fullmatch(c.strip()) for c, _ in cells[used - width : used]):
            found[len(cells) - used] += 1
    if found:
        return found.most_common(1)[0][0]
    sizes = Counter(len(cells) for cells in table if len(cells) > width)
    if not sizes:
        return 0
    size = sizes.most_common(1)[0][0]  # no full row: the lines of the grid that reach furthest to the right tell
    margin = min(_trailing(cells) for cells in table if len(cells) == size and any(c.strip() for c, _ in cells))
    return margin if margin <= WIDEST_MARGIN else 0  # more are blanks of the table


def _trailing(cells: Cells) -> int:
    count = 0
    while count < len(cells) and not cells[-1 - count][0].strip():
        count += 1
    return count


def _scan_line(cells: Cells, offset: int, index: int, width: int, margin: int) -> Iterable[Item | _Text]:
    """One line. On a tab line the empty cells after the row's label are items too: explicit blanks."""
    if len(cells) == 1:
        return _scan_cell(cells[0][0], offset + cells[0][1], index)
    scanned: list[list[Item | _Text]] = []
    for cell, place in cells:
        at = offset + place
        blank = Item(None, "", at, at, index)
        found = _thinned(_scan_cell(cell, at, index, of_row=len(cells) > 2)) if cell.strip() else [blank]
        scanned.append(list(islice(found, MOST_PARTS)))
    last_text = max((k for k, part in enumerate(scanned) if any(isinstance(x, _Text) for x in part)), default=-1)
    after = scanned[last_text + 1 :]
    tail = _trimmed(after, width, margin)
    if all(map(_empty, tail)) and not width <= len(after) <= width + 2 + margin:
        tail = []  # a header line, or a line of a layout table
    return [*_head(scanned[: last_text + 1], width), *(x for part in tail for x in part)]


def _head(cells: list[list[Item | _Text]], width: int) -> Iterator[Item | _Text]:
    """The cells up to the last label of a line; blanks there belong to labels, except in a whole row between two."""
    for labels, some in groupby(cells, lambda cell: any(isinstance(x, _Text) for x in cell)):
        run = list(some)
        row = not labels and len(run) == width
        yield from (x for cell in run for x in cell if row or isinstance(x, _Text) or not x.blank)


def read_stream(text: str, start: int, end: int, width: int) -> Stream:
    """The stream of the clean range `[start, end)` of `text`; `width` is the number of columns of the table."""
    return _assemble(list(islice(_thinned(_scan(text[start:end], start, width)), MOST_PARTS)))


def _scan(zone: str, offset: int, width: int) -> Iterator[Item | _Text]:
    """The items and texts of a zone that begins at a clean offset."""
    lines = zone.split("\n", MOST_LINES)[:MOST_LINES]
    table = _cells(lines, width)
    margin = _margin(table, width)
    for index, (line, cells) in enumerate(zip(lines, table, strict=True)):
        if line.strip() and not PAGE_LINE.fullmatch(line) and not LONE_CHARACTER.fullmatch(line):
            yield from _scan_line(cells, offset, index, width, margin)
        offset += len(line) + 1


def _assemble(parts: list[Item | _Text]) -> Stream:
    items: list[Item] = []
    gaps: list[Gap] = []
    texts: list[_Text] = []
    counts: dict[int, int] = {}
    for part in parts:
        if isinstance(part, Item):
            counts[part.line] = counts.get(part.line, 0) + 1
    wide = 2 * sum(n for n in counts.values() if n >= 3) > sum(counts.values())
    for part in parts:
        if isinstance(part, _Text):
            texts.append(part)
            continue
        gaps.append(_gap(texts, items[-1] if items else None, part))
        texts = []
        items.append(replace(part, alone=True) if wide and counts[part.line] == 1 else part)
    gaps.append(_gap(texts, items[-1] if items else None, None))
    return Stream(tuple(items), tuple(gaps), wide)


def _gap(texts: list[_Text], before: Item | None, after: Item | None) -> Gap:
    cleaned = [(NOT_HAN.sub("", t.content), t) for t in texts]
    joined = "".join(c for c, _ in cleaned)
    if joined:
        lines = [t.line for c, t in cleaned if c]
        head = "".join(c for c, t in cleaned if t.line == lines[0])
        tail = "".join(c for c, t in cleaned if t.line == lines[-1])
        return Gap(joined, "text", head, tail, texts[0].start)
    if before is None or after is None or before.line != after.line:
        return Gap("", "line")
    return Gap("", "tight")


def without_header(stream: Stream, header: re.Pattern[str], is_label: Callable[[str], bool]) -> Stream:
    """The stream without header words in its label text, and without the empty cells of lines that are no rows.

    A line of nothing but empty cells is a row where `is_label` knows the text before it.
    """
    items: list[Item] = []
    gaps: list[Gap] = []
    carried = Gap("", "tight")
    label = False  # whether the line has the label of a row
    for i, gap in enumerate(stream.gaps):
        text = header.sub("", gap.text) if gap.text else ""
        cleaned = gap if text == gap.text else Gap(text, "text" if text else "line", text, text, gap.start)
        if text != gap.text and text:
            cleaned = replace(cleaned, head=header.sub("", gap.head), tail=header.sub("", gap.tail))
        if gap.kind != "tight":
            label = bool(text) and is_label(text)
        carried = _merged(carried, cleaned)
        if i == len(stream.items):
            break
        item = stream.items[i]
        if item.blank and item.start == item.end and not label and _blank_line(stream, i):
            continue
        gaps.append(carried)
        items.append(item)
        carried = Gap("", "tight")
    return Stream(tuple(items), (*gaps, carried), stream.wide)


def without(stream: Stream, used: Collection[int]) -> Stream:
    """The stream without some of its items, what stood before and after one of them together."""
    items: list[Item] = []
    gaps: list[Gap] = []
    waiting: list[Gap] = []
    for k, gap in enumerate(stream.gaps):
        waiting.append(gap)
        if k == len(stream.items) or k not in used:
            gaps.append(gap if len(waiting) == 1 else merged(waiting))
            items += stream.items[k : k + 1]
            waiting = []
    return Stream(tuple(items), tuple(gaps), stream.wide)


def merged(gaps: Sequence[Gap]) -> Gap:
    """What stands between two items when those between are gone; without any text they are neighbours."""
    joined = reduce(_merged, gaps)
    return joined if joined.text else Gap("", "tight")


def _merged(first: Gap, second: Gap) -> Gap:
    if not first.text:
        return second if second.kind != "tight" or first.kind == "tight" else Gap("", first.kind)
    if not second.text:
        return first
    return Gap(first.text + second.text, "text", first.head, second.tail, first.start)


def _blank_line(stream: Stream, i: int) -> bool:
    """Whether the line of an item holds nothing but empty cells."""
    line = stream.items[i].line
    low, high = i, i
    while low > 0 and stream.items[low - 1].line == line:
        low -= 1
    while high + 1 < len(stream.items) and stream.items[high + 1].line == line:
        high += 1
    return all(item.start == item.end for item in stream.items[low : high + 1])
