"""The list of duplicates as a file: JSON Lines, CSV or Parquet, by the suffix; its columns say what they mean."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import IO, Any

from giar_ml.batch.columns import INT, REAL, TEXT, Column
from giar_ml.batch.duplicates import Row
from giar_ml.errors import SetupError
from giar_ml.export.files import replacing

SUFFIXES = (".jsonl", ".csv", ".parquet")
GROUP = 50_000  # rows of Parquet in memory at a time
COLUMNS = (
    Column("path", TEXT, "the input; with `part`, the key of a record and of the other tables"),
    Column("part", INT, "1, 2, ... where one input holds several reports, else 1"),
    Column("body", TEXT, "who reports"),
    Column("year", INT, "fiscal year"),
    Column("group_id", TEXT, "the same for all records of one report; follows from the path of its first record"),
    Column("kind", TEXT, "what this record is to the one in `of_path`: exact (same bytes), mirror (nothing that both "
           "print differs), revised (up to a third of the numbers differ), differs (more do), unclear (too little read "
           "to compare), copied (the numbers of another body or year, in a group of its own); first: none of these"),
    Column("of_path", TEXT, "the record it was compared with"),
    Column("of_part", INT, "its part"),
    Column("shared", INT, "numbers that both print"),
    Column("conflicts", INT, "those of them that differ"),
    Column("similarity", REAL, "share of the numbers other than 0 on both sides that agree"),
    Column("sha256", TEXT, "of the bytes"),
)  # fmt: skip
NAMES = [column.name for column in COLUMNS]


def write(rows: Iterable[Row], place: Path) -> None:
    """Write a file that appears when it is whole. Raises `SetupError` for another suffix or a place that cannot be."""
    if place.suffix == ".parquet":
        _parquet(rows, place)
    elif place.suffix == ".csv":
        with replacing(place, newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(NAMES)
            writer.writerows(map(astuple, rows))
    elif place.suffix == ".jsonl":
        with replacing(place) as file:
            write_lines(rows, file)
    else:
        raise SetupError(f"{place}: name it .jsonl, .csv or .parquet")


def write_lines(rows: Iterable[Row], file: IO[str]) -> None:
    """One JSON object a line; every column is in every line."""
    for row in rows:
        file.write(json.dumps(dict(zip(NAMES, astuple(row), strict=True)), ensure_ascii=False) + "\n")


def counted(rows: Iterable[Row], counts: Counter[str]) -> Iterator[Row]:
    """Pass the rows on, counting them by kind."""
    for row in rows:
        counts[row.kind] += 1
        yield row


def _parquet(rows: Iterable[Row], place: Path) -> None:
    from giar_ml.batch.dataset import arrow

    pa = arrow()
    types = {TEXT: pa.string(), INT: pa.int64(), REAL: pa.float64()}
    schema = pa.schema([pa.field(c.name, types[c.type], metadata={"description": c.meaning}) for c in COLUMNS])
    partial = place.with_name(f".{place.name}.tmp")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with pa.parquet.ParquetWriter(partial, schema, compression="zstd") as file:
            for some in _batches(rows):
                file.write_table(pa.Table.from_pylist([dict(zip(NAMES, row, strict=True)) for row in some], schema))
        partial.replace(place)
    except OSError as error:
        raise SetupError(f"{place} cannot be written: {error}") from error
    finally:
        with suppress(OSError):
            partial.unlink()


def _batches(rows: Iterable[Row]) -> Iterator[list[tuple[Any, ...]]]:
    some: list[tuple[Any, ...]] = []
    for row in rows:
        some.append(astuple(row))
        if len(some) == GROUP:
            yield some
            some = []
    if some:
        yield some
