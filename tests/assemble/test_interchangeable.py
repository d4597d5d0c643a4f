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
