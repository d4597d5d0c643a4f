"""Sums over a kept lattice: by text alone, and with the identities of the request table as state.

Prices are kept as what they exceed the cheapest way on from their node by, so that weights are plain numbers between 0
and 1. The amounts of a row are one integer, `FIELD` bits a column, so that an identity of six columns is one
subtraction: a column below zero takes its guard bit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log
from typing import NamedTuple

from giar_ml.assemble.arcs import Arc, Node
from giar_ml.assemble.lattice import Lattice
from giar_ml.assemble.readings import Reading

PRIOR: tuple[float, ...] = (
    0.93,
    0.2,
    0.03,
    0.04,
    0.06,
    0.08,
)  # how often a column holds anything: most applicants are natural persons
# ... a row of a report: which organisations apply is asked once, in the row of totals; the others follow its columns.
PRIOR_OF_ROW: tuple[float, ...] = (0.93, 0.08, 0.08, 0.08, 0.08, 0.08)
ODDS = {s: (tuple(-log(p) for p in s), tuple(-log(1 - p) for p in s)) for s in (PRIOR, PRIOR_OF_ROW)}
ESCAPE = 5.0  # a row that is not read escapes the identities: it pays for the evidence it avoids
MOST_EXCESS = 14.0  # nats above the best by text: no table so dear is considered
MOST_STATES = 400
MOST_STEPS = 60_000  # of one table: most take some thousands, nonsense would take minutes
FEW_STATES = 20  # kept at each node once that many steps were made
FIELD = 42  # bits of a column: a sum of two amounts, and the guard bit
LARGEST = (1 << FIELD - 3) - 1  # amounts above are no counts
LARGEST_SUM = 20_000  # sums above are not tracked bit by bit
UNREAD = -1  # in the place of amounts: the row, or what follows it, is not known

State = tuple[int, int, bool]  # residual, hand, free (a result row is unknown: inequality)
Entry = list[float]  # of a state: weight of all ways to the end, least excess among them, weight of all ways to it
Choice = tuple[Arc, Reading | None, float]  # with its probability
Choices = Mapping[int, Sequence[Choice]]  # by row


@dataclass(frozen=True, slots=True)
class Roles:
    """Which row indices play which part; `results` is the half-open range of result rows."""

    received: int
    carried_in: int
    results: tuple[int, int]
    total: int
    carried_out: int


class Move(NamedTuple):
    """One reading of an arc: the amounts of its row, the nats by which the text prefers other ways, and the weight."""

    arc: Arc
    reading: Reading | None
    amounts: int
    excess: float
    weight: float

    @property
    def decides(self) -> bool:
        return self.arc.s > self.arc.r


def amounts_of(reading: Reading | None) -> int:
    """What the identities see of a row of seven cells, packed; `UNREAD` where there is no reading."""
    if reading is None or not reading.values:
        return UNREAD
    packed = 0
    for column in reversed(range(len(PRIOR))):
        packed = packed << FIELD | min(max(int(reading.amount(column)), 0), LARGEST)
    return packed


def column_of(amounts: int, column: int) -> int:
    """The amount of one column."""
    return amounts >> FIELD * column & (1 << FIELD) - 1


def _prior(reading: Reading, amounts: int, shares: tuple[float, ...]) -> float:
    if reading.exact:
        return 0.0
    held, empty = ODDS[shares]
    return sum((held if column_of(amounts, c) else empty)[c] for c in range(len(PRIOR)))


class Table:
    """The lattice with its moves priced; `lost` rows may be unread at no extra price.

    Without `roles` no identities bind the rows, and nothing has to be paid for escaping them.
    """

    def __init__(self, lattice: Lattice, roles: Roles | None, lost: Collection[int] = ()) -> None:
        self.lattice, self.roles, self.lost = lattice, roles, lost
        self.made = 0  # steps
        self.least: dict[Node, float] = {lattice.end: 0.0}  # price of the cheapest way from a node to the end
        self.moves: dict[Node, list[Move]] = {}
        for node in reversed(lattice.arcs):
            priced = [p for arc in lattice.arcs[node] if (arc.j, arc.s) in self.least for p in self._priced(arc)]
            if priced:
                best = self.least[node] = min(price for _, _, _, price, _ in priced)
                self.moves[node] = [Move(a, g, v, p - best, exp(best - p - o)) for a, g, v, p, o in priced]
        self.nodes = [node for node in lattice.arcs if node in self.moves]
        self.reach = self._reachable() if roles else {}

    def _priced(self, arc: Arc) -> list[tuple[Arc, Reading | None, int, float, float]]:
        """The readings of an arc: amounts, price by text to the end, and price of their placement.

        Placements are priced against the likeliest of the run: a row does not pay for having several.
        """
        ahead = arc.cost + self.least[arc.j, arc.s]
        if arc.s == arc.r:
            return [(arc, None, UNREAD, ahead, 0.0)]
        escape = ESCAPE if self.roles and arc.r not in self.lost else 0.0
        if not arc.readings:
            return [(arc, None, UNREAD, ahead + escape, 0.0)]
        found = [(g, amounts_of(g) if self.roles else UNREAD) for g in arc.readings]
        shares = PRIOR if self.roles and arc.r == self.roles.total else PRIOR_OF_ROW
        odds = [g.odds if v == UNREAD else g.odds + _prior(g, v, shares) for g, v in found]
        low = min(odds)
        return [
            (arc, g, v, ahead + g.cost + (escape if v == UNREAD else 0.0), o - low)
            for (g, v), o in zip(found, odds, strict=True)
        ]

    def _reachable(self) -> dict[Node, list[bytes]]:
        """For every node and column the bit set of sums that the result rows before it can add up to.

        Empty where a result row may be missing: then every sum is in reach.
        """
        assert self.roles
        first, last = self.roles.results
        if any(first <= r < last for r in self.lost):
            return {}
        totals = [m.amounts for out in self.moves.values() for m in out if m.decides and m.arc.r == self.roles.total]
        tops = [max((column_of(v, c) for v in totals if v != UNREAD), default=0) for c in range(len(PRIOR))]
        masks = [(2 << min(top, LARGEST_SUM)) - 1 for top in tops]
        reach: dict[Node, list[int]] = {}
        for node in self.nodes:
            here = reach.setdefault(node, [1] * len(PRIOR))
            for move in self.moves[node]:
                arc = move.arc
                target = reach.setdefault((arc.j, arc.s), [0] * len(PRIOR))
                adds = move.decides and first <= arc.r < last
                if adds and move.amounts == UNREAD:
                    continue
                for c, mask in enumerate(masks):
                    value = column_of(move.amounts, c) if adds else 0
                    if value <= LARGEST_SUM:
                        target[c] |= here[c] << value & mask
        return {n: [b.to_bytes(b.bit_length() + 7 >> 3, "little") for b in bits] for n, bits in reach.items()}

    def by_text(self) -> Choices:
        """Posterior weights of the readings of every row by text alone."""
        beta: dict[Node, float] = defaultdict(float, {self.lattice.end: 1.0})
        for node in reversed(self.nodes):
            beta[node] = sum(m.weight * beta[m.arc.j, m.arc.s] for m in self.moves[node])
        alpha: dict[Node, float] = defaultdict(float, {(0, 0): 1.0})
        rows: dict[int, list[Choice]] = defaultdict(list)
        total = beta[0, 0]
        for node in self.nodes:
            here = alpha[node]
            for move in self.moves[node] if here else ():
                target = (move.arc.j, move.arc.s)
                alpha[target] += here * move.weight
                if move.decides:
                    rows[move.arc.r].append((move.arc, move.reading, here * move.weight * beta[target] / total))
        return rows


class Walk:
    """The sum over all tables that satisfy the identities of the given columns, from the last row to the first.

    A state holds for every column what the result rows still have to account for (`residual`, set by 总计) and what
    new and carried-in requests have to add up to (`hand`, 总计 + 结转下年度). `strict`: no row may be unread but those
    that the text says are not printed. `excess` is what the cheapest such table costs above the cheapest by text.
    """

    def __init__(self, table: Table, columns: Sequence[int], *, strict: bool) -> None:
        assert table.roles
        self.table, self.roles, self.strict = table, table.roles, strict
        self.columns = tuple(columns)
        self.mask = sum((1 << FIELD) - 1 << FIELD * c for c in columns)
        self.guard = sum(1 << FIELD * (c + 1) - 1 for c in columns)
        self.reach = table.reach if strict else {}
        self.states: dict[Node, dict[State, Entry]] = {table.lattice.end: {(UNREAD, UNREAD, False): [1.0, 0.0, 0.0]}}
        self.steps: dict[Node, list[tuple[Entry, Entry, Move]]] = {}
        for node in reversed(table.nodes):
            self._visit(node)
        self.first = self.states.get((0, 0), {})
        self.excess = min((entry[1] for entry in self.first.values()), default=inf)

    def _less(self, held: int, amounts: int) -> int:
        """`held - amounts` in every column; `UNREAD` where one is below zero."""
        held = (held | self.guard) - amounts
        return held ^ self.guard if held & self.guard == self.guard else UNREAD

    def _before(self, row: int) -> Callable[[State, int], State | None]:
        """The step over a row: the state before it, given the state after it; None where an identity is broken."""
        roles = self.roles
        if row == roles.carried_out:
            return lambda _, amounts: (UNREAD, amounts, False)
        if row == roles.total:
            return _set_total
        if roles.results[0] < row < roles.results[1]:
            return self._result
        return self._first_result if row == roles.results[0] else self._flow

    def _result(self, state: State, amounts: int) -> State | None:
        residual, hand, free = state
        if residual == UNREAD:
            return state
        if amounts == UNREAD:
            return residual, hand, True
        residual = self._less(residual, amounts)
        return None if residual == UNREAD else (residual, hand, free)

    def _first_result(self, state: State, amounts: int) -> State | None:
        before = self._result(state, amounts)
        if before is None or before[0] == UNREAD:
            return before
        residual, hand, free = before
        return (UNREAD, hand, False) if free or not residual else None

    def _flow(self, state: State, amounts: int) -> State | None:
        hand = state[1]
        if hand == UNREAD or amounts == UNREAD:
            return UNREAD, UNREAD, False
        hand = self._less(hand, amounts)
        return None if hand == UNREAD else (UNREAD, hand, False)

    def _within(self, node: Node) -> Callable[[int], bool]:
        """Whether the result rows before a node can account for what a state still asks for."""
        sums = self.table.reach[node]
        places = [(FIELD * c, sums[c], len(sums[c]) * 8) for c in self.columns]
        field = (1 << FIELD) - 1

        def within(residual: int) -> bool:
            for shift, bits, size in places:
                value = residual >> shift & field
                if value <= LARGEST_SUM and (value >= size or not bits[value >> 3] >> (value & 7) & 1):
                    return False
            return True

        return within

    def _visit(self, node: Node) -> None:
        row, mask, least = node[1], self.mask, MOST_EXCESS
        before = self._before(row)
        last = row == self.roles.received
        within = self._within(node) if self.reach else None
        states: dict[State, Entry] = {}
        steps: list[tuple[Entry, Entry, Move]] = []
        for move in self.table.moves[node]:
            arc, _, amounts, excess, weight = move
            after = self.states.get((arc.j, arc.s))
            if not after or (self.strict and amounts == UNREAD and arc.s > row and row not in self.table.lost):
                continue
            if amounts != UNREAD:
                amounts &= mask
            for state, entry in after.items():
                above = entry[1] + excess
                if above > least:
                    continue
                source = before(state, amounts) if arc.s > row else state
                if source is None or (last and arc.s > row and source[1] > 0):
                    continue
                if within and source[0] > 0 and not within(source[0]):
                    continue
                known = states.get(source)
                if known is None:
                    known = states[source] = [entry[0] * weight, above, 0.0]
                else:
                    known[0] += entry[0] * weight
                    if above < known[1]:
                        known[1] = above
                steps.append((known, entry, move))
        self.table.made += len(steps)
        most = MOST_STATES if self.table.made < MOST_STEPS else FEW_STATES
        if len(states) > most:
            limit = sorted([entry[0] for entry in states.values()], reverse=True)[most // 2]
            states = {s: entry for s, entry in states.items() if entry[0] >= limit}
        if states:
            self.states[node], self.steps[node] = states, steps

    def posterior(self) -> Choices:
        """Posterior weights of the readings of every row."""
        total = sum(entry[0] for entry in self.first.values())
        for entry in self.first.values():
            entry[2] = 1 / total
        rows: dict[int, list[Choice]] = defaultdict(list)
        for node in self.table.nodes:
            mass: dict[int, float] = defaultdict(float)
            for source, target, move in self.steps.get(node, ()):
                through = source[2] * move.weight
                target[2] += through
                mass[id(move)] += through * target[0]
            for move in self.table.moves[node]:
                if move.decides and id(move) in mass:
                    rows[move.arc.r].append((move.arc, move.reading, mass[id(move)]))
        return rows


def _set_total(state: State, amounts: int) -> State:
    hand = UNREAD if amounts == UNREAD or state[1] == UNREAD else state[1] + amounts
    return amounts, hand, False
