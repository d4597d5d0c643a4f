"""Rows of spanning cells to rectangular rows, and the question whether a table holds data or only arranges a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", bound=Sized)
MAX_COLUMNS = 200
_PROSE = 400  # characters; the longest note inside a GIAR table has about 200


@dataclass(frozen=True, slots=True)
class Spanned(Generic[T]):
    """A table cell: its content as lines, and how many rows and columns it covers."""

    lines: tuple[T, ...]
    rowspan: int = 1
    colspan: int = 1


def place(rows: Sequence[Sequence[Spanned[T]]]) -> Iterator[list[Spanned[T] | None]]:
    """Each row with a cell at its first place and None wherever a span covers a place; wholly None rows too.

    A rowspan reaches no further than the rows there are, a colspan no further than `MAX_COLUMNS`.
    """
    covered: dict[int, int] = {}  # column -> rows still covered from above
    for row in rows:
        placed: list[Spanned[T] | None] = []
        spans: dict[int, int] = {}
        for cell in row:
            while covered.get(len(placed)):
                placed.append(None)
            if len(placed) >= MAX_COLUMNS:
                break
            width = min(max(1, cell.colspan), MAX_COLUMNS - len(placed))
            for column in range(len(placed), len(placed) + width):
                spans[column] = cell.rowspan - 1
            placed.append(cell)
            placed.extend([None] * (width - 1))
        last = max((column for column, left in covered.items() if left), default=-1)
        placed.extend([None] * (last + 1 - len(placed)))
        covered = {column: left - 1 for column, left in covered.items() if left > 1} | {
            column: left for column, left in spans.items() if left > 0
        }
        yield placed


def is_prose(cell: Spanned[T]) -> bool:
    """Whether the cell holds running text."""
    size = sum(len(line) for line in cell.lines)
    return size > _PROSE or (len(cell.lines) >= 4 and size > _PROSE / 3)


def is_layout(rows: Sequence[Sequence[Spanned[T]]]) -> bool:
    """Whether the table only arranges the page: a single column, or running text in a cell that has neighbours."""
    if all(len(row) <= 1 for row in rows):
        return True
    return any(is_prose(cell) for row in rows if len(row) > 1 for cell in row)


def glue(before: str, after: str) -> str:
    """What joins two lines of one cell: nothing between Chinese characters, else a space."""
    return "" if before[-1:] >= "\u2e80" and after[:1] >= "\u2e80" else " "
