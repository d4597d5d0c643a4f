"""Parquet files, and the Arrow files of data sets saved to disk: every row an item `pages.parquet#17`, from 1.

They are read in a process of their own (see `apart`): pyarrow ends the process over some damaged files.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from giar_ml.batch import apart
from giar_ml.batch.archives import failed
from giar_ml.batch.items import Item
from giar_ml.batch.opened import Bomb, Budget, budget
from giar_ml.batch.rows import COLUMNS, of_row
from giar_ml.errors import ConfigError
from giar_ml.read import Limits

BATCH = 64  # rows in memory at a time


def items(path: str, id: str, limits: Limits, column: str | None = None) -> Iterator[Item]:
    """Every row. Raises `ConfigError` where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise ConfigError(f"{path}: Parquet and Arrow need pyarrow: pip install 'giar-ml[corpus]'")
    return apart.READER.items(__name__, path, id, limits, column)


def here(path: str, id: str, limits: Limits, column: str | None = None) -> Iterator[Item]:
    """Every row, read in this process."""
    import pyarrow as pa

    wanted = (column,) if column else COLUMNS
    parquet = path.lower().endswith(".parquet")
    number = 0
    try:
        for batch in _parquet(path, wanted, budget(path, limits)) if parquet else _arrow(path, wanted):
            for row in _rows(batch, wanted):
                number += 1
                yield of_row(row, f"{id}#{number}", limits, column)
    except Bomb as error:
        yield failed(id, path, "zip_bomb", what=error)
    except MemoryError:
        yield failed(id, path, "too_large", what=f"{apart.MEMORY:,} bytes")
    except (pa.ArrowException, OSError, ValueError, LookupError, OverflowError) as error:
        yield failed(id, path, "malformed", format="Parquet / Arrow", detail=str(error)[:200])


def _rows(batch: Any, wanted: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """One row at a time: all may show the same huge text, which is stored once."""
    columns = [(name, batch.column(name)) for name in wanted if batch.schema.names.count(name) == 1]
    for place in range(batch.num_rows):
        yield {name: column[place].as_py() for name, column in columns}


def _parquet(path: str, wanted: tuple[str, ...], left: Budget) -> Iterator[Any]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        found = [name for name in file.schema_arrow.names if name in wanted]
        plain = {column.path for column in map(file.schema.column, range(len(file.schema.names)))}
    with pq.ParquetFile(path, read_dictionary=[name for name in found if name in plain]) as file:
        about = file.metadata
        for group in map(about.row_group, range(about.num_row_groups)):
            columns = map(group.column, range(group.num_columns))
            left.take(sum(c.total_uncompressed_size for c in columns if c.path_in_schema.split(".")[0] in found))
        yield from file.iter_batches(batch_size=BATCH, columns=found or None)


def _arrow(path: str, wanted: tuple[str, ...]) -> Iterator[Any]:
    import pyarrow as pa

    with pa.memory_map(path) as source:
        for batch in _opened(pa, source):
            found = [name for name in batch.schema.names if name in wanted]
            for start in range(0, batch.num_rows, BATCH):
                part = batch.slice(start, BATCH)
                yield part.select(found) if found else part


def _opened(pa: Any, source: Any) -> Iterator[Any]:
    """Batches of the stream format, which `datasets` writes, or of the file format."""
    try:
        yield from pa.ipc.open_stream(source)
    except pa.ArrowInvalid:
        source.seek(0)
        file = pa.ipc.open_file(source)
        yield from (file.get_batch(i) for i in range(file.num_record_batches))
