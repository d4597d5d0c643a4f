"""Abstention: cells whose confidence is below the conformal threshold are marked; their best reading stays."""

from __future__ import annotations

from dataclasses import replace

from giar_ml.schema.confidence import thresholds
from giar_ml.types import Cell, Report


def abstain(report: Report) -> Report:
    """The report with `abstained` set on every doubtful cell; what the reader abstained from stays so."""
    cells = tuple(replace(c, abstained=True) if not c.abstained and _is_doubtful(c) else c for c in report.cells)
    return report if cells == report.cells else replace(report, cells=cells)


def _is_doubtful(cell: Cell) -> bool:
    least = thresholds()
    return cell.confidence < (least.null if cell.value is None else least.value)
