"""Numbers of the disclosure table that a line break tore, on a small table of our own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from giar_ml import schema
from giar_ml.assemble.disclosure import read_disclosure
from giar_ml.types import AlignedText, Cell

E2 = schema.epoch("E2")
TABLE = (
    "信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量\n规章\t0\t0\t0\n规范性文件\t3\t4\t12\n"
    "信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n行政许可\t120\t+3\t{decisions}\n"
    "其他对外管理服务事项\t40\t0\t900\n信息内容\t采购项目数量\t采购总金额\n政府集中采购\t37\t{amount}\n"
)


def read(decisions: str = "2345", amount: str = "22979.87万元", cell: str = "\t") -> dict[str, Cell]:
    text = TABLE.format(decisions=decisions, amount=amount).replace("\t", cell)
    cells = read_disclosure(AlignedText.identity(text), 0, len(text), E2, text)
    assert all(text[c.start : c.end] == c.raw for c in cells if c.start is not None)
    return {c.address.removeprefix("disclosure."): c for c in cells}


@pytest.mark.parametrize("cell", ["\t", "\n"])
@pytest.mark.parametrize(
    "amount", ["22979\n.87万元", "22979.\n87万元", "22979.87\n万元", "22979.87 万\n元", "22,\n979.87万元"]
)
def test_an_amount_torn_by_a_line_break_is_one_number_with_its_unit(amount: str, cell: str) -> None:
    found = read(amount=amount, cell=cell)["procurement_amount"]
    assert (found.value, found.unit, found.raw, found.abstained) == (Decimal("22979.87"), "万元", amount, False)


@pytest.mark.parametrize("decisions", ["2,\n345", "2\n,345"])
def test_thousands_torn_at_their_comma_are_one_number(decisions: str) -> None:
    assert read(decisions)["licensing_decisions"].value == 2345


def test_a_row_whose_last_digits_may_stand_below_it_is_not_trusted() -> None:
    assert read("23\n45")["licensing_decisions"].abstained
    assert not read()["licensing_decisions"].abstained
