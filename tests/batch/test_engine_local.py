"""Documents that hang, grow or kill: each costs itself and its worker, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import closing

import pytest

from giar_ml.batch import runner
from giar_ml.batch.engines import process
from giar_ml.batch.engines.local import LocalEngine
from giar_ml.batch.items import Settings
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Plan
from giar_ml.errors import SetupError
from tests.batch.doubles import READER, digest, items, run


def causes(output) -> list[str | None]:
    return [json.loads(line).get("error", {}).get("cause") for line in output.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_is_lost_takes_one_document_with_it(tmp_path, workers) -> None:
    found = ["a", "hang", "b", "grow", "c", "die", "d", "e"]
    began = time.monotonic()
    _, meter = run(tmp_path / "out", found, workers=workers, timeout=1.0, memory=128)
    assert causes(tmp_path / "out") == [None, "timeout", None, "memory", None, "crash", None, None]
    assert meter.causes == {"timeout": 1, "memory": 1, "crash": 1}
    assert time.monotonic() - began < 40


def test_the_bytes_of_lost_documents_do_not_depend_on_who_read_before(tmp_path) -> None:
    found = ["a", "die", "hang", "b", "grow"]
    for workers in (1, 2, 3):
        run(tmp_path / f"{workers}", found, workers=workers, timeout=1.0, memory=128)
    assert len({digest(tmp_path / f"{workers}") for workers in (1, 2, 3)}) == 1
    records = [json.loads(line) for line in (tmp_path / "1").read_text("utf-8").splitlines()]
    assert records[1]["source"]["sha256"]
    assert "SIGKILL" in records[1]["error"]["message"]


@pytest.mark.parametrize("where", ["", "away"])
def test_a_process_that_a_dead_worker_left_behind_holds_nothing_up(tmp_path, monkeypatch, where) -> None:
    monkeypatch.setattr(process, "END_SECONDS", 0.5)
    began = time.monotonic()
    run(tmp_path / "out", ["a", f"brood {where}", "b"], workers=1, timeout=1.0)
    assert causes(tmp_path / "out") == [None, "crash", None]
    assert time.monotonic() - began < 60  # 8 on a quiet machine: read twice, each time waited for


def test_a_worker_that_is_ended_from_outside_while_it_waits_costs_no_document(tmp_path) -> None:
    with closing(LocalEngine(Settings(1, 30, 256, None, READER))) as engine:
        engine.provenance()
        os.kill(engine._workers[0]._process.pid, signal.SIGKILL)  # as a system short of memory does
        time.sleep(0.5)
        assert runner.run(lambda: items(["a", "b"]), Plan(tmp_path / "out"), engine, Meter())
        assert engine.replaced() == 1
    assert causes(tmp_path / "out") == [None, None]


def test_what_a_worker_says_without_end_is_not_kept(tmp_path) -> None:
    with closing(LocalEngine(Settings(1, 30, 256, None, READER))) as engine:
        assert runner.run(lambda: items(["chatter", "a"]), Plan(tmp_path / "out"), engine, Meter())
        words = engine._workers[0].words()
        assert 0 < len(words) < 100_000
    assert causes(tmp_path / "out") == [None, None]


def test_an_end_that_nobody_hears_of_is_noticed(tmp_path, monkeypatch) -> None:
    """Whatever keeps the thread that listens from telling: the run goes on."""
    monkeypatch.setattr(process, "END_SECONDS", 0.5)
    monkeypatch.setattr(process, "receive", deaf(process.receive))
    _, meter = run(tmp_path / "out", ["a", "deaf", "b"], workers=2, timeout=2.0)
    assert meter.states == {"ok": 2, "failed": 1}
    assert meter.causes == {"timeout": 1}


def deaf(receive):
    """As `receive`, but the second and third reply to a task never arrive."""
    replies = iter(range(10**6))

    def hear(pipe):
        header, body = receive(pipe)
        if "provenance" not in header and header["n"] == 1 and next(replies) < 2:
            time.sleep(30)
        return header, body

    return hear


def test_a_document_that_a_used_worker_died_of_gets_a_fresh_one(tmp_path) -> None:
    _, meter = run(tmp_path / "out", ["a", "b", f"once {tmp_path / 'flag'}", "c"], workers=1)
    assert meter.states == {"ok": 4}
    assert (tmp_path / "flag").exists()


def test_a_worker_is_replaced_after_so_many_documents(tmp_path) -> None:
    with closing(LocalEngine(Settings(2, reader=READER, lifetime=4))) as engine:
        first = {worker._process.pid for worker in engine._workers}
        found = list(items(["a"] * 30))
        assert runner.run(lambda: found, Plan(tmp_path / "out"), engine, Meter())
        assert not first & {worker._process.pid for worker in engine._workers}
        assert engine.replaced() == 0
    assert len((tmp_path / "out").read_bytes().splitlines()) == 30


def test_what_a_library_prints_does_not_get_between(tmp_path) -> None:
    _, meter = run(tmp_path / "out", ["print", "a", "print"], workers=1)
    assert meter.states == {"ok": 3}


def test_a_wrong_set_up_ends_the_run_before_the_first_document() -> None:
    engine = LocalEngine(Settings(2, config="broken", reader=READER))
    with closing(engine), pytest.raises(SetupError, match="unknown key colour"):
        engine.provenance()


def test_a_reader_that_cannot_be_imported_is_told() -> None:
    engine = LocalEngine(Settings(1, reader="tests.batch.no_such_module:load"))
    with closing(engine), pytest.raises(SetupError, match="no_such_module"):
        engine.provenance()
