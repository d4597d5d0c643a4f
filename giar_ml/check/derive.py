"""What the identities force although it is not printed: exact values and intervals of null cells.

Bounds of every cell that is not printed start at [0, inf) and are tightened along each identity until nothing changes
(Waltz filtering on linear equations). A cell whose bounds meet is derived. Printed cells are never touched, and a cell
for which two identities contradict each other (something printed is wrong) gets nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal, NamedTuple

from giar_ml.check.equations import Equation, components
from giar_ml.check.expression import ZERO, Interval
from giar_ml.check.facts import ANYTHING, UNKNOWN_COUNT, prints_one_other_row, signed
from giar_ml.types import Report

_ROUNDS = 12


class Recovery(NamedTuple):
    """What the identities say of a cell without a number: `determined` (low is high), `bounded`, or `free` (from 0 on,
    or anything at all where a cell may be negative). None: no bound on that side."""

    kind: Literal["determined", "bounded", "free"]
    low: Decimal | None
    high: Decimal | None


def intervals(report: Report) -> dict[str, Interval]:
    """`address -> (low, high)` of every cell that the identities mention and the report does not print.

    `high` may be None. Cells about which the identities contradict each other are left out.
    """
    values = report.values()
    found: dict[str, Interval] = {}
    for system in components(report.epoch, prints_one_other_row(report)):
        found.update(_tighten(system, values))
    return found


def derived_values(report: Report) -> dict[str, Decimal]:
    """`address -> value` for the null cells whose value is forced."""
    return {a: low for a, (low, high) in intervals(report).items() if low is not None and low == high}


def derive(report: Report) -> Report:
    """The report with `derived` filled in where a null cell's value is forced; every `value` stays as it is."""
    forced = derived_values(report)
    if not forced:
        return report
    cells = (replace(c, derived=forced[c.address]) if c.address in forced else c for c in report.cells)
    return replace(report, cells=tuple(cells))


def recoverability(report: Report) -> dict[str, Recovery]:
    """`address -> Recovery` for every cell of the report that has no number, in its order.

    What the reader derived from the row itself counts as determined; a cell about which the identities contradict each
    other is free, for nothing can be said.
    """
    known, may_be_negative = intervals(report), signed(report.epoch)
    found = {}
    for cell in report.cells:
        if cell.value is not None:
            continue
        low, high = known.get(cell.address, ANYTHING if cell.address in may_be_negative else UNKNOWN_COUNT)
        if cell.derived is not None:
            low = high = cell.derived
        fixed, loose = low is not None and low == high, high is None and not low
        found[cell.address] = Recovery("determined" if fixed else "free" if loose else "bounded", low, high)
    return found


def _tighten(system: tuple[Equation, ...], values: Mapping[str, Decimal | None]) -> dict[str, Interval]:
    free = {a for e in system for a, _ in e.terms if values.get(a) is None}
    bounds: dict[str, Interval] = dict.fromkeys(free, (ZERO, None))
    printed = {a: v for a, v in values.items() if v is not None}
    contradicted: set[str] = set()
    open_ones = [e for e in system if any(a in free for a, _ in e.terms)]
    for _ in range(_ROUNDS):
        changed = False
        for equation in open_ones:
            for address, bound in _narrowed(equation, printed, bounds):
                if address in contradicted:
                    continue
                low, high = bound
                if high is not None and low is not None and low > high:
                    contradicted.add(address)
                    bounds[address] = (ZERO, None)
                    changed = True
                elif bound != bounds[address]:
                    bounds[address] = bound
                    changed = True
        if not changed:
            break
    return {a: b for a, b in bounds.items() if a not in contradicted}


def _narrowed(
    equation: Equation, printed: Mapping[str, Decimal], bounds: Mapping[str, Interval]
) -> list[tuple[str, Interval]]:
    """New bounds of each free cell of one equation: `c * x == -(sum of the others)`, cut with what is known."""
    spans = [(a, c, _span(c, printed.get(a), bounds.get(a))) for a, c in equation.terms]
    lows, highs = [s[0] for _, _, s in spans], [s[1] for _, _, s in spans]
    found = []
    for index, (address, coefficient, _) in enumerate(spans):
        if address in printed:
            continue
        low, high = _others(lows, index), _others(highs, index)
        least, most = (None if high is None else -high), (None if low is None else -low)
        if coefficient < 0:
            least, most = (None if most is None else -most), (None if least is None else -least)
        old_low, old_high = bounds[address]
        new_low = old_low if least is None or (old_low is not None and least < old_low) else least
        new_high = old_high if most is None or (old_high is not None and most > old_high) else most
        found.append((address, (new_low, new_high)))
    return found


def _span(coefficient: int, value: Decimal | None, bound: Interval | None) -> Interval:
    low, high = (value, value) if value is not None else bound or (None, None)
    low, high = (None if low is None else coefficient * low), (None if high is None else coefficient * high)
    return (low, high) if coefficient > 0 else (high, low)


def _others(ends: list[Decimal | None], index: int) -> Decimal | None:
    total = ZERO
    for i, end in enumerate(ends):
        if i != index:
            if end is None:
                return None
            total += end
    return total
