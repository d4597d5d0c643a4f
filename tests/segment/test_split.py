"""Files that hold several reports: written in every layout from the same facts, and told from ordinary reports."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from giar_ml.segment import split
from giar_ml.types import AlignedText, Document

ROWS = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "（七）总计",
    "四、结转下年度继续办理",
)
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def document(text: str) -> Document:
    return Document("made.txt", "txt", "utf-8", "", text, AlignedText.identity(text))


def numbers(year: int) -> list[list[str]]:
    return [[str((year * (row + 2) + column) % 7) for column in range(7)] for row in range(len(ROWS))]


def report(year: int, name: str = "石桥县人民政府", gap: str = "\t") -> list[str]:
    """The lines of one report."""
    table = [gap.join([label, *values]) for label, values in zip(ROWS, numbers(year), strict=True)]
    return [
        f"{name}{year}年政府信息公开工作年度报告",
        "一、总体情况",
        f"{year}年，全县主动公开信息{year - 1000}条，",
        "其中工作动态800条。",
        "二、主动公开政府信息情况",
        gap.join(["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]),
        gap.join(["行政规范性文件", str(year % 9), "0", str(year % 50)]),
        "三、收到和处理政府信息公开申请情况",
        *table,
        "四、政府信息公开行政复议、行政诉讼情况",
        "未发生行政复议。",
        "五、存在的主要问题及改进情况",
        "公开内容不够丰富。",
        "六、其他需要报告的事项",
        "无其他需要报告的事项。",
    ]


def beside(left: Sequence[str], right: Sequence[str], column: int) -> str:
    """Two texts as a text tool lays out two columns: the right one begins at a display column."""
    lines = []
    for at in range(max(len(left), len(right))):
        one = left[at] if at < len(left) else ""
        two = right[at] if at < len(right) else ""
        width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in one)
        lines.append(one + " " * (column - width) + two if two else one)
    return "\n".join(lines)


def squeezed(part: Document) -> str:
    return "".join(part.visible.text.split())


def check_two(text: str, years: tuple[int, int] = (2023, 2024)) -> tuple[Document, ...]:
    """Two parts in order; every number of each is found in its own part, offsets point into the whole source."""
    parts = split(document(text))
    assert [part.part for part in parts] == [1, 2]
    for part, year in zip(parts, years, strict=True):
        assert part.source == text
        for char, start, end in zip(part.visible.text, part.visible.starts, part.visible.ends, strict=True):
            assert start == end or text[start:end] == char
        for label, values in zip(ROWS, numbers(year), strict=True):
            assert squeezed(replace(part, visible=AlignedText.identity("".join([label, *values])))) in squeezed(part)
    return parts


def test_one_report_after_another() -> None:
    parts = check_two("\n".join([*report(2023), *report(2024)]))
    assert parts[1].visible.text.startswith("石桥县人民政府2024年")


def test_one_report_after_another_with_the_name_on_a_line_of_its_own() -> None:
    second = report(2024)
    second[0:1] = ["石桥县人民政府", "2024年政府信息公开工作年度报告"]
    parts = check_two("\n".join([*report(2023), "", *second]))
    assert parts[1].visible.text.startswith("石桥县人民政府\n2024年")


def test_two_streams_with_a_form_feed_between() -> None:
    parts = check_two("\n".join(report(2023)) + "\n\f\n" + "\n".join(report(2024)))
    assert parts[0].visible.text.startswith("石桥县人民政府2023年")


def test_two_bodies_with_a_form_feed_between_may_report_on_one_year() -> None:
    text = "\n".join(report(2023)) + "\f" + "\n".join(report(2023, "石桥县民政局"))
    assert [part.visible.text[:6] for part in split(document(text))] == ["石桥县人民政", "石桥县民政局"]


@pytest.mark.parametrize("column", [84, 97, 120])
def test_two_columns_of_text(column: int) -> None:
    parts = check_two(beside(report(2023, gap="  "), report(2024, gap="  "), column))
    assert "2023年" not in parts[1].visible.text
    assert "公开信息1023条" in parts[0].visible.text


def test_two_columns_of_text_of_different_length() -> None:
    left = report(2023, gap=" ")
    check_two(beside(left, [*report(2024, gap=" "), "石桥县人民政府", "2025年1月20日"], 100))


def markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    head, *rest = ["| " + " | ".join(row) + " |" for row in rows]
    return [head, "|" + "---|" * len(rows[0]), *rest]


def comparison(make: str) -> str:
    left, right = numbers(2023), numbers(2024)
    if make == "label 7 7":
        head = [["项目", "2023年", *[""] * 6, "2024年", *[""] * 6], ["", *COLUMNS, *COLUMNS]]
        rows = [[label, *a, *b] for label, a, b in zip(ROWS, left, right, strict=True)]
    elif make == "label 7 label 7":
        head = [["2023年", *[""] * 7, "2024年", *[""] * 7]]
        rows = [[label, *a, label, *b] for label, a, b in zip(ROWS, left, right, strict=True)]
    elif make == "short header":
        head = [["项目", "2023年", "2024年"]]
        rows = [[label, *a, *b] for label, a, b in zip(ROWS, left, right, strict=True)]
    else:
        head = [["项目", "", "", "2023年", *[""] * 6, "2024年", *[""] * 6]]
        rows = [["", "", label, *a, *b] for label, a, b in zip(ROWS, left, right, strict=True)]
    return "\n".join(
        [
            "石桥县人民政府政府信息公开工作年度报告对照",
            "三、收到和处理政府信息公开申请情况",
            *markdown([*head, *rows]),
            "四、其他",
        ]
    )


@pytest.mark.parametrize("make", ["label 7 7", "label 7 label 7", "short header", "three label columns"])
@pytest.mark.parametrize("border", ["pipes", "tabs", "spaces"])
def test_numbers_of_two_years_in_one_table(make: str, border: str) -> None:
    text = comparison(make)
    if border != "pipes":
        lines = [line for line in text.split("\n") if not line.startswith("|---")]
        text = "\n".join("\t".join(c.strip() for c in x[1:-1].split("|")) if x[0] == "|" else x for x in lines)
    if border == "spaces":
        if make == "label 7 7":
            text = text.replace("2023年", "2023年 ").replace("2024年", " 2024年")
        text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    for part in check_two(text):
        assert "石桥县人民政府" in part.visible.text


def test_two_cells_of_text_a_row() -> None:
    pairs = [list(pair) for pair in zip(report(2023, gap=" "), report(2024, gap=" "), strict=True)]
    check_two("\n".join(markdown(pairs)))


def test_more_than_two_years() -> None:
    text = "\n".join([*report(2022), *report(2023), *report(2024)])
    assert [part.part for part in split(document(text))] == [1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023年公开信息12条。",
        "\n".join(report(2023)),
        "\n".join([*report(2023), "上一篇：石桥县人民政府2022年政府信息公开工作年度报告"]),
        "\n".join(
            [
                "石桥县人民政府2022年政府信息公开工作年度报告",
                "石桥县人民政府2021年政府信息公开工作年度报告",
                *report(2023),
            ]
        ),
        "\n".join(
            [*report(2023), "石桥县民政局2022年政府信息公开工作年度报告", "石桥县民政局2021年政府信息公开工作年度报告"]
        ),
        "\n".join(
            [*report(2023), "指标\t2022年\t2023年", "主动公开信息\t1000\t1023", "收到申请\t3\t5", "行政复议\t0\t1"]
        ),
        "\n".join(["指标\t2022年\t2023年", "行政许可\t10\t12", "行政处罚\t3\t5", *report(2023)]),
        "\n".join(["2022年      2023年      同比", "3条         5条         增长", *report(2023, gap="     ")]),
        "\n".join(report(2023)) + "\n\f\n第二页\n\f\n附件",
        "石桥县人民政府2023年政府信息公开工作年度报告\n" * 2 + "\n".join(report(2023)),
    ],
)
def test_an_ordinary_report_stays_whole(text: str) -> None:
    given = document(text)
    assert split(given) == (given,)


def test_real_reports_stay_whole(seeds: list[Path]) -> None:
    for path in seeds:
        assert len(split(document(path.read_text("utf-8-sig")))) == 1


@pytest.mark.parametrize(
    "unit", ["2023年 | 2024年 |", "0 ", "一、总体情况   ", "2023年   2024年\n", "2022年报告\n", "\f"]
)
def test_hostile_layouts_take_seconds(unit: str) -> None:
    begin = time.perf_counter()
    split(document(unit * (300_000 // len(unit))))
    assert time.perf_counter() - begin < 30
