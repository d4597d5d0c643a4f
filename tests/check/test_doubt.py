"""Cells below the threshold are abstained from; their best reading stays."""

from __future__ import annotations

from decimal import Decimal

from giar_ml.check import abstain
from giar_ml.schema.confidence import thresholds
from giar_ml.types import Cell, Report


def test_a_doubtful_cell_is_marked_and_keeps_its_value() -> None:
    least = thresholds().value
    cells = tuple(Cell(f"annex.{c}", Decimal(3), "read", "3", 0, 1, confidence=c) for c in (least - 0.01, least, 1.0))
    found = abstain(Report("E1b", 2016, None, cells=cells)).cells
    assert [c.abstained for c in found] == [True, False, False]
    assert [c.value for c in found] == [Decimal(3)] * 3


def test_what_the_reader_abstained_from_stays_so() -> None:
    report = Report("E1b", 2016, None, cells=(Cell("annex.x", Decimal(3), "read", "3", 0, 1, abstained=True),))
    assert abstain(report) is report
