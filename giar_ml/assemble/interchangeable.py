"""Where zeros are not printed, numbers of a whole table may be interchangeable: how sure each of its cells can be.

A table that prints `356 23 16 8 403` and every other row in the same way adds up just as well with the numbers of one
column moved to an empty one, in every row at once; and with the number of one row moved to another column, where rows
of that column that add up to as much are moved back. The joint reading weighs such tables one by one and keeps only so
many of them; here they are counted exactly. What tells columns apart is only how often an organisation files requests,
and what tells rows apart is nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, pairwise
from math import prod

from giar_ml.assemble.cells import DOUBTFUL, HOPELESS
from giar_ml.assemble.joint import Decision
from giar_ml.assemble.readings import Reading
from giar_ml.assemble.walk import PRIOR, Roles
from giar_ml.types import Cell

WIDTH = len(PRIOR)  # columns that may be exchanged: all but the total
LARGEST = 500  # amounts above are not exchanged: others add up to them by chance only
FIELD = 26  # bits of a count of exchanges: 2 to the number of rows
Move = Mapping[int, int]  # column as read -> column where its numbers may belong as well


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row prints: the columns of its numbers other than zero, and how many prints of zeros and of blanks there
    are before the first of them, between each two, and after the last."""

    amounts: tuple[Decimal, ...]
    held: tuple[int, ...]
    prints: tuple[int, ...]

    @property
    def full(self) -> bool:
        """Whether it prints something in every column."""
        return len(self.held) + sum(self.prints) == WIDTH

    def fits(self, places: Sequence[int]) -> bool:
        """Whether the numbers may stand in these columns: in their order, with room for what stands between them."""
        cells = [b - a - 1 for a, b in pairwise((-1, *places, WIDTH))]
        return all(printed <= room for printed, room in zip(self.prints, cells, strict=True))


def certainties(decision: Decision, roles: Roles) -> dict[tuple[int, int], float]:
    """By row and column: the share of interchangeable tables, by prior odds, that agree with the likeliest one."""
    best = {r: max(found, key=lambda choice: choice[2])[1] for r, found in decision.rows.items() if found}
    rows = {r: _row(reading) for r, reading in best.items() if reading is not None and reading.values}
    sums = [rows[r] for r in (roles.received, roles.carried_in, roles.total, roles.carried_out) if r in rows]
    used = {c for row in sums for c in row.held}  # by any row, if the sums are read right
    within = {r: row for r, row in rows.items() if row.held and used.issuperset(row.held)}
    if roles.total not in within or all(row.full for row in within.values()):
        return {}
    pinned = {c for row in rows.values() if row.full for c in row.held} & used
    found = _by_columns(within, _moves(sorted(used), pinned), rows[roles.total].held)
    for cell, share in _by_rows(within, sorted(used), roles):
        found[cell] = found.get(cell, 1.0) * share
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


def _row(reading: Reading) -> _Row:
    amounts = tuple(reading.amount(c) for c in range(WIDTH))
    held = tuple(c for c in range(WIDTH) if amounts[c])
    between = [reading.places[a + 1 : b] for a, b in pairwise((-1, *held, WIDTH))]
    return _Row(amounts, held, tuple(len({place for place in places if place}) for places in between))


def _by_columns(rows: Mapping[int, _Row], moves: Iterator[Move], held: Collection[int]) -> dict[tuple[int, int], float]:
    """The shares of tables with whole columns moved."""
    shapes = {(row.held, row.prints): row for row in rows.values()}.values()
    possible = [move for move in moves if all(row.fits([move[c] for c in row.held]) for row in shapes)]
    found: dict[tuple[int, int], float] = {}
    if len(possible) < 2:
        return found
    odds = [_odds(move, held) for move in possible]
    for r, row in rows.items():
        tables = [_moved(row.amounts, move) for move in possible]
        for c in range(WIDTH):
            same = sum(share for share, table in zip(odds, tables, strict=True) if table[c] == row.amounts[c])
            found[r, c] = same / sum(odds)
    return found


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


def _by_rows(rows: Mapping[int, _Row], used: Sequence[int], roles: Roles) -> Iterator[tuple[tuple[int, int], float]]:
    """The shares of tables with numbers of some rows exchanged between two columns, whose identities say the same."""
    results = {r: 1 for r in rows if roles.results[0] <= r < roles.results[1]}
    total = rows[roles.total].amounts
    flow = {roles.received: 1, roles.carried_in: 1, roles.carried_out: -1}
    for signs in (results, {r: sign for r, sign in flow.items() if r in rows}):
        excess = [sum(n * rows[r].amounts[c] for r, n in signs.items()) - total[c] for c in range(WIDTH)]
        for a, b in combinations(used, 2):
            weights = {r: sign * moved for r, sign in signs.items() if (moved := _exchanged(rows[r], a, b))}
            for r, share in _kept(weights, excess[a], excess[b]).items():
                yield (r, a), share
                yield (r, b), share


def _exchanged(row: _Row, a: int, b: int) -> int:
    """What column `a` loses to column `b` where the number of a row that holds one of them stands in the other."""
    if bool(row.amounts[a]) == bool(row.amounts[b]):
        return 0
    source, target = (a, b) if row.amounts[a] else (b, a)
    places = [target if c == source else c for c in row.held]
    if places != sorted(places) or row.amounts[source] > LARGEST or not row.fits(places):
        return 0
    return int(row.amounts[source]) * (1 if source == a else -1)


def _kept(weights: Mapping[int, int], over: Decimal, other: Decimal) -> dict[int, float]:
    """By row: in which share of the exchanges that leave both identities as they are, none included, it stays.

    `over`: by how much the first column exceeds what its identity says, `other`: the second. Where the one has too much
    and the other too little, the likeliest readings of the rows are not of one table: any number may be the wrong one.
    """
    if over * other < 0:
        return {r: HOPELESS for r, weight in weights.items() if (weight > 0) == (over > 0)}
    whole = _sums_to_zero(list(weights.values()))
    if whole == 1:
        return {}
    return {r: _sums_to_zero([w for k, w in weights.items() if k != r]) / whole for r in weights}


def _sums_to_zero(weights: Sequence[int]) -> int:
    """How many subsets add up to zero; the counts of all sums are one integer, `FIELD` bits a sum."""
    counts = 1 << FIELD * -sum(w for w in weights if w < 0)
    zero = counts.bit_length() - 1
    for weight in weights:
        counts += counts << FIELD * weight if weight > 0 else counts >> FIELD * -weight
    return counts >> zero & (1 << FIELD) - 1
