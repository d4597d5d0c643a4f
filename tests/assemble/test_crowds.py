"""More numbers in succession than any table has: they cost little, and none of them becomes the value of a cell."""

from __future__ import annotations

import resource
import sys
import time

import pytest

from benchmarks.faults import report
from giar_ml.assemble.stream import EDGE, MOST_PARTS, MOST_RUN, read_stream
from giar_ml.pipeline import Reader
from giar_ml.types import Cell

READER = Reader()
ROW = "（二）部分公开"


def amid(crowd: str) -> str:
    """A report whose row of partly granted requests goes on with a crowd."""
    text = report()
    end = text.index("\n", text.index(ROW))
    return text[:end] + crowd + text[end:]


def cells(text: str) -> dict[str, Cell]:
    return {cell.address: cell for cell in READER.read_bytes(text.encode(), "a.txt")[0].record.cells}


@pytest.mark.parametrize("unit", ["\t1", " 1", "\n1", "\t0", " 7"])
def test_a_crowd_gives_nulls_with_a_reason_and_spoils_no_other_row(unit) -> None:
    sound, crowded = cells(report()), cells(amid(unit * 2_000))
    row = [a for a in sound if a.startswith("requests.partially_granted.")]
    assert len(row) == 7
    for address, cell in crowded.items():
        if address in row:
            assert cell.value in (None, sound[address].value), address
            assert cell.value is not None or cell.reason, address
        else:
            assert cell.value in (None, sound[address].value), address
    lost = [a for a, cell in crowded.items() if cell.value is None and sound[a].value is not None]
    assert len(lost) <= 3 * 7


@pytest.mark.parametrize("unit", [" 1", "\t1", "\n1"])
def test_numbers_in_succession_are_kept_up_to_a_bound_and_marked_beyond(unit) -> None:
    text = "规章" + unit * MOST_RUN + "\n规范性文件\t5\t6\t7"
    assert not any(item.crowd for item in read_stream(text, 0, len(text), 3).items)
    text = "规章" + unit * (MOST_RUN + 1) + "\n规范性文件\t5\t6\t7"
    items = read_stream(text, 0, len(text), 3).items
    assert [item.crowd for item in items] == [True] * 2 * EDGE + [False] * 3
    assert [item.digits for item in items[-3:]] == ["5", "6", "7"]
    for item in items:
        assert text[item.start : item.end] == item.digits


def test_a_line_of_any_length_makes_a_bounded_stream() -> None:
    for text in ("规章" + "维持1 " * 50_000, "规章" + "\t" * 50_000 + "1", "1\n" * 50_000, "1件，" * 50_000):
        assert len(read_stream(text, 0, len(text), 7).items) <= MOST_PARTS


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
def test_as_many_numbers_as_a_document_can_hold_cost_seconds_and_little_memory() -> None:
    cells(amid(" 1" * 1_000))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    cells(amid(" 1" * 400_000))
    assert time.process_time() - began < 12  # 2.4 on a quiet machine
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


def test_a_thousand_numbers_cost_no_more_than_a_sound_table_many_times() -> None:
    text = amid("\t1" * 1_000)
    sound, crowded = [], []
    for _ in range(3):
        for took, what in ((sound, report()), (crowded, text)):
            began = time.process_time()
            cells(what)
            took.append(time.process_time() - began)
    assert min(crowded) < 8 * min(sound) + 0.1, (crowded, sound)
