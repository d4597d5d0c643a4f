"""For Ray Data: pages in, records out, in an actor pool of any size.

    pages = ray.data.read_binary_files("crawl/", include_paths=True)
    pool = ray.data.ActorPoolStrategy(size=8)
    read = pages.map_batches(giar_ml.ray.Reader, compute=pool, batch_format="pyarrow", batch_size=16)
    read.write_parquet("read")

Every row comes out as one row, whatever becomes of its page, so that Ray Data's own checkpoints by row can be used. The
records are those of `giar-ml extract`, byte for byte. For one ordered output that can be killed and goes on, or for
Parquet tables of cells and statistics, use `giar-ml extract --engine ray`.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from giar_ml.batch import rows, runner
from giar_ml.batch.engines.local import LocalEngine
from giar_ml.batch.items import Item, Outcome, Settings, Task
from giar_ml.config import load_config
from giar_ml.errors import ConfigError
from giar_ml.export import record as records

if TYPE_CHECKING:
    import pyarrow as pa

ADDED = ("status", "cause", "message", "records")


class Reader:
    """A callable class for `map_batches(..., batch_format="pyarrow")`: one worker process, with limits for each page.

    `column` holds the page as bytes or text (None: `bytes`, else the columns that `giar-ml extract` looks for);
    `id_column` becomes the records' path. `timeout`: seconds, `memory`: MB of one page. `config`: the path of a
    configuration file, on every node.
    """

    def __init__(
        self,
        config: str | None = None,
        *,
        id_column: str = "path",
        column: str | None = None,
        timeout: float = 60.0,
        memory: int = 2048,
        reader: str = "giar_ml:load",
    ) -> None:
        self.id_column, self.column = id_column, column
        self._limits = load_config(Path(config) if config else None).read_limits()
        self._engine = LocalEngine(Settings(1, timeout, memory, config, reader))
        self._lock = threading.Lock()  # one batch at a time
        self._provenance = records.Provenance.model_validate(self._engine.provenance())

    def __call__(self, batch: pa.Table) -> pa.Table:
        """The same rows without the page, and with `status`, `cause`, `message`, `records` (JSON, at least one)."""
        import pyarrow as pa

        if not isinstance(batch, pa.Table):
            raise ConfigError('giar_ml.ray.Reader takes tables: map_batches(..., batch_format="pyarrow")')
        pages, column = self._pages(batch)
        ids = [str(row) for row in batch.column(self.id_column).to_pylist()]
        texts = batch.select(pages).to_pylist()
        read = self._read([rows.of_row(row, id, self._limits, column) for id, row in zip(ids, texts, strict=True)])
        kept = batch.drop_columns(pages)
        for name in ADDED[:3]:
            kept = kept.append_column(name, pa.array([getattr(outcome, name) for outcome in read], pa.string()))
        lines = [[line.decode() for line in outcome.lines] for outcome in read]
        return kept.append_column(ADDED[3], pa.array(lines, pa.list_(pa.string())))

    def _pages(self, batch: pa.Table) -> tuple[list[str], str | None]:
        """The columns that may hold the page, and the one that does; None: the first that holds text, row by row."""
        column = self.column or ("bytes" if "bytes" in batch.column_names else None)
        pages = [name for name in ((column,) if column else rows.COLUMNS) if name in batch.column_names]
        if not pages or self.id_column not in batch.column_names:
            missing = self.id_column if pages else column or " or ".join(("bytes", *rows.COLUMNS))
            raise ConfigError(f"giar_ml.ray.Reader: no column {missing} among {', '.join(batch.column_names)}")
        taken = [name for name in ADDED if name in batch.column_names and name not in pages]
        if taken:
            raise ConfigError(f"giar_ml.ray.Reader adds the columns {', '.join(ADDED)}: rename {', '.join(taken)}")
        return pages, column

    def close(self) -> None:
        """End the process that reads."""
        self._engine.close()

    def _read(self, items: list[Item]) -> list[Outcome]:
        with self._lock:
            return self._outcomes(items)

    def _outcomes(self, items: list[Item]) -> list[Outcome]:
        tasks = [Task(n, item.name, item.data) for n, item in enumerate(items) if not item.failure]
        found = {outcome.n: outcome for outcome in self._engine.outcomes(iter(tasks)) if outcome}
        for n, item in enumerate(items):
            if item.failure:
                found[n] = Outcome(n, (), "failed", *item.failure)
            if not found[n].lines:
                found[n] = runner.lost(found[n], item, self._provenance)
        return [found[n] for n in range(len(items))]
