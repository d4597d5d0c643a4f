"""Rows that print no zeros: where a number stands is known no better than the sums and the odds of the columns say."""

from __future__ import annotations

import pytest

from giar_ml import schema
from giar_ml.assemble.tables import read_tables
from giar_ml.normalize import normalize
from giar_ml.segment import outline
from giar_ml.types import AlignedText, Cell

LABELS = [row.label for row in schema.epoch("E3").request_rows]
HEADER = "申请人情况\n自然人 法人或其他组织 总计\n商业企业 科研机构 社会公益组织 法律服务机构 其他"


def cells(numbers: dict[int, str]) -> dict[str, Cell]:
    rows = "\n".join(f"{label} {numbers.get(k, '')}".strip() for k, label in enumerate(LABELS))
    text = f"三、收到和处理政府信息公开申请情况\n{HEADER}\n{rows}\n"
    found = normalize(AlignedText.identity(text))
    read = read_tables(found, outline(found), "E3", text)
    return {cell.address.removeprefix("requests."): cell for cell in read if cell.address.startswith("requests.")}


ROWS = {0: "31 5 4 7 47", 1: "1 1", 2: "14 2 1 3 20", 7: "9 1 2 4 16", 12: "6 2 1 9", 23: "29 5 4 7 45", 24: "3 3"}


def test_columns_that_nothing_tells_apart_are_not_trusted() -> None:
    found = cells(ROWS)
    for row in ("new_received", "results_total"):
        assert found[f"{row}.total"].value is not None
        assert not found[f"{row}.natural_person"].abstained
        for column in ("org_research", "org_public_welfare", "org_legal_service", "org_other"):
            cell = found[f"{row}.{column}"]
            assert cell.value is None or cell.abstained, cell


def test_one_full_row_tells_the_columns_of_all() -> None:
    found = cells(ROWS | {2: "14 2 0 1 0 3 20"})
    row = [found[f"new_received.{c}"] for c in ("natural_person", "org_commercial", "org_public_welfare", "org_other")]
    assert [cell.value for cell in row] == [31, 5, 4, 7]
    assert not any(cell.abstained for cell in row)


@pytest.mark.parametrize("gap", ["   ", "  "])
def test_a_dash_in_its_own_column_is_no_sign(gap) -> None:
    full = {k: gap.join("0000000") for k in range(25)}
    full[2] = gap.join("-0-0-00")
    found = cells(full)
    row = [found[f"granted_in_full.{c}"] for c in ("natural_person", "org_commercial", "org_research", "total")]
    assert [cell.value for cell in row] == [None, 0, None, 0]
    assert row[0].raw == "-"


def test_rows_that_may_change_columns_with_every_sum_kept_are_not_trusted() -> None:
    rows = {0: "17 9 4 30", 1: "1 1", 3: "4 4", 4: "2 2", 5: "1 1", 6: "1 1", 8: "2 2", 12: "4 4", 14: "2 2", 15: "2 2"}
    found = cells(rows | {16: "4 4", 23: "14 4 4 22", 24: "3 6 9"})
    for row in ("exempt_state_secret", "exempt_internal_affairs", "unavailable_unclear_after_correction"):
        cell = found[f"{row}.natural_person"]
        assert cell.value is None or cell.abstained, cell
        assert found[f"{row}.total"].value == 2


def test_a_printed_zero_leaves_the_other_columns_open() -> None:
    rows = dict.fromkeys(range(25), "0 0") | {
        0: "14 3 2 7 26",
        1: "0 4 1 5",
        4: "4 2 6",
        7: "1 1",
        11: "2 2",
        12: "0 1 1",
    }
    rows |= {15: "0 1 1 2", 16: "3 3", 17: "0 1 1", 18: "0 2 2", 19: "0 1 3 4", 20: "4 1 5"}
    found = cells(rows | {23: "14 3 6 4 27", 24: "0 4 4"})
    for row in ("new_received", "results_total"):
        for column in ("org_research", "org_public_welfare", "org_legal_service", "org_other"):
            cell = found[f"{row}.{column}"]
            assert cell.value is None or cell.abstained, cell


def test_zeros_among_fewer_prints_all_share_them() -> None:
    full = dict.fromkeys(range(25), "0 0 0 0 0 0 0") | {0: "5 0 0 0 0 0 5", 2: "5 0 0 0 0 0 5", 23: "5 0 0 0 0 0 5"}
    found = cells(full | {3: "0 0 0 0 0 0"})
    row = [cell for address, cell in found.items() if address.startswith("partially_granted.")]
    assert [cell.value for cell in row] == [0] * 7
    assert {cell.reason for cell in row} == {"shares_a_printed_zero"}
