"""The same decision as an integer program: an oracle for the reader of the request table.

    python -m benchmarks.oracle --n 20 --seed 1

The kept lattice is a unit flow, the identities of the table are equalities between its columns, and a column may be
waived for `joint.TOLERANCE` nats. Same prices, no shared search: where the optimum and the reader's most probable rows
differ, either the print leaves two tables open (their prices are nearly equal) or one of the two is wrong.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import inf, log
from statistics import median
from typing import Any

from benchmarks.ladder import COMPOSED, SINGLE, TEXT_LAYOUTS, Job, make
from giar_ml import schema
from giar_ml.assemble import requests
from giar_ml.assemble.arcs import Arc
from giar_ml.assemble.joint import TOLERANCE, decide, unread
from giar_ml.assemble.lattice import Lattice
from giar_ml.assemble.readings import Reading
from giar_ml.assemble.stream import read_stream, without_header
from giar_ml.assemble.tables import zones
from giar_ml.assemble.walk import PRIOR, Roles, Table
from giar_ml.normalize import normalize
from giar_ml.read import read_bytes
from giar_ml.segment import outline
from training.synth import Written

SCALE = 1000  # CP-SAT counts in whole numbers: thousandths of a nat
LARGEST = 10**12  # above, a number is no count and the program might overflow
NEAR = 0.05  # nats: two tables whose prices are this near are not told apart
SURE = 0.9  # below, the reader abstains
COLUMNS = range(len(PRIOR))  # the last column follows from the row sums

Choice = tuple[Arc, Reading | None]
Values = tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """The cheapest table. `cost` in nats, `inf` where nothing is possible; `proved`: within the time given."""

    rows: Mapping[int, Choice]
    cost: float
    waived: tuple[int, ...] = ()
    proved: bool = True


@dataclass(slots=True)
class Agreement:
    """Counts over reports and cells.

    `same`: every row alike; `ties`: the reader's table costs as little; `differ`: cells that differ, `sure` those of
    rows that the reader does not doubt.
    """

    reports: int = 0
    same: int = 0
    ties: int = 0
    cells: int = 0
    differ: int = 0
    sure: int = 0
    unproved: int = 0
    reader_ms: list[float] = field(default_factory=list)
    oracle_ms: list[float] = field(default_factory=list)

    def add(self, other: Agreement) -> None:
        """Add the counts of another one to this one."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def lattice_of(written: Written) -> tuple[Lattice, Roles] | None:
    """The kept lattice of the report's request table as the reader builds it; None where no table is found."""
    document = read_bytes(written.data, f"report{written.suffix}")
    normalized = normalize(document.visible)
    where = zones(normalized.text.text, outline(normalized)).get("3")
    if where is None:
        return None
    epoch = schema.epoch(written.facts.epoch)
    stream = read_stream(normalized.text.text, *where, requests.WIDTH)
    stream = without_header(stream, requests.HEADER, requests.request_labels(epoch.id).fits)
    form, lattice = requests.lattice_of(stream, epoch.id)
    return lattice, requests._roles(requests._rows(form)[0])


class _Program:
    """One integer program; `lost` rows may be missing at no extra price."""

    def __init__(self, lattice: Lattice, roles: Roles, lost: frozenset[int]) -> None:
        from ortools.sat.python import cp_model

        self.cp, self.model, self.roles = cp_model, cp_model.CpModel(), roles
        self.choices: dict[int, list[tuple[Any, Arc, Reading | None]]] = defaultdict(list)
        self.price: list[Any] = []
        self._flow(lattice, lost)
        self.waived = [self.model.new_bool_var(f"waived{c}") for c in COLUMNS]
        self._identities()
        self.price += [round(TOLERANCE * SCALE) * w for w in self.waived]
        self.model.minimize(sum(self.price))

    def _flow(self, lattice: Lattice, lost: frozenset[int]) -> None:
        balance: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for node, moves in Table(lattice, self.roles, lost).moves.items():
            for move in moves:
                used = self.model.new_bool_var("")
                balance[node].append(used)
                balance[move.arc.j, move.arc.s].append(-used)
                if move.decides:
                    self.choices[move.arc.r].append((used, move.arc, move.reading))
                self.price.append(round(-log(move.weight) * SCALE) * used)
        for node, terms in balance.items():
            self.model.add(sum(terms) == (node == (0, 0)) - (node == lattice.end))

    def _missing(self, row: int) -> Any:
        return sum(used for used, _, g in self.choices[row] if g is None or not g.values)

    def _amount(self, row: int, column: int) -> Any:
        read = [(used, int(g.amount(column))) for used, _, g in self.choices[row] if g is not None and g.values]
        return sum(value * used for used, value in read if value)

    def _identities(self) -> None:
        """As `walk.Walk`: a missing result makes the sum an inequality, a missing flow voids the balance."""
        roles, add = self.roles, self.model.add
        results = range(*roles.results)
        lacks = {r: self.model.new_bool_var(f"missing{r}") for r in self.choices}
        for row, flag in lacks.items():
            add(flag == self._missing(row))
        for column, waived in zip(COLUMNS, self.waived, strict=True):
            sums = sum(self._amount(r, column) for r in results)
            total, out = self._amount(roles.total, column), self._amount(roles.carried_out, column)
            came, was = self._amount(roles.received, column), self._amount(roles.carried_in, column)
            printed = [~waived, ~lacks[roles.total]]
            add(sums <= total).only_enforce_if(printed)
            add(sums == total).only_enforce_if([*printed, *(~lacks[r] for r in results)])
            printed += [~lacks[roles.carried_out], ~lacks[roles.carried_in]]
            add(was <= total + out).only_enforce_if(printed)
            add(came + was == total + out).only_enforce_if([*printed, ~lacks[roles.received]])

    def solve(self, seconds: float, forced: Mapping[int, Values] | None = None) -> Solution:
        """The optimum, or the optimum among tables with the `forced` values."""
        for row, values in (forced or {}).items():
            self.model.add(sum(used for used, _, g in self.choices[row] if _values(g) == values) == 1)
        solver = self.cp.CpSolver()
        solver.parameters.num_workers, solver.parameters.random_seed = 1, 1
        solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(self.model)
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return Solution({}, inf, proved=status == self.cp.INFEASIBLE)
        rows = {r: (a, g) for r, some in self.choices.items() for used, a, g in some if solver.value(used)}
        waived = tuple(c for c, w in enumerate(self.waived) if solver.value(w))
        return Solution(rows, solver.objective_value / SCALE, waived, status == self.cp.OPTIMAL)


def _values(reading: Reading | None) -> Values:
    return () if reading is None else reading.values


def solve(
    lattice: Lattice, roles: Roles, *, forced: Mapping[int, Values] | None = None, seconds: float = 20.0
) -> Solution:
    """The cheapest table on the kept lattice; with `forced`, among those whose rows have these values.

    Rows that the text alone leaves unread more likely than not may stay so at no extra price, as in `joint.decide`.
    Raises `ValueError` for numbers that no table counts.
    """
    if any(abs(v) > LARGEST for out in lattice.arcs.values() for a in out for g in a.readings for v in g.values if v):
        raise ValueError("numbers beyond what the program can hold")
    lost = frozenset(unread(Table(lattice, roles).by_text()))
    return _Program(lattice, roles, lost).solve(seconds, forced)


def most_probable(rows: Mapping[int, Sequence[tuple[Arc, Reading | None, float]]]) -> dict[int, tuple[Values, float]]:
    """The most probable values of every row, and how probable they are."""
    found = {}
    for row, choices in rows.items():
        share: dict[Values, float] = defaultdict(float)
        for _, reading, weight in choices:
            share[_values(reading)] += weight
        found[row] = max(share.items(), key=lambda kv: kv[1])
    return found


def compare(lattice: Lattice, roles: Roles, *, seconds: float = 20.0) -> Agreement:
    """The reader and the oracle on one lattice."""
    began = time.perf_counter()
    decided = most_probable(decide(lattice, roles).rows)
    between = time.perf_counter()
    best = solve(lattice, roles, seconds=seconds)
    ended = time.perf_counter()
    agreement = Agreement(reports=1, cells=requests.WIDTH * len(best.rows), unproved=not best.proved)
    agreement.reader_ms, agreement.oracle_ms = [1000 * (between - began)], [1000 * (ended - between)]
    other = {r: v for r, (v, _) in decided.items() if v != _values(best.rows[r][1])} if best.rows else {}
    for row, values in other.items():
        count = _differing(values, _values(best.rows[row][1]))
        agreement.differ += count
        agreement.sure += count if decided[row][1] >= SURE else 0
    agreement.same = not other
    if other:
        forced = solve(lattice, roles, forced={r: v for r, (v, _) in decided.items()}, seconds=seconds)
        agreement.ties = forced.cost - best.cost <= NEAR
    return agreement


def _differing(one: Values, other: Values) -> int:
    if len(one) != len(other):
        return requests.WIDTH
    return sum(a != b for a, b in zip(one, other, strict=True))


COLUMN_NAMES = ("reports", "same", "ties", "cells", "differ", "sure", "unproved", "reader_ms", "oracle_ms")


def markdown(found: Mapping[str, Agreement]) -> str:
    """A line a rung; times are medians."""
    lines = ["| rung | " + " | ".join(COLUMN_NAMES) + " |", "|---" * (len(COLUMN_NAMES) + 1) + "|"]
    for rung, agreement in found.items():
        values = [getattr(agreement, name) for name in COLUMN_NAMES]
        shown = [f"{median(v):.1f}" if isinstance(v, list) and v else str(v) for v in values]
        lines.append(f"| {rung} | " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare on damaged reports and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.oracle", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=10, help="reports a rung")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--operators", nargs="+", choices=(*SINGLE, *COMPOSED), default=(*SINGLE, *COMPOSED))
    parser.add_argument("--seconds", type=float, default=20.0, help="for one program")
    options = parser.parse_args(arguments)
    found: dict[str, Agreement] = {}
    every = Agreement()
    for rung in options.operators:
        tally = found.setdefault(rung, Agreement())
        for index in range(options.n):
            case = lattice_of(make(Job(rung, index, options.seed, TEXT_LAYOUTS))[0])
            if case is not None:
                one = compare(*case, seconds=options.seconds)
                tally.add(one)
                every.add(one)
    print(markdown({**found, "all": every}), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
