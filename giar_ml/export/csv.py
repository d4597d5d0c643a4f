"""Records as five long tables in CSV: documents, cells, statistics, findings, repairs.

Every row begins with `path` and `part`, the key that joins the tables.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

from giar_ml.export.files import replacing
from giar_ml.export.labels import label
from giar_ml.export.record import Cell, Record, Statistic

KEY = ("path", "part")
DOCUMENT = (
    "status", "epoch", "year", "body", "title", "published", "region", "is_report", "format", "encoding", "characters",
    "sha256", "cells", "statistics", "violated", "holds", "unknown", "repairs", "cause", "message", "duplicate_of",
    "notes",
)  # fmt: skip
CELL = ("address", "label_zh", "label_en", *(name for name in Cell.model_fields if name not in {"address", "box"}))
STATISTIC = ("index", *Statistic.model_fields)
FINDING = (
    "rule", "status", "severity", "attribution", "left", "right", "delta", "addresses", "message_zh", "message_en",
)  # fmt: skip
REPAIR = (
    "repair", "address", "label_zh", "label_en", "printed", "proposed", "unique", "cost", "rules", "cause",
    "message_zh", "message_en",
)  # fmt: skip

_ACTIVE = tuple("=+-@\t\r\n＝＋－＠")
_HARMLESS = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?|[-－—]+|")


def guarded(text: str) -> str:
    """Text that a spreadsheet will not run as a formula: an apostrophe goes before what could be one."""
    return f"'{text}" if text.startswith(_ACTIVE) and not _HARMLESS.fullmatch(text) else text


def write(records: Iterable[Record], folder: Path, *, bom: bool = False) -> list[Path]:
    """Write the five tables into `folder` and return their paths. `bom` marks them as UTF-8 for Excel."""
    encoding = "utf-8-sig" if bom else "utf-8"
    paths = [folder / f"{name}.csv" for name in TABLES]
    with ExitStack() as stack:
        files = [stack.enter_context(replacing(path, newline="", encoding=encoding)) for path in paths]
        writers = [csv.writer(file, lineterminator="\r\n" if bom else "\n") for file in files]
        for writer, (columns, _) in zip(writers, TABLES.values(), strict=True):
            writer.writerow((*KEY, *columns))
        for record in records:
            key = (guarded(record.source.path), record.source.part)
            for writer, (_, rows) in zip(writers, TABLES.values(), strict=True):
                writer.writerows((*key, *map(plain, row)) for row in rows(record))
    return paths


def plain(value: Any) -> str | int | float | None:
    """One field: numbers as they are, lists joined by a space, text guarded."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        value = " ".join(map(str, value))
    return guarded(value) if isinstance(value, str) else value


def document_row(record: Record) -> tuple[Any, ...]:
    """One record as a row of `DOCUMENT`."""
    about, source = record.report, record.source
    states = [f.status for f in record.findings]
    error = record.error
    return (
        record.status, about.epoch, about.year, about.body, about.title, about.published, about.region,
        about.is_report, source.format, source.encoding, source.characters, source.sha256,
        sum(c.value is not None for c in record.cells), len(record.statistics), states.count("violated"),
        states.count("holds"), states.count("unknown"), len(record.repairs), error.cause if error else record.cause,
        error.message if error else None, record.duplicate_of, "; ".join(about.notes),
    )  # fmt: skip


def cell_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    """Every cell as a row of `CELL`."""
    for cell in record.cells:
        name = label(cell.address, record.report.epoch)
        yield (cell.address, name.zh, name.en, *(getattr(cell, field) for field in CELL[3:]))


def statistic_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    """Every statistic as a row of `STATISTIC`."""
    for index, statistic in enumerate(record.statistics):
        yield (index, *(getattr(statistic, field) for field in STATISTIC[1:]))


def finding_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    """Every finding as a row of `FINDING`."""
    for f in record.findings:
        words = (f.message.zh, f.message.en) if f.message else (None, None)
        yield (f.rule, f.status, f.severity, f.attribution, f.left, f.right, f.delta, f.addresses, *words)


def repair_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    """Every change of every repair as a row of `REPAIR`; rows with the same `repair` belong together."""
    for index, repair in enumerate(record.repairs):
        words = (repair.message.zh, repair.message.en) if repair.message else (None, None)
        for change in repair.changes:
            name = label(change.address, record.report.epoch)
            yield (
                index, change.address, name.zh, name.en, change.printed, change.proposed, repair.unique, repair.cost,
                repair.rules, repair.cause, *words,
            )  # fmt: skip


Rows = Callable[[Record], Iterable[tuple[Any, ...]]]
TABLES: dict[str, tuple[tuple[str, ...], Rows]] = {
    "documents": (DOCUMENT, lambda record: [document_row(record)]),
    "cells": (CELL, cell_rows),
    "statistics": (STATISTIC, statistic_rows),
    "findings": (FINDING, finding_rows),
    "repairs": (REPAIR, repair_rows),
}
