"""How a report prints zero is inferred from what its sums and sentences force; no value is changed by it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from giar_ml import schema
from giar_ml.check import check, conventions
from giar_ml.types import Cell, Convention, Report

COLUMNS = [column.key for column in schema.epoch("E3").request_columns]


def cell(address: str, value: int | None, raw: str = "", reason: str = "blank_cell") -> Cell:
    if value is not None:
        return Cell(address, Decimal(value), "read", str(value), 0, 1)
    return Cell(address, None, "blank", raw or None, 0, len(raw), reason=reason)


def row(key: str, values: list[int | None], raw: str = "", reason: str = "blank_cell") -> list[Cell]:
    return [cell(f"requests.{key}.{c}", v, raw, reason) for c, v in zip(COLUMNS, values, strict=True)]


def said(cells: list[Cell]) -> tuple[Convention, ...]:
    report = Report("E3", 2023, "云岭县水务局", cells=tuple(cells))
    found = conventions(report, check(report))
    assert report.cells == tuple(cells)
    return found


def test_blanks_that_the_sums_force_to_zero_mean_zero() -> None:
    (found,) = said([*row("new_received", [5, 0, None, None, None, None, 5]), *row("carried_in", [None] * 6 + [0])])
    assert (found.table, found.printed, found.means, found.cells, found.zero) == ("requests", "blank", "zero", 10, 10)
    assert found.confidence >= 0.9


def test_a_mark_is_named_as_it_is_printed() -> None:
    (found,) = said(row("new_received", [5, None, None, None, None, None, 5], "-", "nil_mark"))
    assert (found.printed, found.zero, found.other) == ("-", 5, 0)
    assert "“-”" in found.message.zh


def test_a_blank_that_hides_a_number_speaks_against_zero() -> None:
    (found,) = said(row("new_received", [5, 0, 0, 0, 0, 0, None]))
    assert (found.means, found.zero, found.other) == ("unknown", 0, 1)
    assert found.confidence < 0.5


def test_without_a_witness_nothing_is_known() -> None:
    (found,) = said([*row("new_received", [3, None, None, None, None, None, None]), *row("carried_in", [0] * 7)])
    assert (found.means, found.zero) == ("unknown", 0)


def test_zeros_that_share_one_print_were_dropped() -> None:
    cells = [replace(c, reason="shares_a_printed_zero") for c in row("new_received", [0] * 7)]
    (found,) = said(cells)
    assert (found.printed, found.means, found.cells) == ("dropped", "unknown", 7) or found.means == "zero"


def test_a_table_without_gaps_has_nothing_to_state() -> None:
    assert said(row("new_received", [5, 0, 0, 0, 0, 0, 5])) == ()
