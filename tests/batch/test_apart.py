"""What reads Parquet may crash, hang or be left in the middle: it costs one file what was not yet read of it."""

from __future__ import annotations

import os
import signal
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
