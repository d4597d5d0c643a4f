"""The cells of tab lines: which columns of a grid are real, and where its rows end."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, compress
from typing import Literal

from giar_ml.assemble.figures import CELL_NIL, CELL_NUMBER, number_of

MOST_CELLS = 1_000  # cells of one line
MOST_BLANKS = 64  # empty cells in succession; a row of the requests table has 7
WIDEST_MARGIN = 2
SMALLEST_GRID = 4  # lines of the same number of cells that make a grid

WIDEST_NARROW = 3  # columns of the tables of section two
TABS = re.compile(r"\t+")
PAIR = re.compile(r"(?<=\S)\t\t(?=\S)")
FEWEST_PUSHED = 3  # rows that lack their last cells

Placement = Literal["first", "last", "pushed"]  # right behind the label, before the margin, nobody knows
Cells = list[tuple[str, int]]  # the cells of a line with their offsets in it


def cells_of(lines: list[str], width: int = 0) -> list[Cells]:
    """The cells of every line, without the columns that merged cells leave empty from the top of a grid to its end."""
    tabs = "\t\t" if _doubled(lines) else "\t"
    table: list[Cells] = []
    for line in lines:
        at, cells = 0, []
        for cell in _split(line, tabs):
            cells.append((cell, at))
            at += len(cell) + len(tabs)
        table.append(cells)
    sizes = Counter(len(cells) for cells in table)
    for size, count in sizes.items():
        if size > 3 and count >= SMALLEST_GRID:
            _close_up([cells for cells in table if len(cells) == size], width)
    return [_bounded(cells) for cells in _lone(table)]


def _doubled(lines: list[str]) -> bool:
    """Whether two tabs are one separator: they never stand but in pairs, and often a pair stands between two cells."""
    runs = [len(run) for line in lines for run in TABS.findall(line)]
    pairs = sum(len(PAIR.findall(line)) for line in lines)
    return pairs >= SMALLEST_GRID and not any(run % 2 for run in runs)


def _close_up(grid: list[Cells], width: int) -> None:
    """Take out the columns of a grid that hold nothing, unless those of the table are among them.

    Behind a label of several cells the columns stand where they do in other rows, or that many cells further right: the
    way that makes fewer of them is right, and where both do a column goes that is empty either way.
    """
    filled = [[k for k, (cell, _) in enumerate(cells) if cell.strip()] for cells in grid]
    live = set(chain(*filled))
    narrow = min(live, default=0) + 1  # labels of a narrow table take one cell
    begins = [narrow if width <= WIDEST_NARROW else _label_end(cells) for cells in grid]
    ends = [used[-1] if used else -1 for used in filled]
    deepest = max((begin for begin, end in zip(begins, ends, strict=True) if begin <= end), default=0)
    labels = [begin if begin <= end else deepest for begin, end in zip(begins, ends, strict=True)]
    fixed = {k for label, used in zip(labels, filled, strict=True) for k in used if k >= label}
    moved = {k - label for label, used in zip(labels, filled, strict=True) for k in used if k >= label}
    fewest = min(len(fixed), len(moved))
    if fewest < width:
        return
    here = live if len(fixed) == fewest else set[int]()
    there = moved if len(moved) == fewest else set[int]()
    for cells, begin in zip(grid, begins, strict=True):
        kept = (k in live if k < begin else k in here or k - begin in there for k in range(len(cells)))
        cells[:] = list(compress(cells, kept))


def _label_end(cells: Cells) -> int:
    """Where the cells behind the words before the first number of a line begin; a first cell may number the row."""
    figures = (k for k, (cell, _) in enumerate(cells) if k and cell.strip() and _is_figure(cell))
    return _begin(cells[: next(figures, len(cells))])


def _begin(cells: Cells) -> int:
    """Where the cells behind the last label of a line begin."""
    return next((k for k in range(len(cells), 0, -1) if not _is_figure(cells[k - 1][0])), 0)


def _lone(table: list[Cells]) -> list[Cells]:
    """The table; where every cell stands on a line of its own, ended by a tab, that tab is no blank."""
    tabbed = [cells for cells in table if len(cells) > 1]
    numbers = sum(CELL_NUMBER.fullmatch(cells[0][0].strip()) is not None for cells in tabbed)
    if numbers < SMALLEST_GRID or any(len(cells) > 2 or cells[1][0].strip() for cells in tabbed):
        return table
    return [cells[:1] if cells[0][0].strip() else cells for cells in table]


def _split(line: str, tabs: str) -> list[str]:
    """The cells of a line; where there are more than any table has, those in the middle make one."""
    if line.count(tabs) < MOST_CELLS:
        return line.split(tabs)
    *first, rest = line.split(tabs, MOST_CELLS // 2)
    return first + rest.rsplit(tabs, MOST_CELLS // 2)


def _bounded(cells: Cells) -> Cells:
    """The cells without those that no table has: thousands of empty ones would all be tried as blanks."""
    kept: Cells = []
    run = 0
    for cell in cells:
        run = 0 if cell[0].strip() else run + 1
        if run <= MOST_BLANKS:
            kept.append(cell)
    return kept


def margin_of(table: list[Cells], width: int) -> int:
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
    filled = (cells for cells in table if len(cells) == size and any(c.strip() for c, _ in cells))
    margin = min(map(_trailing, filled), default=0)
    return margin if margin <= WIDEST_MARGIN else 0  # more are blanks of the table


def placement_of(table: list[Cells], width: int, margin: int) -> Placement:
    """Where the `width` columns of a row are among more cells than that.

    Right behind the label only where no grid kept a place before it, and where the totals say so: a total is printed
    wherever a row has a number. Where none is, and no blank stands before a number, the blanks were pushed to the end,
    and so they were where the last numbers of many rows are the sums of those before. Where rows of just as many cells
    print their total, the others have none.
    """
    first = last = short = full = summed = 0
    inner = False
    for cells in table:
        begin = _begin(cells)
        row = [cell.strip() for cell, _ in cells[begin:]]
        if any(row) and begin > 1 and not cells[0][0].strip():
            return "last"
        if len(row) < width or not any(row):
            continue
        printed = row[: len(row) - _trailing(cells)]
        inner |= "" in printed
        summed += len(printed) < width and _adds_up(printed)
        if len(row) == width:
            full += bool(begin and row[-1])
            continue
        first += bool(row[width - 1])
        last += bool(row[-1 - min(margin, len(row) - 1)])
        short += 1
    if not inner and summed >= FEWEST_PUSHED and summed > max(first, last, full):
        return "pushed"
    if not inner and not first and not last and short >= FEWEST_PUSHED:
        return "first" if full else "pushed"
    return "first" if first > last else "last"


def _adds_up(row: list[str]) -> bool:
    """Whether the last cell of a row is the sum of the others, and no 0."""
    numbers = [number_of(match[1]) for cell in row if (match := CELL_NUMBER.fullmatch(cell))]
    return len(numbers) >= max(len(row), 2) and sum(numbers[:-1]) == numbers[-1] > 0


def _is_figure(cell: str) -> bool:
    bare = cell.strip()
    return not bare or any(pattern.fullmatch(bare) for pattern in (CELL_NUMBER, CELL_NIL))


def _trailing(cells: Cells) -> int:
    count = 0
    while count < len(cells) and not cells[-1 - count][0].strip():
        count += 1
    return count
