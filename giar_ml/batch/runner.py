"""One batch run: inputs in order, read by an engine in any order, written in order.

Every input ends in exactly one of ok, partial, failed, skipped. The bytes of the output depend on the inputs, their
order and the provenance alone: not on workers, not on which finished first, not on how often the run was killed.
"""

from __future__ import annotations

import json
import logging
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager

from giar_ml.batch import apart, reuse
from giar_ml.batch.engines import Engine
from giar_ml.batch.generation import failures
from giar_ml.batch.items import Item, Outcome, Task
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Plan, Store
from giar_ml.errors import SetupError
from giar_ml.export import record as records
from giar_ml.export.files import replacing

logger = logging.getLogger("giar_ml.batch")

WINDOW = 512  # outcomes that may wait for one before them
QUARANTINE, METRICS = "quarantine.jsonl", "metrics.json"
Items = Callable[[], Iterable[Item]]
Watch = Callable[[Item, Outcome], None]  # told of every input that is done, in input order


class InputsChanged(Exception):
    """The inputs are no longer those that an earlier run has begun with."""


class Run:
    """See `run`."""

    def __init__(self, items: Items, plan: Plan, engine: Engine, meter: Meter, watch: Watch | None = None) -> None:
        self.items, self.plan, self.engine, self.meter, self.watch = items, plan, engine, meter, watch
        self.stopped = 0  # number of the signal
        self.provenance = records.Provenance.model_validate(engine.provenance())
        with self._writing():
            self.store = Store(plan, self.provenance.model_dump())
        self._forget()

    def go(self) -> bool:
        """Run to the end; False where a signal stopped it, and then the same call goes on later."""
        with closing(self.store), _signals(self):
            try:
                self._read()
            except InputsChanged:
                logger.info("the inputs have changed; what is still valid is used again")
                self.store.supersede(retry=self.store.retrying)
                self._forget()
                self._read()
            with self._writing():
                self.store.current.commit()
                if not self.stopped:
                    self.store.finish()
                self._report()
        return not self.stopped

    def stop(self, number: int) -> None:
        """End in good order, soon."""
        self.stopped = number
        apart.READER.interrupt()  # we may be waiting for the next row of a file
        self.engine.wake()

    def _forget(self) -> None:
        self._waiting: dict[int, tuple[Item, Outcome, bool]] = {}  # done, but something before it is not
        self._sent: dict[int, Item] = {}
        self._first: dict[str, str] = {}  # content on its way -> the input that had it first
        self._hashes: dict[int, str | None] = {}

    def _read(self) -> None:
        for outcome in self.engine.outcomes(self._tasks()):
            if self.stopped:
                return
            if outcome is not None:
                self._done(self._sent.pop(outcome.n), outcome, engine=True)
            self.meter.watch(self.engine.memory())

    def _tasks(self) -> Iterator[Task | None]:
        """What has to be read. What has not is dealt with on the way."""
        count = self.store.current.count
        known = self.store.current.manifest.rows()
        states: Counter[str] = Counter()
        causes: Counter[str] = Counter()
        n, errors = -1, 0
        for n, item in enumerate(self.items()):
            if self.stopped:
                return
            if n < count:
                row = next(known)
                if (row.id, row.sha256) != (item.id, item.sha256):
                    raise InputsChanged
                states[row.status] += 1
                errors += row.error
                causes.update([row.cause or "unknown"] if row.status in {"failed", "skipped"} else [])
                continue
            if n == count:
                if self.store.current.complete:
                    raise InputsChanged  # there are more than there were
                self.meter.count_earlier(states, causes, errors)
            while len(self._waiting) >= WINDOW:
                yield None
            outcome, engine = self._without_reading(n, item)
            if outcome is not None:
                self._done(item, outcome, engine=engine)
                continue
            self._sent[n] = item
            yield Task(n, item.name, item.data)
        if n + 1 < count:
            raise InputsChanged
        if n + 1 == count:
            self.meter.count_earlier(states, causes, errors)

    def _without_reading(self, n: int, item: Item) -> tuple[Outcome | None, bool]:
        """What can be said of an input without a worker; and whether a worker has said it earlier."""
        if item.failure:
            return lost(Outcome(n, (), "failed", *item.failure), item, self.provenance), False
        if item.skip:
            return self._skipped(n, item, item.skip), False
        if self.plan.skip_duplicates and item.sha256:
            first = self._first.get(item.sha256) or self.store.current.manifest.first_with(item.sha256)
            if first is not None:
                return self._skipped(n, item, "duplicate", first), False
            self._first[item.sha256] = item.id
        return self._earlier(n, item), True

    def _earlier(self, n: int, item: Item) -> Outcome | None:
        """The records that an earlier generation has of this content, if they may be used."""
        for generation in reversed(self.store.older) if item.sha256 else ():
            row = generation.manifest.find(item.id, item.sha256 or "")
            if row is None or (self.store.retrying and row.status == "failed" and generation.complete):
                continue
            old = records.Provenance.model_validate(generation.manifest.get("key")["provenance"])
            how = reuse.use(row, old, self.provenance)
            lines = None if how == "read" else generation.lines(row)
            if lines is not None:
                return reuse.outcome(n, row, lines, how, self.provenance)
        return None

    def _skipped(self, n: int, item: Item, cause: str, duplicate_of: str | None = None) -> Outcome:
        record = records.skipped(
            item.id, cause, duplicate_of=duplicate_of, source=_source(item), provenance=self.provenance
        )
        return Outcome(n, (records.to_json(record).encode(),), "skipped", cause)

    def _done(self, item: Item, outcome: Outcome, *, engine: bool) -> None:
        """Keep an outcome, and write all whose turn has come."""
        if not outcome.lines:
            outcome = lost(outcome, item, self.provenance)
        self._waiting[outcome.n] = Item(item.id, item.name), outcome, engine
        self._hashes[outcome.n] = item.sha256
        current = self.store.current
        while current.count in self._waiting:
            n = current.count
            item, outcome, engine = self._waiting.pop(n)
            sha256 = self._hashes.pop(n)
            with self._writing():
                current.append(item.id, sha256, outcome, engine=engine)
            if sha256 and self._first.get(sha256) == item.id:
                del self._first[sha256]
            self.meter.add(item.id, outcome)
            if self.watch:
                self.watch(item, outcome)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Says what cannot be written, and that nothing is lost."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise SetupError(
                f"{self.plan.output} cannot be written: {said}. What is done is kept: run the same command again."
            ) from error

    def _report(self) -> None:
        """The quarantine, and what the run has counted."""
        with replacing(self.plan.folder / QUARANTINE) as file:
            for failure in failures(self.store.current):
                file.write(json.dumps(failure, ensure_ascii=False) + "\n")
        replaced = self.engine.replaced()
        self.meter.write(self.plan.folder / METRICS, stopped=bool(self.stopped), workers_replaced=replaced)


def run(items: Items, plan: Plan, engine: Engine, meter: Meter, watch: Watch | None = None) -> bool:
    """Read `items()` into the output of `plan`; `items` is asked again where inputs have changed since an earlier run.

    False where SIGTERM or Ctrl-C stopped it: the same call goes on where it ended. Raises `SetupError`.
    """
    return Run(items, plan, engine, meter, watch).go()


def lost(outcome: Outcome, item: Item, provenance: records.Provenance) -> Outcome:
    """The outcome with a record of its failure."""
    record = records.failed(
        item.id, outcome.cause or "crash", outcome.message or "", source=_source(item), provenance=provenance
    )
    line = records.to_json(record).encode()
    return Outcome(outcome.n, (line,), "failed", outcome.cause, outcome.message, outcome.seconds, outcome.rss)


def _source(item: Item) -> records.Source:
    return records.Source(path=item.id, part=1, sha256=item.sha256, format=None, encoding=None, characters=None)


@contextmanager
def _signals(run: Run) -> Iterator[None]:
    """SIGTERM and Ctrl-C end the run in good order; a second one ends it at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def first(number: int, _frame: object) -> None:
        for caught, handler in before.items():
            signal.signal(caught, handler)
        run.stop(number)

    before = {number: signal.signal(number, first) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
