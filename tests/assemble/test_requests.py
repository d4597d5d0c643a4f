"""The request table on small texts of our own: what is printed, and where."""

from decimal import Decimal

import pytest

from giar_ml import schema
from giar_ml.assemble.requests import read_requests
from giar_ml.types import AlignedText, Cell

E2, E3 = schema.epoch("E2"), schema.epoch("E3")
COLUMNS = [c.key for c in E2.request_columns]
FACTS = {
    "new_received": (8, 2, 0, 0, 0, 1, 11),
    "carried_in": (1, 0, 0, 0, 0, 0, 1),
    "granted_in_full": (4, 1, 0, 0, 0, 0, 5),
    "unavailable_not_held": (3, 1, 0, 0, 0, 0, 4),
    "results_total": (7, 2, 0, 0, 0, 0, 9),
    "carried_out": (2, 0, 0, 0, 0, 1, 3),
}


def facts() -> dict[str, tuple[int, ...]]:
    return {row.key: FACTS.get(row.key, (0,) * 7) for row in E2.request_rows}


def lines(table: dict[str, tuple[int, ...]]) -> list[str]:
    return [f"{r.item[-1]}.{r.label}\t" + "\t".join(map(str, table[r.key])) for r in E2.request_rows]


def read(text: str, epoch: str = "E2") -> dict[str, Cell]:
    cells = read_requests(AlignedText.identity(text), 0, len(text), schema.epoch(epoch), text)
    return {cell.address: cell for cell in cells}


def wrong(cells: dict[str, Cell], table: dict[str, tuple[int, ...]]) -> list[str]:
    return [
        f"{row}.{column}: {cells[f'requests.{row}.{column}'].value} for {value}"
        for row, numbers in table.items()
        for column, value in zip(COLUMNS, numbers, strict=True)
        if cells[f"requests.{row}.{column}"].value != value
    ]


def test_a_clean_table_is_read_cell_by_cell() -> None:
    text = "\n".join(lines(facts()))
    cells = read(text)
    assert not wrong(cells, facts())
    assert all(text[c.start : c.end] == c.raw for c in cells.values())
    assert min(c.confidence for c in cells.values()) > 0.99


@pytest.mark.parametrize("join", ["\n", "\n\n", "\n \n"])
def test_a_table_with_one_cell_a_line_is_read(join: str) -> None:
    text = join.join(cell for line in lines(facts()) for cell in line.split("\t"))
    assert not wrong(read(text), facts())


def test_page_numbers_inside_rows_are_passed_over() -> None:
    text = "\n".join(cell for line in lines(facts()) for cell in line.split("\t"))
    assert not wrong(read(text.replace("8\n2\n0\n0", "8\n2\n- 3 -\n0\n0", 1)), facts())


def test_a_wrong_printed_total_stays_as_printed() -> None:
    table = facts() | {"results_total": (7, 2, 0, 0, 0, 0, 10)}
    cells = read("\n".join(lines(table)))
    assert not wrong(cells, table)
    assert not cells["requests.results_total.total"].abstained


def test_a_row_that_is_not_printed_is_absent() -> None:
    kept = [line for line in lines(facts()) if "重复申请" not in line or "大量" in line]
    cell = read("\n".join(kept))["requests.not_processed_duplicate.total"]
    assert (cell.value, cell.origin, cell.reason) == (None, "absent", "row_not_found")


def test_a_blank_cell_is_null_with_its_place_and_what_the_sums_force() -> None:
    text = "\n".join(lines(facts())).replace("8\t2\t0\t0\t0\t1\t11", "\t2\t0\t0\t0\t1\t11")
    cell = read(text)["requests.new_received.natural_person"]
    assert (cell.value, cell.origin, cell.reason, cell.derived) == (None, "blank", "blank_cell", Decimal(8))
    assert cell.start == cell.end


def test_an_e3_table_may_print_other_processing_as_one_row() -> None:
    table = facts() | {"other_processing_total": (0, 0, 0, 0, 0, 0, 0)}
    cells = read("\n".join(lines(table)), "E3")
    assert cells["requests.other_processing_total.total"].value == 0
    assert cells["requests.other_misc.total"].reason == "printed_as_other_processing_total"


def test_nonsense_is_read_in_bounded_time_and_without_numbers() -> None:
    cells = read("予以公开 " + "7 3 11 2 " * 200)
    assert sum(c.value is not None and not c.abstained for c in cells.values()) < 10


def test_a_short_label_without_numbers_does_not_take_those_of_the_row_above() -> None:
    table = {row.key: (0,) * 7 for row in schema.epoch("E3").request_rows}
    table |= {"new_received": (1, 0, 0, 0, 0, 0, 1), "other_fee_not_paid": (1, 0, 0, 0, 0, 0, 1)}
    table |= {"results_total": (1, 0, 0, 0, 0, 0, 1)}
    rows = [f"{r.item[-1]}.{r.label} " + " ".join(str(n) for n in table[r.key] if n) for r in E3.request_rows]
    cells = read("\n".join(rows), "E3")
    assert cells["requests.other_fee_not_paid.total"].value == 1
    assert cells["requests.other_misc.total"].value is None


def test_numbers_that_stand_in_a_column_by_custom_alone_are_not_trusted_where_its_sums_fail() -> None:
    table = facts() | {"exempt_state_secret": (5, 0, 0, 0, 0, 0, 5), "not_processed_duplicate": (6, 0, 0, 0, 0, 0, 6)}
    rows = [f"{r.item[-1]}.{r.label} " + " ".join(str(n) for n in table[r.key] if n) for r in E2.request_rows]
    cells = read("\n".join(rows))
    assert cells["requests.granted_in_full.natural_person"].abstained
    assert cells["requests.unavailable_not_held.natural_person"].abstained
    assert not cells["requests.granted_in_full.total"].abstained


@pytest.mark.parametrize("apart", ["\n", "\n\n"])
def test_empty_lines_between_numbers_that_stand_one_a_line_are_blank_cells(apart: str) -> None:
    table = facts()
    kept = {key: [str(n) if n or k in (0, 6) else "" for k, n in enumerate(row)] for key, row in table.items()}
    cells = read("".join(f"{r.item[-1]}.{r.label}\n" + "\n".join(kept[r.key]) + apart for r in E2.request_rows))
    assert cells["requests.granted_in_full.org_commercial"].value == 1
    assert cells["requests.new_received.org_other"].value == 1
    assert cells["requests.exempt_state_secret.natural_person"].value == 0
    blank = cells["requests.exempt_state_secret.org_commercial"]
    assert (blank.value, blank.reason) == (None, "blank_cell")


def test_a_table_without_any_number_has_no_cells() -> None:
    cells = read("\n".join(row.label for row in E2.request_rows))
    assert {cell.value for cell in cells.values()} == {None}
