"""Tables saved as comma-separated values: `规章,0,0,0` becomes a tab row, its empty cells kept; or by semicolons.

A line alone may be a sentence or a list; several in a row, with numbers or nothing between most commas, are a table.
Commas of thousands part no cells: `1,808` in quotes is one cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from random import Random

from giar_ml.normalize.changes import Change
from giar_ml.normalize.semicolons import to_tabs
from giar_ml.types import AlignedText

FAMILY = "comma_row"
LEVEL = 52

FEWEST_ROWS = 4
FEWEST_COMMAS = 2
FEWEST_NUMBERS = 5  # of a row without any word
USUAL_SIZES = 3  # as many tables may follow each other
USUAL = 0.75  # of the rows have the size of one of them
FILLED = 0.3  # of the cells hold a number or nothing
LONGEST_ROW = 1_000
SENTENCE = re.compile(r"[\t|。；]")
CELL = re.compile(r'"[^"\n]*"(?=,|$)|[^,]*')
THOUSANDS = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
NUMBER = re.compile(r'"?[-+]?[\d,.]*(?:[万亿]?元)?"?|[-/—]{1,2}')


def undo(text: AlignedText) -> list[Change]:
    semicolons = to_tabs(text.text)
    if semicolons or text.text.count(",") < FEWEST_ROWS * FEWEST_COMMAS:
        return semicolons
    runs = list(_runs(text.text))
    tables = [run for run in runs if _is_table(run)]
    if tables:  # then numbers alone between commas are a row as well: of a table whose headers are lost
        tables = [run for run in runs if _is_table(run) or _is_numbers(run)]
    return [change for rows in tables for row in rows for change in _row_changes(*row)]


def _runs(text: str) -> Iterator[list[tuple[int, str]]]:
    """Runs of lines that may be rows of a table: each line with its offset. A blank line ends none."""
    run: list[tuple[int, str]] = []
    at = 0
    for line in text.split("\n"):
        if _is_row(line):
            run.append((at, line))
        elif line.strip() and run:
            yield run
            run = []
        at += len(line) + 1
    if run:
        yield run


def _is_row(line: str) -> bool:
    """Whether a line has commas that part cells."""
    commas = line.count(",")
    if commas < FEWEST_COMMAS or len(line) > LONGEST_ROW or SENTENCE.search(line):
        return False
    return THOUSANDS.sub("", line).count(",") >= FEWEST_COMMAS


def _cells(row: str) -> list[str]:
    """The cells of a row as printed, quotes included."""
    cells, at = [], 0
    while at <= len(row):
        found = CELL.match(row, at)
        cell = found.group() if found else ""
        cells.append(cell)
        at += len(cell) + 1
    return cells


def _is_table(run: list[tuple[int, str]]) -> bool:
    rows = [_cells(row) for _, row in run]
    sizes = Counter(map(len, rows))
    cells = [cell.strip() for row in rows for cell in row[1:]]
    return (
        len(rows) >= FEWEST_ROWS
        and sum(count for _, count in sizes.most_common(USUAL_SIZES)) >= USUAL * len(rows)
        and sum(NUMBER.fullmatch(cell) is not None for cell in cells) >= FILLED * len(cells)
    )


def _is_numbers(run: list[tuple[int, str]]) -> bool:
    """Whether most cells hold a number, and the others nothing."""
    cells = [cell.strip() for _, row in run for cell in _cells(row)]
    filled = sum(map(bool, cells))
    return filled >= FEWEST_NUMBERS and 2 * filled > len(cells) and all(map(NUMBER.fullmatch, cells))


def _row_changes(offset: int, row: str) -> Iterator[Change]:
    """Commas become tabs, the quotes around a cell go."""
    at = offset
    for k, cell in enumerate(_cells(row)):
        if k:
            yield at, at + 1, "\t"
            at += 1
        if len(cell) > 1 and cell[0] == cell[-1] == '"':
            yield at, at + 1, ""
            yield at + len(cell) - 1, at + len(cell), ""
        at += len(cell)


def make(text: str, rng: Random) -> str:
    style = rng.choice(["{}", '"{}"'])

    def table(match: re.Match[str]) -> str:
        return re.sub(r"[^\t\n]+", lambda cell: style.format(cell.group()), match.group()).replace("\t", ",")

    rows = rf"(?:^[^\n\t,]*(?:\t[^\n\t,]*){{{FEWEST_COMMAS},}}(?:\n|\Z)){{{FEWEST_ROWS},}}"
    return re.sub(rows, table, text, flags=re.MULTILINE)
