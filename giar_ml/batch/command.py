"""`giar-ml extract` as a batch run: what the options mean."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from giar_ml.batch import engines, progress, runner, sources
from giar_ml.batch.items import Settings
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Mode, Plan
from giar_ml.config import load_config

MANY = 100  # documents from which on a run with --output is a batch run without being asked
PART_ITEMS = 5_000

Paths = Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Options:
    """What a person can say of a batch run; None: not said."""

    output: Path
    form: str = "jsonl"
    config: Path | None = None
    workers: int | None = None
    timeout: float = 60.0
    memory: int = 2048
    engine: str = "local"
    column: str | None = None
    part_items: int = PART_ITEMS
    skip_duplicates: bool = False
    mode: Mode = "resume"
    quiet: bool = False
    json_log: bool = False


def many(paths: Iterable[str]) -> bool:
    """Whether these are enough documents for a batch run: more than a hundred files, or a file that holds documents."""
    return any(sources.container(path) or number >= MANY for number, path in enumerate(islice(paths, MANY + 1)))


def execute(paths: Paths, options: Options, began: float | None = None) -> int:
    """Run, and tell what was done; the exit code, 1 with a failed input or a violated rule for `--strict` to use."""
    limits = load_config(options.config).read_limits()
    if options.form == "dataset":
        from giar_ml.batch.dataset import arrow

        arrow()
    plan = Plan(
        options.output, options.part_items if options.form == "dataset" else None, options.skip_duplicates, options.mode
    )
    config = str(options.config) if options.config else None
    settings = Settings(options.workers or cores(), options.timeout, options.memory, config)
    meter = Meter(began)
    counting = partial(sources.count, paths())
    shown = progress.watching(meter, counting, quiet=options.quiet, json_log=options.json_log)
    with closing(engines.start(options.engine, settings)) as engine, shown as watch:
        run = runner.Run(lambda: sources.items(paths(), limits, options.column), plan, engine, meter, watch)
        done = run.go()
    if not options.quiet and not options.json_log:
        progress.close(meter, options.output, plan.folder / runner.QUARANTINE, done=done)
    if not done:
        return 128 + run.stopped
    return int(bool(meter.errors or meter.states["failed"]))


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
