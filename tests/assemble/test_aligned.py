"""Rows set with spaces: a number stands in the column that the others show, not in the first that is free."""

from __future__ import annotations

import pytest
from test_requests import COLUMNS, facts, read

from giar_ml import schema
from giar_ml.assemble.aligned import displayed

HEADER = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
TABLE = facts() | {
    "new_received": (8, 12, 0, 0, 0, 1, 21),
    "exempt_internal_affairs": (0, 3, 0, 0, 0, 0, 3),
    "not_processed_duplicate": (0, 7, 0, 0, 0, 0, 7),
    "results_total": (7, 12, 0, 0, 0, 0, 19),
}


def padded(text: str, width: int) -> str:
    return text + " " * (width - displayed(text))


def printed(group: str = "") -> str:
    """The table as a converter of PDF prints it, its zeros left blank."""
    rows = [padded("", 64) + "".join(padded(word, 14) for word in HEADER)]
    for row in schema.epoch("E2").request_rows:
        cells = "".join(padded(str(number or ""), 14) for number in TABLE[row.key])
        rows.append(padded(group + padded(row.label[:24], 50), 64) + cells)
    return "\n".join(line.rstrip() for line in rows)


def misread(text: str) -> list[str]:
    cells = read(text)
    return [
        f"{row}.{column}"
        for row, numbers in TABLE.items()
        for column, value in zip(COLUMNS, numbers, strict=True)
        if any(numbers) and cells[f"requests.{row}.{column}"].value != (value or None)
    ]


@pytest.mark.parametrize("group", ["", "三、本年  "])
def test_numbers_stay_in_the_columns_that_they_are_printed_in(group: str) -> None:
    assert misread(printed(group)) == []


def test_a_blank_seen_by_its_column_is_an_empty_cell_with_a_place() -> None:
    cell = read(printed())["requests.not_processed_duplicate.natural_person"]
    assert (cell.value, cell.reason) == (None, "blank_cell")
    assert cell.start == cell.end


def test_where_no_header_names_the_columns_nothing_is_put_in() -> None:
    cells = read(printed().split("\n", 1)[1])
    trusted = [c for c in cells.values() if c.address.endswith("natural_person") and c.value == 7 and not c.abstained]
    assert all("duplicate" not in cell.address for cell in trusted)
