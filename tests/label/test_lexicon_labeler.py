"""The labeler without ML: what is a count, what only looks like one."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.label import Labeler, LexiconLabeler
from giar_ml.types import AlignedText, Passage


def spans(text: str, label: str) -> list[str]:
    passage = Passage(AlignedText.identity(text), "1", 0)
    return [text[s.start : s.end] for s in LexiconLabeler().label([passage])[0] if s.label == label]


def test_it_is_a_labeler() -> None:
    assert isinstance(LexiconLabeler(), Labeler)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("公开信息3600余条，近2800余人次", ["3600余条", "近2800余人次"]),
        ("访问量达2645.3万人次，关注人数13万人", ["2645.3万人次", "13万人"]),
        ("主动公开１２３４条", ["１２３４条"]),
        ("政策解读 21 个", ["21 个"]),
        ("发布信息294期1014条", ["294期", "1014条"]),
        ("公开信息2017条，采购2017.515万元", ["2017条", "2017.515万元"]),
        ("采购金额4,166.74万元", ["4,166.74万元"]),
        ("办结市长信箱来信340，为市民解决问题", ["340"]),
        ("部分公开67，占4.61%", ["67", "4.61%"]),
        ("总关注量137.6万，回应260余。", ["137.6万", "260余"]),
        ("满意度百分之九十五以上，答复率百分之百", ["百分之九十五以上", "百分之百"]),
        ("收到三十二件申请，退回三条", ["三十二件", "三条"]),
        ("阅读量达万余人次，推送近百条", ["万余人次", "近百条"]),
        ("受理12345工单1449条", ["1449条"]),
        ("12345热线咨询7000余人次", ["7000余人次"]),
        ("公开行政职权584312345”政务热线受理912件", ["5843", "912件"]),
        ("45家单位1067事项进驻平台", ["45家", "1067"]),
        ("办理复议3件（次）", ["3件（次）"]),
        ("办理业务12笔，刊发8篇（条），检查4个（次）", ["12笔", "8篇（条）", "4个（次）"]),
        ("主动公开信息1 364 条", ["1 364 条"]),
        ("收到申请零件，汽车零件", ["零件"]),
        ("办理结果信息 5梳理职权", ["5"]),
        ("（网上5件，收到过3件）", ["5件", "3件"]),
        ("关注人数超百万，访问量上亿次", ["超百万", "上亿次"]),
        ("公开预约20次，合同履约 886条，走访附近20家企业", ["20次", "886条", "20家"]),
    ],
)
def test_a_count_is_number_mark_and_unit_together(text: str, counts: list[str]) -> None:
    assert spans(text, "COUNT") == counts


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2014〕32号",
        "国办公开办函〔202130号",
        "闽政办2018〕43号",
        "国令第711号和第492号令",
        "《条例》第二十条第（五）项",
        "电话：0691-5122103，邮编：223001",
        "手机13912345678",
        "拨打12345、12329，“12333”热线",
        "落实六稳六保、三审三校、五公开、十四五规划和三公经费",
        "第六期简报，总第48期，第55号",
        "20个工作日内答复",
        "26个领域标准目录",
        "一是加强领导。二是完善制度",
        "（一）主动公开。1.依申请公开",
        "地址：人民路25号501室",
        "刊于A6版，网站支持IPv6，4.0版",
        "详见http://www.example.gov.cn/col1229214366/index.html",
        "近150十万元",
        "做到“一次办好、2个必须”",
        "党的十四届三次全会精神",
        "提供7×24小时服务",
        "每周推送3至5条，每月3-5篇，近5—8条",
        "（详见附图1、图2，附件3）",
    ],
)
def test_what_only_looks_like_a_number_is_no_count(text: str) -> None:
    assert spans(text, "COUNT") == []


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2020年，2020年度，2020年6月30日", ["2020年", "2020年度", "2020年6月30日"]),
        ("925日，市长接听热线", ["925日"]),
        ("自20201月1日起至202112月31日止", ["20201月1日", "202112月31日"]),
        ("自2021210起，201911日起", ["2021210", "201911日"]),
        ("2020网上受理办件18702件", ["2020"]),
        ("二〇二一年三月", ["二〇二一年三月"]),
        ("2023年1—6月，12月上旬，3至5月", ["2023年1—6月", "12月上旬", "3至5月"]),
    ],
)
def test_dates_are_found_also_where_characters_are_lost(text: str, dates: list[str]) -> None:
    assert spans(text, "DATE") == dates


@pytest.mark.parametrize(
    ("text", "nils"),
    [
        ("未收到政府信息公开申请。", ["未收到政府信息公开申请"]),
        ("没有发生行政复议、行政诉讼。", ["没有发生行政复议、行政诉讼"]),
        ("全年未收取任何费用。", ["未收取任何费用"]),
        ("行政复议情况：无。", ["无"]),
        ("未制发规章、行政规范性文件。", ["未制发规章、行政规范性文件"]),
    ],
)
def test_words_of_absence_are_labelled_with_what_is_absent(text: str, nils: list[str]) -> None:
    assert spans(text, "NIL") == nils


@pytest.mark.parametrize("text", ["无正当理由大量反复申请的", "未能按时答复申请", "没有现成信息及申请内容不明确"])
def test_other_negations_state_no_absence(text: str) -> None:
    assert spans(text, "NIL") == []


def test_a_category_stands_before_its_count_or_after_it() -> None:
    assert spans("其中政务动态信息1252条，开设6个专题专栏", "CATEGORY") == ["政务动态信息", "开设"]
    assert spans("，6个专题专栏", "CATEGORY") == ["专题专栏"]


def test_an_agency_is_found_by_its_ending() -> None:
    assert spans("2020年，松岭县人民政府办公室主动公开信息", "AGENCY") == ["松岭县人民政府办公室"]


@given(st.text(alphabet="公开信息条件0123456789，。（）“”《》第年月日号 收到未无申请12345万余一二", max_size=80))
def test_spans_are_sorted_inside_the_text_and_repeatable(text: str) -> None:
    passage = Passage(AlignedText.identity(text), "1", 0)
    first, again = LexiconLabeler().label([passage, passage])
    assert first == again
    assert list(first) == sorted(first, key=lambda s: (s.start, s.end))
    assert all(0 <= s.start < s.end <= len(text) for s in first)
    counts = [s for s in first if s.label in ("COUNT", "DATE")]
    assert all(a.end <= b.start for a, b in pairwise(counts))


@pytest.mark.parametrize("unit", ["1", "1,", "一", "（", "“", "第", "未", "近约", "2020", "收到", " "])
def test_time_is_linear_in_hostile_text(unit: str) -> None:
    start = time.perf_counter()
    LexiconLabeler().label([Passage(AlignedText.identity(unit * 20_000), "1", 0)])
    assert time.perf_counter() - start < 3
