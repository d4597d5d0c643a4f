"""A run may end at any moment, in any way: started again, it ends with the bytes of a run that nobody disturbed.

`GIAR_KILLS=25 GIAR_KILL_INPUTS=2000 GIAR_KILL_STEP=1 pytest tests/batch/test_kill.py` is the long form.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest

from giar_ml.batch import generation, runner, worker
from giar_ml.batch.items import Item, Outcome, Task
from giar_ml.batch.manifest import Manifest
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Plan
from giar_ml.errors import SetupError
from tests.batch.doubles import digest, items, load, run, texts

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("GIAR_KILLS", "5"))
INPUTS = int(os.environ.get("GIAR_KILL_INPUTS", "300"))
STEP = int(os.environ.get("GIAR_KILL_STEP", "9"))  # 1: at every point


def start(output: Path, part: int, n: int = INPUTS) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.batch.doubles", str(output), str(n), str(part)]
    return subprocess.Popen(command, cwd=ROOT)


@pytest.mark.slow
@pytest.mark.parametrize("part", [0, 50])
def test_killed_again_and_again_it_ends_with_the_same_bytes(tmp_path, part) -> None:
    began = time.monotonic()
    assert start(tmp_path / "clean", part).wait() == 0
    took, kills, rng = time.monotonic() - began, 0, Random(part)
    while kills < KILLS:
        output = tmp_path / f"out{kills}"
        while kills < KILLS:
            process = start(output, part)
            try:
                process.wait(rng.uniform(0.2, 0.95) * took)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
        assert start(output, part).wait() == 0
        assert digest(output) == digest(tmp_path / "clean")


def test_sigterm_ends_in_good_order_and_the_same_command_goes_on(tmp_path) -> None:
    output = tmp_path / "out.jsonl"
    process = start(output, 0, 600)
    while not list((tmp_path / "out.jsonl.run").glob("1/records-*.jsonl")):
        time.sleep(0.05)
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 143
    assert time.monotonic() - began < 5
    assert not output.exists()
    assert json.loads((tmp_path / "out.jsonl.run/metrics.json").read_text("utf-8"))["stopped"]
    assert start(output, 0, 600).wait() == 0
    assert start(tmp_path / "clean", 0, 600).wait() == 0
    assert digest(output) == digest(tmp_path / "clean")


def test_two_runs_on_one_output_do_not_mix(tmp_path) -> None:
    run(tmp_path / "out", texts(3))
    with closing(Manifest(tmp_path / "out.run/1/manifest.sqlite")), pytest.raises(SetupError, match="another run"):
        run(tmp_path / "out", texts(3))
    assert run(tmp_path / "out", texts(3))[0]


# -- every single point at which a run can end ---------------------------------------------------------------------


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
    plan = Plan(output, part, False, mode)  # type: ignore[arg-type]
    runner.run(lambda: items(found), plan, Inline(), Meter())


POINTS = (
    (generation.os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (shutil, "rmtree"),
    (Manifest, "commit"), (Manifest, "add"), (os, "truncate"),
)  # fmt: skip


def disturb(monkeypatch: pytest.MonkeyPatch, at: int, act: Callable[[], None]) -> None:
    """Do `act` before the call number `at` of those that change what is on disk."""
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
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))


def forked(monkeypatch: pytest.MonkeyPatch, at: int, *args: object) -> bool:
    """Whether the run got to its end before point `at`, where it is killed."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            disturb(monkeypatch, at, lambda: os._exit(9))
            inline(*args)  # type: ignore[arg-type]
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, 9)
    return code == 0


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("part", [None, 4])
@pytest.mark.parametrize("case", ["new", "changed"])
def test_a_kill_at_every_point_loses_nothing_and_doubles_nothing(tmp_path, monkeypatch, part, case) -> None:
    monkeypatch.setattr(generation, "COMMIT_ITEMS", 3)
    old, found = texts(9), texts(11)
    inline(tmp_path / "clean", found, part)
    expected = digest(tmp_path / "clean")
    for at in range(1, 200, STEP if part else max(1, STEP // 3)):
        output = tmp_path / f"{at}"
        if case == "changed":
            inline(output, old, part)
        ended = forked(monkeypatch, at, output, found, part)
        inline(output, found, part)
        assert digest(output) == expected, at
        numbers = [p.name for p in (output / "_run" if part else tmp_path / f"{at}.run").iterdir() if p.is_dir()]
        assert len(numbers) == 1, at
        if ended:
            break
    assert ended
    assert at > 12


@pytest.mark.parametrize("part", [None, 4])
def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path, part) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    found = texts(11)
    inline(tmp_path / "clean", found, part)
    for at in range(3, 60, 9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(generation, "COMMIT_ITEMS", 3)
            disturb(patch, at, full)
            with suppress(SetupError):  # any other error ends the test
                inline(tmp_path / f"{at}", found, part)
                assert at > 20, "the full disk was not noticed"
        inline(tmp_path / f"{at}", found, part)
        assert digest(tmp_path / f"{at}") == digest(tmp_path / "clean")


def test_the_inline_engine_writes_what_workers_write(tmp_path) -> None:
    inline(tmp_path / "inline", texts(12), None)
    run(tmp_path / "workers", texts(12))
    assert digest(tmp_path / "inline") == digest(tmp_path / "workers")
    assert isinstance(next(items(["a"])), Item)
