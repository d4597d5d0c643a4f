"""Bytes of one report -> what giar_ml reads of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import giar_ml
from giar_ml.errors import ReadError
from giar_ml.pipeline import Reader


@dataclass(frozen=True, slots=True)
class Read:
    """The cells of a report by address, those that were abstained from, and whose report of which year it is."""

    values: dict[str, Decimal | None]
    abstained: frozenset[str] = frozenset()
    who: tuple[str | None, int | None, str | None] | None = None  # epoch, year, body


def read_report(data: bytes, suffix: str) -> Read:
    """The cells and identity of one file. Raises `ReadError` where the record says that reading failed."""
    record = _reader().read_bytes(data, f"report{suffix}")[0].record
    if record.error is not None:
        raise ReadError(record.error.cause, record.error.message)
    return Read(
        {cell.address: cell.value for cell in record.cells},
        frozenset(cell.address for cell in record.cells if cell.abstained),
        (record.report.epoch, record.report.year, record.report.body),
    )


@cache
def _reader() -> Reader:
    return giar_ml.load()
