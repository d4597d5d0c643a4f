"""Pages of the annex and of section 四 as places print them: extra columns, lost labels, merged cells, notes."""

from __future__ import annotations

from decimal import Decimal

import pytest

import giar_ml
from giar_ml import schema
from giar_ml.assemble.enumerated import without_enumerators
from giar_ml.assemble.stream import read_stream
from giar_ml.export.record import Record

TITLE = "云岭县人民政府2016年政府信息公开工作年度报告\n\n本报告由云岭县人民政府办公室编制。\n\n"
HEAD = TITLE + "附表：政府信息公开情况统计表\n"
ROWS = schema.epoch("E1b").annex
GROUPS = {0: "一、主动公开情况", 16: "三、依申请公开情况", 51: "八、机构建设和保障经费情况"}


def _read(text: str) -> Record:
    return giar_ml.load().read_bytes(text.encode(), "report.txt")[0].record


def _cells(text: str) -> dict[str, Decimal | None]:
    return {c.address: None if c.value is None else Decimal(str(c.value)) for c in _read(text).cells}


def _printed() -> list[tuple[str, str, str, int | None]]:
    """Key, label, unit and number of every line of a form; the names of groups have no key."""
    lines: list[tuple[str, str, str, int | None]] = []
    for k, row in enumerate(ROWS):
        if k in GROUPS:
            lines.append(("", GROUPS[k], "——", None))
        lines.append((row.key, row.label, row.unit, 0 if k % 3 else 700 + k))
    return lines


PRINTED = _printed()
WANTED = {f"annex.{key}": Decimal(number) for key, _, _, number in PRINTED if number is not None}


@pytest.mark.parametrize("mark", ["\t", "\n"])
def test_serial_numbers_before_the_labels_are_no_values(mark: str) -> None:
    lines = [
        mark.join((str(k), label, unit, "——" if number is None else str(number)))
        for k, (_, label, unit, number) in enumerate(PRINTED, 1)
    ]
    found = _cells(HEAD + mark.join(("序号", "统计指标", "单位", "统计数")) + "\n" + "\n".join(lines))
    assert found == WANTED


def test_a_code_whose_row_has_no_number_is_not_its_value() -> None:
    lines, code = [], 0
    for key, label, unit, number in PRINTED:
        code += bool(key)
        shown = "" if key in ("channel_weibo", "training_participants") else str(number)
        lines.append("\n".join(part for part in (label, unit, f"{code:02}" if key else "——", shown) if part))
    found = _cells(HEAD + "统计指标\n单位\n代码\n统计数\n" + "\n".join(lines))
    lost = ("annex.channel_weibo", "annex.training_participants")
    assert found == WANTED | dict.fromkeys(lost)


@pytest.mark.parametrize("remark", ["", "无"])
def test_a_column_for_remarks_is_not_the_last_column_of_numbers(remark: str) -> None:
    lines = [
        "\t".join((label, unit, "——" if number is None else str(number), remark if k % 4 else ""))
        for k, (_, label, unit, number) in enumerate(PRINTED)
    ]
    assert _cells(HEAD + "统计指标\t单位\t统计数\t备注\n" + "\n".join(lines)) == WANTED


def test_an_annex_is_found_where_its_first_label_is_damaged() -> None:
    lines = [f"{label}\t{unit}\t{'——' if number is None else number}" for _, label, unit, number in PRINTED]
    text = "统计指标\t单位\t统计数\n" + "\n".join(lines).replace("主动公开政府信息数", "主动***息数", 1)
    assert _cells(HEAD + text) == WANTED


def test_an_annex_without_a_heading_is_found_behind_another_table() -> None:
    lines = [f"{label} {unit} {number}" for key, label, unit, number in PRINTED if key]
    other = "申请渠道 件数\n当面 3\n网络 5\n信函 1\n\n"
    assert _cells(TITLE + other + " ".join(["指标名称 计量单位 数量", *lines])) == WANTED


def test_an_annex_printed_twice_is_read_once() -> None:
    lines = "\n".join(f"{label}\t{unit}\t{number}" for key, label, unit, number in PRINTED if key)
    assert _cells(f"{HEAD}统计指标\t单位\t统计数\n{lines}\n填报人：陈某\n\n{lines}\n") == WANTED


def test_numbers_that_rise_by_chance_are_no_column_of_serial_numbers() -> None:
    text = "当面申请数 件 1\n传真申请数 件 2\n网络申请数 件 3\n信函申请数 件 9\n申请办结数 件 4\n延期办结数 件 0\n"
    stream = read_stream(text, 0, len(text), 3)
    assert without_enumerators(stream) == stream


SECTION = (
    "云岭县2020年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{two}\n"
    "四、政府信息公开行政复议、行政诉讼情况\n{four}\n"
)
TWO = "第二十条第（一）项\n信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量\n规范性文件\t3\t2\t8"
BLOCKS = [3, 2, 3, 0, 8, 2, 2, 1, 5, 10, 0, 0, 0, 4, 4]


def _fifteen(four: str) -> list[Decimal | None]:
    found = _cells(SECTION.format(two=TWO, four=four))
    return [found[f"review.{cell.key}"] for cell in schema.epoch("E2").review]


@pytest.mark.parametrize("merged", ["", "copied"])
def test_two_parts_below_each_other_with_merged_cells_hold_fifteen_numbers(merged: str) -> None:
    heads = "结果维持\t\t结果纠正\t\t其他结果\t\t尚未审结\t\t总计\t"
    first = "\t".join(f"{n}\t{n if merged else ''}" for n in BLOCKS[:5])
    second = "\t".join(map(str, BLOCKS[5:]))
    four = f"行政复议\n{heads}\n{first}\n行政诉讼\n未经复议直接起诉\t\t\t\t\t复议后起诉\n{second}"
    assert _fifteen(four) == BLOCKS


def test_the_numbers_of_a_note_in_every_cell_are_no_numbers_of_the_table() -> None:
    note = "\t".join(["没有的填0"] * 15)
    heads = "\t".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3)
    assert _fifteen(f"{heads}\n{note}\n" + "\t".join(map(str, BLOCKS))) == BLOCKS


def test_labels_wrapped_below_their_number_are_put_together() -> None:
    lines = []
    for _, label, unit, number in PRINTED:
        shown = "" if number is None else number
        lines.append(f"{label[:5]:　<6}  {unit}        {shown}")
        lines += [label[k : k + 5] for k in range(5, len(label), 5)]
    text = HEAD + "统计指标   单位   统计数\n" + "\n".join(lines)
    found = _read(text).cells
    assert not [
        c for c in found if c.value is not None and not c.abstained and Decimal(str(c.value)) != WANTED[c.address]
    ]
    assert sum(c.value is not None for c in found) >= len(WANTED) - 2
