from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
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
    assert verdict(damaged(report, table, confidence=0.87)) == "undecided"


def test_one_number_that_breaks_several_rules_is_heard_alone(report: Make, table: Table) -> None:
    made = damaged(report, table)
    other = "requests.carried_in.org_other"
    doubted = tuple(replace(c, confidence=0.3) if c.address == other else c for c in made.cells)
    assert verdict(replace(made, cells=doubted)) == "issuer"
    assert verdict(replace(made, cells=doubted), "S3-BAL/total") == "issuer"


def swapped(report: Make, table: Table, **of_gap: Any) -> Report:
    """A row whose numbers stand one column from where they belong, and a cell of it that is not printed."""
    cells = table(1, zeros=0.0)
    row = "requests.granted_in_full"
    a, b, gap = f"{row}.org_research", f"{row}.org_public_welfare", f"{row}.org_other"
    cells[a], cells[b] = cells[b], cells[a]
    made = report({**cells, gap: None})
    return replace(made, cells=tuple(replace(c, **of_gap) if c.address == gap else c for c in made.cells))


def test_a_number_of_a_short_row_may_belong_into_another_column(report: Make, table: Table) -> None:
    made = swapped(report, table)
    assert verdict(made, "S3-SUM7b/org_research") == "extraction"
    assert verdict(made, "S3-SUM7b/org_public_welfare") == "extraction"


def test_a_dash_holds_the_place_of_its_number(report: Make, table: Table) -> None:
    made = swapped(report, table, reason="nil_mark", raw="-")
    assert verdict(made, "S3-SUM7b/org_research") == "issuer"


def test_digits_set_apart_may_be_two_numbers(report: Make, table: Table) -> None:
    right = table(1)[WRONG]
    assert verdict(damaged(report, table, value=Decimal(f"{right}5"), raw=f"{right} 5")) == "extraction"
    assert verdict(damaged(report, table, value=Decimal(f"{right}5"), raw=f"{right}5")) == "issuer"


def test_the_prose_can_confirm_a_doubtful_number(report: Make, table: Table, said: Callable[..., Any]) -> None:
    cells = {**table(1), "requests.new_received.total": 999}
    made = report(cells, statistics=(said("foi.received", 999),))
    doubted = tuple(replace(c, confidence=0.5) if c.address == "requests.new_received.total" else c for c in made.cells)
    assert verdict(replace(made, cells=doubted), "S3-ROW/new_received") == "issuer"
    assert verdict(replace(made, cells=doubted, statistics=()), "S3-ROW/new_received") == "extraction"


def test_the_message_says_why(report: Make, table: Table) -> None:
    found = {f.rule: f for f in check(damaged(report, table, confidence=0.4))}
    message = found[ROW].message
    assert message is not None
    assert message.zh.endswith("可能是误读。")
    assert "0.400" in message.zh
    assert "confidence of 0.400" in message.en
    assert message.en.startswith("Row ")


def test_only_violated_official_rules_are_attributed(report: Make, table: Table) -> None:
    found = check(damaged(report, table))
    assert all((f.attribution is not None) == (f.status == "violated" and f.severity == "error") for f in found)
