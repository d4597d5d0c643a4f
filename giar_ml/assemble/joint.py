"""The exact sum over a kept lattice with the identities of the request table as state.

Walking from the last row to the first, a state holds for every column what the result rows still have to account for
(`residual`, set by 总计) and what new and carried-in requests have to add up to (`hand`, 总计 + 结转下年度). A state
that goes below zero is dropped; at the first result row the residual must be zero, at the first row the hand. Summing
the weights forward and backward gives the posterior of every reading, not only the best table.

Identities are soft in one way only: a column that no reading of the print can satisfy at a fair price is waived (the
publisher's own sum is wrong), and the text decides there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log

from giar_ml.assemble.lattice import Arc, Lattice, Node
from giar_ml.assemble.readings import Reading

PRIOR = (0.93, 0.2, 0.03, 0.04, 0.06, 0.08)  # how often a column holds anything: most applicants are natural persons
TOLERANCE = 4.0  # nats that satisfying a column may cost before it is waived
ESCAPE = 5.0  # a row that is not read escapes the identities: it pays for the evidence it avoids
MOST_STATES = 1_000
MOST_STEPS = 250_000  # of one walk: a table takes some thousands, nonsense would take minutes
FEW_STATES = 20  # kept at each node once that many steps were made
LARGEST = 20_000  # sums above are not tracked bit by bit

Vector = tuple[int, ...]
State = tuple[Vector | None, Vector | None, bool]  # residual, hand, free (a result row is unknown: inequality)
Step = tuple[State, Node, State, float, Arc, Reading | None]


@dataclass(frozen=True, slots=True)
class Roles:
    """Which row indices play which part; `results` is the half-open range of result rows."""

    received: int
    carried_in: int
    results: tuple[int, int]
    total: int
    carried_out: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Posterior weights of the readings of every row: `(arc, reading, probability)`; the waived columns."""

    rows: Mapping[int, Sequence[tuple[Arc, Reading | None, float]]]
    waived: tuple[int, ...]


def _prior(reading: Reading) -> float:
    if reading.exact or len(reading.values) != len(PRIOR) + 1:
        return 0.0
    price = 0.0
    for column, share in enumerate(PRIOR):
        price -= log(share if reading.amount(column) else 1 - share)
    return price


def _weights(arc: Arc) -> list[tuple[Reading | None, float, float]]:
    """The readings of an arc with their price by text alone, and with the prior of their placement.

    Priors are relative to the likeliest placement of the run: a row does not pay for having several.
    """
    if not arc.readings:
        return [(None, arc.cost, arc.cost)]
    priors = [_prior(r) + r.odds for r in arc.readings]
    low = min(priors)
    texts = [arc.cost + r.cost for r in arc.readings]
    return [(r, text, text + p - low) for r, text, p in zip(arc.readings, texts, priors, strict=True)]


class _Walk:
    """One summation with a set of active columns."""

    def __init__(
        self,
        lattice: Lattice,
        roles: Roles,
        columns: Sequence[int],
        lost: frozenset[int] = frozenset(),
        *,
        strict: bool = False,
    ) -> None:
        self.lattice, self.roles, self.columns = lattice, roles, tuple(columns)
        self.lost = lost  # rows that the text says are not printed: they may be missing at no extra price
        self.strict = strict  # no other row may be missing
        self.zero: Vector = (0,) * len(self.columns)
        self.steps: dict[Node, list[Step]] = {}
        start: State = (None, None, False)
        self.beta: dict[Node, dict[State, float]] = {lattice.end: {start: 0.0}}
        self.text: dict[Node, dict[State, float]] = {lattice.end: {start: 0.0}}
        self.made = 0  # steps
        self.total = inf  # minus log weight of everything that satisfies the identities
        self.least = inf  # the cheapest of it, by text alone
        self.reach = self._reachable() if columns else {}

    def allowed(self, arc: Arc, reading: Reading | None) -> bool:
        """Whether a row may stay unread on this walk."""
        return bool(reading is not None and reading.values) or not self.strict or arc.r in self.lost

    def _reachable(self) -> dict[Node, list[int]]:
        """For every node and active column the bit set of sums that the result rows before it can add up to.

        Empty where a result row may be missing: then every sum is in reach.
        """
        first, last = self.roles.results
        if not self.strict or any(first <= r < last for r in self.lost):
            return {}
        reach: dict[Node, list[int]] = {}
        for node, arcs in self.lattice.arcs.items():
            here = reach.get(node) or [1] * len(self.columns)
            reach[node] = here
            for arc in arcs:
                target = reach.setdefault((arc.j, arc.s), [0] * len(self.columns))
                for k in range(len(self.columns)):
                    target[k] |= self._moved(here[k], arc, k)
        return reach

    def _moved(self, bits: int, arc: Arc, k: int) -> int:
        first, last = self.roles.results
        if arc.s == arc.r or not first <= arc.r < last:
            return bits
        moved = 0
        for value in {int(g.amount(self.columns[k])) for g in arc.readings if g.values}:
            if 0 <= value <= LARGEST:
                moved |= bits << value
        return moved & ((1 << (LARGEST + 1)) - 1)

    def within(self, node: Node, state: State) -> bool:
        """Whether the result rows before a node can account for what a state still asks for."""
        residual = state[0]
        if residual is None or not self.reach or node not in self.reach:
            return True
        bits = self.reach[node]
        return all(value > LARGEST or bits[k] >> value & 1 for k, value in enumerate(residual))

    def vector(self, reading: Reading | None) -> Vector | None:
        if reading is None or not reading.values:
            return None
        return tuple(int(reading.amount(c)) for c in self.columns)

    def step(self, state: State, row: int, vector: Vector | None) -> State | None:
        """The state before a row, given the state after it; None where an identity is broken."""
        residual, hand, free = state
        roles = self.roles
        if row == roles.carried_out:
            return None, vector, False
        if row == roles.total:
            hand = None if vector is None or hand is None else tuple(a + b for a, b in zip(hand, vector, strict=True))
            return vector, hand, False
        if roles.results[0] <= row < roles.results[1]:
            if residual is None:
                return state
            if vector is None:
                free = True
            else:
                residual = tuple(a - b for a, b in zip(residual, vector, strict=True))
                if residual and min(residual) < 0:
                    return None
            if row == roles.results[0]:
                if not free and residual != self.zero:
                    return None
                return None, hand, False
            return residual, hand, free
        if hand is None or vector is None:
            return None, None, False
        hand = tuple(a - b for a, b in zip(hand, vector, strict=True))
        if (hand and min(hand) < 0) or (row == roles.received and hand != self.zero):
            return None
        return None, hand, False

    def backward(self) -> _Walk:
        """Fill `beta` and `steps` from the last row to the first, then `total` and `least`."""
        for node in reversed(self.lattice.arcs):
            self._visit(node)
        for state, price in self.beta.get((0, 0), {}).items():
            self.total = price if self.total == inf else _add(self.total, price)
            self.least = min(self.least, self.text[0, 0][state])
        return self

    def _moves(self, arc: Arc) -> list[tuple[Reading | None, Vector | None, float, float]]:
        moves = []
        for reading, text, price in _weights(arc):
            vector = self.vector(reading)
            if arc.s > arc.r:
                if not self.allowed(arc, reading):
                    continue
                escape = ESCAPE if vector is None and self.roles.total >= 0 and arc.r not in self.lost else 0.0
                text, price = text + escape, price + escape
            moves.append((reading, vector, text, price))
        return moves

    def _visit(self, node: Node) -> None:
        states: dict[State, float] = {}
        texts: dict[State, float] = {}
        steps: list[Step] = []
        for arc in self.lattice.arcs[node]:
            target = (arc.j, arc.s)
            after = self.beta.get(target)
            if not after:
                continue
            cheapest = self.text[target]
            for reading, vector, text, price in self._moves(arc):
                for state, weight in after.items():
                    source = state if arc.s == arc.r else self.step(state, arc.r, vector)
                    if source is None or not self.within(node, source):
                        continue
                    known = states.get(source)
                    states[source] = weight + price if known is None else _add(known, weight + price)
                    texts[source] = min(texts.get(source, inf), cheapest[state] + text)
                    steps.append((source, target, state, price, arc, reading))
        self.made += len(steps)
        most = MOST_STATES if self.made < MOST_STEPS else FEW_STATES
        if len(states) > most:
            limit = sorted(states.values())[most // 2]
            states = {s: w for s, w in states.items() if w <= limit}
            steps = [s for s in steps if s[0] in states]
        if states:
            self.beta[node], self.text[node], self.steps[node] = states, texts, steps

    def posterior(self) -> dict[int, list[tuple[Arc, Reading | None, float]]]:
        alpha: dict[Node, dict[State, float]] = defaultdict(dict)
        alpha[0, 0] = dict.fromkeys(self.beta[0, 0], 0.0)
        mass: dict[int, dict[tuple[int, int], list[object]]] = defaultdict(dict)
        for node in self.lattice.arcs:
            here = alpha.get(node)
            if not here or node not in self.steps:
                continue
            for source, target, state, price, arc, reading in self.steps[node]:
                before = here.get(source)
                if before is None:
                    continue
                known = alpha[target].get(state)
                through = before + price
                alpha[target][state] = through if known is None else _add(known, through)
                if arc.s > arc.r:
                    share = exp(min(0.0, self.total - through - self.beta[target][state]))
                    entry = mass[arc.r].setdefault((id(arc), id(reading)), [arc, reading, 0.0])
                    entry[2] = float(entry[2]) + share  # type: ignore[arg-type]
        return {r: [(a, g, p) for a, g, p in rows.values()] for r, rows in mass.items()}  # type: ignore[misc]


def _add(a: float, b: float) -> float:
    """The price of either of two things: `-log(exp(-a) + exp(-b))`."""
    low, high = (a, b) if a < b else (b, a)
    return low if high - low > 40 else low - log(1 + exp(low - high))


def decide(lattice: Lattice, roles: Roles | None) -> Decision:
    """Posterior readings of every row of the kept lattice. Without `roles` the text alone decides."""
    if (0, 0) not in lattice.arcs or lattice.best == inf:
        return Decision({}, ())
    if all(len(arcs) == 1 and len(arcs[0].readings) <= 1 for arcs in lattice.arcs.values()):
        return _only(lattice)
    if roles is None:
        return _summed(lattice, Roles(-1, -1, (-1, -1), -1, -1), ())
    every = _open_columns(lattice)
    text = _Walk(lattice, roles, ()).backward()
    lost = frozenset(_lost(text.posterior()))
    if lost:
        text = _Walk(lattice, roles, (), lost).backward()
    for strict in (True, False):
        walk = _Walk(lattice, roles, every, lost, strict=strict).backward()
        if walk.least <= text.least + TOLERANCE:
            return Decision(walk.posterior(), ())
    sound = [c for c in every if _feasible(_Walk(lattice, roles, (c,), lost, strict=True), text)]
    for strict in (True, False):
        walk = _Walk(lattice, roles, sound, lost, strict=strict).backward()
        if walk.least <= text.least + 2 * TOLERANCE:
            return Decision(walk.posterior(), tuple(c for c in every if c not in sound))
    return Decision(text.posterior(), every)


def _open_columns(lattice: Lattice) -> tuple[int, ...]:
    """The columns in which the kept readings of some row differ: the others cannot tell readings apart."""
    amounts: dict[int, set[Vector | None]] = defaultdict(set)
    for arc in (arc for arcs in lattice.arcs.values() for arc in arcs if arc.s > arc.r):
        for reading in arc.readings or (None,):
            known = reading is not None and reading.values
            amounts[arc.r].add(tuple(int(reading.amount(c)) for c in range(len(PRIOR))) if reading and known else None)
    open_ = {c for seen in amounts.values() for c in range(len(PRIOR)) if len({v and v[c] for v in seen}) > 1}
    return tuple(sorted(open_))


def _only(lattice: Lattice) -> Decision:
    """The decision where the text leaves one path."""
    arcs = [arcs[0] for arcs in lattice.arcs.values() if arcs[0].s > arcs[0].r]
    return Decision({arc.r: [(arc, arc.readings[0] if arc.readings else None, 1.0)] for arc in arcs}, ())


def _feasible(walk: _Walk, text: _Walk) -> bool:
    return walk.backward().least <= text.least + TOLERANCE


def _lost(rows: Mapping[int, Sequence[tuple[Arc, Reading | None, float]]]) -> list[int]:
    """The rows that the text alone says are not printed."""
    unread = {r: sum(p for _, g, p in choices if g is None or not g.values) for r, choices in rows.items()}
    return [r for r, share in unread.items() if share > 0.5]


def _summed(lattice: Lattice, roles: Roles, waived: tuple[int, ...]) -> Decision:
    return Decision(_Walk(lattice, roles, ()).backward().posterior(), waived)
