"""A run may end at any moment, in any way: started again, it ends with the bytes of a run that nobody disturbed.

`GIAR_KILLS=25 GIAR_KILL_INPUTS=2000 GIAR_KILL_STEP=1 pytest tests/batch/test_kill.py` is the long form.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest

from giar_ml.batch import generation
from giar_ml.batch.items import Item
from giar_ml.batch.manifest import Manifest
from giar_ml.errors import SetupError
from tests.batch.doubles import digest, items, run, texts
from tests.batch.killed import COMMIT_ITEMS, Killer, disturb, inline

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("GIAR_KILLS", "5"))
INPUTS = int(os.environ.get("GIAR_KILL_INPUTS", "300"))
PATIENCE = 60 + INPUTS / 10  # seconds that a run may take on a busy machine
STEP = int(os.environ.get("GIAR_KILL_STEP", "9"))  # 1: at every point


def start(output: Path, part: int, n: int = INPUTS) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.batch.doubles", str(output), str(n), str(part)]
    return subprocess.Popen(command, cwd=ROOT)


def ended(process: subprocess.Popen[bytes]) -> int:
    """Its exit code. A run that does not end says where all its threads are, and is a failure."""
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)  # faulthandler: see `doubles`
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        pytest.fail(f"a run of {PATIENCE} s did not end")


def left(output: Path) -> set[str]:
    """What a data set holds beside its parts."""
    return {p.name for p in output.rglob("*") if p.is_file() and "_run" not in p.parts and not p.match("part-?????.*")}


@pytest.mark.slow
@pytest.mark.parametrize("part", [0, 50])
def test_killed_again_and_again_it_ends_with_the_same_bytes(tmp_path, part) -> None:
    began = time.monotonic()
    assert ended(start(tmp_path / "clean", part)) == 0
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
                kills += ended(process) == -signal.SIGKILL  # else it got to its end at that moment
        assert ended(start(output, part)) == 0
        assert digest(output) == digest(tmp_path / "clean")
        assert not left(output)


def test_sigterm_ends_in_good_order_and_the_same_command_goes_on(tmp_path) -> None:
    output = tmp_path / "out.jsonl"
    process, began = start(output, 0, 600), time.monotonic()
    while not list((tmp_path / "out.jsonl.run").glob("1/records-*.jsonl")):
        assert process.poll() is None
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.05)
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert ended(process) == 143
    assert time.monotonic() - began < 5
    assert not output.exists()
    assert json.loads((tmp_path / "out.jsonl.run/metrics.json").read_text("utf-8"))["stopped"]
    assert ended(start(output, 0, 600)) == 0
    assert ended(start(tmp_path / "clean", 0, 600)) == 0
    assert digest(output) == digest(tmp_path / "clean")


def test_two_runs_on_one_output_do_not_mix(tmp_path) -> None:
    run(tmp_path / "out", texts(3))
    with closing(Manifest(tmp_path / "out.run/1/manifest.sqlite")), pytest.raises(SetupError, match="another run"):
        run(tmp_path / "out", texts(3))
    assert run(tmp_path / "out", texts(3))[0]


# -- every single point at which a run can end ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with closing(Killer()) as found:
        yield found


@pytest.mark.parametrize(
    ("part", "n", "case"),  # 8 inputs are two whole parts and nothing over; fewer: than when the run was killed
    [(None, 11, "new"), (None, 11, "changed"), (4, 11, "new"), (4, 11, "changed"), (4, 8, "fewer")],
)
def test_a_kill_at_every_point_loses_nothing_and_doubles_nothing(tmp_path, monkeypatch, killer, part, n, case) -> None:
    monkeypatch.setattr(generation, "COMMIT_ITEMS", COMMIT_ITEMS)
    old, found = texts(9), texts(n)
    inline(tmp_path / "clean", found, part)
    expected = digest(tmp_path / "clean")
    for at in range(1, 200, STEP if part else max(1, STEP // 3)):
        output = tmp_path / f"{at}"
        if case == "changed":
            inline(output, old, part)
        ended = killer.ends(at, output, [*found, "one more"] if case == "fewer" else found, part)
        inline(output, found, part)
        assert digest(output) == expected, at
        assert not left(output), at
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
            patch.setattr(generation, "COMMIT_ITEMS", COMMIT_ITEMS)
            disturb(patch.setattr, at, full)
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
