"""The cells of tab lines: which columns of a grid are real, and where its rows end."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from giar_ml.assemble.figures import CELL_NIL, CELL_NUMBER

MOST_CELLS = 1_000  # cells of one line
MOST_BLANKS = 64  # empty cells in succession; a row of the requests table has 7
WIDEST_MARGIN = 2
SMALLEST_GRID = 4  # lines of the same number of cells that make a grid

FEWEST_PUSHED = 3  # rows that lack their last cells

Placement = Literal["first", "last", "pushed"]  # right behind the label, before the margin, nobody knows
Cells = list[tuple[str, int]]  # the cells of a line with their offsets in it


def cells_of(lines: list[str], width: int = 0) -> list[Cells]:
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
    return [_bounded(cells) for cells in _lone(table)]


def _lone(table: list[Cells]) -> list[Cells]:
    """The table; where every cell stands on a line of its own, ended by a tab, that tab is no blank."""
    tabbed = [cells for cells in table if len(cells) > 1]
    numbers = sum(CELL_NUMBER.fullmatch(cells[0][0].strip()) is not None for cells in tabbed)
    if numbers < SMALLEST_GRID or any(len(cells) > 2 or cells[1][0].strip() for cells in tabbed):
        return table
    return [cells[:1] if cells[0][0].strip() else cells for cells in table]


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
    wherever a row has a number. Where none is, and no blank stands before a number, the blanks were pushed to the end.
    """
    first = last = short = 0
    for cells in table:
        begin = next((k for k in range(len(cells), 0, -1) if not _is_figure(cells[k - 1][0])), 0)
        row = [cell.strip() for cell, _ in cells[begin:]]
        if any(row) and begin > 1 and not cells[0][0].strip():
            return "last"
        if len(row) <= width or not any(row):
            continue
        first += bool(row[width - 1])
        last += bool(row[-1 - min(margin, len(row) - 1)])
        inner = "" in row[: len(row) - _trailing(cells)]
        short = -len(table) if inner else short + 1
    if not first and not last and short >= FEWEST_PUSHED:
        return "pushed"
    return "first" if first > last else "last"


def _is_figure(cell: str) -> bool:
    return (
        not cell.strip()
        or CELL_NUMBER.fullmatch(cell.strip()) is not None
        or CELL_NIL.fullmatch(cell.strip()) is not None
    )


def _trailing(cells: Cells) -> int:
    count = 0
    while count < len(cells) and not cells[-1 - count][0].strip():
        count += 1
    return count
