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

from pathlib import Path
from typing import TYPE_CHECKING, Any

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
        self._provenance = records.Provenance.model_validate(self._engine.provenance())

    def __call__(self, batch: pa.Table) -> pa.Table:
        """The same rows without the page, and with `status`, `cause`, `message`, `records` (JSON, at least one)."""
        import pyarrow as pa

        if not isinstance(batch, pa.Table):
            raise ConfigError('giar_ml.ray.Reader takes tables: map_batches(..., batch_format="pyarrow")')
        column = self._page(batch)
        read = self._read([self._item(row, column) for row in batch.to_pylist()])
        kept = batch.drop_columns([name for name in (column, *ADDED) if name in batch.column_names])
        for name in ADDED[:3]:
            kept = kept.append_column(name, pa.array([getattr(outcome, name) for outcome in read], pa.string()))
        lines = [[line.decode() for line in outcome.lines] for outcome in read]
        return kept.append_column(ADDED[3], pa.array(lines, pa.list_(pa.string())))

    def _page(self, batch: pa.Table) -> str:
        wanted = (self.column,) if self.column else ("bytes", *rows.COLUMNS)
        found = next((name for name in wanted if name in batch.column_names), None)
        if found is None or self.id_column not in batch.column_names:
            missing = self.id_column if found else " or ".join(wanted)
            raise ConfigError(f"giar_ml.ray.Reader: no column {missing} among {', '.join(batch.column_names)}")
        return found

    def _item(self, row: dict[str, Any], column: str) -> Item:
        return rows.of_row(row, str(row[self.id_column]), self._limits, column)

    def _read(self, items: list[Item]) -> list[Outcome]:
        tasks = [Task(n, item.name, item.data) for n, item in enumerate(items) if not item.failure]
        found = {outcome.n: outcome for outcome in self._engine.outcomes(iter(tasks)) if outcome}
        for n, item in enumerate(items):
            if item.failure:
                found[n] = Outcome(n, (), "failed", *item.failure)
            if not found[n].lines:
                found[n] = runner.lost(found[n], item, self._provenance)
        return [found[n] for n in range(len(items))]
