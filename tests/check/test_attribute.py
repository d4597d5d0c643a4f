from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from giar_ml.check import check
from giar_ml.types import Cell, Report

Make = Callable[..., Report]
Table = Callable[..., dict[str, Any]]
ROW = "S3-ROW/carried_in"
WRONG = "requests.carried_in.total"


def verdict(made: Report, rule: str = ROW) -> str | None:
    return next(f.attribution for f in check(made) if f.rule == rule)


def damaged(report: Make, table: Table, **of_cell: Any) -> Report:
    made = report({**table(1), WRONG: 999})

    def change(cell: Cell) -> Cell:
        return replace(cell, **of_cell) if cell.address == WRONG else cell

    return replace(made, cells=tuple(change(c) for c in made.cells))


def test_a_contradiction_among_surely_read_cells_is_the_issuers(report: Make, table: Table) -> None:
    assert verdict(damaged(report, table)) == "issuer"


def test_a_doubtful_or_abstained_cell_makes_it_ours(report: Make, table: Table) -> None:
    assert verdict(damaged(report, table, confidence=0.4)) == "extraction"
    assert verdict(damaged(report, table, abstained=True)) == "extraction"


def test_between_sure_and_doubtful_it_is_undecided(report: Make, table: Table) -> None:
    assert verdict(damaged(report, table, confidence=0.75)) == "undecided"


def test_a_gap_in_a_row_leaves_it_undecided(report: Make, table: Table) -> None:
    cells = {**table(1), WRONG: 999, "requests.carried_in.org_other": None, "requests.carried_in.natural_person": 2000}
    assert verdict(report(cells)) == "undecided"


def test_only_violated_official_rules_are_attributed(report: Make, table: Table) -> None:
    found = check(damaged(report, table))
    assert all((f.attribution is not None) == (f.status == "violated" and f.severity == "error") for f in found)
