"""No document takes longer than it may, wherever it is read, and whatever part of the line it keeps busy."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Sequence

import pytest

from benchmarks.faults import report
from giar_ml import deadline, pipeline
from giar_ml.assemble.narrative import read_statistics
from giar_ml.assemble.tables import read_tables
from giar_ml.config import Config, LimitsConfig
from giar_ml.export.record import Record
from giar_ml.label import LexiconLabeler
from giar_ml.normalize import normalize
from giar_ml.pipeline import Reader
from giar_ml.read import read_bytes
from giar_ml.segment import outline
from giar_ml.types import Passage, Span

LONG = "很久"  # what the labeler takes its time for


class Slow(LexiconLabeler):
    """Works on one kind of text for a hundred seconds, asking after the time as the model does between sentences."""

    def label(self, passages: Sequence[Passage]) -> list[tuple[Span, ...]]:
        if any(LONG in passage.text.text for passage in passages):
            for _ in deadline.each(range(10_000)):
                time.sleep(0.01)
        return super().label(passages)


def reader(seconds: float) -> Reader:
    return Reader(Config(limits=LimitsConfig(line_seconds=seconds)), Slow())


def long() -> str:
    return report().replace("。", f"，{LONG}。")


def read(seconds: float, text: str) -> tuple[Record, float]:
    line = reader(seconds)
    line.read_bytes(report().encode())  # everything is loaded
    began = time.monotonic()
    (reading,) = line.read_bytes(text.encode())
    return reading.record, time.monotonic() - began


def in_a_thread(seconds: float, text: str) -> tuple[Record, float]:
    found: list[tuple[Record, float]] = []
    thread = threading.Thread(target=lambda: found.append(read(seconds, text)))
    thread.start()
    thread.join(120)
    return found[0]


@pytest.mark.parametrize("where", [read, in_a_thread])
def test_a_document_that_takes_too_long_is_a_failed_record(where) -> None:
    record, took = where(0.5, long())
    assert (record.status, record.error.cause if record.error else None) == ("failed", "timeout")
    assert "0.5" in record.error.message if record.error else False
    assert took < 30  # 0.6 on a quiet machine
    assert where(60, report())[0].status == "ok"


def test_the_next_document_has_all_its_time() -> None:
    line = reader(2)
    texts = [long(), report(), report()]
    states = [line.read_bytes(text.encode())[0].record.status for text in texts]
    assert states == ["failed", "ok", "ok"]
    assert deadline.left() == math.inf


def test_in_the_main_thread_even_what_never_asks_is_broken_off(monkeypatch) -> None:
    def busy(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(pipeline, "check", busy)
    record, took = read_busy()
    assert record.error is not None
    assert record.error.cause == "timeout"
    assert took < 30
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def read_busy() -> tuple[Record, float]:
    began = time.monotonic()
    (reading,) = reader(1).read_bytes(report().encode())
    return reading.record, time.monotonic() - began


def test_an_end_within_an_end_is_never_later() -> None:
    with deadline.within(0.0):
        with deadline.within(100):
            assert deadline.left() <= 0
            with pytest.raises(deadline.Late):
                list(deadline.each([1]))
        with pytest.raises(deadline.Late):
            deadline.check()
    deadline.check()
    assert list(deadline.each([1, 2])) == [1, 2]


def test_the_stages_ask_in_their_loops() -> None:
    """The longest loops: every number of a table, every count of the prose."""
    document = read_bytes(report().encode(), "a.txt")
    normalized = normalize(document.visible)
    plan = outline(normalized)
    spans = LexiconLabeler().label(plan.passages)
    with deadline.within(-1):
        with pytest.raises(deadline.Late):
            read_tables(normalized, plan, "E3", document.source)
        with pytest.raises(deadline.Late):
            read_statistics(plan.passages, spans, source=document.source)


def test_every_thread_has_an_end_of_its_own() -> None:
    seen: list[float] = []
    with deadline.within(1):
        thread = threading.Thread(target=lambda: seen.append(deadline.left()))
        thread.start()
        thread.join(10)
    assert seen == [math.inf]


def test_asking_costs_nothing_to_speak_of() -> None:
    with deadline.within(100):
        began = time.process_time()
        for _ in range(10_000):
            deadline.check()
        assert time.process_time() - began < 0.2  # 0.002; a report asks some hundred times
