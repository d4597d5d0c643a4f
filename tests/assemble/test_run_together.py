"""Rows printed as one string of digits are cut where their sums, and those of the columns, say so."""

from __future__ import annotations

import time

from test_requests import facts, lines, read, wrong

from giar_ml.assemble.run_together import cut_up
from giar_ml.assemble.stream import read_stream


def cuts(digits: str, width: int = 7) -> list[list[int]]:
    items = read_stream(digits, 0, len(digits), width).items
    return [[int(value or 0) for value in reading.values] for reading in cut_up(items, width)]


def test_the_sum_of_a_row_says_where_its_digits_part() -> None:
    assert cuts("3000003") == [[3, 0, 0, 0, 0, 0, 3]]
    assert cuts("3136260003063468") == [[3136, 26, 0, 0, 0, 306, 3468]]


def test_every_cut_whose_sum_holds_is_a_reading() -> None:
    assert cuts("11213", 3) == [[1, 12, 13], [11, 2, 13]]
    assert cuts("9999999") == []


def test_a_table_of_such_rows_is_read_with_the_place_of_every_number() -> None:
    table = facts()
    text = "\n".join(lines(table)).replace("\t", "").replace("）", ")")
    cells = read(text)
    assert not wrong(cells, table)
    assert all(text[cell.start : cell.end] == str(cell.value) for cell in cells.values())


def test_long_strings_of_digits_cost_little() -> None:
    began = time.process_time()
    assert cuts("1987654321" * 20) == []
    cuts("9876543219" * 2 + "87654321")
    assert time.process_time() - began < 2


def test_a_string_that_no_cut_makes_add_up_is_not_read_as_one_number() -> None:
    table = facts()
    printed = lines(table)
    k = next(k for k, line in enumerate(printed) if line.startswith("4.无正当理由"))
    label = printed[k].split("\t")[0]
    cells = read("\n".join([*printed[:k], f"{label}\t000005356", *printed[k + 1 :]]).replace("\t", ""))
    row = [cell for address, cell in cells.items() if "not_processed_excessive_repeated" in address]
    assert len(row) == 7
    assert all(cell.value is None and cell.abstained for cell in row), row
