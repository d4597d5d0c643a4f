"""What once took time out of proportion: twice the input may take little more than twice the work."""

from __future__ import annotations

import time
from functools import partial

import pytest

from benchmarks.faults.text import amid, trapped
from benchmarks.fuzz_targets import reader


@pytest.mark.parametrize(
    "make", [partial(trapped, "1,"), partial(amid, "\t")], ids=["numbers_and_commas", "empty_cells"]
)
def test_time_grows_with_the_input_and_not_with_its_square(make) -> None:
    took = []
    for size in (4, 16):
        began = time.process_time()
        reader().read_bytes(make(size), "a.txt")
        took.append(time.process_time() - began)
    assert took[1] < 8 * took[0] + 1.0, took
