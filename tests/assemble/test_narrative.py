"""Spans to statistics: our own sentences, the examples of the schema, links, and what real reports say."""

from __future__ import annotations

import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.assemble.narrative import read_statistics
from giar_ml.assemble.numbers import read_number
from giar_ml.label import LexiconLabeler
from giar_ml.schema.narrative import Indicator, narrative
from giar_ml.types import AlignedText, Passage, Span, Statistic

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).parents[1].joinpath("cases/narrative.yaml").read_text("utf-8")
)


def read(text: str, year: int | None = None) -> tuple[Statistic, ...]:
    passages = [Passage(AlignedText.identity(text), "1", 0)]
    return read_statistics(passages, LexiconLabeler().label(passages), source=text, year=year)


def facts(statistics: tuple[Statistic, ...]) -> Counter[str]:
    return Counter(f"{s.indicator} {s.value.normalize():f}" for s in statistics)


@pytest.mark.parametrize("case", [c for group in CASES.values() for c in group], ids=lambda c: c["text"][:24])
def test_a_sentence_says_exactly_these_facts(case: dict[str, Any]) -> None:
    wanted = [fact.split() for fact in case["facts"]]
    assert facts(read(case["text"])) == Counter(f"{key} {Decimal(value).normalize():f}" for key, value in wanted)


def test_there_are_sentences_for_every_group() -> None:
    assert sum(map(len, CASES.values())) >= 150
    assert set("ABCDEFGHIJ") <= set(CASES)


@pytest.mark.parametrize("indicator", narrative().indicators, ids=lambda i: i.key)
def test_the_example_of_an_indicator_says_it(indicator: Indicator) -> None:
    text, value = indicator.example
    assert f"{indicator.key} {Decimal(value).normalize():f}" in facts(read(text))


def test_indicators_are_named_once_and_belong_to_a_group() -> None:
    keys = [i.key for i in narrative().indicators]
    assert len(keys) == len(set(keys)) >= 165
    assert {i.group for i in narrative().indicators} == set("ABCDEFGHIJ")


def test_parts_are_linked_to_their_whole() -> None:
    found = read("公开信息500条，其中工作动态130条，通知公告64条（其中公示20条）。收到公开申请3件，其中网络申请2件。")
    assert [s.part_of for s in found] == [None, 0, 0, 2, None, 4]


def test_an_agency_list_repeats_the_indicator_of_the_whole() -> None:
    found = read("收到政府信息公开申请90件（市政府12件、市直部门30件、各区县48件）。")
    assert [s.indicator for s in found] == ["foi.received"] * 4
    assert [s.part_of for s in found] == [None, 0, 0, 0]


def test_shares_and_changes_belong_to_the_fact_before_them() -> None:
    found = read("收到公开申请80件，同比增长12.5%，其中网络申请60件，占75%，当面申请20件，较上年减少4件。")
    assert [s.indicator for s in found] == ["foi.received", "foi.channel.online", "foi.channel.in_person"]
    assert (found[0].change, found[0].change_unit, found[0].change_base) == (Decimal("12.5"), "%", "同比")
    assert found[1].share == Decimal(75)
    assert found[2].change == Decimal(-4)


def test_the_first_number_of_a_new_series_is_cumulative() -> None:
    found = read("累计主动公开政府信息4002条，2019年新增公开信息362条。")
    assert [s.indicator for s in found] == ["disclosed.cumulative_total", "disclosed.total"]


def test_a_missing_unit_is_taken_from_a_sibling() -> None:
    found = read("收到公开申请30件，予以公开12，部分公开4件。")
    assert [s.unit for s in found] == ["件", "件", "件"]


def test_distributed_values_find_their_names() -> None:
    found = read("行政复议、行政诉讼分别为2件、1件。")
    assert [(s.indicator, s.value) for s in found] == [("review.total", 2), ("litigation.total", 1)]


def test_one_number_may_state_two_facts_at_one_place() -> None:
    received, replied = read("依申请公开政府信息的受理和答复数为3件。")
    assert (received.indicator, replied.indicator) == ("foi.received", "foi.replied")
    assert (received.start, received.end) == (replied.start, replied.end)


def test_absence_is_zero_said_in_words() -> None:
    (statistic,) = read("本机关未收到政府信息公开申请。")
    assert (statistic.value, statistic.qualifier) == (0, "stated_absence")


def test_qualifier_agency_channel_and_period_are_kept() -> None:
    (statistic,) = read("2021年，松岭县人民政府通过微信公众号推送信息近900条。")
    assert statistic.qualifier == "about"
    assert (statistic.channel, statistic.period) == ("wechat", "2021年")
    assert statistic.agency is not None
    assert read("主动公开信息5条。", year=2020)[0].period == "2020年"


def test_the_owner_of_a_site_is_not_who_acts() -> None:
    assert read("通过松岭县人民政府网站公开信息30条。")[0].agency is None


def test_the_heading_of_a_paragraph_tells_what_its_verbs_are_about() -> None:
    found = read("（二）依申请公开情况。全年办结12件。")
    assert [s.indicator for s in found] == ["foi.completed"]


def test_spans_of_another_labeler_are_read_the_same() -> None:
    text = "微信公众号发布信息450条，关注人数6200人。"
    counts = (Span(9, 13, "COUNT", 0.9), Span(18, 23, "COUNT", 0.8))
    found = read_statistics([Passage(AlignedText.identity(text), "1", 0)], [counts], source=text)
    assert [s.indicator for s in found] == ["newmedia.wechat.posts", "newmedia.wechat.followers"]
    assert found[0].confidence > found[1].confidence * 0.5


def test_a_qualifier_outside_the_span_is_seen() -> None:
    text = "主动公开信息约450条。"
    found = read_statistics([Passage(AlignedText.identity(text), "1", 0)], [(Span(7, 11, "COUNT"),)], source=text)
    assert (found[0].raw, found[0].qualifier) == ("450条", "about")


def test_offsets_count_in_the_source_through_edits() -> None:
    source = "全年收到公開申請 7\n0 件。"
    text = AlignedText.identity(source).edit([(4, 8, "公开申请"), (8, 9, ""), (10, 11, ""), (12, 13, "")])
    passages = [Passage(text, "1", 0)]
    (statistic,) = read_statistics(passages, LexiconLabeler().label(passages), source=source)
    assert statistic.value == 70
    assert source[statistic.start : statistic.end] == statistic.raw == "7\n0 件"


@given(st.lists(st.sampled_from([c["text"] for group in CASES.values() for c in group]), min_size=1, max_size=4))
def test_raw_is_cut_from_the_source_and_states_the_value(texts: list[str]) -> None:
    source = "".join(texts)
    for statistic in read(source):
        assert source[statistic.start : statistic.end] == statistic.raw
        quantity = read_number(statistic.raw)
        assert quantity is not None
        assert quantity.value == statistic.value
        assert 0 < statistic.confidence <= 1


@given(st.text(alphabet="其中（）：，。、收到公开信息申请分别各为占同比增长5件3条%0万", max_size=60))
def test_any_words_are_read_without_error(text: str) -> None:
    found = read(text)
    assert all(s.part_of is None or 0 <= s.part_of < len(found) for s in found)


@pytest.mark.parametrize("unit", ["收到申请5件，", "其中（5条", "3条", "公开", "）"])
def test_time_stays_bounded_in_hostile_text(unit: str) -> None:
    start = time.perf_counter()
    read(unit * 5_000)
    assert time.perf_counter() - start < 5


def test_the_prose_of_real_reports_is_read(seeds: list[Path], gold: dict[str, Any]) -> None:
    hits = misses = false = 0
    for path in seeds:
        source = path.read_text("utf-8")
        if any(word in source for word in "開條萬"):
            continue  # Traditional text is converted before this stage
        found = [s for line in _paragraphs(source) for s in line]
        wanted = [dict(g) for g in gold[path.stem]["statistics"]]
        for statistic in found:
            match = next((g for g in wanted if _accepts(g, statistic) and not g.get("hit")), None)
            if match:
                match["hit"] = True
            elif not any(g["optional"] and g["value"] == statistic.value for g in wanted):
                false += not any(_accepts(g, statistic) for g in wanted)
        hits += sum(bool(g.get("hit")) for g in wanted if not g["optional"])
        misses += sum(not g.get("hit") for g in wanted if not g["optional"])
    assert 2 * hits / (2 * hits + misses + false) >= 0.9


def _paragraphs(source: str) -> list[tuple[Statistic, ...]]:
    return [read(line) for line in source.split("\n") if len(line) > 40 and "\t" not in line]


def _accepts(fact: dict[str, Any], statistic: Statistic) -> bool:
    keys = fact["indicators"]
    named = any(statistic.indicator == k or (k.endswith(".*") and statistic.indicator.startswith(k[:-1])) for k in keys)
    return named and Decimal(str(fact["value"])) == statistic.value
