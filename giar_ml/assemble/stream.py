"""A table zone as a stream: the numbers and explicit blanks in print order, and the label text between them.

Print order survives almost every kind of damage; line breaks, label wording and zeros do not. So a zone is read as
items `n_1 .. n_N` with gaps `g_0 .. g_N`: `g_i` is what stands between item `i` and item `i + 1`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby, islice, pairwise
from typing import Literal

from giar_ml.assemble.figures import (
    CELL_NIL,
    CELL_NUMBER,
    FIGURES,
    GLUED,
    HAN,
    LONE_CHARACTER,
    LONGEST_ROW,
    NOT_HAN,
    PAGE_LINE,
    PAGE_ZERO,
    SPLIT_NUMBER,
    UNREADABLE,
    Item,
    Text,
    blank_at,
    number_of,
    scan_cell,
)
from giar_ml.assemble.tabbed import SMALLEST_GRID, Cells, Placement, cells_of, margin_of, placement_of

__all__ = [
    "CELL_NIL",
    "CELL_NUMBER",
    "EDGE",
    "GLUED",
    "HAN",
    "MOST_PARTS",
    "MOST_RUN",
    "NOT_HAN",
    "PAGE_LINE",
    "UNREADABLE",
    "Gap",
    "Item",
    "Stream",
    "merged",
    "number_of",
    "read_stream",
    "runs",
    "without",
    "without_header",
]

MOST_PARTS = 1_000  # numbers and texts of one zone; the largest table has 300, what follows is something else
MOST_RUN = 300  # numbers with no word between them: as many as the largest table has, should all its labels be lost
EDGE = 16  # what is kept of a longer run at both ends
MOST_LINES = 20_000  # lines of one zone: a table that is printed a character a line has half of them
WIDEST_SIGNED = 3  # columns of a table that may hold changes
NUMBERING = re.compile("[栏列]次$")

Break = Literal["tight", "line", "text"]


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


def _thinned(parts: Iterable[Item | Text]) -> Iterator[Item | Text]:
    """The parts; of more numbers in succession than any table has, the first and the last, marked as a crowd.

    Which of them belong to a row nobody can tell, and to try would take long.
    """
    run: list[Item | Text] = []
    rest: deque[Item | Text] = deque(maxlen=EDGE)
    numbers = 0
    for part in parts:
        if isinstance(part, Text) and NOT_HAN.sub("", part.content):
            yield from _of_run(run, rest)
            yield part
            run, rest, numbers = [], deque(maxlen=EDGE), 0
            continue
        numbers += isinstance(part, Item) and not part.blank
        (run if numbers <= MOST_RUN and len(run) < MOST_PARTS else rest).append(part)
    yield from _of_run(run, rest)


def _of_run(run: list[Item | Text], rest: deque[Item | Text]) -> Iterable[Item | Text]:
    """A run as it is, or its ends where there is a rest."""
    if not rest:
        return run
    ends = (*run[:EDGE], *[*run[-EDGE:], *rest][-EDGE:])
    return [replace(part, crowd=True) for part in ends if isinstance(part, Item)]


def _empty(cell: list[Item | Text]) -> bool:
    return len(cell) == 1 and isinstance(cell[0], Item) and cell[0].start == cell[0].end


def _trimmed(cells: list[list[Item | Text]], width: int, margin: int) -> list[list[Item | Text]]:
    """The cells after a row's label, right-aligned before the `margin` of empty cells that ends the table's lines.

    What merged label cells leave over in front goes.
    """
    for _ in range(margin):
        if len(cells) > 1 and len(cells) != width and _empty(cells[-1]):
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


def _row(cells: list[list[Item | Text]], width: int, margin: int, place: Placement) -> list[list[Item | Text]]:
    """The cells of the `width` columns among those behind the label of a row."""
    used = max((k for k, cell in enumerate(cells, 1) if not _empty(cell)), default=width)
    if place == "pushed":
        return cells[:used]
    if place == "last" or len(cells) <= width:
        return _trimmed(cells, width, margin)
    return cells[: max(used, width)]


def _scan_line(
    cells: Cells, offset: int, index: int, width: int, margin: int, place: Placement
) -> Iterable[Item | Text]:
    """One line. On a tab line the empty cells after the row's label are items too: explicit blanks."""
    if len(cells) == 1:
        return scan_cell(cells[0][0], offset + cells[0][1], index, signed=width <= WIDEST_SIGNED)
    scanned: list[list[Item | Text]] = []
    for cell, begins in cells:
        at = offset + begins
        blank = blank_at(at, index)
        found = _thinned(scan_cell(cell, at, index, of_row=len(cells) > 2)) if cell.strip() else [blank]
        scanned.append(list(islice(found, MOST_PARTS)))
    last_text = max((k for k, part in enumerate(scanned) if any(isinstance(x, Text) for x in part)), default=-1)
    after = scanned[last_text + 1 :]
    tail = _row(after, width, margin, place)
    most = width + 2 + margin if place == "last" else len(after)
    if all(map(_empty, tail)) and not width <= len(after) <= most:
        tail = []  # a header line, or a line of a layout table
    return [*_head(scanned[: last_text + 1], width), *(x for part in tail for x in part)]


def _head(cells: list[list[Item | Text]], width: int) -> Iterator[Item | Text]:
    """The cells up to the last label of a line; blanks there belong to labels, except in a whole row between two."""
    for labels, some in groupby(cells, lambda cell: any(isinstance(x, Text) for x in cell)):
        run = list(some)
        row = not labels and len(run) == width
        yield from (x for cell in run for x in cell if row or isinstance(x, Text) or not x.blank)


def read_stream(text: str, start: int, end: int, width: int) -> Stream:
    """The stream of the clean range `[start, end)` of `text`; `width` is the number of columns of the table."""
    return _assemble(list(islice(_thinned(_scan(text[start:end], start, width)), MOST_PARTS)))


def _scan(zone: str, offset: int, width: int) -> Iterator[Item | Text]:
    """The items and texts of a zone that begins at a clean offset."""
    lines = zone.split("\n", MOST_LINES)[:MOST_LINES]
    table = cells_of(lines, width)
    margin = margin_of(table, width)
    place = placement_of(table, width, margin) if width > WIDEST_SIGNED else "last"
    split = width <= WIDEST_SIGNED and _one_a_line(lines)
    for index, (line, cells) in enumerate(zip(lines, table, strict=True)):
        if line.strip() and not _of_page(lines, index) and not LONE_CHARACTER.fullmatch(line):
            if split and SPLIT_NUMBER.fullmatch(line.strip()):
                yield from scan_cell(line, offset, index, of_row=True)
            else:
                yield from _scan_line(cells, offset, index, width, margin, place)
        offset += len(line) + 1


def _of_page(lines: list[str], index: int) -> bool:
    """Whether a line is a page number; - 0 - may be three cells, unless it stands apart."""
    line, around = lines[index], "".join(lines[max(0, index - 1) : index] + lines[index + 1 : index + 2])
    return bool(PAGE_LINE.fullmatch(line) or (not around.strip() and PAGE_ZERO.fullmatch(line)))


def _one_a_line(lines: Sequence[str]) -> bool:
    """Whether lines of numbers hold one each, so that two groups of digits on a line are one number set apart."""
    figures = [line.strip() for line in lines if len(line) <= LONGEST_ROW and FIGURES.fullmatch(line)]
    several = [line for line in figures if " " in line]
    split = all(SPLIT_NUMBER.fullmatch(line) and len(line.split()) == 2 and line[0] != "0" for line in several)
    return split and len(figures) >= max(SMALLEST_GRID, 2 * len(several))


def _assemble(parts: list[Item | Text]) -> Stream:
    items: list[Item] = []
    gaps: list[Gap] = []
    texts: list[Text] = []
    counts: dict[int, int] = {}
    for part in parts:
        if isinstance(part, Item):
            counts[part.line] = counts.get(part.line, 0) + 1
    wide = 2 * sum(n for n in counts.values() if n >= 3) > sum(counts.values())
    for part in parts:
        if isinstance(part, Text):
            texts.append(part)
            continue
        gaps.append(_gap(texts, items[-1] if items else None, part))
        texts = []
        items.append(replace(part, alone=True) if wide and counts[part.line] == 1 else part)
    gaps.append(_gap(texts, items[-1] if items else None, None))
    return _unnumbered(Stream(tuple(items), tuple(gaps), wide))


def _unnumbered(stream: Stream) -> Stream:
    """The stream without the numbers of its columns, 1 to 7, that some tables print below their header."""
    for k, gap in enumerate(stream.gaps):
        if NUMBERING.search(gap.text):
            ends = (j for j in range(k + 1, len(stream.gaps)) if stream.gaps[j].text)
            run = range(k, min(next(ends, k), len(stream.items)))
            if len(run) > 2 and all(stream.items[i].digits == str(n) for n, i in enumerate(run, 1)):
                return without(stream, run)
    return stream


def _gap(texts: list[Text], before: Item | None, after: Item | None) -> Gap:
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


def runs(stream: Stream) -> list[tuple[int, int]]:
    """The items with no text between them, as half-open ranges."""
    starts = [k for k in range(len(stream.items)) if k == 0 or stream.gaps[k].text]
    return list(pairwise((*starts, len(stream.items))))


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
