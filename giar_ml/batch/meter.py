"""What a run counts: inputs by status and cause, records, rates, the slowest inputs, memory."""

from __future__ import annotations

import heapq
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from giar_ml.batch.items import Outcome
from giar_ml.batch.worker import resident
from giar_ml.export.files import write_text

SLOWEST = 10
RECENT = 30.0  # seconds that the current rate looks back on


class Meter:
    """Counts; `began` is when the run was started, in seconds of `time.perf_counter`."""

    def __init__(self, began: float | None = None) -> None:
        self.began = time.perf_counter() if began is None else began
        self.states: Counter[str] = Counter()
        self.causes: Counter[str] = Counter()
        self.records = self.kept = self.errors = 0
        self.first: float | None = None
        self.reading = 0.0
        self.peak = self.peak_workers = 0
        self._slowest: list[tuple[float, str]] = []
        self._recent: list[tuple[float, int]] = []

    def add(self, item_id: str, outcome: Outcome) -> None:
        """Count one input, in input order."""
        self.first = self.seconds() if self.first is None else self.first
        self.states[outcome.status] += 1
        if outcome.status in {"failed", "skipped"}:
            self.causes[outcome.cause or "unknown"] += 1
        self.records += len(outcome.lines)
        self.kept += outcome.kept
        self.errors += outcome.error
        self.reading += outcome.seconds
        if not outcome.kept:
            heapq.heappush(self._slowest, (outcome.seconds, item_id))
            if len(self._slowest) > SLOWEST:
                heapq.heappop(self._slowest)

    def count_earlier(self, states: Counter[str], causes: Counter[str], errors: int) -> None:
        """Inputs that were done before this run began."""
        self.states.update(states)
        self.causes.update(causes)
        self.kept += states.total()
        self.errors += errors

    def watch(self, workers: int) -> None:
        """Note the memory of the workers, in bytes, and our own."""
        self.peak_workers = max(self.peak_workers, workers)
        self.peak = max(self.peak, workers + resident())
        now = time.perf_counter()
        self._recent.append((now, self.states.total() - self.kept))
        while now - self._recent[0][0] > RECENT:
            self._recent.pop(0)

    def seconds(self) -> float:
        """Since the start."""
        return time.perf_counter() - self.began

    def rate(self) -> float:
        """Inputs read a second, since the start."""
        return (self.states.total() - self.kept) / max(self.seconds(), 1e-9)

    def recent_rate(self) -> float:
        """Inputs read a second, lately."""
        if len(self._recent) < 2:
            return self.rate()
        (then, before), (now, after) = self._recent[0], self._recent[-1]
        return (after - before) / max(now - then, 1e-9)

    @property
    def slowest(self) -> list[tuple[float, str]]:
        """Seconds and id of the inputs that took longest, the slowest first."""
        return sorted(self._slowest, reverse=True)

    def facts(self) -> dict[str, Any]:
        """All of it, for the metrics file and the log."""
        return {
            "inputs": self.states.total(),
            "states": {name: self.states[name] for name in ("ok", "partial", "failed", "skipped")},
            "causes": dict(self.causes.most_common()),
            "kept": self.kept,
            "records": self.records,
            "with_violated_errors": self.errors,
            "seconds": round(self.seconds(), 3),
            "seconds_to_first_record": None if self.first is None else round(self.first, 3),
            "inputs_per_second": round(self.rate(), 3),
            "inputs_per_second_lately": round(self.recent_rate(), 3),
            "seconds_of_reading": round(self.reading, 3),
            "peak_memory_mb": round(self.peak / 2**20, 1),
            "peak_memory_workers_mb": round(self.peak_workers / 2**20, 1),
            "slowest": [{"id": item, "seconds": round(seconds, 3)} for seconds, item in self.slowest],
        }

    def write(self, path: Path, **more: Any) -> None:
        """The metrics file: whole or not there."""
        write_text(path, json.dumps(self.facts() | more, ensure_ascii=False, indent=1) + "\n")
