"""What once took time out of proportion: twice the input may take little more than twice the work."""

from __future__ import annotations

import time
from functools import partial

import pytest

from benchmarks.faults.text import amid, trapped
from benchmarks.fuzz_targets import reader

CASES = {
    "numbers_and_commas": partial(trapped, "1,"),
    "empty_cells": partial(amid, "\t"),
    "cells_of_a_row": partial(amid, "1\t"),
    "numbers_of_a_row": partial(amid, "1 "),
    "numbers_of_a_column": partial(amid, "1\n"),
    "counts_in_prose": partial(amid, "本年公开信息5件。"),
}


@pytest.mark.parametrize("make", CASES.values(), ids=CASES)
def test_time_grows_with_the_input_and_not_with_its_square(make) -> None:
    took = []
    for size in (4, 16):
        began = time.process_time()
        reader().read_bytes(make(size), "a.txt")
        took.append(time.process_time() - began)
    assert took[1] < 8 * took[0] + 1.0, took
