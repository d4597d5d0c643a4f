"""What a person, or a log, sees of a batch run: on stderr, while it goes on and when it is done."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from giar_ml.batch.items import Item, Outcome
from giar_ml.batch.meter import Meter
from giar_ml.export.progress import console

LOG_SECONDS = 10.0
STATES = ("ok", "partial", "failed", "skipped")

Watch = Callable[[Item, Outcome], None]
Counting = Callable[[], int | None]


@contextmanager
def watching(meter: Meter, counting: Counting, *, quiet: bool, json_log: bool) -> Iterator[Watch]:
    """Something to call for every input that is done: a bar where a person looks on, or JSON lines, or nothing.

    `counting` tells how many inputs there are; it may take long, and is asked beside the run.
    """
    if json_log:
        with _log(meter) as watch:
            yield watch
    elif quiet or not sys.stderr.isatty():
        yield lambda _item, _outcome: None
    else:
        with _bar(meter, counting) as watch:
            yield watch


@contextmanager
def _bar(meter: Meter, counting: Counting) -> Iterator[Watch]:
    columns = (
        BarColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        TextColumn("ETA"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(stderr=True), transient=True, refresh_per_second=4) as bar:
        task = bar.add_task("starting workers", total=None)
        Thread(target=lambda: bar.update(task, total=counting()), daemon=True).start()

        def watch(_item: Item, _outcome: Outcome) -> None:
            states = " ".join(f"{meter.states[s]:,} {s}" for s in STATES if meter.states[s])
            about = f"{meter.recent_rate():.1f}/s  {states}  {meter.peak / 2**20:,.0f} MB"
            bar.update(task, completed=meter.states.total(), description=about)

        yield watch


class JsonLines(logging.Handler):
    """Log records as JSON lines."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; what a record has under `facts` becomes keys of their own."""
        facts: dict[str, Any] = getattr(record, "facts", {})
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z"
        line = {"time": when, "level": record.levelname.lower(), "event": record.getMessage(), **facts}
        sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stderr.flush()


@contextmanager
def _log(meter: Meter) -> Iterator[Watch]:
    logger, handler = logging.getLogger("giar_ml"), JsonLines()
    logger.addHandler(handler)
    before, logger.propagate = (logger.level, logger.propagate), False
    logger.setLevel(logging.INFO)
    said = time.monotonic()

    def watch(item: Item, outcome: Outcome) -> None:
        nonlocal said
        if outcome.status == "failed":
            about = {"id": item.id, "cause": outcome.cause, "seconds": round(outcome.seconds, 3)}
            logger.warning("failed", extra={"facts": about})
        if time.monotonic() - said > LOG_SECONDS:
            said = time.monotonic()
            logger.info("progress", extra={"facts": meter.facts()})

    try:
        yield watch
        logger.info("end", extra={"facts": meter.facts()})
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]


def close(meter: Meter, output: Path, quarantine: Path, *, done: bool) -> None:
    """The summary: how many, how fast, what failed and why, what took longest, where everything is."""
    out = console(stderr=True)
    total = meter.states.total()
    states = ", ".join(f"{meter.states[s]:,} {s}" for s in STATES if meter.states[s])
    out.print(f"{total:,} inputs: {states or 'none'}; {meter.errors:,} with violated rules")
    read = total - meter.kept
    kept = f" ({meter.kept:,} were done before)" if meter.kept else ""
    first = f"; first record after {meter.first:.1f} s" if meter.first is not None else ""
    out.print(
        f"{read:,} read in {meter.seconds():,.1f} s: {meter.rate():.1f} a second{kept}{first}; "
        f"peak memory {meter.peak / 2**20:,.0f} MB"
    )
    _tables(out, meter)
    if meter.states["failed"]:
        out.print(f"failed inputs: {escape(str(quarantine))} (--retry-failed reads them again)", soft_wrap=True)
    where = "written" if done else "stopped; the same command goes on"
    out.print(f"{where}: {escape(str(output))}", soft_wrap=True)


def _tables(out: Console, meter: Meter) -> None:
    if meter.causes:
        table = Table("cause", "inputs", title="Failed and skipped", title_justify="left")
        for cause, count in meter.causes.most_common():
            table.add_row(escape(cause), f"{count:,}")
        out.print(table)
    slow = [(seconds, item) for seconds, item in meter.slowest[:5] if seconds >= 1]
    if slow:
        table = Table("seconds", "input", title="Slowest", title_justify="left")
        for seconds, item in slow:
            table.add_row(f"{seconds:.1f}", escape(item))
        out.print(table)
