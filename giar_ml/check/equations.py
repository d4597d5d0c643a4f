"""The official identities of a report as linear equations over its cells, in independent components.

Every official rule that is one `==` between sums of cells becomes `sum(coefficient * cell) == 0`. Where cells of an
equation are not printed they are free counts >= 0, and the equation only bounds the printed rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from giar_ml.check.expression import Call, Compare
from giar_ml.check.rules import Instance, instances


@dataclass(frozen=True, slots=True)
class Equation:
    """`id` is the finding id, `rule` that without row or column: a cell is in at most one equation of a `rule`."""

    id: str
    rule: str
    terms: tuple[tuple[str, int], ...]


def _equation(instance: Instance) -> Equation | None:
    formula = instance.formula
    if instance.rule.status != "official" or not isinstance(formula, Compare) or formula.op != "==":
        return None
    terms: dict[str, int] = {}
    for sign, side in ((1, formula.left), (-1, formula.right)):
        for coefficient, term in side.terms:
            if isinstance(term, Call) or term[0] in "@~":
                return None
            terms[term] = terms.get(term, 0) + sign * coefficient
    rule = instance.rule.id if instance.rule.each else instance.id
    return Equation(instance.id, rule, tuple(terms.items()))


@cache
def equations(epoch: str | None, merged: bool = False) -> tuple[Equation, ...]:
    """The equations of a template."""
    return tuple(e for i in instances(epoch, merged) if (e := _equation(i)) is not None)


@cache
def components(epoch: str | None, merged: bool = False) -> tuple[tuple[Equation, ...], ...]:
    """Equations that share cells, together: the request table is one component, each block of section four another."""
    groups: list[tuple[set[str], list[Equation]]] = []
    for equation in equations(epoch, merged):
        cells = {address for address, _ in equation.terms}
        joined: tuple[set[str], list[Equation]] = (cells, [equation])
        apart = []
        for group in groups:
            if group[0] & cells:
                joined = (joined[0] | group[0], group[1] + joined[1])
            else:
                apart.append(group)
        groups = [*apart, joined]
    return tuple(tuple(found) for _, found in groups)


def by_cell(system: Iterable[Equation]) -> dict[str, tuple[tuple[int, int], ...]]:
    """For every cell its `(index of equation, coefficient)` pairs."""
    found: dict[str, list[tuple[int, int]]] = {}
    for index, equation in enumerate(system):
        for address, coefficient in equation.terms:
            found.setdefault(address, []).append((index, coefficient))
    return {address: tuple(pairs) for address, pairs in found.items()}
