"""Actors on a Ray cluster, each the host of one worker process as on a single machine: same limits, same bytes.

The driver reads the inputs, keeps their order and writes the output; a node that is lost takes its actors with it, and
their documents go to others. The cluster is that of `RAY_ADDRESS`, else one that is started here and now.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # before ray is imported: nothing is reported to anybody

import ray
from ray.exceptions import RayError

from giar_ml.batch.engines.local import END, LocalEngine
from giar_ml.batch.items import Outcome, Settings, Task
from giar_ml.errors import GiarError, SetupError

ATTEMPTS = 3  # actors that one document may lose before it is given up
WAIT = 0.5  # seconds until a call to wake is heard


class Host:
    """What an actor does."""

    def __init__(self, settings: Settings) -> None:
        self.engine = LocalEngine(replace(settings, workers=1))

    def provenance(self) -> dict[str, Any] | str:
        """As `Engine.provenance`; a set-up error as its message."""
        try:
            return self.engine.provenance()
        except GiarError as error:
            return str(error)

    def read(self, task: Task) -> tuple[Outcome, int]:
        """The outcome of a document, and how many workers were replaced so far."""
        outcome = next(o for o in self.engine.outcomes(iter([task])) if o is not None)
        return outcome, self.engine.replaced()


class RayEngine:
    """See `Engine`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._mine = not ray.is_initialized()
        if self._mine:
            _connect(settings.workers)
        self._host = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(Host)
        self._provenance: dict[str, Any] | None = None
        self._idle: list[Any] = []
        self._busy: dict[Any, tuple[Any, Task | None]] = {}  # what is awaited -> actor, task (None: its greeting)
        self._again: deque[Task] = deque()
        self._losses: Counter[int] = Counter()
        self._rss: dict[Any, int] = {}
        self._replaced: Counter[Any] = Counter()
        self._lost = self._failed_starts = 0
        self._woken = False
        for _ in range(max(1, settings.workers)):
            self._start()

    def provenance(self) -> dict[str, Any]:
        """See `Engine`."""
        while self._provenance is None:
            for _ in self._hear():
                continue
        return self._provenance

    def outcomes(self, tasks: Iterator[Task | None]) -> Iterator[Outcome | None]:
        """See `Engine`."""
        more = True
        while True:
            more = self._dispatch(tasks, more)
            if not more and not self._again and all(task is None for _, task in self._busy.values()):
                return
            yield from self._hear()
            if self._woken:
                self._woken = False
                yield None

    def wake(self) -> None:
        """See `Engine`."""
        self._woken = True

    def memory(self) -> int:
        """See `Engine`."""
        return sum(self._rss.values())

    def replaced(self) -> int:
        """See `Engine`."""
        return self._lost + self._replaced.total()

    def close(self) -> None:
        """See `Engine`."""
        for actor in (*self._idle, *(actor for actor, _ in self._busy.values())):
            ray.kill(actor)
        if self._mine:
            ray.shutdown()

    def _start(self) -> None:
        actor = self._host.remote(self.settings)
        self._busy[actor.provenance.remote()] = actor, None

    def _dispatch(self, tasks: Iterator[Task | None], more: bool) -> bool:
        while self._idle and (more or self._again):
            task = self._again.popleft() if self._again else next(tasks, END)
            if task is END:
                return False
            if task is None:
                break
            actor = self._idle.pop()
            self._busy[actor.read.remote(task)] = actor, task
        return more

    def _hear(self) -> Iterator[Outcome]:
        ready, _ = ray.wait(list(self._busy), num_returns=1, timeout=WAIT)
        for reference in ready:
            actor, task = self._busy.pop(reference)
            try:
                said = ray.get(reference)
            except RayError:
                yield from self._lose(actor, task)
                continue
            self._idle.append(actor)
            if task is None:
                self._greet(said)
            else:
                outcome, self._replaced[actor] = said
                self._rss[actor] = outcome.rss or self._rss.get(actor, 0)
                yield outcome

    def _greet(self, said: dict[str, Any] | str) -> None:
        if isinstance(said, str):
            raise SetupError(said)
        if self._provenance not in (None, said):
            raise SetupError("the nodes of the cluster differ in version, configuration, rules or model")
        self._provenance, self._failed_starts = said, 0

    def _lose(self, actor: Any, task: Task | None) -> Iterator[Outcome]:
        """An actor, or its node, is gone: its document goes to another, or is given up."""
        self._lost += 1
        self._rss.pop(actor, None)
        ray.kill(actor)  # where only its answer was lost, it would keep its processor from the next one
        if task is None:
            self._failed_starts += 1
            if self._failed_starts > ATTEMPTS * max(1, self.settings.workers):
                raise SetupError("no actor could be started on the Ray cluster")
        self._start()
        if task is None:
            return
        self._losses[task.n] += 1
        if self._losses[task.n] < ATTEMPTS:
            self._again.append(task)
        else:
            message = "读取时所在节点丢失。 The node was lost while reading, three times."
            yield Outcome(task.n, (), "failed", "crash", message)


def _connect(workers: int) -> None:
    address = os.environ.get("RAY_ADDRESS")
    # "local": never a cluster that happens to run on this machine
    more = {} if address else {"address": "local", "num_cpus": workers, "include_dashboard": False}
    try:
        ray.init(log_to_driver=False, configure_logging=False, **more)
    except (OSError, ValueError, RuntimeError) as error:
        raise SetupError(f"the Ray cluster {address or 'of this machine'} cannot be used: {error}") from error
