"""What reads Parquet may crash, hang or be left in the middle: it costs one file what was not yet read of it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

from giar_ml.batch.apart import Reader
from giar_ml.batch.items import Item
from giar_ml.read import Limits


def here(path: str, id: str, limits: Limits, column: str | None) -> Iterator[Item]:
    """Stands for a reader: three rows, unless the path says otherwise."""
    assert limits.max_pages == 7
    for number in range(1, 4):
        if number == 3 and path == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if number == 3 and path == "hang":
            time.sleep(1000)
        failure = ("empty", "nothing") if path == "failures" else None
        yield Item(f"{id}#{number}", path, None if failure else b"row\n" * number, failure)


def read(reader: Reader, path: str) -> list[Item]:
    return list(reader.items(__name__, path, f"in/{path}", Limits(max_pages=7), None))


def test_items_come_as_they_were_made() -> None:
    reader = Reader()
    expected = list(here("fine", "in/fine", Limits(max_pages=7), None))
    assert read(reader, "fine") == read(reader, "fine") == expected
    assert [item.failure for item in read(reader, "failures")] == [("empty", "nothing")] * 3
    reader.close()


def test_a_crash_costs_the_rest_of_one_file() -> None:
    reader = Reader()
    *rows, lost = read(reader, "crash")
    assert [row.id for row in rows] == ["in/crash#1", "in/crash#2"]
    assert lost.id == "in/crash"
    assert lost.failure
    assert lost.failure[0] == "crash"
    assert "SIGSEGV" in lost.failure[1]
    assert len(read(reader, "fine")) == 3
    reader.close()


def test_a_reader_that_does_not_go_on_is_stopped() -> None:
    reader = Reader(seconds=3.0)
    *rows, lost = read(reader, "hang")
    assert len(rows) == 2
    assert lost.failure
    assert lost.failure[0] == "timeout"
    assert len(read(reader, "fine")) == 3
    reader.close()


def test_a_file_that_is_left_in_the_middle_does_not_disturb_the_next() -> None:
    reader = Reader()
    rows = reader.items(__name__, "hang", "in/hang", Limits(max_pages=7), None)
    assert next(rows).id == "in/hang#1"
    rows.close()  # type: ignore[attr-defined]
    assert [row.id for row in read(reader, "fine")] == ["in/fine#1", "in/fine#2", "in/fine#3"]
    reader.close()


def test_two_files_at_once_do_not_wait_for_each_other() -> None:
    reader = Reader()
    pairs = list(
        zip(*(reader.items(__name__, "fine", id, Limits(max_pages=7), None) for id in ("a", "b")), strict=True)
    )
    assert [(one.id, other.id) for one, other in pairs] == [("a#1", "b#1"), ("a#2", "b#2"), ("a#3", "b#3")]
    reader.close()


def test_the_thread_that_read_before_may_be_gone() -> None:
    reader = Reader()
    thread = threading.Thread(target=read, args=(reader, "fine"))
    thread.start()
    thread.join(60)
    assert [item.failure for item in read(reader, "fine")] == [None] * 3
    reader.close()


def test_an_interrupted_file_goes_no_further() -> None:
    reader = Reader()
    rows = reader.items(__name__, "hang", "in/hang", Limits(max_pages=7), None)
    assert [next(rows).id, next(rows).id] == ["in/hang#1", "in/hang#2"]
    reader.interrupt()
    assert next(rows).failure
    assert list(rows) == []
