"""Runs that end at a given point, each in a process of its own: `Killer().ends(at, output, found, part)`.

What is started here is a process of one thread that has imported all that a run needs and does nothing but copy itself
for every run that it is told of. A copy of the test process would have locks that threads held which are not in it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from giar_ml.batch import generation, runner, worker
from giar_ml.batch.items import Outcome, Task
from giar_ml.batch.manifest import Manifest
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Plan
from tests.batch.doubles import items, load

ROOT = Path(__file__).parents[2]
SECONDS = 60  # that a run of a dozen made documents may take
COMMIT_ITEMS = 3
KILLED = 9
POINTS = (
    (generation.os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (shutil, "rmtree"),
    (Manifest, "commit"), (Manifest, "add"), (os, "truncate"),
)  # fmt: skip


class Inline:
    """An engine in this process."""

    def __init__(self) -> None:
        self.reader = load(None)

    def provenance(self) -> dict:
        return self.reader.provenance.model_dump()

    def outcomes(self, tasks: Iterator[Task | None]) -> Iterator[Outcome | None]:
        for task in tasks:
            assert task is not None
            header, body = worker._answer(self.reader, {"n": task.n, "name": task.name, "data": True}, task.data)
            yield Outcome(lines=tuple(body.split(b"\n")), **header)

    def wake(self) -> None: ...

    def memory(self) -> int:
        return 0

    def replaced(self) -> int:
        return 0


def inline(output: Path, found: list[str], part: int | None, mode: str = "resume") -> None:
    """A whole run in this process."""
    plan = Plan(output, part, False, mode)  # type: ignore[arg-type]
    runner.run(lambda: items(found), plan, Inline(), Meter())


def disturb(put: Callable[[object, str, object], None], at: int, act: Callable[[], None]) -> None:
    """Do `act` before the call number `at` of those that change what is on disk; `put` is `setattr`, or undoes it."""
    calls = 0

    def counted(function: Callable) -> Callable:
        def call(*args, **more):
            nonlocal calls
            calls += 1
            if calls == at:
                act()
            return function(*args, **more)

        return call

    for owner, name in POINTS:
        put(owner, name, counted(getattr(owner, name)))


class Killer:
    """Starts the process; `close` ends it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.batch.killed"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ends(self, at: int, output: Path, found: list[str], part: int | None) -> bool:
        """Whether a run got to its end before point `at`, where it is killed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([at, str(output), found, part]) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline() or "-1")  # the copy ends by its own alarm: this never waits for ever
        assert code in (0, KILLED), f"point {at}: exit code {code}"
        return code == 0

    def close(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=SECONDS)


def main() -> None:
    """For every line in, a run in a copy of this process, and its exit code out."""
    generation.COMMIT_ITEMS = COMMIT_ITEMS
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            copy(*json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def copy(at: int, output: str, found: list[str], part: int | None) -> None:
    """Run, and end: never returns."""
    code = 1
    signal.alarm(SECONDS)  # one that hangs is told, not waited for
    try:
        disturb(setattr, at, lambda: os._exit(KILLED))
        inline(Path(output), found, part)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
