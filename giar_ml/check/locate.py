"""Find the smallest sets of wrong cells that explain every violated identity of a report.

Let A be the matrix of the official identities (entries 1, -1) and x the printed cells; r = A x is not zero where an
identity is violated. A repair is a set of changes d with A (x + d) = 0, x + d >= 0 and whole, and as few d_j != 0 as
possible; repairs of one size are ranked by weight: the log-odds of every changed cell having been read right, and how
typical the slip is. That is minimal over all integers, but the shape of the forms makes it small: a body cell stands in
one row sum and one column sum, so in a smallest repair of up to four cells there is always a change that is alone in
some violated identity, and which therefore must undo that identity's whole residual. So the search peels: take a
violated identity, one of its cells, and the change that settles it; go on with what is left. Every cell stands in at
most one identity of a rule (one row, one column), which bounds from below how many more cells are needed: as many as
one rule has violated places. Iterative deepening over the number of cells, a cap on nodes: bounded whatever the input
is. Cells that are not printed are free, never changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from math import log

from giar_ml.check import causes, messages
from giar_ml.check.equations import Equation, by_cell, components
from giar_ml.check.facts import prints_one_other_row
from giar_ml.types import Cell, Change, Finding, Message, Repair, Report

MAX_CHANGES = 4
MAX_REPAIRS = 10
MAX_NODES = 4_000
MAX_DIGITS = 15
MARGIN = 0.2  # repairs of one size whose weights are nearer than this are not told apart
SUREST = 0.998  # a reading as sure as one can be; changing it weighs 1
LIGHTEST = 0.05  # what changing a cell weighs at least
Changes = frozenset[tuple[str, int]]


class _Search:
    """One component with its residuals; `values` are the printed cells, as whole numbers."""

    def __init__(self, system: tuple[Equation, ...], values: dict[str, int]) -> None:
        self.system, self.values, self.nodes = system, values, 0
        self.cells = {a: pairs for a, pairs in by_cell(self.system).items() if a in self.values}
        free = [[c for a, c in e.terms if a not in self.values] for e in self.system]
        self.over = [any(c > 0 for c in f) for f in free]  # a missing cell can raise the sum
        self.under = [any(c < 0 for c in f) for f in free]
        self.sums = [sum(c * self.values.get(a, 0) for a, c in e.terms) for e in self.system]
        self.members = [[(a, c) for a, c in e.terms if a in self.values] for e in self.system]

    def excess(self, index: int, total: int) -> int:
        """The residual of an equation, 0 where missing cells can still make up for it."""
        return 0 if (total > 0 and self.under[index]) or (total < 0 and self.over[index]) else total

    def violated(self, sums: Sequence[int]) -> list[int]:
        return [i for i, total in enumerate(sums) if total and self.excess(i, total)]

    def needed(self, violated: Sequence[int]) -> int:
        """At least so many cells must change: the places of the rule that is violated most often."""
        counts: dict[str, int] = {}
        for index in violated:
            rule = self.system[index].rule
            counts[rule] = counts.get(rule, 0) + 1
        return max(counts.values(), default=0)

    def smallest(self) -> list[Changes]:
        """Every repair found with the fewest changes; none when the cap or `MAX_CHANGES` is reached first."""
        start = self.needed(self.violated(self.sums))
        if start == 0:  # what is violated hangs on cells that are no counts
            return []
        for size in range(start, MAX_CHANGES + 1):
            found: set[Changes] = set()
            seen: set[Changes] = set()
            self._peel(list(self.sums), frozenset(), size, found, seen)
            if found:
                return list(found)
            if self.nodes > MAX_NODES:
                break
        return []

    def _peel(self, sums: list[int], done: Changes, left: int, found: set[Changes], seen: set[Changes]) -> None:
        violated = self.violated(sums)
        if not violated:
            found.add(done)
            return
        if done in seen or self.needed(violated) > left or self.nodes > MAX_NODES:
            return
        seen.add(done)
        used = {address for address, _ in done}
        for address, change in self._settling(sums, violated, left):
            if address in used or self.values[address] + change < 0:
                continue
            self.nodes += 1
            after = list(sums)
            for index, coefficient in self.cells[address]:
                after[index] += coefficient * change
            self._peel(after, done | {(address, change)}, left - 1, found, seen)

    def _settling(self, sums: list[int], violated: list[int], left: int) -> Iterator[tuple[str, int]]:
        """The changes that settle one violated equation; the last change must settle them all."""
        tried: set[tuple[str, int]] = set()
        for index in violated[:1] if left == 1 else violated:
            for address, coefficient in self.members[index]:
                step = (address, -sums[index] * coefficient)
                if step not in tried:
                    tried.add(step)
                    yield step


def locate(report: Report, findings: Sequence[Finding]) -> tuple[Repair, ...]:
    """The smallest repairs for the violated identities, best first, at most ten for each independent part of the form.

    A repair is `unique` when no other of its size touches cells as doubtful: how typical a slip is ranks, but proves
    nothing. Nothing is proposed where more than four cells must
    be wrong or the search is cut off: that is no slip but another kind of trouble.
    """
    broken = {f.rule for f in findings if f.status == "violated"}
    repairs: list[Repair] = []
    for system in components(report.epoch, prints_one_other_row(report)):
        rules = tuple(e.id for e in system if e.id in broken)
        if rules:
            repairs.extend(_component(report, system, rules))
    return tuple(repairs)


def _component(report: Report, system: tuple[Equation, ...], rules: tuple[str, ...]) -> list[Repair]:
    values = {c.address: int(c.value) for c in report.cells if c.value is not None and _is_count(c.value)}
    search = _Search(system, values)
    found = search.smallest()
    weights = {c.address: _weight(c) for c in report.cells}
    ranked = sorted((_repair(changes, values, weights, rules) for changes in found), key=_order)
    if not ranked or search.nodes > MAX_NODES:
        return ranked[:MAX_REPAIRS]
    heavy = [sum(weights[c.address] for c in one.changes) for one in ranked]
    alone = all(other - heavy[0] >= MARGIN for other in heavy[1:])
    best = replace(ranked[0], unique=alone and _determined(ranked[0], search))
    return [best, *ranked[1:MAX_REPAIRS]]


def _weight(cell: Cell) -> float:
    """What changing a cell weighs, from `LIGHTEST` to 1: by the odds that it was read right."""
    sure = min(cell.confidence, 0.5 if cell.abstained else SUREST)
    odds = log(max(sure, 1e-9) / (1 - min(sure, SUREST))) / log(SUREST / (1 - SUREST))
    return max(LIGHTEST, odds)


def _is_count(value: Decimal) -> bool:
    """Whole, and no larger than anything that is counted; another cell is taken for one that cannot be read."""
    return value.adjusted() < MAX_DIGITS and value == value.to_integral_value()


def _order(repair: Repair) -> tuple[float, tuple[str, ...]]:
    return repair.cost, tuple(c.address for c in repair.changes)


def _determined(repair: Repair, search: _Search) -> bool:
    """Whether every changed cell stands in an equation that is printed completely: else its value is only a bound."""
    complete = [not (o or u) for o, u in zip(search.over, search.under, strict=True)]
    return all(any(complete[i] for i, _ in search.cells[c.address]) for c in repair.changes)


def _repair(changes: Changes, values: dict[str, int], weights: dict[str, float], rules: tuple[str, ...]) -> Repair:
    made = tuple(Change(a, Decimal(values[a]), Decimal(values[a] + d)) for a, d in sorted(changes))
    why = causes.causes(made, values)
    cost = sum(weights[c.address] + causes.PENALTY[w] for c, w in zip(made, why, strict=True))
    cause = causes.summary(why)
    return Repair(made, rules, round(cost, 4), False, cause, _message(made, cause))


def _message(changes: Sequence[Change], cause: str) -> Message:
    said = [(messages.label(c.address), messages.number(c.printed), messages.number(c.proposed)) for c in changes]
    zh = "，".join(f"“{name.zh}”{printed} → {proposed}" for name, printed, proposed in said)
    en = ", ".join(f"{name.en} {printed} -> {proposed}" for name, printed, proposed in said)
    why = causes.name(cause)
    return Message(
        f"若{zh}，各项勾稽关系即成立（可能：{why.zh}）。", f"With {en} every identity holds (probably {why.en})."
    )
