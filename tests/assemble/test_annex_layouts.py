"""Annexes laid out in other ways than label, unit, code, number: on lines of their own, in halves, in columns."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest

import pytest

import giar_ml
from giar_ml import schema
from giar_ml.schema import EpochSchema

OLD, NEW = schema.epoch("E1a"), schema.epoch("E1b")
LAST = 35  # rows of the old form up to its first column of fees
TITLE = "云岭县人民政府{year}年政府信息公开工作年度报告\n\n本报告由云岭县人民政府办公室编制。\n\n"
TABLE = "附表：政府信息公开情况统计表\n"
GROUPS = {0: "一、主动公开情况", 8: "二、回应解读情况", 16: "三、依申请公开情况", 50: "八、机构建设和保障经费情况"}

Rows = list[tuple[str, str, int]]  # label, unit, number
Cells = dict[str, Decimal | None]


def _rows(epoch: EpochSchema) -> Rows:
    found = []
    for k, row in enumerate(epoch.annex[: LAST if epoch is OLD else None]):
        label = row.label.partition(" (")[0]
        found.append((label, row.unit, 0 if k % 3 == 1 else 900 + 7 * k))
    return found


def _wanted(epoch: EpochSchema) -> Cells:
    numbers = zip(epoch.annex, _rows(epoch), strict=False)
    return {f"annex.{row.key}": Decimal(number) for row, (_, _, number) in numbers}


def _read(epoch: EpochSchema, lines: list[str]) -> Cells:
    head = TITLE.format(year=2011 if epoch is OLD else 2016) + TABLE
    text = head + "\n".join(lines) + "\n\n填报人：张甲 联系电话：6203950\n"
    cells = giar_ml.load().read_bytes(text.encode(), "report.txt")[0].record.cells
    sure = {c.address: None if c.value is None or c.abstained else Decimal(str(c.value)) for c in cells}
    return {address: value for address, value in sure.items() if address in _wanted(epoch)}


both = pytest.mark.parametrize("epoch", [OLD, NEW], ids=["old form", "new form"])


@both
@pytest.mark.parametrize("mark", ["：", ":", "\t", "\n", " "])
def test_a_number_carries_its_unit_behind_whatever_stands_before_it(epoch: EpochSchema, mark: str) -> None:
    lines = [f"{label}{mark}{number}{unit}" for label, unit, number in _rows(epoch)]
    assert _read(epoch, lines) == _wanted(epoch)


def test_a_table_run_into_one_line_keeps_numbers_with_units_apart() -> None:
    line = " ".join(f"{label} {k:02} {number}{unit}" for k, (label, unit, number) in enumerate(_rows(OLD), 1))
    assert _read(OLD, [line]) == _wanted(OLD)


@pytest.mark.parametrize("dash", ["-", "——"])
@pytest.mark.parametrize("mark", ["\t", " "])
def test_a_dash_in_the_column_of_the_year_is_neither_the_periods_number_nor_the_next_rows(dash: str, mark: str) -> None:
    wanted, lines = _wanted(OLD), [mark.join(("指标名称", "单位", "代码", "本期实际", "本年累计"))]
    for k, (label, unit, number) in enumerate(_rows(OLD), 1):
        shown = (dash, dash) if k % 4 == 2 else (str(number // 2), dash if k % 5 == 3 else str(number))
        wanted[f"annex.{OLD.annex[k - 1].key}"] = None if shown[1] == dash else Decimal(number)
        lines.append(mark.join((label, unit, f"{k:02}", *shown)))
    assert _read(OLD, lines) == wanted


@both
def test_an_item_number_whose_dot_stands_on_the_next_line_is_no_value(epoch: EpochSchema) -> None:
    lines, count = [], 0
    for label, unit, number in _rows(epoch):
        count = count + 1 if label[:3] not in ("收到申", "申请办", "申请答", "申请总", "对申请") else 0
        bare = label.lstrip("0123456789.")
        lines += [*([str(count), "." + bare] if count else [bare]), unit, str(number)]
    assert _read(epoch, lines) == _wanted(epoch)


@both
@pytest.mark.parametrize("mark", ["\t", "\n"])
def test_a_page_number_and_a_running_title_between_rows_are_no_values(epoch: EpochSchema, mark: str) -> None:
    lines = [mark.join((label, unit, str(number))) for label, unit, number in _rows(epoch)]
    lines[12:12] = ["— 7 — 云岭县2016年政府信息公开工作年度报告"]
    lines[25:25] = ["第 8 页 共 9 页"]
    assert _read(epoch, lines) == _wanted(epoch)


@both
@pytest.mark.parametrize("mark", ["\t", " "])
@pytest.mark.parametrize("coded", [False, True])
def test_an_annex_in_two_halves_side_by_side_is_read_down_each_half(epoch: EpochSchema, mark: str, coded: bool) -> None:
    rows = []
    for k, (label, unit, number) in enumerate(_rows(epoch)):
        if epoch is NEW and k in GROUPS:
            rows.append(mark.join((GROUPS[k], "—", "—")))
        rows.append(mark.join((label, unit, *([f"{k + 1:02}"] if coded else []), str(number))))
    half = (len(rows) + 1) // 2
    lines = [mark.join(filter(None, pair)) for pair in zip_longest(rows[:half], rows[half:])]
    assert _read(epoch, lines) == _wanted(epoch)


@both
@pytest.mark.parametrize("mark", [" ", "\n"])
@pytest.mark.parametrize("coded", [False, True])
def test_numbers_that_stand_before_their_labels_belong_to_them(epoch: EpochSchema, mark: str, coded: bool) -> None:
    lines = [
        f"{number}{mark}({k}){label} {unit}" + (f" {k:03}" if coded else "")
        for k, (label, unit, number) in enumerate(_rows(epoch), 1)
    ]
    assert _read(epoch, ["统计指标 单位 统计数", *lines]) == _wanted(epoch)


@both
@pytest.mark.parametrize("width", [2, 3, 1])
def test_a_code_that_is_glued_to_the_number_is_no_part_of_it(epoch: EpochSchema, width: int) -> None:
    lines = [f"{label}{unit}{k:0{width}}{number}" for k, (label, unit, number) in enumerate(_rows(epoch), 1)]
    assert _read(epoch, ["统计指标单位代码统计数", *lines]) == _wanted(epoch)


def test_the_numbers_of_two_periods_that_are_glued_together_are_left_alone() -> None:
    lines = [f"{label}{unit}{k:02}{number // 2}{number}" for k, (label, unit, number) in enumerate(_rows(OLD), 1)]
    found = _read(OLD, ["统计指标单位代码本期实际本年累计", *lines])
    assert set(found.values()) == {None}


@both
@pytest.mark.parametrize("coded", [False, True])
def test_labels_in_one_column_and_then_the_numbers_in_another_are_dealt_out(epoch: EpochSchema, coded: bool) -> None:
    labels, _, numbers = zip(*_rows(epoch), strict=True)
    codes = [f"{k:02}" for k in range(1, len(labels) + 1)] if coded else []
    lines = [*labels, *([*codes, "统计数"] if coded else []), *map(str, numbers)]
    assert _read(epoch, lines) == _wanted(epoch)


@both
def test_columns_of_unlike_length_are_not_dealt_out(epoch: EpochSchema) -> None:
    labels, _, numbers = zip(*_rows(epoch), strict=True)
    found = _read(epoch, [*labels, *map(str, numbers[:-2])])
    assert not any(found[address] for address in list(found)[1:-1])


def test_two_numbers_where_the_table_has_one_column_are_not_guessed_from() -> None:
    lines = [f"{label}\n{unit}\n{number}" for label, unit, number in _rows(NEW)]
    lines[20] += "\n8"
    found, wanted = _read(NEW, lines), _wanted(NEW)
    assert found == wanted | {f"annex.{NEW.annex[20].key}": None}
