"""Two years whose blocks take turns, and two years in the big cells of a Markdown table."""

from __future__ import annotations

import pytest

from giar_ml.segment.alternating import by_alternating_blocks
from giar_ml.segment.big_cells import by_big_cells
from giar_ml.types import AlignedText

TITLES = ["云漪市水务局2023年政府信息公开工作年度报告", "云漪市水务局2024年政府信息公开工作年度报告"]
HEADS = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "五、存在的主要问题及改进情况",
]


def side(year: int) -> list[str]:
    return [
        TITLES[year - 2023],
        HEADS[0],
        f"全年更新栏目{year}次。",
        HEADS[1],
        f"信息内容\t本年制发件数\n规章\t{year}",
        HEADS[2],
        f"申请人情况\t自然人\t总计\n本年新收\t{year}\t{year}",
        HEADS[3],
        f"培训{year}人。",
    ]


def test_blocks_in_turn_are_parted() -> None:
    text = "\n".join(block for pair in zip(side(2023), side(2024), strict=True) for block in pair)
    parts = by_alternating_blocks(AlignedText.identity(text))
    assert [part.text.rstrip("\n") for part in parts] == ["\n".join(side(year)) for year in (2023, 2024)]


def test_sections_in_turn_are_parted() -> None:
    cuts = [(1, 3), (3, 5), (5, 7), (7, 9)]
    text = "\n".join([*TITLES, *(block for a, b in cuts for year in (2023, 2024) for block in side(year)[a:b])])
    parts = by_alternating_blocks(AlignedText.identity(text))
    assert [part.text.rstrip("\n") for part in parts] == ["\n".join(side(year)) for year in (2023, 2024)]


@pytest.mark.parametrize("twice", [slice(0, 9), slice(3, 9)])
def test_one_report_is_left_whole_even_where_it_is_printed_twice(twice: slice) -> None:
    text = "\n".join([*side(2023), *side(2023)[twice]])
    assert by_alternating_blocks(AlignedText.identity(text)) == []


def test_big_cells_are_parted_with_the_tables_in_them() -> None:
    rows = [f"| {a} | {b} |" for a, b in zip(side(2023), side(2024), strict=True)]
    left, right = by_big_cells(AlignedText.identity("\n".join(["| | |", "|---|---|", *rows])))
    assert "规章\t2023" in left.text
    assert "2024" not in left.text
    assert "规章\t2024" in right.text


def test_an_ordinary_pipe_table_has_no_big_cells() -> None:
    rows = "\n".join(f"| 规章 | {n} |" for n in range(9))
    assert by_big_cells(AlignedText.identity(rows)) == []
