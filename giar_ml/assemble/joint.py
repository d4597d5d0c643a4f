"""The decision over a kept lattice: posterior readings of every row, with the identities of the request table.

Identities are soft in one way only: a column that no reading of the print can satisfy at a fair price is waived (the
publisher's own sum is wrong), and the text decides there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf

from giar_ml.assemble.lattice import Lattice
from giar_ml.assemble.walk import PRIOR, UNREAD, Choice, Choices, Roles, Table, Walk, column_of

TOLERANCE = 3.0  # nats that satisfying a column may cost before it is waived
CONTESTED = 1.5  # at most: no column can be in question
LEAST_SHARE = 0.01  # of the likeliest set of waived columns: less is not worth its time


@dataclass(frozen=True, slots=True)
class Decision:
    """Posterior weights of the readings of every row: `(arc, reading, probability)`; the waived columns."""

    rows: Choices
    waived: tuple[int, ...]


def decide(lattice: Lattice, roles: Roles | None) -> Decision:
    """Posterior readings of every row of the kept lattice. Without `roles` the text alone decides."""
    if (0, 0) not in lattice.arcs or lattice.best == inf:
        return Decision({}, ())
    if all(len(arcs) == 1 and len(arcs[0].readings) <= 1 for arcs in lattice.arcs.values()):
        return _only(lattice)
    table = Table(lattice, roles)
    text = table.by_text()
    if roles is None:
        return Decision(text, ())
    every = _open_columns(table)
    lost = frozenset(unread(text))
    if lost:
        table = Table(lattice, roles, lost)
    walk = Walk(table, every, strict=True)
    if walk.excess <= CONTESTED:
        return Decision(walk.posterior(), ())
    ways = [walk, *(Walk(table, [c for c in every if c != left], strict=True) for left in every)]
    if min(_price(way, every) for way in ways) > TOLERANCE + CONTESTED:
        ways.append(Walk(table, every, strict=False))
    if min(_price(way, every) for way in ways) <= 2 * TOLERANCE:
        return _mixed(ways, every)
    return _without_unsound(table, every)


def _price(walk: Walk, every: Sequence[int]) -> float:
    """What a walk costs by text, and by the columns that it waives."""
    return walk.excess + TOLERANCE * (len(every) - len(walk.columns))


def _mixed(walks: Sequence[Walk], every: Sequence[int]) -> Decision:
    """The posterior over several sets of waived columns, each as likely as its cheapest table."""
    prices = [_price(walk, every) for walk in walks]
    shares = [exp(min(prices) - price) for price in prices]
    rows: dict[int, list[Choice]] = defaultdict(list)
    for walk, share in zip(walks, shares, strict=True):
        if share >= LEAST_SHARE:
            for r, choices in walk.posterior().items():
                rows[r] += [(arc, reading, p * share / sum(shares)) for arc, reading, p in choices]
    best = walks[prices.index(min(prices))]
    return Decision(rows, tuple(c for c in every if c not in best.columns))


def _without_unsound(table: Table, every: Sequence[int]) -> Decision:
    """Several columns waived: those that cannot be satisfied one by one; where the others fail together, all."""
    sound = [c for c in every if Walk(table, (c,), strict=True).excess <= TOLERANCE]
    for strict in (True, False):
        walk = Walk(table, sound, strict=strict)
        if walk.excess <= 2 * TOLERANCE:
            return Decision(walk.posterior(), tuple(c for c in every if c not in sound))
    return Decision(table.by_text(), tuple(every))


def _open_columns(table: Table) -> tuple[int, ...]:
    """The columns in which the kept readings of some row differ: the others cannot tell readings apart."""
    amounts: dict[int, set[int]] = defaultdict(set)
    for move in (move for moves in table.moves.values() for move in moves if move.decides):
        amounts[move.arc.r].add(move.amounts)
    several = [seen for seen in amounts.values() if len(seen) > 1]
    return tuple(c for c in range(len(PRIOR)) if any(len({_part(v, c) for v in seen}) > 1 for seen in several))


def _part(amounts: int, column: int) -> int:
    return UNREAD if amounts == UNREAD else column_of(amounts, column)


def _only(lattice: Lattice) -> Decision:
    """The decision where the text leaves one path."""
    arcs = [arcs[0] for arcs in lattice.arcs.values() if arcs[0].s > arcs[0].r]
    return Decision({arc.r: [(arc, arc.readings[0] if arc.readings else None, 1.0)] for arc in arcs}, ())


def unread(rows: Choices) -> list[int]:
    """The rows that the text alone says are not printed."""
    shares = {r: sum(p for _, g, p in choices if g is None or not g.values) for r, choices in rows.items()}
    return [r for r, share in shares.items() if share > 0.5]
