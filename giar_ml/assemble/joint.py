"""The decision over a kept lattice: posterior readings of every row, the identities of the request table as constraints.

Identities are soft in one way only: a column that no reading of the print can satisfy at a fair price is waived (the
publisher's own sum is wrong), and the text decides there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import inf

from giar_ml.assemble.lattice import Lattice
from giar_ml.assemble.walk import PRIOR, UNREAD, Choices, Roles, Table, Walk, column_of

TOLERANCE = 4.0  # nats that satisfying a column may cost before it is waived


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
    for strict in (True, False):
        walk = Walk(table, every, strict=strict)
        if walk.excess <= TOLERANCE:
            return Decision(walk.posterior(), ())
    sound = [c for c in every if Walk(table, (c,), strict=True).excess <= TOLERANCE]
    for strict in (True, False):
        walk = Walk(table, sound, strict=strict)
        if walk.excess <= 2 * TOLERANCE:
            return Decision(walk.posterior(), tuple(c for c in every if c not in sound))
    return Decision(table.by_text(), every)


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
