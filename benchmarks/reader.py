"""Bytes of one report -> what giar_ml reads of it, through the public pipeline, or its stages where that is missing."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from giar_ml.errors import ReadError
from giar_ml.types import Outline

Values = dict[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Read:
    """The cells of a report by address and, through the pipeline, whose report of which year it is."""

    values: Values
    who: tuple[str | None, int | None, str | None] | None = None  # epoch, year, body


def read_cells(data: bytes, suffix: str, epoch: str) -> Values:
    """Every cell that giar_ml reads from one file. `epoch` is used only where there is no pipeline to decide it."""
    return read_report(data, suffix, epoch).values


def read_report(data: bytes, suffix: str, epoch: str) -> Read:
    """The cells and identity of one file. Raises `ReadError` where the record says that reading failed."""
    try:
        pipeline = _pipeline()
    except ImportError:
        return Read(_through_stages(data, suffix, epoch))
    record = pipeline.read_bytes(data, f"report{suffix}")[0].record
    if record.error is not None:
        raise ReadError(record.error.cause, record.error.message)
    values = {cell.address: None if cell.value is None else Decimal(str(cell.value)) for cell in record.cells}
    return Read(values, (record.report.epoch, record.report.year, record.report.body))


@cache
def _pipeline() -> Any:
    import giar_ml

    return giar_ml.load()


def _through_stages(data: bytes, suffix: str, epoch: str) -> Values:
    try:
        read, normalize = _stage("read"), _stage("normalize")
        read_tables = _stage("assemble.tables").read_tables
    except ImportError as error:
        raise SystemExit(f"the ladder needs giar_ml's stages read, normalize and assemble.tables: {error}") from error
    document = read.read_bytes(data, f"report{suffix}")
    normalized = normalize.normalize(document.visible)
    try:
        outline = _stage("segment").outline(normalized)
    except (ImportError, AttributeError):
        outline = Outline((), ())
    cells = read_tables(normalized, outline, epoch, document.source, document.boxes)
    return {cell.address: cell.value for cell in cells}


def _stage(name: str) -> Any:
    return importlib.import_module(f"giar_ml.{name}")
