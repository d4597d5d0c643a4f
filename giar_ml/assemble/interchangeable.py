"""Where zeros are not printed, the columns of a whole table may be interchangeable: how sure each of its cells can be.

A table that prints `356 23 16 8 403` and every other row in the same way adds up just as well with the numbers of one
column moved to an empty one, in every row at once. The joint reading weighs such tables one by one and keeps only so
many of them; here they are counted exactly. What tells them apart is only how often an organisation files requests.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from math import prod

from giar_ml.assemble.cells import DOUBTFUL, HOPELESS
from giar_ml.assemble.joint import Decision
from giar_ml.assemble.readings import Reading
from giar_ml.assemble.walk import PRIOR, Roles
from giar_ml.types import Cell

WIDTH = len(PRIOR)  # columns that may be exchanged: all but the total
Move = Mapping[int, int]  # column as read -> column where its numbers may belong as well


def certainties(decision: Decision, roles: Roles) -> dict[tuple[int, int], float]:
    """By row and column: the share of interchangeable tables, by prior odds, that agree with the likeliest one."""
    best = {r: max(found, key=lambda choice: choice[2])[1] for r, found in decision.rows.items() if found}
    rows = {r: reading for r, reading in best.items() if reading is not None and reading.values}
    free = {r for r, reading in rows.items() if _free(reading)}
    sums = [rows[r] for r in (roles.received, roles.carried_in, roles.total, roles.carried_out) if r in rows]
    used = {c for reading in sums for c in _held(reading)}  # by any row, if the sums are read right
    free -= {r for r in free if not _held(rows[r]) <= used}  # not of one table with the sums, and unsure as it is
    if not free or roles.total not in rows:
        return {}
    pinned = {c for r in rows.keys() - free if not _free(rows[r]) for c in _held(rows[r]) & used}
    moves = [(_odds(move, _held(rows[roles.total])), move) for move in _moves(sorted(used), pinned)]
    whole = sum(odds for odds, _ in moves)
    found: dict[tuple[int, int], float] = {}
    for r in free:
        amounts = [rows[r].amount(c) for c in range(WIDTH)]
        tables = [(odds, _moved(amounts, move)) for odds, move in moves]
        for c in range(WIDTH):
            found[r, c] = sum(odds for odds, row in tables if row[c] == amounts[c]) / whole
    return found


def doubted(cells: Sequence[Cell], sure: Mapping[tuple[int, int], float], width: int) -> list[Cell]:
    """The cells, row by row of `width`, with no more confidence than `sure` allows; null where that is too little."""
    return [_capped(cell, sure.get(divmod(k, width), 1.0)) for k, cell in enumerate(cells)]


def _capped(cell: Cell, share: float) -> Cell:
    if share >= cell.confidence:
        return cell
    if cell.value is None:
        return replace(cell, confidence=round(share, 4))
    if share >= HOPELESS:
        return replace(cell, confidence=round(share, 4), abstained=cell.abstained or share < DOUBTFUL)
    return Cell(
        cell.address, None, "blank", unit=cell.unit, reason="ambiguous", confidence=round(1 - share, 4), abstained=True
    )


def _free(reading: Reading) -> bool:
    """Whether a row prints its numbers other than zero, and nothing for the zeros."""
    printed = [c for c in range(WIDTH) if reading.places[c] is not None]
    return 0 < len(printed) < WIDTH and all(reading.amount(c) for c in printed)


def _held(reading: Reading) -> set[int]:
    return {c for c in range(WIDTH) if reading.amount(c)}


def _moves(used: Sequence[int], pinned: set[int]) -> Iterator[Move]:
    """Every way to put the used columns elsewhere without changing their order."""
    for places in combinations(range(WIDTH), len(used)):
        if all(place == c for c, place in zip(used, places, strict=True) if c in pinned):
            yield dict(zip(used, places, strict=True))


def _odds(move: Move, held: Collection[int]) -> float:
    return prod(PRIOR[move[c]] / (1 - PRIOR[move[c]]) for c in held)


def _moved(amounts: Sequence[Decimal], move: Move) -> list[Decimal]:
    row = [Decimal(0)] * WIDTH
    for c, place in move.items():
        row[place] = amounts[c]
    return row
