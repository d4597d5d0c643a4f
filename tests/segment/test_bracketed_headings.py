"""Main headings in brackets, captions that look like annexes, and what a site prints behind the last table."""

from __future__ import annotations

import pytest

from giar_ml.normalize import normalize
from giar_ml.segment import outline, split
from giar_ml.types import AlignedText, Document, Outline

TITLES = ["总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况",
          "存在的主要问题及改进情况", "其他需要报告的事项"]  # fmt: skip
OLD = "某某局2016年政府信息公开工作年度报告\n一、概述\n本年发布40条。"
LINKS = "相关阅读\n某地召开会议\n点击排行\n1\n2\n3"
BODIES = ["本年发布动态40条。", "规章\t0\t0\t0", "一、本年新收政府信息公开申请数量\t3\t0\t0\t0\t0\t0\t3",
          "0\t0\t0\t0\t0\t1\t0\t0\t0\t1\t0\t0\t0\t0\t0", "栏目更新慢。", "无。"]  # fmt: skip


def report(style: str, name: str = "某某县人民政府", year: int = 2022) -> str:
    heads = [style.format("一二三四五六"[i]) + title for i, title in enumerate(TITLES)]
    parts = [f"{name}{year}年政府信息公开工作年度报告", *(x for pair in zip(heads, BODIES, strict=True) for x in pair)]
    return "\n".join(parts)


def outlined(text: str) -> Outline:
    return outline(normalize(AlignedText.identity(text)))


def keys(text: str) -> list[str]:
    return [section.key for section in outlined(text).sections]


@pytest.mark.parametrize("style", ["（{}）", "({})", "## （{}）", "{}、"])
def test_headings_in_brackets_part_a_report_as_any_other(style: str) -> None:
    assert keys(report(style)) == ["0", "1", "2", "3", "4", "5", "6"]


def test_subheadings_in_brackets_are_no_main_headings() -> None:
    text = report("{}、").replace(
        BODIES[0],
        "（一）主动公开情况\n多条。\n（二）主动公开政府信息情况\n（三）依申请公开情况\n三条。\n（四）平台建设",
    )
    assert keys(text) == ["0", "1", "2", "3", "4", "5", "6"]


def test_rows_of_the_table_that_are_numbered_so_are_no_headings() -> None:
    row = "（六）其他处理  2.申请人逾期未按收费通\n知要求缴纳费用的  0 0 0 0 0 0 0"
    text = report("（{}）").replace(BODIES[2], f"{BODIES[2]}\n（一）予以公开\t2\n{row}")
    assert keys(text) == ["0", "1", "2", "3", "4", "5", "6"]


def test_two_headings_in_brackets_are_too_few() -> None:
    text = "某某局2022年政府信息公开工作年度报告\n（二）主动公开政府信息情况\n多条。\n（三）依申请公开情况\n三条。"
    assert "3" not in keys(text)


def test_a_list_of_contents_does_not_hide_headings_in_brackets() -> None:
    contents = "\n".join("一二三四五六"[i] + "、" + title for i, title in enumerate(TITLES))
    whole = outlined("目录\n" + contents + "\n" + report("（{}）"))
    assert [s.key for s in whole.sections] == ["0", "1", "2", "3", "4", "5", "6"]
    assert any(edit.family == "contents_list" for edit in whole.furniture)


@pytest.mark.parametrize("style", ["（{}）", "{}、"])
def test_the_caption_of_a_table_is_no_annex(style: str) -> None:
    text = report(style).replace(BODIES[1], "附表1\n" + BODIES[1]).replace(BODIES[3], "附表3\n" + BODIES[3])
    assert keys(text) == ["0", "1", "2", "3", "4", "5", "6"]


def test_links_behind_the_last_table_are_no_rows_of_it() -> None:
    rows = "\n".join(
        f"{label}\t件\t{i}" for i, label in enumerate(["收到申请数", "申请办结数", "申请答复数", "行政复议数量"])
    )
    text = f"{OLD}\n附表：政府信息公开情况统计表\n{rows}\n{LINKS}"
    taken = [edit.before for edit in outlined(text).furniture if edit.family == "related_links"]
    assert taken == [LINKS]


def test_a_table_behind_a_link_is_kept() -> None:
    rows = "\n".join(
        f"{label}\t件\t{i}" for i, label in enumerate(["收到申请数", "申请办结数", "申请答复数", "行政复议数量"])
    )
    text = f"{OLD}\n相关链接\n附表：政府信息公开情况统计表\n{rows}"
    assert not [edit for edit in outlined(text).furniture if edit.family == "related_links"]


def parts(text: str) -> list[str]:
    visible = AlignedText.identity(text)
    return [part.visible.text for part in split(Document("a.txt", "txt", "utf-8", "0" * 64, text, visible))]


def test_reports_of_two_bodies_about_one_year_are_two() -> None:
    second = report("（{}）", "另外市教育局").replace("\t3\t", "\t8\t")
    assert len(parts(report("（{}）") + "\n相关阅读\n" + second)) == 2


def test_one_report_printed_twice_stays_one() -> None:
    assert len(parts(report("{}、") + "\n" + report("{}、", "县人民政府"))) == 1
    assert len(parts(report("{}、") + "\n" + report("{}、"))) == 1
