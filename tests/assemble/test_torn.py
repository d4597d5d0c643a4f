"""The request table in blocks of columns, on small tables of our own."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from giar_ml import schema
from giar_ml.assemble.columns import assigned
from giar_ml.assemble.requests import read_requests, request_form
from giar_ml.assemble.stream import Gap, Item, Stream, read_stream, without
from giar_ml.assemble.torn import torn_decision
from giar_ml.assemble.transposed import transposed
from giar_ml.types import AlignedText

KEYS, ROLES = request_form("E3")
Table = list[list[int]]


def table(seed: int) -> Table:
    """A consistent table: the more rows hold numbers, the fewer readings there are."""
    rng = Random(seed)
    first, last = ROLES.results
    rows = [[0] * 6 for _ in KEYS]
    for r in range(first, last):
        rows[r] = [rng.choice((0, rng.randrange(90))), *(rng.choice((0, 0, rng.randrange(9))) for _ in range(5))]
    rows[ROLES.total] = [sum(row[c] for row in rows[first:last]) for c in range(6)]
    rows[ROLES.carried_out] = [rng.randrange(5) for _ in range(6)]
    rows[ROLES.received] = [a + b for a, b in zip(rows[ROLES.total], rows[ROLES.carried_out], strict=True)]
    return [[*row, sum(row)] for row in rows]


def stream(numbers: list[int]) -> Stream:
    """One number a line."""
    items = tuple(Item(Decimal(n), str(n), 2 * k, 2 * k + 1, k) for k, n in enumerate(numbers))
    return Stream(items, (Gap("", "line"),) * (len(items) + 1), wide=False)


def band(rows: Table, widths: list[int]) -> list[int]:
    """The numbers of some rows in blocks of columns."""
    found, column = [], 0
    for width in widths:
        found += [n for row in rows for n in row[column : column + width]]
        column += width
    return found


def read(numbers: list[int]) -> Table | None:
    decision = torn_decision(stream(numbers), len(KEYS), ROLES)
    if decision is None:
        return None
    best = [max(decision.rows[r], key=lambda choice: choice[2])[1] for r in range(len(KEYS))]
    return [[int(value or 0) for value in reading.values] for reading in best if reading]


@pytest.mark.parametrize("widths", [[2, 5], [1, 1, 3, 2], [1] * 7, [5, 1, 1]])
@pytest.mark.parametrize("seed", range(3))
def test_blocks_of_columns_are_put_together_again(widths: list[int], seed: int) -> None:
    rows = table(seed)
    numbers = (
        [n for row in rows[:2] for n in row] + band(rows[2:14], widths) + band(rows[14:], [7 - widths[-1], widths[-1]])
    )
    assert read(numbers) == rows


def test_first_numbers_printed_after_their_rows_are_put_back() -> None:
    rows = table(4)
    turned = [r for r in range(2, 20) if rows[r][0]][:2]
    numbers = [n for r, line in enumerate(rows) for n in ([*line[1:], line[0]] if r in turned else line)]
    assert read(numbers) == rows


def test_an_error_of_the_publisher_is_no_reason_to_take_a_table_apart() -> None:
    rows = table(1)
    rows[5][6] += 1
    assert read([n for row in rows for n in row]) is None


def test_fewer_numbers_than_cells_are_not_read() -> None:
    assert read([n for row in table(1) for n in row][:-1]) is None


def test_what_stands_around_a_removed_number_stays_together() -> None:
    text = "甲乙 1\n丙丁 2\n戊己 3"
    left = without(read_stream(text, 0, len(text), 3), {1})
    assert [item.digits for item in left.items] == ["1", "3"]
    assert [gap.text for gap in left.gaps] == ["甲乙", "丙丁戊己", ""]


DISCLOSURE = (
    "规章\n行政规范性文件\n行政许可\n第二十条第（一）项\n"
    "本年制发件数\n{0}\n{1}\n本年废止件数\n{2}\n{3}\n现行有效件数\n{4}\n{5}\n"
)


def test_columns_of_the_disclosure_table_go_to_the_header_before_them() -> None:
    text = DISCLOSURE.format(11, 12, 13, 14, 15, 16)
    found = assigned(parts := read_stream(text, 0, len(text), 3), "E3", apart=False)
    values = {address: parts.items[item].digits for address, (item, sure) in found.items() if sure}
    assert values == {
        "disclosure.regulations_made": "11",
        "disclosure.normative_docs_made": "12",
        "disclosure.regulations_repealed": "13",
        "disclosure.normative_docs_repealed": "14",
        "disclosure.regulations_in_force": "15",
        "disclosure.normative_docs_in_force": "16",
    }


def test_a_column_with_a_number_too_few_makes_the_others_doubtful() -> None:
    text = DISCLOSURE.format(11, 12, 13, 14, 15, "")
    found = assigned(read_stream(text, 0, len(text), 3), "E3", apart=False)
    assert found
    assert not any(sure for _, sure in found.values())


def test_a_table_with_labels_before_its_numbers_has_no_columns_apart() -> None:
    text = "本年制发件数\t本年废止件数\t现行有效件数\n规章\t1\t2\t3\n行政规范性文件\t4\t5\t6\n"
    assert assigned(read_stream(text, 0, len(text), 3), "E3", apart=False) == {}


def test_a_table_on_its_side_is_read_column_by_column() -> None:
    rows, template = table(2), schema.epoch("E3")
    names = [column.label for column in template.request_columns]
    lines = ["\t".join(["申请人情况", *(row.label for row in template.request_rows)])]
    lines += ["\t".join([name, *(str(row[c]) for row in rows)]) for c, name in enumerate(names)]
    text = "\n".join(lines)
    cells = read_requests(AlignedText.identity(text), 0, len(text), template, text)
    assert [[int(cells[7 * r + c].value or 0) for c in range(7)] for r in range(len(KEYS))] == rows
    assert all(text[cell.start : cell.end] == cell.raw for cell in cells if cell.start is not None)


def test_an_upright_table_is_not_turned() -> None:
    text = "申请人情况\t自然人\t商业企业\n本年新收\t1\t2\n总计\t1\t2\n"
    assert transposed(text, 0, len(text)) is None
