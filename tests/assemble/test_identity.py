"""Whose report, of which year, by which template: cases as data, and the real reports where they are at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.assemble import when, who
from giar_ml.assemble.identity import Identity, identify
from giar_ml.normalize import normalize, suspects
from giar_ml.segment import outline, split
from giar_ml.types import AlignedText, Document, Edit, NormalizedText

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "identity.yaml").read_text("utf-8"))
FIELDS = ("epoch", "year", "body", "title", "published", "region")


def identified(text: str, path: str = "report.txt") -> Identity:
    document = Document(path, "txt", "utf-8", "", text, AlignedText.identity(text))
    normalized = normalize(document.visible)
    return identify(normalized, outline(normalized), document)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_report_says_who_and_when(case: dict[str, Any]) -> None:
    found = identified(case["text"])
    expected = {field: case[field] for field in FIELDS if field in case}
    assert {field: getattr(found, field) for field in expected} == expected
    if "is_report_below" in case:
        assert found.is_report < case["is_report_below"]
    else:
        assert found.is_report > 0.3


def test_real_reports_are_recognised(seeds: list[Path], gold: dict[str, dict[str, Any]]) -> None:
    for path in seeds:
        found = identified(path.read_text("utf-8-sig"), str(path))
        truth = gold[path.stem]
        assert (found.epoch, found.year, found.body) == (truth["epoch"], truth["year"], truth["body"])
        assert found.is_report > 0.95


def test_the_same_name_is_found_in_traditional_characters() -> None:
    text = "石橋縣人民政府辦公室2020年政府信息公開工作年度報告\n一、總體情況\n2020年，縣政府辦公室主動公開信息30條。"
    assert identified(text).body == "石桥县人民政府办公室"


def test_a_file_name_is_the_last_source_of_a_title() -> None:
    text = "一、总体情况\n我局公开信息30条。\n二、主动公开政府信息情况\n"
    found = identified(text, "downloads/石桥县民政局2023年政府信息公开工作年度报告.txt")
    assert (found.body, found.year) == ("石桥县民政局", 2023)


def test_each_year_of_a_table_of_two_years_is_a_report_of_its_own() -> None:
    rows = [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "（一）予以公开",
        "1.属于国家秘密",
        "4.保护第三方合法权益",
        "7.属于行政执法案卷",
        "8.属于行政查询事项",
        "（七）总计",
        "四、结转下年度继续办理",
    ]
    lines = [
        "石桥县民政局政府信息公开工作年度报告（2023年与2024年）",
        "三、收到和处理政府信息公开申请情况",
        "项目\t2023年\t2024年",
    ]
    text = "\n".join([*lines, *("\t".join([row, *"0000000", *"1000001"]) for row in rows)])
    parts = split(Document("两年.md", "md", "utf-8", "", text, AlignedText.identity(text)))
    found = [identify(n := normalize(part.visible), outline(n), part) for part in parts]
    assert [(i.body, i.year) for i in found] == [("石桥县民政局", 2023), ("石桥县民政局", 2024)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年1月30日", "2021-01-30"),
        ("2021-1-3", "2021-01-03"),
        ("2021.02.22", "2021-02-22"),
        ("20210122", "2021-01-22"),
        ("2021926", "2021-09-26"),
        ("2021111", None),  # 11 January or 1 November
        ("2021年13月1日", None),
        ("二〇二一年十二月三十一日", "2021-12-31"),
        ("二○二一年十月二十日", "2021-10-20"),
    ],
)
def test_a_date_is_read_only_where_it_is_one(text: str, expected: str | None) -> None:
    assert when.read_date(text) == expected


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("济南市历下区教育局", "济南市历下区"),
        ("桐乡市人民政府", "桐乡市"),
        ("杭州市", "杭州市"),
        ("兖州区财政局", "兖州区"),
        ("城市管理局", ""),
        ("城乡建设局", ""),
        ("市场监督管理局", ""),
        ("乡村振兴局", ""),
        ("教育局", ""),
        ("晋城市城区人民政府", "晋城市城区"),
    ],
)
def test_areas_are_told_from_words_that_end_like_them(name: str, area: str) -> None:
    assert who.area_prefix(name) == area


pieces = st.sampled_from(
    [
        "石桥县",
        "市教育局",
        "人民政府",
        "2023年",
        "政府信息公开",
        "年度报告",
        "\n",
        "一、总体情况\n",
        "，",
        "。",
        "由",
        "2021210",
        "20",
    ]
)


@given(st.lists(pieces, max_size=40).map("".join))
def test_any_text_has_some_identity(text: str) -> None:
    found = identified(text)
    assert 0 <= found.is_report <= 1
    assert found.body is None or (found.body and not any(char.isspace() for char in found.body))
    assert found.year is None or 2003 <= found.year <= 2039


def test_a_period_is_no_day_of_publication() -> None:
    text = "石桥县民政局2023年政府信息公开工作年度报告\n统计时间：2023年1月1日至12月31日\n一、总体情况\n公开信息3条。"
    assert identified(text).published is None


def overwritten(text: str) -> Identity:
    document = Document("report.txt", "txt", "utf-8", "", text, AlignedText.identity(text))
    normalized = normalize(document.visible)
    return identify(normalized, outline(normalized), document, suspects(normalized.text))


TITLE = "2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        # the signature keeps the name
        (f"万利博彩官网县财政局{TITLE}\n一、总体情况\n公开信息30条。\n\n云岭县财政局\n2024年1月20日\n", "云岭县财政局"),
        # a phrase keeps it
        (f"万利博彩官网财政局{TITLE}\n一、总体情况\n本报告由云岭县财政局编制，公开信息30条。\n", "云岭县财政局"),
        # only the area stands elsewhere
        (f"万利博彩官网县财政局{TITLE}\n一、总体情况\n云岭县人民政府部署后，公开信息30条。\n", "云岭县财政局"),
        # the government of an area, by its signature
        (f"万利博彩官网市{TITLE}\n一、总体情况\n公开30条。\n\n松湖市人民政府\n2024年1月20日\n", "松湖市人民政府"),
        # no other name, or none that ends so
        (f"万利博彩官网财政局{TITLE}\n一、总体情况\n公开信息30条。\n", None),
        (f"万利博彩官网县财政局{TITLE}\n一、总体情况\n公开30条。\n\n松湖市教育局\n2024年1月20日\n", None),
        # the brand stands everywhere
        (f"万利博彩官网财政局{TITLE}\n一、总体情况\n公开30条。\n\n万利博彩官网财政局\n2024年1月20日\n", None),
    ],
)  # fmt: skip
def test_a_brand_in_the_place_of_a_name_is_never_part_of_who_reports(text: str, body: str | None) -> None:
    found = overwritten(text)
    assert (found.body, found.year) == (body, 2023)
    assert "博彩" not in f"{found.title}{found.region}"
    assert any("brand" in note for note in found.notes)


def test_a_brand_behind_the_title_leaves_the_name_before_it_as_it_is() -> None:
    found = overwritten(f"云岭县财政局{TITLE}-pa凯发国际登录\n您的位置：凯发国际登录首页\n一、总体情况\n公开30条。\n")
    assert (found.body, found.title) == ("云岭县财政局", f"云岭县财政局{TITLE}")


def test_what_ends_like_a_body_is_not_always_one() -> None:
    assert [name for name in ("返回顶部", "俱乐部", "工作部署", "一网通办", "新闻中心") if who.is_body(name)] == []
    names = ("商务部", "云海市商务局", "县政府办", "云海市政务服务中心", "云海市新闻中心")
    assert all(map(who.is_body, names))


def test_characters_strewn_into_a_name_are_left_out_where_the_text_prints_it_whole() -> None:
    text = f"云岭县财霉嚷政局{TITLE}\n一、总体情况\n本报告由云岭县财政局编制，公开霉嚷信息30条。\n云岭县财政局\n"
    document = Document("report.txt", "txt", "utf-8", "", text, AlignedText.identity(text))
    normalized = NormalizedText(document.visible)
    strewn = [Edit(5, 7, "霉嚷", "", "inserted", 0.8)]
    plan = outline(normalized)
    assert identify(normalized, plan, document, strewn).body == "云岭县财政局"
    assert identify(normalized, plan, document).body == "云岭县财霉嚷政局"
    head = [Edit(0, 2, "云岭", "", "inserted", 0.8)]
    assert identify(normalized, plan, document, head).body == "云岭县财霉嚷政局"


def test_an_honest_name_with_a_word_that_brands_use_stays() -> None:
    for name in (
        "松湖国际港务区管理委员会",
        "云海市国际贸易促进委员会",
        "东屏国际旅游度假区管理委员会",
        "云岭县体育局",
    ):
        text = f"{name}{TITLE}\n{name}编制本报告。\n一、总体情况\n2023年，{name}公开信息30条。\n{name}\n"
        assert overwritten(text).body == name


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40)), max_size=5))
def test_any_stretch_may_be_suspected(ranges: list[tuple[int, int]]) -> None:
    text = f"云岭县财政局{TITLE}\n一、总体情况\n2023年，云岭县财政局公开信息30条。\n云岭县财政局\n2024年1月20日\n"
    document = Document("report.txt", "txt", "utf-8", "", text, AlignedText.identity(text))
    normalized = normalize(document.visible)
    suspected = [Edit(start, start + length, "", "", "hijacked_name") for start, length in ranges]
    found = identify(normalized, outline(normalized), document, suspected)
    assert found.body is None or found.body in text
    assert "\ue000" not in f"{found.title}{found.body}{found.region}{found.published}"
