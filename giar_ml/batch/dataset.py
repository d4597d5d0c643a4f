"""A data set: five tidy Parquet tables, and the whole records beside them, in parts of so many inputs each.

`OUT/cells/part-00000.parquet` and so on; `OUT/records/part-00000.jsonl.gz` has what the tables leave out (noise spans).
A part's bytes depend on its records alone.
"""

from __future__ import annotations

import gzip
import json
import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from giar_ml.batch.columns import BOOL, INT, REAL, TABLES, TEXT, Column
from giar_ml.errors import ConfigError
from giar_ml.export.labels import label

GROUP = 250  # inputs in a row group: what is in memory at a time
RECORDS = "records"
FOLDERS = (*TABLES, RECORDS)
Json = dict[str, Any]


def arrow() -> Any:
    """pyarrow. Raises `ConfigError` where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ConfigError("a data set needs pyarrow: pip install 'giar-ml[corpus]'") from error
    return pyarrow


class PartWriter:
    """Writes one part beside its place; `seal` moves it there."""

    def __init__(self, folder: Path, part: int) -> None:
        self._inputs = 0
        self._tables = [_TableWriter(folder / name / f"part-{part:05d}.parquet", name) for name in TABLES]
        self._records = _RecordsWriter(folder / RECORDS / f"part-{part:05d}.jsonl.gz")
        self._writers: list[_Beside] = [*self._tables, self._records]

    def add(self, lines: Iterable[bytes]) -> None:
        """The records of the next input."""
        for line in lines:
            self._records.add(line)
            record = json.loads(line)
            for table in self._tables:
                table.add(record)
        self._inputs += 1
        if self._inputs % GROUP == 0:
            for table in self._tables:
                table.flush()

    def seal(self) -> None:
        """The part is whole."""
        for writer in self._writers:
            writer.seal()

    def abandon(self) -> None:
        """Take back what was written."""
        for writer in self._writers:
            writer.abandon()


class _Beside(ABC):
    """A file that is written beside its place."""

    def __init__(self, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        self.place, self.partial = place, place.with_name(f".{place.name}.tmp")

    @abstractmethod
    def seal(self) -> None: ...

    @abstractmethod
    def abandon(self) -> None: ...

    def move(self) -> None:
        with self.partial.open("rb") as file:
            os.fsync(file.fileno())
        self.partial.replace(self.place)


class _RecordsWriter(_Beside):
    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self._raw = self.partial.open("wb")
        self._file = gzip.GzipFile("", "wb", 6, self._raw, mtime=0)

    def add(self, line: bytes) -> None:
        self._file.write(line + b"\n")

    def seal(self) -> None:
        self._file.close()
        self._raw.close()
        self.move()

    def abandon(self) -> None:
        with suppress(OSError):
            self._raw.close()
        self.partial.unlink(missing_ok=True)


class _TableWriter(_Beside):
    def __init__(self, place: Path, name: str) -> None:
        super().__init__(place)
        pa = arrow()
        self._columns = TABLES[name][1]
        self._rows = ROWS[name]
        fields = [pa.field(c.name, _type(pa, c.type), metadata={"description": c.meaning}) for c in self._columns]
        self._schema = pa.schema(fields, metadata={"table": name})
        self._file = pa.parquet.ParquetWriter(self.partial, self._schema, compression="zstd")
        self._values: list[list[Any]] = [[] for _ in self._columns]

    def add(self, record: Json) -> None:
        about = record["report"]
        key = (record["source"]["path"], record["source"]["part"], about["body"], about["year"], about["epoch"])
        for row in self._rows(record):
            for values, value in zip(self._values, (*key, *row), strict=True):
                values.append(value)

    def flush(self) -> None:
        pa = arrow()
        arrays = [pa.array(v, f.type) for v, f in zip(self._values, self._schema, strict=True)]
        self._file.write_table(pa.table(arrays, schema=self._schema), row_group_size=max(1, len(self._values[0])))
        for values in self._values:
            values.clear()

    def seal(self) -> None:
        if self._values[0]:
            self.flush()
        self._file.close()
        self.move()

    def abandon(self) -> None:
        with suppress(OSError):
            self._file.close()
        self.partial.unlink(missing_ok=True)


def _type(pa: Any, name: str) -> Any:
    return {TEXT: pa.string, INT: pa.int64, REAL: pa.float64, BOOL: pa.bool_}.get(name, lambda: pa.list_(pa.string()))()


# -- rows: values in the order of the columns, the key left out ---------------------------------------------------


def _reader(columns: Iterable[Column]) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    for column in columns:
        keys = tuple(int(k) if k.isdigit() else k for k in column.path.split(".")) if column.path else ()
        yield keys, column.type, column.name.endswith("_exact")


_READERS = {name: tuple(_reader(columns[5:])) for name, (_, columns) in TABLES.items()}


def _row(name: str, found: Json, computed: Iterable[Any] = ()) -> list[Any]:
    """The values of one object, by the paths of its columns; `computed` fill those without a path, in order."""
    more = iter(computed)
    row = []
    for keys, kind, exact in _READERS[name]:
        if not keys:
            row.append(next(more))
            continue
        value: Any = found
        for key in keys:
            value = None if value is None else value[key] if isinstance(key, int) else value.get(key)
        if value is not None and (exact or kind == REAL):
            value = str(value) if exact else float(value)
        row.append(value)
    return row


def _documents(record: Json) -> Iterator[list[Any]]:
    states = [finding["status"] for finding in record["findings"]]
    cause = record["error"]["cause"] if "error" in record else record.get("cause")
    errors = sum(f["status"] == "violated" and f["severity"] == "error" for f in record["findings"])
    computed = (
        cause, sum(cell["value"] is not None for cell in record["cells"]), len(record["statistics"]),
        states.count("holds"), states.count("violated"), errors, states.count("unknown"), len(record["repairs"]),
    )  # fmt: skip
    yield _row("documents", record, computed)


@lru_cache(maxsize=4096)
def _parts(address: str, epoch: Any) -> tuple[str | None, ...]:
    """Section, row, column and both labels of an address."""
    section, row, column, *_ = (*address.split(".", 2), None, None)
    name = label(address, epoch)
    return section, row, column, name.zh, name.en


def _cells(record: Json) -> Iterator[list[Any]]:
    epoch = record["report"]["epoch"]
    for cell in record["cells"]:
        yield _row("cells", cell, _parts(cell["address"], epoch))


def _statistics(record: Json) -> Iterator[list[Any]]:
    for index, statistic in enumerate(record["statistics"]):
        yield _row("statistics", statistic, (index,))


def _findings(record: Json) -> Iterator[list[Any]]:
    for finding in record["findings"]:
        yield _row("findings", finding)


def _repairs(record: Json) -> Iterator[list[Any]]:
    for index, repair in enumerate(record["repairs"]):
        words = repair.get("message") or {}
        about = (
            index, repair["unique"], float(repair["cost"]), repair["rules"], repair.get("cause"), words.get("zh"),
            words.get("en"),
        )  # fmt: skip
        for change in repair["changes"]:
            yield _row("repairs", change, about)


ROWS = {
    "documents": _documents, "cells": _cells, "statistics": _statistics, "findings": _findings, "repairs": _repairs,
}  # fmt: skip
