"""Worker processes on this machine. A document that hangs, grows or kills its worker takes nothing else with it."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Any

from giar_ml.batch.engines.process import Process, Reply
from giar_ml.batch.items import Outcome, Settings, Task
from giar_ml.errors import SetupError

logger = logging.getLogger("giar_ml.batch")

STARTS = 3  # attempts to replace a worker
END = Task(-1, "", None)


class LocalEngine:
    """See `Engine`.

    Where a worker that has read other documents before is lost, its document is tried once more in a fresh one: what
    counts is the verdict of a fresh worker, so that it does not depend on what was read before, and by whom. So it is
    where a worker was gone before its document came to it.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._inbox: SimpleQueue[tuple[Process, Reply | None] | None] = SimpleQueue()
        self._again: deque[Task] = deque()
        self._missed: set[int] = set()  # tasks that once came to a worker that was gone
        self._replaced = self._failed_starts = 0
        self._provenance: dict[str, Any] | None = None
        self._workers = [self._new() for _ in range(max(1, settings.workers))]

    def provenance(self) -> dict[str, Any]:
        """See `Engine`."""
        while self._provenance is None:
            self._hear()
        return self._provenance

    def outcomes(self, tasks: Iterator[Task | None]) -> Iterator[Outcome | None]:
        """See `Engine`."""
        more = True
        while True:
            more = self._dispatch(tasks, more)
            if not more and not self._again and all(w.task is None for w in self._workers):
                return
            heard = self._hear()
            if not isinstance(heard, bool):
                yield heard

    def wake(self) -> None:
        """See `Engine`."""
        self._inbox.put(None)

    def memory(self) -> int:
        """See `Engine`."""
        return sum(worker.rss for worker in self._workers)

    def replaced(self) -> int:
        """See `Engine`."""
        return self._replaced

    def close(self) -> None:
        """See `Engine`."""
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.bury()

    def _new(self) -> Process:
        return Process(self.settings, lambda process, reply: self._inbox.put((process, reply)))

    def _dispatch(self, tasks: Iterator[Task | None], more: bool) -> bool:
        """Give work to every free worker; False when there are no more tasks."""
        for worker in list(self._workers):
            if not worker.ready or worker.task:
                continue
            if worker.served >= self.settings.lifetime:
                self._retire(worker)
                continue
            if self._again and not worker.served:
                worker.give(self._again.popleft())
                continue
            task = next(tasks, END) if more else END
            if task is END:
                more = False
            elif task is None:
                break
            else:
                worker.give(task)
        return more

    def _hear(self) -> Outcome | bool | None:
        """The next thing that happens: an outcome, None for a call to wake, False for what concerns only us."""
        deadlines = [w.deadline for w in self._workers if w.deadline is not None]
        try:
            patience = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
            event = self._inbox.get(timeout=patience)
        except Empty:
            self._end_late()
            return False
        if event is None:
            return None
        worker, reply = event
        if worker not in self._workers:
            return False
        if not worker.ready:
            return self._greet(worker, reply)
        if worker.task is None:  # died while it had nothing to do
            self._replace(worker)
            return False
        outcome = self._outcome(worker, reply)
        return False if outcome is None else outcome

    def _greet(self, worker: Process, hello: Reply | None) -> bool:
        problem = worker.setup_problem(hello)
        if problem:
            self._failed_starts += 1
            if self._provenance is None or self._failed_starts >= STARTS:
                raise problem
            self._replace(worker)
            return False
        assert hello is not None
        if worker.killed:  # its greeting was on the way when its time was over
            self._replace(worker)
            return False
        self._failed_starts = 0
        if self._provenance not in (None, hello[0]["provenance"]):
            raise SetupError("configuration, rules or model were changed while the run was going on")
        self._provenance = hello[0]["provenance"]
        worker.ready, worker.deadline = True, None
        return False

    def _outcome(self, worker: Process, reply: Reply | None) -> Outcome | None:
        """None where the document is to be tried again."""
        task = worker.task
        assert task is not None
        used = worker.served > 0 or (worker.missed and task.n not in self._missed)
        self._missed |= {task.n} if worker.missed else set()
        outcome = worker.loss() if reply is None else worker.take(reply)
        if not outcome.lines:
            facts = {"n": outcome.n, "cause": outcome.cause, "again": used, "words": worker.words()[-2000:]}
            logger.info("worker lost", extra={"facts": facts})
        if worker.killed or not outcome.lines:  # killed: its reply came just before its end
            self._replace(worker)
        if outcome.lines:
            return outcome
        if used:
            self._again.append(task)
            return None
        return outcome

    def _replace(self, worker: Process) -> None:
        self._replaced += 1
        self._retire(worker)

    def _retire(self, worker: Process) -> None:
        worker.bury()
        self._workers[self._workers.index(worker)] = self._new()

    def _end_late(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            if worker.deadline is not None and worker.deadline <= now:
                worker.out_of_time()
