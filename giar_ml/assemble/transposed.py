"""A request table printed on its side: applicants as rows, results as columns. Its stream is turned back.

`transposed(text, start, end)` gives the stream that the same table printed upright would have: the header of a column
as the text before its seven numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from giar_ml.assemble.stream import CELL_NIL, CELL_NUMBER, NOT_HAN, Gap, Item, Stream, number_of

APPLICANTS = tuple(
    map(
        re.compile,
        ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其[他它]", "总计|合计"),
    )
)
FEWEST_COLUMNS = 20  # the shortest form has 23

Cells = list[tuple[int, str]]  # clean offset and text of every cell of a line


def transposed(text: str, start: int, end: int) -> Stream | None:
    """The stream of a table on its side in the clean range, row by row of the form; None where there is none."""
    lines = _lines(text, start, end)
    for at in range(len(lines) - len(APPLICANTS) + 1):
        rows = [_numbers(cells, name) for cells, name in zip(lines[at:], APPLICANTS, strict=False)]
        width = min(len(row) for row in rows)
        if width >= FEWEST_COLUMNS and all(len(row) == width for row in rows):
            return _stream(rows, _headers(lines[:at], len(lines[at]), width), at)
    return None


def _lines(text: str, start: int, end: int) -> list[Cells]:
    """The lines with tabs, as cells."""
    found: list[Cells] = []
    at = start
    for line in text[start:end].split("\n"):
        if "\t" in line:
            cells: Cells = []
            place = at
            for cell in line.split("\t"):
                cells.append((place, cell))
                place += len(cell) + 1
            found.append(cells)
        at += len(line) + 1
    return found


def _numbers(cells: Cells, name: re.Pattern[str]) -> Cells:
    """The cells behind an applicant's name; none where the line is not that applicant's."""
    last = max((k for k, (_, cell) in enumerate(cells) if NOT_HAN.sub("", cell)), default=-1)
    named = last >= 0 and name.fullmatch(NOT_HAN.sub("", cells[last][1]))
    behind = cells[last + 1 :] if named else []
    return behind if all(_item(at, cell, 0) for at, cell in behind) else []


def _item(at: int, cell: str, line: int) -> Item | None:
    """The number or the explicit blank of a cell; None where it holds something else."""
    stripped = cell.strip()
    start = at + len(cell) - len(cell.lstrip())
    number = CELL_NUMBER.fullmatch(stripped)
    if number:
        place = start + number.start(1)
        stop = start + (number.end(2) if number[2] else number.end(1))
        return Item(number_of(number[1]), number[1].replace(",", ""), place, stop, line, number[2])
    if not stripped or CELL_NIL.fullmatch(stripped):
        return Item(None, "", start, start + len(stripped), line)
    return None


def _headers(lines: Sequence[Cells], size: int, width: int) -> list[str]:
    """The header of every column: what the lines of the same size above the numbers say, from top to bottom."""
    heads: list[Cells] = []
    for cells in reversed(lines):
        if len(cells) != size or any(CELL_NUMBER.fullmatch(cell.strip()) for _, cell in cells):
            break
        heads.insert(0, cells[-width:])
    return [NOT_HAN.sub("", "".join(cells[k][1] for cells in heads)) for k in range(width)]


def _stream(rows: Sequence[Cells], headers: Sequence[str], line: int) -> Stream:
    """Column by column; every one of them is a line."""
    columns = [[_item(at, cell, line + k) for at, cell in column] for k, column in enumerate(zip(*rows, strict=True))]
    items = tuple(item for column in columns for item in column if item)
    starts = {k * len(rows): Gap(text, "text", text, text) for k, text in enumerate(headers) if text}
    line_starts = {0, *(k for k, (a, b) in enumerate(pairwise(items), 1) if a.line != b.line)}
    gaps = [starts.get(k) or Gap("", "line" if k in line_starts else "tight") for k in range(len(items))]
    return Stream(items, (*gaps, Gap("", "line")), wide=True)
